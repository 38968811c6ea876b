"""The commands' client of the running daemon: synchronous, and quick to import.

with Client() as daemon:
    daemon.call("toggle")
    for piece in daemon.stream("ask", {"text": "hello"}): ...
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from config import paths
from config.errors import UserError
from config.texts import _
from daemon.control.protocol import LONGEST_REPLY, PROTOCOL

_KNOCK = 0.01
"""Seconds between two attempts to connect while the daemon's queue of new clients is full."""


class ClientError(UserError):
    """The daemon answered with an error, or not at all. `code` is JSON-RPC's; 0 where there was no answer."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class NotRunning(ClientError):
    """No daemon listens on the control socket."""

    def __init__(self) -> None:
        super().__init__(
            _("sarai is not running; start it with `sarai run`, or as a service with `sarai service install`")
        )


class Client:
    """One connection. The first request connects; leaving the `with` block ends what was asked for.

    The daemon disconnects a client that asks nothing for a minute.
    """

    def __init__(self, path: Path | None = None, timeout: float = 5.0) -> None:
        self._path = path or paths.control_socket()
        self._timeout = timeout
        self._socket: socket.socket | None = None
        self._buffer = b""
        self._number = 0

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def call(self, method: str, params: Mapping[str, Any] | None = None, timeout: float | None = None) -> Any:
        """Returns the result of a method. Raises ClientError."""
        items = self.stream(method, params, timeout or self._timeout)
        while True:
            try:
                next(items)
            except StopIteration as end:
                return end.value

    def stream(
        self, method: str, params: Mapping[str, Any] | None = None, timeout: float = 300.0
    ) -> Generator[Any, None, Any]:
        """Yields the items of a streaming method and returns its result. `timeout`: seconds to wait for each item."""
        number = self._request(method, params)
        while True:
            message = self._receive(timeout)
            if message.get("method") == "item" and message["params"]["id"] == number:
                yield message["params"]["item"]
            elif message.get("id") == number and "method" not in message:
                return message.get("result")

    def events(self, levels: bool = False, idle: float | None = None) -> Iterator[dict[str, Any] | None]:
        """Yields the daemon's events, beginning with a snapshot, until the daemon ends.

        With `idle`, yields None whenever nothing has happened for so many seconds.
        """
        self._request("subscribe", {"levels": levels})
        while True:
            try:
                message = self._receive(idle)
            except _TimedOut:
                yield None
                continue
            if message.get("method") == "event":
                yield message["params"]

    # ------------------------------------------------------------------------------------------------------- the wire

    def _request(self, method: str, params: Mapping[str, Any] | None) -> int:
        lines = []
        if self._socket is None:
            self._connect()
            # Sent along with the first request: one round trip, and a daemon of another version is told apart.
            lines.append({"jsonrpc": "2.0", "id": 0, "method": "hello", "params": {"protocol": PROTOCOL}})
        self._number += 1
        lines.append({"jsonrpc": "2.0", "id": self._number, "method": method, "params": dict(params or {})})
        assert self._socket is not None
        self._socket.settimeout(self._timeout)
        try:
            self._socket.sendall("".join(json.dumps(line) + "\n" for line in lines).encode())
        except TimeoutError as err:
            raise self._silent(self._timeout) from err
        except OSError as err:
            # The daemon may have said why before it closed the connection.
            if not isinstance(err, BrokenPipeError | ConnectionResetError):
                raise ClientError(_("cannot talk to sarai: {why}", why=err.strerror)) from err
        return self._number

    def _connect(self) -> None:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(self._timeout)
        try:
            self._knock(connection)
        except (FileNotFoundError, ConnectionRefusedError) as err:
            connection.close()
            if self._path.exists() and not self._path.is_socket():  # a running daemon cannot make it again either
                raise ClientError(_("{path} is in the way and is no socket; remove it", path=self._path)) from err
            raise NotRunning from err
        except PermissionError as err:
            connection.close()
            raise ClientError(_("the control socket {path} belongs to another user", path=self._path)) from err
        except TimeoutError as err:
            connection.close()
            raise self._silent(self._timeout) from err
        except OSError as err:
            connection.close()
            raise ClientError(
                _("cannot reach sarai at {path}: {why}", path=self._path, why=err.strerror or err)
            ) from err
        self._socket = connection

    def _knock(self, connection: socket.socket) -> None:
        """Connects, and waits where others already wait to be let in. Raises OSError."""
        until = time.monotonic() + self._timeout
        while True:
            try:
                connection.connect(str(self._path))
            except BlockingIOError:  # a socket with a time limit does not wait for this by itself
                if time.monotonic() > until:
                    raise TimeoutError from None
                time.sleep(_KNOCK)
            else:
                return

    def _receive(self, timeout: float | None) -> dict[str, Any]:
        """Returns the next message. Raises ClientError for an error reply: this client asks one thing at a time."""
        while b"\n" not in self._buffer:
            assert self._socket is not None
            self._socket.settimeout(timeout)
            try:
                data = self._socket.recv(1 << 16)
            except TimeoutError as err:
                raise self._silent(timeout or 0) from err
            except OSError as err:
                raise ClientError(_("the connection to sarai broke: {why}", why=err.strerror)) from err
            if not data:
                raise ClientError(_("sarai closed the connection before it answered: has it ended?"))
            self._buffer += data
            if len(self._buffer) > LONGEST_REPLY:
                raise ClientError(_("what came back is no answer of sarai's"))
        line, _end, self._buffer = self._buffer.partition(b"\n")
        try:
            message = json.loads(line)
            if not isinstance(message, dict):
                raise ValueError(_("not an object"))
        except ValueError as err:
            raise ClientError(_("what came back is no answer of sarai's")) from err
        error = message.get("error")
        if isinstance(error, dict):
            raise ClientError(" ".join(str(error.get("message")).split()), int(error.get("code", 0)))
        return message

    def _silent(self, seconds: float) -> _TimedOut:
        return _TimedOut(
            _("sarai does not answer (waited {seconds:g} s); see `journalctl --user -u sarai`", seconds=seconds)
        )


class _TimedOut(ClientError):
    """The daemon sent nothing in time."""


def call(method: str, params: Mapping[str, Any] | None = None, timeout: float = 5.0) -> Any:
    """Calls one method of the running daemon. Raises ClientError."""
    with Client(timeout=timeout) as client:
        return client.call(method, params)
