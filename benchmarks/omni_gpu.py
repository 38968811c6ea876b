"""Measures everything about Omni on a GPU in one call of eight minutes, for a machine that is lent.

    python -m benchmarks.omni_gpu --out DIR
    python -m benchmarks.omni_gpu --out DIR --shapes tiny --device cpu      the same, dry

A machine without a package index needs Python, PyTorch, this folder, and the folder of `pip install --target DIR` with
the other packages of the extras `omni` and `dev`; PYTHONPATH then names both.

The models have random weights at the real shapes, and the most telling parts come first. Each part has its own process,
its own time, and a JSON report that is written as it goes, so a part that is stopped or fails costs nothing of the
others.
"""

from __future__ import annotations

import argparse
import json
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GRACE = 8.0
"""Seconds that a part told to stop has to write down its results."""
SHOWN = (
    "first_text_ms", "first_piece_ms", "engine_first_audio_ms", "lead_ms", "completion_ms", "real_time_factor",
    "ms_per_code", "tokens_per_s", "starved_ms", "gpu_peak_mb", "graphs_mb", "load_s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measurement:
    """One part: a process with its arguments and its time."""

    name: str
    arguments: tuple[str, ...]
    """Arguments of Python."""
    limit: float
    """Most seconds that it may take."""


def parts(shapes: Sequence[str], device: str, out: Path) -> Iterator[Measurement]:
    """Yields the parts, the most telling first."""

    def bench(name: str, shape: str, more: str, limit: float) -> Measurement:
        told = f"-m daemon.cli bench omni --shape {shape} --device {device} {more} --no-keep"
        return Measurement(name, (*shlex.split(told), "--out", str(out / f"{name}.json")), limit)

    first, *others = shapes
    yield bench(first, first, "--short -n 10", 160)
    for shape in others:
        yield bench(shape, shape, "-n 10 --stock 1", 120)
    yield Measurement("tests", ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/models/omni/test_gpu.py"), 100)
    yield bench(f"{first}-low-vram", first, "-n 3 --low-vram", 60)
    yield bench(f"{first}-euler", first, "-n 4 --solver euler", 50)
    if device != "cpu":
        yield bench(f"{first}-4bit", first, "-n 3 --weights 4bit", 60)
    for shape in others:
        yield bench(f"{shape}-low-vram", shape, "-n 3 --low-vram", 80)


def run(part: Measurement, limit: float) -> str:
    """Runs the part; its output goes to the terminal. Returns how it ended, in words."""
    process = subprocess.Popen([sys.executable, *part.arguments], stdin=subprocess.DEVNULL)
    try:
        code = process.wait(limit)
    except (subprocess.TimeoutExpired, KeyboardInterrupt, SystemExit) as err:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if not isinstance(err, subprocess.TimeoutExpired):
            raise
        return f"stopped after {limit:.0f} s"
    return "done" if code == 0 else f"ended with {code}"


def table(out: Path) -> str:
    """Returns a table of P50 and P90 of all measurements, with a column for each report."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(out.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        if "metrics" in told:
            found[path.stem] = told["metrics"]
    names = [name for name in SHOWN if any(name in metrics for metrics in found.values())]
    width = max(map(len, names), default=0)
    lines = [" " * width + "".join(f"{column:>20}" for column in found)]
    for name in names:
        cells = (metrics.get(name) for metrics in found.values())
        told = (f"{cell['p50']:.4g} / {cell['p90']:.4g}" if cell is not None else "-" for cell in cells)
        lines.append(f"{name:{width}}" + "".join(f"{cell:>20}" for cell in told))
    return "\n".join(lines)


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the reports are written")
    parser.add_argument(
        "--shapes", default="3b,7b", help="tiny, 3b, 7b; the first in all detail (default: %(default)s)"
    )
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda", help="default: %(default)s")
    parser.add_argument(
        "--budget", type=float, default=470.0, metavar="S", help="seconds in all (default: %(default)s)"
    )
    args = parser.parse_args(given)
    args.out.mkdir(parents=True, exist_ok=True)
    # Told to end, it ends what it has started, and shows what there is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    ends: dict[str, str] = {}
    try:
        for part in parts(args.shapes.split(","), args.device, args.out):
            left = args.budget - (time.monotonic() - began) - GRACE
            if left < 15:
                ends[part.name] = "left out: no time"
                continue
            print(f"\n=== {part.name}, {time.monotonic() - began:.0f} s since the beginning", flush=True)
            at = time.monotonic()
            ends[part.name] = run(part, min(part.limit, left))
            ends[part.name] += f", {time.monotonic() - at:.0f} s"
            (args.out / "ends.json").write_text(json.dumps(ends, indent=1), encoding="utf-8")
    finally:
        print(f"\n=== {time.monotonic() - began:.0f} s\n{table(args.out)}\n")
        for name, end in ends.items():
            print(f"{name}: {end}")


if __name__ == "__main__":
    main()
