"""Sums, differences, products and quotients; halves and doubles; which number is bigger, and which is even."""

from models.starter.corpus.grammar import Sampler, Texts, Turn, mid_sentence
from models.starter.corpus.numbers import spell
from models.starter.corpus.phrases import verdict

_SIGNS = {
    "en": {"plus": "plus", "minus": "minus", "times": "times", "over": "divided by"},
    "es": {"plus": "más", "minus": "menos", "times": "por", "over": "entre"},
}
_HOW_MUCH = "(what is|what's|whats|how much is|how much|calculate|tell me|what does|can you tell me what is|work out|)"
_CUANTO = (
    "(cuánto es|cuánto es|cuánto son|cuántos son|cuánto da|cuánto hace|calcula|dime|dime cuánto es|sabes cuánto es|)"
)
_SUM: dict[str, Texts] = {
    "plus": {
        "en": (
            "{a}+{b}",
            f"{_HOW_MUCH} {{a}} (plus|plus|plus|+|and|added to) {{b}}( equal| make| equals|)",
            "(add|sum) {a} and {b}",
            "(what is|what's|tell me) the sum of {a} and {b}",
            "add {b} to {a}",
            "(if |)i have {a} (apples|euros|books|coins|) and (get|buy|add) {b}( more|) how many do i have( now| in all|)",
            "(if |)(i've got|i have|there are) {a} (sweets|toys|birds|oranges) and (somebody gives me|i find|my mum gives me|then come) {b}( more|) how many (do i have|have i got|are there)( now|)",
        ),
        "es": (
            f"{_CUANTO} {{a}} (más|más|más|+|y) {{b}}",
            "(suma|súmame|sumar) {a} (y|más|con) {b}",
            "(cuál es|dime) la suma de {a} (y|más) {b}",
            "cuánto (suman|es la suma de) {a} y {b}",
            "(si |)tengo {a} (manzanas|euros|libros|monedas|) y (compro|me dan|añado) {b}( más|) (cuántas|cuántos) tengo( ahora| en total|)",
            "(si |)(tengo|hay) {a} (caramelos|juguetes|pájaros|galletas) y (me regalan|encuentro|mi madre me da|llegan) {b}( más|) (cuántos|cuántas) (tengo|hay)( ahora| en total|)",
        ),
    },
    "minus": {
        "en": (
            f"{_HOW_MUCH} {{a}} (minus|minus|minus|-|take away|less|subtract) {{b}}( equal| equals|)",
            "(subtract|take|take away) {b} from {a}",
            "(what is|what's|tell me) the difference between {a} and {b}",
            "(if |)i have {a} (apples|euros|books|coins|sweets|) and (lose|eat|spend|give away) {b} how many (are left|do i have|do i have left|remain)",
        ),
        "es": (
            f"{_CUANTO} {{a}} (menos|menos|menos|-) {{b}}",
            "(resta|réstale|quita|quítale) {b} (a|de) {a}",
            "(cuál es|dime) la (diferencia entre|resta de) {a} (y|menos) {b}",
            "(si |)tengo {a} (manzanas|euros|libros|monedas|caramelos|) y (pierdo|me como|gasto|doy) {b} cuántas me quedan",
        ),
    },
    "times": {
        "en": (
            f"{_HOW_MUCH} {{a}} (times|times|times|*|x|multiplied by) {{b}}( equal| equals|)",
            "multiply {a} (by|and|times) {b}",
            "(what is|what's|tell me) the product of {a} and {b}",
        ),
        "es": (
            f"{_CUANTO} {{a}} (por|por|por|x|*|multiplicado por) {{b}}",
            "(multiplica|multiplícame) {a} por {b}",
            "(cuál es|dime) el producto de {a} (y|por) {b}",
        ),
    },
    "over": {
        "en": (f"{_HOW_MUCH} {{a}} (divided by|divided by|over|/) {{b}}( equal|)", "divide {a} (by|into) {b}"),
        "es": (f"{_CUANTO} {{a}} (entre|dividido entre|dividido por|/) {{b}}", "divide {a} (entre|por) {b}"),
    },
}
_SUM_REPLY: Texts = {"en": ("{a} {op} {b} is {c}.",), "es": ("{a} {op} {b} son {c}.",)}
_SUM_CHECK: dict[str, Texts] = {
    "plus": {
        "en": ("(is|does) {a} plus {b} (equal |)(to |){c}", "{a} plus {b} is {c}( right)"),
        "es": ("{a} más {b} (es|son) {c}( verdad| no|)", "es {a} más {b} (igual a|) {c}"),
    },
    "times": {
        "en": ("(is|does) {a} times {b} (equal |)(to |){c}", "{a} times {b} is {c}( right)"),
        "es": ("{a} por {b} (es|son) {c}( verdad| no|)", "es {a} por {b} (igual a|) {c}"),
    },
}
_SUM_MORE: Texts = {
    "en": ("(and|now|and if you) (plus|add) {b}( more|)", "add {b}( to that| more|)", "plus {b}"),
    "es": ("(y|ahora) (más|súmale|suma) {b}( más|)", "súmale {b}", "más {b}"),
}
_HALF: dict[str, Texts] = {
    "half": {
        "en": ("(what is|what's|tell me|) (half of|half|the half of) {a}",),
        "es": ("(cuál es|cuánto es|dime|) la mitad de {a}",),
    },
    "double": {
        "en": ("(what is|what's|tell me|) (double|twice|the double of|double of) {a}",),
        "es": ("(cuál es|cuánto es|dime|) el doble de {a}",),
    },
}
_HALF_REPLY: dict[str, Texts] = {
    "half": {"en": ("half of {a} is {c}.",), "es": ("la mitad de {a} es {c}.",)},
    "double": {"en": ("double {a} is {c}.",), "es": ("el doble de {a} es {c}.",)},
}
_BIGGER: Texts = {
    "en": ("(which|what) (number |)is (bigger|larger|greater|higher|more) {a} or {b}",),
    "es": ("(cuál|qué) (número |)es (mayor|más grande) {a} o {b}",),
}
_BIGGER_REPLY: Texts = {"en": ("{a} is bigger than {b}.",), "es": ("{a} es mayor que {b}.",)}
_BIGGER_CHECK: Texts = {
    "en": ("is {a} (bigger|more|larger|greater|higher) than {b}",),
    "es": ("es {a} (mayor|más grande|más) que {b}", "{a} es (mayor|más grande) que {b}"),
}
_EVEN: Texts = {
    "en": ("is {a} (even or odd|an even number|an odd number|odd or even|even|odd)",),
    "es": ("es {a} (par o impar|un número par|un número impar|par|impar)", "{a} es (par o impar|par|impar)"),
}
_EVEN_WORDS = {"en": ("even", "odd"), "es": ("par", "impar")}
_EVEN_REPLY: Texts = {"en": ("{a} is an {kind} number.",), "es": ("{a} es un número {kind}.",)}


