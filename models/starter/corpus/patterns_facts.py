"""How people ask for facts, and how the starter answers: phrase patterns in English and Spanish."""

from models.starter.corpus.grammar import Texts

_WHAT = "(what is|what's|what's|what is|tell me|can you tell me|do you know|give me|i want to know|i'd like to know|could you tell me)"
_QUE = "(cuál es|cuál es|dime|me puedes decir|me dices|sabes|sabes cuál es|puedes decirme|quiero saber|podrías decirme)"

CAPITAL: Texts = {
    "en": (
        f"{_WHAT} the capital (of|of|of|city of|for|in) {{country}}",
        f"{_WHAT} {{country}}'s capital( city|)",
        "(which|what) city is the capital of {country}",
        "the capital of {country}( is| is what|)",
        "capital (of|city of) {country}",
        "{country} capital",
        "do you (know|remember) what the capital (city|) of {country} is",
        "(tell me|say|name) (what the capital of {country} is|the capital city of {country})",
        "what is the name of the capital of {country}",
        "what city is {country}'s capital",
        "where is the capital of {country}",
        "i (need|forgot) the capital of {country}",
    ),
    "es": (
        f"{_QUE} la capital (de|de|de|que tiene) {{country}}",
        "(qué|cuál) ciudad es la capital de {country}",
        "(cómo se llama|qué capital tiene) (la capital de|) {country}",
        "la capital de {country}( es| cuál es|)",
        "capital de {country}",
        "qué capital tiene {country}",
        "(sabes|dime|recuerdas) cuál es la capital de {country}",
        "cómo se llama la capital de {country}",
        "necesito saber la capital de {country}",
        "{country} qué capital tiene",
        "el nombre de la capital de {country}",
    ),
}
CAPITAL_REPLY: Texts = {
    "en": ("the capital of {country} is {capital}.",),
    "es": ("la capital de {country} es {capital}.",),
}
CAPITAL_CHECK: Texts = {
    "en": (
        "(is|isn't) {city} the capital (city|) of {country}",
        "{city} is the capital of {country}( right| isn't it|)",
    ),
    "es": (
        "es {city} la capital de {country}",
        "{city} es la capital de {country}( verdad| no|)",
        "la capital de {country} es {city}( verdad| no)",
    ),
}
CAPITAL_YES: Texts = {
    "en": ("yes, the capital of {country} is {capital}.",),
    "es": ("sí, la capital de {country} es {capital}.",),
}
CAPITAL_NO: Texts = {
    "en": ("no, the capital of {country} is {capital}.",),
    "es": ("no, la capital de {country} es {capital}.",),
}
CAPITAL_OF: Texts = {
    "en": (
        "{city} is the capital of (which|what) country",
        "(which|what) country (has|is) {city} (as its|the) capital( of|)",
        "(what|which) country's capital is {city}",
    ),
    "es": (
        "{city} es la capital de qué país",
        "de qué país es( la|) capital {city}",
        "(qué|cuál) país tiene como capital( a|) {city}",
    ),
}
CAPITAL_OF_REPLY: Texts = {
    "en": ("{capital} is the capital of {country}.",),
    "es": ("{capital} es la capital de {country}.",),
}
AND_OF: Texts = {
    "en": (
        "and( the one|) of {country}",
        "(and|what about|how about|and what about|and for) {country}",
        "and {country}'s",
        "now {country}",
        "and that of {country}",
    ),
    "es": (
        "y( la|) de {country}",
        "y {country}",
        "(y qué tal|qué tal|ahora|y la de|y el de|y para|y qué hay de) {country}",
        "y en {country}",
    ),
}
AND_X: Texts = {
    "en": ("(and|what about|how about|and what about) {country}",),
    "es": ("y {country}", "(y qué tal|qué tal|ahora|y qué hay de) {country}"),
}

CONTINENT: Texts = {
    "en": (
        "(what|which|on what|in what|in which|on which) continent is {country}( in| on| located in|)",
        "where is {country}( located| found| on the map|)",
        "(tell me|do you know|can you tell me|say) (where|what continent|which continent) {country} is( in| on|)",
        "{country} is (in|on) (what|which) continent",
        "what part of the world is {country} in",
        "(what|which) continent does {country} belong to",
        "what's the continent of {country}",
        "{country} continent",
    ),
    "es": (
        "en qué continente (está|queda|se encuentra|se ubica) {country}",
        "dónde (está|queda|se encuentra) {country}( en el mapa|)",
        "(dime|sabes|me dices|puedes decirme) (dónde|en qué continente) (está|queda) {country}",
        "(cuál|qué) (es|) el continente de {country}",
        "a qué continente pertenece {country}",
        "{country} (está|queda) en qué continente",
        "en qué parte del mundo (está|queda) {country}",
        "de qué continente es {country}",
    ),
}
CONTINENT_REPLY: Texts = {"en": ("{country} is in {continent}.",), "es": ("{country} está en {continent}.",)}
CONTINENT_CHECK: Texts = {
    "en": ("is {country} (in|a country in|part of) {continent}", "{country} is in {continent}( right|)"),
    "es": ("(está|queda) {country} en {continent}", "{country} (está|queda) en {continent}( verdad| no|)"),
}
CONTINENTS_LIST: Texts = {
    "en": (
        "(what are|name|list|tell me|say|which are) (all |)(the|the seven) continents( of the world|)",
        "what continents (are there|do you know|exist)",
    ),
    "es": (
        "(cuáles son|dime|nombra|enumera|di) (todos |)los( siete|) continentes( del mundo|)",
        "qué continentes (hay|conoces|existen)",
    ),
}
CONTINENTS_COUNT: Texts = {
    "en": (
        "how many continents (are there|exist|does the world have|are there in the world|do we have)",
        "(what is|tell me) the number of continents",
    ),
    "es": (
        "cuántos continentes (hay|existen|tiene el mundo|hay en el mundo|son)",
        "(cuál es|dime) el número de continentes",
    ),
}
CONTINENT_EXAMPLE: Texts = {
    "en": (
        "(name|tell me|say|give me) (a|one|any) country in {continent}",
        "(which|what) country is in {continent}",
        "can you name a country in {continent}",
    ),
    "es": (
        "(dime|nombra|di|dame) un país de {continent}",
        "(qué|cuál) país (está|hay) en {continent}",
        "puedes (nombrar|decirme) un país de {continent}",
    ),
}

