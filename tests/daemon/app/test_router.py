"""The router: who answers, with what is on this machine, and what happens when that cannot be had."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from daemon.app.choices import Choices
from daemon.app.router import LOOK_AGAIN, REST, Router
from daemon.routing.facts import Measured, TurnInput
from daemon.tiers.opener import OpenerCascade
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from models.store.places import Places
from tests.support.tiny_gguf import write_tiny

GB = 1_000_000_000


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def routers(
    store: Path, settings: Mapping[str, Any] | None = None, budget: float = 12.0, **figures: Measured
) -> AsyncIterator[tuple[Router, Fleet, Clock]]:
    chosen, clock = Settings.model_validate(settings or {}), Clock()
    async with asyncio.TaskGroup() as group:
        fleet = Fleet(group, Budget(round(budget * GB)))
        places = Places(store, store / "hub")
        router = Router(Choices(chosen), fleet, places, measured=lambda: figures, clock=clock)
        yield router, fleet, clock
        await fleet.close()


def test_a_tier_without_models_says_what_is_missing_and_the_embedded_one_answers(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with routers(tmp_path, {"tier": "fast"}) as (router, _, _):
            route, responder = router.spoken()
            assert responder.name == route.tier == "embedded"
            assert route.fallback_note is not None
            assert "You asked for fast" in route.fallback_note
            assert "whisper-base" not in route.fallback_note or "sarai models pull" in route.fallback_note

    asyncio.run(scenario())


def test_the_same_engines_are_the_same_responder(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with routers(tmp_path) as (router, _, _):
            assert router.spoken()[1] is router.spoken("what time is it", "en")[1]

    asyncio.run(scenario())


def test_an_opener_that_has_gone_is_left_out_and_the_mind_answers(tmp_path: Path) -> None:
    ears = tmp_path / "ears"
    ears.mkdir()
    (ears / "model.bin").write_bytes(b"")
    mind, opener = write_tiny(tmp_path / "mind.gguf"), write_tiny(tmp_path / "opener.gguf")
    settings = {"tier": "fast", "fast": {"recogniser": str(ears), "mind": str(mind), "opener": str(opener)}}

    async def scenario() -> None:
        async with routers(tmp_path, settings) as (router, _, clock):
            assert isinstance(router.spoken()[1], OpenerCascade)
            opener.unlink()
            clock.now += LOOK_AGAIN
            route, responder = router.spoken()
            assert (route.tier, route.fallback_note) == ("fast", None)
            assert not isinstance(responder, OpenerCascade)
            assert str(opener) not in [each.name for each in responder.models]

    asyncio.run(scenario())


def test_what_could_not_answer_rests_for_a_while(tmp_path: Path) -> None:
    mind = write_tiny(tmp_path / "mind.gguf")

    async def scenario() -> None:
        async with routers(tmp_path, {"fast": {"mind": str(mind)}}) as (router, _, clock):
            text = TurnInput("text", "hello")
            assert router.route(text).engines == (str(mind),)
            router.rest(str(mind), "it has crashed.")
            assert router.route(text).engines == ("starter",)
            chosen = router.route(TurnInput("text", "hello", model=str(mind)))
            assert chosen.engines == ("starter",)
            assert chosen.fallback_note is not None
            assert "(it has crashed)" in chosen.fallback_note
            clock.now += REST
            assert router.route(text).engines == (str(mind),)

    asyncio.run(scenario())


def test_what_was_pulled_meanwhile_is_found(tmp_path: Path) -> None:
    mind = tmp_path / "mind.gguf"

    async def scenario() -> None:
        async with routers(tmp_path, {"fast": {"mind": str(mind)}}) as (router, _, clock):
            assert router.route(TurnInput("text", "hello")).engines == ("starter",)
            write_tiny(mind)
            router.look_again()  # without waiting until the disk is looked at again
            assert router.route(TurnInput("text", "hello")).engines == (str(mind),)
            mind.unlink()
            clock.now += LOOK_AGAIN
            assert router.route(TurnInput("text", "hello")).engines == ("starter",)

    asyncio.run(scenario())


@pytest.mark.parametrize("name", ["pocketsphinx-en", "starter", "espeak"])
def test_the_names_of_workers_are_those_of_the_catalogue(tmp_path: Path, name: str) -> None:
    async def scenario() -> None:
        async with routers(tmp_path) as (router, fleet, _):
            _, responder = router.spoken()
            assert name in [model.name for model in responder.models]
            assert fleet.terms(name).private < 200_000_000

    asyncio.run(scenario())
