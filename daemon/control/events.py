"""The public events: everything the daemon tells its clients, as frozen dataclasses and as JSON documents.

The daemon publishes an `Event` in a `daemon.control.hub.EventHub`; the control socket sends `Event.to_json()`, an object
with a "kind"; clients read it with `parse`. Kinds, keys and their order are public. Durations named `ms` are milliseconds.
`turn` numbers the conversation's turns from 1; an announcement has a number of its own, for which no `QuestionHeard` comes.
Pure: no I/O.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, TypeVar, cast, get_args


@dataclass(frozen=True, slots=True)
class _Event:
    kind: ClassVar[str]
    """The value of the JSON document's "kind"."""

    def to_json(self) -> dict[str, Any]:
        """Returns the JSON object for the socket: "kind", then the fields in their order."""
        return {"kind": self.kind, **asdict(self)}


# ----------------------------------------------------------------------------------------------------------- a spoken turn


@dataclass(frozen=True, slots=True)
class StateChanged(_Event):
    """The conversation entered a state."""

    kind: ClassVar[str] = "state"
    state: str
    """A value of `daemon.conversation.turn.Phase`."""


@dataclass(frozen=True, slots=True)
class Woken(_Event):
    """The assistant is addressed and waits for the question."""

    kind: ClassVar[str] = "wake"
    reason: str
    """"phrase": the wake phrase was said. "push": a key was pressed while the microphone was open."""
    seconds: float
    """How long it waits."""


@dataclass(frozen=True, slots=True)
class PartialHeard(_Event):
    """The words of a question that is still being spoken, as recognised so far."""

    kind: ClassVar[str] = "partial"
    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class QuestionHeard(_Event):
    """The words of a question are known. Comes again for the same turn when the speaker went on."""

    kind: ClassVar[str] = "heard"
    turn: int
    text: str
    language: str
    """"en" or "es"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTaken(_Event):
    """The tier that answers a turn, and why."""

    kind: ClassVar[str] = "route"
    turn: int
    tier: str
    row: str
    """Id of the row of the routing table that decided."""
    reason: str
    note: str | None
    """What the reply says first where the chosen tier could not answer; None where it could."""


@dataclass(frozen=True, slots=True)
class ReplyDelta(_Event):
    """The next piece of a reply's text, sent from the moment the reply may be heard."""

    kind: ClassVar[str] = "reply"
    turn: int
    delta: str


@dataclass(frozen=True, slots=True)
class TurnTimed(_Event):
    """A reply became audible: the latency of each stage. See `daemon.conversation.latency.Stamps.milliseconds`."""

    kind: ClassVar[str] = "timings"
    turn: int
    ms: Mapping[str, float]
    """Stage -> milliseconds; empty for an announcement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDone(_Event):
    """A reply has ended."""

    kind: ClassVar[str] = "reply_done"
    turn: int
    text: str
    """The part of the reply that was played."""
    interrupted: bool
    """The reply was cut before its end."""
    underruns: int
    """How often the playback ran dry."""
    played: int
    """Samples that left the loudspeaker."""
    rate: int
    """Sample rate of the reply in Hz."""


@dataclass(frozen=True, slots=True)
class ReplyMended(_Event):
    """A recogniser has listened to what was played of a cut reply: `text` replaces that of its `ReplyDone`."""

    kind: ClassVar[str] = "reply_mended"
    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class ProblemOccurred(_Event):
    """Something failed that passes with the next question. One line for the user."""

    kind: ClassVar[str] = "problem"
    text: str


# --------------------------------------------------------------------------------------------------------------- the sound


@dataclass(frozen=True, slots=True)
class LevelMeasured(_Event):
    """The microphone's level, about ten times a second; only for subscribers that ask for levels."""

    kind: ClassVar[str] = "level"
    dbfs: float
    speech: float
    """Probability of speech, 0..1, after echo cancellation."""