CURRENCY: Texts = {
    "en": (
        f"{_WHAT} the (currency|money|currency) (of|in|used in|for) {{country}}",
        f"{_WHAT} {{country}}'s currency",
        "(what|which) (currency|money) (do they use|do people use|is used|do you use|do you pay with) in {country}",
        "(what|which) (currency|money) does {country} (use|have)",
        "what do (people|they|you) pay with in {country}",
        "how do (people|you) pay in {country}",
        "currency of {country}",
        "{country} currency",
        "what kind of money do they (use|have) in {country}",
    ),
    "es": (
        f"{_QUE} la (moneda|moneda|divisa) (de|oficial de|que se usa en|en|nacional de) {{country}}",
        "qué (moneda|dinero) (usan|se usa|utilizan|se utiliza|tienen|hay) en {country}",
        "qué moneda (tiene|usa|utiliza) {country}",
        "con qué (moneda|dinero|) (se paga|pagan|pago) en {country}",
        "cómo se llama la moneda de {country}",
        "(la |)moneda de {country}",
    ),
}
CURRENCY_REPLY: Texts = {
    "en": ("the currency of {country} is the {money}.",),
    "es": ("la moneda de {country} es {el} {money}.",),
}
LANGUAGE: Texts = {
    "en": (
        "(what|which) (language|languages) (do they speak|is spoken|are spoken|do people speak|do you hear) in {country}",
        "(what|which) (language|languages) does {country} (speak|have|use)",
        f"{_WHAT} the (language|official language) (of|in) {{country}}",
        "what do (they|people) speak in {country}",
        "language of {country}",
    ),
    "es": (
        "qué (idioma|idiomas|lengua|lenguas) (se habla|hablan|se hablan|habla la gente) en {country}",
        "qué (se habla|hablan) en {country}",
        "qué (idioma|lengua) tiene {country}",
        f"{_QUE} (el idioma|el idioma oficial|la lengua) de {{country}}",
        "idioma de {country}",
    ),
}
LANGUAGE_REPLY: Texts = {"en": ("in {country} people speak {tongue}.",), "es": ("en {country} se habla {tongue}.",)}

