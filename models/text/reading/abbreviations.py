"""Abbreviations of English and Spanish: their meanings, and which full stops end no sentence. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from models.text.aligned import Aligned, Part, just_before

_ALWAYS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "mr": "Mister", "mrs": "Missus", "ms": "Ms", "mx": "Mix", "jr": "Junior", "vs": "versus", "etc": "et cetera",
        "al": "al", "approx": "approximately", "dept": "department", "inc": "Incorporated", "ltd": "Limited",
        "corp": "Corporation", "bros": "Brothers", "ave": "Avenue", "blvd": "Boulevard", "rd": "Road", "hwy": "Highway",
        "pkwy": "Parkway", "prof": "Professor", "govt": "government", "est": "established", "max": "maximum",
        "min": "minimum", "avg": "average", "misc": "miscellaneous", "intl": "international", "assoc": "Association",
        "univ": "University", "hon": "Honorable", "drs": "Doctors", "profs": "Professors", "messrs": "Messrs", "esq": "Esquire",
        "a.k.a": "also known as", "e.g": "for example", "i.e": "that is", "cf": "compare", "viz": "namely", "ibid": "ibidem",
        "resp": "respectively", "bldg": "building", "asst": "assistant", "mgr": "manager", "incl": "including", "excl": "excluding", "tel": "telephone", "ext": "extension",
        "ph.d": "P H D", "p.p.s": "P P S", "r.s.v.p": "R S V P", "n.b": "N B", "p.s": "P S",
    },
    "es": {
        "sr": "señor", "sra": "señora", "srta": "señorita", "sres": "señores", "sras": "señoras", "srs": "señores",
        "dr": "doctor", "dra": "doctora", "dres": "doctores", "drs": "doctores", "ud": "usted", "uds": "ustedes",
        "vd": "usted", "vds": "ustedes", "etc": "etcétera", "prof": "profesor", "profa": "profesora", "lic": "licenciado",
        "licda": "licenciada", "ing": "ingeniero", "arq": "arquitecto", "gral": "general", "cnel": "coronel", "sto": "santo",
        "sta": "santa", "mtro": "maestro", "mtra": "maestra", "hnos": "hermanos", "cía": "compañía", "cia": "compañía",
        "tel": "teléfono", "tfno": "teléfono", "telf": "teléfono", "máx": "máximo", "aprox": "aproximadamente",
        "dpto": "departamento", "depto": "departamento", "avda": "avenida", "izq": "izquierda", "izda": "izquierda",
        "dcha": "derecha", "der": "derecha", "prov": "provincia", "admón": "administración", "atte": "atentamente",
        "pza": "plaza", "plza": "plaza", "ctra": "carretera", "p.ej": "por ejemplo", "p. ej": "por ejemplo",
        "pto": "punto", "vs": "versus", "ee.uu": "Estados Unidos", "ee. uu": "Estados Unidos", "q.e.p.d": "que en paz descanse",
        "rr.hh": "recursos humanos", "rr. hh": "recursos humanos", "ff.aa": "Fuerzas Armadas", "cc.oo": "Comisiones Obreras",
        "a.c": "antes de Cristo", "a. c": "antes de Cristo", "d.c": "después de Cristo", "d. c": "después de Cristo",
        "s.a": "S A", "s. a": "S A", "s.l": "S L",
        "s. l": "S L", "i.e": "es decir", "e.g": "por ejemplo", "id": "ídem", "ibíd": "ibídem", "excmo": "excelentísimo",
        "ilmo": "ilustrísimo", "apdo": "apartado", "incl": "incluido", "sgto": "sargento", "cmdte": "comandante",
        "c.p": "código postal", "c. p": "código postal", "p.d": "posdata", "p. d": "posdata", "jj.oo": "Juegos Olímpicos",
        "jj. oo": "Juegos Olímpicos", "cc.aa": "comunidades autónomas", "cc. aa": "comunidades autónomas",
        "ff. aa": "Fuerzas Armadas", "rr.ss": "redes sociales", "rr. ss": "redes sociales", "s.l.u": "S L U", "cf": "cónfer",
        "op. cit": "obra citada", "v. gr": "verbigracia", "v.gr": "verbigracia", "al": "al", "expte": "expediente",
        "blvr": "bulevar", "blvd": "bulevar", "cel": "celular", "ext": "extensión",
        "ff.cc": "ferrocarriles", "ff. cc": "ferrocarriles", "s.a.r": "su alteza real", "s. a. r": "su alteza real",
        "s.m": "su majestad", "s. m": "su majestad", "ss.mm": "sus majestades", "ss. mm": "sus majestades",
        "v.º b.º": "visto bueno", "vº bº": "visto bueno", "p.v.p": "P V P", "b.o.e": "B O E",
        "fco": "Francisco", "lda": "licenciada", "ldo": "licenciado", "fdo": "firmado", "rte": "remitente", "dto": "de descuento", "dcto": "de descuento",
        "pte": "presidente", "cdta": "cucharadita", "cdtas": "cucharaditas", "cdita": "cucharadita", "cda": "cucharada",
        "cdas": "cucharadas", "ltda": "limitada", "mín": "mínimo", "bibl": "biblioteca", "edif": "edificio",
        "tlf": "teléfono", "tlfno": "teléfono", "cta": "cuenta", "ntra": "nuestra", "ntro": "nuestro", "pral": "principal",
        "núm": "número", "nro": "número", "núms": "números",
    },
}  # fmt: skip
_BEFORE_NUMBER: Final[dict[str, dict[str, str]]] = {
    "en": {
        "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "pg": "page", "vol": "volume", "vols": "volumes",
        "ch": "chapter", "chap": "chapter", "fig": "figure", "figs": "figures", "sec": "section", "art": "article",
        "ed": "edition", "eq": "equation", "c": "circa", "ca": "circa", "apt": "apartment", "rm": "room", "ver": "version",
        "v": "version", "ex": "example", "tab": "table", "pt": "part", "ep": "episode", "pop": "population", "lat": "latitude",
        "long": "longitude", "lon": "longitude", "ste": "suite", "sect": "section", "para": "paragraph", "app": "appendix",
        "op": "opus", "rte": "route", "wt": "weight", "qty": "quantity", "exp": "expires", "fn": "footnote", "num": "number",
    },
    "es": {
        "no": "número", "n": "número", "p": "página", "pp": "páginas", "pág": "página", "pag": "página", "págs": "páginas",
        "pags": "páginas", "vol": "volumen", "vols": "volúmenes", "cap": "capítulo", "caps": "capítulos", "fig": "figura",
        "figs": "figuras", "sec": "sección", "art": "artículo", "arts": "artículos", "ed": "edición", "c": "circa",
        "ca": "circa", "apto": "apartamento", "ej": "ejemplo", "ec": "ecuación", "v": "versión", "km": "kilómetro",
        "ver": "versión", "ep": "episodio", "t": "tomo", "min": "minuto", "op": "opus",
    },
}  # fmt: skip
_BEFORE_NAME: Final[dict[str, dict[str, str]]] = {
    "en": {
        "dr": "Doctor", "st": "Saint", "sr": "Senior", "mt": "Mount", "ft": "Fort", "gen": "General", "col": "Colonel",
        "lt": "Lieutenant", "sgt": "Sergeant", "capt": "Captain", "cpt": "Captain", "maj": "Major", "cmdr": "Commander",
        "adm": "Admiral", "rev": "Reverend", "gov": "Governor", "sen": "Senator", "rep": "Representative",
        "pres": "President", "fr": "Father", "supt": "Superintendent", "det": "Detective", "hon": "Honorable",
    },
    "es": {
        "d": "don", "dña": "doña", "dª": "doña", "av": "avenida", "cap": "capitán", "tte": "teniente", "cte": "comandante",
        "fr": "fray", "pl": "plaza", "pdte": "presidente", "mons": "monseñor", "gob": "gobernador",
        "sen": "senador", "dip": "diputado", "st": "saint", "urb": "urbanización", "col": "colonia", "edo": "estado",
    },
}  # fmt: skip
_AFTER_NAME: Final = {"st": "Street", "dr": "Drive", "ln": "Lane", "ct": "Court", "pl": "Place", "sq": "Square", "co": "Company",
                      "sr": "Senior", "ter": "Terrace"}  # fmt: skip
"""English abbreviations after a name: Wall St., Ford Motor Co."""
_QUARTERS: Final = {"NE": "northeast", "NW": "northwest", "SE": "southeast", "SW": "southwest"}
_NTH: Final = ("primer", "segundo", "tercer", "cuarto")
_LETTERS: Final = r"(?<![\w.])(?!(?i:[ap]\.m\.))(?:[^\W\d_]\.){2,}"
"""Abbreviations spelt letter by letter: U.S., B.C., J.R.R."""
_NO_END: Final = frozenset(
    "jan feb mar apr jun jul aug sept sep oct nov dec ene abr ago dic mon tue tues wed thu thur thurs fri sat "
    "sun lun mié mie "
    "jue vie sáb sab dom ed est fig figs ej ee uu ph d.c a.c ee.uu mss et seq lb lbs oz ft hr hrs yr yrs cdta cda "
    "rr hh ff aa cc oo jj ss mm pág págs pag pags núm núms nro av c/ tbsp tsp tbsps tsps fl qts gals pkg pkgs "
    "cdas cdtas uds bs s/ gal matt prov jer rom phil".split()
)
_MAY_END: Final = frozenset(
    "no p ch ed ex c n v t art cap sec pt ep tab ver d pl col min max al id der est co kg kgs gr grs ml lts "
    "mts cm mm km dto dcto lat long pop op pte inc mo in".split()
)
"""Abbreviations that are also words or ends of sentences; the next text decides."""


def ends_no_sentence(word: str) -> bool:
    """Whether `word`, with its full stop, is an abbreviation after which the sentence goes on."""
    bare = word.lower().rstrip(".")
    return bare in _known() and bare not in _MAY_END


def may_go_on(word: str) -> bool:
    """Whether `word` with its full stop is an abbreviation only before a number or a name: "No. 5", "et al."."""
    return word.lower().rstrip(".").rsplit("/", 1)[-1] in _MAY_END


def titles(word: str) -> bool:
    """Whether `word` with its full stop requires a name after it, so that no clause may end there: "Mr. and Mrs."."""
    return word.endswith(".") and ends_no_sentence(word)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    tables = [*_ALWAYS.values(), *_BEFORE_NUMBER.values(), *_BEFORE_NAME.values()]
    return _NO_END | frozenset(_AFTER_NAME) | frozenset(word for table in tables for word in table)


_CAPITAL: Final = "[A-ZÁÉÍÓÚÑ]"
_ONLY_DIGITS: Final = frozenset("no nos n c ca v ver ed".split())
"""Abbreviations after which Roman letters are no numbers: "No. I am not"."""
_STARTERS: Final = (
    r"(?:The|It|He|She|They|We|I(?!\.)|This|That|In|But|And|There|You|A(?!\.)|An|My|His|Her|Its|Our|At|On|If|As|"
    r"So|Then)\b"
)


@lru_cache(maxsize=8)
def _pattern(language: str, place: str) -> str:
    table = {"always": _ALWAYS, "number": _BEFORE_NUMBER, "name": _BEFORE_NAME}[place][language]
    names = "|".join(re.escape(word).replace("\\ ", r"\s?") for word in sorted(table, key=len, reverse=True))
    after = {
        "always": r"\.",
        "number": r"\.\s?(?=[(#~≈]?\d|[IVXL]+\b)",
        "name": rf"\.\s?(?={_CAPITAL}|(?:and|or|&)\s)(?!{_STARTERS})"
        if language == "en"
        else rf"\.\s?(?={_CAPITAL}|[yeou]\s)",
    }[place]
    # "S.A." within "S.A.R." is none.
    return rf"(?<![\w.])((?i:{names})){after}(?!(?<=[^\W\d_]\.)[^\W\d_]\.)"


def abbreviations(spoken: Aligned, language: str) -> None:
    """Writes out abbreviations with a full stop. One that also ends the text stays."""
    if language == "en":
        spoken.sub(r"\bWW(I{1,2})\b", lambda m: [f"World War {'one' if m[1] == 'I' else 'two'}"])
        spoken.sub(r"\bRm (?=\d)", lambda m: ["room "])
    else:
        spoken.sub(
            r"(?<!\w)([1-4])\.?º? ?T\b(?= (?:de|del) \d|\.?$|,)", lambda m: [(f"{_NTH[int(m[1]) - 1]} trimestre", 0)]
        )
    _bare(spoken, language)
    if not set("./º№") & set(spoken.text):
        return
    if language == "es":
        spoken.sub(rf"(?<!\w)[Cc]/\s?(?={_CAPITAL})", lambda m: ["calle "])
        spoken.sub(rf"(?<!\w)e/ (?={_CAPITAL}|calles\b)", lambda m: ["entre "])
        spoken.sub(r"(?<!\w)[Nn]\.?[º°]s?\.?\s?(?=[A-Z]{0,3}\d)|№\s?", lambda m: ["número "])
        spoken.sub(r"(?<!\w)([Kk])m (?=\d)", lambda m: [1, "ilómetro "])
        if re.search(r"(?i)\b(?:piso|casa|apartamento|vivienda|baños?|chalet|hotel)\b", spoken.text):
            spoken.sub(r"(\d )hab\b\.?", lambda m: [1, "habitación" if m[1] == "1 " else "habitaciones", _unit_stop(m)])
        spoken.sub(r"(?<=\d )uds?\b\.?", lambda m: ["unidades", _unit_stop(m)])
        spoken.sub(r"(?<=\d )pers\.", lambda m: ["personas", _unit_stop(m)])
        spoken.sub(
            r"(?<=\d)(\s?)(cdas?|cdtas?|cditas?|hs?|hrs?|min|mins|segs?|kgs?|grs?|lts?|mts?|cms?|mls?|kms?)\.",
            lambda m: [1, 2, _unit_stop(m)],
        )
        spoken.sub(r"(?<!\w)[Pp]\.?º (?=(?:de|del)\b|[A-Z])", lambda m: ["paseo "])
        spoken.sub(r"(?<!\w)([DM])\.?ª (?=[A-ZÁÉÍÓÚÑ])", lambda m: ["doña " if m[1] == "D" else "María "])
        spoken.sub(r"(?<!\w)([Nn])\.?ª (?=S)", lambda m: ["nuestra "])
        spoken.sub(r"(?<!\w)[Ss]/[Nn]\b", lambda m: ["sin número"])
        spoken.sub(r"(?<!\w)n\.?os (?=\d)", lambda m: ["números "])
        spoken.sub(r"(?<=\d\.ª )ed\.|(?<=\dª )ed\.", lambda m: ["edición", _unit_stop(m)])
        spoken.sub(r"(?<!\w)h\. (?=\d{3,4}\b)", lambda m: ["hacia "])
        spoken.sub(r"(?<=\d y )ss\.", lambda m: ["siguientes", _unit_stop(m)])
        spoken.sub(r"(?<!\w)C\. ?P\. ?(\d{5})\b", lambda m: ["código postal ", (" ".join(m[1]), 1)])
        spoken.sub(r"(?<!\w)c/u\b", lambda m: ["cada uno"])
        spoken.sub(r"(?<!\w)([Nn])[º°] (?=de )", lambda m: ["número "])
        spoken.sub(r"(?<=/)uds?\b\.?", lambda m: ["unidad"])
        spoken.sub(r"(?<!\w)(\d{1,2}) y ([1-3][/⁄][2-8])(?= [a-z])", lambda m: [1, " ", 2])
        spoken.sub(r"(?<!\w)a/a (?=[A-ZÁÉÍÓÚÑ])", lambda m: ["a la atención de "])
        spoken.sub(r"(?<!\w)([Ss]{1,2})\.\s?(?=[IVX]+\b)", lambda m: ["siglo " if len(m[1]) == 1 else "siglos "])
        spoken.sub(r"(?<![\w.])([aAdD])\.\s?(?:de\s)?C\.", lambda m: [_ALWAYS["es"][f"{m[1].lower()}.c"], _stop(m)])
    else:
        units = r"ft|in|hrs?|mins?|secs?|yrs?|lbs?|oz|mi|yd|sq|tbsps?|tsps?|qts?|pts?|gals?|pkgs?"
        spoken.sub(r"(?<=\d)(\s?[Ff]l)\. ?([Oo]z)\b\.?", lambda m: [1, " ", 2, _unit_stop(m)])
        spoken.sub(rf"(?<=\d)([\s-]?)((?i:{units}))\.", lambda m: [1, 2, _unit_stop(m)])
        spoken.sub(r"(?<=\d(?:st|nd|rd|th) )(c|fl)\.", lambda m: ["century" if m[1] == "c" else "floor", _unit_stop(m)])
        spoken.sub(r"(?<=\d(?:st|nd|rd|th) )ed\.", lambda m: ["edition", _unit_stop(m)])
        spoken.sub(r"(?<!\w)c/o\b", lambda m: ["care of"])
        spoken.sub(
            r"(?<![\w.])([bdr])\. ?(?=(?:c\.|ca\.|circa)? ?\d{3,4}\b)",
            lambda m: [{"b": "born ", "d": "died ", "r": "reigned "}[m[1]]],
        )
        spoken.sub(
            r"(?<=\d )c\. ?(?=[a-z])",
            lambda m: [
                "cups " if not m.string[: m.start()].endswith(" 1 ") and m.string[: m.start()] != "1 " else "cup "
            ],
        )
        spoken.sub(r"(?<!\w)Attn\b[.:]?", lambda m: ["attention"])
        spoken.sub(r" x(?<=\d{4} x)(\d{2,5})\b", lambda m: [" extension ", 1])
        spoken.sub(
            r"\b(Ave\.|Avenue|Street|St\.|Road|Rd\.|Drive|Boulevard|Blvd\.|Lane|Place) (NE|NW|SE|SW)\b",
            lambda m: [1, " ", (_QUARTERS[m[2]], 2)],
        )
        spoken.sub(r"(?<!\w)b/w(?= )", lambda m: ["between"])
        spoken.sub(r"(?<!\w)b/c(?= )", lambda m: ["because"])
        spoken.sub(r"(?<![\w.])inc\. (?=[a-z]|VAT\b|tax\b)", lambda m: ["including "])
        spoken.sub(r"((?:&|and) )Co\.", lambda m: [1, "Company", _stop(m)])
        spoken.sub(
            rf"(?<!\w)([A-Z0-9][\w']*\s)(St|Dr|Ln|Ct|Pl|Sq|Co|Sr|Ter)\.(?=\s+{_STARTERS}|\s+[^A-ZÁÉÍÓÚÑ]|\W*$|[,;:])",
            lambda m: [1, _AFTER_NAME[m[2].lower()], _stop(m)],
        )
        spoken.sub(r"№\s?|\b[Nn][º°]\s?(?=\d)", lambda m: ["number "])
        spoken.sub(r"(?<=\w )v\.(?=\s[A-Za-z])", lambda m: ["versus"])
        spoken.sub(r"(?<=\d)(\s?)([mk])\.p\.h\.", lambda m: [1, 2, "ph", _stop(m)])
    for place, table in (("number", _BEFORE_NUMBER), ("name", _BEFORE_NAME), ("always", _ALWAYS)):
        words = {re.sub(r"\s", "", key): said for key, said in table[language].items()}

        def write_out(m: re.Match[str], words: dict[str, str] = words, place: str = place) -> list[Part]:
            key = re.sub(r"\s", "", m[1].lower())
            if place == "number" and key in _ONLY_DIGITS and not m.string[m.end()].isdecimal():
                return [0]
            if key in ("min", "max") and re.search(r"[\d/]\s?$", just_before(m)):
                return [0]
            if place == "always" and len(m[1]) > 2 and m[1].isupper() and "." not in m[1]:
                return [0]  # EST. is no "est."
            ends = key == "etc" and re.match(rf"\s+{_CAPITAL}", m.string[m.end() :])
            return [_as_written(m, words[key]), " " if place != "always" else "." if ends else _stop(m)]

        spoken.sub(_pattern(language, place), write_out)
    spoken.sub(_LETTERS, lambda m: [" ".join(m[0].replace(".", "").upper()), _stop(m)])


_WITHIN: Final = re.compile(r"[\w.]")


def _bare(spoken: Aligned, language: str) -> None:
    """Writes out what is also written without a full stop, before a name: Dr Smith, la Sra Díaz; and vs."""
    titles = {
        "en": {"Mr": "Mister", "Mrs": "Missus", "Dr": "Doctor", "Prof": "Professor"},
        "es": {
            "Sr": "señor",
            "Sra": "señora",
            "Dr": "doctor",
            "Dra": "doctora",
            "Srta": "señorita",
            "Prof": "profesor",
        },
    }[language]
    spoken.sub(  # begins with a letter, which is found soonest
        rf"([MSDP]r(?:a|s|of|ta)?)(?= {_CAPITAL})",
        lambda m: (
            [_as_written(m, titles[m[1]])]
            if m[1] in titles and not _WITHIN.match(m.string[m.start() - 1 : m.start()])
            else [0]
        ),
    )
    spoken.sub(r"(?<= )vs(?= )", lambda m: ["versus"])
    if language == "en":
        after = {
            "Utd": "United",
            "Jr": "Junior",
            "Ltd": "Limited",
            "Blvd": "Boulevard",
            "Hwy": "Highway",
            "Dept": "Department",
        }
        spoken.sub(rf"(?<=[a-z] )({'|'.join(after)})\b\.?(?! of\b)", lambda m: [after[m[1]], _stop(m)])
        spoken.sub(
            r"(?<!\w)(Dept|Govt|govt)\b(?!\.)", lambda m: [{"d": "department", "g": "government"}[m[1][0].lower()]]
        )
        spoken.sub(r"(?<!\w)approx(?= )", lambda m: ["approximately"])


def _as_written(m: re.Match[str], said: str) -> str:
    """Returns the word, with a capital at the beginning of a sentence."""
    begins = m[1][0].isupper() and not m.string[: m.start()].strip(' ¿¡"«(')
    return said[0].upper() + said[1:] if begins else said


def _unit_stop(m: re.Match[str]) -> str:
    """Returns the full stop, where a sentence begins after it, or nothing does."""
    rest = m.string[m.end() :]
    return (
        "."
        if m[0].endswith(".") and (not rest.strip(" \"'”’»)*_") or re.match(rf"\s+{_CAPITAL}[a-zñáéíóú]", rest))
        else ""
    )


def _stop(m: re.Match[str]) -> str:
    """Returns the full stop, where it also ends the text."""
    return "" if m.string[m.end() :].strip(" \"'”’»)*_") else "."
