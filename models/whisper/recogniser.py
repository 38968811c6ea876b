"""Whisper as a recogniser, through faster-whisper's front end and CTranslate2.

`WhisperModel.transcribe` is made for files: it retries at rising temperatures, predicts timestamps and hides the
encoder. A spoken turn needs one greedy pass, so this module calls the layers below it.

The encoder gets the speech and a margin of silence instead of 30 s, which takes a quarter of the time. A pass that
looks wrong there (`doubtful`) is repeated in the full window.
"""

from __future__ import annotations

import itertools
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from config.constants import HEARING_RATE, LANGUAGES
from config.small_files import read_json, reason
from config.texts import _
from models.engine import Cancel, EngineError, Transcript
from models.text.repetition import ends_as_before, without_loops
from models.utterance import SHORTEST, WINDOW, WholeUtterance, no_sound, windows
from models.whisper.device import compute_type_for, settle_device

if TYPE_CHECKING:
    from models.engine import Pcm

_FRONT_END = {"sampling_rate": HEARING_RATE, "hop_length": HEARING_RATE // 100, "n_fft": 400, "chunk_length": 30}
"""Of every Whisper; a size of its own makes the library compute for hours, or crash."""
_TOKEN_LISTS = ("suppress_ids", "suppress_ids_begin", "lang_ids")
"""Keys of config.json that CTranslate2 reads without looking whether they are there: it crashes, or hears at random."""

_FRAME_SAMPLES = HEARING_RATE // 100
_FULL_FRAMES = 3000
_LEAST_FRAMES = 200
Window = Literal["speech", "tuned", "whole"]
_MARGINS: dict[Window, float | None] = {"speech": 6.0, "tuned": 1.0, "whole": None}
"""Seconds of silence behind the speech. In 6 s a stock Whisper is as accurate as in 30 s: Whisper base, 48 English and 2
Spanish utterances of 0.4-11 s (Piper Joe, recordings), word error clean / at 10 dB of room noise: 30 s 11.7 / 12.0 %,
10 s 12.7 / 13.3 %, 6 s 12.3 / 13.0 %, 3 s 19.2 / 16.9 %, 1 s 30.8 / 33.1 %; the guard brings 6 s to the level of 30 s."""

_DOUBTFUL_RATE = 7.0
"""Tokens per second of speech above which a decoder has lost itself (English and Spanish run at 3-5) ..."""
_DOUBTFUL_LEAST = 6
"""... beyond this many, which a short word may take."""
_DOUBTFUL_LOG_PROBABILITY = -1.0
"""OpenAI's threshold for a retry."""
_TOKENS_PER_SECOND = 10
"""Bound of the decoder, above any speech (English runs at 3-5): a longer output comes from a decoder that has lost
itself."""
_TOKENS_LEAST = 16
_MOST_EXPECTED = 120
"""Tokens of words that are to be expected: a quarter of Whisper's text context."""
_TOKENS_MOST = 224  # half of Whisper's text context; CTranslate2 cuts there as well

_NO_SPEECH, _UNSURE = 0.6, -1.0
"""OpenAI's thresholds: silence when the no-speech token is likelier than 0.6 and the mean log probability below -1."""
_SURE_LANGUAGE = 0.8
"""Share of the two languages' probability from which a detected language is kept for the utterance."""
_FOREIGN = math.log(0.5)
"""Mean log probability of a token below which the words are looked for in the other language, too, where the language is
unclear. Eight recordings in English and Spanish, clean and 10, 5 and 0 dB above a room's noise: their own language has 0.52
or more, the other 0.61 or less, and always less than their own."""
DETECT_FROM = HEARING_RATE
"""Samples from which the language that is heard is kept."""
DETECT_IN = 2 * HEARING_RATE
"""Samples whose language `detect` looks for. Whisper base, eleven recordings in English and Spanish: ten are clear and
right after 1 s, one is taken for English."""
_DETECT_FRAMES = 250
_POLL_SECONDS = 0.002
_KERNELS = "16"
"""Kernels that oneDNN, below CTranslate2, keeps of the shapes that it has met. Its own default of 1024 takes 0.8 MB for each
length of a window, for ever, and making one anew costs nothing that could be measured."""
_LATE = HEARING_RATE // 12
"""Time after the speech from which a word that begins there was not said. Words that were said begin 80 ms before its end at
the latest; those that Whisper base added to "a frog and" began 140-310 ms after it."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Decoder output for one window."""

    text: str
    tokens: int
    score: float
    """Mean log probability of the tokens."""
    no_speech: float
    """Probability that nobody spoke."""
    ids: tuple[int, ...] = ()
    """Its tokens."""
    cut: bool = False
    """The decoder was stopped at its bound."""

    def doubtful(self, seconds: float) -> bool:
        """Whether the output looks wrong for so much speech: its decoder has lost itself."""
        if not self.text:
            return False
        too_many = self.tokens > _DOUBTFUL_LEAST + _DOUBTFUL_RATE * seconds
        return too_many or self.score < _DOUBTFUL_LOG_PROBABILITY or ends_as_before(self.text)


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript and its reliability."""

    transcript: Transcript
    sure: bool
    """The language is certain."""
    doubtful: bool
    """The window was short, and a pass in the full one is advisable."""
    lost: bool = False
    """A decoder was stopped at its bound."""


class WhisperRecogniser:
    """Recogniser on a faster-whisper model folder (config.json, model.bin, tokenizer.json, vocabulary.json or .txt).

    `threads`: CPU threads of encoder and decoder.
    `device`: "cpu", "cuda", or "auto" (CUDA when a child process has run this very model on it).
    `compute_type`: CTranslate2's, default int8 on a CPU and float16 on a GPU.
    `window`: the encoded part. "speech" adds the margin that a stock Whisper needs, "tuned" is for a model made for
    shorter windows (ACFT), "whole" is 30 s, as Whisper was trained.
    Raises EngineError when the folder is not a usable model.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        threads: int = 2,
        device: str = "cpu",
        compute_type: str | None = None,
        window: Window = "speech",
    ) -> None:
        folder = Path(path)
        highest = _check_folder(folder)
        self.device = settle_device(device, folder)
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", _KERNELS)
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
            raise EngineError(
                _(
                    "{folder} is no usable Whisper model ({first_line}): pull it again",
                    folder=folder,
                    first_line=_first_line(err),
                )
            ) from err
        try:
            self._begin(window, highest, Tokenizer, FeatureExtractor)
        except Exception as err:  # a config.json or tokenizer.json of another model comes to light here
            raise EngineError(
                _(
                    "{folder} is no usable Whisper model ({first_line}): pull it again",
                    folder=folder,
                    first_line=_first_line(err),
                )
            ) from err

    def _begin(self, window: Window, highest: int, tokenizer: Any, extractor: Any) -> None:
        """Looks up the model's tokens and warms the model up. `highest`: the highest token that its configuration names."""
        if highest >= self._model.hf_tokenizer.get_vocab_size():
            raise EngineError(_("its config.json names tokens that it does not have"))
        mels = self._model.model.n_mels
        if self._model.feature_extractor.mel_filters.shape[0] != mels:  # a folder without preprocessor_config.json
            self._model.feature_extractor = extractor(feature_size=mels)
        self._margin = _MARGINS[window]
        self.spoken = ""
        """Language of the last utterance with a clear one."""
        self.languages: tuple[str, ...] = LANGUAGES if self._model.model.is_multilingual else ("en",)
        self._prompts = {}
        self._expected: list[int] = []  # tokens before the prompt
        self._tokenizers = {}
        for language in self.languages:
            tokens = tokenizer(self._model.hf_tokenizer, self._model.model.is_multilingual, "transcribe", language)
            self._tokenizers[language] = tokens
            self._prompts[language] = [*tokens.sot_sequence, tokens.no_timestamps]
            if None in self._prompts[language]:
                raise EngineError(_("its tokenizer.json belongs to another model"))
        self._end_of_text = self._model.hf_tokenizer.token_to_id("<|endoftext|>")
        self._decode(self._encode(np.zeros(SHORTEST, np.int16), _LEAST_FRAMES), self.languages[0], 0, Cancel())

    def open(self, language: str | None) -> WhisperUtterance:
        """Begins an utterance. Raises EngineError for a language that the model or the assistant does not support."""
        if language is not None and language not in self.languages:
            raise EngineError(
                _(
                    "this Whisper model hears {languages} here, not {language!r}",
                    languages=" and ".join(self.languages),
                    language=language,
                )
            )
        return WhisperUtterance(self, language)

    def close(self) -> None:
        self._model = None

    def expect(self, words: Sequence[str]) -> None:
        """Makes these words likelier, as if they had stood in the text before (Whisper's initial prompt)."""
        tokens = self._model.hf_tokenizer
        begins = tokens.token_to_id("<|startofprev|>")
        told = tokens.encode(f" {', '.join(words)}.", add_special_tokens=False).ids if words else []
        self._expected = [begins, *told[:_MOST_EXPECTED]] if told and begins is not None else []

    def transcribe(self, pcm: Pcm, language: str | None, cancel: Cancel, *, speech: int = 0) -> Heard:
        """Transcribes int16 mono samples at 16 kHz, of which the first `speech` are speech (0: all of them).

        Raises Cancelled between windows and while a window is being decoded.
        """
        if no_sound(pcm):
            nothing = Transcript("", language or self.languages[0], no_speech=1.0)
            return Heard(nothing, language is not None, doubtful=False)
        passes: list[Pass] = []
        sure, doubts, lost = language is not None, False, False
        for window in windows(pcm):
            cancel.check()
            encoded = self._encode(window, self._frames(len(window)))
            if language is None:
                language, sure = self._detect(encoded)
            cancel.check()
            made = self._decode(encoded, language, len(window), cancel)
            if not sure and not passes and made.score < _FOREIGN:
                language, made = self._likelier(language, made, encoded, len(window), cancel)
            if self._margin is None and 0 < speech < len(pcm) <= WINDOW and ends_as_before(made.text):
                made = self._within(speech, made, encoded, language, len(window))
            seconds = min(speech or len(pcm), len(window)) / HEARING_RATE
            doubts, lost = doubts or made.doubtful(seconds), lost or made.cut
            passes.append(replace(made, text=without_loops(made.text, seconds, cut=made.cut)))
        words = [each for each in passes if each.text and not (each.no_speech > _NO_SPEECH and each.score < _UNSURE)]
        confidence = math.exp(sum(each.score for each in words) / len(words)) if words else None
        text = " ".join(each.text for each in words)
        no_speech = min(each.no_speech for each in passes)
        transcript = Transcript(text, language or self.languages[0], confidence, no_speech)
        return Heard(transcript, sure, doubtful=doubts and self._margin is not None, lost=lost)

    def detect(self, pcm: Pcm, cancel: Cancel) -> tuple[str, bool]:
        """Returns the language of the beginning of so many samples, and whether it is clear, without the words."""
        cancel.check()
        return self._detect(self._encode(pcm[:DETECT_IN], _DETECT_FRAMES))

    def transcribe_whole(self, pcm: Pcm, language: str | None, cancel: Cancel, *, speech: int = 0) -> Heard:
        """Like `transcribe`, in windows of 30 s, for a doubtful result in a shorter one."""
        margin, self._margin = self._margin, None
        try:
            return self.transcribe(pcm, language, cancel, speech=speech)
        finally:
            self._margin = margin

    def _within(self, speech: int, made: Pass, encoded: Any, language: str, samples: int) -> Pass:
        """Leaves out the last words where they begin after the first `speech` of so many samples: Whisper likes to
        complete half a sentence. Places of words are those that the decoder looked at (cross-attention)."""
        (words,) = self._model.find_alignment(
            self._tokenizers[language], [list(made.ids)], encoded, samples // _FRAME_SAMPLES
        )
        late = (speech + _LATE) / HEARING_RATE
        kept = list(itertools.takewhile(lambda word: float(word["start"]) <= late, words))
        return replace(made, text="".join(str(word["word"]) for word in kept).strip())

    def _frames(self, samples: int) -> int:
        if self._margin is None:
            return _FULL_FRAMES
        wanted = samples // _FRAME_SAMPLES + round(self._margin * 100)
        return min(max(wanted + wanted % 2, _LEAST_FRAMES), _FULL_FRAMES)

    def _encode(self, pcm: Pcm, frames: int) -> Any:
        from faster_whisper.audio import pad_or_trim

        audio = pcm.astype(np.float32) / np.float32(32768)
        return self._model.encode(pad_or_trim(self._model.feature_extractor(audio), frames))

    def _detect(self, encoded: Any) -> tuple[str, bool]:
        """Returns the likelier of our languages, and whether it is clear. Where it is unclear, as with "no" or a
        name, the previous language is kept."""
        if len(self.languages) == 1:
            return self.languages[0], True
        chances = {token[2:-2]: chance for token, chance in self._model.model.detect_language(encoded)[0]}
        ours = {language: chances.get(language, 0.0) for language in self.languages}
        best = max(ours, key=lambda language: ours[language])
        sure = ours[best] >= _SURE_LANGUAGE * sum(ours.values())
        return best if sure else self.spoken or best, sure

    def _likelier(self, language: str, made: Pass, encoded: Any, samples: int, cancel: Cancel) -> tuple[str, Pass]:
        """Returns the language in which the words are likeliest, and the words, of which some have been made."""
        others = [each for each in self.languages if each != language]
        heard = {language: made} | {each: self._decode(encoded, each, samples, cancel) for each in others}
        best = max(heard, key=lambda each: heard[each].score)
        return best, heard[best]

    def _decode(self, encoded: Any, language: str, samples: int, cancel: Cancel) -> Pass:
        """Decodes one window of so many samples greedily.

        CTranslate2 cannot be stopped inside a window. On cancel its thread runs to its (bounded) end alone.
        """
        limit = min(_TOKENS_LEAST + math.ceil(_TOKENS_PER_SECOND * samples / HEARING_RATE), _TOKENS_MOST)
        (pending,) = self._model.model.generate(
            encoded,
            [[*self._expected, *self._prompts[language]]],
            asynchronous=True,
            beam_size=1,
            sampling_topk=1,
            # CTranslate2 generates half of it at most, and what the prompt leaves.
            max_length=max(2 * max(limit, len(self._prompts[language])), limit + len(self._expected) + 4),
            return_scores=True,
            return_no_speech_prob=True,
        )
        while not pending.done():
            cancel.check()
            time.sleep(_POLL_SECONDS)
        result = pending.result()
        spoken = [token for token in result.sequences_ids[0] if token < self._end_of_text]
        text = self._model.hf_tokenizer.decode(spoken).strip()
        probability = float(result.no_speech_prob)
        return Pass(text, len(spoken), float(result.scores[0]), probability, tuple(spoken), cut=len(spoken) >= limit)


