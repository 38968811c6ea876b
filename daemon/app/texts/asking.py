"""Asks a mind in writing: text, pictures and files in, text out, out of the way of whoever speaks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import asdict, replace
from typing import Any

from config.settings import Settings
from config.texts import _
from daemon.app.router import Router
from daemon.routing.facts import Medium, Mind, NoRoute, TurnInput
from daemon.tiers.kit import CannotBuild
from daemon.workers.fleet import ModelHandle
from daemon.workers.preemption import Preempted, Preemption
from daemon.workers.process_memory import private_memory
from daemon.workers.request import Request, WorkerError
from daemon.workers.worker import Worker
from models.engine import Message, Sampling

TEXT = "text"
"""Name of the written conversation's KV sequence: it never evicts the spoken one's."""


class Asking:
    """Asks minds in writing."""

    def __init__(self, settings: Settings, router: Router, preemption: Preemption) -> None:
        self._settings = settings
        self._router = router
        self._preemption = preemption
        self.memory: dict[str, int] = {}
        """Private megabytes of the mind's process around the last look at an image."""

    def own(self, medium: Medium) -> str:
        """Returns the mind of this machine that takes text or images and follows instructions, the one that stays loaded
        first; no server is one. Raises NoRoute, one line for the user."""
        facts = self._router.facts()
        for mind in (facts.minds.get(facts.resident), *facts.minds.values(), *facts.omni):
            if mind is not None and self._follows(mind) and (medium == "text" or mind.sees):
                return mind.model_id
        if medium == "image":
            self._router.route(TurnInput("image", ""))  # which tells how to get one
        raise NoRoute(_("no model here can do that"))

    def _follows(self, mind: Mind) -> bool:
        return mind.usable and mind.model_id not in ("starter", "expert", "max")

    async def write(
        self, mind: str, messages: Sequence[Message], sampling: Sampling, image: bytes = b""
    ) -> AsyncGenerator[str, None]:
        """Yields what a mind writes, for a turn that is spoken: it goes before typed ones. Raises WorkerError."""
        try:
            handle = self._router.kit.mind(mind)
        except CannotBuild as err:
            raise WorkerError(str(err)) from err
        async with aclosing(self.think(handle, messages, sampling, image=image, waits=False)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    yield piece

    async def think(
        self,
        mind: ModelHandle,
        messages: Sequence[Message],
        sampling: Sampling,
        *,
        image: bytes = b"",
        files: Sequence[tuple[str, str]] = (),
        waits: bool = True,
    ) -> AsyncGenerator[str | dict[str, Any], None]:
        """Yields the mind's text as it comes, then its usage. Raises WorkerError.

        `waits`: a spoken turn goes first, and interrupts it; it then goes on where it was. `files`: kind and path of
        each that the mind's process opens by itself.
        """
        said, spent = "", 0
        while True:
            before = spent
            begun = [Message("assistant", said)] if said else []
            head: dict[str, Any] = {
                "conversation": TEXT,
                "messages": [asdict(each) for each in [*messages, *begun]],
                "sampling": asdict(replace(sampling, max_tokens=max(1, sampling.max_tokens - spent))),
                **({"files": list(files)} if files else {}),
            }
            try:
                async with self._asking(mind, image, head, waits) as request:
                    async for frame in request:
                        if "usage" in frame.head:
                            usage = frame.head["usage"]
                            yield {**usage, "generated_tokens": usage["generated_tokens"] + before}
                            return
                        said += frame.head["text"]
                        spent += frame.head.get("tokens", 1)
                        yield frame.head["text"]
            except Preempted:
                continue

    @asynccontextmanager
    async def _asking(
        self, mind: ModelHandle, image: bytes, head: dict[str, Any], waits: bool
    ) -> AsyncIterator[Request]:
        if mind.name == "expert":  # it computes elsewhere, and is in nobody's way
            async with mind.ask("generate", **head) as request:
                yield request
            return
        if waits:
            await self._preemption.free()
        async with mind.use() as worker, AsyncExitStack() as stack:
            if image:
                await stack.enter_async_context(self._eyes(mind, worker))
                head = {**head, "image": True}
            request = await stack.enter_async_context(worker.ask("generate", image, **head))
            if waits:
                stack.enter_context(self._preemption.working(lambda: request.interrupt(Preempted())))
            yield request

    @asynccontextmanager
    async def _eyes(self, mind: ModelHandle, worker: Worker) -> AsyncIterator[None]:
        """Makes room for the projector while an image is looked at.

        Afterwards the projector is unloaded, unless the settings keep it and the budget has as much room again.
        """
        memory = self.memory = {"before": _private(worker)}
        async with mind.room(self._router.kit.projector_bytes(mind.name)) as room_left:
            try:
                yield
                memory["during"] = _private(worker)
            finally:  # whatever became of the answer: the room is given back now
                if not (room_left and self._settings.compute.keep_projector):
                    with suppress(WorkerError):
                        async with worker.ask("close_eyes", conversation=TEXT) as closing:
                            async for _ in closing:
                                pass
        memory["after"] = _private(worker)


def _private(worker: Worker) -> int:
    return round(private_memory(worker.pid) / 1e6) if worker.pid is not None else 0
