"""What was heard of a reply, and what the mind is given of the conversation."""

from __future__ import annotations

import re

import pytest

from daemon.conversation.dialogue import Dialogue, Exchange
from daemon.conversation.reply import Reply
from models.engine import Mark, Message
from models.text.clauses import ClauseSplitter


def spoken(complete: bool = True) -> Reply:
    """Two clauses of two words each, 100 samples a word."""
    reply = Reply(1, 1, 0, "en", text="Good **morning**. Nice weather.", complete=complete)
    places = (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 16)
    for text, start, end, where in (("Good morning.", 0, 17, places), ("Nice weather.", 18, 31, ())):
        reply.add_clause(text, start, end, where)
        space = text.index(" ")
        marks = (Mark(0, space, 0, True), Mark(space + 1, len(text), 100, True))
        reply.add_audio(bytes(400), 16_000, marks)
    return reply


def test_nothing_played_is_nothing_heard() -> None:
    assert spoken().heard() == ""


def test_all_played_is_the_text_as_the_mind_wrote_it() -> None:
    reply = spoken()
    reply.played = 400
    assert reply.heard() == "Good **morning**. Nice weather."


def test_a_cut_falls_on_the_last_word_that_had_begun() -> None:
    reply = spoken()
    for played, heard in ((1, "Good"), (100, "Good"), (101, "Good **morning**."), (200, "Good **morning**.")):
        reply.played = played
        assert reply.heard() == heard
    reply.played = 250
    assert reply.heard() == "Good **morning**. Nice"


def test_a_voice_without_marks_is_cut_in_proportion() -> None:
    reply = Reply(1, 1, 0, "en", text="one two three four")
    reply.add_clause("one two three four", 0, 18)
    reply.add_audio(bytes(800), 16_000, ())
    reply.played = 190
    assert reply.heard() in ("one two", "one two three")


def test_the_dialogue_is_trimmed_by_whole_turns_with_room_to_grow() -> None:
    dialogue = Dialogue(100)
    for turn in range(10):
        dialogue.add(Exchange(turn, "a question of some length", "an answer of some length", "en"))
    assert dialogue.trim()
    left = len(dialogue.exchanges)
    assert 0 < left < 10
    assert dialogue.exchanges[-1].turn == 9
    assert not dialogue.trim()
    dialogue.add(Exchange(10, "short", "short", "en"))
    assert not dialogue.trim()
    assert len(dialogue.exchanges) == left + 1


def test_an_unheard_answer_leaves_no_two_user_messages_in_a_row() -> None:
    dialogue = Dialogue(1000)
    dialogue.add(Exchange(1, "first", "", "en"))
    assert dialogue.messages("be brief", "second") == [Message("system", "be brief"), Message("user", "first second")]


def test_what_was_heard_can_be_corrected() -> None:
    dialogue = Dialogue(1000)
    dialogue.add(Exchange(1, "a", "b c", "en"))
    dialogue.amend(1, "b")
    assert dialogue.messages("", "d")[1] == Message("assistant", "b")


@pytest.mark.parametrize(
    ("written", "words", "heard"),
    [
        ("It costs $5 million in **total**, dear.", 3, "It costs $5"),
        (
            "See [the manual](https://example.org/long) for the details.",
            3,
            "See [the manual](https://example.org/long)",
        ),
        ("It is 21 °C outside, and it rains.", 5, "It is 21 °C"),
        ("Son 3.5 km. ¿Vamos?", 4, "Son 3.5"),
        ("Son 3.5 km. ¿Vamos?", 2, "Son"),  # "tres" alone is not what was meant
        ("# Title\n\nFirst one. Second one.", 3, "# Title\n\nFirst one."),
    ],
)
def test_of_a_cut_reply_the_words_are_kept_as_the_mind_wrote_them(written: str, words: int, heard: str) -> None:
    """Through the real splitter, with a voice that takes 100 samples for each word that it is given."""
    splitter = ClauseSplitter("es" if "¿" in written else "en")
    reply = Reply(1, 1, 0, "en", text=written, complete=True)
    for clause in [*splitter.feed(written), *splitter.finish()]:
        reply.add_clause(clause.text, clause.source_start, clause.source_end, clause.places)
        ends = [found.span() for found in re.finditer(r"\S+", clause.text)]
        marks = tuple(Mark(start, end, 100 * index, True) for index, (start, end) in enumerate(ends))
        reply.add_audio(bytes(200 * len(ends)), 16_000, marks)
    reply.played = 100 * words
    assert reply.heard() == heard
    reply.played = reply.samples
    assert reply.heard() == written
