"""A timer rings until it is stopped: in scripted time, alone and through a conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from audio.events import Earcon
from config.settings import Settings
from config.settings import Timers as TimerSettings
from daemon.conversation.turn import Phase
from daemon.skills.clocks import Moment
from daemon.skills.intent import AlarmSet, Intent, Snooze, Stop, TimerCancel, TimerIntent, TimerSet
from daemon.skills.match import match
from daemon.skills.ringing import EVERY, LOUDEST, SOFTEST, Ring
from daemon.skills.schedule import TimerEntry
from daemon.skills.timers import Timers
from tests.support.bell import Bell
from tests.support.timeline import Said, Timeline

NOON = datetime(2026, 11, 30, 12, 0)
EGG, TEA = "Time's up: egg.", "Time's up: tea."


class House:
    """Timers with a bell, and a clock that is set by hand."""

    def __init__(self, minutes: float = 5, bell: Bell | None = None) -> None:
        self.now = 0.0
        self.bell = bell or Bell()
        self.kept: Sequence[TimerEntry] = ()
        self.ringing: list[str] = []
        self.timers = Timers(
            self.bell, self.clock, keep=self.keep, settings=TimerSettings(ring_minutes=minutes), rings=self.rings
        )

    def clock(self) -> Moment:
        return Moment(NOON.timestamp() + self.now, 100 + self.now, "boot")

    def keep(self, entries: Sequence[TimerEntry]) -> None:
        self.kept = entries

    def rings(self, rings: Sequence[Ring]) -> None:
        self.ringing = [ring.text for ring in rings]

    def say(self, text: str, language: str = "en") -> str:
        found = match(text, language)
        assert isinstance(found, TimerIntent), text
        return self.timers.carry_out(found, language)

    def wait(self, seconds: float) -> None:
        """Let time pass, as the two tasks of `Timers.run` would see it."""
        until = self.now + seconds
        while self.now < until:
            self.now = min(until, self.now + EVERY)
            if due := self.timers.schedule.take_due(self.clock()):
                self.timers.ringer.begin(due)
            self.timers.ringer.ring()


def test_it_rings_again_and_again_and_louder_within_bounds() -> None:
    house = House()
    house.say("set a timer for one minute for the egg")
    house.wait(60)
    assert house.bell.said == [EGG]
    house.wait(120)
    assert len(house.bell.said) > 10
    assert house.bell.gains[0] == SOFTEST
    assert house.bell.gains == sorted(house.bell.gains)
    assert house.bell.gains[-1] == LOUDEST
    assert house.ringing == [EGG]


@pytest.mark.parametrize(("minutes", "least", "most"), [(0, 1, 1), (1, 8, 10), (5, 42, 44)])
def test_it_rings_at_most_as_long_as_the_settings_say(minutes: float, least: int, most: int) -> None:
    house = House(minutes)
    house.say("set a timer for one minute for the egg")
    house.wait(60 + 600)
    assert least <= len(house.bell.said) <= most
    assert house.ringing == []
    assert house.kept == []


def test_the_time_counts_from_when_it_is_heard_and_what_rings_is_kept() -> None:
    house = House(1, Bell(audible=False, quiet=False))
    house.say("set a timer for one minute for the egg")
    house.wait(3600)
    assert house.ringing == [EGG]
    assert not house.timers.stop_ringing()  # "stop" was meant for something else
    assert [entry.label for entry in house.kept] == ["egg"]  # after a crash it rings again
    house.bell.audible = True
    house.wait(30)
    assert house.ringing == [EGG]
    house.wait(60)
    assert house.ringing == []


def test_stop_ends_what_rings_and_no_other_timer() -> None:
    house = House()
    house.say("set a timer for one minute for the egg")
    house.say("set a timer for one minute for the tea")
    house.say("set a timer for ten minutes for the pizza")
    house.wait(60)
    assert house.ringing == [EGG, TEA]
    assert house.timers.stop_ringing()
    assert house.ringing == []
    assert house.bell.hushed
    rung = len(house.bell.said)
    house.wait(60)
    assert len(house.bell.said) == rung
    assert house.say("what timers do I have").startswith("Eight minutes for pizza")


@pytest.mark.parametrize(
    ("language", "text", "answer", "left"),
    [
        ("en", "stop the timer", "The timer for egg is cancelled.", [TEA]),
        ("en", "turn off the alarm", "The timer for egg is cancelled.", [TEA]),
        ("en", "cancel the egg timer", "The timer for egg is cancelled.", [TEA]),
        ("es", "apaga la alarma", "He cancelado el temporizador para egg.", [TEA]),
        ("en", "cancel the tea timer", "The timer for tea is cancelled.", [EGG]),
    ],
)
def test_stop_the_timer_means_the_one_that_rings(language: str, text: str, answer: str, left: list[str]) -> None:
    house = House()
    house.say("set a timer for one minute for the egg")
    house.say("set a timer for two minutes for the tea")
    house.wait(60)
    assert house.say(text, language) == answer
    house.wait(60)
    assert house.ringing == left


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("en", "Five more minutes.", 5),
        ("en", "five more minutes please", 5),
        ("en", "Give it another ten minutes", 10),
        ("en", "Snooze.", 5),
        ("en", "snooze it for three minutes", 3),
        ("en", "add two minutes to the egg timer", 2),
        ("es", "Cinco minutos más.", 5),
        ("es", "otros diez minutos", 10),
        ("es", "Pospón la alarma", 5),
        ("es", "aplázala tres minutos", 3),
    ],
)
@pytest.mark.parametrize("ended", [False, True])
def test_it_is_put_off(language: str, text: str, minutes: int, ended: bool) -> None:
    house = House()
    house.say("set a timer for one minute for the egg")
    house.say("set a timer for one hour for the roast")
    house.wait(70)
    if ended and "egg" not in text and match(text, language).__class__ is Snooze:
        house.timers.stop_ringing()
    answer = house.say(text, language)
    assert "egg" in answer
    assert not house.ringing
    house.wait(60 * minutes - 15)
    assert not house.ringing
    house.wait(20)
    assert house.ringing == [EGG if language == "en" else "Se acabó el tiempo: egg."]


def test_an_alarm_that_is_put_off_is_still_an_alarm() -> None:
    house = House()
    house.timers.carry_out(AlarmSet(12, 1, exact=True, label="call mum"), "en")
    house.wait(60)
    assert house.ringing == ["Your reminder for twelve oh one in the afternoon: call mum."]
    assert house.say("snooze").startswith("Five minutes")
    house.wait(305)
    assert house.ringing == ["Your reminder for twelve oh six in the afternoon: call mum."]
    assert house.timers.carry_out(TimerCancel("alarm"), "en") == "The reminder is cancelled: call mum."


def test_nothing_to_put_off() -> None:
    house = House()
    assert house.say("snooze") == "There is no timer."
    house.say("set a timer for one minute")
    house.wait(60)
    house.timers.stop_ringing()
    house.wait(700)
    assert house.say("five more minutes") == "There is no timer."


# ------------------------------------------------------------------------------------------------- in a conversation


class Kitchen(Timeline):
    """A conversation with real timers, one of which is due at 5 s."""

    def __init__(self, *script: Said, settings: dict[str, Any] | None = None, **more: Any) -> None:
        self.timers: Timers | None = None
        super().__init__(script, settings=Settings.model_validate(settings or {}), **more)
        self.timers = Timers(self, lambda: Moment(NOON.timestamp() + self.now / 1000, self.now / 1000, "boot"),
                             rings=lambda rings: self.conversation.rings(bool(rings)))  # fmt: skip
        self.timers.carry_out(TimerSet(5, "egg"), "en")
        self.at(5000, self.due)
        for when in range(5000, 400_000, round(EVERY * 1000)):
            self.at(when, self.timers.ringer.ring)

    def due(self) -> None:
        assert self.timers is not None
        self.timers.ringer.begin(self.timers.schedule.take_due(self.timers._clock()))

    def tone(self, gain: float) -> bool:
        return self.conversation.tone(gain)

    def say(self, text: str, language: str, heard: Callable[[], None]) -> None:
        self.conversation.announce(text, language, rings=True, told=heard)

    def hush(self) -> None:
        self.conversation.hush()

    def carry_out(self, skill: Intent, language: str) -> str:
        super().carry_out(skill, language)
        assert self.timers is not None
        if isinstance(skill, Stop):
            self.timers.stop_ringing()
            return ""
        assert isinstance(skill, TimerIntent)
        return self.timers.carry_out(skill, language)

    @property
    def tones(self) -> list[int]:
        return [when for when, command in self.commands if isinstance(command, Earcon)]

    @property
    def rings(self) -> bool:
        assert self.timers is not None
        return bool(self.timers.ringer.rings)


def test_it_rings_in_the_pauses_of_a_conversation() -> None:
    line = Kitchen(Said(8000, 9500, "what is a fjord"), Said(15_000, 16_000, "and a valley"))
    line.run(60_000)
    assert line.rings
    assert [record.heard for record in line.records] == ["what is a fjord", "and a valley"]
    assert len(line.tones) > 5
    assert len(line.heard_replies()) > 7  # its name, again and again, and two answers
    assert not any(8000 <= when < 9500 or 15_000 <= when < 16_000 for when in line.tones)


@pytest.mark.parametrize("when", range(5200, 12_000, 700))
@pytest.mark.parametrize(("text", "language"), [("stop", "en"), ("para", "es"), ("stop the timer", "en")])
def test_it_ends_by_a_word_whenever_it_is_said(when: int, text: str, language: str) -> None:
    line = Kitchen(Said(when, when + 600, text), language=language)
    line.run(60_000)
    assert not line.rings
    assert line.phase() is Phase.LISTENING
    assert not [tone for tone in line.tones if tone > when + 2500]


def test_it_is_put_off_by_a_word() -> None:
    line = Kitchen(Said(9000, 10_200, "five more minutes"))
    line.run(60_000)
    assert not line.rings
    assert line.timers is not None
    (entry,) = line.timers.schedule.entries
    assert entry.label == "egg"
    assert 305 < entry.uptime < 315
    assert line.records[0].said == "Five minutes for egg, starting now."


@pytest.mark.parametrize("text", ["stop", "snooze", "what is a fjord"])
def test_it_ends_without_the_wake_phrase_but_nothing_else_is_answered(text: str) -> None:
    settings = {"listening": {"mode": "wake", "follow_up_seconds": 0}}
    line = Kitchen(Said(9000, 10_000, text), settings=settings)
    line.run(60_000)
    assert line.rings == (text == "what is a fjord")
    assert "fjord" not in str(line.asked)


def test_muted_it_rings_on_and_a_key_ends_it() -> None:
    line = Kitchen()
    line.at(4000, partial(line.conversation.listen, False))
    line.run(20_000)
    assert line.rings
    assert len(line.heard_replies()) >= 2
    assert line.phase() in (Phase.OFF, Phase.THINKING, Phase.SPEAKING)
    assert line.timers is not None
    line.timers.stop_ringing()  # as `sarai stop` does
    line.conversation.stop()
    heard = len(line.heard_replies())
    line.run(60_000)
    assert len(line.heard_replies()) == heard
    assert line.phase() is Phase.OFF


def test_a_long_reply_is_heard_to_its_end_under_a_soft_tone() -> None:
    long = "this is a very long story about a fjord in the north " * 6
    line = Kitchen(Said(1000, 2000, "tell me a story"), replies=lambda _: [long])
    line.run(60_000)
    assert line.records[0].said == long.strip()
    gains = {command.gain for when, command in line.commands if isinstance(command, Earcon) and when < 10_000}
    assert gains == {SOFTEST}
    assert line.rings
