"""What understands calls of tools of others: sentences, and minds. Pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from daemon.skills.actions.intents import ToolCall

Choose = Callable[[str, str], Awaitable[ToolCall | None]]
"""Takes words and their language, and returns the call that a mind takes them for; None for talk."""


class ToolSentences(Protocol):
    """Understands sentences that call tools."""

    def by_phrase(self, text: str, language: str) -> ToolCall | None:
        """Returns the call that a phrase of the user's settings stands for."""
        ...

    def by_name(self, text: str, language: str) -> ToolCall | None:
        """Returns the call of the only tool whose own name the words are, with all that it needs."""
        ...


class NoTools:
    """Understands nothing: there are no servers."""

    def by_phrase(self, text: str, language: str) -> ToolCall | None:
        return None

    def by_name(self, text: str, language: str) -> ToolCall | None:
        return None


NO_TOOLS = NoTools()
