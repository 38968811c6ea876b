"""What is said aloud of a dictation, in English and Spanish."""

from __future__ import annotations

_TEXTS: dict[str, tuple[str, str]] = {
    "kept": ("The window was no longer in front, so what you dictated is in the clipboard.",
             "La ventana ya no estaba delante, así que lo dictado está en el portapapeles."),
    "clipboard": ("Nothing can be typed here, so what you dictated is in the clipboard.",
                  "Aquí no se puede escribir, así que lo dictado está en el portapapeles."),
    "refused": ("I could not type all of it; the live view says why.",
                "No he podido escribirlo todo; la vista en vivo dice por qué."),
    "deaf": ("There is no microphone, so nothing can be dictated.", "No hay micrófono, así que no se puede dictar."),
    "no_way": ("I can't type here; the live view says why.", "Aquí no puedo escribir; la vista en vivo dice por qué."),
}  # fmt: skip


def say(key: str, language: str) -> str:
    """Returns a text. A language without texts gets English."""
    return _TEXTS[key][1 if language == "es" else 0]
