"""Families about the world: countries, arithmetic, sequences, opposites, colours, animals, definitions, units."""

from models.starter.corpus import patterns_facts as p
from models.starter.corpus.definitions import DEFINITIONS
from models.starter.corpus.grammar import Sampler, Texts, Turn, sentence
from models.starter.corpus.names import made_up
from models.starter.corpus.numbers import spell
from models.starter.corpus.outside import dont_know
from models.starter.corpus.words import (
    ANIMALS,
    COLOURS,
    DAYS,
    HAVES,
    MIXES,
    MONTHS,
    OPPOSITES,
    ORDINALS,
    SEASONS,
    UNITS,
)
from models.starter.corpus.world import ALIASES, CONTINENTS, COUNTRIES, Country

_YES = {"en": "yes, ", "es": "sí, "}
_WEIGHTS = [country.weight for country in COUNTRIES]


def _turn(s: Sampler, family: str, ask: Texts, reply: str, **slots: str) -> Turn:
    user = s.ask(ask, **slots)
    return Turn(user, reply, family, held_out=s.held_out)


def _country(s: Sampler) -> Country:
    return s.rng.choices(COUNTRIES, _WEIGHTS)[0]


def _said(s: Sampler, country: Country) -> str:
    """The country as people say it: by an alias now and then."""
    name = country.name[s.column]
    aliases = [said for said, meant in ALIASES[s.lang].items() if meant == name]
    return s.choice(aliases) if aliases and s.chance(0.4) else name.lower()


def _capital(s: Sampler, country: Country) -> str:
    return s.reply(p.CAPITAL_REPLY, country=country.name[s.column], capital=country.capital[s.column])


def capitals(s: Sampler) -> list[Turn]:
    """A capital; then perhaps "and of Italy?", which only the dialogue explains."""
    country = _country(s)
    place, city = country.name[s.column], country.capital[s.column]
    roll = s.rng.random()
    if roll < 0.10:
        right = s.chance(0.5)
        other = city if right else s.choice(COUNTRIES).capital[s.column]
        reply = s.reply(p.CAPITAL_YES if other == city else p.CAPITAL_NO, country=place, capital=city)
        return [_turn(s, "capitals", p.CAPITAL_CHECK, reply, country=_said(s, country), city=other.lower())]
    if roll < 0.18:
        reply = s.reply(p.CAPITAL_OF_REPLY, country=place, capital=city)
        return [_turn(s, "capitals", p.CAPITAL_OF, reply, city=city.lower())]
    if roll < 0.25:
        return [
            _turn(s, "outside", p.CAPITAL, dont_know(s), country=made_up(s.rng) + s.choice(("", "ia", "land", "istan")))
        ]
    turns = [_turn(s, "capitals", p.CAPITAL, _capital(s, country), country=_said(s, country))]
    while s.chance(0.25) and len(turns) < 3:
        country = _country(s)
        turns.append(_turn(s, "capitals", p.AND_OF, _capital(s, country), country=_said(s, country)))
    return turns


def cities(s: Sampler) -> list[Turn]:
    """Which country a capital is in; and whether it is in some country."""
    country = _country(s)
    place, city = country.name[s.column], country.capital[s.column]
    reply = s.reply(p.CITY_REPLY, city=city, country=place)
    if s.chance(0.3):
        other = country if s.chance(0.5) else _country(s)
        reply = (_YES[s.lang] if other is country else "no, ") + reply
        return [_turn(s, "cities", p.CITY_CHECK, sentence(reply), city=city.lower(), country=_said(s, other))]
    if s.chance(0.3):
        reply = s.reply(p.CAPITAL_OF_REPLY, country=place, capital=city)
        return [_turn(s, "capitals", p.CAPITAL_OF, reply, city=city.lower())]
    return [_turn(s, "cities", p.CITY, reply, city=city.lower())]


