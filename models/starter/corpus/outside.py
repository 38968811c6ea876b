"""Questions outside the starter's knowledge, of every kind, and its honest reply to all of them."""

from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.names import city, made_up, person
from models.starter.corpus.numbers import spell

DONT_KNOW: Texts = {
    "en": (
        "I don't know that. With a bigger model I could; run sarai models pull.",
        "Sorry, I don't know. A bigger model might; run sarai models pull.",
        "I don't know, I'm only a small model. For more, run sarai models pull.",
    ),
    "es": (
        "Eso no lo sé. Con un modelo más grande podría; ejecuta sarai models pull.",
        "Lo siento, no lo sé. Un modelo más grande quizá sí; ejecuta sarai models pull.",
        "No lo sé, soy un modelo pequeño. Para saber más, ejecuta sarai models pull.",
    ),
}

SLOTS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "who": tuple(
            "the president|the prime minister of japan|the president of france|the pope|elon musk|shakespeare|einstein|napoleon|cervantes|picasso|mozart|beethoven|taylor swift|lionel messi|cleopatra|julius caesar|newton|darwin|marie curie|the king of england|the ceo of google|bill gates|michael jackson|gandhi|plato|frida kahlo|van gogh|columbus|the mayor|harry potter|obama|lincoln|the author of don quixote|galileo|madonna|my neighbor".split(
                "|"
            )
        ),
        "place": tuple(
            "texas|california|paris|mars|the amazon|the sahara|london|the north pole|new york|hawaii|ohio|tokyo|alaska|the alps|bavaria|mount fuji|the eiffel tower|the great wall|antarctica|the vatican|quebec|sicily|the white house|madrid|berlin|rome|spain|france|germany|japan|mexico|china|italy|peru".split(
                "|"
            )
        ),
        "team": tuple(
            "real madrid|barcelona|the lakers|manchester united|the yankees|brazil|the patriots|juventus|liverpool|the world cup|the super bowl|the champions league|the olympics|the tour de france|wimbledon|the election|the oscar|the nobel prize".split(
                "|"
            )
        ),
        "dish": tuple(
            "pasta|paella|a cake|pancakes|an omelette|chicken soup|lasagna|sushi|tacos|bread|a pizza|curry|rice|cookies|tiramisu|risotto|gazpacho|a burger|apple pie|guacamole".split(
                "|"
            )
        ),
        "ill": tuple(
            "a headache|the flu|diabetes|a fever|back pain|a cold|cancer|a toothache|insomnia|asthma|an allergy|high blood pressure|a cough|covid|a broken arm".split(
                "|"
            )
        ),
        "product": tuple(
            "an iphone|a tesla|bitcoin|gold|a house|a ticket to rome|a laptop|gas|milk|apple stock|a flight to london|a new car|a dollar in euros|a kilo of tomatoes|a ps five|the rent|a haircut|a coffee in paris".split(
                "|"
            )
        ),
        "tech": tuple(
            "python|javascript|linux|docker|a sql query|a linked list|git|excel|my printer|my router|windows|html|a neural network|a regular expression|quantum computing|blockchain|machine learning|a compiler|rust|an api|photosynthesis|gravity|relativity|evolution|inflation|democracy|capitalism|dna|a black hole|quantum physics|the big bang|thermodynamics|philosophy|a mortgage|the stock market|plate tectonics|an atom|osmosis|entropy|algebra|calculus|trigonometry|the theory of everything|communism|existentialism|mitochondria|electromagnetism|a derivative".split(
                "|"
            )
        ),
        "event": tuple(
            "world war two|the french revolution|the civil war|the moon landing|the roman empire|the cold war|the berlin wall|the titanic|the renaissance|the middle ages|the industrial revolution|the black death|world war one|the battle of waterloo|the russian revolution".split(
                "|"
            )
        ),
        "film": tuple(
            "titanic|star wars|the godfather|hamlet|don quixote|the matrix|harry potter|the mona lisa|imagine|thriller|the odyssey|moby dick|game of thrones|frozen|avatar|the lord of the rings|guernica|yesterday|the ninth symphony|romeo and juliet".split(
                "|"
            )
        ),
    },
    "es": {
        "who": tuple(
            "el presidente|el rey de españa|el presidente de francia|el papa|elon musk|shakespeare|einstein|napoleón|cervantes|picasso|mozart|beethoven|shakira|messi|cleopatra|julio césar|newton|darwin|marie curie|el rey de inglaterra|el alcalde|bill gates|michael jackson|gandhi|platón|frida kahlo|van gogh|colón|simón bolívar|harry potter|obama|garcía márquez|el autor del quijote|galileo|rosalía|mi vecino".split(
                "|"
            )
        ),
        "place": tuple(
            "texas|california|parís|marte|el amazonas|el sahara|londres|el polo norte|nueva york|hawái|andalucía|tokio|alaska|los alpes|cataluña|el monte fuji|la torre eiffel|la gran muralla|la antártida|el vaticano|galicia|sicilia|la casa blanca|madrid|berlín|roma|españa|francia|alemania|japón|méxico|china|italia|perú".split(
                "|"
            )
        ),
        "team": tuple(
            "el real madrid|el barcelona|los lakers|el manchester united|el atlético|brasil|el betis|la juventus|el liverpool|el mundial|la liga|la champions|las olimpiadas|el tour de francia|wimbledon|las elecciones|el óscar|el premio nobel|la copa américa".split(
                "|"
            )
        ),
        "dish": tuple(
            "pasta|una paella|una tarta|tortitas|una tortilla|sopa de pollo|lasaña|sushi|tacos|pan|una pizza|curry|arroz|galletas|tiramisú|croquetas|gazpacho|una hamburguesa|lentejas|guacamole".split(
                "|"
            )
        ),
        "ill": tuple(
            "dolor de cabeza|la gripe|diabetes|fiebre|dolor de espalda|un resfriado|cáncer|dolor de muelas|insomnio|asma|alergia|la tensión alta|tos|covid|un brazo roto".split(
                "|"
            )
        ),
        "product": tuple(
            "un iphone|un tesla|un bitcoin|el oro|una casa|un billete a roma|un portátil|la gasolina|la leche|la luz|un vuelo a londres|un coche nuevo|un dólar en euros|un kilo de tomates|la play|el alquiler|un corte de pelo|un café en parís".split(
                "|"
            )
        ),
        "tech": tuple(
            "python|javascript|linux|docker|una consulta sql|una lista enlazada|git|excel|mi impresora|mi router|windows|html|una red neuronal|una expresión regular|la computación cuántica|la cadena de bloques|el aprendizaje automático|un compilador|la fotosíntesis|la gravedad|la relatividad|la evolución|la inflación|la democracia|el capitalismo|el adn|un agujero negro|la física cuántica|el big bang|la termodinámica|la filosofía|una hipoteca|la bolsa|la tectónica de placas|un átomo|la ósmosis|la entropía|el álgebra|el cálculo|la trigonometría|el comunismo|el existencialismo|las mitocondrias|el electromagnetismo|una derivada".split(
                "|"
            )
        ),
        "event": tuple(
            "la segunda guerra mundial|la revolución francesa|la guerra civil|la llegada a la luna|el imperio romano|la guerra fría|el muro de berlín|el titanic|el renacimiento|la edad media|la revolución industrial|la peste negra|la primera guerra mundial|la batalla de waterloo|la revolución rusa|la conquista de américa".split(
                "|"
            )
        ),
        "film": tuple(
            "titanic|la guerra de las galaxias|el padrino|hamlet|el quijote|matrix|harry potter|la mona lisa|imagine|cien años de soledad|la odisea|moby dick|juego de tronos|frozen|avatar|el señor de los anillos|el guernica|despacito|la novena sinfonía|romeo y julieta".split(
                "|"
            )
        ),
    },
}

