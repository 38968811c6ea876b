"""What understands calls of tools of others: sentences, and minds. Pure."""

from __future__ import annotations

from typing import Protocol

from daemon.skills.actions.intents import ToolCall


class Choose(Protocol):
    """Has the mind in use choose a tool of others, where no sentence fits."""

    def may(self, text: str, language: str) -> bool:
        """Whether the mind will be asked about these words: it can be, and they could be a request. Waits for nothing."""
        ...

    async def __call__(self, text: str, language: str) -> ToolCall | None:
        """Returns the call that the mind takes the words for; None for talk."""
        ...


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
