"""The live view: what it shows after which events; what models say is shown, never obeyed."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from rich.console import Console

from daemon.cli import live
from daemon.cli.live import Fitted, LiveView, render, show, watch
from daemon.cli.live_lines import EventLines, LogLines, line
from daemon.control.events import (
    Devices,
    Event,
    Forgotten,
    Lagged,
    LanguageChanged,
    LevelMeasured,
    MicrophoneMuted,
    PartialHeard,
    ProblemOccurred,
    QuestionHeard,
    ReplyDelta,
    ReplyDone,
    ReplyMended,
    Snapshot,
    StateChanged,
    TierChanged,
    TurnTimed,
)
from daemon.control.state import KEPT, DaemonState

TIMINGS = {
    "endpoint": 310.0,
    "stt": 120.0,
    "first_token": 300.0,
    "first_clause": 380.0,
    "engine_first_audio": 450.0,
    "voice_to_voice": 700.0,
}
STATUS = {"state": "listening", "tier": "auto", "tier_active": "fast", "microphone": "Yeti"}


def done(turn: int, text: str, interrupted: bool = False) -> ReplyDone:
    return ReplyDone(turn=turn, text=text, interrupted=interrupted, underruns=0, played=9000, rate=16_000)


def tier(notice: str = "") -> TierChanged:
    return TierChanged(name="fast", chosen="auto", note="", notice=notice)


TURN: list[Event] = [
    Snapshot.of(STATUS),
    StateChanged("hearing"),
    PartialHeard(1, "what is"),
    StateChanged("paused"),
    QuestionHeard(1, "What is a fjord?", "en"),
    StateChanged("thinking"),
    ReplyDelta(1, "A valley "),
    StateChanged("speaking"),
    TurnTimed(1, TIMINGS),
    ReplyDelta(1, "full of sea."),
    done(1, "A valley full of sea."),
    StateChanged("listening"),
]


def after(*events: Event) -> DaemonState:
    model = DaemonState()
    for event in events:
        model.update(event)
    return model


def shown(model: DaemonState, width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    with console.capture() as capture:
        console.print(render(model))
    return capture.get()


def test_a_turn_from_the_first_word_to_the_last() -> None:
    model = after(*TURN[:3])
    assert (model.state, model.partial, model.tier_active, model.devices.capture) == (
        "hearing",
        "what is",
        "fast",
        "Yeti",
    )
    model = after(*TURN[:7])
    assert (model.partial, model.current.heard, model.current.reply) == ("", "What is a fjord?", "A valley ")
    model = after(*TURN)
    (exchange,) = model.past
    assert (exchange.heard, exchange.reply, exchange.timings) == ("What is a fjord?", "A valley full of sea.", TIMINGS)
    assert model.current.heard == ""


def test_a_notice_of_the_daemon_is_shown_from_the_start() -> None:
    model = after(Snapshot.of({**STATUS, "notice": "Spanish is chosen", "problem": "no microphone is connected"}))
    assert "! Spanish is chosen" in shown(model)
    assert "! no microphone is connected" in shown(model)


def test_what_is_wrong_is_shown_for_as_long_as_it_is_so() -> None:
    wrong = {"notice": "Spanish is chosen", "problem": "no microphone is connected", "microphone": ""}
    model = after(Snapshot.of(STATUS | wrong))
    assert " WAITING FOR A MICROPHONE " in shown(model)
    model.update(Devices("Yeti", "", ""))
    model.update(LanguageChanged("en"))
    model.update(tier())
    text = shown(model)
    assert "!" not in text
    assert " LISTENING " in text
    assert "tier fast · en · microphone Yeti" in text


def test_a_turn_whose_end_was_missed_is_over() -> None:
    model = after(*TURN[:8], Lagged(300))
    last = {"turn": 1, "language": "en", "heard": "What is a fjord?", "reply": "A valley full of sea."}
    model.update(Snapshot.of({**STATUS, "last": last}))
    assert [(each.heard, each.reply) for each in model.past] == [(last["heard"], last["reply"])]
    assert (model.current.heard, model.current.reply) == ("", "")


def test_the_reply_is_what_was_heard_of_it_until_it_is_forgotten() -> None:
    model = after(*TURN, ReplyMended(1, "A valley"))
    assert [each.reply for each in model.past] == ["A valley"]
    model.update(Forgotten())
    assert "A valley" not in shown(model)


def test_timings_that_come_after_the_reply_find_their_turn() -> None:
    model = after(*TURN[:8], TURN[10], TurnTimed(1, TIMINGS))
    assert model.past[0].timings == TIMINGS


def test_words_heard_anew_replace_the_reply_to_the_old_ones() -> None:
    model = after(*TURN[:7], QuestionHeard(1, "What is a fjord in Norway?", "en"))
    assert (model.current.heard, model.current.reply) == ("What is a fjord in Norway?", "")
    model = after(*TURN[:5], StateChanged("hearing"), PartialHeard(1, "what is a"))
    assert (model.current.heard, model.partial) == ("", "what is a")


def test_only_the_last_turns_stay_in_view() -> None:
    model = DaemonState()
    for number in range(KEPT + 2):
        model.update(QuestionHeard(number, f"q{number}", "en"))
        model.update(done(number, f"a{number}", interrupted=True))
    assert [each.heard for each in model.past] == [f"q{number}" for number in range(3, KEPT + 2)]
    assert "interrupted" in shown(model)


def test_everything_is_to_be_seen() -> None:
    text = shown(after(*TURN, LevelMeasured(-30.0, 0.8), ProblemOccurred("no sound")))
    for expected in (
        "LISTENING",
        "tier fast",
        "en",
        "Yeti",
        "-30 dBFS",
        "80 %",
        "What is a fjord?",
        "700 ms",
        "! no sound",
    ):
        assert expected in text
    assert "no microphone open" in shown(after(Devices("", "HDA", "")))


def test_bars_are_as_long_as_the_time_they_stand_for() -> None:
    slow = {name: value * 2 for name, value in TIMINGS.items()}
    model = after(
        *TURN,
        QuestionHeard(2, "and?", "en"),
        TurnTimed(2, slow),
        done(2, "so"),
    )
    first, second = (row for row in shown(model).splitlines() if " ms " in row)
    assert second.count("█") == live.BAR
    assert first.count("█") == live.BAR // 2


@pytest.mark.parametrize("width", [20, 40, 200])
def test_it_fits_any_terminal(width: int) -> None:
    text = shown(after(*TURN, LevelMeasured(-float("inf"), 0.0)), width)
    assert all(len(row) <= width for row in text.splitlines())


def test_what_a_model_says_is_not_obeyed() -> None:
    nasty = "\x1b[2J[bold]x[/bold]\r\n\x07\x9b31m"
    event = done(1, nasty)
    text = shown(after(*TURN[:7], event))
    assert "[bold]x[/bold]" in text
    printed = line(event)
    assert printed is not None
    for each in (text.replace("\n", ""), printed):
        assert each.isprintable()


def test_missed_events_are_admitted() -> None:
    model = after(*TURN, Lagged(3))
    assert "3 events were missed" in shown(model)


def test_lines_on_a_terminal_that_cannot_be_drawn_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")

    async def events() -> AsyncIterator[Event]:
        for event in TURN:
            yield event

    asyncio.run(show(events()))
    assert "you      What is a fjord?" in capsys.readouterr().out.splitlines()


def test_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    watch([*TURN, None, LevelMeasured(-3.0, 1.0)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "state    listening, tier fast"
    assert "you      What is a fjord?" in lines
    assert "sarai    A valley full of sea." in lines
    assert line(TurnTimed(3, {})) is None
    assert any(each.startswith("timings  voice to voice 700 ms, end of turn 310 ms") for each in lines)
    assert not any("-3" in each or "what is" in each for each in lines)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Devices("Yeti", "", ""), "devices  Yeti; no loudspeaker open"),
        (Devices("", "", "all gone"), "problem  all gone"),
        (ProblemOccurred("oh"), "problem  oh"),
        (tier(), "tier     fast"),
        (tier("oh"), "tier     fast: oh"),
        (MicrophoneMuted(True, "call"), "mic      closed (another program listens to a microphone)"),
        (MicrophoneMuted(False, ""), "mic      open again"),
        (Lagged(5), "         (5 events were missed)"),
        (
            Snapshot.of({"state": "listening", "tier_active": "fast", "problem": "all gone", "notice": "oh"}),
            "state    waiting for a microphone, tier fast\nproblem  all gone\nproblem  oh",
        ),
        (PartialHeard(1, "oh"), None),
    ],
)
def test_each_kind_of_line(event: Event, expected: str | None) -> None:
    assert line(event) == expected


LAST = ("listening", "A valley full of sea.")
"""What is drawn when all of TURN has come."""


def test_the_last_event_is_drawn_although_many_came_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "EVERY", 0.3)
    monkeypatch.setattr(live, "has_screen", lambda: True)
    drawn: list[tuple[str, str]] = []
    monkeypatch.setattr(LiveView, "_draw", _remember(drawn))

    class Source:
        """An asynchronous iterator whose step can be cancelled and begun again, as a Subscription's can."""

        def __init__(self) -> None:
            self._queue: asyncio.Queue[Event | None] = asyncio.Queue(99)
            for event in TURN:
                self._queue.put_nowait(event)

        def __aiter__(self) -> Source:
            return self

        async def __anext__(self) -> Event:
            event = await self._queue.get()
            if event is None:
                raise StopAsyncIteration
            return event

        async def end(self) -> None:
            async with asyncio.timeout(20):
                while not drawn or drawn[-1] != LAST:  # noqa: ASYNC110 - the view tells nobody
                    await asyncio.sleep(0.01)
            drawn.append(("end", ""))
            await self._queue.put(None)

    async def main() -> None:
        source = Source()
        async with asyncio.TaskGroup() as group:
            group.create_task(source.end())
            await show(source)

    asyncio.run(main())
    assert len(drawn) < len(TURN)


