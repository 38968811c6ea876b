"""Omni on random weights at real shapes, for `sarai bench omni --shape`.

Nothing is downloaded, and speed does not depend on the weights. The shapes follow the released config.json of
Qwen2.5-Omni-3B and -7B as far as they matter for speed and memory.
"""

from __future__ import annotations

import importlib
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch

from models.engine import Cancel, EngineError, Sampling
from models.omni.decoding import DecodeLoop
from models.omni.engine import OmniEngine
from models.omni.interface import Item, Progress
from models.omni.loading import Parts, pick_device, pick_dtype
from models.omni.messages import OmniMessage
from models.omni.reply import Manner
from models.omni.token2wav import Tf32, Token2Wav, whole
from models.omni.voices import OmniVoice

IDS = {"<|endoftext|>": 151643, "<|im_start|>": 151644, "<|im_end|>": 151645}
TEXT = {
    "3b": {
        "hidden_size": 2048, "intermediate_size": 11008, "num_hidden_layers": 36, "num_attention_heads": 16,
        "num_key_value_heads": 2, "vocab_size": 151936,
    },
    "7b": {
        "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28, "num_attention_heads": 28,
        "num_key_value_heads": 4, "vocab_size": 152064,
    },
}  # fmt: skip
TALKER = {
    "3b": {
        "embedding_size": 2048, "hidden_size": 896, "intermediate_size": 4864, "num_hidden_layers": 24,
        "num_attention_heads": 14, "num_key_value_heads": 2, "head_dim": 64,
    },
    "7b": {
        "embedding_size": 3584, "hidden_size": 896, "intermediate_size": 18944, "num_hidden_layers": 24,
        "num_attention_heads": 12, "num_key_value_heads": 4, "head_dim": 128,
    },
}  # fmt: skip


class Bytes:
    """A stand-in for the tokenizer: bytes as tokens. The text does not matter here."""

    def __init__(self, special: dict[str, int]) -> None:
        self._special = special

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        return {"input_ids": list(text.encode())}

    def convert_tokens_to_ids(self, name: str) -> int:
        return self._special[name]

    def decode(self, ids: Sequence[int], **_: object) -> str:
        return "".join(chr(97 + i % 26) for i in ids)


def config_of(shape: str) -> Any:
    """Returns the model's configuration."""
    from transformers import Qwen2_5OmniConfig

    if shape == "tiny":
        from tests.support.tiny_omni import tiny_config

        return tiny_config()
    rope = {"rope_type": "default", "rope_theta": 1e6}
    width = TEXT[shape]["hidden_size"]
    head = TALKER[shape]["head_dim"]
    return Qwen2_5OmniConfig(
        thinker_config={
            "text_config": {
                **TEXT[shape], "rope_parameters": {**rope, "mrope_section": [16, 24, 24]}, "tie_word_embeddings": False,
            },
            "audio_config": {"output_dim": width},
            "vision_config": {"hidden_size": 1280, "out_hidden_size": width},
            "vision_start_token_id": 151652,
            "vision_end_token_id": 151653,
        },
        talker_config={
            **TALKER[shape],
            "rope_parameters": {**rope, "mrope_section": [16, 24, 24] if head == 128 else [16, 16, 0]},
        },
        token2wav_config={},
    )  # fmt: skip


def build_packed(shape: str) -> Parts:
    """Returns a thinker with random weights in four bits on the CPU, filled as loading fills it: one weight after the
    other."""
    from transformers import Qwen2_5OmniThinkerForConditionalGeneration

    from models.omni.int4 import empty, fill

    config = config_of(shape)
    model = empty(config.thinker_config, Qwen2_5OmniThinkerForConditionalGeneration)
    # The largest first: a checkpoint's are mapped, these stand beside what they are packed into.
    largest = sorted(model.named_parameters(), key=lambda named: -named[1].numel())
    shapes = {name: tuple(value.shape) for name, value in largest}
    torch.manual_seed(1)
    missing = fill(
        model, ((name, torch.empty(size, dtype=torch.bfloat16).normal_(0, 0.02)) for name, size in shapes.items())
    )
    if missing:
        raise ValueError(f"no weights for {sorted(missing)}")
    return Parts(model, None, None, {}, Bytes(special_of(shape)), features_of(config), torch.device("cpu"))


