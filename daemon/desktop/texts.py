"""The texts of the desktop notifications, in English and Spanish."""

from __future__ import annotations

import os
from collections.abc import Mapping

from config.locale import shown_language

_TEXTS = {
    "en": {
        "microphone": "Microphone",
        "loudspeaker": "Loudspeaker",
        "none": "none",
        "devices": "Sound devices",
        "problem": "Something went wrong",
        "locked": "Not listening: the screen is locked",
        "call": "Not listening: {who} uses the microphone",
        "asleep": "Not listening: nobody has spoken for a while",
        "push": "Talk to SARAi while the key is held down",
        "dictate": "Dictate to SARAi while the key is held down",
        "dictating": "Dictation: {where}",
        "the_window": "the window in front",
        "kept": "What you dictated is in the clipboard",
        "refused": "What you dictated could not be typed",
        "stop": "Stop",
        "snooze": "Snooze",
    },
    "es": {
        "microphone": "Micrófono",
        "loudspeaker": "Altavoz",
        "none": "ninguno",
        "devices": "Dispositivos de sonido",
        "problem": "Algo ha fallado",
        "locked": "No escucho: la pantalla está bloqueada",
        "call": "No escucho: {who} usa el micrófono",
        "asleep": "No escucho: hace rato que nadie habla",
        "push": "Hablar con SARAi mientras se mantiene pulsada la tecla",
        "dictate": "Dictar a SARAi mientras se mantiene pulsada la tecla",
        "dictating": "Dictado: {where}",
        "the_window": "la ventana de delante",
        "kept": "Lo dictado está en el portapapeles",
        "refused": "No se ha podido escribir lo dictado",
        "stop": "Parar",
        "snooze": "Posponer",
    },
}


def texts(chosen: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Returns the texts in the language of the settings (`chosen`); for "auto", in that of the locale."""
    return _TEXTS[shown_language(chosen, environ)]
