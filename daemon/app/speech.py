"""Runs the responders for the conversation: one answer at a time, one prefill, recognitions in between; each as a task
whose results come back stamped with the (turn, revision) that they belong to.

Who answers a turn is decided twice: when the user begins to speak, and again when the words are known.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from config.errors import UserError
from daemon.app.fallback import FirstWordGuard, fallback
from daemon.app.router import Router
from daemon.conversation.reply_events import Clause, Failed, Finished, Heard, Item
from daemon.conversation.rules.heard_words import PlayedAudio
from daemon.conversation.turn import Turn
from daemon.routing.facts import Route
from daemon.tiers.cascade import Cascade
from daemon.tiers.recognition import Utterance
from daemon.tiers.responder import Emit, Responder
from daemon.workers.preemption import Preemption
from daemon.workers.request import WorkerError
from models.engine import Message, Transcript

if TYPE_CHECKING:
    from daemon.conversation.conversation import Conversation

log = logging.getLogger(__name__)

ROUTES_KEPT = 8
"""Of the last turns: an answer is recorded when it has been heard, and the next turn may have begun by then."""


@dataclass(slots=True)
class HeardTurn:
    """A turn being heard, and who hears it."""

    utterance: Utterance
    responder: Responder
    route: Route
    final: asyncio.Task[None] | None = None
    """The last recognition of all its words; one before it would only hold it up."""

    def supersede(self, final: asyncio.Task[None] | None) -> None:
        if self.final is not None:
            self.final.cancel()
        self.final = final


class SpeechService:
    def __init__(
        self,
        group: asyncio.TaskGroup,
        router: Router,
        way: Preemption,
        publish: Callable[[dict[str, Any]], None],
    ) -> None:
        self._group = group
        self._way = way
        self._router = router
        self._publish = publish
        self.routes: dict[int, Route] = {}
        """Which way the last turns went, by the turn's number."""
        self._sittings: dict[int, HeardTurn] = {}
        self._language: str | None = None
        self._last_note = ""
        self._answer: asyncio.Task[None] | None = None
        self._prefill: asyncio.Task[None] | None = None
        self._listening_back: set[asyncio.Task[None]] = set()
        self._closed = False
        self._reports: Conversation

    def attach(self, conversation: Conversation) -> None:
        self._reports = conversation

    def end(self) -> None:
        """The daemon ends: what is only done when nobody speaks is not waited for any more."""
        self._closed = True
        for task in self._listening_back:
            task.cancel()

    # -------------------------------------------------------------------------------------------------------- listening

    def open(self, turn: Turn) -> None:
        utterance = Utterance(turn.number)
        try:
            route, responder = self._router.spoken("", self._language)
        except UserError as err:
            self._publish({"kind": "problem", "text": str(err)})
            return
        self._sittings[turn.number] = HeardTurn(utterance, responder, route)
        responder.open(utterance)

    def feed(self, turn: Turn, pcm: bytes) -> None:
        sitting = self._sittings.get(turn.number)
        if sitting is not None:
            sitting.utterance.pcm += pcm
            sitting.responder.feed(sitting.utterance, pcm)

    def close(self, turn: Turn) -> None:
        sitting = self._sittings.pop(turn.number, None)
        if sitting is not None:
            sitting.supersede(None)
            sitting.responder.close(sitting.utterance)

    def recognise(self, turn: Turn, final: bool) -> None:
        self._mark_pause(turn)
        task = self._group.create_task(self._recognise(turn.number, turn.revision, final))
        sitting = self._sittings.get(turn.number)
        if final and sitting is not None:
            sitting.supersede(task)

    def _mark_pause(self, turn: Turn) -> None:
        """Have the recogniser know where the speech ended: what it has made of it by then need not be made again."""
        sitting = self._sittings.get(turn.number)
        if sitting is not None:
            whole = len(sitting.utterance.pcm) // 2
            sitting.utterance.speech = whole - max(0, turn.heard_until - turn.end) if turn.silent else 0

    async def _recognise(self, number: int, revision: int, final: bool) -> None:
        sitting = self._sittings.get(number)
        try:
            if sitting is None:
                raise WorkerError("nobody can hear this turn")
            transcript = await sitting.responder.recognise(sitting.utterance, final)
        except WorkerError as err:
            self._reports.words_failed(number, str(err))
        else:
            self._reports.on_words(number, revision, transcript, final)

    def prefill(self, messages: Sequence[Message]) -> None:
        if self._prefill is None or self._prefill.done():  # one at a time: the next one covers what is skipped
            self._prefill = self._group.create_task(self._fill(messages))

    async def _fill(self, messages: Sequence[Message]) -> None:
        sitting = next(reversed(self._sittings.values()), None)
        try:
            responder = sitting.responder if sitting is not None else self._router.spoken("", self._language)[1]
            if sitting is not None or isinstance(responder, Cascade):  # the others read only what somebody says
                await responder.prefill(messages)
        except (WorkerError, UserError):
            return  # only lost time; the answer itself will say what is wrong

    def listen_back(self, number: int, played: PlayedAudio) -> None:
        """Find out, when nobody speaks, which words of a cut reply were heard."""
        if not self._closed:
            task = self._group.create_task(self._listen_back(number, played))
            self._listening_back.add(task)
            task.add_done_callback(self._listening_back.discard)

    async def _listen_back(self, number: int, played: PlayedAudio) -> None:
        try:
            ears = self._router.spoken("", self._language)[1].ears
            words = await ears.listen_to(played.pcm, played.rate, played.language, self._way)
        except (WorkerError, UserError) as err:
            log.debug("what was heard of turn %d stays an estimate: %s", number, err)
            return
        said = played.heard(words.text)
        if said is not None:
            self._reports.on_played(number, said)

    # -------------------------------------------------------------------------------------------------------- answering

    def respond(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None:
        self.cancel()
        self._mark_pause(turn)
        answer = self._respond(self._sittings.get(turn.number), messages, turn.transcript, self._relay(turn))
        self._begin(answer)

    async def _respond(
        self, sitting: HeardTurn | None, messages: Callable[[str], list[Message]], known: Transcript | None, emit: Emit
    ) -> None:
        try:
            if sitting is None:
                raise WorkerError("nobody can hear this turn")
            if sitting.responder.words_first:
                known = known or await sitting.responder.recognise(sitting.utterance, final=True)
                if not known.text:
                    emit(Heard(known, time.monotonic()))
                    emit(Finished(time.monotonic()))
                    return
                self._send_on(sitting, known)
            await self._answer_or_next_best(sitting, messages, known, emit)
        except (WorkerError, UserError) as err:
            emit(Failed(str(err), time.monotonic()))

    def _send_on(self, sitting: HeardTurn, known: Transcript) -> None:
        """The words are known: the turn goes where the table says now."""
        self._language = known.language
        route, responder = self._router.spoken(known.text, known.language)
        if responder is not sitting.responder:
            sitting.responder.close(sitting.utterance)
            responder.open(sitting.utterance)
            responder.feed(sitting.utterance, bytes(sitting.utterance.pcm))
        sitting.route, sitting.responder = route, responder

    async def _answer_or_next_best(
        self, sitting: HeardTurn, messages: Callable[[str], list[Message]], known: Transcript | None, emit: Emit
    ) -> None:
        self._note_route(sitting)
        note = sitting.route.fallback_note or ""
        if known is not None and note and note != self._last_note:
            emit = await self._explain(sitting, known, emit)
        self._last_note = note
        attempt = FirstWordGuard(emit)
        await sitting.responder.respond(sitting.utterance, messages, known, attempt.emit)
        if attempt.failed is None:
            return
        heard = attempt.heard or known
        if attempt.begun or heard is None or sitting.route.tier in ("fast", "embedded"):
            emit(attempt.failed)  # for these two, the next turn finds their workers started again
            return
        self._router.rest(sitting.route.tier, attempt.failed.message)
        self._send_on(sitting, heard)
        await self._answer_or_next_best(sitting, messages, heard, attempt.without_heard)

    async def _explain(self, sitting: HeardTurn, known: Transcript, emit: Emit) -> Emit:
        """Have the reply begin with why it is not the tier that was asked for which answers. What follows stands behind
        that sentence in the reply's text."""
        text = fallback(self._router.tier, sitting.route.tier, known.language)
        emit(Heard(known, time.monotonic()))
        await sitting.responder.say(
            text, known.language, lambda item: None if isinstance(item, Finished | Failed) else emit(item)
        )

        def behind(item: Item) -> None:
            if isinstance(item, Clause):
                places = tuple(place + len(text) for place in item.places)
                item = replace(item, start=item.start + len(text), end=item.end + len(text), places=places)
            if not isinstance(item, Heard):
                emit(item)

        return behind

    def _note_route(self, sitting: HeardTurn) -> None:
        route = sitting.route
        self.routes[sitting.utterance.number] = route
        while len(self.routes) > ROUTES_KEPT:
            del self.routes[next(iter(self.routes))]
        self._publish(
            {
                "kind": "route",
                "turn": sitting.utterance.number,
                "tier": route.tier,
                "row": route.row,
                "reason": route.reason,
                "note": route.fallback_note,
            }
        )

    def say(self, turn: Turn, text: str, language: str) -> None:
        self.cancel()
        self._begin(self._say(text, language, self._relay(turn)))

    def _begin(self, answer: Coroutine[Any, Any, None]) -> None:
        """From now on until its last item, typed turns make way."""
        task = self._answer = self._group.create_task(answer)
        self._way.take("answer")
        task.add_done_callback(lambda done: self._way.give("answer") if self._answer in (done, None) else None)

    async def _say(self, text: str, language: str, emit: Emit) -> None:
        try:
            _, responder = self._router.spoken("", language)
            await responder.say(text, language, emit)
        except UserError as err:
            emit(Failed(str(err), time.monotonic()))

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
