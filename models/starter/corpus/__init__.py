"""Dialogues for the starter mind: short, spoken, in English and Spanish, drawn deterministically from a seed.

A family of questions has its patterns, its table and its function in one room:

* `geography`: capitals and cities, continents, currencies, languages; the table of countries
* `arithmetic`: sums, halves, bigger and smaller, even and odd
* `sequences`: days, months and seasons, before, after and n-th; counting
* `words`: opposites, colours, animals, definitions, units, spelling, what things are for and called, everyday facts
* `yes_no`: claims of several subjects, true or false
* `chat`: courtesies, feelings, asides, questions about the assistant itself; jokes and riddles
* `memory`: facts that the user tells and asks back; "say that again", "are you sure?"
* `outside`: what the starter can neither answer nor do, and how it says so

Tools for all rooms: `grammar` (patterns and the sampler), `phrases` (what questions of many subjects share), `tables`,
`names`, `numbers`. `families` lists the families with their shares, `mixing` makes dialogues of them, `noise` makes
these sound heard, and `reserved` keeps the frozen evaluation questions out.
"""

from models.starter.corpus.families import FAMILIES
from models.starter.corpus.grammar import Turn
from models.starter.corpus.mixing import LANGS, POOL, Dialogue, dialogue, dialogues, pool_of
from models.starter.corpus.noise import normalise

__all__ = ["FAMILIES", "LANGS", "POOL", "Dialogue", "Turn", "dialogue", "dialogues", "normalise", "pool_of"]
