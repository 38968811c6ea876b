"""Engines that do their real work on any weights and output given words, for latency measurements.

A model's cost depends on its shape alone, so models with random weights stand for real ones; only their output is
useless. The encoder and decoder run for as many steps as the given words have tokens; the prompt is prefilled, and each
token is decoded and sampled. Then the given words replace the output, in the KV cache too, so that the next turn finds
the same prefix as with real weights.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config.constants import HEARING_RATE
from config.texts import _
from models.engine import Cancel, EngineError, Message, Sampling, TextDelta, Transcript, Usage
from models.llama.mind import LlamaMind
from models.scripted.script import Script, Word, likest, scripts_of
from models.whisper.recogniser import Pass, WhisperRecogniser, WhisperUtterance

if TYPE_CHECKING:
    from models.engine import Pcm

_BLOCK = HEARING_RATE // 100
_BREATH = HEARING_RATE // 20
_AUDIBLE = 0.1
"""Level relative to the loudest sample so far at which the first word begins."""


class ScriptedRecogniser(WhisperRecogniser):
    """Whisper that runs on the real audio and returns the given transcripts in turn, over and over.

    `transcripts`: (text, language) of each question. An utterance that begins before all words of a question have been
    returned continues it, because its speaker was cut off.
    """

    def __init__(self, path: Path | str, *, transcripts: Sequence[tuple[str, str]], **options: Any) -> None:
        self.steps = 1
        self._scripts = itertools.cycle(scripts_of(transcripts))
        super().__init__(path, **options)
        self.script = next(self._scripts)
        self.given = 0
        """Number of words of the script that earlier utterances have returned."""

    def open(self, language: str | None) -> RehearsedUtterance:
        if self.given >= len(self.script.words):
            self.script, self.given = next(self._scripts), 0
        return RehearsedUtterance(self, language)

    def hear_next(self, words: Sequence[tuple[str, float, float]], language: str) -> None:
        """Sets the words of the next utterance: (text, start, end), in seconds since the first sound."""
        self.script, self.given = Script(tuple(Word(*word) for word in words), True, language), 0

    def tokens(self, text: str) -> int:
        return len(self._model.hf_tokenizer.encode(" " + text, add_special_tokens=False).ids) if text else 0

    def _decode(self, encoded: Any, language: str, samples: int, cancel: Cancel) -> Pass:
        """Runs as many decoder steps as the words have tokens, and one for the end of the text."""
        (pending,) = self._model.model.generate(
            encoded,
            [self._prompts[language]],
            asynchronous=True,
            beam_size=1,
            sampling_topk=1,
            max_length=2 * max(self.steps, len(self._prompts[language])),
            suppress_tokens=[-1, self._end_of_text],  # random weights end anywhere
            return_scores=True,
            return_no_speech_prob=True,
        )
        while not pending.done():
            cancel.check()
            time.sleep(0.002)
        pending.result()
        return Pass("", 0, 0.0, 0.0)


class RehearsedUtterance(WhisperUtterance):
    def __init__(self, ears: ScriptedRecogniser, language: str | None) -> None:
        super().__init__(ears, language)
        self._rehearsed = ears
        self._first = ears.given
        self._peak = 0
        self._onset: int | None = None
        self._loud = 0  # one past the last block that was audible

    def feed(self, pcm: Pcm) -> None:
        for at in range(0, len(pcm), _BLOCK):
            level = int(np.abs(pcm[at : at + _BLOCK].astype(np.int32)).max(initial=0))
            self._peak = max(self._peak, level)
            if level > 300 and level >= _AUDIBLE * self._peak:
                self._onset = self._fed + at if self._onset is None else self._onset
                self._loud = self._fed + at + _BLOCK
        super().feed(pcm)

    def _seconds(self, until: int) -> float:
        """Returns the seconds of the question up to that sample, pauses included."""
        if self._onset is None:
            return 0.0
        words = self._rehearsed.script.words
        began = words[self._first].start if self._first < len(words) else 0.0
        return began + (until - self._onset) / HEARING_RATE

    def partial(self) -> Transcript:
        script = self._rehearsed.script
        self._speech = 0
        seconds = self._seconds(self._loud)
        if self._fed - self._loud > _BREATH:  # nothing is cut short: as sure as it will ever be
            words = [word.text for word in script.words[self._first : script.final(seconds, self._first)]]
        else:
            words = script.partial(seconds, self._first)
        return self._work(" ".join(words), Cancel())

    def result(self, cancel: Cancel) -> Transcript:
        script = self._rehearsed.script
        count = script.final(self._seconds(self._loud), self._first)
        answer = self._work(" ".join(word.text for word in script.words[self._first : count]), cancel)
        self._rehearsed.given = max(self._rehearsed.given, count)
        return answer

    def _work(self, text: str, cancel: Cancel) -> Transcript:
        self._rehearsed.steps = self._rehearsed.tokens(text) + 1
        super().result(cancel)
        return Transcript(text, self._rehearsed.script.language, confidence=0.9 if text else None, no_speech=0.0)


class ScriptedMind(LlamaMind):
    """An LLM that decodes and samples as usual, and returns the given replies: in turn, or to the questions given."""

    def __init__(
        self, path: str | Path, *, replies: Sequence[str], questions: Sequence[str] = (), **options: Any
    ) -> None:
        """`questions`: what each of `replies` answers; the likest one counts. Empty: the replies come in turn."""
        self._replies = [reply.strip() for reply in replies if reply.strip()]
        self._questions = tuple(questions)
        self._saying: list[int] = []
        if not self._replies:
            raise EngineError(_("the settings' benchmark.reply is empty: give the words that the answers shall have"))
        super().__init__(path, **options)

    def generate(
        self, conversation: str, messages: Sequence[Message], sampling: Sampling, cancel: Cancel
    ) -> Iterator[TextDelta | Usage]:
        return super().generate(conversation, messages, self.take_reply(messages, sampling), cancel)

    def take_reply(self, messages: Sequence[Message], sampling: Sampling) -> Sampling:
        """Chooses the next reply. Returns the sampling that generates as many tokens as it has."""
        if self._questions:
            asked = next(message.content for message in reversed(messages) if message.role == "user")
            reply = self._replies[likest(asked, self._questions)]
        else:
            answered = sum(message.role == "assistant" for message in messages[:-1])
            reply = self._replies[answered % len(self._replies)]
        if messages[-1].role == "assistant":  # a beginning that is continued
            said = messages[-1].content.rstrip()
            reply = reply[len(said) :] if reply.startswith(said) else f" {reply}"
        self._saying = self._native.tokenize(reply)
        return replace(sampling, max_tokens=len(self._saying) + 1, temperature=0.7)

    def _sampler(self, sampling: Sampling) -> Any:
        return _Prompted(super()._sampler(sampling), [*self._saying, self._native.eos()])


class _Prompted:
    """A sampler that does its work and returns the next given token."""

    def __init__(self, real: Any, tokens: list[int]) -> None:
        self._real, self._tokens = real, iter(tokens)

    def sample(self) -> int:
        self._real.sample()
        return next(self._tokens)

    def close(self) -> None:
        self._real.close()
