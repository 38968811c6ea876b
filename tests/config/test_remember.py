"""Writing one setting into a file that belongs to the user."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.errors import SettingsError
from config.load import load
from config.remember import edited, remember


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "speaking:\n  language: es\n"),
        ("# mine\ntier: fast\n", "# mine\ntier: fast\nspeaking:\n  language: es\n"),
        ("speaking:\n", "speaking:\n  language: es\n"),
        (
            "speaking:  # how\n    speed: 1.2\nlog: {}\n",
            "speaking:  # how\n    language: es\n    speed: 1.2\nlog: {}\n",
        ),
        ("speaking:\n  language: en  # for now\n", "speaking:\n  language: es  # for now\n"),
        ('speaking:\n\n  # comment\n  language: "auto"\n', "speaking:\n\n  # comment\n  language: es\n"),
        (
            "listening:\n  mode: wake\nspeaking:\n  speed: 1\n",
            "listening:\n  mode: wake\nspeaking:\n  language: es\n  speed: 1\n",
        ),
    ],
)
def test_one_line_changes_and_the_rest_stays(before: str, after: str) -> None:
    assert edited(before, "speaking", "language", "es") == after


@pytest.mark.parametrize(
    "text",
    [
        "speaking: {speed: 1.2}\n",  # would be there twice
        "- a list\n",
        "speaking: [\n",
        "speaking: loud\n",
        "speaking:\n  - a\n",
        "fast: &a\n  mind: x\nspeaking: *a\n",
    ],
)
def test_what_cannot_be_changed_safely_is_left_alone(text: str) -> None:
    assert edited(text, "speaking", "language", "es") is None


def test_the_file_is_made_kept_private_and_stays_a_link(tmp_path: Path) -> None:
    file = tmp_path / "new" / "sarai.yaml"
    remember("speaking.language", "es", file)
    assert load(file).speaking.language == "es"
    dotfile = tmp_path / "dotfiles.yaml"
    dotfile.write_text("tier: fast\n")
    dotfile.chmod(0o600)
    link = tmp_path / "linked.yaml"
    link.symlink_to(dotfile)
    remember("speaking.language", "en", link)
    assert link.is_symlink()
    assert (dotfile.stat().st_mode & 0o777, load(link).speaking.language) == (0o600, "en")


def test_a_file_that_it_cannot_change_is_named_with_what_to_write(tmp_path: Path) -> None:
    file = tmp_path / "sarai.yaml"
    file.write_text("speaking: {speed: 1.2}\n")
    with pytest.raises(SettingsError, match=r"write `language: es` under `speaking:` in .*sarai\.yaml yourself"):
        remember("speaking.language", "es", file)
    assert file.read_text() == "speaking: {speed: 1.2}\n"


def test_what_is_no_file_is_neither_waited_for_nor_replaced(tmp_path: Path) -> None:
    pipe, nothing = tmp_path / "pipe.yaml", tmp_path / "nothing.yaml"
    os.mkfifo(pipe)
    nothing.symlink_to(os.devnull)
    for path, kind in ((pipe, "a pipe"), (nothing, "a device")):
        with pytest.raises(SettingsError, match=f"a settings file is wanted, and this is {kind}"):
            remember("speaking.language", "es", path)
        assert not path.is_file()
