"""When the microphone is open, and whether speech is addressed to the assistant. No clock: times are positions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from audio import events as sound
from config.constants import samples
from config.settings import Listening
from daemon.conversation.rules.wake_phrase import WakePhrase
from daemon.conversation.turn import Turn
from daemon.skills.intent import Snooze, Stop, TimerCancel, TimerExtend
from daemon.skills.match import match
from models.engine import Transcript

UNCALLED = samples(15_000)
"""Talk without the wake phrase is dropped after this long, and further speech is a new utterance: recognisers take ever
longer for ever longer speech, all in vain."""


ENDS_RING = (Stop, Snooze, TimerCancel, TimerExtend)
"""What may be said to a timer that rings."""


class Addressing:
    """Who is spoken to. In mode `wake`, a turn needs the wake phrase, unless it continues a conversation."""

    def __init__(self, settings: Listening) -> None:
        self._settings = settings
        self._phrase = WakePhrase(settings.wake_phrase) if settings.mode == "wake" else None
        self._until = -1  # a turn that begins up to here needs no phrase
        self.rings = False
        """A timer rings: what ends it needs no phrase."""

    def needs_no_phrase(self, at: int) -> bool:
        """Whether a turn that begins at that position is addressed to the assistant whatever its words are."""
        return self._phrase is None or at <= self._until

    def meant(self, turn: Turn, transcript: Transcript) -> Transcript:
        """The words without the wake phrase; no words where the phrase is needed and missing. Sets `turn.called`."""
        if self._phrase is None:
            return transcript
        question = self._phrase.question(transcript.text)
        turn.called = question is not None
        if question is None and self.rings and isinstance(match(transcript.text, transcript.language), ENDS_RING):
            turn.called, question = True, transcript.text
        if question is None:
            question = transcript.text if turn.addressed else ""
        return replace(transcript, text=question)

    def called(self, turn: Turn) -> float:
        """The turn was the wake phrase alone. Returns the seconds within which the question may follow."""
        self._stay(turn.end, self._settings.wake_seconds)
        return self._settings.wake_seconds

    def conversing(self, at: int) -> None:
        """A question or its answer ended at that position: the next question needs no phrase for a while."""
        self._stay(at, self._settings.follow_up_seconds)

    def forget(self) -> None:
        """No conversation is going on any more."""
        self._until = -1

    def _stay(self, at: int, seconds: float) -> None:
        if seconds:
            self._until = max(self._until, at + samples(seconds * 1000))


@dataclass(eq=False, slots=True)
class Push:
    """A push to talk: the user wants one question to be heard."""

    held: bool
    """A key is held down: its release ends the question, no pause does."""
    asked: bool = False
    """The question has begun."""
    waits: bool = True
    """The question may still begin: the key has not been released, and `give_up` has not been called."""


class Microphone:
    """Open while it is switched on, or while a push or a dictation is under way. Closed means that no stream is open."""

    def __init__(self, send: Callable[[sound.Command], None]) -> None:
        """`send` takes commands to the sound worker."""
        self.switched_on = False
        self.push: Push | None = None
        self.dictates = False
        """What is heard is dictation."""
        self._send = send
        self._open = False

    def switch(self, on: bool) -> None:
        """Switch it on or off for good. Ends a push; off ends a dictation, too."""
        self.switched_on = on
        self.dictates = self.dictates and on
        self.push = None
        self._update()

    def press(self, held: bool) -> Push:
        """A push to talk begins."""
        self.push = Push(held)
        self._update()
        return self.push

    def dictate(self, on: bool) -> None:
        """A dictation begins or ends: meanwhile it is open, and a push is over."""
        self.push, self.dictates = None, on
        self._update()

    def not_asked(self) -> None:
        """The question that had begun was none, or is lost. A push that may still wait goes on waiting."""
        if self.push is not None:
            self.push.asked = not self.push.waits

    def release(self) -> None:
        """The push is over."""
        self.push = None
        self._update()

    @property
    def open(self) -> bool:
        return self._open

    @property
    def given(self) -> bool:
        """Whether it serves a push or a dictation: the assistant says nothing unasked meanwhile."""
        return self.push is not None or self.dictates

    def tell_again(self) -> None:
        """Tell a new sound worker, which knows nothing yet."""
        self._send(sound.Listen(self._open))

    def _update(self) -> None:
        wanted = self.switched_on or self.given
        if wanted != self._open:
            self._open = wanted
            self._send(sound.Listen(wanted))
