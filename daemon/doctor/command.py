"""sarai doctor"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from config.texts import _
from daemon.cli.output import colourful
from daemon.cli.parser import Subparsers, add_config, add_json, command, print_json
from daemon.doctor.finding import lines, summary


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "doctor",
        run,
        _(
            "Examine sound, models, memory, service and desktop. It plays a short rising tone, "
            "to find out how loud and how late the microphone hears the loudspeaker. Every fault "
            "comes with the command that mends it."
        ),
        _("""
        sarai doctor
        sarai doctor --quick          makes no sound, loads no model, does not try the GPU
        sarai doctor --json           for scripts; the exit code is 1 when something is broken
        """),
    )
    parser.add_argument("--quick", action="store_true", help=_("make no sound, load no model, and don't try the GPU"))
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from daemon.doctor.checks import examine
    from daemon.doctor.finding import anything_broken

    findings = []
    for finding in examine(args.config, quick=args.quick):
        findings.append(finding)
        if not args.json:
            # At once: some checks take seconds.
            print("\n".join(lines(finding, colourful())), flush=True)
    if args.json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        print(f"\n{summary(findings)}")
    return 1 if anything_broken(findings) else 0
