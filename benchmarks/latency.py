"""Measures all claims about latency in one configuration: `python -m benchmarks.latency --out DIR`.

Writes models of random weights at real shapes (3.2 GB in DIR/shapes, none of it downloaded), has the whole daemon
answer spoken questions with them in real time, and judges the figures. DIR/latency.md sums up; a report and a plot of
each part lie beside it. Run it on a machine that does nothing else, and on two cores:

    taskset -c 0,1 python -m benchmarks.latency --out DIR

    part        what it does                                                    about, on two cores
    shapes      Qwen3-4B and 0.6B Q4_K_M, whisper-base int8, Piper medium       2 min
    4b          20 turns, naive in between, again without working ahead        25 min
    4b-window   10 turns with Whisper's whole 30 s window                       5 min
    4b-alone    10 turns without the small mind's opening clause                5 min
    0.6b        20 turns, the same comparisons                                 12 min
    card        10 turns of the 4B over a virtual sound card, as recorded       5 min
    halting     200 questions with pauses inside, on the 4B                    60 min
    embedded    20 turns, and 200 with pauses                                  25 min
    threads     the 4B beside the voice, by their numbers of threads            5 min
    cutoffs     the curve of adaptive and fixed pauses, by words                a moment
    drift       1000 turns on the embedded tier                                55 min
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.shapes import write

PARTS = ("4b", "4b-window", "4b-alone", "0.6b", "card", "threads", "halting", "embedded", "cutoffs", "drift")
APART = ("card", "threads", "cutoffs", "drift")
"""Parts that are programs of their own."""


@dataclass(frozen=True, slots=True)
class Models:
    """Paths of the models with random weights."""

    large: Path
    small: Path
    whisper: Path
    voice: Path

    def arguments(self, mind: Path, *more: str, opener: bool = True, short: bool = True) -> list[str]:
        found = ["--given", "--stt", str(self.whisper), "--llm", str(mind), "--tts", str(self.voice)]
        found += ["--opener", str(self.small)] if opener and mind != self.small else []
        return [*found, *(["--short-window"] if short else []), *more]


def models(folder: Path, toys: bool) -> Models:
    names = ("toy", "toy", "toy", "toy") if toys else ("4b", "0.6b", "base", "medium")
    large = write("llm", names[0], folder)
    if toys:  # a file of its own: a model is known by its name
        small = folder / "toy-small.gguf"
        if not small.exists():
            small.write_bytes(large.read_bytes())
    else:
        small = write("llm", names[1], folder)
    return Models(large, small, write("whisper", names[2], folder), write("piper", names[3], folder))


@dataclass(frozen=True, slots=True)
class Verdict:
    what: str
    measured: str
    met: bool


def turn(out: Path, name: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Runs `sarai bench turn` in a process of its own; its JSON is kept as NAME.json, its report as NAME.md."""
    command = [
        sys.executable,
        "-m",
        "daemon.cli",
        "bench",
        "turn",
        "--json",
        "--no-keep",
        "--report",
        f"{out / name}.md",
    ]
    began = time.monotonic()
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip() or done.stdout.strip()}")
    (out / f"{name}.json").write_text(done.stdout)
    print(f"{name}: done in {(time.monotonic() - began) / 60:.1f} min", flush=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def p50(report: dict[str, Any], metric: str) -> float:
    found = report["metrics"].get(metric)
    return float(found["p50"]) if found else float("nan")


def ratio(report: dict[str, Any], title: str) -> float:
    """Returns the figure in the last row of the table with that title."""
    rows = next((table["rows"] for table in report["tables"] if table["title"] == title), [("", "nan")])
    return float(rows[-1][1])


def share_cut(report: dict[str, Any], key: str = "cut_off") -> float:
    paused = [each for each in report["turns"] if each["pauses"]]
    return float(sum(each[key] for each in paused) / len(paused))


def stale(*reports: dict[str, Any]) -> int:
    return sum(each["stale"] for report in reports for each in report["turns"])


def gap(report: dict[str, Any]) -> float:
    gaps = sorted(gap for each in report["turns"] for gap in each["gaps_ms"])
    return gaps[max(0, -(-len(gaps) * 95 // 100) - 1)] if gaps else 0.0


def judge(found: dict[str, dict[str, Any]]) -> list[Verdict]:
    """Judges the claims about the parts that were run."""
    out: list[Verdict] = []

    def add(what: str, measured: float, limit: float, unit: str = "ms", least: bool = False) -> None:
        met = measured >= limit if least else measured <= limit
        shown = f"{measured:.0f}" if unit == "ms" else f"{measured:.3g}"
        out.append(
            Verdict(f"{what} {'>=' if least else '<='} {limit:g} {unit}".strip(), f"{shown} {unit}".strip(), met)
        )

    if "4b" in found:
        four = found["4b"]
        add("4B, voice to voice P50", p50(four, "voice_to_voice_ms"), 1300)
        add("4B, naive / ours", ratio(four, "The same engines one after the other"), 4.5, "", least=True)
        add("4B, CPU time with / without working ahead", ratio(four, "What working ahead costs"), 1.6, "")
        out.append(Verdict("4B, silence between clauses P95", f"{gap(four):.0f} ms", True))
    if "0.6b" in found:
        small = found["0.6b"]
        add("0.6B, voice to voice P50", p50(small, "voice_to_voice_ms"), 700)
        add("0.6B, silence between clauses P95", gap(small), 300)
        add("0.6B, underruns", sum(each["underruns"] for each in small["turns"]), 0, "")
        add("0.6B, CPU time with / without working ahead", ratio(small, "What working ahead costs"), 1.6, "")
    if "embedded" in found:
        own = found["embedded"]
        add("embedded, voice to voice P50", p50(own, "voice_to_voice_ms"), p50(own, "endpoint_ms") + 40)
    for name in ("halting", "embedded"):
        if name in found and any(each["pauses"] for each in found[name]["turns"]):
            add(f"{name}, speakers cut off", 100 * share_cut(found[name]), 3, "%")
            early = share_cut(found[name], "judged_early")
            out.append(Verdict(f"{name}, turns taken for over in a pause, heard or not", f"{early:.1%}", True))
    if "card" in found:
        over = found["card"]["voice_to_voice_ms"]["p50"]
        out.append(Verdict("4B over a sound card, as recorded, P50", f"{over:.0f} ms", True))
    runs = [report for report in found.values() if "metrics" in report]
    if runs:
        add("stale replies heard, all runs", stale(*runs), 0, "")
    if "cutoffs" in found:
        ours = found["cutoffs"]["adaptive"]
        add("mean pause, adaptive", ours["mean_pause_ms"], ours["fixed_pause_of_equal_rate_ms"])
    if "drift" in found:
        out += [
            Verdict(f"drift, {name}", each["measured"], each["fine"]) for name, each in found["drift"]["found"].items()
        ]
    return out


def measure(out: Path, parts: Sequence[str], files: Models, turns: int, halting: int, drift: int) -> dict[str, Any]:
    few = max(2, turns // 2)
    comparing = ["--naive", "--cost"]
    plans = {
        "4b": files.arguments(files.large, "--turns", str(turns), *comparing),
        "4b-window": files.arguments(files.large, "--turns", str(few), short=False),
        "4b-alone": files.arguments(files.large, "--turns", str(few), opener=False),
        "0.6b": files.arguments(files.small, "--turns", str(turns), *comparing),
        "halting": files.arguments(files.large, "--turns", "1", "--halting", str(halting)),
        "embedded": ["--tier", "embedded", "--turns", str(turns), "--halting", str(halting)],
    }
    found = {}
    for part in parts:
        if part in plans:
            found[part] = turn(out, part, plans[part])
        else:
            if part == "threads":
                run_threads(out, files)
                continue
            more = {
                "card": [str(out / "card.json"), *files.arguments(files.large, "--turns", str(few))],
                "cutoffs": [str(out), "--count", str(halting)],
                "drift": [str(out), "--turns", str(drift)],
            }[part]
            command = [sys.executable, "-m", f"benchmarks.{part}", "--out", *more]
            subprocess.run(command, check=part != "drift")  # which tells by its exit code what it found
            found[part] = json.loads((out / f"{part}.json").read_text())
    return found


def run_threads(out: Path, files: Models) -> None:
    """Measures the values that daemon.tiers.specs.threads_for should hold for this machine; no verdict depends on
    it."""
    of = [str(files.large), str(files.voice), str(files.whisper)]
    subprocess.run([sys.executable, "-m", "benchmarks.threads", *of, "--json", str(out / "threads.json")], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", default=",".join(PARTS), help="some of them, with commas")
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--halting", type=int, default=200)
    parser.add_argument("--drift", type=int, default=1000, help="turns of the drift part")
    parser.add_argument(
        "--toys", action="store_true", help="tiny models: whether it runs at all, the figures mean nothing"
    )
    options = parser.parse_args()
    parts = options.parts.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    options.out.mkdir(parents=True, exist_ok=True)
    files = models(options.out / "shapes", options.toys)
    verdicts = judge(measure(options.out, parts, files, options.turns, options.halting, options.drift))
    lines = [
        f"# Latency, measured on {len(os.sched_getaffinity(0))} cores",
        "",
        "| aim | measured | |",
        "|---|---|---|",
    ]
    lines += [f"| {each.what} | {each.measured} | {'met' if each.met else 'NOT met'} |" for each in verdicts]
    lines += [
        "",
        "Conditions, stages and plots: " + ", ".join(f"{part}.md" for part in parts if part not in APART),
    ]
    (options.out / "latency.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    return int(not all(each.met for each in verdicts))


if __name__ == "__main__":
    raise SystemExit(main())
