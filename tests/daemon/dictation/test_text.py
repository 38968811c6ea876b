"""What is typed of what was heard: spoken marks, joints, orders, own words, tidying."""

from __future__ import annotations

import pytest

from daemon.dictation.joining import Joiner
from daemon.dictation.marks import written
from daemon.dictation.orders import understood
from daemon.dictation.own_words import OwnWords
from daemon.dictation.tidying import accepted, messages
from models.engine import EngineError
from models.espeak_library import phonemes


@pytest.mark.parametrize(
    ("heard", "typed"),
    [
        ("Hello comma how are you question mark", "Hello, how are you?"),
        ("Dear John, comma, new line. I am writing to you.", "Dear John,\nI am writing to you."),
        ("Dear Mary new paragraph thank you for the letter", "Dear Mary\n\nThank you for the letter"),
        ("First item newline second item", "First item\nSecond item"),
        ("He said open quotes yes close quotes and left.", 'He said "yes" and left.'),
        ("That is great exclamation mark See you soon full stop", "That is great! See you soon."),
        ("The sum open parenthesis two numbers close parenthesis is four.", "The sum (two numbers) is four."),
        ("I arrived. Period. It was late.", "I arrived. It was late."),
        ("Bring the following, colon, eggs, comma, milk.", "Bring the following: eggs, milk."),
        ("New line.", "\n"),
        ("apples semicolon pears", "apples; pears"),
        ("Is it ready question mark I hope so", "Is it ready? I hope so"),
    ],
)
def test_marks_that_are_spoken(heard: str, typed: str) -> None:
    assert written(heard, "en") == typed


@pytest.mark.parametrize(
    ("heard", "typed"),
    [
        ("Hola coma qué tal estás", "Hola, qué tal estás"),
        ("Querido Juan, coma, nueva línea, te escribo desde Lima.", "Querido Juan,\nTe escribo desde Lima."),
        ("Abre interrogación cómo estás cierra interrogación", "¿cómo estás?"),
        ("Llegué tarde punto. Mañana vuelvo.", "Llegué tarde. Mañana vuelvo."),
        ("Dijo abre comillas sí cierra comillas y se fue.", 'Dijo "sí" y se fue.'),
        ("Fin del párrafo punto y aparte empieza otro", "Fin del párrafo.\nEmpieza otro"),
        ("Un punto y coma aquí", "Un punto y coma aquí"),
        ("manzanas punto y coma peras", "manzanas; peras"),
        ("Hasta luego nuevo párrafo Un saludo", "Hasta luego\n\nUn saludo"),
    ],
)
def test_marks_that_are_spoken_in_spanish(heard: str, typed: str) -> None:
    assert written(heard, "es") == typed


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The comma is missing."),
        ("en", "You forgot a comma there."),
        ("en", "It was a long period of time."),
        ("en", "We extended the trial period."),
        ("en", "He has colon cancer."),
        ("en", "She made a dash for the door."),
        ("en", "The car came to a full stop."),
        ("en", "That is the question mark over the plan."),
        ("en", "Put an exclamation mark behind it."),
        ("en", "There is a new line of products."),
        ("en", "This is the new line."),
        ("en", "Use the word comma."),
        ("en", "Three point five percent."),
        ("en", "I like dash cams."),
        ("es", "Falta la coma."),
        ("es", "Quiero que coma más."),
        ("es", "Está en coma desde ayer."),
        ("es", "Es un punto de vista."),
        ("es", "Nos vemos a las ocho en punto."),
        ("es", "Hasta cierto punto."),
        ("es", "Hay una nueva línea de metro."),
        ("es", "Son tres punto cinco."),
        ("es", "Pon un signo de interrogación."),
    ],
)
def test_words_that_are_meant_as_words(language: str, words: str) -> None:
    assert written(words, language) == words


def test_only_what_is_wanted() -> None:
    heard = "Hello comma new line bye"
    assert written(heard, "en", "lines") == "Hello comma\nBye"
    assert written(heard, "en", "off") == heard
    assert written(heard, "de") == heard


def test_pieces_are_joined() -> None:
    join = Joiner()
    pieces = ["Dear John,", "I am here.", "And so is Mary", "the cat...", "And the dog.", "\n", "Bye"]
    assert "".join(join.join(each, "en") for each in pieces) == (
        "Dear John, I am here. And so is Mary the cat and the dog.\nBye"
    )


def test_a_mark_of_its_own_follows_without_a_blank() -> None:
    join = Joiner()
    assert "".join(join.join(each, "en") for each in ["Hello", ", world", "!", '"', "yes", '"', "he said"]) == (
        'Hello, world! "yes" he said'
    )


