"""Which parts the tier `embedded` consists of: what is here and fits, and what stands in for what is not."""

from __future__ import annotations

from typing import Any

import pytest

from config.catalogue import catalogue
from config.settings import Settings
from daemon.routing.parts import ESPEAK, JOE, POCKETSPHINX, SMALL, STARTER_SET, WHISPER, embedded, stand_ins, voice_for

PLENTY = 12_000
LEAST = sum(catalogue()[part].ram_mb for part in SMALL)


def missing(*here: str) -> Any:
    return lambda model: "" if model in (*SMALL, *here) else f"{model} is not here"


def chosen(**fast: str) -> Settings:
    return Settings.model_validate({"fast": fast})


@pytest.mark.parametrize("whisper", [True, False])
@pytest.mark.parametrize("joe", [True, False])
@pytest.mark.parametrize("spanish", [True, False])
def test_each_part_by_itself(whisper: bool, joe: bool, spanish: bool) -> None:
    here = [name for name, there in ((WHISPER, whisper), (JOE, joe), ("piper-es", spanish)) if there]
    found = embedded(Settings(), missing(*here), PLENTY)
    assert found.ears == (WHISPER if whisper else POCKETSPHINX)
    assert found.hears == ({"en", "es"} if whisper else {"en"})
    assert found.voices.get("en", found.voices["*"]) == (JOE if joe else ESPEAK)
    assert found.voices.get("es", found.voices["*"]) == ("piper-es" if spanish else ESPEAK)
    told = [str(each) for each in found.stand_ins]
    assert ("pocketsphinx-en hears in place of whisper-base: whisper-base is not here" in told) != whisper
    assert ("espeak speaks English in place of piper-en-joe: piper-en-joe is not here" in told) != joe
    assert ("espeak speaks Spanish in place of piper-es: piper-es is not here" in told) != spanish
    assert len(told) == 3 - len(here)


def test_a_small_budget_has_the_small_parts_and_says_so() -> None:
    everything = missing(*STARTER_SET)
    assert embedded(Settings(), everything, LEAST).ears == POCKETSPHINX
    assert embedded(Settings(), everything, 0).voices == {"*": ESPEAK}
    told = str(embedded(Settings(), everything, LEAST).stand_ins[0])
    assert told == (
        "pocketsphinx-en hears in place of whisper-base: it needs 150 MB more than the budget of 340 MB has left"
    )
    ears_only = embedded(Settings(), everything, LEAST + 200)
    assert (ears_only.ears, ears_only.voices) == (WHISPER, {"*": ESPEAK})
    both = embedded(Settings(), everything, LEAST + 330)
    assert (both.ears, both.voices) == (WHISPER, {"en": JOE, "*": ESPEAK})


def test_the_chosen_voice_comes_first_and_who_chose_espeak_gets_it() -> None:
    there = missing(*STARTER_SET, "piper-en", "/my/voice.onnx")
    assert embedded(Settings(), there, PLENTY).voices["en"] == "piper-en"
    assert embedded(chosen(voice_en="/my/voice.onnx"), there, PLENTY).voices["en"] == "/my/voice.onnx"
    plain = embedded(chosen(voice_en=ESPEAK, voice_es=ESPEAK), there, PLENTY)
    assert (plain.voices, plain.stand_ins) == ({"*": ESPEAK}, ())


def test_joe_speaks_for_the_fast_tier_s_voice_in_english_alone() -> None:
    there = missing(JOE)
    voices = {language: voice_for(language, Settings(), there) for language in ("en", "es")}
    assert voices == {"en": JOE, "es": ESPEAK}
    assert list(map(str, stand_ins(voices, Settings(), there))) == [
        "piper-en-joe speaks English in place of piper-en: piper-en is not here",
        "espeak speaks Spanish in place of piper-es: piper-es is not here",
    ]
