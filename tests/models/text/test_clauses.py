"""The clause splitter: where it cuts, what it makes of Markdown and signs, and what holds for any text."""

from __future__ import annotations

import random
import re

import pytest

from models.text.clauses import MOST_WORDS, Clause, ClauseSplitter
from models.text.speakable import speakable


def split(text: str, language: str = "en") -> list[Clause]:
    splitter = ClauseSplitter(language)
    return [*splitter.feed(text), *splitter.finish()]


def said(text: str, language: str = "en") -> list[str]:
    return [clause.text for clause in split(text, language)]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Hi.", ["Hi."]),
        ("It is sunny today, and it will stay so. Enjoy it!", ["It is sunny today,", "and it will stay so.", "Enjoy it!"]),
        ("Yes, of course, my friend. Go on.", ["Yes, of course,", "my friend. Go on."]),
        ("The red house — the old one — is sold. So?", ["The red house —", "the old one — is sold.", "So?"]),
        # Nothing is cut within numbers, abbreviations, initials, times, addresses.
        ("That makes 3.5 or 1,000 of them. Good.", ["That makes three point five or one thousand of them.", "Good."]),
        ("Ask Dr. Lee or J. R. Hill at 5 p.m. today. Good.", ["Ask Doctor Lee or J. R. Hill at five P M today.", "Good."]),
        ("Try fruit from the U.S. e.g. apples. Good.", ["Try fruit from the U S for example apples.", "Good."]),
        ("So do I. She does not.", ["So do I.", "She does not."]),
        ("Wait... there is more to say. Good.", ["Wait... there is more to say.", "Good."]),
        ('She said "Go, now. Or never" then left. Good.', ['She said "Go, now. Or never" then left.', "Good."]),
        ('The shelf is 6" deep, says he. Good.', ["The shelf is six inches deep,", "says he. Good."]),
        ("Use the second (left, not right) door. Good.", ["Use the second (left, not right) door.", "Good."]),
        ("One of them\nanother one\n\nlast", ["One of them.", "another one.", "last"]),
    ],
)  # fmt: skip
def test_where_english_is_cut(text: str, clauses: list[str]) -> None:
    assert said(text) == clauses


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("¿Quieres más, o ya está? ¡Claro que sí! Bien.", ["¿Quieres más, o ya está?", "¡Claro que sí!", "Bien."]),
        ("El Sr. López y la Dra. Ruiz llegan hoy. Bien.", ["El señor López y la doctora Ruiz llegan hoy.", "Bien."]),
        (
            "Hace 3,5 grados en EE. UU. ahora mismo. Bien.",
            ["Hace tres coma cinco grados en Estados Unidos ahora mismo.", "Bien."],
        ),
        ("Dijo: «Hola, amigo. Ven» y se fue. Bien.", ["Dijo: «Hola, amigo. Ven» y se fue.", "Bien."]),
        ("Compra fruta, p. ej. peras, hoy. Bien.", ["Compra fruta, por ejemplo peras,", "hoy. Bien."]),
        ("Habla con el Ing. Ruiz a las 7 p. m. Bien.", ["Habla con el ingeniero Ruiz a las siete pe eme. Bien."]),
    ],
)
def test_where_spanish_is_cut(text: str, clauses: list[str]) -> None:
    assert said(text, "es") == clauses


def test_the_first_clause_is_there_with_its_comma_and_not_a_token_later() -> None:
    assert ClauseSplitter("en").feed("It is sunny today,")[0].text == "It is sunny today,"
    assert ClauseSplitter("en").feed("It costs about 1,") == []  # 1,000 perhaps


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The lamp is on now.", "en"),
        ("It is getting ready.", "en"),
        ("La luz está encendida.", "es"),
    ],
)
def test_the_first_clause_does_not_wait_for_a_token_behind_a_full_stop_that_is_certain(
    text: str, language: str
) -> None:
    splitter = ClauseSplitter(language)
    assert [clause.text for clause in splitter.feed(text)] == [text]
    assert [clause.text for clause in splitter.finish()] == []


@pytest.mark.parametrize(
    "text", ["Look at this page on example.", "That makes some 3.", "It was made by J.", "Ask for Dr."]
)
def test_it_does_wait_where_the_text_may_go_on_behind_a_full_stop(text: str) -> None:
    assert ClauseSplitter("en").feed(text) == []


def brief(text: str, language: str = "en") -> list[str]:
    splitter = ClauseSplitter(language, brief=lambda: True)
    return [clause.text for clause in [*splitter.feed(text), *splitter.finish()]]


