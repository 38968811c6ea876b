"""The doers of all actions, as the settings want them."""

from __future__ import annotations

from config.paths import home
from config.settings import Settings
from daemon.actions.better_model import BetterModels
from daemon.actions.doer import Doer
from daemon.actions.notes import Notes


def doers(settings: Settings, models: BetterModels) -> list[Doer]:
    """Returns the doers. Starts nothing."""
    return [Notes(settings.actions.notes or home() / "Notes"), models]
