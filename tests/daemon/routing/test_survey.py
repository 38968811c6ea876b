"""From what is on a machine to where its turns go."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import catalogue
from config.settings import Settings
from daemon.routing.facts import Measured, TurnInput
from daemon.routing.survey import Survey, explain, facts_here, not_understood
from daemon.routing.table import FIGURES, TABLE, route
from models.store.find import resolve
from models.store.places import Located, Missing, OnServer, Places

SHIPPED = {"pocketsphinx-en", "espeak", "starter"}
FAST = SHIPPED | {"whisper-base", "piper-en", "piper-es", "qwen3-vl-4b", "qwen3-vl-4b-mmproj", "tiny", "deep"}


def present(here: set[str], budget_mb: int = 12_000, **more: Any) -> Survey:
    def locate(wanted: str) -> Located | OnServer | Missing:
        if wanted in catalogue() and catalogue()[wanted].remote:
            return OnServer(wanted, "x", "y")
        return Located(wanted, Path("/"), "store", 1) if wanted in here else Missing(wanted, f"{wanted} is not here")

    return Survey(locate, budget_mb, **more)


def goes(turn: TurnInput, now: Survey) -> tuple[str, tuple[str, ...]]:
    served = route(turn, facts_here(Settings(), now))
    return served.tier, served.engines


def speech(language: str = "en", tier: Any = "auto") -> TurnInput:
    return TurnInput("speech", "what time is it", language, tier)


def test_a_fresh_machine_speaks_with_what_is_shipped() -> None:
    now = present(SHIPPED)
    assert goes(speech(), now) == ("embedded", ("pocketsphinx-en", "starter", "espeak"))
    assert goes(TurnInput("text", "hello"), now) == ("text", ("starter",))


def test_with_the_models_of_the_fast_tier() -> None:
    now = present(FAST, states={"qwen3-vl-4b": "loaded"})
    assert goes(speech(), now) == ("fast", ("whisper-base", "qwen3-vl-4b", "piper-en"))
    assert goes(speech("es"), now) == ("fast", ("whisper-base", "qwen3-vl-4b", "piper-es"))
    assert goes(TurnInput("text", "x" * 300), now) == ("text", ("deep",))
    assert goes(TurnInput("image"), now) == ("text", ("qwen3-vl-4b",))
    assert goes(TurnInput("audio"), now)[0] == "fast"


def test_a_voice_that_is_not_here_is_espeak_s() -> None:
    assert goes(speech("es"), present(FAST - {"piper-es"}))[1][-1] == "espeak"


def test_while_the_resident_mind_loads_tiny_answers_typed_turns() -> None:
    assert goes(TurnInput("text", "hello"), present(FAST, states={"qwen3-vl-4b": "loading"}))[1] == ("tiny",)


def test_what_does_not_fit_the_budget_is_not_chosen_and_says_so() -> None:
    facts = facts_here(Settings(), present(FAST, budget_mb=3_000))
    assert facts.minds["deep"].why == "it needs 5.0 GB of the budget of 3.0 GB"
    served = route(TurnInput("text", "hello", model="deep"), facts)
    assert served.fallback_note is not None
    assert "it needs 5.0 GB" in served.fallback_note


def test_omni_on_a_gpu_speaks_by_itself_and_spanish_through_piper() -> None:
    now = present(FAST | {"omni-3b"}, gpu_mb=16_000, measured={"quality": Measured(200.0, 0.4)})
    assert goes(speech(), now) == ("quality", ("omni-3b",))
    assert goes(speech("es"), now) == ("quality", ("omni-3b", "piper-es"))
    assert goes(TurnInput("video"), now) == ("quality", ("omni-3b",))


def test_without_a_gpu_the_omni_gguf_hears_and_piper_speaks() -> None:
    now = present(FAST | {"omni-3b", "omni-3b-gguf", "omni-3b-mmproj"})
    assert goes(speech(tier="quality"), now) == ("quality", ("omni-3b-gguf", "piper-en"))
    assert goes(speech(), now)[0] == "fast"  # not measured


def test_a_checkpoint_of_the_users_own_speaks_where_it_is_fast_enough(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "qwen2_5_omni"}')

    def engines(talker: str = "auto", **more: Any) -> tuple[str, ...]:
        settings = Settings.model_validate({"quality": {"model": str(tmp_path), "talker": talker}})
        now = present(FAST, **more)
        here = Survey(lambda wanted: resolve(wanted, Places(tmp_path, tmp_path)), 12_000)
        both = replace(now, locate=lambda wanted: (here if wanted == str(tmp_path) else now).locate(wanted))
        return route(speech(tier="quality"), facts_here(settings, both)).engines

    alone, with_piper = (str(tmp_path),), (str(tmp_path), "piper-en")
    assert engines() == with_piper
    assert engines(gpu_mb=16_000) == alone
    assert engines(measured={"quality": Measured(300.0, 0.8)}) == alone
    assert engines(gpu_mb=16_000, measured={"quality": Measured(300.0, 1.2)}) == with_piper
    assert engines("on") == alone
    assert engines("off", gpu_mb=16_000) == with_piper


def test_a_folder_that_is_no_checkpoint_says_so(tmp_path: Path) -> None:
    settings = Settings.model_validate({"quality": {"model": str(tmp_path)}})
    facts = facts_here(settings, Survey(lambda wanted: resolve(wanted, Places(tmp_path, tmp_path)), 12_000))
    assert facts.tiers["quality"].why == f"{tmp_path} is a folder, not a model file"


def test_without_a_gpu_and_a_gguf_the_checkpoint_hears_and_piper_speaks() -> None:
    assert goes(speech(tier="quality"), present(FAST | {"omni-3b"})) == ("quality", ("omni-3b", "piper-en"))


def test_without_its_packages_a_checkpoint_answers_nothing_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    facts = facts_here(Settings(), present(FAST | {"omni-3b"}))
    assert not facts.tiers["quality"].usable
    assert "pip install 'sarai-voice[omni]'" in facts.tiers["quality"].why


def test_an_8_gb_machine_has_the_thinker_in_four_bits() -> None:
    here = FAST | {"omni-3b"}
    assert goes(speech(tier="quality"), present(here, budget_mb=6_000)) == ("quality", ("omni-3b", "piper-en"))
    less = facts_here(Settings(), present(here, budget_mb=2_000))
    assert less.tiers["quality"].why == "it needs 2.4 GB of the budget of 2.0 GB or a GPU with 9.9 GB"
    whole = Settings.model_validate({"quality": {"weights": "full"}})
    assert not facts_here(whole, present(here, budget_mb=6_000)).tiers["quality"].usable


@pytest.mark.parametrize(
    ("gpu_mb", "quality", "on_gpu", "engines"),
    [
        (8_500, {}, False, ("omni-3b", "piper-en")),
        (8_500, {"weights": "4bit"}, True, ("omni-3b", "piper-en")),
        (10_700, {"weights": "4bit"}, True, ("omni-3b",)),
        (10_700, {"low_vram": True}, True, ("omni-3b",)),
        (10_700, {}, True, ("omni-3b", "piper-en")),
        (12_800, {}, True, ("omni-3b",)),
    ],
)
def test_a_small_gpu_holds_as_much_as_the_settings_let_it(
    gpu_mb: int, quality: dict[str, Any], on_gpu: bool, engines: tuple[str, ...]
) -> None:
    settings = Settings.model_validate({"quality": quality})
    facts = facts_here(settings, present(FAST | {"omni-3b"}, gpu_mb=gpu_mb))
    assert route(speech(tier="quality"), facts).engines == engines
    mode = facts.minds["omni-3b"].mode
    assert mode is not None
    assert mode.gpu == on_gpu


def test_the_expert_answers_long_texts_when_its_server_does() -> None:
    here = FAST - {"deep"}
    long = TurnInput("text", "x" * 300)
    assert goes(long, present(here, servers={"expert": ""})) == ("text", ("expert",))
    assert goes(long, present(here, servers={"expert": "it is down"})) == ("text", ("qwen3-vl-4b",))
    assert goes(long, present(here)) == ("text", ("qwen3-vl-4b",))


def test_max_is_only_ever_chosen() -> None:
    now = present(FAST, servers={"max": ""})
    assert goes(speech(tier="max"), now) == ("max", ("max",))
    assert goes(speech(), now)[0] == "fast"


def test_the_explanation_has_every_row_and_every_kind_of_turn() -> None:
    lines = list(explain(facts_here(Settings(), present(SHIPPED))))
    for row in TABLE:
        assert any(row.goes_to.format(**FIGURES) in line for line in lines)
    assert "  speech in English: embedded, with pocketsphinx-en, starter and espeak (nothing else is here)" in lines
    assert "  a short question, typed: starter (16 characters; qwen3-vl-4b is not here)" in lines
    assert any("no model here can watch a video" in line for line in lines)


def test_the_explanation_tells_what_stands_in_for_what() -> None:
    now = present(SHIPPED | {"whisper-base", "piper-en-joe"})
    assert goes(speech("en"), now) == ("embedded", ("whisper-base", "starter", "piper-en-joe"))
    assert goes(speech("es"), now) == ("embedded", ("whisper-base", "starter", "espeak"))
    lines = list(explain(facts_here(Settings(), now)))
    told = lines[lines.index("what stands in for what:") + 1 :]
    assert told[0] == "  espeak speaks Spanish in place of piper-es: piper-es is not here"
    assert not told[1].startswith("  ")
    assert not any("in place of" in line for line in explain(facts_here(Settings(), present(FAST))))


def test_the_explanation_is_for_people_who_have_not_read_the_code() -> None:
    now = present(FAST | {"omni-3b"}, gpu_mb=16_000, measured={"quality": Measured(300.0, 0.4)})
    text = "\n".join(explain(facts_here(Settings(), now)))
    for inside in (*(row.id for row in TABLE if "-" in row.id), "P50", "first_audio", "GGUF", "resident", "projector"):
        assert inside not in text.replace("omni-3b-gguf", "")
    assert "real-time" not in text
    assert "thinker" not in text


def test_a_tier_that_does_not_understand_the_chosen_language_says_so_and_what_does() -> None:
    small = Settings.model_validate({"fast": {"recogniser": "whisper-small"}})
    here = present(FAST - {"whisper-base"} | {"whisper-small"})
    shipped, fast = facts_here(Settings(), present(SHIPPED)), facts_here(small, here)
    said = "Spanish is chosen, but tier embedded understands English only; "
    pull, choose = not_understood(shipped, "embedded", "es"), not_understood(fast, "embedded", "es")
    assert str(pull) == said + "`sarai models pull recommended` gets what understands Spanish"
    assert str(choose) == said + "`sarai tier fast` chooses one that understands Spanish"
    for facts, tier, language in ((shipped, "embedded", "en"), (shipped, "embedded", "auto"), (fast, "fast", "es")):
        assert not not_understood(facts, tier, language)


def test_whisper_base_hears_for_a_recogniser_that_cannot_be_used() -> None:
    chosen = Settings.model_validate({"fast": {"recogniser": "canary-180m-flash"}})
    way = facts_here(chosen, present(FAST)).tiers["fast"]
    assert (way.usable, way.ears) == (True, "whisper-base")
    assert str(way.stand_ins[0]).startswith("whisper-base hears in place of canary-180m-flash: ")
    there = facts_here(chosen, present(FAST | {"canary-180m-flash"})).tiers["fast"]
    assert (there.ears, there.stand_ins) == ("canary-180m-flash", ())
    assert {"en", "es"} <= there.hears
    neither = facts_here(chosen, present(FAST - {"whisper-base"})).tiers["fast"]
    assert (neither.usable, neither.ears) == (False, "canary-180m-flash")


@pytest.mark.parametrize("mind", ["/nowhere/model.gguf", "qwen3-vl-4b"])
def test_on_an_empty_real_store(tmp_path: Path, mind: str) -> None:
    places = Places(tmp_path / "store", tmp_path / "hub")
    settings = Settings.model_validate({"fast": {"mind": mind}})
    facts = facts_here(settings, Survey(lambda wanted: resolve(wanted, places), 12_000))
    assert not facts.tiers["fast"].usable
    assert not facts.minds[mind].usable
