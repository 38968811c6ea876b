"""Converts Roman numerals: decides which are numbers, and whether they are read as "the second" or "two". Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned, Part
from models.text.reading.spanish_nouns import gender
from models.text.spelling import cardinal, ordinal, year

_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_VALID: Final = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_RULERS: Final = (
    "Henry Elizabeth Charles George Edward William James Richard Louis Philip Napoleon Paul Benedict Pius Francis Leo "
    "Nicholas Alexander Peter Catherine Frederick Ferdinand Alfonso Carlos Mary Emmanuel Emanuel Gustav Gustaf Christian "
    "Haakon Harald Ramses Ramesses Rameses Thutmose Ptolemy Darius Xerxes Cyrus Artaxerxes Otto Leopold Wilhelm Franz "
    "Friedrich Umberto Felipe Isabel Isabella Margaret Margrethe Wilhelmina Ivan Robert David Stephen Constantine "
    "Justinian Theodosius Selim Mehmed Murad Suleiman Clement Innocent Gregory Urban Boniface Sixtus Julius Adrian Hadrian "
    "Celestine Rama Pedro João Afonso Casimir Sigismund Baldwin Amenhotep Seti Abdullah Hussein Albert Olav Carl Karl "
    "Joseph Maximilian Rudolf Victor Mohammed Hassan Tutankhamun Cleopatra John Anne Sancho Enrique Fernando Juan Luis Pío "
    "Benedicto Juana María Catalina Cristina Margarita Victoria Enriqueta Jaime Ramiro Ordoño García Alejandro Nicolás "
    "Pablo Francisco León Inocencio Clemente Gregorio Urbano Bonifacio Sixto Julio Adriano Celestino Guillermo Jorge Jacobo "
    "Ricardo Eduardo Federico Maximiliano Rodolfo José Otón Balduino Alberto Leopoldo Humberto Gustavo Carlomagno Pipino "
    "Constantino Justiniano Teodosio Tolomeo Ptolomeo Ramsés Tutmosis Amenofis Darío Jerjes Ciro Artajerjes Abderramán "
    "Almanzor Boabdil Mehmet Solimán Amadeo Augusto Segismundo Iván Mohamed Petronila Urraca Blanca Leonor Guillermina "
    "Juliana Beatriz Ana Sofía Cosme Lorenzo Berenguer Raimundo"
).split()
_TITLES: Final = (
    "king queen pope emperor empress tsar czar prince princess pharaoh sultan duke count kaiser shah".split()
)
_WOMEN: Final = frozenset(
    "Isabel Juana María Catalina Cristina Margarita Victoria Petronila Urraca Blanca Leonor Guillermina Juliana Beatriz Ana "
    "Sofía Cleopatra Enriqueta Elizabeth".split()
)
_NUMBERED: Final = {
    "en": (
        "War|Chapter|Part|Act|Scene|Type|Phase|Volume|Vol|Book|Section|Article|Title|Class|Grade|Stage|Level|Bowl|Mark|"
        "Appendix|Figure|Table|Unit|Module|Episode|Round|Category|Group|Division|Canto|Psalm|Apollo|Gemini|Saturn|Vatican|"
        "Schedule|Step|Lesson|Amendment|Corinthians|Kings|Samuel|Timothy|page|number|volume|verse|Bipolar|Factor|Tier|Zone"
    ),
    "es": (
        "siglos?|capítulo|parte|acto|escena|tipo|fase|volumen|tomo|libro|sección|artículo|título|clase|grado|etapa|nivel|"
        "apéndice|figura|tabla|unidad|módulo|episodio|ronda|categoría|grupo|división|canto|salmo|Apolo|página|número|época|"
        "tema|anexo|lección|año|paso|versículo|factor|zona"
    ),
}  # fmt: skip
_EVENTS: Final = (
    "Guerra|República|Internacional|(?i:edición|aniversario|congreso|feria|festival|premio|copa|maratón|"
    "centenario|campeonato|cumbre|"
    "legislatura|olimpiada|encuentro|concurso|torneo|asamblea|semana|simposio|bienal|certamen|dinastía|conferencia|muestra)"
)
_ROMAN: Final = "[IVXLCDM]"


def romans(spoken: Aligned, language: str) -> None:
    """Converts numerals whose preceding words mark them as numbers: Henry VIII, World War I, Chapter IV, siglo XXI,
    la II Guerra."""
    nouns = _NUMBERED.get(language, _NUMBERED["en"])
    small = r"ii|iii|iv|vi{1,3}|ix|xi{1,2}"
    spoken.sub(
        rf"(?<!\w)((?i:{nouns})\.? )({small})(?!\w)", lambda m: [1, (cardinal(value(m[2].upper()), language), 2)]
    )
    spoken.sub(rf"(?<!\S)\((i|{small})\)(?=\s)", lambda m: ["(", (cardinal(value(m[1].upper()), language), 1), ")"])
    if not re.search(rf"\b{_ROMAN}+\b", spoken.text):
        return
    if language == "es":
        spoken.sub(
            rf"(?<!\w)([Ee]l|[Ll]a|[Dd]el|[Aa]l|de la)( )({_ROMAN}+)(?= [A-ZÁÉÍÓÚÑ]?[^\W\d_]{{2,}})",
            _before_noun_in_spanish,
        )
        spoken.sub(rf"(?<!\w)([IVX]+)( )(?=({_EVENTS})\b)", _bare_in_spanish)
    rulers = "|".join(_RULERS)
    titles = "|".join(_TITLES)
    spoken.sub(
        rf"(?<!\w)((?:{rulers}))( (?:the )?)({_ROMAN}+)(?!\w|['’](?!s\b))(?!\.\w)",
        lambda m: _of_a_ruler(m, language),
    )
    if language != "es":
        spoken.sub(
            rf"(?<!\w)((?i:{titles}) [A-Z]\w+)( )({_ROMAN}+)(?!\w|['’](?!s\b))(?!\.\w)",
            lambda m: _of_a_ruler(m, language),
        )
        spoken.sub(
            rf"(?<!\w)({_ROMAN}{{2,}})(?=(?:st|nd|rd|th)? (?:[Cc]entury|centuries|dynasty|Dynasty)\b)(?:st|nd|rd|th)?",
            _th,
        )
    to = {"en": " to ", "es": " a "}["es" if language == "es" else "en"]
    spoken.sub(
        r"(?<=[a-z] )([IVX]+)\s?[-–]\s?([IVX]+)(?!\w)",
        lambda m: (
            [(cardinal(value(m[1]), language), 1), to, (cardinal(value(m[2]), language), 2)]
            if value(m[1]) and value(m[2])
            else [0]
        ),
    )
    spoken.sub(
        rf"(?<!\w)((?i:{nouns})s )({_ROMAN}+)(?=(?: (?:and|to|or|through|&|y|a|o)|,|\s?[-–]) ?{_ROMAN}+\b)",
        lambda m: _plain(m, language),
    )
    spoken.sub(rf"(?<!\w)((?i:{nouns})\.? )({_ROMAN}+)(?!\w|['’](?!s\b))(?!\.\w)", lambda m: _plain(m, language))
    spoken.sub(
        rf"(?<!\w)((?i:{nouns})s? \w+ (?:and|to|y|a|al|-|–|o|or) )({_ROMAN}+)(?!\w|['’](?!s\b))",
        lambda m: _plain(m, language),
    )
    spoken.sub(
        r"(?<!\w)([A-ZÁÉÍÓÚÑ][^\W\d_]+ )([IVX]{1,4})( (?:&|and|to|or|y|e|o|a) )([IVX]{2,4})(?!\w)",
        lambda m: (
            [1, (cardinal(value(m[2]), language), 2), 3, (cardinal(value(m[4]), language), 4)]
            if value(m[2]) and value(m[4])
            else [0]
        ),
    )
    # I, II, and III
    spoken.sub(
        r"(?<!\w)(?<![A-Z], )([IVX]{1,4})(, )([IVX]{2,4})(,? (?:and|or|y|o) )([IVX]{2,4})(?!\w)",
        lambda m: (
            [(cardinal(value(m[at]), language), at) if at % 2 else at for at in range(1, 6)]
            if all(value(m[at]) for at in (1, 3, 5))
            else [0]
        ),
    )
    # Any other name: Rocky IV, Final Fantasy VII, GTA V is left; alone, a letter may be one.
    spoken.sub(
        r"(?<!\w)([A-ZÁÉÍÓÚÑ][^\W\d_]+ )(?!XX+\b|VI\b(?= (?:is|was|and)))([IVX]{2,})(?!\w|['’](?!s\b))(?!\.\w)",
        lambda m: _plain(m, language),
    )
    spoken.sub(r"(?<!\w)(M[CDXVILM]{4,})(?!\w)", lambda m: _plain(m, language, group=1))


def value(numeral: str) -> int:
    """Returns the numeral's value; 0 if it is not one."""
    if not numeral or not _VALID.fullmatch(numeral):
        return 0
    total = 0
    for sign, after in zip(numeral, [*numeral[1:], ""], strict=True):
        total += -_VALUES[sign] if after and _VALUES[sign] < _VALUES[after] else _VALUES[sign]
    return total


