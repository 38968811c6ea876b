"""Plain facts about things: what they are like, what kind they are, which of two is more, what they are for."""

from collections.abc import Sequence

from models.starter.corpus.grammar import Sampler, Texts, Turn, mid_sentence
from models.starter.corpus.phrases import verdict
from models.starter.corpus.tables import Row, rows

# Thing | what it is | what it is not, English; the same in Spanish.
_LIKE_TABLE = """
ice|cold|hot|el hielo|frío|caliente
snow|cold|hot|la nieve|fría|caliente
fire|hot|cold|el fuego|caliente|frío
the sun|hot|cold|el sol|caliente|frío
lava|hot|cold|la lava|caliente|fría
steam|hot|cold|el vapor|caliente|frío
boiling water|hot|cold|el agua hirviendo|caliente|fría
an ice cream|cold|hot|el helado|frío|caliente
a freezer|cold|hot|el congelador|frío|caliente
an oven|hot|cold|el horno|caliente|frío
winter|cold|hot|el invierno|frío|caluroso
summer|hot|cold|el verano|caluroso|frío
the desert|dry|wet|el desierto|seco|húmedo
water|wet|dry|el agua|líquida|sólida
rain|wet|dry|la lluvia|líquida|sólida
a stone|hard|soft|la piedra|dura|blanda
iron|hard|soft|el hierro|duro|blando
a diamond|hard|soft|el diamante|duro|blando
a pillow|soft|hard|la almohada|blanda|dura
butter|soft|hard|la mantequilla|blanda|dura
cotton|soft|hard|el algodón|suave|áspero
a feather|light|heavy|la pluma|ligera|pesada
lead|heavy|light|el plomo|pesado|ligero
an elephant|heavy|light|el elefante|pesado|ligero
a truck|heavy|light|el camión|pesado|ligero
sugar|sweet|sour|el azúcar|dulce|ácido
honey|sweet|sour|la miel|dulce|ácida
chocolate|sweet|salty|el chocolate|dulce|salado
candy|sweet|sour|el caramelo|dulce|ácido
a lemon|sour|sweet|el limón|ácido|dulce
vinegar|sour|sweet|el vinagre|ácido|dulce
salt|salty|sweet|la sal|salada|dulce
sea water|salty|sweet|el agua del mar|salada|dulce
a ball|round|square|la pelota|redonda|cuadrada
a wheel|round|square|la rueda|redonda|cuadrada
the earth|round|flat|la tierra|redonda|plana
the moon|round|square|la luna|redonda|cuadrada
a snail|slow|fast|el caracol|lento|rápido
a turtle|slow|fast|la tortuga|lenta|rápida
a rocket|fast|slow|el cohete|rápido|lento
a cheetah|fast|slow|el guepardo|rápido|lento
a whale|big|small|la ballena|grande|pequeña
an ant|small|big|la hormiga|pequeña|grande
a mouse|small|big|el ratón|pequeño|grande
a giraffe|tall|short|la jirafa|alta|baja
a mountain|high|low|la montaña|alta|baja
night|dark|bright|la noche|oscura|clara
the day|bright|dark|el día|claro|oscuro
a knife|sharp|blunt|el cuchillo|afilado|romo
thunder|loud|quiet|el trueno|ruidoso|silencioso
glass|hard|soft|el cristal|duro|blando
wood|hard|soft|la madera|dura|blanda
a kitten|young|old|el gatito|joven|viejo
a baby|young|old|el bebé|joven|viejo
a lion|wild|tame|el león|salvaje|manso
gold|expensive|cheap|el oro|caro|barato
"""
_LIKE = rows(_LIKE_TABLE, 6)

