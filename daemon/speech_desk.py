"""Runs the responder for the conversation: one answer at a time, one prefill, recognitions in between; each as a task
whose results come back stamped with the (turn, revision) that they belong to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from daemon.items import Item
from daemon.responder import Emit, Responder
from daemon.turn import Turn
from daemon.workers import WorkerError
from models.engine import Message

if TYPE_CHECKING:
    from daemon.conversation import Conversation


class SpeechDesk:
    def __init__(self, group: asyncio.TaskGroup, responder: Responder) -> None:
        self._group = group
        self.responder = responder
        """Who answers the next turn; exchanged between turns when the tier changes."""
        self._current = responder
        self._answer: asyncio.Task[None] | None = None
        self._prefill: asyncio.Task[None] | None = None
        self._reports: Conversation

    def attach(self, conversation: Conversation) -> None:
        self._reports = conversation

    def open(self, turn: Turn) -> None:
        self._current = self.responder
        self._current.open(turn.number)

    def feed(self, turn: Turn, pcm: bytes) -> None:
        self._current.feed(turn.number, pcm)

    def close(self, turn: Turn) -> None:
        self._current.close(turn.number)

    def recognise(self, turn: Turn, final: bool) -> None:
        self._group.create_task(self._recognise(turn.number, turn.revision, final))

    async def _recognise(self, number: int, revision: int, final: bool) -> None:
        try:
            transcript = await self._current.recognise(number, final)
        except WorkerError as err:
            self._reports.words_failed(number, str(err))
        else:
            self._reports.on_words(number, revision, transcript, final)

    def prefill(self, messages: Sequence[Message]) -> None:
        if self._prefill is None or self._prefill.done():  # one at a time: the next one covers what is skipped
            self._prefill = self._group.create_task(self._fill(messages))

    async def _fill(self, messages: Sequence[Message]) -> None:
        try:
            await self._current.prefill(messages)
        except WorkerError:
            return  # only lost time; the answer itself will say what is wrong

    def respond(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None:
        self.cancel()
        answer = self._current.respond(turn.number, messages, turn.transcript, self._relay(turn))
        self._answer = self._group.create_task(answer)

    def say(self, turn: Turn, text: str, language: str) -> None:
        self.cancel()
        self._answer = self._group.create_task(self.responder.say(text, language, self._relay(turn)))

    def _relay(self, turn: Turn) -> Emit:
        number, revision = turn.number, turn.revision

        def emit(item: Item) -> None:
            self._reports.on_item(number, revision, item)

        return emit

    def cancel(self) -> None:
        for task in (self._answer, self._prefill):
            if task is not None and not task.done():
                task.cancel()
        self._answer = self._prefill = None
