"""The control methods: their table fits what clients assume, and an answer is told when it is kept."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import get_args

import pytest

from config import paths
from config.settings import Settings, Tier
from daemon.app.daemon import running
from daemon.app.history.store import History
from daemon.app.methods import ControlMethods
from daemon.control.connection import Result
from daemon.control.protocol import TIERS


def test_clients_know_the_tiers_of_the_settings() -> None:
    assert get_args(Tier) == TIERS


def test_the_end_of_an_answer_is_told_when_the_history_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept_when_told(tmp_path, monkeypatch, disk=0.3) == ["what time is it?"]


def test_a_disk_that_hangs_holds_an_answer_up_for_a_moment_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemon.app.methods.STORED", 0.1)
    assert kept_when_told(tmp_path, monkeypatch, disk=2.0) == []


def kept_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: float) -> list[str]:
    """The questions in the history file at the moment of the answer's end; the disk is busy for so many seconds."""
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))

    async def life() -> list[str]:
        settings = Settings.model_validate({"sound": {"backend": "wav"}, "listening": {"at_start": False}})
        async with running(settings) as daemon:
            daemon.history.later(time.sleep, disk)
            async for piece in ControlMethods(daemon).ask("what time is it?"):
                if isinstance(piece, Result):
                    with History(paths.history_file(), problem=pytest.fail) as history:
                        return [each.exchange.heard for each in history.recent(9)]
        return ["no result"]

    return asyncio.run(life())
