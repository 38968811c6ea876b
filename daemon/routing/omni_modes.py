"""Decides how an Omni in Transformers runs here: on GPU or CPU, whole or in four bits, with its voice or without.

Pure. Routing asks whether the model can be had and what it can do, the worker is started with the answer, and the memory
ledger uses the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config.catalogue import catalogue
from config.settings import Quality
from config.texts import _
from config.units import size
from models.omni.checkpoint import CpuFormat, Kind, cpu_format, kind_of, packed_as
from models.store.places import Located

BESIDE_WEIGHTS_MB = 300
"""Megabytes that a process takes beside the weights of a user's folder; a guess, until it has been measured once."""
BESIDE_WEIGHTS_ON_GPU_MB = 1000
"""The same on a GPU: the driver, a conversation's KV cache, activations."""
BESIDE_GPU_MB = 1500
"""Main memory of a process whose weights are on the GPU: code and buffers."""

# Parts of the weights in a folder of the user's, two bytes each: as they are in the released checkpoints.
VOICE_PART: dict[Kind, float] = {"qwen2_5_omni": 0.22, "qwen3_omni_moe": 0.1}
VOCODER_PART: dict[Kind, float] = {"qwen2_5_omni": 0.15, "qwen3_omni_moe": 0.0}
"""The vocoder's share of the whole; Qwen2.5-Omni's is in float32 already."""
FOUR_BITS_PART = 0.46
"""The thinker in four bits, with ears, eyes and embeddings: only those in bfloat16 would stay in the mapped file."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Megabytes that a model takes, its voice included where it has one; see models.yaml. None: it cannot run like that."""

    ram: int
    """Whole, on a CPU, in the number format that the CPU works in."""
    ram_voice: int
    """The part of `ram` that talker and vocoder take."""
    ram_4bit: int | None
    """The thinker alone, in four bits on a CPU."""
    vram: int
    low_vram: int | None
    low_vram_ram: int
    """Main memory in low-VRAM mode: what is not on the GPU waits there, in the GPU's number format."""
    vram_4bit: int | None
    voice: int
    """The part of `vram`, `vram_4bit` and `low_vram_ram` that talker and vocoder take."""

    gpu_only: bool = False
    instead: str = ""
    """Advice where it does not fit and has no smaller mode."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One way of running it, and the megabytes it takes."""

    gpu: bool
    four_bits: bool
    low_vram: bool
    speaks: bool
    """Talker and vocoder are in memory."""
    ram_mb: int
    vram_mb: int = 0


def needs_of(model: str, size: int, *, kind: Kind = "qwen2_5_omni", cpu: CpuFormat = "bfloat16") -> Needs:
    """Returns a model's needs: from the catalogue, or for a user's folder from its kind and the `size` of its files (bytes).

    A figure that the catalogue leaves out counts as the whole model. `cpu`: the number format on the CPU."""
    known = catalogue()
    if model in known:
        entry = known[model]
        vram, voice, vocoder = entry.vram_mb or entry.ram_mb, entry.voice_mb or 0, entry.vocoder_mb or 0
        return Needs(
            ram=_on_cpu(entry.ram_mb, vocoder, cpu),
            ram_voice=_on_cpu(voice, vocoder, cpu),
            ram_4bit=entry.ram_4bit_mb or entry.ram_mb,
            vram=vram,
            low_vram=entry.low_vram_mb or vram,
            low_vram_ram=entry.ram_mb,
            vram_4bit=entry.vram_4bit_mb or vram,
            voice=voice,
        )
    whole = size // 1_000_000
    voice, vocoder = round(whole * VOICE_PART[kind]), round(whole * VOCODER_PART[kind])
    packed = round(whole * FOUR_BITS_PART)
    smaller = kind == "qwen2_5_omni"  # the engine of the other has neither four bits nor a low-VRAM mode
    return Needs(
        ram=_on_cpu(whole, vocoder, cpu) + BESIDE_WEIGHTS_MB,
        ram_voice=_on_cpu(voice, vocoder, cpu),
        ram_4bit=packed + BESIDE_WEIGHTS_MB if smaller else None,
        vram=whole + BESIDE_WEIGHTS_ON_GPU_MB,
        low_vram=whole - voice + BESIDE_WEIGHTS_ON_GPU_MB if smaller else None,
        low_vram_ram=whole + BESIDE_WEIGHTS_MB,
        vram_4bit=packed + voice + BESIDE_WEIGHTS_ON_GPU_MB if smaller else None,
        voice=voice,
        instead="" if smaller else _("a Qwen3-Omni has no smaller mode, but a server can run it (tier max)"),
    )


