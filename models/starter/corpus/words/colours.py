"""What colour things are, and what colours make when they are mixed."""

from models.starter.corpus.grammar import Sampler, Texts, Turn, mid_sentence
from models.starter.corpus.phrases import AND_X, verdict
from models.starter.corpus.tables import rows

# Thing (en) | its colour (en) | thing with article (es) | its colour (es)
_COLOUR_TABLE = """
the sky|blue|el cielo|azul
grass|green|la hierba|verde
snow|white|la nieve|blanca
blood|red|la sangre|roja
the sun|yellow|el sol|amarillo
a banana|yellow|el plátano|amarillo
a lemon|yellow|el limón|amarillo
a tomato|red|el tomate|rojo
a strawberry|red|la fresa|roja
an orange|orange|la naranja|naranja
a carrot|orange|la zanahoria|naranja
milk|white|la leche|blanca
coal|black|el carbón|negro
chocolate|brown|el chocolate|marrón
coffee|brown|el café|marrón
the sea|blue|el mar|azul
the ocean|blue|el océano|azul
a leaf|green|la hoja|verde
a cherry|red|la cereza|roja
a frog|green|la rana|verde
an elephant|gray|el elefante|gris
a polar bear|white|el oso polar|blanco
a crow|black|el cuervo|negro
gold|yellow|el oro|amarillo
silver|gray|la plata|gris
a pumpkin|orange|la calabaza|naranja
an eggplant|purple|la berenjena|morada
lettuce|green|la lechuga|verde
a flamingo|pink|el flamenco|rosa
a pig|pink|el cerdo|rosa
salt|white|la sal|blanca
sugar|white|el azúcar|blanco
rice|white|el arroz|blanco
a lime|green|la lima|verde
a cucumber|green|el pepino|verde
a raspberry|red|la frambuesa|roja
a fire truck|red|el camión de bomberos|rojo
the night|black|la noche|negra
a cloud|white|la nube|blanca
an apple|red or green|la manzana|roja o verde
a rose|red|la rosa|roja
a tree|green|el árbol|verde
cheese|yellow|el queso|amarillo
wood|brown|la madera|marrón
"""
_COLOURS = rows(_COLOUR_TABLE, 4)

# Two colours and what they make, English; the same in Spanish.
_MIX_TABLE = """
red|yellow|orange|rojo|amarillo|naranja
blue|yellow|green|azul|amarillo|verde
red|blue|purple|rojo|azul|morado
black|white|gray|negro|blanco|gris
red|white|pink|rojo|blanco|rosa
"""
_MIXES = rows(_MIX_TABLE, 6)

_COLOUR: Texts = {
    "en": (
        "(what|which) (color|colour) (is|has|does) {thing}( have|)",
        "(what's|what is|tell me|do you know|can you tell me) the (color|colour) of {thing}",
        "(tell me|do you know|can you tell me) what (color|colour) {thing} is",
        "{thing} is what (color|colour)",
        "what (color|colour) (is|are) {thing}( usually| normally)",
    ),
    "es": (
        "de qué color (es|son|está) {thing}( normalmente|)",
        "qué color (tiene|es|tienen) {thing}",
        "(cuál es|dime|sabes|me dices) el color de {thing}",
        "(dime|sabes|me dices) de qué color es {thing}",
        "{thing} de qué color es",
    ),
}
_COLOUR_REPLY: Texts = {"en": ("{thing} is {colour}.",), "es": ("{thing} es {colour}.",)}
_COLOUR_CHECK: Texts = {
    "en": ("is {thing} {colour}", "{thing} is {colour}( right| isn't it)"),
    "es": ("es {colour} {thing}", "{thing} es {colour}( verdad| no|)"),
}
_MIX: Texts = {
    "en": (
        "what (color|colour|) (do you get|do i get|is made|comes out) (if|when|by) (you mix|i mix|mixing) {a} and {b}",
        "(mix|if i mix) {a} and {b}( what color is it|)",
        "what do {a} and {b} make",
        "{a} and {b} make( what color| which color|)",
    ),
    "es": (
        "qué color (sale|resulta|se obtiene|da|obtengo) (si mezclo|al mezclar|de mezclar|mezclando) {a} (y|con) {b}",
        "(mezcla|si mezclas|si mezclo) {a} (y|con) {b}( qué color sale| qué sale|)",
        "qué color (hacen|forman|dan) {a} y {b}",
    ),
}
_MIX_REPLY: Texts = {"en": ("{a} and {b} make {c}.",), "es": ("{a} y {b} hacen {c}.",)}


def colours(s: Sampler) -> list[Turn]:
    """The colour of a thing, asked or claimed; now and then of a mix."""
    if s.chance(0.12):
        return [_mix(s)]
    thing, colour = _coloured(s)
    reply = s.reply(_COLOUR_REPLY, thing=thing, colour=colour)
    if s.chance(0.12):
        return [_check(s, thing, colour, _coloured(s)[1], reply)]
    bare = thing.split(" ", 1)[1] if s.lang == "en" and thing.startswith("the ") and s.chance(0.3) else thing
    if s.chance(0.3):
        bare = _with_adjective(s, bare)
    turns = [s.turn("colours", _COLOUR, reply, thing=bare)]
    if s.chance(0.3):
        thing, colour = _coloured(s)
        turns.append(s.turn("colours", AND_X, s.reply(_COLOUR_REPLY, thing=thing, colour=colour), country=thing))
    return turns


def _with_adjective(s: Sampler, thing: str) -> str:
    """Returns the thing with a word that leaves its colour as it is."""
    first, _, rest = thing.partition(" ")
    article, noun = (first, rest) if first in ("a", "an", "the") else ("", thing)
    if s.lang == "es":
        return f"{thing} {s.choice(('normal', 'grande', 'de verdad', 'natural', 'corriente'))}"
    adjective = s.choice(("ripe", "fresh", "big", "small", "normal", "real", "typical", "clear"))
    return f"{'a' if article == 'an' else article} {adjective} {noun}".strip()


def colour_claim(s: Sampler) -> Turn:
    """Whether a thing has a colour."""
    thing, colour = _coloured(s)
    said = colour if s.chance(0.5) else _coloured(s)[1]
    return _check(s, thing, colour, said, s.reply(_COLOUR_REPLY, thing=thing, colour=colour))


def _coloured(s: Sampler) -> tuple[str, str]:
    """A thing and its colour."""
    row = s.choice(_COLOURS)
    return row[2 * s.column], row[2 * s.column + 1]


def _check(s: Sampler, thing: str, colour: str, said: str, fact: str) -> Turn:
    return s.turn("colours", _COLOUR_CHECK, verdict(s, said == colour, mid_sentence(fact)), thing=thing, colour=said)


def _mix(s: Sampler) -> Turn:
    first, second, made = s.choice(_MIXES)[3 * s.column : 3 * s.column + 3]
    a, b = (first, second) if s.chance(0.5) else (second, first)
    return s.turn("colours", _MIX, s.reply(_MIX_REPLY, a=first, b=second, c=made), a=a, b=b)
