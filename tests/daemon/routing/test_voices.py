"""Which voices can be chosen, and what choosing one changes."""

from __future__ import annotations

import pytest

from config.errors import UserError
from config.settings import Settings
from daemon.routing.voices import Choice, choices, find, with_voice


def names(there: list[Choice], language: str) -> dict[str, bool]:
    return {each.name: each.chosen for each in there if each.language == language}


def test_a_fresh_machine_has_one_voice_for_every_language() -> None:
    there = choices(Settings(), lambda name: False, False)
    assert names(there, "en") == names(there, "es") == {"espeak": True}
    assert not names(there, "")


def test_what_is_here_can_be_chosen_and_what_is_chosen_is_marked() -> None:
    here = {"piper-en", "piper-en-gb", "piper-es", "/my/voice.onnx"}
    settings = Settings.model_validate({"fast": {"voice_es": "/my/voice.onnx"}})
    there = choices(settings, here.__contains__, False)
    assert names(there, "en") == {"piper-en": True, "piper-en-gb": False, "espeak": False}
    assert names(there, "es") == {"piper-es": False, "/my/voice.onnx": True, "espeak": False}
    (other,) = find(there, "Piper-EN-GB", "")
    changed = with_voice(settings, other)
    assert (changed.fast.voice_en, changed.fast.voice_es) == ("piper-en-gb", "/my/voice.onnx")
    assert names(choices(changed, here.__contains__, False), "en")["piper-en-gb"]


def test_a_voice_of_all_languages_is_meant_in_one_or_in_all() -> None:
    there = choices(Settings(), lambda name: True, False)
    assert [each.language for each in find(there, "espeak", "")] == ["en", "es"]
    assert [each.setting for each in find(there, "espeak", "es")] == ["fast.voice_es"]


def test_an_omni_model_has_speakers_of_its_own() -> None:
    there = choices(Settings(), lambda name: False, True)
    assert names(there, "") == {"Chelsie": True, "Ethan": False}
    (ethan,) = find(there, "ethan", "")
    assert with_voice(Settings(), ethan).quality.voice == "Ethan"


def test_an_unknown_voice_is_told_with_those_there_are() -> None:
    with pytest.raises(UserError, match="there is no voice 'bob'; here are: espeak; `sarai models list` shows"):
        find(choices(Settings(), lambda name: False, False), "bob", "")
    with pytest.raises(UserError, match="piper-en is not on this machine; `sarai models pull piper-en` gets it"):
        find(choices(Settings(), lambda name: False, False), "piper-en", "")
    with pytest.raises(UserError, match="piper-es does not speak 'en', but es"):
        find(choices(Settings(), lambda name: True, False), "piper-es", "en")
