"""The voices in a checkpoint's spk_dict.pt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch

from config.texts import _
from models.engine import EngineError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OmniVoice:
    """One speaker."""

    name: str
    bos_token: int
    """Text token that tells the talker who speaks."""
    condition: torch.Tensor
    """float32 [1, embedding]: the speaker embedding."""
    reference_mel: torch.Tensor
    """float32 [1, frames, mel]: a reference recording."""


def load_voices(folder: Path) -> dict[str, OmniVoice]:
    """Reads `spk_dict.pt`. It is a pickle: only plain tensors and numbers are accepted (weights_only)."""
    path = folder / "spk_dict.pt"
    if not path.is_file():
        raise EngineError(_("{folder} has no spk_dict.pt, so this model has no voices: pull it again", folder=folder))
    try:
        table: dict[str, dict[str, Any]] = torch.load(path, map_location="cpu", weights_only=True)
        return {
            name: OmniVoice(name, int(entry["bos_token"]), entry["cond"].float(), entry["ref_mel"].float())
            for name, entry in table.items()
        }
    except Exception as err:  # a damaged pickle raises whatever it likes
        why = str(err).strip().split("\n")[0]
        raise EngineError(_("{path} cannot be read ({why}): pull the model again", path=path, why=why)) from err


def choose(voices: Mapping[str, T], name: str) -> T:
    """Returns the voice of that name, upper and lower case alike. Raises EngineError naming those there are."""
    if not voices:
        raise EngineError(_("this model was loaded without its voice: load it with the talker, or ask for text only"))
    for known, voice in voices.items():
        if known.lower() == name.lower():
            return voice
    raise EngineError(_("Omni has no voice {name!r}: choose {one_of}", name=name, one_of=one_of(voices)))


def one_of(names: Iterable[str]) -> str:
    """Joins the names for a sentence: 'Chelsie or Ethan'."""
    known = sorted(names)
    return " or ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)