class WhisperUtterance(WholeUtterance):
    """One utterance; see models.engine.Utterance. A pass takes some 0.1-0.5 s, so the caller chooses how often it asks
    for a partial one."""

    def __init__(self, recogniser: WhisperRecogniser, language: str | None) -> None:
        super().__init__()
        self._recogniser = recogniser
        self._language = language
        self._doubtful: Heard | None = None  # what is to be made again in the full window before it is final

    def result(self, cancel: Cancel) -> Transcript:
        """Returns the words of all samples fed, or of the speech among them where `ends` gave its length. A doubtful
        partial transcript is not repeated, because the next words will settle it; a result is."""
        answer = super().result(cancel)
        if (short := self._doubtful) is not None:
            whole = self._recogniser.transcribe_whole(self.pcm(), self._language, cancel, speech=self._wanted)
            self._doubtful = None
            heard = short if whole.lost and not short.lost else whole
            answer = self._answer = self._settled(heard, self._answered)
        return answer

    def _transcribe(self, pcm: Pcm, speech: int, cancel: Cancel) -> Transcript:
        heard = self._recogniser.transcribe(pcm, self._language, cancel, speech=speech)
        self._doubtful = heard if heard.doubtful else None
        return self._settled(heard, len(pcm))

    def _settled(self, heard: Heard, samples: int) -> Transcript:
        """Keeps the language of a long enough utterance, where it is sure."""
        if self._language is None and heard.sure and samples >= DETECT_FROM:
            self._language = heard.transcript.language
            self._recogniser.spoken = self._language if heard.transcript.text else self._recogniser.spoken
        return heard.transcript


