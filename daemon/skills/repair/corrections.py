"""Understands what a speaker corrects within a sentence: "Set a timer for ten, no, wait, fifteen minutes." Pure.

A self-repair (Levelt, "Monitoring and self-repair in speech", Cognition 1983) is a reparandum ("ten"), an editing term ("no,
wait") and the repair ("fifteen minutes"). Which words are replaced is found by what the repair begins with: a number takes
the place of the last number, a day of the last day, and anything else begins again at its own first word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from daemon.skills.numbers import HUNDREDS, SECONDS, TENS, UNITS

_STRONG: Final[Mapping[str, str]] = {
    "en": "no no wait|oh no wait|no wait no|no wait|wait no|no hold on|hold on no|hang on no|no hang on|no sorry|sorry no"
    "|oh sorry|no i mean|i mean|no i meant|sorry i meant|i meant to say|i meant|no actually|actually no|actually make it"
    "|actually make that|no make it|no make that|no rather|or rather|or better|no better|scratch that|no scratch that"
    "|strike that|correction|oops no|wait make it|wait make that|wait i mean|no i said|no no",
    "es": "no espera no|no espera|no espere|espera no|ay no|uy no|no perdon|perdon no|no perdona|perdona no|no digo|digo"
    "|mejor dicho|no mejor|o mejor|mejor no|quiero decir|no quiero decir|queria decir|no queria decir|quise decir"
    "|no quise decir|me equivoque|no miento|miento|corrijo|rectifico|o mas bien|mas bien|bueno no|bueno mejor|no bueno"
    "|no no",
}
"""Editing terms that mean nothing else."""
_WEAK: Final[Mapping[str, str]] = {
    "en": "no|wait|sorry|actually|rather|oops|make it|make that|hold on|hang on|well",
    "es": "no|espera|espere|perdon|perdona|perdone|mejor|bueno|o sea|en realidad|ay",
}
"""Those that mean something else as well: they count where a pause, or what they correct, stands beside them."""
_AGAIN: Final[Mapping[str, str]] = {
    "en": "make it|make that|i mean|i meant|i said|let s say|let s make it|say|rather|better|it s|change that to"
    "|change it to|set it to",
    "es": "mejor|que sean|que sea|mejor que sean|digo|quiero decir|queria decir|ponle|ponlo|ponlo a|ponlo en|hazlo"
    "|que sea mejor|son",
}
"""What may stand before the repair itself."""
_CALLED_OFF: Final[Mapping[str, str]] = {
    "en": "(?:please )?(?:(?:cancel|forget|stop|leave|drop|scrap|skip) (?:that|it|this)|never ?mind|don t|do not|nothing"
    "|stop|cancel|don t (?:bother|do (?:that|it))|forget about it|not now|actually no|actually don t|better not|no don t)"
    "(?: please)?",
    "es": "(?:cancela(?:lo|la)?|olvida(?:lo|la)?|deja(?:lo|la)?|cancela eso|olvida eso|deja eso|nada|da igual|mejor nada"
    "|para|no lo hagas|no hagas nada|no importa|dejalo asi|dejalo estar|mejor no|asi no)(?: por favor)?",
}
"""A repair that takes everything back."""
_PREPOSITIONS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset("at for to in on by of from until till the".split()),
    "es": frozenset("a las la al para en de el del los dentro por hasta".split()),
}
_DAYS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset("today tonight tomorrow monday tuesday wednesday thursday friday saturday sunday".split()),
    "es": frozenset("hoy manana lunes martes miercoles jueves viernes sabado domingo".split()),
}
_OF_TIME: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset("half quarter past oclock o clock am pm noon midnight point percent and".split()),
    "es": frozenset("y media medio cuarto menos punto mediodia medianoche coma ciento".split()),
}
"""Words that belong to the number beside them."""
_OPPOSITES: Final = (
    frozenset("up down".split()),
    frozenset("on off".split()),
    frozenset("next previous".split()),
    frozenset("louder quieter softer".split()),
    frozenset("brighter darker".split()),
    frozenset("faster slower".split()),
    frozenset("pause play resume".split()),
    frozenset("english spanish french".split()),
    frozenset("sube baja".split()),
    frozenset("enciende apaga".split()),
    frozenset("siguiente anterior".split()),
    frozenset("alto bajo".split()),
    frozenset("subelo bajalo".split()),
    frozenset("subele bajale".split()),
)
LONGEST: Final = 30
"""Words; nobody corrects a longer sentence and is understood."""


class Correction(NamedTuple):
    first: str
    """What was said before the editing term."""
    texts: tuple[str, ...]
    """What may be meant, the likeliest first, "" for nothing that is seen; none where everything is taken back."""
    repair: str
    """What was said behind it."""
    set_off: bool
    """The editing term means nothing else, or stands between pauses."""
    anew: str = ""
    """What was said behind it, where that takes the place of the whole first command, if both are one: "Clear the list, no,
    read the list." """


