"""A tool as its server describes it, tidied: text of somebody else's, for people and minds, never an instruction."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.engine import Tool

LONGEST = 300
"""Characters of a description that are kept."""
LARGEST_SCHEMA = 20_000
"""Characters of a tool's schema, as JSON."""
NAME = re.compile(r"[A-Za-z0-9_./-]{1,128}")
"""What a tool may be called, by the protocol's own advice. Others are not offered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A tool that a server offers."""

    server: str
    """The server's name in the settings."""
    tool: str
    """The tool's name, as its server knows it."""
    title: str
    """For people; empty where the server gives none."""
    description: str
    parameters: Mapping[str, Any]
    """JSON Schema of its arguments: an object's."""
    destructive: bool = False
    """The server says that it may destroy something. That makes it `dangerous`, where the user has said nothing else."""
    writes: bool = False
    """The server says that it changes something."""

    @property
    def name(self) -> str:
        """The tool's name among those of all servers."""
        return f"{self.server}.{self.tool}"

    def as_tool(self) -> Tool:
        """What a mind is offered."""
        return Tool(self.name, self.description, self.parameters)


def schema_of(given: object) -> dict[str, Any] | None:
    """Returns a tool's schema, which must be an object's, as plain JSON; None where it is larger than is of use."""
    try:
        text = json.dumps(given)
        schema = json.loads(text) if len(text) <= LARGEST_SCHEMA else None
    except (ValueError, TypeError, RecursionError):
        return None
    return schema if isinstance(schema, dict) else None


def tidy(text: object, longest: int = LONGEST) -> str:
    """Returns a text of somebody else's as one line of at most so many characters, without control and format characters."""
    plain = "".join(
        " " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each
        for each in str(text)[: 4 * longest]
        if unicodedata.category(each) not in ("Cf", "Cs", "Co", "Cn")
    )
    words = " ".join(plain.split())
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}\u2026"
