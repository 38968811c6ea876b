"""Tells events as lines of text where there is no live view: in pipes, on dumb terminals, in `sarai events`. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from config.texts import N_, _
from config.units import size
from daemon.cli.output import MUTED_BY, STATES, felt, printable, timings_line
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
    RouteTaken,
    Snapshot,
    StateChanged,
    TierChanged,
    ToolRuns,
    ToolsChanged,
    ToolServerState,
    TurnTimed,
    VoicesChanged,
    Woken,
)
from daemon.control.problems import Problems
from daemon.control.state import DaemonState


def line(event: Event) -> str | None:
    """Returns one line for an event; for a snapshot, more lines with what is wrong. None for events that would only make
    noise, such as levels and partial words."""
    match event:
        case Snapshot():
            problems = Problems()
            problems.update(event)
            doing = _(STATES["deaf"]) if felt(event.state, event.microphone) == "deaf" else _state(event.state)
            tier = event.tier_active or event.tier or _("unknown")
            state = _labelled(_("state"), _("{doing}, tier {tier}", doing=doing, tier=tier))
            return "\n".join([state, *(_labelled(_("problem"), each) for each in problems.standing)])
        case Lagged():
            return _labelled("", f"({_('{count} events were missed', count=event.missed)})")
        case StateChanged():
            return _labelled(_("state"), _state(event.state))
        case QuestionHeard():
            return _labelled(_("you"), event.text)
        case ReplyDone():
            return _labelled("sarai", f"{event.text}{_(' — interrupted') if event.interrupted else ''}")
        case TurnTimed():
            told = timings_line(event.ms)
            return None if told == _("none") else _labelled(_("timings"), told)  # an announcement has none
        case ProblemOccurred():
            return _labelled(_("problem"), event.text)
        case Devices():
            if event.problem:
                return _labelled(_("problem"), event.problem)
            names = [event.capture or _("no microphone open"), event.playback or _("no loudspeaker open")]
            return _labelled(_("devices"), "; ".join(names))
        case MicrophoneMuted():
            return _labelled(
                _("mic"),
                _("closed ({why})", why=_(MUTED_BY.get(event.reason, event.reason))) if event.on else _("open again"),
            )
        case DictationChanged():
            into = _("into {window}, ", window=event.application) if event.application else ""
            return _labelled(_("dictating"), into + _("by {way}", way=event.way) if event.on else _("ended"))
        case Dictated():
            told = _("taken back") if event.fate == "taken_back" else event.text.strip()
            return _labelled(_("dictated"), f"{told} ({event.fate}: {event.why})" if event.why else told)
        case RingingChanged():
            return _labelled(_("ringing"), "; ".join(each.text for each in event.timers) or _("ended"))
        case TierChanged():
            return _labelled(_("tier"), ": ".join(filter(None, (event.name, event.notice))))
        case DownloadProgress():
            ended = {
                "done": _("{size} of models are here", size=size(event.total)),
                "failed": _("download failed: {why}", why=event.problem),
            }
            return _labelled(_("download"), ended[event.state]) if event.state in ended else None
        case ToolsChanged():
            return _labelled(_("tools"), "; ".join(map(tools_words, event.servers)))
        case ToolRuns():
            told = f"{event.server}: {event.tool} {event.progress}".rstrip()
            return _labelled(_("tool"), told if event.state == "running" else _("{tool}, ended", tool=told))
        case QuestionChanged():
            return (
                _labelled(_("asks"), _("{question} (`sarai yes`, `sarai no`)", question=event.text))
                if event.text
                else None
            )
        case ActionChanged():
            state = _(_ACTION_STATES.get(event.state, event.state))
            return None if event.state == "begun" else _labelled(_("action"), f"{event.name}: {state}")
        case LevelMeasured() | PartialHeard() | ReplyDelta() | ReplyMended() | Woken() | RouteTaken() | InputFinished():
            return None
        case MicrophoneSwitched() | LanguageChanged() | VoicesChanged() | ModelState() | Forgotten():
            return None
        case _:
            assert_never(event)


class EventLines:
    """Tells the events one after the other, and does not say "listening" while no microphone is open."""

    def __init__(self) -> None:
        self._state = DaemonState()

    def take(self, event: Event) -> str | None:
        """Returns the line for an event; None for one that would only make noise."""
        self._state.update(event)
        if isinstance(event, StateChanged) and felt(event.state, self._state.devices.capture) == "deaf":
            return _labelled(_("state"), _(STATES["deaf"]))
        return line(event)


class LogLines:
    """Picks what belongs into a log from the daemon's events: when it is ready, what it listens with, what is wrong. Words
    that somebody said are not for a log."""

    def __init__(self, listens: bool = True) -> None:
        """`listens`: it is to listen from the start on. Then it is ready once that has come to something."""
        self._state = DaemonState()
        self._listens = listens
        self._ready = False
        self._problems: list[str] = []
        self._known = ("", "")

    def take(self, event: Event) -> Iterator[str]:
        """Yields the lines for one event."""
        self._state.update(event)
        devices, standing = self._state.devices, self._state.problems.standing
        # A microphone is being opened at the start: what comes of it is told, and no guess before.
        if not self._ready and (not self._listens or devices.capture or devices.problem):
            self._ready = True
            tier = self._state.tier_active or self._state.tier
            yield f"ready: {microphone_words(self._state.state, devices.capture)}, tier {tier or 'none'}"
            self._known = (devices.capture, devices.playback)
        elif self._ready and isinstance(event, Devices) and (devices.capture, devices.playback) != self._known:
            self._known = (devices.capture, devices.playback)
            yield f"{microphone_words(self._state.state, devices.capture)}, loudspeaker {devices.playback or 'none'}"
        if isinstance(event, MicrophoneMuted):
            yield f"microphone closed ({event.reason})" if event.on else "microphone open again"
        if isinstance(event, ProblemOccurred) and event.text not in standing:
            yield printable(event.text)
        for each in standing:
            if each not in self._problems:
                yield printable(each)
        self._problems = standing


SERVER_STATES = {"connecting": N_("connecting"), "failed": N_("failed")}
_ACTION_STATES = {"done": N_("done"), "asked": N_("asked about"), "failed": N_("failed")}


def tools_words(server: ToolServerState) -> str:
    """Returns how a server of tools is."""
    if server.state != "ready":
        state = _(SERVER_STATES.get(server.state, server.state))
        return f"{server.name} {state}" + (f" ({server.problem})" if server.problem else "")
    told = _("connected, {usable} of its {tools} tools allowed", usable=server.usable, tools=server.tools)
    return f"{server.name} {told}"


def microphone_words(state: str, microphone: str) -> str:
    """Returns in words whether it hears anybody, and with what."""
    if state == "off":
        return "not listening"
    return f"listening, microphone {printable(microphone)}" if microphone else "no microphone"


_STATES = {
    "off": N_("off"),
    "listening": N_("listening"),
    "hearing": N_("hearing"),
    "paused": N_("paused"),
    "thinking": N_("thinking"),
    "speaking": N_("speaking"),
    "overlap": N_("overlap"),
    "held": N_("held"),
}
"""States of the conversation by their short names."""


def _state(state: str) -> str:
    return _(_STATES.get(state, state)) or _("unknown")


def _labelled(label: str, text: str) -> str:
    return f"{label:8} {printable(text)}"
