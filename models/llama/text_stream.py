"""From a model's tokens to text that may be shown: whole characters only, and no `<think>` block."""

from __future__ import annotations

import codecs

OPEN = "<think>"
CLOSE = "</think>"


class TextStream:
    """Turns token bytes into text. Half a UTF-8 sequence waits for its rest; broken bytes never come out."""

    def __init__(self, *, thinking: bool = False) -> None:
        """`thinking`: the prompt has already opened a think block, so that the answer begins inside it."""
        # "ignore": a byte that is no UTF-8 can neither be shown nor spoken.
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._thinking = thinking
        self._held = ""
        self._trim = thinking

    def feed(self, piece: bytes) -> str:
        """The text that is certain now that `piece` has arrived; often empty."""
        return self._filter(self._decoder.decode(piece))

    def finish(self) -> str:
        """What was held back because it might have become a tag. Half a character at the end is dropped."""
        rest, self._held = self._held, ""
        return "" if self._thinking else rest

    def _filter(self, text: str) -> str:
        self._held += text
        out = ""
        while self._held:
            tag = CLOSE if self._thinking else OPEN
            at = self._held.find(tag)
            if at < 0:
                keep = _overlap(self._held, tag)
                if not self._thinking:
                    out += self._visible(self._held[: len(self._held) - keep])
                self._held = self._held[len(self._held) - keep :]
                break
            if not self._thinking:
                out += self._visible(self._held[:at])
            self._held = self._held[at + len(tag) :]
            self._thinking = not self._thinking
            self._trim = True
        return out

    def _visible(self, text: str) -> str:
        if self._trim:  # the blank lines around a think block belong to it
            text = text.lstrip()
            self._trim = not text
        return text


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of `text` may be the beginning of `tag`."""
    for size in range(min(len(text), len(tag) - 1), 0, -1):
        if text.endswith(tag[:size]):
            return size
    return 0
