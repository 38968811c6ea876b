"""What the user changes while the daemon runs has one owner; the settings of the start stay as they are."""

from __future__ import annotations

from config.settings import Settings
from daemon.app.choices import FASTEST, SLOWEST, SOFTEST, Choices
from daemon.routing.voices import Choice


def test_language_and_voice_are_chosen_without_touching_the_settings_of_the_start() -> None:
    start = Settings()
    before = start.model_dump()
    choices = Choices(start)
    choices.choose_language("es")
    choices.choose_voice(Choice("es", "some-voice", "Some Voice", chosen=False))
    assert choices.settings.speaking.language == "es"
    assert choices.settings.fast.voice_es == "some-voice"
    assert start.model_dump() == before


def test_the_volume_stays_audible_and_the_pace_speakable() -> None:
    choices = Choices(Settings.model_validate({"speaking": {"speed": 1.2}}))
    choices.change_volume(-3)
    assert choices.volume == SOFTEST
    choices.change_volume(3)
    assert choices.volume == 1
    choices.change_pace(9)
    assert choices.pace == FASTEST
    choices.change_pace(-9)
    assert choices.pace == SLOWEST
    choices.change_pace(None)  # "at normal speed"
    assert choices.pace == 1.2
