"""I/O with a model server: streams that can be cancelled at any moment, keys that are never shown, errors in one
line."""

from __future__ import annotations

import asyncio
import difflib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from config.texts import _
from models.engine import Cancel, Cancelled, EngineError

T = TypeVar("T")

LOOK_EVERY = 0.02
"""Seconds between two checks of the cancel switch while the server is silent."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits in seconds for a server's answer."""

    connect: float = 3.0
    first: float = 120.0
    """Limit until the first token: the server may have to load the model from disk."""
    between: float = 30.0
    """Limit from one token to the next."""


PATIENCE = Patience()


MOST = 16 << 20
"""Bytes of one answer, whatever is in it: hundreds of times what the longest one needs."""


def bounded(httpx: Any, where: str) -> dict[str, list[Any]]:
    """Returns the `event_hooks` of an AsyncClient of that package (httpx, or a fork of it) that end an answer of more than
    MOST bytes. They raise EngineError; `where` names the server."""

    class Bounded(httpx.AsyncByteStream):  # type: ignore[misc]  # the package is known at run time
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = MOST
            async for piece in self._stream:
                left -= len(piece)
                if left < 0:
                    raise EngineError(
                        _("{where} sent more than {most} MiB; it was given up", where=where, most=MOST >> 20)
                    )
                yield piece

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def bound(response: Any) -> None:
        response.stream = Bounded(response.stream)

    return {"response": [bound]}


class ServerSilent(Exception):
    """The server has sent nothing within the time limit. The text is the time in seconds."""


class Secret:
    """A key that is hidden when it is printed, logged or formatted."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Returns the key, for the code that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"


def read_key(name_or_file: str | None) -> Secret | None:
    """Reads a key from a file, or from the systemd credential of that name. Returns None for None. Raises
    EngineError in one line."""
    if not name_or_file:
        return None
    path = Path(name_or_file).expanduser()
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and "/" not in name_or_file and (Path(credentials) / name_or_file).exists():
        path = Path(credentials) / name_or_file
    elif "/" not in name_or_file:
        raise EngineError(
            _(
                "there is no systemd credential {name_or_file!r}; LoadCredential= in the unit, or give a file",
                name_or_file=name_or_file,
            )
        )
    try:
        mode = path.stat().st_mode
        text = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as err:
        raise EngineError(
            _(
                "the key file {path} cannot be read ({why})",
                path=path,
                why=getattr(err, "strerror", None) or "no text",
            )
        ) from err
    if mode & 0o077 and not (credentials and path.is_relative_to(credentials)):
        raise EngineError(_("the key file {path} can be read by others; `chmod 600 {path}` closes it", path=path))
    if not text or any(sign.isspace() for sign in text):
        raise EngineError(_("the key file {path} should hold one key and nothing else", path=path))
    return Secret(text)


def shown(url: str) -> str:
    """Returns a server's address for display, without user names and passwords."""
    parts = urlsplit(url if "//" in url else f"http://{url}")
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def unknown_model(server: str, model: str, known: Iterable[str], remedy: str) -> EngineError:
    """Returns an error of one line about a model that a server does not have, with the most similar names."""
    names = list(known)
    near = difflib.get_close_matches(model, names, n=3, cutoff=0.4) or [
        name for name in names if model.partition(":")[0] in name
    ]
    if near:
        hint = _("did you mean {near}?", near=", ".join(near[:3]))
    elif names:
        hint = _("it has {names}", names=", ".join(names[:5]))
    else:
        hint = _("it has none at all")
    return EngineError(
        _(
            "{server} has no model {model!r}; {hint} {remedy}", server=server, model=model, hint=hint, remedy=remedy
        ).rstrip()
    )


class Line:
    """Runs the asynchronous clients for one engine thread. Between two items of a stream it checks the cancel
    switch. So the client disconnects at once from a server that computes for a minute, and the server notices."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()

    def run(self, work: Awaitable[T], limit: float) -> T:
        """Returns one answer. Raises ServerSilent after `limit` seconds."""

        async def limited() -> T:
            try:
                async with asyncio.timeout(limit):
                    return await work
            except TimeoutError as err:
                raise ServerSilent(f"{limit:.0f}") from err

        return self._runner.run(limited())

    def stream(self, make: Callable[[], AsyncIterator[T]], cancel: Cancel, patience: Patience) -> Generator[T]:
        """Yields the items of an asynchronous stream. Raises Cancelled, ServerSilent, or the stream's own errors.
        The connection is closed then, and also when the caller stops iterating."""
        stream = make()
        limit = patience.first
        try:
            while True:
                item = self._runner.run(self._next(stream, cancel, limit))
                if item is None:
                    return
                yield item
                limit = patience.between
        finally:
            closing = getattr(stream, "aclose", None)
            if closing is not None:
                self._runner.run(closing())

    async def _next(self, stream: AsyncIterator[T], cancel: Cancel, limit: float) -> T | None:
        async def following() -> T | None:
            return await anext(stream, None)

        waiting = asyncio.ensure_future(following())
        end = asyncio.get_running_loop().time() + limit
        try:
            while not waiting.done():
                if cancel:
                    raise Cancelled
                if asyncio.get_running_loop().time() > end:
                    raise ServerSilent(f"{limit:.0f}")
                await asyncio.wait([waiting], timeout=LOOK_EVERY)
            return waiting.result()
        finally:
            if not waiting.done():
                waiting.cancel()
                await asyncio.gather(waiting, return_exceptions=True)

    def close(self) -> None:
        """Closes the event loop. Harmless when repeated."""
        self._runner.close()