def arithmetic(s: Sampler) -> list[Turn]:
    """Draws a question for a sum, in words or digits; then perhaps "and plus two?"."""
    if s.chance(0.12):
        return [_half(s)]
    if s.chance(0.08):
        return [_comparison(s)]
    sign = s.rng.choices(("plus", "minus", "times", "over"), (0.4, 0.25, 0.25, 0.1))[0]
    a, b, result = _operands(s, sign)
    in_words = s.chance(0.6)
    if sign in _SUM_CHECK and s.chance(0.08):
        return [_check(s, sign, (a, b, result), _claimed(s, result), in_words)]
    shown = {"a": _shown(s, a, in_words), "b": _shown(s, b, in_words)}
    turns = [s.turn("arithmetic", _SUM[sign], _sum(s, sign, a, b, result), **shown)]
    if s.chance(0.12):
        a, b, result = _operands(s, sign)
        shown = {"a": _shown(s, a, in_words), "b": _shown(s, b, in_words)}
        turns.append(s.turn("arithmetic", _AND_SUM, _sum(s, sign, a, b, result), **shown, op=_SIGNS[s.lang][sign]))
    elif s.chance(0.12) and result <= 20:
        more = s.rng.randint(1, 10)
        reply = _sum(s, "plus", result, more, result + more)
        turns.append(s.turn("arithmetic", _SUM_MORE, reply, b=spell(more, s.lang)))
    return turns


