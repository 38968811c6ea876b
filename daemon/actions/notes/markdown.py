"""Edits the Markdown of notes and lists, line by line: what else stands in a file stays as it is. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.skills.numbers import without_accents

_ITEM = re.compile(r"^(\s*[-*+] )(?:\[([ xX])\] )?(.*\S)\s*$")
_DATED = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d ")
_ARTICLE = re.compile(r"^(?:the|some|a|an|el|la|los|las|un|una|unos|unas) ")


_THING = 5
"""Words of the longest thing that is counted up."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list or of the notes."""

    line: int
    text: str
    """Without its bullet, box and date."""
    ticked: bool


def items(text: str) -> list[Item]:
    """Returns the entries of a file, in their order."""
    found = []
    for number, line in enumerate(text.splitlines()):
        if (match := _ITEM.match(line)) is not None:
            found.append(Item(number, _DATED.sub("", match[3]), (match[2] or " ") in "xX"))
    return found


def same(one: str, other: str) -> bool:
    """Whether two entries mean the same: accents, capitals, signs and articles make no difference."""
    return plain(one) == plain(other)


def plain(text: str) -> str:
    """Returns an entry as entries are compared."""
    words = " ".join(re.findall(r"\w+", without_accents(text.lower())))
    return _ARTICLE.sub("", words)


def added(text: str, line: str, heading: str) -> str:
    """Returns the file with one more line at its end; a file that is empty begins with a heading."""
    if not text.strip():
        return f"# {heading}\n\n{line}\n"
    return f"{text if text.endswith(chr(10)) else text + chr(10)}{line}\n"


def ticked(text: str, item: Item) -> str:
    """Returns the file with that item's box ticked."""
    lines = text.splitlines(keepends=True)
    match = _ITEM.match(lines[item.line])
    assert match is not None
    lines[item.line] = f"{match[1]}[x] {match[3]}\n"
    return "".join(lines)


def without(text: str, gone: list[Item]) -> str:
    """Returns the file without those entries."""
    numbers = {item.line for item in gone}
    return "".join(line for number, line in enumerate(text.splitlines(keepends=True)) if number not in numbers)


def apart(text: str) -> list[str]:
    """Returns the things that a text counts up: "milk, eggs and two loaves of bread"; the text itself where it does not."""
    parts = [part.strip() for part in re.split(r",\s*(?:and |y |e )?| (?:and|y|e) ", text) if part.strip()]
    return parts if all(len(part.split()) <= _THING for part in parts) else [text]


def file_name(name: str) -> str:
    """Returns the name of a list's file: letters, figures, blanks and hyphens of what was said, so that it is no path."""
    words = re.findall(r"[^\W_]+", name.lower())
    if words and words[0] in ("the", "el", "la", "los", "las"):
        words = words[1:]
    stem = " ".join(words)[:60].strip() or "list"
    return f"{stem} list.md" if stem in ("notes", "notas") else f"{stem}.md"
