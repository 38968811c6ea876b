"""The daemon's side of the tools: which servers there are, what they offer, and calls, each made once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from config.settings import Settings, Tools, ToolServer
from config.texts import N_, _
from config.texts import language as shown
from daemon.actions.doer import ActionResult, CannotDo, Stopped
from daemon.control.events import Event, ToolRuns, ToolsChanged, ToolServerState
from daemon.skills.actions.effects import effect, tool_effect
from daemon.skills.actions.intents import ActionIntent, ToolCall
from daemon.skills.actions.wording import called
from daemon.tools.durations import SLOW, Durations
from daemon.tools.offer import Offer
from daemon.tools.sentences import Sentences
from daemon.tools.telling import told
from daemon.tools.texts import say
from daemon.tools.values import zones
from daemon.workers.request import WorkerError
from daemon.workers.spec import Spec
from daemon.workers.wire import Frame
from daemon.workers.worker import State, Worker

log = logging.getLogger(__name__)

MISSING = N_("tools need the Python package mcp: pip install 'sarai-voice[tools]' gets it")
GRACE = 5.0
"""Seconds that the worker has beyond a call's own time: it ends calls itself, unless it hangs."""
MOST_CALLS = 4
"""Calls of one server that may be under way."""


def spec(servers: Mapping[str, ToolServer]) -> Spec:
    """Returns the specification of the worker for these servers."""
    given = {name: server.model_dump(mode="json") for name, server in servers.items()}
    return Spec("tools", "daemon.tools.client.worker:serve", oom_score_adj=700, extra={"servers": given})


class Toolbox:
    """Implements Doer and SlowDoer for tools, and knows the sentences that call them. Owns the worker."""

    does = (ToolCall,)

    def __init__(
        self,
        settings: Settings,
        publish: Callable[[Event], None],
        problem: Callable[[str], None],
        durations: Durations,
    ) -> None:
        """`problem` gets one line where tools cannot be had at all."""
        self._settings = settings
        self._publish = publish
        self._problem = problem
        self._durations = durations
        self._servers: dict[str, ToolServerState] = {
            name: ToolServerState(name, "connecting", "", "", 0, 0) for name in settings.tools.servers
        }
        self._offers: dict[str, tuple[Offer, ...]] = {}
        self._busy: dict[str, int] = {}
        self.sentences = Sentences(settings.tools, self.offers)
        self._worker: Worker | None = None
        if settings.tools.servers:
            self._worker = Worker(
                spec(settings.tools.servers),
                self._on_event,
                settings.log.level,
                on_state=self._on_state,
                longest_pause=60.0,
            )

    # -------------------------------------------------------------------------------------------------------- its life

    async def run(self) -> None:
        """Keeps the servers connected, until `close`; returns at once where there are none."""
        if self._worker is None:
            return
        if find_spec("mcp") is None:
            self._all("failed", _(MISSING))
            self._problem(_(MISSING))
            return
        await asyncio.to_thread(zones)  # read from the disk now, and not in the first turn that names one
        await self._worker.run()

    async def close(self) -> None:
        if self._worker is not None:
            await self._worker.stop()

    def _on_state(self, worker: Worker) -> None:
        if worker.state in (State.STOPPED, State.FAILED):
            self._offers.clear()
            self._all("failed", worker.problem)

    def _all(self, state: str, problem: str) -> None:
        self._servers = {name: ToolServerState(name, state, problem, "", 0, 0) for name in self._servers}
        self._changed()

    def _on_event(self, frame: Frame) -> None:
        head = frame.head
        name = str(head.get("server"))
        if head.get("event") != "server" or name not in self._servers:
            return
        offers = tuple(Offer(**each) for each in head["tools"])
        server = self._settings.tools.servers[name]
        usable = sum(self._effect(server, each) != "off" for each in offers)
        if head["state"] == "ready":
            self._offers[name] = offers
        else:
            self._offers.pop(name, None)
        now = ToolServerState(name, head["state"], head["problem"], head["product"], len(offers), usable)
        before = self._servers[name]
        if now.state == "failed" and before.problem != now.problem:
            # The last words of a server that has been called may be the user's.
            log.warning("the tools of %s: %s", name, "it ended" if before.state == "ready" else now.problem)
        if now != self._servers[name]:
            self._servers[name] = now
            self._changed()

    def _changed(self) -> None:
        self._publish(ToolsChanged(tuple(self._servers.values())))

    # ---------------------------------------------------------------------------------------------------- what there is

    def servers(self) -> tuple[ToolServerState, ...]:
        """Returns how each server is."""
        return tuple(self._servers.values())

    def offers(self) -> Iterator[Offer]:
        """Yields every tool that a connected server offers, allowed or not, in the order of the settings: a mind's reading
        of them is kept, and another order would be another text."""
        for name in self._servers:
            yield from self._offers.get(name, ())

    def usable(self) -> Iterator[Offer]:
        """Yields every tool that may be called now."""
        return (
            each for each in self.offers() if self._effect(self._settings.tools.servers[each.server], each) != "off"
        )

    def status(self) -> list[dict[str, Any]]:
        """Returns the servers with their tools, as `sarai tools list` shows them."""
        return [
            {
                "name": each.name,
                "state": each.state,
                "problem": each.problem,
                "product": each.product,
                "where": where(self._settings.tools.servers[each.name]),
                "tools": list(rows(self._settings.tools, self._offers.get(each.name, ()), self._durations)),
            }
            for each in self._servers.values()
        ]

    @staticmethod
    def _effect(server: ToolServer, offer: Offer) -> str:
        return tool_effect(server, offer.tool, destructive=offer.destructive, writes=offer.writes)

    # ------------------------------------------------------------------------------------------------------------ calls

    def known(self, action: ActionIntent) -> bool:
        return isinstance(action, ToolCall) and any(
            (each.server, each.tool) == (action.server, action.tool) for each in self.offers()
        )

    def patience(self, action: ActionIntent) -> float:
        assert isinstance(action, ToolCall)
        return self._settings.tools.servers[action.server].seconds + 2 * GRACE

    def filler(self, action: ActionIntent, language: str) -> str:
        if isinstance(action, ToolCall) and self._durations.median(_name(action)) > SLOW:
            return say("wait", language, server=action.server)
        return ""

    def stopped(self, action: ActionIntent, language: str) -> Stopped:
        assert isinstance(action, ToolCall)
        if effect(action, self._settings) == "read":
            return Stopped(say("stopped", language, server=action.server))
        return Stopped(say("told_to_stop", language, server=action.server), self._lost(action, language))

    def _lost(self, call: ToolCall, language: str) -> str:
        return say("called_lost", language, what=called(call, language))

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        assert isinstance(action, ToolCall)
        server, name = self._settings.tools.servers[action.server], action.server
        if self._busy.get(name, 0) >= MOST_CALLS:
            raise CannotDo(say("busy", language, server=name))
        began = asyncio.get_running_loop().time()
        self._busy[name] = self._busy.get(name, 0) + 1
        self._publish(ToolRuns(name, action.tool, "running", ""))
        try:
            result = await self._call(action, server, language)
        finally:
            self._busy[name] -= 1
            self._publish(ToolRuns(name, action.tool, "ended", ""))
        self._durations.add(_name(action), asyncio.get_running_loop().time() - began)
        changed = effect(action, self._settings) != "read"
        said, written = told(result["text"], result.get("data"), _answer(server, action.tool, language), language)
        done = say("called", language, what=called(action, language)) if changed else ""
        return ActionResult(said, changed, written=written, done=done, source=name)

    async def _call(self, call: ToolCall, server: ToolServer, language: str) -> dict[str, Any]:
        """Returns the result's `text` and `data`. Raises CannotDo. The call is sent once, whatever becomes of it."""
        worker, failed = self._worker, {"failure": "absent", "detail": self._servers[call.server].problem or "?"}
        if worker is None or worker.state is not State.READY:
            raise self._cannot(call, failed, language)
        try:
            async with (
                asyncio.timeout(server.seconds + GRACE),
                worker.ask("call", server=call.server, tool=call.tool, arguments=dict(call.arguments)) as request,
            ):
                result: dict[str, Any] = {}
                async for frame in request:
                    if (progress := frame.head.get("progress")) is None:
                        result = frame.head
                    else:
                        self._publish(ToolRuns(call.server, call.tool, "running", _progress(progress)))
        except TimeoutError:
            log.warning("%s: the worker of the tools hangs; it is ended, to be started anew", _name(call))
            worker.kill()
            raise self._cannot(call, {"failure": "late", "detail": ""}, language) from None
        except WorkerError as err:
            raise self._cannot(call, {"failure": "lost", "detail": str(err)}, language) from err
        if "text" not in result:
            raise self._cannot(call, result, language)
        return result

    def _cannot(self, call: ToolCall, result: dict[str, Any], language: str) -> CannotDo:
        """Returns what the user is told of a call without a result."""
        why, detail = str(result.get("failure", "said")), str(result.get("detail", "")).rstrip(".")
        log.warning("%s: %s", _name(call), why)
        log.debug("%s: %s", _name(call), detail)  # may hold words of the user's
        if why == "absent" and language != shown():
            why = "absent_elsewhere"  # the detail is in the language of the locale
        unsure = why in ("late", "lost")
        reads = effect(call, self._settings) == "read"
        key = f"{why}_read" if unsure and reads else why
        done = self._lost(call, language) if unsure and not reads else ""
        return CannotDo(say(key, language, server=call.server, detail=detail), done)


