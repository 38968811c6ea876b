"""The report of `sarai bench turn`: stages of each turn, cut-offs, gaps, CPU time, and the naive pipeline beside it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import Settings
from config.texts import N_, _
from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.plots import stacked_bars
from daemon.bench.harness.report import Metric, Plot, Report, Table, number
from daemon.conversation.latency import METRICS, percentile
from daemon.routing.on_disk import facts_on_disk
from daemon.tiers.kit import whisper_window
from models.store.places import places_here

if TYPE_CHECKING:
    from daemon.bench.turn.naive import Naive
    from daemon.bench.turn.session import Turned

LABELS = {
    "endpoint": N_("pause that ended the turn"),
    "stt": N_("pause noticed -> words"),
    "first_token": N_("pause noticed -> first token"),
    "first_clause": N_("pause noticed -> first clause"),
    "engine_first_audio": N_("pause noticed -> first audio made"),
    "voice_to_voice": N_("end of speech -> first audible sample"),
}
STAGES = (("stt", N_("recognition")), ("first_token", N_("first token")), ("first_clause", N_("first clause")))
PACKAGES = ("llama-cpp-python", "faster-whisper", "ctranslate2", "piper-tts", "onnx-asr", "onnxruntime", "pocketsphinx")


def conditions_of(settings: Settings, args: argparse.Namespace) -> Conditions:
    chosen = settings.fast
    models = {N_("recogniser"): chosen.recogniser, N_("mind"): chosen.mind, N_("voice"): chosen.voice_en}
    if chosen.opener:
        models[N_("opener")] = chosen.opener
    if settings.tier == "embedded":
        way = facts_on_disk(settings, places_here(tuple(settings.models.folders))).tiers["embedded"]
        ears, mind, voice = way.engines("en")
        models = {"recogniser": ears, "mind": mind, "voice": voice}
    turn = settings.turn
    return Conditions.here(
        packages=PACKAGES,
        models={role: Path(name).name if "/" in name else name for role, name in models.items()},
        threads=settings.compute.threads or 0,
        settings={
            "backend": "wav, real time",
            "whisper_window": _window(settings),
            "words": "given" if args.given else "as recognised",
            "turns": args.turns,
            "halting": args.halting,
            "speculations": turn.max_speculations,
            "pauses_ms": f"{turn.complete_ms}/{turn.likely_ms}/{turn.unsure_ms}/{turn.incomplete_ms}",
        },
    )


def _window(settings: Settings) -> str:
    return whisper_window(settings.fast.short_window, settings.fast.recogniser)


def subject(settings: Settings, tier: str) -> str:
    return f"{tier}: {Path(settings.fast.mind).name}" if tier == "fast" else tier


def report(
    settings: Settings,
    turns: Sequence[Turned],
    naive: Sequence[Naive],
    without: Sequence[Turned],
    ram: Sequence[float],
    conditions: Conditions,
) -> Report:
    """Builds the report: figures of the turns without a pause in the question, and cut-offs of the turns with one."""
    fluent = [turn for turn in turns if not turn.question.halting]
    answered = [turn for turn in fluent if "voice_to_voice" in turn.timings]
    metrics = [
        Metric(
            f"{name}_ms", "ms", tuple(turn.timings[name] for turn in fluent if name in turn.timings), label=LABELS[name]
        )
        for name in METRICS
        if any(name in turn.timings for turn in fluent)
    ]
    gaps = [gap for turn in answered for gap in turn.gaps_ms]
    if gaps:
        metrics.append(Metric("gap_ms", "ms", tuple(gaps), label=N_("silence between clauses")))
    if answered:
        metrics.append(Metric("cpu_s", "s", tuple(turn.cpu_s for turn in answered), label=N_("CPU time of a turn")))
    if ram:
        metrics.append(Metric("total_ram_gb", "GB", tuple(ram), label=N_("private memory of all processes")))
    if naive:
        metrics.append(
            Metric(
                "naive_voice_to_voice_ms",
                "ms",
                tuple(each.voice_to_voice for each in naive),
                label=N_("naive: end of speech -> first audible sample"),
            )
        )
    tables = [_counts(turns, answered)]
    notes: list[str] = []
    if naive and answered:
        tables.append(_naive_table(naive, answered))
    if without and answered:
        tables.append(_cost_table(answered, without))
    unanswered = len(fluent) - len(answered)
    if unanswered:
        named = ", ".join(_unheard(fluent))
        notes.append(_("Questions that were not answered aloud: {count} ({named})", count=unanswered, named=named))
    return Report(
        "turn",
        "",
        conditions,
        tuple(metrics),
        tables=tuple(tables),
        notes=tuple(notes),
        plots=(stages_plot([turn.timings for turn in answered], settings.turn.provisional_ms),) if answered else (),
        headline="voice_to_voice_ms",
        extra={"turns": [as_json(turn) for turn in turns]},
    )


def as_json(turn: Turned) -> dict[str, object]:
    return {
        "question": turn.question.text,
        "heard": turn.heard,
        "reply": turn.reply,
        "timings_ms": turn.timings,
        "gaps_ms": [round(gap, 1) for gap in turn.gaps_ms],
        "cpu_s": round(turn.cpu_s, 2),
        "underruns": turn.underruns,
        "stale": turn.stale,
        "pauses": turn.question.halting,
        "judged_early": turn.judged_early,
        "cut_off": turn.cut_off,
        "problem": turn.problem,
    }


def median(values: Iterable[float]) -> float:
    """Returns P50 as all reports define it, which is always a value that was measured."""
    return percentile(values, 0.5)


def _unheard(turns: Sequence[Turned]) -> list[str]:
    return [turn.question.wav.stem for turn in turns if "voice_to_voice" not in turn.timings][:8]


def _counts(turns: Sequence[Turned], answered: Sequence[Turned]) -> Table:
    paused = [turn for turn in turns if turn.question.halting]
    rows = [
        (_("turns answered"), _("{count} of {all}", count=len(answered), all=len(turns) - len(paused))),
        (_("stale replies heard"), str(sum(turn.stale for turn in turns))),
        (_("underruns after the first audio"), str(sum(turn.underruns for turn in turns))),
    ]
    gaps = [gap for turn in answered for gap in turn.gaps_ms]
    if gaps:
        rows.append((_("silence between clauses, P95"), f"{number(percentile(gaps, 0.95))} ms"))
    if paused:
        cut, early = sum(turn.cut_off for turn in paused), sum(turn.judged_early for turn in paused)
        rows += [
            (_("speakers cut off: answered aloud in a pause"), _share(cut, len(paused))),
            (_("turns taken for over in a pause, heard or not"), _share(early, len(paused))),
        ]
    return Table(_("Counted"), (_("what"), _("how often")), tuple(rows))


def _share(count: int, whole: int) -> str:
    return _("{count} of {all} ({share:.1%})", count=count, all=whole, share=count / whole)


def _naive_table(naive: Sequence[Naive], answered: Sequence[Turned]) -> Table:
    ours = median(turn.timings["voice_to_voice"] for turn in answered)
    theirs = median(each.voice_to_voice for each in naive)
    stages = " + ".join(
        f"{name} {number(median(getattr(each, name) for each in naive))}" for name in ("stt", "llm", "tts")
    )
    rows = (
        (_("this pipeline, P50"), f"{number(ours)} ms"),
        (
            _("naive, P50"),
            _("{time} ms: a pause of 800, {stages}, loudspeaker 30", time=number(theirs), stages=stages),
        ),
        (_("ratio"), f"{theirs / ours:.2f}"),
    )
    return Table(_("The same engines one after the other"), (_("what"), _("voice to voice")), rows)


def _cost_table(answered: Sequence[Turned], without: Sequence[Turned]) -> Table:
    ahead = median(turn.cpu_s for turn in answered)
    bare = median(turn.cpu_s for turn in without)
    waits = [turn.timings["voice_to_voice"] for turn in without if "voice_to_voice" in turn.timings]
    rows = (
        (_("CPU time of a turn, P50"), f"{number(ahead)} s"),
        (
            _("without working ahead"),
            f"{number(bare)} s" + (_(", voice to voice {time} ms", time=number(median(waits))) if waits else ""),
        ),
        (_("ratio"), f"{ahead / bare:.2f}" if bare else "-"),
    )
    return Table(_("What working ahead costs"), (_("what"), _("how much")), rows)


def stages_plot(timings: Sequence[Mapping[str, float]], provisional: float) -> Plot:
    """Draws each turn as a bar: the stages of the time from the end of the speech to the first sound."""
    shown = timings[:40]
    names = [
        _("pause noticed"),
        *(_(label) for _name, label in STAGES),
        _("first audio"),
        _("waiting for the turn's end, loudspeaker"),
    ]
    stages: dict[str, list[float]] = {name: [] for name in names}
    for turn in shown:
        whole, at = turn["voice_to_voice"], 0.0
        ends = [provisional]
        for name in (*(name for name, _label in STAGES), "engine_first_audio"):
            ends.append(provisional + turn.get(name, 0.0))
        for label, end in zip(names, [*ends, whole], strict=True):
            until = min(max(at, end), whole)
            stages[label].append(until - at)
            at = until
    labels = [str(index + 1) for index in range(len(shown))]
    drawn: dict[str, Sequence[float]] = dict(stages)
    return stacked_bars("stages", _("From the end of the speech to the first sound"), "ms", labels, drawn)
