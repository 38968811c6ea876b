"""The conversation that Omni takes: text, sound, images and video in any order, over several turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from config.texts import _
from models.engine import EngineError, Message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL.Image import Image as PilImage

    Sound = npt.NDArray[np.int16] | npt.NDArray[np.float32]
    Frames = npt.NDArray[np.uint8]


SYSTEM = (
    "You are Qwen, a virtual human developed by the Qwen Team, Alibaba Group, capable of perceiving auditory and visual "
    "inputs, as well as generating text and speech."
)
"""The talker was trained with this system prompt and garbles speech under any other; instructions go to the first user
turn instead."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words, typed or recognised."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Sound for the model to listen to."""

    source: Sound | Path | str
    """Samples (int16, or float in -1..1; mono), or a file, or a URL where these are allowed."""
    rate: int = 16_000
    """Sample rate of given samples in Hz; files state it themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """A picture."""

    source: PilImage | bytes | Path | str
    """An opened image, the bytes of an image file, a file, or a URL where these are allowed."""


@dataclass(frozen=True, slots=True, eq=False)
class Video:
    """Moving pictures, with or without their sound track."""

    source: Frames | Path | str
    """A file, a URL where these are allowed, or frames uint8 [n, height, width, 3] taken `fps` a second."""
    use_audio: bool = False
    """Listens to the sound track too. All videos of a conversation are heard, or none."""
    fps: float = 2.0
    """Frames a second that the model looks at."""


Part = Text | Audio | Image | Video


@dataclass(frozen=True, slots=True)
class OmniMessage:
    """One turn."""

    role: Literal["system", "user", "assistant"]
    content: tuple[Part, ...]

    @classmethod
    def of(cls, role: Literal["system", "user", "assistant"], *content: Part | str) -> OmniMessage:
        """Makes a message of parts; strings among them become text."""
        return cls(role, tuple(Text(p) if isinstance(p, str) else p for p in content))


def from_dicts(conversation: list[dict[str, Any]]) -> list[OmniMessage]:
    """Reads the form that `qwen-omni-utils` documents: {"role", "content": str | [{"type": "image", "image": ...},
    ...]}.

    Raises ValueError for a part of an unknown type.
    """

    def part(entry: dict[str, Any]) -> Part:
        match entry:
            case {"text": str(text)}:
                return Text(text)
            case {"audio": source}:
                return Audio(source)
            case {"image": source}:
                return Image(source)
            case {"video": source}:
                return Video(source, bool(entry.get("use_audio_in_video", False)), float(entry.get("fps", 2.0)))
        raise ValueError(f"a part of a message must hold text, audio, image or video, not {sorted(entry)}")

    return [
        OmniMessage(
            m["role"], (Text(m["content"]),) if isinstance(m["content"], str) else tuple(map(part, m["content"]))
        )
        for m in conversation
    ]


_FILES: dict[str, Callable[[str], Part]] = {
    "audio": Audio,
    "image": Image,
    "video": Video,
    "video with sound": lambda path: Video(path, use_audio=True),
}


def attached(files: Iterable[tuple[str, str]], sound: npt.NDArray[np.int16] | None = None) -> list[Part]:
    """Returns a question's attachments. `files` are (kind, path), the kind being audio, image, video or "video with
    sound"; `sound` is int16, 16 kHz."""
    parts = [_FILES[kind](path) for kind, path in files]
    return parts if sound is None else [*parts, Audio(sound)]


def conversation_of(messages: Sequence[Message], more: Sequence[Part] = ()) -> list[OmniMessage]:
    """Turns written messages into a conversation with Omni; `more` is added to the question, its last user turn.

    Files stand before the words that ask about them, as the model was trained. Sound comes last, because it is the
    question itself or its other half.
    """
    turns = [OmniMessage(m.role, (Text(m.content),) if m.content else ()) for m in messages]
    asked = next((i for i in reversed(range(len(turns))) if turns[i].role == "user"), None)
    if asked is not None:
        spoken = [part for part in more if isinstance(part, Audio) and not isinstance(part.source, str | Path)]
        files = [part for part in more if part not in spoken]
        turns[asked] = OmniMessage("user", (*files, *turns[asked].content, *spoken))
    return turns


def split_instructions(conversation: Sequence[OmniMessage], *, speak: bool) -> tuple[str, list[OmniMessage]]:
    """Returns the system prompt to use, and the other turns. With `speak` the prompt is the fixed one, and the text of
    the system messages opens the first user turn. Raises EngineError for a system message that holds more than text."""
    told = [p.text for m in conversation if m.role == "system" for p in m.content if isinstance(p, Text)]
    if any(not isinstance(p, Text) for m in conversation if m.role == "system" for p in m.content):
        raise EngineError(_("a system message can only hold text"))
    turns = [m for m in conversation if m.role != "system"]
    style = "\n".join(told).strip()
    if not speak:
        return style or SYSTEM, turns
    if style and turns:
        at = next((i for i, m in enumerate(turns) if m.role == "user"), None)
        if at is not None:
            turns[at] = OmniMessage("user", (Text(style + "\n\n"), *turns[at].content))
    return SYSTEM, turns
