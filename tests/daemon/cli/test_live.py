"""The live view: what it shows after which events; what models say is shown, never obeyed."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from typing import Any

import pytest
from rich.console import Console

from daemon.cli import live
from daemon.cli.live import LiveView, render, show, watch
from daemon.cli.live_lines import line
from daemon.cli.live_model import TURNS, LiveModel

TIMINGS = {
    "endpoint": 310.0,
    "stt": 120.0,
    "first_token": 300.0,
    "first_clause": 380.0,
    "engine_first_audio": 450.0,
    "voice_to_voice": 700.0,
}
TURN: list[dict[str, Any]] = [
    {"kind": "snapshot", "state": "listening", "tier": "auto", "tier_active": "fast", "microphone": "Yeti"},
    {"kind": "state", "state": "hearing"},
    {"kind": "partial", "turn": 1, "text": "what is"},
    {"kind": "state", "state": "paused"},
    {"kind": "heard", "turn": 1, "text": "What is a fjord?", "language": "en"},
    {"kind": "state", "state": "thinking"},
    {"kind": "reply", "turn": 1, "delta": "A valley "},
    {"kind": "state", "state": "speaking"},
    {"kind": "timings", "turn": 1, "ms": TIMINGS},
    {"kind": "reply", "turn": 1, "delta": "full of sea."},
    {"kind": "reply_done", "turn": 1, "text": "A valley full of sea.", "interrupted": False},
    {"kind": "state", "state": "listening"},
]


def after(*events: dict[str, Any]) -> LiveModel:
    model = LiveModel()
    for event in events:
        model.update(event)
    return model


def shown(model: LiveModel, width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    with console.capture() as capture:
        console.print(render(model))
    return capture.get()


def test_a_turn_from_the_first_word_to_the_last() -> None:
    model = after(*TURN[:3])
    assert (model.state, model.partial, model.tier, model.microphone) == ("hearing", "what is", "fast", "Yeti")
    model = after(*TURN[:7])
    assert (model.partial, model.current.heard, model.current.reply) == ("", "What is a fjord?", "A valley ")
    model = after(*TURN)
    (exchange,) = model.done
    assert (exchange.heard, exchange.reply, exchange.timings) == ("What is a fjord?", "A valley full of sea.", TIMINGS)
    assert model.current.heard == ""


def test_a_notice_of_the_daemon_is_shown_from_the_start() -> None:
    model = after({**TURN[0], "notice": "Spanish is chosen", "problem": "no microphone is connected"})
    assert "! Spanish is chosen" in shown(model)
    assert "! no microphone is connected" in shown(model)


def test_what_is_wrong_is_shown_for_as_long_as_it_is_so() -> None:
    model = after({**TURN[0], "notice": "Spanish is chosen", "problem": "no microphone is connected", "microphone": ""})
    assert " WAITING FOR A MICROPHONE " in shown(model)
    model.update({"kind": "device", "capture": "Yeti", "playback": "", "problem": ""})
    model.update({"kind": "language", "name": "en"})
    model.update({"kind": "tier", "name": "fast", "notice": ""})
    text = shown(model)
    assert "!" not in text
    assert " LISTENING " in text
    assert "tier fast · en · microphone Yeti" in text


def test_a_turn_whose_end_was_missed_is_over() -> None:
    model = after(*TURN[:8], {"kind": "lagged", "missed": 300})
    last = {"turn": 1, "heard": "What is a fjord?", "reply": "A valley full of sea."}
    model.update({**TURN[0], "last": last})
    assert [(each.heard, each.reply) for each in model.done] == [(last["heard"], last["reply"])]
    assert (model.current.heard, model.current.reply) == ("", "")


def test_the_reply_is_what_was_heard_of_it_until_it_is_forgotten() -> None:
    model = after(*TURN, {"kind": "reply_mended", "turn": 1, "text": "A valley"})
    assert [each.reply for each in model.done] == ["A valley"]
    model.update({"kind": "forgotten"})
    assert "A valley" not in shown(model)


def test_timings_that_come_after_the_reply_find_their_turn() -> None:
    model = after(*TURN[:8], TURN[10], {"kind": "timings", "turn": 1, "ms": TIMINGS})
    assert model.done[0].timings == TIMINGS


def test_words_heard_anew_replace_the_reply_to_the_old_ones() -> None:
    model = after(*TURN[:7], {"kind": "heard", "turn": 1, "text": "What is a fjord in Norway?", "language": "en"})
    assert (model.current.heard, model.current.reply) == ("What is a fjord in Norway?", "")
    model = after(*TURN[:5], {"kind": "state", "state": "hearing"}, {"kind": "partial", "turn": 1, "text": "what is a"})
    assert (model.current.heard, model.partial) == ("", "what is a")


def test_only_the_last_turns_stay_in_view() -> None:
    model = LiveModel()
    for number in range(TURNS + 3):
        model.update({"kind": "heard", "turn": number, "text": f"q{number}", "language": "en"})
        model.update({"kind": "reply_done", "turn": number, "text": f"a{number}", "interrupted": True})
    assert [each.heard for each in model.done] == [f"q{number}" for number in range(3, TURNS + 3)]
    assert "interrupted" in shown(model)


def test_everything_is_to_be_seen() -> None:
    text = shown(after(*TURN, {"kind": "level", "dbfs": -30.0, "speech": 0.8}, {"kind": "problem", "text": "no sound"}))
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
    assert "no microphone open" in shown(after({"kind": "device", "capture": "", "playback": "HDA", "problem": ""}))


def test_bars_are_as_long_as_the_time_they_stand_for() -> None:
    slow = {name: value * 2 for name, value in TIMINGS.items()}
    model = after(
        *TURN,
        {"kind": "heard", "turn": 2, "text": "and?", "language": "en"},
        {"kind": "timings", "turn": 2, "ms": slow},
        {"kind": "reply_done", "turn": 2, "text": "so", "interrupted": False},
    )
    first, second = (row for row in shown(model).splitlines() if " ms " in row)
    assert second.count("█") == live.BAR
    assert first.count("█") == live.BAR // 2


@pytest.mark.parametrize("width", [20, 40, 200])
def test_it_fits_any_terminal(width: int) -> None:
    text = shown(after(*TURN, {"kind": "level", "dbfs": -float("inf"), "speech": 0.0}), width)
    assert all(len(row) <= width for row in text.splitlines())


def test_what_a_model_says_is_not_obeyed() -> None:
    nasty = "\x1b[2J[bold]x[/bold]\r\n\x07\x9b31m"
    event = {"kind": "reply_done", "turn": 1, "text": nasty, "interrupted": False}
    text = shown(after(*TURN[:7], event))
    assert "[bold]x[/bold]" in text
    printed = line(event)
    assert printed is not None
    for each in (text.replace("\n", ""), printed):
        assert each.isprintable()


def test_unknown_and_odd_events_are_ignored() -> None:
    model = after(*TURN, {"kind": "input_ended", "at": 3}, {"kind": "new in version 9"}, {})
    assert model.state == "listening"
    model.update({"kind": "lagged", "missed": 3})
    assert "3 events were missed" in shown(model)


def test_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    watch([*TURN, None, {"kind": "level", "dbfs": -3.0, "speech": 1.0}])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "state    listening, tier fast"
    assert "you      What is a fjord?" in lines
    assert "sarai    A valley full of sea." in lines
    assert line({"kind": "timings", "turn": 3, "ms": {}}) is None
    assert any(each.startswith("timings  voice to voice 700 ms, end of turn 310 ms") for each in lines)
    assert not any("-3" in each or "what is" in each for each in lines)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"kind": "device", "capture": "Yeti", "playback": "", "problem": ""}, "devices  Yeti; no loudspeaker open"),
        ({"kind": "device", "capture": "", "playback": "", "problem": "all gone"}, "problem  all gone"),
        ({"kind": "problem", "text": "oh"}, "problem  oh"),
        ({"kind": "tier", "name": "fast", "notice": ""}, "tier     fast"),
        ({"kind": "tier", "name": "fast", "notice": "oh"}, "tier     fast: oh"),
        ({"kind": "lagged", "missed": 5}, "         (5 events were missed)"),
        (
            {"kind": "snapshot", "state": "listening", "tier_active": "fast", "problem": "all gone", "notice": "oh"},
            "state    listening, tier fast\nproblem  all gone\nproblem  oh",
        ),
        ({"kind": "partial", "text": "oh"}, None),
    ],
)
def test_each_kind_of_line(event: dict[str, Any], expected: str | None) -> None:
    assert line(event) == expected


LAST = ("listening", "A valley full of sea.")
"""What is drawn when all of TURN has come."""


def test_the_last_event_is_drawn_although_many_came_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "EVERY", 0.3)
    monkeypatch.setattr(live.sys.stdout, "isatty", lambda: True)  # type: ignore[attr-defined]
    drawn: list[tuple[str, str]] = []
    monkeypatch.setattr(LiveView, "_draw", _remember(drawn))

    class Source:
        """An asynchronous iterator whose step can be cancelled and begun again, as a Subscription's can."""

        def __init__(self) -> None:
            self._queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(99)
            for event in TURN:
                self._queue.put_nowait(event)

        def __aiter__(self) -> Source:
            return self

        async def __anext__(self) -> dict[str, Any]:
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
        view.update({"kind": "level", "dbfs": -70.0, "speech": 0.01})
        assert view.wait() is not None
        view._due = None
        view.update({"kind": "level", "dbfs": -68.0, "speech": 0.02})
        assert view.wait() is None
        view.update({"kind": "level", "dbfs": -20.0, "speech": 0.9})
        assert view.wait() is not None


def _remember(drawn: list[tuple[str, str]]) -> Any:
    def draw(view: LiveView) -> None:
        view._due = None
        view._drawn = live.time.monotonic()  # type: ignore[attr-defined]
        drawn.append((view.model.state, view.model.done[-1].reply if view.model.done else ""))

    return draw


def test_a_terminal_gets_the_live_view() -> None:
    def events() -> Iterator[dict[str, Any] | None]:
        yield from TURN
        yield None

    output = io.StringIO()
    watch(events(), Console(file=output, force_terminal=True, width=100))
    assert "A valley full of sea." in output.getvalue()
    assert "\x1b[" in output.getvalue()