SIGNS = {
    "en": {"plus": "plus", "minus": "minus", "times": "times", "over": "divided by"},
    "es": {"plus": "más", "minus": "menos", "times": "por", "over": "entre"},
}
_HOW_MUCH = "(what is|what's|whats|how much is|how much|calculate|tell me|what does|can you tell me what is|work out|)"
_CUANTO = (
    "(cuánto es|cuánto es|cuánto son|cuántos son|cuánto da|cuánto hace|calcula|dime|dime cuánto es|sabes cuánto es|)"
)
SUM: dict[str, Texts] = {
    "plus": {
        "en": (
            "{a}+{b}",
            f"{_HOW_MUCH} {{a}} (plus|plus|plus|+|and|added to) {{b}}( equal| make| equals|)",
            "(add|sum) {a} and {b}",
            "(what is|what's|tell me) the sum of {a} and {b}",
            "add {b} to {a}",
            "if i have {a} (apples|euros|books|coins|) and (get|buy|add) {b}( more|) how many do i have",
        ),
        "es": (
            f"{_CUANTO} {{a}} (más|más|más|+|y) {{b}}",
            "(suma|súmame|sumar) {a} (y|más|con) {b}",
            "(cuál es|dime) la suma de {a} (y|más) {b}",
            "cuánto (suman|es la suma de) {a} y {b}",
            "si tengo {a} (manzanas|euros|libros|monedas|) y (compro|me dan|añado) {b}( más|) cuántas tengo",
        ),
    },
    "minus": {
        "en": (
            f"{_HOW_MUCH} {{a}} (minus|minus|minus|-|take away|less|subtract) {{b}}( equal| equals|)",
            "(subtract|take|take away) {b} from {a}",
            "(what is|what's|tell me) the difference between {a} and {b}",
            "if i have {a} (apples|euros|books|coins|) and (lose|eat|spend|give away) {b} how many (are left|do i have|do i have left|remain)",
        ),
        "es": (
            f"{_CUANTO} {{a}} (menos|menos|menos|-) {{b}}",
            "(resta|réstale|quita|quítale) {b} (a|de) {a}",
            "(cuál es|dime) la (diferencia entre|resta de) {a} (y|menos) {b}",
            "si tengo {a} (manzanas|euros|libros|monedas|) y (pierdo|me como|gasto|doy) {b} cuántas me quedan",
        ),
    },
    "times": {
        "en": (
            f"{_HOW_MUCH} {{a}} (times|times|times|*|x|multiplied by) {{b}}( equal| equals|)",
            "multiply {a} (by|and|times) {b}",
            "(what is|what's|tell me) the product of {a} and {b}",
        ),
        "es": (
            f"{_CUANTO} {{a}} (por|por|por|x|*|multiplicado por) {{b}}",
            "(multiplica|multiplícame) {a} por {b}",
            "(cuál es|dime) el producto de {a} (y|por) {b}",
        ),
    },
    "over": {
        "en": (f"{_HOW_MUCH} {{a}} (divided by|divided by|over|/) {{b}}( equal|)", "divide {a} (by|into) {b}"),
        "es": (f"{_CUANTO} {{a}} (entre|dividido entre|dividido por|/) {{b}}", "divide {a} (entre|por) {b}"),
    },
}
SUM_REPLY: Texts = {"en": ("{a} {op} {b} is {c}.",), "es": ("{a} {op} {b} son {c}.",)}
SUM_CHECK: dict[str, Texts] = {
    "plus": {
        "en": ("(is|does) {a} plus {b} (equal |)(to |){c}", "{a} plus {b} is {c}( right)"),
        "es": ("{a} más {b} (es|son) {c}( verdad| no|)", "es {a} más {b} (igual a|) {c}"),
    },
    "times": {
        "en": ("(is|does) {a} times {b} (equal |)(to |){c}", "{a} times {b} is {c}( right)"),
        "es": ("{a} por {b} (es|son) {c}( verdad| no|)", "es {a} por {b} (igual a|) {c}"),
    },
}
SUM_YES: Texts = {"en": ("yes, {a} {op} {b} is {c}.",), "es": ("sí, {a} {op} {b} son {c}.",)}
SUM_NO: Texts = {"en": ("no, {a} {op} {b} is {c}.",), "es": ("no, {a} {op} {b} son {c}.",)}
SUM_MORE: Texts = {
    "en": ("(and|now|and if you) (plus|add) {b}( more|)", "add {b}( to that| more|)", "plus {b}"),
    "es": ("(y|ahora) (más|súmale|suma) {b}( más|)", "súmale {b}", "más {b}"),
}
HALF: dict[str, Texts] = {
    "half": {
        "en": ("(what is|what's|tell me|) (half of|half|the half of) {a}",),
        "es": ("(cuál es|cuánto es|dime|) la mitad de {a}",),
    },
    "double": {
        "en": ("(what is|what's|tell me|) (double|twice|the double of|double of) {a}",),
        "es": ("(cuál es|cuánto es|dime|) el doble de {a}",),
    },
}
HALF_REPLY: dict[str, Texts] = {
    "half": {"en": ("half of {a} is {c}.",), "es": ("la mitad de {a} es {c}.",)},
    "double": {"en": ("double {a} is {c}.",), "es": ("el doble de {a} es {c}.",)},
}
BIGGER: Texts = {
    "en": ("(which|what) (number |)is (bigger|larger|greater|higher|more) {a} or {b}",),
    "es": ("(cuál|qué) (número |)es (mayor|más grande) {a} o {b}",),
}
BIGGER_REPLY: Texts = {"en": ("{a} is bigger than {b}.",), "es": ("{a} es mayor que {b}.",)}
EVEN: Texts = {
    "en": ("is {a} (even or odd|an even number|an odd number|odd or even|even|odd)",),
    "es": ("es {a} (par o impar|un número par|un número impar|par|impar)", "{a} es (par o impar|par|impar)"),
}
EVEN_WORDS = {"en": ("even", "odd"), "es": ("par", "impar")}
EVEN_REPLY: Texts = {"en": ("{a} is an {kind} number.",), "es": ("{a} es un número {kind}.",)}

