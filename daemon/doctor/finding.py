"""The input and the output of a check: Surroundings and Finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from config.settings import Settings
from config.texts import N_, _
from daemon.cli.output import hanging

Status = Literal["ok", "warning", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    name: str
    """What was looked at, in English in every language: programs go by it."""
    status: Status
    """`broken`: a spoken conversation fails or suffers. `warning`: it works, but something is missing."""
    detail: str
    """The fact and its meaning, in one line."""
    fix: str = ""
    """The command that mends the fault, or another remedy; empty when there is nothing to mend."""
    title: str = ""
    """The name in the user's language."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The settings and choices that the checks go by."""

    settings: Settings
    quick: bool = False
    """Whether the checks make no sound, try no GPU and load no models."""


Check = Callable[[Surroundings], list[Finding]]


def ok(name: str, detail: str, **values: object) -> Finding:
    """Returns a finding. The name is a message marked with `N_`; `values` fill its placeholders."""
    return _finding("ok", name, detail, "", values)


def warning(name: str, detail: str, fix: str = "", **values: object) -> Finding:
    return _finding("warning", name, detail, fix, values)


def broken(name: str, detail: str, fix: str = "", **values: object) -> Finding:
    return _finding("broken", name, detail, fix, values)


def _finding(status: Status, name: str, detail: str, fix: str, values: dict[str, object]) -> Finding:
    return Finding(name.format(**values) if values else name, status, detail, fix, _(name, **values))


def anything_broken(findings: Iterable[Finding]) -> bool:
    return any(finding.status == "broken" for finding in findings)


_STATUS = {"ok": N_("ok"), "warning": N_("warning"), "broken": N_("broken")}
_COLOURS = {"ok": "32", "warning": "33", "broken": "1;31"}


def lines(finding: Finding, colour: bool) -> list[str]:
    """Formats a finding for people: status, name and detail in one line, and the remedy in a second."""
    status = f"{_(_STATUS[finding.status]):8}"
    if colour:
        status = f"\033[{_COLOURS[finding.status]}m{status}\033[0m"
    told = [f"{status} {hanging(f'{finding.title or finding.name}: {finding.detail}', 9)}"]
    if finding.fix:  # not broken: it is copied
        told.append(f"{'':8} -> {finding.fix}")
    return told


def summary(findings: Iterable[Finding]) -> str:
    states = [finding.status for finding in findings]
    faults, doubts = states.count("broken"), states.count("warning")
    if not faults and not doubts:
        return _("All is well.")
    return _("{faults} broken, {doubts} to think about.", faults=faults, doubts=doubts)
