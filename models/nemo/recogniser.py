"""Canary and Parakeet as recognisers. Their encoders are as long as the speech, where Whisper's wants 30 s.

Neither streams: a partial transcript is a pass over all of the speech so far, as with Whisper. Canary has to be told the
language (`NemoUtterance`); Parakeet finds it by itself, and the words tell which it was.
"""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from itertools import chain, repeat, starmap
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from config.constants import HEARING_RATE, LANGUAGES
from config.texts import _
from models.engine import Cancel, EngineError, TimedWord, Transcript
from models.nemo.files import files_of
from models.nemo.graphs import Canary, Decoded, Parakeet, session_options
from models.text.language import told_language
from models.text.repetition import without_loops
from models.utterance import WholeUtterance, no_sound, windows
from models.whisper.recogniser import DETECT_FROM, DETECT_IN, WhisperRecogniser

if TYPE_CHECKING:
    from models.engine import Pcm

log = logging.getLogger(__name__)

_NO_SPEECH: Final = 0.6
_UNSURE: Final = -1.0
"""OpenAI's thresholds for Whisper: no words where the decoder finds silence likelier than 0.6, or the mean log probability
of its tokens is below -1."""
_WARM_UP: Final = HEARING_RATE

Guess = tuple[tuple[int, ...], ...]
"""Tokens found in each window."""


class NemoRecogniser:
    """Recogniser on a folder with an ONNX conversion of Canary or Parakeet TDT (config.json, vocab.txt, an encoder and a
    decoder; int8 before float32).

    `threads`: CPU threads of encoder and decoder.
    `detector`: a faster-whisper folder that tells Canary the language; an unusable one is logged and left out.
    `language`: what Canary is told until anything else is known.
    Raises EngineError when the folder is not a usable model.
    """

    def __init__(
        self, path: Path | str, *, threads: int = 2, detector: Path | str | None = None, language: str = LANGUAGES[0]
    ) -> None:
        folder = Path(path)
        files = files_of(folder)
        build = Canary if files.architecture == "aed" else Parakeet
        try:
            self._model: Canary | Parakeet | None = build(files.paths, session_options(threads))
            self.languages = tuple(each for each in LANGUAGES if each in (self._model.languages or LANGUAGES))
            noise = np.random.default_rng(0).normal(0, 100, _WARM_UP).astype(np.int16)
            self._model.hear(noise, self.languages[0], Cancel())
        except Exception as err:  # ONNX Runtime, and a vocabulary of another model, raise whatever they like
            reason = (str(err).splitlines() or [type(err).__name__])[0][:200]
            raise EngineError(
                _("{folder} is no usable NeMo model ({reason}): pull it again", folder=folder, reason=reason)
            ) from err
        self.told = files.architecture == "aed"
        """The language has to be told."""
        self.usual = language if language in self.languages else self.languages[0]
        self.spoken = ""
        """Language of the last utterance with a clear one."""
        self._detector = _detector(detector, threads) if self.told and len(self.languages) > 1 else None

    def open(self, language: str | None) -> NemoUtterance:
        """Begins an utterance. Raises EngineError for a language that the model or the assistant does not support."""
        if language is not None and language not in self.languages:
            known = _(" and ").join(self.languages)
            raise EngineError(_("this model hears {known} here, not {language!r}", known=known, language=language))
        return NemoUtterance(self, language)

    def close(self) -> None:
        self._model = self._detector = None

    def detect(self, pcm: Pcm, cancel: Cancel) -> tuple[str, bool]:
        """Returns the language of these samples, and whether it is clear. Where it is not, or nobody can tell, it is the
        one spoken before."""
        before = self.spoken or self.usual
        if self._detector is None:
            return before, False
        found, sure = self._detector.detect(pcm, cancel)
        return (found, True) if sure and found in self.languages else (before, False)

    def transcribe(self, pcm: Pcm, language: str, cancel: Cancel, guess: Guess = ()) -> tuple[Transcript, Guess]:
        """Transcribes int16 mono samples at 16 kHz, of any length. Returns the words, and the guess for a later pass over
        the same speech. Raises Cancelled between windows and tokens."""
        if no_sound(pcm):
            return Transcript("", language, no_speech=1.0), ()
        assert self._model is not None
        passes: list[Decoded] = []
        lengths: list[float] = []
        at = 0
        for window, tokens in zip(windows(pcm), chain(guess, repeat(())), strict=False):
            made = self._model.hear(window, language, cancel, tokens)
            passes.append(replace(made, words=_later(made.words, at / HEARING_RATE)))
            lengths.append(len(window) / HEARING_RATE)
            at += len(window)
        good = [each for each in starmap(_believed, zip(passes, lengths, strict=True)) if each.text]
        no_speech = min(each.no_speech for each in passes)
        found = tuple(each.ids for each in passes)
        if not good:
            return Transcript("", language, no_speech=no_speech), found
        confidence = math.exp(sum(each.score for each in good) / len(good))
        words = tuple(word for each in good for word in each.words)
        text = " ".join(each.text for each in good)
        return Transcript(text, language, confidence, no_speech, words=words), found


