"""What people reported of other assistants, and the kinds it stands for: written as Whisper writes it."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from daemon.skills.clocks import Moment
from daemon.skills.intent import (
    ALL,
    Intent,
    Stop,
    TimerCancel,
    TimerExtend,
    TimerIntent,
    TimerLeft,
    TimerSet,
    Which,
)
from daemon.skills.match import match
from daemon.skills.misheard import understood
from daemon.skills.situation import Situation
from daemon.skills.timers import Timers
from daemon.skills.times import time_of_day
from tests.support.bell import Bell

NOW = datetime(2026, 11, 21, 15, 42, 10)

TIMERS = {
    "en": {
        "3,600 seconds timer.": 3600,
        "Set a timer for 3,600 seconds.": 3600,
        "Three thousand six hundred seconds timer.": 3600,
        "Set a timer for one thousand two hundred and five seconds": 1205,
        "Set a timer for twelve hundred seconds.": 1200,
        "Set a timer for 86,400 seconds.": 86_400,
        "Set a timer for 1½ hours.": 5400,
        "Set a timer for 1 ½ hours.": 5400,
        "Set a timer for ½ hour.": 1800,
        "Set a timer for ½ an hour": 1800,
        "Set a 2¼-hour timer.": 8100,
        "Set a timer for ¾ of an hour.": 2700,
        "Set a timer for ⅓ of an hour": 1200,
        "Set a timer for 1 1/2 hours.": 5400,
        "Set a timer for 1/2 hour": 1800,
        "Half-hour timer.": 1800,
        "Set a half-hour timer.": 1800,
        "Quarter-hour timer": 900,
        "Set a timer for three-quarters of an hour": 2700,
        "Set a timer for two and a quarter hours.": 8100,
        "Set a timer for two and three-quarter hours.": 9900,
        "One-and-a-half-hour timer": 5400,
        "Set a timer for an hour and three quarters": 6300,
        "Set a timer for 10 mins.": 600,
        "10-min timer": 600,
        "Set a timer for 2 hrs 5 mins": 7500,
        "Set a timer for 45 secs": 45,
        "Set a timer for 1h30.": 5400,
        "Set a timer for 1h 30m": 5400,
        "90s timer": 90,
        "Set a timer for 1.5 hours": 5400,
        "Set a timer for one point five hours.": 5400,
        "Set an alarm in 10 minutes.": 600,
        "Set an alarm for 10 minutes from now.": 600,
        "Alarm in ten minutes, please.": 600,
        "Wake me up 20 minutes from now.": 1200,
        "Set a reminder in 10 minutes": 600,
        "Put ten minutes on the timer": 600,
    },
    "es": {
        "Pon un temporizador de 3.600 segundos.": 3600,
        "Pon un temporizador de 3,600 segundos.": 3600,
        "Pon un temporizador de 3 600 segundos.": 3600,
        "Pon un temporizador de 3\u202f600 segundos.": 3600,
        "Temporizador de tres mil seiscientos segundos": 3600,
        "Pon un temporizador de mil doscientos segundos.": 1200,
        "Pon un temporizador de doscientos cincuenta minutos": 15_000,
        "Pon un temporizador de 1½ horas.": 5400,
        "Pon un temporizador de ½ hora.": 1800,
        "Pon un temporizador de 1,5 horas.": 5400,
        "Pon un temporizador de 1.5 horas.": 5400,
        "Pon un temporizador de una coma cinco horas": 5400,
        "Pon un temporizador de 10 mins.": 600,
        "Pon un temporizador de dos horas y ½": 9000,
        "Pon un temporizador de dos horas y cuarto": 8100,
        "Pon un temporizador de 1h30.": 5400,
        "Pon una alarma en 10 minutos.": 600,
        "Ponme una alarma dentro de diez minutos.": 600,
    },
}


@pytest.mark.parametrize(
    ("language", "text", "seconds"), [(lang, *each) for lang in TIMERS for each in TIMERS[lang].items()]
)
def test_lengths(language: str, text: str, seconds: int) -> None:
    assert match(text, language) == TimerSet(seconds)


@pytest.mark.parametrize(
    "text", ["Set a timer for 1,5 hours", "Set a timer for 3,60 seconds", "Set a timer for 1,2,3 hours"]
)
def test_a_comma_is_no_english_point(text: str) -> None:
    assert match(text, "en") is None


@pytest.mark.parametrize(
    ("text", "language", "hour", "minute"),
    [
        ("730 pm", "en", 19, 30),
        ("7.30pm", "en", 19, 30),
        ("7:30pm", "en", 19, 30),
        ("1930", "en", 19, 30),
        ("0730", "en", 7, 30),
        ("1015 am", "en", 10, 15),
        ("19h30", "en", 19, 30),
        ("half seven", "en", 7, 30),
        ("19h30", "es", 19, 30),
        ("las 19h30", "es", 19, 30),
        ("las 1930", "es", 19, 30),
        ("las 19.30", "es", 19, 30),
        ("las 19:30h", "es", 19, 30),
        ("las 730 pm", "es", 19, 30),
        ("las 7 30 de la tarde", "es", 19, 30),
    ],
)
def test_times_in_figures(text: str, language: str, hour: int, minute: int) -> None:
    found = time_of_day(text, language)
    assert found is not None
    assert (found.hour, found.minute) == (hour, minute)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Set an alarm for 730 pm.", "en"),
        ("Set an alarm for 7.30pm", "en"),
        ("Set an alarm for 7:30p.m.", "en"),
        ("Wake me up at 1930.", "en"),
        ("Pon una alarma a las 19h30.", "es"),
        ("Pon una alarma a las 1930.", "es"),
        ("Pon una alarma a las 7:30p.m.", "es"),
        ("Despiértame a las 7.30 p. m.", "es"),
    ],
)
def test_alarms_in_figures(text: str, language: str) -> None:
    found = match(text, language)
    assert found is not None
    assert (found.name, getattr(found, "hour", 0), getattr(found, "minute", 0)) == ("alarm_set", 19, 30)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Stop, stop, stop.", "en"),
        ("Stop stop stop", "en"),
        ("Stop. Please stop.", "en"),
        ("Stop! Stop it!", "en"),
        ("No, no, stop.", "en"),
        ("Okay, okay, stop talking, please.", "en"),
        ("Stop it, shut up!", "en"),
        ("Para, para, para.", "es"),
        ("¡Para! ¡Para ya!", "es"),
        ("Basta, por favor, basta.", "es"),
        ("Calla, calla", "es"),
    ],
)
def test_stop_said_again_and_again(text: str, language: str) -> None:
    assert match(text, language) == Stop()


@pytest.mark.parametrize(
    "text", ["Stop, what is a timer?", "Stop, in the name of love.", "Para, vamos a ver.", "Stop, look, listen."]
)
def test_stop_with_more_to_it_is_talk(text: str) -> None:
    assert match(text, "") is None


PIZZA = Which("pizza")
NAMED: dict[str, dict[str, Intent]] = {
    "en": {
        "What timers do I have?": TimerLeft(),
        "Which timers are running?": TimerLeft(),
        "List my timers.": TimerLeft(),
        "Do I have any timers set?": TimerLeft(),
        "How many timers do I have?": TimerLeft(),
        "Cancel the pizza timer.": TimerCancel("timer", PIZZA),
        "Stop the timer for the pizza.": TimerCancel("timer", PIZZA),
        "Cancel the first one.": TimerCancel("timer", Which(place=1)),
        "Delete the second timer": TimerCancel("timer", Which(place=2)),
        "Cancel the last timer": TimerCancel("timer", Which(place=-1)),
        "Cancel the 10-minute timer.": TimerCancel("timer", Which(seconds=600)),
        "Cancel all my timers.": TimerCancel("timer"),
        "Add five minutes to the pasta timer.": TimerExtend(300, Which("pasta")),
        "Add 5 more minutes to the first timer": TimerExtend(300, Which(place=1)),
        "Add five minutes to the timer.": TimerExtend(300),
        "Add two minutes.": TimerExtend(120),
        "Give the egg timer another minute.": TimerExtend(60, Which("egg")),
        "Extend the timer by 1½ minutes": TimerExtend(90),
        "Five more minutes.": TimerExtend(300),
        "Another ten minutes, please.": TimerExtend(600),
        "How long is left on the egg timer?": TimerLeft(Which("egg")),
        "How much time is left on the first timer?": TimerLeft(Which(place=1)),
        "How long does the egg timer have left?": TimerLeft(Which("egg")),
        "Set a pizza timer for 12 minutes.": TimerSet(720, "pizza"),
        "Set a 12-minute pizza timer.": TimerSet(720, "pizza"),
        "Set a timer called pizza for 12 minutes": TimerSet(720, "pizza"),
        "Set a timer for 12 minutes called pizza": TimerSet(720, "pizza"),
        "Set a second timer for 5 minutes": TimerSet(300),
    },
    "es": {
        "¿Qué temporizadores tengo?": TimerLeft(),
        "¿Cuántos temporizadores hay?": TimerLeft(),
        "Dime mis temporizadores.": TimerLeft(),
        "¿Tengo algún temporizador activo?": TimerLeft(),
        "Cancela el temporizador de la pizza.": TimerCancel("timer", PIZZA),
        "Cancela el de la pizza": TimerCancel("timer", PIZZA),
        "Quita el primer temporizador.": TimerCancel("timer", Which(place=1)),
        "Cancela el primero": TimerCancel("timer", Which(place=1)),
        "Cancela el último": TimerCancel("timer", Which(place=-1)),
        "Cancela el temporizador de 10 minutos": TimerCancel("timer", Which(seconds=600)),
        "Cancela todos los temporizadores": TimerCancel("timer"),
        "Añade cinco minutos al temporizador de la pasta.": TimerExtend(300, Which("pasta")),
        "Añade 5 minutos al primer temporizador.": TimerExtend(300, Which(place=1)),
        "Súmale dos minutos.": TimerExtend(120),
        "Cinco minutos más.": TimerExtend(300),
        "Dame otros diez minutos": TimerExtend(600),
        "¿Cuánto le queda al temporizador del té?": TimerLeft(Which("té")),
        "¿Cuánto queda en el primer temporizador?": TimerLeft(Which(place=1)),
        "Pon un temporizador de pizza de 12 minutos.": TimerSet(720, "pizza"),
        "Pon un temporizador de 12 minutos llamado pizza.": TimerSet(720, "pizza"),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "expected"), [(lang, *each) for lang in NAMED for each in NAMED[lang].items()]
)
def test_timers_by_name(language: str, text: str, expected: Intent) -> None:
    assert match(text, language) == expected


def conversation(*steps: tuple[str, str]) -> list[str]:
    """What is said to each, at a clock that stands still."""
    timers = Timers(Bell(), clock=lambda: Moment(NOW.timestamp(), 50.0, "boot"))
    answers = []
    for text, language in steps:
        found = match(text, language)
        assert isinstance(found, TimerIntent), text
        answers.append(timers.carry_out(found, language))
    return answers


def test_several_timers_in_a_row() -> None:
    said = conversation(
        ("Five more minutes.", "en"),
        ("Set a pizza timer for 12 minutes.", "en"),
        ("Set a timer for 4 minutes for the eggs.", "en"),
        ("Set a timer for half an hour.", "en"),
        ("What timers do I have?", "en"),
        ("¿Qué temporizadores tengo?", "es"),
        ("Add five minutes to the pizza timer.", "en"),
        ("How long is left on the pizza timer?", "en"),
        ("Add five minutes.", "en"),
        ("How long is left on the pasta timer?", "en"),
        ("Cancel the pasta timer.", "en"),
        ("Cancel the pizza timer.", "en"),
        ("Cancela el primero", "es"),
        ("Add five minutes.", "en"),
        ("Cancel the second one.", "en"),
        ("Set a timer for 1 minute.", "en"),
        ("Set a timer for 2 minutes.", "en"),
        ("Set a timer for 3 minutes.", "en"),
        ("List my timers", "en"),
        ("Cancel the 2-minute timer", "en"),
        ("Cancela todos los temporizadores", "es"),
    )
    assert said == [
        "There is no timer.",
        "Twelve minutes for pizza, starting now.",
        "Four minutes for eggs, starting now.",
        "Thirty minutes, starting now.",
        "Four minutes for eggs, twelve minutes for pizza, thirty minutes left.",
        "Quedan cuatro minutos para eggs, doce minutos para pizza, treinta minutos.",
        "Seventeen minutes for pizza left.",
        "Seventeen minutes for pizza left.",
        "There are several timers. Which one?",
        "There is no timer for pasta.",
        "There is no timer for pasta.",
        "The timer for pizza is cancelled.",
        "He cancelado el temporizador para eggs.",
        "Thirty-five minutes left.",
        "There is no such timer.",
        "One minute, starting now.",
        "Two minutes, starting now.",
        "Three minutes, starting now.",
        "One minute, two minutes, three minutes, and one more left.",
        "The timer is cancelled.",
        "He cancelado tres temporizadores.",
    ]


def test_everything_is_meant_when_nothing_is_said() -> None:
    assert Which() == ALL


def test_what_is_to_be_done_is_done_by_day_and_can_be_corrected() -> None:
    said = conversation(
        ("No, at five a.m.", "en"),
        ("Remind me to call mum tomorrow at five.", "en"),
        ("No, at five a.m.", "en"),
        ("I meant at 6:30 in the evening.", "en"),
        ("What reminders do I have?", "en"),
        ("Cancel the reminder.", "en"),
        ("Wake me up tomorrow at five.", "en"),
        ("No, at five in the afternoon.", "en"),
        ("Recuérdame llamar a mamá mañana a las cinco.", "es"),
        ("No, a las cinco de la mañana.", "es"),
        ("Quise decir a las nueve de la noche.", "es"),
        ("Recuérdame llamar a papá a las tres.", "es"),
        ("Cancel all alarms", "en"),
        ("No, at five a.m.", "en"),
    )
    assert said == [
        "There is no alarm.",
        "I'll remind you at five o'clock in the afternoon tomorrow: call mum.",
        "I'll remind you at five o'clock in the morning tomorrow: call mum.",
        "I'll remind you at six thirty in the evening tomorrow: call mum.",
        "Alarm for six thirty in the evening tomorrow, call mum.",
        "The alarm is cancelled.",
        "Alarm set for five o'clock in the morning tomorrow.",
        "Alarm set for five o'clock in the afternoon tomorrow.",
        "Te lo recordaré mañana a las cinco de la tarde: llamar a mamá.",
        "Te lo recordaré mañana a las cinco de la madrugada: llamar a mamá.",
        "Te lo recordaré mañana a las nueve de la noche: llamar a mamá.",
        "Te lo recordaré mañana a las tres de la tarde: llamar a papá.",
        "Three alarms cancelled.",
        "There is no alarm.",
    ]


def test_alarms_have_days_are_moved_and_cancelled_by_what_they_are_for() -> None:
    said = conversation(
        ("Remind me on Friday to pay the rent.", "en"),
        ("No, at five in the evening.", "en"),
        ("Sorry, I meant tomorrow.", "en"),
        ("No, in the morning.", "en"),
        ("Remind me to go to bed at eleven.", "en"),
        ("Remind me to have breakfast tomorrow at eight.", "en"),
        ("Recuérdame la cena mañana a las nueve.", "es"),
        ("Mejor a las ocho y media.", "es"),
        ("Change my alarm to seven.", "en"),
        ("Cancel the reminder to pay the rent.", "en"),
        ("Cancel the nine o'clock alarm.", "en"),
        ("Cancela el recordatorio de la cena.", "es"),
        ("Cancel the eleven p.m. reminder.", "en"),
        ("Cancel the reminder to feed the cat.", "en"),
        ("Despiértame el jueves a las siete.", "es"),
    )
    assert said == [
        "I'll remind you at nine o'clock in the morning on Friday: pay the rent.",
        "I'll remind you at five o'clock in the afternoon on Friday: pay the rent.",
        "I'll remind you at five o'clock in the afternoon tomorrow: pay the rent.",
        "I'll remind you at five o'clock in the morning tomorrow: pay the rent.",
        "I'll remind you at eleven o'clock in the evening: go to bed.",
        "I'll remind you at eight o'clock in the morning tomorrow: have breakfast.",
        "Te lo recordaré mañana a las nueve de la noche: la cena.",
        "Te lo recordaré mañana a las ocho y media de la noche: la cena.",
        "I'll remind you at seven o'clock in the evening tomorrow: la cena.",
        "The reminder is cancelled: pay the rent.",
        "There is no such alarm.",
        "He cancelado el recordatorio: la cena.",
        "The reminder is cancelled: go to bed.",
        "There is no reminder: feed the cat.",
        "Alarma puesta para el jueves a las siete de la mañana.",
    ]


def test_timers_are_shortened_and_set_anew_by_name() -> None:
    said = conversation(
        ("Set a timer for the pizza for ten minutes.", "en"),
        ("I need a five minute timer for the tea.", "en"),
        ("Add two more minutes to the pizza.", "en"),
        ("Take three minutes off the pizza timer.", "en"),
        ("Shorten the tea timer by ten minutes.", "en"),
        ("Change the tea timer to six minutes.", "en"),
        ("Cambia el temporizador de la pizza a veinte minutos.", "es"),
        ("Quita un minuto al temporizador de la pizza.", "es"),
        ("I don't need the tea timer anymore.", "en"),
        ("Olvídate del temporizador de la pizza.", "es"),
    )
    assert said == [
        "Ten minutes for pizza, starting now.",
        "Five minutes for tea, starting now.",
        "Twelve minutes for pizza left.",
        "Nine minutes for pizza left.",
        "There are only five minutes left.",
        "Six minutes for tea left.",
        "Quedan veinte minutos para pizza.",
        "Quedan diecinueve minutos para pizza.",
        "The timer for tea is cancelled.",
        "He cancelado el temporizador para pizza.",
    ]


@pytest.mark.parametrize(
    "text", ["No, at five.", "No, at home in the evening.", "Make it at noon or never.", "I meant tomorrow."]
)
def test_what_corrects_no_alarm(text: str) -> None:
    assert understood(text, "en", Situation()) is None


def test_a_timer_that_has_rung_is_put_off() -> None:
    now = [Moment(NOW.timestamp(), 50.0, "boot")]
    rung: list[str] = []

    async def main() -> None:
        timers = Timers(Bell(rung), clock=lambda: now[0])
        assert timers.carry_out(TimerSet(60, "egg"), "en")
        now[0] = Moment(NOW.timestamp() + 61, 111.0, "boot")
        async with asyncio.TaskGroup() as group:
            running = group.create_task(timers.run())
            await asyncio.sleep(0.01)
            running.cancel()
        assert rung == ["Time's up: egg."]
        again = match("Five more minutes.", "en")
        assert isinstance(again, TimerExtend)
        assert timers.carry_out(again, "en") == "Five minutes for egg, starting now."
        assert timers.carry_out(TimerLeft(), "es") == "Quedan cinco minutos para egg."
        assert timers.carry_out(TimerCancel(), "en") == "The timer is cancelled."
        assert timers.carry_out(again, "en") == "There is no timer."

    asyncio.run(main())
