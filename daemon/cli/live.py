"""Draws the live view in the terminal, for `sarai run` and `sarai events --watch`."""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from config.texts import N_, _
from config.units import size
from daemon.cli.live_lines import EventLines
from daemon.cli.output import STATES, felt, has_screen, printable
from daemon.control.events import Event, LevelMeasured
from daemon.control.state import DaemonState, ShownExchange

EVERY = 0.1
"""Least seconds between two redraws: drawing costs milliseconds of the daemon's own thread."""
EVERY_LEVEL = 0.25
"""Least seconds between two redraws when only the level has changed."""
EVERY_ANYWAY = 2.0
"""Seconds after which it is drawn although nothing has changed: the terminal may have another size, or a library may have
written into it."""
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
Stages = tuple[tuple[str, str, str, str], ...]
STAGES: Stages = (
    ("stt", N_("understanding"), "cyan", "█"),
    ("first_token", N_("thinking"), "yellow", "█"),
    ("first_clause", N_("wording"), "bright_yellow", "█"),
    ("engine_first_audio", N_("speaking"), "blue", "█"),
    ("voice_to_voice", N_("waiting for you, and the loudspeaker"), "grey50", "█"),
)
"""Stage, its words, its colour and its sign. All stages count from the same moment; a bar shows what each adds to the one
before."""
SIGNS = ("█", "▓", "▒", "░", "·")
"""The stages' signs where there are no colours."""
LEAST_TALK = 6
"""Lines of the conversation for which the bars give way."""


class LiveView:
    """Draws the daemon's state while in its `with` block, at most ten times a second, without a thread of its own.

    It takes the whole screen, so that neither a long conversation nor what a library writes between two drawings leaves
    parts of an older one behind. The log is held back meanwhile. At the end the last turns stay in the terminal.
    """

    def __init__(self, console: Console | None = None) -> None:
        self.model = DaemonState()
        self._console = console or Console()
        self._live = Live(
            console=self._console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
        )
        self._log = HeldLog()
        self._drawn = 0.0
        self._due: float | None = None

    def __enter__(self) -> LiveView:
        self._log.__enter__()
        self._live.__enter__()
        self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.__exit__(None, None, None)
        self._console.print(_conversation(self.model, _stages(self._console), self._console.width, hint=False))
        self._log.__exit__()

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
        if time.monotonic() >= self._next():
            self._draw()

    def wait(self) -> float:
        """Returns the seconds until the next drawing."""
        return max(0.0, self._next() - time.monotonic())

    def _next(self) -> float:
        anyway = self._drawn + EVERY_ANYWAY
        return anyway if self._due is None else min(anyway, self._due)

    def _draw(self) -> None:
        self._due = None
        self._live.update(Fitted(self.model), refresh=True)
        self._drawn = time.monotonic()


class HeldLog:
    """Keeps the log off the screen while in its `with` block; then it is written where it would have gone."""

    LONGEST = 500
    """Most lines that are held; of more, the latest."""

    def __init__(self) -> None:
        self._held: deque[str] = deque(maxlen=self.LONGEST)
        self._handlers: list[tuple[logging.StreamHandler[TextIO], TextIO]] = []

    def __enter__(self) -> HeldLog:
        for handler in logging.getLogger().handlers:
            # One that goes into a file (2> FILE) disturbs no screen.
            if isinstance(handler, logging.StreamHandler) and handler.stream.isatty():
                self._handlers.append((handler, handler.stream))
                handler.setStream(_Lines(self._held))
        return self

    def __exit__(self, *_: object) -> None:
        for handler, stream in self._handlers:
            handler.setStream(stream)
            stream.write("".join(self._held))
            self._held.clear()  # another handler would write the same
        self._handlers.clear()


class _Lines(io.TextIOBase):
    """A stream for a log handler that keeps what is written."""

    def __init__(self, held: deque[str]) -> None:
        self._held = held

    def write(self, text: str) -> int:
        self._held.append(text)
        return len(text)


async def show(events: AsyncIterator[Event]) -> None:
    """Shows the view in the daemon's own process, until cancelled. Prints lines where there is no terminal to draw on.

    Lines that cannot be written, to a file on a full disk, are left out."""
    if not has_screen():
        lines = EventLines()
        async for event in events:
            with suppress(OSError):
                _print(lines.take(event))
        return
    with suppress(OSError), LiveView() as view:  # the terminal may close
        while True:
            try:
                async with asyncio.timeout(view.wait()):
                    view.update(await anext(events))
            except TimeoutError:
                view.refresh()
            except StopAsyncIteration:
                return


