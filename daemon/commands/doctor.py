"""sarai doctor"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from daemon.commands.shape import Subparsers, add_config, add_json, command, print_json

if TYPE_CHECKING:
    from daemon.doctor.finding import Finding

_COLOURS = {"ok": "32", "warning": "33", "broken": "1;31"}


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "doctor",
        run,
        "Examine sound, models, memory, service and desktop. It plays a short rising tone, to find out how loud and how "
        "late the microphone hears the loudspeaker. Every fault comes with the command that mends it.",
        """
        sarai doctor
        sarai doctor --quick          without the tone, and without trying the GPU
        sarai doctor --json           for scripts; the exit code is 1 when something is broken
        """,
    )
    parser.add_argument("--quick", action="store_true", help="make no sound, and don't try the GPU")
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from daemon.doctor.examination import examine
    from daemon.doctor.finding import anything_broken

    findings = []
    for finding in examine(args.config, quick=args.quick):
        findings.append(finding)
        if not args.json:
            # At once: some checks take seconds.
            print("\n".join(lines(finding, colourful())), flush=True)
    if args.json:
        print_json([asdict(finding) for finding in findings])
    else:
        print(f"\n{summary(findings)}")
    return 1 if anything_broken(findings) else 0


def colourful() -> bool:
    """Whether whoever reads this wants colours, and can see them (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def lines(finding: Finding, colour: bool) -> list[str]:
    """A finding for people: what, how it is, and under it what to do."""
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
