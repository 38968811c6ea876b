"""What is left out of an answer's beginning: the silence before its first sound, and nothing else."""

from __future__ import annotations

from array import array

from daemon.conversation.reply_events import Audio
from daemon.tiers.first_clause import LeadingSilence
from models.engine import Mark

RATE = 20_000
KEPT = RATE * 5 // 1000


def audio(values: list[int], *marks: int) -> Audio:
    return Audio(array("h", values).tobytes(), RATE, tuple(Mark(n, n + 1, at, True) for n, at in enumerate(marks)), 1.0)


def samples(item: Audio) -> list[int]:
    return array("h", item.pcm).tolist()


def test_the_silence_before_the_first_sound_is_left_out_but_for_its_last_5_ms() -> None:
    taken = LeadingSilence().take(audio([0] * 1000 + [5000] * 10))
    assert samples(taken) == [0] * KEPT + [5000] * 10


def test_marks_count_from_what_is_left_in_later_pieces_of_the_clause_too() -> None:
    begin = LeadingSilence()
    assert [mark.at for mark in begin.take(audio([0] * 1000 + [-5000] * 10, 0, 1005)).marks] == [0, 1005 - 1000 + KEPT]
    later = begin.take(audio([0] * 500, 1200))
    assert [mark.at for mark in later.marks] == [1200 - 1000 + KEPT]
    assert len(samples(later)) == 500


def test_sound_that_begins_at_once_is_left_alone() -> None:
    begin = LeadingSilence()
    for piece in (audio([3000] * 50, 7), audio([0] * 500, 60)):
        assert begin.take(piece) is piece


def test_a_silent_piece_leaves_its_end_and_the_next_one_goes_on() -> None:
    begin = LeadingSilence()
    assert samples(begin.take(audio([0] * 1000))) == [0] * KEPT
    taken = begin.take(audio([0] * 400 + [900] * 5, 1400))
    assert samples(taken) == [0] * KEPT + [900] * 5
    assert [mark.at for mark in taken.marks] == [2 * KEPT]


def test_what_is_softer_than_can_be_heard_counts_as_silence() -> None:
    assert samples(LeadingSilence().take(audio([60, -60] * 500 + [-105]))) == [60, -60] * (KEPT // 2) + [-105]
