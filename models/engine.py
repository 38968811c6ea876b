"""Interfaces of the engines: a recogniser (Recogniser), an LLM (Mind), a voice (Voice), and optional abilities.

Engines are plain blocking objects that know nothing of processes, sound devices or conversations. Each lives in a
worker process of its own, is called from one thread, and checks its `Cancel` often enough to stop within one token, one
decoder step or one synthesised chunk.

An ability is a protocol that can be tested for: `isinstance(engine, Seeing)`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:  # the daemon imports this module, and must stay small
    import numpy as np
    import numpy.typing as npt

    Pcm = npt.NDArray[np.int16]


class EngineError(Exception):
    """An engine cannot do what was asked. The text is one line for the user: what, where, and what to do."""


class Cancelled(Exception):
    """The work was cancelled; items yielded before remain valid."""


class Cancel:
    """A request's cancel switch: the worker's reading thread sets it, the engine's thread checks it."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._may_go_on = threading.Event()
        self._may_go_on.set()

    def set(self) -> None:
        self._event.set()
        self._may_go_on.set()

    def hold(self, on: bool) -> None:
        """Makes `wait` block, or ends that."""
        if on and not self:
            self._may_go_on.clear()
        else:
            self._may_go_on.set()

    @property
    def held(self) -> bool:
        """Whether the work is suspended."""
        return not self._may_go_on.is_set()

    def wait(self) -> None:
        """Blocks while the work is suspended. Raises Cancelled once the switch is set."""
        self._may_go_on.wait()
        self.check()

    def held_out(self) -> bool:
        """For callbacks of native code: blocks while the work is suspended, then returns whether the switch is set."""
        self._may_go_on.wait()
        return bool(self)

    def __bool__(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raises Cancelled once the switch is set."""
        if self._event.is_set():
            raise Cancelled


# --------------------------------------------------------------------------------------------------------- recognisers


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word and its place in the sound."""

    text: str
    start: float
    """Seconds from the first sample of the utterance, as exact as the engine's frames (80 ms)."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Transcript of an utterance so far."""

    text: str
    language: str
    """ISO 639-1 code of the language heard."""
    confidence: float | None = None
    """Confidence 0..1; None where the engine gives none."""
    no_speech: float | None = None
    """Probability 0..1 that nobody spoke; None where the engine gives none."""
    finished: float | None = None
    """Probability 0..1 that the turn is over by the sound of the voice; None where nothing has judged it."""
    unjudged: bool = False
    """There is a turn detector, which has not judged the voice yet: see Melodious."""
    words: tuple[TimedWord, ...] = ()
    """The text's words, where the engine knows their times."""


class Utterance(Protocol):
    """One utterance being recognised. Feeding may go on after `result`, when the user resumes after a breath."""

    def feed(self, pcm: Pcm) -> None:
        """Takes the next samples: int16, mono, HEARING_RATE, any length."""
        ...

    def partial(self) -> Transcript:
        """Returns a cheap transcript of the speech so far."""
        ...

    def result(self, cancel: Cancel) -> Transcript:
        """Returns the best transcript of all samples fed. An empty text means that there are no words in them."""
        ...

    def close(self) -> None:
        """Drops the utterance. Harmless when repeated."""
        ...


@runtime_checkable
class PauseAware(Protocol):
    """An utterance that uses the end of the speech, where it is known."""

    def ends(self, samples: int) -> None:
        """Tells the next `result` that the samples after the first `samples` are silence."""
        ...


@runtime_checkable
class Melodious(Protocol):
    """An utterance whose voice is judged as well, beside its words."""

    def finished(self) -> float | None:
        """Judges the voice whose words the last `result` has told. Returns Transcript.finished; None where there were no
        words."""
        ...


@runtime_checkable
class Expecting(Protocol):
    """A recogniser that can be told rare words, such as names."""

    def expect(self, words: Sequence[str]) -> None:
        """These words are likelier from now on; none is, where the list is empty."""
        ...


class Recogniser(Protocol):
    languages: tuple[str, ...]

    def open(self, language: str | None) -> Utterance:
        """Begins an utterance. `language` None makes the engine detect which of its languages is spoken."""
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
    """A number makes the answer repeatable; None draws a seed."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer: whole characters, never half a UTF-8 sequence."""

    text: str
    tokens: int = 1


@dataclass(frozen=True, slots=True)
class Usage:
    """Cost of an answer: the last item of every `generate`, also of one that was cut short."""

    prompt_tokens: int
    cached_tokens: int
    """Number of prompt_tokens that were already in the KV cache and cost nothing."""
    generated_tokens: int
    finish: Literal["stop", "length", "context"]
    dropped: int = 0
    """Number of older messages left out because they did not fit into the context."""


class Mind(Protocol):
    """Answers text with text. It alone owns its KV cache.

    `conversation` names a KV sequence ("voice", "text", ...). Work in one conversation never evicts the prefix of
    another.
    """

    context: int
    """Tokens that fit into one conversation."""

    def prefill(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        """Brings `messages` into the cache ahead of need. The last message may be an unfinished user turn: the
        cached part ends before its closing tag, so that more words extend it."""
        ...

    def generate(
        self, conversation: str, messages: Sequence[Message], sampling: Sampling, cancel: Cancel
    ) -> Iterator[TextDelta | Usage]:
        """Streams the assistant's answer to `messages`, then one Usage. Raises Cancelled within one token (in
        prefill: within one chunk) after `cancel` is set, and leaves the context usable. An `assistant` message in
        the last place is a beginning that is continued."""
        ...

    def forget(self, conversation: str) -> None:
        """Drops the conversation's cache."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class Anticipating(Protocol):
    """A mind that can do all that comes before the first token of an answer which may not be wanted."""

    def anticipate(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        """Brings the whole prompt of an answer to `messages` into the cache: `generate` of the same messages then
        samples at once. More words cost only what differs, as with `prefill`."""
        ...


@runtime_checkable
class Seeing(Protocol):
    """A mind that accepts an image with the last message."""

    def generate(
        self,
        conversation: str,
        messages: Sequence[Message],
        sampling: Sampling,
        cancel: Cancel,
        image: bytes | None = None,
    ) -> Iterator[TextDelta | Usage]:
        """Like `Mind.generate`; `image` is the contents of a PNG or JPEG file."""
        ...

    def close_eyes(self) -> None:
        """Frees the image encoder's memory until the next image. Harmless when repeated."""
        ...


@dataclass(frozen=True, slots=True)
class Health:
    """State of a server."""

    up: bool
    detail: str
    """One line: the number of models, or the problem."""
    models: tuple[str, ...] = ()


@runtime_checkable
class Remote(Protocol):
    """An engine that runs on a server, which may be down."""

    def health(self) -> Health:
        """Returns whether the server answers and has the model. Raises nothing."""
        ...


class Listening(Protocol):
    """A spoken turn that a mind hears itself. `feed` is cheap; its caller calls `attend` now and then while the user
    speaks."""

    def feed(self, pcm: Pcm) -> None:
        """Takes the next samples: int16, mono, HEARING_RATE, any length."""
        ...

    def attend(self, messages: Sequence[Message], cancel: Cancel) -> int:
        """Does the part of the work that is possible before the sound is complete. `messages` is the conversation so
        far. The last one is the user's and holds the text before the sound (as a rule none). `messages` is empty
        while the conversation is not known. Returns the milliseconds of sound that have been processed. Raises
        Cancelled and keeps finished work."""
        ...

    def answer(self, messages: Sequence[Message], sampling: Sampling, cancel: Cancel) -> Iterator[TextDelta | Usage]:
        """Streams the answer to all samples fed, like `Mind.generate`. More may be fed afterwards, and answered
        anew."""
        ...

    def transcript(self, cancel: Cancel) -> str:
        """Returns the words of the turn, for displays and the history when no recogniser runs."""
        ...

    def close(self) -> None:
        """Drops the sound. Harmless when repeated."""
        ...


class HearingMind(Mind, Protocol):
    """A mind that takes speech as input."""

    def open(self, conversation: str) -> Listening:
        """Begins a spoken turn of that conversation."""
        ...


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that a mind may choose to have done in place of an answer. What it says of itself is data."""

    name: str
    """Unique among the tools that are offered together, of letters, digits, `_`, `-` and `.`."""
    description: str
    """One line."""
    parameters: Mapping[str, Any]
    """JSON Schema of its arguments: an object's."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the offered tools a conversation's last message asks for."""

    name: str | None
    """None: the user just talks."""
    probability: float
    """Probability 0..1 that the likeliest tool is meant, also where that is too little for a name."""


@runtime_checkable
class Calling(Protocol):
    """A mind that chooses among tools and writes the arguments of a call. It runs nothing.

    `messages` ends with the user's words; what comes before them belongs to the question. System messages are left out.
    """

    def offer(self, tools: Sequence[Tool], cancel: Cancel) -> Usage:
        """Reads the tools' texts ahead of need; none: forgets the last ones. Raises EngineError, one line, when they do not
        fit. Raises Cancelled and keeps what has been read."""
        ...

    def choose(self, tools: Sequence[Tool], messages: Sequence[Message], cancel: Cancel) -> Choice:
        """Chooses the tool that the last message asks for, if any. Reads what `offer` has not. Raises Cancelled within a
        token, and EngineError."""
        ...

    def arguments(self, tool: Tool, messages: Sequence[Message], cancel: Cancel) -> dict[str, Any]:
        """Writes the arguments of a call in the form that the tool's schema describes; ranges and lengths may still be
        wrong. Raises EngineError, one line, when the schema cannot be followed, and Cancelled within a token."""
        ...


# --------------------------------------------------------------------------------------------------------------- voice


@dataclass(frozen=True, slots=True)
class Mark:
    """Position of a word of a spoken text in its audio."""

    start: int
    """First character of the word in the text given to `speak`."""
    end: int
    """One past its last character."""
    at: int
    """Sample at which the word begins, counted from the first sample of the text, at the voice's rate."""
    exact: bool
    """True where the engine reports durations, False for an estimate."""


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
        """Synthesises one clause. `speed` 1.0 is the voice's own pace, 1.25 a quarter faster."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class Incremental(Protocol):
    """A voice that may be able to speak the beginning of a clause while the rest is being written."""

    incremental: bool
    """Whether it is."""

    def speak_part(
        self, text: str, language: str, speed: float, cancel: Cancel, *, said: int, more: bool
    ) -> Iterator[Speech]:
        """As `speak`, from the character `said` on, up to which the last call has spoken the same text. The marks count
        from there.

        `more`: the text goes on. Words at its end are left for the next call, for how one sounds depends on the next;
        which were spoken tell the marks. Yields nothing where none can be.
        """
        ...
