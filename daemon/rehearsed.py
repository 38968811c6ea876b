"""The fast tier with given words: see settings `benchmark`. The engines work as ever; only what they say is replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from config.settings import Benchmark
from daemon.languages import guess_language
from daemon.servers import RecogniserServer, serve_engine
from daemon.wire import Frame
from daemon.worker_child import Link
from daemon.worker_spec import Spec
from models.engine import Cancel

EARS, MIND = "models.whisper:WhisperRecogniser", "models.llama:LlamaMind"


def rehearsed(spec: Spec, benchmark: Benchmark) -> Spec:
    """The same worker with given words, where the settings give some."""
    if benchmark.transcript and spec.factory == EARS:
        transcripts = [(text, guess_language(text)) for text in benchmark.transcript]
        spec = _with(spec, "models.rehearsed:RehearsedRecogniser", transcripts=transcripts)
        return replace(spec, server="daemon.rehearsed:recogniser")
    if benchmark.reply and spec.factory == MIND:
        return _with(spec, "models.rehearsed:RehearsedMind", replies=benchmark.reply)
    return spec


def _with(spec: Spec, factory: str, **more: Any) -> Spec:
    return replace(spec, factory=factory, arguments={**spec.arguments, **more})


class RehearsedServer(RecogniserServer):
    """Also `script`: what the next utterance says, word by word, for benchmarks that know their recordings."""

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]:
        if op == "script":
            engine: Any = self.engine
            engine.hear_next(head["words"], head["language"])
            yield Frame({"words": len(head["words"])})
        else:
            yield from super().__call__(op, head, payload, cancel)


recogniser: Callable[[], Callable[[Link, dict[str, Any]], None]] = serve_engine(RehearsedServer)
