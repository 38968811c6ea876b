"""Omni as one engine: thinker, talker and token2wav run side by side; words and sound leave as they are ready.

    thinker --text--------------------------------------------> out
       `--reply embeddings--> talker --codes--> token2wav --sound--> out

One reply takes three threads (reply.py); the caller's thread only waits for items.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.texts import _
from models.engine import Cancel, EngineError, Sampling, Usage
from models.omni.checkpoint import SPEAKS, kind_of
from models.omni.interface import Item, LocalOmni, Progress
from models.omni.lead import Chunking
from models.omni.messages import Audio, OmniMessage
from models.omni.pipe import Ended, Pipe
from models.omni.reply import Manner, Reply

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import torch

    from models.omni.inputs import ModelInputs
    from models.omni.loading import Parts, Quantise
    from models.omni.sampling import Choice
    from models.omni.thinker import Asked
    from models.omni.token2wav import Tf32
    from models.omni.vision import Limits
    from models.omni.voices import OmniVoice

    Floats = npt.NDArray[np.float32]


def open_checkpoint(path: str, *, warm: bool = False, **options: Any) -> LocalOmni:
    """Opens the checkpoint folder `path`, whichever kind of Omni it holds. `warm`: a silent warm-up reply comes first.

    `options` are those of the engine. Raises EngineError.
    """
    engine: LocalOmni
    if kind_of(Path(path)) == "qwen3_omni_moe":
        from models.omni.qwen3 import Qwen3OmniEngine

        shared = ("talker", "device", "dtype", "voice", "seed", "limits", "allow_urls")
        engine = Qwen3OmniEngine(path, **{name: options[name] for name in shared if name in options})
    else:
        engine = OmniEngine(path, **options)
    if warm:
        engine.warm_up()
    return engine


class OmniEngine:
    """Hears, thinks and speaks. One reply at a time, from one thread. Implements models.omni.interface.LocalOmni."""

    rate = 24_000
    """Hz of the speech."""

    def __init__(
        self,
        path: Path | str,
        *,
        talker: bool = True,
        device: str = "auto",
        dtype: str = "auto",
        quantise: Quantise = "none",
        low_vram: bool = False,
        voice: str = "Chelsie",
        solver_steps: int = 10,
        solver_method: str = "rk4",
        seed: int | None = None,
        chunks: Sequence[int] | None = None,
        first: int | None = None,
        tf32: Tf32 = "auto",
        talker_choice: Choice | None = None,
        recorded: bool | None = None,
        max_codes: int | None = None,
        limits: Limits | None = None,
        allow_urls: bool = False,
        hold_for_lead: bool = True,
        parts: Parts | None = None,
    ) -> None:
        """Loads the checkpoint folder `path`.

        `talker`: False leaves talker and token2wav out of memory: text only. `low_vram`: each part is on the GPU only
        for its stage, so the thinker finishes before the talker begins. `solver_steps`, `solver_method` ("rk4" or
        "euler"): quality of the diffusion against its time. `chunks`: mel frames of the successive pieces of sound;
        `first`: of the first piece. `tf32`: whether the diffusion multiplies in that format on a GPU; see Token2Wav.
        `recorded`: works in the shapes of CUDA graphs (None: on a GPU); elsewhere the same without graphs. `max_codes`:
        longest reply in codes of 20 ms (None: 82 s). `hold_for_lead`: keeps the first sound back until playback will
        not starve at the measured pace. `parts`: an already loaded model instead of `path`. Raises EngineError.
        """
        import torch

        from models.omni.diffusion import Solver
        from models.omni.graphs import GraphRecorder
        from models.omni.loading import load, pick_device, pick_dtype, settle_attention
        from models.omni.low_vram import OneAtATime
        from models.omni.prompt import Prompter
        from models.omni.sampling import TALKER_CHOICE
        from models.omni.streams import stages_on
        from models.omni.talker import MAX_CODES, Talker
        from models.omni.thinker import Thinker
        from models.omni.token2wav import Token2Wav
        from models.omni.voices import choose
        from models.omni.windows import CHUNKS, QUICK_CHUNKS

        if low_vram and quantise != "none":
            raise EngineError(
                _("4-bit weights cannot be moved on and off the GPU: choose low VRAM mode or 4 bits, not both")
            )
        if low_vram and dtype == "auto":
            # What waits in main memory works on the GPU: the CPU's own format may be twice as large.
            dtype = str(pick_dtype(dtype, pick_device(device))).removeprefix("torch.")
        self._parts = parts or load(
            Path(path), talker=talker, device="cpu" if low_vram else device, dtype=dtype, quantise=quantise
        )
        parts = self._parts
        self.languages: tuple[str, ...] = SPEAKS["qwen2_5_omni"] if parts.talker is not None else ()
        self._prompter = Prompter(parts.tokenizer, parts.features, parts.thinker.config, limits, allow_urls=allow_urls)
        self._device = pick_device(device) if low_vram else parts.device
        settle_attention(self._device)
        self._recorder = GraphRecorder(self._device)
        recorded = self._device.type == "cuda" if recorded is None else recorded
        how: dict[str, Any] = {"recorder": self._recorder, "recorded": recorded}
        self._on_gpu: OneAtATime | None = None
        self._eyes: OneAtATime | None = None
        if low_vram:
            eyes = set(parts.thinker.model.visual.modules())
            mind = [module for module in parts.thinker.modules() if module not in eyes]
            voiced = [part for part in (parts.talker, parts.token2wav) if part is not None]
            self._eyes = OneAtATime(self._device, {"eyes": eyes})
            self._on_gpu = OneAtATime(
                self._device, {"thinker": mind, "voice": [module for part in voiced for module in part.modules()]}
            )
            self._on_gpu.take("thinker")
        # What takes turns has its places, which joined weights would not have.
        lean = recorded and not low_vram
        self._thinker = Thinker(parts.thinker, parts.tokenizer, lean=lean, **how)
        self._talker: Talker | None = None
        self._token2wav: Token2Wav | None = None
        self._voice: OmniVoice | None = None
        if parts.talker is not None:
            if solver_method not in ("rk4", "euler") or solver_steps < 2:
                raise EngineError(
                    _(
                        "no solver {solver_method!r} with {solver_steps} steps: rk4 or euler, 2 steps or more",
                        solver_method=solver_method,
                        solver_steps=solver_steps,
                    )
                )
            self._voice = choose(parts.voices, voice)
            self._talker = Talker(
                parts.talker,
                self._thinker.embed,
                parts.voices.values(),
                talker_choice or TALKER_CHOICE,
                lean=lean,
                max_codes=max_codes or MAX_CODES,
                codebook=parts.token2wav.config.dit_config.num_embeds if parts.token2wav is not None else None,
                **how,
            )
            solver = Solver("euler" if solver_method == "euler" else "rk4", solver_steps)
            cut = tuple(chunks or (QUICK_CHUNKS if recorded else CHUNKS))
            cut = cut if first is None else (first, *cut[1:])
            self._token2wav = Token2Wav(parts.token2wav, solver, cut, lean=lean, tf32=tf32, **how)
        if lean and self._device.type == "cuda":
            torch.cuda.empty_cache()  # where the weights were before they were joined
        self._stages = stages_on(self._device)
        self._seed = seed
        self._manner = Manner(self.rate, self._cut(), hold_for_lead)
        self.progress = Progress()

    @property
    def problem(self) -> str:
        """The degradation that the user should know of, though the engine answers; "" while all is well."""
        return self._recorder.problem

    @property
    def graph_memory(self) -> int:
        """Bytes of GPU memory that recorded work takes."""
        return self._recorder.memory

    @property
    def real_time_factor(self) -> float | None:
        """Seconds of work per second of speech, from the replies so far; None before the first."""
        return self._manner.real_time_factor

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of the voices in the checkpoint."""
        return tuple(sorted(self._parts.voices))

    def set_voice(self, name: str) -> None:
        """Speaks with another voice from the next reply on. Raises EngineError for an unknown name."""
        from models.omni.voices import choose

        self._voice = choose(self._parts.voices, name)

    def respond(
        self, conversation: Sequence[OmniMessage], sampling: Sampling, cancel: Cancel, *, speak: bool
    ) -> Iterator[Item]:
        """Answers the last user turn: yields text as it is generated, with `speak` also its sound, and one Usage at the
        end.

        Sound is int16, mono, 24 kHz. Marks (estimated) count characters of the joined text and samples of the joined
        sound. Raises Cancelled soon after `cancel` is set, and EngineError when something fails; either way no thread
        is left. Closing the iterator early cancels, too.
        """
        if speak and self._talker is None:
            raise EngineError(
                _("this model was loaded without its voice: load it with the talker, or ask for text only")
            )
        cancel.check()
        self.progress = Progress(started=time.monotonic())
        inputs = self._prompter.build(conversation, speak=speak)
        cancel.check()
        seed = sampling.seed if sampling.seed is not None else self._seed
        reply = Reply(self._manner, self.progress, cancel, self._stages)
        work = _Work(self, reply, inputs, sampling, secrets.randbits(31) if seed is None else seed)
        voicing = {"talk": work.talk, "sound": work.sound} if speak else {}
        try:
            reply.start(think=lambda: work.think(speak=speak), **voicing)
            yield from reply.items()
        finally:
            reply.close()
            if self._on_gpu is not None:
                self._on_gpu.take("thinker")  # while the reply is played

    def warm_up(self, cancel: Cancel | None = None) -> float | None:
        """Records the graphs and answers a spoken question silently, which builds kernels and measures the pace.

        Returns the real-time factor; None without a talker or when the reply was too short to tell.
        """
        self._thinker.warm()
        if self._talker is not None and self._token2wav is not None and self._voice is not None:
            if self._on_gpu is not None:
                self._on_gpu.take("voice")
            self._talker.warm()
            self._token2wav.warm(self._voice)
        if self._recorder.count:
            log.info("%d CUDA graphs, %d MB", self._recorder.count, self._recorder.memory // 1_000_000)
        # Aloud, so that the ears are warm, too.
        question = [OmniMessage.of("user", "Please count aloud from one to ten.", Audio(_hum()))]
        for _item in self.respond(
            question, Sampling(max_tokens=24, seed=0), cancel or Cancel(), speak=bool(self._talker)
        ):
            pass
        return self.real_time_factor

    def _cut(self) -> Chunking:
        from models.omni.windows import CODE, RATE, WindowPlan

        if self._token2wav is None:
            return Chunking()
        plan = WindowPlan(self._token2wav.chunks)
        return Chunking(plan.seconds, plan.ahead, CODE / RATE)

    def close(self) -> None:
        """Lets go of the model. Memory is fully returned only by ending the process."""
        import torch

        self._stages.close()
        for turns in (self._on_gpu, self._eyes):
            if turns is not None:
                turns.close()
        self._talker = self._token2wav = None
        del self._parts, self._thinker, self._prompter
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def _hum() -> Floats:
    """Two seconds of hum at 16 kHz; the warm-up does not depend on its content."""
    import numpy as np

    return (np.sin(np.arange(32_000) / 20) / 4).astype(np.float32)


class _Work:
    """The stages of one reply."""

    def __init__(self, engine: OmniEngine, reply: Reply, inputs: ModelInputs, sampling: Sampling, seed: int) -> None:
        self._engine = engine
        self._reply = reply
        self._inputs = inputs
        self._sampling = sampling
        self._seed = seed
        # Room for a whole reply: the thinker must never wait for the talker.
        self._embeddings: Pipe[Asked | torch.Tensor] = reply.stop.watch(Pipe(sampling.max_tokens + 2))
        # Room for 5 s: a talker far ahead of the diffusion only burns what a barge-in throws away.
        self._codes: Pipe[int] = reply.stop.watch(Pipe(250))

    def think(self, *, speak: bool) -> None:
        engine, reply = self._engine, self._reply
        held: list[Asked | torch.Tensor] = []
        if engine._on_gpu is not None:
            engine._on_gpu.take("thinker")
        if engine._eyes is not None:
            if self._inputs.sees:
                engine._eyes.take("eyes")
            else:
                engine._eyes.leave()
        on_reply = (held.append if engine._on_gpu is not None else self._embeddings.put) if speak else None
        thought = engine._thinker.run(self._inputs, self._sampling, self._seed, reply.stop, reply.text, on_reply)
        reply.thought(Usage(self._inputs.prompt_tokens, 0, thought.tokens, thought.finish))
        if engine._on_gpu is not None:
            if speak:
                engine._on_gpu.take("voice")
            for item in held:
                self._embeddings.put(item)
        self._embeddings.end()

    def talk(self) -> None:
        engine, reply = self._engine, self._reply
        if engine._talker is None or engine._voice is None:
            raise TypeError("no talker")

        def take(code: int) -> None:
            reply.coded()
            self._codes.put(code)

        engine._talker.run(engine._voice, self._embeddings, self._seed + 1, reply.stop, take)
        reply.all_coded()
        self._codes.end()

    def sound(self) -> None:
        engine, reply = self._engine, self._reply
        if engine._token2wav is None or engine._voice is None:
            raise TypeError("no token2wav")
        stream = engine._token2wav.stream(engine._voice, self._seed + 2, reply.stop.check)
        while True:
            try:
                code = self._codes.get()
            except Ended:
                break
            began = time.monotonic()
            for piece in stream.feed(code):
                reply.sound(piece, began, last=False)
        began = time.monotonic()
        for piece in stream.finish():
            reply.sound(piece, began, last=stream.done)
            began = time.monotonic()
