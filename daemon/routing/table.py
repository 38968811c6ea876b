"""Decides which engines answer a turn: a table, read from the top, whose first row that can serve the turn decides.

Pure: takes the turn and the facts of this machine, returns a route with its reason. A row whose destination cannot serve
the turn (not here, does not fit, wrong language) does not match, and the next one is tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from config.texts import N_, _
from daemon.routing.cues import asks_for_work, has_cues, is_conversational
from daemon.routing.facts import Facts, Medium, Mind, NoRoute, Route, TurnInput

LONG_TEXT = 200
"""Characters from which a typed text counts as long."""
MANY_WORDS = 12
"""Words from which a spoken turn is worth the wait for a quality tier of middling speed."""
QUICK_MS = 240.0
SLOW_MS = 500.0
"""Bounds on the measured P50 of engine_first_audio_ms of the quality tier."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: in plain words for the user, and the function that is it."""

    id: str
    input: str
    condition: str
    goes_to: str
    serve: Callable[[TurnInput, Facts], Route | None] = field(repr=False)


def route(turn: TurnInput, facts: Facts) -> Route:
    """Decide where a turn goes. Raises NoRoute if nothing here can serve it."""
    for row in TABLE:
        served = row.serve(turn, facts)
        if served is not None:
            return served if row.id == "chosen" else replace(served, fallback_note=_unmet(turn, facts, served))
    raise NoRoute(_nobody(turn, facts))


# ------------------------------------------------------------------------------------------------------------ the rows


def _chosen(turn: TurnInput, facts: Facts) -> Route | None:
    if turn.model is not None:
        mind = facts.minds.get(turn.model)
        if mind is not None and _takes(mind, turn.medium):
            return Route("text", (mind.model_id,), "chosen", _("you chose {model}", model=turn.model))
        return None
    if turn.tier == "auto":
        return None
    tier = facts.tiers.get(turn.tier)
    if tier is None or not tier.usable:
        return None
    if turn.medium == "speech":
        if tier.can(turn.language):
            return Route(turn.tier, tier.engines(turn.language), "chosen", _("you chose {tier}", tier=turn.tier))
        return None
    mind = next((m for m in (*facts.minds.values(), *facts.omni) if m.model_id == tier.mind), None)
    if mind is not None and _takes(mind, turn.medium):
        return Route(turn.tier, (mind.model_id,), "chosen", _("you chose {tier}", tier=turn.tier))
    return None


def _short_text(turn: TurnInput, facts: Facts) -> Route | None:
    if turn.medium != "text":
        return None
    short = len(turn.text) < LONG_TEXT and not asks_for_work(turn.text)
    if not short and not is_conversational(turn.text):
        return None
    why = _("{count} characters", count=len(turn.text)) if short else "conversational"
    return _resident(facts, "text-short", why)


def _long_text(turn: TurnInput, facts: Facts) -> Route | None:
    if turn.medium != "text":
        return None
    why = (
        _("{count} characters", count=len(turn.text))
        if len(turn.text) >= LONG_TEXT
        else _("asks for code, writing or reasoning")
    )
    for name in ("deep", "expert"):
        mind = facts.minds.get(name)
        if mind is not None and mind.usable:
            return Route("text", (mind.model_id,), "text-long", f"{why}: {name}")
    return _resident(facts, "text-long", _("{why}, and neither deep nor expert can be had", why=why))


def _image(turn: TurnInput, facts: Facts) -> Route | None:
    if turn.medium != "image":
        return None
    resident = [mind for mind in (facts.minds.get(facts.resident),) if mind is not None]
    for mind in (*resident, *facts.minds.values(), *facts.omni):
        if mind.usable and mind.sees:
            return Route("text", (mind.model_id,), "image", _("{model_id} sees images", model_id=mind.model_id))
    return None


def _media(turn: TurnInput, facts: Facts) -> Route | None:
    if turn.medium not in ("audio", "video"):
        return None
    for mind in facts.omni:
        if _takes(mind, turn.medium):
            return Route(
                "quality",
                (mind.model_id,),
                "media",
                _("{model_id} takes {medium}", model_id=mind.model_id, medium=turn.medium),
            )
    fast = facts.tiers.get("fast")
    if turn.medium == "audio" and fast is not None and fast.can(turn.language):
        return Route(
            "fast", fast.engines(turn.language), "media", _("no Omni here: the words are recognised, the sound is not")
        )
    return None