@dataclass(frozen=True, slots=True)
class Devices(_Event):
    """The sound devices in use have changed."""

    kind: ClassVar[str] = "device"
    capture: str
    """Name of the open microphone; empty while none is open."""
    playback: str
    """Name of the open loudspeaker; empty while none is open."""
    problem: str
    """One line for the user; empty when all is well."""


@dataclass(frozen=True, slots=True)
class InputFinished(_Event):
    """The last sample of the input file was heard (WAV backend only)."""

    kind: ClassVar[str] = "input_ended"
    at: int
    """Position on the hearing timeline, in samples at 16 kHz."""


@dataclass(frozen=True, slots=True)
class MicrophoneSwitched(_Event):
    """The user wants the microphone open or closed."""

    kind: ClassVar[str] = "switch"
    listening: bool


@dataclass(frozen=True, slots=True)
class MicrophoneMuted(_Event):
    """The daemon closed the microphone by itself, or opened it again."""

    kind: ClassVar[str] = "muted"
    on: bool
    """True when it was closed."""
    reason: str
    """"locked", "call", "suspend" or "asleep"; empty when it was opened again."""


# --------------------------------------------------------------------------------------------------------------- dictation


@dataclass(frozen=True, slots=True)
class DictationChanged(_Event):
    """A dictation has begun, or ended."""

    kind: ClassVar[str] = "dictation"
    on: bool
    way: str
    """How it is typed: "portal", "wlroots", "xtest", or "clipboard" where nothing can be; empty when it has ended."""
    application: str
    """The window's program; empty where the desktop does not tell."""


@dataclass(frozen=True, slots=True)
class Dictated(_Event):
    """A piece of a dictation was typed; or kept in the clipboard, refused, or taken back."""

    kind: ClassVar[str] = "dictated"
    turn: int
    text: str
    """As it was typed; empty where the last piece was taken back."""
    fate: str
    """"typed", "kept" (in the clipboard), "refused" or "taken_back"."""
    why: str
    """One line, where it was not typed; else empty."""
    said: str
    """What was heard, where the mind has tidied it up; else empty."""


# ------------------------------------------------------------------------------------------------------------------ timers


@dataclass(frozen=True, slots=True)
class RingingTimer:
    """One timer or alarm that rings."""

    sort: str
    """"timer" or "alarm"."""
    label: str
    """Its name; empty where it has none."""
    text: str
    """What is said."""


@dataclass(frozen=True, slots=True)
class RingingChanged(_Event):
    """A timer or an alarm has begun to ring, or has ended."""

    kind: ClassVar[str] = "ringing"
    timers: tuple[RingingTimer, ...]
    """All that ring now, the longest overdue first; empty when the last has ended."""


# ----------------------------------------------------------------------------------------------------------------- choices


@dataclass(frozen=True, slots=True)
class VoiceOption:
    """One voice that can be chosen for one language."""

    language: str
    """"en" or "es"; empty for a voice of the Omni model, which speaks all of its languages."""
    name: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChanged(_Event):
    """A tier was chosen, or another one answers in its place."""

    kind: ClassVar[str] = "tier"
    name: str
    """The tier that answers; empty where none can."""
    chosen: str
    """The tier that was asked for."""
    note: str
    """Why another tier than the chosen one answers; empty where the chosen one does."""
    notice: str
    """What the user should know of the tier that answers; empty when all is well."""


@dataclass(frozen=True, slots=True)
class LanguageChanged(_Event):
    """Another language was chosen."""

    kind: ClassVar[str] = "language"
    name: str
    """"auto", "en" or "es"."""


@dataclass(frozen=True, slots=True)
class VoicesChanged(_Event):
    """The voices that can be chosen, after a change of tier, language or voice."""

    kind: ClassVar[str] = "voices"
    voices: tuple[VoiceOption, ...]


@dataclass(frozen=True, slots=True)
class ModelState(_Event):
    """The state of a model's worker process."""

    kind: ClassVar[str] = "model"
    name: str
    state: str
    """A value of `daemon.workers.worker.State`."""
    problem: str
    """Why it failed, in one line; empty where it did not, and for a model that no spoken turn needs."""


