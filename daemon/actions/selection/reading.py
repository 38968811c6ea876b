"""Reads the selected text aloud, and goes on where it was stopped."""

from __future__ import annotations

from dataclasses import dataclass

from daemon.actions.doer import ActionResult, CannotDo
from daemon.actions.selection.selected import Select, selected, unwrapped
from daemon.actions.texts import say
from daemon.skills.actions.intents import ActionIntent, ReadingGoOn, SelectionRead
from daemon.skills.actions.recital import Recital, given
from models.text.language import told_language


@dataclass(slots=True)
class _Reading:
    text: str
    language: str
    at: int = 0
    """Where it goes on."""


class Reading:
    """The doer of reading aloud. Owns the text that is being read, which is kept in memory alone."""

    does = (SelectionRead, ReadingGoOn)

    def __init__(self, select: Select = selected) -> None:
        self._select = select
        self._reading: _Reading | None = None

    def known(self, action: ActionIntent) -> bool:
        """Whether "go on" goes on with a reading that was stopped."""
        return self._reading is not None and self._reading.at < len(self._reading.text)

    def forget(self) -> None:
        """Nothing is left to go on with."""
        self._reading = None

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        if isinstance(action, SelectionRead):
            text = unwrapped((await self._select(language)).text)
            self._reading = _Reading(text, told_language(text) or language)
        elif self._reading is None:
            raise CannotDo(say("nothing_read", language))
        reading = self._reading
        rest = reading.text[reading.at :].lstrip()
        if not rest:
            raise CannotDo(say("all_read", language))
        begun = len(reading.text) - len(rest)

        def stopped(at: int) -> None:
            reading.at = min(len(reading.text), begun + at)

        def told(words: int) -> str:
            return say("read", language, count=words) if words != 1 else say("read_one", language)

        count = len(rest.split())
        said = say("reading", language, count=count) if count != 1 else say("reading_one", language)
        return ActionResult(said, recital=Recital((given(reading.language, rest),), told, stopped, aloud=True))
