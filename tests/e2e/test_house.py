"""What a house tells of a recording: the turns as the conversation's own events have them."""

from __future__ import annotations

import pytest

from tests.e2e.house import Event, turns_in
from tests.support.timeline import Delays, Said, Timeline

LONG = " ".join(f"number {n}." for n in range(60))


def heard(turn: int, text: str) -> Event:
    return {"kind": "heard", "turn": turn, "text": text, "language": "en"}


def audible(turn: int) -> Event:
    return {"kind": "timings", "turn": turn, "ms": {}}


def ended(turn: int) -> Event:
    return {"kind": "reply_done", "turn": turn, "text": "Yes.", "interrupted": False}


def test_a_turn_that_goes_on_counts_once_whatever_its_beginning_is_recognised_as() -> None:
    events = [
        heard(1, "Ask not what."),
        audible(1),
        heard(2, "And so my fellow Americans ask not what your."),
        audible(2),
        heard(3, "And so, my fellow Americans, ask not what your country can do for you."),
        audible(3),
        ended(3),
        heard(4, "Ask what you can do for your country."),
    ]
    assert turns_in(events) == [events[4]["text"], events[7]["text"]]


def test_turns_with_the_same_words_are_two_where_the_first_was_answered() -> None:
    events = [heard(1, "Stop."), audible(1), ended(1), heard(2, "Stop. And go."), audible(2), ended(2)]
    assert turns_in(events) == ["Stop.", "Stop. And go."]


def test_a_turn_without_a_reply_is_one_and_its_last_words_count() -> None:
    assert turns_in([heard(1, "One"), heard(1, "One two."), heard(2, "Three.")]) == ["One two.", "Three."]
    assert turns_in([]) == []


@pytest.mark.parametrize(
    ("begins", "turns"),
    [
        (2750, ["what is the capital of france no i meant of spain"]),
        (6000, ["what is the capital of france", "no i meant of spain"]),
    ],
    ids=["right after the reply's beginning", "into the reply"],
)
def test_the_conversation_tells_of_a_turn_that_another_continues_by_not_ending_its_reply(
    begins: int, turns: list[str]
) -> None:
    said = [Said(1000, 2000, "what is the capital of france"), Said(begins, begins + 900, "no i meant of spain")]
    line = Timeline(said, lambda _: [LONG], delays=Delays(stt=50)).run(60_000)
    assert turns_in({"kind": kind, **facts} for _, kind, facts in line.published) == turns
