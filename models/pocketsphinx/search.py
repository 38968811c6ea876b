"""One pocketsphinx decoder: a language model that listens, and the spectral mean it takes off what it hears."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.engine import EngineError

Mean = tuple[float, ...]
"""Mean of the 13 cepstral coefficients: how this microphone, room and voice colour everything that is said."""

SETTINGS = {"fwdflat": False, "maxhmmpf": 3000, "maxwpf": 10, "topn": 2}
"""Three times faster than the library's defaults for 3 points of word error rate."""
_PRIOR_FRAMES = 500
"""How many frames a mean that was set counts for when pocketsphinx adds those it hears (CMN_WIN of its cmn.h)."""
_FRAMES_ONCE, _FRAMES_A_PHONE = 12, 22
"""The longest a word can well last, in frames: a drawled "no" has 50, and words of more phones have shorter ones."""
_NO_WORD = re.compile(r"<[^>]*>|\[[^\]]*\]|\+\+[^+]*\+\+|\(\d+\)")
"""Fillers (<sil>, [NOISE], ++BREATH++) and the numbers of pronunciation variants (read(2))."""


def clean(hypothesis: str) -> str:
    """The words of a pocketsphinx hypothesis, lower case, without fillers and variant numbers."""
    return " ".join(_NO_WORD.sub(" ", hypothesis).lower().split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was found: how long it lasts (frames of 10 ms), of how many phones, and its posterior 0..1."""

    frames: int
    phones: int
    probability: float


def trust(words: Sequence[Word]) -> float:
    """How much the words are to be believed, 0..1: their mean posterior, and 0 where they are stretched over noise as no
    person speaks. Made-up words betray themselves so: an "of" of two seconds."""
    if not words:
        return 0.0
    stretched = sum(word.frames for word in words if word.frames > _FRAMES_ONCE + _FRAMES_A_PHONE * word.phones)
    if 2 * stretched > sum(word.frames for word in words):
        return 0.0
    return sum(word.probability for word in words) / len(words)


class Search:
    """A decoder with one n-gram language model (`lm`, ARPA or binary) and one dictionary (CMU format); by default the
    general English ones of the wheel. Raises EngineError when a file is missing or unusable."""

    def __init__(self, lm: Path | None = None, dictionary: Path | None = None) -> None:
        from pocketsphinx import Decoder

        files = {key: path for key, path in (("lm", lm), ("dict", dictionary)) if path is not None}
        for path in files.values():
            if not path.is_file():
                raise EngineError(f"pocketsphinx finds no file {path}: build it again, or leave it out")
        try:
            self._decoder: Any = Decoder(
                loglevel="FATAL", **SETTINGS, **{key: str(path) for key, path in files.items()}
            )
        except (RuntimeError, ValueError) as err:
            cure = f"build {' and '.join(map(str, files.values()))} again" if files else "reinstall pocketsphinx"
            raise EngineError(f"pocketsphinx does not start ({err}): {cure}") from err
        self.default_mean: Mean = self._mean()
        self._set_mean = self.default_mean
        self._open = False

    def start(self, mean: Mean) -> None:
        """Begin an utterance, dropping one that is open."""
        self.finish()
        self._decoder.set_cmn(",".join(f"{value:.4f}" for value in mean))
        self._set_mean = mean
        self._decoder.start_utt()
        self._open = True

    def decode(self, pcm: bytes) -> None:
        """Take int16 mono samples at 16 kHz."""
        self._decoder.process_raw(pcm)

    def finish(self) -> None:
        """End the utterance: the result is now the best path through its lattice."""
        if self._open:
            self._decoder.end_utt()
            self._open = False

    def text(self) -> str:
        hypothesis = self._decoder.hyp()
        return clean(hypothesis.hypstr) if hypothesis else ""

    def words(self) -> list[Word]:
        """The words of the result. After `finish` only: before, their posteriors are not known."""
        found = []
        for segment in self._decoder.seg() or ():
            if clean(segment.word):
                phones = len((self._decoder.lookup_word(segment.word) or "?").split())
                frames = segment.end_frame - segment.start_frame + 1
                found.append(Word(frames, phones, min(1.0, float(segment.prob))))
        return found

    def score(self) -> float:
        """Likelihood of the best path, language model included, on a scale of pocketsphinx's own; -inf without one."""
        hypothesis = self._decoder.hyp()
        return float(hypothesis.best_score) if hypothesis else -math.inf

    def heard_mean(self, frames: int) -> Mean:
        """The mean of the utterance alone, of which `frames` frames were not digital silence."""
        both = self._mean(update=True)
        if not frames:
            return both
        return tuple(
            (b * (_PRIOR_FRAMES + frames) - a * _PRIOR_FRAMES) / frames
            for a, b in zip(self._set_mean, both, strict=True)
        )

    def _mean(self, update: bool = False) -> Mean:
        return tuple(float(value) for value in self._decoder.get_cmn(update).split(","))
