"""Every text for people is in the catalogue and translated, and no text of the command line, the doctor or the tray has been
left out of it."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from docs import translations

ROOT = Path(__file__).parent.parent
SPOKEN_TO_PEOPLE = ("daemon/cli", "daemon/doctor", "daemon/tray")
"""Folders whose every text is for people."""
MENDED_WITH = "python -m docs.translations"


def strings(message: Message) -> list[str]:
    told = message.string or ""
    return [told] if isinstance(told, str) else [*told]


def originals(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else [*message.id]


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_the_catalogue_has_every_message_of_the_code_and_no_other(language: str) -> None:
    catalogue = translations.read(language)
    wanted = {message if isinstance(message, str) else message[0] for _, message in translations.in_code()}
    of_argparse = {message if isinstance(message, str) else message[0] for _, message in translations.in_argparse()}
    assert sorted(each for each in wanted | of_argparse if each not in catalogue) == [], MENDED_WITH
    # Other Pythons' argparse has other messages.
    ours = {
        originals(each)[0]
        for each in catalogue
        if each.id and "argparse.py" not in [file for file, _ in each.locations]
    }
    assert sorted(ours - wanted) == [], MENDED_WITH
    assert [each.id for each in translations.untranslated(catalogue)] == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_translations_have_the_placeholders_commands_and_line_ends_of_their_messages(language: str) -> None:
    for message in translations.read(language):
        for meant, told in zip(originals(message), strings(message), strict=True) if message.id else []:
            assert sorted(placeholders(told)) == sorted(placeholders(meant)), meant
            assert sorted(commands(told)) == sorted(commands(meant)), meant
            assert told.endswith("\n") == meant.endswith("\n"), meant
            assert (told[:1].isspace(), told[-1:].isspace()) == (meant[:1].isspace(), meant[-1:].isspace()), meant


def placeholders(text: str) -> list[str]:
    """`{name}` and `{name:.1f}` of ours, `%(name)s` and `%s` of argparse's."""
    return re.findall(r"\{[^{}]*\}|%\(\w+\)[a-z]|%[sr]", text)


def commands(text: str) -> list[str]:
    """What is to be typed: in backquotes, and at the beginning of examples. The names of arguments are translated."""
    typed = re.findall(r"`[^`]*`", text)
    if text.startswith(("\n", "examples:", "ejemplos:")):
        typed += [re.split(r" {2,}", line.strip())[0] for line in text.splitlines()[1:] if line.startswith("  ")]
    return [re.sub(r"\b(KEY|VALUE|COMMAND|CLAVE|VALOR|ORDEN)\b", "NAME", each) for each in typed]


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_written_one(language: str) -> None:
    with translations.po_file(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in translations.read(language):
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string, MENDED_WITH
        elif message.id:
            one, many = originals(message)
            told = [compiled.ngettext(one, many, count) for count in (1, 2)]
            assert told == strings(message), MENDED_WITH


# ------------------------------------------------------------------------------------------------- what has been left out

COMMAND = re.compile(
    r"\s*((sarai [a-z]+|sudo|systemctl|pactl (set|list)|journalctl|export|fuser|df|chmod|rm|make|pip install)\b"
    r"[^,;]*(; |$))+$"
    r"|import json"
)
"""A command, or code for another Python: the same in every language."""
UNITS = {"MB", "GB", "ms", "min", "pid", "dBFS", "dB", "RAM", "sarai", "GPU"}
"""Words of every language."""
MARKING = ("_", "N_", "ngettext", "gettext")
NO_TEXT = ("log", "logging", "re", "getattr", "setattr", "probe", "AssertionError", "Literal", "cast")
"""Functions whose texts nobody reads who does not read code: logs are English."""
TELLING = ("print", "input", "Text", "append", "UserError")
"""Functions whose first argument is read by the user, to the last word."""
LEFT = {
    "daemon/cli/answers.py": "names of commands, and documentation of JSON for programmers",
    "daemon/cli/live_lines.py": "LogLines is a log",
}
"""File -> why it may hold English."""
ALLOWED = {
    "white on grey37", "black on green", "black on cyan", "black on yellow", "white on blue", "white on magenta",
    "bold yellow", "bold red", "bold green", "dim italic",  # styles of rich
    "on a server", "omni",  # in JSON, and so shown
    "Home Assistant", "Home Assistant \t", "Value error, ",  # a name, and what pydantic says
    "PortAudio library not found",  # what sounddevice says
    "there is no menu entry \t", "menu entry \t has no property \t", "no session bus",  # for D-Bus and the log
}  # fmt: skip


def parts(node: ast.expr) -> str:
    """The text itself, with a tab in the place of each value."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "\t" for each in node.values)
    return ""


def unmarked(file: Path) -> Iterator[tuple[int, str]]:
    """Yields line and text of what looks like words for people and is not marked for translation."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Constant, ast.JoinedStr)) or isinstance(
            above.get(node), (ast.JoinedStr, ast.Expr)
        ):
            continue
        text = parts(node)
        words = {*re.findall(r"[A-Za-z]{2,}", text)} - UNITS
        if not words or text in ALLOWED or COMMAND.match(text) or is_key(node, above) or examples_alone(text):
            continue
        called = [*calls_above(node, above)]
        if (called and called[0].split(".")[0] in (*MARKING, *NO_TEXT)) or in_annotation(node, above):
            continue
        sentence = re.search(r"[A-Za-z]{2,}[,;:.]? +[A-Za-z\t(]|\t +[a-z]{2,}", text)
        if sentence or in_first_argument(node, above):
            yield node.lineno, text


