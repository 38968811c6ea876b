"""SmartTurn and AttentiveRecogniser through onnxruntime, on models that are written here with the onnx package."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from config.constants import HEARING_RATE, samples
from models.engine import Cancel, Cancelled, EngineError, Melodious
from models.mel import log_mel
from models.pocketsphinx.recogniser import PocketsphinxRecogniser
from models.smart_turn import AttentiveRecogniser, SmartTurn
from tests.e2e.speech import say

Pcm = npt.NDArray[np.int16]
EARS = "models.pocketsphinx.recogniser:PocketsphinxRecogniser"


def write_detector(path: Path, frames: tuple[int, int]) -> Path:
    """A model of Smart Turn's shape: as finished as those frames (of 800) are loud, in the mean of all bands."""
    first, last = frames
    constants = {"from": [first], "to": [last], "axis": [2], "half": 0.5, "steep": 4.0}
    weights = [
        numpy_helper.from_array(np.array(value, np.int64 if isinstance(value, list) else np.float32), name)
        for name, value in constants.items()
    ]
    nodes = [
        helper.make_node("Slice", ["input_features", "from", "to", "axis"], ["part"]),
        helper.make_node("ReduceMean", ["part"], ["mean"], axes=[1, 2], keepdims=0),
        helper.make_node("Sub", ["mean", "half"], ["above"]),
        helper.make_node("Mul", ["above", "steep"], ["steeper"]),
        helper.make_node("Sigmoid", ["steeper"], ["flat"]),
        helper.make_node("Reshape", ["flat", "shape"], ["logits"]),
    ]
    weights.append(numpy_helper.from_array(np.array([-1, 1], np.int64), "shape"))
    takes = helper.make_tensor_value_info("input_features", TensorProto.FLOAT, ["n", 80, 800])
    gives = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 1])
    graph = helper.make_graph(nodes, "smart-turn", [takes], [gives], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path


def noise(seconds: float) -> Pcm:
    """Loud in every band."""
    rng = np.random.default_rng(1)
    return (2000 * rng.standard_normal(round(seconds * HEARING_RATE))).astype(np.int16)


def quiet(seconds: float) -> Pcm:
    return np.zeros(round(seconds * HEARING_RATE), np.int16)


@pytest.fixture(scope="module")
def at_the_end(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Looks at the last 0.3 s of speech: what comes before the 0.2 s of silence at the end."""
    return write_detector(tmp_path_factory.mktemp("turn") / "end.onnx", (750, 780))


@pytest.fixture(scope="module")
def at_the_beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_detector(tmp_path_factory.mktemp("turn") / "beginning.onnx", (0, 30))


def test_features_are_those_of_transformers() -> None:
    from transformers import WhisperFeatureExtractor

    rng = np.random.default_rng(1)
    sound = (0.1 * rng.standard_normal(8 * HEARING_RATE)).astype(np.float32)
    extractor = WhisperFeatureExtractor(feature_size=80, chunk_length=8)
    expected = extractor(sound, sampling_rate=HEARING_RATE, return_tensors="np").input_features[0]
    found = log_mel(sound, 80)
    assert found.shape == expected.shape == (80, 800)
    assert np.abs(found - expected).max() < 1e-4


def test_speech_stands_at_the_end_before_a_little_silence(at_the_end: Path, at_the_beginning: Path) -> None:
    end, beginning = SmartTurn(at_the_end), SmartTurn(at_the_beginning)
    assert end.finished(np.concatenate([quiet(2), noise(1)])) > 0.5 > end.finished(np.concatenate([noise(1), quiet(2)]))
    # Short speech stands at the end, silence before it; of long speech the end counts.
    assert end.finished(noise(1)) > 0.5 > beginning.finished(noise(1))
    assert beginning.finished(np.concatenate([quiet(1), noise(8)])) > 0.5
    assert end.finished(np.concatenate([noise(20), quiet(1)])) < 0.5
    # However loud it is.
    assert end.finished(noise(1) // 50) == pytest.approx(end.finished(noise(1)), abs=0.02)
    assert 0 <= end.finished(quiet(0)) <= 1


def hear(ears: AttentiveRecogniser | PocketsphinxRecogniser, pieces: Sequence[Pcm]) -> list[float | None]:
    """What `finished` is after each piece."""
    utterance = ears.open("en")
    found = []
    for piece in pieces:
        for at in range(0, len(piece), samples(20)):
            utterance.feed(piece[at : at + samples(20)])
        transcript = utterance.result(Cancel())
        found.append(utterance.finished(Cancel()) if isinstance(utterance, Melodious) else None)
        assert transcript.melody_follows is (found[-1] is not None)
    utterance.close()
    return found


def test_a_recogniser_also_tells_how_finished_the_voice_sounds(at_the_end: Path, tmp_path: Path) -> None:
    from audio.wavefile import read_wav

    question = read_wav(say("what is the capital of france", tmp_path))
    ears = AttentiveRecogniser(EARS, str(at_the_end))
    assert ears.languages == ("en",)
    plain = PocketsphinxRecogniser()
    spoken, after_silence = hear(ears, [question, quiet(1)])
    assert spoken is not None
    assert after_silence is not None
    assert spoken > after_silence
    assert hear(plain, [question]) == [None]
    # The words are those of the recogniser alone, and nothing is judged where there are none.
    one, other = ears.open("en"), plain.open("en")
    one.feed(question)
    other.feed(question)
    assert one.result(Cancel()).text == other.result(Cancel()).text
    assert hear(ears, [quiet(1)]) == [None]
    ears.close()


def test_silence_after_the_end_that_is_known_is_not_looked_at(at_the_end: Path, tmp_path: Path) -> None:
    from audio.wavefile import read_wav

    question = read_wav(say("what is the capital of france", tmp_path))
    ears = AttentiveRecogniser(EARS, str(at_the_end))
    found = []
    for after in (0.0, 0.3, 0.6):
        utterance = ears.open("en")
        utterance.feed(np.concatenate([question, quiet(after)]))
        utterance.ends(len(question))  # type: ignore[attr-defined]  # a recogniser may have it
        utterance.result(Cancel())
        assert isinstance(utterance, Melodious)
        found.append(utterance.finished(Cancel()))
    assert found[0] == found[1] == found[2]


def test_the_words_do_not_wait_for_the_judgement(at_the_end: Path, tmp_path: Path) -> None:
    from audio.wavefile import read_wav

    ears = AttentiveRecogniser(EARS, str(at_the_end))
    assert ears._detector is not None
    judge, may_judge = ears._detector.finished, threading.Event()

    def later(speech: Pcm) -> float:
        may_judge.wait(30)
        return judge(speech)

    ears._detector.finished = later  # type: ignore[method-assign]  # waits, and does the same
    question = read_wav(say("what is the capital of france", tmp_path))
    utterance = ears.open("en")
    utterance.feed(question)
    found = utterance.result(Cancel())
    assert (found.text, found.finished, found.melody_follows) == ("what is the capital of france", None, True)
    assert isinstance(utterance, Melodious)
    gone = Cancel()
    gone.set()
    with pytest.raises(Cancelled):
        utterance.finished(gone)
    may_judge.set()
    assert utterance.finished(Cancel()) == judge(question)
    ears.close()


@pytest.mark.parametrize("content", [None, b"", b"<html>404</html>"])
def test_a_bad_file_is_told_and_left_out(
    tmp_path: Path, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "smart-turn.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EngineError, match=r"is no Smart Turn model .*: sarai models pull smart-turn"):
        SmartTurn(path)
    with caplog.at_level(logging.WARNING):
        ears = AttentiveRecogniser(EARS, str(path))
    (told,) = [record.getMessage() for record in caplog.records if record.name == "models.smart_turn"]
    assert str(path) in told
    assert "\n" not in told
    assert hear(ears, [noise(0.5)]) == [None]


def test_another_onnx_file_is_no_smart_turn(tmp_path: Path) -> None:
    path = write_detector(tmp_path / "other.onnx", (0, 30))
    model = onnx.load(str(path))
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 128
    onnx.save(model, str(path))
    with pytest.raises(EngineError, match="is no Smart Turn model"):
        SmartTurn(path)
