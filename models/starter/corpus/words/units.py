"""How many there are of one thing in another: seconds in a minute, legs on a spider."""

from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.tables import rows

# How many (part, en) in (whole, en) | number word (en) | part (es) | whole (es) | number word (es)
_UNIT_TABLE = """
seconds|a minute|sixty|segundos|un minuto|sesenta
minutes|an hour|sixty|minutos|una hora|sesenta
hours|a day|twenty four|horas|un día|veinticuatro
days|a week|seven|días|una semana|siete
weeks|a year|fifty two|semanas|un año|cincuenta y dos
months|a year|twelve|meses|un año|doce
days|a year|three hundred and sixty five|días|un año|trescientos sesenta y cinco
days|a leap year|three hundred and sixty six|días|un año bisiesto|trescientos sesenta y seis
weeks|a month|about four|semanas|un mes|unas cuatro
days|a month|thirty or thirty one|días|un mes|treinta o treinta y uno
seasons|a year|four|estaciones|un año|cuatro
years|a decade|ten|años|una década|diez
years|a century|one hundred|años|un siglo|cien
years|a millennium|one thousand|años|un milenio|mil
minutes|half an hour|thirty|minutos|media hora|treinta
seconds|half a minute|thirty|segundos|medio minuto|treinta
minutes|a quarter of an hour|fifteen|minutos|un cuarto de hora|quince
days|a weekend|two|días|un fin de semana|dos
seconds|an hour|three thousand six hundred|segundos|una hora|tres mil seiscientos
centimeters|a meter|one hundred|centímetros|un metro|cien
millimeters|a centimeter|ten|milímetros|un centímetro|diez
millimeters|a meter|one thousand|milímetros|un metro|mil
meters|a kilometer|one thousand|metros|un kilómetro|mil
grams|a kilogram|one thousand|gramos|un kilogramo|mil
grams|a kilo|one thousand|gramos|un kilo|mil
kilos|a ton|one thousand|kilos|una tonelada|mil
milliliters|a liter|one thousand|mililitros|un litro|mil
inches|a foot|twelve|pulgadas|un pie|doce
feet|a yard|three|pies|una yarda|tres
ounces|a pound|sixteen|onzas|una libra|dieciséis
cents|a dollar|one hundred|centavos|un dólar|cien
cents|a euro|one hundred|céntimos|un euro|cien
things|a dozen|twelve|cosas|una docena|doce
eggs|a dozen|twelve|huevos|una docena|doce
eggs|half a dozen|six|huevos|media docena|seis
things|a pair|two|cosas|un par|dos
bits|a byte|eight|bits|un byte|ocho
letters|the alphabet|twenty six|letras|el abecedario|veintisiete
players|a soccer team|eleven|jugadores|un equipo de fútbol|once
colors|the rainbow|seven|colores|el arcoíris|siete
degrees|a right angle|ninety|grados|un ángulo recto|noventa
degrees|a circle|three hundred and sixty|grados|un círculo|trescientos sesenta
"""
_UNITS = rows(_UNIT_TABLE, 6)

