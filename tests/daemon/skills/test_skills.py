"""Skills: what fires, and above all what must not; what is answered; timers."""

from __future__ import annotations

import asyncio
import contextlib
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from daemon.skills.clocks import Moment, read_clocks
from daemon.skills.intent import (
    ALL,
    AlarmSet,
    Intent,
    Mute,
    Repeat,
    SpeedChange,
    SpeedNormal,
    Stop,
    TellDate,
    TellTime,
    TellYear,
    TierChoice,
    TimerCancel,
    TimerIntent,
    TimerLeft,
    TimerSet,
    VolumeChange,
    VolumeTo,
    Which,
)
from daemon.skills.match import match, normalise
from daemon.skills.numbers import duration, number
from daemon.skills.schedule import MOST, Schedule, TimerEntry, next_time
from daemon.skills.spell import spell, spell_duration
from daemon.skills.table import CLASSES
from daemon.skills.timers import Timers
from daemon.skills.timers_file import TimersFile, read_timers
from daemon.skills.times import time_of_day
from daemon.skills.wording import answer, clock, due
from tests.support import skill_phrases as said
from tests.support.bell import Bell

NOW = datetime(2026, 11, 21, 15, 42, 10)


def phrases(table: str) -> Iterator[tuple[str, str]]:
    for line in table.strip().splitlines():
        name, _, rest = line.partition(": ")
        yield from ((name, phrase.strip()) for phrase in rest.split("|"))


def talk(table: str) -> list[str]:
    return [phrase.strip() for line in table.strip().splitlines() for phrase in line.split("|")]


SKILLS = [(language, name, phrase) for language, table in (("en", said.EN_SKILLS), ("es", said.ES_SKILLS))
          for name, phrase in phrases(table)]  # fmt: skip
TALK = [
    (language, phrase) for language, table in (("en", said.EN_TALK), ("es", said.ES_TALK)) for phrase in talk(table)
]


def test_there_are_enough_phrases() -> None:
    for language, arguments in (("en", said.EN_ARGUMENTS), ("es", said.ES_ARGUMENTS)):
        assert sum(each[0] == language for each in SKILLS) + sum(map(bool, arguments.values())) >= 60
        assert sum(each[0] == language for each in TALK) >= 80


@pytest.mark.parametrize(("language", "name", "phrase"), SKILLS)
def test_what_asks_for_a_skill(language: str, name: str, phrase: str) -> None:
    skill = match(phrase, language)
    assert skill is not None
    assert skill.name == name
    assert match(phrase.upper() + "!", language) == skill
    assert match(phrase, "") is not None


@pytest.mark.parametrize(
    ("language", "phrase", "expected"),
    [("en", *each) for each in said.EN_ARGUMENTS.items()] + [("es", *each) for each in said.ES_ARGUMENTS.items()],
)
def test_with_what(language: str, phrase: str, expected: tuple[str, dict[str, Any]] | None) -> None:
    assert match(phrase, language) == (CLASSES[expected[0]](**expected[1]) if expected else None)


@pytest.mark.parametrize(("language", "phrase"), TALK)
def test_what_is_ordinary_talk(language: str, phrase: str) -> None:
    assert match(phrase, language) is None


@pytest.mark.parametrize("before", ["", "can you tell me ", "i wonder "])
@pytest.mark.parametrize(("language", "name", "phrase"), SKILLS[::7])
def test_a_longer_sentence_around_a_skill_is_ordinary_talk(language: str, name: str, phrase: str, before: str) -> None:
    assert match(f"{before}{phrase} is what my brother said to the cat", language) is None


def test_a_language_that_we_have_no_phrases_for() -> None:
    assert match("stop", "de") is None


@pytest.mark.timeout(30)  # hundredths of a second; a pattern that goes back and forth would take for ever
def test_long_and_odd_texts_are_done_with() -> None:
    for text in ("stop " * 100_000, "set a timer for " * 7, "\x00\ud800", "¿¡?!", "ok " * 39 + "x", "now " * 29):
        assert match(text, "en") is None


