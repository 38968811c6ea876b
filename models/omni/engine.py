"""Omni as one engine: thinker, talker and token2wav run side by side, words and sound leave as they are ready.

    thinker --text--------------------------------------------> out
       `--reply embeddings--> talker --codes--> token2wav --sound--> out

Three threads for one reply, joined by bounded pipes; the caller's thread only waits for what comes out. Every stage looks
at one switch before each token, code or diffusion pass.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.engine import Cancel, Cancelled, EngineError, Sampling, Speech, TextDelta, Usage
from models.omni.lead import Pacer
from models.omni.marks import ENGLISH_PACE, MarkEstimator, weight
from models.omni.messages import OmniMessage
from models.omni.pipe import Ended, Pipe, Stop

if TYPE_CHECKING:
    import torch

    from models.engine import Pcm
    from models.omni.inputs import ModelInputs
    from models.omni.loading import Parts, Quantise
    from models.omni.sampling import Choice
    from models.omni.thinker import Asked
    from models.omni.token2wav import Samples
    from models.omni.vision import Limits
    from models.omni.voices import OmniVoice

log = logging.getLogger(__name__)

Item = TextDelta | Speech | Usage

POLL = 0.02
"""Seconds between looks at the caller's Cancel while nothing comes out."""
OUT_LIMIT = 256
"""Items waiting for the caller; a caller that does not take them makes the stages wait."""


@dataclass(slots=True)
class Progress:
    """What the last reply took; read it after the reply (time.monotonic() seconds, counts)."""

    started: float = 0.0
    first_text: float | None = None
    first_code: float | None = None
    first_piece: float | None = None
    """When the first sound was ready inside the engine."""
    first_audio: float | None = None
    """When sound first left the engine, after it was held for its lead."""
    thought: float | None = None
    """When the thinker had finished."""
    finished: float | None = None
    codes: int = 0
    talker_seconds: float = 0.0
    """From the first code to the last."""
    audio_seconds: float = 0.0
    lead: float = 0.0
    """Seconds of sound that were held back before the first was let go."""


