"""Typed turns: text in, text out, in a conversation separate from the spoken one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import UserError
from config.settings import Settings
from config.texts import _, ngettext
from daemon.actions.by_itself import ByItself
from daemon.app.router import Router
from daemon.app.texts.asking import TEXT, Asking
from daemon.app.texts.attachments import incomplete, look_at, read_image
from daemon.conversation.dialogue import Dialogue, Exchange
from daemon.routing.facts import Medium, NoRoute, Route, TurnInput
from daemon.skills.actions.outcome import Outcome
from daemon.skills.actions.recital import Recital
from daemon.skills.match import looked_up
from daemon.tiers.kit import CannotBuild
from daemon.workers.fleet import ModelHandle
from daemon.workers.request import Refused, WorkerError
from models.engine import Message, Sampling
from models.text.claims.guard import ClaimFilter
from models.text.language import told_language

STYLE = (
    "You are Sarai, an assistant that runs on the user's own computer. Answer briefly and plainly, in the language of the "
    "question. When you don't know, say so."
)
BY_ITSELF = Route("text", ("sarai",), "skill", "the assistant itself can do it")
ANSWER_IN = {"en": "Answer in English.", "es": "Responde en español."}
"""Appended to a question in another language than the one before: a small mind stays in the conversation's language."""
SHORT, LONG = 2, 4
"""Length limit of a written answer, in multiples of a spoken one's: to a short question, and to others."""


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """One line for the user beside the answer: which model answers instead, what was left out."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The last item."""

    route: Route
    model: str
    usage: dict[str, Any]


Piece = Text | Note | Done


@dataclass(frozen=True, slots=True)
class Asked:
    """A typed turn."""

    text: str
    model: str | None = None
    """The mind that the user asked for; None lets the routing table choose."""
    image: Path | None = None
    new: bool = False
    """Whether it begins a new conversation."""
    audio: Path | None = None
    video: Path | None = None
    """A video, heard with its sound track."""

    @property
    def medium(self) -> Medium:
        """The input modality that the model must support."""
        return "video" if self.video else "audio" if self.audio else "image" if self.image else "text"

    @property
    def files(self) -> list[tuple[str, str]]:
        """Kind and path of each file that the mind's process opens by itself."""
        given = (("audio", self.audio), ("video with sound", self.video))
        return [(kind, str(path)) for kind, path in given if path is not None]


