"""Builds a tier: from the engines that routing chose to a responder."""

from __future__ import annotations

import logging

from daemon.routing.facts import TierFacts
from daemon.tiers import hearing_mind, omni
from daemon.tiers.cascade import Cascade
from daemon.tiers.kit import CannotBuild, EngineHandles, is_checkpoint
from daemon.tiers.opener import OpenerCascade
from daemon.tiers.recognition import RecogniserSession
from daemon.tiers.responder import Responder
from daemon.workers.fleet import ModelHandle

log = logging.getLogger(__name__)


def build(tier: str, way: TierFacts, kit: EngineHandles) -> Responder:
    """Returns the responder of a tier. Loads nothing. Raises CannotBuild."""
    if tier in ("embedded", "fast"):
        return cascade(tier, way, kit)
    below = _below(kit)
    if tier == "max":
        return omni.build_max(way, kit, below)
    if is_checkpoint(way.mind, kit.path(way.mind)):
        return omni.build(way, kit, below)
    return hearing_mind.build(way, kit, below)


def _below(kit: EngineHandles) -> Cascade:
    """Returns the cascade under a tier that hears by itself: fast, or embedded where that is not here."""
    ways = kit.facts().tiers
    name = "fast" if ways["fast"].usable else "embedded"
    return cascade(name, ways[name], kit)


def cascade(tier: str, way: TierFacts, kit: EngineHandles) -> Cascade:
    """Returns a cascade of recogniser, LLM and voice."""
    only = next(iter(way.hears)) if len(way.hears) == 1 and "*" not in way.hears else None
    chosen = kit.settings.speaking.language
    language = only or (None if chosen == "auto" else chosen)
    ears, mind = kit.ears(way.ears), kit.mind(way.mind)
    ready_made = way.mind == "starter"
    voices = _voices(way, kit)
    opener = _opener(tier, kit)
    if opener is not None:
        return OpenerCascade(
            tier,
            RecogniserSession(ears, language),
            mind,
            voices,
            kit.settings.speaking,
            kit.pace,
            stand_in=kit.voice("espeak"),
            ready_made=ready_made,
            choose=kit.choose,
            opener=opener,
        )
    return Cascade(
        tier,
        RecogniserSession(ears, language),
        mind,
        voices,
        kit.settings.speaking,
        kit.pace,
        stand_in=kit.voice("espeak"),
        ready_made=ready_made,
        choose=kit.choose,
    )


def _opener(tier: str, kit: EngineHandles) -> ModelHandle | None:
    """Returns the small LLM that says the opening clause of the fast tier, if `fast.opener` names one that is here."""
    wanted = kit.settings.fast.opener
    if tier != "fast" or wanted is None:
        return None
    try:
        return kit.mind(wanted)
    except CannotBuild as err:
        log.warning("fast.opener is left out: %s", err)
        return None


def _voices(way: TierFacts, kit: EngineHandles) -> dict[str, ModelHandle]:
    """Returns the voices by language; "*" speaks all others."""
    return {language: kit.voice(voice) for language, voice in way.voices.items() if voice != way.mind}