def corrections(text: str, words: str, language: str, normalise: Callable[[str], str]) -> Iterator[Correction]:
    """Yields what an utterance may mean whose speaker corrects himself. `words`: the utterance, normalised."""
    if _editing(language).search(f" {words} ") is None or words.count(" ") >= LONGEST:
        return
    tokens = re.sub(r"[\u2014\u2013]|(?<=\s)-+(?=\s)|\.\.+|\u2026", ", ", text).split()
    tokens = [token for token in tokens if token.strip(" ,.;:!?")]
    plain = [normalise(token) for token in tokens]
    # The last editing term counts: "ten, no, twelve, no, fifteen". What stands before it is corrected itself.
    for begin in range(len(tokens) - 1, 0, -1):
        length = _longest(plain[begin:], _editing(language, "all"))
        if not length or (begin > 1 and _longest(plain[begin - 1 :], _editing(language, "strong")) > length):
            continue
        strong = _longest(plain[begin:], _editing(language, "strong")) == length
        set_off = strong or tokens[begin - 1][-1] in ",.;:!?"
        end = begin + length
        while skipped := _longest(plain[end:], _again(language)):
            end += skipped
        first, repair = " ".join(tokens[:begin]).rstrip(" ,.;:!?"), " ".join(tokens[end:])
        said = " ".join(plain[end:])
        if re.fullmatch(_CALLED_OFF[language], said or " ".join(plain[begin:])):
            yield Correction(first, (), repair, set_off)
        elif said:
            earlier = next(corrections(first, " ".join(plain[:begin]), language, normalise), None)
            first = earlier.texts[0] if earlier is not None and earlier.texts else first
            found = tuple(_spliced(first.split(), tokens[end:], language, normalise, close=not set_off))
            anew = repair if set_off and _begins_anew(" ".join(plain[:begin]).split(), said.split(), language) else ""
            yield Correction(first, found or ("",), repair, set_off, anew)
        return


def _longest(words: list[str], pattern: re.Pattern[str]) -> int:
    """Returns how many of the words, from the first on, are a phrase of the pattern; 0 for none."""
    lengths = range(min(5, len(words)), 0, -1)
    return next((length for length in lengths if pattern.fullmatch(" ".join(words[:length]))), 0)


def in_place(first: list[str], repair: list[str], language: str) -> str | None:
    """Returns the words with a number or a day of the other ones in the place of their last; None where there is none."""
    core, kinds = _core(repair, language), [_kind(each, language) for each in first]
    if _kind(repair[core], language) not in set(kinds) & {"number", "day"}:
        return None
    return _in_its_place(first, first, kinds, repair, repair, core, language)


