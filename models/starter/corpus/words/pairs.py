"""Pairs of words that belong together: rhymes, plurals, past tenses, translations, landmarks, jobs, places, kinds."""

from dataclasses import dataclass

from models.starter.corpus.grammar import Sampler, Turn
from models.starter.corpus.tables import Row, rows

_UH = "(um|uh|so|okay so|hey|tell me|do you know||||||||)"
_EH = "(eh|oye|a ver|dime|sabes|pues||||||||)"


@dataclass(frozen=True)
class Relation:
    """Questions about a table of one language: patterns and the reply, with {a}, {b}, {c} for the cells of a row."""

    table: tuple[Row, ...]
    ask: tuple[str, ...]
    reply: str


def _table(text: str, width: int = 2) -> tuple[Row, ...]:
    """The rows of a table whose rows are parted by semicolons."""
    return rows(text.strip().replace("; ", "\n").replace(";\n", "\n"), width)


_RHYMES_EN = """cat|hat; dog|frog; house|mouse; tree|bee; sun|fun; star|car; moon|spoon; night|light; day|play; book|look;
ball|tall; fish|dish; cake|lake; rain|train; boat|goat; red|bed; blue|shoe; king|ring; bear|chair; cold|gold; hand|sand;
snow|slow; box|fox; sky|fly; cup|pup; pen|ten; door|floor; name|game; time|lime; ship|trip; heart|art; love|dove;
nose|rose; head|bread; town|brown; clock|sock; wall|fall; win|pin; sea|key; green|queen; hot|pot; big|pig; dream|cream"""
_RHYMES_ES = """gato|pato; perro|cerro; casa|masa; sol|col; luna|cuna; flor|amor; mar|lugar; ratón|camión; corazón|canción;
mesa|fresa; silla|orilla; pan|volcán; león|avión; rosa|mariposa; cama|rama; niño|cariño; zapato|gato; botella|estrella;
cielo|hielo; vino|camino; ojo|rojo; mano|verano; pera|escalera; tren|bien; pez|vez; noche|coche; día|alegría; queso|beso;
viento|cuento; libro|equilibro; café|pie; hoja|roja; lobo|globo; jardín|delfín; reloj|boj; nube|sube; llave|nave"""
_PLURALS_EN = """mouse|mice; child|children; foot|feet; tooth|teeth; man|men; woman|women; person|people; goose|geese;
sheep|sheep; fish|fish; knife|knives; leaf|leaves; wolf|wolves; wife|wives; life|lives; baby|babies; city|cities;
box|boxes; bus|buses; dog|dogs; cat|cats; house|houses; book|books; tomato|tomatoes; potato|potatoes; ox|oxen; party|parties"""
_PLURALS_ES = """lápiz|lápices; luz|luces; pez|peces; voz|voces; flor|flores; pan|panes; rey|reyes; gato|gatos; casa|casas;
árbol|árboles; ratón|ratones; león|leones; canción|canciones; papel|papeles; mujer|mujeres; hombre|hombres; ciudad|ciudades;
animal|animales; avión|aviones; libro|libros; mesa|mesas; nariz|narices; vez|veces; color|colores; tren|trenes; ojo|ojos"""
_PAST_EN = """go|went; eat|ate; see|saw; run|ran; come|came; take|took; give|gave; make|made; have|had; be|was; do|did; say|said;
buy|bought; think|thought; write|wrote; drink|drank; sing|sang; swim|swam; sleep|slept; fly|flew; know|knew; speak|spoke;
find|found; teach|taught; catch|caught; bring|brought; break|broke; fall|fell; leave|left; tell|told; begin|began; sit|sat"""
_FEMALES_ES = """actor|actriz; rey|reina; príncipe|princesa; gallo|gallina; caballo|yegua; toro|vaca; padre|madre; hombre|mujer;
tío|tía; abuelo|abuela; profesor|profesora; médico|médica; león|leona; gato|gata; hermano|hermana; hijo|hija; niño|niña;
marido|mujer; primo|prima; amigo|amiga; perro|perra; carnero|oveja; doctor|doctora; chico|chica; emperador|emperatriz"""
_FEMALES_EN = """king|queen; prince|princess; man|woman; boy|girl; father|mother; brother|sister; uncle|aunt; son|daughter;
husband|wife; grandfather|grandmother; bull|cow; rooster|hen; stallion|mare; lion|lioness; actor|actress; waiter|waitress;
nephew|niece; hero|heroine; ram|ewe; drake|duck; gentleman|lady; wizard|witch"""
_WORDS = """hello|hola; goodbye|adiós; thank you|gracias; please|por favor; yes|sí; no|no; good morning|buenos días;
good night|buenas noches; dog|perro; cat|gato; house|casa; water|agua; bread|pan; milk|leche; friend|amigo; love|amor; sun|sol;
moon|luna; star|estrella; tree|árbol; flower|flor; book|libro; table|mesa; chair|silla; door|puerta; window|ventana; car|coche;
school|escuela; beach|playa; sea|mar; fish|pez; bird|pájaro; horse|caballo; cow|vaca; apple|manzana; orange|naranja; red|rojo;
blue|azul; green|verde; yellow|amarillo; white|blanco; black|negro; one|uno; two|dos; three|tres; four|cuatro; five|cinco; ten|diez;
monday|lunes; sunday|domingo; summer|verano; winter|invierno; mother|madre; father|padre; brother|hermano; sister|hermana;
boy|niño; girl|niña; man|hombre; woman|mujer; head|cabeza; hand|mano; eye|ojo; heart|corazón; food|comida; egg|huevo; cheese|queso;
coffee|café; tea|té; wine|vino; beer|cerveza; night|noche; day|día; happy|feliz; big|grande; small|pequeño; hot|caliente; cold|frío;
i love you|te quiero; good|bueno; bad|malo; key|llave; street|calle; city|ciudad; family|familia; money|dinero; music|música"""
_LANDMARKS_EN = """the eiffel tower|Paris|France; big ben|London|England; the colosseum|Rome|Italy; the statue of liberty|New York|the United States;
the great wall|northern China|China; the taj mahal|Agra|India; the sagrada familia|Barcelona|Spain; the alhambra|Granada|Spain;
machu picchu|the Andes|Peru; the kremlin|Moscow|Russia; the leaning tower of pisa|Pisa|Italy; the louvre|Paris|France;
the white house|Washington|the United States; the golden gate bridge|San Francisco|the United States; the acropolis|Athens|Greece;
the prado museum|Madrid|Spain; buckingham palace|London|England; the brandenburg gate|Berlin|Germany; mount fuji|central Japan|Japan;
the sydney opera house|Sydney|Australia; hollywood|Los Angeles|the United States; the pyramids|Giza|Egypt; the vatican|Rome|Italy"""
_LANDMARKS_ES = """la torre eiffel|París|Francia; el big ben|Londres|Inglaterra; el coliseo|Roma|Italia; la estatua de la libertad|Nueva York|Estados Unidos;
la gran muralla|el norte de China|China; el taj mahal|Agra|la India; la sagrada familia|Barcelona|España; la alhambra|Granada|España;
machu picchu|los Andes|Perú; el kremlin|Moscú|Rusia; la torre de pisa|Pisa|Italia; el louvre|París|Francia;
la casa blanca|Washington|Estados Unidos; la puerta de alcalá|Madrid|España; la acrópolis|Atenas|Grecia;
el museo del prado|Madrid|España; la giralda|Sevilla|España; la puerta de brandeburgo|Berlín|Alemania; el monte fuji|el centro de Japón|Japón;
la ópera de sídney|Sídney|Australia; hollywood|Los Ángeles|Estados Unidos; las pirámides|Guiza|Egipto; el vaticano|Roma|Italia"""
_NATIONS_EN = """Spain|Spanish; France|French; Germany|German; Italy|Italian; England|English; Portugal|Portuguese; Mexico|Mexican;
Japan|Japanese; China|Chinese; Russia|Russian; Greece|Greek; Brazil|Brazilian; Argentina|Argentinian; Canada|Canadian; Ireland|Irish;
Sweden|Swedish; Poland|Polish; Turkey|Turkish; India|Indian; Egypt|Egyptian; Peru|Peruvian; Chile|Chilean; the United States|American;
Holland|Dutch; Switzerland|Swiss; Denmark|Danish; Norway|Norwegian; Finland|Finnish; Australia|Australian; Cuba|Cuban"""
_NATIONS_ES = """España|español; Francia|francés; Alemania|alemán; Italia|italiano; Inglaterra|inglés; Portugal|portugués; México|mexicano;
Japón|japonés; China|chino; Rusia|ruso; Grecia|griego; Brasil|brasileño; Argentina|argentino; Canadá|canadiense; Irlanda|irlandés;
Suecia|sueco; Polonia|polaco; Turquía|turco; la India|indio; Egipto|egipcio; Perú|peruano; Chile|chileno; Estados Unidos|estadounidense;
Holanda|holandés; Suiza|suizo; Dinamarca|danés; Noruega|noruego; Finlandia|finlandés; Australia|australiano; Cuba|cubano; Colombia|colombiano"""
_JOBS_EN = """a doctor|cures sick people|in a hospital; a nurse|cares for sick people|in a hospital; a dentist|looks after teeth|in a clinic;
a vet|cures animals|in a clinic; a teacher|teaches children|in a school; a baker|makes bread|in a bakery; a butcher|sells meat|in a shop;
a cook|cooks food|in a kitchen; a chef|cooks food|in a restaurant; a waiter|serves food|in a restaurant; a pilot|flies planes|in a plane;
a firefighter|puts out fires|in a fire station; a police officer|protects people|in the street; a mechanic|fixes cars|in a garage;
a plumber|fixes water pipes|in houses; an electrician|fixes lights and cables|in houses; a carpenter|makes things from wood|in a workshop;
a farmer|grows food|on a farm; a gardener|looks after plants|in a garden; a fisherman|catches fish|at sea; a hairdresser|cuts hair|in a salon;
a tailor|makes clothes|in a workshop; a painter|paints pictures|in a studio; a writer|writes books|at a desk; a singer|sings songs|on a stage;
a musician|plays music|on a stage; an actor|acts in films|on a stage; a photographer|takes pictures|in a studio; a journalist|writes the news|at a newspaper;
a judge|decides who is right|in a court; a lawyer|defends people|in a court; a postman|brings letters|in the street; an astronaut|flies into space|in a rocket;
a bus driver|drives a bus|in a bus; a librarian|looks after books|in a library; a scientist|studies nature|in a laboratory; an architect|plans houses|in an office;
a builder|builds houses|on a building site; a shepherd|looks after sheep|in the fields; a soldier|defends a country|in the army; a sailor|works on a ship|at sea"""
_JOBS_ES = """un médico|cura a los enfermos|en un hospital; un enfermero|cuida a los enfermos|en un hospital; un dentista|cuida los dientes|en una clínica;
un veterinario|cura a los animales|en una clínica; un profesor|enseña a los niños|en una escuela; un panadero|hace pan|en una panadería; un carnicero|vende carne|en una carnicería;
un cocinero|prepara la comida|en una cocina; un camarero|sirve la comida|en un restaurante; un piloto|pilota aviones|en un avión;
un bombero|apaga incendios|en un parque de bomberos; un policía|protege a la gente|en la calle; un mecánico|arregla coches|en un taller;
un fontanero|arregla las tuberías|en las casas; un electricista|arregla luces y cables|en las casas; un carpintero|hace cosas de madera|en un taller;
un agricultor|cultiva alimentos|en el campo; un jardinero|cuida las plantas|en un jardín; un pescador|pesca peces|en el mar; un peluquero|corta el pelo|en una peluquería;
un sastre|hace ropa|en un taller; un pintor|pinta cuadros|en un estudio; un escritor|escribe libros|en un escritorio; un cantante|canta canciones|en un escenario;
un músico|toca música|en un escenario; un actor|actúa en películas|en un teatro; un fotógrafo|hace fotos|en un estudio; un periodista|escribe noticias|en un periódico;
un juez|decide quién tiene razón|en un tribunal; un abogado|defiende a la gente|en un tribunal; un cartero|reparte cartas|en la calle; un astronauta|viaja al espacio|en un cohete;
un conductor de autobús|conduce un autobús|en un autobús; un bibliotecario|cuida los libros|en una biblioteca; un científico|estudia la naturaleza|en un laboratorio; un arquitecto|diseña casas|en una oficina;
un albañil|construye casas|en una obra; un pastor|cuida ovejas|en el campo; un soldado|defiende un país|en el ejército; un marinero|trabaja en un barco|en el mar"""
_SHOPS_EN = """bread|a bakery; meat|a butcher's; medicine|a pharmacy; fruit|a greengrocer's; vegetables|a market; food|a supermarket; books|a bookshop;
flowers|a flower shop; shoes|a shoe shop; clothes|a clothes shop; stamps|a post office; newspapers|a newsstand; petrol|a petrol station; fish|a fishmonger's;
furniture|a furniture shop; toys|a toy shop; a cake|a bakery; milk|a supermarket; a train ticket|a station; a ring|a jeweller's"""
_SHOPS_ES = """pan|una panadería; carne|una carnicería; medicinas|una farmacia; fruta|una frutería; verdura|un mercado; comida|un supermercado; libros|una librería;
flores|una floristería; zapatos|una zapatería; ropa|una tienda de ropa; sellos|un estanco; periódicos|un quiosco; gasolina|una gasolinera; pescado|una pescadería;
muebles|una tienda de muebles; juguetes|una juguetería; una tarta|una pastelería; leche|un supermercado; un billete de tren|una estación; un anillo|una joyería"""
_PLACES_EN = """borrow books|a library; see a doctor|a hospital; watch a film|a cinema; swim|a swimming pool; catch a plane|an airport; catch a train|a train station;
send a letter|a post office; learn|a school; see wild animals|a zoo; see paintings|a museum; sleep when travelling|a hotel; eat out|a restaurant; pray|a church;
play in the sand|a beach; get money|a bank; have your hair cut|a hairdresser's; watch a play|a theatre; cook|a kitchen; take a shower|a bathroom; park a car|a garage;
study after school|a university; play football|a football field; ski|the mountains; go camping|a campsite; see a match|a stadium"""
_PLACES_ES = """pedir prestado un libro|una biblioteca; ver al médico|un hospital; ver una película|un cine; nadar|una piscina; coger un avión|un aeropuerto; coger un tren|una estación;
enviar una carta|correos; aprender|una escuela; ver animales salvajes|un zoo; ver cuadros|un museo; dormir de viaje|un hotel; comer fuera|un restaurante; rezar|una iglesia;
jugar con la arena|una playa; sacar dinero|un banco; cortarse el pelo|una peluquería; ver una obra|un teatro; cocinar|una cocina; ducharse|un baño; aparcar el coche|un garaje;
estudiar una carrera|una universidad; jugar al fútbol|un campo de fútbol; esquiar|la montaña; acampar|un camping; ver un partido|un estadio"""
# A thing that is one of its kind | the kind: "name a fruit".
_EXAMPLES_EN = """an apple|a fruit; a carrot|a vegetable; a dog|an animal; a bee|an insect; a rose|a flower; an oak|a tree; red|a color; tennis|a sport;
a guitar|a musical instrument; gold|a metal; a hammer|a tool; a shirt|a piece of clothing; a table|a piece of furniture; Mars|a planet; January|a month;
Monday|a day of the week; an eagle|a bird; a shark|a fish; milk|a drink; a triangle|a shape; winter|a season; the Nile|a river; English|a language; a cow|a farm animal;
a lion|a wild animal; a car|a vehicle; a nurse|a job; a snake|a reptile; a cat|a pet; chess|a board game; water|a liquid; the Pacific|an ocean; a whale|a sea animal"""
_EXAMPLES_ES = """la manzana|una fruta; la zanahoria|una verdura; el perro|un animal; la abeja|un insecto; la rosa|una flor; el roble|un árbol; el rojo|un color; el tenis|un deporte;
la guitarra|un instrumento musical; el oro|un metal; el martillo|una herramienta; la camisa|una prenda de ropa; la mesa|un mueble; Marte|un planeta; enero|un mes;
el lunes|un día de la semana; el águila|un ave; el tiburón|un pez; la leche|una bebida; el triángulo|una figura; el invierno|una estación del año; el Nilo|un río; el inglés|un idioma; la vaca|un animal de granja;
el león|un animal salvaje; el coche|un vehículo; el enfermero|una profesión; la serpiente|un reptil; el gato|una mascota; el ajedrez|un juego de mesa; el agua|un líquido; el Pacífico|un océano; la ballena|un animal marino"""

