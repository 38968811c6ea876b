"""Qwen2.5-Omni as a GGUF: takes speech while it is spoken, takes images, answers in text.

Each two seconds of speech are encoded as soon as they have been spoken, and go into the KV cache at once; at the end of
speech only the tail is left. Earlier turns stand in the context as text: a second of sound takes 25 tokens, its words
four, and a reply that was cut short is known as text only. So a turn's sound is removed when the next turn begins, and
its history is prefilled while the user still speaks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from config.texts import _
from models.engine import Cancel, EngineError, Message, Sampling, TextDelta, Usage
from models.llama.chat_template import Prompt
from models.llama.mind import LlamaMind
from models.llama_media.audio_encoder import WINDOW, Ears, audio_rows, read_projector
from models.llama_media.native import MediaModel
from models.mel import HOP, MelStream

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from models.engine import Pcm

    Floats = npt.NDArray[np.float32]

IMAGE_TOKENS: Final = 512
"""Most tokens of an image: about 630 x 630 pixels. Larger images are scaled down."""
SHORTEST: Final = 10
"""Least frames of a sound: shorter ones are padded with silence for the encoder."""
TRANSCRIBE: Final = "Transcribe the speech, word for word."
_TRANSCRIPT: Final = "transcript"
_SOUND: Final = ("<|audio_bos|>", "<|audio_eos|>")
_IMAGE: Final = ("<|vision_bos|>", "<|vision_eos|>")
# Where a medium stands in a message: private-use characters, as in models.llama.chat_template, and its number.
_OPEN, _CLOSE = "\ue010", "\ue011"
_MARK: Final = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_PRIVATE: Final = str.maketrans(dict.fromkeys((_OPEN, _CLOSE), " "))


class OmniGguf(LlamaMind):
    """`HearingMind` over llama.cpp, for one thread and one request at a time."""

    native = MediaModel
    _native: MediaModel

    def __init__(
        self,
        path: str | Path,
        projector: str | Path,
        *,
        context: int = 4096,
        threads: int | None = None,
        low_memory: bool = False,
        **options: Any,
    ) -> None:
        """Loads the GGUF at `path`. Its audio and image encoders are in the mmproj file `projector` and open on demand.

        `low_memory` closes the audio encoder after every answer (its weights stay in the kernel's cache while there is
        room). Other options are LlamaMind's. Raises EngineError, one line naming the file, when a file cannot be used.
        """
        self.projector = Path(projector)
        self.low_memory = low_memory
        self._ears: Ears | None = None
        self._media: dict[int, list[int]] = {}
        read_projector(self.projector)
        super().__init__(path, context=context + IMAGE_TOKENS, threads=threads, **options)
        # An image takes up to IMAGE_TOKENS cells of the cache, but fewer of the positions that are counted.
        self.context = min(context, self._native.context)
        self._threads = threads
        try:
            self._marks = {name: self._control(name, path) for name in (*_SOUND, *_IMAGE)}
            self._check_ears()
        except BaseException:
            self.close()
            raise

    # ---------------------------------------------------------------------------------------------------------- public

    def open(self, conversation: str) -> OmniUtterance:
        """Begins a spoken turn of that conversation."""
        return OmniUtterance(self, conversation)

    def prefill(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        return super().prefill(conversation, _plain(messages), cancel)

    def anticipate(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        return super().anticipate(conversation, _plain(messages), cancel)

    def generate(
        self,
        conversation: str,
        messages: Sequence[Message],
        sampling: Sampling,
        cancel: Cancel,
        image: bytes | None = None,
    ) -> Iterator[TextDelta | Usage]:
        """Like `Mind.generate`; the last message may be about `image`, the contents of a PNG or JPEG file."""
        messages = _plain(messages)
        if image is None:
            yield from super().generate(conversation, messages, sampling, cancel)
            return
        numbers = self._look(image, cancel)
        try:
            asked = _marked(messages, self._place(_IMAGE, numbers), before=True)
            yield from super().generate(conversation, asked, sampling, cancel)
        finally:
            self._media.clear()
            self._native.drop(numbers)

    def close(self) -> None:
        self.close_ears()
        if hasattr(self, "_native"):
            super().close()

    # ------------------------------------------------------------------------------------------------------------ media

    def ears(self) -> Ears:
        """Returns the audio encoder and opens it if necessary."""
        if self._ears is None:
            self._ears = Ears(self.projector, threads=self._thread_count())
        return self._ears

    def hear(self, frames: Floats, cancel: Cancel) -> list[int]:
        """Encodes a window of sound and returns its numbers (`MediaModel.add_sound`). Raises Cancelled midway."""
        return self._native.add_sound(self.ears().encode(frames, cancel))

    def drop(self, numbers: Sequence[int]) -> None:
        """Drops sound that will not be asked about again; the cache keeps its part."""
        self._native.drop(numbers)

    def close_ears(self) -> None:
        """Frees the audio encoder's memory until it is needed again."""
        if self._ears is not None:
            self._ears.close()
        self._ears = None

    def _most_tokens(self, messages: Sequence[Message]) -> int:
        media = sum(len(self._media[int(number)]) for each in messages for number in _MARK.findall(each.content))
        return media + super()._most_tokens(messages)

    def bring(self, conversation: str, messages: Sequence[Message], numbers: list[int], cancel: Cancel) -> None:
        """Brings `messages` and the beginning of a sound into the cache."""
        # Turns that will have to go when the answer needs room go now; a sound that grows may cost some more later.
        asked = self._fit(_marked(_plain(messages), self._place(_SOUND[:1], numbers)), Sampling())
        slot = self._cache.slot(conversation)
        tokens = self._cache.reuse(slot, self._tokens(self._chat.render(asked, answer=False)))
        self._check_length(tokens)
        if slot.tokens[: len(tokens)] != tokens:
            cached = self._cache.keep_prefix(slot, tokens)
            self._cache.extend(slot, tokens[cached:], cancel, logits=False)

    def answer(
        self, conversation: str, messages: Sequence[Message], numbers: list[int], sampling: Sampling, cancel: Cancel
    ) -> Iterator[TextDelta | Usage]:
        """Answers `messages`, the last of which ends with a sound."""
        asked = _marked(_plain(messages), self._place(_SOUND, numbers))
        yield from super().generate(conversation, asked, sampling, cancel)

    def _place(self, around: Sequence[str], numbers: list[int]) -> str:
        """Returns the placeholder of a medium in a message, between its control tokens."""
        first, *last = (self._marks[name] for name in around)
        self._media = {0: [first, *numbers, *last]}  # of the request under way
        return f"{_OPEN}0{_CLOSE}"

    def _tokens(self, prompt: Prompt, *, end: int | None = None) -> list[int]:
        parts = _MARK.split(prompt.text[:end])
        tokens: list[int] = []
        for index, part in enumerate(parts):
            if index % 2:
                tokens += self._media[int(part)]
            elif part:
                tokens += self._native.tokenize(part)
        if self._native.adds_bos() and tokens[:1] != [self._native.bos()]:
            tokens.insert(0, self._native.bos())
        return tokens

    def _look(self, image: bytes, cancel: Cancel) -> list[int]:
        from models.llama_media.image_encoder import look

        cancel.check()
        rows, places, extent = look(
            image, self.projector, self._native, threads=self._thread_count(), most=IMAGE_TOKENS
        )
        cancel.check()
        return self._native.add_image(rows, places, extent)

    # ------------------------------------------------------------------------------------------------------------ start

    def _thread_count(self) -> int:
        return self._threads or len(os.sched_getaffinity(0))

    def _control(self, name: str, path: str | Path) -> int:
        tokens = self._native.tokenize(name)
        if len(tokens) != 1 or not self._native.is_control(tokens[0]):
            raise EngineError(
                _(
                    "{path} has no token {name}: it is no Qwen2.5-Omni, choose one whose ears fit it",
                    path=path,
                    name=name,
                )
            )
        return tokens[0]

    def _check_ears(self) -> None:
        output, width = self.ears().output, self._native.width
        if output != width:
            raise EngineError(
                _(
                    "{projector} is the projector of another model ({output} instead of {width} numbers "
                    "for a token): pull the mmproj file of this one",
                    projector=self.projector,
                    output=output,
                    width=width,
                )
            )
        if self.low_memory:
            self.close_ears()
        else:
            self._warm_ears()

    def _warm_ears(self) -> None:
        """Encodes a moment of silence, so that the weights are read from the disk before somebody speaks."""
        import numpy as np

        self.ears().encode(np.zeros((self.ears().bands, SHORTEST), np.float32), Cancel())


