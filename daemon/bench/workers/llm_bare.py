"""The worker behind `sarai bench llm --bare`: serves a mind, and a bare loop over the same library and loaded weights.

The bare loop is the least that generates: tokens in, decode, likeliest choice. It keeps, looks at and sends nothing.
The time that a mind takes beyond that is the mind's own cost.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

from config.texts import _
from daemon.workers.servers import Call, MindServer, serve_engine
from daemon.workers.wire import Frame
from models.engine import EngineError
from models.llama.mind import CHUNK, LlamaMind


class BareLoop:
    """One prompt and its continuation, in a llama.cpp context of its own."""

    def __init__(self, mind: LlamaMind, threads: int, prompt: Sequence[int], room: int) -> None:
        import llama_cpp

        self.prompt = list(prompt)
        self.room = room
        self._lib: Any = llama_cpp
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = -(-(len(prompt) + room + 1) // 256) * 256
        params.n_batch = params.n_ubatch = CHUNK
        params.n_threads = params.n_threads_batch = threads
        params.no_perf = True
        # The mind's own model, on purpose: one set of weights, one place in memory for both.
        self._context = llama_cpp.llama_init_from_model(mind._native._model, params)
        if not self._context:
            raise EngineError(_("there is no memory for a second context: run the benchmark without --bare"))
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        llama_cpp.llama_sampler_chain_add(self._chain, llama_cpp.llama_sampler_init_greedy())
        self._recurrent = mind.recurrent
        self._fill()

    def answer(self, count: int) -> float:
        """Returns the seconds of the work that LlamaMind does with this prompt in its cache.

        The work is the prompt's last token, and `count` choices.
        """
        if self._recurrent:  # such a model can't take back its last answer: the prompt is read anew, off the clock
            self._fill()
        else:
            self._lib.llama_memory_seq_rm(self._memory, 0, len(self.prompt) - 1, -1)
        token = self.prompt[-1]
        began = time.perf_counter()
        for _step in range(count):
            self._decode([token])
            token = self._lib.llama_sampler_sample(self._chain, self._context, -1)
        return time.perf_counter() - began

    def prefill(self, count: int) -> float:
        """Returns the seconds to read `count` more tokens behind the prompt; 0 when that cannot be tried.

        It cannot when there is no room or too short a prompt, or when a recurrent model can't take tokens back.
        """
        if self._recurrent or count > min(self.room, len(self.prompt)):
            return 0.0
        self._lib.llama_memory_seq_rm(self._memory, 0, len(self.prompt) - 1, -1)
        began = time.perf_counter()
        self._decode(self.prompt[:count])
        self._lib.llama_synchronize(self._context)
        return time.perf_counter() - began

    def close(self) -> None:
        self._lib.llama_sampler_free(self._chain)
        self._lib.llama_free(self._context)

    def _fill(self) -> None:
        self._lib.llama_memory_clear(self._memory, True)
        rest = self.prompt[:-1]
        for at in range(0, len(rest), CHUNK):
            self._decode(rest[at : at + CHUNK])

    def _decode(self, tokens: Sequence[int]) -> None:
        array = (self._lib.llama_token * len(tokens))(*tokens)
        status = self._lib.llama_decode(self._context, self._lib.llama_batch_get_one(array, len(tokens)))
        if status:
            raise EngineError(_("the bare loop failed to decode ({status})", status=status))


class BareMindServer(MindServer):
    """MindServer that also measures a bare loop over llama.cpp."""

    def __init__(self, engine: LlamaMind) -> None:
        super().__init__(engine)
        self._mind = engine
        self._loop: BareLoop | None = None

    def op_chunk(self, call: Call) -> Iterable[Frame]:
        """Yields one frame: `seconds` of a prefill of `tokens` tokens. Raises EngineError before the first `bare`."""
        if self._loop is None:
            raise EngineError(_("`chunk` is asked after `bare`"))
        yield Frame({"seconds": self._loop.prefill(int(call.head["tokens"]))})

    def op_bare(self, call: Call) -> Iterable[Frame]:
        """Yields one frame: `seconds` that the bare loop takes for `tokens` tokens after `messages`."""
        prompt = self._mind._tokens(self._mind._chat.render(call.messages(), answer=True))
        count = int(call.head["tokens"])
        room = max(count, CHUNK)
        if self._loop is None or self._loop.prompt != prompt or self._loop.room < room:
            if self._loop is not None:
                self._loop.close()
            self._loop = BareLoop(self._mind, int(call.head["threads"]), prompt, room)
        yield Frame({"seconds": self._loop.answer(count)})


mind = serve_engine(BareMindServer)