@pytest.mark.parametrize(
    ("text", "language", "clauses"),
    [
        ("Sure, the lamp is on now. Is there more?", "en", ["Sure,", "the lamp is on now.", "Is there more?"]),
        ("Of course! I turn it on. Good.", "en", ["Of course!", "I turn it on.", "Good."]),
        ("That's right, it is. Good for you.", "en", ["That's right,", "it is.", "Good for you."]),
        ("Sí, ya está hecho. ¿Algo más?", "es", ["Sí,", "ya está hecho.", "¿Algo más?"]),
        # The clause behind it comes soon, wherever it has to end.
        (
            "Well, that depends on the season of the year in which you go there",
            "en",
            ["Well,", "that depends on the season of the year", "in which you go there"],
        ),
        ("Three, two and one.", "en", ["Three,", "two and one."]),
        # No clause: a number, an abbreviation, a quotation, Markdown.
        ("1, 2 and 3.", "en", ["one, two and three."]),
        ("Dr. Lee is here.", "en", ["Doctor Lee is here."]),
        ("No. 5 is the best one.", "en", ["Number five is the best one."]),
        ('"Well, well" he said.', "en", ['"Well, well" he said.']),
        ("**Sure, I** will.", "en", ["Sure, I will."]),
    ],
)
def test_a_quick_mind_may_begin_with_a_word_or_two(text: str, language: str, clauses: list[str]) -> None:
    assert brief(text, language) == clauses


def test_a_slow_one_may_not() -> None:
    assert said("Sure, the lamp is on now. Good.") == ["Sure, the lamp is on now.", "Good."]


def test_who_knows_that_a_clause_ends_ends_it() -> None:
    splitter = ClauseSplitter("en")
    assert splitter.feed("It is No. 5 on example.") == []
    (clause,) = splitter.end_clause()
    assert (clause.text, clause.source_end) == ("It is number five on example.", len("It is No. 5 on example."))
    assert splitter.end_clause() == []
    assert [each.text for each in [*splitter.feed(" And it sings. So?"), *splitter.finish()]] == [
        "And it sings.",
        "So?",
    ]


def test_a_first_clause_without_a_comma_is_cut_before_a_conjunction() -> None:
    first = said("The museum in the old town opens at nine because the guards come late and then it fills up")[0]
    assert first == "The museum in the old town opens at nine"


