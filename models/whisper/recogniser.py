"""Whisper as ears, through faster-whisper's front end and CTranslate2.

`WhisperModel.transcribe` is made for files: it retries at rising temperatures, predicts timestamps and hides the encoder.
For a spoken turn one greedy pass is right, so this module calls what lies below it.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from config.constants import HEARING_RATE, LANGUAGES
from models.engine import Cancel, EngineError, Transcript
from models.whisper.device import compute_type_for, settle_device

if TYPE_CHECKING:
    from models.engine import Pcm

_WINDOW = 30 * HEARING_RATE
"""Samples that Whisper's encoder takes at once."""
_CUT_FROM = 25 * HEARING_RATE
"""A longer utterance is cut at its quietest moment between here and the end of the window."""
_CUT_STEP = HEARING_RATE // 10

_FRAME_SAMPLES = HEARING_RATE // 100
_FULL_FRAMES = 3000
_SHORT_MARGIN = 100
"""Frames of silence a short window keeps after the speech: models tuned for it were trained with about a second."""
_SHORT_LEAST = 200

_TOKENS_PER_SECOND = 10
"""Above anything that is spoken (English runs at 3-5): what goes beyond is a decoder that has lost itself."""
_TOKENS_LEAST = 16
_TOKENS_MOST = 224  # half of Whisper's text context; CTranslate2 cuts there as well

_SILENT = 16
"""An utterance that never leaves +-16 of 32768 (-66 dBFS) holds no speech, whatever Whisper would make of it."""
_SHORTEST = HEARING_RATE // 10
_NO_SPEECH, _UNSURE = 0.6, -1.0
"""OpenAI's thresholds: silence when the no-speech token is likelier than 0.6 and the mean log probability below -1."""
_SURE_LANGUAGE = 0.8
"""Share of the two languages' probability from which a detected language is kept for the utterance."""
_DETECT_FROM = HEARING_RATE
_POLL_SECONDS = 0.002
_DECAY = HEARING_RATE // 25
"""The last 40 ms before a pause are a sound's fading: an answer made without them holds."""


