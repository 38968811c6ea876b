"""Types into the window that had the focus, text by text, and keeps in the clipboard what has lost its window."""

from __future__ import annotations

import asyncio
import logging
import unicodedata
from collections.abc import Awaitable, Callable, Sequence

from config.texts import _
from daemon.typing.choice import Passed, choose
from daemon.typing.way import Fate, Insertion, Target, TypingError, Way

log = logging.getLogger(__name__)


class Typist:
    """The one owner of the window that is typed into, and of what was typed."""

    def __init__(self, ways: Sequence[Way], keep: Callable[[str], Awaitable[None]]) -> None:
        """`ways`: the best first. `keep` puts a text into the clipboard, to stay; raises TypingError."""
        self._ways = ways
        self._keep = keep
        self._way: Way | None = None
        self._failed = ""  # why a better way could not begin
        self._one_at_a_time = asyncio.Lock()
        self._typed: list[int] = []  # characters of each text that is in the window
        self._kept: list[str] = []  # texts that have lost their window: they go into the clipboard together

    @property
    def way(self) -> str:
        """The name of the way in use; "" between `end` and `begin`."""
        return self._way.name if self._way is not None else ""

    async def begin(self) -> Target:
        """Remember the window that has the focus now. Raises TypingError where this desktop has no way at all."""
        async with self._one_at_a_time:
            await self._let_go()
            left, passed, self._failed = list(self._ways), list[Passed](), ""
            while True:
                choice = await choose(left)
                passed += choice.passed
                if choice.way is None:
                    why = "; ".join(f"{each.name}: {each.why}" for each in passed)
                    raise TypingError(_("nothing can be typed here: {why}", why=why or _("no way is known")))
                try:
                    target = await choice.way.begin()
                except TypingError as err:
                    log.info("not typing by %s: %s", choice.way.name, err)
                    passed.append(Passed(choice.way.name, str(err)))
                    self._failed = str(err)
                    left = left[left.index(choice.way) + 1 :]
                    continue
                self._way = choice.way
                log.info("typing by %s", choice.way.name)
                return target

    async def insert(self, text: str) -> Insertion:
        """Type the text. Where its window has lost the focus it goes into the clipboard, behind what went there before.
        Raises TypingError."""
        text = clean(text)
        async with self._one_at_a_time:
            if self._way is None:
                raise TypingError(_("nothing is being typed into"))
            done = await self._way.insert(text) if text else Insertion(Fate.TYPED)
            if done.fate is Fate.TYPED:
                self._typed.append(len(text))
                return done
            if done.typed:
                self._typed.append(done.typed)
            self._kept.append(text[done.typed :])
            if done.fate is Fate.KEPT:
                return done
            await self._keep("".join(self._kept))
            return Insertion(Fate.KEPT, self._failed or done.why, done.typed)

    async def take_back(self) -> Insertion | None:
        """Delete the last text, where its window still has the focus. Returns None where there is none. Raises
        TypingError."""
        async with self._one_at_a_time:
            if self._way is None:
                return None
            if self._kept:
                self._kept.pop()
                await self._keep("".join(self._kept))
                return Insertion(Fate.KEPT)
            if not self._typed:
                return None
            done = await self._way.take_back(self._typed[-1])
            if done.fate is Fate.TYPED:
                self._typed.pop()
            return done

    async def end(self) -> None:
        """Nothing more is typed into that window."""
        async with self._one_at_a_time:
            await self._let_go()

    async def close(self) -> None:
        """The daemon ends."""
        await self.end()
        for way in self._ways:
            await way.close()

    async def _let_go(self) -> None:
        way, self._way = self._way, None
        self._typed.clear()
        self._kept.clear()
        if way is not None:
            await way.end()


def clean(text: str) -> str:
    """Returns the text as it may be typed: composed (NFC), and without control characters but line feeds."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(each for each in composed if each == "\n" or unicodedata.category(each) != "Cc")