def test_an_unchanged_level_is_not_drawn_again() -> None:
    view = LiveView(Console(file=io.StringIO(), force_terminal=True))
    with view:
        view._drawn = live.time.monotonic()  # type: ignore[attr-defined]
        view.update(LevelMeasured(-70.0, 0.01))
        assert view._due is not None
        view._due = None
        view.update(LevelMeasured(-68.0, 0.02))
        assert view._due is None
        assert 0 < view.wait() <= live.EVERY_ANYWAY  # what a library wrote into the terminal goes at last
        view.update(LevelMeasured(-20.0, 0.9))
        assert view._due is not None


def _remember(drawn: list[tuple[str, str]]) -> Any:
    def draw(view: LiveView) -> None:
        view._due = None
        view._drawn = live.time.monotonic()  # type: ignore[attr-defined]
        drawn.append((view.model.state, view.model.past[-1].reply if view.model.past else ""))

    return draw


def test_a_terminal_gets_the_live_view() -> None:
    def events() -> Iterator[Event | None]:
        yield from TURN
        yield None

    output = io.StringIO()
    watch(events(), Console(file=output, force_terminal=True, width=100))
    assert "A valley full of sea." in output.getvalue()
    assert "\x1b[" in output.getvalue()


def conversation(turns: int) -> list[Event]:
    """A long one: each answer takes several lines."""
    told: list[Event] = [
        Snapshot.of({**STATUS, "microphone": "Yeti Stereo Microphone", "loudspeaker": "Built-in Audio Analog Stereo"}),
        LevelMeasured(-30.0, 0.5),
    ]
    for turn in range(1, turns + 1):
        told += [StateChanged("hearing"), QuestionHeard(turn, f"Question {turn}: what is a fjord?", "en")]
        told += [StateChanged("speaking"), TurnTimed(turn, TIMINGS), done(turn, "A valley full of sea. " * 14)]
        told += [StateChanged("listening")]
    return told


