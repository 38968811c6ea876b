"""Voice to voice with real ears and a real voice, from outside: `python -m benchmarks.real [--mind starter,0.6b]`.

Whisper base hears and Piper's Joe speaks (`sarai models pull whisper-base piper-en-joe`), in a daemon of its own on a
virtual sound card. A recording of both channels tells to the sample when a question ended and when its answer began.

    --mind starter           the tier `embedded`, with its own mind's replies
    --mind 0.6b              a mind of that shape with random weights, which computes the replies given to it; 4b, ...
    --mind FILE.gguf         the same with the weights of a file
    --questions FOLDER       recordings, NAME.wav with NAME.txt beside it; without them flite asks
    --peer naive             the same engines one after the other, behind a fixed pause of 800 ms

Prints, and writes into `--out DIR` as JSON, Markdown and a plot, for each mind: the wait as recorded and as reported by
the daemon, its stages, CPU seconds of a turn, and the word error rate of the recogniser.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from benchmarks.meter import first_loud
from benchmarks.shapes import SHAPES, write
from config.load import load
from config.paths import data_home
from config.settings import Settings
from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.processes import cpu_seconds
from daemon.bench.harness.render import progress, save, show
from daemon.bench.harness.report import BenchError, Metric, Report, Table
from daemon.bench.turn import naive
from daemon.bench.turn.measure import REPLIES
from daemon.bench.turn.pauses import Halting, Part
from daemon.bench.turn.questions import PLAIN, SHORT, Question, recorded, synthesised
from daemon.bench.turn.report import LABELS, PACKAGES, stages_plot
from daemon.bench.turn.session import session
from daemon.conversation.dialogue import Dialogue
from daemon.conversation.latency import METRICS
from daemon.routing.parts import JOE, STARTER_SET, WHISPER
from daemon.routing.recommended import places_for
from models.store.find import resolve
from models.store.places import Missing
from tests.e2e.house import House
from tests.support.real_models import word_error_rate
from tests.support.virtual_card import RATE, VirtualCard, read_both

STARTER = "starter"
END = 0.02
"""A question ends at its last sample of at least this share of its loudest one; softer sound is the room."""
WARM_UP = 1
"""Number of questions before those that count."""
WITHIN = 120.0
"""Most seconds that an answer may take."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    question: str
    heard: str
    reply: str
    waited: float
    """Milliseconds from the question's last sample to the answer's first one, as recorded."""
    timings: dict[str, float]
    """Milliseconds as the daemon reports them: see daemon.conversation.latency."""
    cpu_s: float
    """CPU seconds of all the daemon's processes, from the question's first sound to the reply's last."""
    underruns: int

    def as_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "heard": self.heard,
            "reply": self.reply,
            "recorded_ms": round(self.waited, 1),
            "reported_ms": self.timings,
            "cpu_s": round(self.cpu_s, 2),
            "underruns": self.underruns,
        }


def last_of(question: npt.NDArray[np.int16]) -> int:
    """Returns the index of a question's last sample. `question`: int16, shape (n,), with silence around."""
    level = np.abs(question.astype(np.int32))
    return int(np.flatnonzero(level > END * level.max())[-1])


def ask(house: House, question: Question, folder: Path) -> Turn:
    """Asks one question over the card, and waits for the end of its answer. Raises AssertionError if none comes."""
    pids = [house.process.pid, *(model["pid"] for model in house.call("status")["models"] if model["pid"])]
    cpu = cpu_seconds(pids)
    recording = house.card.record_both(folder / "both.wav")
    try:
        done = house.ask(question.wav, within=WITHIN)
        timings = house.wait_for("timings", lambda event: event["turn"] == done["turn"])["ms"]
        house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the turn", WITHIN)
    finally:
        path = recording.stop()
    loudspeaker, microphone = read_both(path)
    waited = (first_loud(loudspeaker) - last_of(microphone)) / RATE * 1000
    last = house.call("status")["last"]
    return Turn(
        question.text, last["heard"], last["reply"], waited, timings, cpu_seconds(pids) - cpu, int(done["underruns"])
    )


def settings_for(mind: str, shapes: Path) -> Settings:
    """Returns the user's settings with these engines. Raises BenchError where the real models are not here."""
    settings = load()
    places = places_for(settings)
    lacking = [found.reason for model in STARTER_SET if isinstance(found := resolve(model, places), Missing)]
    if lacking:
        raise BenchError("; ".join(lacking))
    changes: dict[str, Any] = {"fast": {"recogniser": WHISPER, "voice_en": JOE}, "speaking": {"language": "en"}}
    if mind == STARTER:
        changes |= {"tier": "embedded"}
    else:
        file = write("llm", mind, shapes) if mind in SHAPES else Path(mind).absolute()
        changes["fast"]["mind"] = str(file)
        changes |= {"tier": "fast", "benchmark": {"reply": list(REPLIES)}}
    return Settings.model_validate({**settings.model_dump(exclude_defaults=True), **changes})


def over_the_card(settings: Settings, questions: Sequence[Question], folder: Path) -> tuple[list[Turn], list[str]]:
    """Returns the turns that count, and the questions without an answer."""
    turns: list[Turn] = []
    unanswered: list[str] = []
    with VirtualCard(one_clock=True) as card:
        house = House(folder, card, yaml.safe_dump(settings.model_dump(mode="json", exclude_defaults=True)))
        house.env["XDG_DATA_HOME"] = str(data_home())  # the card's home is an empty one
        house.env["HF_HUB_CACHE"] = str(places_for(settings).hub_cache)
        with house, progress("asking", len(questions)) as advance:
            for number, question in enumerate(questions):
                try:
                    turn = ask(house, question, folder)
                except AssertionError:
                    unanswered += [question.text] if number >= WARM_UP else []
                else:
                    turns += [turn] if number >= WARM_UP else []
                advance()
    return turns, unanswered


