"""Makes other media players softer or pauses them over MPRIS while the assistant attends to somebody, then restores them.

https://specifications.freedesktop.org/mpris-spec/latest/
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Literal

from daemon.desktop.bus import Bus, BusError, Once
from daemon.desktop.undo import Change, Guard, UndoNote

log = logging.getLogger(__name__)

PREFIX = "org.mpris.MediaPlayer2."
PATH = "/org/mpris/MediaPlayer2"
PLAYER = "org.mpris.MediaPlayer2.Player"
_SETTLE = 0.3
"""Seconds until a player that has taken a new volume reports it."""
_SAME = 0.02
"""Volumes closer than this count as equal: players round."""


class Players:
    """Quietens the players when `quiet` asks for it, and restores them; `run` does it, one change after the other."""

    def __init__(self, bus: Bus, how: Literal["duck", "pause"], share: float, note: UndoNote, guard: Guard) -> None:
        """`share`: factor for the volume of a ducked player."""
        self._bus = bus
        self._how = how
        self._share = share
        self._note = note
        self._guard = guard
        self._wanted = False
        self._news = asyncio.Event()
        self._changes: list[Change] = []
        self._once = Once(log)

    def quiet(self, on: bool) -> None:
        """Asks for quiet, or for its end; returns at once."""
        self._wanted = on
        self._news.set()

    def held(self) -> list[str]:
        """Returns the players that are paused until `quiet` ends."""
        return [change.player for change in self._changes if change.before is None]

    def leave(self, player: str) -> None:
        """Leaves a player paused, or playing, as it is now: the user has said so."""
        kept = [change for change in self._changes if change.player != player or change.before is not None]
        if kept != self._changes:
            self._changes = kept
            self._note_what_is_left()

    async def run(self) -> None:
        """Carries out what `quiet` asks for, until cancelled. First undoes what an earlier daemon left behind."""
        self._changes = await restore(self._bus, self._note.take())
        self._note_what_is_left()
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await (self._silence() if self._wanted else self.restore())
            except (BusError, OSError) as err:  # the bus is busy, or the note could not be written
                self._once.info("players", "%s", err)

    async def restore(self) -> None:
        """Undoes all changes."""
        if self._changes:
            self._changes = await restore(self._bus, self._changes)
            self._note_what_is_left()

    def _note_what_is_left(self) -> None:
        """Writes the changes that are left into the note. A note that cannot be written is only logged."""
        try:
            self._note.write(self._changes)
        except OSError as err:
            self._once.info("note", "%s", err)

    async def _silence(self) -> None:
        known = {change.player for change in self._changes}
        players = [name for name in await self._bus.names() if name.startswith(PREFIX) and name not in known]
        plans = await asyncio.gather(*(self._plan(player) for player in players))
        changes = [plan for plan in plans if plan is not None]
        if not changes:
            return
        await self._guard.start()
        noted = [*self._changes, *changes]
        self._note.write(noted)  # first noted, then done; where it cannot be noted, it is not done
        self._changes = noted
        await asyncio.gather(*(self._carry_out(change) for change in changes))

    async def _plan(self, player: str) -> Change | None:
        """Plans the change of one player; None when it plays nothing or does not answer."""
        try:
            if await self._bus.get(player, PATH, PLAYER, "PlaybackStatus") != "Playing":
                return None
            owner = await self._bus.owner(player)
            if self._how == "pause":
                return Change(player, owner)
            try:
                volume = float(await self._bus.get(player, PATH, PLAYER, "Volume"))
            except (BusError, TypeError, ValueError):
                return Change(player, owner)  # it has no volume of its own
            return Change(player, owner, volume, volume * self._share) if volume > _SAME else None
        except BusError as err:
            self._once.info(player, "left alone: %s", err)
            return None

    async def _carry_out(self, change: Change) -> None:
        try:
            if change.before is None:
                await self._bus.call(change.player, PATH, PLAYER, "Pause")
            elif not await self._lower(change):
                # Browsers have the property and ignore what it is set to. Only silence is left.
                self._replace(change, replace(change, before=None))
                await self._bus.call(change.player, PATH, PLAYER, "Pause")
        except BusError as err:
            self._once.info(change.player, "neither softer nor paused: %s", err)

    async def _lower(self, change: Change) -> bool:
        try:
            await self._bus.set(change.player, PATH, PLAYER, "Volume", "d", change.after)
        except BusError:
            return False
        await asyncio.sleep(_SETTLE)
        now = float(await self._bus.get(change.player, PATH, PLAYER, "Volume"))
        if change.before is not None and abs(now - change.before) < _SAME:
            return False
        self._replace(change, replace(change, after=now))  # as the player rounds it
        return True

    def _replace(self, old: Change, new: Change) -> None:
        self._changes[self._changes.index(old)] = new
        self._note.write(self._changes)


async def restore(bus: Bus, changes: list[Change]) -> list[Change]:
    """Undoes changes. Returns those whose player did not answer, to be tried again."""
    done = await asyncio.gather(*(_undo(bus, change) for change in changes))
    return [change for change, undone in zip(changes, done, strict=True) if not undone]


async def _undo(bus: Bus, change: Change) -> bool:
    try:
        if await bus.owner(change.player) != change.owner:
            return True  # it has ended
        if change.before is None:
            if await bus.get(change.player, PATH, PLAYER, "PlaybackStatus") == "Paused":
                await bus.call(change.player, PATH, PLAYER, "Play")
        elif abs(float(await bus.get(change.player, PATH, PLAYER, "Volume")) - change.after) < _SAME:
            await bus.set(change.player, PATH, PLAYER, "Volume", "d", change.before)
    except BusError as err:
        log.info("%s: not restored: %s", change.player, err)
        return False
    return True
