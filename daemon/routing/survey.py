"""Builds the facts for routing from the settings, the models here, those loaded and the figures measured.

Looks nothing up by itself, so that it can be asked before every turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from config.catalogue import Model, catalogue
from config.constants import LANGUAGE_NAMES, LANGUAGES
from config.settings import Settings
from config.texts import N_, _
from config.units import size
from daemon.routing import parts
from daemon.routing.facts import Facts, Measured, Mind, NoRoute, StandIn, Tier, TierFacts, TurnInput
from daemon.routing.omni_modes import choose, needs_here
from daemon.routing.table import FIGURES, TABLE, route
from models.engine import EngineError
from models.omni.checkpoint import SPEAKS, kind_of, lacks_packages
from models.store.places import Located, Missing, OnServer

Locate = Callable[[str], Located | OnServer | Missing]


@dataclass(frozen=True, slots=True)
class Survey:
    """The state of this machine at one moment."""

    locate: Locate
    """`models.store.find.resolve` on this machine's places."""
    budget_mb: int
    gpu_mb: int = 0
    """Memory of the GPU that engines may use; 0 for none."""
    states: Mapping[str, Literal["loaded", "loading"]] = field(default_factory=dict)
    """State by model, for those in memory or on their way."""
    servers: Mapping[str, str] = field(default_factory=dict)
    """Models on servers that were asked: "" for one that answers, else why it does not. Others count as not set up."""
    measured: Mapping[str, Measured] = field(default_factory=dict)
    """Figures by tier."""

    def why_not(self, model: str) -> str:
        """Returns why a model is not here; "" if it is."""
        found = self.locate(model)
        if isinstance(found, Missing):
            return found.reason
        return "" if isinstance(found, Located) else _("{model} runs on a server", model=model)


def facts_here(settings: Settings, now: Survey) -> Facts:
    """Returns the facts for `route`."""
    resident = settings.fast.mind
    minds = {model.id: _mind(model, settings, now) for model in catalogue() if model.kind in ("mind", "omni")}
    if resident not in minds:
        minds[resident] = own_mind(resident, now)
    if settings.fast.projector is not None and minds[resident].usable:
        sees = isinstance(now.locate(settings.fast.projector), Located)
        minds[resident] = replace(minds[resident], sees=sees)
    chosen = settings.quality.model
    if chosen is not None and chosen not in minds:  # a folder of the user's
        minds[chosen] = _omni(chosen, settings, now)
    yours = (chosen,) if chosen is not None else ()
    omni = tuple(minds[name] for name in dict.fromkeys((*yours, "omni-7b", "omni-3b", "omni-3b-gguf", "deep")))
    tiers = {
        "embedded": _embedded(settings, minds, now),
        "fast": _fast(settings, minds, now),
        "quality": _quality(settings, minds, now),
    }
    if "max" in now.servers:
        up = minds["max"]
        tiers["max"] = TierFacts("max", "max", {"*": "max"}, frozenset("*"), up.usable, up.why)
    return Facts(tiers, minds, resident, tuple(mind for mind in omni if mind.hears))


