"""Lists every floor and ceiling that the project has set itself, and whether this machine's kept results hold them.

It measures nothing itself: run the benchmark named in a row, then ask again. The exit code is 1 when any figure is red.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.texts import N_, _
from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.report import Better, Report, Table, TargetVerdict, number
from daemon.routing.measured import Kept, results, subject_of

HELP = N_("every floor and ceiling, with measured, red or not measured")


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table."""

    title: str
    metric: str
    limit: float
    unit: str
    command: str
    """The command that measures it."""
    benches: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    """Models that the goal is about; empty: any."""
    better: Better = "lower"
    share: str = "p50"
    tier: str | None = None
    """The tier that the goal is about; None: any."""

    def about(self, result: Kept) -> bool:
        return (
            result.bench in self.benches
            and (not self.subjects or result.subject in self.subjects)
            and (self.tier is None or result.tier == self.tier)
            and result.value(self.metric, self.share) is not None
        )


def _first_token(limit: float, share: str) -> Goal:
    return Goal(
        N_("text: first token"), "first_token_ms", limit, "ms", "sarai bench llm", ("llm",), ("resident",), share=share
    )


def _first_audio(limit: float, share: str) -> Goal:
    return Goal(
        N_("audio engine: first audio"),
        "engine_first_audio_ms",
        limit,
        "ms",
        "sarai bench omni",
        ("omni",),
        share=share,
    )


GOALS: tuple[Goal, ...] = (
    Goal(
        N_("memory of everything loaded"),
        "total_ram_gb",
        12,
        "GB",
        "sarai bench turn",
        ("turn",),
        share="p99",
        tier="fast",
    ),
    Goal(
        N_("expert: generation"),
        "tokens_per_s",
        3,
        "tokens/s",
        "sarai bench llm expert",
        ("llm",),
        ("expert",),
        "higher",
    ),
    Goal(N_("tiny: generation"), "tokens_per_s", 8, "tokens/s", "sarai bench llm tiny", ("llm",), ("tiny",), "higher"),
    Goal(
        N_("resident: generation"), "tokens_per_s", 7, "tokens/s", "sarai bench llm", ("llm",), ("resident",), "higher"
    ),
    Goal(
        N_("resident: beside a bare loop"),
        "ratio_to_bare",
        0.95,
        "",
        "sarai bench llm --bare",
        ("llm",),
        ("resident",),
        "higher",
    ),
    _first_token(300, "p50"),
    _first_token(400, "p90"),
    _first_token(500, "p99"),
    Goal(N_("voice turn"), "voice_to_voice_ms", 2000, "ms", "sarai bench turn", ("turn",), tier="fast"),
    _first_audio(240, "p50"),
    _first_audio(300, "p90"),
    _first_audio(400, "p99"),
    Goal(N_("audio engine: rate"), "inferences_per_s", 4, "inferences/s", "sarai bench omni", ("omni",), (), "higher"),
    Goal(N_("audio engine: memory"), "peak_mb", 4000, "MB", "sarai bench omni", ("omni",)),
)
"""The project's own aims. A result holds a ceiling at or below the limit, and a floor at or above it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(args: argparse.Namespace) -> Report:
    from config.load import load

    return judge(results(), subject_of(load(args.config).fast.mind))


def judge(kept: Sequence[Kept], resident: str) -> Report:
    """Builds the table from the newest result for each goal.

    `resident`: the mind that stays loaded, by the name under which its results are kept.
    """
    rows, verdicts, goals = [], [], []
    for goal in GOALS:
        found = [result for result in kept if _named(goal, resident).about(result)]
        sign = "<=" if goal.better == "lower" else ">="
        aim = f"{goal.share.upper()} {sign} {number(goal.limit)} {_(goal.unit)}"
        value = found[-1].value(goal.metric, goal.share) if found else None
        goals.append(
            {"goal": goal.title, "limit": goal.limit, "unit": goal.unit, "better": goal.better, "value": value}
        )
        if value is None:
            rows.append((_(goal.title), aim, "-", _("not measured"), goal.command))
            continue
        verdict = TargetVerdict(goal.title, _SHARES[goal.share], goal.limit, value, goal.unit, goal.better)
        verdicts.append(verdict)
        what = f"{found[-1].subject}, {found[-1].when[:10]}"
        told = _("measured") if verdict.met else _("RED")
        rows.append((_(goal.title), aim, f"{number(value)} {_(goal.unit)}", told, what))
    left = len(GOALS) - len(verdicts)
    red = sum(not verdict.met for verdict in verdicts)
    return Report(
        "kpi",
        _("{held} held, {red} red, {left} not measured", held=len(verdicts) - red, red=red, left=left),
        Conditions.here(),
        tables=(Table(_("Floors and ceilings"), ("", _("aim"), _("here"), "", _("by")), tuple(rows)),),
        verdicts=tuple(verdict for verdict in verdicts if not verdict.met),
        keep=False,
        extra={"goals": goals},
    )


_SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}


def _named(goal: Goal, resident: str) -> Goal:
    """Returns the goal with the subject `resident` replaced by the model that the settings name."""
    return replace(goal, subjects=tuple(resident if name == "resident" else name for name in goal.subjects))
