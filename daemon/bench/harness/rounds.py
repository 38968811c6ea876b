"""Measures one engine, or several in turn: runs rounds of work, collects samples and builds the report."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from config.texts import N_, _
from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.engines import Engine
from daemon.bench.harness.render import progress
from daemon.bench.harness.report import Better, Metric, Report, Table, compare, number
from daemon.bench.harness.subjects import Chosen

Found = Mapping[str, Sequence[float]]
"""Result of a round: figure -> its values, in any number."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Unit, label and direction of a figure."""

    unit: str
    label: str
    """In English, marked for translation."""
    better: Better = "lower"


@dataclass(slots=True)
class Side:
    """One engine of a measurement, with its work and its samples."""

    name: str
    engine: Engine
    once: Callable[[], Awaitable[Found]]
    """Runs one round of work."""
    first_s: float = 0.0
    """Seconds of the first round, with everything still cold."""
    samples: dict[str, list[float]] = field(default_factory=dict)

    def metrics(self, figures: Mapping[str, Figure]) -> list[Metric]:
        return [
            Metric(name, figure.unit, tuple(self.samples[name]), figure.better, figure.label)
            for name, figure in figures.items()
            if self.samples.get(name)
        ]

    def costs(self) -> list[Metric]:
        """Returns the costs of loading, of the first round, and of the memory held now."""
        return [
            Metric("load_s", "s", (self.engine.load_s,), label=N_("loading, from the start of its process")),
            Metric("warm_up_s", "s", (self.first_s,), label=N_("first round, cold")),
            Metric("load_peak_mb", "MB", (self.engine.after_load.peak / 1e6,), label=N_("peak while loading")),
            *self.engine.memory_metrics(),
        ]


async def measure(sides: Sequence[Side], *, warm_up: int, iterations: int, title: str) -> None:
    """Runs the rounds and collects the samples of those after `warm_up`.

    The order of the sides changes with every round, so that other work on the machine hits them alike.
    """
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


def conditions_of(chosen: Sequence[Chosen], *, gpu: bool = False, **settings: str | int | float | bool) -> Conditions:
    """Returns the conditions of a benchmark of these engines. Call it before they are loaded.

    `gpu`: the engines may run on a GPU, which is then named.
    """
    return Conditions.here(
        packages=[package for each in chosen for package in each.packages],
        models={each.name: each.what for each in chosen},
        threads=chosen[0].spec.threads,
        settings=settings,
        gpu=gpu,
    )


def report(
    bench: str, sides: Sequence[Side], figures: Mapping[str, Figure], conditions: Conditions, **more: Any
) -> Report:
    """Builds the report: the figures of each side, and a comparison of each further side with the first.

    Call it while the engines are still loaded. `more`: further fields of the Report.
    """
    names = _distinct([side.name for side in sides])
    measured = [side.metrics(figures) for side in sides]
    costs = [side.costs() for side in sides]
    if len(sides) == 1:
        return Report(bench, names[0], conditions.done(), (*measured[0], *costs[0]), **more)
    rows = [
        (_(alike[0].title), *(number(metric.p(0.5)) for metric in alike), _(alike[0].unit))
        for alike in zip(*costs, strict=False)
    ]
    sums = Table(_("Loading and memory"), ("", *names, ""), tuple(rows))
    return Report(
        bench,
        _(" and ").join(names),
        conditions.done(),
        sides={name: (*found, *cost) for name, found, cost in zip(names, measured, costs, strict=True)},
        comparisons=tuple(
            compare(a.title, (names[0], a), (name, b))
            for name, found in zip(names[1:], measured[1:], strict=True)
            for a, b in _alike(measured[0], found)
        ),
        tables=(*more.pop("tables", ()), sums),
        keep=False,
        **more,
    )


def _distinct(names: Sequence[str]) -> list[str]:
    """Returns the names, with a letter added to those that are equal."""
    return [name if names.count(name) == 1 else f"{name} ({'ABCDEF'[at]})" for at, name in enumerate(names)]


def _alike(first: Sequence[Metric], second: Sequence[Metric]) -> Iterator[tuple[Metric, Metric]]:
    """Yields the metrics that both sides have with equally many samples, since those were measured pair by pair."""
    others = {metric.name: metric for metric in second}
    for metric in first:
        other = others.get(metric.name)
        if other is not None and len(other.samples) == len(metric.samples):
            yield metric, other
