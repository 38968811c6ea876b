"""The tray's step for models: what is offered, how its coming is shown, and what is said when it does not come."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from daemon.routing.parts import JOE, STARTER_SET, WHISPER
from daemon.tray import actions
from daemon.tray.actions import Actions
from daemon.tray.first_steps import Step
from daemon.tray.menu import title, view
from daemon.tray.model import TrayModel
from daemon.tray.texts import Texts
from daemon.tray.view import Action, walk

ENGLISH = Texts("en")


class Shell:
    """A tray without a desktop: keeps what it was to tell and to show."""

    def __init__(self) -> None:
        self.model = TrayModel(running=True)
        self.texts = ENGLISH
        self.running = asyncio.Event()
        self.step = Step.MODELS
        self.told: list[str] = []
        self.shown: list[tuple[str, str, bool]] = []
        """(title, label of the entry for models, whether it can be chosen)"""

    def show(self) -> None:
        entries = {entry.key: entry for entry in walk(view(self.model, self.texts, self.step).menu)}
        entry = entries.get("first-models")
        if entry is not None:
            self.shown.append((title(self.model, self.texts), entry.label, entry.enabled))

    async def tell(self, name: str, *values: object) -> None:
        self.told.append(self.texts(name, *values))

    async def tell_plainly(self, text: str) -> None:
        self.told.append(text)

    def speak(self, language: str) -> None: ...

    def advance(self) -> None: ...

    def set_step(self, step: Step) -> None:
        self.step = step

    def quit(self) -> None: ...


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without models, and without anybody who has some."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "HF_HUB_CACHE"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in [name for name in os.environ if name.startswith(("PIP_", "SARAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


def fetch() -> Shell:
    async def run() -> Shell:
        shell = Shell()
        await Actions(shell).carry_out(Action("first_models"))
        return shell

    return asyncio.run(run())


def command(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Stands for `sarai`: notes its arguments, and does what the script says."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\necho "$@" >> {folder}/asked\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return folder / "asked"


def test_a_machine_without_models_is_offered_ears_and_a_voice_with_their_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    offer = actions._offered()
    assert offer is not None
    assert (offer.ids, offer.starter, offer.size) == (STARTER_SET, True, "211 MB")
    assert offer.named == (
        "Whisper base (MIT), Piper, Joe (US English, medium) (CC0-1.0, fine-tuned by the publisher from Lessac's weights, "
        "whose recordings are for research only)"
    )
    monkeypatch.setenv("SARAI_SPEAKING__LANGUAGE", "es")  # Joe speaks English alone
    spanish = actions._offered()
    assert spanish is not None
    assert spanish.ids == (WHISPER,)
    monkeypatch.setattr("daemon.routing.parts.STARTER_SET", ())
    recommended = actions._offered()
    assert recommended is not None
    assert not recommended.starter
    assert JOE not in recommended.ids


def test_what_has_come_is_shown_and_the_next_set_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    come = 'echo \'{"percent": 7}\' >&2; echo "sarai: the index is asked instead" >&2; echo \'{"percent": 100}\' >&2'
    asked = command(tmp_path, monkeypatch, come)
    shell = fetch()
    assert asked.read_text() == f"-m daemon.cli models pull {' '.join(STARTER_SET)} --yes --json --progress\n"
    seven, whole, after = shell.shown
    assert seven == ("SARAi is not listening. Better models: 7 % have come", "Better models: 7 % have come", False)
    assert "100 %" in whole[0]
    assert after == ("SARAi is not listening", "Fetch better models", True)
    assert shell.told[0].startswith("The download has begun (211 MB)")
    assert "uses them from now on" in shell.told[1]
    assert "for better ears" in shell.told[2]  # nothing has come, in truth
    assert shell.step is Step.MODELS


def test_the_recommended_set_is_the_last_of_the_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = command(tmp_path, monkeypatch, "exit 0")
    monkeypatch.setattr("daemon.routing.parts.STARTER_SET", ())
    shell = fetch()
    assert "models pull recommended" in asked.read_text()
    assert shell.step is Step.DONE


@pytest.mark.parametrize(
    ("environ", "why"),
    [
        ({"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE forbids"),
        (
            {"HF_ENDPOINT": "http://127.0.0.1:9", "PIP_INDEX_URL": "http://127.0.0.1:9/simple"},
            "http://127.0.0.1:9 cannot be reached",
        ),
    ],
    ids=["offline", "unreachable"],
)
def test_why_nothing_comes_is_said_and_the_step_stays(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], why: str
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    shell = fetch()
    assert shell.told[-1].startswith("The download stopped: ")
    assert why in shell.told[-1]
    assert "\n" not in shell.told[-1]
    assert shell.step is Step.MODELS
    assert shell.model.coming is None
