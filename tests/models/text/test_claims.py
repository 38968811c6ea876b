"""A mind never claims an effect: sentences that do are found, and those that only look like it are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.text.claims.guard import TRUE, ClaimFilter, ClaimGuard

CORPUS = Path(__file__).parents[2] / "data" / "claims"


def corpus(language: str, sign: str) -> list[str]:
    lines = (CORPUS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line[2:] for line in lines if line.startswith(f"{sign} ")]


def replaced(answer: str, language: str = "en", question: str = "") -> bool:
    return ClaimGuard(language, question).check(answer) is not None


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_corpus_is_large_enough(language: str) -> None:
    assert min(len(corpus(language, sign)) for sign in "+-") >= 60


@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang in ("en", "es") for text in corpus(lang, "+")])
def test_a_claim_is_replaced(language: str, text: str) -> None:
    assert replaced(text, language)


@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang in ("en", "es") for text in corpus(lang, "-")])
def test_what_only_looks_like_a_claim_is_said(language: str, text: str) -> None:
    assert not replaced(text, language)


def test_what_is_said_instead_claims_nothing() -> None:
    for texts in TRUE.values():
        for language, text in texts.items():
            assert not replaced(text, language)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Translate into English: he encendido la luz.", "I have turned on the light."),
        ("How do you say that in Spanish?", "He encendido la luz."),
        ("Tell me a joke.", "I sent my computer a message. Done."),
        ("Write an email to my boss that I sent the report.", "Dear boss, I have sent the report."),
        ("Cuéntame un cuento.", "Apagué la luz."),
    ],
)
def test_who_asks_for_words_gets_words(asked: str, text: str) -> None:
    assert not replaced(text, question=asked)


@pytest.mark.parametrize(
    "asked", ["Write an email to my boss and send it.", "Write that down.", "Turn on the light.", ""]
)
def test_who_asks_for_an_effect_is_not_told_of_one(asked: str) -> None:
    assert replaced("I've sent the email to your boss.", question=asked)


def test_in_a_story_that_began_as_one_the_past_is_the_past() -> None:
    story = "Once upon a time there was a keeper. I turned on the lamp. I opened the door."
    assert not replaced(story)
    assert replaced("It was late. I turned on the lamp for you.")


def test_a_text_that_is_read_comes_as_it_is_written_but_for_what_may_be_a_claim() -> None:
    honest = ClaimFilter("en")
    assert honest.feed("The sea ") == "The sea "
    assert honest.feed("is wide. ") == "is wide. "
    assert honest.feed("I've turned") == ""
    assert honest.feed(" around.\n") == "I've turned around.\n"
    assert honest.feed("I've turned on the light, ") == TRUE["other"]["en"]
    assert honest.replaced
    assert honest.feed("and more. ") + honest.finish() == ""


@pytest.mark.parametrize(
    ("language", "asked", "text", "claim"),
    [
        ("en", "Turn off the television, please.", "Got it.", True),
        ("en", "Remind me to call my mother at five.", "Okay, got it!", True),
        ("es", "Apaga la televisión, por favor.", "Entendido.", True),
        ("es", "Recuérdame llamar a mi madre.", "Vale.", True),
        ("en", "Delete the file report.txt.", "I'm sorry. I'll make sure to delete the report.txt file.", True),
        ("en", "Play some jazz.", "I'm playing a solo on a trumpet.", True),
        ("en", "Play the next episode of my podcast.", "I'm playing the next episode of my podcast.", True),
        ("en", "Open the garage door.", "The garage door opens.", True),
        ("en", "Dim the lights.", "I'll just make sure to keep an eye on the lights.", True),
        ("en", "Get me a taxi.", "The taxi is going to the airport.", True),
        ("en", "Open the garage door.", "I'm not sure what to say.", False),
        ("en", "Call an ambulance.", "Sarai, I'm not sure what to do.", False),
        ("en", "Play some jazz.", "I'm sorry, I can't play music. I'm glad that you like jazz.", False),
        ("en", "Start the washing machine.", "If I start it, who will stop it?", False),
        ("es", "Abre la puerta.", "La puerta se abre.", True),
        ("es", "Riega las plantas.", "Estoy haciendo lo que pides.", True),
        ("es", "Pon algo de jazz.", "Lo siento, no puedo poner música.", False),
        ("es", "Pon algo de jazz.", "Bueno, ", False),
        ("es", "Pon algo de jazz.", "Bueno, vale.", True),
        ("en", "Add five and three.", "Great, ", False),
        ("en", "Play some jazz.", "Great, will do.", True),
        ("es", "Escribe a mi jefe que hoy estoy enfermo.", "Hecho.", True),
        ("es", "Escribe un poema a mi jefe.", "Hecho.", False),
        ("es", "Abre la puerta.", "La puerta no está conectada.", False),
        ("en", "Do you like music?", "Sure.", False),
        ("en", "Take care.", "Thank you.", False),
        ("en", "Can you play chess?", "Yes.", False),
        ("en", "Change the subject.", "Okay.", False),
        ("es", "¿Para qué sirve un martillo?", "Creo que sirve para clavar clavos.", False),
        ("en", "My name is Maria.", "Got it.", False),
        ("en", "Call me Maria.", "Got it.", False),
        ("en", "Thank you.", "Of course.", False),
        ("en", "Turn on the light.", "I can't do that.", False),
        ("es", "Me llamo María.", "Entendido.", False),
        ("es", "Llámame Pedro.", "Entendido.", False),
    ],
)
def test_to_agree_to_a_request_is_to_claim_it(language: str, asked: str, text: str, claim: bool) -> None:
    assert replaced(text, language, asked) == claim


REQUESTS = [line.split(" ", 1) for line in (CORPUS / "requests.txt").read_text(encoding="utf-8").splitlines()]
ASSENT = {
    "en": ["Yes.", "Sure.", "Okay, will do.", "Got it!", "Yes, of course.", "Yeah."],
    "es": ["Sí.", "Claro.", "De acuerdo.", "Vale, sí.", "Sí, por supuesto.", "Lo haré."],
}


@pytest.mark.parametrize(("language", "asked"), [(lang, text) for lang, text in REQUESTS if lang in ASSENT])
def test_a_request_that_nobody_can_fulfil_is_not_assented_to(language: str, asked: str) -> None:
    assert [text for text in ASSENT[language] if not replaced(text, language, asked)] == []


@pytest.mark.parametrize(
    ("language", "asked", "claims"),
    [
        ("en", "Can you turn on the light?", True),
        ("en", "Turn on the light, would you?", True),
        ("en", "Turn on the light?", True),
        ("en", "Could you please play some jazz?", True),
        ("en", "Can you call my wife?", True),
        ("en", "Can you make it warmer?", True),
        ("en", "Have you ordered the pizza?", True),
        ("en", "Answer the phone.", True),
        ("en", "Check if the door is locked.", True),
        ("es", "¿Puedes encender la luz?", True),
        ("es", "¿Enciendes la luz?", True),
        ("es", "¿Puedes pedirme un taxi?", True),
        ("es", "¿Has enviado el mensaje?", True),
        ("es", "Contesta a mi madre que sí.", True),
        ("en", "Is the sky blue?", False),
        ("en", "Tell me yes or no.", False),
        ("en", "Can you hear me?", False),
        ("en", "Can you play chess?", False),
        ("en", "Do cats purr?", False),
        ("en", "Water boils at a hundred degrees, right?", False),
        ("en", "Text messages are old, aren't they?", False),
        ("en", "Answer with yes or no: is the sky blue?", False),
        ("en", "Check whether seventeen is prime.", False),
        ("en", "Did you sleep well?", False),
        ("es", "¿Es azul el cielo?", False),
        ("es", "Dime sí o no.", False),
        ("es", "¿Me oyes?", False),
        ("es", "Responde sí o no: ¿es azul el cielo?", False),
        ("es", "Responde: ¿duermen los peces?", False),
        ("es", "¿Abre el museo los lunes?", False),
        ("es", "¿Has dormido bien?", False),
    ],
)
def test_yes_is_a_claim_where_something_should_be_done_and_an_answer_where_something_is_asked(
    language: str, asked: str, claims: bool
) -> None:
    assert replaced("Yes." if language == "en" else "Sí.", language, asked) == claims
    assert replaced("Of course!" if language == "en" else "Claro.", language, asked) == claims
