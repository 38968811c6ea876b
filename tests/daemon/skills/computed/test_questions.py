"""Questions that can be computed are answered rightly; what only looks like one is left to the mind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from daemon.skills import table
from daemon.skills.computed import questions
from daemon.skills.intent import Computed
from daemon.skills.match import match
from models.starter.judging import satisfies

FOLDER = Path(table.__file__).with_name("sentences") / "computed"

ANSWERS = {
    "en": """
What's 7 + 5? = Seven plus five is twelve.
What's 20-6? = Twenty minus six is fourteen.
How much is three hundred and five times four? = Three hundred five times four is one thousand two hundred twenty.
what is 2 + 3 * 4 = Two plus three times four is fourteen.
2 × 3 ÷ 4 = Two times three divided by four is one point five.
What's 15% of 80? = Fifteen percent of eighty is twelve.
What is the square root of 2? = The square root of two is about one point four one four.
What is the square root of minus 4? = A negative number has no square root.
What is five squared? = Five squared is twenty-five.
Can you tell me what half of 31 is? = Half of thirty-one is fifteen point five.
Please subtract 3 from 10. = Ten minus three is seven.
Divide ten by zero. = Nothing can be divided by zero.
What's 1 - 5? = One minus five is minus four.
What day comes after Sunday? = Monday comes after Sunday.
Which month is before January? = December comes before January.
What's the fifth month of the year? = The fifth month is May.
What is the last day of the week? = The last day of the week is Sunday.
How many days does September have? = September has thirty days.
How many days are there in February? = February has twenty-eight days, in a leap year twenty-nine.
What letter comes after Q? = R comes after Q.
What letter comes after Z? = No letter comes after Z.
What's the first letter of the alphabet? = The first letter is A.
How do you spell rhythm? = R, H, Y, T, H, M.
How do you spell your name? = S, A, R, A, I.
Which letter does banana start with? = Banana begins with B.
How many letters does the word banana have? = Banana has six letters.
How many minutes are there in half an hour? = Half an hour is thirty minutes.
How many days are in a leap year? = One leap year is three hundred sixty-six days.
What's three quarters of 20? = Three quarters of twenty is fifteen.
How many days are in a year? = One year is three hundred sixty-five days.
What is 0 degrees Celsius in Fahrenheit? = Zero degrees Celsius is thirty-two degrees Fahrenheit.
What's 100 degrees Fahrenheit in Celsius? = One hundred degrees Fahrenheit is about thirty-seven point eight degrees Celsius.
How many centimeters are in an inch? = One inch is two point five four centimeters.
What's 25 mm in cm? = Twenty-five millimeters is two point five centimeters.
""",
    "es": """
¿Cuánto es 7 + 5? = Siete más cinco son doce.
Dime cuánto es 3,5 por 2. = Tres coma cinco por dos son siete.
¿Cuánto es la mitad de 30? = La mitad de treinta es quince.
¿Cuánto es el 20% de 50? = El veinte por ciento de cincuenta es diez.
¿Cuánto es 1 menos 5? = Uno menos cinco son menos cuatro.
¿Cuánto es 2000 por 2000? = Dos mil por dos mil son cuatro millones.
Divide 10 entre 4. = Diez entre cuatro son dos coma cinco.
¿Qué mes viene después de marzo? = Abril viene después de marzo.
¿Qué día viene antes del miércoles? = El martes viene antes del miércoles.
¿Cuál es el tercer mes del año? = El tercer mes es marzo.
¿Cuántos días tiene abril? = Abril tiene treinta días.
¿Cómo se escribe mañana? = M, A, Ñ, A, N, A.
¿Cómo se deletrea camión? = C, A, M, I, O con acento, N.
¿Con qué letra termina la palabra árbol? = Árbol termina por L.
¿Qué letra va después de la Ñ? = La O va después de la Ñ.
¿Cuántos minutos tiene una hora? = Una hora son sesenta minutos.
¿Cuántas semanas tiene el año? = Un año son cincuenta y dos semanas.
¿Cuál es la raíz cuadrada de 16? = La raíz cuadrada de dieciséis es cuatro.
¿Cuántas horas hay en dos días? = Dos días son cuarenta y ocho horas.
""",
}
TALK = {
    "en": "How many days are left in the month? | What month is it? | How do you spell it? | What is love? | one and two | "
    "What's one plus? | How do you write a letter? | What comes after death? | What's 20 20? | What is the last day of the "
    "month? | half and half | What is the second world war? | How many people are in a family? | a time after time | "
    "What's 9 to the power of 999? | What is 5 percent?",
    "es": "¿Qué es el amor? | ¿Cómo se escribe eso? | ¿Cuántos días quedan del mes? | ¿Qué viene después de la muerte? | "
    "uno y otro | ¿Cuánto es? | ¿Qué día es el tercero de la fila? | mitad y mitad | ¿Cuánto cuesta el pan?",
}


@pytest.mark.parametrize(
    ("language", "line"),
    [(language, line) for language, lines in ANSWERS.items() for line in lines.strip().splitlines()],
)
def test_answers(language: str, line: str) -> None:
    question, answer = line.rsplit(" = ", 1)
    assert match(question, language) == Computed(answer)


@pytest.mark.parametrize(
    ("language", "text"), [(language, text.strip()) for language, texts in TALK.items() for text in texts.split("|")]
)
def test_talk_is_left_to_the_mind(language: str, text: str) -> None:
    assert not isinstance(match(text, language), Computed)


def test_what_is_computed_of_the_frozen_questions_is_right() -> None:
    """Written by an author who did not know the phrases."""
    wrong, computed = [], 0
    for path in sorted((Path(__file__).parents[3] / "data").glob("frozen_*.jsonl")):
        for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            found = match(line["turns"][-1], line["lang"])
            if isinstance(found, Computed):
                computed += 1
                spoken = (found.answer, found.answer.replace("-", " "))
                if not any(satisfies(each, line["expect"]) for each in spoken):
                    wrong.append((line["turns"][-1], found.answer))
    assert wrong == []
    assert computed > 30


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_phrase_is_answered_and_its_rules_are_there(language: str) -> None:
    file = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    assert set(file["intents"]) == set(questions._ANSWERS)
    for intent in file["intents"].values():
        for sentence in (sentence for block in intent["data"] for sentence in block["sentences"]):
            assert set(re.findall(r"<(\w+)>", sentence)) <= set(file["expansion_rules"]), sentence
            assert all(sentence.count(a) == sentence.count(b) for a, b in ("()", "[]", "{}")), sentence
