"""A reply as it comes from the model, token by token -> clauses for the voice. Pure.

The first clause is short, so that the voice can begin; the next ones grow to whole sentences, which sound better. What
comes out depends on the text alone, never on how it was cut into pieces on the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from models.text.speakable import code_remark, speakable


@dataclass(frozen=True, slots=True)
class Clause:
    """What is said in one go."""

    text: str
    """What the voice is given."""
    source_start: int
    """First character of it in the reply as the model wrote it."""
    source_end: int
    """One past its last character there."""
    places: tuple[int, ...] = ()
    """For each character of `text`, its place in the reply."""

    def source(self, end: int) -> int:
        """How far the reply reaches when the first `end` characters of `text` have been heard."""
        if end <= 0:
            return self.source_start
        if end >= len(self.text):
            return self.source_end
        # What stands up to the next character that is said belongs to the last one: the rest of a link, of "°C", of "**".
        return min(max(self.places[end - 1] + 1, self.places[end]), self.source_end)


@dataclass(frozen=True, slots=True)
class _Limits:
    """Words that a clause needs before it may end in that way."""

    sentence: int
    soft: int
    """At a comma, semicolon, colon or dash."""
    conjunction: int
    """Before a word like "and"."""
    most: int
    """Anywhere: the voice has waited long enough."""


FIRST_WORDS: Final = 3
_LIMITS: Final = (_Limits(3, 3, 5, 12), _Limits(3, 6, 12, 20), _Limits(3, 12, 20, 32))
MOST_WORDS: Final = 48
"""No clause is ever longer: not within quotes, brackets or code either."""
_MOST_RUN: Final = 240
"""Characters without a space after which a clause ends, whatever they are."""

_CONJUNCTIONS: Final = frozenset(
    "and but or so because although while when where which who that if since until though whereas unless "
    "y e o u pero porque aunque mientras cuando donde que si como sino pues ni".split()
)
# Written with a full stop that ends no sentence. Single letters and chains of them (e.g., U.S., p. m.) are seen as such.
_ABBREVIATIONS: Final = frozenset(
    "dr dra drs mr mrs ms mx prof st jr sr sra sres srta vs etc approx dept fig inc ltd corp est ave blvd gen gov sen rep "
    "rev hon capt col lt sgt vol ed jan feb mar apr jun jul aug sept oct nov dec ud uds vd vds núm pág págs tel av avda "
    "atte aprox profa lic ing arq gral máx mín dpto nro ej ph d.c a.c ee.uu ee uu".split()
)
_CLOSERS: Final = "\"'”’»)]*_`"
_SENTENCE: Final = re.compile(r"[.!?…][.!?…]*$")
_SOFT: Final = re.compile(r"(?:[,;:—–]|\.\.\.|…)$")
_INITIALS: Final = re.compile(r"^(?:[^\W\d_]\.)*[^\W\d_]\.$")
_ADDRESS: Final = re.compile(r"://|^www\.|@")
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_NUMBERING: Final = re.compile(r"\W*\d{1,3}[.)]\W*$")
_OPENING: Final = {"“": "”", "«": "»", "(": ")", "[": "]", "¿": "?", "¡": "!"}


class ClauseSplitter:
    """Cuts one reply into clauses."""

    def __init__(self, language: str, first_words: int = FIRST_WORDS) -> None:
        """`language` (ISO 639-1) decides how signs are read; `first_words` is how many the first clause has at least."""
        self._language = language
        self._limits = (replace(_LIMITS[0], sentence=first_words, soft=first_words), *_LIMITS[1:])
        self._raw = ""
        self._start = 0
        """Where the clause in the making begins."""
        self._line = 0
        self._run = 0
        """Where the present run of characters without a space begins."""
        self._words = 0
        self._given = 0
        self._open: list[str] = []
        """What closes the quotes and brackets that are open."""
        self._in_code = False
        self._remarked = False
        self._out: list[Clause] = []

    def feed(self, delta: str) -> list[Clause]:
        """Take the next piece of the reply; the clauses that are complete now."""
        for character in delta:
            self._push(character)
        out, self._out = self._out, []
        return out

    def finish(self) -> list[Clause]:
        """The reply is over: what is left of it."""
        end = len(self._raw)
        if not self._in_code:
            if _FENCE.match(self._raw, self._line):
                self._remark(end)
            else:
                self._cut(end)
        out, self._out = self._out, []
        return out

    # One character at a time, each looked at once with all that came before: so the pieces' bounds can't matter.
    def _push(self, character: str) -> None:
        at = len(self._raw)
        self._raw += character
        if character == "\n":
            self._end_line(at)
        elif self._in_code or self._fenced():
            return
        elif character.isspace():
            self._end_run(at)
        else:
            self._nest(character)
            self._hasten(character, at)
            if at - self._run >= _MOST_RUN:
                self._cut(at + 1)

    def _end_line(self, at: int) -> None:
        if self._fenced():
            if not self._in_code:
                self._remark(at)
            self._in_code = not self._in_code
            self._restart(at + 1)
        elif self._in_code:
            self._restart(at + 1)
        else:
            self._cut(at, closed=True)
            self._restart(at + 1)
        self._line = at + 1
        self._open.clear()

    def _fenced(self) -> bool:
        return _FENCE.match(self._raw, self._line) is not None

    def _end_run(self, at: int) -> None:
        """A space has come: does the clause end before it?"""
        run = self._raw[self._run : at]
        begin, self._run = self._run, at + 1
        if not any(map(str.isalnum, run)):
            if not (run in ("-", "–", "—") and self._words):
                return
        elif not self._numbers_line(begin, at):
            self._words += 1
        limits = self._limits[min(self._given, len(self._limits) - 1)]
        word = run.rstrip(_CLOSERS)
        if self._words >= MOST_WORDS or (self._words >= limits.most and not {"]", "`"} & set(self._open)):
            self._cut(at)
            self._open.clear()
        elif self._open:
            return
        elif self._ends_sentence(word, begin, at):
            if self._words >= limits.sentence:
                self._cut(at)
        elif _SOFT.search(word) or word == "-":
            if self._words >= limits.soft:
                self._cut(at)
        elif word.lower() in _CONJUNCTIONS and self._words > limits.conjunction:
            self._cut(begin)
            self._words = 1

    def _hasten(self, character: str, at: int) -> None:
        """In the first clause, don't wait for the space that follows a comma: it comes a token later."""
        if self._given or self._open or character not in ",;!?—" or at == 0 or not self._raw[at - 1].isalpha():
            return
        if self._words + 1 >= self._limits[0].soft and not _ADDRESS.search(self._raw[self._run : at]):
            self._cut(at + 1)
            self._run = at + 1

    def _ends_sentence(self, word: str, begin: int, at: int) -> bool:
        if not _SENTENCE.search(word) or self._numbers_line(begin, at):
            return False
        if word.endswith(("...", "…")):
            return False  # a pause: the sentence may go on
        if not word.endswith("."):
            return True
        bare = word.lstrip("\"'“‘«([*_¿¡")
        return not (_INITIALS.match(bare) and bare != "I.") and bare[:-1].lower() not in _ABBREVIATIONS

    def _numbers_line(self, begin: int, at: int) -> bool:
        """Whether the run is the "1." that begins a line of a list."""
        return not self._raw[self._line : begin].strip() and bool(_NUMBERING.match(self._raw[begin:at]))

    def _nest(self, character: str) -> None:
        if self._open and character == self._open[-1]:
            self._open.pop()
        elif character in _OPENING:
            self._open.append(_OPENING[character])
        elif character in ('"', "`"):
            if character in self._open:
                self._open.remove(character)
            elif not self._raw[-2:-1].isalnum():  # 6" is a length
                self._open.append(character)

    def _cut(self, end: int, *, closed: bool = False) -> None:
        start = self._start
        line_start = not self._raw[self._line : start].strip() if start >= self._line else True
        spoken = speakable(self._raw[start:end], self._language, at=start, line_start=line_start, closed=closed)
        if spoken.text:
            self._out.append(Clause(spoken.text, start, end, tuple(spoken.places)))
            self._given += 1
            self._restart(end)
        elif closed or end - start >= _MOST_RUN:
            self._restart(end)

    def _restart(self, at: int) -> None:
        self._start = at
        self._run = max(self._run, at)
        self._words = 0

    def _remark(self, end: int) -> None:
        """Code is shown and not read; that there is some is said once."""
        if not self._remarked:
            text = code_remark(self._language)
            self._out.append(Clause(text, self._start, end, (self._start,) * len(text)))
            self._given += 1
        self._remarked = True
        self._restart(end)
