"""sarai bench"""

from __future__ import annotations

import argparse
import math
from importlib import import_module
from pathlib import Path
from typing import Any

from config.texts import _
from daemon.cli.parser import Help, Subparsers, add_config, add_json, command, print_json

BENCHES = {
    "turn": "daemon.bench.turn.measure",
    "stt": "daemon.bench.stt",
    "llm": "daemon.bench.llm",
    "tts": "daemon.bench.tts",
    "onnx": "daemon.bench.onnx",
    "omni": "daemon.bench.omni",
    "kpi": "daemon.bench.kpi",
}
"""Subcommand -> its module, which has HELP: str, add_arguments(parser), and run(args) -> harness.report.Report."""


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "bench",
        run,
        _(
            "Measure on this machine, in real worker processes: loading, latency (P50, P90, "
            "P99), throughput, memory by the kernel's count. Results are kept, and `auto` picks "
            "the way of answering by them."
        ),
        _("""
        sarai bench llm                           the mind that you have
        sarai bench stt recordings/ --snr 20,10   word error rates, in noise as well
        sarai bench tts --compare espeak piper-en
        sarai bench onnx model.onnx --int8 --report onnx.md
        sarai bench kpi                           what was aimed at, and what was measured
        """),
    )
    benches = parser.add_subparsers(metavar=_("WHAT"), required=True, dest="bench")
    for name, path in BENCHES.items():
        module: Any = import_module(path)
        one = benches.add_parser(name, help=_(module.HELP), description=_(module.__doc__), formatter_class=Help)
        module.add_arguments(one)
        one.add_argument(
            "--target-ms",
            type=_milliseconds,
            metavar=_("N"),
            help=_("the P50 latency aimed at: a verdict, and exit code 1 above"),
        )
        one.add_argument(
            "--report", type=Path, metavar=_("FILE.md"), help=_("write a Markdown report, plots beside it")
        )
        one.add_argument(
            "--no-keep", action="store_true", help=_("don't keep the result, so that nothing is routed by it")
        )
        add_json(one)
        add_config(one)
        one.set_defaults(module=module, parser=one)


def run(args: argparse.Namespace) -> int:
    """Runs the benchmark; shows, saves and keeps its report. Returns 1 when a target was missed. Raises BenchError."""
    from daemon.bench.harness.render import save, show
    from daemon.bench.harness.report import BenchError, Report
    from daemon.routing import measured
    from daemon.workers.request import WorkerError
    from models.engine import EngineError

    if args.report is not None and not args.report.absolute().parent.is_dir():
        raise BenchError(
            _(
                "--report {report}: there is no folder {parent}",
                report=args.report,
                parent=args.report.absolute().parent,
            )
        )
    if args.report is not None and args.report.exists() and not args.report.is_file():
        raise BenchError(_("--report {report}: this is no file; give the name of one", report=args.report))
    try:
        report: Report = args.module.run(args)
    except (WorkerError, EngineError) as err:
        raise BenchError(str(err)) from err
    if args.target_ms is not None:
        report = report.against(args.target_ms)
    if not args.json:
        show(report)
    if args.report is not None:
        save(report, args.report)
    if report.keep and not args.no_keep:
        measured.keep(report.as_record())
    if args.json:  # last: when something fails, the answer is one document all the same
        print_json(report.as_json())
    return int(report.failed)


def _milliseconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(_("{text} is not a time in milliseconds above 0", text=text))
    return value
