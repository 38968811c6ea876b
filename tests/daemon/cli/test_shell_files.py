"""The man page and the completions that are shipped are those of the parser."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from daemon.cli.main import COMMANDS, whole_parser
from docs import shell_files
from tests.daemon.cli.test_answers import leaves

BASH = shell_files.SHIPPED / "sarai.bash"


@pytest.mark.parametrize(("language", "name"), shell_files.LANGUAGES.items())
def test_the_man_page_has_the_texts_of_help(language: str, name: str) -> None:
    shipped = (shell_files.SHIPPED / name).read_text()
    with shell_files.speaking(language):
        assert shipped == shell_files.manual(), "python -m docs.shell_files writes it anew"
    if shutil.which("man"):
        command = ["man", "--warnings", "-E", "UTF-8", "-l", str(shell_files.SHIPPED / name)]
        shown = subprocess.run(command, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True)
        assert shown.stderr == ""
        assert "sarai config" in shown.stdout


@pytest.mark.parametrize("name", shell_files.COMPLETIONS.values())
def test_each_completion_knows_every_command_and_option(name: str) -> None:
    text = (shell_files.SHIPPED / name).read_text()
    assert [command for command in COMMANDS if command not in text] == []
    if name == "sarai.fish":
        return  # fish's own syntax has long options without their dashes
    options = {option for _, parser in leaves(whole_parser()) for option in parser._option_string_actions}
    assert sorted(option for option in options if option not in text) == [], "python -m docs.shell_files writes it anew"


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sarai st", "status stop"),
        ("sarai tier f", "fast"),
        ("sarai models pu", "pull"),
        ("sarai config se", "set"),
        ("sarai status --ex", "--explain"),
        ("sarai talk --tier q", "quality"),
    ],
)
def test_bash_completes(line: str, offered: str) -> None:
    script = (
        f"source {BASH}; COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _shtab_sarai; "
        'echo "${COMPREPLY[*]}"'
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == offered