LIST: dict[str, Texts] = {
    "day": {
        "en": (
            "(what are|name|list|tell me|say|which are|can you say) (all |)the( seven|) days( of the week|)",
            "days of the week",
        ),
        "es": (
            "(cuáles son|dime|nombra|enumera|di|puedes decir) (todos |)los( siete|) días de la semana",
            "(los |)días de la semana",
        ),
    },
    "month": {
        "en": (
            "(what are|name|list|tell me|say|which are|can you say) (all |)the( twelve|) months( of the year|)",
            "months of the year",
        ),
        "es": (
            "(cuáles son|dime|nombra|enumera|di|puedes decir) (todos |)los( doce|) meses( del año|)",
            "(los |)meses del año",
        ),
    },
    "season": {
        "en": (
            "(what are|name|list|tell me|say|which are|can you say) (all |)the( four|) seasons( of the year|)",
            "seasons of the year",
        ),
        "es": (
            "(cuáles son|dime|nombra|enumera|di|puedes decir) (todas |)las( cuatro|) estaciones( del año|)",
            "(las |)estaciones del año",
        ),
    },
}
AFTER: dict[str, Texts] = {
    "day": {
        "en": (
            "(what|which) (day |)(comes|is|goes) after {x}",
            "what's (the day |)after {x}",
            "the day after {x}( is|)",
            "if today is {x} what( day|) is tomorrow",
            "what( day|) follows {x}",
            "(today is {x}|it's {x} today) what( day|) will tomorrow be",
        ),
        "es": (
            "qué( día|) (viene|va|hay|sigue|es) después (de|del) {x}",
            "qué día sigue (a|al) {x}",
            "el día después (de|del) {x}",
            "si hoy es {x} qué( día|) es mañana",
            "cuál es el día (siguiente al|después del|que sigue al) {x}",
            "hoy es {x} qué día (será|es) mañana",
        ),
    },
    "month": {
        "en": (
            "(what|which) (month |)(comes|is|goes) after {x}",
            "what's (the month |)after {x}",
            "the month after {x}( is|)",
            "what( month|) follows {x}",
            "(tell me|what's) the (next month|month that comes) after {x}",
        ),
        "es": (
            "qué( mes|) (viene|va|hay|sigue|es) después de {x}",
            "qué mes sigue a {x}",
            "el mes después de {x}",
            "cuál es el mes (siguiente a|después de|que sigue a) {x}",
        ),
    },
    "season": {
        "en": (
            "(what|which) (season |)(comes|is|goes) after {x}",
            "what's (the season |)after {x}",
            "what season follows {x}",
        ),
        "es": ("qué( estación|) (viene|va|hay|sigue|es) después (de|del) {x}", "qué estación sigue (a|al) {x}"),
    },
    "number": {
        "en": (
            "(what|which) (number |)(comes|is|goes) after {x}",
            "what's (the number |next number |)after {x}",
            "the number after {x}",
            "what number follows {x}",
        ),
        "es": (
            "qué( número|) (viene|va|hay|sigue|es) después (de|del) {x}",
            "qué número sigue (a|al) {x}",
            "cuál es el número (siguiente a|después de|que sigue a) {x}",
        ),
    },
}
BEFORE: dict[str, Texts] = {
    "day": {
        "en": (
            "(what|which) (day |)(comes|is|goes|was) before {x}",
            "what's (the day |)before {x}",
            "the day before {x}",
            "if today is {x} what( day|) was yesterday",
        ),
        "es": (
            "qué( día|) (viene|va|hay|es) antes (de|del) {x}",
            "el día antes (de|del) {x}",
            "si hoy es {x} qué( día|) fue ayer",
            "cuál es el día (anterior al|antes del) {x}",
        ),
    },
    "month": {
        "en": (
            "(what|which) (month |)(comes|is|goes|was) before {x}",
            "what's (the month |)before {x}",
            "the month before {x}",
        ),
        "es": (
            "qué( mes|) (viene|va|hay|es) antes de {x}",
            "el mes antes de {x}",
            "cuál es el mes (anterior a|antes de) {x}",
        ),
    },
    "season": {
        "en": ("(what|which) (season |)(comes|is|goes|was) before {x}", "what's (the season |)before {x}"),
        "es": ("qué( estación|) (viene|va|hay|es) antes (de|del) {x}",),
    },
    "number": {
        "en": (
            "(what|which) (number |)(comes|is|goes) before {x}",
            "what's (the number |)before {x}",
            "the number before {x}",
        ),
        "es": ("qué( número|) (viene|va|hay|es) antes (de|del) {x}", "cuál es el número (anterior a|antes de) {x}"),
    },
}
AFTER_REPLY: Texts = {"en": ("after {x} comes {y}.",), "es": ("después de {x} viene {y}.",)}
BEFORE_REPLY: Texts = {"en": ("before {x} comes {y}.",), "es": ("antes de {x} viene {y}.",)}
NTH: dict[str, Texts] = {
    "day": {
        "en": (
            "(what is|what's|which is|tell me) the {nth} day of the week",
            "(which|what) day is the {nth} (of the week|day)",
        ),
        "es": ("(cuál es|dime) el {nth} día de la semana", "qué día es el {nth} de la semana"),
    },
    "month": {
        "en": (
            "(what is|what's|which is|tell me) the {nth} month( of the year|)",
            "(which|what) month is the {nth}( of the year| month|)",
        ),
        "es": ("(cuál es|dime) el {nth} mes( del año|)", "qué mes es el {nth}( del año|)"),
    },
}
NTH_REPLY: dict[str, Texts] = {
    "day": {"en": ("the {nth} day of the week is {x}.",), "es": ("el {nth} día de la semana es {x}.",)},
    "month": {"en": ("the {nth} month of the year is {x}.",), "es": ("el {nth} mes del año es {x}.",)},
}
COUNT: Texts = {
    "en": (
        "(count|can you count|please count|could you count|i want you to count) (to|up to|from one to|till|until|from 1 to) {b}",
        "say the numbers (to|from one to|up to) {b}",
    ),
    "es": (
        "(cuenta|puedes contar|cuéntame|sabes contar|podrías contar) (hasta|hasta el|del uno al|de uno a|de 1 a) {b}",
        "di los números (hasta el|del uno al) {b}",
    ),
}
COUNT_DOWN: Texts = {
    "en": (
        "(count|can you count) (down|backwards|back) from {b}( to one| to zero|)",
        "count from {b} (down |)to one",
        "countdown from {b}",
    ),
    "es": (
        "cuenta (hacia atrás|al revés) (desde|desde el|de) {b}",
        "cuenta (atrás|regresiva) desde {b}",
        "cuenta de {b} a uno",
    ),
}
COUNT_FROM: Texts = {
    "en": ("(count|can you count|please count) from {a} (to|up to) {b}", "say the numbers from {a} to {b}"),
    "es": ("(cuenta|puedes contar|cuéntame) (de|desde|desde el|del) {a} (a|al|hasta|hasta el) {b}",),
}
COUNT_BY: Texts = {
    "en": ("count (by|in) {a}( to {b}| up to {b})",),
    "es": ("cuenta de {a}( hasta {b}| hasta el {b})",),
}
STEPS = {
    "en": ((2, "twos"), (5, "fives"), (10, "tens"), (3, "threes")),
    "es": ((2, "dos en dos"), (5, "cinco en cinco"), (10, "diez en diez"), (3, "tres en tres")),
}

