"""The first clause of a reply: the LLM waits until it has sound, and its leading silence is left out."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from config.constants import AUDIBLE
from daemon.conversation.reply_events import Audio

_KEPT_MS = 5
"""Of the silence, so that the first sound does not begin with a click."""


class LeadingSilence:
    """Of one answer: `take` its audio in order, as far as it belongs to the first clause."""

    def __init__(self) -> None:
        self._left_out = 0
        self._begun = False

    def take(self, audio: Audio) -> Audio:
        """The audio without the silence before the first sound; its marks count from what is left of the clause."""
        kept = audio.pcm
        if not self._begun:
            begin = self._beginning(audio)
            self._left_out += begin
            kept = kept[2 * begin :]
        if not self._left_out:
            return audio
        marks = tuple(replace(mark, at=max(0, mark.at - self._left_out)) for mark in audio.marks)
        return replace(audio, pcm=kept, marks=marks)

    def _beginning(self, audio: Audio) -> int:
        """How many samples to leave out; all but the last ones as long as there is no sound."""
        values = array("h", audio.pcm)
        first = next((at for at, value in enumerate(values) if abs(value) > AUDIBLE), None)
        self._begun = first is not None
        return max(0, (len(values) if first is None else first) - audio.rate * _KEPT_MS // 1000)


class FirstClauseGate:
    """Of one answer's first clause."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()
        self._given = False
        self._working: list[Callable[[bool], None]] = []

    def to_the_voice(self) -> None:
        """The first clause goes to the voice. Once for each answer; later clauses change nothing."""
        if not self._given:
            self._given = True
            self._free.clear()
            for hold in self._working:
                hold(True)

    def over(self) -> None:
        """There is sound, or there will be none."""
        if not self._free.is_set():
            self._free.set()
            for hold in self._working:
                hold(False)

    async def free(self) -> None:
        """Wait until the mind may begin."""
        await self._free.wait()

    @contextmanager
    def working(self, hold: Callable[[bool], None]) -> Iterator[None]:
        """Work that can be held up: `hold` is called with True when it shall wait, with False when it shall go on."""
        self._working.append(hold)
        try:
            yield
        finally:
            self._working.remove(hold)
