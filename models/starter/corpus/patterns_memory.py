"""How people tell facts about themselves and ask them back, in English and Spanish."""

from dataclasses import dataclass

from models.starter.corpus.grammar import Texts
from models.starter.corpus.words import DAYS as _DAYS
from models.starter.corpus.words import MONTHS as _MONTHS

DAYS = {lang: tuple(day.lower() for day in days) for lang, days in _DAYS.items()}
MONTHS = {lang: tuple(month.lower() for month in months) for lang, months in _MONTHS.items()}


@dataclass(frozen=True)
class Kind:
    """One kind of fact: ways to tell it, ways to ask it, the answer; {t} is the thing, {x} its value."""

    key: str
    tell: tuple[str, ...]
    ask: tuple[str, ...]
    reply: tuple[str, ...]
    values: tuple[str, ...]
    things: tuple[str, ...] = ()
    inventable: bool = False


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "colour": _split(
            "blue|red|green|yellow|purple|orange|pink|black|white|brown|gray|turquoise|gold|silver|violet|beige"
        ),
        "food": _split(
            "pizza|pasta|sushi|paella|rice|soup|tacos|salad|bread|cheese|chocolate|ice cream|chicken|fish|lasagna|curry|pancakes|apples|strawberries|noodles|burgers|fried eggs"
        ),
        "animal": _split(
            "dog|cat|horse|penguin|dolphin|lion|tiger|rabbit|owl|elephant|fox|panda|wolf|turtle|snake|giraffe|octopus"
        ),
        "thing": _split(
            "football|tennis|chess|jazz|rock|winter|summer|reading|swimming|dancing|coffee|tea|monday|friday|music|painting|the guitar|the sea|video games|cycling|star wars|titanic|history|gardening|running"
        ),
        "job": _split(
            "teacher|doctor|nurse|baker|pilot|cook|engineer|farmer|painter|lawyer|driver|waiter|student|musician|plumber|dentist|firefighter|writer|carpenter|programmer|gardener|singer|librarian"
        ),
        "spot": _split(
            "on the table|in the kitchen|in the drawer|under the bed|on the shelf|in my bag|in the car|behind the door|next to the lamp|in the bathroom|in the red box|in the fridge|on the roof|by the window|in my pocket|at the office|under the sofa|in the garden|in the blue jacket|on the desk|in the garage|on top of the piano"
        ),
        "place": _split(
            "the beach|the market|the cinema|the doctor|school|the park|the gym|the mountains|my grandmother's house|the airport|the library|work|the museum|the supermarket"
        ),
        "note": _split(
            "the meeting is at five|i have to buy milk|the train leaves at nine|anna is coming on friday|the code is four two seven|i parked on level three|the shop closes at eight|i owe tom ten euros|the cat needs food|the plants need water|the party is on saturday|my flight is at noon|the door is broken|i left the stove on|dinner is at seven"
        ),
        "hour": _split(
            "five|six|seven in the morning|ten|half past three|noon|nine|eight thirty|four in the afternoon|one|three o'clock"
        ),
    },
    "es": {
        "colour": _split(
            "azul|rojo|verde|amarillo|morado|naranja|rosa|negro|blanco|marrón|gris|turquesa|dorado|plateado|violeta|beige"
        ),
        "food": _split(
            "la pizza|la pasta|el sushi|la paella|el arroz|la sopa|los tacos|la ensalada|el pan|el queso|el chocolate|el helado|el pollo|el pescado|la lasaña|la tortilla|las lentejas|las manzanas|las fresas|el jamón|las croquetas|los huevos fritos"
        ),
        "animal": _split(
            "el perro|el gato|el caballo|el pingüino|el delfín|el león|el tigre|el conejo|el búho|el elefante|el zorro|el panda|el lobo|la tortuga|la serpiente|la jirafa|el pulpo"
        ),
        "thing": _split(
            "el fútbol|el tenis|el ajedrez|el jazz|el rock|el invierno|el verano|leer|nadar|bailar|el café|el té|el lunes|el viernes|la música|pintar|la guitarra|el mar|los videojuegos|el ciclismo|titanic|la historia|correr|cantar"
        ),
        "job": _split(
            "profesor|médica|enfermera|panadero|piloto|cocinera|ingeniero|agricultor|pintora|abogada|conductor|camarero|estudiante|músico|fontanero|dentista|bombero|escritora|carpintero|programadora|jardinero|cantante|bibliotecaria|maestra"
        ),
        "spot": _split(
            "en la mesa|en la cocina|en el cajón|debajo de la cama|en la estantería|en mi bolso|en el coche|detrás de la puerta|al lado de la lámpara|en el baño|en la caja roja|en la nevera|en el tejado|junto a la ventana|en el bolsillo|en la oficina|debajo del sofá|en el jardín|en la chaqueta azul|en el escritorio|en el garaje|encima del piano"
        ),
        "place": _split(
            "la playa|el mercado|el cine|el médico|la escuela|el parque|el gimnasio|la montaña|casa de mi abuela|el aeropuerto|la biblioteca|el trabajo|el museo|el supermercado"
        ),
        "note": _split(
            "la reunión es a las cinco|tengo que comprar leche|el tren sale a las nueve|ana viene el viernes|la clave es cuatro dos siete|aparqué en la planta tres|la tienda cierra a las ocho|le debo diez euros a tomás|el gato necesita comida|hay que regar las plantas|la fiesta es el sábado|mi vuelo sale a mediodía|la puerta está rota|dejé el horno encendido|la cena es a las siete"
        ),
        "hour": _split(
            "las cinco|las seis|las siete de la mañana|las diez|las tres y media|mediodía|las nueve|las ocho y media|las cuatro de la tarde|la una|las tres en punto"
        ),
    },
}
INVENTABLE = {"food", "animal", "thing", "colour"}
DATES = {
    "en": ("{month} {n}", "the {n} of {month}", "{n} {month}", "{day}", "{month}", "{day} the {n}"),
    "es": ("el {n} de {month}", "{n} de {month}", "el {day}", "en {month}", "el {day} {n}"),
}
_PETS = {
    "en": _split("dog|cat|horse|parrot|hamster|rabbit|fish|turtle|puppy|kitten|bird|pet|guinea pig"),
    "es": _split("perro|gato|caballo|loro|hámster|conejo|pez|tortuga|cachorro|gatito|pájaro|mascota|perra|gata"),
}
_KIN = {
    "en": _split(
        "sister|brother|wife|husband|son|daughter|mother|father|mom|dad|friend|best friend|boss|teacher|neighbor|doctor|grandmother|grandfather|uncle|aunt|cousin|girlfriend|boyfriend|boat|robot|street|school|company|hotel|team|village|baby|roommate|dentist|project|band|car"
    ),
    "es": _split(
        "hermana|hermano|mujer|marido|hijo|hija|madre|padre|mamá|papá|amigo|mejor amiga|jefa|profesora|vecino|médico|abuela|abuelo|tío|tía|primo|prima|novia|novio|barco|robot|calle|escuela|empresa|hotel|equipo|pueblo|bebé|compañero|dentista|proyecto|grupo|amiga"
    ),
}

