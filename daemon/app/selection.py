"""What the user chooses while the daemon runs: tier, language, voices; and which models that brings into memory.

Owns the settings that change at run time. Everything else gets the settings of the start, which never change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal

from config.errors import UserError
from config.settings import Settings, Tier
from daemon.app.router import Router
from daemon.routing import voices
from daemon.routing.survey import explain
from daemon.tiers.responder import Responder
from daemon.workers.fleet import Fleet, ModelHandle
from daemon.workers.request import WorkerError
from models.text.language import guess_language


class ChosenSettings:
    """The settings as they are now: those of the start, with the language and the voices that were chosen since."""

    def __init__(self, settings: Settings) -> None:
        self.now = settings


class Selection:
    """Takes the user's choices, and has the models of the tier that answers in memory before they are needed."""

    def __init__(
        self,
        settings: ChosenSettings,
        router: Router,
        fleet: Fleet,
        group: asyncio.TaskGroup,
        publish: Callable[[dict[str, Any]], None],
        load_failed: Callable[[str, str], None],
    ) -> None:
        """`load_failed` is told a model's name and why it could not be loaded."""
        self._settings = settings
        self._router = router
        self._fleet = fleet
        self._group = group
        self._publish = publish
        self._load_failed = load_failed
        self.tier = ""
        """The tier that answers the next spoken turn; empty where none can."""
        self.chosen: Tier = settings.now.tier
        """The tier that was asked for."""

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings.now

    def take_up(self) -> str:
        """Answer with the chosen tier, or with what can be had in its place; returns what the user should know of it."""
        note = self._prepare()
        self._publish(
            {"kind": "tier", "name": self.tier, "chosen": self.chosen, "note": note, "notice": self.notice or note}
        )
        return note or self.notice

    @property
    def notice(self) -> str:
        """What the user should know of the tier that answers: that it does not understand the chosen language."""
        return self._router.not_understood(self.tier) if self.tier else ""

    def _prepare(self) -> str:
        """Load the models of the tier that answers now; returns why it is not the chosen one."""
        try:
            route, responder = self._router.spoken()
        except UserError as err:
            self.tier = ""
            return str(err)
        self.tier = route.tier
        names = [model.name for model in responder.models]
        minds = [name for name in names if name in (self.settings.fast.mind, "starter")]
        self._fleet.keep(names, pinned=minds)
        self._group.create_task(self._load(responder))
        return route.fallback_note or ""

    async def _load(self, responder: Responder) -> None:
        async with asyncio.TaskGroup() as group:
            for model in responder.models:
                group.create_task(self._bring_in(model))

    async def _bring_in(self, model: ModelHandle) -> None:
        try:
            await model.ready()
        except WorkerError as err:
            self._load_failed(model.name, str(err))

    async def choose_tier(self, name: Tier) -> dict[str, Any]:
        """Answer the next spoken turn with that tier; what it cannot have, it says. Voices may come and go with it."""
        self.chosen = self._router.tier = name
        note = self.take_up()
        self._publish({"kind": "voices", "voices": [asdict(each) for each in self.voices()]})
        return {"tier": name, "tier_active": self.tier, "note": note}

    async def choose_language(self, name: Literal["auto", "en", "es"]) -> dict[str, Any]:
        """Listen for that language and speak it from the next turn on; `auto` answers in the language it heard."""
        speaking = self.settings.speaking.model_copy(update={"language": name})
        self._settings.now = self.settings.model_copy(update={"speaking": speaking})
        self._publish({"kind": "language", "name": name})
        await self.choose_tier(self.chosen)
        return {"language": name}

    async def choose_voice(self, name: str, language: str) -> dict[str, Any]:
        """Speak with that voice from the next turn on, in one language or (empty) in all it speaks. Raises UserError."""
        chosen = voices.find(self.voices(), name, language)
        for each in chosen:
            self._settings.now = voices.with_voice(self.settings, each)
        await self.choose_tier(self.chosen)
        return {"voice": chosen[0].name, "settings": [each.setting for each in chosen]}

    def voices(self) -> list[voices.Choice]:
        """The voices that can be chosen."""
        return voices.choices(self.settings, self._router.has, self._router.speaks_itself(self.tier))

    def language_of(self, text: str) -> str:
        """The language to speak a given text in."""
        chosen = self.settings.speaking.language
        return guess_language(text) if chosen == "auto" else chosen

    async def explain(self) -> list[str]:
        """The routing table and what it comes to on this machine."""
        await self._router.look_at_servers()
        return list(explain(self._router.facts(), self._router.tier))
