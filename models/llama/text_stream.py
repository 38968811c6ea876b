"""From a model's tokens to text that may be shown: whole characters, nothing hidden, nothing for ever."""

from __future__ import annotations

import codecs

from models.text.hidden import Hidden
from models.text.loops import LoopGuard


class TextStream:
    """Turns token bytes into text. Half a UTF-8 sequence waits for its rest; broken bytes never come out."""

    def __init__(self, *, thinking: bool = False) -> None:
        """`thinking`: the prompt has already opened a think block, so that the answer begins inside it."""
        # "ignore": a byte that is no UTF-8 can neither be shown nor spoken.
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._hidden = Hidden(thinking=thinking)
        self._guard = LoopGuard()

    @property
    def over(self) -> bool:
        """Whether the reply is to end here: the model has begun another turn, or goes round in circles."""
        return self._hidden.over or self._guard.looping

    def feed(self, piece: bytes) -> str:
        """The text that is certain now that `piece` has arrived; often empty."""
        return self._guard.feed(self._hidden.feed(self._decoder.decode(piece)))

    def finish(self) -> str:
        """What was held back because it might have become a tag. Half a character at the end is dropped."""
        return self._guard.feed(self._hidden.finish())
