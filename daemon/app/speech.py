"""Runs recognition and answers for the conversation: one answer at a time, one prefill, recognitions in between.

Each runs as a task. Its results go to the conversation, stamped with the (turn, revision) they belong to.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from config.errors import UserError
from config.texts import _
from daemon.app.fallback import FallbackResponder, HeardTurn
from daemon.app.router import Router
from daemon.app.texts.recitation import LONG, Lead, recite
from daemon.control.events import Event, ProblemOccurred, RouteTaken
from daemon.conversation.ports import SpeechReports
from daemon.conversation.reply_events import Failed, Finished, Heard, Item
from daemon.conversation.rules.heard_words import PlayedAudio
from daemon.conversation.turn import Turn
from daemon.routing.facts import Route
from daemon.skills.actions.recital import Recital, given
from daemon.tiers.cascade import Cascade
from daemon.tiers.recognition import Utterance
from daemon.tiers.responder import Emit
from daemon.workers.preemption import Preemption
from daemon.workers.request import WorkerError
from models.engine import Message, Transcript

log = logging.getLogger(__name__)

ROUTES_KEPT = 8
"""Routes kept for recent turns: a turn is recorded after playback, when the next may already have begun."""


class SpeechService:
    """Implements `daemon.conversation.ports.SpeechPort`."""

    def __init__(
        self,
        group: asyncio.TaskGroup,
        router: Router,
        preemption: Preemption,
        publish: Callable[[Event], None],
        reports: Callable[[], SpeechReports],
        own_words: Sequence[str] = (),
    ) -> None:
        """`own_words` are likely in a dictation. `reports()` receives the results: the conversation, which is built on this
        service. It is called by tasks only."""
        self._group = group
        self._preemption = preemption
        self._router = router
        self._publish = publish
        self._reports = reports
        self._own_words = tuple(own_words)
        self._fallback = FallbackResponder(router, self._note_route)
        self.routes: dict[int, Route] = {}
        """Routes of recent turns, by the turn's number."""
        self._heard: dict[int, HeardTurn] = {}
        self._answer: asyncio.Task[None] | None = None
        self._lead = Lead()
        self._melody: asyncio.Task[None] | None = None
        self._prefill: asyncio.Task[None] | None = None
        self._read: list[Message] = []  # what `_prefill` reads
        self._listening_back: set[asyncio.Task[None]] = set()
        self._closed = False

    def close(self) -> None:
        """The daemon ends: give up all that waits until nobody speaks."""
        self._closed = True
        for task in self._listening_back:
            task.cancel()

    # -------------------------------------------------------------------------------------------------------- hearing

    def open_utterance(self, turn: Turn) -> None:
        try:
            route, responder = self._fallback.choose()
        except UserError as err:
            self._publish(ProblemOccurred(str(err)))
            return
        expected = self._own_words if turn.dictated else ()
        heard = self._heard[turn.number] = HeardTurn(Utterance(turn.number, expected=expected), responder, route)
        responder.open(heard.utterance)

    def feed_utterance(self, turn: Turn, pcm: bytes) -> None:
        heard = self._heard.get(turn.number)
        if heard is not None:
            heard.utterance.pcm += pcm
            heard.responder.feed(heard.utterance, pcm)

    def join_utterances(self, before: Turn, turn: Turn) -> bool:
        first, second = self._heard.get(before.number), self._heard.get(turn.number)
        if first is None or second is None or not second.follows(first):
            return False
        second.responder.ears.put_before(second.utterance, bytes(first.utterance.pcm))
        self.close_utterance(before)
        return True

    def close_utterance(self, turn: Turn) -> None:
        heard = self._heard.pop(turn.number, None)
        if heard is not None:
            heard.close()

    def recognise(self, turn: Turn, final: bool) -> None:
        self._mark_pause(turn)
        task = self._group.create_task(self._recognise(turn.number, turn.revision, final))
        heard = self._heard.get(turn.number)
        if final and heard is not None:
            heard.supersede(task)

    def _mark_pause(self, turn: Turn) -> None:
        """Tell the recogniser where the speech ended: a transcript of all of it need not be made again."""
        heard = self._heard.get(turn.number)
        if heard is not None:
            whole = len(heard.utterance.pcm) // 2
            heard.utterance.speech = whole - max(0, turn.heard_until - turn.end) if turn.silent else 0

    async def _recognise(self, number: int, revision: int, final: bool) -> None:
        heard = self._heard.get(number)
        try:
            if heard is None:
                raise WorkerError(_("nobody can hear this turn"))
            transcript = await self._fallback.recognise(heard, final)
        except (WorkerError, UserError) as err:
            self._reports().on_words_failed(number, str(err))
        else:
            self._reports().on_words(number, revision, transcript, final)
            self._await_melody(number, revision, transcript)

    def _await_melody(self, number: int, revision: int, words: Transcript) -> None:
        """Have the conversation told how finished the voice sounds, where that is being judged."""
        if not words.melody_follows:
            return
        if self._melody is not None:
            self._melody.cancel()
        self._melody = self._group.create_task(self._judge(number, revision))

    async def _judge(self, number: int, revision: int) -> None:
        heard, finished = self._heard.get(number), None
        with contextlib.suppress(WorkerError):  # then the words alone tell
            finished = await heard.responder.ears.melody(heard.utterance) if heard is not None else None
        self._reports().on_melody(number, revision, finished)

    def prefill(self, messages: Sequence[Message], asked: bool = False) -> None:
        before = self._prefill if self._prefill is not None and not self._prefill.done() else None
        if before is None or asked:  # one at a time: the next one covers what is skipped
            self._read = list(messages)
            self._prefill = self._group.create_task(self._have_read(messages, asked, before))

    async def _have_read(self, messages: Sequence[Message], asked: bool, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await before
        heard = next(reversed(self._heard.values()), None)
        try:
            responder = heard.responder if heard is not None else self._fallback.choose()[1]
            if heard is not None or isinstance(responder, Cascade):  # other tiers read only while somebody speaks
                await responder.prefill(messages, asked)
        except (WorkerError, UserError):
            return  # only time is lost; the answer itself will tell what is wrong

    def listen_back(self, number: int, played: PlayedAudio) -> None:
        if not self._closed:
            task = self._group.create_task(self._listen_back(number, played))
            self._listening_back.add(task)
            task.add_done_callback(self._listening_back.discard)

    async def _listen_back(self, number: int, played: PlayedAudio) -> None:
        try:
            recogniser = self._fallback.choose()[1].ears
            words = await recogniser.listen_to(played.pcm, played.rate, played.language, self._preemption)
        except (WorkerError, UserError) as err:
            log.debug("what was heard of turn %d stays an estimate: %s", number, err)
            return
        said = played.heard(words.text)
        if said is not None:
            self._reports().on_played(number, said)

    # ------------------------------------------------------------------------------------------------------- answering

    def respond(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None:
        self._stop_answering()
        self._lead = Lead()
        self._mark_pause(turn)
        answer = self._respond(self._heard.get(turn.number), messages, turn.transcript, self._relay(turn))
        self._begin(answer)

    async def _respond(
        self, heard: HeardTurn | None, messages: Callable[[str], list[Message]], known: Transcript | None, emit: Emit
    ) -> None:
        try:
            if heard is None:
                raise WorkerError(_("nobody can hear this turn"))
            if heard.responder.words_first:
                known = known or await self._fallback.recognise(heard, final=True)
                if not known.text:
                    emit(Heard(known, time.monotonic()))
                    emit(Finished(time.monotonic()))
                    return
                asked = heard.responder
                self._fallback.reroute(heard, known)
                if heard.responder is not asked or not _begins_with(messages(known.text), self._read):
                    self._stop_reading()  # otherwise the answer goes on from there
            else:
                self._stop_reading()
            await self._fallback.respond(heard, messages, known, emit)
        except (WorkerError, UserError) as err:
            emit(Failed(str(err), time.monotonic()))

    def _note_route(self, number: int, route: Route) -> None:
        self.routes[number] = route
        while len(self.routes) > ROUTES_KEPT:
            del self.routes[next(iter(self.routes))]
        self._publish(
            RouteTaken(
                turn=number,
                tier=route.tier,
                row=route.row,
                reason=route.reason,
                note=route.fallback_note,
            )
        )

    def speak(self, turn: Turn, text: str | Recital, language: str) -> None:
        self.cancel()
        self._lead = Lead(lambda: self._preemption.give("answer"))
        self._begin(self._speak(text, language, self._lead, self._relay(turn)))

    async def _speak(self, text: str | Recital, language: str, lead: Lead, emit: Emit) -> None:
        try:
            if isinstance(text, str) and len(text) < LONG:
                _, responder = self._router.spoken("", language)
                await responder.say(text, language, emit)
            else:
                parts = (given(language, text),) if isinstance(text, str) else text.parts
                await recite(parts, lambda language: self._router.spoken("", language)[1].say, lead, emit)
        except UserError as err:
            emit(Failed(str(err), time.monotonic()))

    def ahead(self, seconds: float) -> None:
        self._lead.ahead(seconds)

    def _begin(self, answer: Coroutine[Any, Any, None]) -> None:
        """Run the answer. Typed turns make way until its last item."""
        task = self._answer = self._group.create_task(answer)
        self._preemption.take("answer")
        task.add_done_callback(lambda done: self._preemption.give("answer") if self._answer in (done, None) else None)

    def _relay(self, turn: Turn) -> Emit:
        number, revision = turn.number, turn.revision

        def relay(item: Item) -> None:
            self._reports().on_item(number, revision, item)
            if isinstance(item, Heard):
                self._await_melody(number, revision, item.transcript)

        return relay

    def cancel(self) -> None:
        self._stop_answering()
        self._stop_reading()

    def _stop_answering(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.cancel()
        self._answer = None

    def _stop_reading(self) -> None:
        if self._prefill is not None and not self._prefill.done():
            self._prefill.cancel()
        self._prefill = None


def _begins_with(messages: Sequence[Message], read: Sequence[Message]) -> bool:
    """Whether a mind that has read `read`, the last of them unfinished, has read the beginning of `messages`."""
    if not read or len(read) != len(messages) or list(read[:-1]) != list(messages[:-1]):
        return False
    return read[-1].role == messages[-1].role and messages[-1].content.startswith(read[-1].content)
