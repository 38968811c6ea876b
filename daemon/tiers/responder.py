"""The interface of all tiers: speech audio in, reply events (words, text, audio) out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Protocol

from daemon.conversation.reply_events import Item
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.workers.fleet import ModelHandle
from models.engine import Message, Transcript

VOICE = "voice"
"""Name of the spoken conversation's KV sequence in the mind's worker."""

Emit = Callable[[Item], None]


class Responder(Protocol):
    """One way of answering speech with speech."""

    name: str

    @property
    def ears(self) -> RecogniserSession:
        """The recogniser that transcribes the speech."""
        ...

    @property
    def words_first(self) -> bool:
        """The words are recognised before the answer begins, so that they may still change who answers. False for a model
        that answers the sound itself."""
        ...

    @property
    def models(self) -> tuple[ModelHandle, ...]:
        """The models that must be in memory, in the order of loading."""
        ...

    def open(self, utterance: Utterance) -> None: ...
    def feed(self, utterance: Utterance, pcm: bytes) -> None:
        """`pcm` is what has just been added to the utterance's own."""
        ...

    def close(self, utterance: Utterance) -> None: ...

    async def recognise(self, utterance: Utterance, final: bool) -> Transcript:
        """Returns the words so far: a cheap guess, or with `final` the best there is. Raises WorkerError."""
        ...

    async def prefill(self, messages: Sequence[Message], asked: bool = False) -> None:
        """Prepares for a question that begins like this; `asked`: that may be all of it. Cancelled when an answer is wanted
        that does not go on from there."""
        ...

    async def respond(
        self, utterance: Utterance, messages: Callable[[str], list[Message]], known: Transcript | None, emit: Emit
    ) -> None:
        """Answers the utterance as far as it has been fed. `messages` makes the LLM's input from the words heard; `known`:
        the words, if they have been recognised already. The first event is Heard, the last one Finished, Failed or
        CallChosen; a cancelled answer has no last one."""
        ...

    async def say(self, text: str | AsyncGenerator[str, None], language: str, emit: Emit) -> None:
        """Speaks a given text, or one as it comes. Emits the events of `respond`, without Heard."""
        ...