@dataclass(frozen=True, slots=True)
class DownloadProgress(_Event):
    """Models that the user agreed to are being fetched; sent about once a second."""

    kind: ClassVar[str] = "download"
    state: str
    """"running", "done" or "failed"."""
    done: int
    """Bytes that are here."""
    total: int
    """Bytes of all models together."""
    problem: str
    """Why it failed, in one line; else empty."""


@dataclass(frozen=True, slots=True)
class ToolServerState:
    """A server of tools."""

    name: str
    """Its name in the settings."""
    state: str
    """"connecting", "ready" or "failed"."""
    problem: str
    """Why it is not ready, in one line; else empty."""
    product: str
    """What it calls itself, with its version."""
    tools: int
    """Tools that it offers."""
    usable: int
    """Those of them that the settings allow."""


@dataclass(frozen=True, slots=True)
class ToolsChanged(_Event):
    """A server of tools was connected or lost, or offers other tools."""

    kind: ClassVar[str] = "tools"
    servers: tuple[ToolServerState, ...]


@dataclass(frozen=True, slots=True)
class ToolRuns(_Event):
    """A tool was called, gets on, or has ended."""

    kind: ClassVar[str] = "tool"
    server: str
    tool: str
    state: str
    """"running", or "ended"."""
    progress: str
    """How far it is, in its server's words; empty where it does not tell."""


@dataclass(frozen=True, slots=True)
class ActionChanged(_Event):
    """An action was begun, or has ended."""

    kind: ClassVar[str] = "action"
    turn: int
    """0 for one that was asked for in writing."""
    name: str
    """As in `actions.effects` of the settings."""
    state: str
    """"begun", "done", "failed", or "asked": it asks back instead of being done."""
    text: str
    """What the user is told of its end; empty at its beginning."""


@dataclass(frozen=True, slots=True)
class QuestionChanged(_Event):
    """Something dangerous was asked about, or no answer is waited for any more. The method `answer` answers it."""

    kind: ClassVar[str] = "question"
    text: str
    """What was asked; empty when no question is open."""


@dataclass(frozen=True, slots=True)
class Forgotten(_Event):
    """The user had the history forgotten: clients stop showing what was said."""

    kind: ClassVar[str] = "forgotten"


# -------------------------------------------------------------------------------------------------------- the subscription


@dataclass(frozen=True, slots=True)
class LastExchange:
    """The latest question and its reply, as a snapshot tells them."""

    turn: int
    heard: str
    language: str
    reply: str | None
    """None until the reply has ended."""


@dataclass(frozen=True, slots=True)
class Snapshot(_Event):
    """How things are: the first event of a subscription, and the one that follows `Lagged`.

    `status` is the result of the method `status`, and is what goes over the socket. The other fields are what clients read
    of it; a value that is missing or damaged reads as empty. `status` is empty when the daemon could not take a snapshot.
    """

    kind: ClassVar[str] = "snapshot"
    status: Mapping[str, Any] = field(repr=False)
    state: str = ""
    tier: str = ""
    """The tier that was chosen."""
    tier_active: str = ""
    """The tier that answers; empty where none can."""
    language: str = ""
    microphone: str = ""
    loudspeaker: str = ""
    problem: str = ""
    """Of the sound devices."""
    question: str = ""
    """What was asked about before something dangerous; empty where no question is open."""
    notice: str = ""
    """Of the tier that answers."""
    voices: tuple[VoiceOption, ...] = ()
    models: tuple[ModelState, ...] = ()
    last: LastExchange | None = None
    ringing: tuple[RingingTimer, ...] = ()
    tools: tuple[ToolServerState, ...] = ()

    @classmethod
    def of(cls, status: Mapping[str, Any]) -> Snapshot:
        """Reads a `status` document."""
        texts = {name: status[name] for name in _TEXTS if isinstance(status.get(name), str)}
        return cls(
            status,
            **texts,
            voices=tuple(_each(VoiceOption, status.get("voices"))),
            models=tuple(_each(ModelState, status.get("models"))),
            last=next(iter(_each(LastExchange, [_last(status.get("last"))])), None),
            ringing=tuple(_each(RingingTimer, status.get("ringing"))),
            tools=tuple(_each(ToolServerState, status.get("tools"))),
        )

    def to_json(self) -> dict[str, Any]:
        return {**self.status, "kind": self.kind}


