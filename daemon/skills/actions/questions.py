"""Questions that are asked before something is done, and what counts as an answer to them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from daemon.skills.actions.intents import ActionIntent
from daemon.skills.numbers import ORDINALS, without_accents

YES = {
    "en": ("yes", "yes please", "yes do it", "do it", "go ahead", "yes go ahead"),
    "es": ("si", "si por favor", "si hazlo", "hazlo", "adelante", "si adelante", "si hacelo", "hacelo"),
}
"""The only consents, word for word: "yes but" and "yeah" are none."""
NO = {
    "en": (
        "no",
        "no thanks",
        "no thank you",
        "don't",
        "no don't",
        "don't do it",
        "stop",
        "cancel",
        "cancel that",
        "cancel it",
        "forget it",
        "don't do that",
        "never mind",
        "neither",
    ),
    "es": (
        "no",
        "no gracias",
        "no lo hagas",
        "no lo haga",
        "para",
        "cancela",
        "cancelalo",
        "cancela eso",
        "olvidalo",
        "dejalo",
        "da igual",
        "ninguno",
        "ninguna",
    ),
}


@dataclass(frozen=True, slots=True)
class Consented:
    """The user has agreed to a dangerous action, or chosen one of several."""

    action: ActionIntent


@dataclass(frozen=True, slots=True)
class Declined:
    """A dangerous action is not done."""

    why: Literal["no", "early", "late"] = "no"
    """`early`: the user agreed over the question, `late`: when it had lapsed."""


Answered = Consented | Declined


@dataclass(frozen=True, slots=True)
class ActionQuestion:
    """What is asked, and what its answers do."""

    text: str
    """Holds no word of consent, so that its own echo cannot agree to it."""
    consent: ActionIntent | None = None
    """Done after a yes."""
    choices: tuple[tuple[str, ActionIntent], ...] = ()
    """Names to choose from, each with what is done when it is said."""

    def answer(self, text: str, language: str) -> Consented | Declined | None:
        """Returns what the words answer; None when they are about something else, which counts as a no."""
        words = _bare(text, language)
        known = language if language in YES else "en"
        if words in map(plain, NO[known]):
            return Declined()
        if self.consent is not None:
            return Consented(self.consent) if words in YES[known] else None
        for place, (name, action) in enumerate(self.choices, 1):
            ordinals = {
                each for each, number in ORDINALS[known].items() if number in (place, place - len(self.choices) - 1)
            }
            if words in (_bare(name, language), *ordinals, *(f"{each} one" for each in ordinals)):
                return Consented(action)
        parts = [action for name, action in self.choices if set(words.split()) < set(plain(name).split())]
        return Consented(parts[0]) if words and len(parts) == 1 else None


def _bare(text: str, language: str) -> str:
    words = re.sub(r"^(?:sarai )?(?:the|el|la|los|las) ", "", re.sub(r" sarai$", "", plain(text)))
    return words.removeprefix("sarai ")


def plain(text: str) -> str:
    """Returns the words of a text, in lower case and without accents."""
    return " ".join(re.findall(r"[\w]+", without_accents(text.lower())))
