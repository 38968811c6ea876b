"""What people pay with in a country."""

from models.starter.corpus.geography.countries import COUNTRIES, called, some_country
from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.phrases import AND_OF, CUAL_ES, WHAT_IS

_CURRENCY: Texts = {
    "en": (
        f"{WHAT_IS} the (currency|money|currency) (of|in|used in|for) {{country}}",
        f"{WHAT_IS} {{country}}'s currency",
        "(what|which) (currency|money) (do they use|do people use|is used|do you use|do you pay with) in {country}",
        "(what|which) (currency|money) does {country} (use|have)",
        "what do (people|they|you) pay with in {country}",
        "how do (people|you) pay in {country}",
        "currency of {country}",
        "{country} currency",
        "what kind of money do they (use|have) in {country}",
    ),
    "es": (
        f"{CUAL_ES} la (moneda|moneda|divisa) (de|oficial de|que se usa en|en|nacional de) {{country}}",
        "qué (moneda|dinero) (usan|se usa|utilizan|se utiliza|tienen|hay) en {country}",
        "qué moneda (tiene|usa|utiliza) {country}",
        "con qué (moneda|dinero|) (se paga|pagan|pago) en {country}",
        "cómo se llama la moneda de {country}",
        "(la |)moneda de {country}",
    ),
}
_CURRENCY_REPLY: Texts = {
    "en": ("the currency of {country} is the {money}.",),
    "es": ("la moneda de {country} es {el} {money}.",),
}
_KNOWN = tuple(country for country in COUNTRIES if country.currency[0])
_FEMININE = {"libra", "corona", "rupia", "lira", "grivna", "pula"}


def currencies(s: Sampler) -> list[Turn]:
    """A country's currency; then perhaps "and of Japan?"."""
    turns: list[Turn] = []
    ask = _CURRENCY
    while not turns or (s.chance(0.2) and len(turns) < 3):
        country = some_country(s, _KNOWN)
        money = country.currency[s.column]
        article = "la" if money.split()[0] in _FEMININE else "el"
        reply = s.reply(_CURRENCY_REPLY, country=country.name[s.column], money=money, el=article)
        turns.append(s.turn("currencies", ask, reply, country=called(s, country)))
        ask = AND_OF
    return turns
