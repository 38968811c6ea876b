"""What the user has: where it is, how many there are; numbers and secrets to keep."""

from models.starter.corpus.memory.kind import Kind, Kinds
from models.starter.corpus.tables import cells

BELONGINGS: Kinds = {
    "en": (
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
            cells(
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
            cells(
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
            cells(
                "password|secret word|code word|magic word|wifi name|wifi password|last name|surname|nickname|middle name|username|family name|project|company|blood type|star sign|dream|hobby|secret|nationality|native language"
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
            cells(
                "brothers|sisters|children|kids|cats|dogs|siblings|cousins|books|cars|friends|plants|guitars|bikes|chickens|grandchildren|fish|horses|computers|houses"
            ),
            True,
        ),
    ),
    "es": (
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
            cells(
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
            cells(
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
            cells(
                "contraseña|palabra secreta|palabra clave|palabra mágica|clave|apellido|apodo|usuario|segundo apellido|proyecto|empresa|wifi|signo|sueño|secreto|nacionalidad|lengua materna"
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
            cells(
                "hermanos|hermanas|hijos|hijas|gatos|perros|primos|libros|coches|amigos|plantas|guitarras|bicis|gallinas|nietos|peces|caballos|ordenadores|sobrinos|tíos"
            ),
            True,
        ),
    ),
}
