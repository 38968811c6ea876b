"""A better model by voice: asked with its size, fetched after a yes alone, its progress and its end told."""

from __future__ import annotations

import asyncio
import functools
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from unittest.mock import Mock

import pytest

from config.settings import Settings
from daemon.actions import better_model
from daemon.actions.actor import Actor
from daemon.actions.better_model import BetterModels, Wanted, spoken_size
from daemon.actions.by_itself import ByItself
from daemon.control.events import DownloadProgress, Event, ProblemOccurred
from daemon.skills.actions.intents import BetterModel
from daemon.skills.actions.questions import Consented, Declined
from daemon.skills.match import match
from tests.daemon.cli.test_models_command import CONTENT, KNOWN
from tests.support.hub_standin import Hub

WANTED = Wanted(("whisper-base", "tiny"), 2_700_000_000)
FETCHES = """
import json, pathlib, sys
pathlib.Path(sys.argv[1]).touch()
print(json.dumps({"percent": 50}), file=sys.stderr, flush=True)
print(json.dumps({"pulled": [], "settings": %s}, indent=2))
"""
FAILS = "import sys; print('sarai: the hub does not answer', file=sys.stderr); sys.exit(1)"
FAILS_IN_JSON = 'import sys; print(\'{"error": "the hub does not answer"}\'); sys.exit(1)'
HANGS = "import sys, time; print('{\"percent\": 1}', file=sys.stderr, flush=True); time.sleep(600)"


class House:
    """A doer with what it published and announced, and a file that its command touches."""

    def __init__(self, group: asyncio.TaskGroup, script: str, folder: Path) -> None:
        self.events: list[Event] = []
        self.said: list[tuple[str, str]] = []
        self.begun = folder / "begun"
        self.comes = asyncio.Event()
        self.doer = BetterModels(
            Settings(),
            group,
            self.publish,
            lambda text, language: self.said.append((text, language)),
            (sys.executable, "-c", script, str(self.begun)),
        )

    def publish(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, DownloadProgress) and event.done:
            self.comes.set()

    async def over(self) -> None:
        assert self.doer._download is not None
        await self.doer._download


def in_loop(test: Callable[..., Coroutine[None, None, None]]) -> Callable[..., None]:
    """Runs the test in an event loop."""

    @functools.wraps(test)
    def run(*args: object, **named: object) -> None:
        asyncio.run(test(*args, **named))

    return run


@pytest.fixture(autouse=True)
def _wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(better_model, "_wanted", lambda settings: WANTED)


