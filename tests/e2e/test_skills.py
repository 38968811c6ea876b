"""Skills asked for by voice change what comes after them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio.wavefile import write_wav
from config.settings import Settings
from daemon.rehearsal import Answered, rehearse
from tests.spoken import flite

SETTINGS = Settings.model_validate(
    {"tier": "embedded", "speaking": {"language": "en", "temperature": 0, "seed": 1}, "compute": {"threads": 1}}
)
FRANCE = "what is the capital of france"


def talk(folder: Path, *questions: str) -> list[Answered]:
    files = [folder / f"{number}.wav" for number in range(len(questions))]
    for file, question in zip(files, questions, strict=True):
        write_wav(file, flite(question), 16_000)
    return rehearse(SETTINGS, files)


def seconds(answer: Answered) -> float:
    return len(answer.pcm) / 2 / answer.rate


@pytest.mark.timeout(300)
def test_slower_is_slower_until_it_is_normal_again(tmp_path: Path) -> None:
    before, done, slower, _, again = talk(tmp_path, FRANCE, "speak slower", FRANCE, "speak normally", FRANCE)
    assert "slower" in done.reply
    assert before.reply == slower.reply == again.reply
    assert seconds(slower) > 1.08 * seconds(before)
    assert seconds(again) == pytest.approx(seconds(before), rel=0.03)


@pytest.mark.timeout(300)
def test_what_was_said_is_said_again(tmp_path: Path) -> None:
    once, again = talk(tmp_path, FRANCE, "repeat that")
    assert "Paris" in once.reply
    assert again.reply == once.reply
    assert seconds(again) == pytest.approx(seconds(once), rel=0.03)