def rows(settings: Tools, offers: tuple[Offer, ...], durations: Durations) -> Iterator[dict[str, Any]]:
    """Yields a server's tools for `sarai tools list`."""
    for offer in offers:
        server = settings.servers[offer.server]
        median = durations.median(f"{offer.server}.{offer.tool}")
        yield {
            "name": offer.tool,
            "title": offer.title,
            "description": offer.description,
            "effect": tool_effect(server, offer.tool, destructive=offer.destructive, writes=offer.writes),
            "allowed": tool_effect(server, offer.tool) != "off",
            "destructive": offer.destructive,
            "phrases": [each if isinstance(each, str) else each.say for each in server.phrases.get(offer.tool, [])],
            "parameters": offer.parameters,
            "median_ms": round(1000 * median),
        }


def where(server: ToolServer) -> str:
    """Returns a server's address, without what may be secret in it, or its command."""
    from models.remote.io import shown

    return shown(server.url) if server.url is not None else " ".join(server.command)


def _answer(server: ToolServer, tool: str, language: str) -> str:
    """Returns the settings' words for a result; "" where there are none."""
    found = server.answers.get(tool, "")
    if isinstance(found, str):
        return found
    return found.get("es" if language == "es" else "en") or next(iter(found.values()), "")


def _progress(told: dict[str, Any]) -> str:
    """Returns how far a call is: "3 of 10, reading"."""
    done, total = told.get("done"), told.get("total")
    steps = f"{done:g} of {total:g}" if done is not None and total else f"{done:g}" if done is not None else ""
    return ", ".join(filter(None, (steps, told.get("message"))))


def _name(call: ToolCall) -> str:
    return f"{call.server}.{call.tool}"
