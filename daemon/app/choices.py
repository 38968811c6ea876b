"""What the user has chosen while the daemon runs: tier, language, voices, pace, volume."""

from __future__ import annotations

from typing import Literal

from config.settings import Settings, Tier
from daemon.routing import voices

SLOWEST, FASTEST = 0.5, 2.0
"""Limits of the pace."""
SOFTEST = 0.05
"""The least volume: the user must be able to hear how to undo it."""


class Choices:
    """The one owner of settings that change at run time. All else gets the settings of the start, which never change."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._usual_pace = settings.speaking.speed
        self.tier: Tier = settings.tier
        """The tier that was asked for."""
        self.pace = self._usual_pace
        """Speed of replies; 1.0 is the voice's own."""
        self.volume = settings.sound.volume
        """0 to 1."""

    @property
    def settings(self) -> Settings:
        """The settings of the start, with the language and the voices chosen since."""
        return self._settings

    def choose_language(self, name: Literal["auto", "en", "es"]) -> None:
        speaking = self._settings.speaking.model_copy(update={"language": name})
        self._settings = self._settings.model_copy(update={"speaking": speaking})

    def choose_voice(self, choice: voices.Choice) -> None:
        self._settings = voices.with_voice(self._settings, choice)

    def change_volume(self, level: float) -> None:
        """`level` is brought into SOFTEST to 1."""
        self.volume = max(SOFTEST, min(1.0, level))

    def change_pace(self, change: float | None) -> None:
        """Speak faster by `change`, or slower if it is negative. None restores the pace of the settings."""
        pace = self._usual_pace if change is None else self.pace + change
        self.pace = max(SLOWEST, min(FASTEST, pace))