def test_texts_are_compared_as_they_sound() -> None:
    assert normalise("¿Qué HORA es?") == "que hora es"
    assert normalise("Wake me at 7:30 a.m., please!") == "wake me at 7:30 am please"
    assert normalise("Año 1.5 — 50%") == "ano 1.5 50 percent"
    assert normalise("What's up: nothing") == "what s up nothing"


def test_volume_and_speed_go_in_the_right_direction() -> None:
    for phrase, language, up in (
        ("louder", "en", True),
        ("turn it down", "en", False),
        ("más alto", "es", True),
        ("baja la voz", "es", False),
        ("speak slower", "en", False),
        ("más deprisa", "es", True),
    ):
        skill = match(phrase, language)
        assert isinstance(skill, VolumeChange | SpeedChange)
        assert (skill.by > 0) is up


# -------------------------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize("language", ["en", "es"])
def test_numbers_come_back_as_they_were_spelt(language: str) -> None:
    for value in range(1000 if language == "en" else 200):
        words = normalise(spell(value, language))
        assert number(words, language) == value, words


def test_numbers_as_words() -> None:
    assert [spell(each, "en") for each in (0, 13, 21, 40, 100, 342)] == [
        "zero", "thirteen", "twenty-one", "forty", "one hundred", "three hundred forty-two",
    ]  # fmt: skip
    assert [spell(each, "es") for each in (0, 16, 21, 31, 100, 101)] == [
        "cero", "dieciséis", "veintiuno", "treinta y uno", "cien", "ciento uno",
    ]  # fmt: skip
    assert spell(21, "es", feminine=True) == "veintiuna"
    assert spell(21, "es", before_noun=True) == "veintiún"
    assert spell(31, "es", before_noun=True) == "treinta y un"


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (0, "zero seconds", "cero segundos"),
        (1, "one second", "un segundo"),
        (90, "one minute and thirty seconds", "un minuto y treinta segundos"),
        (3600, "one hour", "una hora"),
        (75_661, "twenty-one hours, one minute and one second", "veintiuna horas, un minuto y un segundo"),
    ],
)
def test_durations_there_and_back(seconds: int, english: str, spanish: str) -> None:
    assert spell_duration(seconds, "en") == english
    assert spell_duration(seconds, "es") == spanish
    assert duration(normalise(english).replace(",", ""), "en") == seconds
    assert duration(normalise(spanish).replace(",", ""), "es") == seconds


@pytest.mark.parametrize(
    "text", ["", "minutes", "ten", "ten minutes twenty minutes thirty x", "and", "half", "ten parsecs"]
)
def test_what_is_no_duration(text: str) -> None:
    assert duration(text, "en") in (None, 60)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("seven", "en", (7, 0, False)),
        ("ten thirty five", "en", (10, 35, False)),
        ("seven oh five pm", "en", (19, 5, True)),
        ("7pm", "en", (19, 0, True)),
        ("twelve am", "en", (0, 0, True)),
        ("ten past one", "en", (1, 10, False)),
        ("quarter to one", "en", (12, 45, False)),
        ("midnight", "en", (0, 0, True)),
        ("21:05", "en", (21, 5, True)),
        ("las doce de la noche", "es", (12 + 12, 0, True)),
        ("la una y cuarto", "es", (1, 15, False)),
        ("las diez y veinticinco de la noche", "es", (22, 25, True)),
        ("las ocho en punto", "es", (8, 0, False)),
        ("mediodia", "es", (12, 0, True)),
        ("las tres menos cuarto", "es", (2, 45, False)),
        ("cuarto para la una de la tarde", "es", (12, 45, True)),
        ("veinte minutos para las ocho", "es", (7, 40, False)),
        ("las 15 30", "es", (15, 30, True)),
        ("las 20 h", "es", (20, 0, True)),
        ("las dos de la noche", "es", (2, 0, True)),
        ("two at night", "en", (2, 0, True)),
        ("eleven at night", "en", (23, 0, True)),
    ],
)
def test_times_of_day(text: str, language: str, expected: tuple[int, int, bool]) -> None:
    found = time_of_day(text, language)
    assert found is not None
    assert (found.hour, found.minute, found.exact) == (expected[0] % 24, *expected[1:])