# Thing | its kind, English; the same in Spanish.
_KIND_TABLE = """
an apple|a fruit|la manzana|una fruta
a pear|a fruit|la pera|una fruta
a banana|a fruit|el plátano|una fruta
a strawberry|a fruit|la fresa|una fruta
an orange|a fruit|la naranja|una fruta
a grape|a fruit|la uva|una fruta
a peach|a fruit|el melocotón|una fruta
a cherry|a fruit|la cereza|una fruta
a lemon|a fruit|el limón|una fruta
a melon|a fruit|el melón|una fruta
a carrot|a vegetable|la zanahoria|una verdura
a potato|a vegetable|la patata|una verdura
an onion|a vegetable|la cebolla|una verdura
lettuce|a vegetable|la lechuga|una verdura
spinach|a vegetable|la espinaca|una verdura
broccoli|a vegetable|el brócoli|una verdura
a dog|an animal|el perro|un animal
a cat|an animal|el gato|un animal
a horse|an animal|el caballo|un animal
a cow|an animal|la vaca|un animal
a lion|an animal|el león|un animal
a rabbit|an animal|el conejo|un animal
a whale|an animal|la ballena|un animal
an eagle|a bird|el águila|un pájaro
a parrot|a bird|el loro|un pájaro
an owl|a bird|el búho|un pájaro
a penguin|a bird|el pingüino|un pájaro
a shark|a fish|el tiburón|un pez
a salmon|a fish|el salmón|un pez
a trout|a fish|la trucha|un pez
an ant|an insect|la hormiga|un insecto
a bee|an insect|la abeja|un insecto
a butterfly|an insect|la mariposa|un insecto
a rose|a flower|la rosa|una flor
a tulip|a flower|el tulipán|una flor
a daisy|a flower|la margarita|una flor
an oak|a tree|el roble|un árbol
a pine|a tree|el pino|un árbol
a car|a vehicle|el coche|un vehículo
a truck|a vehicle|el camión|un vehículo
a bus|a vehicle|el autobús|un vehículo
a table|a piece of furniture|la mesa|un mueble
a chair|a piece of furniture|la silla|un mueble
a bed|a piece of furniture|la cama|un mueble
a piano|an instrument|el piano|un instrumento
a guitar|an instrument|la guitarra|un instrumento
a violin|an instrument|el violín|un instrumento
tennis|a sport|el tenis|un deporte
football|a sport|el fútbol|un deporte
gold|a metal|el oro|un metal
silver|a metal|la plata|un metal
iron|a metal|el hierro|un metal
red|a color|el rojo|un color
green|a color|el verde|un color
milk|a drink|la leche|una bebida
juice|a drink|el zumo|una bebida
the sun|a star|el sol|una estrella
mars|a planet|marte|un planeta
jupiter|a planet|júpiter|un planeta
a hammer|a tool|el martillo|una herramienta
a shirt|a piece of clothing|la camisa|una prenda de ropa
"""
_KINDS = rows(_KIND_TABLE, 4)

# From least to most: English | Spanish. The words for more and less follow in _SCALES.
_SIZE = rows(
    "an ant|una hormiga\na fly|una mosca\na spider|una araña\na mouse|un ratón\na frog|una rana\na bird|un pájaro\n"
    "a rabbit|un conejo\na cat|un gato\na dog|un perro\na sheep|una oveja\na lion|un león\na cow|una vaca\n"
    "a horse|un caballo\na hippo|un hipopótamo\nan elephant|un elefante\na whale|una ballena",
    2,
)
_OBJECTS = rows(
    "a coin|una moneda\na spoon|una cuchara\na shoe|un zapato\na chair|una silla\na table|una mesa\na car|un coche\n"
    "a truck|un camión\na house|una casa\na church|una iglesia\na mountain|una montaña\nthe moon|la luna\n"
    "the earth|la tierra\nthe sun|el sol",
    2,
)
_PLACES = rows(
    "a village|un pueblo\na city|una ciudad\na country|un país\na continent|un continente\nthe earth|la tierra", 2
)
_SPEED = rows(
    "a snail|un caracol\na turtle|una tortuga\na child|un niño\na bicycle|una bicicleta\na horse|un caballo\n"
    "a car|un coche\na train|un tren\na plane|un avión\na rocket|un cohete\nlight|la luz",
    2,
)
_LENGTH = rows(
    "a second|un segundo\na minute|un minuto\nan hour|una hora\na day|un día\na week|una semana\na month|un mes\n"
    "a year|un año\na century|un siglo",
    2,
)
_AGE = rows("a baby|un bebé\na child|un niño\na mother|una madre\na grandmother|una abuela", 2)
_HEAT = rows(
    "ice|el hielo\ncold water|el agua fría\nwarm milk|la leche templada\nboiling water|el agua hirviendo\nlava|la lava",
    2,
)
_WEIGHT = rows(
    "a feather|una pluma\na pencil|un lápiz\na book|un libro\na chair|una silla\na fridge|una nevera\na car|un coche\n"
    "a bus|un autobús\na ship|un barco",
    2,
)
_SCALES: tuple[tuple[Sequence[Row], str, str, str, str], ...] = (
    (_SIZE, "bigger|larger", "smaller", "más grande", "más pequeño"),
    (_SIZE, "heavier", "lighter", "más pesado", "más ligero"),
    (_OBJECTS, "bigger|larger", "smaller", "más grande", "más pequeño"),
    (_PLACES, "bigger|larger", "smaller", "más grande", "más pequeño"),
    (_SPEED, "faster|quicker", "slower", "más rápido", "más lento"),
    (_LENGTH, "longer", "shorter", "más largo", "más corto"),
    (_AGE, "older", "younger", "más viejo", "más joven"),
    (_HEAT, "hotter|warmer", "colder", "más caliente", "más frío"),
    (_WEIGHT, "heavier", "lighter", "más pesado", "más ligero"),
)

