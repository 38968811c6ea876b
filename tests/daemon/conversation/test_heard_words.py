"""Which words of a cut reply were heard, by what a recogniser makes of its sound."""

from __future__ import annotations

import random

import numpy as np
import pytest

from audio.resample import resample
from daemon.conversation.rules.heard_words import PlayedAudio, last_word
from daemon.workers.servers import RecogniserServer
from models.engine import Cancel
from models.pocketsphinx.recogniser import PocketsphinxRecogniser
from tests.support.spoken import flite

TEXT = "The capital of France is Paris. It lies on a river, and the river is the Seine. The capital of Spain is Madrid."


def cut_after(words: str, estimate: int = 0, anywhere: bool = False) -> str | None:
    end = last_word(TEXT, words, estimate, anywhere=anywhere)
    return None if end is None else TEXT[:end]


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("the capital of france is paris", "The capital of France is Paris."),
        ("the capital of friends is", "The capital of France is"),
        ("capital of france is paris it lies on a rib", "The capital of France is Paris. It lies on a river,"),
        ("the capital of france is paris it lies on a river and the", TEXT[:59]),
        ("", None),
        ("we all live in a yellow submarine", None),
    ],
)
def test_the_words_are_found_though_some_are_misheard(words: str, heard: str | None) -> None:
    assert cut_after(words) == heard


def test_of_places_that_sound_alike_the_one_near_the_estimate_is_taken() -> None:
    assert cut_after("the capital of", estimate=10, anywhere=True) == "The capital of"
    assert cut_after("the capital of", estimate=100, anywhere=True) == TEXT[: TEXT.index(" Spain")]
    # Known to begin where the reply begins, it cannot be the second one.
    assert cut_after("the capital of", estimate=100) == "The capital of"


def test_chinese_is_cut_between_characters() -> None:
    assert last_word("法国的首都是巴黎。", "法国的首都", 0, anywhere=False) == 5


def test_any_prefix_is_found_again_whatever_is_misheard_within() -> None:
    words = TEXT.split()
    for seed in range(200):
        drawn = random.Random(seed)
        cut = drawn.randrange(3, len(words))
        spoken = words[:cut]
        spoken[drawn.randrange(cut - 1)] = drawn.choice(("uh", "what", "reverse"))
        expected = " ".join(words[:cut])
        assert cut_after(" ".join(spoken), drawn.randrange(len(TEXT))) == expected, seed


def test_a_real_recogniser_hears_where_a_reply_was_cut() -> None:
    """A voice that stops for breath where no estimate expects it."""
    first, second = flite("the capital of france is paris"), flite("it lies on a river and the river is the seine")
    breath = np.zeros(2 * 16_000, np.int16)
    sound = resample(np.concatenate([first, breath, second]), 16_000, 24_000)
    cut = round(24_000 * (len(first) + len(breath) // 2) / 16_000)
    estimate = TEXT.index(", and")
    played = PlayedAudio(TEXT, estimate, sound[:cut].tobytes(), 24_000, "en", whole=True)
    server = RecogniserServer(PocketsphinxRecogniser())
    (frame,) = server("recognise", {"rate": played.rate, "language": "en"}, played.pcm, Cancel())
    assert played.heard(frame.head["text"]) == "The capital of France is Paris."
    assert server.utterances == {}
