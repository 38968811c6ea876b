"""Claims that are true or false, of several subjects; each subject makes its own."""

from models.starter.corpus.arithmetic import size_claim, sum_claim
from models.starter.corpus.geography.capitals import capital_claim
from models.starter.corpus.geography.continents import continent_claim
from models.starter.corpus.grammar import Sampler, Turn
from models.starter.corpus.words.colours import colour_claim

_CLAIMS = (capital_claim, continent_claim, sum_claim, colour_claim, size_claim)


def yes_no(s: Sampler) -> list[Turn]:
    return [s.choice(_CLAIMS)(s)]
