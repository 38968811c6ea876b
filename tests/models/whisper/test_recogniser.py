from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.engine import Cancel, Cancelled, EngineError, Expecting, Transcript
from models.text.repetition import ends_as_before, without_loops
from models.utterance import windows
from models.whisper import recogniser
from models.whisper.device import probe_cuda, settle_device
from models.whisper.recogniser import Pass, WhisperRecogniser
from tests.support import train_tiny_whisper
from tests.support.tiny_whisper import MISHEARD, SENTENCES, Samples, in_noise, noise, tiny_whisper

pytestmark = pytest.mark.slow

SAID = [(language, text) for language, texts in SENTENCES.items() for text in texts]


@pytest.fixture(scope="module")
def folder() -> Path:
    return tiny_whisper()


@pytest.fixture(scope="module")
def ears(folder: Path) -> WhisperRecogniser:
    return WhisperRecogniser(folder, threads=1, window="whole")


@pytest.fixture(scope="module")
def quick_ears(folder: Path) -> WhisperRecogniser:
    return WhisperRecogniser(str(folder), threads=1, window="tuned")


def spoken(language: str, text: str, seed: int = 1) -> Samples:
    """A sentence in soft noise."""
    return in_noise(text, language, 15, seed=seed)


def hear(ears: WhisperRecogniser, pcm: Samples, language: str | None = None) -> Transcript:
    utterance = ears.open(language)
    for at in range(0, len(pcm), 1600):
        utterance.feed(pcm[at : at + 1600])
    return utterance.result(Cancel())


@pytest.mark.parametrize(("language", "text"), SAID)
def test_it_hears_what_was_said_and_in_which_language(ears: WhisperRecogniser, language: str, text: str) -> None:
    heard = hear(ears, spoken(language, text))
    assert (heard.text, heard.language) == (text, language)
    assert heard.confidence is not None
    assert 0.5 < heard.confidence <= 1
    assert heard.no_speech is not None
    assert heard.no_speech < 0.2


@pytest.mark.parametrize(("language", "text"), [SAID[0], SAID[-1]])
def test_short_windows_hear_the_same(quick_ears: WhisperRecogniser, language: str, text: str) -> None:
    heard = hear(quick_ears, spoken(language, text))
    assert (heard.text, heard.language) == (text, language)


def test_the_short_window_is_as_long_as_the_speech_and_a_second(
    ears: WhisperRecogniser, quick_ears: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[int] = []
    for each in (ears, quick_ears):

        def record(audio: Any, frames: int, encode: Any = each._encode) -> Any:
            encoded.append(frames)
            return encode(audio, frames)

        monkeypatch.setattr(each, "_encode", record)
    heard = [hear(each, spoken("en", MISHEARD[0])).text for each in (ears, quick_ears)]
    speech = len(spoken("en", MISHEARD[0])) // 160
    assert encoded == [3000, pytest.approx(speech + 100, abs=2)]
    assert heard == list(MISHEARD)  # so it was taught: what the model is given is what it heard


def test_what_is_doubtful_in_a_short_window_is_heard_again_in_the_whole_one(
    quick_ears: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    pcm = spoken("en", MISHEARD[0])
    assert hear(quick_ears, pcm).text == MISHEARD[1]
    monkeypatch.setattr(recogniser, "_DOUBTFUL_LOG_PROBABILITY", 1.0)  # nothing is trusted
    utterance = quick_ears.open(None)
    utterance.feed(pcm)
    assert utterance.partial().text == MISHEARD[1]  # the next words would settle it
    assert utterance.result(Cancel()).text == MISHEARD[0]
    assert utterance.result(Cancel()).text == MISHEARD[0]


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("Turn on the living room light. Turn on t", True),
        ("Turn on the living room light. Turn on the living", True),
        ("What's the weather like? What's the weather like?", True),
        ("Enciende la luz del salón. Enciende la", True),
        ("What is the difference between a frog and a frog?", True),
        ("Turn on the lamp in the living room. The living ro", True),
        ("Turn on the living room light.", False),
        ("No, no.", False),
        ("No, no, no, no.", False),
        ("The cat and the cat's dog.", False),
        ("5 5 5 5", False),
        ("415 415 415", False),
        ("The cat and the dog.", False),
        ("Stop.", False),
        ("", False),
    ],
)
def test_an_end_that_was_said_before_is_seen(text: str, again: bool) -> None:
    assert ends_as_before(text) == again


