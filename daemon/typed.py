"""Typed turns: text in, text out, in a conversation of their own beside the spoken one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Any

from config.settings import Settings
from daemon.dialogue import Dialogue, Exchange
from daemon.protocol import ControlError
from daemon.router import Router
from daemon.routing_facts import TurnInput
from daemon.workers import WorkerError
from models.engine import Message, Sampling

TEXT = "text"
"""Name of the typed conversation's KV sequence: it never evicts the spoken one's."""
STYLE = (
    "You are Sarai, an assistant that runs on the user's own computer. Answer briefly and plainly, in the language of the "
    "question. When you don't know, say so."
)


class Typed:
    """One conversation by keyboard."""

    def __init__(self, settings: Settings, router: Router) -> None:
        self._settings = settings
        self._router = router
        self._dialogue = Dialogue(settings.compute.context // 2)
        self._count = 0

    async def ask(self, text: str, new: bool = False) -> AsyncGenerator[str | dict[str, Any], None]:
        """The answer's text in pieces, then its usage. Raises ControlError when no mind can answer."""
        if new:
            self._dialogue.clear()
        self._dialogue.trim()
        route = self._router.route(TurnInput("text", text, tier=self._router.tier))
        mind = self._router.kit.mind(route.engines[-1])
        messages: list[Message] = self._dialogue.messages("" if mind.name == "starter" else STYLE, text)
        speaking = self._settings.speaking
        sampling = Sampling(speaking.max_tokens * 4, speaking.temperature, seed=speaking.seed)
        head: dict[str, Any] = {
            "conversation": TEXT,
            "messages": [asdict(each) for each in messages],
            "sampling": asdict(sampling),
        }
        said = ""
        try:
            async with mind.ask("generate", b"", **head) as request:
                async for frame in request:
                    if "usage" in frame.head:
                        yield frame.head["usage"]
                    else:
                        said += frame.head["text"]
                        yield frame.head["text"]
        except WorkerError as err:
            raise ControlError(f"{mind.name} could not answer: {err}") from err
        self._count += 1
        self._dialogue.add(Exchange(self._count, text, said.strip(), ""))
