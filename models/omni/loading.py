"""Loads a checkpoint folder of Qwen2.5-Omni into the parts that run: device, number format, quantisation, voices."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch

from config.texts import _
from models.engine import EngineError
from models.omni.checkpoint import cpu_format, packed_as
from models.omni.voices import OmniVoice, load_voices

SUPPORTED = ((5, 24), (5, 25))
"""Supported transformers: from the first to before the second. Streaming reaches into the model's parts, which move."""

Quantise = Literal["none", "4bit"]


UNPACKED = (r"(.*\.)?audio_tower", r"(.*\.)?visual", r"(.*\.)?lm_head", "talker", "token2wav")
"""Parts that keep their numbers on a GPU in four bits, as patterns of names that Transformers matches from their
beginning. Ears and eyes are small and lose most; token2wav must stay float32."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A loaded model."""

    thinker: Any
    talker: Any | None
    token2wav: Any | None
    """Always float32."""
    voices: dict[str, OmniVoice]
    tokenizer: Any
    features: Any
    """The WhisperFeatureExtractor."""
    device: torch.device


def check_versions() -> None:
    """Raises EngineError unless the installed transformers is a version that this code is tested with."""
    import transformers

    version = tuple(int(n) for n in transformers.__version__.split(".")[:2])
    if not SUPPORTED[0] <= version < SUPPORTED[1]:
        wanted = f">={'.'.join(map(str, SUPPORTED[0]))},<{'.'.join(map(str, SUPPORTED[1]))}"
        raise EngineError(
            _("Omni needs transformers {wanted}, found {version}", wanted=wanted, version=transformers.__version__)
        )


def pick_device(device: str) -> torch.device:
    """Returns the device; `auto` is the GPU where there is one. Raises EngineError for a device that is not there."""
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        picked = torch.device(device)
    except RuntimeError as err:
        raise EngineError(_("unknown device {device!r}: use auto, cpu or cuda", device=device)) from err
    if picked.type == "cuda" and not torch.cuda.is_available():
        raise EngineError(_("no GPU was found: use device cpu or auto"))
    return picked


def pick_dtype(dtype: str, device: torch.device) -> torch.dtype:
    """Returns the dtype. `auto`: bfloat16 on GPUs that have it, else float16; on CPUs bfloat16 where the CPU computes
    in it, else float32."""
    if dtype == "auto":
        if device.type == "cuda":
            native = torch.cuda.is_bf16_supported(including_emulation=False)
            return torch.bfloat16 if native else torch.float16
        dtype = cpu_format()
    known = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
    if dtype not in known:
        raise EngineError(_("unknown number format {dtype!r}: use auto, {known}", dtype=dtype, known=", ".join(known)))
    return known[dtype]


def settle_attention(device: torch.device) -> None:
    """Restricts attention's kernels on that device, for the whole process: cuDNN plans anew for each length, which
    takes 200 ms for the first prompt of a length."""
    if device.type == "cuda":
        torch.backends.cuda.enable_cudnn_sdp(False)


def load(
    folder: Path, *, talker: bool, device: str = "auto", dtype: str = "auto", quantise: Quantise = "none"
) -> Parts:
    """Loads the checkpoint in `folder`; nothing is downloaded. Without `talker`, talker and token2wav never get into
    memory.

    Raises EngineError when the folder, the device or a needed library is missing.
    """
    check_versions()
    packed = packed_as(folder)
    place = pick_device(device)
    options: dict[str, Any] = {
        "dtype": pick_dtype(dtype, place),
        "local_files_only": True,
        # Straight to where it is used: a detour through the RAM would need the model's size twice.
        "device_map": {"": str(place)},
    }
    if packed and place.type == "cpu":
        raise EngineError(
            _(
                "{folder} holds weights packed for GPUs ({packed}): pull the plain ones, or the GGUF (omni-3b-gguf)",
                folder=folder,
                packed=packed,
            )
        )
    on_cpu = quantise == "4bit" and place.type == "cpu"
    if on_cpu and talker:
        raise EngineError(
            _("in four bits on a CPU Omni hears and thinks, and does not speak: set quality.talker to off")
        )
    if quantise == "4bit" and not on_cpu and not packed:
        options["quantization_config"] = _four_bit(options["dtype"])
    from transformers import AutoTokenizer, WhisperFeatureExtractor

    # First, though it is small: a damaged voice file should not cost the time to load the rest.
    voices = load_voices(folder) if talker else {}
    with reading(folder):
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        features = WhisperFeatureExtractor.from_pretrained(folder, local_files_only=True)
        model = _packed_thinker(folder) if on_cpu else _whole(folder, options) if talker else _thinker(folder, options)
    if not talker:
        return Parts(model, None, None, {}, tokenizer, features, place)
    # Diffusion in half precision hisses; the stock generate converts it too, but only with the first reply.
    token2wav = model.token2wav.float()
    return Parts(model.thinker, model.talker, token2wav, voices, tokenizer, features, place)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turns whatever is raised inside into one EngineError of one line that names the folder."""
    try:
        yield
    except EngineError:
        raise
    except Exception as err:  # damaged files raise whatever they like
        raise EngineError(
            _("Omni cannot be loaded from {folder}: {split}", folder=folder, split=" ".join(str(err).split()))
        ) from err


def complete(kind: Any, folder: Path, **options: Any) -> Any:
    """Loads a model of that class with all its weights. Raises EngineError where some are missing from the folder:
    Transformers would fill them with noise."""
    from transformers import PreTrainedModel

    # Not by Qwen2.5-Omni's own from_pretrained: it also loads the voices, which load_voices reads, and can tell nothing.
    load = PreTrainedModel.from_pretrained.__func__
    model, told = load(kind, folder, output_loading_info=True, **options)
    lacks = sorted(told["missing_keys"])
    if lacks:
        raise EngineError(
            _(
                "{folder} lacks weights of the model, {count} in all ({lacks}): pull the model again",
                folder=folder,
                count=len(lacks),
                lacks=lacks[0],
            )
        )
    return model.eval()


def _whole(folder: Path, options: dict[str, Any]) -> Any:
    from transformers import Qwen2_5OmniForConditionalGeneration

    return complete(Qwen2_5OmniForConditionalGeneration, folder, **options)


def _thinker(folder: Path, options: dict[str, Any]) -> Any:
    from transformers import (
        AutoConfig,
        Qwen2_5OmniForConditionalGeneration,
        Qwen2_5OmniThinkerForConditionalGeneration,
    )

    whole = AutoConfig.from_pretrained(folder, local_files_only=True)
    if packed_as(folder):  # told of the whole model, by the names that its parts have in it
        whole.enable_audio_output = False
        return complete(Qwen2_5OmniForConditionalGeneration, folder, config=whole, **options).thinker
    config = whole.thinker_config
    # The whole checkpoint's keys begin with the part's name.
    return complete(
        Qwen2_5OmniThinkerForConditionalGeneration, folder, config=config, key_mapping={r"^thinker\.": ""}, **options
    )


def _packed_thinker(folder: Path) -> Any:
    from transformers import Qwen2_5OmniThinkerForConditionalGeneration

    from models.omni.int4 import load_thinker

    return load_thinker(folder, Qwen2_5OmniThinkerForConditionalGeneration)


def _four_bit(compute: torch.dtype) -> Any:
    if importlib.util.find_spec("bitsandbytes") is None:
        raise EngineError(
            _("four bits on a GPU need bitsandbytes: pip install bitsandbytes, or set quality.weights to full")
        )
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=compute,
        llm_int8_skip_modules=list(UNPACKED),
    )
