"""Continents: which one a country is in, which there are, and a country of one."""

from models.starter.corpus.geography.countries import CONTINENTS, COUNTRIES, Country, called, some_country
from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.phrases import AND_X, verdict

_CONTINENT: Texts = {
    "en": (
        "(what|which|on what|in what|in which|on which) continent is {country}( in| on| located in|)",
        "where is {country}( located| found| on the map|)",
        "(tell me|do you know|can you tell me|say) (where|what continent|which continent) {country} is( in| on|)",
        "{country} is (in|on) (what|which) continent",
        "what part of the world is {country} in",
        "(what|which) continent does {country} belong to",
        "what's the continent of {country}",
        "{country} continent",
    ),
    "es": (
        "en qué continente (está|queda|se encuentra|se ubica) {country}",
        "dónde (está|queda|se encuentra) {country}( en el mapa|)",
        "(dime|sabes|me dices|puedes decirme) (dónde|en qué continente) (está|queda) {country}",
        "(cuál|qué) (es|) el continente de {country}",
        "a qué continente pertenece {country}",
        "{country} (está|queda) en qué continente",
        "en qué parte del mundo (está|queda) {country}",
        "de qué continente es {country}",
    ),
}
_CONTINENT_REPLY: Texts = {"en": ("{country} is in {continent}.",), "es": ("{country} está en {continent}.",)}
_CONTINENT_CHECK: Texts = {
    "en": ("is {country} (in|a country in|part of) {continent}", "{country} is in {continent}( right|)"),
    "es": ("(está|queda) {country} en {continent}", "{country} (está|queda) en {continent}( verdad| no|)"),
}
_LIST: Texts = {
    "en": (
        "(what are|name|list|tell me|say|which are) (all |)(the|the seven) continents( of the world|)",
        "what continents (are there|do you know|exist)",
    ),
    "es": (
        "(cuáles son|dime|nombra|enumera|di) (todos |)los( siete|) continentes( del mundo|)",
        "qué continentes (hay|conoces|existen)",
    ),
}
_LIST_REPLY: Texts = {
    "en": ("the continents are {words}, and Antarctica.",),
    "es": ("los continentes son {words} y la Antártida.",),
}
_COUNT: Texts = {
    "en": (
        "how many continents (are there|exist|does the world have|are there in the world|do we have)",
        "(what is|tell me) the number of continents",
    ),
    "es": (
        "cuántos continentes (hay|existen|tiene el mundo|hay en el mundo|son)",
        "(cuál es|dime) el número de continentes",
    ),
}
_COUNT_REPLY: Texts = {"en": ("there are seven continents.",), "es": ("hay siete continentes.",)}
_EXAMPLE: Texts = {
    "en": (
        "(name|tell me|say|give me) (a|one|any) country in {continent}",
        "(which|what) country is in {continent}",
        "can you name a country in {continent}",
    ),
    "es": (
        "(dime|nombra|di|dame) un país de {continent}",
        "(qué|cuál) país (está|hay) en {continent}",
        "puedes (nombrar|decirme) un país de {continent}",
    ),
}


def continents(s: Sampler) -> list[Turn]:
    """Where a country is; or a list, a number, an example, a claim."""
    country = some_country(s)
    roll = s.rng.random()
    if roll < 0.12:
        fact = _placed(s, country)
        return [_check(s, country, _claimed(s, country), fact)]
    if roll < 0.2:
        words = ", ".join(pair[s.column] for pair in CONTINENTS.values())
        return [s.turn("continents", _LIST, s.reply(_LIST_REPLY, words=words))]
    if roll < 0.26:
        return [s.turn("continents", _COUNT, s.reply(_COUNT_REPLY))]
    if roll < 0.36:
        known = [other for other in COUNTRIES if other.weight > 1 and other.continent == country.continent]
        reply = _placed(s, s.choice(known))
        return [s.turn("continents", _EXAMPLE, reply, continent=country.continent[s.column].lower())]
    turns = [s.turn("continents", _CONTINENT, _placed(s, country), country=called(s, country))]
    if s.chance(0.2):
        country = some_country(s)
        turns.append(s.turn("continents", AND_X, _placed(s, country), country=called(s, country)))
    return turns


def continent_claim(s: Sampler) -> Turn:
    """Whether a country is in a continent."""
    country = some_country(s)
    claimed = _claimed(s, country)
    return _check(s, country, claimed, _placed(s, country))


def _placed(s: Sampler, country: Country) -> str:
    return s.reply(_CONTINENT_REPLY, country=country.name[s.column], continent=country.continent[s.column])


def _claimed(s: Sampler, country: Country) -> tuple[str, str]:
    """The country's own continent half of the time."""
    return country.continent if s.chance(0.5) else s.choice(tuple(CONTINENTS.values()))


def _check(s: Sampler, country: Country, claimed: tuple[str, str], fact: str) -> Turn:
    fact = "t" + fact[1:] if fact.startswith("The ") else fact
    reply = verdict(s, claimed == country.continent, fact)
    claim = claimed[s.column].lower()
    return s.turn("continents", _CONTINENT_CHECK, reply, country=called(s, country), continent=claim)
