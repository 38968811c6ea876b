"""Tables of common words in English and Spanish: animals, opposites, definitions, colours, units, sequences.

Every row pairs the two languages, so that a fact is the same fact in both. Answers are spoken, so they are short
and hold no digits.
"""

# English | Spanish with article | what it does (en) | what it does (es)
_ANIMALS = """
dog|el perro|barks: woof woof|ladra: guau guau
cat|el gato|meows: meow|maúlla: miau
cow|la vaca|moos: moo|muge: muuu
horse|el caballo|neighs|relincha
sheep|la oveja|bleats: baa|bala: bee
goat|la cabra|bleats: baa|bala: bee
pig|el cerdo|oinks: oink oink|gruñe: oinc oinc
duck|el pato|quacks: quack quack|grazna: cuac cuac
hen|la gallina|clucks: cluck cluck|cacarea: cocorocó
chicken|el pollo|clucks: cluck cluck|pía: pío pío
rooster|el gallo|crows: cock-a-doodle-doo|canta: quiquiriquí
lion|el león|roars|ruge
tiger|el tigre|roars|ruge
bear|el oso|growls|gruñe
wolf|el lobo|howls: awoo|aúlla: auuu
frog|la rana|croaks: ribbit|croa: croac
bee|la abeja|buzzes: bzzz|zumba: bzzz
fly|la mosca|buzzes: bzzz|zumba: bzzz
snake|la serpiente|hisses: sss|silba: sss
mouse|el ratón|squeaks: squeak|chilla: iii
bird|el pájaro|tweets: tweet tweet|pía: pío pío
owl|el búho|hoots: hoo hoo|ulula: uuu uuu
crow|el cuervo|caws: caw caw|grazna: cra cra
donkey|el burro|brays: hee-haw|rebuzna: i-a
elephant|el elefante|trumpets|barrita
monkey|el mono|chatters: ooh ooh ah ah|chilla: u u a a
turkey|el pavo|gobbles: gobble gobble|gluglutea: glu glu
goose|el ganso|honks: honk|grazna: cuac
pigeon|la paloma|coos: coo coo|arrulla: cu cu
cricket|el grillo|chirps: cri cri|canta: cri cri
dolphin|el delfín|clicks and whistles|silba y chasquea
whale|la ballena|sings|canta
seal|la foca|barks: arf arf|ladra: arf arf
parrot|el loro|talks and squawks|habla y chilla
fox|el zorro|yelps|aúlla
"""

# One way | the other, English; the same in Spanish (empty where there is no neat pair).
_OPPOSITES = """
hot|cold|caliente|frío
big|small|grande|pequeño
good|bad|bueno|malo
up|down|arriba|abajo
left|right|izquierda|derecha
day|night|día|noche
black|white|negro|blanco
light|dark|claro|oscuro
fast|slow|rápido|lento
happy|sad|feliz|triste
high|low|alto|bajo
tall|short|alto|bajo
long|short|largo|corto
old|young|viejo|joven
old|new|viejo|nuevo
open|closed|abierto|cerrado
full|empty|lleno|vacío
rich|poor|rico|pobre
strong|weak|fuerte|débil
hard|soft|duro|blando
heavy|light|pesado|ligero
clean|dirty|limpio|sucio
wet|dry|mojado|seco
easy|difficult|fácil|difícil
early|late|temprano|tarde
near|far|cerca|lejos
inside|outside|dentro|fuera
in|out|dentro|fuera
on|off|encendido|apagado
yes|no|sí|no
true|false|verdadero|falso
beautiful|ugly|bonito|feo
thick|thin|grueso|delgado
fat|thin|gordo|flaco
wide|narrow|ancho|estrecho
deep|shallow|profundo|superficial
first|last|primero|último
loud|quiet|ruidoso|silencioso
love|hate|amor|odio
war|peace|guerra|paz
life|death|vida|muerte
alive|dead|vivo|muerto
friend|enemy|amigo|enemigo
beginning|end|principio|fin
start|finish|empezar|terminar
before|after|antes|después
always|never|siempre|nunca
all|nothing|todo|nada
more|less|más|menos
many|few|muchos|pocos
push|pull|empujar|tirar
buy|sell|comprar|vender
win|lose|ganar|perder
come|go|venir|ir
enter|leave|entrar|salir
give|take|dar|recibir
laugh|cry|reír|llorar
sit|stand|sentarse|levantarse
ask|answer|preguntar|responder
remember|forget|recordar|olvidar
cheap|expensive|barato|caro
sweet|bitter|dulce|amargo
safe|dangerous|seguro|peligroso
brave|cowardly|valiente|cobarde
smart|stupid|listo|tonto
same|different|igual|diferente
right|wrong|correcto|incorrecto
north|south|norte|sur
east|west|este|oeste
front|back|delante|detrás
above|below|encima|debajo
over|under|sobre|bajo
summer|winter|verano|invierno
morning|evening|mañana|tarde
man|woman|hombre|mujer
boy|girl|chico|chica
king|queen|rey|reina
father|mother|padre|madre
brother|sister|hermano|hermana
sun|moon|sol|luna
smooth|rough|liso|áspero
polite|rude|educado|maleducado
asleep|awake|dormido|despierto
sick|healthy|enfermo|sano
lazy|hardworking|perezoso|trabajador
possible|impossible|posible|imposible
public|private|público|privado
lost|found|perdido|encontrado
success|failure|éxito|fracaso
arrive|leave|llegar|salir
increase|decrease|aumentar|disminuir
straight|curved|recto|curvo
begin|end|comenzar|acabar
kind|cruel|amable|cruel
noisy|quiet|ruidoso|silencioso
dark|light|oscuro|claro
love|hate|amar|odiar
"""

# Thing (en) | its colour (en) | thing with article (es) | its colour (es)
_COLOURS = """
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

# Colour mixing: two colours and what they make, both languages.
_MIXES = """
red|yellow|orange|rojo|amarillo|naranja
blue|yellow|green|azul|amarillo|verde
red|blue|purple|rojo|azul|morado
black|white|gray|negro|blanco|gris
red|white|pink|rojo|blanco|rosa
"""

# How many (part, en) in (whole, en) | number word (en) | part (es) | whole (es) | number word (es)
_UNITS = """
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

# How many (part) does (owner) have | number word, both languages.
_HAVES = """
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

Row = tuple[str, ...]


def _rows(table: str, width: int) -> tuple[Row, ...]:
    rows = tuple(tuple(line.split("|")) for line in table.strip().splitlines())
    bad = [row for row in rows if len(row) != width]
    if bad:
        raise ValueError(f"rows without {width} cells: {bad}")
    return rows


ANIMALS = _rows(_ANIMALS, 4)
OPPOSITES = _rows(_OPPOSITES, 4)
COLOURS = _rows(_COLOURS, 4)
MIXES = _rows(_MIXES, 6)
UNITS = _rows(_UNITS, 6)
HAVES = _rows(_HAVES, 6)

DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "es": "lunes martes miércoles jueves viernes sábado domingo".split(),
}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
SEASONS = {"en": "spring summer autumn winter".split(), "es": "primavera verano otoño invierno".split()}
ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
    "es": "primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo".split(),
}
