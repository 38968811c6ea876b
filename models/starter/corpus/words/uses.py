"""What things are for, what does a work, what something is called, other words for a word."""

from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.tables import rows

# Thing | what it is for | the thing in a reply; English, then Spanish.
_USES = rows(
    """
an umbrella|stay dry in the rain|An umbrella|un paraguas|no mojarse con la lluvia|El paraguas
glasses|see better|Glasses|las gafas|ver mejor|Las gafas
a key|open a door|A key|una llave|abrir una puerta|La llave
scissors|cut paper|Scissors|unas tijeras|cortar papel|Las tijeras
a knife|cut bread|A knife|un cuchillo|cortar pan|El cuchillo
a spoon|eat soup|A spoon|una cuchara|tomar sopa|La cuchara
a fork|eat pasta|A fork|un tenedor|comer pasta|El tenedor
a broom|sweep the floor|A broom|una escoba|barrer el suelo|La escoba
a pen|write|A pen|un bolígrafo|escribir|El bolígrafo
a pencil|draw|A pencil|un lápiz|dibujar|El lápiz
an eraser|rub out what you wrote|An eraser|una goma|borrar lo escrito|La goma
a ruler|measure|A ruler|una regla|medir|La regla
a hammer|drive nails|A hammer|un martillo|clavar clavos|El martillo
a saw|cut wood|A saw|una sierra|cortar madera|La sierra
a needle|sew|A needle|una aguja|coser|La aguja
a towel|dry yourself|A towel|una toalla|secarse|La toalla
soap|wash your hands|Soap|el jabón|lavarse las manos|El jabón
a toothbrush|clean your teeth|A toothbrush|un cepillo de dientes|lavarse los dientes|El cepillo de dientes
a comb|comb your hair|A comb|un peine|peinarse|El peine
a clock|tell the time|A clock|un reloj|saber la hora|El reloj
a calendar|know the day|A calendar|un calendario|saber el día|El calendario
a map|find the way|A map|un mapa|encontrar el camino|El mapa
a compass|find north|A compass|una brújula|encontrar el norte|La brújula
a thermometer|measure the temperature|A thermometer|un termómetro|medir la temperatura|El termómetro
a scale|weigh things|A scale|una balanza|pesar cosas|La balanza
a lamp|give light|A lamp|una lámpara|dar luz|La lámpara
a candle|give light|A candle|una vela|dar luz|La vela
a match|light a fire|A match|una cerilla|encender fuego|La cerilla
a fridge|keep food cold|A fridge|una nevera|mantener fría la comida|La nevera
an oven|bake|An oven|un horno|hornear|El horno
a pan|fry eggs|A pan|una sartén|freír huevos|La sartén
a washing machine|wash clothes|A washing machine|una lavadora|lavar la ropa|La lavadora
an iron|smooth clothes|An iron|una plancha|planchar la ropa|La plancha
a bed|sleep|A bed|una cama|dormir|La cama
a chair|sit|A chair|una silla|sentarse|La silla
a mirror|see yourself|A mirror|un espejo|verse|El espejo
a telephone|talk to people far away|A telephone|un teléfono|hablar con gente lejana|El teléfono
a camera|take pictures|A camera|una cámara|hacer fotos|La cámara
a radio|hear music and news|A radio|una radio|oír música y noticias|La radio
a book|read|A book|un libro|leer|El libro
a bridge|cross a river|A bridge|un puente|cruzar un río|El puente
a boat|travel on water|A boat|un barco|viajar por el agua|El barco
a plane|fly|A plane|un avión|volar|El avión
a car|drive|A car|un coche|viajar por carretera|El coche
a coat|keep warm|A coat|un abrigo|no pasar frío|El abrigo
gloves|keep your hands warm|Gloves|los guantes|calentarse las manos|Los guantes
a hat|cover your head|A hat|un sombrero|cubrirse la cabeza|El sombrero
shoes|protect your feet|Shoes|los zapatos|proteger los pies|Los zapatos
sunglasses|protect your eyes from the sun|Sunglasses|las gafas de sol|proteger los ojos del sol|Las gafas de sol
a ladder|climb up|A ladder|una escalera|subir|La escalera
a shovel|dig|A shovel|una pala|cavar|La pala
a bag|carry things|A bag|una bolsa|llevar cosas|La bolsa
money|pay|Money|el dinero|pagar|El dinero
a stamp|send a letter|A stamp|un sello|enviar una carta|El sello
a fan|cool the air|A fan|un ventilador|refrescar el aire|El ventilador
a heater|warm a room|A heater|una estufa|calentar una habitación|La estufa
""",
    6,
)
# What it is | its name, in a reply; English, then Spanish.
_NAMES = rows(
    """
frozen water|ice|el agua congelada|hielo
frozen rain|snow|la lluvia helada|nieve
a female horse|a mare|la hembra del caballo|yegua
a male cow|a bull|el macho de la vaca|toro
a male hen|a rooster|el macho de la gallina|gallo
your mother's mother|your grandmother|la madre de mi madre|abuela
your father's father|your grandfather|el padre de mi padre|abuelo
your mother's sister|your aunt|la hermana de mi madre|tía
your father's brother|your uncle|el hermano de mi padre|tío
your uncle's son|your cousin|el hijo de mi tío|primo
your brother's daughter|your niece|la hija de mi hermano|sobrina
the meal in the morning|breakfast|la comida de la mañana|desayuno
the meal in the evening|dinner|la comida de la noche|cena
the house of a bee|a hive|la casa de las abejas|colmena
the house of a bird|a nest|la casa de los pájaros|nido
the house of a dog|a kennel|la casa del perro|caseta
dried grapes|raisins|las uvas secas|pasas
a shape with three sides|a triangle|una figura de tres lados|triángulo
a shape with four equal sides|a square|una figura de cuatro lados iguales|cuadrado
a round shape|a circle|una figura redonda|círculo
ten years|a decade|diez años|década
a hundred years|a century|cien años|siglo
twelve of something|a dozen|doce cosas|docena
the day after today|tomorrow|el día después de hoy|mañana
the day before today|yesterday|el día antes de hoy|ayer
hot melted rock|lava|la roca fundida|lava
the middle of the night|midnight|la mitad de la noche|medianoche
a place with many books|a library|un lugar con muchos libros|biblioteca
a place where you buy bread|a bakery|la tienda del pan|panadería
a place where you buy medicine|a pharmacy|la tienda de medicinas|farmacia
a place where children learn|a school|el lugar donde aprenden los niños|escuela
a place where planes land|an airport|el lugar donde aterrizan los aviones|aeropuerto
a place where sick people are cured|a hospital|el lugar donde se cura a los enfermos|hospital
""",
    4,
)
# A word | another word for it; English, then Spanish.
_SYNONYMS = rows(
    """
happy|glad|feliz|contento
sad|unhappy|triste|apenado
big|large|grande|enorme
small|little|pequeño|chico
fast|quick|rápido|veloz
smart|clever|listo|inteligente
pretty|beautiful|bonito|hermoso
angry|mad|enfadado|enojado
tired|exhausted|cansado|agotado
easy|simple|fácil|sencillo
difficult|hard|difícil|complicado
begin|start|empezar|comenzar
finish|end|terminar|acabar
rich|wealthy|rico|adinerado
afraid|scared|asustado|atemorizado
funny|amusing|gracioso|divertido
quiet|silent|callado|silencioso
car|automobile|coche|automóvil
house|home|casa|vivienda
child|kid|niño|chiquillo
present|gift|regalo|obsequio
doctor|physician|médico|doctor
teacher|instructor|profesor|maestro
talk|speak|hablar|conversar
shout|yell|gritar|chillar
""",
    4,
)
_UH = "(um|uh|hmm|hey|tell me|do you know|so|okay||||||)"
_EH = "(eh|oye|dime|sabes|a ver|pues||||||)"
_WHAT_FOR: Texts = {
    "en": (
        f"{_UH} what (is|are) {{thing}} (for|good for|used for)",
        f"{_UH} what do (you|we|people|i) (use|need) {{thing}} for",
        f"{_UH} what (would|can|could|should) (i|you|one) (use|do with|need) {{thing}}( for|)",
        f"{_UH} why do (people|we|you) (use|have|need|wear|carry) {{thing}}",
        "(what's|what is) the (use|purpose) of {thing}",
    ),
    "es": (
        f"{_EH} para qué (sirve|sirven|se usa|se usan|es|son|quiero|necesito|uso) {{thing}}",
        f"{_EH} por qué (usamos|usa la gente|se usa|necesitamos|lleva la gente) {{thing}}",
        "(qué se hace con|qué hago con|qué puedo hacer con) {thing}",
        "cuál es la utilidad de {thing}",
    ),
}
_FOR: Texts = {"en": ("{name} is used to {use}.",), "es": ("{name} sirve para {use}.",)}
_FOR_MANY: Texts = {"en": ("{name} are used to {use}.",), "es": ("{name} sirven para {use}.",)}
_WITH_WHAT: Texts = {
    "en": (
        f"{_UH} what do (you|we|people|i) (use|need) to {{use}}",
        f"{_UH} what (can|could|should) (i|you|we) (use|take) to {{use}}",
        "(what|which) (thing|tool|object) is (used|good) to {use}",
        "with what do (you|we|people) {use}",
    ),
    "es": (
        f"{_EH} (con qué se puede|con qué puedo|qué uso para|qué se usa para|qué necesito para|qué hace falta para) {{use}}",
        "(qué cosa|qué objeto|qué) (sirve|es bueno|se utiliza) para {use}",
        "con qué se suele {use}",
    ),
}
_WITH: Texts = {"en": ("with {thing}.",), "es": ("con {thing}.",)}
_CALLED: Texts = {
    "en": (
        f"{_UH} what do (you|we|people) call {{what}}",
        f"{_UH} (what is|what's) {{what}} called",
        "(what is|what's) the (name|word) (for|of) {what}",
        "how do you call {what}",
    ),
    "es": (
        f"{_EH} cómo se (llama|dice|le dice a|le llama a) {{what}}",
        "cuál es (el nombre|la palabra) (de|para) {what}",
        "(qué nombre|cómo) (tiene|se le da a) {what}",
    ),
}
_IS_CALLED: Texts = {"en": ("that is {name}.",), "es": ("se llama {name}.",)}
_ANOTHER: Texts = {
    "en": (
        f"{_UH} (what is|what's|tell me|give me|is there|say) another word for {{word}}",
        "(what is|what's|give me|tell me) a (synonym|word like) (of|for|) {word}",
        "(what|which) word means (the same as|) {word}",
        "how else can (i|you) say {word}",
    ),
    "es": (
        f"{_EH} (cuál es|dime|dame|hay) otra palabra para {{word}}",
        "(cuál es|dime|dame) (un|el) sinónimo de {word}",
        "qué palabra significa lo mismo que {word}",
        "de qué otra forma (se dice|puedo decir) {word}",
    ),
}
_WORD: Texts = {"en": ("another word for {word} is {other}.",), "es": ("otra palabra para {word} es {other}.",)}


