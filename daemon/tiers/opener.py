"""A small LLM says the opening clause, and the large one continues that very text.

A large model on few cores needs most of a second for its first clause. A small one has it in a fraction; while that is
spoken, the large one reads the question and the opening, and goes on. Where the opening begins with a word or two
("Sure,"), the voice has those first, and the small one says the next clause, too: the large one could not in time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from daemon.tiers.cascade import Cascade
from daemon.tiers.clause_pipeline import Boundary, Thoughts
from daemon.tiers.first_clause import FirstClauseGate
from daemon.tiers.responder import VOICE
from daemon.workers.fleet import ModelHandle
from daemon.workers.request import WorkerError
from models.engine import Message, Sampling
from models.text.claims.guard import ClaimGuard
from models.text.clauses import FIRST_WORDS, ClauseSplitter
from models.text.language import guess_language

log = logging.getLogger(__name__)

MOST_TOKENS = 32
"""Tokens of an opening; a small model that finds no end of its clause is not waited for."""


@dataclass(slots=True, kw_only=True)
class OpenerCascade(Cascade):
    """A cascade with two LLMs."""

    opener: ModelHandle
    _reading: asyncio.Task[None] | None = field(default=None, init=False)

    @property
    def models(self) -> tuple[ModelHandle, ...]:
        return tuple(dict.fromkeys([self.ears.model, self.opener, self.mind, *self.voices.values()]))

    async def prefill(self, messages: Sequence[Message], asked: bool = False) -> None:
        """Has the small LLM read first: it has to be ready sooner, and is done in no time. The large one stops when the
        small one begins to answer."""
        if asked and await self.look_ahead(messages[-1].content):
            return
        with suppress(WorkerError):  # then the large one opens, too, and has to be the readier
            await self._read(self.opener, messages, asked)
        self._reading = asyncio.create_task(self._read(self.mind, messages, asked=False))
        await self._reading

    async def _think(self, messages: Sequence[Message], first: FirstClauseGate) -> Thoughts:
        if self._reading is not None:
            self._reading.cancel()
        opening = ""
        try:
            async with aclosing(self._open(messages, first)) as pieces:
                async for piece in pieces:
                    opening += piece if isinstance(piece, str) else ""
                    yield piece
        except WorkerError as err:
            log.warning("the opening clause is left to the large mind: %s", err)
        beginning = [Message("assistant", opening)] if opening.strip() else []
        async with aclosing(Cascade._think(self, [*messages, *beginning], first)) as thoughts:
            async for thought in thoughts:
                yield thought

    async def _open(self, messages: Sequence[Message], first: FirstClauseGate) -> AsyncGenerator[str | Boundary]:
        """Yields the text of the opening as it comes, and the ends of its clauses: the voice need not wait for the large
        LLM. The first clause of at least FIRST_WORDS words is the last."""
        question = messages[-1].content
        language = guess_language(question)
        asked_to_act = ClaimGuard(language, question).requested  # then "Sure," may be part of a claim
        splitter = ClauseSplitter(language, brief=lambda: self.mind_pace.quick and not asked_to_act)
        speaking = self.speaking
        sampling = Sampling(max_tokens=MOST_TOKENS, temperature=speaking.temperature, seed=speaking.seed)
        head: dict[str, Any] = {"messages": self._plain(messages), "sampling": asdict(sampling)}
        text, given = "", 0
        async with self.opener.ask("generate", b"", conversation=VOICE, **head) as request:
            with first.working(lambda on: self.opener.send("hold", id=request.number, on=on)):
                async for frame in request:
                    text += frame.head.get("text", "")
                    clauses = splitter.feed(frame.head.get("text", ""))
                    end = len(text[: clauses[-1].source_end if clauses else None].rstrip())
                    if end > given:
                        yield text[given:end]
                        given = end
                    if clauses:
                        yield Boundary.CLAUSE
                        if len(text[:end].split()) >= FIRST_WORDS:
                            return
