"""What people speak in a country."""

from models.starter.corpus.geography.countries import COUNTRIES, called, some_country
from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.phrases import CUAL_ES, WHAT_IS

_LANGUAGE: Texts = {
    "en": (
        "(what|which) (language|languages) (do they speak|is spoken|are spoken|do people speak|do you hear) in {country}",
        "(what|which) (language|languages) does {country} (speak|have|use)",
        f"{WHAT_IS} the (language|official language) (of|in) {{country}}",
        "what do (they|people) speak in {country}",
        "language of {country}",
    ),
    "es": (
        "qué (idioma|idiomas|lengua|lenguas) (se habla|hablan|se hablan|habla la gente) en {country}",
        "qué (se habla|hablan) en {country}",
        "qué (idioma|lengua) tiene {country}",
        f"{CUAL_ES} (el idioma|el idioma oficial|la lengua) de {{country}}",
        "idioma de {country}",
    ),
}
_LANGUAGE_REPLY: Texts = {"en": ("in {country} people speak {tongue}.",), "es": ("en {country} se habla {tongue}.",)}
_KNOWN = tuple(country for country in COUNTRIES if country.language[0])


def languages(s: Sampler) -> list[Turn]:
    country = some_country(s, _KNOWN)
    reply = s.reply(_LANGUAGE_REPLY, country=country.name[s.column], tongue=country.language[s.column])
    return [s.turn("languages", _LANGUAGE, reply, country=called(s, country))]
