from __future__ import annotations

import numpy as np
import pytest

from models.engine import Cancel, Cancelled, Speech
from models.espeak import EspeakVoice
from models.text.marks import estimated_marks, word_spans


@pytest.fixture(scope="module")
def voice() -> EspeakVoice:
    return EspeakVoice()


def speak(voice: EspeakVoice, text: str, language: str = "en", speed: float = 1.0) -> list[Speech]:
    return list(voice.speak(text, language, speed, Cancel()))


def words(text: str, pieces: list[Speech]) -> list[str]:
    return [text[mark.start : mark.end] for piece in pieces for mark in piece.marks]


def length(pieces: list[Speech]) -> int:
    return sum(len(piece.pcm) for piece in pieces)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Hello there, they don't cost $3.50!", ["Hello", "there", "they", "don't", "cost", "$3.50"]),
        ("en", "Yes — “naïve” well-known friends 😀 came.", ["Yes", "naïve", "well-known", "friends", "😀", "came"]),
        ("es", "¿Dónde está el niño? ¡Qué día!", ["Dónde", "está", "el", "niño", "Qué", "día"]),
    ],
)
def test_every_word_has_a_mark_in_order_and_in_range(
    voice: EspeakVoice, language: str, text: str, expected: list[str]
) -> None:
    pieces = speak(voice, text, language)
    assert words(text, pieces) == expected
    at = 0
    for piece in pieces:
        assert piece.pcm.dtype == np.int16
        assert piece.rate == voice.rate == 22_050
        assert all(at <= mark.at < at + len(piece.pcm) for mark in piece.marks)
        at += len(piece.pcm)
    places = [mark.at for piece in pieces for mark in piece.marks]
    assert places == sorted(places)
    assert all(mark.exact for piece in pieces for mark in piece.marks)


def test_a_word_begins_where_its_mark_says(voice: EspeakVoice) -> None:
    # Behind a comma there is silence: the mark of the next word must lie at its end.
    text = "Paris, Berlin, Madrid."
    pieces = speak(voice, text)
    pcm = np.concatenate([piece.pcm for piece in pieces]).astype(np.float64)
    for mark in [mark for piece in pieces for mark in piece.marks][1:]:
        before = np.abs(pcm[mark.at - 1100 : mark.at - 220]).mean()
        after = np.abs(pcm[mark.at + 441 : mark.at + 2646]).mean()
        assert after > 20 * before + 20, text[mark.start : mark.end]


def test_words_that_are_spoken_as_one_get_an_estimate_between_their_neighbours(voice: EspeakVoice) -> None:
    text = "the end of the house"
    marks = [mark for piece in speak(voice, text) for mark in piece.marks]
    assert [text[mark.start : mark.end] for mark in marks] == text.split()
    of, the, house = marks[2:]
    assert of.exact
    assert not the.exact
    assert of.at < the.at < house.at


def test_speed_changes_the_length(voice: EspeakVoice) -> None:
    text = "one two three four five six seven"
    normal, fast = length(speak(voice, text)), length(speak(voice, text, speed=1.5))
    assert 0.6 < fast / normal < 0.75
    assert length(speak(voice, text, speed=float("nan"))) == pytest.approx(normal, rel=0.02)
    assert length(speak(voice, text, speed=1e9)) > 0


def test_the_language_changes_the_sound(voice: EspeakVoice) -> None:
    text = "animal, natural, capital"
    english, spanish, unknown = (length(speak(voice, text, language)) for language in ("en", "es", "xx"))
    assert abs(english - spanish) > 0.03 * english
    assert unknown == pytest.approx(english, rel=0.02)  # espeak-ng repeats itself, but not to the sample


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "\0", "—"])
def test_nothing_to_say_is_silence_without_audio(voice: EspeakVoice, text: str) -> None:
    assert speak(voice, text) == []


def test_odd_characters_do_not_shorten_the_text(voice: EspeakVoice) -> None:
    text = "before\0after \ud800 end"
    assert words(text, speak(voice, text))[-1] == "end"


def test_cancel_before_and_between(voice: EspeakVoice) -> None:
    cancel = Cancel()
    stream = voice.speak("a long sentence that goes on and on and on for quite some time", "en", 1.0, cancel)
    next(stream)
    cancel.set()
    with pytest.raises(Cancelled):
        next(stream)
    with pytest.raises(Cancelled):
        next(voice.speak("never heard", "en", 1.0, cancel))
    assert speak(voice, "but the next one is")


def test_phonemes(voice: EspeakVoice) -> None:
    assert voice.phonemes("thought", "en") == "θˈɔːt"
    assert voice.phonemes("gato. perro", "es").split() == ["ɡˈato", "pˈero"]


def test_estimated_marks_are_spread_by_weight() -> None:
    marks = estimated_marks("ab cd", 1000)
    assert [(mark.start, mark.end, mark.at, mark.exact) for mark in marks] == [(0, 2, 0, False), (3, 5, 600, False)]
    assert estimated_marks("ab cd", 1000, [2, 2, 0, 0, 0])[1].at == 1000
    assert estimated_marks("", 1000) == ()
    assert word_spans("“Hi,” (he) said…") == [(1, 3), (7, 9), (11, 15)]
