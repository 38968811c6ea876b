from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.shapes_piper import PIPERS, write_piper
from models.engine import Cancel, Cancelled
from models.piper import vits
from models.piper.onnx_split import split
from models.piper.voice import PiperVoice
from tests.support.tiny_piper import tiny_piper

TEXT = "A refrigerator moves heat from the inside to the outside, and so it goes on all day and all night."


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vits") / "toy.onnx"
    write_piper(PIPERS["toy"], path)
    return path


def test_pieces_are_the_sound_of_the_whole_sentence(toy: Path) -> None:
    voice = PiperVoice(toy, threads=1)
    pieces = list(voice.speak(TEXT, "en", 1.0, Cancel()))
    frames = voice._vits.frames  # drawn with noise, so once only
    whole = np.concatenate(list(_whole(voice)))
    assert len(pieces) > 1
    assert len(pieces[0].pcm) == vits.FIRST * 256
    assert frames.shape[-1] * 256 == len(whole)
    pcm = np.concatenate([piece.pcm for piece in pieces])
    assert np.abs(pcm.astype(int) - whole).max() <= 2
    assert [TEXT[mark.start : mark.end] for mark in pieces[0].marks] == [word.strip(",.") for word in TEXT.split()]
    assert all(mark.at < len(pcm) for mark in pieces[0].marks)
    assert not any(piece.marks for piece in pieces[1:])  # they stood in the first


def _whole(voice: PiperVoice) -> list[np.ndarray]:
    voice._vits.in_pieces = False
    return list(voice._vits.sound(voice._vits.frames))


def test_cancel_between_two_pieces(toy: Path) -> None:
    cancel = Cancel()
    stream = PiperVoice(toy, threads=1).speak(TEXT, "en", 1.0, cancel)
    next(stream)
    cancel.set()
    with pytest.raises(Cancelled):
        next(stream)


def test_a_vocoder_that_sees_further_makes_its_sound_in_one_piece(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vits, "AROUND", 1)  # less than it sees, as if it saw more
    assert len(list(PiperVoice(toy, threads=1).speak(TEXT, "en", 1.0, Cancel()))) == 1


def test_a_graph_without_a_vocoder_is_not_cut(tmp_path: Path) -> None:
    assert split(tiny_piper(tmp_path).read_bytes()) is None


def test_a_vocoder_that_is_told_the_speaker_is_not_cut(toy: Path) -> None:
    import onnx
    from onnx import helper

    model = onnx.load(toy)
    up = next(node for node in model.graph.node if node.op_type == "ConvTranspose")
    model.graph.node.insert(0, helper.make_node("Cast", ["input_lengths"], ["speaker"], to=1))
    up.input[0], before = "conditioned", up.input[0]
    at = list(model.graph.node).index(up)
    model.graph.node.insert(at, helper.make_node("Add", [before, "speaker"], ["conditioned"]))
    assert split(model.SerializeToString()) is None
    assert split(toy.read_bytes()) is not None


@pytest.mark.timeout(20)
def test_a_broken_graph_that_goes_in_a_circle_is_not_cut(toy: Path) -> None:
    import onnx
    from onnx import helper

    model = onnx.load(toy)
    up = next(node for node in model.graph.node if node.op_type == "ConvTranspose")
    at = list(model.graph.node).index(up)
    model.graph.node.insert(at, helper.make_node("Add", ["circle", "circle"], ["circle"]))
    up.input[0] = "circle"
    assert split(model.SerializeToString()) is None


@pytest.mark.parametrize("frames", [1, vits.FIRST, vits.FIRST + 1, 59, 60, 61, 279, 280, 281, 5000])
def test_stretches_cover_all_frames_once_and_grow(frames: int) -> None:
    found = list(vits.stretches(frames))
    assert found[0][0] == 0
    assert found[-1][1] >= frames > found[-1][0]
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert all(end - begin <= vits.GROWS * begin + vits.FIRST for begin, end in found[1:])
