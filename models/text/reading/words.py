"""Tables of the words for signs, units, money, months and days in English and Spanish."""

from __future__ import annotations

from typing import Final, NamedTuple


class Name(NamedTuple):
    """Singular and plural name."""

    one: str
    many: str


class Money(NamedTuple):
    """A currency and its hundredth part."""

    one: str
    many: str
    cent: str = ""
    cents: str = ""


SIGNS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "%": "percent", "‰": "per mille", "&": "and", "+": "plus", "−": "minus", "=": "equals", "→": "to", "×": "times",
        "÷": "divided by", "±": "plus or minus", "≈": "about", "≠": "is not", "<": "less than", ">": "greater than",
        "≤": "less than or equal to", "≥": "greater than or equal to", "√": "the square root of",
        "∛": "the cube root of", "stars": "stars", "§": "section", "°": "degrees", "∞": "infinity",
        "∑": "the sum of", "∫": "the integral of", "∏": "the product of", "∈": "in", "∴": "therefore", "⇒": "implies", "∝": "proportional to",
        "∪": "union", "∩": "intersection", "∂": "d", "∅": "the empty set", "¬": "not", "∀": "for all", "∃": "there is", "∧": "and", "∨": "or", "⊂": "is a subset of", "⊆": "is a subset of", "∉": "not in",
        "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "^": "to the power of", "^2": "squared", "^3": "cubed",
        "sub": "sub", "over": "over", "by": "by", "to": "to", "dot": "dot", "at": "at", "number": "number",
        "about": "about", "per": "per", "slash": "slash", "port": "port", "and": "and", "or": "or", "version": "version", "hour": "hour",
        "hashtag": "hashtag", "sharp": "sharp", "plus plus": "plus plus", "factorial": "factorial", "of": "",
        "out of": "out of", "code": "Code follows on screen.", "command": "the command on the screen",
    },
    "es": {
        "%": "por ciento", "‰": "por mil", "&": "y", "+": "más", "−": "menos", "=": "igual a", "→": "a", "×": "por",
        "÷": "entre", "±": "más o menos", "≈": "aproximadamente", "≠": "distinto de", "<": "menor que",
        ">": "mayor que", "≤": "menor o igual que", "≥": "mayor o igual que",
        "√": "la raíz cuadrada de", "∛": "la raíz cúbica de", "stars": "estrellas", "§": "sección",
        "∞": "infinito", "∑": "la suma de", "∫": "la integral de", "∏": "el producto de", "∈": "en", "∴": "por tanto", "⇒": "implica",
        "∝": "proporcional a", "∪": "unión", "∩": "intersección", "∂": "d", "∅": "el conjunto vacío", "¬": "no",
        "∀": "para todo", "∃": "existe", "∧": "y", "∨": "o", "⊂": "es subconjunto de", "⊆": "es subconjunto de", "∉": "no está en", "°": "grados", "$": "dólares", "€": "euros", "£": "libras", "¥": "yenes",
        "^": "elevado a", "^2": "al cuadrado", "^3": "al cubo", "sub": "sub", "over": "sobre", "by": "por", "to": "a",
        "dot": "punto", "at": "arroba", "number": "número", "about": "unos", "per": "por", "slash": "barra", "port": "puerto", "and": "y",
        "or": "o", "version": "versión", "hour": "hora", "hashtag": "almohadilla", "sharp": "sharp",
        "plus plus": "más más", "factorial": "factorial", "of": " de", "out of": "sobre", "code": "Hay código en pantalla.", "command": "la orden que ves en pantalla",
    },
}  # fmt: skip

GREEK: Final = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "ϕ": "phi", "ϵ": "epsilon", "ς": "sigma",
}  # fmt: skip
"""English names of Greek letters; the Spanish ones are almost the same."""
GREEK_ES: Final = {
    "alpha": "alfa",
    "phi": "fi",
    "chi": "ji",
    "psi": "psi",
    "epsilon": "épsilon",
    "mu": "mu",
    "rho": "ro",
}

