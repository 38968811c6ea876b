"""One pocketsphinx decoder with its language model, and the spectral mean that it subtracts from the audio."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.texts import _
from models.engine import EngineError

Mean = tuple[float, ...]
"""Mean of the 13 cepstral coefficients: the colour that microphone, room and voice give to all speech."""

SETTINGS = {"fwdflat": False, "maxhmmpf": 3000, "maxwpf": 10, "topn": 2}
"""Settings three times faster than the library's defaults, for 3 points of word error rate."""
_PRIOR_FRAMES = 500
"""Weight in frames of a mean that was set, when pocketsphinx adds the frames it hears (CMN_WIN of its cmn.h)."""
_FRAMES_ONCE, _FRAMES_A_PHONE = 12, 22
"""Longest plausible word in frames: a drawled "no" has 50, and words of more phones have shorter ones."""
_NO_WORD = re.compile(r"<[^>]*>|\[[^\]]*\]|\+\+[^+]*\+\+|\(\d+\)")
"""Fillers (<sil>, [NOISE], ++BREATH++) and the numbers of pronunciation variants (read(2))."""


def clean(hypothesis: str) -> str:
    """Returns the words of a pocketsphinx hypothesis, lower case, without fillers and variant numbers."""
    return " ".join(_NO_WORD.sub(" ", hypothesis).lower().split())


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word: its duration (frames of 10 ms), its number of phones, and its posterior 0..1."""

    frames: int
    phones: int
    probability: float


def trust(words: Sequence[Word]) -> float:
    """Returns the credibility of the words, 0..1: their mean posterior, or 0 where they are stretched over noise as
    no person speaks. That exposes made-up words, such as an "of" of two seconds."""
    if not words:
        return 0.0
    stretched = sum(word.frames for word in words if word.frames > _FRAMES_ONCE + _FRAMES_A_PHONE * word.phones)
    if 2 * stretched > sum(word.frames for word in words):
        return 0.0
    return sum(word.probability for word in words) / len(words)


class Search:
    """A decoder with one n-gram language model (`lm`, ARPA or binary) and one dictionary (CMU format); the defaults
    are the general English ones of the wheel. Raises EngineError when a file is missing or unusable."""

    def __init__(self, lm: Path | None = None, dictionary: Path | None = None) -> None:
        from pocketsphinx import Decoder

        files = {key: path for key, path in (("lm", lm), ("dict", dictionary)) if path is not None}
        for path in files.values():
            if not path.is_file():
                raise EngineError(_("pocketsphinx finds no file {path}: build it again, or leave it out", path=path))
        try:
            self._decoder: Any = Decoder(
                loglevel="FATAL", **SETTINGS, **{key: str(path) for key, path in files.items()}
            )
        except (RuntimeError, ValueError) as err:
            cure = (
                _("build {map} again", map=" and ".join(map(str, files.values())))
                if files
                else _("reinstall pocketsphinx")
            )
            raise EngineError(_("pocketsphinx does not start ({why}): {cure}", why=err, cure=cure)) from err
        self.default_mean: Mean = self._mean()
        self._set_mean = self.default_mean
        self._open = False

    def start(self, mean: Mean) -> None:
        """Begins an utterance and drops one that is open."""
        self.finish()
        self._decoder.set_cmn(",".join(f"{value:.4f}" for value in mean))
        self._set_mean = mean
        self._decoder.start_utt()
        self._open = True

    def decode(self, pcm: bytes) -> None:
        """Takes int16 mono samples at 16 kHz."""
        self._decoder.process_raw(pcm)

    def finish(self) -> None:
        """Ends the utterance: the result is now the best path through its lattice."""
        if self._open:
            self._decoder.end_utt()
            self._open = False

    def text(self) -> str:
        hypothesis = self._decoder.hyp()
        return clean(hypothesis.hypstr) if hypothesis else ""

    def words(self) -> list[Word]:
        """Returns the words of the result. Call it after `finish` only: their posteriors are not known before."""
        found = []
        for segment in self._decoder.seg() or ():
            if clean(segment.word):
                phones = len((self._decoder.lookup_word(segment.word) or "?").split())
                frames = segment.end_frame - segment.start_frame + 1
                found.append(Word(frames, phones, min(1.0, float(segment.prob))))
        return found

    def score(self) -> float:
        """Likelihood of the best path, language model included, on pocketsphinx's own scale; -inf without one."""
        hypothesis = self._decoder.hyp()
        return float(hypothesis.best_score) if hypothesis else -math.inf

    def heard_mean(self, frames: int) -> Mean:
        """Returns the mean of the utterance alone, of which `frames` frames were not digital silence."""
        both = self._mean(update=True)
        if not frames:
            return both
        return tuple(
            (b * (_PRIOR_FRAMES + frames) - a * _PRIOR_FRAMES) / frames
            for a, b in zip(self._set_mean, both, strict=True)
        )

    def _mean(self, update: bool = False) -> Mean:
        return tuple(float(value) for value in self._decoder.get_cmn(update).split(","))
