"""What an engine is: a recogniser (Recogniser), an LLM (Mind), a voice (Voice), and the abilities that only some have.

Engines are plain blocking objects that know nothing of processes, sound devices or conversations. Each lives in a worker
process of its own, is called from one thread, and checks its `Cancel` often enough to stop within one token, one
decoder step or one synthesised chunk.

An ability is a protocol that can be asked for: `isinstance(engine, Seeing)`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:  # the daemon imports this module, and must stay small
    import numpy as np
    import numpy.typing as npt

    Pcm = npt.NDArray[np.int16]


class EngineError(Exception):
    """An engine cannot do what was asked. The text is one line for the user: what, where, and what to do."""


class Cancelled(Exception):
    """The work was cancelled; what was yielded before still stands."""


class Cancel:
    """A request's cancel switch: set from the worker's reading thread, looked at by the engine's."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._may_go_on = threading.Event()
        self._may_go_on.set()

    def set(self) -> None:
        self._event.set()
        self._may_go_on.set()

    def hold(self, on: bool) -> None:
        """Have `wait` wait, or no longer."""
        if on and not self:
            self._may_go_on.clear()
        else:
            self._may_go_on.set()

    @property
    def held(self) -> bool:
        """Whether the work is held up."""
        return not self._may_go_on.is_set()

    def wait(self) -> None:
        """Wait for as long as the work is held up. Raises Cancelled once the switch is set."""
        self._may_go_on.wait()
        self.check()

    def held_out(self) -> bool:
        """For callbacks of native code: wait for as long as the work is held up; then, whether the switch is set."""
        self._may_go_on.wait()
        return bool(self)

    def __bool__(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raise Cancelled once the switch is set."""
        if self._event.is_set():
            raise Cancelled


# ---------------------------------------------------------------------------------------------------------------- ears


@dataclass(frozen=True, slots=True)
class Transcript:
    """What an engine has understood of an utterance so far."""

    text: str
    language: str
    """ISO 639-1 code of the language heard."""
    confidence: float | None = None
    """0..1 where the engine gives one."""
    no_speech: float | None = None
    """Probability 0..1 that nobody spoke, where the engine gives one."""
    finished: float | None = None
    """Probability 0..1 that the turn is over by the sound of the voice, where something listens to that."""


class Utterance(Protocol):
    """One utterance being heard. Feeding may go on after `result`: the user took a breath and went on."""

    def feed(self, pcm: Pcm) -> None:
        """Take the next samples: int16, mono, HEARING_RATE, any length."""
        ...

    def partial(self) -> Transcript:
        """A cheap guess at what has been said so far."""
        ...

    def result(self, cancel: Cancel) -> Transcript:
        """The best the engine can do with all it has been fed. An empty text means: no words in it."""
        ...

    def close(self) -> None:
        """Forget the utterance. Harmless when repeated."""
        ...


@runtime_checkable
class PauseAware(Protocol):
    """An utterance that makes use of knowing where the speech ended."""

    def ends(self, samples: int) -> None:
        """For the next `result`: what was fed after so many samples is silence."""
        ...


class Recogniser(Protocol):
    languages: tuple[str, ...]

    def open(self, language: str | None) -> Utterance:
        """Begin an utterance; `language` None lets the engine find out which of its languages is spoken."""
        ...

    def close(self) -> None: ...


# ---------------------------------------------------------------------------------------------------------------- mind


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    max_tokens: int = 200
    temperature: float = 0.7
    top_p: float = 0.9
    min_p: float = 0.05
    seed: int | None = None
    """None draws one; a number makes the answer repeatable."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer: whole characters, never half a UTF-8 sequence."""

    text: str
    tokens: int = 1


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost; the last item of every `generate`, also of one that was cut short."""

    prompt_tokens: int
    cached_tokens: int
    """How many of prompt_tokens were already in the KV cache and cost nothing."""
    generated_tokens: int
    finish: Literal["stop", "length", "context"]
    dropped: int = 0
    """How many older messages were left out because they did not fit into the context."""


class Mind(Protocol):
    """Answers text with text. Owns its KV cache; nobody else touches it.

    `conversation` names a KV sequence ("voice", "text", ...): work in one conversation never evicts the prefix of another.
    """

    context: int
    """Tokens that fit into one conversation."""

    def prefill(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        """Bring `messages` into the cache ahead of need. The last message may be an unfinished user turn: what is cached
        ends before its closing tag, so that more words extend it."""
        ...

    def generate(
        self, conversation: str, messages: Sequence[Message], sampling: Sampling, cancel: Cancel
    ) -> Iterator[TextDelta | Usage]:
        """Stream the assistant's answer to `messages`, then one Usage. Raises Cancelled within one token (in prefill:
        within one chunk) after `cancel` is set, leaving the context usable. An `assistant` message in the last place is
        a beginning that is continued."""
        ...

    def forget(self, conversation: str) -> None:
        """Drop what is cached for it."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class Seeing(Protocol):
    """A mind whose last message may be about an image."""

    def generate(
        self,
        conversation: str,
        messages: Sequence[Message],
        sampling: Sampling,
        cancel: Cancel,
        image: bytes | None = None,
    ) -> Iterator[TextDelta | Usage]:
        """As `Mind.generate`; `image` is a PNG or JPEG file's contents."""
        ...

    def close_eyes(self) -> None:
        """Give the vision encoder's memory back, until the next image. Harmless when repeated."""
        ...


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a server can be asked."""

    up: bool
    detail: str
    """One line: how many models it has, or what is wrong."""
    models: tuple[str, ...] = ()


@runtime_checkable
class Remote(Protocol):
    """An engine whose work is done on a server, which may be down."""

    def health(self) -> Health:
        """Whether the server answers and has the model. Raises nothing."""
        ...


class Listening(Protocol):
    """A turn that a mind hears. `feed` is cheap: whoever feeds lets it `attend` now and then, while the user speaks."""

    def feed(self, pcm: Pcm) -> None:
        """Take the next samples: int16, mono, HEARING_RATE, any length."""
        ...

    def attend(self, messages: Sequence[Message], cancel: Cancel) -> int:
        """Do what can be done of the answer before the sound is complete. `messages` is the conversation so far; the last
        one is the user's, with what goes before the sound (as a rule nothing). There are none where that is not known
        yet. Returns the milliseconds of sound that are done with. Raises Cancelled, what was done kept."""
        ...

    def answer(self, messages: Sequence[Message], sampling: Sampling, cancel: Cancel) -> Iterator[TextDelta | Usage]:
        """Stream the answer to all that was fed, as `Mind.generate`. More may be fed afterwards, and answered anew."""
        ...

    def transcript(self, cancel: Cancel) -> str:
        """What was said, written down: for displays and the history, when nobody else recognises words."""
        ...

    def close(self) -> None:
        """Forget the sound. Harmless when repeated."""
        ...


class HearingMind(Mind, Protocol):
    """A mind with ears of its own."""

    def open(self, conversation: str) -> Listening:
        """Begin to listen to a turn of that conversation."""
        ...


# --------------------------------------------------------------------------------------------------------------- voice


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a word of a spoken text begins in its audio."""

    start: int
    """First character of the word in the text that was given to `speak`."""
    end: int
    """One past its last character."""
    at: int
    """Sample at which the word begins, counted from the first sample of the text, at the voice's rate."""
    exact: bool
    """True where the engine reports durations; False for an estimate."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of synthesised audio; the stretches of one `speak` follow each other without a gap."""

    pcm: Pcm
    """int16, mono."""
    rate: int
    marks: tuple[Mark, ...] = ()
    """Marks of the words that begin in this stretch."""


class Voice(Protocol):
    languages: tuple[str, ...]
    rate: int

    def speak(self, text: str, language: str, speed: float, cancel: Cancel) -> Iterator[Speech]:
        """Synthesise one clause. `speed` 1.0 is the voice's own pace, 1.25 a quarter faster."""
        ...

    def close(self) -> None: ...
