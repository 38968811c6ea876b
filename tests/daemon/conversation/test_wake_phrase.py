"""The wake phrase in what recognisers write: their spellings of it, the question in the same breath, and what is none."""

from __future__ import annotations

import pytest

from daemon.conversation.rules.wake_phrase import WakePhrase, distance, sound

CALLS = [
    ("sarai what time is it", "what time is it"),
    ("Sarai, what time is it?", "what time is it?"),
    ("SARAI! What time is it?", "What time is it?"),
    ("sarah what time is it", "what time is it"),
    ("Sara, tell me a joke.", "tell me a joke."),
    ("sa rye set a timer", "set a timer"),
    ("sah rye, set a timer", "set a timer"),
    ("saray what's up", "what's up"),
    ("suh rye tell me a joke", "tell me a joke"),
    ("serai hello", "hello"),
    ("zarai hello", "hello"),
    ("sa ry hello", "hello"),
    ("s'arai tell me a joke", "tell me a joke"),
    # As pocketsphinx wrote it of a synthetic voice.
    ("hey so right what is the capital of france", "what is the capital of france"),
    ("hey sarai what is the capital of france", "what is the capital of france"),
    ("ok sarah stop", "stop"),
    ("um okay sarai please stop", "please stop"),
    ("sorry sarai what time is it", "what time is it"),
    # In Spanish.
    ("saray qué hora es", "qué hora es"),
    ("Saraí, ¿qué hora es?", "¿qué hora es?"),
    ("¡Sarai! ¿Qué hora es?", "¿Qué hora es?"),
    ("oye saray pon un temporizador", "pon un temporizador"),
    ("sarái dime la hora", "dime la hora"),
    ("sarei dime la hora", "dime la hora"),
    ("zarai dime la hora", "dime la hora"),
    # Alone: the question follows.
    ("sarai", ""),
    ("Sarai.", ""),
    ("hey sarai", ""),
    ("oye, Sara...", ""),
    # In the middle of other talk, or at the end, only when it sounds the same.
    ("and then we went home sarai what time is it", "what time is it"),
    ("what time is it sarai", "what time is it"),
    ("What time is it, Sarai?", "What time is it"),
    ("¿Qué hora es, Sarai?", "¿Qué hora es"),
]
NO_CALLS = """\
what time is it
sorry what time is it
sure why not
sir can you help me
siri what time is it
zero is a number
so are you coming
so i said no
sort it out
start the car
story of my life
sally is here
saturday is fine
some rice please
sunrise is at six
is a rye bread good
say something
the weather is nice
she said sarah is coming
sahara desert
array of things
será mejor que vayas
sería bueno
ser o no ser
cero coma cinco
si era verdad
la hora es tarde
para ahí
""".splitlines()


@pytest.mark.parametrize(("text", "question"), CALLS)
def test_a_call_and_its_question(text: str, question: str) -> None:
    assert WakePhrase("sarai").question(text) == question


@pytest.mark.parametrize("text", ["", "...", *NO_CALLS])
def test_what_is_no_call(text: str) -> None:
    assert WakePhrase("sarai").question(text) is None


@pytest.mark.parametrize(
    ("phrase", "text", "question"),
    [
        ("computer", "computer lights off", "lights off"),
        ("computer", "Computer: lights off", "lights off"),
        ("computer", "commuter trains are late", None),
        ("computer", "compute the sum", None),
        ("hey jarvis", "hey jarvis play music", "play music"),
        ("hey jarvis", "hey service station ahead", None),
        ("hey jarvis", "hey there", None),
        ("oye casa", "oye casa apaga la luz", "apaga la luz"),
        ("oye casa", "oye caza apaga la luz", "apaga la luz"),
        ("Señor Ruiz", "senor ruis dime la hora", "dime la hora"),
        ("Zoé", "zoey what time is it", "what time is it"),
        ("2001", "2001 open the door", "open the door"),
        ("sir", "sir what time is it", "what time is it"),  # a user's own phrase may be an everyday word
    ],
)
def test_any_phrase_will_do(phrase: str, text: str, question: str | None) -> None:
    assert WakePhrase(phrase).question(text) == question


def test_a_distance_is_symmetrical_enough_and_zero_for_the_same_sound() -> None:
    assert sound("Saray") == sound("sa rye") == sound("zarai")
    assert distance(sound("sarai"), sound("saray")) == 0
    assert distance(sound("sarai"), sound("sarah")) < distance(sound("sarai"), sound("sunday"))
