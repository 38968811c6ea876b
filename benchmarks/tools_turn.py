"""What 20 connected tools cost a turn of talk, voice to voice: `python -m benchmarks.tools_turn [--mind 0.6b]`.

Two daemons, each on a virtual sound card of its own, hear the same questions in turn: one without tools, one with the 20 of
tests/data/choice at servers over stdio and `tools.chosen_by: mind`. Whisper base hears, Piper's Joe speaks, flite asks; the
mind has random weights of that shape and computes the replies given to it (see benchmarks.real). Prints, for questions
that the rule before the mind lets pass and for some that cost a look, the medians of the wait as recorded and of the
daemon's own figures, and the median of the differences, pair by pair.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import yaml

from benchmarks.real import Turn, ask, settings_for
from benchmarks.spoken_tools import READ
from config.paths import data_home
from config.settings import Settings
from daemon.actions.asking import may_ask
from daemon.bench.turn.pauses import Halting, Part
from daemon.bench.turn.questions import Question, synthesised
from daemon.routing.recommended import places_for
from tests.e2e.house import House
from tests.support import tool_servers
from tests.support.choice_set import tools
from tests.support.virtual_card import VirtualCard

TALK = (
    "what is the capital of france",
    "what is the tallest animal in the world",
    "why is the sky blue",
    "how does a refrigerator work",
    "who was the first person on the moon",
)
LOOKED_AT = ("can you help me with my homework", "i need some good advice about my garden")
"""Talk that the rule before the mind takes for possible requests."""
REPLIES = (
    "Sure, the keys are in the kitchen. Is there anything else that you would like to know?",
    "Well, that depends on the time of the year. In spring the days are mild and the nights are cold.",
    "That takes about three hours by train. By car it is half an hour more, if the roads are free.",
)
"""Of the mind with random weights."""
STAGES = ("first_token", "first_clause", "engine_first_audio", "voice_to_voice")
READY_WITHIN = 120.0
"""Seconds that the mind has for reading the tools' texts."""


def house(settings: Settings, folder: Path, servers: dict[str, Any], stack: contextlib.ExitStack) -> House:
    """Returns a daemon on a card of its own, with these servers of tools."""
    folder.mkdir()
    card = stack.enter_context(VirtualCard(one_clock=True))
    given = settings.model_dump(mode="json", exclude_defaults=True)
    if servers:
        given["tools"] = {"servers": servers, "chosen_by": "mind"}
    found = House(folder, card, yaml.safe_dump(given))
    found.env["XDG_DATA_HOME"] = str(data_home())  # the card's home is an empty one
    found.env["HF_HUB_CACHE"] = str(places_for(settings).hub_cache)
    found.env["PYTHONPATH"] = str(Path.cwd())
    return stack.enter_context(found)


def print_pairs(name: str, without: Sequence[Turn], with_tools: Sequence[Turn]) -> None:
    print(f"{name}: {len(without)} pairs; milliseconds")
    rows = {"as recorded": [(a.waited, b.waited) for a, b in zip(without, with_tools, strict=True)]}
    for stage in STAGES:
        rows[stage] = [
            (a.timings[stage], b.timings[stage])
            for a, b in zip(without, with_tools, strict=True)
            if stage in a.timings and stage in b.timings
        ]
    for row, pairs in rows.items():
        if len(pairs) > 1:
            differences = [b - a for a, b in pairs]
            low, _, high = quantiles(differences, n=4)
            print(
                f"  {row:20} without {median(a for a, _ in pairs):6.0f}, with {median(b for _, b in pairs):6.0f}, "
                f"difference {median(differences):+6.0f} (quartiles {low:+.0f} to {high:+.0f})"
            )


def asked_of(folder: Path, rounds: int) -> list[Question]:
    texts = [text for _ in range(rounds) for text in (*TALK, *LOOKED_AT)]
    return synthesised([Halting((Part(text, 0),), "en") for text in (TALK[0], *texts)], folder)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tools_turn",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--mind", default="0.6b", help="a shape, or a GGUF file (default: %(default)s)")
    parser.add_argument("--shapes", type=Path, metavar="DIR", help="keep the files of random weights there")
    parser.add_argument(
        "--rounds", type=int, default=4, metavar="N", help="through all questions (default: %(default)s)"
    )
    args = parser.parse_args()
    for text in TALK:
        assert not may_ask(text, "en", tools()), text
    for text in LOOKED_AT:
        assert may_ask(text, "en", tools()), text
    os.environ["SARAI_HISTORY__KEEP"] = "false"
    servers = {
        name: {"command": [sys.executable, tool_servers.__file__, name], "allow": ["*"]}
        for name in tool_servers.twenty()
    }
    turns: dict[bool, list[Turn]] = {False: [], True: []}
    kinds: list[str] = []
    with tempfile.TemporaryDirectory(prefix="sarai-tools-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        settings = settings_for(args.mind, args.shapes or folder, replies=REPLIES)
        questions = asked_of(folder, args.rounds)
        houses = {
            False: house(settings, folder / "without", {}, stack),
            True: house(settings, folder / "with", servers, stack),
        }
        houses[True].until_true(lambda: READ in houses[True].log.read_text(), "the tools to be read", READY_WITHIN)
        for number, question in enumerate(questions):
            pair = {}
            for has_tools in (False, True) if number % 2 else (True, False):
                try:
                    pair[has_tools] = ask(houses[has_tools], question, folder)
                except AssertionError as err:
                    print(f"not answered: {question.text}: {err}", file=sys.stderr)
            if number and len(pair) == 2:  # the first one warms up
                kinds.append("look" if question.text in LOOKED_AT else "talk")
                for has_tools, turn in pair.items():
                    turns[has_tools].append(turn)
    for kind, told in (("talk", "Talk that costs no look"), ("look", "Talk that the mind looks at")):
        chosen = [number for number, each in enumerate(kinds) if each == kind]
        print_pairs(told, [turns[False][each] for each in chosen], [turns[True][each] for each in chosen])


if __name__ == "__main__":
    main()
