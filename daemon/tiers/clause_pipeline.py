"""LLM and voice at the same time: while one clause is spoken, the next one is generated."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from enum import Enum

from daemon.conversation.announcements import APOLOGY
from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Item, Said
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
FIRST_WORDS = 3
"""Words that have to be there before a clause is begun: two to be spoken, and one that only tells how they sound."""
MORE_WORDS = 4
"""Further words with which a begun clause is continued before its end."""


@dataclass(frozen=True, slots=True)
class ToSpeak:
    """What the voice is given: a clause, or as much of it as has been written."""

    text: str
    said: int = 0
    """Characters that have been spoken before: the rest is, as it sounds after them."""
    more: bool = False
    """It goes on: the last word only tells how the one before sounds."""


Synthesise = Callable[[ToSpeak, Emit], Awaitable[None]]
"""Speaks a clause or a part of it: emits its Audio, whose marks count from `said`. Raises WorkerError."""


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
        in_parts: bool = False,
    ) -> None:
        """`gate` holds the LLM until the first clause has sound. `question`: what is answered, as far as it is known.
        `pace` is the LLM's: a quick one may begin with a clause of a word or two, unless it was asked to do something: then
        that word may be part of a claim. `in_parts`: so may a clause be spoken while it is written, for the voice is
        Incremental, where the LLM is quick, and yet slower than the voice.

        `answers`: somebody has asked, so a text of which nothing can be said (an emoji, hidden thoughts alone) ends in an
        apology and not in silence; and what it claims to have done is replaced by what is true."""
        self._answers = answers
        self._pace = pace
        self._in_parts = in_parts
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
        self._checked = 0
        """Characters of it that the guard has seen."""
        self._told = 0
        """Characters of it that have been told."""
        self._begun = 0
        """Words that the voice has been given of the clause that is being written."""
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
                    # from the first part on the voice has its share of the cores
                    if pace is not None and splitter.silent and not self._begun:
                        pace.piece(time.monotonic())
                    pieces = splitter.feed(thought)
                for piece in pieces:
                    if not await self._pass_on(piece):
                        return
                if not pieces:
                    await self._begin(splitter)
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

    async def _begin(self, splitter: ClauseSplitter) -> None:
        """Give the voice what has been written of a clause, where that takes longer than to speak it and can be no claim."""
        if not (self._in_parts and self._may_be_brief() and self._pace is not None and self._pace.slower_than_voice):
            return
        piece = splitter.begun()
        words = 0 if piece is None else piece.text.count(" ") + 1
        if piece is None or words < self._begun + (MORE_WORDS if self._begun else FIRST_WORDS):
            return
        if self._guard.suspects(self._written[self._checked :]):
            return
        self._begun = words
        self._tell(piece.places[piece.text.rindex(" ")])
        self._gate.to_the_voice()
        await self.clauses.put(piece)

    async def _pass_on(self, piece: Piece) -> bool:
        """Give a clause to the voice. Returns False where it claims an effect: the truth takes its place, and the reply
        ends."""
        true = self._guard.check(self._written[self._checked : piece.source_end]) if self._answers else None
        self._checked, self._begun = piece.source_end, 0
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
        spoken_to = 0  # place in the reply
        while (piece := await self.clauses.get()) is not None:
            if piece.goes_on and not self.clauses.empty():
                continue  # more of it is there by now
            said = sum(place < spoken_to for place in piece.places)
            said += len(piece.text[said:]) - len(piece.text[said:].lstrip())
            if piece.goes_on:
                spoken_to = max(spoken_to, await self._speak_beginning(piece, said))
            else:
                self._spoken(_clause(piece, said, len(piece.text), time.monotonic()))
                await self._synthesise(ToSpeak(piece.text, said), self._spoken)
            self._gate.over()  # a clause may have no sound

    async def _speak_beginning(self, piece: Piece, said: int) -> int:
        """Have a clause that goes on synthesised, as far as the voice knows how it sounds. Returns the place in the reply
        up to which it is spoken then, 0 where nothing is."""
        asked = time.monotonic()
        end = 0

        def announced(item: Item) -> None:
            nonlocal end
            if isinstance(item, Audio) and not end and item.marks:
                end = said + max(mark.end for mark in item.marks)
                self._spoken(_clause(piece, said, end, asked))
            self._spoken(item)

        await self._synthesise(ToSpeak(piece.text, said, more=True), announced)
        return piece.source(end) if end else 0


def _clause(piece: Piece, said: int, end: int, asked: float) -> Clause:
    """The characters from `said` to `end` of a clause's text, for which the voice was asked at that time."""
    start = piece.places[said] if 0 < said < len(piece.places) else piece.source_start
    return Clause(piece.text[said:end], start, piece.source(end), asked, piece.places[said:end])


def _moved(piece: Piece, by: int) -> Piece:
    """The clause of a text that begins there in the reply."""
    places = tuple(place + by for place in piece.places)
    return replace(piece, source_start=piece.source_start + by, source_end=piece.source_end + by, places=places)
