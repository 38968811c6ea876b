"""An utterance for recognisers whose every transcript is a pass over all of its sound. Long sound is cut into windows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from config.constants import HEARING_RATE
from models.engine import Cancel, Transcript

if TYPE_CHECKING:
    from models.engine import Pcm

WINDOW = 30 * HEARING_RATE
"""Most samples of one pass."""
_CUT_FROM = 25 * HEARING_RATE
"""A longer utterance is cut at its quietest moment between here and the end of the window."""
_CUT_STEP = HEARING_RATE // 10
SHORTEST = HEARING_RATE // 10
_SILENT = 16
"""Sound within +-16 of 32768 (-66 dBFS) holds no speech, even if a recogniser finds words in it."""
_DECAY = HEARING_RATE // 25
"""The last 40 ms before a pause are a sound's decay: a transcript without them stays valid."""


class WholeUtterance(ABC):
    """Keeps the audio, and the transcript while it covers all the speech; see models.engine.Utterance."""

    def __init__(self) -> None:
        self._audio: list[Pcm] = []
        self._fed = 0
        self._answer: Transcript | None = None
        self._answered = 0  # samples that the answer is of
        self._speech = 0  # samples up to the pause; 0: all
        self._wanted = 0  # the same, of the latest pass

    def feed(self, pcm: Pcm) -> None:
        """Keeps the next samples (int16, mono, 16 kHz, any length)."""
        if len(pcm):
            self._audio.append(pcm.copy())
            self._fed += len(pcm)

    def ends(self, samples: int) -> None:
        """Tells the next `result` that the samples after the first `samples` are silence. A transcript of all the speech
        stays valid when more silence follows."""
        self._speech = max(1, samples - _DECAY)

    def partial(self) -> Transcript:
        """Transcribes the samples so far."""
        self._speech = 0
        return self._pass(Cancel())

    def result(self, cancel: Cancel) -> Transcript:
        """Returns the words of all samples fed, or of the speech among them where `ends` gave its length. Raises
        Cancelled."""
        return self._pass(cancel)

    def close(self) -> None:
        """Drops the sound. Harmless when repeated."""
        self._audio = []
        self._answer = None

    def pcm(self) -> Pcm:
        """Returns all samples fed."""
        if len(self._audio) != 1:
            self._audio = [np.concatenate(self._audio) if self._audio else np.zeros(0, np.int16)]
        return self._audio[0]

    def _pass(self, cancel: Cancel) -> Transcript:
        self._wanted, self._speech = self._speech or self._fed, 0
        if self._answer is None or self._answered < self._wanted:
            pcm = self.pcm()
            self._answer = self._transcribe(pcm, self._wanted, cancel)
            self._answered = len(pcm)
        return self._answer

    @abstractmethod
    def _transcribe(self, pcm: Pcm, speech: int, cancel: Cancel) -> Transcript:
        """Transcribes all samples, of which the first `speech` are speech. Raises Cancelled."""


def windows(pcm: Pcm) -> Iterator[Pcm]:
    """Cuts int16 samples into stretches of at most 30 s, at the quietest tenth of a second before each limit."""
    while len(pcm) > WINDOW:
        steps = pcm[_CUT_FROM:WINDOW].astype(np.float64).reshape(-1, _CUT_STEP)
        cut = _CUT_FROM + int(np.argmin((steps**2).sum(axis=1))) * _CUT_STEP + _CUT_STEP // 2
        yield pcm[:cut]
        pcm = pcm[cut:]
    yield pcm


def no_sound(pcm: Pcm) -> bool:
    """Whether there is too little, or nothing, to be heard in these samples."""
    return len(pcm) < SHORTEST or max(int(pcm.max()), -int(pcm.min())) <= _SILENT
