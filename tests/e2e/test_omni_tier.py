"""The quality tier in the whole daemon: a tiny Omni is asked by voice, and its own speech leaves the loudspeaker."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio.wavefile import write_wav
from config.settings import Settings
from daemon.app.daemon import running
from daemon.app.offline import QuestionPlayed, RecordingNote, _ask, rehearse, with_files
from daemon.control.events import Event, ProblemOccurred, RouteTaken
from tests.models.omni.test_remote import Server
from tests.support.spoken import flite
from tests.support.tiny_omni import build_tiny_omni


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_omni(tmp_path_factory.mktemp("omni"))


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("questions")
    files = []
    for number, text in enumerate(("tell me about the weather", "tell me a story")):
        files.append(folder / f"{number}.wav")
        write_wav(files[-1], flite(text), 16_000)
    return files


def quality(checkpoint: Path, **more: Any) -> Settings:
    return Settings.model_validate(
        {
            "tier": "quality",
            "quality": {
                "model": str(checkpoint), "talker": "on", "weights": "full", "solver": "euler", "solver_steps": 2, **more,
            },
            "speaking": {"temperature": 0, "max_tokens": 16, "seed": 1},
            "compute": {"threads": 1, "ram_budget_gb": 4},
            "fast": {"recogniser": "/nowhere/whisper"},
        }
    )  # fmt: skip


@pytest.mark.timeout(600)
def test_questions_are_answered_by_the_model_that_heard_them(checkpoint: Path, questions: list[Path]) -> None:
    weather, story = rehearse(quality(checkpoint), questions)
    assert "weather" in weather.exchange.heard
    for answer in (weather, story):
        assert answer.tier == "quality"
        assert answer.problem == ""
        assert answer.exchange.said
        assert answer.rate == 24_000
        assert len(answer.pcm) > answer.rate // 2
        assert np.abs(np.frombuffer(answer.pcm, "<i2")).max() > 1000
        times = answer.exchange.timings_ms
        assert times.keys() >= {"endpoint", "stt", "first_token", "engine_first_audio", "voice_to_voice"}
        assert 0 < times["first_token"] < times["engine_first_audio"]
    assert weather.exchange.said != story.exchange.said


@pytest.mark.timeout(600)
def test_where_it_is_too_slow_to_speak_another_voice_speaks_for_it(checkpoint: Path, questions: list[Path]) -> None:
    (answer,) = rehearse(quality(checkpoint, talker="off"), questions[:1])
    assert answer.tier == "quality"
    assert answer.rate == 22_050
    assert len(answer.pcm) > 2000


def cut_weights(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100_000])


def another_model(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "llama"}')


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("damage", "tier"), [(cut_weights, "quality"), (another_model, "embedded")], ids=["weights", "another model"]
)
def test_chosen_with_a_broken_folder_it_is_named_and_the_daemon_goes_on(
    checkpoint: Path, tmp_path: Path, questions: list[Path], damage: Callable[[Path], None], tier: str
) -> None:
    """What is wrong with the configuration is known before the model is wanted, what is wrong with the weights is not."""
    broken = shutil.copytree(checkpoint, tmp_path / "omni")
    damage(broken)
    chosen = quality(broken)
    quickly = chosen.speaking.model_copy(update={"speed": 2.0})  # replies are played in real time
    settings = with_files(chosen.model_copy(update={"tier": "embedded", "speaking": quickly}))
    problems: asyncio.Queue[str] = asyncio.Queue()

    def note(event: Event) -> None:
        if isinstance(event, ProblemOccurred):
            problems.put_nowait(event.text)

    async def scenario() -> None:
        async with running(settings) as daemon:
            await daemon.ready()
            daemon.conversation.listen(True)
            with daemon.listening_in(note):
                told = await daemon.selection.choose_tier("quality")
                assert told["tier_active"] == tier
                said = await problems.get() if tier == "quality" else told["note"]  # its process finds out
                assert str(broken) in said
                assert "\n" not in said
                answer = await _ask(daemon, questions[0], 3.0, None)
                assert "weather" in answer.exchange.heard
                assert len(answer.pcm) > 2000  # an apology, or the tier below
                await daemon.selection.choose_tier("embedded")
                answer = await _ask(daemon, questions[1], 3.0, None)
                assert answer.tier == "embedded"
                assert answer.problem == ""
                assert answer.exchange.said

    asyncio.run(scenario())


def on_server(url: str) -> Settings:
    return Settings.model_validate(
        {
            "tier": "max",
            "max": {"url": url},
            "speaking": {"temperature": 0, "max_tokens": 16, "seed": 1},
            "compute": {"threads": 1, "ram_budget_gb": 4},
            "fast": {"recogniser": "/nowhere/whisper"},
        }
    )


@pytest.mark.timeout(600)
def test_a_bigger_machine_hears_thinks_and_speaks(questions: list[Path]) -> None:
    server = Server()
    try:
        (answer,) = rehearse(on_server(server.url), questions[:1])
    finally:
        server.close()
    assert answer.tier == "max"
    assert answer.problem == ""
    assert answer.exchange.said == "A low tone."
    assert answer.rate == 24_000
    heard = np.frombuffer(answer.pcm, "<i2")
    assert heard.tolist() == np.repeat([1000, 2000, 3000], 12_000).tolist()
    asked = server.requests[-1]["messages"][-1]["content"]
    assert [part["type"] for part in asked] == ["text", "input_audio"]  # the style of the answer, and what was said


@pytest.mark.timeout(600)
@pytest.mark.parametrize("fault", ["down", "broken"])
def test_where_its_server_does_not_answer_the_tier_below_does_and_says_why(questions: list[Path], fault: str) -> None:
    server = Server()
    server.fault = fault
    if fault == "down":
        server.close()
    problems: list[str] = []

    def note(event: Event | RecordingNote | QuestionPlayed) -> None:
        match event:
            case ProblemOccurred():
                problems.append(event.text)
            case RouteTaken():
                problems.append(event.note or "")

    try:
        (answer,) = rehearse(on_server(server.url), questions[:1], note)
    finally:
        server.close()
    assert answer.tier == "embedded"
    assert answer.exchange.said
    assert len(answer.pcm) > 2000
    why = {"down": "cannot be reached; is it running?", "broken": "broke off in the middle of its answer"}
    assert any(why[fault] in line for line in problems), problems
