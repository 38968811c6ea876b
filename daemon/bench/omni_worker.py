"""The worker behind `sarai bench omni`: the daemon's own, and what it knows of the reply it has just made. Also a model of
random weights at the shape of a real one, beside the stock `generate`: what it says is noise, what it costs is real."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Any

from daemon.servers import samples, serve_engine
from daemon.servers_that_hear import OmniServer
from daemon.wire import Frame
from models.engine import Cancel, EngineError, Sampling
from models.omni.interface import Item, Omni
from models.omni.messages import OmniMessage, attached, conversation_of


class RandomOmni:
    """An OmniEngine on random weights, whose replies all have the length asked for: random weights know no end.

    `shape` is tiny, 3b or 7b; `codes` of 20 ms make the reply's sound. Needs the project's source tree (benchmarks/).
    """

    def __init__(
        self, shape: str, *, device: str, threads: int, talker: bool, codes: int, solver: str, solver_steps: int
    ) -> None:
        import torch

        from models.omni.engine import OmniEngine
        from models.omni.loading import pick_device, pick_dtype

        if threads:
            torch.set_num_threads(threads)
        try:
            self._shapes = importlib.import_module("benchmarks.omni")
        except ImportError as err:
            raise EngineError(
                f"random weights are made by the project's source tree, which is not here ({err})"
            ) from err
        place = pick_device(device)
        dtype = torch.float32 if shape == "tiny" else pick_dtype("auto", place)
        parts, self._model = self._shapes.build(shape, place, dtype, talker=talker)
        engine = OmniEngine(
            "random", parts=parts, device=str(place), seed=1, max_codes=codes, solver_steps=solver_steps,
            solver_method=solver,
        )  # fmt: skip
        never: Any = self._shapes.Never
        engine.thinker_processors = (never(engine._thinker._eos),)
        spoken: Any = engine._talker
        if spoken is not None:
            ends, spoken._eos = spoken._eos, ()
            spoken._never += list(ends)
            setattr(engine, "_talker_ends", ends)  # noqa: B010 - what benchmarks.omni.stock_reply looks for
            spoken.warm()
        self._engine, self._codes = engine, codes
        self.rate, self.languages = engine.rate, engine.languages

    @property
    def progress(self) -> Any:
        return self._engine.progress

    def respond(
        self, conversation: Sequence[OmniMessage], sampling: Sampling, cancel: Cancel, *, speak: bool
    ) -> Iterator[Item]:
        return self._engine.respond(conversation, sampling, cancel, speak=speak)

    def stock(self, conversation: list[OmniMessage], tokens: int) -> float:
        """Seconds of the stock `generate` for the same question and lengths; its first sound is its last."""
        return float(self._shapes.stock_reply(self._model, self._engine, conversation, tokens, self._codes)) / 1000

    def close(self) -> None:
        self._engine.close()


class BenchOmniServer(OmniServer):
    """OmniServer; `progress`: what the engine noted of its last reply; `stock`: seconds of the stock `generate`."""

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