class NemoUtterance(WholeUtterance):
    """One utterance; see models.engine.Utterance.

    Canary is told the language that was asked for; else what the detector hears in the first second, and again in the
    first two; where that is unclear the language spoken before, and at first the usual one.
    """

    def __init__(self, recogniser: NemoRecogniser, language: str | None) -> None:
        super().__init__()
        self._recogniser = recogniser
        self._language = language
        self._guess: Guess = ()
        self._found = ""  # by the detector, where it was sure
        self._looked = 0  # samples in which it has looked

    def _transcribe(self, pcm: Pcm, speech: int, cancel: Cancel) -> Transcript:
        if not self._recogniser.told:
            transcript, _tokens = self._recogniser.transcribe(pcm, self._language or "", cancel)
            return self._told_by_words(transcript)
        language = self._language or self._detected(pcm, cancel)
        transcript, self._guess = self._recogniser.transcribe(pcm, language, cancel, self._guess)
        if transcript.text:
            self._recogniser.spoken = self._language or self._found or self._recogniser.spoken
        return transcript

    def _detected(self, pcm: Pcm, cancel: Cancel) -> str:
        ears = self._recogniser
        enough = DETECT_FROM if ears.spoken else 0
        if self._looked < DETECT_IN and len(pcm) >= max(2 * self._looked, enough) and not no_sound(pcm):
            language, sure = ears.detect(pcm, cancel)
            self._found, self._looked = language if sure else "", len(pcm)
        return self._found or ears.spoken or ears.usual

    def _told_by_words(self, transcript: Transcript) -> Transcript:
        ears = self._recogniser
        clear = told_language(transcript.text)
        ears.spoken = clear or ears.spoken
        return replace(transcript, language=self._language or clear or ears.spoken or ears.usual)


def _detector(folder: Path | str | None, threads: int) -> WhisperRecogniser | None:
    if folder is None:
        return None
    try:
        return WhisperRecogniser(folder, threads=threads)
    except EngineError as err:
        log.warning("nothing detects the language: %s", err)
        return None


def _later(words: tuple[TimedWord, ...], seconds: float) -> tuple[TimedWord, ...]:
    return tuple(TimedWord(word.text, round(word.start + seconds, 2)) for word in words) if seconds else words


def _believed(made: Decoded, seconds: float) -> Decoded:
    """Returns the words that can be believed of so many seconds."""
    text = without_loops(made.text, seconds, cut=made.lost)
    unsure = made.no_speech > _NO_SPEECH or made.score < _UNSURE
    if unsure or (made.lost and text == made.text):
        return replace(made, text="", words=())
    return replace(made, text=text, words=made.words if text == made.text else ())
