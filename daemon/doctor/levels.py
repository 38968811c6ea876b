"""Reads the volumes of the sound server's devices, and which devices are muted."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Levels:
    muted: bool
    percent: int | None
    """Volume of the loudest channel; None when the server does not tell."""


def read_levels(noun: Literal["source", "sink"]) -> dict[str, Levels]:
    """Returns the levels by device name; empty when the server does not answer."""
    try:
        done = subprocess.run(
            ["pactl", "list", f"{noun}s"],
            env={**os.environ, "LC_ALL": "C", "PULSE_AUTOSPAWN": "no"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return parse_levels(done.stdout)


def parse_levels(listing: str) -> dict[str, Levels]:
    """Parses `pactl list sources` or `pactl list sinks` in the C locale. Returns the levels by device name."""
    found = {}
    for block in listing.split("\n\n"):
        name = re.search(r"^\s*Name: (.+)$", block, re.MULTILINE)
        mute = re.search(r"^\s*Mute: (\w+)$", block, re.MULTILINE)
        volume = re.search(r"^\s*Volume: (.+)$", block, re.MULTILINE)
        percents = [int(each) for each in re.findall(r"(\d+)%", volume[1])] if volume else []
        if name:
            found[name[1].strip()] = Levels(bool(mute and mute[1] == "yes"), max(percents, default=None))
    return found
