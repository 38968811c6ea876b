"""A scripted LLM that also takes images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.engine import Cancel, Message, Sampling, TextDelta, Usage
from models.llama_media.vision import SeeingMind
from models.scripted.engines import ScriptedMind


class ScriptedSeeingMind(ScriptedMind, SeeingMind):
    """`SeeingMind` that encodes images, decodes and samples as usual, and returns the given replies in turn."""

    def generate(
        self,
        conversation: str,
        messages: Sequence[Message],
        sampling: Sampling,
        cancel: Cancel,
        image: bytes | None = None,
    ) -> Iterator[TextDelta | Usage]:
        """Like `SeeingMind.generate`, with the next reply's words."""
        given = self.take_reply(messages, sampling)
        return SeeingMind.generate(self, conversation, messages, given, cancel, image)
