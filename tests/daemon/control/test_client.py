"""The client: results, streams, and one clear line for everything that can go wrong."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from config.errors import UserError
from daemon.control.client import Client, ClientError, NotRunning
from daemon.control.connection import Method, Result
from daemon.control.events import QuestionHeard
from tests.support.served import Served


class Everything(Served):
    """A result, a stream, an error, and no answer."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, {"state": "listening"})
        self.ended = threading.Event()

    def methods(self) -> dict[str, Method]:
        return {"status": self.status, "mute": self.fail, "ask": self.ask, "devices": self.forever}

    async def status(self, params: dict[str, Any]) -> object:
        return {"state": "listening", **params}

    async def fail(self, params: dict[str, Any]) -> object:
        raise UserError("no microphone")

    async def ask(self, params: dict[str, Any]) -> AsyncGenerator[object, None]:
        try:
            for word in params["text"].split():
                yield {"text": word}
            if params["new"]:
                await asyncio.Event().wait()
            yield Result({"count": len(params["text"].split())})
        finally:
            self.ended.set()

    async def forever(self, params: dict[str, Any]) -> object:
        await asyncio.Event().wait()
        return None


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Everything]:
    with Everything(tmp_path / "run" / "control.sock") as server:
        yield server


def test_a_client_waits_where_others_wait_to_be_let_in(tmp_path: Path) -> None:
    path = tmp_path / "control.sock"
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as first:
        server.bind(str(path))
        server.listen(0)
        first.connect(str(path))
        with Client(path, timeout=0.2) as full, pytest.raises(ClientError, match=r"0\.2 s"):
            full.call("status")

        def let_in() -> None:
            for connection in (server.accept()[0], server.accept()[0]):
                connection.close()

        late = threading.Timer(0.2, let_in)
        late.start()
        with Client(path, timeout=30) as patient, pytest.raises(ClientError):  # the connection is closed at once
            patient.call("status")
        late.join()


@contextmanager
def impostor(path: Path, behave: Callable[[socket.socket], None]) -> Iterator[Path]:
    """Something else that listens on the socket."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def run() -> None:
            connection, _ = listener.accept()
            with connection:
                behave(connection)

        thread = threading.Thread(target=run)
        thread.start()
        yield path
        thread.join(10)


def test_a_result_and_the_next_on_the_same_connection(served: Everything) -> None:
    with Client(served.path) as client:
        assert client.call("status") == {"state": "listening", "explain": False}
        assert client.call("status", {"explain": True})["explain"] is True


def test_a_stream_and_its_result(served: Everything) -> None:
    with Client(served.path) as client:
        items = client.stream("ask", {"text": "one two"})
        assert [next(items), next(items)] == [{"text": "one"}, {"text": "two"}]
        with pytest.raises(StopIteration) as end:
            next(items)
        assert end.value.value == {"count": 2}
        assert client.call("ask", {"text": "a b c"}) == {"count": 3}


def test_leaving_in_the_middle_of_a_stream_ends_it(served: Everything) -> None:
    with Client(served.path) as client:
        items = client.stream("ask", {"text": "one", "new": True})
        assert next(items) == {"text": "one"}
        assert not served.ended.is_set()
    assert served.ended.wait(5)


def test_events_with_a_sign_of_life_when_nothing_happens(served: Everything) -> None:
    with Client(served.path) as client:
        events = client.events(idle=0.05)
        assert next(events) == {"kind": "snapshot", "state": "listening"}
        assert next(events) is None
        served.publish(QuestionHeard(1, "hola", "es"))
        got = next(events)
        while got is None:
            got = next(events)
        assert got == {"kind": "heard", "turn": 1, "text": "hola", "language": "es"}


@pytest.mark.parametrize(
    ("method", "params", "code", "said"),
    [
        ("mute", {}, -32000, "no microphone"),
        ("fly", {}, -32601, "no such method: fly"),
        ("ask", {}, -32602, "text is missing"),
        ("ask", {"text": "x" * 2_000_000}, -32001, "longer than"),
    ],
)
def test_errors_of_the_daemon_are_told_as_they_are(
    served: Everything, method: str, params: dict[str, Any], code: int, said: str
) -> None:
    with Client(served.path) as client, pytest.raises(ClientError, match=said) as caught:
        client.call(method, params)
    assert caught.value.code == code


def test_a_daemon_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "control.sock", tmp_path / "no" / "control.sock"):
        with Client(path) as client, pytest.raises(NotRunning, match="sarai is not running; start it with `sarai run`"):
            client.call("status")
    left = tmp_path / "left.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(left))
    with Client(left) as client, pytest.raises(NotRunning):
        client.call("status")


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch])
def test_what_is_in_the_way_of_the_socket_is_named(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "control.sock")
    with Client(tmp_path / "control.sock") as client, pytest.raises(ClientError, match=r"control\.sock is in the way"):
        client.call("status")


def test_a_daemon_that_does_not_answer(served: Everything) -> None:
    with (
        Client(served.path, timeout=0.1) as client,
        pytest.raises(ClientError, match=r"does not answer \(waited 0\.1 s\)"),
    ):
        client.call("devices")


def test_a_daemon_of_another_version(served: Everything, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.control.client.PROTOCOL", 2)
    with Client(served.path) as client, pytest.raises(ClientError, match="restart it"):
        client.call("status")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "closed the connection"),
        (b"SSH-2.0-OpenSSH_9\n", "no answer of sarai's"),
        (b"[1]\n", "no answer of sarai's"),
        (b'{"error": {"message": "a\\nb"}}\n', "a b"),
    ],
)
def test_something_else_that_listens_there(tmp_path: Path, answer: bytes, said: str) -> None:
    def behave(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        connection.sendall(answer)

    with (
        impostor(tmp_path / "s", behave) as path,
        Client(path, timeout=5) as client,
        pytest.raises(ClientError, match=said),
    ):
        client.call("status")


def test_an_endless_answer_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.control.client.LONGEST_REPLY", 1 << 18)

    def behave(connection: socket.socket) -> None:
        try:
            while True:
                connection.sendall(b"x" * 65536)
        except OSError:
            pass

    with impostor(tmp_path / "s", behave) as path, Client(path) as client:
        with pytest.raises(ClientError, match="no answer of sarai's"):
            client.call("status")
        client.close()