KINDS: dict[str, tuple[Kind, ...]] = {
    "en": (
        Kind(
            "name",
            (
                "(my name is|my name's|i'm|i am|call me|you can call me|people call me|the name is|name's|my name is|my name is|they call me|please call me|it's) {x}",
                "(hi|hello|hey|hi there|good morning) (my name is|i'm|i am|this is) {x}( nice to meet you| how are you|)",
                "my (friends call me|first name is|name today is) {x}",
                "remember (my name is|that my name is|that i'm called) {x}",
                "i am called {x}",
                "(actually|no|sorry) my name is {x}",
                "this is {x} (speaking|here)",
                "{x} is my name",
                "let me introduce myself (i'm|my name is) {x}",
            ),
            (
                "(what's|what is|whats|tell me|say|do you remember|do you know|remember|can you tell me|repeat|can you remember|can you say|do you still know|do you still remember) my name( again| please| now|)",
                "who am i( again|)",
                "what am i called",
                "(what|which) name did i (tell you|give you|say)",
                "what did i (say|tell you) my name (was|is)",
                "(tell me|do you know|do you remember|can you tell me|remember|do you still know) (who i am|what my name is|what i'm called|what i am called)",
                "what do (people|you|they) call me",
                "how am i called",
                "so what was my name( again|)",
                "i forgot my name( what is it|)",
                "have you forgotten my name",
                "what was my name( again|)",
            ),
            ("your name is {x}.",),
            ("person",),
        ),
        Kind(
            "age",
            (
                "(i'm|i am) {x} years old",
                "my age is {x}",
                "i (just |)turned {x}( yesterday| today| last week|)",
                "i'm {x} years( of age|)",
            ),
            (
                "how old am i( now|)",
                "(what's|what is|do you remember|tell me|do you know) my age",
                "(do you know|do you remember|tell me|can you tell me) how old i am",
                "what age am i",
                "how many years old am i",
                "how old did i say i (was|am)",
            ),
            ("you are {x} years old.",),
            ("age",),
        ),
        Kind(
            "home",
            (
                "i (live|am living|'m living) in {x}",
                "my home is in {x}",
                "i moved to {x}( last year| recently|)",
                "my (house|apartment|flat) is in {x}",
                "(i'm|i am) living in {x}",
                "the (city|town) where i live is {x}",
                "i live in (a town called|a city called|a village called|the city of) {x}",
            ),
            (
                "where do i live( now|)",
                "(what|which) (city|town|place) do i live in",
                "(do you know|do you remember|tell me|can you tell me) where i live",
                "where is my (home|house)",
                "in (what|which) (city|town) do i live",
                "where did i say i live",
                "what's my (city|town)",
            ),
            ("you live in {x}.",),
            ("city",),
        ),
        Kind(
            "origin",
            ("(i'm|i am|i come) from {x}", "i was born in {x}", "my hometown is {x}", "i grew up in {x}"),
            (
                "where am i from",
                "where do i come from",
                "where was i born",
                "(do you know|do you remember|tell me|can you tell me) where i (am|come) from",
                "what's my hometown",
                "where did i grow up",
                "(what|which) (city|town|place) am i from",
            ),
            ("you are from {x}.",),
            ("city",),
        ),
        Kind(
            "favourite",
            (
                "my (favorite|favourite|preferred) {t} is {x}",
                "{x} is my (favorite|favourite) {t}",
                "the {t} i (like|love) (most|best) is {x}",
                "my (favorite|favourite) {t}( in the world| of all|) is {x}",
                "as for {t} my favorite is {x}",
            ),
            (
                "(what's|what is|tell me|do you remember|do you know|can you tell me|which is|say) my (favorite|favourite|preferred) {t}",
                "(which|what) {t} do i (like|love|prefer)( best| most| the most|)",
                "(do you know|do you remember|tell me) what my favorite {t} is",
                "(what|which) {t} is my favorite",
                "what did i say my favorite {t} (was|is)",
            ),
            ("your favorite {t} is {x}.",),
            ("colour", "food", "animal", "thing", "word"),
            _split(
                "color|color|color|food|food|animal|animal|sport|song|book|movie|film|drink|season|city|fruit|band|game|day|dish|number|singer|team|music|subject|hobby|car|flower|place|word|month|dessert|toy|language|country|writer|vegetable|restaurant|planet"
            ),
            True,
        ),
        Kind(
            "pet",
            (
                "my {t} is called {x}",
                "my {t}'s name is {x}",
                "i have a {t} (called|named|whose name is) {x}",
                "i've got a {t} (called|named) {x}",
                "the name of my {t} is {x}",
                "my {t} is named {x}",
                "we call our {t} {x}",
                "{x} is my {t}",
                "{x} is the name of my {t}",
                "my new {t} is called {x}",
            ),
            (
                "(what's|what is|tell me|do you remember|do you know|can you tell me|say) my {t}'s name",
                "(what's|what is) my {t} (called|named)",
                "what's the name of my {t}",
                "(do you know|do you remember|tell me) the name of my {t}",
                "what do i call my {t}",
                "what's my {t} called( again|)",
                "how is my {t} called",
                "(do you remember|do you know|tell me) (what my {t} is called|my {t}'s name)",
                "what was the name of my {t}( again|)",
                "who is my {t}",
            ),
            ("your {t} is called {x}.",),
            ("pet",),
            _PETS["en"] + _PETS["en"],
            True,
        ),
        Kind(
            "kin",
            (
                "my {t} is called {x}",
                "my {t}'s name is {x}",
                "i have a {t} (called|named) {x}",
                "the name of my {t} is {x}",
                "my {t} is named {x}",
                "{x} is my {t}",
                "{x} is the name of my {t}",
            ),
            (
                "(what's|what is|tell me|do you remember|do you know|can you tell me|say) my {t}'s name",
                "(what's|what is) my {t} (called|named)",
                "what's the name of my {t}",
                "(do you know|do you remember|tell me) the name of my {t}",
                "what was the name of my {t}( again|)",
                "who is my {t}",
                "(do you remember|do you know|tell me) what my {t} is called",
            ),
            ("your {t} is called {x}.",),
            ("person",),
            _KIN["en"],
            True,
        ),
        Kind(
            "job",
            ("(i'm|i am) a {x}", "i work as a {x}", "my (job|profession|occupation) is {x}", "i work as {x}"),
            (
                "(what's|what is|do you remember|tell me|do you know) my (job|profession|occupation|work)",
                "what do i (do for a living|do|work as|do for work)",
                "what is it that i do( for a living|)",
                "(do you know|do you remember|tell me) what i (do|work as)",
                "what did i say i work as",
                "what work do i do",
            ),
            ("you work as a {x}.",),
            ("job",),
        ),
        Kind(
            "spot",
            (
                "my {t} are {x}",
                "i (put|left|placed|have put|keep) my {t} {x}",
                "the {t} are {x}",
                "my {t} is {x}",
                "i (put|left|hid) the {t} {x}",
                "the {t} is {x}",
                "remember (that |)my {t} (are|is) {x}",
            ),
            (
                "where (are|is) (my|the) {t}",
                "where did i (put|leave|place|hide) (my|the) {t}",
                "(do you know|do you remember|tell me|can you tell me) where my {t} (are|is)",
                "i can't find my {t}( where are they|)",
                "where do i keep my {t}",
                "(do you know|do you remember) where i (put|left) (my|the) {t}",
            ),
            ("your {t}: {x}.",),
            ("spot",),
            _split(
                "keys|keys|keys|glasses|wallet|phone|car|passport|book|bag|umbrella|shoes|tickets|money|charger|headphones|documents|coat|hat|bike|medicine|watch|ring|gloves|notebook|remote|present"
            ),
            True,
        ),
        Kind(
            "number",
            (
                "my {t} is {x}",
                "the {t} is {x}",
                "remember (that |)(my|the) {t} is {x}",
                "(please |)(remember|note|save) (my|the) {t} {x}",
                "i have {t} {x}",
                "{x} is (my|the) {t}",
            ),
            (
                "(what's|what is|tell me|do you remember|do you know|can you tell me|say|give me) (my|the) {t}",
                "(what|which) {t} (do i have|did i say|did i tell you|was it)",
                "what was (my|the) {t}( again|)",
                "(do you know|do you remember|tell me) what (my|the) {t} is",
            ),
            ("your {t} is {x}.",),
            ("digits",),
            _split(
                "room number|lucky number|locker number|phone number|code|pin|flight number|seat number|house number|number|secret number|gate number|door code|bus number|parking spot|floor|table number|ticket number|shoe size|apartment number"
            ),
            True,
        ),
        Kind(
            "secret",
            (
                "the {t} is {x}",
                "my {t} is {x}",
                "remember (the|my) {t} (is |){x}",
                "(remember|keep in mind) that the {t} is {x}",
            ),
            (
                "(what's|what is|tell me|do you remember|do you know|can you tell me|say) (the|my) {t}",
                "what was (the|my) {t}( again|)",
                "(do you know|do you remember|tell me) what the {t} is",
                "which {t} did i (say|tell you)",
            ),
            ("your {t} is {x}.",),
            ("word", "person", "thing"),
            _split(
                "password|secret word|code word|magic word|wifi name|wifi password|last name|surname|nickname|middle name|username|family name|project|company|blood type|star sign|dream|hobby|secret|nationality|native language"
            ),
            True,
        ),
        Kind(
            "date",
            (
                "my {t} is (on |in |){x}",
                "i have (a|my) {t} (on |){x}",
                "the {t} is (on |){x}",
                "remember (that |)my {t} is (on |){x}",
                "(my|the) {t} will be (on |){x}",
            ),
            (
                "when is (my|the) {t}",
                "(what day|on what day|what date) is (my|the) {t}( on|)",
                "when (do|did i say) i have (a|my|the) {t}",
                "(do you know|do you remember|tell me|can you tell me) when (my|the) {t} is",
                "when did i say my {t} (is|was)",
            ),
            ("your {t} is {x}.",),
            ("date", "date", "hour"),
            _split(
                "birthday|birthday|birthday|appointment|dentist appointment|exam|meeting|wedding|anniversary|party|interview|flight|train|holiday|concert|doctor's appointment|class|test|trip|lunch with mom"
            ),
            True,
        ),
        Kind(
            "count",
            (
                "i have {x} {t}",
                "i've got {x} {t}",
                "there are {x} {t} (in my house|at home|in my family)",
                "i own {x} {t}",
            ),
            (
                "how many {t} do i have",
                "(do you know|do you remember|tell me) how many {t} i have",
                "what's the number of my {t}",
                "how many {t} did i say i (have|had)",
            ),
            ("you have {x} {t}.",),
            ("count",),
            _split(
                "brothers|sisters|children|kids|cats|dogs|siblings|cousins|books|cars|friends|plants|guitars|bikes|chickens|grandchildren|fish|horses|computers|houses"
            ),
            True,
        ),
        Kind(
            "like",
            ("i (like|love|really like|really love|adore|enjoy|prefer) {x}", "what i (like|love) (most|best) is {x}"),
            (
                "what do i (like|love|enjoy|prefer)( the most| best|)",
                "(do you know|do you remember|tell me) what i (like|love|enjoy)",
                "what did i say i (like|love)",
                "what is it that i (like|love)",
            ),
            ("you like {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "hate",
            ("i (hate|don't like|can't stand|dislike|really hate|do not like) {x}",),
            (
                "what do i (hate|dislike|not like)",
                "what don't i like",
                "(do you know|do you remember|tell me) what i (hate|don't like)",
                "what can't i stand",
            ),
            ("you don't like {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "meal",
            ("i (had|ate) {x} for {t}", "for {t} i (had|ate) {x}", "today i (had|ate) {x} for {t}"),
            (
                "what did i (have|eat) for {t}( today|)",
                "(do you know|do you remember|tell me) what i (had|ate) for {t}",
                "what was (my|for) {t}",
            ),
            ("you had {x} for {t}.",),
            ("food", "word"),
            _split("breakfast|lunch|dinner|dessert"),
        ),
        Kind(
            "going",
            (
                "(i'm|i am) going to {x}( tomorrow| tonight| on sunday| this weekend| next week|)",
                "tomorrow (i'm|i am) going to {x}",
                "i'm traveling to {x}( next week| tomorrow|)",
            ),
            (
                "where am i going( tomorrow|)",
                "(do you know|do you remember|tell me) where i'm going",
                "where did i say i'm going",
                "where will i go",
            ),
            ("you are going to {x}.",),
            ("place", "city"),
        ),
        Kind(
            "today",
            ("today is {x}", "it's {x} today", "it is {x}", "remember today is {x}"),
            (
                "what day is (it|today|it today)",
                "(do you know|tell me) what day it is",
                "which day is it",
                "what day did i say it (is|was)",
            ),
            ("today is {x}.",),
            ("day",),
        ),
        Kind(
            "third",
            ("(my friend |){who} lives in {x}", "{who}'s home is in {x}", "{who} comes from {x}", "{who} moved to {x}"),
            (
                "where does {who} live",
                "(which|what) (city|town) does {who} live in",
                "(do you know|do you remember|tell me) where {who} lives",
                "where is {who} from",
            ),
            ("{who} lives in {x}.",),
            ("city",),
        ),
        Kind(
            "third",
            ("{who} likes {x}", "{who} loves {x}", "(my friend |){who} really likes {x}"),
            ("what does {who} (like|love)", "(do you know|do you remember|tell me) what {who} likes"),
            ("{who} likes {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "third",
            ("{who} is {x} years old", "(my friend |){who} is {x} years old", "{who} is {x}"),
            (
                "how old is {who}",
                "(do you know|do you remember|tell me) how old {who} is",
                "what's {who}'s age",
                "what age is {who}",
            ),
            ("{who} is {x} years old.",),
            ("age",),
        ),
        Kind(
            "third",
            ("{who} is a {x}", "{who} works as a {x}", "(my friend |){who} is a {x}"),
            (
                "what does {who} do( for a living|)",
                "what is {who}'s job",
                "(do you know|do you remember|tell me) what {who} does",
            ),
            ("{who} works as a {x}.",),
            ("job",),
        ),
        Kind(
            "third",
            ("{who}'s {t} is called {x}", "{who} has a {t} (called|named) {x}"),
            ("what's {who}'s {t} called", "what is the name of {who}'s {t}", "what's the name of {who}'s {t}"),
            ("{who}'s {t} is called {x}.",),
            ("pet",),
            _PETS["en"],
        ),
        Kind(
            "note",
            (
                "(remember|please remember|don't forget|remind me|keep in mind|note|remember for me) that {x}",
                "remember this {x}",
            ),
            (
                "what did i (ask|tell) you to remember",
                "what should you remember",
                "what did i want you to remember",
                "(do you remember|tell me) what i (asked|told) you to remember",
                "what was (it i asked you to remember|the thing to remember)",
            ),
            ("you asked me to remember: {x}.",),
            ("note",),
        ),
    ),
    "es": (
        Kind(
            "name",
            (
                "(me llamo|mi nombre es|soy|me llamo|puedes llamarme|llámame|me dicen|me llaman|yo soy|yo me llamo|me puedes llamar) {x}",
                "(hola|buenas|buenos días|oye) (me llamo|soy|mi nombre es) {x}( encantado| mucho gusto| qué tal|)",
                "(mis amigos me llaman|mi nombre de pila es) {x}",
                "(recuerda|apunta) que (me llamo|mi nombre es|soy) {x}",
                "(en realidad|no|perdona) me llamo {x}",
                "aquí {x}",
                "te presento soy {x}",
                "{x} es mi nombre",
                "déjame presentarme (soy|me llamo) {x}",
            ),
            (
                "cómo me llamo( yo|)",
                "(cuál es|dime|recuerdas|sabes|te acuerdas de|te sabes|repite|di|recuérdame|me dices|sabes cuál es|te acuerdas cuál es|puedes decirme) mi nombre( otra vez| por favor|)",
                "quién soy( yo|)",
                "(sabes|recuerdas|dime|te acuerdas de|puedes decirme|me dices) (cómo me llamo|quién soy)( yo|)",
                "qué nombre te (dije|he dicho|di)",
                "cómo (te dije|dije|he dicho) que me (llamo|llamaba)",
                "cómo era mi nombre",
                "(olvidé|se me olvidó) mi nombre( cuál es|)",
                "(cómo me llamaba|cuál era mi nombre)( yo|)",
                "has olvidado mi nombre",
            ),
            ("te llamas {x}.",),
            ("person",),
        ),
        Kind(
            "age",
            (
                "tengo {x} años( de edad|)",
                "mi edad es {x}",
                "(acabo de cumplir|cumplí|he cumplido|cumplo) {x}( años|)( hoy| ayer|)",
            ),
            (
                "cuántos años tengo( yo|)",
                "(cuál es|dime|recuerdas|sabes) mi edad",
                "qué edad tengo( yo|)",
                "(sabes|recuerdas|dime|te acuerdas de) cuántos años tengo",
                "cuántos años (te dije|dije) que tengo",
            ),
            ("tienes {x} años.",),
            ("age",),
        ),
        Kind(
            "home",
            (
                "vivo en {x}",
                "(mi casa está|estoy viviendo) en {x}",
                "me mudé a {x}( hace poco| el año pasado|)",
                "yo vivo en {x}",
                "la ciudad donde vivo es {x}",
                "vivo en (un pueblo llamado|una ciudad llamada|la ciudad de) {x}",
            ),
            (
                "dónde vivo( yo|)",
                "en qué (ciudad|pueblo|lugar|sitio) vivo",
                "(sabes|recuerdas|dime|te acuerdas de) dónde vivo",
                "dónde (está|queda) mi casa",
                "dónde (te dije|dije) que (vivo|vivía)",
            ),
            ("vives en {x}.",),
            ("city",),
        ),
        Kind(
            "origin",
            ("(soy|vengo|yo soy) de {x}", "nací en {x}", "mi ciudad natal es {x}", "crecí en {x}"),
            (
                "de dónde (soy|vengo)( yo|)",
                "dónde (nací|crecí)",
                "(sabes|recuerdas|dime|te acuerdas de) de dónde soy",
                "cuál es mi ciudad natal",
                "de qué (ciudad|pueblo|lugar) soy",
            ),
            ("eres de {x}.",),
            ("city",),
        ),
        Kind(
            "favourite",
            (
                "mi {t} (favorito|favorita|preferido|preferida) es {x}",
                "{x} es mi {t} (favorito|favorita)",
                "(de|en cuanto a) {t} lo que (más|) me gusta es {x}",
                "mi {t} que más me gusta es {x}",
            ),
            (
                "(cuál es|dime|recuerdas|sabes|te acuerdas de|sabes cuál es|me dices) mi {t} (favorito|favorita|preferido|preferida)",
                "qué {t} (me gusta|prefiero)( más|)",
                "qué {t} es mi (favorito|favorita|preferido)",
                "(cuál era|recuerdas cuál es) mi {t} (favorito|favorita)",
                "cuál (te dije|dije) que (es|era) mi {t} (favorito|favorita)",
            ),
            ("tu {t} favorito es {x}.",),
            ("colour", "food", "animal", "thing", "word"),
            _split(
                "color|color|color|plato|plato|animal|animal|deporte|libro|número|equipo|grupo|juego|día|cantante|mes|postre|juguete|idioma|país|escritor|lugar|restaurante|planeta|coche"
            ),
            True,
        ),
        Kind(
            "favourite_f",
            (
                "mi {t} (favorita|preferida|favorita) es {x}",
                "{x} es mi {t} (favorita|preferida)",
                "la {t} que más me gusta es {x}",
            ),
            (
                "(cuál es|dime|recuerdas|sabes|te acuerdas de|sabes cuál es|me dices) mi {t} (favorita|preferida)",
                "qué {t} (me gusta|prefiero)( más|)",
                "qué {t} es mi favorita",
                "(cuál era|recuerdas cuál es) mi {t} favorita",
                "cuál (te dije|dije) que (es|era) mi {t} favorita",
            ),
            ("tu {t} favorita es {x}.",),
            ("food", "thing", "word"),
            _split(
                "comida|comida|comida|fruta|canción|película|bebida|estación|ciudad|serie|flor|música|asignatura|palabra|verdura|afición|marca|cantante|tienda"
            ),
            True,
        ),
        Kind(
            "pet",
            (
                "mi {t} se llama {x}",
                "el nombre de mi {t} es {x}",
                "tengo (un|una) {t} (llamado|llamada|que se llama|de nombre) {x}",
                "(mi|a mi) {t} le (llamamos|llamo|pusimos|puse) {x}",
                "{x} es mi {t}",
                "{x} es el nombre de mi {t}",
            ),
            (
                "cómo se llama mi {t}",
                "(cuál es|dime|recuerdas|sabes) el nombre de mi {t}",
                "(sabes|recuerdas|dime|te acuerdas de|me dices) cómo se llama mi {t}",
                "qué nombre tiene mi {t}",
                "cómo (se llamaba|era el nombre de) mi {t}",
                "quién es mi {t}",
                "cómo llamo a mi {t}",
            ),
            ("tu {t} se llama {x}.",),
            ("pet",),
            _PETS["es"] + _PETS["es"],
            True,
        ),
        Kind(
            "kin",
            (
                "mi {t} se llama {x}",
                "el nombre de mi {t} es {x}",
                "tengo (un|una) {t} (llamado|llamada|que se llama) {x}",
                "{x} es mi {t}",
                "{x} es el nombre de mi {t}",
            ),
            (
                "cómo se llama mi {t}",
                "(cuál es|dime|recuerdas|sabes) el nombre de mi {t}",
                "(sabes|recuerdas|dime|te acuerdas de|me dices) cómo se llama mi {t}",
                "quién es mi {t}",
                "cómo se llamaba mi {t}",
            ),
            ("tu {t} se llama {x}.",),
            ("person",),
            _KIN["es"],
            True,
        ),
        Kind(
            "job",
            ("(soy|yo soy) {x}( de profesión|)", "trabajo (de|como) {x}", "mi (trabajo|profesión|oficio) es {x}"),
            (
                "(cuál es|dime|recuerdas|sabes) mi (trabajo|profesión|oficio)",
                "(a qué me dedico|en qué trabajo|de qué trabajo|qué soy de profesión)",
                "(sabes|recuerdas|dime|te acuerdas de) (a qué me dedico|en qué trabajo|de qué trabajo)",
                "de qué (te dije|dije) que trabajo",
                "qué trabajo tengo",
            ),
            ("trabajas de {x}.",),
            ("job",),
        ),
        Kind(
            "spot",
            (
                "mis {t} están {x}",
                "mi {t} está {x}",
                "(he dejado|dejé|puse|guardé|tengo|he puesto|escondí) (mis|las|los|mi|el|la) {t} {x}",
                "(las|los) {t} están {x}",
                "recuerda que mis {t} están {x}",
                "(el|la) {t} está {x}",
            ),
            (
                "dónde (están|está) (mis|mi|las|los|el|la) {t}",
                "dónde (dejé|puse|guardé|he dejado|he puesto|tengo|escondí) (mis|mi|las|los|el|la) {t}",
                "(sabes|recuerdas|dime|te acuerdas de) dónde (están|está|dejé|puse) (mis|mi|las|los|el|la) {t}",
                "no encuentro (mis|mi|las) {t}( dónde están|)",
            ),
            ("tus {t}: {x}.",),
            ("spot",),
            _split(
                "llaves|llaves|llaves|gafas|cartera|móvil|coche|pasaporte|libro|bolso|paraguas|zapatos|entradas|dinero|cargador|auriculares|papeles|abrigo|sombrero|bici|medicinas|reloj|anillo|guantes|cuaderno|mando|regalo"
            ),
            True,
        ),
        Kind(
            "number",
            (
                "mi {t} es {x}",
                "mi {t} es el {x}",
                "el {t} es( el|) {x}",
                "(recuerda|apunta|anota) que (mi|el) {t} es( el|) {x}",
                "(recuerda|apunta|guarda) (mi|el) {t} {x}",
                "{x} es (mi|el) {t}",
                "tengo el {t} {x}",
            ),
            (
                "(cuál es|dime|recuerdas|sabes|me dices|sabes cuál es|dame) (mi|el) {t}",
                "qué {t} (tengo|te dije|era)",
                "cuál era (mi|el) {t}",
                "(recuerdas|te acuerdas de) cuál es (mi|el) {t}",
            ),
            ("tu {t} es {x}.",),
            ("digits",),
            _split(
                "número de habitación|número de la suerte|número de taquilla|número de teléfono|código|pin|número de vuelo|número de asiento|número de casa|número|número secreto|código de la puerta|número de autobús|piso|número de mesa|teléfono|número de zapato"
            ),
            True,
        ),
        Kind(
            "secret",
            ("(la|mi) {t} es {x}", "(el|mi) {t} es {x}", "(recuerda|apunta) (la|mi|que la|que mi|el) {t} (es |){x}"),
            (
                "(cuál es|dime|recuerdas|sabes|me dices|sabes cuál es) (la|mi|el) {t}",
                "cuál era (la|mi|el) {t}",
                "qué {t} te dije",
                "(recuerdas|te acuerdas de) cuál es (la|mi|el) {t}",
            ),
            ("tu {t} es {x}.",),
            ("word", "person", "thing"),
            _split(
                "contraseña|palabra secreta|palabra clave|palabra mágica|clave|apellido|apodo|usuario|segundo apellido|proyecto|empresa|wifi|signo|sueño|secreto|nacionalidad|lengua materna"
            ),
            True,
        ),
        Kind(
            "date",
            (
                "mi {t} es {x}",
                "tengo (un|una|mi|el|la) {t} {x}",
                "(el|la) {t} es {x}",
                "(recuerda|apunta) que mi {t} es {x}",
                "(mi|el|la) {t} será {x}",
            ),
            (
                "cuándo es (mi|el|la) {t}",
                "qué día (es|tengo) (mi|el|la) {t}",
                "cuándo tengo (mi|el|la|un|una) {t}",
                "(sabes|recuerdas|dime|te acuerdas de) cuándo es (mi|el|la) {t}",
                "cuándo (te dije|dije) que (es|era) mi {t}",
            ),
            ("tu {t} es {x}.",),
            ("date", "date"),
            _split(
                "cumpleaños|cumpleaños|cumpleaños|cita|cita con el dentista|examen|reunión|boda|aniversario|fiesta|entrevista|vuelo|concierto|cita con el médico|clase|viaje|santo"
            ),
            True,
        ),
        Kind(
            "count",
            ("tengo {x} {t}", "yo tengo {x} {t}", "(en casa|en mi familia) (hay|somos|tenemos) {x} {t}"),
            (
                "(cuántos|cuántas) {t} tengo( yo|)",
                "(sabes|recuerdas|dime|te acuerdas de) (cuántos|cuántas) {t} tengo",
                "(cuántos|cuántas) {t} (te dije|dije) que tengo",
            ),
            ("tienes {x} {t}.",),
            ("count",),
            _split(
                "hermanos|hermanas|hijos|hijas|gatos|perros|primos|libros|coches|amigos|plantas|guitarras|bicis|gallinas|nietos|peces|caballos|ordenadores|sobrinos|tíos"
            ),
            True,
        ),
        Kind(
            "like",
            (
                "(me gusta|me gustan|me encanta|me encantan|prefiero|adoro|lo que más me gusta es) (mucho |){x}",
                "a mí me gusta {x}",
            ),
            (
                "qué me (gusta|encanta)( a mí| más|)",
                "(sabes|recuerdas|dime|te acuerdas de) (qué|lo que) me gusta",
                "qué (te dije|dije) que me gusta",
                "qué es lo que( más|) me gusta",
            ),
            ("te gusta {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "hate",
            ("(odio|no me gusta|no soporto|detesto|no me gustan) {x}",),
            (
                "qué (odio|no me gusta|no soporto|detesto)",
                "(sabes|recuerdas|dime|te acuerdas de) (qué|lo que) (odio|no me gusta)",
                "qué es lo que (odio|no me gusta)",
            ),
            ("no te gusta {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "meal",
            ("(he comido|comí|tomé|he tomado) {x} (de|para|en) {t}", "de {t} (comí|he tomado|tomé) {x}"),
            ("qué (comí|tomé|he comido|he tomado) (de|para|en) {t}", "(sabes|recuerdas|dime) qué (comí|tomé) de {t}"),
            ("de {t} tomaste {x}.",),
            ("food", "word"),
            _split("desayuno|almuerzo|cena|postre|merienda"),
        ),
        Kind(
            "going",
            (
                "(voy a ir a|voy a|me voy a|viajo a) {x}( mañana| el domingo| esta noche| la semana que viene|)",
                "mañana (voy|viajo|me voy) a {x}",
            ),
            (
                "adónde voy( mañana|)",
                "a dónde (voy|viajo)( mañana|)",
                "(sabes|recuerdas|dime) adónde voy",
                "adónde (te dije|dije) que (voy|iba)",
            ),
            ("vas a {x}.",),
            ("place", "city"),
        ),
        Kind(
            "today",
            ("hoy es {x}", "estamos a {x}", "recuerda que hoy es {x}"),
            (
                "qué día es( hoy|)",
                "(sabes|dime|recuerdas) qué día es( hoy|)",
                "qué día (te dije|dije) que es( hoy|)",
                "hoy qué día es",
            ),
            ("hoy es {x}.",),
            ("day",),
        ),
        Kind(
            "third",
            ("(mi amigo |mi amiga |){who} vive en {x}", "{who} se mudó a {x}", "la casa de {who} está en {x}"),
            (
                "dónde vive {who}",
                "en qué (ciudad|pueblo) vive {who}",
                "(sabes|recuerdas|dime|te acuerdas de) dónde vive {who}",
            ),
            ("{who} vive en {x}.",),
            ("city",),
        ),
        Kind(
            "third",
            ("a {who} le (gusta|encanta|gustan) {x}", "a mi amigo {who} le gusta {x}"),
            ("qué le (gusta|encanta) a {who}", "(sabes|recuerdas|dime) qué le gusta a {who}"),
            ("a {who} le gusta {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "third",
            ("{who} tiene {x} años", "(mi amigo |mi amiga |){who} tiene {x} años"),
            ("cuántos años tiene {who}", "(sabes|recuerdas|dime) cuántos años tiene {who}", "qué edad tiene {who}"),
            ("{who} tiene {x} años.",),
            ("age",),
        ),
        Kind(
            "third",
            ("{who} es {x}", "{who} trabaja (de|como) {x}"),
            (
                "(a qué se dedica|en qué trabaja|de qué trabaja) {who}",
                "(sabes|recuerdas|dime) (a qué se dedica|de qué trabaja) {who}",
            ),
            ("{who} trabaja de {x}.",),
            ("job",),
        ),
        Kind(
            "third",
            ("(el|la) {t} de {who} se llama {x}", "{who} tiene (un|una) {t} que se llama {x}"),
            (
                "cómo se llama (el|la) {t} de {who}",
                "(sabes|recuerdas|dime) cómo se llama (el|la) {t} de {who}",
                "cuál es el nombre (del|de la) {t} de {who}",
            ),
            ("se llama {x}.",),
            ("pet",),
            _PETS["es"],
        ),
        Kind(
            "note",
            (
                "(recuerda|por favor recuerda|no olvides|recuérdame|ten en cuenta|apunta|anota|acuérdate de) que {x}",
                "recuerda esto {x}",
            ),
            (
                "qué te (pedí|dije) que (recordaras|recordases|apuntaras)",
                "qué tienes que recordar",
                "qué (debes|debías) recordar",
                "(recuerdas|dime) (qué|lo que) te pedí (que recordaras|recordar)",
                "qué te pedí recordar",
            ),
            ("me pediste recordar: {x}.",),
            ("note",),
        ),
    ),
}
for _lang, _days in DAYS.items():
    VALUES[_lang]["day"] = _days

ACKNOWLEDGE: Texts = {"en": ("okay, I'll remember that.", "got it."), "es": ("vale, lo recordaré.", "entendido.")}
NICE_TO_MEET: Texts = {
    "en": ("nice to meet you, {x}.", "hello {x}, nice to meet you.", "nice to meet you."),
    "es": ("encantada, {x}.", "hola {x}, mucho gusto.", "mucho gusto."),
}
NOT_TOLD: Texts = {"en": ("you haven't told me that yet.",), "es": ("eso no me lo has dicho todavía.",)}
AGAIN: Texts = {
    "en": (
        "(what|what did you say|say that again|repeat that|repeat|please repeat|can you repeat that|could you repeat that|again|once more|say it again|i didn't hear you|i didn't hear that|pardon|come again|one more time|sorry what|what was that|repeat please|can you say that again|could you say that again|say again|i didn't catch that|tell me again|repeat your answer|repeat the answer|repeat your last answer|what was your answer|can you repeat|repeat what you said|what was the last thing you said|what did you just say|excuse me what did you say|i missed that|i didn't understand|huh)( please| sarai|)",
    ),
    "es": (
        "(qué|qué has dicho|qué dijiste|repite|repítelo|repite eso|puedes repetir|puedes repetirlo|otra vez|dilo otra vez|una vez más|no te he oído|no te oí|cómo|cómo dices|perdona qué has dicho|dímelo otra vez|repite por favor|me lo repites|podrías repetir|repite la respuesta|repite tu respuesta|qué me has dicho|qué me dijiste|no te he entendido|no te entendí|puedes decirlo otra vez|repite lo que has dicho|repite lo último|no he oído bien|qué era eso|perdón qué|dilo de nuevo|me lo puedes repetir|qué acabas de decir|no lo he entendido|cuál fue tu respuesta)( por favor| sarai|)",
    ),
}
REPHRASE: Texts = {
    "en": (
        "(rephrase that|say it differently|say that differently|say it in other words|say that in other words|can you rephrase that|in other words|put it differently|put it another way|say it another way|explain that differently|can you say that another way|can you say it differently|say that in another way|could you rephrase)( please|)",
    ),
    "es": (
        "(dilo de otra (forma|manera)|dilo con otras palabras|en otras palabras|puedes decirlo de otra (forma|manera)|reformula eso|explícalo de otra (forma|manera)|dilo de otro modo|puedes reformularlo|con otras palabras|puedes explicarlo de otra (forma|manera)|reformúlalo)( por favor|)",
    ),
}
SURE: Texts = {
    "en": (
        "(are you sure|are you sure about that|are you certain|is that true|is that right|really|is that correct|is it true|are you really sure|sure|for real)",
    ),
    "es": (
        "(estás segura|estás seguro|seguro|de verdad|es verdad|es cierto|en serio|estás segura de eso|eso es verdad|es correcto|eso es cierto|segura)",
    ),
}
WHAT_I_SAID: Texts = {
    "en": (
        "(what did i (say|just say|ask|just ask|tell you|ask you)|what was my (question|last question)|repeat my question|what have i (said|asked|just said)|do you remember what i (said|asked)|repeat what i said|what were my words)",
    ),
    "es": (
        "(qué (dije|he dicho|acabo de decir|te pregunté|te he preguntado|he preguntado|pregunté)|cuál (era|fue) mi pregunta|repite mi pregunta|recuerdas (qué|lo que) (dije|pregunté)|repite lo que (dije|he dicho)|qué te acabo de (preguntar|decir))",
    ),
}
