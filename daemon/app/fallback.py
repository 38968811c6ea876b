"""Which tier hears and answers a spoken turn, and which one answers in its place when it fails before its first word.

The tier is chosen when the user begins to speak, and again when the words are known.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from config.constants import samples
from daemon.app.router import Router
from daemon.conversation.reply_events import Audio, Failed, Finished, Heard, Item, Said
from daemon.routing.facts import Route
from daemon.skills.wording import TIERS
from daemon.tiers.filters import Behind
from daemon.tiers.recognition import Utterance
from daemon.tiers.responder import Emit, Responder
from daemon.workers.request import WorkerError
from models.engine import Message, Transcript

LONGEST_JOINED = 2 * samples(20_000)
"""Bytes of speech that two turns together may have to be recognised as one: longer speech takes a recogniser too long."""


@dataclass(slots=True)
class HeardTurn:
    """A turn being heard, and the tier that hears it."""

    utterance: Utterance
    responder: Responder
    route: Route
    final: asyncio.Task[None] | None = None
    """The last recognition of all its words; an earlier one would only hold it up."""

    def supersede(self, final: asyncio.Task[None] | None) -> None:
        """Cancel the last recognition; another one takes its place."""
        if self.final is not None:
            self.final.cancel()
        self.final = final

    def follows(self, other: HeardTurn) -> bool:
        """Whether both can be recognised as one: by the same tier, which goes by the words alone, and in one go."""
        whole = len(other.utterance.pcm) + len(self.utterance.pcm)
        return self.responder is other.responder and self.responder.words_first and whole <= LONGEST_JOINED

    def close(self) -> None:
        self.supersede(None)
        self.responder.close(self.utterance)

    def hand_over(self, route: Route, responder: Responder) -> None:
        """Have that tier answer; another one than before is given all of the speech."""
        if responder is not self.responder:
            self.responder.close(self.utterance)
            responder.open(self.utterance)
            responder.feed(self.utterance, bytes(self.utterance.pcm))
        self.route, self.responder = route, responder


class FallbackResponder:
    """Answers a turn by the tier that the routing table names, or by the next best one."""

    def __init__(self, router: Router, routed: Callable[[int, Route], None]) -> None:
        """`routed` is told the turn's number and its route whenever a tier begins to answer."""
        self._router = router
        self._routed = routed
        self._language: str | None = None  # of the last words that were recognised
        self._last_note = ""

    def choose(self) -> tuple[Route, Responder]:
        """The tier for a turn without known words. Raises NoRoute or CannotBuild."""
        return self._router.spoken("", self._language)

    def reroute(self, heard: HeardTurn, words: Transcript) -> None:
        """The words are known: the turn goes where the table says now. Raises NoRoute or CannotBuild."""
        self._language = words.language
        heard.hand_over(*self._router.spoken(words.text, words.language))

    async def recognise(self, heard: HeardTurn, final: bool) -> Transcript:
        """As `Responder.recognise`; the next best tier hears the turn where an engine cannot be loaded. Raises
        WorkerError, NoRoute or CannotBuild."""
        while True:
            try:
                return await heard.responder.recognise(heard.utterance, final)
            except WorkerError:
                if not self._next_best(heard, "", self._language):
                    raise

    def _next_best(self, heard: HeardTurn, words: str, language: str | None) -> bool:
        """Hand the turn over to the tier that answers now. False where that is the same one. Raises NoRoute or
        CannotBuild."""
        route, responder = self._router.spoken(words, language)
        if responder is heard.responder:
            return False
        heard.hand_over(route, responder)
        return True

    async def respond(
        self, heard: HeardTurn, messages: Callable[[str], list[Message]], known: Transcript | None, emit: Emit
    ) -> None:
        """As `Responder.respond`. Raises NoRoute or CannotBuild when no other tier can take over."""
        while True:
            self._routed(heard.utterance.number, heard.route)
            note = heard.route.fallback_note or ""
            if known is not None and note and note != self._last_note:
                emit = await self._explain(heard, known, emit)
            self._last_note = note
            guard = FirstWordGuard(emit)
            await heard.responder.respond(heard.utterance, messages, known, guard)
            if guard.failed is None:
                return
            words = guard.heard or known
            if guard.begun or words is None:
                emit(guard.failed)
                return
            # A model that cannot be loaded is out of its tier already. Below `embedded` there is nothing; its workers are
            # restarted before the next turn.
            if heard.route.tier not in ("fast", "embedded") or not self._next_best(heard, words.text, words.language):
                if heard.route.tier == "embedded":
                    emit(guard.failed)
                    return
                self._router.rest(heard.route.tier, guard.failed.message)
                self.reroute(heard, words)
            if guard.heard is not None:
                emit = WithoutHeard(emit)
            known = words

    async def _explain(self, heard: HeardTurn, known: Transcript, emit: Emit) -> Emit:
        """Begin the reply with a sentence on why the chosen tier does not answer. Returns where the answer goes then."""
        text = fallback_note(self._router.tier, heard.route.tier, known.language)
        emit(Heard(known, time.monotonic()))
        await heard.responder.say(
            text, known.language, lambda item: None if isinstance(item, Finished | Failed) else emit(item)
        )
        return Behind(text, WithoutHeard(emit))


class FirstWordGuard:
    """Keeps a failure back, and notes whether anything was said before it: until then another tier can answer."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.begun = False
        self.heard: Transcript | None = None
        self.failed: Failed | None = None

    def __call__(self, item: Item) -> None:
        if isinstance(item, Failed):
            self.failed = item
            return
        if isinstance(item, Heard):
            self.heard = item.transcript
        self.begun = self.begun or isinstance(item, Said | Audio)
        self._emit(item)


class WithoutHeard:
    """Drops the words of the turn, which have been told already."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit

    def __call__(self, item: Item) -> None:
        if not isinstance(item, Heard):
            self._emit(item)


def fallback_note(wanted: str, used: str, language: str) -> str:
    """The sentence a reply begins with when the chosen tier cannot answer; ends with a space."""
    names = TIERS.get(language, TIERS["en"])
    wanted, used = names.get(wanted, wanted), names.get(used, used)
    if language == "es":
        return f"Ahora mismo no está disponible {wanted}, responde {used}. "
    return f"{wanted[0].upper()}{wanted[1:]} is not available just now, so {used} answers. "