@pytest.mark.parametrize(
    "text", ["", "seven seven", "twenty five", "25:10", "7:75", "seven sixty", "past seven", "to", "soon"]
)
def test_what_is_no_time_of_day(text: str) -> None:
    assert time_of_day(text, "en") is None


# -------------------------------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("skill", "english", "spanish"),
    [
        (TellTime(), "It's three forty-two in the afternoon.", "Son las tres y cuarenta y dos de la tarde."),
        (TellDate(), "It's Saturday, November twenty-first.", "Hoy es sábado, veintiuno de noviembre."),
        (TellYear(), "It's twenty twenty-six.", "Es el año dos mil veintiséis."),
        (Stop(), "", ""),
        (Mute(), "", ""),
        (Repeat(), "I haven't said anything yet.", "Todavía no he dicho nada."),
        (VolumeChange(0.15), "Louder.", "Más alto."),
        (VolumeTo(0.5), "Volume fifty percent.", "Volumen al cincuenta por ciento."),
        (SpeedChange(-0.15), "I'll speak slower.", "Hablaré más despacio."),
        (SpeedNormal(), "Back to normal speed.", "Vuelvo a la velocidad normal."),
        (TierChoice("fast"), "Switching to the fast tier.", "Paso al modo rápido."),
        (TierChoice("auto"), "I'll choose the tier myself.", "Elegiré yo el modo."),
    ],
)
def test_answers(skill: Intent, english: str, spanish: str) -> None:
    assert answer(skill, NOW, "en") == english
    assert answer(skill, NOW, "es") == spanish
    assert answer(skill, NOW, "pt") == english


@pytest.mark.parametrize(
    ("hour", "minute", "english", "spanish"),
    [
        (0, 5, "twelve oh five in the morning", "las doce y cinco de la madrugada"),
        (1, 0, "one o'clock in the morning", "la una de la madrugada"),
        (7, 30, "seven thirty in the morning", "las siete y media de la mañana"),
        (12, 15, "twelve fifteen in the afternoon", "las doce y cuarto del mediodía"),
        (19, 59, "seven fifty-nine in the evening", "las siete y cincuenta y nueve de la tarde"),
        (20, 0, "eight o'clock in the evening", "las ocho de la noche"),
        (22, 0, "ten o'clock in the evening", "las diez de la noche"),
    ],
)
def test_the_clock_in_words(hour: int, minute: int, english: str, spanish: str) -> None:
    at = NOW.replace(hour=hour, minute=minute)
    assert (clock(at, "en"), clock(at, "es")) == (english, spanish)


def test_every_day_of_a_year_has_its_words() -> None:
    for day in range(365):
        for language in ("en", "es"):
            text = answer(TellDate(), NOW + timedelta(days=day), language)
            assert not any(each.isdigit() for each in text)


# --------------------------------------------------------------------------------------------------------------- timers


def entry(at: float, kind: str = "timer") -> TimerEntry:
    return TimerEntry(kind, at, 60, "", "en")


def at(wall: float) -> Moment:
    return Moment(wall)


def test_a_schedule_rings_in_order_and_once() -> None:
    schedule = Schedule()
    for due_at in (30.0, 10.0, 20.0):
        assert schedule.add(entry(due_at))
    assert schedule.next(at(0)) == 10
    assert [each.due for each in schedule.take_due(at(20))] == [10, 20]
    assert schedule.take_due(at(20)) == []
    assert schedule.next(at(0)) == 30
    assert schedule.cancel("alarm", ALL, at(0)) == []
    assert schedule.cancel("timer", ALL, at(0)) == [entry(30)]
    assert schedule.next(at(0)) is None


def test_an_alarm_beyond_the_week_is_found_but_by_its_weekday() -> None:
    now = at(NOW.timestamp())
    far = TimerEntry("alarm", now.wall + 10 * 86_400, 0, "", "en")
    schedule = Schedule([far])
    assert schedule.of("alarm", ALL, now) == [far]
    weekday = datetime.fromtimestamp(far.due).weekday()
    assert schedule.of("alarm", Which(weekday=weekday), now) == []


