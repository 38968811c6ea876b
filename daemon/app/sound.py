"""The sound worker, seen from the daemon: commands to it, events from it, and how long it has been gone."""

from __future__ import annotations

import time
from collections.abc import Callable

from audio.events import Command, Event
from config.settings import Settings
from daemon.tiers import specs
from daemon.workers.request import WorkerError
from daemon.workers.wire import Frame, pack, unpack, vocabulary
from daemon.workers.worker import State, Worker

_EVENTS = vocabulary(Event)
DEAF = 1.0
"""Most seconds until a sound worker that ended again and again is started anew: the assistant is deaf meanwhile. A device
that is missing does not end it."""


class Sound:
    """Owns the sound worker's process. The worker runs from `run` to `stop`, and is restarted when it ends."""

    def __init__(
        self, settings: Settings, on_event: Callable[[Event], None], on_state: Callable[[Worker], None]
    ) -> None:
        """`on_state` is called after every change of the worker's state."""
        self.worker = Worker(
            specs.sound(settings), self._receive, settings.log.level, on_state=on_state, longest_pause=DEAF
        )
        self.taps: list[Callable[[Command], None]] = []
        """Called with every command: `sarai talk` keeps the reply's audio."""
        self._on_event = on_event
        self._gone_since: float | None = time.monotonic()

    def send(self, command: Command) -> None:
        """Dropped while there is no worker."""
        self.worker.send_frame(pack(command))
        for tap in self.taps:
            tap(command)

    def _receive(self, frame: Frame) -> None:
        self._on_event(unpack(frame, _EVENTS))

    @property
    def missing(self) -> float:
        """Seconds for which the worker has been gone, or has not answered, although restarting it should help.

        0 while it works, whatever becomes of the devices, and where sound cannot work on this machine at all.
        """
        gone = self._gone_since
        if gone is None:
            return self.worker.silent
        return 0.0 if self.worker.state is State.FAILED else time.monotonic() - gone

    async def run(self) -> None:
        """Keep the worker alive until `stop`."""
        await self.worker.run()

    async def stop(self) -> None:
        await self.worker.stop()

    async def accompany(self, came: Callable[[float], None], went: Callable[[], None]) -> None:
        """Call `came` for each new worker that is ready, with the seconds for which there was none (0 for the first), and
        `went` when it has gone. Returns when none will come again."""
        missed = 0.0
        while True:
            try:
                await self.worker.ready()
            except WorkerError:
                return
            self._gone_since = None
            came(time.monotonic() - missed if missed else 0.0)
            await self.worker.gone()
            self._gone_since = missed = time.monotonic()
            went()
