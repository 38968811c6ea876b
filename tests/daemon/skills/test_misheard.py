"""Misheard commands are understood by their sound, and talk is not taken for them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from daemon.skills.actions.intents import ListRead, LoudnessMute, MediaControl, NotesRead, ScreenLock, Undo
from daemon.skills.intent import (
    Computed,
    Intent,
    Mute,
    Snooze,
    Stop,
    TellDate,
    TellTime,
    TellYear,
    TimerCancel,
    TimerLeft,
    Unable,
    Unclear,
    VolumeChange,
    Which,
)
from daemon.skills.match import match
from daemon.skills.misheard import misheard, understood
from daemon.skills.situation import Situation
from daemon.skills.wording import answer
from tests.daemon.skills.test_unable import TALK
from tests.support import skill_phrases as said
from tests.support.timeline import Said, Timeline

DATA = Path(__file__).parents[2] / "data"
ONE = Situation(timers=("pizza",))
EVERYTHING = Situation(timers=("pizza",), alarms=1, rings=True, undoable=True)
DONE = Situation(undoable=True)


@pytest.mark.parametrize(
    ("language", "text", "situation", "meant"),
    [
        ("en", "Can't solve the timer.", ONE, TimerCancel()),
        ("en", "Council the timer", ONE, TimerCancel()),
        ("en", "Cancel the time are", ONE, TimerCancel()),
        ("en", "Can't solve the piece of timer.", ONE, TimerCancel(which=Which(label="pizza"))),
        ("en", "Can't solve the pizza timer.", ONE, TimerCancel(which=Which(label="pizza"))),
        ("es", "Cancer a el temporizador de la pizza", ONE, TimerCancel(which=Which(label="pizza"))),
        ("en", "New yourself.", Situation(), Mute()),
        ("en", "Moot yourself", Situation(), Mute()),
        ("en", "Stop lessening.", Situation(), Mute()),
        ("en", "How much time is laughed?", ONE, TimerLeft()),
        ("en", "Turn up the value.", Situation(), VolumeChange(0.15)),
        ("en", "Snows the alarm.", Situation(rings=True), Snooze()),
        ("en", "Stop the alarms", Situation(rings=True), Stop()),
        ("en", "Stob.", Situation(rings=True), Stop()),
        ("es", "Bara.", Situation(rings=True), Stop()),
        # What Whisper base wrote of four voices of flite's, and Piper's Joe.
        ("en", "and do that.", DONE, Undo()),
        ("en", "And do", DONE, Undo()),
        ("en", "Plus the music.", Situation(), MediaControl("pause")),
        ("en", "Puzzle music", Situation(), MediaControl("pause")),
        ("en", "Neut the computer.", Situation(), LoudnessMute(True)),
        ("en", "and new the computer.", Situation(), LoudnessMute(False)),
        ("en", "Red my shopping list.", Situation(), ListRead("shopping")),
        ("en", "bread my notes", Situation(), NotesRead()),
        ("en", "Block the screen.", Situation(), ScreenLock()),
        ("es", "De saz eso", DONE, Undo()),
        ("es", "Cancel al temporizador.", ONE, TimerCancel()),
        ("es", "Consuela el temporizador", ONE, TimerCancel()),
        ("es", "Teja de escuchar", Situation(), Mute()),
        ("es", "Sube el bolumen", Situation(), VolumeChange(0.15)),
    ],
)
def test_it_is_understood_by_its_sound(language: str, text: str, situation: Situation, meant: Intent) -> None:
    assert match(text, language) is None or isinstance(meant, Stop)
    assert misheard(text, language, situation) == meant


@pytest.mark.parametrize("situation", [Situation(), Situation(timers=("a", "b"))], ids=["no timer", "two timers"])
@pytest.mark.parametrize(("language", "text"), [("en", "Can't solve the timer."), ("es", "Consuela el temporizador")])
def test_what_is_impossible_now_or_may_mean_several_is_asked_again(
    language: str, text: str, situation: Situation
) -> None:
    found = misheard(text, language, situation)
    assert isinstance(found, Unclear)
    assert answer(found, datetime(2026, 11, 30), language) == {"en": "Sorry?", "es": "¿Perdona?"}[language]


def test_what_is_refused_by_its_words_may_be_an_action_by_its_sound() -> None:
    assert isinstance(match("Play them music.", "en"), Unable)
    assert understood("Play them music.", "en", Situation()) == MediaControl("play")
    assert isinstance(understood("Turn off the stove.", "en", Situation()), Unable)


def test_undo_by_its_sound_needs_something_that_was_done() -> None:
    assert not isinstance(misheard("and do that", "en", Situation()), Undo)
    assert misheard("And you?", "en", DONE) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "3 4 5",
        "x" * 4000,
        "a " * 50,
        "stop the \0 timer",
        "supercalifragilisticexpialidocious timer",
        "日本 語",
        "' ' '",
    ],
)
def test_anything_may_be_heard(text: str) -> None:
    misheard(text, "en", EVERYTHING)
    assert misheard(text, "fr", EVERYTHING) is None


def talk() -> list[tuple[str, str]]:
    """(language, sentence) of all the talk there is, each once."""
    found = []
    for language in ("en", "es"):
        lines = (DATA / "talk" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
        blocks = [*(line for line in lines if not line.startswith("#")), *TALK[language].strip().splitlines()]
        blocks += (said.EN_TALK if language == "en" else said.ES_TALK).strip().splitlines()
        found += [(language, text.strip()) for line in blocks for text in line.split("|") if text.strip()]
    for file in sorted(DATA.glob("*.jsonl")):
        for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            found += [(line["lang"], turn) for turn in line["turns"] if line["family"] not in ("repeat", "limits")]
    return list(dict.fromkeys(found))


def test_hardly_any_talk_has_an_effect_with_the_matching_by_sound() -> None:
    """At most 2 in 1,000, with a timer and an alarm set and one ringing: then the most is possible. To tell the time, a sum,
    or what cannot be done, is no effect."""
    sentences = talk()
    assert len(sentences) >= 1000
    taken, asked = [], []
    for language, text in sentences:
        found = match(text, language) or misheard(text, language, EVERYTHING)
        if isinstance(found, Unclear):
            asked.append(text)
        elif found is not None and not isinstance(found, TellTime | TellDate | TellYear | Computed | Unable):
            taken.append((text, found))
    assert len(taken) <= 2, taken
    assert len(asked) <= 3, asked


def test_in_a_conversation_it_is_carried_out() -> None:
    line = Timeline([Said(1000, 2000, "new yourself"), Said(6000, 7000, "be yourself")])
    line.run(12_000)
    assert [skill.name for skill in line.carried_out] == ["mute"]
    assert [record.heard for record in line.records if "you asked" in record.said] == ["be yourself"]


@pytest.mark.parametrize("rings", [False, True])
def test_a_long_text_is_no_order_and_not_looked_through(monkeypatch: pytest.MonkeyPatch, rings: bool) -> None:
    """A megabyte of it held up the event loop for minutes."""
    monkeypatch.setattr("daemon.skills.misheard.bare", lambda words, language: pytest.fail("looked through"))
    assert understood("user " * 1000, "en", Situation(rings=rings, undoable=True)) is None
