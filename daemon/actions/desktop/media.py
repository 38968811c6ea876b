"""Media players, over MPRIS: play, pause, next, previous, what is playing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from daemon.actions.desktop.buses import session_bus
from daemon.actions.doer import ActionResult, CannotDo, TakeBack
from daemon.actions.texts import say, together
from daemon.desktop.bus import Bus, BusError
from daemon.desktop.players import PATH, PLAYER, PREFIX
from daemon.skills.actions.intents import ActionIntent, MediaControl, MediaWhat
from daemon.skills.numbers import without_accents

ROOT = "org.mpris.MediaPlayer2"
METHODS = {"play": "Play", "pause": "Pause", "next": "Next", "previous": "Previous"}
ABLE = {"play": "CanPlay", "pause": "CanPause", "next": "CanGoNext", "previous": "CanGoPrevious"}
"""The property that says whether a player can do that: where it is false, the method has no effect, and no error."""
REVERSE = {"play": "pause", "pause": "play"}
USUAL = frozenset(
    "firefox chrome chromium spotify vlc mpv rhythmbox clementine strawberry amarok elisa totem celluloid".split()
)
"""Players that a sentence may name although none runs."""
PATIENCE = 4.0
"""Seconds that a player has to do it: one that streams may ask its server first."""
LONGEST_TITLE = 120
"""Characters of a title that are said: it comes from strangers."""


@dataclass(frozen=True, slots=True)
class Player:
    bus_name: str
    name: str
    """As it calls itself."""
    status: str
    """"Playing", "Paused" or "Stopped"."""


class Media:
    """The doer of media players."""

    does = (MediaControl, MediaWhat)

    def __init__(
        self, held: Callable[[], Iterable[str]] = tuple, leave: Callable[[str], None] = lambda player: None
    ) -> None:
        """`held`: bus names of the players that the daemon has paused while it listens. `leave`: it shall not play on."""
        self._held = held
        self._leave = leave
        self._last: tuple[str, ...] = ()  # bus names of the players that were told something last

    def known(self, action: ActionIntent) -> bool:
        return _plain(getattr(action, "player", "")) in USUAL

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        async with session_bus(language) as bus:
            players = await self._players(bus)
            if isinstance(action, MediaWhat):
                return await self._what(bus, players, action.player, language)
            assert isinstance(action, MediaControl)
            able = await _able(bus, self._fitting(players, action, language), action, language)
            chosen = able if action.do == "pause" else able[:1]
            for player in chosen:
                await bus.call(player.bus_name, PATH, PLAYER, METHODS[action.do], timeout=PATIENCE)
                self._leave(player.bus_name)
        self._last = tuple(player.bus_name for player in chosen)
        names = together([player.name for player in chosen], language)
        back = self._take_back([player.bus_name for player in chosen], action.do, language)
        return ActionResult(say(f"media_{action.do}", language, player=names), changed=True, take_back=back)

    async def _players(self, bus: Bus) -> list[Player]:
        names = sorted(name for name in await bus.names() if name.startswith(PREFIX))
        found = await asyncio.gather(*(self._look_at(bus, name) for name in names))
        return [player for player in found if player is not None]

    async def _look_at(self, bus: Bus, bus_name: str) -> Player | None:
        try:
            status = str(await bus.get(bus_name, PATH, PLAYER, "PlaybackStatus"))
        except BusError:
            return None  # it hangs, or has just ended
        try:
            name = _clean(await bus.get(bus_name, PATH, ROOT, "Identity"))
        except BusError:
            name = ""
        status = "Playing" if bus_name in self._held() and status == "Paused" else status
        return Player(bus_name, name or bus_name.removeprefix(PREFIX).split(".")[0], status)

    def _fitting(self, players: list[Player], action: MediaControl, language: str) -> list[Player]:
        """Returns the players that may be meant: all of them are paused, else the first. Raises CannotDo where there is
        none."""
        fitting = _named(players, action.player, language)
        playing = [player for player in fitting if player.status == "Playing"]
        if action.do == "pause":
            if not playing:
                raise CannotDo(say("nothing_plays", language))
            return playing
        if action.do == "play":
            paused = [player for player in fitting if player.status == "Paused"]
            paused.sort(key=lambda player: player.bus_name not in self._last)
            return paused or playing or fitting
        return playing or fitting

    async def _what(self, bus: Bus, players: list[Player], name: str, language: str) -> ActionResult:
        playing = [player for player in _named(players, name, language) if player.status == "Playing"]
        if not playing:
            return ActionResult(say("nothing_plays", language))
        data: dict[str, Any] = await bus.get(playing[0].bus_name, PATH, PLAYER, "Metadata")
        title, artists = (getattr(data.get(key), "value", None) for key in ("xesam:title", "xesam:artist"))
        artist = _clean(artists[0] if isinstance(artists, list) and artists else artists)
        key = "playing_by" if title and artist else "playing" if title else "playing_unnamed"
        return ActionResult(say(key, language, title=_clean(title), artist=artist, player=playing[0].name))

    def _take_back(self, bus_names: list[str], did: str, language: str) -> TakeBack | None:
        if did not in REVERSE:
            return None

        async def take_back() -> None:
            async with session_bus(language) as bus:
                for name in bus_names:
                    await bus.call(name, PATH, PLAYER, METHODS[REVERSE[did]])
                    self._leave(name)

        return take_back


async def _able(bus: Bus, players: list[Player], action: MediaControl, language: str) -> list[Player]:
    """Returns the players that can do it. Raises CannotDo where none can."""
    found = []
    for player in players:
        try:
            can = await bus.get(player.bus_name, PATH, PLAYER, ABLE[action.do])
        except BusError:
            can = None  # it does not say
        if can is not False:
            found.append(player)
    if not found:
        raise CannotDo(
            say(f"media_no_{action.do}", language, player=together([each.name for each in players], language))
        )
    return found


def _named(players: list[Player], name: str, language: str) -> list[Player]:
    """Returns the players of that name; all for "". Raises CannotDo where there is none."""
    if not players:
        raise CannotDo(say("no_player", language))
    if not name:
        return players
    wanted = _plain(name)
    found = [each for each in players if wanted in _plain(f"{each.name} {each.bus_name.removeprefix(PREFIX)}")]
    if not found:
        raise CannotDo(say("no_such_player", language, player=name))
    return found


def _clean(value: object) -> str:
    """Foreign text as one short line."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", str(value or "")).split())[:LONGEST_TITLE]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", without_accents(text.lower())))
