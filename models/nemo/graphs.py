"""onnx-asr's NeMo models with what a spoken turn needs: they can be stopped, are bounded, and tell how sure they are.

onnx-asr is made for files: `recognize_batch` runs to its end. Its classes call `_encode` once and `_decode` once a token;
these subclasses step in there. Its loader is not used, because that may download.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from onnx_asr.models.nemo import NemoConformerAED, NemoConformerRnnt, NemoConformerTdt
from onnx_asr.onnx import OnnxSessionOptions
from onnx_asr.preprocessors.numpy_preprocessor import NemoPreprocessorNumpy

from config.constants import HEARING_RATE
from config.texts import _
from models.engine import Cancel, EngineError, TimedWord

if TYPE_CHECKING:
    import numpy.typing as npt
    from onnx_asr.asr import TimestampedResult

    from models.engine import Pcm

    Floats = npt.NDArray[np.float32]
    Whole = npt.NDArray[np.int64]
    State = tuple[Floats, Floats]

_MOST_DURATIONS = 16
"""Most durations that a TDT model chooses from (Parakeet has 5)."""
_TOKENS_PER_SECOND = 15
"""Bound of the decoder, above any speech in tokens of so small a vocabulary (English runs at 4-7): a longer output comes
from a decoder that has lost itself."""
_TOKENS_LEAST = 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """Output for one window."""

    text: str
    score: float
    """Mean log probability of the tokens; 0 where there are none."""
    no_speech: float
    """Probability that there is no word at all."""
    lost: bool = False
    """The decoder was stopped at its bound: no speech has so many tokens."""
    words: tuple[TimedWord, ...] = ()
    """Words with their times, where the decoder has any."""
    ids: tuple[int, ...] = ()
    """Tokens that help the next pass over the same speech; see `Canary.hear`."""


def session_options(threads: int) -> OnnxSessionOptions:
    """Returns ONNX Runtime's options: a pool of so many threads, on the CPU, whose idle threads sleep. Encoder and
    decoder never run at the same time. Without the arena, what a long utterance took is given back."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return {"sess_options": options, "providers": ["CPUExecutionProvider"]}


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Steps of the decoder that have been done in one."""

    ids: Whole
    """Tokens, prompt included: [n]."""
    scores: Floats
    """Log probabilities of the tokens after each: [1, n, vocabulary]."""
    mems: Floats
    """The decoder's states: [layers, 1, n, width]."""

    def reach(self, ids: Whole) -> bool:
        """Whether the step after these tokens, [1, n], is among them."""
        return np.array_equal(self.ids[: ids.shape[1]], ids[0])


class Canary(NemoConformerAED):
    """An attention encoder-decoder: it is told the language, and gives no times.

    Its decoder computes the keys and values of all the sound anew at each step, 10 ms a token at 5 s of it. What an earlier
    pass has found is therefore looked at in one step, and only what differs is decoded token by token: but for rounding
    the result is the same.
    """

    def __init__(self, files: Mapping[str, Path], options: OnnxSessionOptions) -> None:
        super().__init__(dict(files), NemoPreprocessorNumpy, options)
        self.languages = tuple(token[2:-2] for token in self._tokens if len(token) == 6 and token.startswith("<|"))
        self._none = [self._tokens[name] for name in ("<|endoftext|>", "<|nospeech|>") if name in self._tokens]
        self._cancel, self._most, self._no_speech = Cancel(), 0, 0.0
        self._prompt = self._transcribe_input.shape[1]
        self._tells_all = True
        self._guess: tuple[int, ...] = ()
        self._ids: tuple[int, ...] = ()
        self._ahead: _Ahead | None = None

    def hear(self, pcm: Pcm, language: str, cancel: Cancel, guess: tuple[int, ...] = ()) -> Decoded:
        """Transcribes int16 mono samples at 16 kHz. `guess`: the tokens of an earlier pass over a part of them. Raises
        Cancelled before the encoder and between tokens."""
        self._cancel, self._most, self._no_speech = cancel, most_tokens(len(pcm)), 0.0
        self._guess, self._ahead = guess[: self._most - 1], None
        found = _only(self, pcm, language=language)
        self._ahead = None
        return replace(_decoded(found, self._most, self._no_speech), ids=self._ids)

    @property
    def _max_sequence_length(self) -> int:
        return int(self._prompt) + self._most

    def _encode(self, features: Floats, features_lens: Whole) -> tuple[Floats, Whole]:
        self._cancel.check()
        return super()._encode(features, features_lens)

    def _decode(
        self, input_ids: Whole, encoder_embeddings: Floats, encoder_mask: Whole, decoder_mems: Floats
    ) -> tuple[Floats, Floats]:
        self._cancel.check()
        reached = input_ids.shape[1]
        self._ids = tuple(input_ids[0, self._prompt :].tolist())
        if not decoder_mems.shape[2]:
            self._ahead = self._look_ahead(input_ids, encoder_embeddings, encoder_mask, decoder_mems)
            self._no_speech = float(np.exp(self._ahead.scores[0, reached - 1, self._none]).sum())
        if self._ahead is not None and self._ahead.reach(input_ids):
            return self._ahead.scores[:, reached - 1 : reached], self._ahead.mems[:, :, :reached]
        return self._step(input_ids, encoder_embeddings, encoder_mask, decoder_mems)

    def _look_ahead(self, prompt: Whole, encoder_embeddings: Floats, encoder_mask: Whole, mems: Floats) -> _Ahead:
        """Does the steps of the prompt and the guess."""
        guess = np.array([self._guess if self._tells_all else ()], np.int64)
        ids = np.concatenate([prompt, guess], axis=1)
        scores, after = self._step(ids, encoder_embeddings, encoder_mask, mems)
        if scores.shape[1] == ids.shape[1]:
            return _Ahead(ids[0], scores, after)
        self._tells_all = False  # this conversion tells what follows the last token alone
        if guess.size:
            return self._look_ahead(prompt, encoder_embeddings, encoder_mask, mems)
        return _Ahead(ids[0], np.repeat(scores, ids.shape[1], axis=1), after)

    def _step(self, ids: Whole, encoder_embeddings: Floats, encoder_mask: Whole, mems: Floats) -> tuple[Floats, Floats]:
        logits, after = super()._decode(ids, encoder_embeddings, encoder_mask, mems)
        if logits.shape[-1] != self._vocab_size:
            raise EngineError(_("its vocab.txt belongs to another model"))
        return log_softmax(logits), after


