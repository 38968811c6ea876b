"""The worker behind `sarai bench omni`: the daemon's own worker, which also tells facts about its last reply."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from daemon.workers.servers import Call, samples, serve_engine
from daemon.workers.servers_omni import OmniServer
from daemon.workers.wire import Frame
from models.omni.interface import Omni
from models.omni.messages import OmniMessage, attached, conversation_of


class BenchOmniServer(OmniServer):
    """OmniServer that also tells the costs of a reply."""

    def __init__(self, engine: Omni) -> None:
        super().__init__(engine)
        self._any: Any = engine

    def op_progress(self, call: Call) -> Iterable[Frame]:
        """Yields one frame about the last reply: `codes`, `talker_s`, `lead_s`, `first_piece_s`.

        `first_piece_s` is None for a reply without sound.
        """
        noted = self._any.progress
        first = noted.first_piece or noted.first_audio
        yield Frame(
            {
                "codes": noted.codes,
                "talker_s": noted.talker_seconds,
                "lead_s": noted.lead,
                "first_piece_s": first - noted.started if first else None,
            }
        )

    def op_facts(self, call: Call) -> Iterable[Frame]:
        """Yields one frame: what the engine runs with, and the memory that it took in bytes."""
        yield Frame(
            {
                "peak_gpu": _peak_gpu(),
                "graph_memory": getattr(self._any, "graph_memory", 0),
                "tf32_error": getattr(self._any, "tf32_error", None),
                "problem": getattr(self._any, "problem", ""),
                "attention": _attention(),
            }
        )

    def op_cut(self, call: Call) -> Iterable[Frame]:
        """Yields one frame: the `error` of beginning with a piece of `first` mel frames, relative to the sound's peak.

        Only the engine of benchmarks.omni_random knows it.
        """
        yield Frame({"error": self._any.cut(int(call.head["first"]))})

    def op_alone(self, call: Call) -> Iterable[Frame]:
        """Yields one frame: `ms` of each part alone. Only the engine of benchmarks.omni_random knows it."""
        yield Frame({"ms": self._any.alone(_question(call.payload))})

    def op_stock(self, call: Call) -> Iterable[Frame]:
        """Yields one frame: `seconds` of the stock `generate` for `tokens` tokens.

        Only the engine of benchmarks.omni_random knows it.
        """
        yield Frame({"seconds": self._any.stock(_question(call.payload), int(call.head["tokens"]))})


def _question(payload: bytes) -> list[OmniMessage]:
    """Returns the conversation that asks with this sound."""
    return [*conversation_of([], []), OmniMessage("user", tuple(attached((), samples(payload))))]


def _attention() -> str:
    """Returns the names of the attention kernels that PyTorch may choose."""
    import torch

    cuda: Any = torch.backends.cuda  # whose functions have no types
    kinds = {
        "flash": cuda.flash_sdp_enabled(),
        "memory-efficient": cuda.mem_efficient_sdp_enabled(),
        "cuDNN": cuda.cudnn_sdp_enabled(),
        "plain": cuda.math_sdp_enabled(),
    }
    return f"PyTorch's ({', '.join(kind for kind, may in kinds.items() if may)})"


def _peak_gpu() -> int:
    import torch

    return int(torch.cuda.max_memory_allocated()) if torch.cuda.is_available() else 0


omni = serve_engine(BenchOmniServer)