def uses(s: Sampler) -> list[Turn]:
    return [s.rng.choices((_what_for, _with_what, _called, _another), (0.36, 0.26, 0.26, 0.12))[0](s)]


def _what_for(s: Sampler) -> Turn:
    thing, use, name = s.choice(_USES)[3 * s.column :][:3]
    many = name in ("Glasses", "Scissors", "Gloves", "Shoes", "Sunglasses") or name.startswith(("Las ", "Los "))
    return s.turn("uses", _WHAT_FOR, s.reply(_FOR_MANY if many else _FOR, name=name, use=use), thing=thing)


def _with_what(s: Sampler) -> Turn:
    thing, use, _ = s.choice(_USES)[3 * s.column :][:3]
    return s.turn("uses", _WITH_WHAT, s.reply(_WITH, thing=thing), use=use)


def _called(s: Sampler) -> Turn:
    what, name = s.choice(_NAMES)[2 * s.column :][:2]
    return s.turn("uses", _CALLED, s.reply(_IS_CALLED, name=name), what=what)


def _another(s: Sampler) -> Turn:
    word, other = s.choice(_SYNONYMS)[2 * s.column :][:2]
    if s.chance(0.5):
        word, other = other, word
    return s.turn("uses", _ANOTHER, s.reply(_WORD, word=word, other=other), word=word)