def yes_no(s: Sampler) -> list[Turn]:
    """Claims that are true or false: a capital, a continent, a sum, a colour, which number is bigger."""
    kind = s.rng.randrange(5)
    if kind == 0:
        country = _country(s)
        place, city = country.name[s.column], country.capital[s.column]
        right = s.chance(0.5)
        said = city if right else _country(s).capital[s.column]
        reply = s.reply(p.CAPITAL_YES if said == city else p.CAPITAL_NO, country=place, capital=city)
        return [_turn(s, "capitals", p.CAPITAL_CHECK, reply, country=_said(s, country), city=said.lower())]
    if kind == 1:
        country = _country(s)
        right = s.chance(0.5)
        claimed = country.continent if right else s.choice(tuple(CONTINENTS.values()))
        reply = s.reply(p.CONTINENT_REPLY, country=country.name[s.column], continent=country.continent[s.column])
        reply = reply.replace("The ", "the ", 1) if reply.startswith("The ") else reply
        reply = sentence((_YES[s.lang] if claimed == country.continent else "no, ") + reply)
        claim = claimed[s.column].lower()
        return [_turn(s, "continents", p.CONTINENT_CHECK, reply, country=_said(s, country), continent=claim)]
    if kind == 2:
        sign = s.choice(("plus", "times"))
        a, b, result = _operands(s, sign)
        claim_n = result if s.chance(0.5) else max(0, result + s.rng.choice((-2, -1, 1, 2, 10)))
        words = s.chance(0.6)
        shown = [_spoken(s, n) if words else str(n) for n in (a, b, claim_n)]
        slots = {"a": _spoken(s, a), "b": _spoken(s, b), "c": _spoken(s, result), "op": p.SIGNS[s.lang][sign]}
        reply = s.reply(p.SUM_YES if claim_n == result else p.SUM_NO, **slots)
        return [_turn(s, "arithmetic", p.SUM_CHECK[sign], reply, a=shown[0], b=shown[1], c=shown[2])]
    if kind == 3:
        thing, colour = s.choice(COLOURS)[2 * s.column : 2 * s.column + 2]
        said = colour if s.chance(0.5) else s.choice(COLOURS)[2 * s.column + 1]
        reply = s.reply(p.COLOUR_REPLY, thing=thing, colour=colour)
        reply = sentence((_YES[s.lang] if said == colour else "no, ") + reply[0].lower() + reply[1:])
        return [_turn(s, "colours", p.COLOUR_CHECK, reply, thing=thing, colour=said)]
    one, other = s.rng.sample(range(21), 2)
    reply = s.reply(p.BIGGER_REPLY, a=_spoken(s, max(one, other)), b=_spoken(s, min(one, other)))
    reply = (_YES[s.lang] if one > other else "no, ") + reply[0].lower() + reply[1:]
    return [_turn(s, "arithmetic", p.BIGGER_CHECK, sentence(reply), a=_spoken(s, one), b=_spoken(s, other))]


def continents(s: Sampler) -> list[Turn]:
    country = _country(s)
    slots = {"country": country.name[s.column], "continent": country.continent[s.column]}
    roll = s.rng.random()
    if roll < 0.12:
        reply = s.reply(p.CONTINENT_REPLY, **slots)
        claimed = country.continent if s.chance(0.5) else s.choice(tuple(CONTINENTS.values()))
        yes = {"en": "yes, ", "es": "sí, "} if claimed == country.continent else {"en": "no, ", "es": "no, "}
        reply = sentence(yes[s.lang]) + (reply if not reply.startswith("The ") else "t" + reply[1:])
        claim = claimed[s.column].lower()
        return [_turn(s, "continents", p.CONTINENT_CHECK, reply, country=_said(s, country), continent=claim)]
    if roll < 0.2:
        words = ", ".join(pair[s.column] for pair in CONTINENTS.values())
        reply = s.reply(
            {
                "en": ("the continents are {words}, and Antarctica.",),
                "es": ("los continentes son {words} y la Antártida.",),
            },
            words=words,
        )
        return [_turn(s, "continents", p.CONTINENTS_LIST, reply)]
    if roll < 0.26:
        reply = s.reply({"en": ("there are seven continents.",), "es": ("hay siete continentes.",)})
        return [_turn(s, "continents", p.CONTINENTS_COUNT, reply)]
    if roll < 0.36:
        known = [c for c in COUNTRIES if c.weight > 1 and c.continent == country.continent]
        reply = s.reply(p.CONTINENT_REPLY, country=s.choice(known).name[s.column], continent=slots["continent"])
        return [_turn(s, "continents", p.CONTINENT_EXAMPLE, reply, continent=slots["continent"].lower())]
    turns = [_turn(s, "continents", p.CONTINENT, s.reply(p.CONTINENT_REPLY, **slots), country=_said(s, country))]
    if s.chance(0.2):
        country = _country(s)
        reply = s.reply(p.CONTINENT_REPLY, country=country.name[s.column], continent=country.continent[s.column])
        turns.append(_turn(s, "continents", p.AND_X, reply, country=_said(s, country)))
    return turns


def _with(field: str) -> tuple[tuple[Country, ...], list[int]]:
    known = tuple(country for country in COUNTRIES if getattr(country, field)[0])
    return known, [country.weight for country in known]