async def one_after_the_other(settings: Settings, questions: Sequence[Question]) -> list[naive.Naive]:
    """Measures the naive peer: the same engines in the same processes, without a card; its pause and loudspeaker are
    added."""
    found: list[naive.Naive] = []
    async with session(settings) as now:
        dialogue = Dialogue(settings.history.voice_tokens)
        for number, question in enumerate(questions):
            answered = await naive.ask(now, question, dialogue)
            found += [answered] if number >= WARM_UP else []
    return found


def report(
    mind: str,
    settings: Settings,
    turns: Sequence[Turn],
    unanswered: Sequence[str],
    peers: Sequence[naive.Naive],
    conditions: Conditions,
) -> Report:
    """Sums up the turns. Raises BenchError if no question was answered."""
    if not turns:
        raise BenchError(f"{mind}: none of {len(unanswered)} questions was answered")
    metrics = [Metric("recorded_ms", "ms", tuple(turn.waited for turn in turns), label="as recorded: voice to voice")]
    for name in METRICS:
        values = tuple(turn.timings[name] for turn in turns if name in turn.timings)
        metrics += [Metric(f"{name}_ms", "ms", values, label=LABELS[name])] if values else []
    metrics.append(Metric("cpu_s", "s", tuple(turn.cpu_s for turn in turns), label="CPU time of a turn"))
    if peers:
        waits, cpu = tuple(each.voice_to_voice for each in peers), tuple(each.cpu_s for each in peers)
        metrics.append(Metric("naive_voice_to_voice_ms", "ms", waits, label="naive: voice to voice"))
        metrics.append(Metric("naive_cpu_s", "s", cpu, label="naive: CPU time of a turn"))
    wrong = word_error_rate([turn.question for turn in turns], [turn.heard for turn in turns])
    rows = (
        ("questions answered", f"{len(turns)} of {len(turns) + len(unanswered)}"),
        ("word error rate of what was heard", f"{wrong:.1%}"),
        ("underruns", str(sum(turn.underruns for turn in turns))),
    )
    told = tuple((turn.question, turn.heard, turn.reply, f"{turn.waited:.0f} ms") for turn in turns)
    notes = [f"Not answered: {'; '.join(unanswered)}"] if unanswered else []
    if peers:
        notes.append("Naive is reckoned: a pause of 800 ms, its stages one after the other, 30 ms of the loudspeaker.")
    heard = [turn.timings for turn in turns if "voice_to_voice" in turn.timings]
    return Report(
        "real",
        mind,
        conditions,
        tuple(metrics),
        tables=(
            Table("Counted", ("what", "how much"), rows),
            Table("Turns", ("asked", "heard", "said", "waited"), told),
        ),
        notes=tuple(notes),
        plots=(stages_plot(heard, settings.turn.provisional_ms),) if heard else (),
        headline="recorded_ms",
        keep=False,
        extra={"turns": [turn.as_json() for turn in turns], "word_error_rate": wrong, "unanswered": list(unanswered)},
    )


def measure(mind: str, args: argparse.Namespace, folder: Path) -> Report:
    """Measures one mind. Raises UserError."""
    settings = settings_for(mind, args.shapes or folder)
    count = args.turns + WARM_UP
    if args.questions:
        found = recorded(args.questions)
        questions = [found[number % len(found)] for number in range(count)]
    else:
        texts = [PLAIN[number % SHORT] for number in range(count)]
        questions = synthesised([Halting((Part(text, 0),), "en") for text in texts], folder)
    name = Path(mind).name
    ours = {"recogniser": WHISPER, "voice": JOE}
    conditions = Conditions.here(
        packages=PACKAGES,
        models=ours | {"mind": name if mind == STARTER or mind not in SHAPES else f"{name}, random weights"},
        settings={
            "backend": "virtual sound card",
            "questions": str(args.questions.name) if args.questions else "flite",
            "words": "as recognised",
            "replies": "its own" if mind == STARTER else "given",
            "turns": args.turns,
        },
    )
    turns, unanswered = over_the_card(settings, questions, folder)
    peers = asyncio.run(one_after_the_other(settings, questions)) if args.peer == "naive" else []
    return report(name, settings, turns, unanswered, peers, conditions.done())


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.real", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mind", default=f"{STARTER},0.6b", help="one or more, with commas (default: %(default)s)")
    parser.add_argument("--questions", type=Path, metavar="FOLDER", help="recorded questions")
    parser.add_argument("--turns", type=int, default=20, metavar="N", help="that count (default: %(default)s)")
    parser.add_argument("--peer", choices=("naive",), help="measure it beside ours")
    parser.add_argument("--shapes", type=Path, metavar="DIR", help="keep the files of random weights there")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write MIND.json, MIND.md and its plot there")
    args = parser.parse_args()
    if args.turns < 1:
        parser.error("--turns must be at least 1")
    os.environ["SARAI_HISTORY__KEEP"] = "false"  # of the peer: a benchmark is nobody's conversation
    with tempfile.TemporaryDirectory(prefix="sarai-real-") as folder:
        for mind in args.mind.split(","):
            here = Path(folder) / Path(mind).name
            here.mkdir(exist_ok=True)
            try:
                found = measure(mind, args, here)
                show(found)
                if args.out:
                    args.out.mkdir(parents=True, exist_ok=True)
                    save(found, args.out / f"{found.subject}.md")
                    (args.out / f"{found.subject}.json").write_text(json.dumps(found.as_json(), indent=1) + "\n")
            except BenchError as err:
                raise SystemExit(f"benchmarks.real: {err}") from err


if __name__ == "__main__":
    main()
