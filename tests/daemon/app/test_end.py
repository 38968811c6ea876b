"""The assistant ends at any moment of a turn: without a word of trouble, and what was heard of a reply is kept."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from audio.events import Hear
from config import paths
from config.settings import Settings
from daemon.app.daemon import Daemon, running
from daemon.app.history.store import History
from daemon.cli.launch import QUESTIONS
from daemon.control.events import Event, ProblemOccurred, StateChanged

QUESTION = QUESTIONS / "2-what-is-the-capital-of-france.wav"
SETTINGS = Settings.model_validate(
    {"tier": "embedded", "sound": {"backend": "wav", "wav_pace": "real"}, "listening": {"at_start": False}}
)


@pytest.mark.parametrize("state", ["listening", "hearing", "paused", "thinking", "speaking"])
def test_it_ends_in_the_midst_of_a_turn(state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    problems: list[str] = []

    async def life() -> None:
        reached, gives_way = asyncio.Event(), False

        def note(event: Event) -> None:
            nonlocal gives_way
            if isinstance(event, ProblemOccurred):
                problems.append(event.text)
            if event == StateChanged(state) and not reached.is_set():
                gives_way = typed_turns_give_way(daemon)
                reached.set()

        with ExitStack() as listening:
            async with asyncio.timeout(120) as limit, running(SETTINGS) as daemon:
                await daemon.ready()
                listening.enter_context(daemon.listening_in(note))
                daemon.conversation.listen(True)
                daemon.sound.send(Hear(str(QUESTION)))
                await reached.wait()
                if state == "speaking":
                    await asyncio.sleep(0.4)  # until a word has been heard
                limit.reschedule(asyncio.get_running_loop().time() + 10)
        if state != "speaking":  # then the rest of the answer may still be on its way
            assert gives_way == (state != "listening")

    asyncio.run(life())
    assert problems == []
    if state == "speaking":
        with History(paths.history_file(), problems.append) as history:
            (turn,) = (entry.exchange for entry in history.recent(9))
        assert turn.interrupted
        assert turn.said
        assert turn.said_full.startswith(turn.said)
        assert turn.said != turn.said_full


def typed_turns_give_way(daemon: Daemon) -> bool:
    """Whether work that gives way to speech is interrupted at once."""
    interrupted: list[bool] = []
    with daemon._preemption.working(lambda: interrupted.append(True)):
        return bool(interrupted)