OPPOSITE: Texts = {
    "en": (
        f"{_WHAT} the opposite (of|to|of|for|word for) (the word |){{a}}",
        "(which|what) word is the opposite of {a}",
        "opposite of {a}",
        "what's the (contrary|antonym|reverse) of {a}",
        "(tell me|say) the (opposite word of|opposite for|antonym of) {a}",
        "{a} (what's|what is) the opposite",
        "what is not {a}( but the opposite|)",
        "if something is not {a} what is it",
    ),
    "es": (
        f"{_QUE} (lo contrario|lo opuesto|el contrario|el opuesto|el antónimo|lo contrario) (de|a|de la palabra) {{a}}",
        "qué es lo (contrario|opuesto) (de|a) {a}",
        "(lo |el |)(contrario|opuesto|antónimo) de {a}",
        "(qué|cuál) palabra es (la |lo |)(contraria|opuesta|contrario) (de|a) {a}",
        "si algo no es {a} qué es",
    ),
}
OPPOSITE_REPLY: Texts = {"en": ("the opposite of {a} is {b}.",), "es": ("lo contrario de {a} es {b}.",)}
COLOUR: Texts = {
    "en": (
        "(what|which) (color|colour) (is|has|does) {thing}( have|)",
        "(what's|what is|tell me|do you know|can you tell me) the (color|colour) of {thing}",
        "(tell me|do you know|can you tell me) what (color|colour) {thing} is",
        "{thing} is what (color|colour)",
        "what (color|colour) (is|are) {thing}( usually| normally)",
    ),
    "es": (
        "de qué color (es|son|está) {thing}( normalmente|)",
        "qué color (tiene|es|tienen) {thing}",
        "(cuál es|dime|sabes|me dices) el color de {thing}",
        "(dime|sabes|me dices) de qué color es {thing}",
        "{thing} de qué color es",
    ),
}
COLOUR_REPLY: Texts = {"en": ("{thing} is {colour}.",), "es": ("{thing} es {colour}.",)}
COLOUR_CHECK: Texts = {
    "en": ("is {thing} {colour}", "{thing} is {colour}( right| isn't it)"),
    "es": ("es {colour} {thing}", "{thing} es {colour}( verdad| no|)"),
}
MIX: Texts = {
    "en": (
        "what (color|colour|) (do you get|do i get|is made|comes out) (if|when|by) (you mix|i mix|mixing) {a} and {b}",
        "(mix|if i mix) {a} and {b}( what color is it|)",
        "what do {a} and {b} make",
        "{a} and {b} make( what color| which color|)",
    ),
    "es": (
        "qué color (sale|resulta|se obtiene|da|obtengo) (si mezclo|al mezclar|de mezclar|mezclando) {a} (y|con) {b}",
        "(mezcla|si mezclas|si mezclo) {a} (y|con) {b}( qué color sale| qué sale|)",
        "qué color (hacen|forman|dan) {a} y {b}",
    ),
}
MIX_REPLY: Texts = {"en": ("{a} and {b} make {c}.",), "es": ("{a} y {b} hacen {c}.",)}
SOUND: Texts = {
    "en": (
        "(what|which) (sound|noise) does {animal} make",
        "what does {animal} (say|sound like|do)",
        "how does {animal} (sound|go|talk|speak)",
        "(what's|what is|tell me|can you make|make|do you know) (the |a )(sound|noise) of {animal}",
        "what noise do you hear from {animal}",
        "(tell me|do you know|can you tell me) what (sound|noise) {animal} makes",
    ),
    "es": (
        "(qué|cuál) (sonido|ruido) hace {animal}",
        "qué (hace|dice) {animal}",
        "cómo (hace|suena|habla|canta) {animal}",
        "(cuál es|dime|sabes|haz) el (sonido|ruido) (de|que hace) {animal}",
        "(dime|sabes|me dices) (qué sonido|cómo|qué ruido) hace {animal}",
    ),
}
SOUND_REPLY: Texts = {"en": ("{animal} {sound}.",), "es": ("{animal} {sound}.",)}
WHO_SOUNDS: Texts = {
    "en": ("(which|what) animal {verb}", "(who|what) {verb}", "(tell me|name) an animal that {verb}"),
    "es": ("(qué|cuál) animal {verb}", "(quién|qué) {verb}", "(dime|nombra) un animal que {verb}"),
}
DEFINE: Texts = {
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
UNIT: Texts = {
    "en": (
        "how many {part} (are there in|are in|in|make|does it take to make|fit in|make up) {whole}",
        "(tell me|do you know|can you tell me) how many {part} (are in|are there in) {whole}",
        "how many {part} (does|has) {whole}( have|)",
        "{whole} (has|is|is made of) how many {part}",
        "(what's|what is) the number of {part} in {whole}",
    ),
    "es": (
        "cuántos {part} (hay en|son|tiene|caben en|forman|hacen) {whole}",
        "cuántas {part} (hay en|son|tiene|caben en|forman|hacen) {whole}",
        "(dime|sabes|me dices) (cuántos|cuántas) {part} (hay en|tiene) {whole}",
        "{whole} (cuántos|cuántas) {part} (tiene|son)",
    ),
}
UNIT_REPLY: Texts = {"en": ("there are {n} {part} in {whole}.",), "es": ("hay {n} {part} en {whole}.",)}
HAVE: Texts = {
    "en": (
        "how many {part} (does|do) {whole} have",
        "how many {part} (has|are on|are there on|are in) {whole}",
        "(tell me|do you know|can you tell me) how many {part} {whole} has",
        "{whole} has how many {part}",
        "(what's|what is) the number of {part} (of|on|in) {whole}",
    ),
    "es": (
        "(cuántos|cuántas) {part} (tiene|hay en) {whole}",
        "(dime|sabes|me dices) (cuántos|cuántas) {part} tiene {whole}",
        "{whole} (cuántos|cuántas) {part} tiene",
        "qué número de {part} tiene {whole}",
    ),
}
HAVE_REPLY: Texts = {"en": ("{whole} has {n} {part}.",), "es": ("{whole} tiene {n} {part}.",)}

GENERAL: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("(what|which|on what) planet do (we|people|you) live on", "We live on the planet Earth."),
        ("(what is|what's|which is) the (biggest|largest) ocean( in the world|)", "The largest ocean is the Pacific."),
        (
            "(what is|what's|which is) the (biggest|largest) (planet|planet in the solar system)",
            "The largest planet is Jupiter.",
        ),
        ("(what is|what's|which is) the (smallest) planet", "The smallest planet is Mercury."),
        (
            "(what is|what's|which is) the (closest|nearest) planet to the sun",
            "The planet closest to the sun is Mercury.",
        ),
        (
            "(what is|what's|which is) the (biggest|largest) country( in the world|)",
            "The largest country in the world is Russia.",
        ),
        ("(what is|what's|which is) the (biggest|largest) continent", "The largest continent is Asia."),
        (
            "(what is|what's|which is) the (biggest|largest) animal( in the world|)",
            "The largest animal is the blue whale.",
        ),
        ("(what is|what's|which is) the tallest animal( in the world|)", "The tallest animal is the giraffe."),
        ("(what is|what's|which is) the fastest (animal|land animal)", "The fastest land animal is the cheetah."),
        (
            "(what is|what's|which is) the (highest|tallest) mountain( in the world|)",
            "The highest mountain is Mount Everest.",
        ),
        ("(what is|what's|which is) the longest river in (africa)", "The longest river in Africa is the Nile."),
        (
            "(what are|name|tell me) the planets( of the solar system|)",
            "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune.",
        ),
        ("(what are|name|tell me) the (primary|basic) colors", "The primary colors are red, yellow and blue."),
        ("(what are|name|tell me) the colors of the rainbow", "Red, orange, yellow, green, blue, indigo and violet."),
        (
            "(what are|name|tell me) the (five senses|senses)",
            "The five senses are sight, hearing, smell, taste and touch.",
        ),
        ("(what are|name|tell me) the (four cardinal points|four directions)", "North, south, east and west."),
        ("(what do bees make|what do bees produce|what do we get from bees|who makes honey)", "Bees make honey."),
        ("(which|what) animal gives (us |)milk", "The cow gives milk."),
        ("(what do cows give( us|)|what do we get from cows)", "Cows give milk."),
        ("(what do hens lay|what do chickens lay|what do birds lay)", "They lay eggs."),
        ("(where does|where do) the sun (rise|come up)", "The sun rises in the east."),
        ("where does the sun (set|go down)", "The sun sets in the west."),
        (
            "(at what temperature does water boil|when does water boil|what is the boiling point of water)",
            "Water boils at one hundred degrees Celsius.",
        ),
        (
            "(at what temperature does water freeze|when does water freeze|what is the freezing point of water)",
            "Water freezes at zero degrees Celsius.",
        ),
        ("what is (ice|snow) made of", "It is made of frozen water."),
        ("what is (bread) made (of|from)", "Bread is made from flour and water."),
        ("what is cheese made (of|from)", "Cheese is made from milk."),
        ("what is wine made (of|from)", "Wine is made from grapes."),
        ("what is paper made (of|from)", "Paper is made from wood."),
        ("(what is the|what's the) (first|last) letter of the alphabet", "The alphabet goes from A to Z."),
        (
            "(say|tell me|what is|recite) the alphabet",
            "A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z.",
        ),
        ("(what are the vowels|name the vowels|tell me the vowels)", "The vowels are A, E, I, O and U."),
        ("(which|what) is the (shortest) month( of the year|)", "The shortest month is February."),
        ("(what|which) (is the |)(coldest) season( is it|)", "The coldest season is winter."),
        ("(what|which) (is the |)(hottest|warmest) season( is it|)", "The hottest season is summer."),
        (
            "(when is christmas|what day is christmas|which month is christmas in|in what month is christmas)",
            "Christmas is on the twenty fifth of December.",
        ),
        (
            "(when is new year|when is new year's day|when does the year start|when does the year begin)",
            "The year begins on the first of January.",
        ),
        (
            "how many (countries|states) (are there in the (united states|usa)|does the united states have)",
            "The United States has fifty states.",
        ),
        ("(what do plants need( to grow|)|what does a plant need( to grow|))", "Plants need water, light and air."),
        ("(what is|what's) (the baby of a dog|a baby dog called|a baby dog)", "A baby dog is a puppy."),
        ("(what is|what's) (the baby of a cat|a baby cat called|a baby cat)", "A baby cat is a kitten."),
        ("(what is|what's) (a baby cow called|a baby cow)", "A baby cow is a calf."),
        (
            "(who is|what do you call) (the mother of your mother|your mother's mother|your father's mother)",
            "That is your grandmother.",
        ),
        (
            "(who is|what do you call) (the father of your mother|your mother's father|your father's father)",
            "That is your grandfather.",
        ),
        (
            "(who is|what do you call) (the brother of your mother|your mother's brother|your father's brother)",
            "That is your uncle.",
        ),
        ("(is a (tomato|banana|strawberry|lemon) a fruit)", "Yes, it is a fruit."),
        ("(is a (carrot|potato|onion) a vegetable)", "Yes, it is a vegetable."),
        ("(is (the sun|sun) a star)", "Yes, the sun is a star."),
        ("(is a (dog|cat|cow|horse|bird) an animal)", "Yes, it is an animal."),
        ("(can (birds|most birds) fly)", "Yes, most birds can fly."),
        ("(can (fish|a fish) fly)", "No, fish live in water and swim."),
        ("(can (dogs|cats|cows|horses|pigs) fly)", "No, they can't fly."),
        ("(does the (sun|earth) go around the (earth|sun))", "The earth goes around the sun."),
        ("is (the earth|earth) (round|flat)", "The earth is round."),
        ("is (fire|the sun) (hot|cold)", "It is very hot."),
        ("is ice (cold|hot)", "Ice is cold."),
        ("what do (you|people|we) use to (cut|cut paper)", "You use scissors or a knife."),
        ("what do (you|people|we) use to write", "You use a pen or a pencil."),
        ("what do (you|people|we) do with (the ears|ears|your ears)", "With the ears we hear."),
        ("what do (you|people|we) do with (the eyes|eyes|your eyes)", "With the eyes we see."),
    ),
    "es": (
        ("en qué planeta (vivimos|vive la gente|vives)", "Vivimos en el planeta Tierra."),
        ("(cuál es|dime) el océano más grande( del mundo|)", "El océano más grande es el Pacífico."),
        ("(cuál es|dime) el planeta más grande( del sistema solar|)", "El planeta más grande es Júpiter."),
        ("(cuál es|dime) el planeta más pequeño", "El planeta más pequeño es Mercurio."),
        ("(cuál es|dime) el planeta más cercano al sol", "El planeta más cercano al sol es Mercurio."),
        ("(cuál es|dime) el país más grande( del mundo|)", "El país más grande del mundo es Rusia."),
        ("(cuál es|dime) el continente más grande", "El continente más grande es Asia."),
        ("(cuál es|dime) el animal más grande( del mundo|)", "El animal más grande es la ballena azul."),
        ("(cuál es|dime) el animal más alto( del mundo|)", "El animal más alto es la jirafa."),
        ("(cuál es|dime) el animal (terrestre |)más rápido", "El animal terrestre más rápido es el guepardo."),
        ("(cuál es|dime) la montaña más alta( del mundo|)", "La montaña más alta es el Everest."),
        ("(cuál es|dime) el río más largo de áfrica", "El río más largo de África es el Nilo."),
        (
            "(cuáles son|nombra|dime) los planetas( del sistema solar|)",
            "Mercurio, Venus, Tierra, Marte, Júpiter, Saturno, Urano y Neptuno.",
        ),
        ("(cuáles son|nombra|dime) los colores primarios", "Los colores primarios son rojo, amarillo y azul."),
        ("(cuáles son|nombra|dime) los colores del arcoíris", "Rojo, naranja, amarillo, verde, azul, añil y violeta."),
        (
            "(cuáles son|nombra|dime) los (cinco sentidos|sentidos)",
            "Los cinco sentidos son vista, oído, olfato, gusto y tacto.",
        ),
        ("(cuáles son|nombra|dime) los( cuatro|) puntos cardinales", "Norte, sur, este y oeste."),
        ("(qué (hacen|producen) las abejas|quién hace la miel)", "Las abejas hacen miel."),
        ("qué animal (nos |)da leche", "La vaca da leche."),
        ("(qué nos dan las vacas|qué dan las vacas|qué da la vaca)", "Las vacas dan leche."),
        ("qué ponen las (gallinas|aves)", "Ponen huevos."),
        ("por dónde (sale|nace) el sol", "El sol sale por el este."),
        ("por dónde se (pone|esconde) el sol", "El sol se pone por el oeste."),
        (
            "(a qué temperatura hierve el agua|cuándo hierve el agua|a cuántos grados hierve el agua)",
            "El agua hierve a cien grados.",
        ),
        (
            "(a qué temperatura se congela el agua|cuándo se congela el agua|a cuántos grados se congela el agua)",
            "El agua se congela a cero grados.",
        ),
        ("de qué (está hecho|es) (el hielo)", "El hielo es agua congelada."),
        ("de qué (está hecho|se hace|es) el pan", "El pan se hace con harina y agua."),
        ("de qué (está hecho|se hace|es) el queso", "El queso se hace con leche."),
        ("de qué (está hecho|se hace|es) el vino", "El vino se hace con uvas."),
        ("de qué (está hecho|se hace|es) el papel", "El papel se hace con madera."),
        ("(cuál es la|dime la) (primera|última) letra del (abecedario|alfabeto)", "El abecedario va de la A a la Z."),
        (
            "(di|dime|recita) el (abecedario|alfabeto)",
            "A, B, C, D, E, F, G, H, I, J, K, L, M, N, Ñ, O, P, Q, R, S, T, U, V, W, X, Y, Z.",
        ),
        ("(cuáles son|dime|nombra) las vocales", "Las vocales son A, E, I, O y U."),
        ("(cuál es|qué mes es|dime) el( mes|) más corto( del año|)", "El mes más corto es febrero."),
        ("(cuál es|qué estación es|dime) la( estación|) más fría( del año|)", "La estación más fría es el invierno."),
        (
            "(cuál es|qué estación es|dime) la( estación|) más (calurosa|cálida)( del año|)",
            "La estación más calurosa es el verano.",
        ),
        ("(cuándo es navidad|qué día es navidad|en qué mes es navidad)", "La Navidad es el veinticinco de diciembre."),
        ("(cuándo es año nuevo|cuándo empieza el año|cuándo comienza el año)", "El año empieza el primero de enero."),
        ("cuántos estados tiene(n|) (estados unidos|los estados unidos)", "Estados Unidos tiene cincuenta estados."),
        (
            "qué (necesita una planta|necesitan las plantas)( para crecer| para vivir|)",
            "Las plantas necesitan agua, luz y aire.",
        ),
        ("cómo se llama (la cría|el bebé) (del perro|de un perro|de la perra)", "La cría del perro es el cachorro."),
        ("cómo se llama (la cría|el bebé) (del gato|de un gato|de la gata)", "La cría del gato es el gatito."),
        ("cómo se llama (la cría|el bebé) de (la|una) vaca", "La cría de la vaca es el ternero."),
        ("quién es la madre de (mi|tu) (madre|padre)", "Es la abuela."),
        ("quién es el padre de (mi|tu) (madre|padre)", "Es el abuelo."),
        ("quién es el hermano de (mi|tu) (madre|padre)", "Es el tío."),
        ("(es (el tomate|el plátano|la fresa|el limón) una fruta)", "Sí, es una fruta."),
        ("(es (la zanahoria|la patata|la cebolla) una verdura)", "Sí, es una verdura."),
        ("(es el sol una estrella|el sol es una estrella)", "Sí, el sol es una estrella."),
        ("(es (el perro|el gato|la vaca|el caballo) un animal)", "Sí, es un animal."),
        ("(pueden volar los pájaros|los pájaros vuelan|vuelan los pájaros)", "Sí, casi todos los pájaros vuelan."),
        ("(pueden volar los peces|los peces vuelan)", "No, los peces viven en el agua y nadan."),
        ("((los|las) (perros|gatos|vacas|caballos) (pueden volar|vuelan))", "No, no pueden volar."),
        ("(gira el sol alrededor de la tierra|la tierra gira alrededor del sol)", "La Tierra gira alrededor del Sol."),
        ("es la tierra (redonda|plana)", "La Tierra es redonda."),
        ("(está|es) (el fuego|el sol) (caliente|frío)", "Está muy caliente."),
        ("está (el hielo|la nieve) (frío|fría|caliente)", "Está muy frío."),
        ("qué se usa para cortar( papel|)", "Se usan tijeras o un cuchillo."),
        ("qué se usa para escribir", "Se usa un bolígrafo o un lápiz."),
        ("(para qué sirven las orejas|qué hacemos con los oídos|para qué sirven los oídos)", "Con los oídos oímos."),
        ("(para qué sirven los ojos|qué hacemos con los ojos)", "Con los ojos vemos."),
    ),
}