def _first_line(err: Exception) -> str:
    return (str(err).splitlines() or [type(err).__name__])[0]


def _check_folder(folder: Path) -> int:
    """Looks at the files that libraries read unchecked. Returns the highest token that the configuration names. Raises
    EngineError."""
    if not folder.is_dir():
        raise EngineError(_("no Whisper model at {folder}: pull it, or correct the path", folder=folder))
    # Without tokenizer.json faster-whisper would fetch one from the network.
    for name in ("model.bin", "config.json", "tokenizer.json"):
        if not (folder / name).is_file():
            raise EngineError(
                _("{folder} has no {name}, so it is no faster-whisper model: pull it again", folder=folder, name=name)
            )
    try:
        config = read_json(folder / "config.json")
        wrong = [name for name in _TOKEN_LISTS if not _is_list_of_tokens(config.get(name))]
    except (OSError, ValueError, AttributeError) as err:
        raise EngineError(
            _("{folder}/config.json is no faster-whisper configuration: pull the model again", folder=folder)
        ) from err
    if front_end := _foreign_front_end(folder / "preprocessor_config.json"):
        raise EngineError(
            _(
                "{folder}/preprocessor_config.json is not Whisper's ({front_end}): pull the model again",
                folder=folder,
                front_end=front_end,
            )
        )
    if wrong:
        raise EngineError(
            _(
                "{folder}/config.json lacks the token lists {wrong}: pull the model again",
                folder=folder,
                wrong=", ".join(wrong),
            )
        )
    return max((token for name in _TOKEN_LISTS for token in config[name]), default=0)


def _is_list_of_tokens(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(token, int) and token >= 0 for token in found)


def _foreign_front_end(path: Path) -> str:
    """Returns what makes the front end another one than Whisper's; "" where nothing does. Without the file it is
    Whisper's."""
    try:
        told = read_json(path)
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as err:
        return reason(err)
    if not isinstance(told, dict):
        return type(told).__name__
    return ", ".join(f"{name} {told[name]!r:.20}" for name, size in _FRONT_END.items() if told.get(name, size) != size)
