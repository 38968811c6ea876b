"""What common words mean, in one short spoken sentence.

English word with article | what it is | Spanish word with article | what it is
"""

from models.starter.corpus.grammar import Sampler, Texts, Turn, sentence
from models.starter.corpus.names import made_up
from models.starter.corpus.outside.dont_know import dont_know
from models.starter.corpus.tables import rows

_TABLE = """
a dog|a pet animal that barks and is loyal to people|un perro|un animal doméstico que ladra y es fiel a las personas
a cat|a small furry pet animal that meows|un gato|un animal doméstico pequeño que maúlla
a horse|a large animal that people ride|un caballo|un animal grande que la gente monta
a cow|a farm animal that gives milk|una vaca|un animal de granja que da leche
a bird|an animal with feathers and wings|un pájaro|un animal con plumas y alas
a fish|an animal that lives in water and swims|un pez|un animal que vive en el agua y nada
an insect|a tiny animal with six legs|un insecto|un animal pequeño con seis patas
a bee|an insect that makes honey|una abeja|un insecto que hace miel
a butterfly|an insect with large colorful wings|una mariposa|un insecto con alas grandes de colores
a spider|a small animal with eight legs that spins webs|una araña|un animal pequeño de ocho patas que teje telas
a snake|a long animal without legs|una serpiente|un animal largo sin patas
an elephant|a very large gray animal with a trunk|un elefante|un animal gris muy grande con trompa
a lion|a large wild cat with a mane|un león|un felino salvaje grande con melena
a whale|a huge animal that lives in the sea|una ballena|un animal enorme que vive en el mar
a dolphin|a clever animal that lives in the sea|un delfín|un animal inteligente que vive en el mar
a penguin|a bird that swims but cannot fly|un pingüino|un pájaro que nada pero no vuela
a chicken|a farm bird that lays eggs|una gallina|un ave de granja que pone huevos
an animal|a living thing that moves and eats|un animal|un ser vivo que se mueve y come
a plant|a living thing that grows in the ground|una planta|un ser vivo que crece en la tierra
a tree|a tall plant with a trunk and leaves|un árbol|una planta alta con tronco y hojas
a flower|the colorful part of a plant|una flor|la parte de colores de una planta
grass|a green plant that covers the ground|la hierba|una planta verde que cubre el suelo
a fruit|a sweet food that grows on plants and holds seeds|una fruta|un alimento dulce que crece en las plantas
a vegetable|a plant that we eat|una verdura|una planta que comemos
an apple|a round fruit that grows on trees|una manzana|una fruta redonda que crece en los árboles
a banana|a long yellow fruit|un plátano|una fruta larga y amarilla
an orange|a round juicy fruit|una naranja|una fruta redonda y jugosa
bread|a food made from flour and baked in an oven|el pan|un alimento hecho de harina y horneado
cheese|a food made from milk|el queso|un alimento hecho de leche
milk|a white drink that comes from cows|la leche|una bebida blanca que dan las vacas
water|a clear liquid that we drink|el agua|un líquido transparente que bebemos
coffee|a dark hot drink made from roasted beans|el café|una bebida oscura y caliente hecha de granos tostados
tea|a hot drink made from leaves|el té|una bebida caliente hecha de hojas
honey|a sweet food made by bees|la miel|un alimento dulce que hacen las abejas
an egg|a food that hens lay|un huevo|un alimento que ponen las gallinas
rice|a small white grain that we eat|el arroz|un grano pequeño y blanco que comemos
salt|a white mineral that gives food taste|la sal|un mineral blanco que da sabor a la comida
sugar|a sweet white food|el azúcar|un alimento dulce y blanco
pizza|a flat bread with tomato and cheese|la pizza|una masa plana con tomate y queso
the sun|the star that gives us light and heat|el sol|la estrella que nos da luz y calor
the moon|the round body that goes around the earth|la luna|el cuerpo redondo que gira alrededor de la tierra
the earth|the planet where we live|la tierra|el planeta donde vivimos
a star|a huge ball of hot gas in the sky|una estrella|una bola enorme de gas caliente en el cielo
a planet|a large round body that goes around a star|un planeta|un cuerpo grande y redondo que gira alrededor de una estrella
the sky|the space above us where we see clouds and stars|el cielo|el espacio sobre nosotros donde vemos nubes y estrellas
a cloud|a white mass of tiny water drops in the sky|una nube|una masa blanca de gotas de agua en el cielo
rain|water that falls from the clouds|la lluvia|agua que cae de las nubes
snow|frozen water that falls from the sky|la nieve|agua helada que cae del cielo
ice|frozen water|el hielo|agua congelada
wind|air that moves|el viento|aire que se mueve
a storm|bad weather with strong wind and rain|una tormenta|mal tiempo con viento fuerte y lluvia
a rainbow|an arc of seven colors in the sky|un arcoíris|un arco de siete colores en el cielo
fire|hot burning flames that give light and heat|el fuego|llamas calientes que dan luz y calor
air|the gas that we breathe|el aire|el gas que respiramos
the sea|a large area of salt water|el mar|una gran extensión de agua salada
an ocean|a very large area of salt water|un océano|una extensión muy grande de agua salada
a river|a long stream of water that flows to the sea|un río|una corriente larga de agua que va al mar
a lake|a large area of water with land around it|un lago|una gran extensión de agua rodeada de tierra
a mountain|a very high piece of land|una montaña|una elevación muy alta de tierra
a volcano|a mountain that throws out hot lava|un volcán|una montaña que expulsa lava caliente
an island|a piece of land with water all around it|una isla|un trozo de tierra rodeado de agua
a beach|the sandy land beside the sea|una playa|la tierra con arena junto al mar
a desert|a dry place with sand and little rain|un desierto|un lugar seco con arena y poca lluvia
a forest|a large area full of trees|un bosque|un lugar grande lleno de árboles
a house|a building where people live|una casa|un edificio donde vive la gente
a door|the part of a room that opens to let you in|una puerta|la parte que se abre para entrar
a window|an opening with glass in a wall|una ventana|una abertura con cristal en la pared
a kitchen|the room where people cook|una cocina|la habitación donde se cocina
a bedroom|the room where people sleep|un dormitorio|la habitación donde se duerme
a bed|a piece of furniture to sleep in|una cama|un mueble para dormir
a chair|a piece of furniture to sit on|una silla|un mueble para sentarse
a table|a piece of furniture with a flat top|una mesa|un mueble con una superficie plana
a school|a place where children learn|una escuela|un lugar donde los niños aprenden
a hospital|a place where sick people are cared for|un hospital|un lugar donde se cuida a los enfermos
a library|a place with many books to read|una biblioteca|un lugar con muchos libros para leer
a shop|a place where you buy things|una tienda|un lugar donde se compran cosas
a restaurant|a place where you pay to eat|un restaurante|un lugar donde se paga por comer
a city|a large place where many people live|una ciudad|un lugar grande donde vive mucha gente
a country|a land with its own people and government|un país|un territorio con su gente y su gobierno
a street|a road in a city with houses|una calle|un camino en la ciudad con casas
a bridge|a structure that lets you cross a river|un puente|una construcción para cruzar un río
a doctor|a person who helps sick people get well|un médico|una persona que cura a los enfermos
a teacher|a person who helps others learn|un profesor|una persona que enseña a otras
a cook|a person who prepares food|un cocinero|una persona que prepara la comida
a baker|a person who makes bread|un panadero|una persona que hace pan
a farmer|a person who grows food on a farm|un agricultor|una persona que cultiva la tierra
a pilot|a person who flies planes|un piloto|una persona que conduce aviones
a firefighter|a person who puts out fires|un bombero|una persona que apaga incendios
a police officer|a person who keeps people safe and upholds the law|un policía|una persona que protege a la gente y hace cumplir la ley
a friend|a person you like and trust|un amigo|una persona que aprecias y en quien confías
a family|a group of people who are related|una familia|un grupo de personas que son parientes
a baby|a very young child|un bebé|un niño muy pequeño
a king|a man who rules a country|un rey|un hombre que reina en un país
a queen|a woman who rules a country|una reina|una mujer que reina en un país
a car|a vehicle with four wheels and an engine|un coche|un vehículo con cuatro ruedas y motor
a bus|a large vehicle that carries many people|un autobús|un vehículo grande que lleva a mucha gente
a train|a long vehicle that runs on rails|un tren|un vehículo largo que va sobre raíles
a plane|a vehicle with wings that flies|un avión|un vehículo con alas que vuela
an airplane|a vehicle with wings that flies|una avioneta|un avión pequeño
a boat|a vehicle that travels on water|un barco|un vehículo que viaja por el agua
a ship|a large boat|un buque|un barco grande
a bicycle|a vehicle with two wheels and pedals|una bicicleta|un vehículo de dos ruedas con pedales
a rocket|a vehicle that flies into space|un cohete|un vehículo que vuela al espacio
a book|a set of pages with words to read|un libro|un conjunto de páginas para leer
a newspaper|printed pages with the news of the day|un periódico|páginas impresas con las noticias del día
a pen|a tool to write with ink|un bolígrafo|un objeto para escribir con tinta
a pencil|a tool to write and draw with|un lápiz|un objeto para escribir y dibujar
paper|thin sheets that we write on|el papel|hojas finas donde escribimos
a clock|a device that shows the time|un reloj|un aparato que muestra la hora
a watch|a small clock worn on the wrist|un despertador|un reloj que suena para despertarte
a calendar|a table of the days and months of the year|un calendario|una tabla con los días y meses del año
a phone|a device to talk to people far away|un teléfono|un aparato para hablar con gente lejana
a telephone|a device to talk to people far away|un móvil|un teléfono que llevas contigo
a computer|a machine that works with information|un ordenador|una máquina que trabaja con información
a laptop|a computer that you can carry|una computadora|una máquina que trabaja con información
a keyboard|a set of keys to type with|un teclado|un conjunto de teclas para escribir
a microphone|a device that picks up sound|un micrófono|un aparato que capta el sonido
a loudspeaker|a device that makes sound|un altavoz|un aparato que produce sonido
a television|a device with a screen that shows programs|una televisión|un aparato con pantalla que muestra programas
a radio|a device that plays sound sent through the air|una radio|un aparato que reproduce sonido enviado por el aire
a robot|a machine that can do work by itself|un robot|una máquina que trabaja por sí sola
the internet|a network that connects computers all over the world|el internet|una red que conecta ordenadores de todo el mundo
a camera|a device that takes pictures|una cámara|un aparato que hace fotos
a lamp|a device that gives light|una lámpara|un aparato que da luz
a refrigerator|a machine that keeps food cold|una nevera|una máquina que mantiene fría la comida
an oven|a hot box for baking food|un horno|un aparato caliente para hornear comida
a knife|a tool for cutting|un cuchillo|una herramienta para cortar
a fork|a tool with points for eating|un tenedor|un cubierto con puntas para comer
a spoon|a tool for eating soup|una cuchara|un cubierto para comer sopa
a hammer|a tool for hitting nails|un martillo|una herramienta para golpear clavos
a key|a small metal thing that opens a lock|una llave|un objeto de metal que abre una cerradura
an umbrella|a thing that keeps you dry in the rain|un paraguas|un objeto que te protege de la lluvia
a mirror|a glass in which you see yourself|un espejo|un cristal en el que te ves
scissors|a tool with two blades for cutting paper|las tijeras|una herramienta con dos hojas para cortar papel
a shoe|a thing you wear on your foot|un zapato|una prenda para el pie
a hat|a thing you wear on your head|un sombrero|una prenda para la cabeza
a coat|a warm piece of clothing|un abrigo|una prenda de ropa que da calor
a shirt|a piece of clothing for the upper body|una camisa|una prenda de ropa para el torso
money|what we use to pay for things|el dinero|lo que usamos para pagar las cosas
music|sounds put together in a pleasant way|la música|sonidos combinados de forma agradable
a song|music with words that you sing|una canción|música con letra que se canta
a guitar|an instrument with six strings|una guitarra|un instrumento con seis cuerdas
a piano|a large instrument with keys|un piano|un instrumento grande con teclas
a violin|an instrument with four strings played with a bow|un violín|un instrumento de cuatro cuerdas que se toca con arco
a drum|an instrument that you hit|un tambor|un instrumento que se golpea
a game|something you play for fun|un juego|algo que se hace para divertirse
a ball|a round thing to play with|una pelota|un objeto redondo para jugar
a party|a time when people celebrate together|una fiesta|una reunión para celebrar
a birthday|the day you were born, celebrated each year|un cumpleaños|el día en que naciste, que se celebra cada año
a holiday|a day without work or school|unas vacaciones|días sin trabajo ni escuela
a dream|what you see in your mind while you sleep|un sueño|lo que ves en tu mente mientras duermes
the heart|the organ that pumps blood|el corazón|el órgano que bombea la sangre
the brain|the organ that we think with|el cerebro|el órgano con el que pensamos
an eye|the part of the body that sees|un ojo|la parte del cuerpo que ve
an ear|the part of the body that hears|una oreja|la parte del cuerpo con la que oímos
a hand|the part of the body at the end of the arm|una mano|la parte del cuerpo al final del brazo
a foot|the part of the body at the end of the leg|un pie|la parte del cuerpo al final de la pierna
the nose|the part of the face that smells|la nariz|la parte de la cara que huele
a triangle|a shape with three sides|un triángulo|una figura con tres lados
a square|a shape with four equal sides|un cuadrado|una figura con cuatro lados iguales
a circle|a perfectly round shape|un círculo|una figura perfectamente redonda
a number|a word or sign that tells how many|un número|una palabra o signo que dice cuántos hay
a word|a group of sounds that means something|una palabra|un grupo de sonidos con significado
a language|a way people speak with words|un idioma|una forma de hablar con palabras
a question|words you say when you want to know something|una pregunta|palabras que dices cuando quieres saber algo
a joke|a short story that makes people laugh|un chiste|una historia corta que hace reír
a map|a drawing of a place seen from above|un mapa|un dibujo de un lugar visto desde arriba
a capital|the main city of a country|una capital|la ciudad principal de un país
a continent|a very large area of land|un continente|una extensión muy grande de tierra
a week|a period of seven days|una semana|un período de siete días
a year|a period of twelve months|un año|un período de doce meses
a month|one of the twelve parts of a year|un mes|una de las doce partes del año
an hour|a period of sixty minutes|una hora|un período de sesenta minutos
a century|a period of one hundred years|un siglo|un período de cien años
summer|the hottest season of the year|el verano|la estación más calurosa del año
winter|the coldest season of the year|el invierno|la estación más fría del año
gold|a yellow precious metal|el oro|un metal precioso amarillo
glass|a hard clear material|el vidrio|un material duro y transparente
wood|the hard material that trees are made of|la madera|el material duro de los árboles
a stone|a small hard piece of rock|una piedra|un trozo pequeño y duro de roca
a garden|a piece of land with plants and flowers|un jardín|un terreno con plantas y flores
a farm|a place where food is grown and animals are kept|una granja|un lugar donde se crían animales y se cultiva
a museum|a place where you see art or old things|un museo|un lugar donde se ve arte o cosas antiguas
an airport|a place where planes land and take off|un aeropuerto|un lugar donde aterrizan y despegan los aviones
"""
DEFINITIONS = rows(_TABLE, 4)

