"""Turns a model's tokens into text for display: whole characters, no hidden parts, no endless loops."""

from __future__ import annotations

import codecs

from models.text.hidden import Hidden
from models.text.loops import LoopGuard


class TextStream:
    """Turns token bytes into text. An incomplete UTF-8 sequence waits for its rest; invalid bytes are dropped."""

    def __init__(self, *, thinking: bool = False) -> None:
        """`thinking`: the prompt has already opened a think block, so the answer begins inside it."""
        # "ignore": a byte that is no UTF-8 can neither be shown nor spoken.
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._hidden = Hidden(thinking=thinking)
        self._guard = LoopGuard()

    @property
    def over(self) -> bool:
        """Whether the reply ends here: the model has begun another turn, or repeats itself."""
        return self._hidden.over or self._guard.looping

    def feed(self, piece: bytes) -> str:
        """Returns the text that is certain after `piece`; it is often empty."""
        return self._guard.feed(self._hidden.feed(self._decoder.decode(piece)))

    def finish(self) -> str:
        """Returns text held back as a possible tag. An incomplete character at the end is dropped."""
        return self._guard.feed(self._hidden.finish())
