"""Draws the live view in the terminal, for `sarai run` and `sarai events --watch`."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterable, Mapping

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from daemon.cli.live_lines import line
from daemon.cli.output import STATES, felt, printable
from daemon.control.events import Event, LevelMeasured
from daemon.control.state import DaemonState, ShownExchange

EVERY = 0.1
"""Least seconds between two redraws: drawing costs milliseconds of the daemon's own thread."""
EVERY_LEVEL = 0.25
"""Least seconds between two redraws when only the level has changed."""
METER = 24
"""Columns of the level meter."""
BAR = 48
"""Columns of the latency bar of the slowest turn in view."""
QUIETEST = -60.0
"""dBFS at which the level meter is empty."""

BADGES = {
    "off": "white on grey37",
    "listening": "black on green",
    "deaf": "white on grey37",
    "hearing": "black on cyan",
    "paused": "black on cyan",
    "thinking": "black on yellow",
    "speaking": "white on blue",
    "overlap": "white on magenta",
    "held": "white on magenta",
}
STAGES = (
    ("stt", "understanding", "cyan"),
    ("first_token", "thinking", "yellow"),
    ("first_clause", "wording", "bright_yellow"),
    ("engine_first_audio", "speaking", "blue"),
)
"""Stage, its words and colour. All stages count from the same moment; a bar shows what each adds to the one before."""


class LiveView:
    """Draws the daemon's state while in its `with` block, at most ten times a second, without a thread of its own."""

    def __init__(self, console: Console | None = None) -> None:
        self.model = DaemonState()
        self._live = Live(console=console, auto_refresh=False, transient=False)
        self._drawn = 0.0
        self._due: float | None = None

    def __enter__(self) -> LiveView:
        self._live.__enter__()
        self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        self._draw()
        self._live.__exit__(None, None, None)

    def update(self, event: Event) -> None:
        """Takes one event, and draws if it is time to."""
        before = _meter(self.model)
        self.model.update(event)
        level = isinstance(event, LevelMeasured)
        if level and _meter(self.model) == before:
            return  # silence costs nothing
        due = self._drawn + (EVERY_LEVEL if level else EVERY)
        self._due = due if self._due is None else min(due, self._due)
        self.refresh()

    def refresh(self) -> None:
        """Draws if it is time to."""
        if self._due is not None and time.monotonic() >= self._due:
            self._draw()

    def wait(self) -> float | None:
        """Returns the seconds until the next drawing; None while there is nothing to draw."""
        return None if self._due is None else max(0.0, self._due - time.monotonic())

    def _draw(self) -> None:
        self._due = None
        self._live.update(render(self.model), refresh=True)
        self._drawn = time.monotonic()


async def show(events: AsyncIterator[Event]) -> None:
    """Shows the view in the daemon's own process, until cancelled. Prints lines where there is no terminal."""
    if not sys.stdout.isatty():
        async for event in events:
            _print(event)
        return
    with LiveView() as view:
        while True:
            try:
                async with asyncio.timeout(view.wait()):
                    view.update(await anext(events))
            except TimeoutError:
                view.refresh()
            except StopAsyncIteration:
                return


def watch(events: Iterable[Event | None], console: Console | None = None) -> None:
    """Shows the view in another process, until the events end. Prints lines where there is no terminal.

    None among the events gives the view a chance to draw: time has passed, or there was nothing to understand.
    """
    terminal = console.is_terminal if console is not None else sys.stdout.isatty()
    if not terminal:
        for event in events:
            _print(event)
        return
    with LiveView(console) as view:
        for event in events:
            if event is None:
                view.refresh()
            else:
                view.update(event)


def _print(event: Event | None) -> None:
    text = line(event) if event is not None else None
    if text is not None:
        print(text, flush=True)


# ------------------------------------------------------------------------------------------------------------ rendering