def test_what_was_taken_back_is_joined_to_no_longer() -> None:
    join = Joiner()
    join.join("One.", "en")
    join.join("Two", "en")
    join.take_back()
    assert join.join("Three.", "en") == " Three."
    join.take_back()
    join.take_back()
    assert join.join("Four.", "en") == "Four."


@pytest.mark.parametrize(
    ("heard", "text", "order"),
    [
        ("Scratch that.", "", "scratch"),
        ("Borra eso.", "", "scratch"),
        ("bórralo", "", "scratch"),
        ("Stop dictation.", "", "stop"),
        ("¡Termina el dictado!", "", "stop"),
        ("Fin del dictado, por favor.", "", "stop"),
        ("Kind regards. Stop dictation.", "Kind regards.", "stop"),
        ("I like it, scratch that.", "", None),
        ("You should scratch that itch.", "You should scratch that itch.", None),
        ("He did not stop dictation when asked.", "He did not stop dictation when asked.", None),
        ("El dictado termina mañana.", "El dictado termina mañana.", None),
        ("Stop.", "Stop.", None),
    ],
)
def test_orders(heard: str, text: str, order: str | None) -> None:
    assert understood(heard) == (text, order)


def _espeak() -> bool:
    try:
        return bool(phonemes("one", "en"))
    except EngineError:
        return False


@pytest.mark.skipif(not _espeak(), reason="espeak-ng is not installed")
@pytest.mark.parametrize(
    ("own", "language", "heard", "typed"),
    [
        ("Kubernetes", "en", "We run it on cooper Netties.", "We run it on Kubernetes."),
        ("Kubernetes", "en", "I like kubernetes, too.", "I like Kubernetes, too."),
        ("Siobhan", "en", "Ask siobhan about it.", "Ask Siobhan about it."),
        ("Núñez", "es", "Llama a nuñez.", "Llama a Núñez."),
        ("Etxeberria", "es", "Escribe a Echeverría, por favor.", "Escribe a Etxeberria, por favor."),
        ("PostgreSQL", "en", "The sky is blue.", "The sky is blue."),
        ("Grafana", "en", "My grandma is here.", "My grandma is here."),
        ("Anna", "en", "An apple and a pear.", "An apple and a pear."),
        ("Django", "en", "Jango is a framework.", "Django is a framework."),
    ],
)
def test_own_words(own: str, language: str, heard: str, typed: str) -> None:
    assert OwnWords([own]).correct(heard, language) == typed


@pytest.mark.skipif(not _espeak(), reason="espeak-ng is not installed")
def test_ordinary_text_stays_as_it_is_beside_own_words() -> None:
    own = OwnWords(
        ["Kubernetes", "Grafana", "Siobhan", "PostgreSQL", "Núñez", "Etxeberria", "SARAi", "wlroots", "Joaquín"]
    )
    for language, text in (
        ("en", "We went to the mountains last summer and it rained all week, so we stayed in and played cards."),
        ("en", "Please send me the numbers for the second quarter before the meeting on Thursday, and call Sarah."),
        ("es", "El domingo fuimos a la playa con los niños y comimos paella en un sitio muy bonito cerca del puerto."),
        ("es", "Necesito que me mandes los papeles antes del jueves, porque la oficina cierra a las tres de la tarde."),
    ):
        assert own.correct(text, language) == text


@pytest.mark.parametrize(
    ("original", "tidied", "kept"),
    [
        ("So, um, I think we, we should meet on Tuesday.", "So I think we should meet on Tuesday.", True),
        ("So, um, I think we should meet on Tuesday.", "I think we should meet on Wednesday.", False),
        ("I do not want it, um, today.", "I want it today.", False),
        ("Call me at 5, uh, at 6.", "Call me at 6.", False),
        ("Meet at nine or, um, at ten.", "Meet at ten or nine.", False),
        ("Um, what is the capital of France?", "The capital of France is Paris.", False),
        ("Well uh the report is long and covers all of the figures of last year.", "The report is long.", False),
        ("Pues eh mañana no puedo ir.", "Pues mañana no puedo ir.", True),
        ("Hello.", "", False),
        ("No, no, I mean it.", "No, I mean it.", True),
        ("um hello there", '"Hello there"', True),
    ],
)
def test_tidying_invents_nothing(original: str, tidied: str, *, kept: bool) -> None:
    assert accepted(original, tidied) == (tidied.strip('"') if kept else None)


def test_the_mind_is_given_the_text_last() -> None:
    assert messages("um hello")[-1].content == "um hello"
