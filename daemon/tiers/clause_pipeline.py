"""LLM and voice at the same time: while one clause is spoken, the next one is generated."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from enum import Enum

from daemon.conversation.announcements import APOLOGY
from daemon.conversation.reply_events import Clause, Failed, Finished, Said
from daemon.tiers.filters import OpensGate, TrimSilence
from daemon.tiers.first_clause import FirstClauseGate
from daemon.tiers.responder import Emit
from daemon.tiers.token_pace import TokenPace
from daemon.workers.request import WorkerError
from models.text.claims.guard import ClaimGuard
from models.text.clauses import Clause as Piece
from models.text.clauses import ClauseSplitter, clauses

log = logging.getLogger(__name__)

CLAUSES_AHEAD = 4
"""Clauses that may wait for the voice. The LLM waits when the voice is that far behind."""


class Boundary(Enum):
    """A place in a reply's text that whoever generates it knows of."""

    CLAUSE = "clause"
    """A clause ends here, whatever follows."""


Thoughts = AsyncGenerator[str | Boundary | dict[str, int]]
"""The pieces of a reply's text as they are generated, and its token counts (Usage's fields) at the end."""
Synthesise = Callable[[str, Emit], Awaitable[None]]
"""Speaks one clause: emits its Audio. Raises WorkerError."""


class ClausePipeline:
    """Makes one reply: `think` cuts text into clauses, `speak` has them synthesised, a bounded queue lies between them.

    Emits Said, Clause and Audio, and as the last event Finished or Failed. A cancelled reply has no last event.
    """

    def __init__(
        self,
        synthesise: Synthesise,
        language: str,
        emit: Emit,
        gate: FirstClauseGate | None = None,
        *,
        answers: bool = True,
        question: str = "",
        pace: TokenPace | None = None,
    ) -> None:
        """`gate` holds the LLM until the first clause has sound. `question`: what is answered, as far as it is known.
        `pace` is the LLM's: a quick one may begin with a clause of a word or two, unless it was asked to do something:
        then that word may be part of a claim.

        `answers`: somebody has asked, so a text of which nothing can be said (an emoji, hidden thoughts alone) ends in an
        apology and not in silence; and what it claims to have done is replaced by what is true."""
        self._answers = answers
        self._pace = pace
        self._guard = ClaimGuard(language, question)
        self._synthesise = synthesise
        self._language = language
        self._gate = gate or FirstClauseGate()
        self._emit = emit
        self._spoken = TrimSilence(OpensGate(emit, self._gate))
        self.clauses: asyncio.Queue[Piece | None] = asyncio.Queue(maxsize=CLAUSES_AHEAD)
        """The clauses that wait for the voice; None after the last one."""
        self.usage: dict[str, int] = {}
        """Token counts of the reply, under the names of Finished's fields."""
        self._written = ""
        """The reply's text."""
        self._told = 0
        """Characters of it that have been told."""
        self._since = 0.0
        """When the first of the others was written, in seconds of CLOCK_MONOTONIC."""

    async def run(self, thoughts: Thoughts) -> None:
        """Generate and speak until both have come to an end. Errors of the workers become Failed."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.think(thoughts))
                group.create_task(self.speak())
        except* WorkerError as errors:
            self._emit(Failed(str(errors.exceptions[0]), time.monotonic()))
        else:
            self._emit(Finished(time.monotonic(), **self.usage))
        finally:
            self._gate.over()

    async def think(self, thoughts: Thoughts) -> None:
        """Take the text as it comes and put it into the queue, clause by clause. Raises what `thoughts` raises."""
        pace = self._pace
        if pace is not None:
            pace.begin()
        splitter = ClauseSplitter(self._language, brief=self._may_be_brief)
        async with aclosing(thoughts) as stream:
            async for thought in stream:
                if isinstance(thought, dict):
                    self.usage |= {key: value for key, value in thought.items() if key.endswith("_tokens")}
                    continue
                if isinstance(thought, Boundary):
                    pieces = splitter.end_clause()
                else:
                    self._write(thought)
                    if (
                        pace is not None and splitter.silent
                    ):  # from the first clause on the voice has its share of the cores
                        pace.piece(time.monotonic())
                    pieces = splitter.feed(thought)
                for piece in pieces:
                    if not await self._pass_on(piece):
                        return
        last = splitter.finish()
        if self._answers and splitter.silent:
            sorry = "\n" + APOLOGY.get(self._language, APOLOGY["en"])
            self._write(sorry)
            last = [*splitter.feed(sorry), *splitter.finish()]
        for piece in last:
            if not await self._pass_on(piece):
                return
        self._tell(len(self._written))
        await self.clauses.put(None)

    def _may_be_brief(self) -> bool:
        return self._pace is not None and self._pace.quick and not self._guard.requested

    def _write(self, text: str) -> None:
        """Take more text. A given text is told at once, a mind's clause by clause, after a look at what it claims."""
        if self._told == len(self._written):
            self._since = time.monotonic()
        self._written += text
        if not self._answers:
            self._tell(len(self._written))

    def _tell(self, end: int) -> None:
        if end > self._told:
            self._emit(Said(self._written[self._told : end], self._since))
            self._told, self._since = end, time.monotonic()

    async def _pass_on(self, piece: Piece) -> bool:
        """Give a clause to the voice. Returns False where it claims an effect: the truth takes its place, and the reply
        ends."""
        true = self._guard.check(self._written[self._told : piece.source_end]) if self._answers else None
        if true is None:
            self._tell(piece.source_end)
            self._gate.to_the_voice()
            await self.clauses.put(piece)
            return True
        log.info("the mind claimed an effect; the truth was said instead")
        self._written = self._written[: self._told] + (" " if self._told else "")
        offset = len(self._written)
        self._written += true
        self._tell(len(self._written))
        self._gate.to_the_voice()
        for other in clauses(true, self._language):
            await self.clauses.put(_moved(other, offset))
        await self.clauses.put(None)
        return False

    async def speak(self) -> None:
        """Have the clauses of the queue synthesised in order, until None. Raises WorkerError."""
        while (piece := await self.clauses.get()) is not None:
            self._spoken(Clause(piece.text, piece.source_start, piece.source_end, time.monotonic(), piece.places))
            await self._synthesise(piece.text, self._spoken)
            self._gate.over()  # a clause may have no sound


def _moved(piece: Piece, by: int) -> Piece:
    """The clause of a text that begins there in the reply."""
    places = tuple(place + by for place in piece.places)
    return replace(piece, source_start=piece.source_start + by, source_end=piece.source_end + by, places=places)
