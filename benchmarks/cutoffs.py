"""How often a speaker who pauses is cut off, and what waiting costs: adaptive pauses beside fixed ones.

    python -m benchmarks.cutoffs [--count 200] [--ears pocketsphinx] [--melody SMART-TURN.onnx] [--out DIR]

Asks questions with pauses of 300-900 ms inside them (daemon.bench.turn.pauses, which the rules were not made with) and
plain ones. The decision of the daemon's rules is computed from the words at each pause: the words that were said, or
with `--ears` those that a real recogniser hears of the synthesised sound up to there. With `--melody` Smart Turn judges
the sound as well; the voices are synthetic, and their melody is not that of people. Nothing waits, so hundreds take no
time with the words, and some minutes with a recogniser. Writes cutoffs.json and cutoffs.svg into DIR.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from audio.wavefile import read_wav
from config.constants import HEARING_RATE, samples
from config.settings import Turn
from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.plots import lines
from daemon.bench.turn.pauses import Halting, Part, fluent, halting
from daemon.bench.turn.questions import PLAIN, spoken_until, synthesised
from daemon.conversation.rules.end_of_turn import Habits, required_silence
from models.engine import Cancel
from models.pocketsphinx.recogniser import PocketsphinxRecogniser
from models.smart_turn import SmartTurn

FIXED = tuple(range(300, 1001, 50))
PATIENCE = (0.3, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0)
PIPELINES = (0, 340, 600, 1000)
"""Least milliseconds from the end of speech to a reply's first sound. Nobody hears a cut-off if the pause ends before
it. The values are the embedded tier's, and those aimed at with a 0.6B and a 4B mind."""
LOUDSPEAKER = 30


@dataclass(frozen=True, slots=True)
class Heard:
    """A question as input of the rules."""

    pauses: tuple[tuple[str, int], ...]
    """(the words so far, length of the pause in ms)."""
    whole: str
    language: str
    finished: tuple[float | None, ...] = ()
    """How finished the voice sounds (0 to 1) at each pause and at the end."""

    def sounds(self, number: int) -> float | None:
        return self.finished[number] if self.finished else None


@dataclass(frozen=True, slots=True)
class Outcome:
    cut: float
    """Share of the halting questions in which a turn was over too early."""
    wait: float
    """Mean pause at the ends of all questions, in ms."""
    heard: dict[int, float] = field(default_factory=dict)
    """The share of `cut` in which a sound of the reply came before the speaker went on, by pipeline."""


def by_words(questions: Sequence[Halting]) -> list[Heard]:
    """Returns the questions as a recogniser hears them that is never wrong."""
    return [
        Heard(tuple((each.until(n), pause) for n, pause in enumerate(each.pauses)), each.text, each.language)
        for each in questions
    ]


def by_ear(questions: Sequence[Halting]) -> list[Heard]:
    """Returns the questions as pocketsphinx hears them, up to each pause and as a whole."""
    ears = PocketsphinxRecogniser()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for question, spoken in zip(questions, synthesised(questions, Path(folder)), strict=True):
            pcm = read_wav(spoken.wav)
            heard = []
            for _, end in spoken.speech:
                utterance = ears.open("en")
                utterance.feed(pcm[: round(end * HEARING_RATE) + samples(200)])
                heard.append(utterance.result(Cancel()).text)
                utterance.close()
            found.append(Heard(tuple(zip(heard[:-1], question.pauses, strict=True)), heard[-1], question.language))
    return found


def with_melody(heard: Sequence[Heard], questions: Sequence[Halting], detector: SmartTurn) -> list[Heard]:
    """Adds Smart Turn's judgement of the voice to the words."""
    judged = []
    for words, question in zip(heard, questions, strict=True):
        sounds = [spoken_until(question, number) for number in range(len(question.parts))]
        judged.append(replace(words, finished=tuple(detector.finished(sound) for sound in sounds)))
    return judged


def adaptive(questions: Sequence[Heard], settings: Turn) -> Outcome:
    """Applies the daemon's rules, which learn the speaker's pauses as they come."""
    habits, cut, waits = Habits(), 0, []
    heard = dict.fromkeys(PIPELINES, 0)
    for question in questions:
        kept = []
        for number, (words, pause) in enumerate(question.pauses):
            wait = required_silence(words, question.language, settings, habits, question.sounds(number))
            if wait <= pause:
                cut += 1
                for pipeline in PIPELINES:
                    heard[pipeline] += max(wait + LOUDSPEAKER, pipeline) <= pause
                break
            kept.append(pause)
        waits.append(required_silence(question.whole, question.language, settings, habits, question.sounds(-1)))
        habits = habits.learn_turn(kept, settings.complete_ms)
    halts = sum(bool(each.pauses) for each in questions)
    shares = {pipeline: count / halts for pipeline, count in heard.items()}
    return Outcome(cut / halts, statistics.fmean(waits), shares)