def _packed_already(size: int, packed: str) -> Needs:
    """Returns the needs of a folder whose weights are packed for GPUs and stay so."""
    whole = size // 1_000_000
    return Needs(
        ram=whole,
        ram_voice=0,
        ram_4bit=None,
        vram=whole + BESIDE_WEIGHTS_ON_GPU_MB,
        low_vram=None,
        low_vram_ram=whole,
        vram_4bit=None,
        voice=0,
        gpu_only=True,
        instead=_(
            "its weights are packed for GPUs ({packed}): pull the plain ones, or the GGUF (omni-3b-gguf)", packed=packed
        ),
    )


def needs_here(model: str, found: Located) -> Needs:
    """Returns the needs of a model found on this machine. Raises EngineError for a user's folder that holds no Omni."""
    known = model in catalogue()
    kind = "qwen2_5_omni" if known else kind_of(found.path)
    packed = "" if known else packed_as(found.path)
    if packed:
        return _packed_already(found.size, packed)
    return needs_of(model, found.size, kind=kind, cpu=cpu_format())


def _on_cpu(megabytes: int, in_float32: int, cpu: CpuFormat) -> int:
    """Converts megabytes of two-byte weights to the CPU's format; `in_float32` of them are four bytes wide already."""
    return megabytes if cpu == "bfloat16" else 2 * megabytes - in_float32


def as_set(needs: Needs, quality: Quality, *, gpu: bool, speaks: bool) -> Mode:
    """Returns the mode that these settings ask for on that device, with or without its voice, whether it fits or not.
    Passes over a smaller mode that this kind of model does not have."""
    four_bits = quality.weights == "4bit"
    if not gpu:
        if needs.ram_4bit is not None and (four_bits or (quality.weights == "auto" and not speaks)):
            return Mode(gpu, True, False, speaks, needs.ram_4bit)
        return Mode(gpu, False, False, speaks, needs.ram - (0 if speaks else needs.ram_voice))
    silent = 0 if speaks else needs.voice
    if four_bits and needs.vram_4bit is not None:  # the least: low-VRAM mode would add nothing but the wait
        return Mode(gpu, True, False, speaks, BESIDE_GPU_MB, needs.vram_4bit - silent)
    if quality.low_vram and needs.low_vram is not None:  # the thinker is the largest: its voice costs no GPU memory
        return Mode(gpu, False, True, speaks, needs.low_vram_ram - silent, needs.low_vram)
    return Mode(gpu, False, False, speaks, BESIDE_GPU_MB, needs.vram - silent)


def modes(needs: Needs, quality: Quality, factor: float | None = None) -> Iterator[Mode]:
    """Yields all modes that the settings allow, the best first. `factor`: its measured real-time factor on a CPU here."""
    for gpu in (True,) if needs.gpu_only else (True, False):
        fast_enough = gpu if factor is None else factor < 1
        wanted = {"on": (True,), "off": (False,), "auto": (True, False) if fast_enough else (False,)}[quality.talker]
        for speaks in wanted:
            mode = as_set(needs, quality, gpu=gpu, speaks=speaks)
            if gpu or not (mode.four_bits and speaks):  # in four bits on a CPU it hears and thinks only
                yield mode


def choose(needs: Needs, quality: Quality, *, budget_mb: int, gpu_mb: int, factor: float | None = None) -> Mode | str:
    """Returns the best mode that fits into this much main and GPU memory, or one line for the user why none does."""
    allowed = list(modes(needs, quality, factor))
    for mode in allowed:
        if mode.ram_mb <= budget_mb and mode.vram_mb <= gpu_mb:
            return mode
    budget = _("of the budget of {gb}", gb=_gb(budget_mb))
    on_gpu = min((mode for mode in allowed if mode.gpu), key=lambda mode: (mode.vram_mb, mode.ram_mb))
    lacks = [f"{_gb(min(mode.ram_mb for mode in allowed if not mode.gpu))} {budget}"] if not allowed[-1].gpu else []
    if on_gpu.vram_mb > gpu_mb:
        lacks.append(_("a GPU with {gb}", gb=_gb(on_gpu.vram_mb)))
    else:
        lacks.append(_("{gb} {budget} beside the GPU", gb=_gb(on_gpu.ram_mb), budget=budget))
    return _("it needs {lacks}", lacks=_(" or ").join(lacks)) + (f"; {needs.instead}" if needs.instead else "")


def _gb(megabytes: int) -> str:
    return size(megabytes * 1e6)
