"""Toy models with random weights, made by the same program as the models of real shapes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.shapes import write

REPLY = (
    "The capital of France is Paris, a city on the river Seine that has been lived in for more than two thousand years."
)


def toy_models(folder: Path) -> dict[str, str]:
    """Returns the settings' section `fast` with a toy in each role."""
    voice = str(write("piper", "toy", folder))
    return {
        "recogniser": str(write("whisper", "toy", folder)),
        "mind": str(write("llm", "toy", folder)),
        "voice_en": voice,
        "voice_es": voice,
    }


def toy_settings(folder: Path, **more: Any) -> dict[str, Any]:
    """Returns settings of a fast tier of toys."""
    return {"tier": "fast", "fast": toy_models(folder), "compute": {"context": 1024}, **more}
