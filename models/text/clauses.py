"""Splits a reply, as it comes token by token from the model, into clauses for the voice. Pure.

The first clause is short, so that the voice can begin; the next ones grow to whole sentences, which sound better. The
result depends on the text alone, never on how it was cut into deltas, and on whether a mind is quick enough for a first
clause of a word or two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from models.text.aligned import Aligned
from models.text.reading.abbreviations import ends_no_sentence, may_go_on
from models.text.reading.words import MONTHS, MONTHS_SHORT
from models.text.speakable import code_remark, speakable


@dataclass(frozen=True, slots=True)
class Clause:
    """Text that is spoken in one go."""

    text: str
    """Text for the voice."""
    source_start: int
    """First character of the clause in the reply as the model wrote it."""
    source_end: int
    """One past the clause's last character there."""
    places: tuple[int, ...] = ()
    """Position in the reply of each character of `text`."""
    goes_on: bool = False
    """It is still being written: only its last word may be half a one."""

    def source(self, end: int) -> int:
        """Returns the end in the reply when the first `end` characters of `text` have been heard."""
        if end <= 0:
            return self.source_start
        if end >= len(self.text):
            return self.source_end
        # What stands up to the next character that is said belongs to the last one: the rest of a link, of "°C", of "**".
        return min(max(self.places[end - 1] + 1, self.places[end]), self.source_end)


@dataclass(frozen=True, slots=True)
class _Limits:
    """Least words of a clause for each way to end it."""

    sentence: int
    soft: int
    """At a comma, semicolon, colon or dash."""
    conjunction: int
    """Before a word like "and"."""
    most: int
    """Anywhere, because the voice has waited long enough."""


FIRST_WORDS: Final = 3
_LIMITS: Final = (_Limits(3, 3, 5, 12), _Limits(3, 6, 12, 20), _Limits(3, 12, 20, 32))
_AFTER_BRIEF: Final = _Limits(1, 3, 4, 8)
"""Of the clause after a first one of a word or two, whose sound lasts half a second."""
MOST_WORDS: Final = 48
"""Most words of a clause, also within quotes, brackets or code."""
_MOST_CHARACTERS: Final = 480
_MOST_RUN: Final = 240
"""Characters without a space after which a clause ends in any case."""
_MOST_DIGITS: Final = 48
"""The same for text that is mostly digits, each of which may be a word."""
PIECE: Final = 256
"""Characters of a long text that are processed at once."""

_CONJUNCTIONS: Final = frozenset(
    "and but or so because although while when where which who that if since until though whereas unless "
    "y e o u pero porque aunque mientras cuando donde que si como sino pues ni".split()
)
_LAST_WORDS: Final = frozenset(
    "it that this them him her you me us there here now today tonight tomorrow yesterday again too also already yet "
    "later soon on off up down out over done ready welcome fine well good great right sure course know like "
    "morning afternoon evening night day week month year minutes seconds hours degrees percent "
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred thousand "
    "monday tuesday wednesday thursday friday saturday sunday "
    "eso esto él ella ellos ustedes usted ti mí aquí allí ahora hoy mañana ayer noche tarde también ya todavía luego "
    "pronto listo lista hecho bien bueno claro seguro favor encendida encendido apagada apagado minutos segundos horas "
    "grados día semana mes año uno dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte cien mil "
    "lunes martes miércoles jueves viernes sábado domingo".split()
)
"""Words after which a full stop ends the sentence: no abbreviations, and no part of an address before its dot."""
_BRIEF: Final = re.compile(r"[¡¿]?[^\W\d_]+(?:['’][^\W\d_]+)?(?: [^\W\d_]+(?:['’][^\W\d_]+)?)?[.,;:!?—]")
"""A clause of one or two words."""
_PLAIN: Final = re.compile(r"\s*[¡¿]?[^\W\d_]+(?:['’][^\W\d_]+)*(?: [^\W\d_]+(?:['’][^\W\d_]+)*)*\s?")
"""Words alone: what follows does not change how they are read."""
_OPENERS: Final = "\"'“‘«([*_¿¡"
_CLOSERS: Final = "\"'”’»)]*_`"
_SENTENCE: Final = re.compile(r"[.!?…][.!?…]*$")
_SOFT: Final = re.compile(r"(?:[,;:—–]|\.\.\.|…)$")
# Single letters and chains of them (e.g., U.S., p. m.) end no sentence.
_INITIALS: Final = re.compile(r"^(?:[^\W\d_]\.)*[^\W\d_]\.$")
_ADDRESS: Final = re.compile(r"://|^www\.|@|&#?\w*;?$")
"""Text in which a comma, a semicolon or an exclamation mark ends nothing: an address, a character reference."""
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_JSON: Final = re.compile(r"\s*(?:\[\s*)?\{\s*(?:\"|\}|$)|\s*\[$")
"""Beginning of a line of JSON, as far as it has arrived; the last brace or bracket ends the line."""
_HEAD: Final = 40
"""Characters at the beginning of a line that decide its kind."""
_NUMBERING: Final = re.compile(r"\W*\d{1,3}[.)]\W*$")
_UNFINISHED: Final = re.compile(r"[\d$€£¥#№~≈+×÷=−-]$")
"""Text whose unit or rest is still to come; it is split from it only if necessary."""
_TERM: Final = re.compile(r"(?<![^\W_])(?:\d+[A-Za-z]|[b-hj-zB-HJ-Z])(?:[²³⁴]|\^\w+)?\)?$|\)[²³⁴]$")
"""The term of a sum: the dash behind it is a minus."""
_MONTHS: Final = frozenset((*MONTHS["es"], *MONTHS_SHORT["es"]))
"""A Spanish date ends with its month: the dash behind it may be that of a range."""
_MOST_OPEN: Final = 16
_OPENING: Final = {"“": "”", "«": "»", "(": ")", "[": "]", "¿": "?", "¡": "!"}


