"""How a word is spelt."""

from models.starter.corpus.grammar import Sampler, Turn, sentence
from models.starter.corpus.words.definitions import DEFINITIONS

_ASK = {
    "en": (
        "(how do you spell|how is|spell|can you spell|how do i spell|how to spell|please spell|how do you write) {word}( spelled|)",
        "spell( the word| out|) {word}",
    ),
    "es": (
        "(cómo se deletrea|deletrea|puedes deletrear|cómo se escribe|deletréame|sabes deletrear)( la palabra|) {word}",
    ),
}


def spelling(s: Sampler) -> list[Turn]:
    word = s.choice(DEFINITIONS)[2 * s.column].split()[-1]
    return [s.turn("spelling", _ASK, sentence(", ".join(word.upper())) + ".", word=word)]
