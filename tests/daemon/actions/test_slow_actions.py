"""Actions that take long: nobody waits for them in a row, "stop" gives them up, and their end is told once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from daemon.actions.actor import Actor
from daemon.actions.doer import ActionResult, CannotDo, Doer, SlowDoer, Stopped
from daemon.skills.actions.intents import ActionIntent, NotesRead, ToolCall
from daemon.skills.actions.outcome import Outcome

CALL = ToolCall("home", "wait")


class Slow:
    """A doer whose actions end when they are told to."""

    does = (ToolCall,)

    def __init__(self, patience: float = 60) -> None:
        self.may_end = asyncio.Event()
        self.begun = 0
        self._patience = patience

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        self.begun += 1
        await self.may_end.wait()
        if isinstance(action, ToolCall) and action.tool == "fails":
            raise CannotDo("home ended meanwhile.", "asked for it.")
        return ActionResult("it says so.", True, written="it says so at length.", done="used it.", source="home")

    def patience(self, action: ActionIntent) -> float:
        return self._patience

    def filler(self, action: ActionIntent, language: str) -> str:
        return "one moment."

    def stopped(self, action: ActionIntent, language: str) -> Stopped:
        return Stopped("I have told home to stop.", "asked for it.")


class Quick:
    does = (NotesRead,)

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        return ActionResult("no notes.")


class Told:
    """Keeps what is reported."""

    def __init__(self) -> None:
        self.told: list[tuple[int, str | Outcome]] = []

    def on_filler(self, number: int, text: str) -> None:
        self.told.append((number, text))

    def on_outcome(self, number: int, outcome: Outcome) -> None:
        self.told.append((number, outcome))


def acting(work: Callable[[Actor, Slow, Told], Coroutine[Any, Any, None]], patience: float = 60) -> Told:
    told = Told()

    async def scenario() -> None:
        slow = Slow(patience)
        doers: list[Doer] = [slow, Quick()]
        async with asyncio.TaskGroup() as group:
            await work(Actor(doers, group, lambda: told), slow, told)

    asyncio.run(scenario())
    return told


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_what_is_slow_keeps_nobody_waiting_and_says_so() -> None:
    assert isinstance(Slow.__new__(Slow), SlowDoer)

    async def work(actor: Actor, slow: Slow, told: Told) -> None:
        actor.begin(1, CALL, "en")
        actor.begin(2, NotesRead(), "en")
        await turns()
        assert told.told == [(1, "one moment."), (2, Outcome("no notes.", "en"))]
        slow.may_end.set()

    told = acting(work)
    kept = Outcome("it says so.", "en", "used it.", written="it says so at length.", source="home")
    assert told.told[2:] == [(1, kept)]


def test_stop_gives_up_what_is_slow_and_tells_what_it_may_have_done() -> None:
    async def work(actor: Actor, slow: Slow, told: Told) -> None:
        actor.begin(1, CALL, "en")
        await turns()
        assert actor.stop("en") == "I have told home to stop."
        assert actor.stop("en") == ""
        await turns()
        assert told.told == [(1, "one moment."), (1, Outcome("", "en", "asked for it."))]
        slow.may_end.set()
        await turns()
        assert actor.stop("en") == ""  # nothing is under way

    assert len(acting(work).told) == 2


def test_what_may_have_been_done_is_kept_though_it_failed() -> None:
    async def work(actor: Actor, slow: Slow, told: Told) -> None:
        slow.may_end.set()
        outcome = await actor.perform(ToolCall("home", "fails"), "en")
        assert outcome == Outcome("home ended meanwhile.", "en", "asked for it.", failed=True)
        undone = await actor.perform(CALL, "en")
        assert undone.done == "used it."

    acting(work)


def test_a_slow_action_has_its_own_patience() -> None:
    async def work(actor: Actor, slow: Slow, told: Told) -> None:
        outcome = await actor.perform(CALL, "en")
        assert outcome.failed
        assert outcome.said.startswith("I got no answer in time")

    acting(work, patience=0.01)


def test_who_asked_may_go() -> None:
    """A typed client that leaves cancels what it asked for, and the end of the daemon does."""

    async def work(actor: Actor, slow: Slow, told: Told) -> None:
        asked = asyncio.ensure_future(actor.perform(CALL, "en"))
        await turns()
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert asked.cancelled()
        actor.begin(1, CALL, "en")
        await turns()
        assert slow.begun == 2
        closing = asyncio.ensure_future(actor.close())
        await turns()
        slow.may_end.set()
        await closing

    acting(work)