@pytest.mark.parametrize(
    ("language", "said", "yes", "asked"),
    [
        ("en", "Get me a better model.", "Yes.", "That downloads two point seven gigabytes. Shall I?"),
        ("es", "Consigue un modelo mejor.", "Sí, hazlo.", "Son dos coma siete gigabytes de descarga. ¿Empiezo?"),
    ],
)
@in_loop
async def test_it_is_fetched_after_an_exact_yes(language: str, said: str, yes: str, asked: str, tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        house = House(group, FETCHES % "{}", tmp_path)
        action = match(said, language)
        assert action == BetterModel()
        result = await house.doer.do(BetterModel(), language)
        assert result.said == asked
        assert not result.changed
        assert result.question is not None
        for no in ("maybe", "yes but not now", "quizás", "yeah", ""):
            assert not isinstance(result.question.answer(no, language), Consented)
        assert result.question.answer("no", language) == Declined()
        agreed = result.question.answer(yes, language)
        assert isinstance(agreed, Consented)
        assert not house.begun.exists()
        assert house.events == []
        assert isinstance(agreed.action, BetterModel)
        begun = await house.doer.do(agreed.action, language)
        assert begun.changed
        await house.over()
    assert house.begun.exists()
    assert [(each.state, each.done) for each in house.events if isinstance(each, DownloadProgress)] == [
        ("running", 0), ("running", WANTED.size // 2), ("done", WANTED.size),
    ]  # fmt: skip
    [(told, told_in)] = house.said
    assert told_in == language
    assert told == ("The better models are here. I use them from now on." if language == "en"
                    else "Los modelos mejores ya están aquí. Los uso desde ahora.")  # fmt: skip


@in_loop
async def test_what_was_not_agreed_to_is_asked_about_again(tmp_path: Path) -> None:
    """The disk has become fuller since, say, and another set is recommended."""
    async with asyncio.TaskGroup() as group:
        house = House(group, FETCHES % "{}", tmp_path)
        result = await house.doer.do(BetterModel(("whisper-base",)), "en")
    assert result.question is not None
    assert not house.begun.exists()


@in_loop
async def test_settings_that_count_later_are_told(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        house = House(group, FETCHES % '{"fast.mind": "tiny"}', tmp_path)
        await house.doer.do(BetterModel(WANTED.ids), "en")
        await house.over()
    assert "next start" in house.said[0][0]


@pytest.mark.parametrize("script", [FAILS, FAILS_IN_JSON])
@in_loop
async def test_a_failure_is_told_and_can_be_tried_again(script: str, tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        house = House(group, script, tmp_path)
        await house.doer.do(BetterModel(WANTED.ids), "en")
        await house.over()
        assert DownloadProgress("failed", 0, WANTED.size, "the hub does not answer") in house.events
        assert ProblemOccurred("the models could not be fetched: the hub does not answer") in house.events
        assert len(house.said) == 1
        assert (await house.doer.do(BetterModel(), "en")).question is not None


@in_loop
async def test_one_download_at_a_time_and_none_outlives_the_daemon(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        house = House(group, HANGS, tmp_path)
        begun = await house.doer.do(BetterModel(WANTED.ids), "en")
        await house.comes.wait()
        again = await house.doer.do(BetterModel(), "en")
        assert again.question is None
        assert "one percent" in again.said
        assert begun.take_back is not None
        await begun.take_back()  # "undo that"; the end of the daemon does the same
    last = house.events[-1]
    assert isinstance(last, DownloadProgress)
    assert last.state == "failed"
    assert house.said == []


@in_loop
async def test_nothing_is_asked_where_all_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(better_model, "_wanted", lambda settings: Wanted((), 0))
    async with asyncio.TaskGroup() as group:
        result = await House(group, FAILS, tmp_path).doer.do(BetterModel(), "en")
    assert result.question is None
    assert "already" in result.said


@in_loop
async def test_a_yes_to_anything_else_fetches_nothing(tmp_path: Path) -> None:
    """Through the gate of typed turns."""
    async with asyncio.TaskGroup() as group:
        house = House(group, FETCHES % "{}", tmp_path)
        actor = Actor([house.doer], group, Mock)  # reports are for spoken turns
        gate = ByItself(Settings(), lambda skill, language: skill.name, actor)
        assert await gate.do("Yes.") is None
        asked = await gate.do("Get me a better model.")
        assert asked is not None
        assert asked.said == "That downloads two point seven gigabytes. Shall I?"
        assert (other := await gate.do("What time is it?")) is not None
        assert other.said == "time"
        assert await gate.do("Yes.") is None
        await gate.do("Get me a better model.")
        declined = await gate.do("No.")
        assert declined is not None
        assert await gate.do("Yes.") is None
        assert house.events == []
        await gate.do("Get me a better model.")
        begun = await gate.do("Yes, please.")
        assert begun is not None
        assert begun.done
        await house.over()
    assert house.begun.exists()


PULLS = """
import sys
from config import catalogue
from daemon.cli.main import main
from models.store import machine
from tests.daemon.cli.test_models_command import KNOWN
catalogue.load_catalogue = lambda: KNOWN
machine.inspect_machine = lambda *_, **__: machine.Machine(16_000, 4)
sys.exit(main(["models", "pull", "recommended", "--yes", "--json", "--progress"]))
"""


@in_loop
async def test_with_the_command_itself_and_a_hub_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "HF_HOME", "OLLAMA_MODELS"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    wanted = ("whisper-base", "piper-en", "piper-es", "smart-turn", "qwen3-vl-4b", "qwen3-vl-4b-mmproj")
    size = sum(KNOWN[each].size for each in wanted)
    monkeypatch.setattr(better_model, "_wanted", lambda settings: Wanted(wanted, size))
    with Hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        for each in wanted:
            hub.add("owner/all", f"{each}.bin", CONTENT)
        async with asyncio.TaskGroup() as group:
            house = House(group, PULLS, tmp_path)
            await house.doer.do(BetterModel(wanted), "en")
            await house.over()
    assert DownloadProgress("done", size, size, "") in house.events
    assert house.said == [("The better models are here. I use them from now on.", "en")]
    for each in wanted:
        (here,) = (tmp_path / "xdg_data_home").rglob(f"{each}.bin")
        assert here.read_bytes() == CONTENT


def test_sizes_are_said_in_words() -> None:
    assert spoken_size(210_000_000, "en") == "two hundred ten megabytes"
    assert spoken_size(1_000_000_000, "es") == "un gigabyte"
    assert spoken_size(16_040_000_000, "en") == "sixteen gigabytes"
