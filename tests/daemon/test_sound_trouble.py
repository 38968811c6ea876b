"""What the user is told where sound does not work: by a worker that ends again and again, and without a loudspeaker."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from config.settings import Settings
from daemon import workers
from daemon.app import Daemon
from daemon.commands.status import describe
from daemon.events import Subscription
from daemon.protocol import ControlError
from daemon.service import Service
from tests.virtual_card import VirtualCard, available


@asynccontextmanager
async def running(backend: str) -> AsyncIterator[Daemon]:
    settings = {"sound": {"backend": backend}, "tier": "embedded", "history": {"keep": False}}
    daemon = Daemon(Settings.model_validate({**settings, "listening": {"at_start": False}}))
    started = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(daemon.run(started.set))
        try:
            await started.wait()
            await asyncio.wait_for(daemon.sound.ready(), 30)
            yield daemon
        finally:
            daemon.stop()


async def devices(events: Subscription) -> dict[str, Any]:
    """The next news of them."""
    async with asyncio.timeout(30):
        return await anext(event async for event in events if event["kind"] == "device")


def test_sound_that_ends_again_and_again_is_told_until_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "BACK_OFF", (0.0, 1.0))

    async def crash(daemon: Daemon) -> str:
        await asyncio.wait_for(daemon.sound.ready(), 30)
        assert daemon.sound.pid is not None
        os.kill(daemon.sound.pid, signal.SIGABRT)
        await asyncio.wait_for(daemon.sound.gone(), 30)
        return str(daemon.status()["problem"])

    async def life() -> None:
        async with running("wav") as daemon:
            assert await crash(daemon) == ""  # it is back before anybody wonders
            with daemon.hub.subscribe() as events:
                await anext(events)  # the snapshot
                problem = await crash(daemon)
                assert problem.startswith("sound does not work, its process keeps ending: sound crashed (signal 6)")
                assert problem.endswith("; `sarai doctor` looks for the cause")
                assert f"  problem      {problem}" in describe(daemon.status())
                # The live view and the tray learn of it by the event that tells of devices.
                assert (await devices(events))["problem"] == problem
                assert (await devices(events))["problem"] == daemon.status()["problem"] == ""

    asyncio.run(life())


@pytest.mark.sound
@pytest.mark.skipif(not available(), reason="PulseAudio is not installed: no virtual sound card")
def test_what_cannot_be_heard_is_not_said_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    async def life(card: VirtualCard) -> None:
        async with running("portaudio") as daemon:
            service = Service(daemon)
            with daemon.hub.subscribe() as events:
                assert await service.say({"text": "hello"}) == {"queued": True}
                assert (await devices(events))["playback"] != ""
                card.remove_loudspeaker()
                assert (await devices(events))["playback"] == ""
            with pytest.raises(ControlError, match=r"^nothing can be heard: no loudspeaker is here"):
                await service.say({"text": "hello"})
            asking = cast(AsyncGenerator[Any, None], service.ask({"text": "what time is it?", "speak": True}))
            answer = [each async for each in asking]
            assert answer[-2] == {"note": "nothing can be heard: no loudspeaker is here; connect one and try again"}
            assert answer[-1].value["text"]

    with VirtualCard() as card:
        for name, value in card.env.items():
            monkeypatch.setenv(name, value)

        asyncio.run(life(card))
