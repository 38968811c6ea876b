"""Where turns go: asks the routing table with the facts of this machine right now, and keeps the responders."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from config.catalogue import catalogue
from config.settings import Tier
from config.texts import _
from daemon.app.choices import Choices
from daemon.routing.facts import Facts, Measured, Mind, NoRoute, Route, TierFacts, TurnInput
from daemon.routing.measured import measured
from daemon.routing.survey import Survey, facts_here, not_understood, own_mind
from daemon.routing.table import route
from daemon.skills.actions.tool_calls import Choose
from daemon.tiers.build import build
from daemon.tiers.kit import CannotBuild, EngineHandles
from daemon.tiers.responder import Responder
from daemon.workers.fleet import Fleet
from daemon.workers.request import WorkerError
from models.store.find import resolve, resolve_projector
from models.store.places import Located, Missing, OnServer, Places

LOOK_AGAIN = 5.0
"""Seconds after which the disk is looked at again for models."""
REST = 30.0
"""Seconds for which a tier or model that failed is not asked again."""


class Router:
    """Routes turns, and keeps the responders that answer them."""

    def __init__(
        self,
        choices: Choices,
        fleet: Fleet,
        places: Places,
        *,
        gpu_mb: int = 0,
        measured: Callable[[], Mapping[str, Measured]] = measured,
        clock: Callable[[], float] = time.monotonic,
        choose: Choose | None = None,
    ) -> None:
        """`choose` has the mind in use choose an action; None: minds only talk."""
        settings = choices.settings
        self.servers = {"expert": ""} if settings.expert.engine is not None else {}
        if settings.max.url is not None:
            self.servers["max"] = ""
        """Models on servers that are set up: "" for one that answers, else why it does not."""
        self._choices = choices
        self._fleet = fleet
        self._places = places
        self._gpu_mb = gpu_mb
        self._measured = measured
        self._clock = clock
        self._found: dict[str, Located | OnServer | Missing] = {}
        self._figures: Mapping[str, Measured] = {}
        self._looked = -LOOK_AGAIN
        self._resting: dict[str, tuple[float, str]] = {}
        self._built: dict[tuple[object, ...], Responder] = {}
        self.kit = EngineHandles(settings, fleet, self.locate, lambda: choices.pace, self.facts, gpu_mb, choose)

    @property
    def tier(self) -> Tier:
        """The tier that was asked for."""
        return self._choices.tier

    def look_again(self) -> None:
        """Look at the disk for models the next time, whenever that is, and try those again that could not be loaded."""
        self._fleet.try_again()
        self._looked = self._clock() - LOOK_AGAIN

    # -------------------------------------------------------------------------------------------------------- the facts

    def locate(self, wanted: str) -> Located | OnServer | Missing:
        """Where a model is; one that could not be loaded is Missing. The disk is looked at once in LOOK_AGAIN seconds."""
        self._refresh()
        if why := self._fleet.unusable(wanted):  # the next best takes its place
            return Missing(wanted, why)
        if wanted not in self._found:
            find = resolve_projector if wanted == self._choices.settings.fast.projector else resolve
            self._found[wanted] = find(wanted, self._places)
        return self._found[wanted]

    def has(self, wanted: str) -> bool:
        """Whether a model is on this machine."""
        return isinstance(self.locate(wanted), Located)

    def speaks_itself(self, tier: str) -> bool:
        """Whether the mind of that tier speaks with a voice of its own."""
        way = self.facts().tiers.get(tier)
        return way is not None and tier == "quality" and way.mind in way.voices.values()

    def not_understood(self, tier: str) -> str:
        """Tells the user that the tier does not understand the chosen language; else ""."""
        return str(not_understood(self.facts(), tier, self._choices.settings.speaking.language) or "")

    def facts(self) -> Facts:
        """The facts of this machine right now. A tier or model that rests counts as unavailable."""
        facts = facts_here(self._choices.settings, self._present())
        tired = {name: why for name, (until, why) in self._resting.items() if until > self._clock()}
        if not tired:
            return facts
        tiers = {name: _resting_way(way, tired.get(name, "")) for name, way in facts.tiers.items()}
        minds = {name: _resting_mind(mind, tired.get(name, "")) for name, mind in facts.minds.items()}
        omni = tuple(mind for mind in facts.omni if mind.model_id not in tired)
        return replace(facts, tiers=tiers, minds=minds, omni=omni)

    def _present(self) -> Survey:
        self._refresh()
        budget = self._fleet.residency.budget.private // 1_000_000
        states = self._fleet.states()
        return Survey(self.locate, budget, self._gpu_mb, states, dict(self.servers), self._figures)

    async def look_at_servers(self) -> None:
        """Find out whether the expert's server answers, before a turn depends on it."""
        if "expert" not in self.servers:
            return
        try:
            found = (await self.kit.mind("expert").ask_one("health", conversation="")).head
            self.servers["expert"] = "" if found["up"] else str(found["detail"]).rstrip(".")
        except WorkerError as err:
            self.servers["expert"] = str(err)

    def rest(self, name: str, why: str) -> None:
        """A tier or model failed: for REST seconds the next best is asked instead. `why` is one line."""
        self._resting[name] = (self._clock() + REST, why.rstrip("."))

    def stand_ins(self, tier: str) -> list[str]:
        """Returns which parts of a tier work in place of better ones, and why; one line each."""
        way = self.facts().tiers.get(tier)
        return list(map(str, way.stand_ins)) if way is not None else []

    def _refresh(self) -> None:
        now = self._clock()
        if now - self._looked >= LOOK_AGAIN:
            self._looked = now
            self._found.clear()
            self._figures = self._measured()

    # -------------------------------------------------------------------------------------------------------- the routes

    def route(self, turn: TurnInput) -> Route:
        """Where a turn goes. Raises NoRoute, one line for the user, also for a model that does not exist."""
        facts = self.facts()
        if turn.model is not None and turn.model not in facts.minds:
            until, why = self._resting.get(turn.model, (0.0, ""))
            mind = _resting_mind(own_mind(turn.model, self._present()), why if until > self._clock() else "")
            known = catalogue()
            if turn.model in known:
                raise NoRoute(
                    _(
                        "{model} is no mind ({title}); see `sarai models list`",
                        model=turn.model,
                        title=known[turn.model].title,
                    )
                )
            if not mind.usable:
                raise NoRoute(mind.why)
            facts = replace(facts, minds={**facts.minds, turn.model: mind})
        return route(turn, facts)

    def spoken(self, text: str = "", language: str | None = None) -> tuple[Route, Responder]:
        """The tier that answers a spoken turn with these words, as far as they are known. Raises NoRoute or CannotBuild."""
        facts = self.facts()
        while True:
            served = route(TurnInput("speech", text, language, self.tier), facts)
            try:
                return served, self.responder(served.tier, facts)
            except CannotBuild as err:
                if served.tier == "embedded":  # there is nothing below it
                    raise
                self.rest(served.tier, str(err))
                facts = self.facts()

    def responder(self, tier: str, facts: Facts | None = None) -> Responder:
        """The responder of that tier: the same one for as long as its engines are the same. Raises CannotBuild."""
        way = (facts or self.facts()).tiers[tier]
        settings = self._choices.settings
        opener = settings.fast.opener
        opens = tier == "fast" and opener is not None and self.has(opener)
        key = (tier, way.ears, way.mind, tuple(sorted(way.voices.items())), opens, settings.speaking, settings.quality)
        if key not in self._built:
            self._built = {old: each for old, each in self._built.items() if old[0] != tier}
            self._built[key] = build(tier, way, replace(self.kit, settings=settings))
        return self._built[key]


def _resting_way(way: TierFacts, why: str) -> TierFacts:
    return replace(way, usable=False, why=why) if why and way.usable else way


def _resting_mind(mind: Mind, why: str) -> Mind:
    return replace(mind, state="unavailable", why=why) if why and mind.usable else mind
