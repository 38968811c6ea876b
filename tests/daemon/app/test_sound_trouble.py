"""What the user is told where sound does not work: by a worker that ends again and again, and without a loudspeaker."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from audio.events import Command, Volume
from config.errors import UserError
from config.settings import Settings
from daemon.app import daemon as daemons
from daemon.app import sound
from daemon.app.daemon import Daemon
from daemon.app.methods import ControlMethods
from daemon.app.status import devices_of
from daemon.cli.commands.status import describe
from daemon.control.events import Devices, Event, LevelMeasured, ModelState, ProblemOccurred, TierChanged
from daemon.control.hub import Subscription
from daemon.skills.intent import VolumeTo
from daemon.tiers import specs
from daemon.tray.model import TrayModel
from daemon.workers import liveness, worker
from daemon.workers.worker import State, Worker
from tests.support.virtual_card import VirtualCard, available


@asynccontextmanager
async def starting(backend: str, at_start: bool = True, **sound: str) -> AsyncIterator[Daemon]:
    settings = {"sound": {"backend": backend, **sound}, "tier": "embedded", "history": {"keep": False}}
    chosen = Settings.model_validate({**settings, "listening": {"at_start": at_start}})
    async with daemons.running(chosen) as daemon:
        yield daemon


@asynccontextmanager
async def running(backend: str) -> AsyncIterator[Daemon]:
    async with starting(backend, at_start=False) as daemon:
        await asyncio.wait_for(daemon.sound.worker.ready(), 30)
        yield daemon


E = TypeVar("E", bound=Event)


async def news(events: Subscription, kind: type[E]) -> E:
    """The next event of that kind."""
    async with asyncio.timeout(30):
        return await anext(event async for event in events if isinstance(event, kind))


def test_without_its_worker_no_device_is_open_and_all_is_well_when_none_is_wanted() -> None:
    sound = Worker(specs.sound(Settings()))
    known = Devices("Yeti", "HDA", "the loudspeaker stopped")
    closed = Devices("", "", "the loudspeaker stopped")
    sound.state, sound.failures, sound.problem = State.STOPPED, 1, "sound crashed"
    assert devices_of(sound, known, True) == closed
    sound.failures = 2
    trouble = devices_of(sound, known, True)
    assert (trouble.capture, trouble.playback) == ("", "")
    assert trouble.problem.startswith("sound does not work, its process keeps ending: sound crashed; ")
    sound.state = State.LOADING
    assert devices_of(sound, trouble, False) == trouble
    sound.state = State.READY
    assert devices_of(sound, trouble, True) == trouble  # whether the microphone can be opened, it is about to tell
    assert devices_of(sound, trouble, False).problem == ""
    sound.state = State.FAILED
    assert devices_of(sound, known, True) == Devices("", "", "sound crashed")


def test_sound_that_fails_for_good_is_told_to_all(tmp_path: Path) -> None:
    async def life() -> None:
        async with starting("wav", wav_input=str(tmp_path / "there-is-none.wav")) as daemon:
            with daemon.hub.subscribe() as events:
                tray = TrayModel()
                while not tray.daemon.problems.device:
                    tray.update(await asyncio.wait_for(anext(events), 30))
                daemon.conversation.listen(True)
                await daemon.selection.choose_tier("auto")
                tray.update(await news(events, TierChanged))
            status = daemon.status()
            assert "there-is-none.wav" in status["problem"]
            assert tray.problem == status["problem"]  # another tier mends no sound
            assert next(describe(status)).startswith("sarai is waiting for a microphone ")

    asyncio.run(life())


def test_every_sound_worker_is_told_the_volume_and_that_levels_are_wanted() -> None:
    async def life() -> None:
        async with starting("wav") as daemon:
            commands: list[Command] = []
            # Before there is a sound worker, as `sarai run` does.
            with daemon.hub.subscribe(levels=True) as events, daemon.listening_in(lambda event: None, commands.append):
                await news(events, LevelMeasured)
                daemon.skills.carry_out(VolumeTo(0.3), "en")
                commands.clear()
                assert daemon.sound.worker.pid is not None
                os.kill(daemon.sound.worker.pid, signal.SIGKILL)
                while (told := await news(events, ModelState)) and (told.name, told.state) != ("sound", "ready"):
                    pass
                await news(events, LevelMeasured)
                assert Volume(0.3) in commands

    asyncio.run(life())


def test_a_microphone_that_was_closed_before_it_could_be_opened_stays_closed() -> None:
    async def life() -> None:
        async with starting("wav") as daemon:
            await ControlMethods(daemon).mute()
            await asyncio.wait_for(daemon.sound.worker.ready(), 30)
            await asyncio.sleep(0.3)
            assert (daemon.status()["state"], daemon.conversation.hears) == ("off", False)

    asyncio.run(life())


def test_sound_that_ends_again_and_again_is_told_until_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BACK_OFF", (0.0, 1.0))

    async def crash(daemon: Daemon) -> str:
        await asyncio.wait_for(daemon.sound.worker.ready(), 30)
        assert daemon.sound.worker.pid is not None
        os.kill(daemon.sound.worker.pid, signal.SIGABRT)
        await asyncio.wait_for(daemon.sound.worker.gone(), 30)
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
                assert (await news(events, Devices)).problem == problem
                assert (await news(events, Devices)).problem == daemon.status()["problem"] == ""

    asyncio.run(life())


def test_the_assistant_is_not_deaf_for_long_however_often_sound_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BACK_OFF", (60.0,))
    monkeypatch.setattr(sound, "DEAF", 0.1)

    async def life() -> None:
        async with running("wav") as daemon:
            for _ in range(2):
                assert daemon.sound.worker.pid is not None
                os.kill(daemon.sound.worker.pid, signal.SIGKILL)
                await asyncio.wait_for(daemon.sound.worker.gone(), 30)
                await asyncio.wait_for(daemon.sound.worker.ready(), 30)

    asyncio.run(life())


@pytest.mark.parametrize("listening", [True, False], ids=["microphone open", "microphone closed"])
def test_a_sound_worker_that_hangs_is_told_and_started_anew(monkeypatch: pytest.MonkeyPatch, listening: bool) -> None:
    for name in ("STEP", "STEP_COUNTS", "STOPPED"):
        monkeypatch.setattr(liveness, name, getattr(liveness, name) / 10)

    async def life() -> None:
        async with starting("wav", at_start=listening) as daemon, asyncio.timeout(60):
            await daemon.sound.worker.ready()
            pid = daemon.sound.worker.pid
            assert pid is not None
            with daemon.hub.subscribe() as events:
                os.kill(pid, signal.SIGSTOP)
                problem = await news(events, ProblemOccurred)
                assert problem.text.startswith("sound hung: its process was stopped (SIGSTOP)")
                while (told := await news(events, ModelState)) and (told.name, told.state) != ("sound", "ready"):
                    pass
            assert daemon.sound.worker.pid not in (None, pid)
            assert daemon.conversation.hears is listening
            assert daemon.sound.missing < 1

    asyncio.run(life())


def test_a_sound_worker_with_nothing_to_do_shows_that_its_thread_comes_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liveness, "STEP", 0.1)
    monkeypatch.setattr(liveness, "STATION", 0.8)

    async def life() -> None:
        async with running("wav") as daemon:
            pid = daemon.sound.worker.pid
            await asyncio.sleep(3)
            assert daemon.sound.worker.pid == pid
            assert daemon.sound.worker.restarts == 0

    asyncio.run(life())


def test_the_daemon_ends_beside_a_sound_worker_that_hangs() -> None:
    async def life() -> None:
        began = 0.0
        async with running("wav") as daemon:
            assert daemon.sound.worker.pid is not None
            os.kill(daemon.sound.worker.pid, signal.SIGSTOP)
            daemon.sound.worker.send("feed", bytes(4 << 20))  # more than its socket holds
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 10

    asyncio.run(life())


@pytest.mark.sound
@pytest.mark.skipif(not available(), reason="PulseAudio is not installed: no virtual sound card")
def test_what_cannot_be_heard_is_not_said_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    async def life(card: VirtualCard) -> None:
        async with running("portaudio") as daemon:
            service = ControlMethods(daemon)
            with daemon.hub.subscribe() as events:
                assert await service.say("hello") == {"queued": True}
                assert (await news(events, Devices)).playback != ""
                card.remove_loudspeaker()
                assert (await news(events, Devices)).playback == ""
            with pytest.raises(UserError, match=r"^nothing can be heard: no loudspeaker is here"):
                await service.say("hello")
            asking = cast(AsyncGenerator[Any, None], service.ask("what time is it?", speak=True))
            answer = [each async for each in asking]
            assert answer[-2] == {"note": "nothing can be heard: no loudspeaker is here; connect one and try again"}
            assert answer[-1].value["text"]

    with VirtualCard() as card:
        for name, value in card.env.items():
            monkeypatch.setenv(name, value)

        asyncio.run(life(card))
