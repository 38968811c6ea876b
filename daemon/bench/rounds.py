"""Measuring one engine, or two in turn: rounds of work, the samples of each figure, and the report made of them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from daemon.bench.choose import Chosen
from daemon.bench.conditions import Conditions
from daemon.bench.report import Better, Metric, Report, Table, compare, number
from daemon.bench.show import progress
from daemon.bench.workers import Engine

Found = Mapping[str, Sequence[float]]
"""What a round found: figure -> its values, as many as there were."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a name stands for."""

    unit: str
    label: str
    better: Better = "lower"


@dataclass(slots=True)
class Side:
    """One of the engines that are measured."""

    name: str
    engine: Engine
    once: Callable[[], Awaitable[Found]]
    """One round of work."""
    first_s: float = 0.0
    """What the first round took, with everything still cold."""
    samples: dict[str, list[float]] = field(default_factory=dict)

    def metrics(self, figures: Mapping[str, Figure]) -> list[Metric]:
        return [
            Metric(name, figure.unit, tuple(self.samples[name]), figure.better, figure.label)
            for name, figure in figures.items()
            if self.samples.get(name)
        ]

    def costs(self) -> list[Metric]:
        """Loading, the first round, and the memory held now."""
        return [
            Metric("load_s", "s", (self.engine.load_s,), label="loading, from the start of its process"),
            Metric("warm_up_s", "s", (self.first_s,), label="first round, cold"),
            *self.engine.memory_metrics(),
        ]


async def measure(sides: Sequence[Side], *, warm_up: int, iterations: int, title: str) -> None:
    """Run the rounds. Each side comes first in half of them: whatever else the machine does hits both alike."""
    with progress(title, warm_up + iterations) as advance:
        for count in range(warm_up + iterations):
            for side in sides if count % 2 == 0 else reversed(sides):
                began = time.perf_counter()
                found = await side.once()
                if count == 0:
                    side.first_s = time.perf_counter() - began
                if count >= warm_up:
                    for name, values in found.items():
                        side.samples.setdefault(name, []).extend(values)
            advance()


def conditions_of(chosen: Sequence[Chosen], **settings: str | int | float | bool) -> Conditions:
    """Of a benchmark of these engines; call it before they are loaded."""
    return Conditions.here(
        packages=[package for each in chosen for package in each.packages],
        models={each.name: each.what for each in chosen},
        threads=chosen[0].spec.threads,
        settings=settings,
    )


def report(
    bench: str, sides: Sequence[Side], figures: Mapping[str, Figure], conditions: Conditions, **more: Any
) -> Report:
    """The figures of the first side, and how the second compares; call it while the engines are still loaded.

    `more`: further fields of the Report.
    """
    first, *others = sides
    metrics, costs = first.metrics(figures), first.costs()
    if not others:
        return Report(bench, first.name, conditions.done(), (*metrics, *costs), **more)
    (second,) = others
    both = zip(metrics, second.metrics(figures), strict=True)
    rows = [(a.title, number(a.p(0.5)), number(b.p(0.5)), a.unit) for a, b in zip(costs, second.costs(), strict=False)]
    sums = Table("Loading and memory", ("", first.name, second.name, ""), tuple(rows))
    return Report(
        bench,
        f"{first.name} and {second.name}",
        conditions.done(),
        comparisons=tuple(compare(a.title, (first.name, a), (second.name, b)) for a, b in both),
        tables=(*more.pop("tables", ()), sums),
        keep=False,
        extra={
            "sides": {
                side.name: {m.name: m.as_json() for m in (*side.metrics(figures), *side.costs())} for side in sides
            }
        },
        **more,
    )