class WhisperRecogniser:
    """Ears on a faster-whisper model folder (config.json, model.bin, tokenizer.json, vocabulary.json or .txt).

    `threads`: CPU threads of encoder and decoder.
    `device`: "cpu", "cuda", or "auto" (CUDA when a child process has run this very model on it).
    `compute_type`: CTranslate2's, default int8 on a CPU and float16 on a GPU.
    `short_window`: encode only as much as was said instead of 30 s; for models fine-tuned for that (ACFT) only, others
    lose their way.
    Raises EngineError when the folder is not a usable model.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        threads: int = 2,
        device: str = "cpu",
        compute_type: str | None = None,
        short_window: bool = False,
    ) -> None:
        folder = Path(path)
        _check_folder(folder)
        self.device = settle_device(device, folder)
        from faster_whisper import WhisperModel
        from faster_whisper.feature_extractor import FeatureExtractor
        from faster_whisper.tokenizer import Tokenizer

        try:
            self._model: Any = WhisperModel(
                str(folder),
                device=self.device,
                compute_type=compute_type or compute_type_for(self.device),
                cpu_threads=threads,
                local_files_only=True,
            )
        except Exception as err:  # CTranslate2 and tokenizers raise whatever they like on bad files
            raise EngineError(f"{folder} is no usable Whisper model ({err}): pull it again") from err
        mels = self._model.model.n_mels
        if self._model.feature_extractor.mel_filters.shape[0] != mels:  # a folder without preprocessor_config.json
            self._model.feature_extractor = FeatureExtractor(feature_size=mels)
        self._short_window = short_window
        self.spoken = ""
        """The language of the last utterance that told it clearly."""
        self.languages: tuple[str, ...] = LANGUAGES if self._model.model.is_multilingual else ("en",)
        self._prompts = {}
        for language in self.languages:
            tokens = Tokenizer(self._model.hf_tokenizer, self._model.model.is_multilingual, "transcribe", language)
            self._prompts[language] = [*tokens.sot_sequence, tokens.no_timestamps]
        self._end_of_text = self._model.hf_tokenizer.token_to_id("<|endoftext|>")
        self._decode(self._encode(np.zeros(_SHORTEST, np.float32), _SHORT_LEAST), self.languages[0], 1, Cancel())

    def open(self, language: str | None) -> WhisperUtterance:
        """Begin an utterance. Raises EngineError for a language the model or the assistant does not speak."""
        if language is not None and language not in self.languages:
            raise EngineError(f"this Whisper model hears {' and '.join(self.languages)} here, not {language!r}")
        return WhisperUtterance(self, language)

    def close(self) -> None:
        self._model = None

    def transcribe(self, pcm: Pcm, language: str | None, cancel: Cancel) -> tuple[Transcript, bool]:
        """Transcribe int16 mono samples at 16 kHz; also whether the language is certain. Raises Cancelled between
        windows and while a window is being decoded."""
        nothing = Transcript("", language or self.languages[0], no_speech=1.0)
        if len(pcm) < _SHORTEST or max(int(pcm.max()), -int(pcm.min())) <= _SILENT:
            return nothing, language is not None
        texts, log_probabilities, no_speech = [], [], 1.0
        sure = language is not None
        for window in windows(pcm):
            cancel.check()
            encoded = self._encode(window.astype(np.float32) / np.float32(32768), self._frames(len(window)))
            if language is None:
                language, sure = self._detect(encoded)
            cancel.check()
            limit = _TOKENS_LEAST + math.ceil(_TOKENS_PER_SECOND * len(window) / HEARING_RATE)
            text, log_probability, silence = self._decode(encoded, language, min(limit, _TOKENS_MOST), cancel)
            no_speech = min(no_speech, silence)
            if text and not (silence > _NO_SPEECH and log_probability < _UNSURE):
                texts.append(text)
                log_probabilities.append(log_probability)
        confidence = math.exp(sum(log_probabilities) / len(log_probabilities)) if texts else None
        return Transcript(without_loops(" ".join(texts)), language or self.languages[0], confidence, no_speech), sure

    def _frames(self, samples: int) -> int:
        if not self._short_window:
            return _FULL_FRAMES
        wanted = samples // _FRAME_SAMPLES + _SHORT_MARGIN
        return min(max(wanted + wanted % 2, _SHORT_LEAST), _FULL_FRAMES)

    def _encode(self, audio: npt.NDArray[np.float32], frames: int) -> Any:
        from faster_whisper.audio import pad_or_trim

        return self._model.encode(pad_or_trim(self._model.feature_extractor(audio), frames))

    def _detect(self, encoded: Any) -> tuple[str, bool]:
        """The likelier of our languages, and whether it is clearly so. Where it is not, as with "no" or a name, nobody has
        changed the language: it is the one that was spoken before."""
        if len(self.languages) == 1:
            return self.languages[0], True
        chances = {token[2:-2]: chance for token, chance in self._model.model.detect_language(encoded)[0]}
        ours = {language: chances.get(language, 0.0) for language in self.languages}
        best = max(ours, key=lambda language: ours[language])
        sure = ours[best] >= _SURE_LANGUAGE * sum(ours.values())
        return best if sure else self.spoken or best, sure

    def _decode(self, encoded: Any, language: str, tokens: int, cancel: Cancel) -> tuple[str, float, float]:
        """Greedy text of one window, its mean log probability and the probability that nobody spoke.

        CTranslate2 cannot be stopped inside a window. On cancel we leave it to its (bounded) end on its own thread."""
        (pending,) = self._model.model.generate(
            encoded,
            [self._prompts[language]],
            asynchronous=True,
            beam_size=1,
            sampling_topk=1,
            max_length=2 * max(tokens, len(self._prompts[language])),  # CTranslate2 generates half of it at most
            return_scores=True,
            return_no_speech_prob=True,
        )
        while not pending.done():
            cancel.check()
            time.sleep(_POLL_SECONDS)
        result = pending.result()
        spoken = [token for token in result.sequences_ids[0] if token < self._end_of_text]
        return self._model.hf_tokenizer.decode(spoken).strip(), float(result.scores[0]), float(result.no_speech_prob)


class WhisperUtterance:
    """One utterance; see models.engine.Utterance. Keeps the audio: each answer is a pass over all of it."""

    def __init__(self, ears: WhisperRecogniser, language: str | None) -> None:
        self._ears = ears
        self._language = language
        self._audio: list[Pcm] = []
        self._answer: Transcript | None = None
        self._fed = 0
        self._answered = 0  # samples that the answer is of
        self._speech = 0  # samples up to the pause; 0: all

    def feed(self, pcm: Pcm) -> None:
        """Keep the next samples (int16, mono, 16 kHz, any length)."""
        if len(pcm):
            self._audio.append(pcm.copy())
            self._fed += len(pcm)

    def ends(self, samples: int) -> None:
        """For the next `result`: what was fed after so many samples is silence. An answer that was made of all the speech
        holds, though more silence has come since."""
        self._speech = max(1, samples - _DECAY)

    def partial(self) -> Transcript:
        """A full pass over what is there: some 0.1-2 s of work, so the caller chooses how often."""
        self._speech = 0
        return self.result(Cancel())

    def result(self, cancel: Cancel) -> Transcript:
        wanted, self._speech = self._speech or self._fed, 0
        if self._answer is None or self._answered < wanted:
            pcm = np.concatenate(self._audio) if self._audio else np.zeros(0, np.int16)
            self._audio = [pcm]
            self._answered = len(pcm)
            self._answer, sure = self._ears.transcribe(pcm, self._language, cancel)
            if self._language is None and sure and len(pcm) >= _DETECT_FROM:
                self._language = self._answer.language
                self._ears.spoken = self._language if self._answer.text else self._ears.spoken
        return self._answer

    def close(self) -> None:
        self._audio = []
        self._answer = None


def windows(pcm: Pcm) -> Iterator[Pcm]:
    """Cut int16 samples into stretches of at most 30 s, at the quietest tenth of a second before each limit."""
    while len(pcm) > _WINDOW:
        steps = pcm[_CUT_FROM:_WINDOW].astype(np.float64).reshape(-1, _CUT_STEP)
        cut = _CUT_FROM + int(np.argmin((steps**2).sum(axis=1))) * _CUT_STEP + _CUT_STEP // 2
        yield pcm[:cut]
        pcm = pcm[cut:]
    yield pcm


def without_loops(text: str) -> str:
    """Keep one of each run of repeated phrases, the sign of a decoder gone round in circles: a phrase of up to 8 words
    three times in a row, a single word five times (people do say "no no no no")."""
    words = text.split()
    for length in range(1, 9):
        least = 5 if length == 1 else 3
        kept: list[str] = []
        at = 0
        while at < len(words):
            phrase = [word.lower().strip(".,;:!?¡¿") for word in words[at : at + length]]
            repeats = 1
            for again in itertools.count(at + length, length):
                if [word.lower().strip(".,;:!?¡¿") for word in words[again : again + length]] != phrase:
                    break
                repeats += 1
            if repeats >= least and any(phrase):
                kept += words[at : at + length]
                at += repeats * length
            else:
                kept.append(words[at])
                at += 1
        words = kept
    return " ".join(words)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise EngineError(f"no Whisper model at {folder}: pull it, or correct the path")
    # Without tokenizer.json faster-whisper would fetch one from the network.
    for name in ("model.bin", "config.json", "tokenizer.json"):
        if not (folder / name).is_file():
            raise EngineError(f"{folder} has no {name}, so it is no faster-whisper model: pull it again")