def explain(facts: Facts, tier: Tier = "auto") -> Iterator[str]:
    """Yields lines on who answers what right now with that tier chosen, and the rules, for `sarai status --explain`."""
    stand_ins: dict[StandIn, None] = {}
    yield _("here and now:")
    for name, turn in _EXAMPLES.items():
        name = _(name)
        try:
            served = route(replace(turn, tier=tier), facts)
        except NoRoute as err:
            yield f"  {name}: {err}"
        else:
            who = _listed(served.engines)
            how = who if served.tier == "text" else _("{tier}, with {engines}", tier=served.tier, engines=who)
            yield f"  {name}: {how} ({served.reason})"
            if served.fallback_note:
                yield f"    {served.fallback_note}"
            if served.tier in facts.tiers:
                stand_ins.update(dict.fromkeys(facts.tiers[served.tier].stand_ins))
    if stand_ins:
        yield _("what stands in for what:")
        yield from (f"  {each}" for each in stand_ins)
    yield _("the rules, of which the first that can be followed counts:")
    for row in TABLE:
        condition = f", {_(row.condition, **FIGURES)}" if row.condition else ""
        yield f"  {_(row.input)}{condition} -> {_(row.goes_to, **FIGURES)}"


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The tier that answers does not understand the language that was chosen."""

    said: str
    command: str
    """The command that helps."""
    does: str

    def __str__(self) -> str:
        return f"{self.said}; `{self.command}` {self.does}"


def not_understood(facts: Facts, tier: str, language: str) -> NotUnderstood | None:
    """Returns a note for the user if `tier`, which answers, does not understand `language` (setting `speaking.language`)."""
    way = facts.tiers.get(tier)
    if language == "auto" or way is None or way.can(language):
        return None
    known, wanted = _listed([_language(each) for each in sorted(way.hears)]), _language(language)
    other = next((name for name, each in facts.tiers.items() if each.usable and each.can(language)), "")
    said = _("{wanted} is chosen, but tier {tier} understands {known} only", wanted=wanted, tier=tier, known=known)
    if other:
        return NotUnderstood(said, f"sarai tier {other}", _("chooses one that understands {wanted}", wanted=wanted))
    return NotUnderstood(said, "sarai models pull recommended", _("gets what understands {wanted}", wanted=wanted))


def _language(code: str) -> str:
    return _(LANGUAGE_NAMES.get(code, code))


def _listed(names: Sequence[str]) -> str:
    return _(" and ").join(filter(None, (", ".join(names[:-1]), names[-1])))


_EXAMPLES = {
    "a short question, typed": TurnInput("text", "what is a fjord?"),
    N_("a long text"): TurnInput("text", "x" * 400),
    N_("an image"): TurnInput("image"),
    N_("a sound file"): TurnInput("audio"),
    N_("a video"): TurnInput("video"),
    N_("speech in English"): TurnInput("speech", "what time is it", "en"),
    N_("speech in Spanish"): TurnInput("speech", "what time is it", "es"),
}


def own_mind(wanted: str, now: Survey) -> Mind:
    """Returns an LLM that is not in the catalogue: a user's file, or one of Ollama's."""
    found = now.locate(wanted)
    if isinstance(found, Located):
        return Mind(wanted, now.states.get(wanted, "ready"))
    return _absent(wanted, found)


def _mind(model: Model, settings: Settings, now: Survey) -> Mind:
    if model.remote is not None:
        why = now.servers.get(model.id, _("no server is set up for it: see `{id}` in the settings", id=model.id))
        return Mind(model.id, "unavailable", why) if why else Mind(model.id, "ready", sees=model.kind == "omni")
    if model.engine == "transformers":
        return _omni(model.id, settings, now)
    found = now.locate(model.id)
    if not isinstance(found, Located):
        return _absent(model.id, found)
    if model.ram_mb > now.budget_mb:
        need, budget = size(model.ram_mb * 1e6), size(now.budget_mb * 1e6)
        return Mind(model.id, "unavailable", _("it needs {need} of the budget of {budget}", need=need, budget=budget))
    projector = model.projector is not None and isinstance(now.locate(model.projector), Located)
    # The Omni models' projectors are ears as well as eyes.
    hears = projector and (model.projector or "").startswith("omni-")
    return Mind(model.id, now.states.get(model.id, "ready"), sees=projector, hears=hears)


def _omni(model: str, settings: Settings, now: Survey) -> Mind:
    """An Omni that Transformers runs: the catalogue's, or one in a folder of the user's."""
    found = now.locate(model)
    if not isinstance(found, Located):
        return _absent(model, found)
    if lacks := lacks_packages():
        return Mind(model, "unavailable", lacks)
    factor = now.measured.get("quality", Measured()).real_time_factor
    try:
        needs = needs_here(model, found)
    except EngineError as err:
        return Mind(model, "unavailable", str(err))
    mode = choose(needs, settings.quality, budget_mb=now.budget_mb, gpu_mb=now.gpu_mb, factor=factor)
    if isinstance(mode, str):
        return Mind(model, "unavailable", mode)
    known = catalogue().get(model)
    speaks = SPEAKS[kind_of(found.path)] if known is None else known.speaks or ()
    own = speaks if mode.speaks else ()
    return Mind(model, now.states.get(model, "ready"), sees=True, hears=True, watches=True, mode=mode, speaks=own)


def _absent(model_id: str, found: Located | OnServer | Missing) -> Mind:
    why = found.reason if isinstance(found, Missing) else _("no server is set up for it")
    return Mind(model_id, "unavailable", why)


def _embedded(settings: Settings, minds: Mapping[str, Mind], now: Survey) -> TierFacts:
    found = parts.embedded(settings, now.why_not, now.budget_mb)
    why = _first_why([now.locate(found.ears), now.locate(parts.ESPEAK)], [minds["starter"]])
    return TierFacts(found.ears, "starter", found.voices, found.hears, not why, why, stand_ins=found.stand_ins)


def _fast(settings: Settings, minds: Mapping[str, Mind], now: Survey) -> TierFacts:
    fast = settings.fast
    ears, worse = parts.ears_for(fast.recogniser, now.why_not)
    why = _first_why([now.locate(ears)], [minds[fast.mind]])
    known = catalogue()
    hears = frozenset(known[ears].languages if ears in known else ("*",))
    voices = _voices(settings, now)
    stand_ins = (*worse, *parts.stand_ins(voices, settings, now.why_not))
    return TierFacts(ears, fast.mind, voices, hears, not why, why, stand_ins=stand_ins)


def _quality(settings: Settings, minds: Mapping[str, Mind], now: Survey) -> TierFacts:
    """Where the machine is large and fast enough Omni speaks by itself, what it cannot speak Piper does; elsewhere it
    hears and thinks, and Piper speaks."""
    measured = now.measured.get("quality", Measured())
    figures = (measured.first_audio_ms, measured.real_time_factor)
    voices = _voices(settings, now)
    chosen = settings.quality.model
    known = {model.id: model for model in catalogue()}
    # Where there is no GPU, llama.cpp runs it faster than Transformers in four bits.
    order = (("omni-7b", False), ("omni-3b", False), ("omni-3b-gguf", True), ("omni-3b", True))
    for name, on_cpu in ((chosen, True),) if chosen is not None else order:
        mind, model = minds[name], known.get(name)
        on_gpu = mind.mode is not None and mind.mode.gpu
        if mind.usable and mind.hears and (on_gpu or on_cpu):
            own = dict.fromkeys(mind.speaks, name)
            languages = frozenset(model.languages if model is not None else ("*",))
            return TierFacts(name, name, {**voices, **own}, languages, True, "", *figures)
    wanted = minds[chosen or "omni-3b"]
    return TierFacts(wanted.model_id, wanted.model_id, voices, frozenset(), False, wanted.why or _("it needs a GPU"))


def _voices(settings: Settings, now: Survey) -> dict[str, str]:
    """Returns a voice for each language: the chosen one, or what stands in for it where that is not here."""
    return {language: parts.voice_for(language, settings, now.why_not) for language in LANGUAGES}


def _first_why(found: list[Located | OnServer | Missing], minds: list[Mind]) -> str:
    missing = [where.reason for where in found if isinstance(where, Missing)]
    return next(iter([*missing, *(mind.why for mind in minds if not mind.usable)]), "")
