"""End to end over a virtual sound card: what is asked into the microphone is answered from the loudspeaker."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import jiwer
import numpy as np
import numpy.typing as npt
import pytest
import soxr
from pocketsphinx import Decoder

from audio.wavefile import read_wav
from models.starter.corpus.names import PEOPLE
from tests.e2e.house import House, alive
from tests.e2e.speech import say, white
from tests.support.virtual_card import VirtualCard, available

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(not available(), reason="PulseAudio is not installed: no virtual sound card"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with VirtualCard() as card, House(tmp_path_factory.mktemp("house"), card) as running:
        yield running


def loud_span(path: Path) -> tuple[float, float]:
    """Seconds at which the recording becomes and ceases to be audible."""
    sound = np.abs(read_wav(path))
    loud = np.flatnonzero(sound > 100)
    return loud[0] / 16_000, loud[-1] / 16_000


OTHERS = (
    "The capital of Spain is Madrid.",
    "The capital of France is Berlin.",
    "The capital of Italy is Rome.",
    "There are sixty minutes in an hour.",
    "A week has seven days.",
    "Your name is Peter.",
    "Two plus three is five.",
    "The opposite of big is small.",
    "I don't know that.",
)


FIRST_WORDS = """
import sys
from daemon.workers.servers import VoiceServer
from models.engine import Cancel
from models.espeak import EspeakVoice
voice = EspeakVoice()
VoiceServer(voice).warm_up()
pcm = b"".join(speech.pcm.tobytes() for speech in voice.speak(sys.argv[1], "en", 1.0, Cancel()))
sys.stdout.buffer.write(b"%d " % voice.rate + pcm)
"""


def plain(text: str) -> str:
    """Lower case, without accents."""
    return "".join(each for each in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(each))


def spoken(text: str) -> npt.NDArray[np.float64]:
    """What espeak-ng makes of it as the first thing it says after its warm-up: float, 16 kHz.

    In a process of its own: espeak-ng varies its sound from one utterance to the next, in an order that is the same in
    every process (the same sentence said twice is alike by 0.6 to 0.8 only), so first must be compared with first.
    """
    done = subprocess.run([sys.executable, "-c", FIRST_WORDS, text], capture_output=True, check=True, timeout=30)
    rate, _, pcm = done.stdout.partition(b" ")
    return np.asarray(soxr.resample(np.frombuffer(pcm, "<i2").astype(np.float64), int(rate), 16_000))


def correlation(recorded: npt.NDArray[np.int16], reference: npt.NDArray[np.float64]) -> float:
    """The best normalised cross-correlation over all delays, 0..1."""
    sound = recorded.astype(np.float64)
    size = len(sound) + len(reference)
    product = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(reference, size)), size)
    return float(np.abs(product).max() / (np.linalg.norm(sound) * np.linalg.norm(reference)))


@pytest.mark.timeout(120)
def test_a_spoken_question_is_answered_aloud(tmp_path: Path) -> None:
    with VirtualCard() as card, House(tmp_path, card) as house:
        question = say("what is the capital of france", tmp_path)
        recording = house.card.record(tmp_path / "reply.wav")
        done = house.ask(question)
        recording.stop()
        heard = house.wait_for("heard")
    assert heard["text"] == "what is the capital of france"
    assert "paris" in plain(done["text"])
    assert not done["interrupted"]
    assert done["underruns"] == 0
    begin, end = loud_span(recording.path)
    assert end - begin == pytest.approx(done["played"] / done["rate"], abs=0.3)
    # What came out of the loudspeaker is that reply and no other: the best of ten by correlation.
    likeness = {text: correlation(read_wav(recording.path), spoken(text)) for text in (done["text"], *OTHERS)}
    assert max(likeness, key=lambda text: likeness[text]) == done["text"]
    assert likeness[done["text"]] > 0.6  # a busy card's pause shifts the part behind it


QUESTIONS = {
    "what is the capital of france": "paris",
    "what is the tallest animal in the world": "giraffe",
    "what is the largest country in the world": "russia",
    "what is the opposite of big": "small",
    "what is the currency of japan": "yen",
}
"""Spoken question -> a word of its answer."""
TWENTY = (
    *(other for other in OTHERS if "Berlin" not in other),  # a word away from the reply
    "An orange is orange.",
    "The currency of Mexico is the peso.",
    "The opposite of hot is cold.",
    "There are twelve months in a year.",
    "Good morning, how are you?",
    "Berlin is the capital of Germany.",
    "A year has three hundred and sixty five days.",
    "Hello Maria, nice to meet you.",
    "A minute has sixty seconds.",
    "Grass is green.",
    "Goodbye, see you soon.",
    "You are welcome.",
)


def picked(recording: Path, sentences: Sequence[str]) -> str:
    """Which of the sentences a recogniser that knows just these hears in the recording."""
    begin, end = loud_span(recording)
    sound = read_wav(recording)[round(max(0, begin - 0.2) * 16_000) : round((end + 0.2) * 16_000)]
    words = [re.sub(r"[^a-z' ]", "", plain(sentence)) for sentence in sentences]
    decoder = Decoder(lm=None, samprate=16_000, loglevel="FATAL")
    decoder.add_jsgf_string("twenty", f"#JSGF V1.0; grammar twenty; public <one> = {' | '.join(words)};")
    decoder.activate_search("twenty")
    decoder.start_utt()
    decoder.process_raw(sound.tobytes(), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    # It may lose the way before the last word; what it heard until then tells which sentence it was in.
    heard = found.hypstr if found is not None else ""
    return min(sentences, key=lambda sentence: jiwer.cer(plain(sentence), heard)) if heard else ""


@pytest.mark.timeout(240)
def test_whatever_the_order_of_the_questions_each_gets_its_own_answer(house: House, tmp_path: Path) -> None:
    """A recogniser listens to the loudspeaker and finds the reply among twenty other sentences."""
    for question, word in random.Random(1).sample(sorted(QUESTIONS.items()), 3):
        recording = house.card.record(tmp_path / "reply.wav")
        done = house.ask(say(question, tmp_path))
        assert word in plain(done["text"])
        assert done["underruns"] == 0
        assert picked(recording.stop(), (done["text"], *TWENTY)) == done["text"]


def test_a_cough_does_not_interrupt_and_nothing_is_lost(house: House, tmp_path: Path) -> None:
    house.card.play(say("what is the tallest animal in the world", tmp_path), wait=False)
    house.wait_for("state", lambda event: event["state"] == "speaking")
    house.card.play(white(tmp_path, 0.25), wait=False)
    done = house.wait_for("reply_done")
    assert not done["interrupted"]
    assert done["underruns"] == 0


def test_a_killed_model_fails_the_turn_and_the_next_one_works(house: House, tmp_path: Path) -> None:
    pid = house.process.pid
    mind = next(model["pid"] for model in house.call("status")["models"] if model["name"] == "starter")
    os.kill(mind, signal.SIGKILL)
    house.until_true(
        lambda: all(model["state"] == "ready" and model["pid"] != mind for model in house.call("status")["models"]),
        "a new mind",
    )
    done = house.ask(say("what is the capital of france", tmp_path))
    assert "paris" in plain(done["text"])
    assert house.process.pid == pid
    assert house.process.poll() is None


def test_the_sound_server_may_be_restarted(house: House, tmp_path: Path) -> None:
    house.card.kill_server()
    time.sleep(1)
    house.card.start_server()
    house.until_true(lambda: house.call("status")["microphone"], "the microphone")
    house.until_true(lambda: any(house.card.source_of(pid) for pid in house.children()), "the capture stream")
    time.sleep(1)  # the canceller and the noise floor begin anew
    done = house.ask(say("what is the capital of france", tmp_path))
    assert "paris" in plain(done["text"])


def test_a_name_comes_back_two_turns_later(house: House, tmp_path: Path) -> None:
    # Of those that the recogniser knows; whatever it wrote must come back.
    name = random.Random(1).choice(PEOPLE)
    house.ask(say(f"my name is {name}", tmp_path))
    told = house.wait_for("heard", lambda event: "name is" in event["text"])["text"].split()[-1]
    house.ask(say("what is the capital of france", tmp_path))
    done = house.ask(say("what is my name", tmp_path))
    assert told in done["text"].lower()


def test_the_loudspeaker_in_the_microphone_interrupts_nobody(tmp_path: Path) -> None:
    with VirtualCard() as card, House(tmp_path, card) as house:
        card.loop_speaker_into_microphone()
        for text in ("what is the capital of france", "what is the largest country in the world", "what is my name"):
            done = house.ask(say(text, tmp_path))
            assert not done["interrupted"]
            assert done["text"]
        time.sleep(2)
        assert sum(event["kind"] == "reply_done" for event in house.events) == 3  # it did not answer its own echo


def test_no_transcript_in_the_log(house: House) -> None:
    log = house.log.read_text()
    assert "capital" not in log
    assert "paris" not in log.lower()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind(tmp_path: Path, how: signal.Signals) -> None:
    with VirtualCard() as card, House(tmp_path, card) as house:
        children = house.children()
        assert len(children) >= 4
        house.process.send_signal(how)
        house.process.wait(30)
        limit = time.monotonic() + 20
        while any(alive(pid) for pid in children) and time.monotonic() < limit:
            time.sleep(0.02)
        assert not [pid for pid in children if alive(pid)]
