"""Converts Markdown, HTML, LaTeX, links and paths to plain text with ordinary signs. Pure."""

from __future__ import annotations

import html
import re
from typing import Final

from models.text.aligned import Aligned, Part
from models.text.reading.words import GREEK, GREEK_ES

_HOST: Final = r"(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}|\d{1,3}(?:\.\d{1,3}){3}|localhost|[\w-]{1,63}"
_TLD: Final = (
    "com|org|net|io|dev|ai|app|co|uk|es|mx|ar|cl|pe|edu|gov|gob|eu|de|fr|it|pt|br|info|me|tv|us|ca|gg|ly|cat|"
    "online|tech|blog|"
    "shop|store|site|xyz|cloud|news|wiki|page|int|mil"
)
_FILE: Final = (
    "py|js|ts|tsx|jsx|txt|md|pdf|yaml|yml|json|csv|tsv|xml|html|htm|css|sh|bash|zip|tar|gz|exe|png|jpg|jpeg|gif|svg|mp3|mp4|"
    "wav|docx?|xlsx?|pptx?|toml|ini|cfg|conf|log|sql|db|java|rs|cpp|hpp|ipynb|lock|env|gguf|onnx|deb|rpm|iso|"
    "bin|c|h|go|rb|php"
)
_LETTERED: Final = frozenset(
    "py js ts md txt csv xml html css pdf png jpg gif svg sql db sh rs gz cpp yml exe deb etc usr".split()
)
"""Extensions and names that are spelt letter by letter in file names."""
_COUNTRIES: Final = frozenset("uk us io ai tv mx cl eu fr gg ly br pt ca".split())
"""Last parts of host names that are said letter by letter."""