class OmniEngine:
    """Hears, thinks and speaks. One reply at a time, from one thread."""

    rate = 24_000
    """Hz of the speech."""
    languages = ("en", "zh")
    """Languages it speaks; it understands more."""

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
        talker_choice: Choice | None = None,
        static_talker: bool | None = None,
        max_codes: int | None = None,
        limits: Limits | None = None,
        allow_urls: bool = False,
        hold_for_lead: bool = True,
        parts: Parts | None = None,
    ) -> None:
        """Load the checkpoint folder `path`.

        talker: False leaves talker and token2wav out of memory: text only. low_vram: each part is on the GPU only for its
        stage, so that the thinker finishes before the talker begins. solver_steps, solver_method ("rk4" or "euler"):
        quality of the diffusion against its time. chunks: mel frames of the successive pieces of sound, multiples of 24.
        max_codes: longest reply in codes of 20 ms (None: 82 s). hold_for_lead: keep the first sound back until playback
        will not starve at the measured pace. parts: an already loaded model instead of `path`. Raises EngineError.
        """
        from models.omni.loading import load, pick_device
        from models.omni.prompt import Prompter
        from models.omni.sampling import TALKER_CHOICE
        from models.omni.talker import MAX_CODES, Talker
        from models.omni.thinker import Thinker
        from models.omni.token2wav import Solver, Token2Wav
        from models.omni.voices import choose

        if low_vram and quantise != "none":
            raise EngineError(
                "4-bit weights cannot be moved on and off the GPU: choose low VRAM mode or 4 bits, not both"
            )
        self._parts = parts or load(
            Path(path), talker=talker, device="cpu" if low_vram else device, dtype=dtype, quantise=quantise
        )
        parts = self._parts
        self._prompter = Prompter(parts.tokenizer, parts.features, parts.thinker.config, limits, allow_urls=allow_urls)
        self._thinker = Thinker(parts.thinker, parts.tokenizer)
        self._talker: Talker | None = None
        self._token2wav: Token2Wav | None = None
        self._voice: OmniVoice | None = None
        if parts.talker is not None:
            if solver_method not in ("rk4", "euler") or solver_steps < 2:
                raise EngineError(
                    f"no solver {solver_method!r} with {solver_steps} steps: rk4 or euler, 2 steps or more"
                )
            self._voice = choose(parts.voices, voice)
            self._talker = Talker(
                parts.talker,
                self._thinker.embed,
                talker_choice or TALKER_CHOICE,
                static=False if low_vram else static_talker,
                max_codes=max_codes or MAX_CODES,
                codebook=parts.token2wav.config.dit_config.num_embeds if parts.token2wav is not None else None,
            )
            solver = Solver("euler" if solver_method == "euler" else "rk4", solver_steps)
            self._token2wav = (
                Token2Wav(parts.token2wav, solver, chunks) if chunks else Token2Wav(parts.token2wav, solver)
            )
        self._low_vram = low_vram
        self._device = pick_device(device) if low_vram else parts.device
        self._seed = seed
        self._hold = hold_for_lead
        self._pace = ENGLISH_PACE
        self.real_time_factor: float | None = None
        """Seconds of work per second of speech, from the replies so far; None before the first."""
        self.progress = Progress()
        self.thinker_processors: tuple[object, ...] = ()
        """Logits processors put before the sampler (tests slow the thinker with one)."""

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of the voices that the checkpoint brings."""
        return tuple(sorted(self._parts.voices))

    def set_voice(self, name: str) -> None:
        """Speak with another voice from the next reply on. Raises EngineError for a name that is not there."""
        from models.omni.voices import choose

        self._voice = choose(self._parts.voices, name)

    def respond(
        self, conversation: Sequence[OmniMessage], sampling: Sampling, cancel: Cancel, *, speak: bool
    ) -> Iterator[Item]:
        """Answer the last user turn: text as it is thought, with `speak` also its sound, one Usage at the end.

        Sound: int16, mono, 24 kHz, marks (estimated) counted in characters of the joined text and in samples of the
        joined sound. Raises Cancelled soon after `cancel` is set, EngineError when something fails; either way no
        thread is left. Closing the iterator early is a cancel too.
        """
        if speak and self._talker is None:
            raise EngineError("this model was loaded without its voice: load it with the talker, or ask for text only")
        cancel.check()
        self.progress = Progress(started=time.monotonic())
        inputs = self._prompter.build(conversation, speak=speak)
        cancel.check()
        seed = sampling.seed if sampling.seed is not None else self._seed
        reply = _Reply(self, inputs, sampling, secrets.randbits(31) if seed is None else seed, speak)
        try:
            yield from reply.items(cancel)
        finally:
            reply.close()

    def warm_up(self, cancel: Cancel | None = None) -> float | None:
        """Speak a short reply to nobody: kernels are built, graphs recorded, the pace measured.

        Returns the real-time factor, None without a talker or when the reply was too short to tell.
        """
        if self._talker is not None:
            self._talker.warm()
        question = [OmniMessage.of("user", "Please count aloud from one to ten.")]
        for _ in self.respond(question, Sampling(max_tokens=24, seed=0), cancel or Cancel(), speak=bool(self._talker)):
            pass
        return self.real_time_factor

    def _piece_seconds(self) -> tuple[float, ...]:
        from models.omni.token2wav import FRAME

        return tuple(c * FRAME / self.rate for c in self._token2wav.chunks) if self._token2wav else (1.0,)

    def _place(self, *, thinker: bool) -> None:
        """In low-VRAM mode: the thinker onto the GPU and the voice off it, or the other way round."""
        parts = self._parts
        voice = [part for part in (parts.talker, parts.token2wav) if part is not None]
        leave, enter = (voice, [parts.thinker]) if thinker else ([parts.thinker], voice)
        for part in leave:
            part.to("cpu")
        for part in enter:
            part.to(self._device)

    def close(self) -> None:
        """Let go of the model. Memory is fully returned only by ending the process."""
        import torch

        self._talker = self._token2wav = None
        del self._parts, self._thinker, self._prompter
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


class _Reply:
    """The threads and pipes of one reply."""

    def __init__(self, engine: OmniEngine, inputs: ModelInputs, sampling: Sampling, seed: int, speak: bool) -> None:
        self._engine = engine
        self._inputs = inputs
        self._sampling = sampling
        self._seed = seed
        self._stop = Stop()
        self._failures: list[BaseException] = []
        # Room for a whole reply: the thinker must never wait for the talker.
        self._embeddings: Pipe[Asked | torch.Tensor] = self._stop.watch(Pipe(sampling.max_tokens + 2))
        # Room for 5 s: a talker far ahead of the diffusion only burns what a barge-in throws away.
        self._codes: Pipe[int] = self._stop.watch(Pipe(250))
        self._out: Pipe[TextDelta | _Wave | Usage] = self._stop.watch(Pipe(OUT_LIMIT))
        self._usage: Usage | None = None
        self._speak = speak
        stages = [self._think, self._talk, self._sound] if speak else [self._think]
        self._left = len(stages)
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._stage, args=(stage,), name=f"omni{stage.__name__}") for stage in stages
        ]

    # ------------------------------------------------------------------------------------------------ caller's thread

    def items(self, cancel: Cancel) -> Iterator[Item]:
        engine, progress = self._engine, self._engine.progress
        marks = MarkEstimator(engine.rate, engine._pace)
        pacer: Pacer[Speech] = Pacer(engine.real_time_factor if engine._hold else 0.0, engine._piece_seconds())
        at = 0
        for thread in self._threads:
            thread.start()
        while True:
            cancel.check()
            try:
                item = self._out.get(POLL)
            except TimeoutError:
                continue
            except Ended:
                break
            except Cancelled:
                self._raise_failure()
                raise
            match item:
                case TextDelta():
                    if progress.first_text is None:
                        progress.first_text = time.monotonic()
                    marks.text(item.text)
                    yield item
                case Usage():
                    self._usage = item
                case _Wave():
                    if progress.first_piece is None:
                        progress.first_piece = item.made
                    end = at + len(item.pcm)
                    found = marks.sound(at, end, last=item.last)
                    at = end
                    speech = Speech(item.pcm, engine.rate, found)
                    pacer.expect(weight(marks.written) / engine._pace, complete=self._usage is not None)
                    for ready in pacer.feed(item.made, speech, len(item.pcm) / engine.rate, last=item.last):
                        if progress.first_audio is None:
                            progress.first_audio = time.monotonic()
                            progress.lead = pacer.held
                        yield ready
        self._raise_failure()
        progress.finished = time.monotonic()
        if self._speak and at:
            engine._pace = marks.learned(at)
            engine.real_time_factor = pacer.learned()
        progress.audio_seconds = at / engine.rate
        if self._usage is not None:
            yield self._usage

    def close(self) -> None:
        """Stop what still runs and wait for it."""
        self._stop.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _raise_failure(self) -> None:
        for failure in self._failures:
            if isinstance(failure, EngineError):
                raise failure
            raise EngineError(f"Omni failed while answering: {failure}") from failure

    # ------------------------------------------------------------------------------------------------- stages' threads

    def _stage(self, stage: Callable[[], None]) -> None:
        from models.omni.streams import own_stream

        try:
            with own_stream(self._engine._device):
                stage()
        except Cancelled:
            pass
        except BaseException as err:  # raised again in the caller's thread
            log.debug("omni %s failed", stage.__name__, exc_info=True)
            self._failures.append(err)
            self._stop.set()
        with self._lock:
            self._left -= 1
            if not self._left:
                self._out.end()

    def _think(self) -> None:
        engine = self._engine
        held: list[Asked | torch.Tensor] = []
        if engine._low_vram:
            engine._place(thinker=True)
        on_reply = (held.append if engine._low_vram else self._embeddings.put) if self._speak else None
        thought = engine._thinker.run(
            self._inputs,
            self._sampling,
            self._seed,
            self._stop,
            lambda text, tokens: self._out.put(TextDelta(text, tokens)),
            on_reply,
            engine.thinker_processors,
        )
        engine.progress.thought = time.monotonic()
        self._out.put(Usage(self._inputs.prompt_tokens, 0, thought.tokens, thought.finish))
        if engine._low_vram:
            engine._place(thinker=False)
            for item in held:
                self._embeddings.put(item)
        self._embeddings.end()

    def _talk(self) -> None:
        engine, progress = self._engine, self._engine.progress
        talker, voice = engine._talker, engine._voice
        if talker is None or voice is None:
            raise TypeError("no talker")

        def take(code: int) -> None:
            now = time.monotonic()
            if progress.first_code is None:
                progress.first_code = now
            progress.codes += 1
            progress.talker_seconds = now - progress.first_code
            self._codes.put(code)

        talker.run(voice, self._embeddings, self._seed + 1, self._stop, take)
        self._codes.end()

    def _sound(self) -> None:
        engine = self._engine
        if engine._token2wav is None or engine._voice is None:
            raise TypeError("no token2wav")
        stream = engine._token2wav.stream(engine._voice, self._seed + 2, self._stop.check)
        while True:
            try:
                code = self._codes.get()
            except Ended:
                break
            for piece in stream.feed(code):
                self._out.put(_Wave(_pcm(piece), time.monotonic(), last=False))
        for piece in stream.finish():
            self._out.put(_Wave(_pcm(piece), time.monotonic(), last=stream.done))


@dataclass(frozen=True, slots=True, eq=False)
class _Wave:
    """A piece of sound inside the engine."""

    pcm: Pcm
    made: float
    """When it was ready (time.monotonic)."""
    last: bool


def _pcm(samples: Samples) -> Pcm:
    return np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
