"""What the conversation can do to the world, and what speech reports back. Neutral: no handler is imported here.

No port waits. Results of speech come back as `SpeechReports`, stamped with the (turn, revision) they belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from audio import events as sound
from daemon.control.events import Event
from daemon.conversation.dialogue import Exchange
from daemon.conversation.reply_events import Item
from daemon.conversation.rules.heard_words import PlayedAudio
from daemon.conversation.turn import Turn
from daemon.skills.actions.intents import ActionIntent
from daemon.skills.actions.outcome import Outcome
from daemon.skills.actions.recital import Recital
from daemon.skills.actions.tool_calls import NO_TOOLS, ToolSentences
from daemon.skills.intent import Intent
from daemon.skills.situation import Situation
from models.engine import Message, Transcript


class SpeechPort(Protocol):
    """Recognises what the user says, and answers it. One answer at a time; `SpeechReports` gets the results."""

    def open_utterance(self, turn: Turn) -> None:
        """The user begins to speak."""
        ...

    def feed_utterance(self, turn: Turn, pcm: bytes) -> None:
        """More speech of the turn. `pcm`: int16 little-endian, mono, HEARING_RATE."""
        ...

    def join_utterances(self, before: Turn, turn: Turn) -> bool:
        """The turn goes on with what `before` began: have both recognised as one utterance, the turn's, from now on.
        Returns False where that cannot be done; then both stay as they are."""
        ...

    def close_utterance(self, turn: Turn) -> None:
        """The turn needs no recogniser any more."""
        ...

    def recognise(self, turn: Turn, final: bool) -> None:
        """Ask for the words so far: a cheap guess, or with `final` the best transcript."""
        ...

    def prefill(self, messages: Sequence[Message], asked: bool = False) -> None:
        """Let the mind read what the next question begins with. `asked`: that may be all of it."""
        ...

    def respond(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None:
        """Answer the turn as it stands, in place of any earlier answer. `messages` turns its words into the mind's input."""
        ...

    def speak(self, turn: Turn, text: str | Recital, language: str) -> None:
        """Synthesise a given text as the turn's answer, in place of any earlier answer. A recital has its own languages."""
        ...

    def ahead(self, seconds: float) -> None:
        """So much of the answer's sound has not been heard yet: of a long text no more is synthesised than is soon heard."""
        ...

    def listen_back(self, number: int, played: PlayedAudio) -> None:
        """Find out which words of a cut reply were heard, while nobody speaks. `number` is the turn's."""
        ...

    def cancel(self) -> None:
        """Stop answering and prefilling."""
        ...


class SpeechReports(Protocol):
    """Receives the results of `SpeechPort`. The conversation implements it."""

    def on_item(self, number: int, revision: int, item: Item) -> None:
        """The next item of the answer to that (turn, revision)."""
        ...

    def on_words(self, number: int, revision: int, transcript: Transcript, final: bool) -> None:
        """The answer to `recognise`."""
        ...

    def on_melody(self, number: int, revision: int, finished: float | None) -> None:
        """How finished the voice sounds that said those words: see Transcript."""
        ...

    def on_words_failed(self, number: int, message: str) -> None:
        """`recognise` failed. `message` is one line for the user."""
        ...

    def on_played(self, number: int, said: str) -> None:
        """The answer to `listen_back`: the part of that turn's reply that was heard."""
        ...


class ActionReports(Protocol):
    """Receives the outcomes of `Ports.act`. The conversation implements it."""

    def on_filler(self, number: int, text: str) -> None:
        """The action of that turn will take long: the text may be said meanwhile."""
        ...

    def on_outcome(self, number: int, outcome: Outcome) -> None:
        """The action of that turn has ended."""
        ...


class DictationPort(Protocol):
    """Takes what the user dictates, in the order in which it was said. Never waits."""

    def heard(self, number: int, transcript: Transcript) -> None:
        """The next piece, with its turn's number. It has words."""
        ...

    def over(self) -> None:
        """The dictation has ended, and all of its pieces have been told."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the conversation can do to the world."""

    speech: SpeechPort
    sound: Callable[[sound.Command], None]
    """Sends a command to the sound worker."""
    publish: Callable[[Event], None]
    """Tells displays and clients what happens."""
    record: Callable[[Exchange], None]
    """Keeps a finished exchange in the history."""
    correct: Callable[[int, str], None]
    """Corrects what was heard of the reply to that turn, in the history."""
    carry_out: Callable[[Intent, str], str]
    """Carries out a skill in a language; returns what is said to it, "" for nothing."""
    act: Callable[[int, ActionIntent, str], None]
    """Begins an action for a turn, in a language. `ActionReports` gets the outcome, once and later."""
    known: Callable[[ActionIntent], bool]
    """Whether what an action names is there: an application, a list."""
    busy: Callable[[bool], None]
    """Told after each transition whether somebody speaks or waits for a reply: background work gives way meanwhile."""
    dictation: DictationPort
    extend: Callable[[int, str, str], None] = lambda turn, said, done: None
    """Adds to that turn in the history what was said and done after its reply."""
    tools: ToolSentences = NO_TOOLS
    """Sentences that call tools of others."""
    may_choose: Callable[[str, str], bool] = lambda text, language: False
    """Whether the mind will be asked which tool of others the words of a language ask for."""
    situation: Callable[[], Situation] = Situation
    """What runs and rings now: what a misheard command may mean."""
