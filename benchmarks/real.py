"""Voice to voice with real ears and a real voice, from outside: `python -m benchmarks.real [--mind starter,0.6b]`.

Whisper base hears and Piper's Joe speaks (`sarai models pull whisper-base piper-en-joe`), in a daemon of its own on a
virtual sound card. A recording of both channels tells to the sample when a question ended and when its answer began.

    --mind starter           the tier `embedded`, with its own mind's replies
    --mind 0.6b              a mind of that shape with random weights, which computes the replies given to it; 4b, ...
    --mind FILE.gguf         the same with the weights of a file
    --opener 0.6b            a small mind for the opening clause, beside that one
    --questions FOLDER       recordings, NAME.wav with NAME.txt beside it; without them flite asks 20
    --reply TEXT             the mind's only reply, in place of one to each of the 20 questions (some 20 tokens each)
    --timeline               of every turn: which process had the cores when, and when each stage was done
    --peer none              without the same engines one after the other, behind a fixed pause of 800 ms

Prints, and writes into `--out DIR` as JSON, Markdown and a plot, for each mind: the wait as recorded and as reported by
the daemon, its stages, CPU seconds of a turn, and the word error rate of the recogniser. Its ratios compare machines of any
speed: the chain is the sum of the parts measured alone in the same run, pause, words, first sentence and its sound.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from benchmarks.answers import ANSWERS
from benchmarks.meter import AUDIBLE, first_loud
from benchmarks.shapes import SHAPES, write
from benchmarks.timeline import Sampler, draw
from config.load import load
from config.paths import data_home
from config.settings import Settings
from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.processes import cpu_seconds
from daemon.bench.harness.render import progress, save, show
from daemon.bench.harness.report import BenchError, Metric, Report, Table
from daemon.bench.turn import naive
from daemon.bench.turn.pauses import Halting, Part
from daemon.bench.turn.questions import Question, recorded, synthesised
from daemon.bench.turn.report import LABELS, PACKAGES, stages_plot
from daemon.bench.turn.session import Session, session
from daemon.conversation.dialogue import Dialogue
from daemon.conversation.latency import METRICS, percentile
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
    gap: float
    """Milliseconds of the longest silence inside the reply, as recorded. A sentence's own end has some 200."""
    picture: str
    """Who had the cores, and when; see benchmarks.timeline."""

    def as_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "heard": self.heard,
            "reply": self.reply,
            "recorded_ms": round(self.waited, 1),
            "reported_ms": self.timings,
            "cpu_s": round(self.cpu_s, 2),
            "underruns": self.underruns,
            "longest_silence_ms": round(self.gap, 1),
        }


def last_of(question: npt.NDArray[np.int16]) -> int:
    """Returns the index of a question's last sample. `question`: int16, shape (n,), with silence around."""
    level = np.abs(question.astype(np.int32))
    return int(np.flatnonzero(level > END * level.max())[-1])


def longest_silence(reply: npt.NDArray[np.int16]) -> float:
    """Returns the ms of the longest silence between a reply's first and last sound. `reply`: int16, shape (n,), at RATE."""
    loud = np.flatnonzero(np.abs(reply.astype(np.int32)) > AUDIBLE)
    return float(np.diff(loud).max(initial=0)) / RATE * 1000


def processes(house: House) -> dict[str, int]:
    """Returns the pids of a daemon's processes by their names, its own first."""
    models = {model["pid"]: Path(model["name"]).stem for model in house.call("status")["models"] if model["pid"]}
    others = {models.get(pid, "sound"): pid for pid in house.children()}
    return {"daemon": house.process.pid, **others}


def ask(house: House, question: Question, folder: Path) -> Turn:
    """Asks one question over the card, and waits for the end of its answer. Raises AssertionError if none comes."""
    pids = processes(house)
    known = len(house.events)
    cpu = cpu_seconds(list(pids.values()))
    recording = house.card.record_both(folder / "both.wav")
    try:
        with Sampler(pids) as sampler:
            done = house.ask(question.wav, within=WITHIN)
            timings = house.wait_for("timings", lambda event: event["turn"] == done["turn"])["ms"]
            house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the turn", WITHIN)
    finally:
        path = recording.stop()
    loudspeaker, microphone = read_both(path)
    begins = first_loud(loudspeaker)
    last = house.call("status")["last"]
    return Turn(
        question=question.text,
        heard=last["heard"],
        reply=last["reply"],
        waited=(begins - last_of(microphone)) / RATE * 1000,
        timings=timings,
        cpu_s=cpu_seconds(list(pids.values())) - cpu,
        underruns=int(done["underruns"]),
        gap=longest_silence(loudspeaker[begins:]),
        picture=picture(sampler, house.events[known:], timings),
    )


