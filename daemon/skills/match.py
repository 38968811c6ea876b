"""Matches a whole utterance with the sentences of a language: which skill, if any, it asks for. Pure.

An ordinary question is never taken for a command, because only whole utterances match (see `table`).
`daemon.app.skill_runner` carries the intent out; `wording` words the answer.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from daemon.skills import intent
from daemon.skills.actions.clauses import commands, told
from daemon.skills.actions.intents import ActionIntent, CopyReply, HomeUnknown, ListAdd, NoteAdd, WebSearch
from daemon.skills.actions.spoken_of import spoken_of
from daemon.skills.actions.tool_calls import ToolSentences
from daemon.skills.actions.written import as_written
from daemon.skills.computed.questions import computed
from daemon.skills.dates import day_count, spoken_date
from daemon.skills.intent import (
    A_DAY,
    AlarmSet,
    ClockTime,
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
    Which,
)
from daemon.skills.numbers import ORDINALS, TENS, UNITS, duration, number, plain_numbers, signs_in_words
from daemon.skills.repair.corrections import corrections
from daemon.skills.repair.fillers import fluent
from daemon.skills.repair.order import is_moment, reordered
from daemon.skills.repair.several import both
from daemon.skills.table import LANGUAGES, Phrase, Sentence, phrases, table
from daemon.skills.times import time_of_day

LONGEST = 120
"""Characters; a longer utterance is no command ..."""
LONGEST_NOTE = 1000
"""... but a note."""
_LABEL_WORDS = 6
"""The most words that name a timer which is asked for."""
_MOST_MINUTES = 180
"""The longest timer whose unit need not be said."""
_NO_LABEL = {
    "en": re.compile(
        r"(?:.* )?(?:no|and|um|uh|at|for|in|on|or|but|the|a|an|of|with|by|my|wait|about|roughly|around|maybe|like)"
        r"|.*\b(?:days?|weeks?|months?|years?)|me|us|you|it|that|this|now"
        r"|(?:the|a|an|my|another|about|roughly|around|maybe|called|for|from|minutes?|hours?|one|so|in|off) .*"
        r"|.*\b(?:minutes?|hours?|seconds?|timers?|alarms?) and\b.*|.*\band another\b.*|(?:every|each) .*"
    ),
    "es": re.compile(
        r"(?:.* )?(?:no|y|eh|a|para|en|o|pero|el|la|de|con|mi|un|una|espera|como|unos)"
        r"|.*\b(?:dias?|semanas?|mes|meses|anos?)|(?:un|una|otro|otra|unos|unas|llamado|minutos?|horas?) .*"
        r"|.*\b(?:minutos?|horas?|segundos?|temporizador|alarma) y\b.*|.*\by (?:otro|otra)\b.*|(?:cada|todos|todas) .*"
    ),
}
"""Words that name no timer: their sentence was understood in the wrong parts."""
_NO_ENDING = {
    "en": re.compile(r"(?:.* )?(?:no|and|um|uh|at|for|or|but|the|a|an|of|wait)|and .*"),
    "es": re.compile(r"(?:.* )?(?:no|y|eh|para|o|pero|el|la|las|de|un|una|espera)|y .*"),
}
"""The same for what one wants to be reminded of, which may be almost anything."""
_NO_WHICH = {
    "en": re.compile(
        r"(?:the|a|an|no|another|make|add|set|give|let|put|to|on|for|of|in|everything|all|that|it|this|them|my|more|left|what|how"
        r"|is)(?: .*)?|.*\b(?:timers?|alarms?|reminders?|except|but)\b.*|(?:all|every|any|both|each)\b.*"
        r"|.* (?:to|on|in|for|at)"
    ),
    "es": re.compile(
        r".*\b(?:temporizador(?:es)?|timers?|alarmas?|recordatorios?|menos|excepto|salvo)\b.*"
        r"|(?:todos?|todas?|cada|ambos)\b.*"
    ),
}
"""Words that name none that is there."""
_BEFORE_NAME = re.compile(
    r"^(?:de la|de los|de las|del|de mi|de|para|sobre|lo del|lo de|el|la|los|las|mi|the|my|about|for) (?=\S)"
)


REQUESTS = Path(__file__).with_name("sentences") / "requests"
_COLON = re.compile(r"^\s*(note|memo|nota)\s*:\s", re.IGNORECASE)
_BESIDE_A_REASON = ActionIntent | VolumeChange | VolumeTo | TimerSet | TimerExtend | TimerCancel | AlarmSet
"""What is asked for behind or before a reason: "The pasta isn't done, add three minutes." """
_UNCORRECTED = NoteAdd | WebSearch
"""What holds any words, corrected or not."""
_ALSO = re.compile(r"(?i)^(?:también|tambien|además|ademas|also) | (?:too|as well|también|tambien)$")
"""What is no part of an item."""
_RECURRING = {
    "en": re.compile(
        r" (?:every|each) (?:single )?(?:other )?(?:\d+ |two |three |few )?(?:day|morning|afternoon|evening|night|week"
        r"|weekday|weekend|month|year|hour|minutes?|hours|days|weeks|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b"
        r"| on (?:weekdays|weekends|week days|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b| (?:daily|weekly|monthly)\b"
        r"| (?:from )?monday (?:to|through|till) friday\b"
    ),
    "es": re.compile(
        r" (?:cada|todos los|todas las) (?:\d+ |dos |tres |pocos )?(?:dias?|mananas?|tardes?|noches?|semanas?|mes|meses"
        r"|anos?|horas?|minutos|lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|fines? de semana)\b"
        r"| (?:a diario|diariamente)\b"
        r"| (?:los|entre) (?:lunes|martes|miercoles|jueves|viernes|sabados|domingos|fines de semana|semana)\b"
        r"| de lunes a (?:viernes|sabado|domingo)\b"
    ),
}
"""That something shall happen again and again."""
_MOVED = TimerSet | TimerExtend | AlarmSet
"""What is asked for with its time or its purpose first."""
_NOT_LATER = ActionIntent | VolumeChange | VolumeTo | Mute
"""What is done at once or not at all."""
_HEADINGS = {"note": "new note ", "memo": "new memo ", "nota": "nueva nota "}
"""What a heading before a colon asks for."""
_ASKING = re.compile(r"(?:me |nos )?(\w+[ae])s\b(.*)")
"""A Spanish request as a question: "¿Me pones la siguiente?"."""
_IRREGULAR = {"pone": "pon", "hace": "haz", "dice": "dime"}
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
        if len(text) > LONGEST:  # a note may be; anything else of that length is talk
            found: Intent | None = next(filter(None, (_note(part, text, each) for part in bare(words, each))), None)
        else:
            found = _in_one(said, words, each, _Sure(known, running))
        if found is not None:
            return found
    return None


def _in_one(text: str, words: str, language: str, sure: _Sure) -> Intent | None:
    """The intent of a text in one language. `words`: the text, normalised."""
    quoted = spoken_of(text)
    for correction in () if quoted else corrections(text, words, language, normalise):
        meant: Intent | None = None
        first = partial(_plain, correction.first, normalise(correction.first), language, sure)
        if not correction.texts and (correction.set_off or first() is not None):
            meant = Stop()
        for candidate in correction.texts:
            found = _plain(candidate, normalise(candidate), language, sure)
            if found is not None and not isinstance(found, _UNCORRECTED):
                meant = found
                break
        if meant is None and correction.set_off:
            meant = _instead(correction.first, correction.repair, language, sure)
        if meant is not None:
            return meant
    if (once := _RECURRING[language].sub("", f" {words}").strip()) != words and not quoted:
        found = _plain(once, once, language, sure)
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
        if (answer := computed(candidate, _part(candidate, words, _tidy(text)), language)) is not None:
            return Computed(answer)
        if not quoted and (unable := _impossible(candidate, language)) is not None:
            return unable
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
        parts = candidate.split()
        for cut in range(1, len(parts)):
            for when, rest in ((parts[cut:], parts[:cut]), (parts[:cut], parts[cut:])):
                if not is_moment(" ".join(when), language):
                    continue
                words = " ".join(rest)
                asked = (_look_up(each, language, partial(sure, words)) for each in bare(words, language))
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
    fitting = (phrase for phrase in _requests(language) if phrase.pattern.fullmatch(words + " "))
    found = next(fitting, None)
    return None if found is None else UNABLE[found.name]


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
    for sentence in table(language).sentences:
        if sentence.intent is NoteAdd and (found := sentence.pattern.fullmatch(words + " ")) is not None:
            return as_written(
                NoteAdd(**{key: value.strip() for key, value in found.groupdict().items()}), text, normalise
            )
    return None


def _look_up(words: str, language: str, sure: Callable[[Intent], Intent | None] = lambda asked: asked) -> Intent | None:
    begun = table(language).begun
    for sentence in begun.get(words.partition(" ")[0]) or begun.get("", ()):
        for found in sentence.readings(words + " "):
            meant = _meant(sentence, found, language)
            if meant is not None and (asked := sure(meant)) is not None:
                return asked
    return None


def _meant(sentence: Sentence, found: re.Match[str], language: str) -> Intent | None:
    """What the words of one reading of a sentence ask for; None where they mean nothing of the kind."""
    slots = found.groupdict().items()
    given = {key.partition("__")[0]: value.strip() for key, value in slots if value is not None}
    arguments = _understand(given, language)
    if arguments is None:
        return None
    vague = "vague" in arguments
    if vague and (arguments := _usual(sentence.intent, arguments)) is None:
        return None
    if (label := arguments.get("label")) is not None:
        arguments["label"] = label = table(language).polite.sub("", label)
        if _wrongly_cut(sentence.intent, label, vague, language):
            return None
    if (points := arguments.pop("points", None)) is not None:
        arguments["by"] = math.copysign(points / 100, sentence.arguments["by"])
    return sentence.intent(**{**sentence.arguments, **arguments})


def _wrongly_cut(kind: type[Intent], label: str, vague: bool, language: str) -> bool:
    """Whether words that name a timer, or a reminder's matter, show that the sentence was cut at the wrong place."""
    if kind is TimerSet:
        return _NO_LABEL[language].fullmatch(label) is not None or _ends_with_number(label, language)
    if vague and kind is AlarmSet and _ends_with_time(label, language):
        return True
    return _NO_ENDING[language].fullmatch(label) is not None


