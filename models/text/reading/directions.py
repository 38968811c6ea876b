"""Converts directions: the angles of a place on the earth, and where a wind comes from. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned, Part

COMPASS: Final = {
    "en": {"N": "north", "S": "south", "E": "east", "W": "west"},
    "es": {"N": "norte", "S": "sur", "E": "este", "O": "oeste", "W": "oeste"},
}
_WINDS: Final = {
    "en": {"NE": "northeast", "NW": "northwest", "SE": "southeast", "SW": "southwest", **COMPASS["en"]},
    "es": {"NE": "noreste", "NO": "noroeste", "SE": "sureste", "SO": "suroeste", **COMPASS["es"]},
}


def arcs(spoken: Aligned, language: str) -> None:
    """Converts degrees, minutes and seconds of an angle: 40°26′46″N."""
    many = {"en": ("degrees", "minutes", "seconds"), "es": ("grados", "minutos", "segundos")}[language]

    part = r"\d{1,2}(?:[.,]\d+)?"

    def one_or_many(m: re.Match[str]) -> list[Part]:
        out: list[Part] = []
        for group, name in zip((1, 2, 3), many, strict=True):
            if m[group]:
                out += [" " if out else "", group, f" {name[:-1] if m[group] == '1' else name}"]
        if m[4]:
            out.append((f" {COMPASS[language].get(m[4], m[4])}", 4))
        return out

    spoken.sub(
        r"(?<![\w°′″’”'\"])(?<!° )([NSEWO]) (?=\d{1,3}(?:[.,]\d+)?\s?°)",
        lambda m: [(COMPASS[language].get(m[1], m[1]), 1), " "],
    )
    spoken.sub(
        rf"(?<![\w.,])(\d{{1,3}})\s?°\s?({part})\s?['′’](?:\s?({part})\s?(?:[\"″”]|''))?(?:\s?([NSEWO])\b)?",
        one_or_many,
    )


def winds(spoken: Aligned, language: str) -> None:
    """Converts directions of the wind and the like: 15 mph NW, viento del NO."""
    table = _WINDS[language]
    names = "|".join(sorted(table, key=len, reverse=True))
    if language == "en":
        spoken.sub(rf"(?<=hour |nots )({names})\b(?!['’.])", lambda m: [(table[m[1]], 1)])
        spoken.sub(r"(?<!\w)(NE|NW|SE|SW)(?= (?:of|wind|winds|corner|[A-Z][a-z]+)\b)", lambda m: [(table[m[1]], 1)])
        spoken.sub(
            rf"(?i:\b(winds?(?: from)?|from the):? )({names})(?= |[.,;)]|$)",
            lambda m: [1, " ", (table[m[2]], 2)],
        )
    else:
        spoken.sub(r"(?<=\b[Dd]el )(NE|NO|SE|SO)\b", lambda m: [(table[m[1]], 1)])
        spoken.sub(
            rf"(?i:\b(vientos?|dirección|orientación|fachada|ladera|cara)):? (del? |al )?({names})(?= |[.,;)]|$)",
            lambda m: [1, " ", 2, (table[m[3]], 3)],
        )