_DEFINE: Texts = {
    "en": (
        "(what is|what's|what's|what is|whats|what are) {thing}",
        "(define|describe|explain) {thing}",
        "(tell me|do you know|can you tell me|can you explain|i want to know|could you tell me) what {thing} is",
        "what (does|is the meaning of) {thing}( mean|)",
        "what is meant by {thing}",
        "(what's|what is|give me|tell me) (the|a) (definition|meaning) of {thing}",
        "what do you call {thing}",
        "what (exactly |)is {thing}( exactly|)",
        "what do you know about {thing}",
        "tell me about {thing}",
    ),
    "es": (
        "qué (es|son) {thing}( exactamente|)",
        "qué (es|cosa es|significa|quiere decir) {thing}",
        "(define|describe|explica|explícame) {thing}",
        "(dime|sabes|me dices|puedes decirme|explícame|quiero saber) (qué es|lo que es|qué significa) {thing}",
        "(cuál es|dame|dime) (la definición|el significado) de {thing}",
        "a qué (llamamos|se llama) {thing}",
        "qué sabes (de|sobre) {thing}",
        "háblame de {thing}",
    ),
}


def definitions(s: Sampler) -> list[Turn]:
    """What something is; now and then a word that nobody knows."""
    if s.chance(0.07):
        word = made_up(s.rng)
        word = s.choice(("a ", "the ", "")) + word if s.lang == "en" else s.choice(("un ", "una ", "el ", "")) + word
        return [s.turn("outside", _DEFINE, dont_know(s), thing=word)]
    row = s.choice(DEFINITIONS)
    thing, meaning = row[2 * s.column : 2 * s.column + 2]
    verb = {
        "en": "are" if thing == "scissors" else "is",
        "es": "son" if thing.split()[0] in ("las", "los", "unas") else "es",
    }
    bare = thing
    if " " in thing and s.chance(0.12):
        bare = thing.split(" ", 1)[1]
    return [s.turn("definitions", _DEFINE, sentence(f"{thing} {verb[s.lang]} {meaning}."), thing=bare)]
