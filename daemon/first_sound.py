"""An answer begins with its first sound: the silence that a voice puts before it would only be waited for. Pure.

A voice shapes the closure before a plosive, 50 ms long before "Paris"; at the very beginning nobody hears it.
"""

from __future__ import annotations

from array import array
from dataclasses import replace

from config.constants import AUDIBLE
from daemon.items import Audio

_KEPT_MS = 5
"""Of the silence, so that the first sound does not begin with a click."""


class FirstSound:
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
