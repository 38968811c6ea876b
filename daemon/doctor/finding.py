"""What a check says, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from config.settings import Settings

Status = Literal["ok", "warning", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    name: str
    status: Status
    """`broken`: a spoken conversation fails or suffers by it. `warning`: it works, with something missing."""
    detail: str
    """What was found and what it means, in one line."""
    fix: str = ""
    """The command that mends it, or what to do; empty when there is nothing to mend."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks go by."""

    settings: Settings
    quick: bool = False
    """Make no sound and try no GPU."""


Check = Callable[[Surroundings], list[Finding]]


def ok(name: str, detail: str) -> Finding:
    return Finding(name, "ok", detail)


def warning(name: str, detail: str, fix: str = "") -> Finding:
    return Finding(name, "warning", detail, fix)


def broken(name: str, detail: str, fix: str = "") -> Finding:
    return Finding(name, "broken", detail, fix)


def anything_broken(findings: Iterable[Finding]) -> bool:
    return any(finding.status == "broken" for finding in findings)
