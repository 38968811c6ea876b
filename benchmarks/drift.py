"""Does anything leak or drift over many turns? `python -m benchmarks.drift [--turns 1000] [--out DIR]`.

Runs one conversation of spoken questions through the whole daemon in real time, on the embedded tier: some 50 minutes
for a thousand turns on two free cores. Counts memory, open files and threads of all its processes every few turns, and
compares the latency of the last hundred turns with that of the first hundred. Exit code 1 when something drifts. Writes
drift.json and drift.svg into DIR.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.load import load
from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.plots import lines
from daemon.bench.harness.processes import resources
from daemon.bench.turn.pauses import Halting, Part
from daemon.bench.turn.questions import synthesised
from daemon.bench.turn.session import session

QUESTIONS = ("good morning", "who are you", "what is the capital of france", "thank you very much", "what is my name")
EVERY = 5
"""Turns between two counts."""
SETTLED = 0.2
"""Share of the turns after which caches and allocators count as settled."""
MOST_KB = 5.0
"""Largest growth in kB a turn that counts as none: 5 MB in a thousand."""
SLOWER = 1.15


@dataclass(frozen=True, slots=True)
class Count:
    turn: int
    private: int
    files: int
    threads: int


async def converse(turns: int, counts: list[Count], latencies: list[float]) -> None:
    settings = load().model_copy(update={"tier": "embedded"})
    with tempfile.TemporaryDirectory() as folder:
        questions = synthesised([Halting((Part(each, 0),), "en") for each in QUESTIONS], Path(folder))
        async with session(settings) as now:
            for number in range(turns):
                turned = await now.ask(questions[number % len(questions)])
                if "voice_to_voice" in turned.timings:
                    latencies.append(turned.timings["voice_to_voice"])
                if number % EVERY == 0:
                    counts.append(Count(number, **resources(now.pids())))
                if sys.stderr.isatty():
                    print(f"\r{number + 1} of {turns}", end="", file=sys.stderr, flush=True)


def slope_kb(counts: Sequence[Count]) -> float:
    """Returns the growth of the private memory in kB a turn, by least squares, once it has settled. Needs two
    counts."""
    later = [each for each in counts if each.turn >= SETTLED * counts[-1].turn]
    return statistics.linear_regression([each.turn for each in later], [each.private / 1e3 for each in later]).slope


def judge(counts: Sequence[Count], latencies: Sequence[float], turns: int) -> dict[str, tuple[str, bool]]:
    """Returns for each check: the finding in words, and whether it is fine."""
    first, last = next(each for each in counts if each.turn >= SETTLED * counts[-1].turn), counts[-1]
    share = min(100, max(1, len(latencies) // 2))
    early, late = statistics.median(latencies[:share]), statistics.median(latencies[-share:])
    slope = slope_kb(counts)
    return {
        "answered": (f"{len(latencies)} of {turns}", len(latencies) >= 0.98 * turns),
        "memory": (f"{slope:+.2f} kB a turn, {last.private / 1e6:.0f} MB at the end", slope <= MOST_KB),
        "open files": (f"{first.files} -> {last.files}", last.files <= first.files + 2),
        "threads": (f"{first.threads} -> {last.threads}", last.threads <= first.threads + 2),
        "latency": (f"first {share} turns P50 {early:.0f} ms, last {share} {late:.0f} ms", late <= SLOWER * early + 20),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drift", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--turns", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    if options.turns < 4 * EVERY:
        parser.error(f"fewer than {4 * EVERY} turns tell nothing")
    conditions = Conditions.here(settings={"turns": options.turns, "tier": "embedded"})
    counts: list[Count] = []
    latencies: list[float] = []
    asyncio.run(converse(options.turns, counts, latencies))
    if not latencies:
        raise SystemExit("no question was answered: `sarai doctor` tells more")
    found = judge(counts, latencies, options.turns)
    options.out.mkdir(parents=True, exist_ok=True)
    report = {
        "conditions": conditions.done().as_json(),
        "found": {name: {"measured": words, "fine": fine} for name, (words, fine) in found.items()},
        "counts": [[each.turn, each.private, each.files, each.threads] for each in counts],
        "voice_to_voice_ms": latencies,
    }
    (options.out / "drift.json").write_text(json.dumps(report) + "\n")
    memory = {"private memory of all processes": [(float(each.turn), each.private / 1e6) for each in counts]}
    (options.out / "drift.svg").write_text(lines("drift", "Memory over the turns", "turns", "MB", memory).svg)
    for name, (words, fine) in found.items():
        print(f"{name:12} {words}: {'fine' if fine else 'NOT fine'}")
    return int(not all(fine for _, fine in found.values()))


if __name__ == "__main__":
    raise SystemExit(main())
