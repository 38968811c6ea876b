"""What the status remembers of the events, and whether who follows them knows the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from config.settings import Settings
from daemon.app import daemon as daemons
from daemon.app.daemon import Daemon
from daemon.app.methods import ControlMethods
from daemon.app.status import Latest
from daemon.cli.commands.status import describe
from daemon.control.events import (
    Event,
    Forgotten,
    ModelState,
    QuestionHeard,
    ReplyDone,
    ReplyMended,
    Snapshot,
    TierChanged,
    TurnTimed,
)
from daemon.control.hub import Subscription
from daemon.tiers import specs
from daemon.tray.model import TrayModel
from daemon.workers.request import WorkerError
from daemon.workers.spec import Spec

E = TypeVar("E", bound=Event)


def after(*events: Event) -> Latest:
    latest = Latest()
    for event in events:
        latest.take(event)
    return latest


HEARD = QuestionHeard(3, "who are you", "en")
TIMINGS = TurnTimed(3, {"stt": 40.0})
REPLY = ReplyDone(turn=3, text="SARAi, your", interrupted=True, underruns=0, played=9000, rate=16_000)
MENDED = ReplyMended(3, "SARAi.")


def test_an_announcement_is_no_answer_to_the_last_question() -> None:
    announced: list[Event] = [
        TurnTimed(4, {}),
        replace(REPLY, turn=4, text="Dinner is ready.", interrupted=False),
    ]
    latest = after(*announced, HEARD, TIMINGS, REPLY, MENDED, *announced)
    turn = {"turn": 3, "heard": "who are you", "language": "en", "reply": "SARAi.", "timings_ms": {"stt": 40.0}}
    assert latest.turn == turn
    assert len(latest.latencies) == 1


@asynccontextmanager
async def running(**more: Any) -> AsyncIterator[Daemon]:
    settings = {"sound": {"backend": "wav"}, "tier": "embedded", "listening": {"at_start": False}, **more}
    async with daemons.running(Settings.model_validate(settings)) as daemon:
        yield daemon


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


async def follow(events: Subscription, tray: TrayModel, kind: type[E], **facts: Any) -> E:
    """Has the tray take all events up to the one that is meant."""
    async with asyncio.timeout(30):
        async for event in events:
            tray.update(event)
            if isinstance(event, kind) and facts.items() <= event.to_json().items():
                return event
    raise AssertionError


def rows(daemon: Daemon) -> dict[str, tuple[str, str]]:
    return {row["name"]: (row["state"], row["problem"]) for row in daemon.status()["models"]}


def test_a_model_that_cannot_be_loaded_is_told_to_who_comes_later_too() -> None:
    async def life() -> None:
        async with running() as daemon:
            tray = TrayModel()
            toy = daemon.fleet.handle(
                Spec(
                    "toy",
                    "daemon.workers.servers:voice",
                    "tests.support.toy_engine:Beeper",
                    {"refuse": True},
                    ram_mb=100,
                )
            )
            with daemon.hub.subscribe() as events:
                tray.update(await anext(events))
                with pytest.raises(WorkerError):
                    await toy.ready()
                event = await follow(events, tray, ModelState, name="toy", state="failed")
                assert event.problem == ""  # who asked for it has been told, and no turn needs it
                assert (tray.problem, "toy" in rows(daemon)) == ("", False)
                daemon.fleet.keep(["toy"])
                with pytest.raises(WorkerError):
                    await toy.ready()
                await follow(events, tray, ModelState, name="toy", state="failed")
            problem = "beeper: no such file; give another"
            assert tray.problem == problem
            assert rows(daemon)["toy"] == ("failed", problem)
            assert any(line.endswith(f"failed  {problem}") for line in describe(daemon.status()))
            late = TrayModel()
            late.update(Snapshot.of(daemon.status()))
            assert late.problem == problem
            await daemon.selection.choose_tier("embedded")  # which does without it
            assert "toy" not in rows(daemon)
            assert daemon.latest.problems.all == []

    asyncio.run(life())


def test_a_model_that_does_not_fit_is_told_to_who_comes_later_too(monkeypatch: pytest.MonkeyPatch) -> None:
    large = replace(specs.espeak(), ram_mb=1_000_000)
    monkeypatch.setattr(specs, "espeak", lambda: large)

    async def life() -> None:
        async with running() as daemon:
            with daemon.hub.subscribe() as events:
                while rows(daemon)["espeak"][0] != "failed":
                    await asyncio.wait_for(anext(events), 30)
            problem = rows(daemon)["espeak"][1]
            assert "budget" in problem
            late = TrayModel()
            late.update(Snapshot.of(daemon.status()))
            assert late.problem == problem

    asyncio.run(life())


def test_that_no_tier_can_answer_stands_in_the_status() -> None:
    async def life() -> None:
        async with running(compute={"ram_budget_gb": 0.06}) as daemon:
            status, tray = daemon.status(), TrayModel()
            assert (status["tier_active"], status["notice"]) == ("", daemon.latest.problems.notice)
            assert status["notice"].startswith("no ears on this machine")
            with daemon.hub.subscribe() as events:
                tray.update(await anext(events))
                assert tray.problem == status["notice"]
                await daemon.selection.choose_language("es")
                await follow(events, tray, TierChanged)
                assert tray.problem == daemon.status()["notice"] == status["notice"]

    asyncio.run(life())


def test_a_tier_that_stands_in_for_another_is_no_problem_that_stands() -> None:
    async def life() -> None:
        async with running() as daemon:
            tray, late = TrayModel(), TrayModel()
            with daemon.hub.subscribe() as events:
                tray.update(await anext(events))
                answer = await daemon.selection.choose_tier("quality")
                told = await follow(events, tray, TierChanged)
            assert (told.name, told.chosen, told.note) == ("embedded", "quality", answer["note"])
            assert told.note
            late.update(Snapshot.of(daemon.status()))
            assert tray.problem == late.problem == told.notice == ""

    asyncio.run(life())


def test_what_is_forgotten_is_no_longer_in_the_status() -> None:
    async def life() -> None:
        async with running() as daemon:
            tray = TrayModel()
            with daemon.hub.subscribe() as events:
                tray.update(await anext(events))
                for event in (HEARD, REPLY):
                    daemon.publish(event)
                await follow(events, tray, ReplyDone)
                assert (tray.heard, daemon.status()["last"]["reply"]) == ("who are you", "SARAi, your")
                await ControlMethods(daemon).history_forget(all=True)
                await follow(events, tray, Forgotten)
            assert (tray.heard, tray.reply, daemon.status()["last"]) == ("", "", {})

    asyncio.run(life())
