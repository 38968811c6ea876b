"""When and where: dates, what day it is, where the user goes, what to remember."""

from models.starter.corpus.memory.kind import Kind, Kinds
from models.starter.corpus.tables import cells

PLANS: Kinds = {
    "en": (
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
            cells(
                "birthday|birthday|birthday|appointment|dentist appointment|exam|meeting|wedding|anniversary|party|interview|flight|train|holiday|concert|doctor's appointment|class|test|trip|lunch with mom"
            ),
            True,
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
            cells(
                "cumpleaños|cumpleaños|cumpleaños|cita|cita con el dentista|examen|reunión|boda|aniversario|fiesta|entrevista|vuelo|concierto|cita con el médico|clase|viaje|santo"
            ),
            True,
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
