"""Voice detection with the real libraries: synthesised speech is found, noises are not."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from audio.frames import Pcm
from audio.vad import CHUNK, SpeechDetector
from tests.audio.conftest import Speak, audible_span, silence

RATE = 16_000


def probabilities(pcm: Pcm, step: int = 320) -> list[float]:
    detector = SpeechDetector()
    judged = [detector.process(pcm[at : at + step]) for at in range(0, len(pcm), step)]
    return [judgement[0] for judgement in judged if judgement is not None]


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        ("slt", "What is the weather like in Madrid today?"),
        ("rms", "Turn on the living room lamps."),
        ("awb", "Tell me a story about cats."),
        ("kal16", "Set a timer for five minutes."),
        ("en-us", "How much is seven times eight?"),
        ("es", "¿Qué tiempo hace hoy en Madrid?"),
    ],
)
def test_speech_is_found(speak: Speak, voice: str, text: str) -> None:
    pcm = speak(voice, text)
    first, last = audible_span(pcm)
    heard = np.array(probabilities(np.concatenate([silence(1000), pcm, silence(500)])))
    inside = heard[(RATE + first) // CHUNK + 1 : (RATE + last) // CHUNK]
    assert (inside > 0.5).mean() > 0.75
    assert (heard[: RATE // CHUNK] < 0.5).all()


def quiet_speech(speak: Speak) -> Pcm:
    return (speak("slt", "What is the weather like in Madrid today?") * 0.05).astype(np.int16)


def test_speech_in_steady_noise_is_found(speak: Speak) -> None:
    pcm = np.concatenate([silence(3000), quiet_speech(speak), silence(500)])
    noise = np.random.default_rng(1).normal(0, 30, len(pcm))
    assert np.mean(np.array(probabilities((pcm + noise).astype(np.int16))[100:150]) > 0.5) > 0.5


def noises() -> dict[str, Pcm]:
    rng = np.random.default_rng(2)
    time = np.arange(3 * RATE) / RATE
    clicks = np.zeros(3 * RATE)
    clicks[rng.integers(0, 3 * RATE, 12)] = 20_000
    fan = np.convolve(rng.normal(0, 1500, 3 * RATE), np.ones(8) / 8, "same")
    return {
        "digital silence": silence(3000),
        "hiss": rng.normal(0, 1800, 3 * RATE).astype(np.int16),
        "fan": fan.astype(np.int16),
        "hum": (5000 * np.sin(2 * np.pi * 50 * time) + 2000 * np.sin(2 * np.pi * 150 * time)).astype(np.int16),
        "clicks": clicks.astype(np.int16),
        "chord": sum((3000 * np.sin(2 * np.pi * f * time)).astype(np.int16) for f in (262, 330, 392)),
    }


@pytest.mark.parametrize("name", list(noises()))
def test_noise_is_no_speech(name: str) -> None:
    assert max(probabilities(noises()[name])) < 0.5


@pytest.mark.parametrize("step", [160, 320, 480, 512])
def test_the_size_of_the_pieces_changes_nothing(speak: Speak, step: int) -> None:
    pcm = np.concatenate([silence(500), speak("slt", "Turn on the lights.")])
    whole = probabilities(pcm, 320)
    pieces = probabilities(pcm, step)
    count = min(len(whole), len(pieces))
    assert pieces[:count] == pytest.approx(whole[:count], abs=1e-4)


def test_the_lag_of_a_judgement() -> None:
    detector = SpeechDetector()
    lags = [detector.process(silence(20)) for _ in range(8)]
    assert [lag and lag[1] for lag in lags] == [None, 128, None, 256, 64, None, 192, 0]


def test_what_is_judged_again_leaves_the_stream_as_it_is(speak: Speak) -> None:
    pcm = speak("slt", "What is the weather like in Madrid today?")
    detector, judged = SpeechDetector(), []
    for at in range(0, len(pcm), 512):
        judgement = detector.process(pcm[at : at + 512])
        judged += [judgement[0]] if judgement is not None else []
        again = detector.judge_again(pcm[: 512 * 20])
    assert judged == probabilities(pcm, 512)
    assert len(again) == 20
    assert max(again) > 0.9


def test_silero_sleeps_in_silence_and_in_steady_noise() -> None:
    detector = SpeechDetector()
    noise = np.random.default_rng(3).normal(0, 40, 20 * RATE).astype(np.int16)
    for at in range(0, len(noise), 320):
        detector.process(noise[at : at + 320])
    assert not detector.awake
    assert detector.probability == 0.0


def test_what_the_detector_needs_is_found_without_importing_faster_whisper() -> None:
    code = "import audio.vad, sys; audio.vad.SpeechDetector(); sys.exit('faster_whisper' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