class Typed:
    """One typed conversation. Turns wait for each other."""

    def __init__(
        self,
        settings: Settings,
        router: Router,
        asking: Asking,
        record: Callable[[Exchange, Route], None] = lambda exchange, route: None,
        *,
        by_itself: ByItself,
        recite: Callable[[Recital, str], None] = lambda recital, language: None,
    ) -> None:
        """`record` keeps an exchange. `recite` reads something aloud, in a conversation of that language."""
        self._settings = settings
        self._router = router
        self._asking = asking
        self._recite = recite
        self._record = record
        self._by_itself = by_itself
        self._dialogue = Dialogue(settings.compute.context // 2)
        self._turns = asyncio.Lock()

    def forget(self) -> None:
        """Begin a new conversation."""
        self._dialogue.clear()
        self._by_itself.forget()

    async def ask(self, asked: Asked) -> AsyncGenerator[Piece, None]:
        """The answer, piece by piece. Raises UserError, one line for the user, when no mind can answer."""
        async with self._turns:
            if asked.new:
                self.forget()
                if self._router.servers.get("expert") is not None:  # short conversations cost its server less
                    self._router.kit.mind("expert").send("forget", conversation=TEXT)
            plain = asked.medium == "text" and asked.model is None
            if plain and (outcome := await self._by_itself.do(asked.text)) is not None:
                async for piece in self._tell(asked, outcome):
                    yield piece
                return
            had = len(self._dialogue.exchanges)
            if self._dialogue.trim():
                yield Note(_left_out(had - len(self._dialogue.exchanges)))
            image = await asyncio.to_thread(read_image, asked.image) if asked.image is not None else b""
            for _medium, path in asked.files:
                await asyncio.to_thread(look_at, Path(path))
                if note := await asyncio.to_thread(incomplete, Path(path)):
                    yield Note(note)
            async for piece in self._answer(asked, image):
                yield piece

    async def _tell(self, asked: Asked, outcome: Outcome) -> AsyncGenerator[Piece, None]:
        """Tell what was done by itself; what is read aloud is written here, unless it is of use aloud alone."""
        recital, said, done = outcome.recital, outcome.written or outcome.said, outcome.done
        if recital is None or recital.aloud:
            yield Text(said)
            if recital is not None:
                self._recite(recital, outcome.language)
        else:
            said = ""
            # In writing nothing is pasted: the window with the focus is the one that is written in.
            parts = recital.parts if outcome.question is None else recital.parts[:1]
            self._by_itself.forget()
            try:
                for part in parts:
                    if said:
                        said += "\n"
                        yield Text("\n")
                    async with aclosing(part.text()) as pieces:
                        async for text in pieces:
                            said += text
                            yield Text(text)
            except WorkerError as err:
                raise UserError(_("that could not be done: {why}", why=err)) from err
            if recital.told is not None:
                said, done = "", recital.told(len(said.split()))
        self._remember(asked, said, BY_ITSELF, {}, done, outcome.source)
        yield Done(BY_ITSELF, "sarai", {})

    async def _answer(self, asked: Asked, image: bytes) -> AsyncGenerator[Piece, None]:
        """Ask the minds that the routing table names, one after the other, until one begins to answer."""
        turn = TurnInput(asked.medium, asked.text, tier=self._router.tier, model=asked.model)
        failure = ""
        while True:
            route = self._route(turn, failure)
            if route.fallback_note:
                yield Note(route.fallback_note)
            mind = self._mind(route.engines[-1])
            said = ""
            usage: dict[str, Any] = {}
            honest = ClaimFilter(told_language(asked.text) or self._settings.speaking.language, asked.text)
            try:
                async with aclosing(self._think(mind, route, asked, image)) as deltas:
                    async for delta in deltas:
                        if isinstance(delta, dict):
                            usage = delta
                        elif shown := honest.feed(delta):
                            said += shown
                            yield Text(shown)
                        if honest.replaced:
                            break
                if rest := honest.finish():
                    said += rest
                    yield Text(rest)
            except WorkerError as err:
                if rest := honest.finish():
                    said += rest
                    yield Text(rest)
                failure = _("{name} could not answer: {why}", name=mind.name, why=err)
                # What the engine itself refuses is wrong with the question; with a server, something is wrong there.
                refused = isinstance(err, Refused) and mind.name != "expert"
                if said or refused or turn.medium != "text":
                    raise UserError(failure) from err
                self._router.rest(mind.name, str(err))
                if asked.model != mind.name:  # the note of the next route tells it otherwise
                    yield Note(failure)
                continue
            break
        self._remember(asked, said.strip(), route, usage)
        if usage.get("dropped"):
            yield Note(_left_out(usage["dropped"] // 2))
        yield Done(route, mind.name, usage | ({"memory_mb": dict(self._asking.memory)} if image else {}))

    def _mind(self, name: str) -> ModelHandle:
        try:
            return self._router.kit.mind(name)
        except CannotBuild as err:
            raise UserError(str(err)) from err

    def _route(self, turn: TurnInput, failure: str) -> Route:
        """The route now. `failure` tells why the last mind failed; "" before the first. Raises UserError."""
        try:
            return self._router.route(turn)
        except NoRoute as err:
            raise UserError(failure or str(err)) from err

    def _think(
        self, mind: ModelHandle, route: Route, asked: Asked, image: bytes
    ) -> AsyncGenerator[str | dict[str, Any], None]:
        starter = mind.name == "starter"
        if starter and asked.medium == "text" and (known := looked_up(asked.text)) is not None:
            return _given(known)
        messages = messages_for(self._dialogue, asked.text, follows=not starter)
        return self._asking.think(mind, messages, self._sampling(route), image=image, files=asked.files)

    def _sampling(self, route: Route) -> Sampling:
        speaking = self._settings.speaking
        times = SHORT if route.row == "text-short" else LONG
        return Sampling(speaking.max_tokens * times, speaking.temperature, seed=speaking.seed)

    def _remember(
        self, asked: Asked, said: str, route: Route, usage: dict[str, Any], done: str = "", source: str = ""
    ) -> None:
        if usage.get("dropped"):
            del self._dialogue.exchanges[: usage["dropped"] // 2]
        about = next((path for path in (asked.video, asked.audio, asked.image) if path is not None), None)
        question = f"{asked.text} (about the {asked.medium} {about.name})" if about is not None else asked.text
        exchange = Exchange(0, question, said, told_language(asked.text), said_full=said, done=done, source=source)
        self._dialogue.add(exchange)
        self._record(exchange, route)


async def _given(text: str) -> AsyncGenerator[str | dict[str, Any], None]:
    yield text


def messages_for(dialogue: Dialogue, question: str, *, follows: bool) -> list[Message]:
    """The mind's input. `follows`: the mind follows instructions.

    Other minds get no conversation in another language than the question's, because they would go on in that language.
    """
    style = STYLE if follows else ""
    language = told_language(question)
    before = next((each.language for each in reversed(dialogue.exchanges) if each.language), language)
    if not language or language == before:
        return dialogue.messages(style, question)
    return dialogue.messages(style, f"{question}\n{ANSWER_IN[language]}") if follows else [Message("user", question)]


def _left_out(turns: int) -> str:
    return ngettext(
        "The conversation has become longer than what fits: its oldest turn was left out.",
        "The conversation has become longer than what fits: its {count} oldest turns were left out.",
        turns,
    )
