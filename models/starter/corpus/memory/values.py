"""The values of facts: some from lists, most of them made up or numbers."""

from collections.abc import Callable

from models.starter.corpus.grammar import Sampler
from models.starter.corpus.names import city, made_up, person, pet
from models.starter.corpus.numbers import spell
from models.starter.corpus.sequences import DAYS, MONTHS
from models.starter.corpus.tables import cells

_LISTS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "colour": cells(
            "blue|red|green|yellow|purple|orange|pink|black|white|brown|gray|turquoise|gold|silver|violet|beige"
        ),
        "food": cells(
            "pizza|pasta|sushi|paella|rice|soup|tacos|salad|bread|cheese|chocolate|ice cream|chicken|fish|lasagna|curry|pancakes|apples|strawberries|noodles|burgers|fried eggs"
        ),
        "animal": cells(
            "dog|cat|horse|penguin|dolphin|lion|tiger|rabbit|owl|elephant|fox|panda|wolf|turtle|snake|giraffe|octopus"
        ),
        "thing": cells(
            "football|tennis|chess|jazz|rock|winter|summer|reading|swimming|dancing|coffee|tea|monday|friday|music|painting|the guitar|the sea|video games|cycling|star wars|titanic|history|gardening|running"
        ),
        "job": cells(
            "teacher|doctor|nurse|baker|pilot|cook|engineer|farmer|painter|lawyer|driver|waiter|student|musician|plumber|dentist|firefighter|writer|carpenter|programmer|gardener|singer|librarian"
        ),
        "spot": cells(
            "on the table|in the kitchen|in the drawer|under the bed|on the shelf|in my bag|in the car|behind the door|next to the lamp|in the bathroom|in the red box|in the fridge|on the roof|by the window|in my pocket|at the office|under the sofa|in the garden|in the blue jacket|on the desk|in the garage|on top of the piano"
        ),
        "place": cells(
            "the beach|the market|the cinema|the doctor|school|the park|the gym|the mountains|my grandmother's house|the airport|the library|work|the museum|the supermarket"
        ),
        "note": cells(
            "the meeting is at five|i have to buy milk|the train leaves at nine|anna is coming on friday|the code is four two seven|i parked on level three|the shop closes at eight|i owe tom ten euros|the cat needs food|the plants need water|the party is on saturday|my flight is at noon|the door is broken|i left the stove on|dinner is at seven"
        ),
        "hour": cells(
            "five|six|seven in the morning|ten|half past three|noon|nine|eight thirty|four in the afternoon|one|three o'clock"
        ),
    },
    "es": {
        "colour": cells(
            "azul|rojo|verde|amarillo|morado|naranja|rosa|negro|blanco|marrón|gris|turquesa|dorado|plateado|violeta|beige"
        ),
        "food": cells(
            "la pizza|la pasta|el sushi|la paella|el arroz|la sopa|los tacos|la ensalada|el pan|el queso|el chocolate|el helado|el pollo|el pescado|la lasaña|la tortilla|las lentejas|las manzanas|las fresas|el jamón|las croquetas|los huevos fritos"
        ),
        "animal": cells(
            "el perro|el gato|el caballo|el pingüino|el delfín|el león|el tigre|el conejo|el búho|el elefante|el zorro|el panda|el lobo|la tortuga|la serpiente|la jirafa|el pulpo"
        ),
        "thing": cells(
            "el fútbol|el tenis|el ajedrez|el jazz|el rock|el invierno|el verano|leer|nadar|bailar|el café|el té|el lunes|el viernes|la música|pintar|la guitarra|el mar|los videojuegos|el ciclismo|titanic|la historia|correr|cantar"
        ),
        "job": cells(
            "profesor|médica|enfermera|panadero|piloto|cocinera|ingeniero|agricultor|pintora|abogada|conductor|camarero|estudiante|músico|fontanero|dentista|bombero|escritora|carpintero|programadora|jardinero|cantante|bibliotecaria|maestra"
        ),
        "spot": cells(
            "en la mesa|en la cocina|en el cajón|debajo de la cama|en la estantería|en mi bolso|en el coche|detrás de la puerta|al lado de la lámpara|en el baño|en la caja roja|en la nevera|en el tejado|junto a la ventana|en el bolsillo|en la oficina|debajo del sofá|en el jardín|en la chaqueta azul|en el escritorio|en el garaje|encima del piano"
        ),
        "place": cells(
            "la playa|el mercado|el cine|el médico|la escuela|el parque|el gimnasio|la montaña|casa de mi abuela|el aeropuerto|la biblioteca|el trabajo|el museo|el supermercado"
        ),
        "note": cells(
            "la reunión es a las cinco|tengo que comprar leche|el tren sale a las nueve|ana viene el viernes|la clave es cuatro dos siete|aparqué en la planta tres|la tienda cierra a las ocho|le debo diez euros a tomás|el gato necesita comida|hay que regar las plantas|la fiesta es el sábado|mi vuelo sale a mediodía|la puerta está rota|dejé el horno encendido|la cena es a las siete"
        ),
        "hour": cells(
            "las cinco|las seis|las siete de la mañana|las diez|las tres y media|mediodía|las nueve|las ocho y media|las cuatro de la tarde|la una|las tres en punto"
        ),
    },
}
_INVENTABLE = {"food", "animal", "thing", "colour"}
_DATES = {
    "en": ("{month} {n}", "the {n} of {month}", "{n} {month}", "{day}", "{month}", "{day} the {n}"),
    "es": ("el {n} de {month}", "{n} de {month}", "el {day}", "en {month}", "el {day} {n}"),
}


def value(s: Sampler, kind: str) -> str:
    """A value of this kind, spelt as the user spells; a word that is in no list where the kind has none."""
    if kind in _DRAWN:
        text = _DRAWN[kind](s)
    elif kind in _LISTS[s.lang]:
        text = _listed(s, kind)
    else:
        text = made_up(s.rng)
    return s.told(text)


def _listed(s: Sampler, kind: str) -> str:
    text = s.choice(_LISTS[s.lang][kind])
    if kind in _INVENTABLE and s.chance(0.3):
        word = made_up(s.rng)
        text = word if s.chance(0.6) else f"{word} {text}" if s.lang == "en" else f"{text} {word}"
    return text


def _number(s: Sampler, least: int, most: int) -> str:
    number = s.rng.randint(least, most)
    return spell(number, s.lang) if s.chance(0.6) else str(number)


def _digits(s: Sampler) -> str:
    rng = s.rng
    if s.chance(0.5):
        return str(rng.randint(1, 99999)) if s.chance(0.6) else str(rng.randint(1, 999))
    text = " ".join(spell(rng.randint(0, 9), s.lang) for _ in range(rng.randint(2, 5)))
    return spell(rng.randint(1, 999), s.lang) if s.chance(0.5) else text


def _date(s: Sampler) -> str:
    number = spell(s.rng.randint(1, 31), s.lang)
    day, month = s.choice(DAYS[s.lang]), s.choice(MONTHS[s.lang])
    return s.choice(_DATES[s.lang]).format(n=number, day=day, month=month)


_DRAWN: dict[str, Callable[[Sampler], str]] = {
    "person": lambda s: person(s.rng),
    "pet": lambda s: pet(s.rng),
    "city": lambda s: city(s.rng),
    "day": lambda s: s.choice(DAYS[s.lang]),
    "age": lambda s: _number(s, 3, 99),
    "count": lambda s: _number(s, 1, 12),
    "digits": _digits,
    "date": _date,
}
