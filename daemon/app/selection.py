"""Takes the user's choices of tier, language and voices, and loads the models of the tier that answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal

from config.errors import UserError
from config.settings import Settings, Tier
from daemon.app.choices import Choices
from daemon.app.router import Router
from daemon.control.events import Event, LanguageChanged, ModelState, TierChanged, VoiceOption, VoicesChanged
from daemon.routing import voices
from daemon.routing.survey import explain
from daemon.skills.match import read_facts
from daemon.tiers.responder import Responder
from daemon.workers.fleet import Fleet, ModelHandle
from daemon.workers.request import WorkerError
from models.text.language import guess_language


class Selection:
    """Makes a choice take effect: the choice is noted, its models are loaded, and everybody is told."""

    def __init__(
        self,
        choices: Choices,
        router: Router,
        fleet: Fleet,
        group: asyncio.TaskGroup,
        publish: Callable[[Event], None],
        load_failed: Callable[[str, str], None],
    ) -> None:
        """`load_failed` is told a model's name and why it could not be loaded."""
        self._choices = choices
        self._router = router
        self._fleet = fleet
        self._group = group
        self._publish = publish
        self._load_failed = load_failed
        self.tier = ""
        """The tier that answers the next spoken turn; empty where none can."""

    @property
    def chosen(self) -> Tier:
        """The tier that was asked for."""
        return self._choices.tier

    @property
    def settings(self) -> Settings:
        """The settings of the start, with the language and the voices chosen since."""
        return self._choices.settings

    def take_up(self) -> str:
        """Answer with the chosen tier, or the best one below it. Returns what the user should know of that, or ""."""
        note = self._prepare()
        # That another tier answers in its place is told once, and is no problem that stands.
        notice = self.notice if self.tier else note
        self._publish(TierChanged(name=self.tier, chosen=self.chosen, note=note, notice=notice))
        for name, why in self._fleet.all_unusable().items():  # a change of tier ends what is told of models
            self._publish(ModelState(name, "failed", why))
        return note or self.notice

    @property
    def notice(self) -> str:
        """Tells that the tier that answers does not understand the chosen language; else ""."""
        return self._router.not_understood(self.tier) if self.tier else ""

    @property
    def stand_ins(self) -> list[str]:
        """Tells which parts of the tier that answers work in place of better ones."""
        return self._router.stand_ins(self.tier)

    def _prepare(self) -> str:
        """Load the models of the tier that answers now. Returns why that is not the chosen one, or ""."""
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
                if model.name == "starter":  # for which everyday questions are looked up
                    group.create_task(asyncio.to_thread(read_facts))

    async def _bring_in(self, model: ModelHandle) -> None:
        try:
            await model.ready()
        except WorkerError as err:
            if self._fleet.unusable(model.name):
                return  # told already, and another one has taken its place
            self._load_failed(model.name, str(err))

    async def choose_tier(self, name: Tier) -> dict[str, Any]:
        """Answer the next spoken turn with that tier. Other voices may be there to choose from with it."""
        self._choices.tier = name
        note = self._take_effect()
        return {"tier": name, "tier_active": self.tier, "note": note}

    async def choose_language(self, name: Literal["auto", "en", "es"]) -> dict[str, Any]:
        """Listen for that language and speak it from the next turn on; `auto` answers in the language it heard."""
        self._choices.choose_language(name)
        self._publish(LanguageChanged(name))
        self._take_effect()
        return {"language": name}

    async def choose_voice(self, name: str, language: str) -> dict[str, Any]:
        """Speak with that voice from the next turn on, in one language or ("") in all it speaks. Raises UserError."""
        chosen = voices.find(self.voices(), name, language)
        for each in chosen:
            self._choices.choose_voice(each)
        self._take_effect()
        return {"voice": chosen[0].name, "settings": [each.setting for each in chosen]}

    def _take_effect(self) -> str:
        """Returns what the user should know, as `take_up` does."""
        self._router.look_again()  # what was chosen may have been pulled a moment ago
        note = self.take_up()
        self._publish(VoicesChanged(tuple(VoiceOption(**asdict(each)) for each in self.voices())))
        return note

    def voices(self) -> list[voices.Choice]:
        """The voices that can be chosen."""
        return voices.choices(self.settings, self._router.has, self._router.speaks_itself(self.tier))

    def language_of(self, text: str) -> str:
        """The language to speak a given text in."""
        chosen = self.settings.speaking.language
        return guess_language(text) if chosen == "auto" else chosen

    async def explain(self) -> list[str]:
        """The routing table, and what it comes to on this machine; one line each."""
        await self._router.look_at_servers()
        return list(explain(self._router.facts(), self._router.tier))
