"""Questions of before and after: days, months and seasons, their lists and the n-th of them; and counting."""

from collections.abc import Sequence

from models.starter.corpus.grammar import Sampler, Texts, Turn, sentence
from models.starter.corpus.numbers import spell

DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "es": "lunes martes miércoles jueves viernes sábado domingo".split(),
}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
_SEASONS = {"en": "spring summer autumn winter".split(), "es": "primavera verano otoño invierno".split()}
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
    "es": "primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo".split(),
}

_LIST: dict[str, Texts] = {
    "day": {
        "en": (
            "(what are|name|list|tell me|say|which are|can you say) (all |)the( seven|) days( of the week|)",
            "days of the week",
        ),
        "es": (
            "(cuáles son|dime|nombra|enumera|di|puedes decir) (todos |)los( siete|) días de la semana",
            "(los |)días de la semana",
        ),
    },
    "month": {
        "en": (
            "(what are|name|list|tell me|say|which are|can you say) (all |)the( twelve|) months( of the year|)",
            "months of the year",
        ),
        "es": (
            "(cuáles son|dime|nombra|enumera|di|puedes decir) (todos |)los( doce|) meses( del año|)",
            "(los |)meses del año",
        ),
    },
    "season": {
        "en": (
            "(what are|name|list|tell me|say|which are|can you say) (all |)the( four|) seasons( of the year|)",
            "seasons of the year",
        ),
        "es": (
            "(cuáles son|dime|nombra|enumera|di|puedes decir) (todas |)las( cuatro|) estaciones( del año|)",
            "(las |)estaciones del año",
        ),
    },
}
_AFTER: dict[str, Texts] = {
    "day": {
        "en": (
            "(what|which) (day |)(comes|is|goes) after {x}",
            "what's (the day |)after {x}",
            "the day after {x}( is|)",
            "if today is {x} what( day|) is tomorrow",
            "what( day|) follows {x}",
            "(today is {x}|it's {x} today) what( day|) will tomorrow be",
        ),
        "es": (
            "qué( día|) (viene|va|hay|sigue|es) después (de|del) {x}",
            "qué día sigue (a|al) {x}",
            "el día después (de|del) {x}",
            "si hoy es {x} qué( día|) es mañana",
            "cuál es el día (siguiente al|después del|que sigue al) {x}",
            "hoy es {x} qué día (será|es) mañana",
        ),
    },
    "month": {
        "en": (
            "(what|which) (month |)(comes|is|goes) after {x}",
            "what's (the month |)after {x}",
            "the month after {x}( is|)",
            "what( month|) follows {x}",
            "(tell me|what's) the (next month|month that comes) after {x}",
        ),
        "es": (
            "qué( mes|) (viene|va|hay|sigue|es) después de {x}",
            "qué mes sigue a {x}",
            "el mes después de {x}",
            "cuál es el mes (siguiente a|después de|que sigue a) {x}",
        ),
    },
    "season": {
        "en": (
            "(what|which) (season |)(comes|is|goes) after {x}",
            "what's (the season |)after {x}",
            "what season follows {x}",
        ),
        "es": ("qué( estación|) (viene|va|hay|sigue|es) después (de|del) {x}", "qué estación sigue (a|al) {x}"),
    },
    "number": {
        "en": (
            "(what|which) (number |)(comes|is|goes) after {x}",
            "what's (the number |next number |)after {x}",
            "the number after {x}",
            "what number follows {x}",
        ),
        "es": (
            "qué( número|) (viene|va|hay|sigue|es) después (de|del) {x}",
            "qué número sigue (a|al) {x}",
            "cuál es el número (siguiente a|después de|que sigue a) {x}",
        ),
    },
}
_BEFORE: dict[str, Texts] = {
    "day": {
        "en": (
            "(what|which) (day |)(comes|is|goes|was) before {x}",
            "what's (the day |)before {x}",
            "the day before {x}",
            "if today is {x} what( day|) was yesterday",
        ),
        "es": (
            "qué( día|) (viene|va|hay|es) antes (de|del) {x}",
            "el día antes (de|del) {x}",
            "si hoy es {x} qué( día|) fue ayer",
            "cuál es el día (anterior al|antes del) {x}",
        ),
    },
    "month": {
        "en": (
            "(what|which) (month |)(comes|is|goes|was) before {x}",
            "what's (the month |)before {x}",
            "the month before {x}",
        ),
        "es": (
            "qué( mes|) (viene|va|hay|es) antes de {x}",
            "el mes antes de {x}",
            "cuál es el mes (anterior a|antes de) {x}",
        ),
    },
    "season": {
        "en": ("(what|which) (season |)(comes|is|goes|was) before {x}", "what's (the season |)before {x}"),
        "es": ("qué( estación|) (viene|va|hay|es) antes (de|del) {x}",),
    },
    "number": {
        "en": (
            "(what|which) (number |)(comes|is|goes) before {x}",
            "what's (the number |)before {x}",
            "the number before {x}",
        ),
        "es": ("qué( número|) (viene|va|hay|es) antes (de|del) {x}", "cuál es el número (anterior a|antes de) {x}"),
    },
}
_AFTER_REPLY: Texts = {"en": ("after {x} comes {y}.",), "es": ("después de {x} viene {y}.",)}
_BEFORE_REPLY: Texts = {"en": ("before {x} comes {y}.",), "es": ("antes de {x} viene {y}.",)}
_NTH: dict[str, Texts] = {
    "day": {
        "en": (
            "(what is|what's|which is|tell me) the {nth} day of the week",
            "(which|what) day is the {nth} (of the week|day)",
        ),
        "es": ("(cuál es|dime) el {nth} día de la semana", "qué día es el {nth} de la semana"),
    },
    "month": {
        "en": (
            "(what is|what's|which is|tell me) the {nth} month( of the year|)",
            "(which|what) month is the {nth}( of the year| month|)",
        ),
        "es": ("(cuál es|dime) el {nth} mes( del año|)", "qué mes es el {nth}( del año|)"),
    },
}
_NTH_REPLY: dict[str, Texts] = {
    "day": {"en": ("the {nth} day of the week is {x}.",), "es": ("el {nth} día de la semana es {x}.",)},
    "month": {"en": ("the {nth} month of the year is {x}.",), "es": ("el {nth} mes del año es {x}.",)},
}
_COUNT: Texts = {
    "en": (
        "(count|can you count|please count|could you count|i want you to count) (to|up to|from one to|till|until|from 1 to) {b}",
        "say the numbers (to|from one to|up to) {b}",
    ),
    "es": (
        "(cuenta|puedes contar|cuéntame|sabes contar|podrías contar) (hasta|hasta el|del uno al|de uno a|de 1 a) {b}",
        "di los números (hasta el|del uno al) {b}",
    ),
}
_COUNT_DOWN: Texts = {
    "en": (
        "(count|can you count) (down|backwards|back) from {b}( to one| to zero|)",
        "count from {b} (down |)to one",
        "countdown from {b}",
    ),
    "es": (
        "cuenta (hacia atrás|al revés) (desde|desde el|de) {b}",
        "cuenta (atrás|regresiva) desde {b}",
        "cuenta de {b} a uno",
    ),
}
_COUNT_FROM: Texts = {
    "en": ("(count|can you count|please count) from {a} (to|up to) {b}", "say the numbers from {a} to {b}"),
    "es": ("(cuenta|puedes contar|cuéntame) (de|desde|desde el|del) {a} (a|al|hasta|hasta el) {b}",),
}
_COUNT_BY: Texts = {
    "en": ("count (by|in) {a}( to {b}| up to {b})",),
    "es": ("cuenta de {a}( hasta {b}| hasta el {b})",),
}
_STEPS = {
    "en": ((2, "twos"), (5, "fives"), (10, "tens"), (3, "threes")),
    "es": ((2, "dos en dos"), (5, "cinco en cinco"), (10, "diez en diez"), (3, "tres en tres")),
}


