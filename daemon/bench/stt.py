"""Measures recognisers: the time from the last sample to the words, recognition as a share of real time, memory, and
the word error rate where a transcript stands beside the audio (question.wav, question.txt).

Without audio it uses the project's own recorded questions.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from config.texts import N_, _
from daemon.bench.harness.engines import engines
from daemon.bench.harness.report import BenchError, Report, Table, number
from daemon.bench.harness.rounds import Side, conditions_of, measure, report
from daemon.bench.harness.subjects import Chosen, add_compare, add_iterations, add_threads, choose, default
from daemon.bench.listeners import FIGURES, Ears, listeners
from daemon.bench.recordings import Recording, gather, in_noise, levels

HELP = N_("recognisers: latency, real-time factor, memory, word errors, also in noise")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("audio", nargs="*", type=Path, metavar=_("AUDIO"), help=_("WAV files, or folders of them"))
    parser.add_argument(
        "--model", metavar=_("ID"), help=_("recogniser, by catalogue id or folder (default: the one you use)")
    )
    parser.add_argument("--language", metavar=_("CODE"), help=_("language spoken (default: the recogniser finds out)"))
    parser.add_argument(
        "--snr", metavar=_("DB,DB"), help=_("also with noise, at these ratios of speech to noise in dB")
    )
    parser.add_argument("--noise", type=Path, metavar=_("WAV"), help=_("the noise (default: pink noise)"))
    add_compare(parser, _("recognisers"))
    add_iterations(parser, 5)
    add_threads(parser)


def run(args: argparse.Namespace) -> Report:
    from config.load import load

    if args.model and args.compare:
        raise BenchError(_("--model and --compare exclude each other: name both models after --compare"))
    settings = load(args.config)
    names = args.compare or [args.model or default("recogniser", settings)]
    chosen = [choose("recogniser", name, settings, args.threads) for name in names]
    recordings = gather(args.audio)
    noisy = {level: [in_noise(each, level, args.noise) for each in recordings] for level in levels(args.snr)}
    return asyncio.run(_run(args, chosen, recordings, noisy))


async def _run(
    args: argparse.Namespace,
    chosen: Sequence[Chosen],
    recordings: Sequence[Recording],
    noisy: Mapping[float, Sequence[Recording]],
) -> Report:
    seconds = sum(each.seconds for each in recordings)
    conditions = conditions_of(
        chosen,
        rounds=args.iterations,
        recordings=len(recordings),
        audio=f"{seconds:.1f} s",
        language=args.language or "found out",
    )
    async with engines(*(each.spec for each in chosen)) as loaded:
        ears = listeners(loaded, args.language)
        sides = [
            Side(each.name, one.engine, partial(one.hear_all, recordings))
            for each, one in zip(chosen, ears, strict=True)
        ]
        await measure(sides, warm_up=args.warm_up, iterations=args.iterations, title=_("recognising"))
        tables = [await _noise_table(chosen, ears, recordings, noisy)] if noisy else []
        notes = [
            _("No transcript beside {name}: no word errors counted.", name=each.name)
            for each in recordings
            if not each.text
        ]
        if not args.audio:
            notes.append(
                _("Heard: the project's own questions. Name recordings of yours for figures that concern you.")
            )
        return report("stt", sides, FIGURES, conditions, tables=tuple(tables), notes=tuple(notes), headline="final_ms")


async def _noise_table(
    chosen: Sequence[Chosen],
    ears: Sequence[Ears],
    recordings: Sequence[Recording],
    noisy: Mapping[float, Sequence[Recording]],
) -> Table:
    rows = []
    for name, mixed in ((_("none"), recordings), *((f"{number(level)} dB", each) for level, each in noisy.items())):
        cells = []
        for one in ears:
            found = await one.hear_all(mixed)
            errors = found.get("word_error_rate")
            wer = f"{errors[0]:.1f} %" if errors else _("no transcripts")
            cells.append(f"{wer}, {sorted(found['final_ms'])[len(mixed) // 2]:.0f} ms")
        rows.append((name, *cells))
    title = _("In noise: word error rate, and median time from the last sample to the words")
    return Table(title, (_("speech above noise"), *(each.name for each in chosen)), tuple(rows))
