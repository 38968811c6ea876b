"""Skills asked for by voice and in writing change what comes after them."""

from __future__ import annotations

import asyncio

import pytest

from audio.wavefile import write_wav
from config.settings import Settings
from daemon.app.daemon import Daemon
from daemon.app.offline import OfflineAnswer, rehearse, with_files
from daemon.app.typed import Asked, Text
from tests.support.spoken import flite

SPEAKING = {"language": "en", "temperature": 0, "seed": 1, "speed": 1.6}
"""Faster than voices speak by themselves: what is normal is what is set."""
SETTINGS = Settings.model_validate({"tier": "embedded", "speaking": SPEAKING, "compute": {"threads": 1}})
FRANCE = "what is the capital of france"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[OfflineAnswer]:
    """To a question, its repetition, and the same question slower and as normal again."""
    files = []
    for question in (FRANCE, "repeat that", "speak slower", FRANCE, "speak normally", FRANCE):
        files.append(tmp_path_factory.mktemp("said") / "question.wav")
        write_wav(files[-1], flite(question), 16_000)
    return rehearse(SETTINGS, files)


def seconds(answer: OfflineAnswer) -> float:
    return len(answer.pcm) / 2 / answer.rate


@pytest.mark.timeout(300)
def test_slower_is_slower_until_it_is_normal_again(answers: list[OfflineAnswer]) -> None:
    before, _, done, slower, _, again = answers
    assert "slower" in done.reply
    assert before.reply == slower.reply == again.reply
    assert seconds(slower) > 1.08 * seconds(before)
    assert seconds(again) == pytest.approx(seconds(before), rel=0.03)


@pytest.mark.timeout(300)
def test_what_was_said_is_said_again(answers: list[OfflineAnswer]) -> None:
    once, again, *_ = answers
    assert "Paris" in once.reply
    assert again.reply == once.reply
    assert seconds(again) == pytest.approx(seconds(once), rel=0.03)


def test_in_writing_they_are_done_as_well() -> None:
    """By the whole daemon, over files for a microphone."""

    async def ask(daemon: Daemon, text: str) -> str:
        return "".join([piece.text async for piece in daemon.typed.ask(Asked(text)) if isinstance(piece, Text)])

    async def life() -> None:
        daemon, started = Daemon(with_files(SETTINGS)), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(daemon.run(started.set))
            await started.wait()
            assert "Ten minutes" in await ask(daemon, "set a timer for ten minutes")
            (timer,) = daemon.effects.timers.schedule.entries
            assert timer.seconds == 600
            assert "minutes" in await ask(daemon, "how much time is left on the timer")
            await ask(daemon, "cancel the timer")
            assert not daemon.effects.timers.schedule.entries
            before = daemon.effects.volume
            await ask(daemon, "sube el volumen")
            assert daemon.effects.volume > before
            daemon.stop()

    asyncio.run(life())
