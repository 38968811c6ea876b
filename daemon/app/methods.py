"""The methods of the control socket: what clients can ask of the running daemon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from config.constants import LANGUAGES
from config.errors import UserError
from config.settings import Tier
from config.texts import _
from daemon.app.devices import list_devices
from daemon.app.typed import Asked, Done, Note, Text
from daemon.control.connection import Result
from daemon.control.events import Forgotten, MicrophoneSwitched
from daemon.control.parameters import Name, Place, Words
from daemon.control.protocol import InvalidParams
from daemon.conversation.turn import Phase
from daemon.skills.actions.intents import ReadingGoOn, SelectionRead

if TYPE_CHECKING:
    from daemon.app.daemon import Daemon


_TAP = 0.5
"""Seconds between a release and its press that came too late."""
STORED = 1.0
"""Seconds that the end of a typed answer waits for the history."""


class ControlMethods:
    """Every public method is one of the control socket. Its signature is what its parameters are checked against.

    Raises UserError, one line for the user, for what cannot be done.
    """

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon
        self._let_go = -_TAP  # when a key was let go that had not been pressed, by the event loop's clock

    async def status(self, explain: bool = False) -> object:
        """Tells what the daemon does. `explain` adds the routing table, one line each."""
        if explain:
            explanation = await self._daemon.selection.explain()
            return self._daemon.status() | {"explain": explanation}
        return self._daemon.status()

    # ------------------------------------------------------------------------------------------------- the microphone

    async def toggle(self) -> object:
        """Opens the microphone, or closes it."""
        return self._listen(self._daemon.conversation.phase is Phase.OFF)

    async def listen(self, push: bool = False, hold: bool = False, release: bool = False) -> object:
        """Listens until muted. With `push` or `hold`: to one question, which with `hold` nothing but `release` ends."""
        conversation, settings = self._daemon.conversation, self._daemon.settings
        loop = asyncio.get_running_loop()
        if release:
            if not conversation.release():
                self._let_go = loop.time()
            return {"listening": conversation.hears}
        if push or hold:
            # Press and release are two processes: of a short tap, the release may come first.
            held = hold and loop.time() > self._let_go + _TAP
            patience = settings.turn.max_seconds if held else settings.listening.wake_seconds
            loop.call_later(patience, conversation.give_up, conversation.push(hold=held))
            return {"listening": True}
        return self._listen(True)

    async def dictate(
        self, hold: bool = False, release: bool = False, stop: bool = False, cancel: bool = False, ask: bool = False
    ) -> object:
        """Types what is said into the window that has the focus, or stops that. With `hold`: until `release`. `cancel`: what
        has not been typed yet is lost. `ask`: the desktop may ask again for leave to type, which was refused."""
        dictation = self._daemon.dictation
        if ask:
            self._daemon.ask_to_type()
        loop = asyncio.get_running_loop()
        if release or stop or cancel:
            if not dictation.end(drop=cancel) and release:
                self._let_go = loop.time()
        elif not hold:
            dictation.toggle()
        elif loop.time() > self._let_go + _TAP:  # else the release of a short tap has come first
            dictation.begin(hold=True)
        return {"dictating": dictation.on, "listening": self._daemon.conversation.hears}

    async def mute(self) -> object:
        """Closes the microphone."""
        return self._listen(False)

    def _listen(self, on: bool) -> dict[str, Any]:
        self._daemon.publish(MicrophoneSwitched(on))  # what the user wants, whatever comes of it
        self._daemon.conversation.listen(on)
        return {"listening": on}

    async def stop(self) -> object:
        """Silences the reply, and ends what rings if it has been heard."""
        self._daemon.skills.timers.stop_ringing()
        self._daemon.actor.stop("en")
        self._daemon.conversation.stop()
        return {"state": self._daemon.conversation.phase.value}

    async def answer(self, yes: bool) -> object:
        """Answers the question before something dangerous, as words do. Raises UserError where none is open."""
        question = self._daemon.latest.question
        if not self._daemon.conversation.answer(yes):
            raise UserError(_("nothing waits for a yes or a no"))
        return {"question": question, "yes": yes}

    # -------------------------------------------------------------------------------------------------------- choices

    async def tier(self, name: Tier) -> object:
        """Chooses who answers from the next turn on."""
        return await self._daemon.selection.choose_tier(name)

    async def language(self, name: Literal["auto", "en", "es"]) -> object:
        """Chooses the language of the conversation."""
        return await self._daemon.selection.choose_language(name)

    async def voice(self, name: Name, language: Annotated[str, Field(max_length=40)] = "") -> object:
        """Chooses a voice, for one language or ("") for all that it speaks."""
        return await self._daemon.selection.choose_voice(name, language)

    # ---------------------------------------------------------------------------------------------------------- words

    async def say(self, text: Words) -> object:
        """Says the text as soon as nobody speaks."""
        await self._announce(text)
        return {"queued": True}

    async def _announce(self, text: str) -> None:
        """Raises UserError where it could not be heard."""
        await self._need_loudspeaker()
        self._daemon.conversation.announce(text, self._daemon.selection.language_of(text))

    async def _need_loudspeaker(self) -> None:
        """Raises UserError where nothing could be heard."""
        _microphone, loudspeaker = self._daemon.latest.in_use
        if not loudspeaker and self._daemon.settings.sound.backend != "wav":
            devices = await list_devices(())
            if all(each["kind"] != "loudspeaker" for each in devices):
                raise UserError(_("nothing can be heard: no loudspeaker is here; connect one and try again"))

    async def read(self, stop: bool = False, go_on: bool = False) -> object:
        """Reads the selected text aloud; `go_on`: where the last reading was stopped. `stop`: reads no further."""
        if stop:
            self._daemon.conversation.stop_reciting()
            return {"reading": False, "text": ""}
        if go_on and self._daemon.conversation.reciting:
            return {"reading": True, "text": ""}
        chosen = self._daemon.selection.settings.speaking.language
        language = chosen if chosen in LANGUAGES else LANGUAGES[0]
        await self._need_loudspeaker()
        outcome = await self._daemon.by_itself.act(ReadingGoOn() if go_on else SelectionRead(), language)
        if outcome.recital is None:
            raise UserError(outcome.said)
        self._daemon.recite(outcome.recital, language)
        return {"reading": True, "text": outcome.said}

    async def ask(
        self,
        text: Words,
        new: bool = False,
        speak: bool = False,
        model: Place = "",
        image: Place = "",
        audio: Place = "",
        video: Place = "",
    ) -> AsyncGenerator[object, None]:
        """Answers a typed turn: yields its text as it comes, and notes; then who answered and what it cost.

        The result comes when the history has the turn, or STORED seconds later. `image`, `audio` and `video` are absolute
        paths of files that the question is about.
        """
        given = (("image", image), ("audio", audio), ("video", video))
        files = {kind: Path(path) for kind, path in given if path}
        for kind, path in files.items():
            if not path.is_absolute():
                raise InvalidParams(_("ask: {kind} must be an absolute path", kind=kind))
        said, end = "", {}
        async with aclosing(self._daemon.typed.ask(Asked(text, model or None, new=new, **files))) as pieces:
            async for piece in pieces:
                match piece:
                    case Text():
                        said += piece.text
                        yield {"text": piece.text}
                    case Note():
                        yield {"note": piece.text}
                    case Done():
                        why = f"{piece.route.row}: {piece.route.reason}"
                        end = {"model": piece.model, "route": why, "usage": piece.usage}
        if speak:
            try:
                await self._announce(said)
            except UserError as err:
                yield {"note": str(err)}
        await self._daemon.history.stored(STORED)
        yield Result({"text": said.strip(), **end})

    # -------------------------------------------------------------------------------------------------------- the rest

    async def history(self, limit: Annotated[int, Field(ge=1)] = 20) -> object:
        """Returns the last turns, oldest first."""
        return await self._daemon.history.recent(limit)

    async def history_forget(self, all: bool = False, last: Annotated[int, Field(ge=0)] = 0) -> object:
        """Forgets the last turns, or all."""
        if not all and not last:
            raise UserError(_("say what to forget: everything (--all) or the last turns (--last N)"))
        if all:  # whatever the disk says
            self._daemon.conversation.forget()
            self._daemon.typed.forget()
            self._daemon.reading.forget()
        self._daemon.publish(Forgotten())  # nobody shows the last exchange any longer
        return {"forgotten": await self._daemon.history.forget(None if all else last)}

    async def tools(self) -> object:
        """Returns the servers of tools, with what they offer."""
        return self._daemon.tools.status()

    async def devices(self) -> object:
        """Returns microphones and loudspeakers."""
        return await list_devices(self._daemon.latest.in_use)

    async def shutdown(self) -> object:
        """Ends the daemon."""
        asyncio.get_running_loop().call_later(0.05, self._daemon.stop)  # after this answer has gone out
        return {"stopping": True}