def _quick(turn: TurnInput, facts: Facts) -> Route | None:
    measured = _measured(facts)
    if turn.medium == "speech" and measured is not None and measured < QUICK_MS:
        return _speak(
            "quality",
            turn,
            facts,
            "speech-quick",
            _("quality starts to answer in {measured:.0f} ms here", measured=measured),
        )
    return None


def _middling(turn: TurnInput, facts: Facts) -> Route | None:
    measured = _measured(facts)
    if turn.medium != "speech" or measured is None or not QUICK_MS <= measured <= SLOW_MS:
        return None
    words = len(turn.text.split())
    if words > MANY_WORDS or has_cues(turn.text):
        why = _("{words} words", words=words) if words > MANY_WORDS else _("how it is said matters")
        served = _speak(
            "quality", turn, facts, "speech-middling", _("{measured:.0f} ms, and {why}", measured=measured, why=why)
        )
        if served is not None:
            return served
    return _speak(
        "fast",
        turn,
        facts,
        "speech-middling",
        _("quality takes {measured:.0f} ms: not for a short turn", measured=measured),
    )


def _slow(turn: TurnInput, facts: Facts) -> Route | None:
    if turn.medium != "speech":
        return None
    measured = _measured(facts)
    if measured is not None and measured <= SLOW_MS:
        return None
    quality = facts.tiers.get("quality")
    if quality is None or not quality.usable:
        why = _("quality is not here")
    elif quality.first_audio_ms is None:
        why = _("quality has not been measured on this machine")
    elif measured is None:
        why = _("quality cannot keep up with speech here")
    else:
        why = _("quality takes {measured:.0f} ms here", measured=measured)
    return _speak("fast", turn, facts, "speech-slow", why)


def _language(turn: TurnInput, facts: Facts) -> Route | None:
    if turn.medium != "speech" or not any(_here(facts, tier) for tier in ("fast", "quality")):
        return None
    for tier in ("fast", "quality", "embedded"):
        served = _speak(
            tier,
            turn,
            facts,
            "speech-language",
            _("the only one here for {language}", language=turn.language or _("this turn")),
        )
        if served is not None:
            return served
    return None


def _nothing(turn: TurnInput, facts: Facts) -> Route | None:
    if turn.medium != "speech" or not _here(facts, "embedded"):
        return None
    # Also for a language that it cannot hear: it can say so, which beats silence.
    return Route(
        "embedded", facts.tiers["embedded"].engines(turn.language), "speech-embedded", _("nothing else is here")
    )


FIGURES = {"long": LONG_TEXT, "quick": QUICK_MS, "slow": SLOW_MS, "many": MANY_WORDS}
"""What stands in the rules' words."""
TABLE: tuple[Row, ...] = (
    Row("chosen", N_("anything"), N_("when you chose a tier or a model"),
        N_("what you chose; if it cannot be had, the next best, and the reply says so"), _chosen),
    Row("text-short", N_("typed text"), N_("under {long} characters or just talk, and no work as in the next line"),
        N_("the model that stays loaded (`fast.mind`), or tiny while that one loads"), _short_text),
    Row("text-long", N_("typed text"), N_("{long} characters or more, or work: code, long writing, step-by-step thinking"),
        N_("deep, else expert, else the model that stays loaded"), _long_text),
    Row("image", N_("an image"), "", N_("a model that sees images, the one that stays loaded first"), _image),
    Row("media", N_("a sound file or a video"), "",
        N_("an Omni model; without one, fast takes the words of a sound file"), _media),
    Row("speech-quick", N_("speech"), N_("where quality was measured to answer within {quick:.0f} ms"), "quality", _quick),
    Row("speech-middling", N_("speech"), N_("where quality takes {quick:.0f} to {slow:.0f} ms"),
        N_("quality for more than {many} words or where the tone of voice matters, else fast"), _middling),
    Row("speech-slow", N_("speech"), N_("where quality is slower, cannot keep up with speech, or was not measured"),
        "fast", _slow),
    Row("speech-language", N_("speech"), N_("in a language that the tier above does not know"), N_("a tier that knows it"),
        _language),
    Row("speech-embedded", N_("speech"), N_("where no better tier is here"), "embedded", _nothing),
)  # fmt: skip
"""The table, first match wins; `sarai status --explain` prints it."""