_CURRENCIES = _with("currency")
_LANGUAGES = _with("language")


def currencies(s: Sampler) -> list[Turn]:
    turns: list[Turn] = []
    ask = p.CURRENCY
    while not turns or (s.chance(0.2) and len(turns) < 3):
        country = s.rng.choices(*_CURRENCIES)[0]
        money = country.currency[s.column]
        article = "la" if money.split()[0] in {"libra", "corona", "rupia", "lira", "grivna", "pula"} else "el"
        reply = s.reply(p.CURRENCY_REPLY, country=country.name[s.column], money=money, el=article)
        turns.append(_turn(s, "currencies", ask, reply, country=_said(s, country)))
        ask = p.AND_OF
    return turns


def languages(s: Sampler) -> list[Turn]:
    country = s.rng.choices(*_LANGUAGES)[0]
    reply = s.reply(p.LANGUAGE_REPLY, country=country.name[s.column], tongue=country.language[s.column])
    return [_turn(s, "languages", p.LANGUAGE, reply, country=_said(s, country))]


def _spoken(s: Sampler, number: int) -> str:
    return spell(number, s.lang)


def _operands(s: Sampler, sign: str) -> tuple[int, int, int]:
    rng = s.rng
    if sign == "plus":
        a, b = (rng.randint(0, 20), rng.randint(0, 20)) if s.chance(0.45) else (rng.randint(1, 10), rng.randint(1, 10))
        if s.chance(0.12):
            step = rng.choice((5, 10, 10, 100))
            a, b = step * rng.randint(1, 9), step * rng.randint(1, 9)
        return a, b, a + b
    if sign == "minus":
        top = 20 if s.chance(0.5) else 10
        a, b = rng.randint(0, top), rng.randint(0, top)
        if s.chance(0.12):
            step = rng.choice((5, 10, 10, 100))
            a, b = step * rng.randint(1, 10), step * rng.randint(1, 9)
        a, b = max(a, b), min(a, b)
        return a, b, a - b
    if sign == "times":
        a, b = rng.randint(1, 10), rng.randint(1, 10)
        if s.chance(0.05):
            a, b = rng.choice(((0, b), (a, 0), (10, 10), (a, 100), (12, b), (11, b)))
        return a, b, a * b
    b, quotient = rng.randint(1, 10), rng.randint(1, 10)
    return b * quotient, b, quotient


def arithmetic(s: Sampler) -> list[Turn]:
    """Sums, differences, products and quotients in words and digits; then perhaps "and plus two?"."""
    if s.chance(0.12):
        return _halves(s)
    if s.chance(0.08):
        return _comparison(s)
    sign = s.rng.choices(("plus", "minus", "times", "over"), (0.4, 0.25, 0.25, 0.1))[0]
    a, b, result = _operands(s, sign)
    words = s.chance(0.6)
    shown = [_spoken(s, n) if words else str(n) for n in (a, b)]
    slots = {"a": _spoken(s, a), "b": _spoken(s, b), "c": _spoken(s, result), "op": p.SIGNS[s.lang][sign]}
    if sign in ("plus", "times") and s.chance(0.08):
        claim = result if s.chance(0.5) else max(0, result + s.rng.choice((-2, -1, 1, 2, 10)))
        said = _spoken(s, claim) if words else str(claim)
        reply = s.reply(p.SUM_YES if claim == result else p.SUM_NO, **slots)
        return [_turn(s, "arithmetic", p.SUM_CHECK[sign], reply, a=shown[0], b=shown[1], c=said)]
    reply = s.reply(p.SUM_REPLY, **slots)
    turns = [_turn(s, "arithmetic", p.SUM[sign], reply, a=shown[0], b=shown[1])]
    if s.chance(0.12) and result <= 20:
        more = s.rng.randint(1, 10)
        slots = {
            "a": _spoken(s, result),
            "b": _spoken(s, more),
            "c": _spoken(s, result + more),
            "op": p.SIGNS[s.lang]["plus"],
        }
        turns.append(_turn(s, "arithmetic", p.SUM_MORE, s.reply(p.SUM_REPLY, **slots), b=_spoken(s, more)))
    return turns


def _halves(s: Sampler) -> list[Turn]:
    number = s.rng.randint(1, 20) if s.chance(0.8) else 10 * s.rng.randint(1, 10)
    kind = s.choice(("half", "double"))
    number = number * 2 if kind == "half" else number
    result = number // 2 if kind == "half" else number * 2
    said = _spoken(s, number) if s.chance(0.6) else str(number)
    reply = s.reply(p.HALF_REPLY[kind], a=_spoken(s, number), c=_spoken(s, result))
    return [_turn(s, "arithmetic", p.HALF[kind], reply, a=said)]