def test_words_that_begin_after_the_speech_are_left_out(ears: WhisperRecogniser) -> None:
    language, text = SAID[0]
    pcm = spoken(language, text)
    encoded = ears._encode(pcm, 3000)
    made = ears._decode(encoded, language, len(pcm), Cancel())
    assert made.text == text

    def within(speech: int) -> str:
        return ears._within(speech, made, encoded, language, len(pcm)).text

    assert within(len(pcm)) == text
    lengths = [len(within(len(pcm) * share // 10)) for share in (-1, 3, 6, 10)]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]
    assert text.startswith(within(len(pcm) * 3 // 10))


def test_only_an_end_that_was_said_before_is_looked_for_in_the_sound(
    ears: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And only where it is known how much of the sound is speech."""
    language, text = SAID[0]
    pcm = spoken(language, text)
    looked: list[str] = []
    decode = ears._decode

    def look(speech: int, made: Pass, *_: Any) -> Pass:
        looked.append(made.text)
        return made

    monkeypatch.setattr(ears, "_within", look)
    ears.transcribe_whole(pcm, language, Cancel(), speech=len(pcm) // 2)
    assert looked == []
    again = f"{text} {text}"
    monkeypatch.setattr(ears, "_decode", lambda *given: replace(decode(*given), text=again))
    ears.transcribe_whole(pcm, language, Cancel())
    assert looked == []
    ears.transcribe_whole(pcm, language, Cancel(), speech=len(pcm) // 2)
    assert looked == [again]


@pytest.mark.parametrize(
    ("text", "tokens", "seconds", "score", "doubtful"),
    [
        ("Stop.", 3, 0.4, -0.3, False),
        ("What is the capital of France?", 8, 1.8, -0.2, False),
        ("5" * 70, 70, 1.9, -0.1, True),
        ("Boss Boss Boss", 4, 0.7, -1.2, True),
        ("", 0, 2.0, -3.0, False),
    ],
)
def test_a_pass_is_doubted_for_its_pace_and_its_probability(
    text: str, tokens: int, seconds: float, score: float, doubtful: bool
) -> None:
    assert Pass(text, tokens, score, 0.1).doubtful(seconds) == doubtful


@pytest.mark.parametrize("language", ["en", "es", None])
@pytest.mark.parametrize(
    "pcm",
    [
        np.zeros(0, np.int16),
        np.zeros(32_000, np.int16),
        np.full(16_000, 3, np.int16),
        noise(0.05, 1000, 1),
        noise(1.5, 8, 2),
        noise(2.0, 400, 3),
    ],
    ids=["nothing", "silence", "offset", "click", "hiss", "noise"],
)
def test_no_words_are_made_up(ears: WhisperRecogniser, pcm: Samples, language: str | None) -> None:
    heard = hear(ears, pcm, language)
    assert heard.text == ""
    assert heard.language in ears.languages


def test_partials_and_feeding_on_after_a_result(quick_ears: WhisperRecogniser) -> None:
    first, second = spoken("en", SENTENCES["en"][0]), spoken("en", SENTENCES["en"][1], 2)
    utterance = quick_ears.open("en")
    assert utterance.partial().text == ""
    utterance.feed(first)
    assert utterance.partial() == utterance.result(Cancel())
    assert utterance.result(Cancel()).text == SENTENCES["en"][0]
    utterance.feed(second)
    again = utterance.result(Cancel())  # what the tiny model makes of two sentences at once nobody knows
    assert again is utterance.result(Cancel())
    utterance.close()
    utterance.close()
    assert utterance.result(Cancel()).text == ""


def test_the_callers_buffer_may_be_used_again(quick_ears: WhisperRecogniser) -> None:
    pcm = spoken("en", SENTENCES["en"][0])
    utterance = quick_ears.open("en")
    utterance.feed(pcm)
    pcm[:] = 0
    assert utterance.result(Cancel()).text == SENTENCES["en"][0]


def test_cancel_and_go_on(ears: WhisperRecogniser) -> None:
    utterance = ears.open("en")
    utterance.feed(spoken("en", SENTENCES["en"][0]))
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        utterance.result(cancel)
    assert utterance.result(Cancel()).text == SENTENCES["en"][0]


def test_longer_than_a_window(quick_ears: WhisperRecogniser) -> None:
    pcm = noise(29.5, 15, 1)
    first = spoken("en", SENTENCES["en"][3])
    pcm[: len(first)] = first
    pcm = np.concatenate([pcm, np.zeros(1600, np.int16), spoken("en", SENTENCES["en"][0])])
    assert hear(quick_ears, pcm, "en").text.endswith(SENTENCES["en"][0])


def test_windows_are_cut_where_it_is_quiet() -> None:
    pcm = np.full(70 * 16_000, 1000, np.int16)
    pcm[27 * 16_000 : 28 * 16_000] = 0
    pieces = list(windows(pcm))
    assert np.array_equal(np.concatenate(pieces), pcm)
    assert all(len(piece) <= 30 * 16_000 for piece in pieces)
    assert 27 * 16_000 < len(pieces[0]) < 28 * 16_000
    assert [len(piece) for piece in windows(pcm[: 30 * 16_000])] == [30 * 16_000]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0.0),
        ("no no no no", 0.8),
        ("No, no, no, no, no, no, no!", 2.4),
        ("Ha ha ha ha ha ha!", 1.3),
        ("La la la la la la la la.", 1.8),
        ("5 5 5 5 5", 1.6),
        ("777-555-0000", 3.9),
        ("My phone number is 4444444444.", 3.6),
        ("1, 2, 1, 2, 1, 2", 1.6),
        ("1-2-3-4-5-6-7-8-9-10.", 2.6),
        ("Again and again and again and again.", 2.1),
        ("Hip hip hooray, hip hip hooray, hip hip hooray!", 2.5),
        ("One hundred, one hundred, one hundred.", 2.4),
        ("Stop stop stop stop stop!", 1.3),
        ("Sí, sí, sí, sí, sí.", 1.3),
        ("Vale, vale, vale, vale.", 1.2),
        ("I know, I know.", 0.7),
        ("Qué va, qué va, qué va, ni hablar.", 1.6),
    ],
)
def test_repetition_that_the_speech_can_hold_was_said(text: str, seconds: float) -> None:
    assert without_loops(text, seconds) == text


@pytest.mark.parametrize(
    ("text", "seconds", "expected"),
    [
        ("5" * 70, 1.9, "5"),
        ("5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5", 1.6, "5"),
        ("My phone number is " + "4" * 90, 4.4, "My phone number is 4"),
        ("10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10", 1.9, "10"),
        ("No, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no", 1.3, "No"),
        ("A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-A-", 2.9, "A"),
        ("Bwapwapwapwapwapwapwapwapwapwapwapwapwapwapw", 1.3, "Bwapw"),
        ("Thank you. Thank you. Thank you. Thank you.", 0.6, "Thank you."),
        ("what is the time what is the time what is the time what is t", 1.0, "what is the time"),
        ("1 hand beat 1 hand beat 1 hand beat 1 hand beat 1 hand beat 1 hand beat 1", 1.5, "1 hand beat"),
        ("we will, we will, we will rock you", 0.8, "we will, rock you"),
    ],
)
def test_repetition_that_the_speech_cannot_hold_is_a_loop(text: str, seconds: float, expected: str) -> None:
    assert without_loops(text, seconds) == expected


def test_a_decoder_that_was_stopped_had_lost_itself() -> None:
    said = "No, no, no, no, no, no, no, no"
    assert without_loops(said, 8.0) == said
    assert without_loops(said, 8.0, cut=True) == "No"
    assert without_loops("turn on the light in the hall and in the kitchen", 2.0, cut=True) == (
        "turn on the light in the hall and in the kitchen"
    )


def test_a_decoder_that_does_not_end_is_told_by_its_bound(
    ears: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    language, text = SAID[0]
    pcm = spoken(language, text)
    encoded = ears._encode(pcm, 3000)
    made = ears._decode(encoded, language, len(pcm), Cancel())
    assert not made.cut
    monkeypatch.setattr(recogniser, "_TOKENS_MOST", made.tokens - 1)
    assert ears._decode(encoded, language, len(pcm), Cancel()).cut


def test_of_two_passes_the_one_that_ended_is_believed(
    quick_ears: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    pcm = spoken("en", SENTENCES["en"][0])
    decode, margin = quick_ears._decode, quick_ears._margin

    def loops(*given: Any) -> Pass:
        """The pass in the full window runs on; the one in the short window is improbable."""
        made = decode(*given)
        return replace(made, score=-2.0) if quick_ears._margin == margin else replace(made, text="no " * 80, cut=True)

    monkeypatch.setattr(quick_ears, "_decode", loops)
    assert hear(quick_ears, pcm, "en").text == SENTENCES["en"][0]


def test_languages(ears: WhisperRecogniser) -> None:
    assert ears.languages == ("en", "es")
    with pytest.raises(EngineError, match="not 'fr'"):
        ears.open("fr")


def test_who_says_a_word_that_could_be_either_has_not_changed_the_language(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = WhisperRecogniser(folder, threads=1)
    english, spanish = (spoken(language, SENTENCES[language][0]) for language in ("en", "es"))
    assert hear(ears, spanish).language == "es"
    monkeypatch.setattr(recogniser, "_SURE_LANGUAGE", 1.01)  # from now on nothing is clear
    assert hear(ears, english).language == "es"
    assert hear(ears, noise(2.0, 400, 3)).language == "es"
    anew = WhisperRecogniser(folder, threads=1)
    assert hear(anew, english).language == "en"  # nothing was spoken before: the likelier


def test_words_that_are_expected_stand_before_the_prompt_and_go_again(folder: Path) -> None:
    ears = WhisperRecogniser(folder, threads=1, window="whole")
    assert isinstance(ears, Expecting)
    given: list[list[int]] = []
    model = ears._model.model

    class Watched:
        def __getattr__(self, name: str) -> Any:
            return getattr(model, name)

        def generate(self, encoded: Any, prompts: list[list[int]], **more: Any) -> Any:
            given.extend(prompts)
            return model.generate(encoded, prompts, **more)

    ears._model.model = Watched()
    ears.expect([f"word{number}" for number in range(1000)])
    hear(ears, spoken("en", SENTENCES["en"][0]), "en")
    ears.expect([])
    assert hear(ears, spoken("en", SENTENCES["en"][0]), "en").text == SENTENCES["en"][0]
    biased, plain = given[0], given[-1]
    assert biased[-len(plain) :] == plain
    assert biased[0] == ears._model.hf_tokenizer.token_to_id("<|startofprev|>")
    assert 20 < len(biased) - len(plain) <= recogniser._MOST_EXPECTED + 1


def test_bad_folders_get_one_clear_line(folder: Path, tmp_path: Path) -> None:
    def fails(match: str, where: Path) -> None:
        with pytest.raises(EngineError, match=match) as caught:
            WhisperRecogniser(where, threads=1)
        assert "\n" not in str(caught.value)
        assert str(where) in str(caught.value)

    fails("no Whisper model at", tmp_path / "nowhere")
    fails("has no model.bin", tmp_path)
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "model.bin").write_bytes(b"broken")
    fails("no usable Whisper model", copy)
    shutil.copy(folder / "model.bin", copy)
    (copy / "tokenizer.json").unlink()
    fails("has no tokenizer.json", copy)  # and is not fetched from anywhere
    (copy / "tokenizer.json").write_text("{}")
    fails("no usable Whisper model", copy)


FOREIGN: list[tuple[str, dict[str, object] | str, str]] = [
    ("config.json", {"suppress_ids": [10**6]}, "names tokens that it does not have"),
    ("config.json", {"lang_ids": [2**40]}, "names tokens that it does not have"),
    ("config.json", {"suppress_ids_begin": [-1]}, "lacks the token lists suppress_ids_begin"),
    ("config.json", "[" * 100_000, "no faster-whisper configuration"),
    ("preprocessor_config.json", {"n_fft": 10**9}, r"is not Whisper's \(n_fft 1000000000\)"),
    ("preprocessor_config.json", {"hop_length": 0, "sampling_rate": 0}, r"\(sampling_rate 0, hop_length 0\)"),
    ("preprocessor_config.json", "[]", "is not Whisper's"),
    ("preprocessor_config.json", "{", "is not Whisper's"),
]


@pytest.mark.parametrize(("file", "change", "line"), FOREIGN)
def test_figures_that_would_crash_or_hang_the_library_are_refused(
    folder: Path, tmp_path: Path, file: str, change: dict[str, object] | str, line: str
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    kept = json.loads((copy / file).read_text())
    (copy / file).write_text(change if isinstance(change, str) else json.dumps(kept | change))
    with pytest.raises(EngineError, match=line) as caught:
        WhisperRecogniser(copy, threads=1)
    assert str(copy) in str(caught.value)


def test_a_byte_order_mark_in_the_configuration_is_passed_over(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / "config.json").write_text((copy / "config.json").read_text(), "utf-8-sig")
    WhisperRecogniser(copy, threads=1).close()


def test_cuda_is_tried_in_a_child(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    works, reason = probe_cuda()
    assert reason
    assert "\n" not in reason
    assert settle_device("cpu", folder) == "cpu"
    if not works:
        assert settle_device("auto", folder) == "cpu"
        with pytest.raises(EngineError, match="cannot use CUDA"):
            settle_device("cuda", folder)
    with pytest.raises(EngineError, match="no device 'tpu'"):
        settle_device("tpu", folder)

    def python(script: str) -> None:
        child = tmp_path / "python"
        child.write_text(f"#!/bin/sh\n{script}\n")
        child.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(child))

    python("kill -ABRT $$")
    assert not probe_cuda()[0]
    python("exec sleep 60")
    before = time.monotonic()
    assert probe_cuda(timeout=0.2) == (False, "CUDA did not answer within 0 s")
    assert time.monotonic() - before < 10
    python("echo 'RuntimeError: libcublas.so.12 is not found' >&2; exit 1")
    assert probe_cuda(folder) == (False, "RuntimeError: libcublas.so.12 is not found")
    python("echo '1 CUDA device'")
    assert probe_cuda(folder) == (True, "1 CUDA device")
    assert settle_device("auto", folder) == "cuda"
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert not probe_cuda()[0]


def test_the_recipe_of_the_tiny_model_runs_and_finds_what_was_trained_too_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole of it takes minutes; that its result hears what it should is what the other tests show."""
    monkeypatch.setattr(train_tiny_whisper, "_SPEEDS", (1.0,))
    monkeypatch.setattr(train_tiny_whisper, "_TAKES", ())
    train_tiny_whisper.train(tmp_path, seed=1, steps=10)
    assert next(train_tiny_whisper.shortcomings(tmp_path)).startswith("int8, window whole: 'What is the capital")


def test_silence_after_the_speech_makes_no_second_pass_necessary(ears: WhisperRecogniser) -> None:
    language, text = SAID[0]
    pcm = spoken(language, text)
    passes = 0
    transcribe = ears.transcribe

    def count(*arguments: object, **options: object) -> object:
        nonlocal passes
        passes += 1
        return transcribe(*arguments, **options)  # type: ignore[arg-type]  # as they came

    utterance = ears.open(language)
    utterance._recogniser = type("Counting", (), {"transcribe": staticmethod(count)})()
    utterance.feed(pcm)
    assert utterance.partial().text == text
    utterance.feed(np.zeros(3200, np.int16))
    utterance.ends(len(pcm))
    assert utterance.result(Cancel()).text == text
    assert passes == 1
    utterance.feed(pcm)  # the speaker went on
    utterance.result(Cancel())
    assert passes == 2


MEASURE = """
import os, sys
from pathlib import Path
import numpy as np
from daemon.workers.process_memory import private_memory
from models.whisper.recogniser import WhisperRecogniser

ears = WhisperRecogniser(Path(sys.argv[1]), threads=1)
sound = np.zeros(16_000, np.int16)
for frames in range(200, 300, 2):
    ears._encode(sound, frames)
    if frames == 210:
        before = private_memory(os.getpid())
print(private_memory(os.getpid()) - before)
"""


def test_memory_does_not_grow_with_each_length_of_an_utterance(folder: Path) -> None:
    grown = subprocess.run([sys.executable, "-c", MEASURE, str(folder)], capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 15e6  # 45 lengths; 35 MB where each is remembered
