"""Short stories about a thing that is asked for: "Tell me a story about a cat." Pure.

For a mind that knows hardly more; the stories are in `sentences/tales`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml

from daemon.skills.table import LANGUAGES, LOADER, Phrase, phrases

_FOLDER = Path(__file__).parents[1] / "sentences" / "tales"
_LONGEST_THING = 5
"""Words."""
# What stands before the thing as it is asked for -> before the thing as it is told of.
_AGAIN = {
    "en": {"a": "the", "an": "the", "some": "the"},
    "es": {"un": "el", "una": "la", "unos": "los", "unas": "las"},
}
_YOURS = {"en": {"my": "your", "our": "your", "me": "you"}, "es": {"mi": "tu", "mis": "tus", "nuestro": "vuestro"}}


def tale(words: str, accented: Callable[[str], str], language: str) -> str | None:
    """Returns a story about the thing; None for what asks for none.

    `words`: normalised; `accented`: returns words of the request as they were written.
    """
    if language not in LANGUAGES:
        return None
    asked, tales = _tales(language)
    said = frozenset(words.split())
    given = next(({**phrase.arguments, **found} for phrase in asked for found in phrase.readings(words, said)), None)
    if given is None or len(given["thing"].split()) > _LONGEST_THING:
        return None
    named = f"{given.get('article', '')} {accented(given['thing'])}"
    thing = " ".join(_YOURS[language].get(word, word) for word in named.split())
    first, space, rest = thing.partition(" ")
    it = f"{_AGAIN[language].get(first, first)}{space}{rest}"
    told = tales[len(thing) % len(tales)].format(thing=thing, it=it)
    return re.sub(r"\b(a|de) el\b", lambda found: f"{found[1]}l", told) if language == "es" else told


@cache
def _tales(language: str) -> tuple[tuple[Phrase, ...], tuple[str, ...]]:
    path = _FOLDER / f"{language}.yaml"
    read = yaml.load(path.read_text(encoding="utf-8"), LOADER)
    return phrases(path, language), tuple(read["tales"])