@pytest.mark.parametrize(
    ("raw", "english", "spanish"),
    [
        ("**Bold** and *soft* and `my_code` and ~~gone~~", "Bold and soft and my code and gone", None),
        ("## A heading", "A heading", None),
        ("> quoted words", "quoted words", None),
        ("- [ ] buy bread", "buy bread", None),
        ("2. Then stir", "two: Then stir", None),
        ("see [the page](https://x.org/a_b) now", "see the page now", None),
        ("![a cat](cat.png)", "a cat", None),
        ("https://www.example.com/a?b=c", "example dot com", "example punto com"),
        ("mail a.b@example.org", "mail a dot b at example dot org", "mail a punto b arroba example punto org"),
        ("| Day | Rain |", "Day, Rain", None),
        ("|---|:--:|", "", ""),
        ("a<br>b <b>c</b> &amp; d", "a b c and d", "a b c y d"),
        ("well done 👍🏽 🇪🇸 ❤️", "well done", None),
        (
            "20 °C and 70°F",
            "twenty degrees Celsius and seventy degrees Fahrenheit",
            "veinte grados Celsius and setenta grados Fahrenheit",
        ),
        (
            "5% of $3.50",
            "five percent of three dollars and fifty cents",
            "cinco por ciento of tres dólares con cincuenta centavos",
        ),
        ("$5 million", "five million dollars", None),
        ("12 € or €12", "twelve euros or twelve euros", None),
        ("2 + 2 = 4", "two plus two equals four", "dos más dos igual a cuatro"),
        ("3*4 and 5−3", "three times four and five minus three", "tres por cuatro and cinco menos tres"),
        ("x^2 and m²", "x squared and square meters", "x al cuadrado and metros cuadrados"),
        ("Rome → Oslo", "Rome to Oslo", "Rome a Oslo"),
        ("10–12 or 3-4", "ten to twelve or three to four", "diez a doce or tres a cuatro"),
        ("call 555-1234", "call five five five, one two three four", None),
        ("90 km/h", "ninety kilometers per hour", "noventa kilómetros por hora"),
        ("about #3, ~40 men", "about number three, about forty men", "about número tres, unos cuarenta men"),
        ("well-known O'Neill's café", "well-known O'Neill's café", None),
        ("a line[1] with a note[^2]", "a line with a note", None),
        ("1½ cups", "one and one half cups", None),
        ("1/2 cup, 2 3/4 cups and ¼", "one half cup, two and three quarters cups and one quarter", None),
        ("½ kg, 2/3 of it", "one half kilogram, two thirds of it", None),
        (
            "on 1/2, 24/7, 1/2/2026 and 11/2 days",
            "on January second, twenty-four seven, January second, twenty twenty-six and eleven two days",
            None,
        ),
        (
            "We meet on 1/2 sharp, or 3/4 if it rains",
            "We meet on January second sharp, or three quarters if it rains",
            None,
        ),
        ("1/2 a cup, 1/4 the size", "one half a cup, one quarter the size", None),
        ("* * *", "", ""),
        ("...", "", ""),
        ("\\(x\\)", "x", None),
    ],
)
def test_what_is_said_for_signs(raw: str, english: str, spanish: str | None) -> None:
    assert speakable(raw, "en").text == english
    if spanish is not None:
        assert speakable(raw, "es").text == spanish


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("A las 15:30 h o a las 20h", "A las quince treinta horas o a las veinte horas"),
        ("Abre a las 7:30 a. m.", "Abre a las siete y media a eme."),
        ("Vive en EE. UU.", "Vive en Estados Unidos."),
        ("Hace -5 °C, no 5-7", "Hace menos cinco grados Celsius, no cinco a siete"),
        ("El 21/11/2026, no el 3/4", "El veintiuno de noviembre de dos mil veintiséis, no el tres de abril"),
        ("46 000 000 de personas", "cuarenta y seis millones de personas"),
        (
            "Cuesta $1,500 o 1,234.50 €",
            "Cuesta mil quinientos dólares o mil doscientos treinta y cuatro euros con cincuenta céntimos",
        ),
        ("Son 1.234,50 y 1,500", "Son mil doscientos treinta y cuatro coma cincuenta y uno coma cinco cero cero"),
        ("Unos $20 pesos o $5 millones de dólares", "Unos veinte pesos o cinco millones de dólares"),
        ("$5 millones o 3 millones €", "cinco millones de dólares o tres millones de euros"),
        ("1 kg, 1 h, 1 €, 21\u00a0km y 2 l", "un kilogramo, una hora, un euro, veintiún kilómetros y dos litros"),
        (
            "Mide 505.990 km² y 25 cm",
            "Mide quinientos cinco mil novecientos noventa kilómetros cuadrados y veinticinco centímetros",
        ),
        ("Es el n.º 5, el 1.º y el 3.er piso", "Es el número cinco, el primero y el tercer piso"),
        ("En el s. XV y en 27 a. C.", "En el siglo quince y en veintisiete antes de Cristo."),
        ("Av. Juárez, C/ Mayor, pág. 7", "Avenida Juárez, calle Mayor, página siete"),
        ("Con 5G y 3M, a 90 km/h", "Con cinco G y tres M, a noventa kilómetros por hora"),
        ("1/2 taza, 1/2 litro y 3/4 tazas", "media taza, medio litro y tres cuartos de taza"),
        ("1½ tazas, 2 1/2 cucharadas y 3¼ litros", "una taza y media, dos cucharadas y media y tres litros y cuarto"),
        ("½ kg, 1/4 de hora, ¾ l y 1/2 día", "medio kilogramo, un cuarto de hora, tres cuartos de litro y medio día"),
        ("Son 2/3 de ellos y ⅓", "Son dos tercios de ellos y un tercio"),
        ("El 1/2 abre, del 1/2 en Madrid", "El uno de febrero abre, del uno de febrero en Madrid"),
    ],
)
def test_what_spanish_writes_in_its_own_way(raw: str, said: str) -> None:
    assert speakable(raw, "es").text == said


def test_code_is_not_read_but_mentioned_once() -> None:
    text = "Here is how it goes:\n```python\nx = [1, 2]\nprint(x)\n```\nAnd again now:\n~~~\ny\n~~~\nThat is all."
    assert said(text) == ["Here is how it goes:", "Code follows on screen.", "And again now:", "That is all."]
    assert said("Mira:\n```\nx = 1", "es") == ["Mira:", "Hay código en pantalla."]