# How many (part) does (owner) have | number word, both languages.
_HAVE_TABLE = """
legs|a dog|four|patas|un perro|cuatro
legs|a cat|four|patas|un gato|cuatro
legs|a horse|four|patas|un caballo|cuatro
legs|a cow|four|patas|una vaca|cuatro
legs|a spider|eight|patas|una araña|ocho
legs|an insect|six|patas|un insecto|seis
legs|an ant|six|patas|una hormiga|seis
legs|a bird|two|patas|un pájaro|dos
legs|a chicken|two|patas|una gallina|dos
arms|an octopus|eight|brazos|un pulpo|ocho
legs|a person|two|piernas|una persona|dos
eyes|a person|two|ojos|una persona|dos
fingers|a hand|five|dedos|una mano|cinco
toes|a foot|five|dedos|un pie|cinco
fingers|a person|ten|dedos en las manos|una persona|diez
sides|a triangle|three|lados|un triángulo|tres
sides|a square|four|lados|un cuadrado|cuatro
sides|a rectangle|four|lados|un rectángulo|cuatro
sides|a pentagon|five|lados|un pentágono|cinco
sides|a hexagon|six|lados|un hexágono|seis
sides|an octagon|eight|lados|un octágono|ocho
wheels|a car|four|ruedas|un coche|cuatro
wheels|a bicycle|two|ruedas|una bicicleta|dos
wheels|a tricycle|three|ruedas|un triciclo|tres
wheels|a motorcycle|two|ruedas|una moto|dos
wings|a bird|two|alas|un pájaro|dos
strings|a guitar|six|cuerdas|una guitarra|seis
strings|a violin|four|cuerdas|un violín|cuatro
keys|a piano|eighty eight|teclas|un piano|ochenta y ocho
teeth|an adult|thirty two|dientes|un adulto|treinta y dos
planets|the solar system|eight|planetas|el sistema solar|ocho
days|february|twenty eight or twenty nine|días|febrero|veintiocho o veintinueve
days|january|thirty one|días|enero|treinta y uno
days|march|thirty one|días|marzo|treinta y uno
days|april|thirty|días|abril|treinta
days|may|thirty one|días|mayo|treinta y uno
days|june|thirty|días|junio|treinta
days|july|thirty one|días|julio|treinta y uno
days|august|thirty one|días|agosto|treinta y uno
days|september|thirty|días|septiembre|treinta
days|october|thirty one|días|octubre|treinta y uno
days|november|thirty|días|noviembre|treinta
days|december|thirty one|días|diciembre|treinta y uno
"""
_HAVES = rows(_HAVE_TABLE, 6)

_UNIT: Texts = {
    "en": (
        "how many {part} (are there in|are in|in|make|does it take to make|fit in|make up) {whole}",
        "(tell me|do you know|can you tell me) how many {part} (are in|are there in) {whole}",
        "how many {part} (does|has) {whole}( have|)",
        "{whole} (has|is|is made of) how many {part}",
        "(what's|what is) the number of {part} in {whole}",
    ),
    "es": (
        "cuántos {part} (hay en|son|tiene|caben en|forman|hacen) {whole}",
        "cuántas {part} (hay en|son|tiene|caben en|forman|hacen) {whole}",
        "(dime|sabes|me dices) (cuántos|cuántas) {part} (hay en|tiene) {whole}",
        "{whole} (cuántos|cuántas) {part} (tiene|son)",
    ),
}
_UNIT_REPLY: Texts = {"en": ("there are {n} {part} in {whole}.",), "es": ("hay {n} {part} en {whole}.",)}
_HAVE: Texts = {
    "en": (
        "how many {part} (does|do) {whole} have",
        "how many {part} (has|are on|are there on|are in) {whole}",
        "(tell me|do you know|can you tell me) how many {part} {whole} has",
        "{whole} has how many {part}",
        "(what's|what is) the number of {part} (of|on|in) {whole}",
    ),
    "es": (
        "(cuántos|cuántas) {part} (tiene|hay en) {whole}",
        "(dime|sabes|me dices) (cuántos|cuántas) {part} tiene {whole}",
        "{whole} (cuántos|cuántas) {part} tiene",
        "qué número de {part} tiene {whole}",
    ),
}
_HAVE_REPLY: Texts = {"en": ("{whole} has {n} {part}.",), "es": ("{whole} tiene {n} {part}.",)}


def units(s: Sampler) -> list[Turn]:
    if s.chance(0.5):
        table, ask, reply = _UNITS, _UNIT, _UNIT_REPLY
    else:
        table, ask, reply = _HAVES, _HAVE, _HAVE_REPLY
    part, whole, number = s.choice(table)[3 * s.column : 3 * s.column + 3]
    return [s.turn("units", ask, s.reply(reply, part=part, whole=whole, n=number), part=part, whole=whole)]
