"""Facts told in one turn and asked in a later one; the mixer puts other talk, and other facts, in between.

The value is copied letter by letter from the dialogue, so most values are made up: no list could answer them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from models.starter.corpus.grammar import Sampler, Texts, Turn, mid_sentence
from models.starter.corpus.memory.belongings import BELONGINGS
from models.starter.corpus.memory.kind import Kinds
from models.starter.corpus.memory.oneself import ONESELF
from models.starter.corpus.memory.others import OTHERS
from models.starter.corpus.memory.plans import PLANS
from models.starter.corpus.memory.tastes import TASTES
from models.starter.corpus.memory.values import value
from models.starter.corpus.names import made_up, person

# Kinds are drawn by place, so this order is part of every seed.
_ORDER = (
    "name age home origin favourite favourite_f pet kin job spot number secret date count like hate meal going today "
    "third note"
).split()
_KINDS: Kinds = {
    lang: tuple(
        sorted(
            ONESELF[lang] + OTHERS[lang] + BELONGINGS[lang] + TASTES[lang] + PLANS[lang],
            key=lambda kind: _ORDER.index(kind.key),
        )
    )
    for lang in ONESELF
}
_ACKNOWLEDGE: Texts = {"en": ("okay, I'll remember that.", "got it."), "es": ("vale, lo recordaré.", "entendido.")}
_SAID_BACK: Texts = {"en": ("got it, {x}",), "es": ("entendido, {x}",)}
_NICE_TO_MEET: Texts = {
    "en": ("nice to meet you, {x}.", "hello {x}, nice to meet you."),
    "es": ("encantada, {x}.", "hola {x}, mucho gusto."),
}
_NOT_TOLD: Texts = {"en": ("you haven't told me that yet.",), "es": ("eso no me lo has dicho todavía.",)}


@dataclass(frozen=True)
class Told:
    """A fact in the making: how it is told, and how it is asked and answered later. `key`: one fact of a kind."""

    key: str
    tell: Turn
    ask: Callable[[], Turn]


def fact(s: Sampler) -> Told:
    """A random kind of fact with a random value."""
    kinds = _KINDS[s.lang]
    kind = kinds[0] if s.chance(0.3) else s.choice(kinds)
    thing = s.told(s.choice(kind.things)) if kind.things else ""
    if kind.things and kind.inventable and s.chance(0.15):
        thing = made_up(s.rng)
    told = value(s, s.choice(kind.values))
    who = s.told(person(s.rng)) if "{who}" in kind.tell[0] else ""
    slots = {"t": thing, "x": told, "who": who}
    statement = s.reply(kind.reply, **slots)
    user = s.ask(kind.tell, **slots)
    reply = s.reply(_NICE_TO_MEET, x=told) if kind.key == "name" else _acknowledge(s, statement)
    tell = Turn(user, reply, "recall", copied=True, held_out=s.held_out)

    def ask() -> Turn:
        question = s.ask(kind.ask, **slots)
        return Turn(question, statement, "recall", copied=True, held_out=s.held_out)

    return Told(f"{kind.key} {thing} {who}", tell, ask)


def _acknowledge(s: Sampler, statement: str) -> str:
    """Sometimes the fact is said back, sometimes not: recall must not lean on the echo."""
    if s.chance(0.3):
        return s.reply(_SAID_BACK, x=mid_sentence(statement))
    return s.reply(_ACKNOWLEDGE)


def in_one_breath(s: Sampler) -> list[Turn]:
    """A fact told and asked back in one turn."""
    told = fact(s)
    asked = told.ask()
    join = s.choice((" ", " so " if s.lang == "en" else " entonces ", " and now " if s.lang == "en" else " y ahora "))
    return [replace(asked, user=f"{told.tell.user}{join if s.chance(0.3) else ' '}{asked.user}")]


def not_told(s: Sampler) -> list[Turn]:
    """A question about the user that nothing in the dialogue answers."""
    kinds = [kind for kind in _KINDS[s.lang] if kind.key not in ("third", "note")]
    kind = kinds[0] if s.chance(0.3) else s.choice(kinds)
    thing = s.told(s.choice(kind.things)) if kind.things else ""
    user = s.ask(kind.ask, t=thing, x="", who="")
    return [Turn(user, s.reply(_NOT_TOLD), "not_told", held_out=s.held_out)]
