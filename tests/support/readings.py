"""Right readings: patterns such as "(two|2) of (the |)three" in files of lines, and what counts as the same words."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "aloud"


@dataclass(frozen=True, slots=True)
class Line:
    """One text as a mind writes it, and how it may be read."""

    language: str
    kind: str
    text: str
    said: str
    """Alternatives between |, in brackets or for the whole."""

    def right(self, spoken: str) -> bool:
        """Whether `spoken` has the words of one of the readings, wherever words are parted: FBI and F B I are one."""
        return _run(spoken) in {_run(reading) for reading in readings(self.said)}


def _run(text: str) -> str:
    return words(text).replace(" ", "")


def lines(name: str) -> list[Line]:
    """The lines of `name`_LANGUAGE.tsv in both languages: kind, text (\\n, \\t and \\\\ escaped), said."""
    out = []
    for language in ("en", "es"):
        for row in (FOLDER / f"{name}_{language}.tsv").read_text(encoding="utf-8").splitlines():
            kind, text, said = row.split("\t")
            text = re.sub(r"\\([nt\\])", lambda m: {"n": "\n", "t": "\t", "\\": "\\"}[m[1]], text)
            out.append(Line(language, kind, text, said))
    return out


def readings(pattern: str) -> list[str]:
    """All that the pattern stands for; brackets may be nested."""
    found, _ = _alternatives(re.split(r"([()|])", pattern), 0)
    return list(dict.fromkeys(found))


def _alternatives(parts: list[str], at: int) -> tuple[list[str], int]:
    """Returns the readings from `at` up to the closing bracket, and where that is."""
    out: list[str] = []
    so_far = [""]
    while at < len(parts) and parts[at] != ")":
        if parts[at] == "|":
            out, so_far = [*out, *so_far], [""]
        elif parts[at] == "(":
            inner, at = _alternatives(parts, at + 1)
            so_far = ["".join(pair) for pair in itertools.product(so_far, inner)]
        else:
            so_far = [text + parts[at] for text in so_far]
        at += 1
    return [*out, *so_far], at


def words(text: str) -> str:
    """The words alone: case, punctuation, hyphens and the "and" after a hundred or thousand don't count."""
    text = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    text = re.sub(r"[^\w' ]|_|(?<!\w)'|'(?!\w)", " ", text)
    return " ".join(re.sub(r"\b(hundred|thousand|million) and\b", r"\1", " ".join(text.split())).split())
