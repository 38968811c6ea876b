"""A recogniser worker that is told before each question what it will hear: for benchmarks that know their recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from config.settings import Benchmark
from daemon.tiers import scripted
from daemon.workers.child import Link
from daemon.workers.servers import RecogniserServer, serve_engine
from daemon.workers.spec import Spec
from daemon.workers.wire import Frame
from models.engine import Cancel


def adapter(benchmark: Benchmark) -> scripted.Adapt:
    """As `daemon.tiers.scripted.adapter`; a scripted recogniser also knows the op `script`."""
    adapt = scripted.adapter(benchmark)

    def with_script(spec: Spec) -> Spec:
        adapted = adapt(spec)
        if benchmark.transcript and scripted.is_whisper(spec):
            return replace(adapted, server="daemon.bench.workers.scripted:recogniser")
        return adapted

    return with_script


class ScriptedServer(RecogniserServer):
    """Also `script`: what the next utterance says, word by word, for benchmarks that know their recordings."""

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]:
        if op == "script":
            engine: Any = self.engine
            engine.hear_next(head["words"], head["language"])
            yield Frame({"words": len(head["words"])})
        else:
            yield from super().__call__(op, head, payload, cancel)


recogniser: Callable[[], Callable[[Link, dict[str, Any]], None]] = serve_engine(ScriptedServer)
