"""What may be said within a dictation to the dictation itself: "scratch that", "stop dictation". Pure.

Both languages count at any time: a recogniser often takes so few words for the other one.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Order = Literal["scratch", "stop"]
_ORDERS: dict[Order, str] = {
    "scratch": r"(?:scratch|delete|erase|undo) that|scratch it"
    r"|borra (?:eso|esto|lo ultimo)|borralo|(?:quita|elimina|deshaz) eso",
    "stop": r"(?:stop|end|finish) (?:the )?(?:dictation|dictating)|dictation (?:off|over)"
    r"|(?:termina|acaba|para|deten|cierra|fin de) (?:el )?dictado|fin del dictado|deja de dictar|(?:termina|para) de dictar",
}
_WHOLE = {
    order: re.compile(
        rf"(?:(?:please|por favor|okay|ok|vale|bueno|bien|sarai) )*(?:{words})(?: please| por favor| now| ya)?"
    )
    for order, words in _ORDERS.items()
}
_ACCENTS = str.maketrans("áéíóú", "aeiou")


class Understood(NamedTuple):
    """A piece of a dictation."""

    text: str
    """What is dictated; "" for none."""
    order: Order | None = None
    """What is to be done after it."""


def understood(text: str) -> Understood:
    """Returns what is dictated and what is ordered. An order is a piece of its own, or its last sentence: within a sentence
    the same words are dictated."""
    if (order := _order(text)) is not None:
        return Understood("", order)
    parts = re.split(r"(?<=[.,;:?!…])\s+", text.strip())
    if len(parts) > 1 and (order := _order(parts[-1])) is not None:
        if order == "scratch":  # it takes back the words before it, which have not been typed yet
            return Understood("")
        return Understood(text.strip()[: -len(parts[-1])].rstrip(" ,;:"), order)
    return Understood(text)


def _order(text: str) -> Order | None:
    words = " ".join(re.sub(r"[^\w\s]", " ", text.lower().translate(_ACCENTS)).split())
    return next((order for order, pattern in _WHOLE.items() if pattern.fullmatch(words)), None)
