"""Carries out actions, one after the other, and remembers how to take the last ones back."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from daemon.actions.doer import ActionResult, CannotDo, Doer, Looks, SlowDoer, TakeBack
from daemon.actions.texts import say
from daemon.control.events import ActionChanged, Event
from daemon.conversation.ports import ActionReports
from daemon.skills.actions.intents import ActionIntent, Undo
from daemon.skills.actions.outcome import Outcome

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds until an action that has not ended is given up, and the user told."""
LAST_MOMENT = 1.0
"""Seconds for which the end of the daemon waits for an action."""
GLANCE = 2.0
"""Seconds for which a doer may look around."""
FRESH = 15.0
"""Seconds after an action in which "cancel that" means it: its reply is being heard, or just was."""
REMEMBERED = 10
"""Actions that can be taken back, one after the other."""
JUST_NOW = 60.0
"""Seconds after an action in which "delete it", and words that sound like "undo that", mean it."""


class _Step(NamedTuple):
    what: str
    """What was said when it was done."""
    take_back: TakeBack | None


@dataclass(eq=False, slots=True)
class _UnderWay:
    """An action that has not ended."""

    action: ActionIntent
    task: asyncio.Task[Any]
    stopped: bool = False


class Actor:
    """Implements `Ports.act` and `Ports.known`. The one owner of what can be undone, and of what is under way."""

    def __init__(
        self,
        doers: Sequence[Doer],
        group: asyncio.TaskGroup,
        reports: Callable[[], ActionReports],
        publish: Callable[[Event], None] = lambda event: None,
    ) -> None:
        """`reports()` receives the outcomes: the conversation, which is built on this. It is called by tasks only. `publish`
        tells clients what is done."""
        self._doers = {kind: doer for doer in doers for kind in doer.does}
        self._group = group
        self._reports = reports
        self._publish = publish
        self._steps: deque[_Step] = deque(maxlen=REMEMBERED)
        self._done_at = -JUST_NOW  # by the event loop's clock
        self._one_at_a_time = asyncio.Lock()
        self._under_way: set[_UnderWay] = set()
        self._reporting: set[asyncio.Task[None]] = set()
        self._glance: asyncio.Task[None] | None = None

    def did(self, what: str, take_back: Callable[[], None]) -> None:
        """Something was done by others, which "undo that" takes back as well."""

        async def back() -> None:
            take_back()

        self._remember(_Step(what, back))

    def _remember(self, step: _Step) -> None:
        self._steps.append(step)
        self._done_at = asyncio.get_running_loop().time()

    @property
    def undoable(self) -> bool:
        """Whether something was done just now."""
        return bool(self._steps) and asyncio.get_running_loop().time() - self._done_at <= JUST_NOW

    @property
    def fresh(self) -> bool:
        """Whether that was so shortly ago that "cancel that" means it; not while something else is under way."""
        return self.undoable and not self._under_way and asyncio.get_running_loop().time() - self._done_at <= FRESH

    def known(self, action: ActionIntent) -> bool:
        doer = self._doers.get(type(action))
        return doer is not None and doer.known(action)

    async def look(self) -> None:
        """Have the doers take note of what is there, before something is asked of them."""
        for doer in dict.fromkeys(self._doers.values()):
            if isinstance(doer, Looks):
                try:
                    async with asyncio.timeout(GLANCE):
                        await doer.look()
                except (OSError, TimeoutError) as err:
                    log.info("%s: %s", type(doer).__name__, err or "no answer")

    def glance(self) -> None:
        """As `look`, in the background: somebody begins to speak."""
        if self._glance is None or self._glance.done():
            self._glance = asyncio.get_running_loop().create_task(self.look())

    def begin(self, number: int, action: ActionIntent, language: str) -> None:
        """Begin the action of a turn; its outcome is reported once."""
        task = self._group.create_task(self._report(number, action, language))
        self._reporting.add(task)
        task.add_done_callback(self._reporting.discard)

    async def close(self) -> None:
        """Wait a moment for what is under way, then give it up."""
        if self._glance is not None:
            self._glance.cancel()
        if tasks := {*self._reporting, *(each.task for each in self._under_way)}:
            _, late = await asyncio.wait(tasks, timeout=LAST_MOMENT)
            for task in late:
                task.cancel()

    def stop(self, language: str) -> str:
        """Give up what can be given up. Returns what is told of that, "" where nothing is under way that takes long."""
        said: list[str] = []
        for each in self._under_way:
            doer = self._doers.get(type(each.action))
            if isinstance(doer, SlowDoer) and not each.stopped:
                each.stopped = True
                each.task.cancel()
                said.append(doer.stopped(each.action, language).said)
        return " ".join(dict.fromkeys(said))

    async def _report(self, number: int, action: ActionIntent, language: str) -> None:
        doer = self._doers.get(type(action))
        if isinstance(doer, SlowDoer) and (filler := doer.filler(action, language)):
            self._reports().on_filler(number, filler)
        self._reports().on_outcome(number, await self.perform(action, language, number))

    async def perform(self, action: ActionIntent, language: str, number: int = 0) -> Outcome:
        """Carry out the action of a turn; 0: of one in writing. Whatever happens, there is an outcome that can be told."""
        self._publish(ActionChanged(number, action.name, "begun", ""))
        outcome = await self._watched(action, language)
        ended = "failed" if outcome.failed else "asked" if outcome.question is not None else "done"
        self._publish(ActionChanged(number, action.name, ended, outcome.said))
        return outcome

    async def _watched(self, action: ActionIntent, language: str) -> Outcome:
        task = self._group.create_task(self._perform(action, language))
        under_way = _UnderWay(action, task)
        self._under_way.add(under_way)
        try:
            return await task
        except asyncio.CancelledError:
            doer, ours = self._doers.get(type(action)), asyncio.current_task()
            if not under_way.stopped or not isinstance(doer, SlowDoer) or (ours is not None and ours.cancelling()):
                raise
            return Outcome("", language, doer.stopped(action, language).done)
        finally:
            self._under_way.discard(under_way)

    async def _perform(self, action: ActionIntent, language: str) -> Outcome:
        try:
            result = await self._result(action, language)
        except CannotDo as err:
            return Outcome(str(err), language, err.done, failed=True)
        except TimeoutError:
            log.warning("%s: no answer in time", action.name)
            return Outcome(say("too_long", language), language, failed=True)
        except Exception:
            log.exception("%s", action.name)  # a bug; the conversation goes on
            return Outcome(say("went_wrong", language), language, failed=True)
        done = result.done or (result.said if result.changed else "")
        if result.changed and not isinstance(action, Undo):
            self._remember(_Step(done, result.take_back))
        return Outcome(
            result.said,
            language,
            done,
            question=result.question,
            written=result.written,
            source=result.source,
            recital=result.recital,
        )

    async def _result(self, action: ActionIntent, language: str) -> ActionResult:
        doer = None if isinstance(action, Undo) else self._doers[type(action)]
        if doer is not None and isinstance(doer, SlowDoer):
            async with asyncio.timeout(doer.patience(action)):
                return await doer.do(action, language)
        async with asyncio.timeout(PATIENCE), self._one_at_a_time:
            return await (self._undo(language) if doer is None else doer.do(action, language))

    async def _undo(self, language: str) -> ActionResult:
        if not self._steps:
            return ActionResult(say("nothing_to_undo", language))
        step = self._steps[-1]
        if step.take_back is None:
            raise CannotDo(say("cannot_undo", language, what=step.what))
        self._steps.pop()
        self._done_at = asyncio.get_running_loop().time()  # so that the one before can be undone as well
        await step.take_back()
        return ActionResult(say("undone", language, what=step.what), changed=True)
