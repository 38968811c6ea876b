"""When is the user's turn over? Pure: words, silence so far, and this speaker's habits in; milliseconds out.

The pause that ends a turn depends on how finished its words sound (the idea of RealtimeVoiceChat and of LiveKit's turn
detector, done here with rules in English and Spanish), and stretches towards what this speaker's own pauses have been.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from config.settings import Turn as TurnSettings


class Completeness(Enum):
    COMPLETE = "complete"
    UNSURE = "unsure"
    INCOMPLETE = "incomplete"


# Words after which nobody stops: conjunctions, articles, prepositions, auxiliaries, possessives, fillers.
_DANGLING = {
    "en": frozenset(
        "and or but because if when while although which who whose than as the a an my your his her its our their these "
        "some any every each of in on at for from with by about into through between without under over to is are was "
        "were am be been being has have had will would can could should may might must i'm you're he's she's it's we're "
        "they're i we they what's who's where's very really quite um uh er erm hmm i'll let's gonna wanna".split()
    ),
    "es": frozenset(
        "y e o u pero porque cuando mientras aunque que quien cuyo como el los las un una unos unas mi mis tu tus su sus "
        "nuestro nuestra a de en con por para sin sobre entre hasta desde hacia del al es son era eran fue ser estar he "
        "has ha hemos han había muy eh em pues me te se le nos les".split()
    ),
}
# English leaves a preposition behind: "where are you from", "what is it about", "turn it on".
_STRANDED = re.compile(
    r"(?:\w+ing|you|he|she|it|they|we|this|that|them|him) (?:in|on|at|for|from|with|by|about|over|to|of)$"
)
# A question that asks for its object: "what is the capital" waits for "of France".
_WAITING = {
    "en": re.compile(
        r"\b(what(?: is|'s| are)? the (?:capital|name|colou?r|meaning|opposite|currency)|how many|tell me)$"
    ),
    "es": re.compile(
        r"\b((?:cuál|cual) es (?:la capital|el nombre|el color|lo contrario|la moneda)|cu[aá]nt[oa]s|dime)$"
    ),
}
_WHOLE = {
    "en": re.compile(
        r"^(?:(?:what|who|where|when|why|how|which|whose|can|could|would|will|do|does|did|is|are|am|was|were|has|have|should)"
        r"\b.*\w+ \w+|hello|hi|hey|stop|thanks|thank you|goodbye|bye|good (?:morning|evening|night|afternoon)|"
        r"yes|no|okay|ok|never mind|repeat that|say that again|i (?:am|like|live|want|need|have|know|think) .*\w+|"
        r"my \w+(?: \w+)? is .*\w+|(?:tell|give|show|set|turn|play|open|close|count|say|name|repeat|spell) .*\w+ .*\w+)$"
    ),
    "es": re.compile(
        r"^(?:(?:qué|que|quién|quien|dónde|donde|cuándo|cuando|por qué|cómo|como|cuál|cual|cuánto|cuanto|cuántos|cuantos|"
        r"cuántas|cuantas|puedes|es|son|está|hay)\b.*\w+ \w+|hola|para|gracias|adiós|adios|buenos días|buenas \w+|"
        r"sí|si|no|vale|repite|me llamo .*\w+|mi \w+ (?:es|se llama) .*\w+|"
        r"(?:dime|pon|abre|cierra|cuenta|di|repite) .*\w+ .*\w+)$"
    ),
}  # fmt: skip


def completeness(text: str, language: str) -> Completeness:
    """How finished the words sound. Recognisers that punctuate say it themselves; for the others the last words tell."""
    stripped = text.strip()
    if not stripped:
        return Completeness.UNSURE
    if stripped.endswith(("...", "…", ",", ";", ":", "-", "–", "—")):
        return Completeness.INCOMPLETE
    if stripped.endswith(("?", "!")):
        return Completeness.COMPLETE
    bare = re.sub(r"[^\w' ]+", " ", stripped.lower()).strip()
    last = bare.rsplit(" ", 1)[-1]
    rules = language if language in _DANGLING else "en"
    stranded = rules == "en" and _STRANDED.search(bare)
    if (last in _DANGLING[rules] and not stranded) or _WAITING[rules].search(bare):
        return Completeness.INCOMPLETE
    if stripped.endswith(".") or _WHOLE[rules].match(" ".join(bare.split())):
        return Completeness.COMPLETE
    return Completeness.UNSURE


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of this speaker's pauses inside a turn, in milliseconds: an exponential average of mean and spread.

    Endpointing that learns the user's pauses by such an average is LiveKit's idea.
    """

    mean: float = 0.0
    spread: float = 0.0
    count: int = 0

    WEIGHT = 0.15

    def learn(self, pause_ms: float) -> Habits:
        if self.count == 0:
            return Habits(pause_ms, pause_ms / 4, 1)
        gap = pause_ms - self.mean
        return replace(
            self,
            mean=self.mean + self.WEIGHT * gap,
            spread=self.spread + self.WEIGHT * (abs(gap) - self.spread),
            count=self.count + 1,
        )

    @property
    def long_pause(self) -> float:
        """A pause that this speaker makes inside a turn only now and then."""
        return self.mean + 2 * self.spread


def required_silence(text: str | None, language: str, settings: TurnSettings, habits: Habits) -> float:
    """Milliseconds of silence that end the turn, given its words (None: not known yet) and the speaker's habits.

    Always within [complete_ms, incomplete_ms] of the settings.
    """
    if text is None:
        return float(settings.incomplete_ms)
    kind = completeness(text, language)
    if kind is Completeness.COMPLETE:
        return float(settings.complete_ms)
    base = float(settings.unsure_ms if kind is Completeness.UNSURE else settings.incomplete_ms)
    if habits.count >= 5:  # fewer tell nothing
        base = max(base, habits.long_pause)
    return max(settings.complete_ms, min(base, settings.incomplete_ms))
