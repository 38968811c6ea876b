"""The program's texts in the language of the locale."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import pytest
import yaml

from config import texts
from config.document import document
from config.texts import _, ngettext
from daemon.cli.main import whole_parser
from tests.daemon.cli.test_answers import leaves


def speak(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es_MX"}, "es"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es_ES.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "ca:es:en"}, "es"),
        ({"LANG": "es_ES.UTF-8", "LANGUAGE": "fr"}, "en"),  # as gettext has it: the list counts alone
        ({"LANG": "C", "LANGUAGE": "es"}, "en"),
    ],
)
def test_the_language_is_that_of_the_usual_variables(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(monkeypatch, **variables)
    assert texts.language() == language
    assert _("microphone") == {"en": "microphone", "es": "micrófono"}[language]


def test_values_are_filled_in_after_the_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    speak(monkeypatch, LANG="es_ES.UTF-8")
    assert _("{path}: cannot be read: {why}", path="a{b}", why="x") == "a{b}: no se puede leer: x"
    assert _("not a message of ours {here}") == "not a message of ours {here}"
    assert [ngettext("{count} day", "{count} days", count) for count in (1, 3)] == ["1 día", "3 días"]
    speak(monkeypatch)
    assert [ngettext("{count} day", "{count} days", count) for count in (1, 3)] == ["1 day", "3 days"]


def test_every_command_explains_itself_in_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    speak(monkeypatch, LANG="es_ES.UTF-8")
    texts.translate_argparse()
    for _names, parser in leaves(whole_parser()):
        told = parser.format_help()
        assert "muestra esta ayuda" in told
        assert "uso:" in told


def sarai(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    known = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    env = {**known, "HOME": str(home), "XDG_RUNTIME_DIR": str(home), **variables}
    command = [sys.executable, "-m", "daemon.cli", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_errors_are_spanish_and_keys_are_not(tmp_path: Path) -> None:
    spanish = {"LANG": "es_ES.UTF-8", "PYTHONUTF8": "1"}
    assert sarai(tmp_path, "status", **spanish).stderr.startswith("sarai: sarai no está en marcha;")
    wrong = sarai(tmp_path, "status", "--explian", **spanish)
    assert (wrong.returncode, wrong.stderr.splitlines()[-1]) == (
        2,
        "sarai status: error: argumentos desconocidos: --explian",
    )
    answer = json.loads(sarai(tmp_path, "status", "--json", **spanish).stdout)
    assert answer["running"] is False
    assert answer["error"].startswith("sarai no está en marcha")
    set_ = sarai(tmp_path, "config", "check", "--json", **spanish, SARAI_SOUND__VOLUME="loud")
    assert json.loads(set_.stdout)["mistakes"] == [
        "SARAI_SOUND__VOLUME: sound.volume debe ser un número, no 'loud'",
    ]


def test_settings_are_explained_in_spanish_with_keys_and_values_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak(monkeypatch, LANG="es_ES.UTF-8")
    told = document(head="", translate=_)
    assert "# Volumen de las respuestas. (número; de 0 a 1; por omisión 0.9)\n  volume: 0.9\n" in told
    assert yaml.safe_load(told) == yaml.safe_load(document())
    english = {*comments(document(head=""))}
    assert [each for each in comments(told) if each in english] == []


def comments(document: str) -> list[str]:
    """The comments, each with its lines joined; without the key that follows."""
    found = re.findall(r"(?:^ *#.*\n)+", document, re.MULTILINE)
    return [" ".join(line.strip(" #") for line in each.splitlines()) for each in found]


def test_english_reads_no_catalogue() -> None:
    assert type(texts.catalogue("en")) is NullTranslations
    assert type(texts.catalogue("es")) is GNUTranslations
