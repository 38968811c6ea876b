"""`benchmarks.whisper_windows`: which transcripts go on after the speech has ended."""

from __future__ import annotations

import pytest

from benchmarks.whisper_windows import beginnings, has_repeated_tail


@pytest.mark.parametrize(
    ("said", "heard", "repeats"),
    [
        ("turn on the living room light", "Turn on the living room light. Turn on t", True),
        ("turn on the lamp in the living room", "Turn on the lamp in the living room. The living room.", True),
        ("how far is it from here", "How far is it from here? How far", True),
        ("stop", "Stop. Stop.", True),
        ("turn on the living room light", "Turn on the living room light.", False),
        ("no no no no", "No, no, no, no.", False),
        ("what time is it in tokyo what time", "What time is it in Tokyo? What time?", False),
        ("five five five five five", "5 5 5 5 5 5", False),  # one more may be misheard
        ("five five five five five", "5 5 5 5 5 5 5 5 5 5 5 5 5 5 5", True),
        ("five five five five five", "55555555555555555555", True),
        ("call four four four four", "Call 4444.", False),
        ("a frog and a toad", "A frog and a toad.", False),
        ("", "", False),
    ],
)
def test_a_tail_is_repeated_where_its_words_were_not_said_twice(said: str, heard: str, repeats: bool) -> None:
    assert has_repeated_tail(said, heard) is repeats


def test_there_are_enough_utterances_to_speak_at_three_speeds() -> None:
    found = beginnings()
    assert 3 * len(found) > 1000
    assert len(set(found)) == len(found)
    assert {"Yes.", "what's the difference between", "what's the difference between a latte and a flat white"} <= {
        *found
    }
