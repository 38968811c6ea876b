"""The worker behind `sarai bench omni`: the daemon's own, and what it knows of the reply it has just made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from daemon.workers.servers import samples, serve_engine
from daemon.workers.servers_omni import OmniServer
from daemon.workers.wire import Frame
from models.engine import Cancel
from models.omni.interface import Omni
from models.omni.messages import OmniMessage, attached, conversation_of


class BenchOmniServer(OmniServer):
    """OmniServer; `progress`: what the engine noted of its last reply; `stock`: seconds of the stock `generate`, where the
    engine is benchmarks.omni_random's."""

    def __init__(self, engine: Omni) -> None:
        super().__init__(engine)
        self._any: Any = engine

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]:
        if op == "progress":
            noted = self._any.progress
            first = noted.first_piece or noted.first_audio
            yield Frame(
                {
                    "codes": noted.codes,
                    "talker_s": noted.talker_seconds,
                    "lead_s": noted.lead,
                    "first_piece_s": first - noted.started if first else None,
                    "peak_gpu": _peak_gpu(),
                }
            )
        elif op == "stock":
            question = conversation_of([], [])
            question.append(OmniMessage("user", tuple(attached((), samples(payload)))))
            yield Frame({"seconds": self._any.stock(question, int(head["tokens"]))})
        else:
            yield from super().__call__(op, head, payload, cancel)


def _peak_gpu() -> int:
    import torch

    return int(torch.cuda.max_memory_allocated()) if torch.cuda.is_available() else 0


omni = serve_engine(BenchOmniServer)
