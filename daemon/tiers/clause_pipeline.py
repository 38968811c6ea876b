"""LLM and voice at the same time: while one clause is spoken, the next one is generated."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from enum import Enum

from daemon.conversation.announcements import APOLOGY
from daemon.conversation.reply_events import Clause, Failed, Finished, Said
from daemon.tiers.filters import OpensGate, TrimSilence
from daemon.tiers.first_clause import FirstClauseGate
from daemon.tiers.responder import Emit
from daemon.tiers.token_pace import TokenPace
from daemon.workers.request import WorkerError
from models.text.clauses import Clause as Piece
from models.text.clauses import ClauseSplitter

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
        pace: TokenPace | None = None,
    ) -> None:
        """`gate` holds the LLM until the first clause has sound. `pace` is the LLM's: a quick one may begin with a clause
        of a word or two.

        `answers`: somebody has asked, so a text of which nothing can be said (an emoji, hidden thoughts alone) ends in an
        apology and not in silence."""
        self._answers = answers
        self._pace = pace
        self._synthesise = synthesise
        self._language = language
        self._gate = gate or FirstClauseGate()
        self._emit = emit
        self._spoken = TrimSilence(OpensGate(emit, self._gate))
        self.clauses: asyncio.Queue[Piece | None] = asyncio.Queue(maxsize=CLAUSES_AHEAD)
        """The clauses that wait for the voice; None after the last one."""
        self.usage: dict[str, int] = {}
        """Token counts of the reply, under the names of Finished's fields."""

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
        splitter = ClauseSplitter(self._language, brief=lambda: pace is not None and pace.quick)
        async with aclosing(thoughts) as stream:
            async for thought in stream:
                if isinstance(thought, dict):
                    self.usage |= {key: value for key, value in thought.items() if key.endswith("_tokens")}
                    continue
                if isinstance(thought, Boundary):
                    pieces = splitter.end_clause()
                else:
                    now = time.monotonic()
                    self._emit(Said(thought, now))
                    if (
                        pace is not None and splitter.silent
                    ):  # from the first clause on the voice has a share of the cores
                        pace.piece(now)
                    pieces = splitter.feed(thought)
                for piece in pieces:
                    self._gate.to_the_voice()
                    await self.clauses.put(piece)
        last = splitter.finish()
        if self._answers and splitter.silent:
            sorry = "\n" + APOLOGY.get(self._language, APOLOGY["en"])
            self._emit(Said(sorry, time.monotonic()))
            last = [*splitter.feed(sorry), *splitter.finish()]
        for piece in last:
            await self.clauses.put(piece)
        await self.clauses.put(None)

    async def speak(self) -> None:
        """Have the clauses of the queue synthesised in order, until None. Raises WorkerError."""
        while (piece := await self.clauses.get()) is not None:
            self._spoken(Clause(piece.text, piece.source_start, piece.source_end, time.monotonic(), piece.places))
            await self._synthesise(piece.text, self._spoken)
            self._gate.over()  # a clause may have no sound
