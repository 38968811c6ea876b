"""How the set-up fetches the starter set while llama.cpp compiles, and what it does where that fails: scripts/setup.sh."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.routing.parts import STARTER_SET

SETUP = (Path(__file__).parents[1] / "scripts" / "setup.sh").read_text()
NOWHERE = "http://127.0.0.1:9"


def set_up(folder: Path, python: str, meanwhile: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Runs the part of the set-up that fetches, around `meanwhile`, with a script in the place of .venv's Python."""
    program = folder / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{python}\n")
    program.chmod(0o755)
    part = SETUP[SETUP.index("# The starter set is") : SETUP.index("# One set-up at a time")]
    say = next(line for line in SETUP.splitlines() if line.startswith("say() "))
    lines = ["set -euo pipefail", f"venv={folder}/.venv what=${{WHAT:-run}}", say, part]
    lines += ["begin_starter_set", meanwhile, "finish_starter_set", "echo and on it goes"]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SARAI_", "PIP_", "XDG_"))}
    env |= {
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        **more,
    }
    return subprocess.run(
        ["bash", "-c", "\n".join(lines)], env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_it_fetches_what_the_embedded_tier_is_better_with() -> None:
    named = re.search(r"^starter_set=\((.*)\)$", SETUP, re.M)
    assert named is not None
    assert tuple(named[1].split()) == STARTER_SET


def test_with_neither_hub_nor_index_it_says_so_and_goes_on(tmp_path: Path) -> None:
    nowhere = {"HF_ENDPOINT": NOWHERE, "PIP_INDEX_URL": f"{NOWHERE}/simple", "PIP_CONFIG_FILE": os.devnull}
    done = set_up(tmp_path, f'exec {sys.executable} "$@"', "wait $starter_pid || true", **nowhere)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "and on it goes\n"
    assert f"{NOWHERE} cannot be reached" in done.stderr
    assert "the package index cannot be reached" in done.stderr
    assert "Until `sarai models pull whisper-base piper-en-joe` has got them, pocketsphinx and eSpeak" in done.stderr
    assert "Traceback" not in done.stderr
    store = tmp_path / "data" / "sarai" / "models"
    assert not [path for path in store.rglob("*") if path.is_file() and path.suffix != ".lock"]


@pytest.mark.parametrize("more", [{"SARAI_STARTER_SET": "0"}, {"WHAT": "test"}], ids=["by wish", "for the tests"])
def test_it_is_left_out(tmp_path: Path, more: dict[str, str]) -> None:
    done = set_up(tmp_path, "echo asked; exit 1", **more)
    assert (done.returncode, done.stdout, done.stderr) == (0, "and on it goes\n", "")


def test_what_came_meanwhile_is_told_with_its_licence_once(tmp_path: Path) -> None:
    come = 'echo "whisper-base: is already here"; echo "piper-en-joe: ready; licence: CC0-1.0"'
    done = set_up(tmp_path, come, "wait $starter_pid")
    assert (done.returncode, done.stderr) == (0, "piper-en-joe: ready; licence: CC0-1.0\n")


def test_a_pull_that_takes_longer_than_the_rest_goes_on_in_the_foreground(tmp_path: Path) -> None:
    slow = f'echo "$$ $*" >> {tmp_path}/calls; [ $(wc -l < {tmp_path}/calls) -gt 1 ] || exec sleep 60; echo ready'
    done = set_up(tmp_path, slow, f"until [ -s {tmp_path}/calls ]; do sleep 0.05; done")
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("ready\n")
    first, second = (tmp_path / "calls").read_text().splitlines()
    asked = f"-m daemon.cli models pull {' '.join(STARTER_SET)} --yes"
    assert [call.partition(" ")[2] for call in (first, second)] == [asked, asked]
    assert not Path(f"/proc/{first.split()[0]}").exists()


def test_ctrl_c_ends_the_whole_set_up(tmp_path: Path) -> None:
    done = set_up(tmp_path, "exit 130", "wait $starter_pid || true")
    assert done.returncode == 130
    assert "and on it goes" not in done.stdout