STAGES = (
    ("stt", "words"),
    ("first_token", "first token"),
    ("first_clause", "first clause"),
    ("engine_first_audio", "its sound"),
)


def picture(sampler: Sampler, events: Sequence[dict[str, Any]], timings: dict[str, float]) -> str:
    """Draws one turn from the daemon's events, which bear the time when they were `seen`, and its timings."""
    states = {event["state"]: event["seen"] for event in events if event["kind"] == "state"}
    if "endpoint" not in timings or not {"paused", "thinking", "speaking"} <= states.keys():
        return "this turn did not end with a pause"
    end = states["thinking"] - timings["endpoint"] / 1000
    marks = [(event["seen"], f"partial: {event['text']}") for event in events if event["kind"] == "partial"]
    marks += [
        (states["paused"], "pause noticed"),
        (states["thinking"], "turn over"),
        (end + timings["voice_to_voice"] / 1000, "audible"),
    ]
    marks += [(states["paused"] + timings[stage] / 1000, label) for stage, label in STAGES if stage in timings]
    return draw(sampler, end, marks)


def settings_for(mind: str, shapes: Path, opener: str | None = None, replies: Sequence[str] = ()) -> Settings:
    """Returns the user's settings with these engines. `replies`: given in turn, in place of those in ANSWERS. Raises
    BenchError where the real models are not here."""
    settings = load()
    places = places_for(settings)
    lacking = [found.reason for model in STARTER_SET if isinstance(found := resolve(model, places), Missing)]
    if lacking:
        raise BenchError("; ".join(lacking))
    changes: dict[str, Any] = {"fast": {"recogniser": WHISPER, "voice_en": JOE}, "speaking": {"language": "en"}}
    if mind == STARTER:
        changes |= {"tier": "embedded"}
    else:
        for role, chosen in (("mind", mind), ("opener", opener)):
            if chosen:
                changes["fast"][role] = str(
                    write("llm", chosen, shapes) if chosen in SHAPES else Path(chosen).absolute()
                )
        given = {"reply": list(replies)} if replies else {"reply": [*ANSWERS.values()], "question": [*ANSWERS]}
        changes |= {"tier": "fast", "benchmark": given}
    return Settings.model_validate({**settings.model_dump(exclude_defaults=True), **changes})


@dataclass(slots=True)
class Course:
    """What came of the questions that count."""

    turns: list[Turn] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    peers: list[naive.Naive] = field(default_factory=list)
    """The same engines in the same kind of processes, each part alone and without a card."""


async def over_the_card(
    settings: Settings,
    questions: Sequence[Question],
    folder: Path,
    peer: contextlib.AbstractAsyncContextManager[Session] | None,
) -> Course:
    """Asks each question over the card and, right after that, of `peer`: so a machine that is busy for a while is so for
    both."""
    course = Course()
    dialogue = Dialogue(settings.history.voice_tokens)
    async with contextlib.AsyncExitStack() as stack:
        card = stack.enter_context(VirtualCard(one_clock=True))
        house = House(folder, card, yaml.safe_dump(settings.model_dump(mode="json", exclude_defaults=True)))
        house.env["XDG_DATA_HOME"] = str(data_home())  # the card's home is an empty one
        house.env["HF_HUB_CACHE"] = str(places_for(settings).hub_cache)
        stack.enter_context(house)
        now = await stack.enter_async_context(peer) if peer is not None else None
        advance = stack.enter_context(progress("asking", len(questions)))
        for number, question in enumerate(questions):
            counts = number >= WARM_UP
            try:
                turn = await asyncio.to_thread(ask, house, question, folder)
            except AssertionError:
                course.unanswered += [question.text] if counts else []
            else:
                course.turns += [turn] if counts else []
            if now is not None:
                alone = await naive.ask(now, question, dialogue)
                course.peers += [alone] if counts else []
            advance()
    return course


