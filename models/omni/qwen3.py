"""Qwen3-Omni (a mixture of experts) as one engine, behind the interface of Qwen2.5-Omni's: text, sound and pictures in,
text and sound out.

    thinker --text--------------------------> out
       `--token ids--> talker --frames--> code2wav --sound--> out

At its released size (30 billion parameters) it needs a GPU of 80 GB; smaller machines reach it through a server
(remote.py).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from config.texts import _
from models.engine import Cancel, EngineError, Sampling, Usage
from models.omni.checkpoint import SPEAKS, read_config
from models.omni.decoding import Forward, KVCache, stock
from models.omni.graphs import GraphRecorder
from models.omni.inputs import ModelInputs
from models.omni.interface import Item, Progress
from models.omni.lead import Chunking
from models.omni.loading import Parts, check_versions, complete, pick_device, pick_dtype, reading, settle_attention
from models.omni.messages import OmniMessage
from models.omni.pipe import Ended, Pipe
from models.omni.qwen3_prompt import Prompter3, lens_of
from models.omni.qwen3_voice import CHUNKS, LEFT, MAX_FRAMES, Asked, Code2WavStream, Frame, Talker3, causal, shaped
from models.omni.reply import Manner, Reply
from models.omni.streams import stages_on
from models.omni.thinker import Thinker
from models.omni.vision import Limits
from models.omni.voices import choose

if TYPE_CHECKING:
    from models.omni.sampling import Choice


class Thinker3(Thinker):
    """Wraps `Qwen3OmniMoeThinkerForConditionalGeneration`. `on_reply` gets one Asked, then the ids of all tokens but
    the last: the talker reads the text, and needs the thinker's hidden states only for the media it heard."""

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        accept_layer: int,
        recorder: GraphRecorder | None = None,
        *,
        recorded: bool = False,
    ) -> None:
        """`accept_layer`: index into `output_hidden_states` of the entry for the talker; 0 is the embeddings."""
        super().__init__(model, tokenizer, recorder, recorded=recorded)
        self._accepted = model.model.language_model.layers[accept_layer - 1]

    def _stock(self, transformer: Any) -> Forward:
        return stock(transformer, shaped)

    def _begin(self, inputs: ModelInputs, most: int) -> Callable[[int], Any]:
        of_prompt: list[torch.Tensor] = []

        def embedded(_module: object, args: tuple[torch.Tensor, ...]) -> None:
            of_prompt.append(args[0])

        def accepted(_module: object, _args: object, hidden: Any) -> None:
            of_prompt.append(hidden[0] if isinstance(hidden, tuple) else hidden)

        def prefill(cache: KVCache, positions: torch.Tensor) -> torch.Tensor:
            """Runs the stock model, which feeds images into several of its layers."""
            fed = inputs.for_thinker(positions.device, self.model.dtype)
            fed["attention_mask"] = causal(positions.shape[2], positions.device)
            hidden: torch.Tensor = self.model.model(
                **fed, position_ids=positions, cache=cache, use_cache=True
            ).last_hidden_state
            return hidden

        first = self.model.model.language_model.layers[0]
        hooks = [first.register_forward_pre_hook(embedded), self._accepted.register_forward_hook(accepted)]
        try:
            self._read(inputs, most, None, prefill)
        finally:
            for hook in hooks:
                hook.remove()
        return lambda _: Asked(inputs, of_prompt[0], of_prompt[1])

    def _given(self, token: int, spoken: torch.Tensor) -> Any:
        return token

    def place(self, ids: torch.Tensor, inputs: ModelInputs) -> torch.Tensor:
        """Returns the tokens' positions in time, height and width, [3, 1, n]; `inputs` describes the media among
        them."""
        where = inputs.for_positions(ids.device)
        positions: torch.Tensor = self.model.get_rope_index(ids, attention_mask=torch.ones_like(ids), **where)[0]
        return positions


