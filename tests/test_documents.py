"""The documents say what is so: paths, commands, options, settings and phrases that they name are there."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from config.keys import ALL_KEYS, SECTIONS
from config.settings import Settings
from daemon.cli import main
from daemon.skills.match import match

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
MANUALS = [each for each in DOCUMENTS if each.name not in ("ARCHITECTURE.md", "CHANGELOG.md")]
"""Those whose commands are to be copied."""
FOLDERS = ("audio", "benchmarks", "config", "daemon", "docs", "models", "scripts", "systemd", "tests")
PLACEHOLDERS = {"NAME": "fast", "COMMAND": "status"}


def spans(text: str) -> Iterator[str]:
    """What stands in the text as code within a line, white space as one blank."""
    without_blocks = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    yield from (" ".join(each.split()) for each in re.findall(r"`([^`]+)`", without_blocks))


def blocks(text: str) -> Iterator[str]:
    """The lines that stand in the text as code of their own, without what explains them."""
    for line in re.findall(r"^ {4}(\S.*)$", text, flags=re.M):
        yield re.split(r" {3,}| ──|  +#", line)[0]


def commands(document: Path) -> Iterator[list[str]]:
    """The arguments of every `sarai ...` in it."""
    text = document.read_text(encoding="utf-8")
    for each in (*spans(text), *blocks(text)):
        found = re.search(r"(?:(?:^|[\s=])sarai |^(?=bench ))(\w.*)", each)
        if found is not None:
            told = re.sub(r"\[([\w.]+?)(?:\.\.\.)?\]", r"\1", found[1])
            yield [PLACEHOLDERS.get(word, word) for word in shlex.split(told, comments=True)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_are_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = [each for each in spans(text) if re.fullmatch(rf"({'|'.join(FOLDERS)})/[\w./-]*", each)]
    linked = [each for each in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in each]
    missing = [each for each in named if not (ROOT / each).exists()]
    missing += [each for each in linked if not (document.parent / each).exists()]
    assert missing == []


def test_every_module_is_found_in_the_architecture() -> None:
    named = {each.rstrip("/") for each in spans((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))}
    modules = [path for folder in ("audio", "config", "daemon", "models") for path in (ROOT / folder).rglob("*.py")]
    paths = [path.relative_to(ROOT) for path in modules if path.name != "__init__.py"]
    lost = [
        str(path)
        for path in paths
        # Of `daemon` and `models` each folder has a line of its own.
        if not {str(path), *map(str, path.parents[: -2 if path.parts[0] in ("daemon", "models") else -1])} & named
    ]
    assert len(paths) > 200
    assert lost == [], "name their package in ARCHITECTURE.md, section `Where to find it`"


def packages() -> list[Path]:
    return sorted(path for path in (ROOT / "daemon").rglob("__init__.py") if path.parent != ROOT / "daemon")


def test_no_module_lies_at_the_top_of_the_daemon() -> None:
    assert [path.name for path in (ROOT / "daemon").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("init", packages(), ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_every_package_says_what_it_is_and_holds_one_subject(init: Path) -> None:
    body = ast.parse(init.read_text(encoding="utf-8")).body
    assert len(body) == 1
    assert ast.get_docstring(ast.Module(body, []))
    assert len([path for path in init.parent.glob("*.py") if path != init]) <= 15


def test_no_class_of_the_daemon_shares_its_name_with_another() -> None:
    names = [
        node.name
        for path in (ROOT / "daemon").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_modules_that_are_named_in_strings_are_there() -> None:
    """import-linter does not see them: commands, servers and factories of workers, `python -m`."""
    rooms = "|".join(path.name for path in (ROOT / "daemon").iterdir() if path.is_dir())
    module = re.compile(rf"(?:daemon\.(?:{rooms})(?:\.\w+)*|(?:audio|models)(?:\.\w+)+(?=:))(?::\w+)?")
    named = set()
    for path in (path for folder in ("audio", "config", "daemon", "models") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and module.fullmatch(node.value):
                named.add(node.value)
    assert len(named) > 40
    for each in named:
        name, _, attribute = each.partition(":")
        found = importlib.import_module(name)
        assert not attribute or hasattr(found, attribute), each


@pytest.mark.parametrize("document", MANUALS, ids=lambda path: path.name)
def test_commands_are_understood(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = []
    for arguments in commands(document):
        if len(arguments) == 1:  # `sarai bench` may be spoken of without its arguments
            wrong += [arguments] if arguments[0] not in main.COMMANDS else []
            continue
        try:
            main._parse(arguments)
        except SystemExit as left:
            wrong += [arguments] if left.code else []
    assert wrong == [], capsys.readouterr().err


def test_the_readme_names_commands() -> None:
    told = {arguments[0] for arguments in commands(ROOT / "README.md")}
    assert {"run", "status", "toggle", "ask", "models", "doctor", "service", "tray", "bench"} <= told


@pytest.mark.parametrize("document", MANUALS, ids=lambda path: path.name)
def test_programs_are_there_and_given_what_they_require(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    told = (*spans(text), *blocks(text), *re.findall(r"# (python -m .*)$", text, flags=re.M))
    wrong = []
    for each in told:
        for module, arguments in re.findall(r"python -m ([a-z]\w+(?:\.\w+)+)(.*)", each):
            path = ROOT / f"{module.replace('.', '/')}.py"
            if not path.exists():
                wrong.append(f"{module}: no such module")
            elif arguments.strip():
                required = re.findall(r'"(--[\w-]+)"[^\n]*required=True', path.read_text(encoding="utf-8"))
                wrong += [f"{module}: lacks {option}" for option in required if option not in arguments]
    assert wrong == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_settings_that_are_named_are_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = [found[1] for each in spans(text) if (found := re.fullmatch(r"([a-z]+\.[a-z_]+)(?:: .+)?", each))]
    assert [each for each in named if each.split(".")[0] in SECTIONS and each not in ALL_KEYS] == []
    for example in re.findall(r"^```yaml\n(.*?)^```", text, flags=re.M | re.S):
        Settings.model_validate(yaml.safe_load(example))


def test_what_the_readme_says_may_be_said_is_understood() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (told,) = [each for each in text.split("\n\n") if each.startswith("It does by itself")]
    phrases = [" ".join(each.split()) for each in re.findall(r'"([^"]+)"', told)]
    assert len(phrases) > 5
    assert [each for each in phrases if match(each, "en") is None] == []
