"""When the microphone is open, and whether what it hears is meant for the assistant. No clock: time is positions on the
hearing timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace

from audio import events as sound
from config.constants import samples
from config.settings import Listening
from daemon.conversation.ports import Ports
from daemon.conversation.rules.wake_phrase import WakePhrase
from daemon.conversation.turn import Turn
from models.engine import Transcript

UNCALLED = samples(15_000)
"""Talk that goes on for so long without the wake phrase is dropped, and what follows is a new utterance: recognisers take
ever longer for ever longer speech, and all of it in vain."""


class Addressing:
    """Who is spoken to. In mode `wake`, a turn has to contain the wake phrase unless it belongs to a conversation."""

    def __init__(self, settings: Listening) -> None:
        self._settings = settings
        self._phrase = WakePhrase(settings.wake_phrase) if settings.mode == "wake" else None
        self._until = -1  # the last position at which a turn that begins there needs no phrase

    def needs_no_phrase(self, at: int) -> bool:
        """Whether a turn that begins there is addressed to the assistant whatever its words are."""
        return self._phrase is None or at <= self._until

    def meant(self, turn: Turn, transcript: Transcript) -> Transcript:
        """What of these words is meant for the assistant: without the wake phrase; none at all where the phrase is needed
        and missing. Notes in the turn whether it was called."""
        if self._phrase is None:
            return transcript
        question = self._phrase.question(transcript.text)
        turn.called = question is not None
        if question is None:
            question = transcript.text if turn.addressed else ""
        return replace(transcript, text=question)

    def called(self, turn: Turn) -> float:
        """The turn was the wake phrase alone: the question may follow within the seconds that are returned."""
        self._stay(turn.end, self._settings.wake_seconds)
        return self._settings.wake_seconds

    def conversing(self, at: int) -> None:
        """A question or its answer ended there: the next question needs no phrase for a while."""
        self._stay(at, self._settings.follow_up_seconds)

    def forget(self) -> None:
        """No conversation is going on."""
        self._until = -1

    def _stay(self, at: int, seconds: float) -> None:
        if seconds:
            self._until = max(self._until, at + samples(seconds * 1000))


@dataclass(eq=False, slots=True)
class Push:
    """The user asked for one question to be listened to: push to talk."""

    held: bool
    """A key is held down: only its release ends the question, no pause does."""
    asked: bool = False
    """The question has begun."""
    waits: bool = True
    """There is still time for a question: its key has not been let go, and nobody has given it up."""


class Microphone:
    """Open while it is switched on, or while a push is under way; closed means that no stream is open."""

    def __init__(self, ports: Ports) -> None:
        self.switched_on = False
        self.push: Push | None = None
        self._ports = ports
        self._open = False

    def switch(self, on: bool) -> None:
        """Switched on or off for good; ends a push."""
        self.switched_on = on
        self.push = None
        self._update()

    def press(self, held: bool) -> Push:
        self.push = Push(held)
        self._update()
        return self.push

    def not_asked(self) -> None:
        """What had begun was no question, or is lost: a push that may still wait for one does."""
        if self.push is not None:
            self.push.asked = not self.push.waits

    def release(self) -> None:
        """The push is over."""
        self.push = None
        self._update()

    @property
    def open(self) -> bool:
        return self._open

    def tell_again(self) -> None:
        """A new sound worker knows nothing yet."""
        self._ports.sound(sound.Listen(self._open))

    def _update(self) -> None:
        wanted = self.switched_on or self.push is not None
        if wanted != self._open:
            self._open = wanted
            self._ports.sound(sound.Listen(wanted))