def frame(model: DaemonState, width: int, height: int) -> list[str]:
    console = Console(width=width, height=height, file=io.StringIO(), color_system=None)
    with console.capture() as capture:
        console.print(Fitted(model), end="")
    return capture.get().split("\n")


@pytest.mark.parametrize(("width", "height"), [(60, 24), (60, 30), (100, 30), (160, 45), (40, 10), (20, 4)])
def test_a_long_conversation_fits_the_screen_with_its_latest_words(width: int, height: int) -> None:
    rows = frame(after(*conversation(10), ProblemOccurred("no sound")), width, height)
    assert len(rows) <= height
    assert max(map(len, rows)) <= width
    assert rows[0].startswith(" LISTENING ")
    if height >= 24:
        text = "\n".join(rows)
        assert "Question 10" in text
        assert "! no sound" in text
        assert "700 ms" in text
        assert "Ctrl-C ends" in text


class Screen(io.StringIO):
    """A terminal as far as the view uses it: the alternate screen, the cursor at home, text. `shown` is what is on it."""

    def __init__(self) -> None:
        super().__init__()
        self.before = ""
        """What the first screen shows, to which the program returns."""
        self.alternate: list[str] | None = None
        self.most = 0

    def write(self, text: str) -> int:
        for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z])", text):
            if part == "\x1b[?1049h":
                self.alternate = []
            elif part == "\x1b[?1049l":
                self.alternate = None
            elif part == "\x1b[H" and self.alternate is not None:
                self.alternate = []
            elif not part.startswith("\x1b"):
                if self.alternate is None:
                    self.before += part
                else:
                    self.alternate.append(part)
                    self.most = max(self.most, "".join(self.alternate).count("\n") + 1)
        return len(text)


