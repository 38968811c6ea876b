"""Converts telephone numbers, network addresses, versions and codes: digit by digit, or part by part. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned, Part, Replace
from models.text.spelling import cardinal, digits, number

_PHONE: Final = {
    "en": r"(?:reach|ring|call(?:ing)?|dial|phone|telephone|tel|text|fax|cell|mobile|whatsapp|hotline|contact|number|line)",
    "es": r"(?:ll[aá]m[aáeoé]\w*|marca\w*|teléfono|tel|tfno|móvil|celular|número|whatsapp|fax|contact\w*|telefón\w*)",
}


_SOFTWARE: Final = (
    r"(?:[Vv]ersion|[Vv]ersión|[Rr]elease|Python|Ubuntu|iOS|iPadOS|Android|macOS|Windows|Linux|Java|JDK|Node|PHP|Ruby|Rails|"
    r"Django|Flask|CUDA|HTTP|TLS|GPT|Llama|Claude|Gemini|PyTorch|TensorFlow|Debian|Fedora|[Kk]ernel|Postgres|"
    r"PostgreSQL|MySQL|"
    r"SQLite|GCC|Clang|Go|Rust|USB|Bluetooth|HTML|Qwen|npm|pip|Swift|Kotlin|Unity|Blender|Firefox|Chrome|Safari|NumPy|React|"
    r"Angular|Vue|TypeScript|Docker|Kubernetes|GNOME|KDE|Plasma|Qt|GTK|CMake|OpenSSL|Whisper|Piper|Mistral|Phi|Gemma)"
)


def identifiers(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """Converts telephone numbers, network addresses, versions, and numbers that are said digit by digit."""

    def one_by_one(*groups: int, lead: str = "") -> Replace:
        def replace(m: re.Match[str]) -> list[Part]:
            out: list[Part] = [lead] if lead else []
            for group in groups:
                if m[group]:
                    out += [(_phone_digits(m[group], language), group), ", "]
            return out[:-1]

        return replace

    plus = words["+"]
    if "0x" in spoken.text:
        spoken.sub(
            r"(?<!\w)0x([\dA-Fa-f]{1,40})(?!\w)",
            lambda m: [(f"{cardinal(0, language)} x ", 0), (_characters(m[1].upper(), language), 1)],
        )
    spoken.sub(
        r"(?<![\w+])\+(\d{1,3})[\s.-]?(\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){1,5})(?![\w-])",
        lambda m: [f"{plus} ", *_grouped(m, (1, 2), language)],
    )
    # North America's: (800) 555-0199, 1-800-555-0199, 555-1234.
    spoken.sub(
        r"(?<![\w.-])(?:(1)[\s.-])?(?:\((\d{3})\)\s?|(\d{3})[-.\s])(\d{3})[-.](\d{4})(?![\w-])",
        one_by_one(1, 2, 3, 4, 5),
    )
    spoken.sub(r"(?<![\w.,-])(\d{3})-(\d{4})(?![\w-])", one_by_one(1, 2))
    spoken.sub(  # 1-800-FLOWERS, 1-888-555-HELP
        r"(?<![\w.-])(?:(1)-)(\d{3})-(?:(\d{3})-)?([A-Z]{4,7})(?![\w-])",
        lambda m: [*one_by_one(1, 2, 3)(m), " " if m[3] else "", 4],
    )
    spoken.sub(
        r"(?<!\w)\((\d{2,3})\)\s?(\d{2,4}(?:[ -]\d{2,4}){1,3})(?![\w-])", lambda m: _grouped(m, (1, 2), language)
    )
    spoken.sub(  # call 911 or 112
        r"(?<=\b(?i:call|dial) )([1-9]\d\d)( or )([1-9]\d\d)(?!\w|[.,]\d)",
        lambda m: [(digits(m[1], language), 1), 2, (digits(m[3], language), 3)],
    )
    _codes(spoken, language)
    spoken.sub(
        r"(?i)\b(zip(?: code)?(?: is)?:? )(\d{5})-(\d{4})(?!\w)",
        lambda m: [1, (digits(m[2], language), 2), ", ", (digits(m[3], language), 3)],
    )
    if "ISBN" in spoken.text or "ISSN" in spoken.text:
        spoken.sub(
            r"\b(IS[BS]N:? )([\d-]{8,17}X?)(?![\w-])",
            lambda m: [1, *_grouped(m, (2,), language), " X" if m[2].endswith("X") else ""],
        )
    spoken.sub(
        r"(?<![\w.,-])((?:\d{1,7}-){2,5}\d{1,8})(?![\w-])",
        lambda m: _grouped(m, (1,), language) if not _ISO.fullmatch(m[1]) else [0],
    )
    if _phone_here(spoken.text, language):
        spoken.sub(
            r"(?<![\w.,])(\d{2,4}(?:[ \u202f.]\d{2,4}){2,5}|\d{2,4}[ \u202f]\d{2,4})(?![\w,]|[.]\d)",
            lambda m: _grouped(m, (1,), language),
        )
        spoken.sub(
            rf"(?i)(?<=\b)({_PHONE[language]}\b\D{{0,24}}?)(?<![\d.,$€])(\d{{3,15}})(?![\w.,-]\w|\w)", _called(language)
        )
    spoken.sub(
        r"(?i)\b((?:PIN|code|código|zip|passcode|password|contraseña|extension|ext|ID|flight|vuelo|account|"
        r"cuenta|DNI|NIE|NIF|CIF|"
        r"pasaporte|passport|serial|serie|tracking|seguimiento)\.?"
        r"(?: (?:is|number|no\.|es|número|n\.º|postal|code|de))?[ :#]{1,2})(\d{4,12})([A-Z]?)(?![\w.,]\w)",
        lambda m: [1, (digits(m[2], language), 2), " " if m[3] else "", 3],
    )
    spoken.sub(
        r"(?i)(?<!\w)(ext(?:ension|ensión)?\.? )(\d{2,3})(?![\w.,-]\w|\w)", lambda m: [1, (digits(m[2], language), 2)]
    )
    spoken.sub(rf"(?<=\b(?:{_STATES}) )(\d{{5}})(?:-(\d{{4}}))?(?!\w)", one_by_one(1, 2))
    if language == "en":
        spoken.sub(
            r"(?<!\w)802\.11([a-z]{0,2})\b", lambda m: ["eight oh two dot eleven", (" " + " ".join(m[1].upper()), 1)]
        )
        spoken.sub(
            r"(?i)\b((?:error|status|code|http) |(?:returns?|gets?|got|gives?|throws?) an? |"
            r"an? (?=\S+ (?:error|page|response|not)))?([45])0([1-9])\b(?![.,]\d)",
            lambda m: [1, (f"{cardinal(int(m[2]), 'en')} oh {cardinal(int(m[3]), 'en')}", 0)] if m[1] else [0],
        )
        spoken.sub(r"(?<![\w.])401\(k\)", lambda m: [("four oh one K", 0)])
        spoken.sub(r"(?<!\w)911(?= (?:calls?|operators?|dispatch\w*)\b)", lambda m: [("nine one one", 0)])
    # Groups of three: thousands where something is counted; else a telephone number.
    spoken.sub(
        r"(?<![\d.,])(\d{1,3}(?:[ \u202f]\d{3})+)(?![\d.,]\d|\d)(?=(\s+(?:de\b|[^\W\d_]{2,}|[€$%°]))?)",
        lambda m: _spaced_groups(m, language),
    )
    spoken.sub(
        r"(?<![\w.])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?:(?::(\d{2,5}))|(/)(?=\d\d?\b))?(?!\w(?<!/\d)|\.\d)",
        lambda m: [
            (f" {words['dot']} ".join(digits(part, language) for part in m[1].split(".")), 1),
            f" {words['port']} " if m[2] else f" {words['slash']} " if m[3] else "",
            2,
        ],
    )
    spoken.sub(r"(?<=\d)-(rc|alpha|beta|dev|pre|snapshot)\.?(?=\d|\b)", lambda m: [" ", 1, " "])
    # A version's parts are numbers, one by one.
    version = words["version"]
    spoken.sub(
        r"(?<![\w.])([vV])(?:er)?(?=\d+(?:\.\d+)*(?:[-+][\w.]+)?(?![\w]))(?<!\d)",
        lambda m: [version + " "] if _versioned(m) else [0],
    )
    spoken.sub(
        rf"(?<![\w.])({_SOFTWARE}(?:\.js)?[ /-]|{version} )(\d+(?:\.\d+)+)(?![\w%])",
        lambda m: [1 if m[1][-1] in " " else (m[1][:-1] + " ", 1), (_version(m[2], language), 2)],
    )
    thousands = r"(?:\d{1,3}(?:\.\d{3})+)" if language == "es" else r"(?!)"
    spoken.sub(
        rf"(?<![\w.])(?!{thousands}(?!\d|\.\d))(?!{_DOTTED_DATE})(\d+(?:\.\d+){{2,}})(?![\w])",
        lambda m: [(_version(m[1], language), 1)],
    )


_CODE: Final = re.compile(r"(?<![\w.-])(?=[A-Z\d]*[A-Z])(?=[A-Z\d]*\d)[A-Z\d]{6,40}(?![\w.-]*\w)")
"""Capitals and digits in one word: a serial number, a licence plate, an IBAN."""


def _codes(spoken: Aligned, language: str) -> None:
    """Spells cards, accounts and serial numbers character by character."""
    spoken.sub(
        r"(?<!\w)([A-Z]{2}\d\d)((?: \d{4}){3,7}(?: \d{1,4})?)(?!\w)",
        lambda m: [(_characters(m[1], language), 1), ", ", *_grouped(m, (2,), language)],
    )
    spoken.sub(r"(?<![\w.,-])(\d{4}([ -])\d{4}\2\d{4}\2\d{3,4})(?![\w-])", lambda m: _grouped(m, (1,), language))
    spoken.sub(  # a MAC address
        r"(?<![\w:])((?:[\dA-Fa-f]{2}:){5}[\dA-Fa-f]{2})(?![\w:])",
        lambda m: [(", ".join(_characters(pair.upper(), language) for pair in m[1].split(":")), 1)],
    )
    spoken.sub(
        r"(?i)\b((?:(?:license|number|licence|registration) plates?|plates?|registration|matrículas?|placas?)"
        r"(?: number| número)?:?(?: is| es| de)? )"
        r"(?-i:(?=[A-Z -]*\d)([A-Z\d]{1,4}(?:[ -][A-Z\d]{1,4}){1,2}|[A-Z\d]{5,8})(?![\w-]))",
        lambda m: _of_a_car(m, language),
    )
    spoken.sub(r"(?<![\w.,])(\d{4}) ([BCDFGHJKLMNPRSTVWXYZ]{3})(?!\w)", lambda m: _plate(m, language))
    spoken.sub(
        _CODE.pattern,
        lambda m: (
            [(_characters(m[0], language), 0)] if len(re.findall(r"(?<=[A-Z])\d|(?<=\d)[A-Z]", m[0])) > 1 else [0]
        ),
    )


def _characters(text: str, language: str) -> str:
    return " ".join(digits(character, language) if character.isdecimal() else character for character in text)


def _plate(m: re.Match[str], language: str) -> list[Part]:
    if language != "es" or m[2] in ("MXN", "CLP", "GBP", "PMS"):
        return [0]
    return [(digits(m[1], language), 1), " ", (" ".join(m[2]), 2)]


def _of_a_car(m: re.Match[str], language: str) -> list[Part]:
    return [1, (_characters(re.sub(r"[\s-]", "", m[2]), language), 2)]


_STATES: Final = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
"""Postal codes of the states of the USA, before a ZIP code."""
_ISO: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-\d{4}")


_DOTTED_DATE: Final = r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?!\d)"


def _versioned(m: re.Match[str]) -> bool:
    """Whether the word "version" is to be added: v8 and V2.0 are versions, V8 is an engine, "version v2.0" already
    has the word."""
    before = m.string[: m.start()].rstrip().lower()
    return not before.endswith(("version", "versión")) and (m[1] == "v" or "." in m.string[m.end() :].split(" ")[0])


def _version(text: str, language: str) -> str:
    point = {"en": "point", "es": "punto"}[language]
    parts = text.split(".")
    return f" {point} ".join(
        digits(part, language) if part[0] == "0" and part != "0" else number(part, language) for part in parts
    )


def _phone_digits(text: str, language: str) -> str:
    """Spells a telephone number's digits. 800 is "eight hundred"; all others are said digit by digit."""
    if text in ("800", "900") and language == "en":
        return cardinal(int(text), language)
    return digits(text, language)


