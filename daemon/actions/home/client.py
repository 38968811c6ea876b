"""A client of Home Assistant's REST API: one request, one connection, with a bound on everything.

https://developers.home-assistant.io/docs/api/rest
"""

from __future__ import annotations

import asyncio
import io
import json
import ssl
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from models.remote.io import Secret, shown

SECONDS = 8.0
"""Limit for an answer: an action is given up after ten."""
_FAREWELL = 1.0
"""Seconds that a connection may take to close."""
LARGEST = 16 << 20
"""Bytes of the longest answer; the states of a thousand entities take one MiB."""

Trouble = Literal["away", "silent", "token", "refused", "strange"]
"""`away`: nothing was sent, so nothing was done. `silent`: it broke off, and may have been done. `token`: it is not
accepted. `refused`: the answer is an error. `strange`: the answer is none of Home Assistant's."""


class HomeError(Exception):
    """A request has failed. The message is one line, without the token."""

    def __init__(self, kind: Trouble, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class HomeClient:
    """Keeps nothing between two requests. The token goes to this address only: a redirect is not followed."""

    def __init__(self, url: str, token: Secret) -> None:
        parts = urlsplit(url)
        self.where = shown(url)
        self._host = parts.hostname or ""
        self._secure = parts.scheme == "https"
        self._port = parts.port or (443 if self._secure else 80)
        self._base = parts.path.rstrip("/")
        self._token = token

    async def get(self, path: str) -> Any:
        """Returns the JSON document at a path, such as "/api/states". Raises HomeError."""
        return _document(await self._request("GET", path, b""), self.where)

    async def post(self, path: str, data: object) -> Any:
        """As `get`, with a document of ours."""
        return _document(await self._request("POST", path, json.dumps(data).encode()), self.where)

    async def render(self, template: str) -> Any:
        """Returns the JSON document that a template makes: Home Assistant's language for what its other paths don't tell."""
        return _document(
            await self._request("POST", "/api/template", json.dumps({"template": template}).encode()), self.where
        )

    async def _request(self, method: str, path: str, body: bytes) -> bytes:
        sent = False
        try:
            async with asyncio.timeout(SECONDS):
                secure = ssl.create_default_context() if self._secure else None
                reader, writer = await asyncio.open_connection(self._host, self._port, ssl=secure)
                try:
                    sent = True
                    writer.write(self._head(method, path, body) + body)
                    await writer.drain()
                    received = await _all_of(reader)
                finally:
                    await _end(writer)
        except (OSError, TimeoutError) as err:
            why = getattr(err, "strerror", None) or str(err) or f"no answer within {SECONDS:g} s"
            raise HomeError("silent" if sent else "away", f"Home Assistant at {self.where}: {_line(why)}") from err
        return self._body(received)

    def _head(self, method: str, path: str, body: bytes) -> bytes:
        lines = (
            f"{method} {self._base}{path} HTTP/1.1",
            f"Host: {self._host}:{self._port}",
            f"Authorization: Bearer {self._token.reveal()}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Connection: close",
            "User-Agent: sarai-voice",
        )
        try:
            return "\r\n".join((*lines, "", "")).encode("ascii")
        except UnicodeEncodeError as err:
            raise HomeError("token", f"the token for {self.where} has characters that no token has") from err

    def _body(self, received: bytes) -> bytes:
        response = HTTPResponse(cast("Any", _Received(received)))
        try:
            response.begin()
            body = response.read()
        except (HTTPException, OSError, ValueError) as err:
            kind: Trouble = "strange" if received and not received.startswith(b"HTTP/") else "silent"
            raise HomeError(kind, f"Home Assistant at {self.where} broke off its answer") from err
        if response.status in (401, 403):
            raise HomeError("token", f"Home Assistant at {self.where} does not accept the token")
        if 300 <= response.status < 400:
            where = _line(response.getheader("Location") or "another address")
            raise HomeError("strange", f"{self.where} sends us on to {where}; give that address instead")
        if response.status >= 400:
            raise HomeError("refused", f"Home Assistant at {self.where} answers {response.status}: {_told(body)}")
        return body


class _Received:
    """What was received, as the standard library's parser of answers reads it: from a socket."""

    def __init__(self, received: bytes) -> None:
        self._received = received

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._received)


async def _end(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_FAREWELL):
            await writer.wait_closed()


async def _all_of(reader: asyncio.StreamReader) -> bytes:
    found = bytearray()
    while block := await reader.read(1 << 16):
        found += block
        if len(found) > LARGEST:
            raise OSError(f"the answer is longer than {LARGEST >> 20} MiB")
    return bytes(found)


def _document(body: bytes, where: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as err:
        raise HomeError("strange", f"{where} answers, but not as Home Assistant does") from err


def _told(body: bytes) -> str:
    """The message of an error's answer: {"message": "..."}, or its first line."""
    text = body.decode(errors="replace")
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        read = text
    return _line(read.get("message") if isinstance(read, dict) else read)


def _line(text: object, longest: int = 160) -> str:
    """Foreign text as one short line."""
    return " ".join("".join(each if each.isprintable() else " " for each in str(text)).split())[:longest]
