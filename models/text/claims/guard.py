"""Replaces what a mind claims to have done by a sentence that is true. Pure.

A mind has no hands: whatever is set, sent or switched is done by a skill, which words its own answer. So in an answer of a
mind every claim of an effect is false. It is looked for clause by clause, in the sentence so far; what precedes it is said,
what follows it is not.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from models.text.claims import english, spanish
from models.text.language import LOOKED_AT

Kind = Literal["timer", "other"]
_LANGUAGES: Final = (english, spanish)
_TIMERS: Final = re.compile(
    r"\b(?:timer|alarm|reminder|countdown|remind|wake you|temporizador|alarma|recordatorio|recordar|despert|cuenta atrás)"
)
_QUOTED: Final = re.compile(
    r"\"[^\"]*(?:\"|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)|(?<!\w)'[^']+'(?!\w)|\*\*?(?=\w)|(?<=\w)\*\*?|[`_]"
)
_WHOLLY_QUOTED: Final = re.compile(r"\"[^\"]*\"?\W*|“[^”]*”?\W*|«[^»]*»?\W*")
"""An answer that a mind has put into quotes."""
_SUSPECT: Final = re.compile(
    rf"\b(?:i|i'\w*|i’\w*|we|let|your|it|it's|it’s|that's|done|all|he|hemos|\w+(?:é|í|ing|ando|iendo)|te|lo|la|voy|estoy|acabo|"
    rf"hecho|listo|ya|tu|se|help|someone|somebody|ayuda|está|están|quedan?|{english.THINGS}|{spanish.THINGS})\b"
)
"""A word with which a claim begins. Until there is one, nothing needs to be held back."""
_CLAUSE: Final = re.compile(r"[.,;:!?…\n](?=\s)|\n")
_END: Final = re.compile(r"[.!?…\n]+[\"”»')\]*]*(?=\s|$)\s*")
_NEAR: Final = re.compile(r"[,;:—–]")
_NOTHING: Final = re.compile(
    r"\b(?:not|no|never|nothing|ningún|ninguna?|nada|nunca)\b(?! (?:problem|worries|hay problema))"
)
_ASKED: Final = re.compile(r"[^,;:.!]*\?\W*$")

TRUE: Final = {
    "timer": {
        "en": "I haven't set or changed anything just now. Say, for example: set a timer for ten minutes.",
        "es": "Ahora mismo no he puesto ni cambiado nada. Di, por ejemplo: pon un temporizador de diez minutos.",
    },
    "other": {
        "en": "I haven't done anything just now: I can't do such things by talking about them.",
        "es": "Ahora mismo no he hecho nada: esas cosas no las puedo hacer.",
    },
}
"""Kind of claim -> what is said in its place, by language."""


def claimed(sentence: str, told: bool = False, requested: bool = False) -> Kind | None:
    """Returns what kind of effect a sentence claims, or None. `told`: the sentence belongs to a story. `requested`: it
    answers a request for an effect."""
    text = " ".join(sentence.replace("’", "'").lower().split())
    if _WHOLLY_QUOTED.fullmatch(text):
        text = text.strip("\"“”«»' .")
    text = " ".join(_QUOTED.sub(" ", text).split())
    for language in _LANGUAGES:
        other_days = told or language.OTHER_DAYS.search(text) is not None
        patterns = language.PATTERNS if other_days else (*language.PATTERNS, *language.PAST)
        for pattern in (*patterns, *language.REQUESTED) if requested else patterns:
            for found in pattern.finditer(text):
                if not _innocent(text, found.start(), found.end(), language.INNOCENT):
                    return "timer" if _TIMERS.search(text) else "other"
    return None


def _innocent(text: str, start: int, end: int, signs: tuple[re.Pattern[str], re.Pattern[str]]) -> bool:
    """Whether it is no claim after all: a "not" or another subject in its clause, an "if" before it, or a question."""
    subject, condition = signs
    before, claim = _NEAR.split(text[:start])[-1], text[start:end]
    if _NOTHING.search(claim) or subject.search(before) or condition.search(text[:end]):
        return True
    return _ASKED.match(text[end:]) is not None


class ClaimGuard:
    """Looks at one answer as it comes, clause by clause."""

    def __init__(self, language: str, question: str = "") -> None:
        """`language`: of the answer. `question`: whoever asks for a story or a translation is told things that are no
        claims."""
        self._language = language if language in ("en", "es") else "en"
        asked = question[:LOOKED_AT].lower()
        self._told = any(each.TOLD.search(asked) for each in _LANGUAGES)
        self._requested = any(each.REQUEST.match(asked) for each in _LANGUAGES)
        self._assent_claims = any(each.REQUEST.match(asked) and not each.YES_OR_NO.search(asked) for each in _LANGUAGES)
        self._kind: Kind = "timer" if _TIMERS.search(asked) else "other"
        self._first = True
        self._sentence = ""
        self._story = False

    @property
    def requested(self) -> bool:
        """Whether something was asked to be done."""
        return self._requested

    def suspects(self, beginning: str) -> bool:
        """Whether a clause that begins like this might become a claim. `beginning`: as far as it has been written."""
        return not self._told and _SUSPECT.search(beginning.lower()) is not None

    def check(self, clause: str) -> str | None:
        """Takes the next clause as the mind wrote it. Returns None where it may be said; where it claims an effect, what is
        to be said in its place. Then the answer ends."""
        if self._told:
            return None
        for part in _parts(clause):
            self._sentence += part
            kind = claimed(self._sentence, self._story, self._requested)
            if self._assent_claims and self._first and _acknowledged(self._sentence):
                kind = self._kind
            if kind is not None:
                return TRUE[self._kind if self._requested else kind][self._language]
            if _END.search(part):
                self._story = self._story or any(each.OTHER_DAYS.search(self._sentence.lower()) for each in _LANGUAGES)
                self._sentence, self._first = "", False
        return None


class ClaimFilter:
    """The same for a text that is read: what might become a claim comes out clause by clause, all else at once."""

    def __init__(self, language: str, question: str = "") -> None:
        self._guard = ClaimGuard(language, question)
        self._held = ""
        self.replaced = False
        """A claim was replaced: the answer ends here."""

    def feed(self, delta: str) -> str:
        """Takes the next delta. Returns what may be shown now."""
        self._held += delta
        end = max((found.end() for found in _CLAUSE.finditer(self._held)), default=0)
        if _SUSPECT.search(self._held[end:].lower()) is None:
            end = len(self._held)
        return self._checked(end)

    def finish(self) -> str:
        """Returns the rest of the text."""
        return self._checked(len(self._held))

    def _checked(self, end: int) -> str:
        clause, self._held = self._held[:end], self._held[end:]
        if self.replaced or not clause:
            return ""
        true = self._guard.check(clause)
        if true is None:
            return clause
        self.replaced = True
        return true


def _acknowledged(sentence: str) -> bool:
    """Whether a sentence says "got it", or "yes", and no more."""
    text = sentence.replace("’", "'").lower()
    return any(each.ACKNOWLEDGED.match(text) for each in _LANGUAGES)


def _parts(text: str) -> list[str]:
    """Splits at the ends of sentences, which stay with them."""
    parts, at = [], 0
    for found in _END.finditer(text):
        parts.append(text[at : found.end()])
        at = found.end()
    return [*parts, text[at:]] if at < len(text) else parts
