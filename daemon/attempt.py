"""An answer that may fail before anything of it has been said: then nothing of that is passed on, for others to try."""

from __future__ import annotations

from daemon.items import Audio, Failed, Heard, Item, Said
from daemon.responder import Emit
from models.engine import Transcript


class Attempt:
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
