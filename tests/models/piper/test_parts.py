"""A sentence spoken part by part, while it is being written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.shapes_piper import PIPERS, write_piper
from models.engine import Cancel, Mark, Speech
from models.piper.parts import HELD, Begun, Drawing, first_part
from models.piper.voice import PiperVoice
from tests.support.tiny_piper import tiny_piper

Pcm = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]

WHOLE = "A refrigerator moves heat from the inside to the outside."
HOP = 256


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PiperVoice]:
    path = tmp_path_factory.mktemp("parts") / "toy.onnx"
    write_piper(PIPERS["toy"], path)
    voice = PiperVoice(path, threads=1)
    yield voice
    voice.close()


def part(voice: PiperVoice, text: str, said: int, more: bool, speed: float = 1.0) -> list[Speech]:
    return list(voice.speak_part(text, "en", speed, Cancel(), said=said, more=more))


def words(text: str, said: int, pieces: list[Speech]) -> list[str]:
    return [text[said + mark.start : said + mark.end] for piece in pieces for mark in piece.marks]


def pcm(pieces: list[Speech]) -> np.ndarray:
    return np.concatenate([piece.pcm for piece in pieces]).astype(int)


def test_the_parts_are_one_sound(voice: PiperVoice, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = voice._vits.sound
    drawn: list[Floats] = []

    def noted(frames: Floats, begin: int = 0, end: int | None = None) -> Iterator[Pcm]:
        drawn.append(frames)
        return sound(frames, begin, end)

    monkeypatch.setattr(voice._vits, "sound", noted)
    begun = "A refrigerator moves"
    first = part(voice, begun, 0, True)
    assert words(begun, 0, first) == ["A", "refrigerator"]
    said = first[0].marks[-1].end
    longer = "A refrigerator moves heat from the in"
    second = part(voice, longer, said, True)
    assert words(longer, said, second) == ["moves", "heat", "from", "the"]
    said += second[0].marks[-1].end
    rest = part(voice, WHOLE, said, False)
    assert words(WHOLE, said, rest) == ["inside", "to", "the", "outside"]
    whole = np.concatenate(list(sound(drawn[-1]))).astype(int)
    heard = np.concatenate([pcm(first), pcm(second), pcm(rest)])
    assert len(heard) == len(whole)
    assert np.abs(heard - whole).max() < 0.01 * 32767


def test_words_lie_at_their_marks_in_every_part(voice: PiperVoice) -> None:
    first = part(voice, "A refrigerator moves", 0, True)
    said = first[0].marks[-1].end
    rest = part(voice, WHOLE, said, False)
    at = [mark.at for mark in rest[0].marks]
    assert at == sorted(at)
    assert at[0] == HELD * HOP  # what was left to this part of the words before
    assert at[-1] < len(pcm(rest))


def test_what_was_not_begun_is_spoken_alone(voice: PiperVoice) -> None:
    alone = part(voice, WHOLE, len("A refrigerator "), False)
    assert words(WHOLE, len("A refrigerator "), alone) == "moves heat from the inside to the outside".split()
    first = part(voice, "A refrigerator moves", 0, True)
    said = first[0].marks[-1].end
    other = "A big house has many rooms."
    assert words(other, said, part(voice, other, said, False)) == word_list(other[said:])
    first = part(voice, "A refrigerator moves", 0, True)
    faster = part(voice, WHOLE, first[0].marks[-1].end, False, speed=2.0)
    assert faster[0].marks[0].at < HELD * HOP or faster[0].marks[0].at == 0


def word_list(text: str) -> list[str]:
    return [word.strip(".") for word in text.split()]


def test_a_word_is_no_beginning_yet(voice: PiperVoice) -> None:
    assert part(voice, "Refrigerators", 0, True) == []
    assert part(voice, "Refrigerators move", 0, True) != []
    assert words(WHOLE, 0, part(voice, WHOLE, 0, False))[0] == "A"


def test_a_voice_in_one_piece_begins_nothing(tmp_path: Path) -> None:
    voice = PiperVoice(tiny_piper(tmp_path), threads=1)
    assert not voice.incremental
    assert part(voice, "Hello there, my", 0, True) == []
    assert part(voice, "Hello there, my friends.", 0, False) != []


def drawing(*starts: int, exact: bool = True, frames: int = 100) -> Drawing:
    """Words of five characters that begin with these frames."""
    marks = tuple(Mark(6 * index, 6 * index + 5, frame * HOP, exact) for index, frame in enumerate(starts))
    return Drawing(np.arange(frames, dtype=np.float32).reshape(1, 1, -1), marks)


def test_a_part_ends_before_the_last_word_that_is_known() -> None:
    found = first_part(drawing(2, 40, 80), HOP)
    assert found is not None
    assert (found.end, found.words_end, len(found.marks)) == (80 - HELD, 80, 2)
    assert first_part(drawing(2, 40, exact=False), HOP) is None
    assert first_part(drawing(2), HOP) is None
    assert first_part(drawing(1, HELD), HOP) is None  # nothing would be left of it


def test_frames_are_joined_at_the_first_word_that_is_left() -> None:
    begun = Begun("house", 1.0, np.full((1, 1, 30), -1, np.float32), 24)
    joined = begun.joined(drawing(2, 40, 80), 6, HOP)
    assert joined is not None
    assert joined.begin == 24
    assert joined.frames.reshape(-1).tolist() == [-1.0] * 30 + list(range(40, 100))
    assert [(mark.start, mark.end, mark.at) for mark in joined.marks] == [(0, 5, 6 * HOP), (6, 11, 46 * HOP)]
    assert begun.joined(drawing(2, 40, 80, exact=False), 6, HOP) is None
    assert begun.joined(drawing(2), 6, HOP) is None