def _understand(given: Mapping[str, str], language: str) -> dict[str, Any] | None:
    """What the free words of a phrase mean; None when they mean nothing of the kind."""
    result: dict[str, Any] = {}
    for key, words in given.items():
        if key in ("duration", "more"):
            seconds = duration(words.replace("more ", "") if key == "more" else words, language)
            if seconds is None:
                return None
            result["seconds"] = seconds if 0 < seconds <= A_DAY else None
        elif key == "time":
            moment = None if words in ("a", "an", "un", "una") else time_of_day(words, language)
            if moment is None:
                return None
            result |= {"hour": moment.hour, "minute": moment.minute, "exact": moment.exact, "day": moment.day}
            if moment.weekday is not None:
                result["weekday"] = moment.weekday
            if moment.vague:
                result["vague"] = moment.vague
        elif key == "at":
            moment = time_of_day(words, language)
            if moment is None or moment.vague or moment.day or moment.weekday is not None:
                return None
            result["which"] = Which(at=ClockTime(moment.hour, moment.minute, moment.exact))
        elif key in ("minutes", "number_more"):  # "a timer for twenty-five": minutes
            count = number(words.removesuffix(" more"), language)
            if count is None or not 0 < count <= _MOST_MINUTES:
                return None
            result["seconds"] = round(60 * count)
        elif key in ("on", "on_s"):  # the day of an alarm
            moment = time_of_day(words.removesuffix(" s"), language)
            if moment is None or moment.vague not in ("day", "part") or (key == "on_s" and not words.endswith(" s")):
                return None
            day = None if moment.weekday is not None else moment.day
            if day == 0 and words.split()[0] not in ("today", "tonight", "this", "hoy", "esta"):
                return None  # "my morning alarm" may be of any day
            result["which"] = Which(day=day, weekday=moment.weekday)
        elif key in ("later", "earlier"):
            seconds = duration(words, language)
            if seconds is None:
                return None
            result["by"] = seconds if key == "later" else -seconds
        elif key == "less":
            seconds = duration(words, language)
            if seconds is None:
                return None
            result["seconds"] = -seconds
        elif key == "date":
            date = spoken_date(words, language)
            if date is None:
                return None
            result["date"] = date
        elif key in ("days", "days_ago"):
            days = day_count(words, language)
            if days is None:
                return None
            result["days"] = days if key == "days" else -days
        elif key == "which":
            which = which_timer(words, language)
            if which is None:
                return None
            result["which"] = which
        elif key == "percent":
            percent = number(words, language)
            if percent is None or not 0 <= percent <= 100:
                return None
            result["level"] = percent / 100
        elif key == "points":
            points = number(words, language)
            if points is None or not 0 < points <= 100:
                return None
            result["points"] = points
        elif key == "tier":
            tiers = table(language).tiers
            if words not in tiers:
                return None
            result["tier"] = tiers[words]
        elif not key.startswith("any"):  # words that make no difference
            result[key] = words
    return result


