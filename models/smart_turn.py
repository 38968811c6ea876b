"""Judges by the user's voice whether the turn is over: Smart Turn v3 (BSD-2) on ONNX Runtime, beside a recogniser.

Words alone leave it open whether "I would like to know the price" goes on; the melody often tells. Source of the model
and of its input format: https://github.com/pipecat-ai/smart-turn
"""

from __future__ import annotations

import logging
import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config.constants import HEARING_RATE, samples
from config.texts import _
from models.engine import Cancel, EngineError, PauseAware, Recogniser, Transcript, Utterance
from models.mel import log_mel

if TYPE_CHECKING:
    from models.engine import Pcm

log = logging.getLogger(__name__)

_BANDS, _SECONDS = 80, 8
_SPAN = _SECONDS * HEARING_RATE
_AFTER = samples(200)
"""Silence after the speech that the model was trained with."""
_NICE = 10
"""Priority of its thread. The words are there first, and the LLM that reads them has the cores: a turn detector at the same
priority would hold it up by its own 30 ms of CPU time."""
_POLL = 0.01
"""Seconds."""
_NORMAL = 1e-7
"""Added to the variance, as Transformers' WhisperFeatureExtractor does."""


class SmartTurn:
    """The Smart Turn model, for one thread. Raises EngineError when the file at `path` is no such model."""

    def __init__(self, path: Path | str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            self._input = self._session.get_inputs()[0].name
            self.finished(np.zeros(0, np.int16))
        except Exception as err:  # ONNX Runtime raises classes of its own that are nowhere declared
            reason = str(err).splitlines()[0][:120] if str(err) else type(err).__name__
            raise EngineError(
                _("{path} is no Smart Turn model ({why}): sarai models pull smart-turn", path=path, why=reason)
            ) from err

    def finished(self, speech: Pcm) -> float:
        """Returns the probability 0..1 that the turn is over. `speech`: int16, mono, 16 kHz, up to the pause; its
        last 8 s count."""
        sound = np.zeros(_SPAN, np.float32)
        heard = speech[-(_SPAN - _AFTER) :]
        sound[_SPAN - _AFTER - len(heard) : _SPAN - _AFTER] = heard / np.float32(32768)
        sound = (sound - sound.mean()) / np.sqrt(sound.var() + _NORMAL)
        return float(self._session.run(None, {self._input: log_mel(sound, _BANDS)[None]})[0].reshape(-1)[0])


class AttentiveRecogniser:
    """A Recogniser that also tells how finished the voice sounds, after the words: they are needed sooner.

    `ears` is the recogniser's module:class, `options` its options; `turn_detector` is the Smart Turn file. A bad file
    is logged and ignored. The voice is judged (30 ms on a free core) in a thread of its own.
    """

    def __init__(self, ears: str, turn_detector: str, **options: Any) -> None:
        module, name = ears.split(":")
        self._ears: Recogniser = getattr(import_module(module), name)(**options)
        self.languages = self._ears.languages
        self._detector: SmartTurn | None = None
        self._beside = ThreadPoolExecutor(1, "smart-turn", _stand_back)
        try:
            self._detector = SmartTurn(turn_detector)
        except EngineError as err:
            log.warning("%s", err)

    def open(self, language: str | None) -> Utterance:
        utterance = self._ears.open(language)
        return utterance if self._detector is None else _Attentive(utterance, self._detector, self._beside)

    def close(self) -> None:
        self._ears.close()
        self._beside.shutdown()
        self._detector = None


def _stand_back() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


class _Attentive:
    """One utterance; see models.engine.Utterance and Melodious."""

    def __init__(self, utterance: Utterance, detector: SmartTurn, beside: ThreadPoolExecutor) -> None:
        self._utterance = utterance
        self._detector = detector
        self._beside = beside
        self._heard = bytearray()  # a turn has a longest length
        self._ends = 0  # samples up to the pause; 0: all
        self._judged: tuple[int, Future[float]] | None = None  # (samples, what is found of them)

    def feed(self, pcm: Pcm) -> None:
        self._utterance.feed(pcm)
        self._heard += pcm.tobytes()

    def ends(self, samples: int) -> None:
        """Tells the next `result` that the samples after the first `samples` are silence."""
        self._ends = samples
        if isinstance(self._utterance, PauseAware):
            self._utterance.ends(samples)

    def partial(self) -> Transcript:
        return self._utterance.partial()

    def result(self, cancel: Cancel) -> Transcript:
        """Returns the words, and begins to judge the voice."""
        fed = len(self._heard) // 2
        until, self._ends = min(self._ends or fed, fed), 0
        transcript = self._utterance.result(cancel)
        if not transcript.text:
            self._judged = None
            return transcript
        if self._judged is None or self._judged[0] != until:
            speech = np.frombuffer(bytes(self._heard), np.int16)[:until]
            self._judged = (until, self._beside.submit(self._detector.finished, speech))
        return replace(transcript, melody_follows=True)

    def finished(self, cancel: Cancel) -> float | None:
        if self._judged is None:
            return None
        while True:
            cancel.check()
            with suppress(TimeoutError):
                return self._judged[1].result(_POLL)

    def close(self) -> None:
        self._utterance.close()
        self._heard.clear()
