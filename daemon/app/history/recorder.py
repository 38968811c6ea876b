"""Writes and reads the history, and other small files, off the event loop: in one thread, in order."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from config import paths
from config.settings import Settings
from daemon.app.history.store import History, HistoryEntry, as_json
from daemon.app.threads import started
from daemon.conversation.dialogue import Exchange

log = logging.getLogger(__name__)

CORRECTABLE = 8
"""Recent turns whose heard reply may still be corrected."""


class HistoryRecorder:
    """Never makes the event loop wait for the disk. `problem` gets one line, in the event loop, for what is not kept."""

    def __init__(self, settings: Settings, problem: Callable[[str], None]) -> None:
        self._keep = settings.history.keep
        self._thread = started(1, "history")  # SQLite wants one thread; its queue holds a turn or two
        self._loop = asyncio.get_running_loop()
        self._problem = problem
        self._history = History(paths.history_file(), self.tell, settings.history.days)
        self._rows: dict[int, Future[int | None]] = {}
        """Rows of the last spoken turns in the history, by the turn's number."""
        self._conversation = uuid.uuid4().hex[:12]
        self._closed = False

    def tell(self, text: str) -> None:
        """Tell the user one line about what is kept. To be called from any thread."""
        log.warning("%s", text)
        self._loop.call_soon_threadsafe(self._problem, text)

    def later(self, work: Callable[..., object], *arguments: object) -> None:
        """Have the thread do that after all it was given before. Never waits."""
        self._submit(work, *arguments)

    def record(self, exchange: Exchange, tier: str, route: str = "") -> None:
        """Keep a finished exchange, with the tier and the route that answered it. Never waits."""
        if self._keep:
            row = self._submit(self._history.add, HistoryEntry(self._conversation, exchange, tier, route))
            if exchange.turn and row is not None:
                self._rows[exchange.turn] = row
            while len(self._rows) > CORRECTABLE:
                del self._rows[next(iter(self._rows))]

    def correct(self, turn: int, said: str) -> None:
        """Correct what was heard of the reply to a spoken turn, which was cut short. Never waits."""
        row = self._rows.get(turn)
        if row is not None:
            self.later(self._correct, row, said)

    def _correct(self, row: Future[int | None], said: str) -> None:
        number = row.result()  # the thread has done it already: it works in order
        if number is not None:
            self._history.update(number, said, interrupted=True)

    def extend(self, turn: int, said: str, done: str) -> None:
        """Add to a spoken turn what was said and done after its reply. Never waits."""
        row = self._rows.get(turn)
        if row is not None:
            self.later(self._extend, row, said, done)

    def _extend(self, row: Future[int | None], said: str, done: str) -> None:
        number = row.result()
        if number is not None:
            self._history.extend(number, said, done)

    async def recent(self, limit: int) -> list[dict[str, Any]]:
        """The last turns for clients, oldest first. Raises HistoryError."""
        entries = await self._in_thread(self._history.recent, limit)
        return [as_json(entry) for entry in entries]

    async def forget(self, last: int | None) -> int:
        """Delete the last turns, or with None all of them; how many went. Raises HistoryError."""
        count: int = await self._in_thread(self._history.forget, last)
        return count

    async def stored(self, patience: float) -> None:
        """Wait until all that was given before is on the disk, or for `patience` seconds."""
        if not self._closed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._in_thread(lambda: None), patience)

    async def close(self) -> None:
        """Wait until all that was given before is on the disk. Later records are not kept."""
        self._closed = True
        await self._in_thread(self._history.close)
        self._thread.shutdown(wait=False)

    def _submit(self, work: Callable[..., Any], *arguments: object) -> Future[Any] | None:
        if self._closed:  # a reply may end while everything is taken down
            return None
        done = self._thread.submit(work, *arguments)
        done.add_done_callback(_log_a_bug)
        return done

    async def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)


def _log_a_bug(done: Future[Any]) -> None:
    """Trouble with the disk has been told by the work itself; any other error is a bug."""
    error = done.exception()
    if error is not None:
        log.error("something is not kept", exc_info=error)
