"""Carries out actions, one after the other, and remembers how to take the last ones back."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from daemon.actions.doer import ActionResult, CannotDo, Doer, TakeBack
from daemon.actions.texts import say
from daemon.conversation.ports import ActionReports
from daemon.skills.actions.intents import ActionIntent, Undo
from daemon.skills.actions.outcome import Outcome

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds until an action that has not ended is given up, and the user told."""
LAST_MOMENT = 1.0
"""Seconds for which the end of the daemon waits for an action."""
REMEMBERED = 10
"""Actions that can be taken back, one after the other."""


class _Step(NamedTuple):
    what: str
    """What was said when it was done."""
    take_back: TakeBack | None


class Actor:
    """Implements `Ports.act` and `Ports.known`. The one owner of what can be undone."""

    def __init__(self, doers: Sequence[Doer], group: asyncio.TaskGroup, reports: Callable[[], ActionReports]) -> None:
        """`reports()` receives the outcomes: the conversation, which is built on this. It is called by tasks only."""
        self._doers = {kind: doer for doer in doers for kind in doer.does}
        self._group = group
        self._reports = reports
        self._steps: deque[_Step] = deque(maxlen=REMEMBERED)
        self._one_at_a_time = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()

    def known(self, action: ActionIntent) -> bool:
        doer = self._doers.get(type(action))
        return doer is not None and doer.known(action)

    def begin(self, number: int, action: ActionIntent, language: str) -> None:
        """Begin the action of a turn; its outcome is reported once."""
        task = self._group.create_task(self._report(number, action, language))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Wait a moment for what is under way, then give it up."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=LAST_MOMENT)
            for task in late:
                task.cancel()

    async def _report(self, number: int, action: ActionIntent, language: str) -> None:
        self._reports().on_outcome(number, await self.perform(action, language))

    async def perform(self, action: ActionIntent, language: str) -> Outcome:
        """Carry out the action. Whatever happens, there is an outcome that can be told."""
        try:
            async with asyncio.timeout(PATIENCE), self._one_at_a_time:
                result = await (self._undo(language) if isinstance(action, Undo) else self._do(action, language))
        except CannotDo as err:
            return Outcome(str(err), language, failed=True)
        except TimeoutError:
            log.warning("%s: no answer within %g s", action.name, PATIENCE)
            return Outcome(say("too_long", language), language, failed=True)
        except Exception:
            log.exception("%s", action.name)  # a bug; the conversation goes on
            return Outcome(say("went_wrong", language), language, failed=True)
        if result.changed and not isinstance(action, Undo):
            self._steps.append(_Step(result.said, result.take_back))
        done = result.said if result.changed else ""
        return Outcome(result.said, language, done, question=result.question, recital=result.recital)

    async def _do(self, action: ActionIntent, language: str) -> ActionResult:
        return await self._doers[type(action)].do(action, language)

    async def _undo(self, language: str) -> ActionResult:
        if not self._steps:
            return ActionResult(say("nothing_to_undo", language))
        step = self._steps[-1]
        if step.take_back is None:
            raise CannotDo(say("cannot_undo", language, what=step.what))
        self._steps.pop()
        await step.take_back()
        return ActionResult(say("undone", language, what=step.what), changed=True)
