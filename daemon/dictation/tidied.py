"""Has the fast tier's mind tidy up what was dictated. It runs on this machine: dictation goes to no server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from config.errors import UserError
from daemon.dictation.tidying import messages
from daemon.workers.fleet import ModelHandle
from daemon.workers.preemption import Preemption
from daemon.workers.request import WorkerError
from models.engine import Sampling

log = logging.getLogger(__name__)

PATIENCE = 8.0
"""Seconds for a piece of a dictation: after that it is typed as it was heard."""
_TOKENS_A_WORD = 3
CONVERSATION = "text"
"""The typed conversation's KV sequence: the spoken one's stays."""


class Tidied:
    """Asks the mind, while nobody waits for an answer of it."""

    def __init__(self, mind: Callable[[], ModelHandle], preemption: Preemption) -> None:
        """`mind` returns it, or raises UserError where there is none."""
        self._mind = mind
        self._preemption = preemption

    async def tidy(self, text: str) -> str:
        """Returns what the mind makes of the text; "" where there is no mind, or it takes too long."""
        sampling = Sampling(max_tokens=16 + _TOKENS_A_WORD * len(text.split()), temperature=0.0)
        head: dict[str, Any] = {"conversation": CONVERSATION, "messages": [asdict(each) for each in messages(text)]}
        said = ""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._preemption.free()
                async with self._mind().ask("generate", **head, sampling=asdict(sampling)) as request:
                    async for frame in request:
                        said += frame.head.get("text", "")
        except (WorkerError, UserError, TimeoutError) as err:
            log.info("dictation was not tidied up: %s", err or "it took too long")
            return ""
        return said
