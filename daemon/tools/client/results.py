"""What a tool has returned, as one capped text and small data: somebody else's, never an instruction. Pure."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

LONGEST = 4000
"""Characters of a result that are kept."""
LONGEST_DATA = 16_000
"""Characters of its structured part, as JSON, up to which that is kept."""
CUT = " [\u2026]"
"""Ends a text that was longer."""


def text_of(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Returns the text of a result's content blocks, as the protocol writes them in JSON. What is no text is named."""
    parts = []
    for block in blocks:
        match block.get("type"):
            case "text":
                parts.append(str(block.get("text", "")))
            case "resource_link":
                parts.append(f"[{block.get('name') or 'a link'}: {block.get('uri', '')}]")
            case "resource":
                inner = block.get("resource")
                text = inner.get("text") if isinstance(inner, Mapping) else None
                parts.append(str(text) if text is not None else "[a file]")
            case "image" | "audio" as kind:
                parts.append("[an image]" if kind == "image" else "[a sound]")
            case _:
                parts.append("[something that is no text]")
        if sum(map(len, parts)) > 4 * LONGEST:
            break
    return capped("\n".join(parts))


def capped(text: str, longest: int = LONGEST) -> str:
    """Returns the text without control and format characters but line breaks, and cut where it is longer."""
    dropped = ("Cf", "Cs", "Co", "Cn")
    kept = (each for each in text[: 4 * longest] if unicodedata.category(each) not in dropped)
    plain = "".join(" " if unicodedata.category(each) == "Cc" and each != "\n" else each for each in kept).strip()
    return plain if len(plain) <= longest else plain[: longest - len(CUT)].rstrip() + CUT


def data_of(structured: Any) -> Any:
    """Returns the structured part of a result, or None where there is none, or more of it than is of use."""
    if structured is None:
        return None
    try:
        return structured if len(json.dumps(structured)) <= LONGEST_DATA else None
    except (ValueError, RecursionError):
        return None
