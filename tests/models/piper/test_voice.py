from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from models.engine import Cancel, Cancelled, EngineError, Mark, Speech
from models.piper.onnx_outputs import graph_outputs, outputs_of, with_output
from models.piper.voice import PiperVoice
from tests.support.tiny_piper import FRAMES, HOP, RATE, tiny_piper, tone


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("piper")


@pytest.fixture(scope="module")
def voice(folder: Path) -> Iterator[PiperVoice]:
    voice = PiperVoice(tiny_piper(folder), threads=1)
    yield voice
    voice.close()


def speak(voice: PiperVoice, text: str, speed: float = 1.0) -> tuple[np.ndarray, list[Mark], list[Speech]]:
    pieces = list(voice.speak(text, "en", speed, Cancel()))
    pcm = np.concatenate([piece.pcm for piece in pieces]) if pieces else np.zeros(0, np.int16)
    return pcm, [mark for piece in pieces for mark in piece.marks], pieces


def hertz(pcm: np.ndarray, at: int) -> float:
    """The loudest frequency in the first frames of a phoneme."""
    piece = pcm[at : at + HOP * FRAMES].astype(np.float64)
    return float(np.argmax(np.abs(np.fft.rfft(piece, 8 * RATE)))) / 8


@pytest.mark.parametrize(
    ("text", "firsts"),
    [
        ("Hello there, my friends.", ["h", "ð", "m", "f"]),
        ("Yes — “no” maybe?", ["j", "n", "m"]),
        ("I have 42 dogs.", ["a", "h", "f", "d"]),  # two words in speech, one in the text
        ("The end of the house.", ["ð", "ɛ", "ʌ", None, "h"]),  # "of the" is one word in speech
    ],
)
def test_each_word_begins_at_its_mark(voice: PiperVoice, text: str, firsts: list[str | None]) -> None:
    pcm, marks, _ = speak(voice, text)
    assert len(marks) == len(firsts)
    assert [mark.exact for mark in marks] == [first is not None for first in firsts]
    for mark, first in zip(marks, firsts, strict=True):
        if first is None:
            continue
        heard = {tone(number) for number in DEFAULT_PHONEME_ID_MAP[first]}
        stress = DEFAULT_PHONEME_ID_MAP["ˈ"] + DEFAULT_PHONEME_ID_MAP["ˌ"]  # comes first where the syllable has one
        heard |= {tone(number) for number in stress}
        assert any(abs(hertz(pcm, mark.at) - one) < 20 for one in heard), text[mark.start : mark.end]


def test_sentences_follow_each_other_without_a_gap(voice: PiperVoice) -> None:
    text = "It rains. We stay here. Good night."
    _, marks, pieces = speak(voice, text)
    assert len(pieces) == 3
    assert [text[mark.start : mark.end] for mark in marks] == ["It", "rains", "We", "stay", "here", "Good", "night"]
    at = 0
    for piece in pieces:
        assert piece.pcm.dtype == np.int16
        assert piece.rate == voice.rate == RATE
        assert all(at <= mark.at < at + len(piece.pcm) for mark in piece.marks)
        at += len(piece.pcm)


def test_loudness_is_the_voice_s_own(voice: PiperVoice) -> None:
    pcm, _, _ = speak(voice, "loud and clear")
    assert 0.47 * 32767 < np.abs(pcm.astype(int)).max() <= 0.5 * 32767 + 1


def test_speed(voice: PiperVoice) -> None:
    normal, fast = len(speak(voice, "one two three")[0]), len(speak(voice, "one two three", 2.0)[0])
    assert 0.5 <= fast / normal < 0.7  # pads are a frame long at any speed
    assert len(speak(voice, "one two three", float("inf"))[0]) == normal


@pytest.mark.parametrize("text", ["", "...", "  ", "—"])
def test_nothing_to_say(voice: PiperVoice, text: str) -> None:
    assert list(voice.speak(text, "en", 1.0, Cancel())) == []


def test_brackets_are_not_taken_for_phonemes(voice: PiperVoice) -> None:
    text = "a [[b]] c"
    _, marks, _ = speak(voice, text)
    assert [text[mark.start : mark.end] for mark in marks] == ["a", "b", "c"]


def test_without_durations_marks_are_estimates(folder: Path) -> None:
    voice = PiperVoice(tiny_piper(folder, name="unknown", durations_named=False), threads=1)
    pcm, marks, _ = speak(voice, "Hello there, my friends.")
    exact = speak(PiperVoice(tiny_piper(folder), threads=1), "Hello there, my friends.")[1]
    assert not any(mark.exact for mark in marks)
    for estimate, truth in zip(marks, exact, strict=True):
        assert abs(estimate.at - truth.at) < 0.15 * len(pcm)


