"""Latency of spoken turns through the true pipeline, in real time: `python -m benchmarks.turns [FOLDER] [--turns 20]`.

FOLDER holds WAV files, each with its words in a .txt beside it; without one, questions are synthesised with flite.
Prints P50, P90, P95 and P99 per stage with the conditions, and the word error rate. With --check (`make acceptance`) the
exit status is 1 when a question got no answer, or more than a tenth of the words were misheard.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.load import load
from daemon.app.offline import OfflineAnswer, rehearse
from daemon.bench.turn.questions import PLAIN, SHORT
from daemon.conversation.latency import METRICS, percentile
from tests.support.real_models import word_error_rate

MOST_WRONG = 0.1
"""Word error rate that an acceptance run may have: flite's words, as one of the recognisers of the catalogue hears them."""


@dataclass(frozen=True, slots=True)
class Question:
    wav: Path
    words: str


def synthesised(folder: Path, count: int, voice: str) -> list[Question]:
    """Returns `count` questions in flite's voice."""
    questions = []
    for number in range(count):
        words = PLAIN[number % SHORT]
        wav = folder / f"{number:03d}.wav"
        subprocess.run(["flite", "-voice", voice, "-t", words, "-o", str(wav)], check=True)
        questions.append(Question(wav, words))
    return questions


def recorded(folder: Path, count: int) -> list[Question]:
    files = sorted(folder.glob("*.wav"))
    if not files:
        raise SystemExit(f"no WAV files in {folder}")
    chosen = [files[number % len(files)] for number in range(count)]
    return [Question(wav, wav.with_suffix(".txt").read_text().strip()) for wav in chosen]


def conditions() -> dict[str, Any]:
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "",
    )
    return {
        "cpu": cpu or platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "backend": "wav, real time",
    }


def summary(answers: list[OfflineAnswer]) -> dict[str, dict[str, float]]:
    """Returns the percentiles in ms of every metric."""
    result = {}
    for metric in METRICS:
        values = [answer.exchange.timings_ms[metric] for answer in answers if metric in answer.exchange.timings_ms]
        if values:
            result[metric] = {f"P{share}": percentile(values, share / 100) for share in (50, 90, 95, 99)}
    return result


def refused(unanswered: int, wrong: float) -> str:
    """Returns why an acceptance run has failed, in one line; "" if it has not. `wrong`: word error rate."""
    reasons = [f"questions without an answer: {unanswered}"] if unanswered else []
    reasons += [f"{wrong:.0%} of the words were misheard, more than {MOST_WRONG:.0%}"] if wrong > MOST_WRONG else []
    return "; ".join(reasons)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--voice", default="rms", help="flite's voice for synthesised questions")
    parser.add_argument("--tier", default="embedded")
    parser.add_argument("--check", action="store_true", help="exit with 1 where it does not work well enough")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    settings = load().model_copy(update={"tier": arguments.tier})
    with tempfile.TemporaryDirectory() as folder:
        if arguments.folder:
            questions = recorded(arguments.folder, arguments.turns)
        else:
            questions = synthesised(Path(folder), arguments.turns, arguments.voice)
        answers = rehearse(settings, [question.wav for question in questions])
    heard = [answer.exchange.heard for answer in answers]
    wrong = word_error_rate([question.words for question in questions], heard)
    unanswered = sum(not answer.exchange.said for answer in answers)
    report: dict[str, Any] = {
        "conditions": {**conditions(), "tier": answers[0].tier, "turns": len(answers)},
        "word_error_rate": round(wrong, 3),
        "unanswered": unanswered,
        "ms": summary(answers),
    }
    if arguments.json:
        print(json.dumps(report, indent=1))
    else:
        print(", ".join(f"{name} {value}" for name, value in report["conditions"].items()))
        print(f"word error rate {wrong:.1%}, unanswered {unanswered}")
        for metric, values in report["ms"].items():
            print(f"{metric:<20}" + "".join(f"{name:>6} {value:7.0f} ms" for name, value in values.items()))
    if arguments.check and (why := refused(unanswered, wrong)):
        raise SystemExit(f"benchmarks.turns: {why}")


if __name__ == "__main__":
    main()