def test_a_schedule_is_bounded() -> None:
    schedule = Schedule()
    assert all(schedule.add(entry(number)) for number in range(MOST))
    assert not schedule.add(entry(0))


@pytest.mark.parametrize(
    ("hour", "minute", "exact", "said", "day", "expected"),
    [
        (7, 30, True, 0, 22, 7),  # has passed today
        (7, 30, False, 0, 21, 19),  # half past seven comes again in the evening
        (3, 30, False, 0, 22, 3),  # has passed twice
        (16, 0, True, 0, 21, 16),
        (12, 0, True, 0, 22, 12),
        (12, 0, False, 0, 22, 0),
        (7, 0, False, 1, 22, 7),
        (7, 0, True, 1, 22, 7),
        (16, 0, False, 2, 23, 16),
    ],
)
def test_when_an_alarm_is_meant_for(hour: int, minute: int, exact: bool, said: int, day: int, expected: int) -> None:
    found = next_time(NOW, hour, minute, exact, said)
    assert (found.day, found.hour, found.minute) == (day, expected, minute)
    assert found > NOW


def run_timers(*steps: tuple[str, str]) -> tuple[list[str], Timers]:
    timers = Timers(Bell(), clock=lambda: at(NOW.timestamp()))
    answers = []
    for phrase, language in steps:
        skill = match(phrase, language)
        assert isinstance(skill, TimerIntent), phrase
        answers.append(timers.carry_out(skill, language))
    return answers, timers


def test_what_timers_say() -> None:
    answers, timers = run_timers(
        ("how long is left", "en"),
        ("cancel the timer", "en"),
        ("set a timer", "en"),
        ("set a timer for ten minutes for the pasta", "en"),
        ("pon un temporizador de una hora y media", "es"),
        ("how long is left", "en"),
        ("cuánto queda", "es"),
        ("wake me up at quarter to seven", "en"),
        ("despiértame mañana a las ocho", "es"),
        ("cancela el temporizador", "es"),
        ("cancel the alarm", "en"),
        ("quita la alarma", "es"),
        ("pon una alarma para pasado mañana a las siete de la tarde", "es"),
        ("temporizador de un minuto para el té de la niña", "es"),
        ("cuánto queda", "es"),
        ("cancela el temporizador", "es"),
        ("desactiva la alarma", "es"),
        ("what alarms do i have", "en"),
        ("remind me to call mum at five", "en"),
        ("remind me tomorrow at nine to water the plants", "en"),
        ("recuérdame llamar a mamá a las cuatro de la tarde", "es"),
        ("recuérdame pasado mañana a las diez que llame al médico", "es"),
        ("when is my next alarm", "en"),
        ("qué alarmas tengo", "es"),
        ("borra los recordatorios", "es"),
        ("hay alguna alarma", "es"),
        ("despiértame mañana a las ocho", "es"),
        ("qué alarmas tengo", "es"),
        ("cancel the reminder", "en"),
    )
    assert answers == [
        "There is no timer.",
        "There is no timer.",
        "For how long?",
        "Ten minutes for pasta, starting now.",
        "Una hora y treinta minutos, a partir de ahora.",
        "Ten minutes for pasta, one hour and thirty minutes left.",
        "Quedan diez minutos para pasta, una hora y treinta minutos.",
        "Alarm set for six forty-five in the evening.",
        "Alarma puesta para mañana a las ocho de la mañana.",
        "He cancelado dos temporizadores.",
        "Two alarms cancelled.",
        "No hay ninguna alarma.",
        "Alarma puesta para pasado mañana a las siete de la tarde.",
        "Un minuto para té de la niña, a partir de ahora.",
        "Queda un minuto para té de la niña.",
        "He cancelado el temporizador.",
        "He cancelado la alarma.",
        "There is no alarm.",
        "I'll remind you at five o'clock in the afternoon: call mum.",
        "I'll remind you at nine o'clock in the morning tomorrow: water the plants.",
        "Te lo recordaré a las cuatro de la tarde: llamar a mamá.",
        "Te lo recordaré pasado mañana a las diez de la mañana: que llame al médico.",
        "Alarms for four o'clock in the afternoon, llamar a mamá; five o'clock in the afternoon, call mum; nine o'clock in "
        "the morning tomorrow, water the plants; and one more.",
        "Alarmas: a las cuatro de la tarde, llamar a mamá; a las cinco de la tarde, call mum; mañana a las nueve de la "
        "mañana, water the plants; y una más.",
        "He cancelado cuatro alarmas.",
        "No hay ninguna alarma.",
        "Alarma puesta para mañana a las ocho de la mañana.",
        "Alarma: mañana a las ocho de la mañana.",
        "The alarm is cancelled.",
    ]
    assert timers.schedule.entries == []


