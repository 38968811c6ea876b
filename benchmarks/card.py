"""Latency from outside: `python -m benchmarks.card [--turns 10] [--out FILE.json] [models, as in sarai bench turn]`.

A daemon runs in a process of its own on a virtual sound card, whose loudspeaker and microphone are two channels of one
device. A recording tells to the sample when a question ended and when its answer began. Any other assistant can be
measured the same way. With --given the models may have random weights: the settings (`benchmark`) give the daemon its
words.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import yaml

from benchmarks.meter import first_loud, last_loud
from config.load import load
from daemon.bench.harness.conditions import Conditions
from daemon.bench.turn.measure import add_arguments, chosen
from daemon.bench.turn.pauses import Halting, Part
from daemon.bench.turn.questions import PLAIN, SHORT, Question, recorded, synthesised
from daemon.conversation.latency import percentile
from tests.e2e.house import House
from tests.support.virtual_card import RATE, VirtualCard, read_both


def measured(house: House, question: Question, folder: Path) -> dict[str, Any]:
    """Asks one question; returns voice to voice in ms, as recorded and as the daemon reports it."""
    recording = house.card.record_both(folder / "both.wav")
    done = house.ask(question.wav, within=120)
    timings = house.wait_for("timings")["ms"]
    house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the turn", 60)
    loudspeaker, microphone = read_both(recording.stop())
    heard = (first_loud(loudspeaker) - last_loud(microphone)) / RATE * 1000
    return {"question": question.text, "recorded_ms": heard, "reported": timings, "underruns": done["underruns"]}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.card", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    add_arguments(parser)
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    parser.set_defaults(turns=10)
    args = parser.parse_args()
    settings = chosen(load(), args)
    folder = Path(tempfile.mkdtemp(prefix="sarai-card-bench-"))
    if args.folder:
        found = recorded(args.folder)
        questions = [found[number % len(found)] for number in range(args.warm_up + args.turns)]
    else:
        known = PLAIN[:SHORT] if settings.tier == "embedded" else PLAIN
        texts = [known[number % len(known)] for number in range(args.warm_up + args.turns)]
        questions = synthesised([Halting((Part(text, 0),), "en") for text in texts], folder, args.voice)
    wanted = settings.model_dump(mode="json", exclude_defaults=True)
    if args.given:
        wanted["benchmark"]["transcript"] = [question.text for question in questions]
    conditions = Conditions.here(settings={"backend": "virtual sound card", "turns": args.turns})
    with VirtualCard(one_clock=True) as card, House(folder, card, yaml.safe_dump(wanted)) as house:
        turns = [measured(house, question, folder) for question in questions][args.warm_up :]
    waits = [turn["recorded_ms"] for turn in turns]
    shares = {f"p{share}": percentile(waits, share / 100) for share in (50, 90, 95, 99)}
    report = {"conditions": conditions.done().as_json(), "voice_to_voice_ms": shares, "turns": turns}
    if args.out:
        args.out.write_text(json.dumps(report, indent=1) + "\n")
    for turn in turns:
        own = turn["reported"]["voice_to_voice"]
        print(f"{turn['question']:<50} recorded {turn['recorded_ms']:6.0f} ms, reported {own:6.0f} ms")
    print("recorded, end of speech -> first audible sample: ", end="")
    print(", ".join(f"{name.upper()} {value:.0f} ms" for name, value in shares.items()))


if __name__ == "__main__":
    main()
