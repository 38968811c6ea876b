"""Latency of spoken turns through the true pipeline, in real time: `python -m benchmarks.turns [FOLDER] [--turns 20]`.

FOLDER holds WAV files, each with its words in a .txt beside it; without one, questions are synthesised with flite.
Prints P50, P90, P95 and P99 per stage with the conditions, and the word error rate.
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


def word_error_rate(questions: list[Question], answers: list[OfflineAnswer]) -> float:
    import jiwer

    clean = jiwer.Compose([jiwer.ToLowerCase(), jiwer.RemovePunctuation(), jiwer.Strip()])
    said = [clean(question.words) for question in questions]
    heard = [clean(answer.exchange.heard) for answer in answers]
    return float(jiwer.wer(said, heard))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--voice", default="rms", help="flite's voice for synthesised questions")
    parser.add_argument("--tier", default="embedded")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    settings = load().model_copy(update={"tier": arguments.tier})
    with tempfile.TemporaryDirectory() as folder:
        if arguments.folder:
            questions = recorded(arguments.folder, arguments.turns)
        else:
            questions = synthesised(Path(folder), arguments.turns, arguments.voice)
        answers = rehearse(settings, [question.wav for question in questions])
    report: dict[str, Any] = {
        "conditions": {**conditions(), "tier": answers[0].tier, "turns": len(answers)},
        "word_error_rate": round(word_error_rate(questions, answers), 3),
        "unanswered": sum(not answer.exchange.said for answer in answers),
        "ms": summary(answers),
    }
    if arguments.json:
        print(json.dumps(report, indent=1))
        return
    print(", ".join(f"{name} {value}" for name, value in report["conditions"].items()))
    print(f"word error rate {report['word_error_rate']:.1%}, unanswered {report['unanswered']}")
    for metric, values in report["ms"].items():
        print(f"{metric:<20}" + "".join(f"{name:>6} {value:7.0f} ms" for name, value in values.items()))


if __name__ == "__main__":
    main()
