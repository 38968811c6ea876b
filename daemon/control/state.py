"""The daemon as its events tell it: one picture for the live view, the tray and `sarai status`. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from daemon.control.events import (
    ActionChanged,
    Devices,
    Dictated,
    DictationChanged,
    DownloadProgress,
    Event,
    Forgotten,
    InputFinished,
    Lagged,
    LanguageChanged,
    LastExchange,
    LevelMeasured,
    MicrophoneMuted,
    MicrophoneSwitched,
    ModelState,
    PartialHeard,
    ProblemOccurred,
    QuestionChanged,
    QuestionHeard,
    ReplyDelta,
    ReplyDone,
    ReplyMended,
    RingingChanged,
    RingingTimer,
    RouteTaken,
    Snapshot,
    StateChanged,
    TierChanged,
    ToolRuns,
    ToolsChanged,
    ToolServerState,
    TurnTimed,
    VoiceOption,
    VoicesChanged,
    Woken,
)
from daemon.control.problems import Problems

KEPT = 5
"""Exchanges that are kept: four that have ended and one under way."""
RESTING = ("off", "listening")
"""States in which no turn is under way."""
_NO_DEVICES = Devices("", "", "")


@dataclass(slots=True)
class ShownExchange:
    """One question and its reply; or an announcement, which is a reply without a question."""

    turn: int = 0
    heard: str = ""
    """Empty for an announcement."""
    language: str = ""
    reply: str = ""
    """The text so far; the part that was played, once `done`."""
    done: bool = False
    """The reply has ended."""
    interrupted: bool = False
    timings: Mapping[str, float] = field(default_factory=dict)
    """Stage -> milliseconds; empty until the reply is audible."""


@dataclass(slots=True)
class DaemonState:
    """The picture of one follower of the events. Every follower has its own."""

    state: str = "starting"
    """The state of the conversation, a value of `daemon.conversation.turn.Phase`; "starting" before the first event."""
    tier: str = ""
    """The tier that was chosen."""
    tier_active: str = ""
    """The tier that answers; empty where none can."""
    language: str = ""
    """The language that was chosen: "auto", "en" or "es"."""
    speaks: str = ""
    """The language of the latest question; until there is one, and after a choice, the chosen language."""
    voices: tuple[VoiceOption, ...] = ()
    devices: Devices = _NO_DEVICES
    models: dict[str, str] = field(default_factory=dict)
    """Model -> the state of its worker."""
    download: DownloadProgress | None = None
    """Models that are being fetched; None while none are."""
    problems: Problems = field(default_factory=Problems)
    dbfs: float | None = None
    """The microphone's level; None while nothing is measured."""
    speech: float = 0.0
    """Probability of speech, 0..1."""
    partial: str = ""
    """The words of the question that is being spoken."""
    exchanges: deque[ShownExchange] = field(default_factory=lambda: deque(maxlen=KEPT))  # the oldest leaves the view
    """The exchanges since the first event, the latest last, announcements included."""
    last: ShownExchange | None = None
    """The latest question and its reply, announcements excluded. The same object as in `exchanges`, if it is there."""
    ringing: tuple[RingingTimer, ...] = ()
    """The timers and alarms that ring."""
    question: str = ""
    """What was asked about before something dangerous, and waits for an answer; empty: nothing."""
    tools: tuple[ToolServerState, ...] = ()
    """The servers of tools."""
    running_tool: ToolRuns | None = None
    """The tool that was called last; None once it has ended."""
    dictation: DictationChanged | None = None
    """The dictation under way; None while there is none."""
    dictated: str = ""
    """The end of what was dictated, while a dictation is under way."""
    missed: int = 0
    """Events lost because this follower was too slow."""

    @property
    def current(self) -> ShownExchange:
        """The exchange under way; an empty one where there is none."""
        return self.exchanges[-1] if self.exchanges and not self.exchanges[-1].done else ShownExchange()

    @property
    def past(self) -> list[ShownExchange]:
        """The exchanges before the one under way, the latest last."""
        under_way = self.current
        return [each for each in self.exchanges if each is not under_way][-(KEPT - 1) :]

    def update(self, event: Event) -> None:
        """Takes one event."""
        self.problems.update(event)
        match event:
            case Snapshot():
                self._snapshot(event)
            case Lagged():
                self.missed += event.missed
            case StateChanged():
                self._enter(event.state)
            case LevelMeasured():
                self.dbfs, self.speech = event.dbfs, event.speech
            case PartialHeard():
                self.partial = event.text
            case QuestionHeard():
                self._heard(event)
            case ReplyDelta():
                self._under_way(event.turn).reply += event.delta
            case ReplyDone():
                exchange = self._under_way(event.turn)
                exchange.reply, exchange.interrupted, exchange.done = event.text, event.interrupted, True
            case ReplyMended():
                for exchange in self._of(event.turn):
                    exchange.reply = event.text
            case TurnTimed():
                for exchange in self._of(event.turn):
                    exchange.timings = event.ms
            case Devices():
                self.devices = event
            case ModelState():
                self.models[event.name] = event.state
            case DownloadProgress():
                self.download = event if event.state == "running" else None
            case TierChanged():
                self.tier, self.tier_active = event.chosen, event.name
            case LanguageChanged():
                self.language = self.speaks = event.name
            case VoicesChanged():
                self.voices = event.voices
            case RingingChanged():
                self.ringing = event.timers
            case QuestionChanged():
                self.question = event.text
            case ToolsChanged():
                self.tools = event.servers
            case ToolRuns():
                self.running_tool = event if event.state == "running" else None
            case DictationChanged():
                self.dictation, self.dictated = (event, "") if event.on else (None, "")
            case Dictated():
                self.partial = ""
                self.dictated = event.text.strip() if event.fate in ("typed", "kept") else ""
            case Forgotten():
                self.exchanges.clear()
                self.last = None
            case (
                Woken()
                | RouteTaken()
                | InputFinished()
                | MicrophoneSwitched()
                | MicrophoneMuted()
                | ProblemOccurred()
                | ActionChanged()
            ):
                pass  # nobody shows them, but for `problems`
            case _:
                assert_never(event)

    def lost(self) -> None:
        """The connection to the daemon has ended: only the choices and the last exchange are still known."""
        self.state = "off"
        self.devices = _NO_DEVICES
        self.models.clear()
        self.download = None
        self.problems = Problems()
        self.ringing, self.question = (), ""
        self.tools, self.running_tool = (), None
        self.dbfs, self.speech, self.partial = None, 0.0, ""
        self.dictation, self.dictated = None, ""
        self.exchanges.clear()  # another daemon numbers its turns anew

    def _snapshot(self, snapshot: Snapshot) -> None:
        self._enter(snapshot.state or self.state)
        self.tier = snapshot.tier or self.tier
        self.tier_active = snapshot.tier_active
        self.language = self.speaks = snapshot.language or self.language
        self.voices = snapshot.voices
        self.ringing, self.question = snapshot.ringing, snapshot.question
        self.tools = snapshot.tools
        self.devices = Devices(snapshot.microphone, snapshot.loudspeaker, snapshot.problem)
        self.models.clear()
        self.models.update((model.name, model.state) for model in snapshot.models)
        self._reconcile(snapshot.last)

    def _reconcile(self, told: LastExchange | None) -> None:
        """Takes the last exchange of a snapshot. Events may have been missed, the end of a reply among them."""
        self.last = None
        if told is not None:
            followed = [each for each in self.exchanges if each.turn == told.turn]
            self.last = followed[-1] if followed else ShownExchange(told.turn)
            self.last.heard, self.last.language = told.heard, told.language
            if told.reply is not None:
                self.last.reply, self.last.done = told.reply, True
        if self.state in RESTING:
            self.current.done = True

    def _enter(self, state: str) -> None:
        self.state = state
        if state == "off":
            self.dbfs, self.speech = None, 0.0
        if state in RESTING:
            self.partial = ""
        if state == "hearing" and self.current.heard and not self.current.reply:
            self.exchanges.pop()  # the speaker went on: the words are about to change

    def _heard(self, event: QuestionHeard) -> None:
        self.last = exchange = self._under_way(event.turn)
        exchange.heard, exchange.language, exchange.reply, exchange.timings = event.text, event.language, "", {}
        self.speaks = event.language
        self.partial = ""

    def _under_way(self, turn: int) -> ShownExchange:
        """The exchange of this turn that has not ended; begins one where there is none."""
        for exchange in self.exchanges:
            if exchange.turn == turn and not exchange.done:
                return exchange
        known = self.last is not None and self.last.turn == turn and not self.last.done
        exchange = self.last if known and self.last is not None else ShownExchange(turn)
        self.exchanges.append(exchange)
        return exchange

    def _of(self, turn: int) -> list[ShownExchange]:
        """The exchanges of this turn, whether they have ended or not."""
        known = [*self.exchanges] if self.last is None else [self.last, *self.exchanges]
        return [each for each in known if each.turn == turn]