def fixed(questions: Sequence[Heard], wait: float) -> Outcome:
    paused = [each for each in questions if each.pauses]
    cut = sum(any(pause >= wait for _, pause in each.pauses) for each in paused)
    return Outcome(cut / len(paused), float(wait))


def equal_fixed(questions: Sequence[Heard], cut: float) -> float:
    """Returns the shortest fixed pause that cuts off no more speakers than that share."""
    return float(next(wait for wait in range(200, 1100) if fixed(questions, wait).cut <= cut))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cutoffs", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--count", type=int, default=200, help="halting questions; a quarter as many plain ones")
    parser.add_argument("--fluent", type=int, default=0, help="so many more of the same kind, without a pause")
    parser.add_argument("--ears", choices=("words", "pocketsphinx"), default="words")
    parser.add_argument("--melody", type=Path, help="Smart Turn's .onnx file")
    parser.add_argument("--languages", default="en", help="en, es, or en,es")
    parser.add_argument(
        "--set", choices=("fresh", "known"), default="fresh", help="sentences the rules saw, or did not"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    languages = tuple(options.languages.split(","))
    if options.ears == "pocketsphinx" and languages != ("en",):
        parser.error("pocketsphinx understands English only")
    plain = [Halting((Part(PLAIN[number % len(PLAIN)], 0),), "en") for number in range(options.count // 4)]
    hear: Callable[[Sequence[Halting]], list[Heard]] = by_words if options.ears == "words" else by_ear
    conditions = Conditions.here(
        settings={"count": options.count, "ears": options.ears, "set": options.set, "seed": options.seed}
    )
    asked = halting(options.count, options.seed, languages, options.set) + (plain if "en" in languages else [])
    asked += fluent(options.fluent, options.seed + 1, languages)
    questions = hear(asked)
    if options.melody is not None:
        questions = with_melody(questions, asked, SmartTurn(options.melody))
    # One speaker after the other would have the rules learn first and be asked afterwards.
    questions.sort(key=lambda each: hash_of(each.whole))
    settings = Turn()
    ours = adaptive(questions, settings)
    curve = {each: adaptive(questions, settings.model_copy(update={"patience": each})) for each in PATIENCE}
    others = {wait: fixed(questions, wait) for wait in FIXED}
    same = equal_fixed(questions, ours.cut)
    report = {
        "conditions": conditions.done().as_json(),
        "adaptive": {
            "cut_off": ours.cut,
            "heard_by_pipeline_ms": ours.heard,
            "mean_pause_ms": ours.wait,
            "fixed_pause_of_equal_rate_ms": same,
        },
        "patience": {str(factor): {"cut_off": each.cut, "mean_pause_ms": each.wait} for factor, each in curve.items()},
        "fixed": {str(wait): each.cut for wait, each in others.items()},
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "cutoffs.json").write_text(json.dumps(report, indent=1) + "\n")
    curves = {
        "adaptive, with less or more patience": [(each.wait, 100 * each.cut) for each in curve.values()],
        "as shipped": [(ours.wait, 100 * ours.cut)],
        "fixed pause": [(each.wait, 100 * each.cut) for each in others.values()],
    }
    plot = lines("cutoffs", "Speakers cut off in a pause, by how long the end is waited for", "ms", "%", curves)
    (options.out / "cutoffs.svg").write_text(plot.svg)
    more = len(plain) + options.fluent
    print(f"{options.count} halting questions, {more} without a pause, {options.ears}, {options.set}, {languages}")
    print(f"adaptive: {ours.cut:.1%} cut off, {ours.wait:.0f} ms waited on average")
    print(f"fixed pause of equal cut-off rate: {same:.0f} ms ({same / ours.wait:.2f} times as long)")
    print("heard, by the time from end of speech to sound: ", end="")
    print(", ".join(f"{pipeline} ms {share:.1%}" for pipeline, share in ours.heard.items()))
    for factor, each in curve.items():
        equal = equal_fixed(questions, each.cut)
        print(f"  patience {factor:4}: {each.cut:6.1%} {each.wait:5.0f} ms   fixed of equal rate: {equal:.0f} ms")


def hash_of(text: str) -> int:
    """Returns a key for an order that does not depend on the text's meaning and is the same in every run."""
    import zlib

    return zlib.crc32(text.encode())


if __name__ == "__main__":
    main()
