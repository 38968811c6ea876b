"""What systemd's watchdog is told: signs of life, unless sound does not come back."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from config.settings import Settings
from daemon.app.daemon import Daemon
from daemon.cli import launch
from daemon.workers import worker


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
    settings = Settings.model_validate(
        {"sound": {"backend": "wav"}, "tier": "embedded", "history": {"keep": False}, "listening": {"at_start": False}}
    )

    async def life(listener: socket.socket) -> None:
        daemon = Daemon(settings)
        started = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(daemon.run(started.set))
            await started.wait()
            await daemon.sound.ready()
            feeding = group.create_task(launch.feed_watchdog(daemon))
            await asyncio.sleep(0.5)
            assert all("WATCHDOG=1" in each for each in told(listener))
            assert daemon.sound_missing() == 0
            assert daemon.sound.pid is not None
            os.kill(daemon.sound.pid, signal.SIGKILL)
            await asyncio.wait_for(daemon.sound.gone(), 20)
            await asyncio.sleep(1.5)
            told(listener)
            await asyncio.sleep(0.5)
            late = told(listener)
            assert late
            assert all(each.startswith("STATUS=sound has not come back") for each in late)
            feeding.cancel()
            daemon.stop()

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.setblocking(False)
        asyncio.run(life(listener))