class Qwen3OmniEngine:
    """Hears, thinks and speaks. One reply at a time, from one thread. Implements models.omni.interface.LocalOmni."""

    rate = 24_000

    def __init__(
        self,
        path: Path | str,
        *,
        talker: bool = True,
        device: str = "auto",
        dtype: str = "auto",
        voice: str = "Ethan",
        seed: int | None = None,
        chunks: Sequence[int] = CHUNKS,
        left: int = LEFT,
        max_frames: int = MAX_FRAMES,
        talker_choice: Choice | None = None,
        hold_for_lead: bool = True,
        parts: Parts | None = None,
        config: Any = None,
        special_codes: int | None = None,
        limits: Limits | None = None,
        allow_urls: bool = False,
        recorded: bool | None = None,
    ) -> None:
        """Loads the checkpoint folder `path`, or takes loaded `parts` and their `config`. `recorded`: thinker and
        talker work in the shapes of CUDA graphs (None: on a GPU). Raises EngineError."""
        if parts is None:
            parts, config = load(Path(path), talker=talker, device=device, dtype=dtype)
        self._parts = parts
        own = config.talker_config
        seen: dict[str, Any] = {"limits": limits, "lens": lens_of(Path(path)), "allow_urls": allow_urls}
        self._prompter = Prompter3(parts.tokenizer, parts.features, config.thinker_config, **seen)
        settle_attention(parts.device)
        self._recorder = GraphRecorder(parts.device)
        recorded = parts.device.type == "cuda" if recorded is None else recorded
        self._thinker = Thinker3(
            parts.thinker, parts.tokenizer, own.accept_hidden_layer, self._recorder, recorded=recorded
        )
        speakers = own.speaker_id if parts.talker is not None else None
        self._speakers = {str(name).title(): int(code) for name, code in (speakers or {}).items()}
        self._talker: Talker3 | None = None
        self._chunks, self._left = tuple(chunks), left
        self.languages: tuple[str, ...] = SPEAKS["qwen3_omni_moe"] if parts.talker is not None else ()
        if parts.talker is not None:
            more: dict[str, Any] = {} if special_codes is None else {"special": special_codes}
            if talker_choice is not None:
                more |= {"choice": talker_choice, "residual_choice": talker_choice}
            more |= {"max_frames": max_frames, "recorder": self._recorder, "recorded": recorded}
            self._talker = Talker3(parts.talker, config, self._thinker.embed, self._thinker.place, **more)
            self.set_voice(voice)
        seconds = float(parts.token2wav.total_upsample) / self.rate if parts.token2wav is not None else 0.08
        cut = Chunking(tuple(count * seconds for count in self._chunks), code=seconds)
        self._manner = Manner(self.rate, cut, hold_for_lead)
        self._stages = stages_on(parts.device)
        self._seed = seed
        self.progress = Progress()

    @property
    def problem(self) -> str:
        """The degradation that the user should know of, though the engine answers; "" while all is well."""
        return self._recorder.problem

    @property
    def real_time_factor(self) -> float | None:
        """Seconds of work per second of speech, from the replies so far; None before the first."""
        return self._manner.real_time_factor

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of the talker's speakers."""
        return tuple(sorted(self._speakers))

    def set_voice(self, name: str) -> None:
        """Speaks with another voice from the next reply on. Raises EngineError for an unknown name."""
        self._speaker = choose(self._speakers, name)

    def respond(
        self, conversation: Sequence[OmniMessage], sampling: Sampling, cancel: Cancel, *, speak: bool
    ) -> Iterator[Item]:
        """Implements models.omni.interface.Omni.respond."""
        if speak and self._talker is None:
            raise EngineError(
                _("this model was loaded without its voice: load it with the talker, or ask for text only")
            )
        cancel.check()
        self.progress = Progress(started=time.monotonic())
        inputs = self._prompter.build(conversation, speak=speak)
        seed = sampling.seed if sampling.seed is not None else self._seed
        reply = Reply(self._manner, self.progress, cancel, self._stages)
        work = _Work(self, reply, inputs, sampling, secrets.randbits(31) if seed is None else seed)
        voicing = {"talk": work.talk, "sound": work.sound} if speak else {}
        try:
            reply.start(think=lambda: work.think(speak=speak), **voicing)
            yield from reply.items()
        finally:
            reply.close()

    def warm_up(self, cancel: Cancel | None = None) -> float | None:
        """Records the graphs and generates a short reply that nobody hears. Returns the real-time factor; None where
        it cannot be told."""
        self._thinker.warm()
        if self._talker is not None:
            self._talker.warm()
        question = [OmniMessage.of("user", "Please count aloud from one to ten.")]
        for _item in self.respond(
            question, Sampling(max_tokens=24, seed=0), cancel or Cancel(), speak=bool(self._talker)
        ):
            pass
        return self.real_time_factor

    def close(self) -> None:
        """Lets go of the model. Memory is fully returned only by ending the process."""
        self._stages.close()
        self._talker = None
        del self._parts, self._thinker, self._prompter


