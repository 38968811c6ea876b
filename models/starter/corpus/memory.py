"""What the user tells and asks back later: names, places, tastes, pets, numbers, where the keys are.

A fact is told in one turn and asked in a later one; the mixer puts other talk, and other facts, in between. The value
is copied letter by letter from the dialogue, so most values are made up: no list could answer them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from models.starter.corpus import patterns_memory as p
from models.starter.corpus.grammar import Sampler, Turn
from models.starter.corpus.names import city, made_up, person, pet
from models.starter.corpus.numbers import spell


@dataclass(frozen=True)
class Told:
    """A fact in the making: how it is told, and how it is asked and answered later. `key`: one fact of a kind."""

    key: str
    tell: Turn
    ask: Callable[[], Turn]


def _value(s: Sampler, kind: str) -> str:
    rng = s.rng
    if kind == "person":
        text = person(rng)
    elif kind == "pet":
        text = pet(rng)
    elif kind == "city":
        text = city(rng)
    elif kind == "age":
        number = rng.randint(3, 99)
        text = spell(number, s.lang) if s.chance(0.6) else str(number)
    elif kind == "count":
        number = rng.randint(1, 12)
        text = spell(number, s.lang) if s.chance(0.6) else str(number)
    elif kind == "digits":
        if s.chance(0.5):
            text = str(rng.randint(1, 99999)) if s.chance(0.6) else str(rng.randint(1, 999))
        else:
            text = " ".join(spell(rng.randint(0, 9), s.lang) for _ in range(rng.randint(2, 5)))
            if s.chance(0.5):
                text = spell(rng.randint(1, 999), s.lang)
    elif kind == "date":
        date, day, month = spell(rng.randint(1, 31), s.lang), s.choice(p.DAYS[s.lang]), s.choice(p.MONTHS[s.lang])
        text = s.choice(p.DATES[s.lang]).format(n=date, day=day, month=month)
    elif kind in p.VALUES[s.lang]:
        text = s.choice(p.VALUES[s.lang][kind])
        if kind in p.INVENTABLE and s.chance(0.3):
            word = made_up(rng)
            text = word if s.chance(0.6) else f"{word} {text}" if s.lang == "en" else f"{text} {word}"
    else:
        text = made_up(rng)
    return s.told(text)


def _acknowledge(s: Sampler, statement: str) -> str:
    """Sometimes the fact is said back, sometimes not: recall must not lean on the echo."""
    if s.chance(0.3):
        return s.reply({"en": ("got it, {x}",), "es": ("entendido, {x}",)}, x=statement[0].lower() + statement[1:])
    return s.reply(p.ACKNOWLEDGE)


def fact(s: Sampler) -> Told:
    """A random kind of fact with a random value."""
    kinds = p.KINDS[s.lang]
    kind = kinds[0] if s.chance(0.3) else s.choice(kinds)
    thing = s.told(s.choice(kind.things)) if kind.things else ""
    if kind.things and kind.inventable and s.chance(0.15):
        thing = made_up(s.rng)
    value = _value(s, s.choice(kind.values))
    who = s.told(person(s.rng)) if "{who}" in kind.tell[0] else ""
    slots = {"t": thing, "x": value, "who": who}
    statement = s.reply(kind.reply, **slots)
    user = s.ask(kind.tell, **slots)
    reply = s.reply(p.NICE_TO_MEET, x=value) if kind.key == "name" else _acknowledge(s, statement)
    tell = Turn(user, reply, "recall", copied=True, held_out=s.held_out)

    def ask() -> Turn:
        question = s.ask(kind.ask, **slots)
        return Turn(question, statement, "recall", copied=True, held_out=s.held_out)

    return Told(f"{kind.key} {thing} {who}", tell, ask)


def not_told(s: Sampler) -> list[Turn]:
    """A question about the user that nothing in the dialogue answers."""
    kinds = [kind for kind in p.KINDS[s.lang] if kind.key not in ("third", "note")]
    kind = kinds[0] if s.chance(0.3) else s.choice(kinds)
    thing = s.told(s.choice(kind.things)) if kind.things else ""
    user = s.ask(kind.ask, t=thing, x="", who="")
    return [Turn(user, s.reply(p.NOT_TOLD), "not_told", held_out=s.held_out)]


def follow_up(s: Sampler, turns: list[Turn]) -> Turn | None:
    """ "Say that again", "are you sure?", "what did I say?" about the turn just before."""
    last = turns[-1]
    if last.family == "follow_up" and s.chance(0.5):
        return None
    roll = s.rng.random()
    if roll < 0.6:
        return Turn(s.ask(p.AGAIN), last.reply, "repeat", held_out=s.held_out)
    if roll < 0.75 and last.reply[0] not in "¿¡":
        reply = {"en": "In other words: ", "es": "En otras palabras: "}[s.lang] + last.reply
        return Turn(s.ask(p.REPHRASE), reply, "repeat", held_out=s.held_out)
    if roll < 0.88 and last.family not in (
        "greeting",
        "goodbye",
        "thanks",
        "control",
        "feelings",
        "outside",
        "not_told",
    ):
        reply = {"en": "Yes. ", "es": "Sí. "}[s.lang] + last.reply
        return Turn(s.ask(p.SURE), reply, "repeat", held_out=s.held_out)
    return Turn(s.ask(p.WHAT_I_SAID), "\0", "repeat", held_out=s.held_out)
