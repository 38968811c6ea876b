"""The report of a benchmark: figures with their samples, their conditions, and verdicts on targets. Pure."""

from __future__ import annotations

import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from config.errors import UserError
from config.texts import N_, _
from daemon.bench.harness.conditions import Conditions
from daemon.conversation.latency import percentile

Better = Literal["lower", "higher"]
SCHEMA = 1
"""Version of the JSON that `as_json` returns."""
RESAMPLES = 2000
FEWEST_PAIRS = 5
"""Fewest pairs from which resampling can tell a difference from chance."""


class BenchError(UserError):
    """The benchmark cannot be run as asked. The text is one line for the user: what, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One quantity with every value that was measured."""

    name: str
    """Name for programs, such as "first_token_ms"."""
    unit: str
    """"ms", "s", "MB", "tokens/s", "%", or "" for a ratio."""
    samples: tuple[float, ...]
    """Values in the order of measurement; at least one."""
    better: Better = "lower"
    label: str = ""
    """Name for people, in English; by default made from `name`."""

    def __post_init__(self) -> None:
        if not self.samples:
            raise ValueError(f"{self.name} has no samples")

    @property
    def title(self) -> str:
        return self.label or self.name.removesuffix(f"_{self.unit}").replace("_", " ")

    def p(self, share: float) -> float:
        """Returns the value that `share` (0..1) of the samples are at least as good as.

        P99 is nearly the worst sample, also of a rate.
        """
        if self.better == "higher":
            return -percentile((-value for value in self.samples), share)
        return percentile(self.samples, share)

    @property
    def mean(self) -> float:
        return statistics.fmean(self.samples)

    @property
    def spread(self) -> float:
        """Standard deviation of the samples; 0 for a single sample."""
        return statistics.stdev(self.samples) if len(self.samples) > 1 else 0.0

    def as_json(self, *, samples: bool = True) -> dict[str, Any]:
        found: dict[str, Any] = {
            "unit": self.unit, "better": self.better, "label": self.title, "count": len(self.samples),
            "p50": self.p(0.5), "p90": self.p(0.9), "p99": self.p(0.99), "mean": self.mean, "spread": self.spread,
        }  # fmt: skip
        return found | ({"samples": list(self.samples)} if samples else {})


@dataclass(frozen=True, slots=True)
class Comparison:
    """One quantity for A and for B, measured in turn, pair by pair."""

    metric: str
    unit: str
    a: str
    b: str
    mean_a: float
    mean_b: float
    difference: float
    """Mean of B - A over the pairs."""
    low: float
    high: float
    """`low` and `high` bound the mean difference in 95 % of bootstrap resamples of the pairs."""
    pairs: int
    better: Better = "lower"

    @property
    def ratio(self) -> float | None:
        """B / A; None where A is zero."""
        return self.mean_b / self.mean_a if self.mean_a else None

    @property
    def clear(self) -> bool:
        """Whether the difference exceeds the spread of the measurement."""
        return self.pairs >= FEWEST_PAIRS and (self.low > 0 or self.high < 0)

    @property
    def told(self) -> str:
        """The result in English."""
        if not self.clear:
            return N_("not clear")
        return N_("B is better") if (self.difference < 0) == (self.better == "lower") else N_("A is better")

    def as_json(self) -> dict[str, Any]:
        figures = ("metric", "unit", "a", "b", "mean_a", "mean_b", "difference", "low", "high", "pairs")
        names = (*figures, "ratio", "clear", "told")
        return {name: getattr(self, name) for name in names}


