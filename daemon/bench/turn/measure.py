"""Measures whole spoken turns in real time, from the acoustic end of a question to the answer's first audible sample.

The daemon hears questions from files through the true pipeline (microphone, endpointing, recogniser, mind, voice,
loudspeaker). The questions are synthesised, or lie in a folder as NAME.wav with the words in NAME.txt. With --halting
some of the synthesised questions have pauses inside them, and the report counts how often their speaker is cut off.

With --given the models may have random weights (`python -m benchmarks.shapes` writes them): they do all their work, and
given words replace their output.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.settings import Benchmark, Settings
from config.texts import N_, _
from daemon.bench.harness.report import BenchError, Report
from daemon.bench.turn import report
from daemon.bench.turn.pauses import Halting, Part, halting
from daemon.bench.turn.questions import PLAIN, SHORT, Question, recorded, synthesised

HELP = N_("spoken turns: voice to voice, stage by stage, cut-offs, CPU time")
REPLIES = (
    "It is a little longer, because there are several things to say about it, and each of them is worth a sentence of its "
    "own.",
    "That is a good question, since hardly anybody knows the answer by heart, but you can find it in any larger book about "
    "the subject.",
    "As far as I know, it is true, although it depends on the year and on the place, so you had better look again before "
    "you tell it to your friends.",
    "I would say an hour, if you begin early in the morning and take the road along the river instead of the one over the "
    "hills.",
)
"""Answers of a mind with random weights. Each has at least 25 tokens, at least 5 of them in the first clause."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, help=_("recorded questions: NAME.wav with NAME.txt beside it"))
    parser.add_argument(
        "--turns",
        type=_count,
        default=20,
        metavar=_("N"),
        help=_("questions without a pause (default: %(default)s)"),
    )
    parser.add_argument(
        "--halting",
        type=_none_or_more,
        default=0,
        metavar=_("N"),
        help=_("questions with pauses inside (default: %(default)s)"),
    )
    parser.add_argument(
        "--warm-up",
        type=_none_or_more,
        default=1,
        metavar=_("N"),
        help=_("turns before, not counted (default: %(default)s)"),
    )
    parser.add_argument("--tier", choices=("fast", "embedded"), help=_("the way of answering (default: the settings')"))
    parser.add_argument("--stt", metavar=_("ID"), help=_("recogniser of the fast tier: catalogue id, or folder"))
    parser.add_argument("--llm", metavar=_("ID"), help=_("mind of the fast tier: catalogue id, or GGUF"))
    parser.add_argument("--tts", metavar=_("ID"), help=_("voice of the fast tier: catalogue id, or Piper's .onnx"))
    parser.add_argument(
        "--opener", metavar=_("ID"), help=_("a small mind for the opening clause: catalogue id, or GGUF")
    )
    parser.add_argument("--short-window", action="store_true", help=_("Whisper encodes what was said instead of 30 s"))
    parser.add_argument("--given", action="store_true", help=_("random weights: given words replace what comes out"))
    parser.add_argument(
        "--naive", action="store_true", help=_("in turn with them, the same engines one after the other")
    )
    parser.add_argument(
        "--no-speculation", action="store_true", help=_("begin to work when the turn is over, not before")
    )
    parser.add_argument("--cost", action="store_true", help=_("the same again without speculation, for its CPU time"))
    parser.add_argument(
        "--voice", default="rms", help=_("flite's voice for synthesised questions (default: %(default)s)")
    )
    parser.add_argument("--seed", type=int, default=1, help=_("of the pauses (default: %(default)s)"))


def run(args: argparse.Namespace) -> Report:
    from config.load import load

    settings = chosen(load(args.config), args)
    with TemporaryDirectory(prefix="sarai-bench-") as folder:
        return asyncio.run(measure(settings, args, gather(args, Path(folder), settings)))