def layout(spoken: Aligned, line_start: bool, words: dict[str, str]) -> None:
    """Converts headings, quotes, bullets, numbering, tables, rules, tags and character references."""
    text = spoken.text
    if "&" in text:
        spoken.sub(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", _reference)
    if "<" in text:
        spoken.sub(r"<!--.*?-->", lambda m: [" "], re.S)
        spoken.sub(r"<sup>([^<>]{1,20})</sup>", lambda m: ["^", 1])
        spoken.sub(r"<sub>([^<>]{1,20})</sub>", lambda m: [1])
        spoken.sub(r"<(?:https?://|mailto:)([^<>\s]{1,400})>", lambda m: ["https://" if "@" not in m[1] else "", 1])
        spoken.sub(r"<([\w.+-]{1,64}@[\w.-]{1,200})>", lambda m: [1])
        spoken.sub(r"</?[a-zA-Z][^<>]{0,200}>", lambda m: [" "])
    begin = r"^" if line_start else r"(?<=\n)"
    flags = re.M if line_start else 0
    # >90 % is more than that.
    spoken.sub(begin + r"[ \t]*(?:>[ \t]?)+(?<!>(?=[\d$€£]))(?:\[![A-Z]+\])?", lambda m: [], flags)
    spoken.sub(begin + r"[ \t]*#{1,6}[ \t]+", lambda m: [], flags)
    spoken.sub(r"(?<=\S)[ \t]+#+[ \t]*$", lambda m: [], re.M)
    spoken.sub(
        begin + r"[ \t]*(?:={3,}|-{3,}|_{3,}|\*{3,}|(?:[-_*][ \t]+){2,}[-_*])[ \t]*$", lambda m: [], flags | re.M
    )
    spoken.sub(begin + r"[ \t]*\[\^[^\]\s]{1,20}\]:[ \t]*", lambda m: [], flags)
    spoken.sub(begin + r"[ \t]*\[[^\]^]{1,60}\]:[ \t]*(?:https?:|/|#|www\.|<)\S*.*$", lambda m: [], flags | re.M)
    spoken.sub(begin + r"[ \t]*[-*+•◦▪‣·–—→►▶✓✔✅☐☑■□●○][ \t]+(?:\[[ xX]?\][ \t]*)?", lambda m: [], flags)
    spoken.sub(begin + r"[ \t]*(?:\*\*|__)?(\d{1,3})[.)](?:\*\*|__)?[ \t]+(?=\S)", lambda m: [1, ": "], flags)
    spoken.sub(r"(?<=\d: )\[[ xX]?\][ \t]*", lambda m: [])
    if "|" in text:
        given = " given " if words["&"] == "and" else " dado "
        spoken.sub(r"\b(P\([^()|\n]{1,20})\|([^()|\n]{1,20}\))", lambda m: [1, given, 2])
        of = "the absolute value of " if words["&"] == "and" else "el valor absoluto de "
        inside = r"[A-Za-z]|-?\d+|[A-Za-z\d ]{1,6}[+-][A-Za-z\d ]{1,6}"
        spoken.sub(rf"(?<![|\w])\|({inside})\|(?=\s?[<>=≤≥+*/)-]|[.,]?$)", lambda m: [of, 1])
        spoken.sub(begin + r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|?)+[ \t]*$", lambda m: [], flags | re.M)
        spoken.sub(begin + r"[ \t]*\|[ \t]*", lambda m: [], flags)
        spoken.sub(r"[ \t]*\|[ \t]*$", lambda m: [], re.M)
        spoken.sub(r"\|\|([^|\n]{1,200})\|\|", lambda m: [1])
        spoken.sub(r"[ \t]+\|[ \t]+|(?<=\S)\|(?=\S)", lambda m: [", "])


def _reference(m: re.Match[str]) -> list[Part]:
    plain = html.unescape(m[0])
    if plain == m[0]:
        return [0]
    return [" " if plain.isspace() or plain in "\u200b\u00ad" else plain]


def links(spoken: Aligned, words: dict[str, str]) -> None:
    """Converts links to their texts, addresses to their hosts, and paths and file names to their parts."""
    text = spoken.text
    if "[" in text:
        spoken.sub(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)", lambda m: [1])
        spoken.sub(r"\[\^[^\]\s]{1,20}\]|【[^】]{0,40}】", lambda m: [])
        # A citation stands behind what it proves, a list behind its name or a sign.
        spoken.sub(
            r"(?i)((?<!\w)[a-z](?=\[)|\b(?:array|list|lists|tuple|vector|matrix|set|range|interval|input|output|"
            r"returns?|values?|is|nums|arr|lista|arreglo|"
            r"matriz|intervalo|devuelve|es|in|CI|IC)(?: is| es)? |[=(:,←→∈] ?)?\[[\d, –-]{1,12}\]",
            lambda m: [0] if m[1] else [],
        )
        spoken.sub(r"!?\[([^\[\]]{1,200})\]\[[^\[\]]{0,60}\]", lambda m: [1])
    if "://" in text or "www." in text:
        end = r"(?=[.,;:!?)\]'\"”»]*(?:\s|$))"
        spoken.sub(
            rf"\b(?:https?|ftps?|wss?)://(?:www\.)?({_HOST})(?::(\d+))?(?:[/?#][^\s<>\"]*?)?{end}",
            lambda m: [*_dotted(m, 1, words), *_port(m, words)],
        )
        spoken.sub(rf"\bwww\.({_HOST})(?:[/?#][^\s<>\"]*?)?{end}", lambda m: _dotted(m, 1, words))
        spoken.sub(r"\b\w{2,12}://", lambda m: [])
    spoken.sub(r"\blocalhost:(?=\d{2,5}\b)", lambda m: [f"localhost {words['port']} "])
    if "@" in text:
        spoken.sub(
            r"(?<![\w.])(?:mailto:)?([\w.+%-]{1,64})@((?:[\w-]{1,63}\.)+[A-Za-z]{2,24})\b",
            lambda m: [*_dotted(m, 1, words), f" {words['at']} ", *_dotted(m, 2, words)],
        )
        spoken.sub(
            r"(?<![\w@])@([A-Za-z_]\w{0,30}(?:\.\w{1,30})*)",
            lambda m: [f"{words['at']} ", (m[1].replace(".", f" {words['dot']} "), 1) if "." in m[1] else 1],
        )
        spoken.sub(r"(?<=\w )@(?= ?\$?\w)", lambda m: ["at" if words["and"] == "and" else "a"])
    if "/" in text:
        spoken.sub(
            r"(?<![^\s(\"'“«\[,;:])(~/?|\.{1,2}/|/)((?:[\w.@+-]+/)*[\w.@+-]*[\w+-]/?)(?![\w/])",
            lambda m: (
                ["tilde" if m[1][0] == "~" else "", *_parts(m, 2, words, words["slash"])]
                if re.search(r"[a-zA-Z]", m[2])
                else [0]
            ),
        )
        spoken.sub(
            rf"(?<![\w./])((?:[a-z0-9-]+\.)+(?:{_TLD}))/([\w./~%+-]*[\w/])(?:[?#][^\s<>\"]*)?",
            lambda m: [*_dotted(m, 1, words), *_parts(m, 2, words, words["slash"])],
        )
        spoken.sub(
            rf"(?<![\w./])((?:[a-zA-Z0-9_.-]+/)+[\w-]+\.(?:{_FILE}))\b",
            lambda m: _parts(m, 1, words, words["slash"], False),
        )
    if "." in text:
        # A voice swallows the dot, or takes it for the end of a sentence.
        spoken.sub(rf"(?<![\w.@])((?:[A-Za-z0-9][\w-]*\.)+(?:{_TLD}))\b(?!\.\w|-)", lambda m: _dotted(m, 1, words))
        spoken.sub(rf"(?<![\w.@])((?:[A-Za-z_][\w-]+\.)+(?:{_FILE}))\b(?!\.\w|\()", lambda m: _dotted(m, 1, words))
        spoken.sub(r"(?<![\w.])\.(?:[A-Z]{2,5}|[a-z]{2,12})(?:\.[a-z]{2,4})*\b(?!\.\w)", lambda m: _dotted(m, 0, words))
        spoken.sub(r"\b(ASP)\.(NET)\b", lambda m: _dotted(m, 0, words))
        spoken.sub(
            r"\b(Node|Vue|React|Next|Three|D3|Express|Nuxt|Chart|Socket|Discord)\.(js|io)\b",
            lambda m: _dotted(m, 0, words),
        )


def windows_paths(spoken: Aligned, words: dict[str, str]) -> None:
    """Converts Windows paths; call it before other rules for backslashes."""
    if "\\" in spoken.text:
        spoken.sub(
            r"(?<![\w\\])([A-Za-z]):\\((?:[\w .-]+\\)*(?:[\w-]+(?:\.[\w-]+)*)?)",
            lambda m: [1, *_parts(m, 2, words, "")],
        )
        spoken.sub(r"\\\\([\w.-]+(?:\\[\w.$-]+)+)", lambda m: _parts(m, 1, words, ""))


def _port(m: re.Match[str], words: dict[str, str]) -> list[Part]:
    """Returns the port of a machine that is named by nothing else that one could look up: localhost, an address."""
    if not m[2] or not (m[1] == "localhost" or m[1][-1].isdecimal()):
        return []
    return [f" {words['port']} ", 2]


def _dotted(m: re.Match[str], group: int, words: dict[str, str]) -> list[Part]:
    if re.fullmatch(r"[\d.]+", m[group]):
        return [group]  # the numbers' rules know it
    return [(_name(m[group], words), group)]


def _name(text: str, words: dict[str, str]) -> str:
    parts = [" ".join(re.split(r"[_\s]+", part)) for part in text.split(".")]
    parts[1:] = [" ".join(part.upper()) if part.lower() in _LETTERED else part for part in parts[1:]]
    if parts[-1] in _COUNTRIES:
        parts[-1] = parts[-1].upper()
    parts = [re.sub(r"(?<!\w)[bcdfghjklmnpqrstvwxz]{2,4}(?!\w)", lambda m: m[0].upper(), part) for part in parts]
    return f" {words['dot']} ".join(parts).strip() if len(parts) > 1 else parts[0]


def _parts(m: re.Match[str], group: int, words: dict[str, str], between: str, first: bool = True) -> list[Part]:
    """Returns the replacement of a path, part by part."""
    parts = [part for part in re.split(r"[\\/]", m[group]) if part and part not in (".", "..")]
    said = [" ".join(part.upper()) if part.lower() in _LETTERED else _name(part, words) for part in parts]
    lead = f" {between} " if first and between else (" " if first else "")
    text = (f" {between} " if between else ", ").join(said)
    return [(lead + text if group != 1 else text, group)] if text else []


def emphasis(spoken: Aligned, words: dict[str, str]) -> None:
    """Removes signs of emphasis and code, in pairs or left over."""
    text = spoken.text
    if "`" in text:
        spoken.sub(r"`+([^`]*)`+", lambda m: _code(m, words))
    if "*" in text:
        spoken.sub(r"(?<=[\w)])\s?\*\*\s?(?=\d+(?![\w*]))", lambda m: ["^"])
        spoken.sub(r"\bSELECT \*", lambda m: ["SELECT star"])
        star = "star " if words["and"] == "and" else "asterisco "
        spoken.sub(r"(?i)\b(dial|marque|marca|marcar|press|pulsa) \*(?=\d)", lambda m: [1, " ", star])
        spoken.sub(r"(?<=\d)\s?\*\s?(?=\d)|(?<=[\w)]) \* (?=[\w(])", lambda m: [" × "])
        spoken.sub(r"(?<![\w*])\w(?:\*\w)+(?![\w*])", lambda m: [(m[0].replace("*", " × "), 0)])
        spoken.sub(r"(?<![\w*])(\w)\*(?=\w\b(?!\*))|(?<=\d)\*(?=[a-zA-Z(]\b)", lambda m: [1, " × "])
        spoken.sub(r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1", lambda m: [2], re.S)
    if "~" in text:
        spoken.sub(r"~~(?=\S)(.+?)(?<=\S)~~", lambda m: [1], re.S)
        spoken.sub(r"(?<=\w)~([\w+-]{1,6})~", lambda m: [1])
    if "=" in text:
        spoken.sub(r"(?<![=\w])==(?=[^\s=])([^=]{1,200}?)(?<=\S)==(?![=\w])", lambda m: [1])
    if "^" in text:
        spoken.sub(r"(?<=\w)\^([\w+-]{1,6})\^", lambda m: ["^", 1])
    if "_" in text:
        spoken.sub(r"(?<!\w)_{1,3}(?=\S)(.+?)(?<=\S)_{1,3}(?!\w)", lambda m: [1], re.S)
    # What is left of a pair that a clause's end has parted.
    spoken.sub(r"\*+|~~|`+|(?<!\w)_+|_+(?!\w)", lambda m: [])
    spoken.sub(r"(?<=\w)_+(?=\w)", lambda m: [" "])


def _code(m: re.Match[str], words: dict[str, str]) -> list[Part]:
    """Returns a name in code without its code characters."""
    if not m[1]:
        return []
    plain = re.sub(r"(?<=\w)\(\)|(?<!\S)-{1,2}(?=[A-Za-z])|(?<=\S);$", "", m[1])
    return [(re.sub(r"(?<=[a-z\])])\.(?=[A-Za-z_]{2})", f" {words['dot']} ", plain) or " ", 1)]


# ----------------------------------------------------------------------------------------------------------------- LaTeX

_COMMANDS: Final = {
    "times": "×", "cdot": "×", "ast": "×", "div": "÷", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠",
    "ne": "≠", "approx": "≈", "sim": "≈", "infty": "∞", "sum": "∑", "int": "∫", "to": "→", "rightarrow": "→",
    "Rightarrow": "⇒",
    "implies": "⇒", "in": "∈", "partial": "∂", "propto": "∝", "cup": "∪", "cap": "∩", "emptyset": "∅", "forall": "∀",
    "exists": "∃", "neg": "¬", "therefore": "∴", "lt": "<", "gt": ">", "ldots": "…", "dots": "…", "cdots": "…", "circ": "°",
    "degree": "°", "equiv": "=", "mid": "|", "quad": " ", "qquad": " ", "left": "", "right": "", "big": "", "Big": "",
    "displaystyle": "", "limits": "",
}  # fmt: skip
_BOUNDED: Final = {"sum": "∑", "int": "∫", "prod": "∏"}
_FUNCTIONS: Final = frozenset(
    "sin cos tan log ln exp lim max min mod det gcd arcsin arccos arctan sinh cosh tanh".split()
)
_MATHS: Final = (
    r"\$\$([^$]{1,400})\$\$|(?<![\w$\\])\$(?=[^\s$])([^$\n]{1,200}?)(?<=\S)\$(?![\d$])|"
    r"\\\((.{1,400}?)\\\)|\\\[(.{1,400}?)\\\]"
)


def maths(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """Converts formulas, inside LaTeX and outside it."""
    if "$" in spoken.text or "\\" in spoken.text:
        spoken.sub(_MATHS, lambda m: _formula(m, language, words), re.S)
    if "\\" in spoken.text:
        spoken.sub(
            r"\\(?:[dt]?frac|sqrt|text|mathrm|mathbf)(?:\{[^{}]{0,60}\}){1,2}|\\[A-Za-z]{2,20}(?![A-Za-z\\])",
            lambda m: [(_plain_latex(m[0], language, words), 0)],
        )
        spoken.sub(r"\\[()\[\]]|\\[,;! ]|\\(?=\W)|\\$", lambda m: [" "])
        spoken.sub(r"\\([A-Za-z]+)", lambda m: [" ", 1])
    spoken.sub(
        r"\$(?=\s(?!\d)|$)(?<!\d\$)(?<!\d\s\$)(?<!\d[kKMB]\$)(?<!\d [kKMB]\$)(?<! de \$)|\$(?=[a-zA-Z{(])", lambda m: []
    )


def _formula(m: re.Match[str], language: str, words: dict[str, str]) -> list[Part]:
    group = m.lastindex or 0
    content = m[group]
    if (
        group == 2
        and not re.search(r"[\\^_=+<>{}]", content)
        and not re.fullmatch(r"[A-Za-z]\w?|[\w() ,*/|-]{1,12}", content)
    ):
        return [0]
    if group == 2 and re.match(r"\d[\d.,]*(?:[\s-]|$)", content) and not re.search(r"[\\^_=+{}]", content):
        return [0]
    return [(_plain_latex(content, language, words), group)]


def _plain_latex(text: str, language: str, words: dict[str, str]) -> str:
    for _ in range(3):
        text = re.sub(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", lambda m: _over(m, words), text)
        text = re.sub(r"\\sqrt\s*\{([^{}]*)\}", r" √ \1 ", text)
        text = re.sub(
            r"\\(?:text|mathrm|mathbf|mathit|mathbb|mathcal|operatorname|vec|hat|bar|boxed)\s*\{([^{}]*)\}",
            r" \1 ",
            text,
        )
        text = re.sub(r"\^\s*\{([^{}]*)\}", r"^\1 ", text)
        text = re.sub(r"_\s*\{([^{}]*)\}", rf" {words['sub']} \1 ", text)
    text = re.sub(r"\^\s*\\(?:circ|degree)", "°", text)
    names = {"en": ("from", "to", "of"), "es": ("de", "a", "de")}["es" if language == "es" else "en"]
    text = re.sub(
        rf"\\(sum|int|prod)\s*(?:_|{words['sub']})\s*([\w=]+)\s*\^\s*(\w+|\\infty)",
        lambda m: f" {_BOUNDED[m[1]]}\ue000 {m[2]} \ue001 {m[3]} \ue002 ",
        text,
    )
    text = re.sub(r"_\s*(\w)", rf" {words['sub']} \1 ", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda m: _command(m[1], language), text)
    text = re.sub(r"\\(?:\\|[,;:! ])", " ", text)
    text = re.sub(r"[{}&\\]", " ", text)
    # Letters side by side are factors: mc is m c.
    text = re.sub(r"(?<![A-Za-z])([A-Za-z]{2,3})(?![A-Za-z])", lambda m: _factors(m[1], words), text)
    text = re.sub(r"(?<=\d)(?=[A-Za-z])", " ", text)
    text = re.sub(r"(?<=[\w)])\s*-\s*(?=[\w(√])", f" {words['−']} ", text)
    text = re.sub(r"(?<!\S)-(?=[A-Za-z(√])", f"{words['−']} ", text)
    text = re.sub(r"(?<=[\w)])\s*/\s*(?=[A-Za-z(])|(?<=[A-Za-z)])\s*/\s*(?=\w)", f" {words['over']} ", text)
    text = re.sub(r"(?<=[\w)])\s*\*\s*(?=[\w(])", " × ", text)
    text = re.sub(r"\s*!(?=\W|$)", f" {words['factorial']} ", text)
    text = (
        re.sub(r"([A-Za-z])['′]", r"\1 prime", text)
        if language != "es"
        else re.sub(r"([A-Za-z])['′]", r"\1 prima", text)
    )
    for sign in _BOUNDED.values():  # the "of" comes after the bounds
        text = text.replace(f"{sign}\ue000", f"{words[sign].rsplit(' ', 1)[0]} \ue000")
    for mark, name in zip("\ue000\ue001\ue002", names, strict=True):
        text = text.replace(mark, name)
    return re.sub(r"\s+", " ", text).strip()


def _over(m: re.Match[str], words: dict[str, str]) -> str:
    if re.fullmatch(r"\d{1,2}", m[1]) and re.fullmatch(r"\d{1,2}", m[2]):
        return f" {m[1]}⁄{m[2]} "
    return f" {m[1]} {words['over']} {m[2]} "


def _command(name: str, language: str) -> str:
    if name in _COMMANDS:
        return f" {_COMMANDS[name]} "
    return f" {greek(name.removeprefix('var').lower(), language)} "


def _factors(letters: str, words: dict[str, str]) -> str:
    if (
        letters in _FUNCTIONS
        or letters == words["sub"]
        or letters.lower() in {"if", "or", "and", "pi", "mu", "xi", "nu", "fi", "ji"}
    ):
        return letters
    return " ".join(letters)


def greek(name: str, language: str) -> str:
    """Returns the name of a Greek letter in the language."""
    return GREEK_ES.get(name, name) if language == "es" else name


def _greek_letter(m: re.Match[str], language: str) -> list[Part]:
    if m[2]:  # of a unit: 5 kΩ, 3 μm
        return ["ohm" if m[2] in "Ω\u2126" else "u"]
    if m[1].lower() not in GREEK:
        return [" "]
    power = re.match("[²³⁴-⁹ⁿ⁻]", m.string[m.end() :])
    return [" ", (greek(GREEK[m[1].lower()], language), 1), "" if power else " "]


def greek_letters(spoken: Aligned, language: str) -> None:
    """Spells out single Greek letters, not Greek words."""
    letters = "".join(GREEK)
    spoken.sub(
        rf"(?<![\u0370-\u03ff])(?<!\d[kM])(?<!\d [kM])(?<!\d)(?<!\d )([{letters}{letters.upper()}])(?![\u0370-\u03ff])|"
        r"(?<=[\dkM ])([Ω\u2126]|[μ\u00b5](?=[A-Za-z]))",
        lambda m: _greek_letter(m, language),
    )