BIGGER_CHECK: Texts = {
    "en": ("is {a} (bigger|more|larger|greater|higher) than {b}",),
    "es": ("es {a} (mayor|más grande|más) que {b}", "{a} es (mayor|más grande) que {b}"),
}
CITY: Texts = {
    "en": (
        "(what|which|in what|in which) country is {city}( in| located in|)",
        "where is {city}( located|)",
        "(tell me|do you know|can you tell me) (where|what country|which country) {city} is( in|)",
        "{city} is in (what|which) country",
        "(what|which) country does {city} belong to",
        "what country is {city} the capital of",
    ),
    "es": (
        "en qué país (está|queda|se encuentra) {city}",
        "dónde (está|queda|se encuentra) {city}",
        "(dime|sabes|me dices) (dónde|en qué país) (está|queda) {city}",
        "{city} (está|queda) en qué país",
        "a qué país pertenece {city}",
        "de qué país es {city}",
    ),
}
CITY_REPLY: Texts = {"en": ("{city} is in {country}.",), "es": ("{city} está en {country}.",)}
CITY_CHECK: Texts = {
    "en": ("is {city} in {country}", "{city} is in {country}( right| isn't it|)"),
    "es": ("(está|queda) {city} en {country}", "{city} (está|queda) en {country}( verdad| no|)"),
}