def chosen(settings: Settings, args: argparse.Namespace) -> Settings:
    """Returns the settings with the changes that the command line asks for. Raises BenchError."""
    given = {"recogniser": args.stt, "mind": args.llm, "voice_en": args.tts, "voice_es": args.tts}
    fast: dict[str, Any] = {name: _absolute(value) for name, value in given.items() if value}
    if args.opener:
        fast["opener"] = _absolute(args.opener)
    if args.short_window:
        fast["short_window"] = True
    changed: dict[str, Any] = {"fast": settings.fast.model_copy(update=fast)}
    tier = args.tier or ("fast" if fast or args.given else None)
    if tier:
        changed["tier"] = tier
    if args.given:
        if tier == "embedded":
            raise BenchError(_("--given is about the fast tier: leave out --tier embedded"))
        changed["benchmark"] = Benchmark(transcript=["what is this about"], reply=list(REPLIES))
    if args.no_speculation:
        changed["turn"] = settings.turn.model_copy(update={"max_speculations": 0})
    return settings.model_copy(update=changed)


def gather(args: argparse.Namespace, folder: Path, settings: Settings) -> list[Question]:
    """Returns the questions in the order of asking, those for warming up first. Raises BenchError."""
    if args.folder is not None:
        if args.halting:
            raise BenchError(
                _(
                    "--halting {halting} puts pauses into synthesised questions, and those in {folder} "
                    "are recorded: leave out one of the two",
                    halting=args.halting,
                    folder=args.folder,
                )
            )
        found = recorded(args.folder)
        return [found[number % len(found)] for number in range(args.warm_up + args.turns)]
    known = PLAIN[:SHORT] if settings.tier == "embedded" else PLAIN
    plain = [Halting((Part(known[number % len(known)], 0),), "en") for number in range(args.warm_up + args.turns)]
    return synthesised([*plain, *halting(args.halting, args.seed)], folder, args.voice)


async def measure(settings: Settings, args: argparse.Namespace, questions: Sequence[Question]) -> Report:
    from daemon.bench.harness.render import progress
    from daemon.bench.turn import naive as turn_naive
    from daemon.bench.turn.session import Turned, session
    from daemon.conversation.dialogue import Dialogue

    conditions = report.conditions_of(settings, args)
    turns: list[Turned] = []
    naive: list[turn_naive.Naive] = []
    ram: list[float] = []
    async with session(settings) as now:
        dialogue = Dialogue(settings.history.voice_tokens)
        tier = now.daemon.selection.tier
        with progress(_("speaking"), len(questions)) as advance:
            for number, question in enumerate(questions):
                turned = await now.ask(question)
                if number >= args.warm_up:
                    turns.append(turned)
                    ram.append(now.ram_gb())
                if args.naive and not question.halting:
                    found = await turn_naive.ask(now, question, dialogue)
                    naive += [found] if number >= args.warm_up else []
                advance()
    without: list[Turned] = []
    if args.cost:
        bare = replace_speculation(settings)
        async with session(bare) as now:
            for number, question in enumerate(each for each in questions if not each.halting):
                turned = await now.ask(question)
                without += [turned] if number >= args.warm_up else []
    return replace(
        report.report(settings, turns, naive, without, ram, conditions.done()),
        tier=None if args.given else tier,
        keep=not (args.given or args.no_speculation),
        subject=report.subject(settings, tier),
    )


def replace_speculation(settings: Settings) -> Settings:
    """Returns the settings with speculation turned off, so that no work begins before it is needed."""
    return settings.model_copy(update={"turn": settings.turn.model_copy(update={"max_speculations": 0})})


def _absolute(value: str) -> str:
    return str(Path(value).resolve()) if "/" in value or Path(value).exists() else value


def _count(text: str) -> int:
    number = _none_or_more(text)
    if number < 1:
        raise argparse.ArgumentTypeError(_("{text} is no number of turns", text=text))
    return number


def _none_or_more(text: str) -> int:
    if not text.isdecimal() or int(text) > 100_000:
        raise argparse.ArgumentTypeError(_("{text} is no number of turns", text=text))
    return int(text)
