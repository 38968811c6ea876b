"""One picture of the daemon: what is the last exchange, whatever order things are told in."""

from __future__ import annotations

from typing import Any

from daemon.control.events import (
    Event,
    Forgotten,
    Lagged,
    PartialHeard,
    ProblemOccurred,
    QuestionHeard,
    ReplyDelta,
    ReplyDone,
    ReplyMended,
    Snapshot,
    StateChanged,
    TurnTimed,
)
from daemon.control.state import KEPT, DaemonState, ShownExchange


def after(*events: Event) -> DaemonState:
    state = DaemonState()
    for event in events:
        state.update(event)
    return state


def snapshot(state: str = "listening", **last: Any) -> Snapshot:
    return Snapshot.of({"state": state, "language": "auto", "last": last})


def done(turn: int, text: str, interrupted: bool = False) -> ReplyDone:
    return ReplyDone(turn=turn, text=text, interrupted=interrupted, underruns=0, played=9000, rate=16_000)


def told(state: DaemonState) -> list[tuple[str, str]]:
    return [(each.heard, each.reply) for each in state.exchanges]


HEARD = QuestionHeard(1, "what is a fjord", "en")
LAST = {"turn": 1, "heard": "what is a fjord", "language": "en"}


def test_the_end_of_an_interrupted_reply_may_come_after_the_next_question() -> None:
    state = after(HEARD, ReplyDelta(1, "A valley full"), QuestionHeard(2, "no wait", "en"), done(1, "A valley", True))
    assert told(state) == [("what is a fjord", "A valley"), ("no wait", "")]
    assert state.exchanges[0].interrupted
    assert state.last is state.current
    assert state.current.heard == "no wait"
    state.update(ReplyMended(1, "A"))
    assert told(state)[0] == ("what is a fjord", "A")


def test_an_announcement_is_shown_and_is_not_the_last_exchange() -> None:
    state = after(HEARD, done(1, "A valley."), ReplyDelta(2, "Dinner"), TurnTimed(2, {}), done(2, "Dinner is ready."))
    assert told(state) == [("what is a fjord", "A valley."), ("", "Dinner is ready.")]
    assert state.last is not None
    assert state.last.reply == "A valley."
    for turn in range(3, 3 + KEPT):
        state.update(done(turn, "Dinner is ready."))
    assert state.last.heard == "what is a fjord"


def test_words_that_are_heard_anew_begin_the_exchange_anew() -> None:
    state = after(HEARD, StateChanged("hearing"), PartialHeard(1, "what is a fjord in"))
    assert (told(state), state.partial) == ([], "what is a fjord in")
    assert state.last is not None  # nothing newer has been heard yet
    state.update(QuestionHeard(1, "what is a fjord in Norway", "en"))
    assert (told(state), state.partial) == ([("what is a fjord in Norway", "")], "")
    assert state.last is state.current


def test_who_comes_in_the_middle_of_a_turn_sees_its_question() -> None:
    state = after(snapshot("speaking", **LAST))
    assert told(state) == []
    state.update(ReplyDelta(1, "full of sea."))
    assert told(state) == [("what is a fjord", "full of sea.")]
    state.update(done(1, "A valley full of sea."))
    assert told(state) == [("what is a fjord", "A valley full of sea.")]


def test_what_is_known_of_the_turn_under_way_stays_when_events_are_missed() -> None:
    state = after(HEARD, ReplyDelta(1, "A valley"), Lagged(9), snapshot("speaking", **LAST), ReplyDelta(1, " of sea."))
    assert told(state) == [("what is a fjord", "A valley of sea.")]
    assert not state.current.done
    state.update(snapshot("listening", **LAST, reply="A valley full of sea."))
    assert told(state) == [("what is a fjord", "A valley full of sea.")]
    assert (state.current.heard, state.missed) == ("", 9)


def test_what_was_forgotten_is_nowhere_even_if_its_reply_goes_on() -> None:
    state = after(HEARD, ReplyDelta(1, "A valley "), Forgotten(), ReplyDelta(1, "full of sea."), done(1, "A valley."))
    assert state.last is None
    assert told(state) == [("", "A valley.")]


def test_another_daemon_numbers_its_turns_anew() -> None:
    state = after(HEARD, done(1, "A valley."))
    state.lost()
    assert [state.last] == [ShownExchange(1, "what is a fjord", "en", "A valley.", done=True)]  # it may still be read
    state.update(Snapshot.of({"state": "listening", "last": {}}))
    state.update(ReplyMended(1, "of the other one"))
    assert [state.last, *state.exchanges] == [None]


def test_a_lost_daemon_leaves_no_problem_behind() -> None:
    state = after(
        Snapshot.of({"state": "listening", "language": "es", "problem": "no microphone"}), ProblemOccurred("oh")
    )
    assert state.problems.all == ["no microphone", "oh"]
    state.lost()
    assert (state.problems.all, state.state, state.devices.problem) == ([], "off", "")
    assert state.language == "es"  # in which the tray goes on
