"""The corpus: the same for the same seed, well formed, and without any frozen question in it."""

import random
from pathlib import Path

import pytest

from models.starter.corpus import FAMILIES, LANGS, dialogues, normalise
from models.starter.corpus.geography.countries import COUNTRIES
from models.starter.corpus.grammar import Sampler, expand
from models.starter.corpus.numbers import spell
from models.starter.corpus.reserved import is_reserved, questions
from models.starter.corpus.tables import Row, rows
from models.starter.corpus.words.animal_life import animal_life
from models.starter.judging import fold

_DATA = Path(__file__).parents[2] / "data"


def test_same_seed_same_dialogues() -> None:
    assert list(dialogues(3, 50)) == list(dialogues(3, 50))
    assert list(dialogues(3, 50)) != list(dialogues(4, 50))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_family_speaks(name: str, lang: str) -> None:
    rng = random.Random(name)
    for _ in range(80):
        for turn in FAMILIES[name][0](Sampler(rng, lang)):
            assert turn.user.strip()
            assert turn.reply.strip()
            assert not set("{}|()") & set(turn.user + turn.reply), turn


def test_users_words_are_in_normal_form() -> None:
    turns = [turn for dialogue in dialogues(5, 400) for turn in dialogue.turns]
    plain = sum(turn.user == normalise(turn.user) for turn in turns)
    assert plain > 0.9 * len(turns)  # the rest is written as a program sends it


def test_held_out_questions_are_not_in_training() -> None:
    trained = {turn.user for dialogue in dialogues(6, 4000) for turn in dialogue.turns}
    rng = random.Random(6)
    for name in ("capitals", "definitions", "arithmetic"):
        for _ in range(50):
            turn = FAMILIES[name][0](Sampler(rng, "en", "paraphrase"))[-1]
            if turn.held_out:
                # Noise can turn one phrase into another: what is kept out is the phrase, not every way to mishear it.
                assert turn.user not in trained or len(turn.user.split()) <= 6


def _frozen_questions() -> list[str]:
    return questions(sorted(_DATA.glob("*_??.jsonl")))


def test_every_frozen_question_is_reserved() -> None:
    asked = _frozen_questions()
    assert len(asked) > 100
    assert all(is_reserved(normalise(question)) for question in asked)


def test_no_frozen_question_stands_in_the_training_text() -> None:
    frozen = {fold(normalise(question)) for question in _frozen_questions()}
    trained = {fold(normalise(turn.user)) for dialogue in dialogues(8, 6000) for turn in dialogue.turns}
    assert not frozen & trained


@pytest.mark.parametrize(
    ("number", "lang", "words"),
    [(21, "en", "twenty one"), (115, "en", "one hundred and fifteen"), (22, "es", "veintidós"), (100, "es", "cien"),
     (45, "es", "cuarenta y cinco"), (1999, "es", "mil novecientos noventa y nueve"), (-3, "en", "minus three")],
)  # fmt: skip
def test_numbers(number: int, lang: str, words: str) -> None:
    assert spell(number, lang) == words


def test_expansion_takes_one_of_each_group() -> None:
    rng = random.Random(0)
    assert {expand("(a|b) (c|) d", rng) for _ in range(60)} == {"a c d", "b c d", "a d", "b d"}


def test_claims_about_animals_are_judged_by_the_table() -> None:
    rng = random.Random(4)
    english = {turn.user: turn.reply for _ in range(3000) for turn in animal_life(Sampler(rng, "en"))}
    spanish = {turn.user: turn.reply for _ in range(3000) for turn in animal_life(Sampler(rng, "es"))}

    def answers(said: dict[str, str], *words: str) -> set[str]:
        return {
            reply for question, reply in said.items() if set(words) <= set(question.split()) and " or " not in question
        }

    assert answers(english, "ostriches", "fly") == {"No, ostriches can't fly."}
    assert answers(english, "does", "duck", "eggs") == {"Yes, ducks lay eggs."}
    assert answers(english, "baby", "dog") == {"A baby dog is a puppy."}
    assert answers(spanish, "viven", "peces") == {"Los peces viven en el agua."}
    assert not any(" de el " in text or " a el " in text for pair in spanish.items() for text in pair)


def test_every_country_has_both_names() -> None:
    rows: list[Row] = [country.name + country.capital + country.continent for country in COUNTRIES]
    assert all(all(cell for cell in row) for row in rows)
    assert len({country.name[0] for country in COUNTRIES}) == len(COUNTRIES)


def test_table_with_a_row_too_short_is_refused() -> None:
    assert rows("\na|b\nc|d\n", 2) == (("a", "b"), ("c", "d"))
    with pytest.raises(ValueError, match=r"rows without 2 cells: .*'c'"):
        rows("a|b\nc", 2)
