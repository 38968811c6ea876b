"""Whisper's real weights in our engine, on people who were recorded and on Piper's real voice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.resample import resample
from audio.wavefile import read_wav
from config.constants import HEARING_RATE
from daemon.bench.recordings import Recording, in_noise
from models.engine import Cancel
from models.piper.voice import PiperVoice
from models.whisper.recogniser import WhisperRecogniser
from tests.support.real_models import ROOT, Pcm, real, recordings, word_error_rate
from tests.support.recordings import FREE, FREELY_SPOKEN, READ

pytestmark = [pytest.mark.real, pytest.mark.timeout(1200)]  # the first run fetches the models

QUESTIONS = {
    "1-my-name-is-maria.wav": "My name is Maria.",
    "2-what-is-the-capital-of-france.wav": "What is the capital of France?",
    "3-what-is-my-name.wav": "What is my name?",
}
SENTENCES = (
    "Sure, the light in the kitchen is on now, and the one in the hall is off.",
    "The capital of Italy is Rome, and the capital of Spain is Madrid.",
    "Your timer for the pasta is over, so please take it off the stove.",
    "It will rain tomorrow morning, so take an umbrella with you.",
    "I have set an alarm for half past seven in the morning.",
    "Water boils sooner on a high mountain, because the air is thin there.",
    "Sorry, I did not understand that, so please say it again.",
    "You have three reminders for today, and none for tomorrow.",
)


@pytest.fixture(scope="module")
def ears() -> WhisperRecogniser:
    return WhisperRecogniser(real("whisper-base"), threads=2)


@pytest.fixture(scope="module")
def joe() -> PiperVoice:
    return PiperVoice(real("piper-en-joe"), threads=2)


def hear(ears: WhisperRecogniser, pcm: Pcm) -> tuple[str, str]:
    """The words and the language, which is left to the ears."""
    utterance = ears.open(None)
    utterance.feed(pcm)
    heard = utterance.result(Cancel())
    return heard.text, heard.language


def heard_in(ears: WhisperRecogniser, files: list[Path]) -> list[str]:
    heard = [hear(ears, read_wav(file)) for file in files]
    assert {language for _, language in heard} == {"en"}
    return [text for text, _ in heard]


def test_people_are_understood(ears: WhisperRecogniser) -> None:
    speech = recordings() / "speech"
    heard = heard_in(ears, [speech / name for name in READ])
    free = heard_in(ears, [speech / FREE])
    assert word_error_rate([*READ.values(), FREELY_SPOKEN], [*heard, *free]) <= 0.06, [*heard, *free]
    assert word_error_rate([FREELY_SPOKEN], free) <= 0.06, free


def test_spanish_is_heard_as_spanish(ears: WhisperRecogniser) -> None:
    text, language = hear(ears, read_wav(recordings() / "speech" / "es-living-room-light.wav"))
    assert language == "es"
    assert word_error_rate(["Enciende la luz del salón."], [text]) <= 0.2, text


def test_spanish_in_noise_is_not_taken_for_the_english_before(ears: WhisperRecogniser) -> None:
    """Whisper thinks it more Greek than either."""
    speech = recordings() / "speech"
    assert hear(ears, read_wav(speech / "en-whats-the-weather-like.wav"))[1] == "en"
    said = Recording(
        "es-homenaje", read_wav(speech / "es-homenaje.wav"), "Un homenaje a que abre era más que necesario."
    )
    text, language = hear(ears, in_noise(said, 10.0, recordings() / "room" / "noise.wav").pcm)
    assert language == "es", text
    assert "necesari" in text


def test_the_questions_of_the_demo_are_understood(ears: WhisperRecogniser) -> None:
    files = [next(ROOT.glob(f"daemon/**/{name}")) for name in QUESTIONS]
    assert word_error_rate(list(QUESTIONS.values()), heard := heard_in(ears, files)) == 0, heard


def test_nothing_is_heard_where_nobody_speaks(ears: WhisperRecogniser) -> None:
    rng = np.random.default_rng(1)
    noise = np.clip(rng.normal(0, 100, 3 * HEARING_RATE), -32768, 32767).astype(np.int16)
    assert hear(ears, noise)[0] == ""


def test_what_joe_says_is_understood(joe: PiperVoice, ears: WhisperRecogniser) -> None:
    heard = [hear(ears, spoken(joe, sentence))[0] for sentence in SENTENCES]
    assert word_error_rate(SENTENCES, heard) <= 0.1, heard


def test_what_joe_says_while_it_is_written_is_understood(joe: PiperVoice, ears: WhisperRecogniser) -> None:
    heard = [hear(ears, spoken_in_parts(joe, sentence))[0] for sentence in SENTENCES]
    assert word_error_rate(SENTENCES, heard) <= 0.1, heard


def spoken_in_parts(voice: PiperVoice, text: str) -> Pcm:
    """As the pipeline has it spoken: two words when there are three, and four more at a time."""
    words, said, pieces = text.split(), 0, []
    for count in range(3, len(words), 4):
        begun = " ".join(words[:count])
        for speech in voice.speak_part(begun, "en", 1.0, Cancel(), said=said, more=True):
            said += max((mark.end for mark in speech.marks), default=0)
            pieces.append(speech.pcm)
    assert said
    pieces += [speech.pcm for speech in voice.speak_part(text, "en", 1.0, Cancel(), said=said, more=False)]
    return as_recorded(voice, pieces)


def spoken(voice: PiperVoice, text: str) -> Pcm:
    return as_recorded(voice, [speech.pcm for speech in voice.speak(text, "en", 1.0, Cancel())])


def as_recorded(voice: PiperVoice, pieces: list[Pcm]) -> Pcm:
    """At 16 kHz, with a quarter of a second of silence before and after, as a microphone has it."""
    quiet = np.zeros(HEARING_RATE // 4, np.int16)
    return np.concatenate([quiet, resample(np.concatenate(pieces), voice.rate, HEARING_RATE), quiet])
