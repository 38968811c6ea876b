"""An LLM in llama.cpp that also takes images: a vision-language GGUF and its projector (mmproj)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from config.texts import _
from models.engine import Cancel, EngineError, Message, Sampling, TextDelta, Usage
from models.llama.chat_template import Prompt
from models.llama.mind import LlamaMind
from models.llama_media.audio_encoder import read_projector
from models.llama_media.image_encoder import Eyes
from models.llama_media.native import MediaModel

IMAGE_TOKENS: Final = 512
"""Most tokens of an image: about 720 x 720 pixels for Qwen3-VL. Larger images are scaled down."""
# Where the image stands in its message: a private-use character, as in models.llama.chat_template.
_MARK: Final = "\ue012"


class SeeingMind(LlamaMind):
    """`LlamaMind` that accepts an image with the last message.

    The image lies in the conversation's KV sequence for that one answer. The next turn finds only the text before it
    there, and decodes from that point at the positions it has without an image.
    """

    native = MediaModel
    _native: MediaModel

    def __init__(
        self,
        path: str | Path,
        projector: str | Path,
        *,
        context: int = 4096,
        threads: int | None = None,
        **options: Any,
    ) -> None:
        """Loads the GGUF at `path`. `projector` is the mmproj file, loaded with the first image and kept until
        `close_eyes`. Other options are LlamaMind's. Raises EngineError, one line naming the file."""
        self.projector = Path(projector)
        self._eyes: Eyes | None = None
        self._threads = threads or len(os.sched_getaffinity(0))
        self._image: list[int] = []
        read_projector(self.projector)
        super().__init__(path, context=context, threads=threads, **options)

    def generate(
        self,
        conversation: str,
        messages: Sequence[Message],
        sampling: Sampling,
        cancel: Cancel,
        image: bytes | None = None,
    ) -> Iterator[TextDelta | Usage]:
        """Like `Mind.generate`; the user's last message is about `image`, the contents of a PNG or JPEG file."""
        messages = [Message(each.role, each.content.replace(_MARK, " ")) for each in messages]
        if image is None:
            yield from super().generate(conversation, messages, sampling, cancel)
            return
        whole = self.context
        try:
            self._image, surplus = self._look(image, cancel)
            self.context -= surplus
            yield from super().generate(conversation, _marked(messages), sampling, cancel)
        finally:
            self.context = whole
            self._native.drop(self._image)
            self._image = []

    def close_eyes(self) -> None:
        """Frees the projector's memory until the next image. Harmless when repeated."""
        if self._eyes is not None:
            self._eyes.close()
        self._eyes = None

    def close(self) -> None:
        self.close_eyes()
        super().close()

    def _look(self, image: bytes, cancel: Cancel) -> tuple[list[int], int]:
        """Returns the image as tokens, and how many more cells of the cache than positions it takes."""
        cancel.check()
        if self._eyes is None:
            self._eyes = Eyes(self.projector, self._native, threads=self._threads, most=self._most())
        cancel.check()
        numbers: list[int] = []
        surplus = 0
        for part in self._eyes.look(image):
            if isinstance(part, list):
                numbers += part
            else:
                numbers += self._native.add_image(part.rows, part.places, part.extent)
                surplus += max(0, len(part.rows) - part.extent)
        cancel.check()
        return numbers, surplus

    def _most(self) -> int:
        # Half of the context stays free for what is asked and answered.
        return min(IMAGE_TOKENS, self.context // 2)

    def _tokens(self, prompt: Prompt, *, end: int | None = None) -> list[int]:
        before, mark, after = prompt.text[:end].partition(_MARK)
        tokens = super()._tokens(Prompt(before, prompt.last_start, prompt.thinking))
        return [*tokens, *self._image, *self._native.tokenize(after)] if mark else tokens


def _marked(messages: Sequence[Message]) -> list[Message]:
    """Returns `messages` with the image in the user's last one."""
    for index in reversed(range(len(messages))):
        if messages[index].role == "user":
            return [
                *messages[:index],
                Message("user", f"{_MARK}{messages[index].content.strip()}"),
                *messages[index + 1 :],
            ]
    raise EngineError(_("an image belongs to a message of the user's: there is none"))
