"""How an Omni in Transformers runs on this machine: on the GPU or not, whole or in four bits, with its voice or without.

One decision, pure: routing asks it whether the model can be had, and what it can do; the worker is told the answer, and
the books of memory reckon with the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config.catalogue import catalogue
from config.settings import Quality
from daemon.memory import gigabytes

BESIDE_WEIGHTS_MB = 300
"""Of a folder of the user's, until it has been seen once: what its process takes beside the weights."""
BESIDE_WEIGHTS_ON_GPU_MB = 1000
"""On a GPU: the driver's own, the cache of a conversation, what is being computed."""
BESIDE_GPU_MB = 1500
"""Main memory of a process whose weights are on the GPU: code and buffers."""

# Parts of the weights in a folder of the user's, as they are in Qwen2.5-Omni.
VOICE_PART = 0.22
FOUR_BITS_PART = 0.46
"""The thinker in four bits, with ears, eyes and embeddings: only those in bfloat16 would stay in the mapped file."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Megabytes that a model takes, its voice included where it has one; see models.yaml."""

    ram: int
    """Whole, on a CPU. In low-VRAM mode, too: what is not on the GPU waits in main memory."""
    ram_4bit: int
    """The thinker alone, in four bits on a CPU."""
    vram: int
    low_vram: int
    vram_4bit: int
    voice: int
    """Of `ram`, `vram` and `vram_4bit`: talker and vocoder."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of running it, and the megabytes that takes."""

    gpu: bool
    four_bits: bool
    low_vram: bool
    speaks: bool
    """Talker and vocoder are in memory."""
    ram_mb: int
    vram_mb: int = 0


def needs_of(model: str, size: int) -> Needs:
    """By the catalogue; of a folder of the user's from the bytes of its files. What an entry of the catalogue leaves out is
    reckoned as the whole model."""
    known = catalogue()
    if model in known:
        entry = known[model]
        vram = entry.vram_mb or entry.ram_mb
        return Needs(
            ram=entry.ram_mb,
            ram_4bit=entry.ram_4bit_mb or entry.ram_mb,
            vram=vram,
            low_vram=entry.low_vram_mb or vram,
            vram_4bit=entry.vram_4bit_mb or vram,
            voice=entry.voice_mb or 0,
        )
    whole = size // 1_000_000
    voice, packed = round(whole * VOICE_PART), round(whole * FOUR_BITS_PART)
    return Needs(
        ram=whole + BESIDE_WEIGHTS_MB,
        ram_4bit=packed + BESIDE_WEIGHTS_MB,
        vram=whole + BESIDE_WEIGHTS_ON_GPU_MB,
        low_vram=whole - voice + BESIDE_WEIGHTS_ON_GPU_MB,
        vram_4bit=packed + voice + BESIDE_WEIGHTS_ON_GPU_MB,
        voice=voice,
    )


def as_set(needs: Needs, quality: Quality, *, gpu: bool, speaks: bool) -> Mode:
    """How these settings have it run on that device, with or without its voice: whether it fits or not."""
    silent = 0 if speaks else needs.voice
    if not gpu:
        if quality.weights == "4bit" or (quality.weights == "auto" and not speaks):
            return Mode(gpu, True, False, speaks, needs.ram_4bit)
        return Mode(gpu, False, False, speaks, needs.ram - silent)
    if quality.weights == "4bit":  # it takes the least: low-VRAM mode would add nothing but the wait
        return Mode(gpu, True, False, speaks, BESIDE_GPU_MB, needs.vram_4bit - silent)
    if quality.low_vram:  # the thinker is the largest part, so its voice costs no GPU memory
        return Mode(gpu, False, True, speaks, needs.ram - silent, needs.low_vram)
    return Mode(gpu, False, False, speaks, BESIDE_GPU_MB, needs.vram - silent)


def modes(needs: Needs, quality: Quality, factor: float | None = None) -> Iterator[Mode]:
    """All that the settings allow, the best first. `factor`: seconds of work for a second of its speech, measured here."""
    for gpu in (True, False):
        fast_enough = gpu if factor is None else factor < 1
        wanted = {"on": (True,), "off": (False,), "auto": (True, False) if fast_enough else (False,)}[quality.talker]
        for speaks in wanted:
            mode = as_set(needs, quality, gpu=gpu, speaks=speaks)
            if gpu or not (mode.four_bits and speaks):  # in four bits on a CPU it hears and thinks only
                yield mode


def choose(needs: Needs, quality: Quality, *, budget_mb: int, gpu_mb: int, factor: float | None = None) -> Mode | str:
    """The best way that fits into this much main memory and GPU memory; where none does, why: one line for the user."""
    allowed = list(modes(needs, quality, factor))
    for mode in allowed:
        if mode.ram_mb <= budget_mb and mode.vram_mb <= gpu_mb:
            return mode
    budget = f"of the budget of {_gb(budget_mb)}"
    on_gpu = min((mode for mode in allowed if mode.gpu), key=lambda mode: (mode.vram_mb, mode.ram_mb))
    lacks = [f"{_gb(min(mode.ram_mb for mode in allowed if not mode.gpu))} {budget}"] if not allowed[-1].gpu else []
    if on_gpu.vram_mb > gpu_mb:
        lacks.append(f"a GPU with {_gb(on_gpu.vram_mb)}")
    else:
        lacks.append(f"{_gb(on_gpu.ram_mb)} {budget} beside the GPU")
    return f"it needs {' or '.join(lacks)}"


def _gb(megabytes: int) -> str:
    return gigabytes(megabytes * 1e6)