def test_one_more_than_too_many() -> None:
    answers, _ = run_timers(*[("set a timer for ten minutes", "en")] * (MOST + 1))
    assert answers[-2:] == ["Ten minutes, starting now.", "There are too many timers already."]


def ahead(moment: Moment, seconds: float) -> Moment:
    """That much later, by both clocks."""
    return replace(moment, wall=moment.wall + seconds, uptime=moment.uptime + seconds)


def test_timers_ring_when_they_are_due_and_cancelled_ones_do_not() -> None:
    rung: list[tuple[str, str]] = []

    async def main() -> None:
        heard = asyncio.Event()

        class Ringing(Bell):
            def say(self, text: str, language: str, heard_it: Callable[[], None]) -> None:
                rung.append((text, language))
                heard.set()

        start = read_clocks()
        past = [0.0]
        timers = Timers(Ringing(), lambda: ahead(read_clocks(), past[0]))
        async with asyncio.TaskGroup() as group, asyncio.timeout(5):
            running = group.create_task(timers.run())
            await asyncio.sleep(0)
            timers.schedule.add(entry(start.wall + 1, "alarm"))
            assert timers.carry_out(TimerSet(1, "té"), "es")
            assert timers.carry_out(TimerCancel("alarm"), "en")
            past[0] = 0.9
            timers._changed.set()
            await heard.wait()
            running.cancel()

    asyncio.run(main())
    assert rung == [("Se acabó el tiempo: té.", "es")]


def test_a_machine_that_slept_rings_late() -> None:
    """The wall clock jumps ahead while the daemon waits."""
    clock_now = [1000.0]
    rung: list[str] = []

    async def main() -> None:
        timers = Timers(Bell(rung), clock=lambda: at(clock_now[0]))
        timers.schedule.add(entry(5000.0))
        async with asyncio.TaskGroup() as group:
            running = group.create_task(timers.run())
            await asyncio.sleep(0.01)
            assert rung == []
            clock_now[0] = 9000.0
            timers._changed.set()
            await asyncio.sleep(0.01)
            running.cancel()

    asyncio.run(main())
    assert rung == ["Time's up: one minute."]


def test_a_clock_that_is_set_moves_no_timer_but_an_alarm() -> None:
    """Wall clock back by two hours, ahead by a day: ten minutes are ten minutes. An alarm for a time of day follows it."""
    rung: list[str] = []
    now = [Moment(NOW.timestamp(), 100.0, "boot")]
    timers = Timers(Bell(rung), clock=lambda: now[0])
    assert timers.carry_out(TimerSet(600), "en") == "Ten minutes, starting now."
    assert timers.carry_out(AlarmSet(16, 0, exact=True), "en") == "Alarm set for four o'clock in the afternoon."
    for change in (-7200, 86_400):
        wall = NOW.timestamp() + change
        now[0] = Moment(wall + 300, 400.0, "boot")
        assert timers.carry_out(TimerLeft(), "en") == "Five minutes left."
        assert timers.schedule.next(now[0]) == (300 if change < 0 else pytest.approx(1070 - change - 300))
    now[0] = Moment(NOW.timestamp() - 6600, 700.0, "boot")
    assert [each.seconds for each in timers.schedule.take_due(now[0])] == [600]
    assert timers.schedule.next(now[0]) == pytest.approx(1070 + 6600)
    assert [each.kind for each in timers.schedule.take_due(Moment(NOW.timestamp() + 1080, 701.0, "boot"))] == ["alarm"]


