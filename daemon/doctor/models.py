"""Checks whether the models of the configured tiers are here and whole."""

from __future__ import annotations

from config.catalogue import catalogue
from config.settings import Settings
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning
from daemon.routing.facts import NoRoute, TurnInput
from daemon.routing.on_disk import facts_on_disk
from daemon.routing.parts import ESPEAK, POCKETSPHINX, STARTER_SET, WHISPER, voice_for
from daemon.routing.recommended import recommended
from daemon.routing.survey import not_understood
from daemon.routing.table import route
from models.starter import STARTER_PATH
from models.store.find import find_all, resolve
from models.store.gguf import gguf_problem
from models.store.places import Missing, Places, places_here


def models(around: Surroundings) -> list[Finding]:
    places = places_here()
    settings = around.settings
    return [
        *embedded(settings, places),
        *fast_tier(settings, places),
        *language(settings, places),
        *damaged(settings, places),
    ]


def embedded(settings: Settings, places: Places) -> list[Finding]:
    """Checks the embedded tier, which answers when no other tier can.

    Models that would improve its hearing or speech are named only when this tier is the one that answers.
    """
    name = "embedded tier"
    problem = gguf_problem(STARTER_PATH)
    if problem is not None:
        return [broken(name, f"its mind {STARTER_PATH} {problem}", "install sarai again: this copy is incomplete")]
    for model_id in (POCKETSPHINX, ESPEAK):
        found = resolve(model_id, places)
        if isinstance(found, Missing):
            return [broken(name, found.reason, "install sarai again: this copy is incomplete")]
    tiers = facts_on_disk(settings, places).tiers
    here = ok(name, "its ears, mind and voice are here")
    if settings.tier != "embedded" and tiers["fast"].usable:
        return [here]
    better = [each for each in tiers["embedded"].stand_ins if each.wanted in STARTER_SET]
    return [warning(name, _without_fix(str(each)), f"sarai models pull {each.wanted}") for each in better] or [here]


def fast_tier(settings: Settings, places: Places) -> list[Finding]:
    """Checks the models of the fast tier one by one. A damaged model is broken, a missing one a warning.

    Returns no findings for users who have chosen the embedded tier.
    """
    fast = settings.fast
    if settings.tier == "embedded":
        return []
    findings = []
    suits, _ = recommended(settings, places)
    roles = {
        "ears": ("fast.recogniser", fast.recogniser),
        "mind": ("fast.mind", fast.mind),
        "English voice": ("fast.voice_en", fast.voice_en),
        "Spanish voice": ("fast.voice_es", fast.voice_es),
    }
    for role, (key, wanted) in roles.items():
        found = resolve(wanted, places)
        name = f"fast tier, {role}"
        if not isinstance(found, Missing):
            findings.append(ok(name, wanted))
        elif is_damage(found):
            findings.append(broken(name, found.reason, how_to_get(found.model_id)))
        else:
            instead = "the embedded tier answers instead"
            if role == "ears" and not _why_not(WHISPER, places):
                instead = f"{WHISPER} hears instead"
            if language := _VOICES.get(role):
                instead = f"{voice_for(language, settings, lambda voice: _why_not(voice, places))} speaks instead"
            suited = suits.settings.get(key, wanted)
            fix = _instead(key, suited, places) if suited != wanted else how_to_get(found.model_id)
            findings.append(warning(name, f"{_without_fix(found.reason)}; {instead}", fix))
    return findings


_VOICES = {"English voice": "en", "Spanish voice": "es"}


def _why_not(model: str, places: Places) -> str:
    found = resolve(model, places)
    return found.reason if isinstance(found, Missing) else ""


def _instead(key: str, suited: str, places: Places) -> str:
    """Returns how to get the model that suits this machine, when the settings name another one."""
    here = not isinstance(resolve(suited, places), Missing)
    pull = "" if here else f"sarai models pull {suited}, and "
    return f"{pull}set {key}: {suited}, which suits this machine, in your settings (sarai config path)"


def language(settings: Settings, places: Places) -> list[Finding]:
    """Checks whether the tier that answers understands the chosen language."""
    facts = facts_on_disk(settings, places)
    try:
        answers = route(TurnInput("speech", tier=settings.tier), facts).tier
    except NoRoute:
        return []  # told by what is missing
    found = not_understood(facts, answers, settings.speaking.language)
    return [warning("language", found.said, found.command)] if found else []


def damaged(settings: Settings, places: Places) -> list[Finding]:
    """Finds every other model that is here but not whole, since it would fail when it is first used."""
    fast = settings.fast
    told = {fast.recogniser, fast.mind, fast.voice_en, fast.voice_es, "starter"}
    inventory = find_all(places)
    findings = [
        broken(f"model {model_id}", found.reason, how_to_get(found.model_id))
        for model_id, found in inventory.models.items()
        if model_id not in told and isinstance(found, Missing) and is_damage(found)
    ]
    return findings + [warning("models", problem) for problem in inventory.problems]


def is_damage(found: Missing) -> bool:
    """Returns whether the model is here but not usable, rather than not here at all."""
    return "damaged" in found.reason or ".gguf: " in found.reason


def how_to_get(wanted: str) -> str:
    """Returns the remedy for a missing or damaged model. Only models of the catalogue can be pulled."""
    if wanted in catalogue():
        return f"sarai models pull {wanted}"
    return f"get {wanted} again, or name another in your settings (sarai config path)"


def _without_fix(reason: str) -> str:
    return reason.partition("; `sarai")[0]