class OmniUtterance:
    """One spoken turn. `feed` is cheap; `attend` does the work that is possible while the user speaks."""

    def __init__(self, mind: OmniGguf, conversation: str) -> None:
        self._mind = mind
        self._conversation = conversation
        self._mel = MelStream(mind.ears().bands)
        self._numbers: list[int] = []
        """Numbers of the completed windows."""
        self._windows = 0
        self._tail: tuple[int, list[int]] = (0, [])
        """Number of samples when the tail was encoded, and the tail's numbers."""

    def feed(self, pcm: Pcm) -> None:
        """Takes the next samples: int16, mono, 16 kHz, any length."""
        self._mel.feed(pcm)

    def attend(self, messages: Sequence[Message], cancel: Cancel) -> int:
        """Encodes completed windows and brings them into the cache behind `messages`: the conversation so far, whose
        last message is the user's and holds the text before the sound (as a rule none). While the conversation is
        not known, `messages` is empty and the windows are only encoded. Returns the milliseconds of sound that have
        been processed. Raises Cancelled and keeps encoded windows."""
        while self._mel.whole_frames >= (self._windows + 1) * WINDOW:
            self._encode_window(cancel)
        if messages:
            self._mind.bring(self._conversation, messages, self._numbers, cancel)
        return self._windows * WINDOW * 10

    def answer(self, messages: Sequence[Message], sampling: Sampling, cancel: Cancel) -> Iterator[TextDelta | Usage]:
        """Answers the sound; `messages` as for `attend`. More may be fed afterwards, and answered anew."""
        try:
            numbers = self._all(cancel)
            if self._mind.low_memory:
                self._mind.close_ears()
            yield from self._mind.answer(self._conversation, messages, numbers, sampling, cancel)
        finally:
            if self._mind.low_memory:
                self._mind.close_ears()

    def transcript(self, cancel: Cancel) -> str:
        """Returns the words of the sound, transcribed by the same model in a KV sequence of its own, so that the
        answer's stays."""
        numbers = self._all(cancel)
        sampling = Sampling(max_tokens=16 + 8 * len(self._mel) // (HOP * 100), temperature=0)
        asked = [Message("user", f"{TRANSCRIBE}\n")]
        try:
            items = self._mind.answer(_TRANSCRIPT, asked, numbers, sampling, cancel)
            return "".join(item.text for item in items if isinstance(item, TextDelta)).strip()
        finally:
            self._mind.forget(_TRANSCRIPT)

    def close(self) -> None:
        """Drops the sound. Harmless when repeated."""
        self._mind.drop([*self._numbers, *self._tail[1]])
        self._numbers, self._tail = [], (0, [])

    def _all(self, cancel: Cancel) -> list[int]:
        """Returns the numbers of all sound fed."""
        while self._mel.whole_frames >= (self._windows + 1) * WINDOW:
            self._encode_window(cancel)
        if self._tail[0] != len(self._mel):
            self._mind.drop(self._tail[1])
            self._tail = (len(self._mel), self._encode_tail(cancel))
        return self._numbers + self._tail[1]

    def _encode_window(self, cancel: Cancel) -> None:
        cancel.check()
        first = self._windows * WINDOW
        self._numbers += self._mind.hear(self._mel.frames(first, first + WINDOW), cancel)
        self._windows += 1

    def _encode_tail(self, cancel: Cancel) -> list[int]:
        cancel.check()
        first = self._windows * WINDOW
        last = max(self._mel.all_frames, first if self._windows else SHORTEST)
        numbers: list[int] = []
        while first < last:  # the last whole window may lack the few samples behind it
            end = min(first + WINDOW, last)
            if audio_rows(end - first):
                numbers += self._mind.hear(self._mel.frames(first, end), cancel)
            first = end
        return numbers


def _plain(messages: Sequence[Message]) -> list[Message]:
    return [Message(m.role, m.content.translate(_PRIVATE)) for m in messages]


def _marked(messages: Sequence[Message], mark: str, *, before: bool = False) -> list[Message]:
    """Returns `messages` with a medium in the last one."""
    if not messages or messages[-1].role != "user":
        raise EngineError(_("what was heard or seen belongs to a message of the user's: the last one is none"))
    said = messages[-1].content.strip()
    return [*messages[:-1], Message("user", f"{mark}{said}" if before else f"{said}{mark}")]