_NAMES: Final = frozenset("samuel timothy mark gemini".split())
_NEXT: Final = re.compile(
    r"\. (?!(?:The|It|He|She|They|We|In|But|And|There|You|His|Her|At|On|If|As|So|Then|El|La|Los|En|Su|Fue)\b)[A-ZÁÉÍÓÚÑ]"
)


def _is_initial(m: re.Match[str], letters: str) -> bool:
    """Whether the letter is of a name: Samuel L. Jackson, James V. Brown; not Charles V. He was..."""
    return len(letters) == 1 and _NEXT.match(m.string, m.end()) is not None


def _of_a_ruler(m: re.Match[str], language: str) -> list[Part]:
    number = value(m[3])
    if not number or number > 40 or _is_initial(m, m[3]):
        return [0]
    if language != "es":
        the = "" if m[2].endswith("the ") else "the "
        return [1, 2, (the + ordinal(number, "en"), 3)]
    gender = "feminine" if m[1] in _WOMEN else "masculine"
    return [1, 2, (ordinal(number, "es", gender) if number <= 10 else cardinal(number, "es"), 3)]


def _before_noun_in_spanish(m: re.Match[str]) -> list[Part]:
    number = value(m[3])
    if not number or (number > 40 and len(m[3]) < 4) or m[3] in ("CD", "DC", "MC", "CM", "DM"):
        return [0]
    feminine = m[1].lower().endswith("la")
    return [1, 2, (ordinal(number, "es", "feminine" if feminine else "masculine", short=not feminine), 3)]


def _bare_in_spanish(m: re.Match[str]) -> list[Part]:
    number = value(m[1])
    if not number:
        return [0]
    feminine = gender(m[3]) == "feminine"
    return [(ordinal(number, "es", "feminine" if feminine else "masculine", short=not feminine), 1), 2]


def _th(m: re.Match[str]) -> list[Part]:
    number = value(m[1])
    return [(ordinal(number, "en"), 1)] if number else [0]


def _plain(m: re.Match[str], language: str, group: int = 2) -> list[Part]:
    number = value(m[group])
    if not number or (group == 2 and m[1].strip(" .").lower() in _NAMES and _is_initial(m, m[2])):
        return [0]
    said = (year(number, language) if len(m[group]) > 4 else cardinal(number, language), group)
    return [1, said] if group == 2 else [said]
