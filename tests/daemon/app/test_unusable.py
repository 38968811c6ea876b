"""A model of the tier in use that cannot be loaded: the next best is heard in its place, and status and tray tell."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from config.settings import Settings
from daemon.app import daemon as daemons
from daemon.app.daemon import Daemon
from daemon.app.fallback import FallbackResponder, HeardTurn
from daemon.control.events import Event, ProblemOccurred, Snapshot, TierChanged
from daemon.conversation.reply_events import Audio, Failed, Finished, Item
from daemon.tiers.recognition import Utterance
from daemon.tray.model import TrayModel
from models.engine import Message, Transcript
from models.store.checked import note, sha256_of
from tests.support.tiny_gguf import write_tiny
from tests.support.tiny_piper import tiny_piper
from tests.support.tiny_whisper import tiny_whisper


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def whole(folder: Path) -> dict[str, str]:
    """The fast tier's models, all well."""
    voice = str(tiny_piper(folder))
    mind = str(write_tiny(folder / "mind.gguf", script="Sure, Bob!"))
    return {"recogniser": str(tiny_whisper()), "mind": mind, "voice_en": voice, "voice_es": "espeak"}


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def spoil(file: Path) -> None:
    """Changes one byte of its weights."""
    content = bytearray(file.read_bytes())
    content[-9] ^= 1
    file.write_bytes(content)


@asynccontextmanager
async def running(fast: dict[str, str]) -> AsyncIterator[Daemon]:
    document = {"sound": {"backend": "wav"}, "tier": "fast", "listening": {"at_start": False}, "fast": fast}
    async with daemons.running(Settings.model_validate(document)) as daemon:
        yield daemon


async def said(daemon: Daemon, text: str = "Dinner is ready.") -> list[Item]:
    """What becomes of a text that is to be spoken, as announcements, apologies and `sarai say` are."""
    items: list[Item] = []
    _, responder = daemon.router.spoken("", "en")
    await asyncio.wait_for(responder.say(text, "en", items.append), 60)
    return items


def heard(items: list[Item]) -> bool:
    return isinstance(items[-1], Finished) and any(isinstance(item, Audio) and any(item.pcm) for item in items)


def problem_of(daemon: Daemon, name: str) -> str:
    """What status tells of the model, and the tray of one who comes later."""
    late = TrayModel()
    late.update(Snapshot.of(daemon.status()))
    (row,) = (row for row in daemon.status()["models"] if row["name"] == name)
    assert row["state"] == "failed"
    assert late.problem == row["problem"]
    return str(row["problem"])


def test_espeak_speaks_for_a_voice_that_does_not_load_and_the_voice_once_it_is_whole(tmp_path: Path) -> None:
    async def life() -> None:
        fast = whole(tmp_path)
        voice = Path(fast["voice_en"])
        good = shutil.copy(voice, tmp_path / "good.onnx")
        cut(voice)
        async with running(fast) as daemon:
            first = await said(daemon)  # while it loads, or after
            await daemon.ready()
            assert heard(first)
            assert heard(await said(daemon))
            assert str(voice) in problem_of(daemon, str(voice))
            assert daemon.selection.tier == "fast"
            assert daemon.latest.problems.standing == [problem_of(daemon, str(voice))]
            shutil.copy(good, voice)
            assert heard(await said(daemon))
            assert daemon.fleet.states()[str(voice)] == "loaded"
            assert all(row["state"] != "failed" for row in daemon.status()["models"])

    asyncio.run(life())


@pytest.mark.parametrize("part", ["recogniser", "mind", "mind changed"])
def test_the_next_tier_answers_for_one_whose_model_does_not_load(tmp_path: Path, part: str) -> None:
    async def life() -> None:
        fast = whole(tmp_path)
        if part == "recogniser":
            ears = shutil.copytree(fast["recogniser"], tmp_path / "ears")
            cut(ears / "model.bin")
            fast["recogniser"] = str(ears)
        elif part == "mind":
            write_tiny(Path(fast["mind"]), template="{% for %}")
        else:
            note("tiny", {Path(fast["mind"]): sha256_of(Path(fast["mind"]))})
            spoil(Path(fast["mind"]))
        async with running(fast) as daemon:
            await daemon.ready()
            assert daemon.selection.tier == "embedded"
            name = fast[part.split()[0]]
            assert name in problem_of(daemon, name)
            assert ("has changed since it was checked" in problem_of(daemon, name)) is (part == "mind changed")
            assert heard(await said(daemon))

    asyncio.run(life())


def test_a_turn_that_has_begun_is_answered_by_the_next_tier(tmp_path: Path) -> None:
    """The model's process is killed, and its file broken, while the turn is heard: only its answer finds that out."""

    async def life() -> None:
        fast = whole(tmp_path)
        async with running(fast) as daemon:
            await daemon.ready()
            routes: list[str] = []
            fallback = FallbackResponder(daemon.router, lambda number, route: routes.append(route.tier))
            route, responder = fallback.choose()
            turn = HeardTurn(Utterance(1), responder, route)
            cut(Path(fast["mind"]))
            worker = daemon.fleet.worker(fast["mind"])
            assert worker is not None
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)
            await asyncio.wait_for(worker.gone(), 30)
            items: list[Item] = []
            words = Transcript("Who are you?", "en")
            await fallback.respond(turn, lambda text: [Message("user", text)], words, items.append)
            assert not any(isinstance(item, Failed) for item in items)
            assert heard(items)
            assert routes == ["fast", "embedded"]

    asyncio.run(life())


def test_it_is_told_once_by_an_event_and_again_when_the_user_asks_for_it(tmp_path: Path) -> None:
    async def life() -> None:
        fast = whole(tmp_path)
        write_tiny(Path(fast["mind"]), template="{% for %}")
        async with running(fast) as daemon:
            told: list[Event] = []
            again = asyncio.Event()

            def take(event: Event) -> None:
                told.append(event)
                if sum(isinstance(each, ProblemOccurred) for each in told) > 1:
                    again.set()

            with daemon.listening_in(take):
                await daemon.ready()
                for _ in range(3):
                    await said(daemon)
                problems = [event for event in told if isinstance(event, ProblemOccurred)]
                assert len(problems) == 1
                assert fast["mind"] in problems[0].text
                await daemon.selection.choose_tier("fast")
                await asyncio.wait_for(again.wait(), 30)
                assert any(isinstance(event, TierChanged) and event.name == "embedded" for event in told)

    asyncio.run(life())
