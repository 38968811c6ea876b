"""Reads a checkpoint folder's kind and packing, and picks the CPU's number format. Imports no torch, so the daemon may
ask."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from typing import Any, Literal

from config.small_files import read_json
from config.texts import _
from models.engine import EngineError

Kind = Literal["qwen2_5_omni", "qwen3_omni_moe"]
"""`model_type` in config.json."""
CpuFormat = Literal["bfloat16", "float32"]

SPEAKS: dict[Kind, tuple[str, ...]] = {
    "qwen2_5_omni": ("en", "zh"),
    "qwen3_omni_moe": ("en", "zh", "fr", "de", "ru", "it", "es", "pt", "ja", "ko"),
}
"""ISO 639-1 codes of the languages that each kind's talker speaks."""


def kind_of(folder: Path) -> Kind:
    """Returns which Omni the folder holds. Raises EngineError for a folder that holds none."""
    told = read_config(folder).get("model_type")
    for kind in SPEAKS:
        if told == kind:
            return kind
    what = f"a model of the type {told!r}" if told else "a config.json without model_type"
    raise EngineError(
        _(
            "{folder} holds {what}, and no Omni: its model_type would be {speaks}",
            folder=folder,
            what=what,
            speaks=" or ".join(SPEAKS),
        )
    )


def lacks_packages() -> str:
    """Returns what to do where the Python packages that run an Omni are not installed; "" where they are."""
    if all(importlib.util.find_spec(name) is not None for name in ("torch", "transformers")):
        return ""
    return _(
        "its Python packages are not installed: {python} -m pip install 'sarai-voice[omni]'", python=sys.executable
    )


def packed_as(folder: Path) -> str:
    """Returns how the weights are packed (awq, gptq, ...), which Transformers unpacks by itself; "" for weights not
    packed."""
    packing = read_config(folder).get("quantization_config")
    return str(packing.get("quant_method", "")) if isinstance(packing, dict) else ""


def read_config(folder: Path) -> dict[str, Any]:
    """Returns the folder's config.json. Raises EngineError."""
    path = folder / "config.json"
    try:
        told = read_json(path)
    except (FileNotFoundError, NotADirectoryError):
        raise EngineError(_("{folder} holds no model (no config.json): pull it first", folder=folder)) from None
    except (OSError, ValueError) as err:
        raise EngineError(_("{path} cannot be read: {why}", path=path, why=err)) from err
    if not isinstance(told, dict):
        raise EngineError(_("{path} cannot be read: it is not a JSON object", path=path))
    return told


def format_on(cpuinfo: str) -> CpuFormat:
    """Returns bfloat16 where the processor multiplies in it, else float32: emulated bfloat16 is slower than float32.

    `cpuinfo`: the text of /proc/cpuinfo.
    """
    flags = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "")
    return "bfloat16" if "avx512_bf16" in flags.split() else "float32"


@cache
def cpu_format() -> CpuFormat:
    """Returns the number format of this machine's processor."""
    try:
        return format_on(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return "float32"
