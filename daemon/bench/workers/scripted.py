"""The fast tier with given words: see settings `benchmark`. The engines work as ever; only what they say is replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from daemon.workers.child import Link
from daemon.workers.servers import RecogniserServer, serve_engine
from daemon.workers.wire import Frame
from models.engine import Cancel


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
