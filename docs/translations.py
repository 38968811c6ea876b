"""Brings the catalogues of translations up to date with the code: `python -m docs.translations`.

It writes every message of the code into config/locales/LANGUAGE/LC_MESSAGES/sarai.po, keeps the translations that are there,
and compiles them into the .mo beside it, which the program reads. It tells which messages have no translation yet.
"""

from __future__ import annotations

import argparse
import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config.catalogue import catalogue
from config.document import descriptions
from config.texts import DOMAIN, FOLDER

ROOT = Path(__file__).parents[1]
LANGUAGES = ("es",)
SOURCES = ("audio", "config", "daemon", "models", "docs")
"""Folders with messages."""
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
"""Function that takes messages -> how many."""
PLURALS = "nplurals=2; plural=(n != 1);"
"""Of English and Spanish."""
HEAD = """\
Spanish translation of SARAi voice. Written by hand; `python -m docs.translations` brings it up to date with the code.
Commands, options, settings' keys, file names and what stands in {braces} stay as they are."""


def po_file(language: str) -> Path:
    """Returns the catalogue of a language as people write it."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def in_code() -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Yields the messages of the code with the file that they are in: a text, or one and many."""
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for message in messages(file):
                yield str(file.relative_to(ROOT)), message
    for description in descriptions():  # the settings' docstrings, which `sarai config show --all` prints
        if description:
            yield "config/settings.py", description
    for model in catalogue():
        yield "config/models.yaml", model.title
        if " " in model.licence:  # words, and no name of a licence
            yield "config/models.yaml", model.licence
        if model.licence_note:
            yield "config/models.yaml", model.licence_note


def in_argparse(file: Path = Path(argparse.__file__)) -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Yields the messages of Python's argparse, which words usage and errors."""
    for message in messages(file):
        yield "argparse.py", message


def messages(file: Path) -> list[str | tuple[str, str]]:
    """Returns the messages of a file in their order.

    By the syntax tree: Babel's own extraction does not look into f-strings before Python 3.12.
    """
    found: list[tuple[int, int, str | tuple[str, str]]] = []
    tree = ast.parse(file.read_bytes())
    names = [
        name.id
        for each in tree.body
        if isinstance(each, ast.Assign)
        for name in each.targets
        if isinstance(name, ast.Name)
    ]
    if "HELP" in names and (described := ast.get_docstring(tree, clean=False)):
        found.append((0, 0, described))  # a bench's docstring is its description
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in KEYWORDS:
            continue
        given = call.args[: KEYWORDS[call.func.id]]
        texts = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if len(texts) == 2:
            found.append((call.lineno, call.col_offset, (texts[0], texts[1])))
        elif texts:
            found.append((call.lineno, call.col_offset, texts[0]))
    return [message for _line, _column, message in sorted(found, key=lambda each: each[:2])]


def read(language: str) -> Catalog:
    """Returns the catalogue as it is written."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def updated(old: Catalog) -> Catalog:
    """Returns a catalogue with the messages of the code, in their order, and the translations of the old one.

    Messages of other Pythons' argparse stay."""
    new = Catalog(locale=old.locale, domain=DOMAIN, header_comment=HEAD, fuzzy=False)
    new.mime_headers = [("Plural-Forms", PLURALS)]
    for file, message in (*in_code(), *in_argparse()):
        new.add(message, locations=[(file, None)])
    for known in old:
        if known.id and (known.id in new or "argparse.py" in [file for file, _line in known.locations]):
            if known.id not in new:
                new.add(known.id, locations=known.locations)
            kept = new.get(known.id)
            assert kept is not None
            kept.string = known.string
    for each in new:
        # Braces are the placeholders of ours; what stands in argparse's is Python's old format.
        each.flags -= {"python-brace-format"}
        each.locations = sorted(set(each.locations))
    return new


def untranslated(catalogue: Catalog) -> list[Message]:
    """Returns the messages without a whole translation."""
    return [each for each in catalogue if each.id and (each.fuzzy or not all(_strings(each)))]


def _strings(message: Message) -> tuple[str, ...]:
    found = message.string or ""
    return (found,) if isinstance(found, str) else tuple(found)


def written(catalogue: Catalog) -> bytes:
    """Returns the catalogue as its file, without a date: it changes when a text does."""
    file = io.BytesIO()
    write_po(file, catalogue, width=120, omit_header=True)
    plural = f'"Plural-Forms: {PLURALS}\\n"\n'
    head = "".join(f"# {line}\n" for line in HEAD.splitlines())
    head += 'msgid ""\nmsgstr ""\n' + f'"Language: {catalogue.locale}\\n"\n'
    return (head + '"Content-Type: text/plain; charset=utf-8\\n"\n' + plural + "\n").encode() + file.getvalue()


def main() -> int:
    missing = 0
    for language in LANGUAGES:
        file = po_file(language)
        catalogue = updated(read(language))
        file.write_bytes(written(catalogue))
        with file.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read(language))
        for each in untranslated(catalogue):
            print(f"{file.name} ({language}) lacks: {each.id!r}")
            missing += 1
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
