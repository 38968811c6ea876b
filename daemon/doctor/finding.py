"""The input and the output of a check: Surroundings and Finding."""

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
    """`broken`: a spoken conversation fails or suffers. `warning`: it works, but something is missing."""
    detail: str
    """The fact and its meaning, in one line."""
    fix: str = ""
    """The command that mends the fault, or another remedy; empty when there is nothing to mend."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The settings and choices that the checks go by."""

    settings: Settings
    quick: bool = False
    """Whether the checks make no sound, try no GPU and load no models."""


Check = Callable[[Surroundings], list[Finding]]


def ok(name: str, detail: str) -> Finding:
    return Finding(name, "ok", detail)


def warning(name: str, detail: str, fix: str = "") -> Finding:
    return Finding(name, "warning", detail, fix)


def broken(name: str, detail: str, fix: str = "") -> Finding:
    return Finding(name, "broken", detail, fix)


def anything_broken(findings: Iterable[Finding]) -> bool:
    return any(finding.status == "broken" for finding in findings)


_COLOURS = {"ok": "32", "warning": "33", "broken": "1;31"}


def lines(finding: Finding, colour: bool) -> list[str]:
    """Formats a finding for people: status, name and detail in one line, and the remedy in a second."""
    status = f"{finding.status:8}"
    if colour:
        status = f"\033[{_COLOURS[finding.status]}m{status}\033[0m"
    told = [f"{status} {finding.name}: {finding.detail}"]
    if finding.fix:
        told.append(f"{'':8} -> {finding.fix}")
    return told


def summary(findings: Iterable[Finding]) -> str:
    states = [finding.status for finding in findings]
    faults, doubts = states.count("broken"), states.count("warning")
    if not faults and not doubts:
        return "All is well."
    return f"{faults} broken, {doubts} to think about."
