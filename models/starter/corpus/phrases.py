"""Phrases that questions of many subjects share: their beginnings and ends, and yes or no in front of a fact."""

from models.starter.corpus.grammar import Sampler, Texts, sentence

WHAT_IS = "(what is|what's|what's|what is|tell me|can you tell me|do you know|give me|i want to know|i'd like to know|could you tell me)"
CUAL_ES = (
    "(cuál es|cuál es|dime|me puedes decir|me dices|sabes|sabes cuál es|puedes decirme|quiero saber|podrías decirme)"
)

# The slot is called {country} whatever the subject: its name is part of what `grammar` holds out by.
AND_OF: Texts = {
    "en": (
        "and( the one|) of {country}",
        "(and|what about|how about|and what about|and for) {country}",
        "and {country}'s",
        "now {country}",
        "and that of {country}",
    ),
    "es": (
        "y( la|) de {country}",
        "y {country}",
        "(y qué tal|qué tal|ahora|y la de|y el de|y para|y qué hay de) {country}",
        "y en {country}",
    ),
}
AND_X: Texts = {
    "en": ("(and|what about|how about|and what about) {country}",),
    "es": ("y {country}", "(y qué tal|qué tal|ahora|y qué hay de) {country}"),
}


def verdict(s: Sampler, true: bool, fact: str) -> str:
    """Puts "Yes, " or "No, " before the fact; `fact` starts as it would within a sentence."""
    yes = "yes" if s.lang == "en" else "sí"
    return sentence(f"{yes if true else 'no'}, {fact}")
