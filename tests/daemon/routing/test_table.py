"""The routing table, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daemon.routing.cues import asks_for_work, has_cues, is_conversational
from daemon.routing.facts import Facts, Mind, NoRoute, Route, TierFacts, TurnInput
from daemon.routing.table import TABLE, route

EMBEDDED = TierFacts("pocketsphinx-en", "starter", {"*": "espeak"}, frozenset({"en"}))
FAST = TierFacts("whisper-base", "qwen3-vl-4b", {"en": "piper-en", "es": "piper-es"}, frozenset({"*"}))
QUALITY = TierFacts("omni-3b", "omni-3b", {"en": "omni-3b", "zh": "omni-3b", "es": "piper-es"}, frozenset({"*"}))
MAX = TierFacts("max", "max", {"*": "max"}, frozenset({"*"}))
OMNI = Mind("omni-3b", "ready", sees=True, hears=True, watches=True)
MINDS = {
    "qwen3-vl-4b": Mind("qwen3-vl-4b", "loaded", sees=True),
    "tiny": Mind("tiny", "ready"),
    "deep": Mind("deep", "ready"),
    "expert": Mind("expert", "ready"),
    "starter": Mind("starter", "ready"),
}
FACTS = Facts(
    {"embedded": EMBEDDED, "fast": FAST, "quality": QUALITY, "max": MAX}, MINDS, "qwen3-vl-4b", (OMNI,)
)  # fmt: skip
GONE = {name: Mind(name, "unavailable", "not pulled") for name in MINDS}
LONG = "word " * 50


def quality(ms: float | None, factor: float | None = 0.5, **changes: object) -> Facts:
    measured = replace(QUALITY, first_audio_ms=ms, real_time_factor=factor, **changes)  # type: ignore[arg-type]
    return replace(FACTS, tiers={**FACTS.tiers, "quality": measured})


def without(*tiers: str, **minds: Mind) -> Facts:
    return replace(
        FACTS,
        tiers={
            name: replace(tier, usable=name not in tiers, why="not pulled" if name in tiers else "")
            for name, tier in FACTS.tiers.items()
        },
        minds={**MINDS, **{name.replace("_", "-"): mind for name, mind in minds.items()}},
    )


def typed(text: str = "hello", **more: object) -> TurnInput:
    return TurnInput("text", text, **more)  # type: ignore[arg-type]


def spoken(text: str = "what time is it", language: str = "en", **more: object) -> TurnInput:
    return TurnInput("speech", text, language, **more)  # type: ignore[arg-type]


CASES = [
    # any, the user chose
    ("chosen", spoken(tier="quality"), FACTS, "quality", ("omni-3b",)),
    ("chosen", spoken(tier="quality", language="es"), FACTS, "quality", ("omni-3b", "piper-es")),
    ("chosen", spoken(tier="max"), FACTS, "max", ("max",)),
    ("chosen", spoken(tier="embedded"), FACTS, "embedded", ("pocketsphinx-en", "starter", "espeak")),
    ("chosen", typed(model="tiny"), FACTS, "text", ("tiny",)),
    ("chosen", typed(LONG, model="qwen3-vl-4b"), FACTS, "text", ("qwen3-vl-4b",)),
    ("chosen", typed(tier="fast"), FACTS, "fast", ("qwen3-vl-4b",)),
    # typed text, short or conversational
    ("text-short", typed("what is the capital of Peru?"), FACTS, "text", ("qwen3-vl-4b",)),
    ("text-short", typed("Hello! " + LONG), FACTS, "text", ("qwen3-vl-4b",)),
    ("text-short", typed(), without(qwen3_vl_4b=Mind("qwen3-vl-4b", "loading")), "text", ("tiny",)),
    ("text-short", typed(), without(qwen3_vl_4b=Mind("qwen3-vl-4b", "unavailable")), "text", ("tiny",)),
    ("text-short", typed(), replace(FACTS, minds={**GONE, "starter": MINDS["starter"]}), "text", ("starter",)),
    # typed text, long or work
    ("text-long", typed(LONG), FACTS, "text", ("deep",)),
    ("text-long", typed("x" * 200), FACTS, "text", ("deep",)),
    ("text-short", typed("x" * 199), FACTS, "text", ("qwen3-vl-4b",)),
    ("text-long", typed("write a python function that sorts"), FACTS, "text", ("deep",)),
    ("text-long", typed("explica paso a paso la suma"), FACTS, "text", ("deep",)),
    ("text-long", typed(LONG), without(deep=GONE["deep"]), "text", ("expert",)),
    ("text-long", typed(LONG), without(deep=GONE["deep"], expert=GONE["expert"]), "text", ("qwen3-vl-4b",)),
    # image
    ("image", TurnInput("image"), FACTS, "text", ("qwen3-vl-4b",)),
    ("image", TurnInput("image"), without(qwen3_vl_4b=Mind("qwen3-vl-4b", "loaded")), "text", ("omni-3b",)),
    # audio file or video
    ("media", TurnInput("audio"), FACTS, "quality", ("omni-3b",)),
    ("media", TurnInput("video"), FACTS, "quality", ("omni-3b",)),
    ("media", TurnInput("audio"), replace(FACTS, omni=()), "fast", ("whisper-base", "qwen3-vl-4b", "piper-en")),
    ("media", TurnInput("audio"), replace(FACTS, omni=(replace(OMNI, watches=False),)), "quality", ("omni-3b",)),
    ("media", TurnInput("video"), replace(FACTS, omni=(replace(OMNI, model_id="x", watches=False), OMNI)), "quality",
     ("omni-3b",)),
    # speech, measured
    ("speech-quick", spoken(), quality(239), "quality", ("omni-3b",)),
    ("speech-middling", spoken(), quality(240), "fast", ("whisper-base", "qwen3-vl-4b", "piper-en")),
    ("speech-middling", spoken("word " * 12), quality(500), "fast", ("whisper-base", "qwen3-vl-4b", "piper-en")),
    ("speech-middling", spoken("word " * 13), quality(500), "quality", ("omni-3b",)),
    ("speech-middling", spoken("do I sound sad to you"), quality(300), "quality", ("omni-3b",)),
    ("speech-slow", spoken("word " * 13), quality(501), "fast", ("whisper-base", "qwen3-vl-4b", "piper-en")),
    ("speech-slow", spoken(), quality(200, 1.0), "fast", ("whisper-base", "qwen3-vl-4b", "piper-en")),
    ("speech-slow", spoken(), quality(None), "fast", ("whisper-base", "qwen3-vl-4b", "piper-en")),
    ("speech-slow", spoken(), without("quality"), "fast", ("whisper-base", "qwen3-vl-4b", "piper-en")),
    ("speech-slow", spoken(language="es"), quality(None), "fast", ("whisper-base", "qwen3-vl-4b", "piper-es")),
    # speech, language
    ("speech-language", spoken(language="zh"), quality(None), "quality", ("omni-3b",)),
    ("speech-language", spoken(language="es"), quality(200, voices={"en": "omni-3b"}), "fast",
     ("whisper-base", "qwen3-vl-4b", "piper-es")),
    ("speech-language", spoken(), replace(quality(900), tiers={**quality(900).tiers, "fast": replace(FAST, usable=False)}),
     "quality", ("omni-3b",)),
    # speech, nothing pulled
    ("speech-embedded", spoken(), without("fast", "quality", "max"), "embedded", ("pocketsphinx-en", "starter", "espeak")),
    ("speech-embedded", spoken(language="es"), without("fast", "quality", "max"), "embedded",
     ("pocketsphinx-en", "starter", "espeak")),
]  # fmt: skip


@pytest.mark.parametrize(("row", "turn", "facts", "tier", "engines"), CASES)
def test_the_table(row: str, turn: TurnInput, facts: Facts, tier: str, engines: tuple[str, ...]) -> None:
    found = route(turn, facts)
    assert (found.row, found.tier, found.engines) == (row, tier, engines)
    assert found.reason
    assert found.fallback_note is None


def test_every_row_is_reached_and_in_the_order_of_the_table() -> None:
    assert list(dict.fromkeys(case[0] for case in CASES)) == [row.id for row in TABLE]


@pytest.mark.parametrize(
    ("turn", "facts", "to", "note"),
    [
        (spoken(tier="quality"), without("quality"), "fast", "You asked for quality, which cannot be had (not pulled)"),
        (
            spoken(tier="fast", language="zh"),
            quality(None),
            "quality",
            "You asked for fast, which cannot be had (not for zh)",
        ),
        (
            typed(model="deep"),
            without(deep=GONE["deep"]),
            "text",
            "You asked for deep, which cannot be had (not pulled)",
        ),
        (typed(model="gpt"), FACTS, "text", "You asked for gpt, which cannot be had (unknown)"),
        (
            TurnInput("image", model="tiny"),
            FACTS,
            "text",
            "You asked for tiny, which cannot be had (it takes no image)",
        ),
        (
            spoken(tier="max"),
            replace(FACTS, tiers={"fast": FAST}),
            "fast",
            "(it is not set up: `max.url` in the settings names its server)",
        ),
    ],
)
def test_a_choice_that_cannot_be_had_gets_the_next_best_and_is_told(
    turn: TurnInput, facts: Facts, to: str, note: str
) -> None:
    found = route(turn, facts)
    assert found.row != "chosen"
    assert found.tier == to
    assert found.fallback_note is not None
    assert note in found.fallback_note
    assert found.fallback_note.endswith(f"; {found.engines[-1] if to == 'text' else to} answers.")


@pytest.mark.parametrize(
    ("turn", "facts"),
    [
        (typed(), replace(FACTS, minds=GONE)),
        (TurnInput("image"), replace(FACTS, minds={"tiny": MINDS["tiny"]}, omni=())),
        (TurnInput("video"), replace(FACTS, omni=())),
        (spoken(), replace(FACTS, tiers={})),
    ],
)
def test_what_nobody_can_serve_is_said_with_the_way_out(turn: TurnInput, facts: Facts) -> None:
    with pytest.raises(NoRoute, match="sarai models pull"):
        route(turn, facts)


def test_auto_never_leaves_the_machine() -> None:
    for turn in (spoken(), spoken(language="ja"), TurnInput("audio")):
        with pytest.raises(NoRoute):
            route(turn, replace(FACTS, tiers={"max": MAX}, omni=()))


@pytest.mark.parametrize(
    "text", ["write me an essay on bees", "fix this: ```x=1```", "escribe un poema largo", "solve it step by step"]
)
def test_work(text: str) -> None:
    assert asks_for_work(text)


@pytest.mark.parametrize(
    "text", ["what is a poem?", "is there a letter for me?", "quién escribió ese libro", "good code"]
)
def test_no_work(text: str) -> None:
    assert not asks_for_work(text)


def test_cues() -> None:
    assert has_cues("¿cómo sueno hoy?")
    assert not has_cues("what time is it")


def test_talk() -> None:
    assert is_conversational("Thanks! " + LONG)
    assert not is_conversational("Hello, write me an essay on bees")


def test_a_route_is_a_plain_value() -> None:
    assert route(typed(), FACTS) == Route("text", ("qwen3-vl-4b",), "text-short", "5 characters: qwen3-vl-4b")