MONTHS: Final = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
MONTHS_SHORT: Final[dict[str, dict[str, int]]] = {
    "en": {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
           "dec": 12},
    "es": {"ene": 1, "feb": 2, "mar": 3, "abr": 4, "may": 5, "jun": 6, "jul": 7, "ago": 8, "sep": 9, "sept": 9, "set": 9,
           "oct": 10, "nov": 11, "dic": 12},
}  # fmt: skip
DAYS: Final = {
    "en": {"mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "weds": "Wednesday", "thu": "Thursday", "thur": "Thursday",
           "thurs": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday"},
    "es": {"lun": "lunes", "mar": "martes", "mié": "miércoles", "mie": "miércoles", "jue": "jueves", "vie": "viernes",
           "sáb": "sábado", "sab": "sábado", "dom": "domingo"},
}  # fmt: skip

MONEY: Final[dict[str, dict[str, Money]]] = {
    "en": {
        "$": Money("dollar", "dollars", "cent", "cents"), "€": Money("euro", "euros", "cent", "cents"),
        "£": Money("pound", "pounds", "penny", "pence"), "¥": Money("yen", "yen"), "₹": Money("rupee", "rupees", "paisa", "paise"),
        "₽": Money("ruble", "rubles", "kopeck", "kopecks"), "₩": Money("won", "won"), "₺": Money("lira", "lira"),
        "₿": Money("bitcoin", "bitcoins"), "₴": Money("hryvnia", "hryvnias"), "₫": Money("dong", "dong"),
        "₦": Money("naira", "naira"), "₱": Money("peso", "pesos"), "฿": Money("baht", "baht"), "₪": Money("shekel", "shekels"),
        "R$": Money("real", "reais", "centavo", "centavos"), "CHF": Money("Swiss franc", "Swiss francs", "centime", "centimes"), "MXN": Money("Mexican peso", "Mexican pesos", "centavo", "centavos"),
        "A$": Money("Australian dollar", "Australian dollars", "cent", "cents"),
        "C$": Money("Canadian dollar", "Canadian dollars", "cent", "cents"), "CNY": Money("yuan", "yuan"),
        "SEK": Money("Swedish krona", "Swedish kronor"), "NOK": Money("Norwegian krone", "Norwegian kroner"),
        "PLN": Money("zloty", "zlotys"), "ARS": Money("Argentine peso", "Argentine pesos"),
        "COP": Money("Colombian peso", "Colombian pesos"), "CLP": Money("Chilean peso", "Chilean pesos"),
        "PEN": Money("sol", "soles"), "BTC": Money("bitcoin", "bitcoins"), "₡": Money("colón", "colones"),
        "NZ$": Money("New Zealand dollar", "New Zealand dollars", "cent", "cents"), "HK$": Money("Hong Kong dollar", "Hong Kong dollars", "cent", "cents"),
        "S$": Money("Singapore dollar", "Singapore dollars", "cent", "cents"), "DKK": Money("Danish krone", "Danish kroner"),
        "zł": Money("zloty", "zlotys"), "Kč": Money("koruna", "korunas"), "kr": Money("krona", "kronor"), "₲": Money("guarani", "guaranis"),
        "ETH": Money("ether", "ether"), "ZAR": Money("rand", "rand"), "Bs": Money("bolivar", "bolivars"),
    },
    "es": {
        "$": Money("dólar", "dólares", "centavo", "centavos"), "€": Money("euro", "euros", "céntimo", "céntimos"),
        "£": Money("libra", "libras", "penique", "peniques"), "¥": Money("yen", "yenes"), "₹": Money("rupia", "rupias"),
        "₽": Money("rublo", "rublos"), "₩": Money("won", "wones"), "₺": Money("lira", "liras"),
        "₿": Money("bitcoin", "bitcoins"), "₴": Money("grivna", "grivnas"), "₫": Money("dong", "dongs"),
        "₦": Money("naira", "nairas"), "₱": Money("peso", "pesos"), "฿": Money("baht", "bahts"), "₪": Money("séquel", "séqueles"),
        "R$": Money("real", "reales", "centavo", "centavos"), "CHF": Money("franco suizo", "francos suizos", "céntimo", "céntimos"),
        "MXN": Money("peso mexicano", "pesos mexicanos", "centavo", "centavos"),
        "A$": Money("dólar australiano", "dólares australianos", "centavo", "centavos"), "C$": Money("dólar canadiense", "dólares canadienses", "centavo", "centavos"),
        "CNY": Money("yuan", "yuanes"), "SEK": Money("corona sueca", "coronas suecas"),
        "NOK": Money("corona noruega", "coronas noruegas"), "PLN": Money("esloti", "eslotis"),
        "ARS": Money("peso argentino", "pesos argentinos"), "COP": Money("peso colombiano", "pesos colombianos"),
        "CLP": Money("peso chileno", "pesos chilenos"), "PEN": Money("sol", "soles", "céntimo", "céntimos"), "BTC": Money("bitcoin", "bitcoins"), "₡": Money("colón", "colones"),
        "NZ$": Money("dólar neozelandés", "dólares neozelandeses"), "HK$": Money("dólar de Hong Kong", "dólares de Hong Kong"),
        "S$": Money("dólar de Singapur", "dólares de Singapur"), "DKK": Money("corona danesa", "coronas danesas"),
        "zł": Money("esloti", "eslotis"), "Kč": Money("corona checa", "coronas checas"), "kr": Money("corona", "coronas"), "₲": Money("guaraní", "guaraníes"),
        "ETH": Money("éter", "éteres"), "ZAR": Money("rand", "rands"), "Bs": Money("bolívar", "bolívares"),
    },
}  # fmt: skip
CODES: Final = {
    "USD": "$", "US$": "$", "U$S": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "RUB": "₽", "KRW": "₩", "CAD": "C$",
    "CA$": "C$", "AUD": "A$", "AU$": "A$", "BRL": "R$", "RMB": "CNY", "Fr.": "CHF", "MX$": "MXN", "S/.": "PEN", "S/": "PEN", "Bs.": "Bs",
    "NZD": "NZ$", "HKD": "HK$", "SGD": "S$", "ARS$": "ARS",
}  # fmt: skip
"""Other notations of the currencies in MONEY."""
SCALES: Final[dict[str, dict[str, str]]] = {
    "en": {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "mm": "million", "MM": "million",
           "b": "billion", "B": "billion", "bn": "billion", "Bn": "billion", "t": "trillion", "T": "trillion", "tn": "trillion"},
    "es": {"k": "mil", "K": "mil", "M": "millones", "MM": "millones", "mdd": "millones", "B": "mil millones",
           "bn": "mil millones"},
}  # fmt: skip
SCALE_WORDS: Final = {
    "en": r"(?:hundred|thousand|million|billion|trillion|quadrillion)",
    "es": r"(?:mil millones|mil|mill[oó]n(?:es)?|bill[oó]n(?:es)?|trill[oó]n(?:es)?)",
}


def _units(table: str) -> dict[str, Name]:
    """Parses lines of "symbols | one | many". Without `many`, the plural is `one` with an s; = means the same as
    `one`."""
    units = {}
    for line in table.strip().splitlines():
        symbols, one, *many = (part.strip() for part in line.split("|"))
        name = Name(one, (many[0] if many[0] != "=" else one) if many else f"{one}s")
        units.update(dict.fromkeys(symbols.split(), name))
    return units


UNITS: Final[dict[str, dict[str, Name]]] = {
    "en": _units("""
km | kilometer
m | meter
cm | centimeter
mm | millimeter
µm um | micrometer
nm | nanometer
km² km2 km^2 | square kilometer
m² m2 m^2 sqm | square meter
cm² cm2 cm^2 | square centimeter
mm² mm2 | square millimeter
m³ m3 m^3 | cubic meter
cm³ cm3 cm^3 cc | cubic centimeter
ft² ft2 ft^2 sqft | square foot | square feet
in² in^2 | square inch | square inches
mi² mi^2 | square mile
yd² yd^2 | square yard
ft³ ft^3 | cubic foot | cubic feet
in³ in^3 | cubic inch | cubic inches
ha | hectare
mi | mile
ft | foot | feet
yd yds | yard
in″ | inch | inches
kg kgs Kg KG | kilogram
g gr | gram
mg | milligram
mcg µg ug | microgram
t | ton
lb lbs | pound
oz | ounce
st | stone | =
ml mL | milliliter
cl cL | centiliter
dl dL | deciliter
l L | liter
gal gals | gallon
qt qts | quart
pt | pint
pts | point
tbsp tbsps Tbsp tbs | tablespoon
tsp tsps | teaspoon
B | byte
kB KB kb | kilobyte
MB mb | megabyte
GB gb | gigabyte
TB tb | terabyte
PB | petabyte
KiB | kibibyte
MiB | mebibyte
GiB | gibibyte
TiB | tebibyte
N·m | newton meter
Mb | megabit
Gb | gigabit
kbps Kbps kbit/s | kilobit per second | kilobits per second
Mbps mbps Mbit/s | megabit per second | megabits per second
Gbps gbps Gbit/s | gigabit per second | gigabits per second
Hz | hertz | =
kHz KHz | kilohertz | =
MHz | megahertz | =
GHz | gigahertz | =
THz | terahertz | =
W | watt
mW | milliwatt
kW KW | kilowatt
MW | megawatt
GW | gigawatt
Wh | watt hour
kWh KWh kwh kW·h | kilowatt hour
MWh | megawatt hour
mAh | milliamp hour
Ah | amp hour
A | amp
mA | milliamp
V | volt
mV | millivolt
kV | kilovolt
ohm ohms | ohm
kohm | kilohm
Mohm | megohm
µF uF | microfarad
nF | nanofarad
pF | picofarad
mH | millihenry | millihenries
N | newton
Nm | newton meter
J | joule
kJ | kilojoule
MJ | megajoule
cal | calorie
kcal | kilocalorie
eV | electronvolt
Pa | pascal
kPa | kilopascal
hPa | hectopascal
MPa | megapascal
psi | pound per square inch | pounds per square inch
mmHg | millimeter of mercury | millimeters of mercury
dB | decibel
dpi | dot per inch | dots per inch
ppi | pixel per inch | pixels per inch
px | pixel
MP | megapixel
fps | frame per second | frames per second
rpm RPM | revolution per minute | revolutions per minute
bpm BPM | beat per minute | beats per minute
ppm | part per million | parts per million
ppb | part per billion | parts per billion
mph MPH | mile per hour | miles per hour
mpg | mile per gallon | miles per gallon
hp | horsepower | =
lb-ft lb·ft lbf·ft | pound foot | pound feet
ft-lb ft-lbs ft·lb | foot pound
pp | percentage point
kph kmh | kilometer per hour | kilometers per hour
kn kt kts | knot
h hr hrs | hour
min mins | minute
s sec secs | second
ms | millisecond
µs us | microsecond
ns | nanosecond
d | day
wk wks | week
mo mos | month
yr yrs | year
mol | mole
lm | lumen
lx | lux | =
ly | light year
bps | basis point
kbit | kilobit
kpa | kilopascal
bar | bar
atm | atmosphere
T | tesla
Ci | curie
Gy | gray
Sv | sievert
mSv | millisievert
Bq | becquerel
AU | astronomical unit
pc | parsec
Mtoe | million tons of oil equivalent | =
ct cts | carat
min⁻¹ | per minute | =
K | kelvin | =
"""),
    "es": _units("""
km Km kms | kilómetro
m mts mt | metro
cm | centímetro
mm | milímetro
µm um | micrómetro
nm | nanómetro
km² km2 km^2 | kilómetro cuadrado | kilómetros cuadrados
m² m2 m^2 | metro cuadrado | metros cuadrados
cm² cm2 cm^2 | centímetro cuadrado | centímetros cuadrados
m³ m3 m^3 | metro cúbico | metros cúbicos
cm³ cm3 cm^3 cc | centímetro cúbico | centímetros cúbicos
ft² | pie cuadrado | pies cuadrados
ha | hectárea
mi | milla
ft | pie
yd | yarda
in″ | pulgada
kg Kg kgs KG | kilogramo
g gr grs | gramo
mg | miligramo
mcg µg ug | microgramo
t | tonelada
lb lbs | libra
oz | onza
ml mL | mililitro
cl cL | centilitro
dl dL | decilitro
l L lt lts | litro
gal | galón | galones
cda cdas | cucharada
cdta cdtas cdita cditas | cucharadita
B | byte
kB KB kb | kilobyte
MB mb | megabyte
GB gb | gigabyte
TB tb | terabyte
PB | petabyte
KiB | kibibyte
MiB | mebibyte
GiB | gibibyte
Mb | megabit
Gb | gigabit
kbps Kbps | kilobit por segundo | kilobits por segundo
Mbps mbps | megabit por segundo | megabits por segundo
Gbps gbps | gigabit por segundo | gigabits por segundo
Hz | hercio
kHz KHz | kilohercio
MHz | megahercio
GHz | gigahercio
THz | terahercio
W | vatio
kW KW | kilovatio
MW | megavatio
GW | gigavatio
Wh | vatio hora | vatios hora
kWh KWh kwh kW·h | kilovatio hora | kilovatios hora
MWh | megavatio hora | megavatios hora
mAh | miliamperio hora | miliamperios hora
Ah | amperio hora | amperios hora
A | amperio
mA | miliamperio
V | voltio
mV | milivoltio
kV | kilovoltio
ohm | ohmio
kohm | kiloohmio
Mohm | megaohmio
uF µF | microfaradio
nF | nanofaradio
pF | picofaradio
cv CV | caballo
pp | punto porcentual | puntos porcentuales
pb | punto básico | puntos básicos
ppp | punto por pulgada | puntos por pulgada
mSv | milisievert
MPa | megapascal | megapascales
N | newton
Nm | newton metro | newtons metro
J | julio
kJ | kilojulio
cal | caloría
kcal | kilocaloría
eV | electronvoltio
Pa | pascal | pascales
kPa | kilopascal | kilopascales
hPa | hectopascal | hectopascales
mmHg | milímetro de mercurio | milímetros de mercurio
dB | decibelio
px | píxel | píxeles
MP | megapíxel | megapíxeles
fps | fotograma por segundo | fotogramas por segundo
rpm RPM | revolución por minuto | revoluciones por minuto
bpm lpm | latido por minuto | latidos por minuto
ppm | parte por millón | partes por millón
ppb | parte por mil millones | partes por mil millones
mph | milla por hora | millas por hora
kph kmh | kilómetro por hora | kilómetros por hora
h hs hr hrs | hora
min mins | minuto
s seg segs | segundo
ms | milisegundo
µs us | microsegundo
ns | nanosegundo
d | día
mol | mol | moles
lm | lumen | lúmenes
hab hab. | habitante
msnm | metro sobre el nivel del mar | metros sobre el nivel del mar
págs págs. | página
pers | persona
VA | voltamperio
kp | kilopondio
ud uds | unidad | unidades
K | kelvin
"""),
}
SPACED: Final = frozenset("m g l t d s h A V W N J K B L st in B cal mi pt kn Pa mo eV ha".split())
"""Units that require a space before them, because others look alike: 5G, 3M, 10d, A4."""
LOOSE: Final = frozenset("m g l s h V W L K".split())
"""Those of SPACED that are also written without a space: 5m, 20s."""
WHOLES: Final[dict[str, dict[str, str]]] = {
    "en": {"h": "hour", "hr": "hour", "hour": "hour", "s": "second", "sec": "second", "second": "second", "min": "minute",
           "minute": "minute", "day": "day", "d": "day", "week": "week", "wk": "week", "month": "month", "mo": "month",
           "year": "year", "yr": "year", "night": "night", "person": "person", "kg": "kilogram", "g": "gram", "l": "liter",
           "L": "liter", "ml": "milliliter", "mL": "milliliter", "km": "kilometer", "m": "meter", "cm³": "cubic centimeter",
           "cm3": "cubic centimeter", "m²": "square meter", "m2": "square meter", "m³": "cubic meter", "m3": "cubic meter",
           "lb": "pound", "oz": "ounce", "gal": "gallon", "mi": "mile", "sq ft": "square foot", "ft²": "square foot",
           "s²": "second squared", "s2": "second squared", "user": "user", "unit": "unit", "dl": "deciliter",
           "dL": "deciliter", "kWh": "kilowatt hour", "km²": "square kilometer", "km2": "square kilometer", "head": "head", "share": "share", "item": "item", "page": "page",
           "token": "token", "minute ": "minute", "capita": "capita", "seat": "seat", "game": "game", "mol": "mole"},
    "es": {"h": "hora", "hora": "hora", "s": "segundo", "seg": "segundo", "segundo": "segundo", "min": "minuto",
           "minuto": "minuto", "día": "día", "dia": "día", "semana": "semana", "mes": "mes", "año": "año", "noche": "noche",
           "persona": "persona", "kg": "kilo", "kilo": "kilo", "g": "gramo", "l": "litro", "L": "litro", "litro": "litro",
           "ml": "mililitro", "km": "kilómetro", "m": "metro", "m²": "metro cuadrado", "m2": "metro cuadrado",
           "m³": "metro cúbico", "m3": "metro cúbico", "cm³": "centímetro cúbico", "s²": "segundo al cuadrado",
           "hab": "habitante", "hab.": "habitante", "ud": "unidad", "pers": "persona", "habitante": "habitante", "usuario": "usuario", "unidad": "unidad",
           "dl": "decilitro", "dL": "decilitro", "kWh": "kilovatio hora", "km²": "kilómetro cuadrado", "km2": "kilómetro cuadrado", "ha": "hectárea", "página": "página",
           "d": "día", "mol": "mol"},
}  # fmt: skip
"""Words allowed after the slash of a rate: 10 litres/day."""
for _language, _words in (
    (
        "en",
        (
            "side serving slice cup box bottle pack session class trip visit dose player student child household "
            "worker vote request"
        ),
    ),
    (
        "es",
        (
            "lado ración porción taza caja botella paquete sesión clase viaje visita dosis alumno niño hogar "
            "trabajador voto"
        ),
    ),
):
    WHOLES[_language] |= {word: word for word in _words.split()}
for _wholes in WHOLES.values():
    _wholes |= {key.replace("²", "^2").replace("³", "^3"): name for key, name in _wholes.items()}