class Parakeet(NemoConformerTdt):
    """A token-and-duration transducer: it finds the language by itself, and knows its words' times."""

    languages: tuple[str, ...] = ()

    def __init__(self, files: Mapping[str, Path], options: OnnxSessionOptions) -> None:
        super().__init__(dict(files), NemoPreprocessorNumpy, options)
        self._cancel, self._most, self._no_speech = Cancel(), 0, 1.0

    def hear(self, pcm: Pcm, language: str, cancel: Cancel, guess: tuple[int, ...] = ()) -> Decoded:
        """Transcribes int16 mono samples at 16 kHz. Raises Cancelled before the encoder and between frames."""
        self._cancel, self._most, self._no_speech = cancel, most_tokens(len(pcm)), 1.0
        found = _only(self, pcm)
        return _decoded(found, self._most, self._no_speech)

    def _encode(self, features: Floats, features_lens: Whole) -> tuple[Floats, Whole]:
        self._cancel.check()
        return super()._encode(features, features_lens)

    def _decode(self, prev_tokens: list[int], prev_state: State, encoder_out: Floats) -> tuple[Floats, int, State]:
        self._cancel.check()
        output, _step, state = NemoConformerRnnt._decode(self, prev_tokens, prev_state, encoder_out)
        logits, durations = output[: self._vocab_size], output[self._vocab_size :]
        if not 0 < len(durations) <= _MOST_DURATIONS:
            raise EngineError(_("its vocab.txt belongs to another model"))
        scores, step = log_softmax(logits), int(durations.argmax())
        self._no_speech = min(self._no_speech, float(np.exp(scores[self._blank_idx])))
        if len(prev_tokens) >= self._most:  # it has lost itself: nothing more
            scores = np.where(np.arange(len(scores)) == self._blank_idx, np.float32(0), np.float32(-np.inf))
        return scores, step, state


def words_of(tokens: Sequence[str], times: Sequence[float]) -> tuple[TimedWord, ...]:
    """Joins tokens to words; a token that begins a word has a space before it. `times`: seconds, of each token."""
    words: list[TimedWord] = []
    for token, at in zip(tokens, times, strict=True):
        if token.startswith(" ") or not words:
            words.append(TimedWord(token.strip(), round(at, 2)))
        else:
            words[-1] = TimedWord(words[-1].text + token, words[-1].start)
    return tuple(word for word in words if word.text)


def most_tokens(samples: int) -> int:
    """Returns the most tokens of so many samples."""
    return _TOKENS_LEAST + _TOKENS_PER_SECOND * samples // HEARING_RATE


def log_softmax(logits: Floats) -> Floats:
    """Returns log probabilities along the last axis; what are log probabilities already stays the same."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)


def _only(model: Canary | Parakeet, pcm: Pcm, **options: str) -> TimestampedResult:
    sound = pcm.astype(np.float32)[None] / np.float32(32768)
    (found,) = model.recognize_batch(sound, np.array([len(pcm)], np.int64), need_logprobs="yes", **options)
    return found


def _decoded(found: TimestampedResult, most: int, no_speech: float) -> Decoded:
    tokens, scores = found.tokens or [], found.logprobs or []
    words = words_of(tokens, found.timestamps) if found.timestamps else ()
    score = float(np.mean(scores)) if scores else 0.0
    return Decoded(found.text.strip(), score, no_speech, len(scores) >= most, words)