def sequences(s: Sampler) -> list[Turn]:
    """Draws questions of counting, and of the order of days, months and seasons."""
    if s.chance(0.3):
        return [_counting(s)]
    kind = s.rng.choices(("day", "month", "season"), (0.45, 0.4, 0.15))[0]
    items = {"day": DAYS, "month": MONTHS, "season": _SEASONS}[kind][s.lang]
    roll = s.rng.random()
    if roll < 0.2:
        return [s.turn("sequences", _LIST[kind], _listed(items))]
    place = s.rng.randrange(len(items))
    if roll < 0.35 and kind != "season":
        nth = _ORDINALS[s.lang][place]
        return [s.turn("sequences", _NTH[kind], s.reply(_NTH_REPLY[kind], nth=nth, x=items[place]), nth=nth)]
    step, ask, answer = s.choice(((1, _AFTER, _AFTER_REPLY), (1, _AFTER, _AFTER_REPLY), (-1, _BEFORE, _BEFORE_REPLY)))
    other = items[(place + step) % len(items)]
    return [s.turn("sequences", ask[kind], s.reply(answer, x=items[place], y=other), x=items[place].lower())]


def _counting(s: Sampler) -> Turn:
    rng = s.rng
    roll = rng.random()
    if roll < 0.3:
        return _neighbour(s)
    end = rng.choice((3, 4, 5, 5, 6, 7, 8, 9, 10, 10, 10, 12, 15, 20))
    said = spell(end, s.lang) if s.chance(0.65) else str(end)
    if roll < 0.7:
        return s.turn("sequences", _COUNT, _counted(s, range(1, end + 1)), b=said)
    if roll < 0.82:
        return s.turn("sequences", _COUNT_DOWN, _counted(s, range(end, 0, -1)), b=said)
    if roll < 0.94:
        start = rng.randint(2, 12)
        end = start + rng.randint(2, 8)
        reply = _counted(s, range(start, end + 1))
        return s.turn("sequences", _COUNT_FROM, reply, a=spell(start, s.lang), b=spell(end, s.lang))
    step, words = s.choice(_STEPS[s.lang])
    end = step * s.choice((5, 10)) if step != 10 else 100
    return s.turn("sequences", _COUNT_BY, _counted(s, range(step, end + 1, step)), a=words, b=spell(end, s.lang))


def _neighbour(s: Sampler) -> Turn:
    """Asks for the number before or after another."""
    number = s.rng.randint(0, 30) if s.chance(0.8) else 10 * s.rng.randint(1, 10)
    step, ask, answer = s.choice(((1, _AFTER, _AFTER_REPLY), (-1, _BEFORE, _BEFORE_REPLY)))
    number = max(1, number)
    words = spell(number, s.lang)
    shown = words if s.chance(0.6) else str(number)
    return s.turn("sequences", ask["number"], s.reply(answer, x=words, y=spell(number + step, s.lang)), x=shown)


def _counted(s: Sampler, numbers: Sequence[int]) -> str:
    return _listed([spell(number, s.lang) for number in numbers])


def _listed(items: Sequence[str]) -> str:
    return sentence(", ".join(items)) + "."