def _spliced(
    first: list[str], repair: list[str], language: str, normalise: Callable[[str], str], close: bool
) -> Iterator[str]:
    """Yields the first words with the repair in the place of what it corrects. `close`: only where that is beyond doubt."""
    said, again = [normalise(each) for each in first], [normalise(each) for each in repair]
    core, kinds = _core(again, language), [_kind(each, language) for each in said]
    kind = _kind(again[core], language)
    if kind in ("number", "day") and kind in kinds:
        yield _in_its_place(first, said, kinds, repair, again, core, language)
        return
    if close:
        return
    for at in range(len(said) - 1, -1, -1):
        if said[at] == again[0] not in ("and", "y"):
            yield " ".join([*first[:at], *repair])
            if len(first) > at + len(again):
                yield " ".join([*first[:at], *repair, *first[at + len(again) :]])
    for group in _OPPOSITES:
        if again[0] in group and (of_group := [at for at, word in enumerate(said) if word in group]):
            yield " ".join([*first[: of_group[-1]], *repair, *first[of_group[-1] + 1 :]])
    for replaced in dict.fromkeys((len(repair), 1, 2, 3)):
        if replaced < len(first):
            yield " ".join([*first[:-replaced], *repair])


def _begins_anew(said: list[str], again: list[str], language: str) -> bool:
    """Whether a repair of several words shares nothing with what it corrects that tells where it belongs."""
    if len(again) < 2 or again[0] in said or _kind(again[_core(again, language)], language) in ("number", "day"):
        return False
    return not any(again[0] in group and not group.isdisjoint(said) for group in _OPPOSITES)


def _in_its_place(
    first: list[str], said: list[str], kinds: list[str], repair: list[str], again: list[str], core: int, language: str
) -> str:
    """Returns the first words with a number or a day of the repair in the place of the last of its kind."""
    new = [_kind(each, language) for each in again]
    kind = new[core]
    last = len(kinds) - 1 - kinds[::-1].index(kind)
    begin, end = last, last + 1
    while begin and (kinds[begin - 1] == kind or (kind == "number" and said[begin - 1] in _OF_TIME[language])):
        begin -= 1
    while kind == "number" and end < len(said) and said[end] in _OF_TIME[language] and "unit" not in new[core:]:
        end += 1
    if end < len(said) and kinds[end] == "unit" and "unit" in new[core:]:
        end += 1
    tail = range(end, len(said))
    if set(new[core:]) >= {"number", "day"}:  # both are said anew
        tail = range(end, end)
    if core:  # with its own "at"
        while begin and said[begin - 1] in _PREPOSITIONS[language]:
            begin -= 1
    rest = [first[at] for at in tail]
    if any(each == "other" for at, each in enumerate(new[core:]) if again[core + at] not in _PREPOSITIONS[language]):
        rest = []  # the rest is said anew, too: "at five, no, six to call mum"
    return " ".join([*first[:begin], *repair, *rest])


def _core(words: list[str], language: str) -> int:
    """Returns the place of the first word behind "at the"."""
    kinds = (at for at, word in enumerate(words) if word not in _PREPOSITIONS[language])
    return next(kinds, len(words) - 1)


@cache
def _kind(word: str, language: str) -> str:
    """What a word may be corrected by: "number", "day", "unit" (of time), or "other"."""
    *_, end = word.split() or [""]
    begin = (word.split() or [""])[0]
    if begin[:1].isdigit() or begin in _numbers(language):
        return "number"
    if begin in _OF_TIME[language] and begin not in ("and", "y", "past", "point", "o", "menos"):
        return "number"
    if end in _DAYS[language]:
        return "day"
    return "unit" if end in SECONDS[language] else "other"


@cache
def _numbers(language: str) -> frozenset[str]:
    return frozenset({*UNITS[language], *TENS[language], *HUNDREDS[language]} - {"a", "an", "un", "una", "oh"})


@cache
def _editing(language: str, which: str = "") -> re.Pattern[str]:
    strong, weak = _STRONG[language], _WEAK[language]
    if which:
        return re.compile(strong if which == "strong" else f"{strong}|{weak}")
    return re.compile(rf" (?:{strong}|{weak}) ")


@cache
def _again(language: str) -> re.Pattern[str]:
    return re.compile(_AGAIN[language])
