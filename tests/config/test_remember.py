"""A setting is written into a file that belongs to the user: all else of the file stays as it was."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from config.errors import SettingsError
from config.load import load
from config.remember import remember, remember_within, with_value

DEEP = ("tools", "servers", "clock", "allow")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "speaking:\n  language: es\n"),
        ("# mine\ntier: fast\n", "# mine\ntier: fast\nspeaking:\n  language: es\n"),
        ("tier: fast", "tier: fast\nspeaking:\n  language: es\n"),
        ("# mine\n#speaking:\n", "# mine\n#speaking:\nspeaking:\n  language: es\n"),
        ("---\ntier: fast\n...\n", "---\ntier: fast\nspeaking:\n  language: es\n...\n"),
        ("speaking:\n  # speed: 1.2\nlog: {}\n", "speaking:\n  language: es\n  # speed: 1.2\nlog: {}\n"),
        ("speaking: # how\nlog: {}\n", "speaking: # how\n  language: es\nlog: {}\n"),
        ("speaking:\n  language:  # mine\n", "speaking:\n  language: es  # mine\n"),
        (
            "speaking:  # how\n    # quick\n    speed: 1.2 # yes\n    # the end\nlog: {}\n",
            "speaking:  # how\n    # quick\n    speed: 1.2 # yes\n    language: es\n    # the end\nlog: {}\n",
        ),
        ("speaking:\n  language: en  # for now\n", "speaking:\n  language: es  # for now\n"),
        ('"speaking":\n\n  # comment\n  "language" : "#auto"\n', '"speaking":\n\n  # comment\n  "language" : es\n'),
        ("speaking:\tlanguage\n", None),
        ("tier:\tauto\nspeaking:\n  language:\ten\t# x\n", "tier:\tauto\nspeaking:\n  language: es\t# x\n"),
        (
            "speaking: # how\r\n  language: en # x\r\n  speed: 1\r\n",
            "speaking: # how\r\n  language: es # x\r\n  speed: 1\r\n",
        ),
        ("tier: auto\r\n", "tier: auto\r\nspeaking:\r\n  language: es\r\n"),
        ("\ufeffspeaking:\n  language: en\n", "\ufeffspeaking:\n  language: es\n"),
        ("{tier: auto, log: {}} # x\n", "{tier: auto, log: {}, speaking: {language: es}} # x\n"),
        ("speaking: {speed: 1.2, seed: 1}\n", "speaking: {speed: 1.2, seed: 1, language: es}\n"),
        ("speaking: {}\n", "speaking: {language: es}\n"),
        ("speaking: &a\n  speed: 1.2\n", "speaking: &a\n  speed: 1.2\n  language: es\n"),
        ("x: &a en\nspeaking:\n  language: *a # b\n", "x: &a en\nspeaking:\n  language: es # b\n"),
        ("x: &a en\nspeaking:\n  push: *a # b\n", "x: &a en\nspeaking:\n  push: *a # b\n  language: es\n"),
        (
            "speaking:\n  system_prompt: |\n    language: en\n    x\n  speed: 1\n",
            "speaking:\n  system_prompt: |\n    language: en\n    x\n  speed: 1\n  language: es\n",
        ),
        (
            "speaking:\n  speed: 1\n  system_prompt: |\n    a\n\n# bye\n",
            "speaking:\n  speed: 1\n  system_prompt: |\n    a\n  language: es\n\n# bye\n",
        ),
        ("speaking:\n  language: |\n    en\n  speed: 1\n", "speaking:\n  language: es\n  speed: 1\n"),
        ("- a list\n", None),
        ("~\n", None),
        ("speaking: [\n", None),
        ("speaking: loud\n", None),
        ("speaking:\n  - a\n", None),
        ("speaking:\n  language: en\n  language: en\n", None),
        ("x: 1\n---\nspeaking:\n", None),
        ("speaking:\n  language: &a en\nx: *a\n", None),  # x would lose what it refers to
        ("fast: &a\n  mind: x\nspeaking: *a\n", None),  # both would change
    ],
)
def test_one_value_changes_and_the_rest_stays(before: str, after: str | None) -> None:
    assert with_value(before, ("speaking", "language"), "es") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "tools:\n  servers:\n    clock:\n      allow: [x, z]\n"),
        ("tools:\n", "tools:\n  servers:\n    clock:\n      allow: [x, z]\n"),
        (
            "tools:\n  servers:\n    clock:\n      allow: [x]  # why\n      command: [a]\n",
            "tools:\n  servers:\n    clock:\n      allow: [x, z]  # why\n      command: [a]\n",
        ),
        (
            "tools:\n  servers:\n    clock:\n      allow: # mine\n        # good\n        - x\n        - y\n\n# the end\n",
            "tools:\n  servers:\n    clock:\n      allow: [x, z] # mine\n        # good\n\n# the end\n",
        ),
        (
            "tools: {servers: {clock: {command: [a]}}} # c\n",
            "tools: {servers: {clock: {command: [a], allow: [x, z]}}} # c\n",
        ),
        (
            "tools:\n  servers:\n    other:\n      url: http://x\ntier: fast\n",
            "tools:\n  servers:\n    other:\n      url: http://x\n    clock:\n      allow: [x, z]\ntier: fast\n",
        ),
        ("tools:\n  servers: null # none\n", "tools:\n  servers: {clock: {allow: [x, z]}} # none\n"),
        ("tools: 3\n", None),
        ("tools: &a {servers: {}}\nother: *a\n", None),
    ],
)
def test_one_value_deep_within_a_mapping_is_set(before: str, after: str | None) -> None:
    assert with_value(before, DEEP, ["x", "z"]) == after


def test_a_part_of_a_text_is_never_taken_for_a_comment() -> None:
    once = with_value("", ("speaking", "system_prompt"), 'Say "no" # never more')
    assert once is not None
    assert with_value(once, ("speaking", "system_prompt"), "x") == "speaking:\n  system_prompt: x\n"


def test_the_file_is_made_kept_private_and_stays_a_link(tmp_path: Path) -> None:
    file = tmp_path / "new" / "sarai.yaml"
    remember("speaking.language", "es", file)
    assert load(file).speaking.language == "es"
    assert file.stat().st_mode & 0o777 == 0o600
    dotfile = tmp_path / "dotfiles.yaml"
    dotfile.write_text("tier: fast\n")
    dotfile.chmod(0o600)
    link = tmp_path / "linked.yaml"
    link.symlink_to(dotfile)
    remember("speaking.language", "en", link)
    assert link.is_symlink()
    assert (dotfile.stat().st_mode & 0o777, load(link).speaking.language) == (0o600, "en")


def test_a_file_that_it_cannot_change_is_told_with_its_mistake_or_with_what_to_write(tmp_path: Path) -> None:
    file = tmp_path / "sarai.yaml"
    for text, told in {
        "speaking: loud\n": r"write `language: es` under `speaking:` in .*sarai\.yaml yourself",
        "tier: auto\nspeaking:\n\tspeed: 1\n": r"sarai\.yaml, line 3: not valid YAML",
        "speaking:\n  speed: 1\nspeaking:\n  speed: 2\n": r"line 3: speaking is given twice \(first in line 1\)",
    }.items():
        file.write_text(text)
        with pytest.raises(SettingsError, match=told):
            remember("speaking.language", "es", file)
        assert file.read_text() == text


def test_a_write_protected_file_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "sarai.yaml"
    file.write_text("tier: fast\n")
    file.chmod(0o444)
    with pytest.raises(SettingsError, match="write-protected"):
        remember("tier", "auto", file)
    assert file.read_text() == "tier: fast\n"


def test_what_is_no_file_is_neither_waited_for_nor_replaced(tmp_path: Path) -> None:
    pipe, nothing, lost, loop = (tmp_path / name for name in ("pipe", "nothing", "lost", "loop"))
    os.mkfifo(pipe)
    nothing.symlink_to(os.devnull)
    lost.symlink_to(tmp_path / "gone.yaml")
    loop.symlink_to(loop)
    for path, told in (
        (pipe, "a settings file is wanted, and this is a pipe"),
        (nothing, "a settings file is wanted, and this is a device"),
        (lost, "a link to .*gone.yaml, which is not there"),
        (loop, "a link to .*loop, which is not there"),
    ):
        with pytest.raises(SettingsError, match=told):
            remember("speaking.language", "es", path)
        assert not path.is_file()


def test_of_writers_at_the_same_time_none_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "sarai.yaml"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: remember_within(("actions", f"n{number}"), number, file), range(24)))
    assert yaml.safe_load(file.read_text()) == {"actions": {f"n{number}": number for number in range(24)}}