OUTSIDE: Texts = {
    "en": (
        "(what's|what is|how is|tell me) the weather (like |)(in {place}|today|tomorrow|now|this weekend|outside|)",
        "(will it|is it going to|does it|is it) (rain|snow|be sunny|be cold|raining|snowing)( today| tomorrow| tonight| on sunday|)",
        "(do i need|should i take) (an umbrella|a coat|a jacket)( today| tomorrow|)",
        "(what's|what is) the (temperature|forecast)( in {place}| outside| today| right now|)",
        "(what's|what are|tell me|give me|read me) (the|today's|the latest) (news|headlines)( today|)",
        "what (happened|is happening|is going on) in {place}( today| yesterday| last night|)",
        "(what time is it|what's the time|do you have the time|tell me the time|what hour is it)( in {place}| now| please|)",
        "(what's|what is) (today's date|the date today|the date)",
        "(what day is (it|today)|what year is it|what month is it)( today| now|)",
        "who (is|was|are) {who}",
        "who (is|was) {name}",
        "tell me about {who}",
        "what do you (think|know) about {who}",
        "(when|where) (was|did) {who} (born|die|live)",
        "how old is {who}",
        "how (tall|rich|famous) is {who}",
        "what did {who} (do|invent|write|paint|discover|say)",
        "why is {who} famous",
        "who is {who} married to",
        "who (won|will win|is winning|lost) (the game|the match|the race|the league|{team})( yesterday| last night| this year| last year| in nineteen ninety eight|)",
        "(what was|what's|what is) the score( of the game| of the match| yesterday| of {team}|)",
        "when (does|do|is) {team}( play| playing|)( next| today|)",
        "who plays for {team}",
        "how many (goals|titles|cups) has {team} (won|scored)",
        "how (do i|do you|can i|to) (make|cook|bake|prepare) {dish}",
        "(give me|tell me|i need|do you have) (a|the) recipe (for|of) {dish}",
        "how long (do i|should i|does it take to) (cook|boil|bake) {dish}",
        "what (should i|can i) (cook|make|eat) (for dinner|for lunch|tonight|with {dish})",
        "(how many calories|how much sugar) (are in|is in) {dish}",
        "what wine goes with {dish}",
        "(what can i take for|what helps with|how do i treat|how do i cure|what are the symptoms of|what causes) {ill}",
        "(i have|i think i have) {ill} what (should|can) i do",
        "(should i|can i) take (an aspirin|antibiotics|ibuprofen)( for {ill}|)",
        "is {dish} (healthy|good for me|bad for me)",
        "how many hours should i sleep",
        "how do i lose weight",
        "how much (is|does|are) {product}( cost|)",
        "(what's|what is) the price of {product}",
        "where can i buy {product}( cheaper| cheap|)",
        "should i buy {product}",
        "is {product} (expensive|worth it)",
        "what is the exchange rate of the (dollar|euro|pound|yen)",
        "(write|give me|show me) (a|the|some) (python|javascript|java|rust|c) (program|script|function|code)( that sorts a list| for a website| to rename files|)",
        "how do i (install|use|fix|configure|update|uninstall|learn|debug) {tech}",
        "(explain|what is|what's|tell me about|describe|how does) {tech}( work|)",
        "why (does|is) {tech} (not work|so slow|important|useful)",
        "when (was|did|were) {event}( start| end| happen|)",
        "(what caused|who won|who started|what happened in|tell me about|why did) {event}( happen|)",
        "how many people died in {event}",
        "what year (was|did) {event}( end| begin|)",
        "who (wrote|directed|painted|sang|composed|stars in) {film}",
        "(what is|what's) {film} about",
        "(play|put on|start) (some music|a song|the radio|jazz|{film}|rock|spotify)",
        "when (was|did) {film} (released|come out|written|made)",
        "(recommend|suggest) (me |)(a book|a movie|a series|a restaurant|a song|a game)",
        "how (far|big|old|tall|deep|high|hot|long) is {place}",
        "how far is it (from|to) {place}( from {place2}|)",
        "how do i get to {place}",
        "(what is|what's) the population of {place}",
        "how many people live in {place}",
        "what can i (see|visit|do) in {place}",
        "(who discovered|who founded|who rules|who governs|who is the mayor of|who is the president of) {place}",
        "what (rivers|mountains|lakes) are (there in|near|in) {place}",
        "(what is|what's) the (area|highest mountain|longest river|second largest city|national anthem|gdp|phone code) (of|in) {place}",
        "what (is|are) {place} (famous for|known for)",
        "what time zone is {place} in",
        "what is {big} (times|plus|minus|divided by|multiplied by) {big2}",
        "(calculate|what's|what is) the (square root|cube root|logarithm|factorial) of {big}",
        "{big} (times|x|plus|minus) {big2}",
        "solve (the equation|x squared plus three x|for x)",
        "what is {big} percent of {big2}",
        "how much is {big} {unit} in {unit2}",
        "convert {big} {unit} to {unit2}",
        "(turn on|turn off|switch on|dim|turn up|turn down) the (light|lights|heating|tv|volume|music|radio|air conditioning|lamp)",
        "(set|start) (an alarm|a timer|a reminder) (for|at) (seven|ten minutes|tomorrow|six in the morning|five minutes)",
        "(call|text|phone|email|send a message to) {name}",
        "(open|close|start|launch) (the browser|firefox|my email|the window|the door|spotify|the terminal)",
        "(read|check|do i have any) (my |)(new |)(email|emails|messages|mail)",
        "(add|put) (milk|eggs|bread) to (my|the) shopping list",
        "(search|look up|google|find) {tech}( on the internet| online|)",
        "take a (photo|picture|screenshot)",
        "order (a pizza|a taxi|food)",
        "(book|reserve) (a table|a flight|a hotel|a taxi)( for tonight|)",
        "find (a restaurant|a hotel|a pharmacy|a gas station) near (me|here)",
        "(is there|how is the) traffic( today| now|)",
        "(translate|how do you say|what is) {said} (in|to|into) (french|german|chinese|japanese|italian|russian|spanish|latin)",
        "(write|tell) (me |)(a poem|an essay|a letter|a story|a song|a speech)( about {tech}| about {place}|)",
        "summarize {film}",
        "what (is the|does the) {word} (theorem|effect|theory|law|protocol|syndrome|method|principle)( say| mean|)",
        "what do you think about (politics|religion|abortion|the war|the economy|love)",
        "what is the meaning of life",
        "does god exist",
        "who will win the election",
        "what will happen tomorrow",
        "(when|what time) (does|is) the next (train|bus|flight|eclipse|movie|game)( to {place}| leave|)",
        "what are the lottery numbers",
        "how (can i|do i) (get rich|make money|find a job|invest|fix a bike|change a tire|grow tomatoes|play chess|learn guitar|tie a tie|remove a stain|write a resume)",
        "why (is the sky blue|do we dream|do cats purr|do we yawn|is the sea salty|did the dinosaurs die|do leaves fall|does ice float)",
        "how (does|do) (a car|an engine|planes|a fridge|a microwave|vaccines|batteries|magnets|solar panels) (work|fly)",
        "what is the (speed of light|distance to the moon|distance to the sun|chemical symbol of gold|atomic number of iron|weight of the earth|value of pi|density of water|formula of salt)",
        "how many (stars|people|species|languages|atoms|bones|muscles|islands|rivers) are there( in the world| in the universe| in the human body| in {place}|)",
        "(what's|what is) the (best|worst|cheapest|newest|oldest) (phone|car|movie|restaurant|university|city|laptop|bank|hotel)( in {place}| in the world|)",
        "is {place} (bigger|older|hotter|farther) than {place2}",
        "who (invented|discovered|created|built) (the telephone|the light bulb|america|penicillin|the wheel|the internet|the pyramids|electricity|the car|the airplane|gravity|{tech})",
        "what (language|languages) does {who} speak",
        "what did i do (yesterday|last week)",
        "where is {name}",
        "where did {who} go",
        "what is the phone number of {name}",
        "what is {word}",
        "who is {word}",
        "how do i {word}",
    ),
    "es": (
        "(qué tiempo hace|qué tiempo va a hacer|cómo está el tiempo|qué clima hace|cómo está el clima)( en {place}| hoy| mañana| ahora| este fin de semana|)",
        "(va a|puede) (llover|nevar|hacer sol|hacer frío|hacer calor)( hoy| mañana| esta noche| el domingo|)",
        "(lloverá|nevará|está lloviendo|hace frío)( hoy| mañana| esta tarde| fuera|)",
        "(necesito|debo llevar|me llevo) (paraguas|abrigo|chaqueta)( hoy| mañana|)",
        "(cuál es|qué|dime) (la temperatura|el pronóstico|temperatura hace)( en {place}| hoy| ahora|)",
        "(cuáles son|dime|dame|léeme) las( últimas|) noticias( de hoy| del día|)",
        "qué (pasó|ha pasado|está pasando|pasa) en {place}( hoy| ayer| anoche|)",
        "qué noticias hay( hoy|)",
        "(qué hora es|dime la hora|tienes hora|me dices la hora|qué horas son)( en {place}| ahora|)",
        "(qué fecha es|cuál es la fecha|a qué fecha estamos)( hoy| de hoy|)",
        "(qué día es|en qué año estamos|qué mes es|a qué día estamos|en qué día estamos|qué día es hoy)( hoy| ahora|)",
        "quién (es|fue|era) {who}",
        "quién (es|fue) {name}",
        "háblame de {who}",
        "qué (opinas|piensas|sabes) de {who}",
        "(cuándo|dónde) (nació|murió|vivió|vive) {who}",
        "cuántos años tiene {who}",
        "cuánto mide {who}",
        "qué (hizo|inventó|escribió|pintó|descubrió|dijo) {who}",
        "por qué es famoso {who}",
        "con quién está casado {who}",
        "quién (ganó|va a ganar|ganará|perdió|gana) (el partido|la carrera|la liga|{team})( ayer| anoche| este año| el año pasado|)",
        "(cómo quedó|cuál fue el resultado de|cómo va) (el partido|{team})( ayer| anoche|)",
        "cuándo juega {team}( hoy|)",
        "quién juega en {team}",
        "cuántos (goles|títulos|copas) (tiene|ha ganado) {team}",
        "cómo (se hace|se hacen|hago|preparo|se cocina|cocino) {dish}",
        "(dame|dime|necesito|tienes) (una|la) receta (de|para) {dish}",
        "cuánto tiempo se (cuece|cocina|hornea) {dish}",
        "qué (puedo|debo) (cocinar|cenar|comer|preparar)( hoy| esta noche| con {dish}|)",
        "cuántas calorías tiene {dish}",
        "qué vino va con {dish}",
        "(qué puedo tomar para|qué es bueno para|cómo se cura|cómo se trata|cuáles son los síntomas de|qué causa) {ill}",
        "(tengo|creo que tengo) {ill} qué (hago|puedo hacer|debo hacer)",
        "(debo|puedo) tomar (una aspirina|antibióticos|ibuprofeno)( para {ill}|)",
        "es (sano|bueno|malo) comer {dish}",
        "cuántas horas hay que dormir",
        "cómo (puedo adelgazar|pierdo peso)",
        "cuánto (cuesta|vale|está|cuestan) {product}",
        "(cuál es|dime) el precio de {product}",
        "dónde (puedo comprar|compro|venden) {product}( más barato| barato|)",
        "debería comprar {product}",
        "es caro {product}",
        "(a cómo|a cuánto) está (el dólar|el euro|la libra|el yen)",
        "(escribe|dame|hazme) un (programa|script|código) (en|de) (python|javascript|java|rust|c)( que ordene una lista| para una web|)",
        "cómo (se instala|instalo|uso|arreglo|configuro|actualizo|aprendo|funciona) {tech}",
        "(explícame|qué es|háblame de|describe|cómo funciona|qué son) {tech}",
        "por qué (no funciona|es tan lento|es importante|va mal) {tech}",
        "cuándo (fue|empezó|terminó|ocurrió|acabó) {event}",
        "(qué causó|quién ganó|quién empezó|qué pasó en|háblame de|por qué ocurrió) {event}",
        "cuántas personas murieron en {event}",
        "en qué año (fue|terminó|empezó) {event}",
        "quién (escribió|dirigió|pintó|canta|compuso|sale en) {film}",
        "de qué trata {film}",
        "(pon|reproduce|ponme|quiero oír) (música|una canción|la radio|jazz|{film}|rock)",
        "cuándo (se estrenó|salió|se escribió|se hizo) {film}",
        "(recomiéndame|sugiéreme|qué me recomiendas) (un libro|una película|una serie|un restaurante|una canción|)",
        "(a qué distancia está|cuánto mide|cómo es de grande|qué tan grande es|qué antigüedad tiene) {place}",
        "cuánto (hay|se tarda) (de|desde) {place} (a|hasta) {place2}",
        "cómo (llego|se llega|voy) a {place}",
        "(cuál es la población de|cuántos habitantes tiene|cuánta gente vive en) {place}",
        "qué (puedo ver|se puede visitar|puedo hacer|hay que ver) en {place}",
        "(quién descubrió|quién fundó|quién gobierna|quién es el alcalde de|quién es el presidente de) {place}",
        "qué (ríos|montañas|lagos) hay en {place}",
        "cuál es (la superficie|la montaña más alta|el río más largo|la segunda ciudad|el himno|el pib|el prefijo) de {place}",
        "por qué es (famosa|famoso|conocido) {place}",
        "qué huso horario tiene {place}",
        "cuánto es {big} (por|más|menos|entre|dividido por) {big2}",
        "(calcula|cuál es|dime) (la raíz cuadrada|la raíz cúbica|el logaritmo|el factorial) de {big}",
        "{big} (por|x|más|menos) {big2}",
        "resuelve (la ecuación|x al cuadrado más tres x)",
        "cuánto es el {big} por ciento de {big2}",
        "cuánto (son|es) {big} {unit} en {unit2}",
        "convierte {big} {unit} a {unit2}",
        "(enciende|apaga|sube|baja) (la luz|las luces|la calefacción|la tele|el volumen|la música|la radio|el aire|la lámpara)",
        "(pon|programa|ponme) (una alarma|un temporizador|un recordatorio|un despertador) (a las siete|de diez minutos|para mañana|a las seis)",
        "(llama a|escribe a|manda un mensaje a|telefonea a) {name}",
        "(abre|cierra|inicia) (el navegador|firefox|mi correo|la ventana|la puerta|spotify|la terminal)",
        "(lee|revisa|tengo) (mi correo|correos nuevos|mensajes|mis mensajes)",
        "(añade|pon|apunta) (leche|huevos|pan) (a|en) la lista de la compra",
        "(busca|búscame|googlea) {tech}( en internet|)",
        "(haz|saca) una (foto|captura)",
        "(pide|encarga) (una pizza|un taxi|comida)",
        "(reserva|resérvame) (una mesa|un vuelo|un hotel|un taxi)( para esta noche|)",
        "(busca|hay|encuentra) (un restaurante|un hotel|una farmacia|una gasolinera) (cerca|por aquí)",
        "(hay|cómo está el) tráfico( hoy| ahora|)",
        "(traduce|cómo se dice|cómo se dice) {said} (en|al) (francés|alemán|chino|japonés|italiano|ruso|inglés|latín)",
        "(escribe|cuéntame|escríbeme) (un poema|una redacción|una carta|un cuento|una canción|una historia)( sobre {tech}| sobre {place}|)",
        "resume {film}",
        "qué (es|dice) (el teorema|el efecto|la teoría|la ley|el protocolo|el síndrome|el método|el principio) de {word}",
        "qué (opinas|piensas) de (la política|la religión|la guerra|la economía|el amor)",
        "cuál es el sentido de la vida",
        "existe dios",
        "quién ganará las elecciones",
        "qué va a pasar mañana",
        "(cuándo|a qué hora) (sale|pasa|es) el próximo (tren|autobús|vuelo|eclipse|partido)( a {place}|)",
        "cuáles son los números de la lotería",
        "cómo (puedo|se puede) (hacerme rico|ganar dinero|encontrar trabajo|invertir|arreglar una bici|cambiar una rueda|plantar tomates|jugar al ajedrez|tocar la guitarra|quitar una mancha|escribir un currículum)",
        "por qué (el cielo es azul|soñamos|ronronean los gatos|bostezamos|el mar es salado|murieron los dinosaurios|caen las hojas|flota el hielo)",
        "cómo (funciona|funcionan|vuela|vuelan) (un coche|un motor|los aviones|una nevera|un microondas|las vacunas|las pilas|los imanes|los paneles solares)",
        "cuál es (la velocidad de la luz|la distancia a la luna|la distancia al sol|el símbolo del oro|el número atómico del hierro|el peso de la tierra|el valor de pi|la densidad del agua|la fórmula de la sal)",
        "(cuántas|cuántos) (estrellas|personas|especies|idiomas|átomos|huesos|músculos|islas|ríos) hay( en el mundo| en el universo| en el cuerpo humano| en {place}|)",
        "cuál es (el mejor|el peor|la mejor|el más barato|el más nuevo) (teléfono|coche|película|restaurante|universidad|ciudad|portátil|banco|hotel)( de {place}| del mundo|)",
        "es {place} más (grande|antiguo|caliente|lejano) que {place2}",
        "quién (inventó|descubrió|creó|construyó) (el teléfono|la bombilla|américa|la penicilina|la rueda|internet|las pirámides|la electricidad|el coche|el avión|la gravedad|{tech})",
        "qué (idioma|idiomas) habla {who}",
        "qué hice (ayer|la semana pasada)",
        "dónde está {name}",
        "adónde fue {who}",
        "cuál es el número de teléfono de {name}",
        "qué es {word}",
        "quién es {word}",
        "cómo se {word}",
    ),
}
_UNITS = {
    "en": tuple(
        "miles|kilometers|pounds|kilos|fahrenheit|celsius|feet|meters|gallons|liters|dollars|euros|yen|inches".split(
            "|"
        )
    ),
    "es": tuple(
        "millas|kilómetros|libras|kilos|fahrenheit|grados celsius|pies|metros|galones|litros|dólares|euros|yenes|pulgadas".split(
            "|"
        )
    ),
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


def dont_know(s: Sampler) -> str:
    return s.choice(DONT_KNOW[s.lang])


def outside(s: Sampler) -> list[Turn]:
    rng = s.rng
    table = SLOTS[s.lang]
    slots = {key: s.choice(values) for key, values in table.items()}
    if s.chance(0.25):
        slots["who"] = f"{person(rng)} {made_up(rng)}" if s.chance(0.5) else person(rng)
    if s.chance(0.15):
        slots["place"] = city(rng)
    slots["place2"] = s.choice(table["place"])
    slots["name"] = person(rng)
    slots["word"] = made_up(rng)
    slots["big"] = str(rng.randint(21, 9999)) if s.chance(0.6) else str(rng.randint(21, 999))
    slots["big2"] = str(rng.randint(21, 999))
    slots["said"] = s.choice(_SAID[s.lang])
    slots["unit"], slots["unit2"] = s.choice(_UNITS[s.lang]), s.choice(_UNITS[s.lang])
    if s.chance(0.35):
        slots |= {key: spell(int(slots[key]), s.lang) for key in ("big", "big2")}
    user = s.ask(OUTSIDE, **slots)
    return [Turn(user, dont_know(s), "outside", held_out=s.held_out)]
