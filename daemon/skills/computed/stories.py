"""Works out sums that are told as a story: "I had six balloons and two popped, how many are left?" Pure."""

from __future__ import annotations

import re

from daemon.skills.computed import sums
from daemon.skills.numbers import Words

_SHORTEST = 7
"""Words; what is shorter is a sum."""
_HOW_MANY = {
    "en": (("how", "many"), ("how", "much"), ("is", "left"), ("s", "left"), ("got", "left"), ("have", "left")),
    "es": (("cuantos",), ("cuantas",), ("cuanto",), ("cuanta",)),
}
_LEFT = {
    "en": frozenset("left remain remains remaining still fewer".split()),
    "es": frozenset("queda quedan quedaron quedaria quedarian quedara sobra sobran restan".split()),
}
"""Words of a question for what is left."""
_LOST = {
    "en": frozenset(
        "lose lost loses eat ate eats eaten give gave gives sell sold drop dropped break broke broken breaks pop popped "
        "spend spent spends use used take took takes away fly flew flies die died leave leaves throw threw minus subtract "
        "drink drank melt melted steal stole stolen sink sank".split()
    ),
    "es": frozenset(
        "pierdo pierde perdi perdio pierdes como comi comes come comio regalo regale regalas regala doy vendo vendi "
        "vendes vende rompo rompi rompe rompen rompieron gasto gaste gasta uso use quito quita quitas quitan quitamos quite "
        "roban robaron caen cayeron cae van fueron va marchan mueren vuelan vuela bebo bebi tiro presto resto restas "
        "explotan explotaron pinchan".split()
    ),
}
_RECEIVED = re.compile(r"\b(?:give|gives|gave|given|hands|handed) (?:me|us)\b")
_WON = {
    "en": frozenset(
        "get got buy bought buys find found finds receive add added adds pick picked win won more come came join joined "
        "bring brought bake baked another altogether total together all plus catch caught make".split()
    ),
    "es": frozenset(
        "compro compre compra compras compran dan dieron regalan regalaron encuentro encontre encuentra anado anades anade "
        "sumo sumas gano gane gana llegan llegaron vienen vienes recibo recibi mas total junto juntos juntas pongo pones "
        "otros otras traen trae cojo recojo meto".split()
    ),
}
_EACH = {"en": frozenset(("each", "every")), "es": frozenset(("cada",))}
_SHARED = {
    "en": frozenset("share shared shares split divide divided among between".split()),
    "es": frozenset("reparto reparte repartes repartir repartimos divido divide dividir comparto".split()),
}


def told(words: str, language: str) -> str | None:
    """Returns the sum of a story about two numbers, with its result; None for what is no such story. `words`:
    normalised."""
    said = _RECEIVED.sub("got", words).split()
    if not any(tuple(said[at : at + len(way)]) == way for way in _HOW_MANY[language] for at in range(len(said))):
        return None
    numbers = _numbers(said, language)
    if len(said) < _SHORTEST or len(numbers) != 2:
        return None
    held = frozenset(said)
    one, other = numbers
    if held & _LEFT[language] or (held & _LOST[language] and not held & _EACH[language]):
        operation, one, other = "-", max(one, other), min(one, other)
    elif held & _EACH[language] and not held & _SHARED[language]:
        operation = "*"
    elif held & _SHARED[language]:
        operation, one, other = "/", max(one, other), min(one, other)
    elif held & _WON[language]:
        operation = "+"
    else:
        return None
    return sums.between(operation, f"{one:g} {'and' if language == 'en' else 'y'} {other:g}", language)


def _numbers(said: list[str], language: str) -> list[float]:
    """The numbers of a text in their order. An article is none: "a", "un"; "una" at the end of its clause is."""
    found: list[float] = []
    at = 0
    while at < len(said):
        word, following = said[at], said[at + 1] if at + 1 < len(said) else ""
        article = (
            word in ("a", "an", "oh")
            or said[at - 1 : at] == ["cada"]
            or (
                word in ("un", "una", "uno", "one")
                and following not in ("", "cuantos", "cuantas", "cuanto", "how", "y", "and")
            )
        )
        reading = Words(" ".join(said[at:]), language)
        value = None if article else reading.number()
        if value is None:
            at += 1
            continue
        found.append(value)
        at = len(said) - len(reading.left)
    return found
