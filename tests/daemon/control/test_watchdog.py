"""What systemd's watchdog is told: signs of life, unless sound does not come back."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from daemon.app import sound
from daemon.app.daemon import running
from daemon.cli import launch
from daemon.workers import liveness, worker

SETTINGS = Settings.model_validate(
    {"sound": {"backend": "wav"}, "tier": "embedded", "history": {"keep": False}, "listening": {"at_start": False}}
)


def told(listener: socket.socket) -> list[str]:
    """The datagrams since the last look."""
    found = []
    while True:
        try:
            found.append(listener.recv(4096).decode())
        except BlockingIOError:
            return found


def test_a_sound_worker_that_does_not_come_back_ends_the_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "100000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    monkeypatch.setattr(launch, "RECOVERY", 1.0)
    monkeypatch.setattr(worker, "BACK_OFF", (60.0,))
    monkeypatch.setattr(sound, "DEAF", 60.0)

    async def life(listener: socket.socket) -> None:
        async with asyncio.TaskGroup() as group, running(SETTINGS) as daemon:
            await daemon.sound.worker.ready()
            feeding = group.create_task(launch.feed_watchdog(daemon))
            await asyncio.sleep(0.5)
            assert all("WATCHDOG=1" in each for each in told(listener))
            assert daemon.sound.missing == 0
            assert daemon.sound.worker.pid is not None
            os.kill(daemon.sound.worker.pid, signal.SIGKILL)
            await asyncio.wait_for(daemon.sound.worker.gone(), 20)
            await asyncio.sleep(1.5)
            told(listener)
            await asyncio.sleep(0.5)
            late = told(listener)
            assert late
            assert all(each.startswith("STATUS=sound has not come back") for each in late)
            feeding.cancel()

    watched(tmp_path, life)


def test_a_sound_worker_that_gives_no_sign_of_life_ends_the_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should it neither answer nor be ended: as if the daemon could not kill it."""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "100000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    monkeypatch.setattr(launch, "RECOVERY", 1.0)
    monkeypatch.setattr(liveness, "STEP", 0.1)
    monkeypatch.setattr(liveness, "STOPPED", 600.0)

    async def life(listener: socket.socket) -> None:
        async with asyncio.TaskGroup() as group, running(SETTINGS) as daemon:
            await daemon.sound.worker.ready()
            feeding = group.create_task(launch.feed_watchdog(daemon))
            assert daemon.sound.worker.pid is not None
            os.kill(daemon.sound.worker.pid, signal.SIGSTOP)
            await asyncio.sleep(2.5)
            told(listener)
            await asyncio.sleep(0.5)
            late = told(listener)
            assert late
            assert all(each.startswith("STATUS=sound has not come back") for each in late)
            os.kill(daemon.sound.worker.pid, signal.SIGCONT)
            await asyncio.sleep(1.0)
            told(listener)
            await asyncio.sleep(0.5)
            assert any("WATCHDOG=1" in each for each in told(listener))
            feeding.cancel()

    watched(tmp_path, life)


def watched(tmp_path: Path, life: Callable[[socket.socket], Coroutine[Any, Any, None]]) -> None:
    """Run a daemon's life with somebody to notify."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.setblocking(False)
        asyncio.run(life(listener))