def _comparison(s: Sampler) -> list[Turn]:
    a, b = s.rng.sample(range(21) if s.chance(0.7) else range(10, 101, 10), 2)
    slots = {"a": _spoken(s, a), "b": _spoken(s, b)}
    if s.chance(0.5):
        reply = s.reply(p.BIGGER_REPLY, a=_spoken(s, max(a, b)), b=_spoken(s, min(a, b)))
        return [_turn(s, "arithmetic", p.BIGGER, reply, **slots)]
    kind = p.EVEN_WORDS[s.lang][a % 2]
    return [_turn(s, "arithmetic", p.EVEN, s.reply(p.EVEN_REPLY, a=slots["a"], kind=kind), a=slots["a"])]


def _join(s: Sampler, items: list[str]) -> str:
    return sentence(", ".join(items)) + "."


def sequences(s: Sampler) -> list[Turn]:
    """Counting, and the order of days, months and seasons."""
    if s.chance(0.3):
        return [_counting(s)]
    kind = s.rng.choices(("day", "month", "season"), (0.45, 0.4, 0.15))[0]
    items = {"day": DAYS, "month": MONTHS, "season": SEASONS}[kind][s.lang]
    roll = s.rng.random()
    if roll < 0.2:
        return [_turn(s, "sequences", p.LIST[kind], _join(s, items))]
    place = s.rng.randrange(len(items))
    if roll < 0.35 and kind != "season":
        reply = s.reply(p.NTH_REPLY[kind], nth=ORDINALS[s.lang][place], x=items[place])
        return [_turn(s, "sequences", p.NTH[kind], reply, nth=ORDINALS[s.lang][place])]
    step, ask, answer = s.choice(
        ((1, p.AFTER, p.AFTER_REPLY), (1, p.AFTER, p.AFTER_REPLY), (-1, p.BEFORE, p.BEFORE_REPLY))
    )
    other = items[(place + step) % len(items)]
    return [_turn(s, "sequences", ask[kind], s.reply(answer, x=items[place], y=other), x=items[place].lower())]


def _counting(s: Sampler) -> Turn:
    rng = s.rng
    roll = rng.random()
    if roll < 0.3:
        number = rng.randint(0, 30) if s.chance(0.8) else 10 * rng.randint(1, 10)
        step, ask, answer = s.choice(((1, p.AFTER["number"], p.AFTER_REPLY), (-1, p.BEFORE["number"], p.BEFORE_REPLY)))
        number = max(1, number)
        slots = {"x": _spoken(s, number), "y": _spoken(s, number + step)}
        shown = slots["x"] if s.chance(0.6) else str(number)
        return _turn(s, "sequences", ask, s.reply(answer, **slots), x=shown)
    end = rng.choice((3, 4, 5, 5, 6, 7, 8, 9, 10, 10, 10, 12, 15, 20))
    said = _spoken(s, end) if s.chance(0.65) else str(end)
    if roll < 0.7:
        return _turn(s, "sequences", p.COUNT, _join(s, [_spoken(s, n) for n in range(1, end + 1)]), b=said)
    if roll < 0.82:
        return _turn(s, "sequences", p.COUNT_DOWN, _join(s, [_spoken(s, n) for n in range(end, 0, -1)]), b=said)
    if roll < 0.94:
        start = rng.randint(2, 12)
        end = start + rng.randint(2, 8)
        reply = _join(s, [_spoken(s, n) for n in range(start, end + 1)])
        return _turn(s, "sequences", p.COUNT_FROM, reply, a=_spoken(s, start), b=_spoken(s, end))
    step, words = s.choice(p.STEPS[s.lang])
    end = step * s.choice((5, 10)) if step != 10 else 100
    reply = _join(s, [_spoken(s, n) for n in range(step, end + 1, step)])
    return _turn(s, "sequences", p.COUNT_BY, reply, a=words, b=_spoken(s, end))


def opposites(s: Sampler) -> list[Turn]:
    row = s.choice(OPPOSITES)
    a, b = row[2 * s.column], row[2 * s.column + 1]
    # A word with two opposites is asked only where it stands first: hot has one answer, light has two.
    if s.chance(0.5) and not any(b in (r[2 * s.column], r[2 * s.column + 1]) and r is not row for r in OPPOSITES):
        a, b = b, a
    turns = [_turn(s, "opposites", p.OPPOSITE, s.reply(p.OPPOSITE_REPLY, a=a, b=b), a=a)]
    if s.chance(0.15):
        row = s.choice(OPPOSITES)
        a, b = row[2 * s.column], row[2 * s.column + 1]
        turns.append(_turn(s, "opposites", p.AND_OF, s.reply(p.OPPOSITE_REPLY, a=a, b=b), country=a))
    return turns


