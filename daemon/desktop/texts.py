"""The texts of the desktop notifications, in the language of the settings."""

from __future__ import annotations

import os
from collections.abc import Mapping

from config.locale import shown_language
from config.texts import N_, catalogue

_MESSAGES = {
    "microphone": N_("Microphone"),
    "loudspeaker": N_("Loudspeaker"),
    "none": N_("none"),
    "devices": N_("Sound devices"),
    "problem": N_("Something went wrong"),
    "locked": N_("Not listening: the screen is locked"),
    "call": N_("Not listening: {who} uses the microphone"),
    "asleep": N_("Not listening: nobody has spoken for a while"),
    "push": N_("Talk to SARAi while the key is held down"),
    "dictate": N_("Dictate to SARAi while the key is held down"),
    "dictating": N_("Dictation: {where}"),
    "the_window": N_("the window in front"),
    "kept": N_("What you dictated is in the clipboard"),
    "refused": N_("What you dictated could not be typed"),
    "stop": N_("Stop"),
    "snooze": N_("Snooze"),
}


def texts(chosen: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Returns the texts in the language of the settings (`chosen`); for "auto", in that of the locale."""
    shown = catalogue(shown_language(chosen, environ))
    return {name: shown.gettext(message) for name, message in _MESSAGES.items()}