_AND_SUM: Texts = {
    "en": ("(and|what about|how about|and what's|and what is|now) {a} {op} {b}",),
    "es": ("(y|y cuánto es|y qué tal|ahora|y cuánto son) {a} {op} {b}",),
}


def sum_claim(s: Sampler) -> Turn:
    """Asks whether a sum or a product is right."""
    sign = s.choice(("plus", "times"))
    a, b, result = _operands(s, sign)
    claimed = _claimed(s, result)
    return _check(s, sign, (a, b, result), claimed, s.chance(0.6))


def size_claim(s: Sampler) -> Turn:
    """Asks whether a number is bigger than another."""
    a, b = s.rng.sample(range(21), 2)
    reply = verdict(s, a > b, mid_sentence(_bigger(s, a, b)))
    return s.turn("arithmetic", _BIGGER_CHECK, reply, a=spell(a, s.lang), b=spell(b, s.lang))


def _operands(s: Sampler, sign: str) -> tuple[int, int, int]:
    """Draws two numbers and returns them with the result; they are small mostly, round now and then."""
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


def _shown(s: Sampler, number: int, in_words: bool) -> str:
    return spell(number, s.lang) if in_words else str(number)


def _sum(s: Sampler, sign: str, a: int, b: int, result: int) -> str:
    words = {"a": spell(a, s.lang), "b": spell(b, s.lang), "c": spell(result, s.lang)}
    return s.reply(_SUM_REPLY, op=_SIGNS[s.lang][sign], **words)


def _claimed(s: Sampler, result: int) -> int:
    """Returns the result half of the time, else a number near it."""
    return result if s.chance(0.5) else max(0, result + s.rng.choice((-2, -1, 1, 2, 10)))


def _check(s: Sampler, sign: str, right: tuple[int, int, int], claimed: int, in_words: bool) -> Turn:
    a, b, result = right
    reply = verdict(s, claimed == result, mid_sentence(_sum(s, sign, a, b, result)))
    shown = {name: _shown(s, number, in_words) for name, number in (("a", a), ("b", b), ("c", claimed))}
    return s.turn("arithmetic", _SUM_CHECK[sign], reply, **shown)


def _half(s: Sampler) -> Turn:
    number = s.rng.randint(1, 20) if s.chance(0.8) else 10 * s.rng.randint(1, 10)
    kind = s.choice(("half", "double"))
    asked, result = (2 * number, number) if kind == "half" else (number, 2 * number)
    shown = _shown(s, asked, s.chance(0.6))
    reply = s.reply(_HALF_REPLY[kind], a=spell(asked, s.lang), c=spell(result, s.lang))
    return s.turn("arithmetic", _HALF[kind], reply, a=shown)


def _comparison(s: Sampler) -> Turn:
    a, b = s.rng.sample(range(21) if s.chance(0.7) else range(10, 101, 10), 2)
    one, other = spell(a, s.lang), spell(b, s.lang)
    if s.chance(0.5):
        return s.turn("arithmetic", _BIGGER, _bigger(s, a, b), a=one, b=other)
    reply = s.reply(_EVEN_REPLY, a=one, kind=_EVEN_WORDS[s.lang][a % 2])
    return s.turn("arithmetic", _EVEN, reply, a=one)


def _bigger(s: Sampler, a: int, b: int) -> str:
    return s.reply(_BIGGER_REPLY, a=spell(max(a, b), s.lang), b=spell(min(a, b), s.lang))