class _Work:
    """The stages of one reply."""

    def __init__(
        self, engine: Qwen3OmniEngine, reply: Reply, inputs: ModelInputs, sampling: Sampling, seed: int
    ) -> None:
        self._engine = engine
        self._reply = reply
        self._inputs = inputs
        self._sampling = sampling
        self._seed = seed
        self._tokens: Pipe[Asked | int] = reply.stop.watch(Pipe(sampling.max_tokens + 2))
        self._frames: Pipe[Frame] = reply.stop.watch(Pipe(64))  # 5 s, as for Qwen2.5-Omni

    def think(self, *, speak: bool) -> None:
        engine, reply = self._engine, self._reply
        thought = engine._thinker.run(
            self._inputs,
            self._sampling,
            self._seed,
            reply.stop,
            reply.text,
            self._tokens.put if speak else None,
        )
        reply.thought(Usage(self._inputs.prompt_tokens, 0, thought.tokens, thought.finish))
        self._tokens.end()

    def talk(self) -> None:
        engine, reply = self._engine, self._reply
        if engine._talker is None:
            raise TypeError("no talker")

        def take(frame: Frame) -> None:
            reply.coded()
            self._frames.put(frame)

        engine._talker.run(engine._speaker, self._tokens, self._seed + 1, reply.stop, take)
        reply.all_coded()
        self._frames.end()

    def sound(self) -> None:
        reply, engine = self._reply, self._engine
        stream = Code2WavStream(engine._parts.token2wav, engine._chunks, engine._left, reply.stop.check)
        while True:
            try:
                frame = self._frames.get()
            except Ended:
                break
            began = time.monotonic()
            for piece in stream.feed(frame):
                reply.sound(piece, began, last=False)
        began = time.monotonic()
        for piece in stream.finish():
            reply.sound(piece, began, last=True)


def load(folder: Path, *, talker: bool, device: str, dtype: str) -> tuple[Parts, Any]:
    """Loads the parts of the checkpoint in `folder`, and its configuration; nothing is downloaded. Raises
    EngineError."""
    check_versions()
    read_config(folder)
    place = pick_device(device)
    from transformers import AutoConfig, AutoTokenizer, Qwen3OmniMoeForConditionalGeneration, WhisperFeatureExtractor

    with reading(folder):
        config = AutoConfig.from_pretrained(folder, local_files_only=True)
        config.enable_audio_output = talker
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        features = WhisperFeatureExtractor.from_pretrained(folder, local_files_only=True)
        model = complete(
            Qwen3OmniMoeForConditionalGeneration,
            folder,
            config=config,
            dtype=pick_dtype(dtype, place),
            device_map={"": str(place)},
            local_files_only=True,
        )
    talks, sounds = (model.talker, model.code2wav.float()) if talker else (None, None)
    return Parts(model.thinker, talks, sounds, {}, tokenizer, features, place), config