def test_nothing_of_an_older_drawing_stays_and_the_last_turns_are_left_behind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, file = Screen(), io.StringIO()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    handlers = (logging.StreamHandler(sys.stderr), logging.StreamHandler(file))
    for handler in handlers:
        logging.getLogger().addHandler(handler)
    try:
        with LiveView(Console(file=screen, force_terminal=True, width=100, height=30)) as view:
            for event in conversation(10):
                view.model.update(event)
                view._draw()
                assert screen.alternate is not None
                assert len(re.findall(" (LISTENING|HEARING YOU|SPEAKING|STARTING) ", "".join(screen.alternate))) == 1
            logging.getLogger("tests").warning("a line of the log")
            assert capsys.readouterr().err == ""
            assert file.getvalue() == "a line of the log\n"  # one that goes into a file disturbs no screen
    finally:
        for handler in handlers:
            logging.getLogger().removeHandler(handler)
    assert screen.most <= 30  # more would scroll, and a scrolled line stays
    assert screen.alternate is None
    assert "Question 10" in screen.before
    assert "LISTENING" not in screen.before
    assert capsys.readouterr().err == "a line of the log\n"


def test_without_colours_the_stages_have_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    def bars(console: Console) -> str:
        with console.capture() as capture:
            console.print(Fitted(after(*TURN)))
        return capture.get()

    monkeypatch.setenv("NO_COLOR", "1")
    plain = bars(Console(width=100, file=io.StringIO(), force_terminal=True))
    assert all(sign in plain for sign in live.SIGNS)
    assert re.search(r"\x1b\[[0-9;]*(3[0-7]|4[0-7]|38;|48;)", plain) is None
    monkeypatch.delenv("NO_COLOR")
    coloured = bars(Console(width=100, file=io.StringIO(), force_terminal=True, color_system="truecolor"))
    assert "▓" not in coloured
    assert re.search(r"\x1b\[[0-9;]*3[0-9]", coloured)


def test_a_log_tells_when_it_is_ready_and_what_is_wrong_and_no_words() -> None:
    def told(*events: Event) -> list[str]:
        lines = LogLines()
        return [text for event in events for text in lines.take(event)]

    start = Snapshot.of({**STATUS, "microphone": ""})
    assert told(start) == []  # the microphone is being opened
    assert told(start, Devices("Yeti", "HDA", "")) == ["ready: listening, microphone Yeti, tier fast"]
    assert told(start, Devices("", "", "no microphone is connected")) == [
        "ready: no microphone, tier fast",
        "no microphone is connected",
    ]
    assert told(Snapshot.of({**STATUS, "state": "off", "microphone": ""})) == []  # as every daemon begins
    (closed,) = LogLines(listens=False).take(Snapshot.of({**STATUS, "state": "off"}))
    assert closed == "ready: not listening, tier fast"
    later = [*TURN, Devices("", "HDA", "all gone"), Devices("", "HDA", "all gone"), MicrophoneMuted(True, "call")]
    assert told(*later) == [
        "ready: listening, microphone Yeti, tier fast",
        "no microphone, loudspeaker HDA",
        "all gone",
        "microphone closed (call)",
    ]
    assert told(*TURN, tier("Spanish is chosen"), tier("Spanish is chosen"))[1:] == ["Spanish is chosen"]


def test_events_do_not_say_listening_without_a_microphone() -> None:
    def told(microphone: str, *events: Event) -> list[str | None]:
        lines = EventLines()
        return [lines.take(event) for event in (Snapshot.of({**STATUS, "microphone": microphone}), *events)]

    assert told("Yeti", StateChanged("listening"))[1] == "state    listening"
    deaf = told(
        "", StateChanged("hearing"), StateChanged("listening"), Devices("Yeti", "", ""), StateChanged("listening")
    )
    assert [text for text in deaf if text and "listening" in text] == ["state    listening"]
    assert deaf[2] == "state    waiting for a microphone"


def test_no_entry_of_the_legend_is_broken_at_the_end_of_a_line() -> None:
    assert live._legend(live.STAGES, 52).plain.splitlines() == [
        "█ understanding  █ thinking  █ wording  █ speaking",
        "█ waiting for you, and the loudspeaker",
    ]
    assert len(live._legend(live.STAGES, 93).plain.splitlines()) == 1