def _grouped(m: re.Match[str], groups: tuple[int, ...], language: str) -> list[Part]:
    out: list[Part] = []
    for group in groups:
        said = ", ".join(_phone_digits(part, language) for part in re.findall(r"\d+", m[group]))
        out += [", "] if out else []
        out.append((said, group))
    return out


def _phone_here(text: str, language: str) -> bool:
    return re.search(rf"(?i)\b{_PHONE[language]}\b", text) is not None


_DIALLED: Final = re.compile(
    r"(?i)(?:call|dial|text|phone|fax|tel|hotline|contact|whatsapp|ll[aá]m\w*|marca\w*)"
    r"[.:]?(?: (?:at|on|to|us|me|the|number|al|el|a|en|nos|me|número|number))*[ :]*"
)


def _called(language: str) -> Replace:
    """Spells emergency numbers and complete telephone numbers digit by digit. "call 3 people", "the call is at 1050"
    and "line 200" keep their numbers."""

    def replace(m: re.Match[str]) -> list[Part]:
        counts = re.match(r"\s+[a-záéíóúñ]{3,}s\b", m.string[m.end() :])
        if len(m[2]) < 7 and (counts or not _DIALLED.fullmatch(m[1])):
            return [0]
        return [1, (digits(m[2], language), 2)]

    return replace


def _spaced_groups(m: re.Match[str], language: str) -> list[Part]:
    plain = re.sub(r"\s", "", m[1])
    groups = re.split(r"\s", m[1])
    thin = "\u202f" in m[1]
    counts = bool(m[2]) and not re.match(r"\s+(?:o|y|or|and|para|en|a|to|for|if|si|from|desde|between|is|es)\b", m[2])
    if thin or counts or all(group == "000" for group in groups[1:]):
        return [(plain, 1)]
    if len(groups) == 2 and len(plain) < 7:
        return [(plain, 1)] if language == "es" and len(groups[0]) < 3 else [0]
    return [(", ".join(digits(group, language) for group in groups), 1)]
