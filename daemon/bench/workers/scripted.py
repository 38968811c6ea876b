"""A recogniser worker that is told the words before each question, for benchmarks that know their recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from config.settings import Benchmark
from daemon.tiers import scripted
from daemon.workers.child import Link
from daemon.workers.servers import Call, RecogniserServer, serve_engine
from daemon.workers.spec import Spec
from daemon.workers.wire import Frame

if TYPE_CHECKING:
    from models.scripted.engines import ScriptedRecogniser


def adapter(benchmark: Benchmark) -> scripted.Adapt:
    """Returns the same as `daemon.tiers.scripted.adapter`, but its scripted recogniser also knows the op `script`."""
    adapt = scripted.adapter(benchmark)

    def with_script(spec: Spec) -> Spec:
        adapted = adapt(spec)
        if benchmark.transcript and scripted.is_whisper(spec):
            return replace(adapted, server="daemon.bench.workers.scripted:recogniser")
        return adapted

    return with_script


class ScriptedServer(RecogniserServer):
    """RecogniserServer over a ScriptedRecogniser."""

    def __init__(self, engine: ScriptedRecogniser) -> None:
        super().__init__(engine)
        self._scripted = engine

    def op_script(self, call: Call) -> Iterable[Frame]:
        """Sets the words of the next utterance: (text, start, end) each, in seconds since its first sound.

        Yields one frame: `words`, their number.
        """
        self._scripted.hear_next(call.head["words"], call.head["language"])
        yield Frame({"words": len(call.head["words"])})


recogniser: Callable[[], Callable[[Link, dict[str, Any]], None]] = serve_engine(ScriptedServer)