def pack_on_gpu(text: torch.nn.Module) -> None:
    """Packs its matrices with bitsandbytes, as loading packs them: nf4, with scales that are packed, too."""
    bitsandbytes: Any = importlib.import_module("bitsandbytes")
    for module in list(text.modules()):
        for name, plain in list(module.named_children()):
            if type(plain) is not torch.nn.Linear:
                continue
            packed = bitsandbytes.nn.Linear4bit(
                plain.in_features, plain.out_features, bias=plain.bias is not None, compute_dtype=plain.weight.dtype,
                compress_statistics=True, quant_type="nf4", device="meta",
            )  # fmt: skip
            weight = bitsandbytes.nn.Params4bit(
                plain.weight.data, requires_grad=False, compress_statistics=True, quant_type="nf4"
            )
            packed.weight, packed.bias = weight.to(plain.weight.device), plain.bias
            setattr(module, name, packed)


def special_of(shape: str) -> dict[str, int]:
    """Returns the ids of the control tokens."""
    if shape == "tiny":
        from tests.support.tiny_omni import ID

        return ID
    return IDS


def features_of(config: Any) -> Any:
    from transformers import WhisperFeatureExtractor

    return WhisperFeatureExtractor(feature_size=config.thinker_config.audio_config.num_mel_bins, chunk_length=300)


def build(shape: str, device: torch.device, dtype: torch.dtype, *, talker: bool = True) -> tuple[Parts, Any]:
    """Returns a model with random weights: its parts for the engine, and the whole for the stock `generate`."""
    from transformers import Qwen2_5OmniForConditionalGeneration

    config = config_of(shape)
    config.enable_audio_output = talker
    torch.manual_seed(1)
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            model = Qwen2_5OmniForConditionalGeneration(config).eval().requires_grad_(False)
    finally:
        torch.set_default_dtype(before)
    special = special_of(shape)
    mel = config.token2wav_config.dit_config.mel_dim
    speaker = config.token2wav_config.dit_config.enc_emb_dim
    voice = OmniVoice("Chelsie", special["<|im_start|>"] + 1, torch.randn(1, speaker), torch.randn(1, 300, mel))
    parts = Parts(
        model.thinker,
        model.talker if talker else None,
        model.token2wav.float() if talker else None,
        {"Chelsie": voice},
        Bytes(special),
        features_of(config),
        device,
    )
    model.speaker_map = {
        "Chelsie": {"bos_token": voice.bos_token, "cond": voice.condition, "ref_mel": voice.reference_mel}
    }
    return parts, model


