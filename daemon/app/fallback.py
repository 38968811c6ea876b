"""An answer that may fail before anything of it has been said: then nothing of that is passed on, for others to try."""

from __future__ import annotations

from daemon.conversation.reply_events import Audio, Failed, Heard, Item, Said
from daemon.tiers.responder import Emit
from models.engine import Transcript


class FirstWordGuard:
    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.begun = False
        self.heard: Transcript | None = None
        self.failed: Failed | None = None

    def emit(self, item: Item) -> None:
        if isinstance(item, Failed):
            self.failed = item
            return
        if isinstance(item, Heard):
            self.heard = item.transcript
        self.begun = self.begun or isinstance(item, Said | Audio)
        self._emit(item)

    def without_heard(self, item: Item) -> None:
        """For whoever answers instead: the words have been told already."""
        if not (isinstance(item, Heard) and self.heard is not None):
            self._emit(item)


_NAMES = {
    "en": {"fast": "the fast tier", "quality": "the quality tier", "max": "the max tier", "embedded": "the basic tier"},
    "es": {"fast": "el modo rápido", "quality": "el modo de calidad", "max": "el modo máximo", "embedded": "el básico"},
}


def fallback(wanted: str, used: str, language: str) -> str:
    """What a spoken reply begins with when the user's choice cannot be had; ends with a space."""
    names = _NAMES.get(language, _NAMES["en"])
    wanted, used = names.get(wanted, wanted), names.get(used, used)
    if language == "es":
        return f"Ahora mismo no está disponible {wanted}, responde {used}. "
    return f"{wanted[0].upper()}{wanted[1:]} is not available just now, so {used} answers. "
