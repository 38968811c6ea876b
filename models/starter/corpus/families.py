"""The families of questions, each with the room where it is made."""

from collections.abc import Callable

from models.starter.corpus.arithmetic import arithmetic
from models.starter.corpus.chat.jokes import jokes
from models.starter.corpus.chat.small_talk import small_talk
from models.starter.corpus.geography.capitals import capitals, cities
from models.starter.corpus.geography.continents import continents
from models.starter.corpus.geography.currencies import currencies
from models.starter.corpus.geography.languages import languages
from models.starter.corpus.grammar import Sampler, Turn
from models.starter.corpus.memory.facts import not_told
from models.starter.corpus.outside.questions import outside
from models.starter.corpus.sequences import sequences
from models.starter.corpus.words.animals import animals
from models.starter.corpus.words.colours import colours
from models.starter.corpus.words.definitions import definitions
from models.starter.corpus.words.general import general
from models.starter.corpus.words.opposites import opposites
from models.starter.corpus.words.spelling import spelling
from models.starter.corpus.words.units import units
from models.starter.corpus.yes_no import yes_no

Family = Callable[[Sampler], list[Turn]]

# Family -> its share of the single segments of which dialogues are made.
FAMILIES: dict[str, tuple[Family, float]] = {
    "capitals": (capitals, 1.5),
    "continents": (continents, 0.8),
    "cities": (cities, 0.8),
    "yes_no": (yes_no, 0.8),
    "currencies": (currencies, 0.6),
    "languages": (languages, 0.35),
    "arithmetic": (arithmetic, 4.6),
    "sequences": (sequences, 1.0),
    "opposites": (opposites, 0.9),
    "colours": (colours, 0.5),
    "animals": (animals, 0.5),
    "definitions": (definitions, 1.4),
    "units": (units, 0.8),
    "general": (general, 0.5),
    "small_talk": (small_talk, 2.8),
    "jokes": (jokes, 0.25),
    "spelling": (spelling, 0.2),
    "not_told": (not_told, 0.4),
    "outside": (outside, 2.8),
}
