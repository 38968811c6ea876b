"""Skills asked for by voice and in writing change what comes after them."""

from __future__ import annotations

import asyncio

import pytest

from audio.events import Command, Volume
from audio.wavefile import write_wav
from config.settings import Settings
from daemon.app.daemon import Daemon, running
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
    assert "slower" in done.exchange.said
    assert before.exchange.said == slower.exchange.said == again.exchange.said
    assert seconds(slower) > 1.08 * seconds(before)
    assert seconds(again) == pytest.approx(seconds(before), rel=0.03)


@pytest.mark.timeout(300)
def test_what_was_said_is_said_again(answers: list[OfflineAnswer]) -> None:
    once, again, *_ = answers
    assert "Paris" in once.exchange.said
    assert again.exchange.said == once.exchange.said
    assert seconds(again) == pytest.approx(seconds(once), rel=0.03)


def test_in_writing_they_are_done_as_well() -> None:
    """By the whole daemon, over files for a microphone."""

    async def ask(daemon: Daemon, text: str) -> str:
        return "".join([piece.text async for piece in daemon.typed.ask(Asked(text)) if isinstance(piece, Text)])

    async def life() -> None:
        async with running(with_files(SETTINGS)) as daemon:
            assert "Ten minutes" in await ask(daemon, "set a timer for ten minutes")
            (timer,) = daemon.skills.timers.schedule.entries
            assert timer.seconds == 600
            assert "minutes" in await ask(daemon, "how much time is left on the timer")
            await ask(daemon, "cancel the timer")
            assert not daemon.skills.timers.schedule.entries
            commands: list[Command] = []
            with daemon.listening_in(lambda event: None, commands.append):
                await ask(daemon, "sube el volumen")
            (louder,) = commands
            assert isinstance(louder, Volume)
            assert louder.gain > SETTINGS.sound.volume

    asyncio.run(life())
