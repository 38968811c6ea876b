"""Where turns go: the routing table asked with what is so on this machine right now, and the responders behind it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from config.catalogue import catalogue
from config.settings import Settings, Tier
from daemon.routing.facts import Facts, Measured, Mind, NoRoute, Route, TierFacts, TurnInput
from daemon.routing.measured import measured
from daemon.routing.survey import Survey, facts_here, not_understood, own_mind
from daemon.routing.table import route
from daemon.tiers.build import build
from daemon.tiers.kit import CannotBuild, EngineHandles
from daemon.tiers.responder import Responder
from daemon.workers.fleet import Fleet
from daemon.workers.request import WorkerError
from models.store.find import resolve, resolve_projector
from models.store.places import Located, Missing, OnServer, Places

LOOK_AGAIN = 5.0
"""Seconds for which the disk is believed to hold the same models."""
REST = 30.0
"""Seconds in which what could not answer is not asked again."""


class Router:
    """Routes turns and keeps the responders that they go to."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        fleet: Fleet,
        places: Places,
        pace: Callable[[], float],
        *,
        gpu_mb: int = 0,
        measured: Callable[[], Mapping[str, Measured]] = measured,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`settings` are asked for anew each time: some can be changed while we run."""
        self._tier: Tier = settings().tier
        self.servers = {"expert": ""} if settings().expert.engine is not None else {}
        if settings().max.url is not None:
            self.servers["max"] = ""
        """Models on servers that are set up: "" for one that answers, else why it does not."""
        self._settings = settings
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
        self.kit = EngineHandles(settings(), fleet, self.locate, pace, self.facts, gpu_mb)

    @property
    def tier(self) -> Tier:
        """What the user has chosen. Choosing looks at the disk anew: what it takes may have been pulled a moment ago."""
        return self._tier

    @tier.setter
    def tier(self, chosen: Tier) -> None:
        self._tier = chosen
        self._looked = self._clock() - LOOK_AGAIN

    # -------------------------------------------------------------------------------------------------------- the facts

    def locate(self, wanted: str) -> Located | OnServer | Missing:
        """Where a model is; the disk is looked at every few seconds at most."""
        self._refresh()
        if wanted not in self._found:
            find = resolve_projector if wanted == self._settings().fast.projector else resolve
            self._found[wanted] = find(wanted, self._places)
        return self._found[wanted]

    def has(self, wanted: str) -> bool:
        """Whether a model is on this machine."""
        return isinstance(self.locate(wanted), Located)

    def speaks_itself(self, tier: str) -> bool:
        """Whether the model that thinks for that tier speaks with a voice of its own."""
        way = self.facts().tiers.get(tier)
        return way is not None and tier == "quality" and way.mind in way.voices.values()

    def not_understood(self, tier: str) -> str:
        """What to tell the user where that tier does not understand the language that was chosen."""
        return str(not_understood(self.facts(), tier, self._settings().speaking.language) or "")

    def facts(self) -> Facts:
        """What is so on this machine right now."""
        facts = facts_here(self._settings(), self._present())
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
        """Ask the expert's server whether it can be asked: for whoever wants to know before a turn depends on it."""
        if "expert" not in self.servers:
            return
        try:
            found = (await self.kit.mind("expert").ask_one("health", conversation="")).head
            self.servers["expert"] = "" if found["up"] else str(found["detail"]).rstrip(".")
        except WorkerError as err:
            self.servers["expert"] = str(err)

    def rest(self, name: str, why: str) -> None:
        """A tier or model could not answer: for a while the next best is asked instead. `why` is one line."""
        self._resting[name] = (self._clock() + REST, why.rstrip("."))

    def _refresh(self) -> None:
        now = self._clock()
        if now - self._looked >= LOOK_AGAIN:
            self._looked = now
            self._found.clear()
            self._figures = self._measured()

    # -------------------------------------------------------------------------------------------------------- the routes

    def route(self, turn: TurnInput) -> Route:
        """Where a turn goes. Raises NoRoute, one line for the user; also for a model that does not exist."""
        facts = self.facts()
        if turn.model is not None and turn.model not in facts.minds:
            until, why = self._resting.get(turn.model, (0.0, ""))
            mind = _resting_mind(own_mind(turn.model, self._present()), why if until > self._clock() else "")
            known = catalogue()
            if turn.model in known:
                raise NoRoute(f"{turn.model} is no mind ({known[turn.model].title}); see `sarai models list`")
            if not mind.usable:
                raise NoRoute(mind.why)
            facts = replace(facts, minds={**facts.minds, turn.model: mind})
        return route(turn, facts)

    def spoken(self, text: str = "", language: str | None = None) -> tuple[Route, Responder]:
        """Who answers a spoken turn, as far as it is known. Raises NoRoute or CannotBuild."""
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
        """The way that tier answers: the same one for as long as its engines are the same. Raises CannotBuild."""
        way = (facts or self.facts()).tiers[tier]
        settings = self._settings()
        key = (tier, way.ears, way.mind, tuple(sorted(way.voices.items())), settings.speaking, settings.quality)
        if key not in self._built:
            self._built = {old: each for old, each in self._built.items() if old[0] != tier}
            self._built[key] = build(tier, way, replace(self.kit, settings=settings))
        return self._built[key]


def _resting_way(way: TierFacts, why: str) -> TierFacts:
    return replace(way, usable=False, why=why) if why and way.usable else way


def _resting_mind(mind: Mind, why: str) -> Mind:
    return replace(mind, state="unavailable", why=why) if why and mind.usable else mind