# Ways of asking, English = reply = ways of asking, Spanish = reply. A semicolon parts the patterns.
_FACTS_TABLE = """
what do (we|people|you|humans) breathe;what do (we|you) need to breathe = We breathe air. = qué (respiramos|respira la gente|respiran las personas);qué necesitamos para respirar = Respiramos aire.
what do fish breathe with;how do fish breathe = Fish breathe with gills. = (con qué|cómo) respiran los peces = Los peces respiran con branquias.
what do (we|you|people) (see|look) with;which part of the body do (we|you) see with = We see with our eyes. = con qué (vemos|miramos|se ve) = Vemos con los ojos.
what do (we|you|people) (hear|listen) with = We hear with our ears. = con qué (oímos|escuchamos|se oye) = Oímos con los oídos.
what do (we|you|people) smell with = We smell with our nose. = con qué (olemos|se huele) = Olemos con la nariz.
what do (we|you|people) (taste) with = We taste with our tongue. = con qué (saboreamos|notamos el sabor) = Saboreamos con la lengua.
what do (we|you|people) (chew|bite) with = We chew with our teeth. = con qué (masticamos|mordemos) = Masticamos con los dientes.
what do (we|you|people) (walk|run) (with|on) = We walk with our legs. = con qué (andamos|caminamos|corremos) = Andamos con las piernas.
what do (we|you|people) think with = We think with our brain. = con qué pensamos = Pensamos con el cerebro.
what pumps (the |our |)blood;what does the heart (do|pump) = The heart pumps blood. = qué (bombea la sangre|hace el corazón) = El corazón bombea la sangre.
what do (babies|newborns) drink;what does a baby drink = Babies drink milk. = qué (toman los bebés|bebe un bebé|toma un bebé) = Los bebés beben leche.
what do (we|people|you) drink (when we are thirsty|when you are thirsty|every day);what do (animals|plants) drink = They drink water. = qué bebemos (cuando tenemos sed|todos los días);qué beben (los animales|las plantas) = Beben agua.
where do (kings|queens|princesses) live = They live in a palace. = dónde viven (los reyes|las princesas) = Viven en un palacio.
where do trees grow = Trees grow in the forest. = dónde crecen los árboles = Los árboles crecen en el bosque.
what do sheep give( us|);where does wool come from = Sheep give wool. = qué (nos |)dan las ovejas;de dónde (sale|viene) la lana = Las ovejas dan lana.
what do (hens|chickens) give( us|);where do eggs come from = Hens give eggs. = qué (nos |)dan las gallinas;de dónde (salen|vienen) los huevos = Las gallinas dan huevos.
what do (goats) give( us|);where does milk come from = Milk comes from cows and goats. = qué (nos |)dan las cabras;de dónde (sale|viene) la leche = La leche viene de las vacas y las cabras.
where does honey come from;who makes honey = Honey comes from bees. = de dónde (sale|viene) la miel = La miel viene de las abejas.
where does rain come from = Rain comes from the clouds. = de dónde (sale|viene) la lluvia = La lluvia viene de las nubes.
where do apples grow;what grows on apple trees = Apples grow on trees. = dónde crecen las manzanas;qué da un manzano = Las manzanas crecen en los árboles.
what is glass made (of|from) = Glass is made from sand. = de qué (está hecho|se hace|es) el (vidrio|cristal) = El vidrio se hace con arena.
what is butter made (of|from) = Butter is made from milk. = de qué (está hecha|se hace|es) la mantequilla = La mantequilla se hace con leche.
what is chocolate made (of|from) = Chocolate is made from cocoa. = de qué (está hecho|se hace|es) el chocolate = El chocolate se hace con cacao.
what is (furniture|a table|a chair) made (of|from) = Most are made of wood. = de qué (está hecha|es) una (mesa|silla) = Casi siempre es de madera.
what is a (window) made of = A window is made of glass. = de qué (está hecha|es) una ventana = Una ventana es de cristal.
what are (coins|nails|keys) made of = They are made of metal. = de qué (están hechas|son) las (monedas|llaves) = Son de metal.
what is flour made (of|from) = Flour is made from wheat. = de qué (está hecha|se hace|es) la harina = La harina se hace con trigo.
what is an omelette made (of|from) = An omelette is made from eggs. = de qué (está hecha|se hace|es) una tortilla = La tortilla se hace con huevos.
what are clouds made of = Clouds are made of water drops. = de qué (están hechas|son) las nubes = Las nubes son de gotas de agua.
what do (we|you|people) (use to|wash our hands with|need to) wash( our hands| your hands|) = You use water and soap. = con qué (se lavan las manos|nos lavamos) = Con agua y jabón.
what do (we|you|people) sleep (in|on);where do (we|people|you) sleep = We sleep in a bed. = (dónde|en qué) (dormimos|duerme la gente|se duerme) = Dormimos en una cama.
what do (we|you|people) sit on = We sit on a chair. = (dónde|en qué) nos sentamos = Nos sentamos en una silla.
what do (we|you|people) pay with = We pay with money. = con qué (pagamos|se paga) = Pagamos con dinero.
what do (we|you|people) (wear on our feet|wear on your feet|put on your feet) = Shoes and socks. = qué (nos ponemos|se lleva|llevamos) en los pies = Zapatos y calcetines.
what do (we|you|people) (wear on our head|wear on your head|put on your head) = A hat or a cap. = qué (nos ponemos|se lleva|llevamos) en la cabeza = Un sombrero o una gorra.
what do (we|you|people) (wear|need|use|take) when it rains = An umbrella or a raincoat. = qué (usamos|se usa|necesitamos|llevamos) cuando llueve = Un paraguas o un impermeable.
what (tells|shows) (us |)the time;what do (we|you) use to tell the time = A clock shows the time. = qué (nos dice|marca|muestra) la hora = El reloj marca la hora.
when does the sun (rise|come up) = The sun rises in the morning. = cuándo sale el sol = El sol sale por la mañana.
when does the sun (set|go down) = The sun sets in the evening. = cuándo se pone el sol = El sol se pone por la tarde.
when do (we|you) see the (stars|moon);when do the stars shine = At night. = cuándo (se ven|vemos|salen) las estrellas = Por la noche.
what do (we|you|people) (eat|have|call the meal) in the morning = Breakfast. = qué (tomamos|comemos|se come) por la mañana = El desayuno.
what (falls|comes) from the sky( in winter|) = Rain, and snow in winter. = qué cae del cielo( en invierno|) = Lluvia, y nieve en invierno.
what is frozen water( called|) = Frozen water is ice. = cómo se llama el agua congelada = El agua congelada es hielo.
which animal (is the king of the jungle|is called the king of animals) = The lion is. = (qué animal|quién) es el rey de la selva = El león.
which animal (has a trunk|has a very long nose) = The elephant has a trunk. = qué animal tiene trompa = El elefante tiene trompa.
which animal has a (very |)long neck = The giraffe has a long neck. = qué animal tiene el cuello (muy |)largo = La jirafa tiene el cuello largo.
which animal has (black and white stripes|stripes) = The zebra has stripes. = qué animal tiene rayas( blancas y negras|) = La cebra tiene rayas.
what grows in (a garden|the garden) = Flowers and vegetables grow there. = qué crece en (el|un) jardín = Crecen flores y plantas.
(can|do) (fish|dogs|cats) (talk|speak|read) = No, animals don't talk. = (pueden hablar|hablan) (los peces|los perros|los gatos) = No, los animales no hablan.
what is the first month( of the year|);which month is the first( one|) = The first month is January. = qué mes es el primero( del año|);con qué mes empieza el año = El primer mes es enero.
which month is the last( one| of the year|);in which month does the year end = The last month is December. = qué mes es el último( del año|);con qué mes (termina|acaba) el año = El último mes es diciembre.
what is the first day of the week = The first day of the week is Monday. = cuál es el primer día de la semana = El primer día de la semana es el lunes.
what is the last day of the week = The last day of the week is Sunday. = cuál es el último día de la semana = El último día de la semana es el domingo.
"""
_FACTS = tuple(tuple(line.split(" = ")) for line in _FACTS_TABLE.strip().splitlines())

