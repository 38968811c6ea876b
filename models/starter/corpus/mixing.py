"""Composes dialogues: single segments after one another, facts told and asked back, all as a recogniser hears it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.starter.corpus.chat.small_talk import small_talk
from models.starter.corpus.families import FAMILIES
from models.starter.corpus.grammar import Sampler, Split, Turn
from models.starter.corpus.memory.facts import Told, fact, not_told
from models.starter.corpus.memory.follow_ups import ECHO, follow_up
from models.starter.corpus.noise import normalise, recognised, written
from models.starter.corpus.reserved import is_reserved
from models.starter.corpus.rewording import reworded

LANGS = ("en", "es")
_NAMES = tuple(FAMILIES)
_SHARES = tuple(share for _, share in FAMILIES.values())
POOL = 2048  # dialogues that training sorts by length together, so that a batch holds little padding
_MEMORY = 0.42  # of all dialogues tell a fact and ask it back
_RAW = 0.05  # of all dialogues come as a program writes them that does not know the chat template
_REWORDED = 0.5  # of all turns that are not told facts are said in other words
_ECHOED = {"en": "You said: {words}.", "es": "Has dicho: {words}."}


@dataclass(frozen=True)
class Dialogue:
    """Turns as the model sees them; the users' words are in normal form."""

    lang: str
    turns: tuple[Turn, ...]


def _segment(s: Sampler) -> list[Turn]:
    name = s.rng.choices(_NAMES, _SHARES)[0]
    return FAMILIES[name][0](s)


def _plain(s: Sampler) -> list[Turn]:
    turns: list[Turn] = []
    for _ in range(s.rng.choices((1, 2, 3, 4), (0.3, 0.34, 0.24, 0.12))[0]):
        turns += _segment(s)
        if s.chance(0.14):
            turns.append(follow_up(s, turns[-1]))
    return turns


def _between(s: Sampler) -> list[Turn]:
    """Draws other talk between a fact and its question: as often as not a courtesy, thanks above all."""
    roll = s.rng.random()
    if roll < 0.2:
        return small_talk(s, "thanks")
    return small_talk(s) if roll < 0.45 else _segment(s)


def _told(s: Sampler) -> list[Turn]:
    """Draws facts told, other talk, and facts asked back in any order, now and then twice or corrected in between."""
    turns: list[Turn] = []
    known: dict[str, Told] = {}
    for _ in range(s.rng.choices((1, 2, 3, 4), (0.45, 0.3, 0.17, 0.08))[0]):
        told = fact(s)
        known[told.key] = told
        if turns and turns[-1].family == "recall" and s.chance(0.3):  # two facts in one turn
            joint = "and" if s.lang == "en" else "y"
            turns[-1] = replace(told.tell, user=f"{turns[-1].user} {joint} {told.tell.user}")
        else:
            turns.append(told.tell)
        if s.chance(0.22):
            turns += _between(s)
    for _ in range(s.rng.choices((0, 1, 2, 3), (0.4, 0.38, 0.15, 0.07))[0]):
        turns += _between(s)
    asked = s.rng.sample(sorted(known), s.rng.randint(1, len(known)))
    for key in asked:
        turns.append(known[key].ask())
        if s.chance(0.12):
            turns += _segment(s)
        if s.chance(0.06):
            turns.append(follow_up(s, turns[-1]))
    if s.chance(0.1) and not any(key.split()[0] == "name" for key in known):
        turns += not_told(s)
    return turns


def _heard(s: Sampler, turns: list[Turn]) -> tuple[Turn, ...]:
    """Returns the users' turns as the recogniser and the template leave them."""
    raw = s.split == "train" and s.chance(_RAW)
    heard: list[Turn] = []
    for turn in turns:
        words = turn.user
        if s.split == "train":
            if not turn.copied and s.chance(_REWORDED):
                words = reworded(words, s.lang, s.rng)
            words = recognised(words, s.lang, s.rng, copied=turn.copied)
        words = written(words, s.lang, s.rng) if raw else normalise(words)
        reply = turn.reply
        if reply == ECHO:
            reply = _ECHOED[s.lang].format(words=heard[-1].user)
        elif heard and turn.family == "repeat" and turns[len(heard) - 1].reply == ECHO:
            reply = reply.replace(ECHO, heard[-1].reply)
        heard.append(Turn(words, reply, turn.family, turn.copied, turn.held_out))
    return tuple(heard)


def dialogue(rng: random.Random, split: Split = "train", lang: str | None = None) -> Dialogue:
    """Draws a random dialogue; for training, none that holds a frozen question is ever returned."""
    while True:
        drawn = _draw(rng, split, lang or rng.choice(LANGS))
        if split != "train" or not any(is_reserved(turn.user) for turn in drawn.turns):
            return drawn


def _draw(rng: random.Random, split: Split, lang: str) -> Dialogue:
    s = Sampler(rng, lang, split)
    turns = _told(s) if s.chance(_MEMORY) else _plain(s)
    heard = list(_heard(s, turns))
    if split == "train" and s.chance(0.06):  # the user changes language: so does the reply
        other = Sampler(rng, "es" if lang == "en" else "en")
        heard += _heard(other, _segment(other))
    return Dialogue(lang, tuple(heard))


def dialogues(seed: int, count: int, split: Split = "train", lang: str | None = None) -> Iterator[Dialogue]:
    """Yields `count` dialogues, the same ones for the same seed."""
    rng = random.Random(f"{seed} {split}")
    for _ in range(count):
        yield dialogue(rng, split, lang)


def pool_of(seed: int, number: int, size: int = POOL) -> list[Dialogue]:
    """Returns pool `number` of the training run with this seed."""
    rng = random.Random(f"{seed} pool {number}")
    return [dialogue(rng) for _ in range(size)]