def render(model: DaemonState) -> RenderableType:
    """Builds the whole view."""
    parts: list[RenderableType] = [_head(model), _meters(model), Text()]
    for exchange in model.past:
        parts += _exchange(exchange)
    if model.partial:
        parts.append(_said("you", model.partial + " …", "dim italic"))
    elif model.current.heard or model.current.reply:
        parts += _exchange(model.current)
    bars = _latencies(model)
    if bars is not None:
        parts += [Text(), bars]
    parts += [Text(f"♪ {printable(each.text)}", style="bold yellow") for each in model.ringing]
    parts += [Text(f"! {printable(problem)}", style="bold red") for problem in model.problems.all]
    if model.missed:
        parts.append(Text(f"{model.missed} events were missed: this view is too slow", style="dim"))
    parts += [Text(), Text("Ctrl-C ends.  In another terminal: sarai toggle · mute · stop · status", style="dim")]
    return Group(*parts)


def _head(model: DaemonState) -> Text:
    state = felt(model.state, model.devices.capture)
    text = Text(no_wrap=True, overflow="ellipsis").append(
        f" {STATES.get(state, state).upper()} ", style=BADGES.get(state, "")
    )
    tier, microphone, loudspeaker = model.tier_active or model.tier, model.devices.capture, model.devices.playback
    facts = [f"tier {tier}" if tier else "", model.speaks]
    facts += [f"microphone {microphone}" if microphone else "no microphone open"]
    facts += [f"loudspeaker {loudspeaker}" if loudspeaker else ""]
    text.append("  " + printable(" · ".join(each for each in facts if each)), style="dim")
    return text


def _meter(model: DaemonState) -> tuple[int, int] | None:
    """Returns the columns of the level and of the probability of speech; None while nothing is measured."""
    if model.dbfs is None:
        return None
    share = (min(0.0, max(QUIETEST, model.dbfs)) - QUIETEST) / -QUIETEST
    return round(METER * share), round(10 * min(1.0, max(0.0, model.speech)))


def _meters(model: DaemonState) -> Text:
    columns = _meter(model)
    if columns is None or model.dbfs is None:
        return Text("level  –", style="dim")
    filled, likely = columns
    text = Text(no_wrap=True, overflow="ellipsis").append("level  ", style="dim")
    text.append("█" * filled, style="red" if model.dbfs > -3 else "green")
    text.append("░" * (METER - filled), style="grey37")
    text.append(f" {model.dbfs:4.0f} dBFS   speech ", style="dim")
    text.append("█" * likely, style="cyan")
    text.append("░" * (10 - likely), style="grey37")
    text.append(f" {model.speech * 100:3.0f} %", style="dim")
    return text


def _exchange(exchange: ShownExchange) -> list[RenderableType]:
    parts: list[RenderableType] = [_said("you", exchange.heard, "bold")] if exchange.heard else []
    if exchange.reply:
        parts.append(_said("sarai", exchange.reply + (" — interrupted" if exchange.interrupted else ""), ""))
    return parts


def _said(who: str, text: str, style: str) -> Text:
    # Text, not markup: what is shown comes from a recogniser or a model.
    return Text().append(f"{who:>5}  ", style="dim").append(printable(text), style=style)


def _latencies(model: DaemonState) -> Table | None:
    """Draws a bar for each turn in view: the engines' time stage by stage, then the rest up to the first sound."""
    turns = [each.timings for each in (*model.past, model.current) if each.timings.get("voice_to_voice")]
    if not turns:
        return None
    longest = max(timings["voice_to_voice"] for timings in turns)
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="bold")
    table.add_column()
    for timings in turns:
        table.add_row(f"{timings['voice_to_voice']:.0f} ms", _bar(timings, longest))
    legend = Text()
    for _, words, colour in STAGES:
        legend.append("█", style=colour).append(f" {words}  ", style="dim")
    table.add_row(
        "", legend.append("█", style="grey50").append(" waiting for you to end, and the loudspeaker", style="dim")
    )
    return table


def _bar(timings: Mapping[str, float], longest: float) -> Text:
    bar = Text()
    drawn, before = 0, 0.0
    for name, _, colour in STAGES:
        until = max(before, timings.get(name, before))
        columns = round(BAR * until / longest) - drawn
        bar.append("█" * columns, style=colour)
        drawn, before = drawn + columns, until
    return bar.append("█" * max(0, round(BAR * timings["voice_to_voice"] / longest) - drawn), style="grey50")
