"""What clients can ask of the running daemon: the methods of the control socket."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daemon.app.devices import list_devices
from daemon.app.status import version
from daemon.app.typed import Asked, Done, Note, Text
from daemon.control.connection import Method, Result
from daemon.control.events import Forgotten, MicrophoneSwitched
from daemon.control.protocol import PROTOCOL, ControlError, InvalidParams
from daemon.conversation.turn import Phase

if TYPE_CHECKING:
    from daemon.app.daemon import Daemon


_TAP = 0.5
"""Seconds between a release and its press that came too late."""


class ControlMethods:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon
        self._let_go = -_TAP  # when a key was let go that had not been pressed, by the event loop's clock

    def methods(self) -> Mapping[str, Method]:
        names = ("hello", "status", "toggle", "listen", "mute", "stop", "tier", "language", "voice", "ask", "say")
        more = ("history", "history_forget", "devices", "shutdown")
        return {name: getattr(self, name) for name in (*names, *more)}

    async def hello(self, params: dict[str, Any]) -> object:
        return {"protocol": PROTOCOL, "version": version(), "pid": os.getpid()}

    async def status(self, params: dict[str, Any]) -> object:
        if params.get("explain"):
            explanation = await self._daemon.selection.explain()
            return self._daemon.status() | {"explain": explanation}
        return self._daemon.status()

    async def toggle(self, params: dict[str, Any]) -> object:
        return self._listen(self._daemon.conversation.phase is Phase.OFF)

    async def listen(self, params: dict[str, Any]) -> object:
        """Until muted; or with `push` or `hold` to one question, which with `hold` nothing but `release` ends."""
        conversation, settings = self._daemon.conversation, self._daemon.settings
        loop = asyncio.get_running_loop()
        if params.get("release"):
            if not conversation.release():
                self._let_go = loop.time()
            return {"listening": conversation.hears}
        if params.get("push") or params.get("hold"):
            # Press and release are two processes: of a short tap, the release may come first.
            hold = bool(params.get("hold")) and loop.time() > self._let_go + _TAP
            patience = settings.turn.max_seconds if hold else settings.listening.wake_seconds
            loop.call_later(patience, conversation.give_up, conversation.push(hold=hold))
            return {"listening": True}
        return self._listen(True)

    async def mute(self, params: dict[str, Any]) -> object:
        return self._listen(False)

    def _listen(self, on: bool) -> dict[str, Any]:
        self._daemon.publish(MicrophoneSwitched(on))  # what the user wants, whatever comes of it
        self._daemon.conversation.listen(on)
        return {"listening": on}

    async def stop(self, params: dict[str, Any]) -> object:
        self._daemon.conversation.stop()
        return {"state": self._daemon.conversation.phase.value}

    async def tier(self, params: dict[str, Any]) -> object:
        return await self._daemon.selection.choose_tier(params["name"])

    async def language(self, params: dict[str, Any]) -> object:
        return await self._daemon.selection.choose_language(params["name"])

    async def voice(self, params: dict[str, Any]) -> object:
        return await self._daemon.selection.choose_voice(params["name"], params.get("language") or "")

    async def say(self, params: dict[str, Any]) -> object:
        await self._announce(params["text"])
        return {"queued": True}

    async def _announce(self, text: str) -> None:
        """Say it as soon as nobody speaks. Raises ControlError where it could not be heard."""
        _, loudspeaker = self._daemon.latest.in_use
        if not loudspeaker and self._daemon.settings.sound.backend != "wav":
            devices = await list_devices(())
            if all(each["kind"] != "loudspeaker" for each in devices):
                raise ControlError("nothing can be heard: no loudspeaker is here; connect one and try again")
        self._daemon.conversation.announce(text, self._daemon.selection.language_of(text))

    async def ask(self, params: dict[str, Any]) -> AsyncGenerator[object, None]:
        """A typed turn: the answer's text as it comes, notes about it, then who answered and what it cost."""
        files = {kind: Path(params[kind]) for kind in ("image", "audio", "video") if params.get(kind)}
        for kind, path in files.items():
            if not path.is_absolute():
                raise InvalidParams(f"ask: {kind} must be an absolute path")
        asked = Asked(params["text"], params.get("model") or None, new=params.get("new", False), **files)
        said, end = "", {}
        async for piece in self._daemon.typed.ask(asked):
            match piece:
                case Text():
                    said += piece.text
                    yield {"text": piece.text}
                case Note():
                    yield {"note": piece.text}
                case Done():
                    why = f"{piece.route.row}: {piece.route.reason}"
                    end = {"model": piece.model, "route": why, "usage": piece.usage}
        if params.get("speak"):
            try:
                await self._announce(said)
            except ControlError as err:
                yield {"note": str(err)}
        yield Result({"text": said.strip(), **end})

    async def history(self, params: dict[str, Any]) -> object:
        return await self._daemon.history.recent(params.get("limit", 20))

    async def history_forget(self, params: dict[str, Any]) -> object:
        if not params.get("all") and not params.get("last"):
            raise ControlError("say what to forget: everything (--all) or the last turns (--last N)")
        if params.get("all"):  # whatever the disk says
            self._daemon.conversation.forget()
            self._daemon.typed.forget()
        self._daemon.publish(Forgotten())  # nobody shows the last exchange any longer
        count = await self._daemon.history.forget(None if params.get("all") else params["last"])
        return {"forgotten": count}

    async def devices(self, params: dict[str, Any]) -> object:
        return await list_devices(self._daemon.latest.in_use)

    async def shutdown(self, params: dict[str, Any]) -> object:
        asyncio.get_running_loop().call_later(0.05, self._daemon.stop)  # after this answer has gone out
        return {"stopping": True}
