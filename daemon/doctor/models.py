"""Checks whether the models of the configured tiers are here and whole."""

from __future__ import annotations

from config.catalogue import catalogue
from config.settings import Settings
from config.texts import N_, _
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning
from daemon.routing.facts import NoRoute, TurnInput
from daemon.routing.on_disk import facts_on_disk
from daemon.routing.parts import ESPEAK, POCKETSPHINX, STARTER_SET, WHISPER, voice_for
from daemon.routing.recommended import recommended
from daemon.routing.survey import not_understood
from daemon.routing.table import route
from models.starter import STARTER_PATH
from models.store.find import find_all, resolve, resolve_projector
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
    name = N_("embedded tier")
    problem = gguf_problem(STARTER_PATH)
    if problem is not None:
        return [
            broken(
                name,
                _("its mind {starter_path} {why}", starter_path=STARTER_PATH, why=problem),
                _("install sarai again: this copy is incomplete"),
            )
        ]
    for model_id in (POCKETSPHINX, ESPEAK):
        found = resolve(model_id, places)
        if isinstance(found, Missing):
            return [broken(name, found.reason, _("install sarai again: this copy is incomplete"))]
    tiers = facts_on_disk(settings, places).tiers
    here = ok(name, _("its ears, mind and voice are here"))
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
    suits, _missing = recommended(settings, places)
    roles = {
        N_("fast tier, ears"): ("fast.recogniser", fast.recogniser),
        N_("fast tier, mind"): ("fast.mind", fast.mind),
        N_("fast tier, English voice"): ("fast.voice_en", fast.voice_en),
        N_("fast tier, Spanish voice"): ("fast.voice_es", fast.voice_es),
    }
    if fast.opener is not None:
        roles[N_("fast tier, opener")] = ("fast.opener", fast.opener)
    if fast.projector is not None:
        roles[N_("fast tier, projector")] = ("fast.projector", fast.projector)
    for name, (key, wanted) in roles.items():
        found = (resolve_projector if key == "fast.projector" else resolve)(wanted, places)
        if not isinstance(found, Missing):
            findings.append(ok(name, wanted))
        elif is_damage(found):
            findings.append(broken(name, found.reason, how_to_get(found.model_id)))
        else:
            instead = _("the embedded tier answers instead")
            if key == "fast.opener":
                instead = _("the mind begins its answers itself")
            if key == "fast.projector":
                instead = _("the mind sees no images")
            if key == "fast.recogniser" and not _why_not(WHISPER, places):
                instead = _("{ears} hears instead", ears=WHISPER)
            if language := _VOICES.get(key):
                other = voice_for(language, settings, lambda voice: _why_not(voice, places))
                instead = _("{voice} speaks instead", voice=other)
            suited = suits.settings.get(key, wanted)
            fix = _instead(key, suited, places) if suited != wanted else how_to_get(found.model_id)
            findings.append(warning(name, f"{_without_fix(found.reason)}; {instead}", fix))
    return findings


_VOICES = {"fast.voice_en": "en", "fast.voice_es": "es"}


def _why_not(model: str, places: Places) -> str:
    found = resolve(model, places)
    return found.reason if isinstance(found, Missing) else ""


def _instead(key: str, suited: str, places: Places) -> str:
    """Returns the command that has the model that suits this machine, when the settings name another one."""
    here = not isinstance(resolve(suited, places), Missing)
    setting = f"sarai config set {key} {suited}"
    return setting if here else f"sarai models pull {suited} && {setting}"


def language(settings: Settings, places: Places) -> list[Finding]:
    """Checks whether the tier that answers understands the chosen language."""
    facts = facts_on_disk(settings, places)
    try:
        answers = route(TurnInput("speech", tier=settings.tier), facts).tier
    except NoRoute:
        return []  # told by what is missing
    found = not_understood(facts, answers, settings.speaking.language)
    return [warning(N_("language"), found.said, found.command)] if found else []


def damaged(settings: Settings, places: Places) -> list[Finding]:
    """Finds every other model that is here but not whole, since it would fail when it is first used."""
    fast = settings.fast
    told = {fast.recogniser, fast.mind, fast.voice_en, fast.voice_es, fast.opener, fast.projector, "starter"}
    inventory = find_all(places)
    findings = [
        broken(N_("model {model}"), found.reason, how_to_get(found.model_id), model=model_id)
        for model_id, found in inventory.models.items()
        if model_id not in told and isinstance(found, Missing) and is_damage(found)
    ]
    return findings + [warning(N_("models"), problem) for problem in inventory.problems]


def is_damage(found: Missing) -> bool:
    """Returns whether the model is here but not usable, rather than not here at all."""
    return found.damaged or ".gguf: " in found.reason


def how_to_get(wanted: str) -> str:
    """Returns the remedy for a missing or damaged model. Only models of the catalogue can be pulled."""
    if wanted in catalogue():
        return f"sarai models pull {wanted}"
    if "/" not in wanted and not wanted.endswith((".gguf", ".onnx")):
        return _(
            "name one of `sarai models list` in place of {wanted} in your settings (sarai config path)", wanted=wanted
        )
    return _("get {wanted} again, or name another in your settings (sarai config path)", wanted=wanted)


def _without_fix(reason: str) -> str:
    return reason.partition("; `sarai")[0]