def test_a_list_becomes_an_item_each() -> None:
    assert said("You need these things:\n\n1. Two eggs\n2. **Milk**, fresh\n\n- salt 🧂\n") == [
        "You need these things:",
        "one: Two eggs.",
        "two: Milk, fresh.",
        "salt.",
    ]


def test_heard_words_lead_back_to_the_text_of_the_model() -> None:
    raw = "It costs **$5** on [this page](http://x.org/long) of the shop."
    (clause,) = split(raw)
    assert clause.text == "It costs five dollars on this page of the shop."
    assert raw[: clause.source(clause.text.index(" of the"))].endswith("[this page](http://x.org/long)")
    assert raw[: clause.source(len("It costs five"))] == "It costs **$5"
    assert raw[: clause.source(len("It costs f"))] == "It costs **$"
    assert clause.source(0) == 0
    assert clause.source(len(clause.text)) == len(raw)


# ---------------------------------------------------------------------------------------------------- for any text

_PIECES = (
    "the rain in Spain stays mainly on the plain and nobody knows why because it is so",
    "Hello", "yes", "3.5", "1,000", "e.g.", "Dr. Smith", "a.m.", "https://a.example.com/x,y?z=1", "me@example.org",
    "¿Qué tal, amigo?", "¡Hola!", "«sí, claro»", '"quoted, words. here"', "(in, brackets)", "**bold**", "*soft, text*",
    "`code, here`", "[link](http://x.y/z)", "20 °C", "5 %", "$5", "→", "🙂", "...", "…", "—", "-", "10–12", "$", "*", "`",
    "[", "(", '"', "<br>", "&amp;", "|", "| a | b |", "\n", "\n\n", "\n- item", "\n1. item", "\n# Heading\n", "\n> q",
    "\n```python\nx = 1\n```\n", ",", ";", ":", "!", "?", ".", "and", "but", "porque", "x" * 300,
)  # fmt: skip


def _random_text(seed: int) -> str:
    chance = random.Random(seed)
    text = ""
    for _ in range(chance.randint(1, 60)):
        text += chance.choice(_PIECES) + chance.choice([" ", " ", " ", ""])
    return text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pieces_in_which_a_text_comes_change_nothing(language: str) -> None:
    for seed in range(200):
        text = _random_text(seed)
        chance = random.Random(seed)
        splitter, out, at = ClauseSplitter(language), list[Clause](), 0
        while at < len(text):
            size = chance.randint(1, 9)
            out += splitter.feed(text[at : at + size])
            at += size
        assert [*out, *splitter.finish()] == split(text, language), text


def test_whatever_comes_is_speakable_in_order_and_bounded() -> None:
    for seed in range(400):
        text = _random_text(seed)
        end = 0
        for clause in split(text):
            assert any(map(str.isalnum, clause.text)), text
            assert not set(clause.text) & set("*`|\n#<>🙂→"), (clause, text)
            assert end <= clause.source_start < clause.source_end <= len(text), text
            assert len(clause.places) == len(clause.text)
            assert all(clause.source_start <= place < clause.source_end for place in clause.places), (clause, text)
            assert list(clause.places) == sorted(clause.places), (clause, text)
            assert len(text[clause.source_start : clause.source_end].split()) <= 2 * MOST_WORDS, (clause, text)
            end = clause.source_end


def test_no_word_is_lost_and_none_waits_long() -> None:
    words = "alpha beta gamma delta and but que because mañana über O'Neill well-known six mother-in-law no".split()
    for seed in range(200):
        chance = random.Random(seed)
        text = " ".join(
            chance.choice(words) + chance.choice(["", "", "", "", "", "", ",", ".", "?", "!", ";", "..."])
            for _ in range(chance.randint(1, 120))
        )
        splitter, out = ClauseSplitter("en"), list[Clause]()
        for at, character in enumerate(text):
            out += splitter.feed(character)
            waiting = text[out[-1].source_end if out else 0 : at + 1]
            assert len(waiting.split()) <= (13 if not out else 33), waiting
        out += splitter.finish()
        assert re.findall(r"[\w'-]+", " ".join(c.text for c in out)) == re.findall(r"[\w'-]+", text)


def test_a_long_reply_is_split_quickly() -> None:
    text = "The rain in Spain stays mainly on the plain, they say. " * 400  # 22,000 characters
    assert len(split(text)) == 400


def test_an_endless_line_without_a_space_is_cut() -> None:
    clauses = split("a" * 5000)
    assert max(len(clause.text) for clause in clauses) < 300
    assert sum(len(clause.text) for clause in clauses) == 5000
