"""Dates: what day one is, how far away, and what is talk."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from daemon.skills.dates import SpokenDate, easter
from daemon.skills.match import match
from daemon.skills.wording import answer

NOW = datetime(2026, 11, 30, 12)
ASKED = {
    "en": {
        "What day is the 3rd of March?": "March third, 2027 is a Wednesday.",
        "what day of the week was March 3rd 2026": "March third was a Tuesday.",
        "which day is December twenty-fifth": "December twenty-fifth is a Friday.",
        "What day does Christmas fall on?": "December twenty-fifth is a Friday.",
        "When is Easter?": "March twenty-eighth, 2027 is a Sunday.",
        "when is Easter 2026": "April fifth was a Sunday.",
        "what day is tomorrow": "That is Tuesday, December first.",
        "What day was yesterday?": "That was Sunday, November twenty-ninth.",
        "How many days until Christmas?": "Twenty-five days, until Friday, December twenty-fifth.",
        "How long is it till next Friday?": "Four days, until Friday, December fourth.",
        "how many days until New Year's Eve": "Thirty-one days, until Thursday, December thirty-first.",
        "how many days until the 30th of November": "That's today.",
        "How many days until February 30th?": "There is no such day.",
        "How many days until the 29th of February?": "Four hundred fifty-six days, until Tuesday, "
        "February twenty-ninth, 2028.",
        "What date is it in two weeks?": "That will be Monday, December fourteenth.",
        "what day was it ten days ago": "That was Friday, November twentieth.",
    },
    "es": {
        "¿Qué día es el 3 de marzo?": "El tres de marzo de 2027 es miércoles.",
        "¿Qué día cae Navidad?": "El veinticinco de diciembre es viernes.",
        "¿En qué día cayó el tres de marzo de 2026?": "El tres de marzo fue martes.",
        "¿Cuándo es Nochevieja?": "El treinta y uno de diciembre es jueves.",
        "¿Cuántos días faltan para Navidad?": "Faltan veinticinco días: viernes, veinticinco de diciembre.",
        "¿Cuánto falta para el viernes?": "Faltan cuatro días: viernes, cuatro de diciembre.",
        "¿Cuántos días quedan para el primero de diciembre?": "Falta un día: martes, primero de diciembre.",
        "¿Qué día será dentro de dos semanas?": "Será lunes, catorce de diciembre.",
        "¿Qué día fue hace diez días?": "Fue viernes, veinte de noviembre.",
    },
}


@pytest.mark.parametrize(
    ("language", "text", "said"), [(language, *case) for language, cases in ASKED.items() for case in cases.items()]
)
def test_dates_are_answered(language: str, text: str, said: str) -> None:
    found = match(text, language)
    assert found is not None
    assert answer(found, NOW, language) == said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "What day is the meeting?"),
        ("en", "How long until the end of the world?"),
        ("en", "When is the best time to plant roses?"),
        ("en", "How far away is the moon?"),
        ("en", "When is May's birthday?"),
        ("es", "¿Qué día es la reunión?"),
        ("es", "¿Cuándo es la boda de Ana?"),
        ("es", "¿Cuánto falta para llegar?"),
    ],
)
def test_other_questions_are_the_minds(language: str, text: str) -> None:
    assert match(text, language) is None


def test_easter_and_the_next_of_a_day() -> None:
    assert [easter(year) for year in (1961, 2000, 2024, 2038)] == [
        date(1961, 4, 2), date(2000, 4, 23), date(2024, 3, 31), date(2038, 4, 25)
    ]  # fmt: skip
    for offset in range(400):
        today = date(2026, 1, 1) + timedelta(offset)
        for weekday in range(7):
            found = SpokenDate(weekday=weekday).on(today)
            assert found is not None
            assert found.weekday() == weekday
            assert 1 <= (found - today).days <= 7
