"""When a turn is over, what an interruption is, what is settled in a partial transcript: the pure rules."""

from __future__ import annotations

import pytest

from config.settings import Turn
from daemon.barge_in import Verdict, judge
from daemon.speculation import StablePrefix
from daemon.turn_taking import Completeness, Habits, completeness, required_silence


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("what is the capital of france", "en", "complete"),
        ("what is the capital of", "en", "incomplete"),
        ("what is the capital", "en", "incomplete"),
        ("where are you from", "en", "complete"),
        ("turn it on", "en", "complete"),
        ("tell me about", "en", "incomplete"),
        ("i would like to", "en", "incomplete"),
        ("and then i", "en", "incomplete"),
        ("um", "en", "incomplete"),
        ("Hello.", "en", "complete"),
        ("hello", "en", "complete"),
        ("I was thinking...", "en", "incomplete"),
        ("bananas", "en", "unsure"),
        ("my name is ana", "en", "complete"),
        ("my name is", "en", "incomplete"),
        ("", "en", "unsure"),
        ("cuál es la capital de", "es", "incomplete"),
        ("cuál es la capital", "es", "incomplete"),
        ("cuál es la capital de francia", "es", "complete"),
        ("me llamo ana", "es", "complete"),
        ("quiero que", "es", "incomplete"),
        ("hola", "es", "complete"),
        ("¿Qué hora es?", "es", "complete"),
        ("plátanos", "es", "unsure"),
    ],
)
def test_how_finished_words_sound(text: str, language: str, kind: str) -> None:
    assert completeness(text, language) is Completeness(kind)


def test_the_pause_stays_within_its_bounds_and_learns_slow_speakers() -> None:
    settings = Turn()
    nobody = Habits()
    assert required_silence("hello there friend.", "en", settings, nobody) == settings.complete_ms
    assert required_silence("and then", "en", settings, nobody) <= settings.incomplete_ms
    assert required_silence(None, "en", settings, nobody) == settings.incomplete_ms
    slow = nobody
    for _ in range(20):
        slow = slow.learn(900)
    assert settings.unsure_ms < required_silence("bananas", "en", settings, slow) <= settings.incomplete_ms
    # A finished sentence is not held up by habits.
    assert required_silence("hello there friend.", "en", settings, slow) == settings.complete_ms


def test_two_pauses_are_no_habit() -> None:
    habits = Habits().learn(1000).learn(1000)
    assert required_silence("bananas", "en", Turn(), habits) == Turn().unsure_ms


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("", Verdict.DISMISSED),
        ("Mhm.", Verdict.DISMISSED),
        ("uh-huh", Verdict.DISMISSED),
        ("yeah okay", Verdict.DISMISSED),
        ("ajá", Verdict.DISMISSED),
        ("paris is the capital", Verdict.DISMISSED),  # the reply's own words
        ("capital", Verdict.INTERRUPTS),  # one word may be anybody's
        ("stop", Verdict.INTERRUPTS),
        ("no wait", Verdict.INTERRUPTS),
        ("and of spain", Verdict.INTERRUPTS),
        ("yes but why", Verdict.INTERRUPTS),
    ],
)
def test_what_interrupts(said: str, verdict: Verdict) -> None:
    assert judge(said, "Paris is the capital of France.", Turn().backchannels) is verdict


def test_only_what_two_partials_agree_on_is_settled_and_it_never_shrinks() -> None:
    prefix = StablePrefix()
    assert prefix.update("what is") == ""
    assert prefix.update("What is the cat") == "What is"
    assert prefix.update("what is the capital") == "what is the"
    assert prefix.update("bananas") == "what is the"
    assert prefix.update("what is the capital of") == "what is the"
    assert prefix.update("what is the capital of france") == "what is the capital of"
