"""Facts that users tell about themselves: real names, places and tastes, and words made up on the spot.

Made-up words teach the model to copy from the dialogue instead of reciting a list. They are drawn from several shapes
(syllables, consonant clusters, plain letters, altered real names), so that no shape is the rule.
"""

import random

PEOPLE = (
    "ana maria lucia carmen laura marta elena sofia paula julia sara clara rosa irene alba nuria pilar teresa "
    "jose juan carlos luis pedro javier miguel pablo antonio manuel diego sergio david daniel andres jorge raul "
    "emma olivia anna alice mary jane kate lucy grace ella chloe sophie lily rachel hannah nora susan linda "
    "tom john james jack peter paul mark george henry oliver harry sam ben max leo adam eric kevin brian steve "
    "ahmed fatima omar aisha yuki hiro wei mei ling ivan olga dmitri natasha lars ingrid pierre claire giulia marco "
    "klaus heidi priya raj arjun chen kim mohamed ali zara noah liam mia zoe eva hugo martin lola alex robin charlie"
).split()
PETS = (
    "rex toby luna max bella coco rocky simba nala milo charlie buddy daisy lola thor kira pelusa canela firulais "
    "manchas bigotes whiskers shadow ginger oreo peanut biscuit felix garfield tiger"
).split()
CITIES = (
    "madrid|barcelona|sevilla|valencia|bilbao|granada|málaga|toledo|lima|bogotá|quito|london|paris|berlin|rome|"
    "new york|boston|chicago|seattle|denver|austin|dublin|oxford|leeds|bristol|lisbon|porto|vienna|prague|oslo|tokyo|"
    "osaka|sydney|toronto|montreal|buenos aires|córdoba|rosario|monterrey|puebla|cancún|medellín|caracas|santiago"
).split("|")
_SYLLABLE_ONSETS = "b c d f g h j k l m n p r s t v w x y z bl br cl cr dr fl fr gl gr pl pr tr st sk th ch sh".split()
_NUCLEI = "a e i o u a e i o u ai ei ou io ia ea oo y".split()
_CODAS = ["", "", "", "", "n", "r", "l", "s", "x", "m", "k", "t", "z", "nd", "rk", "th", "ck", "ll", "sh", "ng", "p"]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def made_up(rng: random.Random) -> str:
    """Returns a word that is in no list: "zorblax", "quintar", "mevi", "xoqtel"."""
    shape = rng.random()
    if shape < 0.68:
        count = rng.choices((1, 2, 3, 4), (0.1, 0.5, 0.32, 0.08))[0]
        word = "".join(
            rng.choice(_SYLLABLE_ONSETS) + rng.choice(_NUCLEI) + (rng.choice(_CODAS) if rng.random() < 0.6 else "")
            for _ in range(count)
        )
        if rng.random() < 0.12:
            word = rng.choice("aeiou") + word
    elif shape < 0.84:
        word = rng.choice(PEOPLE)
        for _ in range(rng.randint(1, 2)):
            place = rng.randrange(len(word))
            word = word[:place] + rng.choice(_LETTERS) + word[place + rng.randint(0, 1) :]
    elif shape < 0.94:
        a, b = rng.choice(PEOPLE), rng.choice(PEOPLE + PETS)
        word = a[: rng.randint(2, 4)] + b[-rng.randint(2, 4) :]
    else:
        word = "".join(rng.choice(_LETTERS) for _ in range(rng.randint(3, 8)))
    return word if len(word) > 2 else word + rng.choice(("n", "ra", "lo", "x"))


def person(rng: random.Random) -> str:
    """Returns a name: mostly made up, sometimes of two words."""
    word = made_up(rng) if rng.random() < 0.65 else rng.choice(PEOPLE)
    if rng.random() < 0.06:
        word += " " + (made_up(rng) if rng.random() < 0.5 else rng.choice(PEOPLE))
    return word


def pet(rng: random.Random) -> str:
    return made_up(rng) if rng.random() < 0.6 else rng.choice(PETS)


def city(rng: random.Random) -> str:
    return made_up(rng) if rng.random() < 0.45 else rng.choice(CITIES)