_OR: Texts = {
    "en": ("(is|are) {thing} {a} or {b}", "(tell me|do you know) (is|if) {thing} (is |){a} or {b}"),
    "es": (
        "(es|está|son) {thing} {a} o {b}",
        "{thing} (es|está) {a} o {b}",
        "(dime|sabes) si {thing} (es|está) {a} o {b}",
    ),
}
_IS: Texts = {
    "en": ("is {thing} {a}", "{thing} is {a} (right|isn't it)"),
    "es": ("(es|está) {thing} {a}", "{thing} (es|está) {a}( verdad| no|)"),
}
_WHICH: Texts = {
    "en": (
        "(which|what|who|which one|which of them) is {more}( of the two|) {one} or {other}",
        "(which|what|who|which one)'s {more} {one} or {other}",
        "(is|what about) {one} or {other} {more}",
        "{one} or {other} (which|what) is {more}",
    ),
    "es": (
        "(qué|cuál|quién) es {more} {one} o {other}",
        "(dime |sabes |)(qué|cuál) es {more}( de los dos|) {one} o {other}",
        "(cuál de los dos|cuál|quién) es {more} {one} o {other}",
        "{one} o {other} (cuál|qué) es {more}",
        "es {more} {one} o {other}",
    ),
}
_MORE: Texts = {"en": ("{a} is {word} than {b}.",), "es": ("{a} es {word} que {b}.",)}
_THAN: Texts = {
    "en": ("is {one} {more} than {other}",),
    "es": ("es {more} {one} que {other}", "es {one} {more} que {other}"),
}