def _ends_with_time(label: str, language: str) -> bool:
    """Whether a reminder's name ends with a time, which was said of the reminder: "take my pills at eight"."""
    cut = label.rfind(" at " if language == "en" else " a la")
    return cut > 0 and time_of_day(label[cut + 1 :], language) is not None


def _ends_with_number(label: str, language: str) -> bool:
    """Whether the words end with a number, which belongs to what follows it."""
    end = label.split()[-1]
    halves = ("half", "quarter") if language == "en" else ("media", "medio", "cuarto")
    return end in halves or end[0].isdigit() or end in UNITS[language] or end in TENS[language]


def _usual(kind: type[Intent], arguments: dict[str, Any]) -> dict[str, Any] | None:
    """What a day or a part of it means without an hour: the usual one for a reminder, the former one for a correction.
    An alarm clock needs an hour."""
    vague = arguments.pop("vague")
    if kind is intent.AlarmMove:
        half = ("am" if arguments["hour"] < 12 else "pm") if vague == "part" else ""
        return arguments | {"hour": None, "half": half}
    return arguments if kind is AlarmSet and arguments.get("label") else None


def which_timer(words: str, language: str) -> Which | None:
    """The timer that is meant by its place ("first"), its length ("ten minute") or its name ("pizza")."""
    words = _BEFORE_NAME.sub("", table(language).polite.sub("", words))
    if words in ORDINALS[language]:
        return Which(place=ORDINALS[language][words])
    if (seconds := duration(words, language)) is not None:
        return Which(seconds=seconds)
    if len(words.split()) > _LABEL_WORDS or _NO_WHICH[language].fullmatch(words) is not None:
        return None
    return Which(label=words)
