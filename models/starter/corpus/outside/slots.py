"""Subjects of the questions: people, places, dishes, products, events, numbers."""

from models.starter.corpus.grammar import Sampler
from models.starter.corpus.names import city, made_up, person
from models.starter.corpus.numbers import spell
from models.starter.corpus.tables import cells

_THINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "who": cells(
            "the president|the prime minister of japan|the president of france|the pope|elon musk|shakespeare|einstein|napoleon|cervantes|picasso|mozart|beethoven|taylor swift|lionel messi|cleopatra|julius caesar|newton|darwin|marie curie|the king of england|the ceo of google|bill gates|michael jackson|gandhi|plato|frida kahlo|van gogh|columbus|the mayor|harry potter|obama|lincoln|the author of don quixote|galileo|madonna|my neighbor|leonardo da vinci|the queen of spain|tolstoy|pele|rafael nadal|beyonce|steve jobs|homer|socrates|joan of arc|the dalai lama|walt disney|mark twain|stephen hawking|roger federer|adele|hitler|churchill|the governor|the minister of health|sherlock holmes|buddha"
        ),
        "place": cells(
            "texas|california|paris|mars|the amazon|the sahara|london|the north pole|new york|hawaii|ohio|tokyo|alaska|the alps|bavaria|mount fuji|the eiffel tower|the great wall|antarctica|the vatican|quebec|sicily|the white house|madrid|berlin|rome|spain|france|germany|japan|mexico|china|italy|peru|chicago|lake victoria|the danube|greenland|siberia|dublin|scotland|the moon|venice|boston|the gobi|bali|malta|naples|oxford|jupiter|the himalayas"
        ),
        "team": cells(
            "real madrid|barcelona|the lakers|manchester united|the yankees|brazil|the patriots|juventus|liverpool|the world cup|the super bowl|the champions league|the olympics|the tour de france|wimbledon|the election|the oscar|the nobel prize"
        ),
        "dish": cells(
            "pasta|paella|a cake|pancakes|an omelette|chicken soup|lasagna|sushi|tacos|bread|a pizza|curry|rice|cookies|tiramisu|risotto|gazpacho|a burger|apple pie|guacamole|meatballs|fried chicken|scrambled eggs|a cheesecake|lentil soup|hummus|croissants|a stew|mayonnaise|ice cream|a roast|potato salad|fish soup|ravioli|muffins|a trifle|tomato sauce|jam|yogurt|pickles"
        ),
        "ill": cells(
            "a headache|the flu|diabetes|a fever|back pain|a cold|cancer|a toothache|insomnia|asthma|an allergy|high blood pressure|a cough|covid|a broken arm|a sore throat|a migraine|a rash|heartburn|a sprained ankle|hay fever|anemia|a burn|an ear infection|depression|constipation|a bee sting"
        ),
        "product": cells(
            "an iphone|a tesla|bitcoin|gold|a house|a ticket to rome|a laptop|apple stock|a flight to london|a new car|a dollar in euros|a kilo of tomatoes|a ps five|the rent|a haircut|a coffee in paris|a bike|a beer|a night in a hotel|a taxi to the airport|a washing machine|a phone|a litre of oil|shipping|a wedding"
        ),
        "tech": cells(
            "python|javascript|linux|docker|a sql query|a linked list|git|excel|my printer|my router|windows|html|a neural network|a regular expression|quantum computing|blockchain|machine learning|a compiler|rust|an api|photosynthesis|gravity|relativity|evolution|inflation|democracy|capitalism|dna|a black hole|quantum physics|the big bang|thermodynamics|philosophy|a mortgage|the stock market|plate tectonics|an atom|osmosis|entropy|algebra|calculus|trigonometry|the theory of everything|communism|existentialism|mitochondria|electromagnetism|a derivative|a firewall|the greenhouse effect|a supernova|antimatter|the doppler effect|a hash table|kubernetes|game theory|stoicism|a photon|a semiconductor|cryptography|the immune system|a virus|the nervous system|a sonnet|impressionism|baroque music|feudalism|interest rates|a pension plan|bankruptcy|a tax return|nuclear fusion|a transistor|a vector space|a cloud server|a web browser cache|the ozone layer|a glacier|the krebs cycle|a chromosome|radioactivity|superconductivity|the water table|a monad|recursion|a linear regression|the gold standard|a constitution|surrealism|the placebo effect"
        ),
        "event": cells(
            "world war two|the french revolution|the civil war|the moon landing|the roman empire|the cold war|the berlin wall|the titanic|the renaissance|the middle ages|the industrial revolution|the black death|world war one|the battle of waterloo|the russian revolution|the battle of trafalgar|the great depression|the crusades|the vietnam war|the treaty of versailles|the fire of london|the spanish armada|the fall of constantinople|the american revolution|the stone age|the boston tea party|the gulf war|the battle of gettysburg|the wright brothers' flight|the black plague|the chernobyl accident|the reformation"
        ),
        "film": cells(
            "titanic|star wars|the godfather|hamlet|don quixote|the matrix|harry potter|the mona lisa|imagine|thriller|the odyssey|moby dick|game of thrones|frozen|avatar|the lord of the rings|guernica|yesterday|the ninth symphony|romeo and juliet|the starry night|jurassic park|macbeth|the hobbit|war and peace|breaking bad|casablanca|bohemian rhapsody|swan lake|the lion king|dracula|gone with the wind|the scream"
        ),
    },
    "es": {
        "who": cells(
            "el presidente|el rey de españa|el presidente de francia|el papa|elon musk|shakespeare|einstein|napoleón|cervantes|picasso|mozart|beethoven|shakira|messi|cleopatra|julio césar|newton|darwin|marie curie|el rey de inglaterra|el alcalde|bill gates|michael jackson|gandhi|platón|frida kahlo|van gogh|colón|simón bolívar|harry potter|obama|garcía márquez|el autor del quijote|galileo|rosalía|mi vecino|leonardo da vinci|la reina de españa|tolstói|pelé|rafael nadal|goya|steve jobs|homero|sócrates|juana de arco|el dalái lama|walt disney|lorca|stephen hawking|fernando alonso|hitler|churchill|el gobernador|la ministra de sanidad|sherlock holmes|buda|dalí"
        ),
        "place": cells(
            "texas|california|parís|marte|el amazonas|el sahara|londres|el polo norte|nueva york|hawái|andalucía|tokio|alaska|los alpes|cataluña|el monte fuji|la torre eiffel|la gran muralla|la antártida|el vaticano|galicia|sicilia|la casa blanca|madrid|berlín|roma|españa|francia|alemania|japón|méxico|china|italia|perú|zaragoza|sevilla|chicago|el lago titicaca|el danubio|groenlandia|siberia|dublín|escocia|la luna|venecia|bilbao|el gobi|bali|malta|nápoles|toledo|júpiter|los pirineos|murcia"
        ),
        "team": cells(
            "el real madrid|el barcelona|los lakers|el manchester united|el atlético|brasil|el betis|la juventus|el liverpool|el mundial|la liga|la champions|las olimpiadas|el tour de francia|wimbledon|las elecciones|el óscar|el premio nobel|la copa américa"
        ),
        "dish": cells(
            "pasta|una paella|una tarta|tortitas|una tortilla|sopa de pollo|lasaña|sushi|tacos|pan|una pizza|curry|arroz|galletas|tiramisú|croquetas|gazpacho|una hamburguesa|lentejas|guacamole|unas albóndigas|pollo asado|una tarta de queso|un cocido|hummus|churros|un flan|arroz con leche|una fabada|canelones|una ensaladilla|mayonesa|unas empanadas|bacalao|unos macarrones|un bizcocho de limón|sopa de ajo|salsa de tomate|mermelada|yogur"
        ),
        "ill": cells(
            "dolor de cabeza|la gripe|diabetes|fiebre|dolor de espalda|un resfriado|cáncer|dolor de muelas|insomnio|asma|alergia|la tensión alta|tos|covid|un brazo roto|dolor de garganta|migraña|un sarpullido|ardor de estómago|un esguince|alergia al polen|anemia|una quemadura|otitis|depresión|estreñimiento|una picadura"
        ),
        "product": cells(
            "un iphone|un tesla|un bitcoin|el oro|una casa|un billete a roma|un portátil|la luz|un vuelo a londres|un coche nuevo|un dólar en euros|un kilo de tomates|la play|el alquiler|un corte de pelo|un café en parís|una bici|una cerveza|una noche de hotel|un taxi al aeropuerto|una lavadora|un móvil|un litro de aceite|el envío|una boda"
        ),
        "tech": cells(
            "python|javascript|linux|docker|una consulta sql|una lista enlazada|git|excel|mi impresora|mi router|windows|html|una red neuronal|una expresión regular|la computación cuántica|la cadena de bloques|el aprendizaje automático|un compilador|la fotosíntesis|la gravedad|la relatividad|la evolución|la inflación|la democracia|el capitalismo|el adn|un agujero negro|la física cuántica|el big bang|la termodinámica|la filosofía|una hipoteca|la bolsa|la tectónica de placas|un átomo|la ósmosis|la entropía|el álgebra|el cálculo|la trigonometría|el comunismo|el existencialismo|las mitocondrias|el electromagnetismo|una derivada|un cortafuegos|el efecto invernadero|una supernova|la antimateria|el efecto doppler|una tabla hash|kubernetes|la teoría de juegos|el estoicismo|un fotón|un semiconductor|la criptografía|el sistema inmunitario|un virus|el sistema nervioso|un soneto|el impresionismo|la música barroca|el feudalismo|los tipos de interés|un plan de pensiones|la bancarrota|la declaración de la renta|la fusión nuclear|un transistor|un espacio vectorial|un servidor en la nube|la capa de ozono|un glaciar|el ciclo de krebs|un cromosoma|la radiactividad|la superconductividad|la recursión|una regresión lineal|el patrón oro|una constitución|el surrealismo|el efecto placebo|la teoría de conjuntos"
        ),
        "event": cells(
            "la segunda guerra mundial|la revolución francesa|la guerra civil|la llegada a la luna|el imperio romano|la guerra fría|el muro de berlín|el titanic|el renacimiento|la edad media|la revolución industrial|la peste negra|la primera guerra mundial|la batalla de waterloo|la revolución rusa|la conquista de américa|la batalla de trafalgar|la gran depresión|las cruzadas|la guerra de vietnam|el tratado de versalles|el incendio de londres|la armada invencible|la caída de constantinopla|la independencia de méxico|la edad de piedra|la batalla de lepanto|la guerra del golfo|la batalla de las navas|el accidente de chernóbil|la reforma|la reconquista|la guerra de cuba"
        ),
        "film": cells(
            "titanic|la guerra de las galaxias|el padrino|hamlet|el quijote|matrix|harry potter|la mona lisa|imagine|cien años de soledad|la odisea|moby dick|juego de tronos|frozen|avatar|el señor de los anillos|el guernica|despacito|la novena sinfonía|romeo y julieta|la noche estrellada|parque jurásico|macbeth|el hobbit|guerra y paz|la casa de papel|casablanca|las meninas|el lago de los cisnes|el rey león|drácula|lo que el viento se llevó|el grito|la celestina"
        ),
    },
}
_UNITS = {
    "en": cells("miles|kilometers|pounds|kilos|fahrenheit|celsius|feet|meters|gallons|liters|dollars|euros|yen|inches"),
    "es": cells(
        "millas|kilómetros|libras|kilos|fahrenheit|grados celsius|pies|metros|galones|litros|dólares|euros|yenes|pulgadas"
    ),
}
_HAPPENINGS = {
    "en": cells("the elections|the match|parliament|the war|the football|the news|the village|the street"),
    "es": cells("las elecciones|el partido|el parlamento|la guerra|el fútbol|las noticias|el pueblo|la calle"),
}
_SAID = {
    "en": (
        "good morning",
        "cat",
        "thank you",
        "i love you",
        "water",
        "hello",
        "dog",
        "house",
        "goodbye",
        "where is the train",
    ),
    "es": (
        "buenos días",
        "gato",
        "gracias",
        "te quiero",
        "agua",
        "hola",
        "perro",
        "casa",
        "adiós",
        "dónde está el tren",
    ),
}


def slots(s: Sampler) -> dict[str, str]:
    """Draws a filling for every slot that a question may have."""
    rng = s.rng
    table = _THINGS[s.lang]
    filled = {key: s.choice(things) for key, things in table.items()}
    if s.chance(0.25):
        filled["who"] = f"{person(rng)} {made_up(rng)}" if s.chance(0.5) else person(rng)
    if s.chance(0.15):
        filled["place"] = city(rng)
    filled["event2"] = s.choice((filled["place"], *_HAPPENINGS[s.lang]))
    filled["place2"] = s.choice(table["place"])
    filled["name"] = person(rng)
    filled["word"] = made_up(rng)
    filled["big"] = str(rng.randint(21, 9999)) if s.chance(0.6) else str(rng.randint(21, 999))
    filled["big2"] = str(rng.randint(21, 999))
    filled["said"] = s.choice(_SAID[s.lang])
    filled["unit"], filled["unit2"] = s.choice(_UNITS[s.lang]), s.choice(_UNITS[s.lang])
    if s.chance(0.35):
        filled |= {key: spell(int(filled[key]), s.lang) for key in ("big", "big2")}
    return filled