def test_cancel_between_sentences(voice: PiperVoice) -> None:
    cancel = Cancel()
    stream = voice.speak("It rains. We stay here.", "en", 1.0, cancel)
    next(stream)
    cancel.set()
    with pytest.raises(Cancelled):
        next(stream)
    with pytest.raises(Cancelled):
        next(voice.speak("It rains.", "en", 1.0, cancel))
    assert len(speak(voice, "It rains.")[0])


def test_languages_and_speakers(folder: Path) -> None:
    path = tiny_piper(folder, language="es", speakers=3, name="three")
    assert PiperVoice(path, threads=1).languages == ("es",)
    assert len(speak(PiperVoice(path, threads=1, speaker=2), "hola")[0])
    assert len(speak(PiperVoice(str(path), threads=1, speaker="speaker1"), "hola")[0])
    for wrong in (3, -1, "nobody"):
        with pytest.raises(EngineError, match="3 speakers"):
            PiperVoice(path, speaker=wrong)


def test_bad_files_get_one_clear_line(folder: Path, tmp_path: Path) -> None:
    good = tiny_piper(folder)
    config = Path(f"{good}.json").read_text("utf-8")
    model = tmp_path / "voice.onnx"

    def fails(match: str) -> None:
        with pytest.raises(EngineError, match=match) as caught:
            PiperVoice(model)
        assert "\n" not in str(caught.value)
        assert str(model) in str(caught.value)

    fails("no Piper voice at")
    model.write_bytes(good.read_bytes())
    fails(r"voice\.onnx\.json is missing")
    json_path = Path(f"{model}.json")
    for content, match in (
        ("{", "cannot be read"),
        ("[]", "no Piper configuration"),
        ("{}", "no Piper configuration"),
        (json.dumps(json.loads(config) | {"espeak": {"voice": "klingon-zz"}}), "does not speak"),
        ("[" * 100_000, "nested too deeply"),
        *(
            (json.dumps(json.loads(config) | {"audio": {"sample_rate": rate}}), "sample rate")
            for rate in (0, -1, 10**9)
        ),
        *((json.dumps(json.loads(config) | {"audio": {"sample_rate": rate}}), "no Piper conf") for rate in ("x", None)),
        (json.dumps(json.loads(config) | {"inference": {"length_scale": 0}}), "not a sound of it can be heard"),
        # Piper would fetch a model for it from the network.
        (json.dumps(json.loads(config) | {"phoneme_type": "PhonemeType.PINYIN"}), "phonemes of the kind 'pinyin'"),
    ):
        json_path.write_text(content, "utf-8")
        fails(match)
    json_path.write_text(config, "utf-8")
    for data in (b"", b"not a model", good.read_bytes()[:-200], b"\x00" * 5000):
        model.write_bytes(data)
        fails("no usable ONNX model|no Piper voice")


def test_another_onnx_model_is_no_voice(folder: Path, tmp_path: Path) -> None:
    import onnx
    from onnx import TensorProto, helper

    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("a", "b")]
    graph = helper.make_graph([helper.make_node("Neg", ["a"], ["b"])], "neg", values[:1], values[1:])
    path = tmp_path / "neg.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    Path(f"{path}.json").write_text(Path(f"{tiny_piper(folder)}.json").read_text())
    with pytest.raises(EngineError, match="no input input or input_lengths or scales"):
        PiperVoice(path)


def test_an_output_is_added_as_onnx_itself_would(folder: Path) -> None:
    import onnx

    content = tiny_piper(folder).read_bytes()
    assert outputs_of(content, "Ceil") == ["w_ceil"]
    assert graph_outputs(content) == ["output"]
    changed = onnx.load_from_string(with_output(content, "w_ceil"))
    assert [value.name for value in changed.graph.output] == ["output", "w_ceil"]
    changed.graph.output.pop()
    assert changed == onnx.load_from_string(content)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_configuration_as_others_write_it_is_read(tmp_path: Path, encoding: str) -> None:
    """A byte order mark, and the phoneme type as Python prints it: a published voice has that."""
    model = tiny_piper(tmp_path)
    file = Path(f"{model}.json")
    config = json.loads(file.read_text("utf-8")) | {"phoneme_type": "PhonemeType.ESPEAK"}
    file.write_text(json.dumps(config), encoding)
    voice = PiperVoice(model)
    assert sum(len(piece.pcm) for piece in voice.speak("Hello there.", "en", 1.0, Cancel())) > 0
    voice.close()
