"""Filters for the events of a reply: each is called with one event and calls the next with what it lets through.

All have the shape of `Emit`, so they are composed by name: `ReleaseGate(TrimSilence(OpensGate(emit, gate)))`.
"""

from __future__ import annotations

from array import array
from dataclasses import replace

from config.constants import AUDIBLE
from daemon.conversation.reply_events import Audio, Clause, Finished, Heard, Item, Said
from daemon.tiers.first_clause import FirstClauseGate
from daemon.tiers.responder import Emit

_KEPT_MS = 5
"""Milliseconds of silence that stay before the first sound, so that it does not begin with a click."""


class TrimSilence:
    """Leaves out the silence before the first sound of a reply. Later clauses pass unchanged."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._clauses = 0
        self._left_out = 0  # samples
        self._begun = False

    def __call__(self, item: Item) -> None:
        if isinstance(item, Clause):
            self._clauses += 1
        if isinstance(item, Audio) and self._clauses <= 1:
            item = self._trimmed(item)
        self._emit(item)

    def _trimmed(self, audio: Audio) -> Audio:
        """The audio without leading silence. Its marks count from the first sample that is left of the clause."""
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
        """Samples to leave out. In a piece without any sound: all but the last `_KEPT_MS`."""
        values = array("h", audio.pcm)
        first = next((at for at, value in enumerate(values) if abs(value) > AUDIBLE), None)
        self._begun = first is not None
        return max(0, (len(values) if first is None else first) - audio.rate * _KEPT_MS // 1000)


class OpensGate:
    """Lets the LLM go on as soon as a sound of the reply has been passed on."""

    def __init__(self, emit: Emit, gate: FirstClauseGate) -> None:
        self._emit = emit
        self._gate = gate

    def __call__(self, item: Item) -> None:
        self._emit(item)
        if isinstance(item, Audio):
            self._gate.over()


class ReleaseGate:
    """Keeps all events until `release`: the reply was begun before its question was known."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._kept: list[Item] | None = []

    def __call__(self, item: Item) -> None:
        if self._kept is not None:
            self._kept.append(item)
        else:
            self._emit(item)

    def release(self) -> None:
        """Pass on what was kept, in order, and from now on every event at once."""
        kept, self._kept = self._kept or [], None
        for item in kept:
            self._emit(item)


class Behind:
    """Moves the clauses of an answer behind a text that the reply begins with."""

    def __init__(self, text: str, emit: Emit) -> None:
        self._offset = len(text)
        self._emit = emit

    def __call__(self, item: Item) -> None:
        if isinstance(item, Clause):
            places = tuple(place + self._offset for place in item.places)
            item = replace(item, start=item.start + self._offset, end=item.end + self._offset, places=places)
        self._emit(item)


class NotesExchange:
    """Passes everything on, and notes what was asked and said."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.heard = ""
        self.said = ""
        self._finished = False

    def __call__(self, item: Item) -> None:
        match item:
            case Heard():
                self.heard = item.transcript.text
            case Said():
                self.said += item.text
            case Finished():
                self._finished = True
        self._emit(item)

    @property
    def complete(self) -> bool:
        """Words were heard and answered, and the answer came to its end."""
        return bool(self.heard and self.said and self._finished)