def test_what_was_kept_counts_on_the_same_clock_in_the_same_boot_and_on_the_wall_after_another(tmp_path: Path) -> None:
    file = tmp_path / "timers.json"
    start = Moment(NOW.timestamp(), 100.0, "first")

    def begin(now: Moment) -> Timers:
        return Timers(Bell(), lambda: now, read_timers(file, now), TimersFile(file).keep)

    begin(start).carry_out(TimerSet(600, "egg"), "en")
    same = begin(Moment(start.wall - 7200, 400.0, "first"))  # restarted after the clock was set back
    assert same.carry_out(TimerLeft(), "en") == "Five minutes for egg left."
    (far,) = read_timers(file, Moment(start.wall + 7 * 86_400, 400.0, "first"))  # or ahead: it is not a week old
    assert far.label == "egg"
    rebooted = begin(Moment(start.wall + 480, 20.0, "second"))
    assert rebooted.carry_out(TimerLeft(), "en") == "Two minutes for egg left."
    (entry,) = rebooted.schedule.entries
    assert entry.left(Moment(start.wall + 90_000, 80.0, "second")) == 60  # from here on, the new boot's clock
    unknown = begin(Moment(start.wall + 540))
    assert unknown.carry_out(TimerLeft(), "en") == "One minute for egg left."


def test_the_clocks_of_this_machine() -> None:
    first, second = read_clocks(), read_clocks()
    assert first.boot == second.boot
    assert 0 < first.uptime <= second.uptime
    assert abs(first.wall - time.time()) < 60


def test_timers_outlive_a_restart_and_ring_late_but_not_a_week_late(tmp_path: Path) -> None:
    file = tmp_path / "state" / "timers.json"
    now = NOW.timestamp()

    def begin(wall: float) -> Timers:
        return Timers(
            Bell(rung),
            lambda: at(wall),
            read_timers(file, at(wall)),
            TimersFile(file).keep,
        )

    async def ring(timers: Timers) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.02):
                await timers.run()

    async def main() -> None:
        timers = begin(now)
        timers.carry_out(TimerSet(600, "piñón"), "es")
        timers.carry_out(TimerSet(60), "en")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        await ring(begin(now + 30))
        assert rung == []
        await ring(begin(now + 300))
        assert rung == ["Time's up: one minute."]
        later = begin(now + 301)
        assert later.carry_out(TimerLeft(), "es").startswith("Quedan")
        await ring(begin(now + 7 * 86_400))
        assert rung == ["Time's up: one minute."]
        later.carry_out(TimerCancel("timer"), "en")
        assert begin(now).schedule.entries == []

    rung: list[str] = []
    asyncio.run(main())


@pytest.mark.parametrize("text", ["", "[", "{}", "[3]", '[{"kind": "timer"}]', '[{"kind": "x", "due": 1e999}]', "\xff"])
def test_timers_in_a_damaged_file_are_told_as_lost(tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str) -> None:
    file = tmp_path / "timers.json"
    file.write_text(text, encoding="latin-1")
    assert read_timers(file, at(0.0)) == []
    assert ("cannot be read and will not ring" in caplog.text) == (text != "{}")  # nothing was in that one
    assert len(list(tmp_path.glob("timers.json.damaged-*"))) == (text != "{}")


def test_what_is_said_when_something_is_due() -> None:
    assert due("timer", 600, "", NOW, "en") == "Time's up: ten minutes."
    assert due("timer", 600, "pasta", NOW, "es") == "Se acabó el tiempo: pasta."
    assert due("alarm", 0, "call mum", NOW, "en") == "Your reminder for three forty-two in the afternoon: call mum."
    assert due("alarm", 0, "llamar", NOW, "es") == "Tu recordatorio de las tres y cuarenta y dos de la tarde: llamar."
    assert (
        due("alarm", 0, "", NOW.replace(hour=7, minute=30), "en") == "This is your alarm: seven thirty in the morning."
    )
