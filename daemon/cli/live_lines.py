"""Tells events as lines of text where there is no live view: in pipes, on dumb terminals, in `sarai events`. Pure."""

from __future__ import annotations

from typing import assert_never

from config.units import size
from daemon.cli.output import printable, timings_line
from daemon.control.events import (
    Devices,
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
    QuestionHeard,
    ReplyDelta,
    ReplyDone,
    ReplyMended,
    RouteTaken,
    Snapshot,
    StateChanged,
    TierChanged,
    TurnTimed,
    VoicesChanged,
    Woken,
)
from daemon.control.problems import Problems


def line(event: Event) -> str | None:
    """Returns one line for an event; for a snapshot, more lines with what is wrong. None for events that would only make
    noise, such as levels and partial words."""
    match event:
        case Snapshot():
            problems = Problems()
            problems.update(event)
            state = _labelled(
                "state", f"{event.state or 'unknown'}, tier {event.tier_active or event.tier or 'unknown'}"
            )
            return "\n".join([state, *(_labelled("problem", each) for each in problems.standing)])
        case Lagged():
            return _labelled("", f"({event.missed} events were missed)")
        case StateChanged():
            return _labelled("state", event.state)
        case QuestionHeard():
            return _labelled("you", event.text)
        case ReplyDone():
            return _labelled("sarai", f"{event.text}{' — interrupted' if event.interrupted else ''}")
        case TurnTimed():
            told = timings_line(event.ms)
            return None if told == "none" else _labelled("timings", told)  # an announcement has none
        case ProblemOccurred():
            return _labelled("problem", event.text)
        case Devices():
            if event.problem:
                return _labelled("problem", event.problem)
            names = [event.capture or "no microphone open", event.playback or "no loudspeaker open"]
            return _labelled("devices", "; ".join(names))
        case MicrophoneMuted():
            return _labelled("mic", f"closed ({event.reason})" if event.on else "open again")
        case TierChanged():
            return _labelled("tier", ": ".join(filter(None, (event.name, event.notice))))
        case DownloadProgress():
            ended = {"done": f"{size(event.total)} of models are here", "failed": f"download failed: {event.problem}"}
            return _labelled("download", ended[event.state]) if event.state in ended else None
        case LevelMeasured() | PartialHeard() | ReplyDelta() | ReplyMended() | Woken() | RouteTaken() | InputFinished():
            return None
        case MicrophoneSwitched() | LanguageChanged() | VoicesChanged() | ModelState() | Forgotten():
            return None
        case _:
            assert_never(event)


def _labelled(label: str, text: str) -> str:
    return f"{label:9}{printable(text)}"