def colours(s: Sampler) -> list[Turn]:
    if s.chance(0.12):
        row = s.choice(MIXES)[3 * s.column : 3 * s.column + 3]
        a, b = (row[0], row[1]) if s.chance(0.5) else (row[1], row[0])
        reply = s.reply(p.MIX_REPLY, a=row[0], b=row[1], c=row[2])
        return [_turn(s, "colours", p.MIX, reply, a=a, b=b)]
    row = s.choice(COLOURS)
    thing, colour = row[2 * s.column : 2 * s.column + 2]
    reply = s.reply(p.COLOUR_REPLY, thing=thing, colour=colour)
    if s.chance(0.12):
        other = s.choice(COLOURS)[2 * s.column + 1]
        yes = {"en": "Yes", "es": "Sí"}[s.lang] if other == colour else "No"
        reply = f"{yes}, {reply[0].lower()}{reply[1:]}"
        return [_turn(s, "colours", p.COLOUR_CHECK, reply, thing=thing, colour=other)]
    bare = thing.split(" ", 1)[1] if s.lang == "en" and thing.startswith("the ") and s.chance(0.3) else thing
    return [_turn(s, "colours", p.COLOUR, reply, thing=bare)]


def animals(s: Sampler) -> list[Turn]:
    row = s.choice(ANIMALS)
    name, sound = row[s.column], row[2 + s.column]
    if s.lang == "en":
        name = f"an {name}" if name[0] in "aeiou" else f"a {name}"
    if s.chance(0.15):
        verb = sound.split(":")[0].split(" and ")[0].split(" y ")[0]
        options = [r[s.column] for r in ANIMALS if r[2 + s.column].split(":")[0] == verb][:1]
        if options:
            first = (
                options[0]
                if s.lang == "es"
                else (f"an {options[0]}" if options[0][0] in "aeiou" else f"a {options[0]}")
            )
            return [_turn(s, "animals", p.WHO_SOUNDS, s.reply(p.SOUND_REPLY, animal=first, sound=verb), verb=verb)]
    turns = [_turn(s, "animals", p.SOUND, s.reply(p.SOUND_REPLY, animal=name, sound=sound), animal=name)]
    if s.chance(0.15):
        row = s.choice(ANIMALS)
        name = row[s.column] if s.lang == "es" else f"a{'n' if row[0][0] in 'aeiou' else ''} {row[0]}"
        reply = s.reply(p.SOUND_REPLY, animal=name, sound=row[2 + s.column])
        turns.append(_turn(s, "animals", p.AND_X, reply, country=name))
    return turns


def definitions(s: Sampler) -> list[Turn]:
    if s.chance(0.07):
        word = made_up(s.rng)
        word = s.choice(("a ", "the ", "")) + word if s.lang == "en" else s.choice(("un ", "una ", "el ", "")) + word
        return [_turn(s, "outside", p.DEFINE, dont_know(s), thing=word)]
    row = s.choice(DEFINITIONS)
    thing, meaning = row[2 * s.column : 2 * s.column + 2]
    verb = {
        "en": "are" if thing == "scissors" else "is",
        "es": "son" if thing.split()[0] in ("las", "los", "unas") else "es",
    }
    bare = thing
    if " " in thing and s.chance(0.12):
        bare = thing.split(" ", 1)[1]
    return [_turn(s, "definitions", p.DEFINE, sentence(f"{thing} {verb[s.lang]} {meaning}."), thing=bare)]


def units(s: Sampler) -> list[Turn]:
    if s.chance(0.5):
        row = s.choice(UNITS)[3 * s.column : 3 * s.column + 3]
        ask, reply = p.UNIT, p.UNIT_REPLY
    else:
        row = s.choice(HAVES)[3 * s.column : 3 * s.column + 3]
        ask, reply = p.HAVE, p.HAVE_REPLY
    part, whole, number = row
    return [_turn(s, "units", ask, s.reply(reply, part=part, whole=whole, n=number), part=part, whole=whole)]


def general(s: Sampler) -> list[Turn]:
    """Facts of everyday knowledge that fit no table."""
    asks, replies = s.choice(p.GENERAL[s.lang])
    user = s.ask((asks,))
    return [Turn(user, replies, "general", held_out=s.held_out)]
