"""The assistant ends at any moment of a turn: without a word of trouble, and what was heard of a reply is kept."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from audio.events import Hear
from config import paths
from config.settings import Settings
from daemon.app.daemon import Daemon
from daemon.app.history.store import History
from daemon.cli.launch import QUESTIONS
from daemon.conversation.turn import Phase

QUESTION = QUESTIONS / "2-what-is-the-capital-of-france.wav"
SETTINGS = Settings.model_validate(
    {"tier": "embedded", "sound": {"backend": "wav", "wav_pace": "real"}, "listening": {"at_start": False}}
)


@pytest.mark.parametrize("state", ["listening", "hearing", "paused", "thinking", "speaking"])
def test_it_ends_in_the_midst_of_a_turn(state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    problems: list[str] = []

    async def life() -> None:
        daemon, started, reached = Daemon(SETTINGS), asyncio.Event(), asyncio.Event()

        def note(event: dict[str, Any]) -> None:
            if event["kind"] == "problem":
                problems.append(event["text"])
            if event["kind"] == "state" and event["state"] == state:
                reached.set()

        async with asyncio.timeout(120), asyncio.TaskGroup() as group:
            running = group.create_task(daemon.run(started.set))
            await started.wait()
            await daemon.ready()
            with daemon.listening_in(note):
                daemon.conversation.listen(True)
                daemon.conversation.ports.sound(Hear(str(QUESTION)))
                await reached.wait()
                if state == "speaking":
                    await asyncio.sleep(0.4)  # until a word has been heard
                daemon.stop()
                await asyncio.wait_for(running, 10)

    asyncio.run(life())
    assert problems == []
    if state == "speaking":
        with History(paths.history_file(), problems.append) as history:
            (turn,) = history.recent(9)
        assert turn.interrupted
        assert turn.said
        assert turn.said_full.startswith(turn.said)
        assert turn.said != turn.said_full


@pytest.mark.parametrize("phase", Phase)
def test_typed_turns_make_way_while_somebody_speaks_or_waits_for_a_reply(phase: Phase) -> None:
    async def waits() -> bool:
        daemon = Daemon(SETTINGS)
        daemon.publish({"kind": "state", "state": phase.value})
        try:
            async with asyncio.timeout(0.01):
                await daemon._way.free()
        except TimeoutError:
            return True
        return False

    assert asyncio.run(waits()) == (phase not in (Phase.OFF, Phase.LISTENING, Phase.SPEAKING))
