"""Capitals: which city a country has for one, and which country a capital is in."""

from models.starter.corpus.geography.countries import COUNTRIES, Country, called, some_country
from models.starter.corpus.grammar import Sampler, Texts, Turn, mid_sentence
from models.starter.corpus.names import made_up
from models.starter.corpus.outside.dont_know import dont_know
from models.starter.corpus.phrases import AND_OF, CUAL_ES, WHAT_IS, verdict

_CAPITAL: Texts = {
    "en": (
        f"{WHAT_IS} the capital (of|of|of|city of|for|in) {{country}}",
        f"{WHAT_IS} {{country}}'s capital( city|)",
        "(which|what) city is the capital of {country}",
        "the capital of {country}( is| is what|)",
        "capital (of|city of) {country}",
        "{country} capital",
        "do you (know|remember) what the capital (city|) of {country} is",
        "(tell me|say|name) (what the capital of {country} is|the capital city of {country})",
        "what is the name of the capital of {country}",
        "what city is {country}'s capital",
        "where is the capital of {country}",
        "i (need|forgot) the capital of {country}",
    ),
    "es": (
        f"{CUAL_ES} la capital (de|de|de|que tiene) {{country}}",
        "(qué|cuál) ciudad es la capital de {country}",
        "(cómo se llama|qué capital tiene) (la capital de|) {country}",
        "la capital de {country}( es| cuál es|)",
        "capital de {country}",
        "qué capital tiene {country}",
        "(sabes|dime|recuerdas) cuál es la capital de {country}",
        "cómo se llama la capital de {country}",
        "necesito saber la capital de {country}",
        "{country} qué capital tiene",
        "el nombre de la capital de {country}",
    ),
}
_CAPITAL_REPLY: Texts = {
    "en": ("the capital of {country} is {capital}.",),
    "es": ("la capital de {country} es {capital}.",),
}
_CAPITAL_CHECK: Texts = {
    "en": (
        "(is|isn't) {city} the capital (city|) of {country}",
        "{city} is the capital of {country}( right| isn't it|)",
    ),
    "es": (
        "es {city} la capital de {country}",
        "{city} es la capital de {country}( verdad| no|)",
        "la capital de {country} es {city}( verdad| no)",
    ),
}
_CAPITAL_OF: Texts = {
    "en": (
        "{city} is the capital of (which|what) country",
        "(which|what) country (has|is) {city} (as its|the) capital( of|)",
        "(what|which) country's capital is {city}",
    ),
    "es": (
        "{city} es la capital de qué país",
        "de qué país es( la|) capital {city}",
        "(qué|cuál) país tiene como capital( a|) {city}",
    ),
}
_CAPITAL_OF_REPLY: Texts = {
    "en": ("{capital} is the capital of {country}.",),
    "es": ("{capital} es la capital de {country}.",),
}
_CITY: Texts = {
    "en": (
        "(what|which|in what|in which) country is {city}( in| located in|)",
        "where is {city}( located|)",
        "(tell me|do you know|can you tell me) (where|what country|which country) {city} is( in|)",
        "{city} is in (what|which) country",
        "(what|which) country does {city} belong to",
        "what country is {city} the capital of",
    ),
    "es": (
        "en qué país (está|queda|se encuentra) {city}",
        "dónde (está|queda|se encuentra) {city}",
        "(dime|sabes|me dices) (dónde|en qué país) (está|queda) {city}",
        "{city} (está|queda) en qué país",
        "a qué país pertenece {city}",
        "de qué país es {city}",
    ),
}
_CITY_REPLY: Texts = {"en": ("{city} is in {country}.",), "es": ("{city} está en {country}.",)}
_CITY_CHECK: Texts = {
    "en": ("is {city} in {country}", "{city} is in {country}( right| isn't it|)"),
    "es": ("(está|queda) {city} en {country}", "{city} (está|queda) en {country}( verdad| no|)"),
}


_AND_WHERE: Texts = {
    "en": (
        "(and |)(what|which|in what|in which) continent is (it|that|that country)( in|)",
        "(and |)where is (it|that)",
    ),
    "es": ("(y |)en qué (continente|parte del mundo) (está|queda)( eso| ese país|)", "(y |)dónde (está|queda)( eso|)"),
}
_WHERE_REPLY: Texts = {"en": ("{country} is in {continent}.",), "es": ("{country} está en {continent}.",)}


def capitals(s: Sampler) -> list[Turn]:
    """A capital; then perhaps "and of Italy?", which only the dialogue explains."""
    country = some_country(s)
    roll = s.rng.random()
    if roll < 0.10:
        right = s.chance(0.5)
        return [_check(s, country, (country if right else s.choice(COUNTRIES)).capital[s.column])]
    if roll < 0.18:
        return [_capital_of(s, country)]
    if roll < 0.25:
        reply = dont_know(s)
        nowhere = made_up(s.rng) + s.choice(("", "ia", "land", "istan"))
        return [s.turn("outside", _CAPITAL, reply, country=nowhere)]
    turns = [s.turn("capitals", _CAPITAL, _capital(s, country), country=called(s, country))]
    while s.chance(0.25) and len(turns) < 3:
        country = some_country(s)
        turns.append(s.turn("capitals", AND_OF, _capital(s, country), country=called(s, country)))
    if s.chance(0.12):
        reply = s.reply(_WHERE_REPLY, country=country.name[s.column], continent=country.continent[s.column])
        turns.append(s.turn("continents", _AND_WHERE, reply))
    return turns


def cities(s: Sampler) -> list[Turn]:
    """Which country a capital is in; and whether it is in some country."""
    country = some_country(s)
    city = country.capital[s.column]
    reply = s.reply(_CITY_REPLY, city=city, country=country.name[s.column])
    if s.chance(0.3):
        other = country if s.chance(0.5) else some_country(s)
        reply = verdict(s, other is country, reply)
        return [s.turn("cities", _CITY_CHECK, reply, city=city.lower(), country=called(s, other))]
    if s.chance(0.3):
        return [_capital_of(s, country)]
    return [s.turn("cities", _CITY, reply, city=city.lower())]


def capital_claim(s: Sampler) -> Turn:
    """Whether a city is a country's capital; half of the time it is."""
    country = some_country(s)
    right = s.chance(0.5)
    return _check(s, country, (country if right else some_country(s)).capital[s.column])


def _check(s: Sampler, country: Country, said: str) -> Turn:
    reply = verdict(s, said == country.capital[s.column], mid_sentence(_capital(s, country)))
    return s.turn("capitals", _CAPITAL_CHECK, reply, country=called(s, country), city=said.lower())


def _capital(s: Sampler, country: Country) -> str:
    return s.reply(_CAPITAL_REPLY, country=country.name[s.column], capital=country.capital[s.column])


def _capital_of(s: Sampler, country: Country) -> Turn:
    city = country.capital[s.column]
    reply = s.reply(_CAPITAL_OF_REPLY, country=country.name[s.column], capital=city)
    return s.turn("capitals", _CAPITAL_OF, reply, city=city.lower())
