"""How finished do words sound? Pure rules for English and Spanish, for recognisers with and without punctuation.

Five things leave a sentence open: a last word after which nobody stops ("the", "of", "um"), an unfinished noun phrase
("the best"), a verb without its object ("can you explain"), an opening without its point ("do you know"), and a clause
without its main clause ("if it rains"): so are a list without its last item, a number without what it counts, a
reminder of nothing. A sentence closed by a formula, or a word of time or courtesy ("tonight", "please") is rarely
continued. Of several sentences the last one counts, and of one with a clause before it, the main clause.

Recognisers put marks behind what has not ended, too: Whisper base behind 27 of 42 halves of sentences (synthesised,
cut at a pause), a full stop behind 16 and a question mark behind 11: "I need a recipe that uses." So a full stop moves
what the words leave open one step towards the end, and no more, but for what reads like a command. A question mark
closes any sentence but one that has only begun ("Is there the?"), and leaves it unsure where it has mostly only begun
("What is the longest river in?"): rules of words alone take "how many legs does a dog have?" for unfinished. Where
such a recogniser writes no mark, the speaker mostly goes on: behind 46 of 159 halves there was none, and behind 5 of
150 ends. That it writes marks is known by its capitals.
"""

from __future__ import annotations

import re
from enum import Enum

from daemon.conversation.rules.completeness_tables import ENGLISH, RULES, Rules


class Completeness(Enum):
    COMPLETE = "complete"
    LIKELY = "likely"
    """The sentence may end here, or go on."""
    UNSURE = "unsure"
    INCOMPLETE = "incomplete"


def completeness(text: str, language: str) -> Completeness:
    """How finished the words sound. `language`: "en" or "es"; any other is judged as English."""
    stripped = text.strip()
    if not stripped:
        return Completeness.UNSURE
    if stripped.endswith(("...", "…", ",", ";", ":", "-", "–", "—")):
        return Completeness.INCOMPLETE
    words, rules = by_words(stripped, language), RULES.get(language, ENGLISH)
    if stripped.endswith(("?", "!")):
        bare = _bare(stripped)
        if words is not Completeness.INCOMPLETE:
            return Completeness.COMPLETE
        if rules.never_last.search(bare):
            return Completeness.INCOMPLETE
        begun = rules.begun.search(bare) or not _last_part(stripped, rules)
        return Completeness.UNSURE if begun else Completeness.COMPLETE
    if stripped.endswith("."):
        is_command = words is Completeness.UNSURE and _reads_like_command(stripped, rules)
        return Completeness.COMPLETE if is_command else surer(words)
    writes_marks = stripped != stripped.lower()
    return Completeness.UNSURE if writes_marks and words is Completeness.LIKELY else words


def by_words(text: str, language: str) -> Completeness:
    """The same without the mark at the end. `text` has a word in it."""
    rules = RULES.get(language, ENGLISH)
    last = _last_part(text, rules)
    return _by_its_words(_bare(last), rules) if last else Completeness.INCOMPLETE


def _last_part(text: str, rules: Rules) -> str:
    """The last sentence of the text, without a clause that stands before its main clause. Empty while a part is still to
    come: the main clause, or the last item of a list."""
    last = _bare(_SENTENCES.split(text.strip())[-1], marks=",")
    if any(pattern.search(last) for pattern in rules.begun_with):
        return ""
    clause = rules.subordinate.match(last)
    if clause is None:
        return last
    comma, main = last.find(",", clause.end()), rules.main.search(last, clause.end())
    return last[comma:].lstrip(", ") if comma >= 0 else last[main.start() :] if main else ""


def _reads_like_command(text: str, rules: Rules) -> bool:
    last = _bare(_last_part(text, rules))
    return bool(rules.command.match(last)) and not any(pattern.search(last) for pattern in rules.doubtful)


_SENTENCES = re.compile(r"(?<=[^\W\d]{3}[.?!]) ")
"""The gaps between sentences, and not behind "Dr."."""


def _bare(text: str, marks: str = "") -> str:
    """The words in lower case, with no mark but those given."""
    return " ".join(re.sub(rf"[^\w' {marks}]+", " ", text.lower().replace("%", " percent")).split())


def surer(kind: Completeness) -> Completeness:
    """An unclear verdict, one step towards the end of the turn. Clear ones stay."""
    return {Completeness.LIKELY: Completeness.COMPLETE, Completeness.UNSURE: Completeness.LIKELY}.get(kind, kind)


def _by_its_words(bare: str, rules: Rules) -> Completeness:
    if rules.formulas.match(bare):
        return Completeness.COMPLETE
    words = bare.split(" ")
    if words[-1] in rules.dangling and not rules.stranded.search(bare):
        return Completeness.INCOMPLETE
    if any(pattern.search(bare) for pattern in rules.closed):
        return Completeness.COMPLETE
    if any(pattern.search(bare) for pattern in rules.open):
        return Completeness.INCOMPLETE
    if len(words) > 2 and words[-1] in rules.wants_object and not rules.object_asked.match(bare):
        return Completeness.INCOMPLETE
    if any(pattern.search(bare) for pattern in rules.doubtful) or not rules.sentence.match(bare):
        return Completeness.UNSURE
    return Completeness.LIKELY
