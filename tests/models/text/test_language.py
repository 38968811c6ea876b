"""Which language a text is in, and what follows for a typed conversation that changes it."""

from __future__ import annotations

import pytest

from daemon.app.typed import STYLE, messages_for
from daemon.conversation.dialogue import Dialogue, Exchange
from models.engine import Message
from models.text.language import guess_language, told_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hi", "en"),
        ("Hello!", "en"),
        ("good morning", "en"),
        ("thanks", "en"),
        ("What is a fjord?", "en"),
        ("hola", "es"),
        ("buenos dias", "es"),
        ("Gracias", "es"),
        ("¿Qué hora es?", "es"),
        ("no problem", "en"),
        ("no thanks", "en"),
        ("tell me more", "en"),
        ("give me a minute", "en"),
        ("who was José Martí", ""),
        ("sí", "es"),
        ("vale", "es"),
        ("no, gracias", "es"),
        ("no quiero", "es"),
        ("voy a casa", "es"),
        ("vamos a comer", "es"),
        ("mas alto", "es"),
        ("decime la hora", "es"),
        ("cuentame algo", "es"),
        ("no", ""),
        ("ok", ""),
        ("Madrid", ""),
        ("2 + 2", ""),
        ("", ""),
    ],
)
def test_words_that_tell_the_language_and_those_that_do_not(text: str, language: str) -> None:
    assert told_language(text) == language
    assert guess_language(text) == language or (language, guess_language(text)) == ("", "en")


def conversation(*said: tuple[str, str, str]) -> Dialogue:
    dialogue = Dialogue(1000)
    for number, (heard, reply, language) in enumerate(said):
        dialogue.add(Exchange(number, heard, reply, language))
    return dialogue


def test_a_question_that_changes_the_language_says_so() -> None:
    dialogue = conversation(("¿Qué hora es?", "Las dos.", "es"), ("Madrid", "Es la capital.", ""))
    *_, last = messages_for(dialogue, "hi", follows=True)
    assert last == Message("user", "hi\nAnswer in English.")
    for question in ("hola", "ok"):  # the same one, and one that could be either
        assert messages_for(dialogue, question, follows=True) == dialogue.messages(STYLE, question)
        assert messages_for(dialogue, question, follows=False) == dialogue.messages("", question)
    *_, last = messages_for(conversation(("hi", "Hello.", "en")), "hola", follows=True)
    assert last == Message("user", "hola\nResponde en español.")
    assert messages_for(conversation(), "hola", follows=True)[-1] == Message("user", "hola")


def test_a_mind_that_follows_no_instructions_begins_anew() -> None:
    dialogue = conversation(("¿Qué hora es?", "Las dos.", "es"))
    assert messages_for(dialogue, "hi", follows=False) == [Message("user", "hi")]
