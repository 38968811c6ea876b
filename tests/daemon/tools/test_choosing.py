"""A mind chooses a tool: only what may be called, from the user's own words, and not without arguments."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from config.settings import Settings
from daemon.actions.actor import Actor
from daemon.actions.by_itself import ByItself
from daemon.actions.doer import ActionResult
from daemon.conversation.ports import ActionReports
from daemon.skills.actions.intents import ActionIntent, ToolCall
from daemon.tools.choosing import MindsChoice
from daemon.tools.offer import Offer
from daemon.workers.request import WorkerError
from models.engine import Tool

LIGHT = Offer("home", "set_light", "Light", "Sets a light", {"type": "object"}, destructive=True)


class Mind:
    """Takes everything for a request for one tool."""

    def __init__(self, name: str, problem: str = "") -> None:
        self.name = name
        self.problem = problem
        self.offered: list[str] = []

    def offer(self, tools: Sequence[Tool]) -> None:
        self.offered = [tool.name for tool in tools]

    def may(self, text: str, language: str) -> bool:
        return bool(self.name)

    async def choose(self, text: str, language: str) -> Tool | None:
        return Tool(self.name, "", {}) if self.name else None

    async def arguments(self, tool: Tool, text: str) -> dict[str, Any]:
        if self.problem:
            raise WorkerError(self.problem)
        return {"words": text}


def chosen(mind: Mind) -> ToolCall | None:
    choice = MindsChoice(mind, lambda: [LIGHT])
    choice.look()
    assert mind.offered == ["home.set_light"]
    return asyncio.run(choice("it is dark", "en"))


def test_a_choice_becomes_a_call() -> None:
    arguments = {"words": "it is dark"}
    assert chosen(Mind("home.set_light")) == ToolCall("home", "set_light", arguments, "Light", True, False, "mind")


def test_talk_and_what_cannot_be_called_stay_talk() -> None:
    assert chosen(Mind("")) is None
    assert chosen(Mind("home.gone")) is None  # its server has been lost meanwhile
    assert chosen(Mind("home.set_light", "no grammar can be made")) is None


class Calls:
    """Carries out calls of tools, by saying which."""

    does = (ToolCall,)

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        return ActionResult(f"called {action.name}")


def nobody() -> ActionReports:
    raise AssertionError


@pytest.mark.parametrize(("named", "told"), [("home.set_light", "called tool"), ("", "unable")])
def test_what_is_written_and_nothing_of_ours_can_do_reaches_a_tool_or_is_refused(named: str, told: str) -> None:
    settings = Settings.model_validate(
        {"tools": {"servers": {"home": {"command": ["x"], "allow": ["*"], "effects": {"set_light": "reversible"}}}}}
    )
    light = Offer("home", "set_light", "Light", "Sets a light", {"type": "object"})

    async def ask() -> str:
        async with asyncio.TaskGroup() as group:
            actor = Actor([Calls()], group, nobody)
            choice = MindsChoice(Mind(named), lambda: [light])
            by_itself = ByItself(settings, lambda skill, language: skill.name, actor, choose=choice)
            outcome = await by_itself.do("Turn on the light in the kitchen.")
            return outcome.said if outcome is not None else ""

    assert asyncio.run(ask()) == told
