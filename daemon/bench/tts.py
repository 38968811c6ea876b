"""Measures voices: the time to the first sound of a clause or a sentence, speaking as a share of real time, memory."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence

from config.texts import N_, _
from daemon.bench.harness.engines import Engine, engines
from daemon.bench.harness.report import BenchError, Report
from daemon.bench.harness.rounds import Figure, Found, Side, conditions_of, measure, report
from daemon.bench.harness.subjects import Chosen, add_compare, add_iterations, add_threads, choose, default

HELP = N_("voices: first sound, real-time factor, memory")
CLAUSES = {
    "en": ("Yes, it will rain.", "Let me see now.", "That is quite far.", "About three hours."),
    "es": ("Sí, va a llover.", "Vamos a ver.", "Eso está lejos.", "Unas tres horas."),
}
"""First clauses of replies, like those that the mind is asked to begin with."""
SENTENCES = {
    "en": (
        "The nearest station is ten minutes on foot, and the next train leaves at a quarter past nine.",
        "A fjord is a long and narrow arm of the sea, cut into the rock by a glacier long ago.",
    ),
    "es": (
        "La estación más cercana está a diez minutos a pie, y el próximo tren sale a las nueve y cuarto.",
        "Un fiordo es un brazo de mar largo y estrecho, abierto en la roca por un glaciar hace mucho tiempo.",
    ),
}
FIGURES = {
    "first_audio_ms": Figure("ms", N_("clause -> first sound")),
    "sentence_first_audio_ms": Figure("ms", N_("sentence -> first sound")),
    "real_time_factor": Figure("", N_("real-time factor")),
    "characters_per_s": Figure(N_("characters/s"), N_("speed"), "higher"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "model", nargs="?", metavar=_("MODEL"), help=_("voice, by catalogue id or file (default: the one you use)")
    )
    parser.add_argument(
        "--language", default="en", choices=sorted(CLAUSES), help=_("language spoken (default: %(default)s)")
    )
    parser.add_argument(
        "--text", metavar=_("TEXT"), help=_("say this instead of the clauses and sentences that are built in")
    )
    add_compare(parser, _("voices"))
    add_iterations(parser, 10)
    add_threads(parser)


def run(args: argparse.Namespace) -> Report:
    from config.load import load

    if args.model and args.compare:
        raise BenchError(_("MODEL and --compare exclude each other: name both voices after --compare"))
    if args.text is not None and not any(letter.isalnum() for letter in args.text):
        raise BenchError(_("--text: there is nothing in it that could be spoken"))
    settings = load(args.config)
    names = args.compare or [args.model or default("voice", settings)]
    return asyncio.run(_run(args, [choose("voice", name, settings, args.threads) for name in names]))


async def _run(args: argparse.Namespace, chosen: Sequence[Chosen]) -> Report:
    conditions = conditions_of(chosen, rounds=args.iterations, language=args.language)
    clauses = (args.text,) if args.text else CLAUSES[args.language]
    sentences = () if args.text else SENTENCES[args.language]
    async with engines(*(each.spec for each in chosen)) as loaded:
        for engine in loaded:
            spoken = engine.worker.facts.get("languages", ())
            if args.language not in spoken:
                raise BenchError(
                    _(
                        "{name} speaks {spoken}: choose with --language",
                        name=engine.name,
                        spoken=_(" and ").join(spoken),
                    )
                )
        mouths = [Mouth(engine, args.language, clauses, sentences) for engine in loaded]
        sides = [Side(each.name, mouth.engine, mouth.say_all) for each, mouth in zip(chosen, mouths, strict=True)]
        await measure(sides, warm_up=args.warm_up, iterations=args.iterations, title=_("speaking"))
        return report("tts", sides, FIGURES, conditions, headline="first_audio_ms")


class Mouth:
    """A loaded voice that is measured."""

    def __init__(self, engine: Engine, language: str, clauses: Sequence[str], sentences: Sequence[str]) -> None:
        self.engine = engine
        self._language = language
        self._texts = [(text, "first_audio_ms") for text in clauses]
        self._texts += [(text, "sentence_first_audio_ms") for text in sentences]

    async def say_all(self) -> Found:
        found: dict[str, list[float]] = {name: [] for name in FIGURES}
        for text, figure in self._texts:
            first, whole, seconds = await self._say(text)
            found[figure].append(first * 1000)
            found["real_time_factor"].append(whole / seconds)
            found["characters_per_s"].append(len(text) / whole)
        return found

    async def _say(self, text: str) -> tuple[float, float, float]:
        """Returns the seconds until the first sound, until the last, and of the sound when it is played."""
        samples, rate, first = 0, 1, 0.0
        began = time.perf_counter()
        async with self.engine.worker.ask("speak", text=text, language=self._language, speed=1.0) as request:
            async for frame in request:
                first = first or time.perf_counter() - began
                samples, rate = samples + len(frame.payload) // 2, int(frame.head["rate"])
        if not samples:
            raise BenchError(_("{name} made no sound of {text!r}", name=self.engine.name, text=text))
        return first, time.perf_counter() - began, samples / rate
