"""Where tools of others stand among the skills: the user's own phrases first, a tool's own name last. Pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from daemon.skills.actions.intents import HomeUnknown, ToolCall
from daemon.skills.intent import Intent, Mute, Stop, Unable, Unclear

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


def with_tools(
    understand: Callable[[str, str], Intent | None], tools: ToolSentences
) -> Callable[[str, str], Intent | None]:
    """Returns `understand(text, language)` with tools beside the skills.

    A phrase of the user's comes before every skill but "stop" and "mute". A tool's own name counts only where the words are
    no command, or one that cannot be carried out.
    """

    def understood(text: str, language: str) -> Intent | None:
        call, found = tools.by_phrase(text, language), understand(text, language)
        if isinstance(found, Stop | Mute):
            return found
        if call is not None:
            return call
        return (
            (tools.by_name(text, language) or found)
            if found is None or isinstance(found, Unable | Unclear | HomeUnknown)
            else found
        )

    return understood
