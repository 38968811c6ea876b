"""Shows a report to people: tables in the terminal, and a Markdown file with its plots beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from config.texts import N_, _
from daemon.bench.harness.report import BenchError, Metric, Report, Table, number

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = ("", "P50", "P90", "P99", N_("mean"), N_("spread"), N_("unit"), "n")
LEGEND = N_("P90 and P99: 90 and 99 % of the measurements were at least this good. Spread: standard deviation.")


def show(report: Report) -> None:
    """Prints the report to stdout: in colour on a terminal, in whole lines elsewhere."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    console = Console(width=None if terminal else 200, highlight=False, soft_wrap=not terminal)
    console.print(f"[bold]bench {report.bench}: {_plain(report.subject)}[/bold]")
    for name, value in report.conditions.lines():
        console.print(f"  {name:13}{_plain(value)}")
    if report.metrics:
        _show_table(console, _metrics_table(report.metrics))
    for comparison in _comparison_tables(report):
        _show_table(console, comparison)
    for table in report.tables:
        _show_table(console, table)
    for note in _notes(report):
        console.print(f"[yellow]{_plain(note)}[/yellow]")
    for verdict in report.verdicts:
        console.print(f"[{'green' if verdict.met else 'bold red'}]{_plain(verdict.told)}[/]")


def markdown(report: Report) -> str:
    """Returns the whole report as Markdown. `save` replaces {stem} in the names of the plots."""
    lines = [f"# bench {report.bench}: {report.subject}", ""]
    lines += [f"- {name}: {value}" for name, value in report.conditions.lines()]
    if report.metrics:
        lines += ["", *_rows(_metrics_table(report.metrics)), "", _(LEGEND)]
    for table in (*_comparison_tables(report), *report.tables):
        lines += ["", f"## {table.title}", "", *_rows(table)]
    for plot in report.plots:
        lines += ["", f"## {plot.title}", "", f"![{plot.title}]({{stem}}-{plot.name}.svg)"]
    if report.verdicts:
        lines += ["", f"## {_('Verdict')}", "", *(f"- {verdict.told}" for verdict in report.verdicts)]
    notes = _notes(report)
    if notes:
        lines += ["", f"## {_('Notes')}", "", *(f"- {note}" for note in notes)]
    return "\n".join(lines) + "\n"


def save(report: Report, path: Path) -> None:
    """Writes the Markdown report, and its plots beside it. Raises BenchError when a file cannot be written."""
    try:
        path.write_text(markdown(report).replace("{stem}", path.stem), "utf-8", "replace")
        for plot in report.plots:
            path.with_name(f"{path.stem}-{plot.name}.svg").write_text(plot.svg, "utf-8")
    except OSError as err:
        raise BenchError(_("cannot write the report to {path}: {why}", path=path, why=err.strerror)) from err


class Advance(Protocol):
    def __call__(self, done: int = 1) -> None: ...


@contextmanager
def progress(title: str, total: int) -> Iterator[Advance]:
    """Shows a progress bar on stderr while something runs `total` times. Shows nothing when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done=1: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(title, total=total)
        yield lambda done=1: shown.advance(task, done)


def _notes(report: Report) -> list[str]:
    measured = report.metrics or report.sides
    if not (measured and report.conditions.busy):
        return list(report.notes)
    load = report.conditions.load_before
    return [_("The machine was busy (load average {load:.1f}): the figures are too slow.", load=load), *report.notes]


def _metrics_table(metrics: Sequence[Metric]) -> Table:
    rows = []
    for each in metrics:
        figures = (each.p(0.5), each.p(0.9), each.p(0.99), each.mean, each.spread)
        if len(each.samples) == 1:
            cells = (number(figures[0]), *("" for _ in figures[1:]))
        else:
            cells = tuple(number(figure) for figure in figures)
        rows.append((_(each.title), *cells, _(each.unit), str(len(each.samples))))
    return Table(_("Figures"), tuple(_(column) for column in COLUMNS), tuple(rows))


def _comparison_tables(report: Report) -> Iterator[Table]:
    for a, b in dict.fromkeys((each.a, each.b) for each in report.comparisons):
        rows = tuple(
            (
                f"{_(each.metric)}, {_(each.unit)}" if each.unit else _(each.metric),
                number(each.mean_a),
                number(each.mean_b),
                f"{number(each.difference)} ({number(each.low)} ... {number(each.high)})",
                "-" if each.ratio is None else f"{each.ratio:.3f}",
                _(each.told),
            )
            for each in report.comparisons
            if (each.a, each.b) == (a, b)
        )
        columns = ("", f"A: {_(a)}", f"B: {_(b)}", "B - A (95 %)", "B / A", "")
        yield Table(_("Measured in turn: means; 95 % of resamples of the pairs differ so much"), columns, rows)


def _rows(table: Table) -> Iterator[str]:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    yield line(table.columns)
    yield "|" + "---|" * len(table.columns)
    for row in table.rows:
        yield line(row)


def _show_table(console: Console, table: Table) -> None:
    from rich.box import SIMPLE
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = RichTable(title=table.title, title_justify="left", box=SIMPLE)
    for number_, column in enumerate(table.columns):
        words = number_ == 0 or all(not row[number_][:1].isdigit() for row in table.rows)
        shown.add_column(Text(column), justify="left" if words else "right")
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(shown)


def _plain(text: str) -> str:
    """Escapes brackets, which rich would read as markup."""
    return text.replace("[", "\\[")
