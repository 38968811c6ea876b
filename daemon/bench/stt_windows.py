"""Whisper's two windows, in turn: the 30 s it was trained on, and one as short as the speech. How much sooner are the words
known, and are they the same? By the answer `fast.short_window: auto` goes."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from daemon.bench.harness.engines import engines
from daemon.bench.harness.report import BenchError, Metric, Report, Table
from daemon.bench.harness.rounds import Side, conditions_of, measure, report
from daemon.bench.harness.subjects import Chosen, choose, default
from daemon.bench.listeners import FIGURES, Understood, listeners
from daemon.bench.recordings import Recording, gather, plain
from daemon.routing.short_window import BENCH, FEWEST, ears_of
from daemon.tiers.specs import EARS

LONGEST = 29.0
"""Seconds: to longer speech the short window is as long as the other."""
_WHOLE, _SHORT = "30 s window", "short window"
_SILENCE: Understood = ("", "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the comparison found."""

    utterances: int
    """In which words were understood; silence proves nothing."""
    changed: tuple[tuple[str, str, str], ...] = ()
    """Recording, words in the whole window, words in the short one: those that differ."""

    def kept(self, language: str | None) -> bool:
        """Whether it is a verdict. One difference is enough for a no; a yes needs many utterances, and the recogniser must
        have found out their language, as it does while people talk."""
        return bool(self.changed) or (self.utterances >= FEWEST and language is None)

    def told(self, name: str, language: str | None) -> str:
        """The verdict in one line."""
        if self.changed:
            return f"The short window changes words: with `fast.short_window: auto`, {name} does without it."
        if self.utterances < FEWEST:
            few = f"{self.utterances} utterances with words in them are too few"
            return f"No verdict: {few}. Name at least {FEWEST} recordings, best of your own voice."
        if language is not None:
            return "No verdict: --language hides whether the language is still found out. Leave it out."
        same = f"All {self.utterances} utterances were understood alike"
        return f"{same}: with `fast.short_window: auto`, {name} takes the short window from the daemon's next start."


def run(args: argparse.Namespace) -> Report:
    """Of `sarai bench stt --windows`."""
    from config.load import load

    if args.compare or args.snr or args.noise:
        raise BenchError("--windows compares the windows of one recogniser: leave out --compare, --snr and --noise")
    settings = load(args.config)
    chosen = choose("recogniser", args.model or default("recogniser", settings), settings, args.threads)
    if chosen.spec.factory != EARS:
        raise BenchError(f"{chosen.name} is no Whisper model, and --windows is about those: name one with --model")
    recordings = gather(args.audio)
    short = [each for each in recordings if each.seconds <= LONGEST]
    if not short:
        raise BenchError(f"all recordings are longer than {LONGEST:.0f} s, where the windows are the same: cut them")
    notes = [
        f"Left out, for it is longer than {LONGEST:.0f} s: {each.name}" for each in recordings if each not in short
    ]
    return asyncio.run(_run(args, chosen, short, notes))


def outcome(
    names: Sequence[str], whole: Sequence[Sequence[Understood]], short: Sequence[Sequence[Understood]]
) -> Outcome:
    """What changed, and in how many utterances there were words. `whole`, `short`: of each round what was understood of
    each recording. Only words count and the language they were taken for, as the reply is spoken in it. Pure."""
    utterances, changed = 0, []
    for at, name in enumerate(names):
        both = [[each[at] for each in rounds] for rounds in (whole, short)]
        found = {_what_counts(each) for side in both for each in side}
        utterances += found != {_SILENCE}
        if len(found) > 1:
            changed.append((name, _shown(both[0]), _shown(both[1])))
    return Outcome(utterances, tuple(changed))


def _what_counts(heard: Understood) -> Understood:
    words = plain(heard[0])
    return (words, heard[1]) if words else _SILENCE


async def _run(args: argparse.Namespace, chosen: Chosen, recordings: Sequence[Recording], notes: list[str]) -> Report:
    conditions = conditions_of(
        [chosen],
        rounds=args.iterations,
        recordings=len(recordings),
        audio=f"{sum(each.seconds for each in recordings):.1f} s",
        language=args.language or "found out",
        ears=ears_of(Path(str(chosen.spec.arguments["path"]))),
    )
    specs = [
        replace(chosen.spec, arguments={**chosen.spec.arguments, "short_window": short}) for short in (False, True)
    ]
    async with engines(*specs) as loaded:
        ears = listeners(loaded, args.language)
        sides = [
            Side(name, one.engine, partial(one.hear_all, recordings))
            for name, one in zip((_WHOLE, _SHORT), ears, strict=True)
        ]
        await measure(sides, warm_up=args.warm_up, iterations=args.iterations, title="recognising")
        found = outcome([each.name for each in recordings], ears[0].heard, ears[1].heard)
        table = Table("Understood differently", ("recording", _WHOLE, _SHORT), found.changed)
        compared = report(
            BENCH,
            sides,
            FIGURES,
            conditions,
            tables=(table,) if found.changed else (),
            notes=(*notes, found.told(chosen.name, args.language)),
            headline="final_ms",
        )
    metrics = (
        Metric("utterances", "", (found.utterances,), "higher", "utterances with words"),
        Metric("changed", "", (len(found.changed),), label="of these understood differently"),
    )
    return replace(compared, subject=chosen.name, metrics=metrics, keep=found.kept(args.language))


def _shown(heard: Sequence[Understood]) -> str:
    """Each thing that was understood, once."""
    return " | ".join(dict.fromkeys(f"{language}: {text}" if text else "nothing" for text, language in heard))
