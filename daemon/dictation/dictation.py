"""A dictation under way: its window, the pieces that were heard, and what becomes of each. The text of a dictation is logged
nowhere, goes to no mind but for tidying, and into the history only where the settings say so."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from config.settings import Settings
from config.texts import _
from daemon.control.events import Dictated, DictationChanged, Event, ProblemOccurred
from daemon.conversation.turn import Phase
from daemon.dictation.joining import Joiner
from daemon.dictation.marks import written
from daemon.dictation.orders import understood
from daemon.dictation.own_words import OwnWords
from daemon.dictation.texts import say
from daemon.dictation.tidying import accepted
from daemon.typing.typist import Typist
from daemon.typing.way import Fate, Insertion, Target, TypingError
from models.engine import Transcript

if TYPE_CHECKING:
    from daemon.conversation.conversation import Conversation

log = logging.getLogger(__name__)

Tidy = Callable[[str], Awaitable[str]]
"""Has the mind tidy a text up; returns "" where it cannot."""
GOES_ON = 20.0
"""Seconds within which the next dictation into the same window goes on with the text: its first word gets a blank."""
OPENS = 4.0
"""Seconds that a microphone gets to be opened."""
_WAITING = 256
"""Pieces that may wait to be typed: a quarter of an hour of talk."""


class _Piece(NamedTuple):
    turn: int
    transcript: Transcript


class Dictation:
    """Implements ports.DictationPort. One dictation at a time: a key that is pressed again while the last words are still
    being recognised goes on with the same window."""

    def __init__(
        self,
        settings: Settings,
        typist: Typist,
        conversation: Callable[[], Conversation],
        group: asyncio.TaskGroup,
        publish: Callable[[Event], None],
        announce: Callable[[str, str], None],
        record: Callable[[int, str, str], None],
        tidy: Tidy,
        deaf: Callable[[], str] = lambda: "",
    ) -> None:
        """`announce` says a text in a language once nobody speaks. `record` keeps a turn's words, in a language, in the
        history. `deaf` tells why there is no microphone; "" where one is open, or is being opened."""
        self._settings = settings.dictation
        self._language: str = settings.speaking.language if settings.speaking.language != "auto" else "en"
        self._typist = typist
        self._conversation = conversation
        self._group = group
        self._publish = publish
        self._announce = announce
        self._record = record
        self._tidy = tidy
        self._deaf = deaf
        self._own = OwnWords(settings.dictation.words)
        # Bounded: more are dropped, which the user is told.
        self._queue: asyncio.Queue[_Piece | None] = asyncio.Queue(_WAITING)
        self._task: asyncio.Task[None] | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._writes = False  # the task takes further pieces
        self._owed = False  # the end of a dictation is yet to be told
        self._waits_for_key = False
        self._joiner = Joiner()
        self._last = (Target(), 0.0)  # the window of the last dictation, and when that ended, by the event loop's clock
        self._held: list[str] = []  # texts that wait for the key's release
        self._told = ""  # what is to be said aloud once it is over

    @property
    def on(self) -> bool:
        """Whether what is heard is dictation."""
        return self._conversation().dictates

    # ------------------------------------------------------------------------------------------------------- switches

    def begin(self, hold: bool = False) -> None:
        """Dictate into the window that has the focus now. With `hold`, nothing is typed before `end`: a modifier that is
        held down would make commands of it."""
        if self.on:
            return  # the key repeats
        self._owed = True
        self._conversation().dictate()
        self._waits_for_key = hold
        if not self._writes:
            self._writes = True
            self._task = self._group.create_task(self._run(self._task))
        self._rest()
        self.microphone_lost()

    def microphone_lost(self) -> None:
        """There may be no microphone: unless one is open soon, the dictation ends. A lost one is mostly back in a moment."""
        if self.on:
            asyncio.get_running_loop().call_later(OPENS, self._look_for_microphone)

    def _look_for_microphone(self) -> None:
        if (why := self._deaf()) and self.end():
            self._publish(ProblemOccurred(_("nothing can be dictated: {why}", why=why)))
            self._told = "deaf"

    def end(self, drop: bool = False) -> bool:
        """End it; with `drop` what has not been typed is lost. Returns False where none was under way."""
        if drop:
            self._held.clear()
        return self._conversation().end_dictation(drop)

    def toggle(self) -> bool:
        """Begin one, or end it. Returns whether one has begun."""
        if self.end():
            return False
        self.begin()
        return True

    async def close(self) -> None:
        """The daemon ends: what was heard is still typed, if that takes no more than a moment."""
        if self._task is not None and not self._task.done():
            _, late = await asyncio.wait((self._task,), timeout=1)
            for task in late:
                task.cancel()
        await self._typist.close()

    # ------------------------------------------------------------------------------------------- the conversation's side

    def heard(self, number: int, transcript: Transcript) -> None:
        """The next piece, with its turn's number."""
        self._rest()
        try:
            self._queue.put_nowait(_Piece(number, transcript))
        except asyncio.QueueFull:
            self._publish(ProblemOccurred(_("part of what you dictated is lost: the desktop took too long to type it")))

    def over(self) -> None:
        """It has ended, and all of its pieces have been told."""
        if self._idle is not None:
            self._idle.cancel()
        self._owed = False
        self._queue.put_nowait(None) if not self._queue.full() else self._group.create_task(self._queue.put(None))

    def _rest(self) -> None:
        """Count the silence from now on."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(self._settings.silence_seconds, self._silent)

    def _silent(self) -> None:
        if self._conversation().phase is Phase.LISTENING:
            self.end()
        else:
            self._rest()

    # ------------------------------------------------------------------------------------------------------- the typing

    async def _run(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait((before,))  # the last dictation is letting its window go
        self._held.clear()
        language = self._language
        try:
            target = await self._typist.begin()
        except TypingError as err:
            self._conversation().end_dictation(drop=True)
            await self._drain()
            self._writes, self._told = False, ""
            self._publish(ProblemOccurred(str(err)))
            self._announce(say("no_way", language), language)
            return
        self._publish(DictationChanged(True, self._typist.way, target.application))
        if not (target.window and target == self._last[0] and self._now() < self._last[1] + GOES_ON):
            self._joiner = Joiner()
        try:
            over = False
            while not over:
                piece = await self._queue.get()
                if piece is not None:
                    language = piece.transcript.language
                    await self._take(piece)
                    continue
                if self._held and not self.on:
                    text = "".join(self._held)
                    self._held.clear()
                    await self._type(0, text)
                over = self._nothing_more
        finally:
            self._writes, self._last = False, (target, self._now())
            told, self._told = self._told, ""
            self._publish(DictationChanged(False, "", ""))
            await asyncio.shield(self._typist.end())
        if told:
            self._announce(say(told, language), language)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    @property
    def _nothing_more(self) -> bool:
        """Whether none is under way. Another may have begun, and even ended, before the last was typed: it goes on with the
        same window."""
        return self._queue.empty() and not self._owed

    async def _drain(self) -> None:
        while await self._queue.get() is not None or not self._nothing_more:
            pass

    async def _take(self, piece: _Piece) -> None:
        language = piece.transcript.language
        text, order = understood(piece.transcript.text)
        if text:
            text = self._own.correct(text, language)
            tidied = accepted(text, await self._tidy(text)) if self._settings.tidy else None
            said, text = (text, tidied) if tidied is not None and tidied != text else ("", text)
            typed = self._joiner.join(written(text, language, self._settings.spoken_marks), language)
            if typed:
                await self._type(piece.turn, typed, said, wait=self._waits_for_key)
                if self._settings.history:
                    self._record(piece.turn, typed.strip(), language)
        if order == "scratch":
            await self._scratch(piece.turn)
        elif order == "stop":
            self.end()

    async def _type(self, turn: int, text: str, said: str = "", *, wait: bool = False) -> None:
        if wait and self.on:
            self._held.append(text)
            return
        if wait and self._held:
            self._held.append(text)
            text = "".join(self._held)
            self._held.clear()
        try:
            done = await self._typist.insert(text)
        except TypingError as err:
            done = Insertion(Fate.REFUSED, str(err))
            self._publish(ProblemOccurred(str(err)))
        if done.fate is Fate.KEPT and not self._told:
            self._told = "clipboard" if self._typist.way == "clipboard" else "kept"
        elif done.fate is Fate.REFUSED:
            self._told = "refused"
        if done.fate is not Fate.TYPED:
            log.info("dictation: %s: %s", done.fate.value, done.why)
        self._publish(Dictated(turn, text, done.fate.value, done.why, said))

    async def _scratch(self, turn: int) -> None:
        """Take the last piece back."""
        if self._held:
            self._held.pop()
        else:
            try:
                done = await self._typist.take_back()
            except TypingError as err:
                self._publish(ProblemOccurred(str(err)))
                return
            if done is None:
                return
            if done.fate not in (Fate.TYPED, Fate.KEPT):
                self._publish(ProblemOccurred(_("not taken back: {why}", why=done.why)))
                return
        self._joiner.take_back()
        self._publish(Dictated(turn, "", "taken_back", "", ""))