_TEXTS = ("state", "tier", "tier_active", "language", "microphone", "loudspeaker", "problem", "question", "notice")


@dataclass(frozen=True, slots=True)
class Lagged(_Event):
    """The subscriber was too slow, and lost events. A `Snapshot` follows."""

    kind: ClassVar[str] = "lagged"
    missed: int
    """How many events were lost."""


Event = (
    StateChanged
    | Woken
    | PartialHeard
    | QuestionHeard
    | RouteTaken
    | ReplyDelta
    | TurnTimed
    | ReplyDone
    | ReplyMended
    | ProblemOccurred
    | LevelMeasured
    | Devices
    | InputFinished
    | MicrophoneSwitched
    | MicrophoneMuted
    | DictationChanged
    | Dictated
    | RingingChanged
    | TierChanged
    | LanguageChanged
    | VoicesChanged
    | ModelState
    | DownloadProgress
    | ToolsChanged
    | ToolRuns
    | ActionChanged
    | QuestionChanged
    | Forgotten
    | Snapshot
    | Lagged
)

KINDS: Mapping[str, type[Event]] = {cls.kind: cls for cls in get_args(Event)}


# ----------------------------------------------------------------------------------------------------------------- reading

_T = TypeVar("_T")


def parse(document: object) -> Event | None:
    """Reads an event's JSON document. Returns None for a kind that is unknown here, as a newer daemon may send, and for a
    document that lacks a key or has a value of the wrong type. Ignores keys that are unknown here."""
    if not isinstance(document, Mapping) or not isinstance(kind := document.get("kind"), str):
        return None
    cls = KINDS.get(kind)
    if cls is None:
        return None
    if cls is Snapshot:
        return Snapshot.of({key: value for key, value in document.items() if key != "kind"})
    return next(iter(_each(cls, [document])), None)


def _each(cls: type[_T], documents: object) -> list[_T]:
    """Reads every document in a list as a `cls`, a dataclass; leaves out those that are damaged."""
    found, make = [], cast("Any", cls)
    for document in documents if isinstance(documents, Sequence) else ():
        try:
            values = {each.name: _READERS[str(each.type)](document[each.name]) for each in fields(make)}
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        found.append(make(**values))
    return found


def _last(told: object) -> object:
    """The snapshot's `last` has no "reply" until the reply has ended."""
    return {"reply": None, **told} if isinstance(told, Mapping) else told


def _exactly(*types: type) -> Callable[[object], object]:
    def read(value: object) -> object:
        if type(value) not in types:  # a bool is no int
            raise TypeError(value)
        return value

    return read


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(value)
    return float(value)


def _numbers(value: object) -> dict[str, float]:
    """Leaves out what is no number."""
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return {name: float(each) for name, each in value.items() if type(each) in (int, float) and math.isfinite(each)}


_READERS: Mapping[str, Callable[[Any], object]] = {
    "str": _exactly(str),
    "str | None": _exactly(str, type(None)),
    "int": _exactly(int),
    "bool": _exactly(bool),
    "float": _number,
    "Mapping[str, float]": _numbers,
    "tuple[RingingTimer, ...]": lambda value: tuple(_each(RingingTimer, _exactly(list, tuple)(value))),
    "tuple[ToolServerState, ...]": lambda value: tuple(_each(ToolServerState, _exactly(list, tuple)(value))),
    "tuple[VoiceOption, ...]": lambda value: tuple(_each(VoiceOption, _exactly(list, tuple)(value))),
}
"""Annotation of a field -> reads its JSON value; raises TypeError for a value of another type."""
