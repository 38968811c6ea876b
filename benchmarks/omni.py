"""How fast Omni answers aloud, on random weights at real shapes: nothing is downloaded, speed does not depend on values.

    python -m benchmarks.omni --shape 3b --device cuda --iterations 20 --json omni-3b.json
    python -m benchmarks.omni --shape tiny --device cpu --iterations 3
    python -m benchmarks.omni --shape 3b --device cpu --thinker-only --weights 4bit --voice piper.onnx --iterations 3

Per iteration: a spoken question of `--question` seconds, a reply of `--tokens` tokens and `--seconds` of speech (both
forced: random weights have no end of their own). Beside it the stock `generate` with the same question and lengths.
`underruns` counts the replies that a listener would have heard break off, playback beginning with the first sound that
leaves the engine. With `--voice` another voice speaks the first clause once the thinker has made it.
The shapes follow the released config.json of Qwen2.5-Omni-3B and -7B as far as they matter for speed and memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models.engine import Cancel, Sampling, Speech, TextDelta, Voice
from models.omni.engine import OmniEngine
from models.omni.lead import starved
from models.omni.loading import Parts, pick_device, pick_dtype
from models.omni.messages import Audio, OmniMessage
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
    """A stand-in for the tokenizer: bytes as tokens. What is said does not matter here."""

    def __init__(self, special: dict[str, int]) -> None:
        self._special = special

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        return {"input_ids": list(text.encode())}

    def convert_tokens_to_ids(self, name: str) -> int:
        return self._special[name]

    def decode(self, ids: Sequence[int], **_: object) -> str:
        return "".join(chr(97 + i % 26) for i in ids)


def config_of(shape: str) -> Any:
    """The model's configuration."""
    from transformers import Qwen2_5OmniConfig

    if shape == "tiny":
        from tests.tiny_omni import tiny_config

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
    """A thinker with random weights in four bits on the CPU, filled as loading fills it: one weight after the other."""
    from transformers import Qwen2_5OmniThinkerForConditionalGeneration

    from models.omni.int4 import empty, fill

    config = config_of(shape)
    model = empty(config.thinker_config, Qwen2_5OmniThinkerForConditionalGeneration)
    shapes = {name: tuple(value.shape) for name, value in model.named_parameters()}
    torch.manual_seed(1)
    missing = fill(
        model, ((name, torch.empty(size, dtype=torch.bfloat16).normal_(0, 0.02)) for name, size in shapes.items())
    )
    if missing:
        raise ValueError(f"no weights for {sorted(missing)}")
    return Parts(model, None, None, {}, Bytes(special_of(shape)), features_of(config), torch.device("cpu"))


def special_of(shape: str) -> dict[str, int]:
    """Ids of the control tokens."""
    if shape == "tiny":
        from tests.tiny_omni import ID

        return ID
    return IDS


def features_of(config: Any) -> Any:
    from transformers import WhisperFeatureExtractor

    return WhisperFeatureExtractor(feature_size=config.thinker_config.audio_config.num_mel_bins, chunk_length=300)


def build(shape: str, device: torch.device, dtype: torch.dtype, *, talker: bool = True) -> tuple[Parts, Any]:
    """A model with random weights: its parts for the engine, and the whole for the stock `generate`."""
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


def settle(device: torch.device) -> float:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.monotonic()


FIRST_CLAUSE, CLAUSE_TOKENS = "It will be sunny today,", 7
"""What another voice speaks, and how many tokens it is."""


def open_voice(name: str) -> Voice:
    """espeak, or a Piper model's file."""
    if name == "espeak":
        from models.espeak import EspeakVoice

        return EspeakVoice()
    from models.piper import PiperVoice

    return PiperVoice(name)


