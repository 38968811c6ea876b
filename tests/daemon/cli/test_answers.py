"""What commands print for programs is documented, and every command does it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from daemon.cli.answers import ANSWERS
from daemon.cli.main import COMMANDS, whole_parser
from docs import json_answers


def leaves(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yields each command that can be called, with its parser."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield name, parser
    for action in below:
        for word, each in action.choices.items():
            yield from leaves(each, f"{name} {word}".strip())


def test_every_command_takes_json_and_its_answer_is_documented() -> None:
    found = dict(leaves(whole_parser()))
    assert {name.split()[0] for name in found} == set(COMMANDS)
    without = [name for name, parser in found.items() if "--json" not in parser._option_string_actions]
    assert without == []
    known = {each.split()[0] if each.split()[0] not in ("models", "tools") else each for each in ANSWERS}
    told_elsewhere = {"tray", *(name for name in found if name.startswith("bench "))}
    assert set(found) - known == told_elsewhere


def test_the_page_and_the_schemas_are_those_of_the_code() -> None:
    folder = Path(json_answers.__file__).parent
    assert (folder / "json.md").read_text() == json_answers.page()
    assert (folder / "json-schemas.json").read_text() == json_answers.schemas_text()
