"""Actions that a test carries out itself, without a conversation."""

from __future__ import annotations

import asyncio

from daemon.actions.actor import Actor
from daemon.actions.doer import Doer
from daemon.conversation.ports import ActionReports
from daemon.skills.actions.intents import ActionIntent
from daemon.skills.actions.outcome import Outcome


def nobody() -> ActionReports:
    raise AssertionError


def act(doer: Doer, *actions: ActionIntent, language: str = "en") -> list[Outcome]:
    async def acting() -> list[Outcome]:
        async with asyncio.TaskGroup() as group:
            actor = Actor([doer], group, nobody)
            return [await actor.perform(action, language) for action in actions]

    return asyncio.run(acting())
