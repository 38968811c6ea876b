"""Canary and Parakeet through the real onnx-asr and ONNX Runtime, on tiny models of the same inputs and outputs."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.engine import Cancel, Cancelled, EngineError, Recogniser, TimedWord, Transcript
from models.nemo.files import is_nemo, must_be_told
from models.nemo.graphs import Canary, most_tokens
from models.nemo.recogniser import NemoRecogniser
from tests.support.cancelling import After
from tests.support.tiny_nemo import GAP, RATE, SPECIALS, WORD, Samples, say, tiny_canary, tiny_parakeet
from tests.support.tiny_whisper import in_noise, tiny_whisper

QUESTION, PREGUNTA = "what time is it", "qué hora es ya"
KINDS = pytest.mark.parametrize("make", [tiny_canary, tiny_parakeet], ids=["canary", "parakeet"])
Make = Callable[[Path], Path]


@pytest.fixture
def canary(tmp_path: Path) -> NemoRecogniser:
    return NemoRecogniser(tiny_canary(tmp_path / "canary"), threads=1)


@pytest.fixture
def parakeet(tmp_path: Path) -> NemoRecogniser:
    return NemoRecogniser(tiny_parakeet(tmp_path / "parakeet"), threads=1)


def hear(ears: Recogniser, pcm: Samples, language: str | None = None) -> Transcript:
    utterance = ears.open(language)
    for at in range(0, len(pcm), 1600):
        utterance.feed(pcm[at : at + 1600])
    return utterance.result(Cancel())


@KINDS
def test_it_hears_what_was_said(tmp_path: Path, make: Make) -> None:
    ears = NemoRecogniser(make(tmp_path), threads=1)
    assert ears.languages == ("en", "es")
    for said in (QUESTION, "stop", "time is what"):
        heard = hear(ears, say(said), "en")
        assert (heard.text, heard.language) == (said, "en")
        assert heard.confidence is not None
        assert 0.9 < heard.confidence <= 1
        assert heard.no_speech is not None
        assert heard.no_speech < 0.01


def test_canary_hears_in_the_language_that_it_is_told(canary: NemoRecogniser) -> None:
    assert hear(canary, say(QUESTION), "es").text == PREGUNTA
    assert hear(canary, say(QUESTION), "en").text == QUESTION


def test_who_does_not_say_the_language_gets_the_one_spoken_before(tmp_path: Path) -> None:
    ears = NemoRecogniser(tiny_canary(tmp_path), threads=1, language="es")
    assert hear(ears, say(QUESTION)).text == PREGUNTA  # the usual one
    assert hear(ears, say(QUESTION), "en").text == QUESTION
    assert hear(ears, say(QUESTION)).text == QUESTION
    hear(ears, np.zeros(RATE, np.int16), "es")  # nobody spoke
    assert hear(ears, say(QUESTION)).text == QUESTION


@pytest.mark.slow
def test_a_whisper_beside_it_tells_canary_the_language(tmp_path: Path) -> None:
    ears = NemoRecogniser(tiny_canary(tmp_path), threads=1, detector=tiny_whisper())
    assert hear(ears, in_noise("¿Qué hora es?", "es", 15)).language == "es"
    assert hear(ears, in_noise("What is the capital of France?", "en", 15)).language == "en"
    utterance = ears.open(None)
    utterance.feed(in_noise("¿Cuál es la capital de España?", "es", 15))
    assert utterance.partial().language == "es"
    utterance.feed(in_noise("What is the capital of France?", "en", 15))
    assert utterance.partial().language == "es"  # found out in the first second, and kept


def test_a_whisper_that_cannot_be_used_is_told_and_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        ears = NemoRecogniser(tiny_canary(tmp_path / "canary"), threads=1, detector=tmp_path / "none")
    (told,) = caplog.messages
    assert str(tmp_path / "none") in told
    assert hear(ears, say(QUESTION)).text == QUESTION


def test_parakeets_language_is_that_of_its_words(tmp_path: Path) -> None:
    ears = NemoRecogniser(tiny_parakeet(tmp_path, spanish=True), threads=1)
    assert hear(ears, say("stop")).language == "en"  # "no" is said in both
    assert hear(ears, say("what time is it")).language == "es"
    assert hear(ears, say("stop")).language == "es"  # as before
    assert hear(ears, say("what time is it"), "en").language == "en"  # asked for


def test_parakeet_knows_when_each_word_was_said(parakeet: NemoRecogniser) -> None:
    heard = hear(parakeet, say(QUESTION))
    assert [word.text for word in heard.words] == QUESTION.split()
    for number, word in enumerate(heard.words):
        assert word.start == pytest.approx(0.3 + number * (WORD + GAP), abs=0.13)


def test_long_speech_is_heard_in_windows_and_keeps_its_times(parakeet: NemoRecogniser) -> None:
    hush = np.random.default_rng(0).normal(0, 40, 28 * RATE).astype(np.int16)
    heard = hear(parakeet, np.concatenate([say("what time"), hush, say("is it")]))
    assert heard.text == QUESTION
    third = heard.words[2]
    assert third == TimedWord("is", pytest.approx(len(say("what time")) / RATE + 28.3, abs=0.13))  # type: ignore[arg-type]


@KINDS
def test_partial_words_grow_and_a_result_that_covers_the_speech_is_not_made_again(tmp_path: Path, make: Make) -> None:
    ears = NemoRecogniser(make(tmp_path), threads=1)
    utterance = ears.open("en")
    pcm = say(QUESTION)
    half = int((0.3 + 2 * (WORD + GAP)) * RATE)
    utterance.feed(pcm[:half])
    assert utterance.partial().text == "what time"
    utterance.feed(pcm[half:])
    whole = utterance.partial()
    assert whole.text == QUESTION
    utterance.feed(np.zeros(4000, np.int16))
    utterance.ends(len(pcm) - int(0.3 * RATE))
    assert utterance.result(After(0)) is whole
    utterance.feed(say("stop"))  # goes on after a breath
    assert utterance.result(Cancel()).text == f"{QUESTION} stop"
    utterance.close()
    utterance.close()


@KINDS
def test_it_stops_before_the_encoder_and_between_tokens_and_goes_on(tmp_path: Path, make: Make) -> None:
    ears = NemoRecogniser(make(tmp_path), threads=1)
    utterance = ears.open("en")
    utterance.feed(say(QUESTION))
    looks = 0
    while True:
        try:
            heard = utterance.result(After(looks))
        except Cancelled:
            looks += 1
        else:
            break
    assert heard.text == QUESTION
    assert looks > 2 * len(QUESTION.split())  # two tokens a word


@KINDS
def test_noise_silence_and_what_the_decoder_is_not_sure_of_are_no_words(tmp_path: Path, make: Make) -> None:
    ears = NemoRecogniser(make(tmp_path), threads=1)
    for seed, loud in enumerate((30, 300, 3000)):
        heard = hear(ears, np.random.default_rng(seed).normal(0, loud, 3 * RATE).astype(np.int16), "en")
        assert heard.text == ""
        assert heard.no_speech is not None
        assert heard.no_speech > 0.5
    assert hear(ears, np.zeros(RATE, np.int16), "en") == Transcript("", "en", no_speech=1.0)
    assert hear(ears, np.zeros(0, np.int16), "en").text == ""
    assert hear(ears, say("mumble"), "en").text == ""


def test_a_decoder_that_never_ends_is_ended_and_its_loop_said_once(canary: NemoRecogniser) -> None:
    utterance = canary.open("en")
    utterance.feed(say("it chorus"))
    steps = After(10_000)
    assert utterance.result(steps).text == "it chorus"
    assert most_tokens(len(say("it chorus"))) < 10_000 - steps.looks < most_tokens(len(say("it chorus"))) + 5


@pytest.mark.parametrize("tells_all", [True, False])
def test_what_an_earlier_pass_has_found_is_looked_at_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tells_all: bool
) -> None:
    """Where the conversion's decoder tells what follows each token. The words are the same in any case."""
    ears = NemoRecogniser(tiny_canary(tmp_path, tells_all=tells_all), threads=1)
    widths: list[int] = []
    step = Canary._step

    def count(model: Canary, ids: Any, *others: Any) -> Any:
        widths.append(ids.shape[1])
        return step(model, ids, *others)

    monkeypatch.setattr(Canary, "_step", count)
    pcm = say(QUESTION)
    heard, tokens = ears.transcribe(pcm, "en", Cancel())
    assert heard.text == QUESTION
    alone, ids = len(widths), tokens[0]
    assert len(ids) == 8
    other = (ids[0] + 2, *ids[1:])
    for guess, steps in ((ids, 1), (ids[:3], 6), (other, 9), ((*ids[:6], *other), 3), (ids * 99, 1)):
        widths.clear()
        assert ears.transcribe(pcm, "en", Cancel(), (guess,)) == (heard, tokens)
        assert len(widths) == (steps if tells_all else alone)
        assert widths[0] == 10 + (len(guess[: most_tokens(len(pcm)) - 1]) if tells_all else 0)
    utterance = ears.open("en")
    utterance.feed(pcm[: len(pcm) // 2])
    part = utterance.partial().text
    assert QUESTION.startswith(part)
    widths.clear()
    utterance.feed(pcm[len(pcm) // 2 :])
    assert utterance.result(Cancel()).text == QUESTION
    assert (len(widths) < alone) is tells_all


def test_a_language_that_is_not_heard_is_refused(canary: NemoRecogniser) -> None:
    with pytest.raises(EngineError, match=r"hears en and es here, not 'fr'"):
        canary.open("fr")


def test_unquantised_weights_do_where_there_are_no_others(tmp_path: Path) -> None:
    assert hear(NemoRecogniser(tiny_canary(tmp_path, quantised=False), threads=1), say("stop")).text == "stop"


def test_a_folder_is_known_by_its_files(tmp_path: Path) -> None:
    canary, parakeet = tiny_canary(tmp_path / "a"), tiny_parakeet(tmp_path / "b")
    assert is_nemo(canary)
    assert not is_nemo(tiny_whisper())
    assert not is_nemo(canary / "vocab.txt")
    assert [must_be_told(each) for each in (canary, parakeet, tiny_whisper())] == [True, False, False]


@KINDS
@pytest.mark.parametrize("name", ["config.json", "vocab.txt", "encoder-model.int8.onnx", "decoder*.onnx"])
@pytest.mark.parametrize("how", ["absent", "cut", "empty", "foreign"])
def test_broken_half_and_foreign_files_are_told_in_one_line(tmp_path: Path, make: Make, name: str, how: str) -> None:
    folder = make(tmp_path)
    (file,) = folder.glob(name)
    content = file.read_bytes()
    if how == "absent":
        file.unlink()
    else:
        other = (tiny_whisper() / "tokenizer.json").read_bytes()
        file.write_bytes({"cut": content[: len(content) // 2], "empty": b"", "foreign": other}[how])
    with pytest.raises(EngineError) as error:
        NemoRecogniser(folder)
    assert str(folder) in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400 + len(str(folder))


@pytest.mark.parametrize("kind", ["nemo-conformer-ctc", "whisper", None, ["nemo-conformer-tdt"]])
def test_other_kinds_of_models_are_refused(tmp_path: Path, kind: object) -> None:
    (tiny_canary(tmp_path) / "config.json").write_text(json.dumps({"model_type": kind}))
    with pytest.raises(EngineError, match="names neither nemo-conformer-aed nor nemo-conformer-tdt"):
        NemoRecogniser(tmp_path)


def test_a_configuration_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    (tiny_canary(tmp_path) / "config.json").write_text("[" * 100_000)
    with pytest.raises(EngineError, match="names neither"):
        NemoRecogniser(tmp_path)


def test_the_vocabulary_of_another_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="is no usable NeMo model"):
        NemoRecogniser(tiny_parakeet(tmp_path / "a", more_words=9))
    (tmp_path / "a" / "vocab.txt").write_text("▁wh 0\nat 1\n<blk> 2\n")
    with pytest.raises(EngineError, match="belongs to another model"):
        NemoRecogniser(tmp_path / "a")
    with pytest.raises(EngineError, match="belongs to another model"):
        NemoRecogniser(tiny_canary(tmp_path / "b", specials=[*SPECIALS, "<|emo:happy|>"], fewer=1))
    shutil.copy(tmp_path / "b" / "vocab.txt", tmp_path / "a" / "vocab.txt")
    with pytest.raises(EngineError, match="is no usable NeMo model"):
        NemoRecogniser(tmp_path / "a")


_ALONE = """
import socket, sys, time
def refuse(*_, **__):
    raise AssertionError("the network is asked")
socket.socket.connect = socket.getaddrinfo = refuse
import psutil
from models.engine import Cancel
from models.nemo.recogniser import NemoRecogniser
from tests.support.tiny_nemo import say
ears = NemoRecogniser(sys.argv[1], threads=3)
utterance = ears.open("en")
utterance.feed(say("what time is it"))
print(utterance.result(Cancel()).text)
me = psutil.Process()
time.sleep(0.2)  # those of numpy's library go to sleep after a while
before = me.cpu_times()
time.sleep(0.5)
after = me.cpu_times()
assert after.user + after.system - before.user - before.system < 0.1, "idle threads work"
heavy = {"huggingface_hub", "torch", "transformers", "requests"} & set(sys.modules)
assert not heavy, heavy
"""


def test_it_asks_no_network_and_its_idle_threads_sleep(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _ALONE, str(tiny_parakeet(tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == (f"{QUESTION}\n", 0), done.stderr
