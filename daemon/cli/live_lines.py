"""Events as lines of text, where no live view can be: pipes, dumb terminals, `sarai events`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from daemon.cli.output import printable, timings_line
from daemon.control.problems import Problems


def line(event: Mapping[str, Any]) -> str | None:
    """One line for an event, with a line each for what is wrong in the beginning; None for those that would only make
    noise (levels, partial words)."""
    match event.get("kind"):
        case "snapshot":
            problems = Problems()
            problems.update(event)
            state = _labelled("state", f"{event.get('state')}, tier {event.get('tier_active') or event.get('tier')}")
            return "\n".join([state, *(_labelled("problem", each) for each in problems.standing)])
        case "lagged":
            return _labelled("", f"({event.get('missed')} events were missed)")
        case "state":
            return _labelled("state", event["state"])
        case "heard":
            return _labelled("you", event["text"])
        case "reply_done":
            return _labelled("sarai", f"{event['text']}{' — interrupted' if event.get('interrupted') else ''}")
        case "timings":
            told = timings_line(event.get("ms", event))
            return None if told == "none" else _labelled("timings", told)  # an announcement has none
        case "problem":
            return _labelled("problem", event["text"])
        case "device":
            if event.get("problem"):
                return _labelled("problem", event["problem"])
            names = [event.get("capture") or "no microphone open", event.get("playback") or "no loudspeaker open"]
            return _labelled("devices", "; ".join(names))
        case "muted":
            return _labelled("microphone", f"closed ({event['reason']})" if event["on"] else "open again")
        case "tier":
            return _labelled("tier", ": ".join(filter(None, (event["name"], event.get("notice")))))
    return None


def _labelled(label: str, text: object) -> str:
    return f"{label:9}{printable(str(text))}"