def things(s: Sampler) -> list[Turn]:
    return [s.rng.choices((_like, _kind, _compared, _fact), (0.22, 0.2, 0.28, 0.3))[0](s)]


def _like(s: Sampler) -> Turn:
    """Hot or cold, hard or soft."""
    thing, right, wrong = s.choice(_LIKE)[3 * s.column :][:3]
    return _either(s, thing, right, wrong)


def _kind(s: Sampler) -> Turn:
    """A fruit or a vegetable, a bird or a fish."""
    row = s.choice(_KINDS)
    thing, right = row[2 * s.column :][:2]
    # A bee is an animal, too, and an orange is a colour.
    wrong = [other for other in _KINDS if other[1] not in (row[1], "an animal", "a color")]
    return _either(s, thing, right, s.choice(wrong)[2 * s.column + 1])


def _either(s: Sampler, thing: str, right: str, wrong: str) -> Turn:
    fact = s.reply({"en": ("{thing} is {right}.",), "es": ("{thing} es {right}.",)}, thing=thing, right=right)
    if s.chance(0.55):
        a, b = (right, wrong) if s.chance(0.5) else (wrong, right)
        return s.turn("things", _OR, fact, thing=thing, a=a, b=b)
    true = s.chance(0.5)
    return s.turn("things", _IS, verdict(s, true, mid_sentence(fact)), thing=thing, a=right if true else wrong)


def _compared(s: Sampler) -> Turn:
    """Which of two is more."""
    scale, more_en, less_en, more_es, less_es = s.choice(_SCALES)
    low, high = sorted(s.rng.sample(range(len(scale)), 2))
    less, more = scale[low][s.column], scale[high][s.column]
    up = s.chance(0.65)
    words = (more_en if up else less_en, more_es if up else less_es)[s.column]
    word = s.choice(words.split("|"))
    said = words.split("|")[0]
    winner, loser = (more, less) if up else (less, more)
    fact = s.reply(_MORE, a=winner, b=loser, word=_agreeing(said, winner))
    one, other = (winner, loser) if s.chance(0.5) else (loser, winner)
    if s.chance(0.8):
        return s.turn("things", _WHICH, fact, more=word, one=one, other=other)
    more = _agreeing(word, one)
    return s.turn("things", _THAN, verdict(s, one == winner, mid_sentence(fact)), more=more, one=one, other=other)


def _agreeing(word: str, thing: str) -> str:
    """Returns the Spanish adjective in the gender of the thing; English ones have none."""
    return f"{word[:-1]}a" if thing.startswith(("una ", "la ")) and word.endswith("o") else word


def _fact(s: Sampler) -> Turn:
    row = s.choice(_FACTS)
    return s.turn("things", row[2 * s.column].split(";"), row[2 * s.column + 1])