def compare(metric: str, a: tuple[str, Metric], b: tuple[str, Metric], seed: int = 1) -> Comparison:
    """Compares two metrics whose samples were taken in turn: the mean difference, and its spread by bootstrap."""
    pairs = [second - first for first, second in zip(a[1].samples, b[1].samples, strict=True)]
    drawn = random.Random(seed)
    means = sorted(statistics.fmean(drawn.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES))
    low, high = means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]
    return Comparison(
        metric, a[1].unit, a[0], b[0], a[1].mean, b[1].mean, statistics.fmean(pairs), low, high, len(pairs), a[1].better
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Further figures for people, as strings ready to be shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing for the Markdown report, saved beside it. `daemon.bench.harness.plots` makes it."""

    name: str
    """Part of the file's name: letters, digits and dashes."""
    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """A figure compared with its target."""

    metric: str
    share: float
    """Share of the samples, 0..1; 0.5 means P50."""
    target: float
    measured: float
    unit: str
    better: Better = "lower"

    @property
    def met(self) -> bool:
        return self.measured <= self.target if self.better == "lower" else self.measured >= self.target

    @property
    def told(self) -> str:
        sign = ("<=" if self.met else ">") if self.better == "lower" else (">=" if self.met else "<")
        unit = _(self.unit)
        figures = f"P{self.share * 100:.0f} {number(self.measured)} {unit} {sign} {number(self.target)} {unit}"
        return f"{_(self.metric)}: {figures}: {_('met') if self.met else _('NOT met')}"

    def as_json(self) -> dict[str, Any]:
        names = ("metric", "share", "target", "measured", "unit", "met", "told")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one run of one subcommand."""

    bench: str
    """The subcommand: "stt", "turn", ..."""
    subject: str
    """The thing that was measured: a model's id, a file's name, a tier."""
    conditions: Conditions
    metrics: tuple[Metric, ...] = ()
    sides: Mapping[str, tuple[Metric, ...]] = field(default_factory=dict)
    """Metrics of each side of a comparison, in place of `metrics`."""
    comparisons: tuple[Comparison, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    """Lines for people about omissions and reservations."""
    plots: tuple[Plot, ...] = ()
    verdicts: tuple[TargetVerdict, ...] = ()
    headline: str = ""
    """Name of the metric in ms that `--target-ms` is about; "" when there is none."""
    tier: str | None = None
    """Tier that `engine_first_audio_ms` and `real_time_factor` belong to. `auto` then routes by these figures."""
    keep: bool = True
    """Whether the result is a measurement of this machine and is kept."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of the JSON report."""

    def metric(self, name: str) -> Metric | None:
        return next((metric for metric in self.metrics if metric.name == name), None)

    def against(self, target_ms: float, share: float = 0.5) -> Report:
        """Returns the report with a verdict on the headline of every side. Raises BenchError without a headline."""
        found = [
            TargetVerdict(
                f"{side} {metric.name}".strip(), share, target_ms, metric.p(share), metric.unit, metric.better
            )
            for side, metrics in (self.sides or {"": self.metrics}).items()
            for metric in metrics
            if metric.name == self.headline
        ]
        if not found:
            raise BenchError(
                _("bench {bench} has no latency that --target-ms could be about; leave it out", bench=self.bench)
            )
        return replace(self, verdicts=(*self.verdicts, *found))

    @property
    def failed(self) -> bool:
        return not all(verdict.met for verdict in self.verdicts)

    def as_record(self) -> dict[str, Any]:
        """Returns the record that is kept on this machine: everything that `auto` may ask for, without the samples."""
        raw = self.as_json()
        metrics = {metric.name: metric.as_json(samples=False) for metric in self.metrics}
        return {name: raw[name] for name in ("bench", "subject", "tier", "conditions")} | {"metrics": metrics}

    def as_json(self) -> dict[str, Any]:
        """Returns the whole report for programs."""
        return {
            "schema": SCHEMA,
            "bench": self.bench,
            "subject": self.subject,
            "tier": self.tier,
            "conditions": self.conditions.as_json(),
            "metrics": {metric.name: metric.as_json() for metric in self.metrics},
            "sides": {side: {each.name: each.as_json() for each in metrics} for side, metrics in self.sides.items()},
            "comparisons": [comparison.as_json() for comparison in self.comparisons],
            "tables": [
                {"title": table.title, "columns": list(table.columns), "rows": [list(row) for row in table.rows]}
                for table in self.tables
            ],
            "verdicts": [verdict.as_json() for verdict in self.verdicts],
            "notes": list(self.notes),
            **self.extra,
        }


def number(value: float) -> str:
    """Formats a figure for people, with about three significant digits."""
    if value != value:
        return "-"
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 0.1 else f"{value:.3g}"


def metrics_of(samples: Mapping[str, Sequence[float]], *, unit: str = "ms", better: Better = "lower") -> list[Metric]:
    """Returns a metric for each name that has samples."""
    return [Metric(name, unit, tuple(values), better) for name, values in samples.items() if values]
