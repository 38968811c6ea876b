"""The families of questions, each with the room where it is made."""

from collections.abc import Callable

from models.starter.corpus.arithmetic import arithmetic
from models.starter.corpus.chat.after_me import after_me
from models.starter.corpus.chat.jokes import jokes, stories
from models.starter.corpus.chat.small_talk import small_talk
from models.starter.corpus.geography.capitals import capitals, cities
from models.starter.corpus.geography.continents import continents
from models.starter.corpus.geography.currencies import currencies
from models.starter.corpus.geography.languages import languages
from models.starter.corpus.grammar import Sampler, Turn
from models.starter.corpus.memory.facts import in_one_breath, not_told
from models.starter.corpus.outside.questions import outside
from models.starter.corpus.outside.requests import requests
from models.starter.corpus.sequences import sequences
from models.starter.corpus.words.animal_life import animal_life
from models.starter.corpus.words.animals import animals
from models.starter.corpus.words.colours import colours
from models.starter.corpus.words.definitions import definitions
from models.starter.corpus.words.everyday import everyday
from models.starter.corpus.words.general import general
from models.starter.corpus.words.opposites import opposites
from models.starter.corpus.words.pairs import pairs
from models.starter.corpus.words.spelling import spelling
from models.starter.corpus.words.things import things
from models.starter.corpus.words.units import units
from models.starter.corpus.words.uses import uses
from models.starter.corpus.yes_no import yes_no

Family = Callable[[Sampler], list[Turn]]

# Family -> its share of the single segments of which dialogues are made.
FAMILIES: dict[str, tuple[Family, float]] = {
    "capitals": (capitals, 1.5),
    "continents": (continents, 0.8),
    "cities": (cities, 0.8),
    "yes_no": (yes_no, 1.6),
    "currencies": (currencies, 0.6),
    "languages": (languages, 0.4),
    "arithmetic": (arithmetic, 3.4),
    "sequences": (sequences, 1.0),
    "opposites": (opposites, 1.6),
    "colours": (colours, 0.8),
    "animals": (animals, 0.9),
    "definitions": (definitions, 1.8),
    "units": (units, 0.8),
    "general": (general, 0.9),
    "small_talk": (small_talk, 6.0),
    "jokes": (jokes, 0.25),
    "stories": (stories, 0.3),
    "after_me": (after_me, 0.8),
    "spelling": (spelling, 0.2),
    "not_told": (not_told, 0.6),
    "outside": (outside, 11.0),
    "things": (things, 2.6),
    "requests": (requests, 3.4),
    "uses": (uses, 2.2),
    "recall": (in_one_breath, 1.2),
    "animal_life": (animal_life, 2.8),
    "pairs": (pairs, 3.4),
    "everyday": (everyday, 6.4),
}
