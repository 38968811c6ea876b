"""A mind chooses a tool, and fills its arguments, where no sentence fits (`tools.chosen_by: mind`)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from daemon.skills.actions.intents import ToolCall
from daemon.tools.offer import Offer
from daemon.workers.request import WorkerError
from models.engine import Tool

log = logging.getLogger(__name__)


class Chooser(Protocol):
    """Asks the mind in use for calls: a daemon.actions.tool_choice.ToolChooser."""

    def offer(self, tools: Sequence[Tool]) -> None:
        """These tools may be called from now on."""
        ...

    def may(self, text: str, language: str) -> bool:
        """Whether the mind can be asked now, and the words could be a request."""
        ...

    async def choose(self, text: str, language: str) -> Tool | None:
        """Returns the tool that the words ask for; None for talk."""
        ...

    async def arguments(self, tool: Tool, text: str) -> dict[str, Any]:
        """Returns the arguments that the words have for it. Raises WorkerError."""
        ...


class MindsChoice:
    """Implements `Choose`: the mind is told the user's own words, and nothing that a tool has returned."""

    def __init__(self, chooser: Chooser, offers: Callable[[], Iterable[Offer]]) -> None:
        """`offers` returns the tools that may be called now."""
        self._chooser = chooser
        self._offers = offers

    def look(self) -> None:
        """The tools that may be called are others now."""
        self._chooser.offer([each.as_tool() for each in self._offers()])

    def may(self, text: str, language: str) -> bool:
        return self._chooser.may(text, language)

    async def __call__(self, text: str, language: str) -> ToolCall | None:
        tool = await self._chooser.choose(text, language)
        offer = next((each for each in self._offers() if tool is not None and each.name == tool.name), None)
        if tool is None or offer is None:
            return None
        try:
            arguments = await self._chooser.arguments(tool, text)
        except WorkerError as err:
            log.warning("%s is not called: %s", tool.name, err)
            return None
        return ToolCall(offer.server, offer.tool, arguments, offer.title, offer.destructive, offer.writes, "mind")
