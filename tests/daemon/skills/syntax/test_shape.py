"""What a sentence begins with and cannot do without tells what its pattern would tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from daemon.skills.match import bare, normalise
from daemon.skills.syntax.shape import ANY, Shapes
from daemon.skills.table import LANGUAGES, table

DATA = Path(__file__).parents[3] / "data" / "commands"
RULES = {"kettle": "(kettle|[tea] pot)", "polite": "[please|kindly]"}


@pytest.mark.parametrize(
    ("sentence", "begins", "needs"),
    [
        ("put on the <kettle>", {"put"}, [{"put"}, {"on"}, {"the"}, {"kettle", "pot"}]),
        ("<polite> boil {label}", {"please", "kindly", "boil"}, [{"boil"}]),
        ("(boil|heat up) [it] {label}", {"boil", "heat"}, [{"boil", "heat"}]),
        ("[the] {label} boils", {"the", ANY}, [{"boils"}]),
        ("({label}|now)", {"now", ANY}, []),
    ],
)
def test_it_is_read_off_the_sentence(sentence: str, begins: set[str], needs: list[set[str]]) -> None:
    shape = Shapes(RULES).of(sentence)
    assert shape.begins == begins
    assert list(map(set, shape.needs)) == needs


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_that_fits_is_left_out(language: str) -> None:
    """Also compiles every pattern."""
    lines = (DATA / f"stranger_{language}.tsv").read_text(encoding="utf-8").splitlines()
    for text in [line.split("\t")[2] for line in lines][::4]:
        for words in bare(normalise(text), language):
            first, said = words.split()[0], frozenset(words.split())
            for sentence in table(language).sentences:
                if sentence.pattern.fullmatch(f"{words} ") is not None:
                    assert sentence.shape.fits(said), (words, sentence.written)
                    assert {first, ANY} & sentence.shape.begins, (words, sentence.written)
