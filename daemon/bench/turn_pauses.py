"""Questions with pauses inside them, for counting how often a speaker is cut off. Pure.

Where people stop in the middle of a sentence is marked by hand, after what is known of hesitations: before the word that
has to be searched for, after function words and fillers, between clauses (Maclay and Osgood 1959, Goldman-Eisler 1968).
How long they stop is drawn evenly from 300 to 900 ms. Nothing here knows the rules of daemon.turn_taking, and these
sentences are not the ones that the rules were made with: change neither to please the other.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

SHORTEST_MS, LONGEST_MS = 300, 900
_FILLED = 0.2
"""How often the speaker fills the beginning of a pause."""
_FILLERS = {"en": ("um", "uh"), "es": ("eh", "este")}

ENGLISH = """
how far is it | from here to the | railway station
could you tell me | when the next | train to boston leaves
what is the best way to | clean a | wool jacket
who was the | first person to | climb mount everest
please remind me to | call my | sister after dinner
what kind of tree | grows fastest in | cold weather
is there a | pharmacy that is open | on sunday morning
how do i | say good luck in | portuguese
what was the name of that | actor who | played in the old pirate film
i need a recipe for | bread without | any sugar in it
can you explain | why the sky is | red in the evening
where did i | leave the | keys to the garage
which of these two | phones has the | better camera
how long should i | boil an egg if | i like it soft
do you know whether | the library | opens before nine
tell me something | interesting about | the city of vienna
when does the | shop on the corner | close tonight
what would happen if | the moon | disappeared
add two | cartons of milk and | some butter to my list
who won the | football match | yesterday evening
i am looking for a | quiet place to | read near the river
what is the difference between | a frog and | a toad
how much does a | ticket to the | science museum cost
will it | rain in the mountains | this weekend
how many people | live in | norway today
what should i | cook for | eight guests on friday
is it true that | cats always | land on their feet
could you | spell the word | rhythm for me
what time is it | now in | tokyo
can i | keep tomatoes in | the fridge
why do | some birds | fly south in winter
read me the | last message from | my brother
i wonder how | old the | big church on the hill is
are there any | good films | on television tonight
how would you | describe the colour blue to | someone who cannot see
what is | the population of | the whole continent of africa
give me three | ideas for a | birthday present
which bus | goes to the | airport from here
what does the | word serendipity | mean
does the | number nine tram | stop at the market
i would like to know | how a | fridge keeps things cold
how many | grams of flour are in | one cup
who wrote the | book about the | white whale
should i | water my | cactus every day
what is the | longest river in | south america
play some | quiet music for | the next hour
where can i | buy a | used bicycle around here
what is the | first thing one should do | after a burn
how can i | stop my | dog from barking at night
when was | the telephone | invented
please turn off the | lights in the kitchen and | the hall
what is the | easiest language to | learn for a child
could we | go over | yesterday's plan again
how hot does it | get in | seville in august
"""
SPANISH = """
cuánto tiempo | se tarda en | llegar a la estación de tren
podrías decirme | cuándo sale | el próximo autobús a granada
qué significa | la palabra | serendipia
cómo se dice | buena suerte en | portugués
quién fue el | primero en | subir al everest
recuérdame que | llame a mi | hermana después de cenar
dónde puedo | comprar una | bicicleta de segunda mano
por qué | algunos pájaros | vuelan al sur en invierno
hay alguna | farmacia que | abra el domingo
cuántos gramos de | harina caben en | una taza
qué pasaría si | la luna | desapareciera
me gustaría saber | cómo funciona | una nevera
ponme algo de | música tranquila para | estudiar
cuál es la diferencia entre | una rana y | un sapo
debería | regar el | cactus todos los días
va a | llover en la sierra | este fin de semana
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What is said in one breath, and the silence after it (0 at the end)."""

    words: str
    pause_ms: int


@dataclass(frozen=True, slots=True)
class Halting:
    """A question said with pauses."""

    parts: tuple[Part, ...]
    language: str

    @property
    def text(self) -> str:
        return " ".join(part.words for part in self.parts)

    @property
    def pauses(self) -> tuple[int, ...]:
        return tuple(part.pause_ms for part in self.parts[:-1])

    def until(self, number: int) -> str:
        """The words that have been said when pause `number` (from 0) begins."""
        return " ".join(part.words for part in self.parts[: number + 1])


def halting(count: int, seed: int = 1, languages: tuple[str, ...] = ("en",)) -> list[Halting]:
    """`count` questions with one pause each, and now and then a second. The same for the same seed."""
    drawn = random.Random(seed)
    sources = [(line, language) for language in languages for line in _lines(language)]
    found = []
    for number in range(count):
        if number % len(sources) == 0:
            drawn.shuffle(sources)
        line, language = sources[number % len(sources)]
        found.append(Halting(tuple(_parts(line, language, drawn)), language))
    return found


def fluent(count: int, seed: int = 1, languages: tuple[str, ...] = ("en",)) -> list[Halting]:
    """The same kind of questions without a pause."""
    return [
        Halting((Part(question.text, 0),), question.language)
        for question in _without_fillers(halting(count, seed, languages))
    ]


def _without_fillers(questions: list[Halting]) -> list[Halting]:
    fillers = {filler for each in _FILLERS.values() for filler in each}
    return [
        Halting((Part(" ".join(word for word in question.text.split() if word not in fillers), 0),), question.language)
        for question in questions
    ]


def _lines(language: str) -> list[str]:
    return (ENGLISH if language == "en" else SPANISH).strip().splitlines()


def _parts(line: str, language: str, drawn: random.Random) -> list[Part]:
    pieces = [piece.strip() for piece in line.split("|")]
    places = list(range(len(pieces) - 1))
    chosen = set(drawn.sample(places, 2 if len(places) > 1 and drawn.random() < 0.15 else 1))
    parts, words = [], ""
    for number, piece in enumerate(pieces):
        words = f"{words} {piece}".strip()
        if number in chosen:
            if drawn.random() < _FILLED:
                words = f"{words} {drawn.choice(_FILLERS[language])}"
            parts.append(Part(words, drawn.randint(SHORTEST_MS, LONGEST_MS)))
            words = ""
    return [*parts, Part(words, 0)]
