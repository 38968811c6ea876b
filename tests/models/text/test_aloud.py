"""What is heard for what a mind writes: lines with their right readings, in English and Spanish.

`seen` are public reports and what the rules were made on. `heldout` was written before there were rules, `fresh` and
`stranger` after them and before they were tried on it: a line of these that fails is a kind to be understood, and mended
with others of it.
"""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from models.espeak_library import phonemes
from models.text.claims.guard import claimed
from models.text.clauses import clauses
from models.text.speakable import speakable
from tests.support.readings import Line, lines

NAMES = ("seen", "heldout", "fresh", "stranger", "later")
ENOUGH = 0.97
"""Of the lines that the rules' author had not seen."""


def aloud(line: Line) -> str:
    return " ".join(clause.text for clause in clauses(line.text, line.language))


@pytest.mark.parametrize("line", lines("seen"), ids=lambda line: f"{line.language}: {line.text}")
def test_what_was_reported_is_read_right(line: Line) -> None:
    assert line.right(aloud(line)), aloud(line)


@pytest.mark.parametrize("name", NAMES[1:])
def test_what_the_rules_were_not_made_on_is_read_right_in_nearly_all_cases(name: str) -> None:
    came: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {"en": [], "es": []}
    for line in lines(name):
        came[line.language] += 1
        if not line.right(aloud(line)):
            wrong[line.language].append(f"{line.text} -> {aloud(line)}")
    for language, count in came.items():
        assert len(wrong[language]) <= (1 - ENOUGH) * count, wrong[language]


def test_no_figure_and_no_sign_is_left_to_the_voice() -> None:
    for line in (line for name in NAMES for line in lines(name)):
        assert not set(aloud(line)) & set("0123456789$€£%°#*_`|<>=+×÷^~\\@[]{}"), line


@pytest.mark.parametrize("language", ["en", "es"])
def test_any_mixture_of_it_is_said_in_order_and_bounded(language: str) -> None:
    """Nothing that a mind writes makes the splitter fail, whatever stands beside what."""
    texts = [line.text for name in NAMES for line in lines(name)]
    pieces = [
        *sorted({piece for text in texts for piece in text.split()}),
        *"$€%°^*_`~|<>[](){}\\/+-–=#&\n", "99999999999999999999", "1/0", "31/31/2024", "99:99", "MMMM", "½½", "10^999",
        "&#999999;", "&#xD800;", "１２", "٣", "Ⅷ", "①", "<think", "\\frac{",
    ]  # fmt: skip
    for seed in range(150):
        chance = random.Random(seed)
        text = "".join(chance.choice(pieces) + chance.choice(["", " ", " "]) for _ in range(chance.randint(1, 25)))
        end = 0
        for clause in clauses(text, language):
            assert end <= clause.source_start < clause.source_end <= len(text), text
            assert list(clause.places) == sorted(clause.places), text
            assert all(clause.source_start <= place < clause.source_end for place in clause.places), text
            assert len(clause.places) == len(clause.text) < 2600, text
            assert not any(character in "0123456789" for character in clause.text), text
            end = clause.source_end


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "With more I could; run sarai models pull.", "With more I could; run the command on the screen."),
        ("en", "Run sarai models pull in a terminal, please.", "Run the command on the screen in a terminal, please."),
        ("en", "Type `sudo apt install flite` and press enter.", "Type the command on the screen and press enter."),
        ("en", "Use pip install numpy to get it.", "Use the command on the screen to get it."),
        ("en", "You can list them with `ls -la /home`.", "You can list them with the command on the screen."),
        ("es", "Ejecuta sarai models pull en una terminal.", "Ejecuta la orden que ves en pantalla en una terminal."),
        ("es", "Prueba con `git clone https://x.org/y`.", "Prueba con la orden que ves en pantalla."),
        ("en", "Sarai models itself on a friend.", "Sarai models itself on a friend."),
        ("en", "The cat will find a way.", "The cat will find a way."),
        ("en", "Use the `print()` function.", "Use the print function."),
    ],
)  # fmt: skip
def test_no_shell_command_is_read_aloud(language: str, written: str, said: str) -> None:
    found = list(clauses(written, language))
    assert " ".join(clause.text for clause in found) == said
    assert found[0].source_start == 0
    assert found[-1].source_end == len(written)


@pytest.mark.parametrize(
    ("language", "written", "sound", "other"),
    [
        ("en", "It is 7:30 a.m. now.", "eɪˈɛm", "ɐ ˈɛm"),
        ("en", "Take the A40.", "ˈeɪfˈ", "ɐ fˈ"),
        ("en", "a² + b² is known.", "ˈeɪ skwˈ", "ɐ skwˈ"),
        ("en", "Her IQ is high.", "kjˈuː", "ˈɪk "),
        ("en", "A dog barks.", "ɐ dˈɑːɡ", "eɪ dˈɑːɡ"),
        ("es", "Tiene el VIH.", "ˈatʃe", "bˈi"),
        ("es", "La IA habla.", "ˈi a", "jˈa"),
    ],
)  # fmt: skip
def test_a_voice_says_the_letters_that_are_meant(language: str, written: str, sound: str, other: str) -> None:
    said = phonemes(" ".join(clause.text for clause in clauses(written, language)), language)
    assert sound in said, said
    assert other not in said, said


@pytest.mark.parametrize(
    "part",
    ["`", "A B ", "A.B.", "'", "sure, ", "ya ", "i've ", "pp. 1-", "1/1/", "your ", "½ ", "1:02:03 ", "a 1/2 ", "80s "],
)
def test_twelve_kilobytes_of_one_kind_are_read_in_time_that_grows_with_them(part: str) -> None:
    """A rule that tries every end from every beginning takes seconds for it; all rules together take a fifth of one."""
    text = (part * 12_000)[:12_000]
    began = time.process_time()
    for language in ("en", "es"):
        speakable(text, language)
    claimed(text, requested=True)
    assert time.process_time() - began < 1.0