_WARM: Final = {
    "en": "On May 3, 2025 at 8:00 **Dr. Lee** paid $5 for 3 kg - 5% (see x.org).",
    "es": "El 3 de mayo a las 8:00 la **Dra. Gil** pagó 5 € por 3 kg - 5 % (véase x.es).",
}


def clauses(text: str, language: str) -> Iterator[Clause]:
    """Yields the clauses of a whole text, each computed on demand."""
    splitter = ClauseSplitter(language)
    for at in range(0, len(text), PIECE):
        yield from splitter.feed(text[at : at + PIECE])
    yield from splitter.finish()


def warm_up() -> None:
    """Loads the rules of numbers and compiles the patterns that most replies need. It takes a tenth of a second,
    better spent before the first reply than in it."""
    for language, text in _WARM.items():
        for _ in clauses(text, language):
            pass


class ClauseSplitter:
    """Splits one reply into clauses."""

    def __init__(
        self, language: str, first_words: int = FIRST_WORDS, brief: Callable[[], bool] = lambda: False
    ) -> None:
        """`language` (ISO 639-1) decides how signs are read; `first_words` is the least number of words of the first
        clause. `brief` is asked where the text allows a shorter one ("Sure,"): whether what follows will be there
        before its sound has ended."""
        self._language = language
        self._brief = brief
        self._limits: tuple[_Limits, ...] = (
            replace(_LIMITS[0], sentence=first_words, soft=first_words),
            *_LIMITS[1:],
        )
        self._hasty = 1
        """Number of clauses that do not wait for the space behind them."""
        self._text = ""
        """Text of the current clause."""
        self._start = 0
        """Where the current clause begins in the reply."""
        self._end = 0
        """Length of the reply so far."""
        self._run = 0
        """Where the current run of characters without a space begins."""
        self._last = ""
        """The previous run."""
        self._words = 0
        self._given = 0
        self._head = ""
        """Beginning of the current line."""
        self._runs = 0
        """Number of completed runs in the line."""
        self._opens_line = True
        """Whether the current clause begins its line."""
        self._open: list[str] = []
        """Closing characters of the open quotes and brackets."""
        self._maybe: int | None = None
        """Possible end of the clause, void if the next text continues after an abbreviation."""
        self._in_code = False
        self._json: _Json | None = None
        self._remarked = False
        self._out: list[Clause] = []

    def begun(self) -> Clause | None:
        """Returns the clause that is being written, as far as it is; None where it is not the first (nor the one after a
        very short first one), or is more than plain words."""
        raw = self._part(self._start)
        if self._given >= self._hasty or self._in_code or self._json is not None or not _PLAIN.fullmatch(raw):
            return None
        spoken = speakable(raw, self._language, at=self._start, line_start=self._opens_line)
        if spoken.text != raw.strip():
            return None
        return Clause(spoken.text, self._start, self._end, tuple(spoken.places), goes_on=True)

    @property
    def silent(self) -> bool:
        """Whether no text of the reply was speakable so far."""
        return not self._given

    def feed(self, delta: str) -> list[Clause]:
        """Takes the next delta of the reply and returns the clauses that are complete now. The time is proportional
        to the delta, so pass a long text in pieces, or through `clauses`."""
        for character in delta:
            self._push(character)
        out, self._out = self._out, []
        return out

    def finish(self) -> list[Clause]:
        """Ends the reply and returns its last clauses."""
        if not self._in_code and self._json is None:
            if _FENCE.match(self._head):
                self._remark(self._end)
            else:
                self._cut(self._end)
        out, self._out = self._out, []
        return out

    def end_clause(self) -> list[Clause]:
        """Ends the clause here, for who knows that it does, and returns it."""
        self._maybe = None
        if not self._in_code and self._json is None:
            self._cut(self._end)
            self._open.clear()
        out, self._out = self._out, []
        return out

    # One character at a time, each looked at once with all that came before: so the pieces' bounds can't matter.
    def _push(self, character: str) -> None:
        at = self._end
        self._end += 1
        if self._maybe is not None and not character.isspace():
            self._decide(character)
        if self._json is not None:
            self._skip_json(character, at)
            return
        if character == "\n":
            self._text += character
            self._end_line(at)
            return
        if len(self._head) < _HEAD:
            self._head += character
        if self._in_code:
            self._drop(at + 1)
            return
        if self._fenced():
            return
        self._text += character
        if character.isspace():
            self._end_run(at)
            return
        if self._begins_json(character):
            return
        self._nest(character)
        self._hasten(character, at)
        length = at + 1 - self._run
        if length > _MOST_RUN or (length % _MOST_DIGITS == 0 and self._is_number()):
            self._cut(at + 1)

    def _is_number(self) -> bool:
        """Whether the current run is one endless number, each character of which may be a word."""
        run = self._part(self._run)
        return 2 * sum(map(str.isdecimal, run)) >= len(run) and not _ADDRESS.search(run)

    def _part(self, start: int, end: int | None = None) -> str:
        """Returns the current clause's text from `start` on."""
        return self._text[max(0, start - self._start) : None if end is None else max(0, end - self._start)]

    def _end_line(self, at: int) -> None:
        self._maybe = None
        if self._fenced():
            if not self._in_code:
                self._remark(at)
            self._in_code = not self._in_code
        elif not self._in_code:
            self._cut(at, closed=True)
        self._head, self._runs = "", 0
        self._restart(at + 1)
        self._open.clear()

    def _fenced(self) -> bool:
        return _FENCE.match(self._head) is not None

    def _begins_json(self, character: str) -> bool:
        if character not in '{}["' or self._runs > 2 or len(self._head) >= _HEAD or not _JSON.fullmatch(self._head):
            return False
        if character in "{[":  # JSON if the line ends, or goes on with a name
            return False
        json = _Json(self._head)
        self._remark(self._end)
        self._json = None if json.over() else json
        return True

    def _skip_json(self, character: str, at: int) -> None:
        json = self._json
        assert json is not None
        if json.push(character):
            self._json = None
            self._open.clear()
        self._drop(at + 1)

    def _end_run(self, at: int) -> None:
        """Decides at a space whether the clause ends before it."""
        run = self._part(self._run, at)
        begin, self._run = self._run, at + 1
        if not run:
            if at - self._start >= _MOST_RUN:
                self._cut(at + 1)
            return
        last, self._last = self._last, run
        numbers = not self._runs and bool(_NUMBERING.match(run))
        self._runs += 1
        if not any(map(str.isalnum, run)):
            if at - self._start >= _MOST_CHARACTERS:
                self._cut(at)
            dash = run in ("-", "–", "—") and self._words
            if not dash or self._unfinished(last) or _TERM.search(last) or last.lower().rstrip(".") in _MONTHS:
                return
        elif not numbers:
            self._words += 1
        limits = self._limits[min(self._given, len(self._limits) - 1)]
        word = run.rstrip(_CLOSERS)
        if (
            self._words >= MOST_WORDS
            or at - self._start >= _MOST_CHARACTERS
            or (self._words >= limits.most and not {"]", "`"} & set(self._open) and not self._unfinished(word))
        ):
            self._cut(at)
            self._open.clear()
        elif self._open:
            return
        elif not numbers and self._may_end_sentence(word):
            if self._words >= limits.sentence:
                self._maybe = at
        elif not numbers and self._ends_sentence(word):
            if self._words >= limits.sentence or self._is_brief(at):
                self._cut(at)
        elif _SOFT.search(word) or word == "-":
            if self._words >= limits.soft or self._is_brief(at):
                self._cut(at)
        elif word.lower() in _CONJUNCTIONS and self._words > limits.conjunction and not self._unfinished(last):
            self._cut(begin, within=True)
            self._words = 1

    def _unfinished(self, word: str) -> bool:
        return _UNFINISHED.search(word) is not None or (word.endswith(".") and ends_no_sentence(word))

    def _decide(self, character: str) -> None:
        """Decides after "No." or "art.": a number continues the clause, anything else begins a sentence."""
        at, self._maybe = self._maybe, None
        if at is not None and not (character.isdecimal() or character.islower() or character in "#,;:)=+×÷<>"):
            last = self._last.lower()
            if character in "IVXL" and last not in ("no.", "co.", "min.", "max."):
                return
            if last == "al.":
                return
            self._cut(at)
            self._run = max(self._run, self._end - 1)

    def _hasten(self, character: str, at: int) -> None:
        """Ends the first clause without the space that follows a comma or a full stop, which comes a token later."""
        if (
            self._given >= self._hasty
            or self._open
            or character not in ".,;!?—"
            or not self._part(at - 1, at).isalpha()
        ):
            return
        run = self._part(self._run)
        if _ADDRESS.search(run) or (character == "." and run[:-1].lower() not in _LAST_WORDS):
            return
        if self._words + 1 >= self._limits[self._given].soft or self._is_brief(at + 1):
            self._cut(at + 1)
            self._run = at + 1

    def _is_brief(self, end: int) -> bool:
        """Whether the first clause ends here though it is short; then the next one is shorter than usual, too."""
        if self._given or not _BRIEF.fullmatch(self._part(self._start, end).strip()) or not self._brief():
            return False
        self._limits = (self._limits[0], _AFTER_BRIEF, *_LIMITS[1:])
        self._hasty = 2
        return True

    def _ends_sentence(self, word: str) -> bool:
        if not _SENTENCE.search(word):
            return False
        if word.endswith(("...", "…")):
            return False  # a pause: the sentence may go on
        if not word.endswith("."):
            return True
        bare = word.lstrip(_OPENERS)
        if _INITIALS.match(bare) and bare != "I.":
            return False
        return not ends_no_sentence(bare) and not may_go_on(bare)

    def _may_end_sentence(self, word: str) -> bool:
        bare = word.lstrip(_OPENERS)
        if word.endswith("!"):
            return word[-2:-1].isdecimal()  # a factorial
        return word.endswith(".") and may_go_on(bare) and not _INITIALS.match(bare)

    def _nest(self, character: str) -> None:
        if self._open and character == self._open[-1]:
            self._open.pop()
        elif character in _OPENING:
            self._open.append(_OPENING[character])
        elif character in ('"', "`"):
            if character in self._open:
                self._open.remove(character)
            elif not self._text[-2:-1].isalnum():  # 6" is a length
                self._open.append(character)
        del self._open[:-_MOST_OPEN]

    def _cut(self, end: int, *, closed: bool = False, within: bool = False) -> None:
        """Ends the clause. `closed`: with its line; `within`: inside a sentence, so an abbreviation's full stop is none
        for the voice, whose tone would fall."""
        start = self._start
        raw = self._part(start, end)
        if any(map(str.isalnum, raw)) or "★" in raw:
            spoken = speakable(raw, self._language, at=start, line_start=self._opens_line, closed=closed)
        else:
            spoken = Aligned("", [])
        if within and spoken.text.endswith(".") and not spoken.text.endswith(".."):
            spoken.text, spoken.places = spoken.text[:-1], spoken.places[:-1]
        if spoken.text:
            self._out.append(Clause(spoken.text, start, end, tuple(spoken.places)))
            self._given += 1
            self._restart(end)
        elif closed or end - start >= _MOST_RUN:
            self._restart(end)

    def _restart(self, at: int) -> None:
        self._opens_line = not self._head.strip() if at == self._end else False
        self._drop(at)
        self._run = max(self._run, at)
        self._words = 0

    def _drop(self, at: int) -> None:
        """Drops the text before `at`."""
        self._text = self._part(at)
        self._start = at

    def _remark(self, end: int) -> None:
        """Replaces code, which is shown and not read, by one spoken remark."""
        if not self._remarked:
            text = code_remark(self._language)
            self._out.append(Clause(text, self._start, end, (self._start,) * len(text)))
            self._given += 1
        self._remarked = True
        self._restart(end)


class _Json:
    """Finds the end of a JSON value."""

    def __init__(self, begun: str) -> None:
        self._depth = 0
        self._quoted = False
        self._escaped = False
        for character in begun:
            self.push(character)

    def over(self) -> bool:
        """Whether the value has ended."""
        return self._depth == 0

    def push(self, character: str) -> bool:
        """Takes the next character and returns whether the value ends with it."""
        if self._quoted:
            if self._escaped:
                self._escaped = False
            elif character == "\\":
                self._escaped = True
            elif character == '"':
                self._quoted = False
        elif character == '"':
            self._quoted = True
        elif character in "{[":
            self._depth += 1
        elif character in "}]":
            self._depth -= 1
        return self._depth == 0