class Never:
    """A logits processor that forbids some tokens."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids = list(ids)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        scores = scores.clone()
        scores[:, self._ids] = float("-inf")
        return scores


class RandomOmni:
    """An OmniEngine on random weights that gives every reply the length asked for, because random weights never draw
    an end. Implements models.omni.interface.Omni, and is set beside the stock `generate`."""

    def __init__(
        self, shape: str, *, weights: str, device: str, threads: int, talker: bool, codes: int, solver: str,
        solver_steps: int, first: int | None = None, tf32: Tf32 = "auto", low_vram: bool = False,
    ) -> None:  # fmt: skip
        """`shape`: tiny, 3b or 7b; `weights`: full, or 4bit for a CPU's thinker; a reply's sound is `codes` of 20 ms."""
        if threads:
            torch.set_num_threads(threads)
        place = pick_device(device)
        self._model: Any = None
        if weights == "4bit" and place.type == "cpu":
            if talker:
                raise EngineError("random weights in four bits on the CPU: the thinker alone")
            parts = build_packed(shape)
        else:
            dtype = torch.float32 if shape == "tiny" else pick_dtype("auto", place)
            parts, self._model = build(shape, torch.device("cpu") if low_vram else place, dtype, talker=talker)
            if weights == "4bit":
                pack_on_gpu(parts.thinker.model.language_model)
        self._codes = codes
        self._engine = OmniEngine(
            "random", parts=parts, device=str(place), seed=1, max_codes=codes, solver_steps=solver_steps,
            solver_method=solver, first=first, tf32=tf32, low_vram=low_vram,
        )  # fmt: skip
        self.rate, self.languages = self._engine.rate, self._engine.languages
        self._engine._thinker.forbid(self._engine._thinker.eos)
        spoken = self._engine._talker
        if spoken is not None:
            self._ends = (int(spoken.model.codec_pad_token), int(spoken.model.codec_eos_token))
            spoken.never_end()
        if place.type == "cuda":
            self._engine.warm_up()

    @property
    def problem(self) -> str:
        """Same as OmniEngine.problem."""
        return self._engine.problem

    @property
    def graph_memory(self) -> int:
        """Same as OmniEngine.graph_memory."""
        return self._engine.graph_memory

    @property
    def tf32_error(self) -> float | None:
        """Same as Token2Wav.tf32_error."""
        return None if self._engine._token2wav is None else self._engine._token2wav.tf32_error

    @property
    def progress(self) -> Progress:
        """Times and counts of the last reply."""
        return self._engine.progress

    def respond(
        self, conversation: Sequence[OmniMessage], sampling: Sampling, cancel: Cancel, *, speak: bool
    ) -> Iterator[Item]:
        """Answers as OmniEngine.respond does."""
        return self._engine.respond(conversation, sampling, cancel, speak=speak)

    def stock(self, question: list[OmniMessage], tokens: int) -> float:
        """Returns the seconds of the stock `generate` for the same question and lengths; its first sound is its
        last."""
        engine, model = self._engine, self._model
        talker, token2wav = engine._talker, engine._token2wav
        assert talker is not None
        assert token2wav is not None
        inputs = engine._prompter.build(question, speak=True).for_thinker(engine._device, model.thinker.dtype)
        started = _now(engine._device)
        model.generate(
            **inputs,
            speaker="Chelsie",
            thinker_max_new_tokens=tokens,
            thinker_do_sample=False,
            thinker_logits_processor=[Never(engine._thinker.eos)],
            talker_max_new_tokens=self._codes,
            talker_logits_processor=[Never([*talker.never, *self._ends])],
            token2wav_num_steps=token2wav.solver.steps,
        )
        return _now(engine._device) - started

    def cut(self, first: int) -> float:
        """Makes replies begin with a piece of `first` mel frames from now on. Returns the largest change of the sound
        by that, against all codes at once, as a share of the peak."""
        engine = self._engine
        token2wav, voice = engine._token2wav, engine._voice
        assert token2wav is not None
        assert voice is not None
        engine._token2wav = token2wav = Token2Wav(
            token2wav.model, token2wav.solver, (first, *token2wav.chunks[1:]), engine._recorder,
            recorded=token2wav._recorded, tf32="off" if token2wav.tf32_error is None else "on",
        )  # fmt: skip
        token2wav.warm(voice)
        engine._manner = Manner(engine.rate, engine._cut())
        codes = torch.randint(0, 8000, (80,), generator=torch.Generator().manual_seed(1)).tolist()
        codes = [code % token2wav.dit.text_embed.codec_embed.num_embeddings for code in codes]
        stream = token2wav.stream(voice, 1)
        pieces = [piece for code in codes for piece in stream.feed(code)] + list(stream.finish())
        at_once = whole(token2wav, codes, voice, 1)
        return float(np.abs(np.concatenate(pieces) - at_once).max() / np.abs(at_once).max())

    def alone(self, question: list[OmniMessage]) -> dict[str, float]:
        """Returns the milliseconds of each part alone: the median of several."""
        engine, found = self._engine, dict[str, float]()
        talker, token2wav, voice = engine._talker, engine._token2wav, engine._voice
        assert talker is not None
        assert token2wav is not None
        assert voice is not None
        decoding, speaking = engine._thinker._decoding, talker._decoding
        inputs = engine._prompter.build(question, speak=True)

        def put(what: str, work: Callable[[], object], times: int = 5) -> None:
            took = []
            with torch.inference_mode():
                for _ in range(times + 1):
                    began = _now(engine._device)
                    work()
                    took.append((_now(engine._device) - began) * 1000)
            found[what] = statistics.median(took[1:])

        def step(which: DecodeLoop, length: int) -> Callable[[], object]:
            def work() -> None:
                which._length = length - 1
                which._place.fill_(length - 1)
                which.step()

            return work

        put("log-mel of the question", lambda: engine._prompter.build(question, speak=True))
        put("ears", lambda: engine._thinker._merged(inputs))
        with torch.inference_mode():
            merged = engine._thinker._merged(inputs)
        put(f"thinker, prompt of {inputs.prompt_tokens}", lambda: engine._thinker._read(inputs, 40, merged, None))
        for name, which in (("thinker", decoding), ("talker", speaking)):
            which._cache, which._in_buckets = which._fixed, which._recorded
            for length in which._contexts if which._recorded else which._contexts[:1]:
                put(f"{name}, step at {length}", step(which, length))
        for frames in token2wav._windows[1::2]:
            codes, noise = torch.ones(1, frames // 2, dtype=torch.long), torch.zeros(1, frames, token2wav.dit.mel_dim)
            put(f"diffusion, window of {frames}", partial(token2wav.mel, codes, noise, voice, lambda: None), 3)
        for frames in token2wav._contexts:
            put(
                f"vocoder, {frames} frames", partial(token2wav.voice_mel, torch.zeros(1, frames, token2wav.dit.mel_dim))
            )
        return found

    def close(self) -> None:
        self._engine.close()


def _now(device: torch.device) -> float:
    """Returns the time in seconds, with all work on the device done."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.monotonic()
