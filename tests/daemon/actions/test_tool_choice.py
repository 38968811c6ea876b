"""Which tool a turn asks for: the rule before the mind, the mind in its process, and who waits for whom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from daemon.actions import tool_choice
from daemon.actions.tool_choice import CallingMind, ToolChooser
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from daemon.workers.preemption import Preemption
from daemon.workers.request import Refused, Request, WorkerError
from daemon.workers.spec import Spec
from models.engine import Choice, Message, Tool
from tests.support.choice_set import tools
from tests.support.tiny_gguf import write_tiny

LAMP = Tool("home.lamp", "Switches the lamp.", {"properties": {"on": {"type": "boolean"}}, "required": ["on"]})
ASKED = "Switch on the lamp, please."


class Mind:
    """A mind whose every answer the test decides."""

    name = "mind"

    def __init__(self, name: str | None = LAMP.name) -> None:
        self.pid: int | None = 1
        self.read: list[Sequence[Tool]] = []
        self.asked: list[str] = []
        self.answer: Choice | Exception | None = Choice(name, 0.9)
        """None: there is none."""
        self.reading: list[Request] = []
        self.slow = False

    @asynccontextmanager
    async def asking_offer(self, tools: Sequence[Tool]) -> AsyncIterator[Request]:
        request = Request(1)
        self.reading.append(request)
        if not self.slow:
            self.read.append(tools)
            request.settle(None)
        yield request

    async def choose(self, tools: Sequence[Tool], messages: Sequence[Message]) -> Choice:
        self.asked.append(messages[-1].content)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is None:
            await asyncio.Event().wait()
        assert self.answer is not None
        return self.answer

    async def arguments(self, tool: Tool, messages: Sequence[Message]) -> dict[str, Any]:
        return {"on": True}


Scenario = Callable[[Mind, ToolChooser, Preemption, list[str]], Coroutine[Any, Any, None]]


def run(scenario: Scenario, mind: Mind | None = None) -> list[str]:
    """Plays a scenario with a chooser that runs. Returns the problems told."""
    given = mind or Mind()
    problems: list[str] = []

    async def play() -> None:
        preemption = Preemption()
        chooser = ToolChooser(lambda: given, preemption, problems.append)
        life = asyncio.create_task(chooser.run())
        try:
            await scenario(given, chooser, preemption, problems)
        finally:
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)

    asyncio.run(play())
    return problems


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_request_goes_to_the_mind_and_talk_does_not() -> None:
    async def scenario(mind: Mind, chooser: ToolChooser, _: Preemption, __: list[str]) -> None:
        assert await chooser.choose(ASKED, "en") is None  # nothing is offered
        chooser.offer([LAMP])
        assert not chooser.may(ASKED, "en")  # nor read yet
        await settle()
        assert chooser.may(ASKED, "en")
        assert not chooser.may("I had a good day.", "en")
        assert await chooser.choose(ASKED, "en") == LAMP
        assert await chooser.choose("I had a good day.", "en") is None
        assert await chooser.choose("¿Por qué el cielo es azul?", "es") is None
        assert mind.asked == [ASKED]
        assert await chooser.arguments(LAMP, ASKED) == {"on": True}
        mind.answer = Choice(None, 0.3)
        assert await chooser.choose(ASKED, "en") is None

    assert run(scenario) == []


def test_what_has_not_been_read_is_waited_for_by_nobody() -> None:
    async def scenario(mind: Mind, chooser: ToolChooser, preemption: Preemption, _: list[str]) -> None:
        mind.slow = True
        chooser.offer([LAMP])
        await settle()
        assert await chooser.choose(ASKED, "en") is None
        mind.slow = False
        preemption.take("voice")  # somebody speaks: the reading ends at once, and is taken up when they have ended
        await settle()
        assert len(mind.reading) == 1
        preemption.give("voice")
        await settle()
        assert len(mind.reading) == 2
        assert await chooser.choose(ASKED, "en") == LAMP
        mind.pid = 2  # it was started anew, and knows nothing
        assert await chooser.choose(ASKED, "en") is None
        await settle()
        assert await chooser.choose(ASKED, "en") == LAMP
        mind.pid = None
        assert await chooser.choose(ASKED, "en") is None
        assert len(mind.read) == 2

    run(scenario)


def test_a_mind_that_is_slow_or_ends_makes_the_turn_talk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool_choice, "PATIENCE", 0.01)

    async def scenario(mind: Mind, chooser: ToolChooser, _: Preemption, __: list[str]) -> None:
        chooser.offer([LAMP])
        await settle()
        for answer in (None, WorkerError("it ended")):
            mind.answer = answer
            assert await chooser.choose(ASKED, "en") is None
        mind.answer = Choice("somebody.else", 1.0)
        assert await chooser.choose(ASKED, "en") is None

    run(scenario)


def test_tools_that_cannot_be_offered_are_told_of_once() -> None:
    class Refusing(Mind):
        @asynccontextmanager
        async def asking_offer(self, tools: Sequence[Tool]) -> AsyncIterator[Request]:
            if tools:
                raise Refused("too long")
            yield Request(1)

    async def scenario(mind: Mind, chooser: ToolChooser, _: Preemption, __: list[str]) -> None:
        for number in range(3):
            mind.pid = number
            chooser.offer([LAMP])
            await settle()
        assert await chooser.choose(ASKED, "en") is None

    assert run(scenario, Refusing()) == ["mind is not asked for tools: too long"]


def test_a_real_mind_in_its_process_is_offered_asked_and_writes_arguments(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "m.gguf", script='"h')
    arguments = {"path": str(path), "context": 1024, "threads": 1, "states": str(tmp_path / "states")}
    spec = Spec("tiny", "daemon.workers.servers:mind", "models.llama.mind:LlamaMind", arguments, threads=1)

    async def scenario() -> None:
        async with asyncio.TaskGroup() as group:
            fleet = Fleet(group, Budget(2_000_000_000))
            mind: CallingMind = fleet.handle(spec)
            chooser = ToolChooser(lambda: mind, Preemption(), pytest.fail)
            life = group.create_task(chooser.run())
            try:
                await fleet.handle(spec).ready()
                chooser.offer([LAMP])
                for _ in range(1000):
                    if await chooser.choose(ASKED, "en") is not None:
                        break
                    await asyncio.sleep(0.02)
                assert list((tmp_path / "states").glob("*.kv"))
                assert await chooser.choose(ASKED, "en") == LAMP
                assert type((await chooser.arguments(LAMP, ASKED))["on"]) is bool
                broken = Tool("x", "", {"properties": {"a": {"$ref": "https://example.org/"}}})
                with pytest.raises(WorkerError, match="the schema of its arguments is refused"):
                    await chooser.arguments(broken, ASKED)
                async with fleet.handle(spec).ask("choose", tools=[], messages=[]):
                    pass  # left at once: it is cancelled, and the next request is answered
                assert await chooser.choose(ASKED, "en") == LAMP
            finally:
                life.cancel()
                await fleet.close()

    asyncio.run(scenario())


def test_all_twenty_tools_are_worth_asking_for_by_their_own_words() -> None:
    from daemon.actions.asking import may_ask
    from tests.support.choice_set import sentences

    asked = [each for each in sentences() if each.kind == "tool"]
    assert [each.text for each in asked if not may_ask(each.text, each.language, tools())] == []
