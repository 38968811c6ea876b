"""The loudness of the machine: that of the sound server's default loudspeaker, which all programs share."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import NamedTuple

from daemon.actions.doer import ActionResult, CannotDo
from daemon.actions.texts import say
from daemon.desktop.programs import ProgramError, here, run
from daemon.skills.actions.intents import ActionIntent, LoudnessChange, LoudnessMute, LoudnessTo

log = logging.getLogger(__name__)


class _Heard(NamedTuple):
    level: float
    """0 to 1; more where another program has set it so."""
    muted: bool


class Loudness:
    """The doer of the machine's loudness, through `pactl` (PulseAudio and PipeWire) or `wpctl` (PipeWire)."""

    does = (LoudnessTo, LoudnessChange, LoudnessMute)

    def __init__(self, program: Callable[[], str] = lambda: here("pactl", "wpctl")) -> None:
        self._program = program

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        program = self._program()
        if not program:
            raise CannotDo(say("no_mixer", language))
        try:
            before = await _look(program)
            match action:
                case LoudnessTo():
                    after = _Heard(action.level, False)
                case LoudnessChange():
                    after = _Heard(min(1.0, max(0.0, before.level + action.by)), False)
                case LoudnessMute():
                    after = before._replace(muted=action.on)
                case _:
                    raise AssertionError(action)
            await _set(program, after)
        except ProgramError as err:
            log.info("%s", err)
            raise CannotDo(say("mixer_trouble", language)) from err

        async def take_back() -> None:
            try:
                await _set(program, before)
            except ProgramError as err:
                raise CannotDo(say("mixer_trouble", language)) from err

        key = ("muted" if action.on else "unmuted") if isinstance(action, LoudnessMute) else "loudness"
        said = say(key, language, percent=round(after.level * 100))
        return ActionResult(said, changed=True, take_back=take_back)


async def _look(program: str) -> _Heard:
    if program == "wpctl":
        told = await run("wpctl", "get-volume", "@DEFAULT_AUDIO_SINK@")
        found = re.search(r"Volume: ([\d.]+)", told)
        level, muted = float(found[1]) if found else None, "[MUTED]" in told
    else:
        found = re.search(r"(\d+)%", await run("pactl", "get-sink-volume", "@DEFAULT_SINK@"))
        level = int(found[1]) / 100 if found else None
        muted = "yes" in await run("pactl", "get-sink-mute", "@DEFAULT_SINK@")
    if level is None:
        raise ProgramError(f"{program}: told no volume")
    return _Heard(level, muted)


async def _set(program: str, heard: _Heard) -> None:
    percent, mute = f"{round(heard.level * 100)}%", str(int(heard.muted))
    if program == "wpctl":
        await run("wpctl", "set-volume", "@DEFAULT_AUDIO_SINK@", percent)
        await run("wpctl", "set-mute", "@DEFAULT_AUDIO_SINK@", mute)
    else:
        await run("pactl", "set-sink-volume", "@DEFAULT_SINK@", percent)
        await run("pactl", "set-sink-mute", "@DEFAULT_SINK@", mute)