def watch(events: Iterable[Event | None], console: Console | None = None) -> None:
    """Shows the view in another process, until the events end. Prints lines where there is no terminal to draw on.

    None among the events gives the view a chance to draw: time has passed, or there was nothing to understand.
    """
    if not (console.is_terminal if console is not None else has_screen()):
        lines = EventLines()
        for event in events:
            _print(lines.take(event) if event is not None else None)
        return
    with LiveView(console) as view:
        for event in events:
            if event is None:
                view.refresh()
            else:
                view.update(event)


def _print(text: str | None) -> None:
    if text is not None:
        print(text, flush=True)


# ------------------------------------------------------------------------------------------------------------ rendering


@dataclass(frozen=True, slots=True)
class Fitted:
    """The whole view, cut to the height of the screen: the oldest lines of the conversation go first, then the bars."""

    model: DaemonState

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, height, stages = options.max_width, console.size.height, _stages(console)

        def lines(*parts: RenderableType | None) -> list[list[Segment]]:
            present = Group(*(part for part in parts if part is not None))
            return console.render_lines(present, options.update(width=width, height=None), pad=False)

        head = lines(_head(self.model), _meters(self.model, width), Text())
        talk = lines(*_talk(self.model)) if self.model.exchanges or self.model.partial else []
        bars, rest = _latencies(self.model, stages, width), _rest(self.model)
        foot = lines(Text(), bars, *rest, Text(), _hint())
        if len(head) + min(len(talk), LEAST_TALK) + len(foot) > height:
            foot = lines(*rest, _hint())
        room = max(0, height - len(head) - len(foot))
        for number, row in enumerate((head + talk[max(0, len(talk) - room) :] + foot)[:height]):
            if number:
                yield Segment.line()
            yield from row


def render(model: DaemonState, width: int = 100) -> RenderableType:
    """Builds the whole view, as high as it is."""
    return Group(_head(model), _meters(model, width), Text(), _conversation(model, STAGES, width))


def _conversation(model: DaemonState, stages: Stages, width: int, hint: bool = True) -> RenderableType:
    """Builds what the view shows below the meters."""
    bars = _latencies(model, stages, width)
    parts = _talk(model)
    if bars is not None:
        parts += [Text(), bars]
    parts += _rest(model)
    if hint:
        parts += [Text(), _hint()]
    return Group(*parts)


def _hint() -> Text:
    return Text(_("Ctrl-C ends.  In another terminal: sarai toggle · mute · stop · status · doctor"), style="dim")


def _talk(model: DaemonState) -> list[RenderableType]:
    """Builds the turns in view."""
    parts: list[RenderableType] = [row for exchange in model.past for row in _exchange(exchange)]
    if model.partial:
        parts.append(_said(_("you"), model.partial + " …", "dim italic"))
    elif model.current.heard or model.current.reply:
        parts += _exchange(model.current)
    return parts


def _rest(model: DaemonState) -> list[RenderableType]:
    """Builds what is fetched, what rings, and what is wrong."""
    parts: list[RenderableType] = []
    if model.download is not None:
        share = model.download.done / max(1, model.download.total)
        parts.append(
            Text(
                _("downloading models: {share:.0%} of {size}", share=share, size=size(model.download.total)),
                style="cyan",
            )
        )
    if (tool := model.running_tool) is not None:
        parts.append(Text(printable(f"{tool.server}: {tool.tool} {tool.progress}").rstrip() + " \u2026", style="cyan"))
    if model.dictation is not None:
        into = model.dictation.application or _("the window in front")
        parts.append(Text("✎ " + _("dictating into {window}", window=printable(into)), style="bold green"))
        if model.dictated:
            parts.append(_said("", model.dictated, ""))
    parts += [Text(f"♪ {printable(each.text)}", style="bold yellow") for each in model.ringing]
    parts += [Text(f"! {printable(each)}", style="bold red") for each in model.problems.all]
    if model.missed:
        parts.append(Text(_("{count} events were missed: this view is too slow", count=model.missed), style="dim"))
    return parts