_RELATIONS: dict[str, tuple[tuple[float, Relation], ...]] = {
    "en": (
        (
            1.0,
            Relation(
                _table(_RHYMES_EN),
                (
                    f"{_UH} (what|which word|what word) rhymes with {{a}}",
                    "(tell me|give me|say|find me|can you think of|name) (a word|something) that rhymes with {a}",
                    "(give me|tell me|do you know) a rhyme (for|with) {a}",
                ),
                "{b} rhymes with {a}.",
            ),
        ),
        (
            0.6,
            Relation(
                _table(_PLURALS_EN),
                (
                    f"{_UH} (what is|what's) the plural (of|for|form of) {{a}}",
                    "how do you say {a} in (the |)plural",
                    "one {a} two what",
                    "more than one {a} is called what",
                    "plural of {a}",
                ),
                "the plural of {a} is {b}.",
            ),
        ),
        (
            0.6,
            Relation(
                _table(_PAST_EN),
                (
                    f"{_UH} (what is|what's) the past( tense|) (of|for) {{a}}",
                    "how do you say {a} in the past( tense|)",
                    "past tense of {a}",
                ),
                "the past tense of {a} is {b}.",
            ),
        ),
        (
            0.4,
            Relation(
                _table(_FEMALES_EN),
                (f"{_UH} (what is|what's) the (female|feminine) (of|form of|word for|version of) (a |){{a}}", "what do you call a female {a}"),
                "the female of {a} is {b}.",
            ),
        ),
        (
            1.4,
            Relation(
                _table(_WORDS),
                (
                    f"{_UH} how (do|would|can) (you|i|we|people) say {{a}} in spanish",
                    "(what is|what's) (the spanish word for {a}|{a} in spanish|the spanish for {a})",
                    "translate {a} (into|to) spanish",
                    "(tell me|say|how is) {a} in spanish",
                    "what does {b} mean( in english|)",
                    "(what is|what's) {b} in english",
                ),
                "{a} in Spanish is {b}.",
            ),
        ),
        (
            0.8,
            Relation(
                _table(_LANDMARKS_EN, 3),
                (
                    f"{_UH} where (is|are) {{a}}( located|)",
                    "(what|which|in which|in what) (city|country|place) (is|are) {a}( in| located in|)",
                    "where (can|do) i (find|see|visit) {a}",
                ),
                "{a}: {b}, {c}.",
            ),
        ),
        (
            0.6,
            Relation(
                _table(_NATIONS_EN),
                (
                    f"{_UH} what (do you|do we) call (a person|someone|somebody|people) from {{a}}",
                    "what are people from {a} called",
                    "what nationality is (someone|a person) from {a}",
                ),
                "people from {a} are {b}.",
            ),
        ),
        (
            1.2,
            Relation(
                _table(_JOBS_EN, 3),
                (
                    f"{_UH} what does {{a}} do( for a living| all day| at work|)",
                    "(what is|what's) the (job|work|task) of {a}",
                    "who {b}",
                    "(what do you call|who is) (a person|someone|somebody) who {b}",
                    "what job does (a person|someone) have who {b}",
                ),
                "{a} {b}.",
            ),
        ),
        (0.5, Relation(_table(_JOBS_EN, 3), ("where does {a} work", "in (what|which) place does {a} work"), "{a} works {c}.")),
        (
            0.7,
            Relation(
                _table(_SHOPS_EN),
                (
                    f"{_UH} where (do|can|would|could) (you|i|we|people) (buy|get) {{a}}",
                    "(what|which) (shop|store|place) (sells|has) {a}",
                    "in (what|which) shop do (you|they) sell {a}",
                    "where is {a} sold",
                ),
                "you buy {a} at {b}.",
            ),
        ),
        (
            0.8,
            Relation(
                _table(_PLACES_EN),
                (
                    f"{_UH} where (do|can|would|could|should) (you|i|we|people) (go to |){{a}}",
                    "(what|which) place (do|can) (you|i|people) go to( if you want|) to {a}",
                    "where do (people|you) {a}",
                ),
                "you can {a} at {b}.",
            ),
        ),
        (
            0.9,
            Relation(
                _table(_EXAMPLES_EN),
                (
                    "(name|tell me|give me|say) {b}",
                    "(name|tell me|give me|say) (me |)(an example of|the name of) {b}",
                    f"{_UH} (can you name|do you know|could you name|can you tell me) {{b}}",
                    "what is an example of {b}",
                ),
                "{a} is {b}.",
            ),
        ),
    ),
    "es": (
        (
            1.0,
            Relation(
                _table(_RHYMES_ES),
                (
                    f"{_EH} qué( palabra|) rima con {{a}}",
                    "(dime|di|dame|sabes) (una palabra|algo) que rime con {a}",
                    "(dame|dime) una rima (de|con|para) {a}",
                    "con qué rima {a}",
                ),
                "{b} rima con {a}.",
            ),
        ),
        (
            0.7,
            Relation(
                _table(_PLURALS_ES),
                (
                    f"{_EH} cuál es el plural de {{a}}",
                    "cómo se (dice|escribe|forma) {a} en plural",
                    "(dime el|el) plural de {a}",
                    "cómo es el plural de {a}",
                ),
                "el plural de {a} es {b}.",
            ),
        ),
        (
            0.7,
            Relation(
                _table(_FEMALES_ES),
                (
                    f"{_EH} cuál es el femenino de {{a}}",
                    "cómo (se dice|es) {a} en femenino",
                    "(dime el|el) femenino de {a}",
                    "cómo se llama la hembra del {a}",
                ),
                "el femenino de {a} es {b}.",
            ),
        ),
        (
            1.4,
            Relation(
                _table(_WORDS),
                (
                    f"{_EH} cómo se (dice|llama|traduce) {{b}} en inglés",
                    "cómo (digo|puedo decir|dirías) {b} en inglés",
                    "(traduce|tradúceme) {b} al inglés",
                    "(cuál es|dime) la palabra inglesa (para|de) {b}",
                    "qué (significa|quiere decir|es) {a}( en español| en castellano|)",
                    "cómo se dice {a} en (español|castellano)",
                ),
                "{b} en inglés es {a}.",
            ),
        ),
        (
            0.8,
            Relation(
                _table(_LANDMARKS_ES, 3),
                (
                    f"{_EH} dónde (está|están|queda|se encuentra) {{a}}",
                    "en qué (ciudad|país|lugar|sitio) (está|están|queda|se encuentra) {a}",
                    "dónde puedo (ver|visitar) {a}",
                ),
                "{a}: {b}, {c}.",
            ),
        ),
        (
            0.6,
            Relation(
                _table(_NATIONS_ES),
                (
                    f"{_EH} cómo se (llama|le llama a|le dice a) (una persona|la gente|alguien|el que es) de {{a}}",
                    "cuál es el gentilicio de {a}",
                    "qué nacionalidad tiene (alguien|una persona) de {a}",
                    "cómo se llaman los habitantes de {a}",
                ),
                "alguien de {a} es {b}.",
            ),
        ),
        (
            1.2,
            Relation(
                _table(_JOBS_ES, 3),
                (
                    f"{_EH} qué hace {{a}}( en su trabajo| todo el día|)",
                    "a qué se dedica {a}",
                    "cuál es el trabajo de {a}",
                    "quién {b}",
                    "cómo se llama (la persona|el|alguien) que {b}",
                    "(qué profesión tiene|qué es) (el|la persona|alguien) que {b}",
                ),
                "{a} {b}.",
            ),
        ),
        (0.5, Relation(_table(_JOBS_ES, 3), ("dónde trabaja {a}", "en qué (sitio|lugar) trabaja {a}"), "{a} trabaja {c}.")),
        (
            0.7,
            Relation(
                _table(_SHOPS_ES),
                (
                    f"{_EH} dónde (se compra|puedo comprar|compro|compramos|se vende|venden) {{a}}",
                    "en qué (tienda|sitio|lugar) (se compra|venden|se vende|puedo comprar) {a}",
                    "qué tienda vende {a}",
                ),
                "se compra {a} en {b}.",
            ),
        ),
        (
            0.8,
            Relation(
                _table(_PLACES_ES),
                (
                    f"{_EH} (a dónde|adónde|dónde) (voy|vas|va la gente|se va|vamos|hay que ir|puedo ir) (para|a) {{a}}",
                    "dónde se puede {a}",
                    "dónde puedo {a}",
                    "a qué (sitio|lugar) se va (a|para) {a}",
                ),
                "para {a}: {b}.",
            ),
        ),
        (
            0.9,
            Relation(
                _table(_EXAMPLES_ES),
                (
                    "(nombra|dime|dame|di) {b}",
                    "(dime|dame|pon) (un ejemplo|el nombre) de {b}",
                    f"{_EH} (sabes decirme|puedes decirme|puedes nombrar|me dices) {{b}}",
                    "cuál es un ejemplo de {b}",
                ),
                "{a} es {b}.",
            ),
        ),
    ),
}  # fmt: skip


def pairs(s: Sampler) -> list[Turn]:
    relations = _RELATIONS[s.lang]
    relation = s.rng.choices([each for _, each in relations], [share for share, _ in relations])[0]
    a, b, *rest = s.choice(relation.table)
    slots = {"a": a, "b": b, "c": rest[0] if rest else ""}
    asked = {slot: word.lower() for slot, word in slots.items()}
    turn = s.turn("pairs", relation.ask, s.reply((relation.reply,), **slots), **asked)
    return [Turn(" ".join(turn.user.split()), turn.reply, turn.family, held_out=turn.held_out)]