def one_reply(
    engine: OmniEngine, question: list[OmniMessage], tokens: int, *, speak: bool, voice: Voice | None = None
) -> dict[str, float]:
    """Times of one reply in milliseconds."""
    sampling = Sampling(max_tokens=tokens, temperature=0.7, seed=1)
    arrivals = []
    thought, voiced = 0, 0.0
    for item in engine.respond(question, sampling, Cancel(), speak=speak):
        if isinstance(item, Speech):
            arrivals.append((time.monotonic(), len(item.pcm) / engine.rate))
        elif isinstance(item, TextDelta):
            thought += item.tokens
            if voice is not None and thought >= CLAUSE_TOKENS and not voiced:
                next(iter(voice.speak(FIRST_CLAUSE, "en", 1.0, Cancel())))
                voiced = time.monotonic()
    p = engine.progress
    assert p.first_text is not None
    assert p.thought is not None
    assert p.finished is not None
    found = {
        "first_text_ms": (p.first_text - p.started) * 1000,
        "tokens_per_s": (tokens - 1) / max(p.thought - p.first_text, 1e-9),
        "completion_ms": (p.finished - p.started) * 1000,
    }
    if voiced:
        found["voice_first_audio_ms"] = (voiced - p.started) * 1000
    if speak:
        assert p.first_audio is not None
        found |= {
            "first_piece_ready_ms": ((p.first_piece or p.first_audio) - p.started) * 1000,
            "engine_first_audio_ms": (p.first_audio - p.started) * 1000,
            "real_time_factor": (p.finished - p.started) / p.audio_seconds,
            "ms_per_code": p.talker_seconds * 1000 / max(p.codes - 1, 1),
            "starved_ms": starved(arrivals, arrivals[0][0]) * 1000,
            "lead_ms": p.lead * 1000,
            "audio_s": p.audio_seconds,
            "first_audio_over_completion": (p.first_audio - p.started) / (p.finished - p.started),
        }
    return found


def stock_reply(model: Any, engine: OmniEngine, question: list[OmniMessage], tokens: int, codes: int) -> float:
    """Milliseconds of the stock `generate` for the same; its first audio is its last. For engines as `endless` made them."""
    device, talker, token2wav = engine._device, engine._talker, engine._token2wav
    assert talker is not None
    assert token2wav is not None
    inputs = engine._prompter.build(question, speak=True).for_thinker(device, model.thinker.dtype)
    started = settle(device)
    model.generate(
        **inputs,
        speaker="Chelsie",
        thinker_max_new_tokens=tokens,
        thinker_do_sample=False,
        thinker_logits_processor=[Never(engine._thinker._eos)],
        talker_max_new_tokens=codes,
        talker_logits_processor=[Never([*talker._never, *ends_of(talker)])],
        token2wav_num_steps=token2wav.solver.steps,
    )
    return (settle(device) - started) * 1000


def ends_of(talker: Any) -> tuple[int, ...]:
    """The codes with which a talker ends."""
    return int(talker.model.codec_pad_token), int(talker.model.codec_eos_token)


def endless(engine: OmniEngine) -> OmniEngine:
    """Random weights end anywhere: forbid the ends, so that every reply has the length that it may have."""
    engine.thinker_processors = (Never(engine._thinker._eos),)
    if engine._talker is not None:
        engine._talker._never += list(ends_of(engine._talker))
        engine._talker.warm()
    return engine


def parameters_of(parts: Parts) -> int:
    """How many weights there are; a packed byte holds two."""
    whole = [part for part in (parts.thinker, parts.talker, parts.token2wav) if part is not None]
    packed = sum(2 * b.numel() for part in whole for name, b in part.named_buffers() if name.endswith(".packed"))
    return packed + sum(p.numel() for part in whole for p in part.parameters())


def percentiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{q}": float(np.percentile(values, q)) for q in (50, 90, 99)}


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Everything that `main` prints."""
    device = pick_device(options.device)
    dtype = torch.float32 if options.shape == "tiny" else pick_dtype(options.dtype, device)
    speak = not options.thinker_only
    built = settle(device)
    model: Any = None
    if options.weights == "4bit":
        if speak or device.type != "cpu":
            raise SystemExit("--weights 4bit: with --thinker-only, on the CPU")
        parts = build_packed(options.shape)
        dtype = torch.bfloat16
    else:
        parts, model = build(options.shape, device, dtype, talker=speak)
    codes = round(options.seconds * 50)
    made = OmniEngine(
        "random", parts=parts, device=str(device), seed=1, max_codes=codes,
        solver_steps=options.solver_steps, solver_method=options.solver,
    )  # fmt: skip
    engine = endless(made)
    voice = open_voice(options.voice) if options.voice else None
    sound = np.random.default_rng(1).normal(0, 0.1, int(options.question * 16_000)).astype(np.float32)
    question = [OmniMessage.of("user", Audio(sound))]
    ready = settle(device)
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    for _ in range(options.warm_up):
        one_reply(engine, question, options.tokens, speak=speak, voice=voice)
    replies = [one_reply(engine, question, options.tokens, speak=speak, voice=voice) for _ in range(options.iterations)]
    found: dict[str, Any] = {
        "shape": options.shape,
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu",
        "threads": torch.get_num_threads(),
        "dtype": "4 bits" if options.weights == "4bit" else str(dtype).removeprefix("torch."),
        "solver": f"{options.solver} {options.solver_steps}",
        "question_s": options.question,
        "tokens": options.tokens,
        "iterations": options.iterations,
        "parameters": parameters_of(parts),
        "build_s": ready - built,
        "rss_peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }
    if device.type == "cuda":
        found["gpu_peak_gb"] = torch.cuda.max_memory_allocated(device) / 2**30
    for name in replies[0]:
        found[name] = percentiles([r[name] for r in replies])
    if speak:
        found["underruns"] = sum(r["starved_ms"] > 1 for r in replies)
        if options.stock:
            stock = [stock_reply(model, engine, question, options.tokens, codes) for _ in range(options.stock)]
            found["stock_first_audio_ms"] = found["stock_completion_ms"] = statistics.median(stock)
            found["first_audio_over_stock"] = found["engine_first_audio_ms"]["p50"] / statistics.median(stock)
    return found


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks.omni", description=__doc__.splitlines()[0])
    made.add_argument("--shape", choices=["tiny", "3b", "7b"], default="tiny")
    made.add_argument("--device", default="auto", help="auto, cpu or cuda")
    made.add_argument("--dtype", default="auto", help="auto, float32, bfloat16 or float16 (tiny: always float32)")
    made.add_argument("--iterations", type=int, default=10)
    made.add_argument("--warm-up", type=int, default=2, help="replies before it counts; they also teach the lead")
    made.add_argument("--stock", type=int, default=1, help="replies by the stock generate; 0 for none")
    made.add_argument("--seconds", type=float, default=10, help="length of the spoken reply")
    made.add_argument("--tokens", type=int, default=40, help="tokens of the reply")
    made.add_argument("--question", type=float, default=3, help="seconds of the spoken question")
    made.add_argument("--solver", choices=["rk4", "euler"], default="rk4")
    made.add_argument("--solver-steps", type=int, default=10)
    made.add_argument("--thinker-only", action="store_true", help="text only: no talker in memory")
    made.add_argument(
        "--weights", choices=["full", "4bit"], default="full", help="4bit: on the CPU, without the talker"
    )
    made.add_argument("--voice", metavar="espeak|FILE.onnx", help="with --thinker-only: who speaks the first clause")
    made.add_argument("--threads", type=int, help="CPU threads")
    made.add_argument("--json", type=Path, help="also write the figures here")
    return made


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    options = parser().parse_args(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    found = run(options)
    for name, value in found.items():
        if isinstance(value, dict):
            print(f"{name:28}" + "  ".join(f"{k} {v:.1f}" if v >= 10 else f"{k} {v:.3f}" for k, v in value.items()))
        else:
            print(f"{name:28}{value:.3f}" if isinstance(value, float) else f"{name:28}{value}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


if __name__ == "__main__":
    main()