def ratios(turns: Sequence[Turn], peers: Sequence[naive.Naive], pause: float) -> tuple[tuple[str, str], ...]:
    """Returns the rows that compare a run with the chain of its parts and with the naive peer. `pause`: ms of the
    provisional pause."""
    waits, chains = [turn.waited for turn in turns], [each.chain(pause) for each in peers]
    chain, ours = percentile(chains, 0.5), percentile(waits, 0.5)
    parts = {
        "words": [each.stt for each in peers],
        "first token": [each.first_token for each in peers],
        "the first sentence's other tokens": [each.first_sentence - each.first_token for each in peers],
        "its sound": [each.first_sound for each in peers],
    }
    made_of = ", ".join(f"{name} {percentile(values, 0.5):.0f}" for name, values in parts.items())
    return (
        ("chain, P50", f"{chain:.0f} ms: pause {pause:.0f}, {made_of}"),
        ("P50 / chain", f"{ours / chain:.2f}"),
        ("P90 / chain", f"{percentile(waits, 0.9) / chain:.2f}"),
        ("naive / ours", f"{percentile([each.voice_to_voice for each in peers], 0.5) / ours:.2f}"),
        ("CPU seconds of a turn, P50", f"{percentile([turn.cpu_s for turn in turns], 0.5):.1f}"),
    )


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
    metrics.append(Metric("silence_ms", "ms", tuple(turn.gap for turn in turns), label="longest silence in a reply"))
    pause = settings.turn.provisional_ms
    if peers:
        waits, cpu = tuple(each.voice_to_voice for each in peers), tuple(each.cpu_s for each in peers)
        chains = tuple(each.chain(pause) for each in peers)
        metrics.append(Metric("chain_ms", "ms", chains, label="chain: the parts alone"))
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
    tables = [Table("Counted", ("what", "how much"), rows), Table("Turns", ("asked", "heard", "said", "waited"), told)]
    if peers:
        tables.insert(0, Table("Ratios", ("what", "how much"), ratios(turns, peers, pause)))
        notes.append("Naive is reckoned: a pause of 800 ms, its stages one after the other, 30 ms of the loudspeaker.")
    heard = [turn.timings for turn in turns if "voice_to_voice" in turn.timings]
    return Report(
        "real",
        mind,
        conditions,
        tuple(metrics),
        tables=tuple(tables),
        notes=tuple(notes),
        plots=(stages_plot(heard, settings.turn.provisional_ms),) if heard else (),
        headline="recorded_ms",
        keep=False,
        extra={"turns": [turn.as_json() for turn in turns], "word_error_rate": wrong, "unanswered": list(unanswered)},
    )


def measure(mind: str, args: argparse.Namespace, folder: Path) -> Report:
    """Measures one mind. Raises UserError."""
    opener = args.opener if mind != STARTER else None
    settings = settings_for(mind, args.shapes or folder, opener, args.reply or ())
    count = args.turns + WARM_UP
    if args.questions:
        found = recorded(args.questions)
        questions = [found[number % len(found)] for number in range(count)]
    else:
        texts = [*ANSWERS]
        texts = [texts[number % len(texts)] for number in range(count)]
        questions = synthesised([Halting((Part(text, 0),), "en") for text in texts], folder)
    name = Path(mind).name
    ours = {"recogniser": WHISPER, "voice": JOE} | (
        {"opener": f"{Path(opener).name}, random weights"} if opener else {}
    )
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
    peer = session(settings) if args.peer == "naive" else None
    course = asyncio.run(over_the_card(settings, questions, folder, peer))
    if args.timeline:
        for turn in course.turns:
            print(f"\n{turn.question}\n{turn.picture}")
    return report(name, settings, course.turns, course.unanswered, course.peers, conditions.done())


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.real", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mind", default=f"{STARTER},0.6b", help="one or more, with commas (default: %(default)s)")
    parser.add_argument("--questions", type=Path, metavar="FOLDER", help="recorded questions")
    parser.add_argument("--turns", type=int, default=20, metavar="N", help="that count (default: %(default)s)")
    parser.add_argument("--opener", metavar="MIND", help="a small mind for the opening clause: 0.6b, or a GGUF file")
    parser.add_argument("--reply", action="append", metavar="TEXT", help="given to a mind of random weights, in turn")
    parser.add_argument("--timeline", action="store_true", help="print who had the cores, turn by turn")
    parser.add_argument("--peer", choices=("naive", "none"), default="naive", help="beside ours (default: %(default)s)")
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
