"""Has given texts spoken, one part after the other, each in its own language, and not much sooner than they are heard."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace

from daemon.conversation.reply_events import Audio, Failed, Finished, Item, Said
from daemon.skills.actions.recital import RecitedText
from daemon.tiers.filters import Behind
from daemon.tiers.responder import Emit
from models.text.clauses import PIECE

FULL = 15.0
"""Seconds of sound ahead of the loudspeaker at which a text waits. The sound worker's queue has an end, and who stops a
reading after a minute should not have had an hour of it synthesised."""
LOW = 8.0
"""Seconds at which it goes on."""
Say = Callable[[AsyncGenerator[str, None], str, Emit], Awaitable[None]]
"""`Responder.say`."""
LONG = 1000
"""Characters from which a text is long."""


class Lead:
    """How far the sound runs ahead of the loudspeaker, and whether there is room for more."""

    def __init__(self, full: Callable[[], None] = lambda: None) -> None:
        """`full` is called when there is enough for now."""
        self._room = asyncio.Event()
        self._room.set()
        self._full = full

    def ahead(self, seconds: float) -> None:
        """So many seconds have been made and not been heard."""
        if seconds >= FULL and self._room.is_set():
            self._room.clear()
            self._full()
        elif seconds <= LOW:
            self._room.set()

    async def paced(self, text: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
        """Yields the text in small pieces, each when there is room for it."""
        async with aclosing(text) as pieces:
            async for piece in pieces:
                for at in range(0, len(piece), PIECE):
                    await self._room.wait()
                    yield piece[at : at + PIECE]


async def recite(parts: tuple[RecitedText, ...], speaker: Callable[[str], Say], lead: Lead, emit: Emit) -> None:
    """Speaks the parts, each by the speaker of its language. Emits the events of `Responder.say` for all together. Raises
    what `speaker` raises."""
    whole = _Whole(emit)
    for part in parts:
        if whole.said:
            whole(Said(" ", time.monotonic()))
        say = speaker(part.language)
        await say(lead.paced(part.text()), part.language, Behind(whole.said, whole))
        if whole.failed:
            return
    emit(Finished(time.monotonic()))


class _Whole:
    """Joins the events of several texts: one end, and one rate."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._rate = 0
        self.said = ""
        self.failed = False

    def __call__(self, item: Item) -> None:
        match item:
            case Finished():
                return
            case Said():
                self.said += item.text
            case Failed():
                self.failed = True
            case Audio():
                self._rate = self._rate or item.rate
                item = at_rate(item, self._rate)
        self._emit(item)


def at_rate(audio: Audio, rate: int) -> Audio:
    """Returns the sound at another rate, by linear interpolation: voices of two languages may differ, and the second only
    asks a question. A sound worker plays one rate a reply."""
    if audio.rate == rate or not audio.pcm:
        return replace(audio, rate=rate)
    samples = array("h", audio.pcm)
    step = audio.rate / rate
    last = len(samples) - 1
    made = array("h")
    for number in range(len(samples) * rate // audio.rate):
        at = number * step
        left = min(last, int(at))
        right = min(last, left + 1)
        made.append(round(samples[left] + (samples[right] - samples[left]) * (at - int(at))))
    marks = tuple(replace(mark, at=mark.at * rate // audio.rate) for mark in audio.marks)
    return replace(audio, pcm=made.tobytes(), rate=rate, marks=marks)