_NOBODY = {
    "text": N_("no mind on this machine can answer; `sarai models pull recommended` gets one"),
    "image": N_("no model here can see images; `sarai models pull qwen3-vl-4b qwen3-vl-4b-mmproj` gets one that can"),
    "audio": N_("no model here can listen to a file; `sarai models pull recommended` gets one that can"),
    "video": N_("no model here can watch a video; `sarai models pull omni-3b` gets one that can, for a GPU with 13 GB"),
    "speech": N_("no ears on this machine; `sarai models pull recommended` gets some"),
}


def _nobody(turn: TurnInput, facts: Facts) -> str:
    resident = facts.minds.get(facts.resident)
    if turn.medium == "text" and resident is not None and resident.why:
        return f"{_(_NOBODY['text'])} ({resident.model_id}: {resident.why})"
    return _(_NOBODY[turn.medium])


def _here(facts: Facts, tier: str) -> bool:
    return tier in facts.tiers and facts.tiers[tier].usable


def _speak(tier: str, turn: TurnInput, facts: Facts, row: str, reason: str) -> Route | None:
    way = facts.tiers.get(tier)
    if way is None or not way.can(turn.language):
        return None
    return Route(tier, way.engines(turn.language), row, reason)


def _measured(facts: Facts) -> float | None:
    """Returns the P50 of the quality tier, if it is here and keeps up with speech."""
    quality = facts.tiers.get("quality")
    if quality is None or not quality.usable:
        return None
    if quality.real_time_factor is not None and quality.real_time_factor >= 1:
        return None
    return quality.first_audio_ms


def _takes(mind: Mind, medium: Medium) -> bool:
    able = {"text": True, "speech": True, "image": mind.sees, "audio": mind.hears, "video": mind.watches}
    return mind.usable and able[medium]


def _resident(facts: Facts, row: str, why: str) -> Route | None:
    """Routes to the resident LLM; to `tiny` while that loads; without it, to the first one here."""
    resident, tiny = facts.minds.get(facts.resident), facts.minds.get("tiny")
    if resident is not None and resident.usable:
        if resident.state == "loading" and tiny is not None and tiny.state in ("loaded", "ready"):
            return Route(
                "text",
                (tiny.model_id,),
                row,
                _("{why}; {model_id} is still loading", why=why, model_id=resident.model_id),
            )
        return Route("text", (resident.model_id,), row, f"{why}: {resident.model_id}")
    for name in ("tiny", "starter"):
        mind = facts.minds.get(name)
        if mind is not None and mind.usable:
            return Route(
                "text", (mind.model_id,), row, _("{why}; {resident} is not here", why=why, resident=facts.resident)
            )
    return None


def _unmet(turn: TurnInput, facts: Facts, served: Route) -> str | None:
    """Returns the sentence that opens a reply when the user's choice could not be had."""
    if turn.model is not None:
        wanted, mind = turn.model, facts.minds.get(turn.model)
        why = (
            mind.why
            if mind is not None and not mind.usable
            else _("it takes no {medium}", medium=turn.medium)
            if mind
            else _("unknown")
        )
    elif turn.tier != "auto":
        wanted, tier = turn.tier, facts.tiers.get(turn.tier)
        if tier is None:
            why = _("it is not set up: `max.url` in the settings names its server")
        elif not tier.usable:
            why = tier.why
        else:
            why = (
                _("not for {language}", language=turn.language)
                if turn.medium == "speech"
                else _("it takes no {medium}", medium=turn.medium)
            )
    else:
        return None
    who = served.engines[-1] if served.tier == "text" else served.tier
    return _(
        "You asked for {wanted}, which cannot be had ({why}); {who} answers.",
        wanted=wanted,
        why=why or _("unavailable"),
        who=who,
    )
