"""The daemon where nothing can be kept: it hears, answers and sets timers, and says what is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from config.settings import Settings
from daemon.app.daemon import running
from daemon.app.offline import OfflineAnswer, _ask, with_files
from daemon.cli.launch import QUESTIONS
from daemon.control.events import Event, ProblemOccurred
from daemon.skills.intent import TimerSet


def test_a_state_folder_that_cannot_be_made_ends_no_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(in_the_way))
    keeping = Settings().history.model_copy(update={"keep": True})
    settings = with_files(Settings(tier="embedded")).model_copy(update={"history": keeping})
    problems: list[str] = []

    def note(event: Event) -> None:
        if isinstance(event, ProblemOccurred):
            problems.append(event.text)

    async def main() -> list[OfflineAnswer]:
        async with running(settings) as daemon:
            await daemon.ready()
            daemon.conversation.listen(True)
            with daemon.listening_in(note):
                answers = [await _ask(daemon, question, 3.0, None) for question in sorted(QUESTIONS.glob("*.wav"))[:2]]
                said = daemon.skills.carry_out(TimerSet(600), "en")
                async with asyncio.timeout(20):
                    while len(problems) < 2:  # noqa: ASYNC110 - told from the thread that writes
                        await asyncio.sleep(0.01)
                await asyncio.sleep(0.2)  # and no more than these
            assert "Ten minutes" in said
        return answers

    answers = asyncio.run(main())
    assert [bool(answer.exchange.said) for answer in answers] == [True, True]
    assert sorted(text.partition(":")[0] for text in problems) == [
        "timers are lost when the assistant ends",
        "what was said is not kept",
    ]
    assert all(str(in_the_way) in text and "\n" not in text for text in problems)
