"""The filters of reply events: what is trimmed, held back, noted, and when the LLM may go on."""

from __future__ import annotations

from array import array

from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Heard, Item, Said
from daemon.tiers.filters import NotesExchange, OpensGate, ReleaseGate, TrimSilence
from daemon.tiers.first_clause import FirstClauseGate
from models.engine import Mark, Transcript

RATE = 20_000
KEPT = RATE * 5 // 1000


def audio(values: list[int], *marks: int) -> Audio:
    return Audio(array("h", values).tobytes(), RATE, tuple(Mark(n, n + 1, at, True) for n, at in enumerate(marks)), 1.0)


def samples(item: Audio) -> list[int]:
    return array("h", item.pcm).tolist()


def clause(text: str) -> Clause:
    return Clause(text, 0, len(text), 1.0)


def trimmed(*items: Item) -> list[Audio]:
    """The sound that is left of a reply's events."""
    passed: list[Item] = []
    trim = TrimSilence(passed.append)
    for item in items:
        trim(item)
    assert [item for item in passed if not isinstance(item, Audio)] == [
        item for item in items if not isinstance(item, Audio)
    ]
    return [item for item in passed if isinstance(item, Audio)]


def test_the_silence_before_the_first_sound_is_left_out_but_for_its_last_5_ms() -> None:
    (taken,) = trimmed(audio([0] * 1000 + [5000] * 10))
    assert samples(taken) == [0] * KEPT + [5000] * 10


def test_marks_count_from_what_is_left_in_later_pieces_of_the_clause_too() -> None:
    first, later = trimmed(audio([0] * 1000 + [-5000] * 10, 0, 1005), audio([0] * 500, 1200))
    assert [mark.at for mark in first.marks] == [0, 1005 - 1000 + KEPT]
    assert [mark.at for mark in later.marks] == [1200 - 1000 + KEPT]
    assert len(samples(later)) == 500


def test_sound_that_begins_at_once_is_left_alone() -> None:
    pieces = [audio([3000] * 50, 7), audio([0] * 500, 60)]
    taken = trimmed(*pieces)
    assert all(kept is piece for kept, piece in zip(taken, pieces, strict=True))


def test_a_silent_piece_leaves_its_end_and_the_next_one_goes_on() -> None:
    silent, sounding = trimmed(audio([0] * 1000), audio([0] * 400 + [900] * 5, 1400))
    assert samples(silent) == [0] * KEPT
    assert samples(sounding) == [0] * KEPT + [900] * 5
    assert [mark.at for mark in sounding.marks] == [2 * KEPT]


def test_what_is_softer_than_can_be_heard_counts_as_silence() -> None:
    (taken,) = trimmed(audio([60, -60] * 500 + [-105]))
    assert samples(taken) == [60, -60] * (KEPT // 2) + [-105]


def test_later_clauses_keep_their_silence_and_their_marks() -> None:
    second = audio([0] * 800 + [4000], 10)
    taken = trimmed(clause("One,"), audio([0] * 1000 + [4000]), clause("two."), second)
    assert len(samples(taken[0])) == KEPT + 1
    assert taken[1] is second


def test_the_gate_opens_after_a_sound_has_been_passed_on_and_for_nothing_else() -> None:
    story: list[str] = []
    gate = FirstClauseGate()
    with gate.working(lambda on: story.append(f"hold {on}")):
        gate.to_the_voice()
        opens = OpensGate(lambda item: story.append(type(item).__name__), gate)
        for item in (Said("Yes.", 1.0), clause("Yes."), audio([1]), audio([2])):
            opens(item)
    assert story == ["hold True", "Said", "Clause", "Audio", "hold False", "Audio"]


def test_what_is_held_back_comes_in_order_once_it_is_released() -> None:
    passed: list[Item] = []
    gate = ReleaseGate(passed.append)
    items: list[Item] = [Said("a", 1.0), Said("b", 2.0), Said("c", 3.0)]
    gate(items[0])
    gate(items[1])
    assert not passed
    gate.release()
    assert passed == items[:2]
    gate(items[2])
    assert passed == items


def test_an_exchange_is_complete_with_words_an_answer_and_its_end() -> None:
    passed: list[Item] = []
    items: list[Item] = [Heard(Transcript("why", "en"), 1.0), Said("Be", 2.0), Said("cause.", 3.0), Finished(4.0)]
    noted = NotesExchange(passed.append)
    for item in items:
        assert not noted.complete
        noted(item)
    assert (noted.complete, noted.heard, noted.said) == (True, "why", "Because.")
    assert passed == items
    failed = NotesExchange(passed.append)
    for item in (*items[:3], Failed("out of breath", 4.0)):
        failed(item)
    assert not failed.complete


def test_filters_are_composed_by_name() -> None:
    passed: list[Item] = []
    chain = ReleaseGate(TrimSilence(OpensGate(passed.append, FirstClauseGate())))
    chain(audio([0] * 1000 + [5000]))
    assert not passed
    chain.release()
    assert isinstance(passed[0], Audio)
    assert len(samples(passed[0])) == KEPT + 1
