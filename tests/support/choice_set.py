"""The sentences of tests/data/choice with what they ask for, and the 20 tools that are connected there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from models.engine import Tool

FOLDER = Path(__file__).parents[1] / "data" / "choice"


@dataclass(frozen=True, slots=True)
class Sentence:
    language: str
    text: str
    means: str
    """Name of a skill or action, of a tool (with a full stop in it), or "none"."""

    @property
    def kind(self) -> str:
        """ "talk", "own" for skills and actions, or "tool"."""
        return "talk" if self.means == "none" else "tool" if "." in self.means else "own"


def sentences(name: str = "sentences") -> list[Sentence]:
    """Returns the sentences of a file of tests/data/choice."""
    read = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return [
        Sentence(language, text, means)
        for language, kinds in read.items()
        for means, texts in kinds.items()
        for text in texts
    ]


def tools() -> list[Tool]:
    return [Tool(**each) for each in yaml.safe_load((FOLDER / "tools.yaml").read_text(encoding="utf-8"))]