def _head(model: DaemonState) -> Text:
    state = felt(model.state, model.devices.capture)
    text = Text().append(f" {_(STATES.get(state, state)).upper()} ", style=BADGES.get(state, ""))
    tier, microphone, loudspeaker = model.tier_active or model.tier, model.devices.capture, model.devices.playback
    facts = [_("tier {tier}", tier=tier) if tier else "", model.speaks]
    facts += [_("microphone {microphone}", microphone=microphone) if microphone else _("no microphone open")]
    facts += [_("loudspeaker {loudspeaker}", loudspeaker=loudspeaker) if loudspeaker else ""]
    text.append("  " + printable(" · ".join(each for each in facts if each)), style="dim")
    return text


def _meter(model: DaemonState, columns: int = METER) -> tuple[int, int] | None:
    """Returns the columns of the level and of the probability of speech; None while nothing is measured."""
    if model.dbfs is None:
        return None
    share = (min(0.0, max(QUIETEST, model.dbfs)) - QUIETEST) / -QUIETEST
    return round(columns * share), round(10 * min(1.0, max(0.0, model.speech)))


def _meters(model: DaemonState, width: int) -> Text:
    level = max(4, min(METER, width - 48))
    columns = _meter(model, level)
    if columns is None or model.dbfs is None:
        return Text(f"{_('level')}  –", style="dim")
    filled, likely = columns
    text = Text(no_wrap=True, overflow="ellipsis").append(f"{_('level')}  ", style="dim")
    text.append("█" * filled, style="red" if model.dbfs > -3 else "green")
    text.append("░" * (level - filled), style="grey37")
    text.append(f" {model.dbfs:4.0f} dBFS   {_('speech')} ", style="dim")
    text.append("█" * likely, style="cyan")
    text.append("░" * (10 - likely), style="grey37")
    text.append(f" {model.speech * 100:3.0f} %", style="dim")
    return text


def _exchange(exchange: ShownExchange) -> list[RenderableType]:
    parts: list[RenderableType] = [_said(_("you"), exchange.heard, "bold")] if exchange.heard else []
    if exchange.reply:
        parts.append(_said("sarai", exchange.reply + (_(" — interrupted") if exchange.interrupted else ""), ""))
    return parts


def _said(who: str, text: str, style: str) -> Table:
    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(width=5, justify="right", style="dim")
    row.add_column()
    # Text, not markup: what is shown comes from a recogniser or a model.
    row.add_row(Text(who), Text(printable(text), style=style))
    return row


def _stages(console: Console) -> Stages:
    """Returns the stages with what tells them apart: colours, or signs where there are none (NO_COLOR, plain terminals)."""
    if console.color_system is not None and not console.no_color:
        return STAGES
    return tuple((name, words, colour, sign) for (name, words, colour, _), sign in zip(STAGES, SIGNS, strict=True))


def _latencies(model: DaemonState, stages: Stages, width: int) -> Table | None:
    """Draws a bar for each turn in view: the time stage by stage, up to the first sound."""
    turns = [each.timings for each in (*model.past, model.current) if each.timings.get("voice_to_voice")]
    if not turns:
        return None
    longest = max(timings["voice_to_voice"] for timings in turns)
    columns = max(4, min(BAR, width - 10))
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="bold")
    table.add_column()
    for timings in turns:
        table.add_row(f"{timings['voice_to_voice']:.0f} ms", _bar(timings, longest, stages, columns))
    table.add_row("", _legend(stages, width - len(f"{longest:.0f} ms ")))
    return table


def _legend(stages: Stages, width: int) -> Text:
    """Tells what the stages' colours and signs mean. No entry is broken at the end of a line."""
    legend, used = Text(), 0
    for _stage, words, colour, sign in stages:
        entry = Text.assemble((sign, colour), (f" {_(words)}", "dim"))
        if used and used + 2 + entry.cell_len > width:
            legend.append("\n")
            used = 0
        elif used:
            legend.append("  ")
            used += 2
        legend.append_text(entry)
        used += entry.cell_len
    return legend


def _bar(timings: Mapping[str, float], longest: float, stages: Stages, columns: int) -> Text:
    bar = Text()
    drawn, before = 0, 0.0
    for name, _words, colour, sign in stages:
        until = max(before, timings.get(name, before))
        now = round(columns * until / longest) - drawn
        bar.append(sign * now, style=colour)
        drawn, before = drawn + now, until
    return bar
