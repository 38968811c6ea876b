"""Matches a whole utterance with the sentences of a language: which skill, if any, it asks for. Pure.

An ordinary question is never taken for a command, because only whole utterances match (see `table`).
`daemon.app.skill_runner` carries the intent out; `wording` words the answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from daemon.skills import intent
from daemon.skills.actions.clauses import commands, told
from daemon.skills.actions.intents import ActionIntent, CopyReply, HomeUnknown, ListAdd, NoteAdd, WebSearch
from daemon.skills.actions.spoken_of import spoken_of
from daemon.skills.actions.tool_calls import ToolSentences
from daemon.skills.actions.written import as_written
from daemon.skills.computed.questions import computed
from daemon.skills.intent import (
    AlarmSet,
    Computed,
    Intent,
    Mute,
    Stop,
    TimerCancel,
    TimerExtend,
    TimerIntent,
    TimerLeft,
    TimerMove,
    TimerSet,
    Unable,
    VolumeChange,
    VolumeTo,
)
from daemon.skills.numbers import plain_numbers, signs_in_words
from daemon.skills.repair.corrections import corrections
from daemon.skills.repair.fillers import fluent, unhesitating
from daemon.skills.repair.order import once, reordered, without_moment
from daemon.skills.repair.several import both
from daemon.skills.slots.meaning import meant
from daemon.skills.syntax.shape import ANY
from daemon.skills.table import LANGUAGES, Phrase, phrases, table
from models.text.language import told_language

LONGEST = 120
"""Characters; a longer utterance is no command ..."""
LONGEST_NOTE = 1000
"""... but a note."""
REQUESTS = Path(__file__).with_name("sentences") / "requests"
_COLON = re.compile(r"^\s*(note|memo|nota|anota|apunta)\s*:\s", re.IGNORECASE)
_BESIDE_A_REASON = ActionIntent | VolumeChange | VolumeTo | TimerSet | TimerExtend | TimerCancel | AlarmSet
"""What is asked for behind or before a reason: "The pasta isn't done, add three minutes." """
_UNCORRECTED = NoteAdd | WebSearch
"""What holds any words, corrected or not, as they were said: "only five", "like a prayer"."""
_ALSO = re.compile(r"(?i)^(?:también|tambien|además|ademas|also) | (?:too|as well|también|tambien)$")
"""What is no part of an item."""
_MOVED = TimerSet | TimerExtend | AlarmSet
"""What is asked for with its time or its purpose first."""
_NOT_LATER = ActionIntent | VolumeChange | VolumeTo | Mute
"""What is done at once or not at all."""
_HEADINGS = {
    "note": "new note ",
    "memo": "new memo ",
    "nota": "nueva nota ",
    "anota": "nueva nota ",
    "apunta": "nueva nota ",
}
"""What a heading before a colon asks for."""
_ASKING = re.compile(r"(?:me |nos )?(\w+[ae])s\b(.*)")
"""A Spanish request as a question: "¿Me pones la siguiente?"."""
_IRREGULAR = {"pone": "pon", "hace": "haz", "dice": "dime"}
_FOR_ME = re.compile(r"^(\w{2,}[aer])(?:me|nos|les?)(?:l[oa]s?)?\b(?! cuentas?\b)")
"""A Spanish request for something for somebody: "sácame la basura" asks for "saca la basura"."""
_GERUND = re.compile(r"(?:(?:would|do) you mind|how about|what about|mind) (\w{2,})ing\b(.*)")
UNABLE = {
    "device": Unable("device"),
    "chore": Unable("chore"),
    "account": Unable("account"),
    "money": Unable("money"),
    "order": Unable("order"),
    "message": Unable("message"),
    "program": Unable("program"),
    "computer": Unable("computer"),
}
"""Kind of request, as in `sentences/requests` -> what is told."""

Known = Callable[[ActionIntent], bool]
"""Whether what an action names is there: an application, a list. Asked where the words alone may be talk."""
Running = Callable[[TimerIntent], bool]
"""Whether a timer that is named, or was set just now, is there. Asked where the words alone may be talk."""


@dataclass(frozen=True, slots=True)
class _Sure:
    """What decides about words that may be talk."""

    known: Known
    running: Running

    def __call__(self, text: str, asked: Intent) -> Intent | None:
        """Returns what is asked for as the user wrote it in `text`; None where it may be talk, and names nothing that is
        there."""
        if isinstance(asked, TimerExtend | TimerCancel | TimerLeft | TimerMove):
            return asked if asked.sure or self.running(asked) else None
        if not isinstance(asked, ActionIntent):
            return asked
        written = as_written(asked, text, normalise)
        if isinstance(written, ListAdd):
            written = replace(written, item=_ALSO.sub("", written.item))
        if isinstance(written, NoteAdd) and told(normalise(written.text)):
            return None  # "Take note, he said, and left."
        return written if getattr(written, "sure", True) or self.known(written) else None


def match(
    text: str,
    language: str,
    known: Known = lambda action: False,
    running: Running = lambda asked: False,
) -> Intent | None:
    """The intent of `text`; None for anything that is no command. `language` "" tries every language that has phrases."""
    if len(text) > LONGEST_NOTE:
        return None
    languages = [language] if language in LANGUAGES else LANGUAGES if not language else ()
    for each in languages:
        said = fluent(text, each)
        words = normalise(said)
        if words in table(each).never:
            return None
        found: Intent | None
        sure, own = _Sure(known, running), unhesitating(text, each)
        if len(text) > LONGEST:  # a note may be; anything else of that length is talk
            notes = (_note(candidate, own, each) for candidate in bare(normalise(own), each))
            found = next((note for note in notes if note is not None), None)
        else:
            found = _in_one(said, words, each, sure)
            if isinstance(found, _UNCORRECTED) and own != said:
                kept = _plain(own, normalise(own), each, sure)
                found = kept if type(kept) is type(found) else found
        if found is not None:
            return found
    return None


def _in_one(text: str, words: str, language: str, sure: _Sure) -> Intent | None:
    """The intent of a text in one language. `words`: the text, normalised."""
    quoted = spoken_of(text)
    for correction in () if quoted else corrections(text, words, language, normalise):
        corrected: Intent | None = None
        first = partial(_plain, correction.first, normalise(correction.first), language, sure)
        if not correction.texts and (correction.set_off or first() is not None):
            corrected = Stop()
        anew = (correction.anew,) if correction.anew and first() is not None else ()
        for candidate in (*anew, *correction.texts):
            found = _plain(candidate, normalise(candidate), language, sure)
            if found is not None and not isinstance(found, _UNCORRECTED):
                corrected = found
                break
        if corrected is None and correction.set_off:
            corrected = _instead(correction.first, correction.repair, language, sure)
        if corrected is not None:
            return corrected
    if (one_time := once(words, language)) != words and not quoted:
        found = _plain(one_time, one_time, language, sure)
        if isinstance(found, AlarmSet | TimerSet) or (isinstance(found, Unable) and found.what == "moment"):
            return Unable("repeating")
    found = _plain(text, words, language, sure, quoted)
    if found is not None and not isinstance(found, Unable):
        return found
    if not quoted:
        for candidate in reordered(text, language, normalise):
            if isinstance(moved := _plain(candidate, normalise(candidate), language, sure), _MOVED):
                return moved
        several = both(text, language, normalise, lambda part: _plain(part, normalise(part), language, sure))
        if several is not None:
            return several
        if found is None and _later(words, language, sure):
            return Unable("later")
    return found


def _plain(text: str, words: str, language: str, sure: _Sure, quoted: bool = False) -> Intent | None:
    """The intent of a text that is said straight. `quoted`: a command in it is only spoken of."""
    asked = partial(sure, text)
    refused: Intent | None = None
    for candidate in bare(words, language):
        found = _look_up(candidate, language, asked)
        if quoted and not isinstance(found, Stop | NoteAdd):
            found = None  # a command that somebody speaks of
        if isinstance(found, Unable):
            refused, found = (
                refused or _with_accents(found, words, _tidy(text)),
                None,
            )  # with less around it, it may be what can be done
        if isinstance(found, ActionIntent):
            return found
        if found is not None:
            return _with_accents(found, words, _tidy(text))
    if (
        isinstance(refused, Unable)
        and refused.what == "date"
        and (known := _computed(words, text, language)) is not None
    ):
        return known  # "Tell me how many days are in a week."
    if refused is not None:
        return refused
    if (said := _said_in_parts(text, language)) is not None:
        return said
    for command in commands(text, language, normalise):
        for candidate in bare(command, language):
            found = _look_up(candidate, language, asked)
            if isinstance(found, _BESIDE_A_REASON) and not isinstance(found, NoteAdd | CopyReply):
                return found
    for candidate in bare(words, language):
        if (known := _computed_as(candidate, words, text, language)) is not None:
            return known
        if not quoted and (unable := _impossible(candidate, language)) is not None:
            return unable
    return None


def _computed(words: str, text: str, language: str, everyday: bool = False) -> Computed | None:
    """The answer to a question that needs no mind. `words`: the text, normalised."""
    found = (_computed_as(candidate, words, text, language, everyday) for candidate in bare(words, language))
    return next((each for each in found if each is not None), None)


def _computed_as(candidate: str, words: str, text: str, language: str, everyday: bool = False) -> Computed | None:
    answer = computed(candidate, _part(candidate, words, _tidy(text)), language, everyday)
    return None if answer is None else Computed(answer)


def read_facts() -> None:
    """Reads the everyday facts of all languages. It takes a fifth of a second, better spent before the first question."""
    looked_up("hello there")


def looked_up(text: str) -> str | None:
    """Returns the answer to an everyday question, for a mind that knows hardly more; None for any other words."""
    if len(text) > LONGEST:
        return None
    told = told_language(text)
    for language in sorted(LANGUAGES, key=lambda each: each != told):
        said = fluent(text, language)
        found = _computed(normalise(said), said, language, everyday=True)
        if found is not None:
            return found.answer
    return None


def _instead(first: str, repair: str, language: str, sure: _Sure) -> Intent | None:
    """What was asked for first, with the item of a list that is said instead: "Add milk to my list, no, butter." """
    found = _plain(first, normalise(first), language, sure)
    if isinstance(found, ListAdd) and 0 < len(repair.split()) <= 3:
        return replace(found, item=repair.strip(" ,.;:!?"))
    return None


def _later(words: str, language: str, sure: _Sure) -> bool:
    """Whether what is done at once or not at all is asked for a later time: "Pause the music in ten minutes." """
    for candidate in bare(words, language):
        for rest in without_moment(candidate, language):
            asked = (_look_up(each, language, partial(sure, rest)) for each in bare(rest, language))
            if isinstance(next(filter(None, asked), None), _NOT_LATER):
                return True
    return False


def with_tools(
    understand: Callable[[str, str], Intent | None], tools: ToolSentences
) -> Callable[[str, str], Intent | None]:
    """Returns `understand(text, language)` with tools of others beside the skills.

    A phrase of the user's comes before every skill but "stop" and "mute". A tool's own name counts only where the words are
    no command, or one that cannot be carried out.
    """

    def understood(text: str, language: str) -> Intent | None:
        call, found = tools.by_phrase(text, language), understand(text, language)
        if isinstance(found, intent.Stop | intent.Mute):
            return found
        if call is not None:
            return call
        return (
            (tools.by_name(text, language) or found)
            if found is None or isinstance(found, Unable | intent.Unclear | HomeUnknown)
            else found
        )

    return understood


def _impossible(words: str, language: str) -> Unable | None:
    """What is missing for a request for an effect that nothing here can have, so that no mind promises it."""
    for way in dict.fromkeys((words, _FOR_ME.sub(r"\1", words) if language == "es" else words)):
        said = frozenset(way.split())
        for phrase in _requests(language):
            if any(True for _ in phrase.readings(way, said)):
                return UNABLE[phrase.name]
    return None


@cache
def _requests(language: str) -> tuple[Phrase, ...]:
    return phrases(REQUESTS / f"{language}.yaml", language)


def _part(candidate: str, words: str, written: str) -> str:
    """Returns the candidate, a part of `words`, as it stands in `written`, which has the accents."""
    if len(words.split()) != len(written.split()):
        return candidate
    first = len(f" {words} ".split(f" {candidate} ", 1)[0].split())
    return " ".join(written.split()[first : first + len(candidate.split())])


def _said_in_parts(text: str, language: str) -> Intent | None:
    """What is asked for again and again: "Stop. Please, stop it!"."""
    if len(parts := re.split(r"[,.;:!?\u00a1\u00bf\u2026]+", text)) < 2:
        return None
    found = set()
    for part in parts:
        words = normalise(part)
        if words and table(language).filler.fullmatch(words) is None:
            found.add(next(filter(None, (_look_up(each, language) for each in bare(words, language))), None))
    only = found.pop() if len(found) == 1 else None
    return only if isinstance(only, intent.Stop | intent.Repeat | intent.Mute) else None


def normalise(text: str) -> str:
    """Lower case, without accents and punctuation, except within `7:30`, `1.5` and `3,600`. Fractions become decimals."""
    text = "".join(each for each in unicodedata.normalize("NFD", _tidy(text)) if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^a-z0-9.:, ]", " ", text).split())


def _tidy(text: str) -> str:
    """As `normalise`, with the accents."""
    text = _COLON.sub(lambda found: _HEADINGS[found[1].lower()], text, count=1)
    text = signs_in_words(plain_numbers(unicodedata.normalize("NFC", text.lower())))
    text = re.sub(r"(?<![a-z])([ap])\.\s?m\b\.?", r"\1m", text)
    text = text.replace("%", " percent ")
    return " ".join(re.sub(r"(?<!\d)[.:,]|[.:,](?!\d)|[^\w.:, ]|_", " ", text).split())


def _with_accents(found: Intent, words: str, written: str) -> Intent:
    """A name is said again, and a voice needs its accents. `words`, `written`: the utterance without and with them."""
    if not isinstance(found, TimerSet | AlarmSet | TimerExtend | TimerLeft | TimerCancel | Unable):
        return found
    label = found.label if isinstance(found, TimerSet | AlarmSet | Unable) else found.which.label
    if not label or len(words.split()) != len(written.split()):
        return found
    first = len(f" {words} ".rsplit(f" {label} ", 1)[0].split())
    label = " ".join(written.split()[first : first + len(label.split())])
    if isinstance(found, TimerSet | AlarmSet | Unable):
        return replace(found, label=label)
    return replace(found, which=replace(found.which, label=label))


def bare(words: str, language: str) -> Iterator[str]:
    """Yields the normalised utterance: as it is, then with what may stand before and after taken off, one after the other.

    What is only said over again counts once: "stop stop stop". "Would you mind pausing the music" asks for "pause the
    music", "¿me pones la siguiente?" for "pon la siguiente".
    """
    before, after = table(language).before, table(language).after
    tried: set[str] = set()
    while words:
        rest = words
        while rest:
            if rest not in tried:
                tried.add(rest)
                yield from _phrased(rest, language)
            shorter = before.sub("", rest)
            if shorter == rest:
                break
            rest = shorter
        shorter = after.sub("", words)
        if shorter == words:
            return
        words = shorter


def _phrased(words: str, language: str) -> Iterator[str]:
    """Yields the words, and the order that they are where they are put as a question."""
    yield words
    if (asked := _GERUND.match(words)) is not None:
        stem = asked[1]
        for verb in dict.fromkeys((stem, f"{stem}e", stem[:-1])):  # "opening", "taking", "putting"
            yield f"{verb}{asked[2]}"
    if (asked := table(language).wonder.match(words)) is not None:
        yield words[asked.end() :]
    if language == "es" and (asked := _ASKING.match(words)) is not None:
        yield f"{_IRREGULAR.get(asked[1], asked[1])}{asked[2]}"
    if (again := re.fullmatch(r"(\D+?)(?: \1)+", words)) is not None:
        yield again[1]


def _note(words: str, text: str, language: str) -> ActionIntent | None:
    """Returns the note that a long utterance asks for."""
    said = frozenset(words.split())
    for sentence in table(language).sentences:
        if sentence.intent is NoteAdd and (found := next(iter(sentence.readings(words, said)), None)) is not None:
            return as_written(NoteAdd(**found), text, normalise)
    return None


def _look_up(words: str, language: str, sure: Callable[[Intent], Intent | None] = lambda asked: asked) -> Intent | None:
    begun = table(language).begun
    said = frozenset(words.split())
    for sentence in begun.get(words.partition(" ")[0]) or begun[ANY]:
        for given in sentence.readings(words, said):
            asked = meant(sentence, given, language)
            if asked is not None and (asked := sure(asked)) is not None:
                return asked
    return None