def is_key(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    parent = above.get(node)
    return (isinstance(parent, ast.Subscript) and parent.slice is node) or (
        isinstance(parent, ast.Dict) and node in parent.keys
    )


def examples_alone(text: str) -> bool:
    """Whether it is commands to be typed, without words beside them."""
    return text.startswith("\n") and not any(re.search(r"\S {2,}", line) for line in text.splitlines())


def in_first_argument(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether it is, or is a part of, what a function of TELLING tells."""
    while node in above and not isinstance(above[node], (ast.Call, ast.Compare, ast.Dict, ast.Subscript, ast.stmt)):
        node = above[node]
    call = above.get(node)
    return (
        isinstance(call, ast.Call)
        and ast.unparse(call.func).split(".")[-1] in TELLING
        and bool(call.args)
        and call.args[0] is node
    )


def calls_above(node: ast.AST, above: dict[ast.AST, ast.AST]) -> Iterator[str]:
    while node in above:
        node = above[node]
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def in_annotation(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    while node in above:
        below, node = node, above[node]
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return below is node.returns or below is node.args
        if isinstance(node, ast.AnnAssign) and below is node.annotation:
            return True
    return False


def test_no_text_of_the_command_line_doctor_or_tray_is_left_out() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {text!r}"
        for folder in SPOKEN_TO_PEOPLE
        for file in sorted((ROOT / folder).rglob("*.py"))
        if str(file.relative_to(ROOT)) not in LEFT
        for line, text in unmarked(file)
    ]
    assert found == [], "mark it with _ or N_ of config.texts, then: " + MENDED_WITH


PROTOCOL = ("daemon/control/connection.py", "daemon/control/parameters.py", "daemon/control/server.py")
"""They answer programs that speak the protocol wrongly."""
ERRORS = (
    "UserError",
    "SettingsError",
    "ClientError",
    "StoreError",
    "EngineError",
    "NoRoute",
    "CannotBuild",
    "NoManager",
)


def test_no_error_for_the_user_is_left_out() -> None:
    found = []
    for folder in ("audio", "config", "daemon", "models"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in ERRORS and call.args:
                    text = parts(call.args[0])
                    if re.search(r"[A-Za-z]{2,}", text) and str(file.relative_to(ROOT)) not in PROTOCOL:
                        found.append(f"{file.relative_to(ROOT)}:{call.lineno}: {text!r}")
    assert found == [], "mark it with _ of config.texts, then: " + MENDED_WITH


def test_what_is_left_out_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(
        '"""A docstring of three words."""\n'
        'print(_("marked as one"))\n'
        'TABLE = {"key": "words of a table", "other": N_("words of another")}\n'
        'log.info("words of a log")\n'
        'raise UserError(f"{name} cannot be read")\n'
        'fix = "sarai models list"\n'
        'print("word")\n'
    )
    assert [(line, text) for line, text in unmarked(file)] == [
        (3, "words of a table"),
        (5, "\t cannot be read"),
        (7, "word"),
    ]
