"""Opposites."""

from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.phrases import AND_OF, CUAL_ES, WHAT_IS
from models.starter.corpus.tables import rows

# One way | the other, English; the same in Spanish.
_TABLE = """
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
open|close|abrir|cerrar
rise|fall|subir|bajar
put|remove|poner|quitar
turn on|turn off|encender|apagar
build|destroy|construir|destruir
learn|forget|aprender|olvidar
sleep|wake|dormir|despertar
grow|shrink|crecer|encoger
fill|empty|llenar|vaciar
lend|borrow|prestar|devolver
live|die|vivir|morir
"""
_OPPOSITES = rows(_TABLE, 4)

_OPPOSITE: Texts = {
    "en": (
        f"{WHAT_IS} the opposite (of|to|of|for|word for) (the word |){{a}}",
        "(which|what) word is the opposite of {a}",
        "opposite of {a}",
        "what's the (contrary|antonym|reverse) of {a}",
        "(tell me|say) the (opposite word of|opposite for|antonym of) {a}",
        "{a} (what's|what is) the opposite",
        "what is not {a}( but the opposite|)",
        "if something is not {a} what is it",
    ),
    "es": (
        f"{CUAL_ES} (lo contrario|lo opuesto|el contrario|el opuesto|el antónimo|lo contrario) (de|a|de la palabra) {{a}}",
        "qué es lo (contrario|opuesto) (de|a) {a}",
        "(lo |el |)(contrario|opuesto|antónimo) de {a}",
        "(qué|cuál) palabra es (la |lo |)(contraria|opuesta|contrario) (de|a) {a}",
        "si algo no es {a} qué es",
    ),
}
_OPPOSITE_REPLY: Texts = {"en": ("the opposite of {a} is {b}.",), "es": ("lo contrario de {a} es {b}.",)}


def opposites(s: Sampler) -> list[Turn]:
    """An opposite; then perhaps "and of black?"."""
    row = s.choice(_OPPOSITES)
    a, b = row[2 * s.column], row[2 * s.column + 1]
    # A word with two opposites is asked only where it stands first: hot has one answer, light has two.
    if s.chance(0.5) and not any(b in (r[2 * s.column], r[2 * s.column + 1]) and r is not row for r in _OPPOSITES):
        a, b = b, a
    turns = [s.turn("opposites", _OPPOSITE, s.reply(_OPPOSITE_REPLY, a=a, b=b), a=a)]
    if s.chance(0.15):
        row = s.choice(_OPPOSITES)
        a, b = row[2 * s.column], row[2 * s.column + 1]
        turns.append(s.turn("opposites", AND_OF, s.reply(_OPPOSITE_REPLY, a=a, b=b), country=a))
    return turns
