"""What a worker serves: ops are methods found by their name, and abilities are asked for by protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from daemon.workers.servers import EngineServer, MindServer, RecogniserServer, VoiceServer
from daemon.workers.servers_omni import HearingMindServer, OmniServer
from models.engine import (
    Cancel,
    EngineError,
    Health,
    Message,
    PauseAware,
    Remote,
    Sampling,
    Seeing,
    Speech,
    TextDelta,
    Transcript,
    Usage,
)
from models.llama.mind import LlamaMind
from models.llama_media.vision import SeeingMind
from models.omni.interface import MultiSpeaker
from models.omni.remote import RemoteOmni
from models.remote.minds import OllamaMind, OpenAiMind
from models.smart_turn import _Attentive
from models.text.marks import estimated_marks
from models.whisper.recogniser import WhisperUtterance

HEAD = {"conversation": "text", "messages": [{"role": "user", "content": "hi"}], "sampling": {"max_tokens": 3}}


class Plain:
    """A mind that answers, and no more."""

    context = 100

    def prefill(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        return Usage(1, 0, 0, "stop")

    def generate(
        self, conversation: str, messages: Sequence[Message], sampling: Sampling, cancel: Cancel
    ) -> Iterator[TextDelta | Usage]:
        yield TextDelta(f"{messages[-1].content} in {conversation}")
        yield Usage(1, 0, 1, "stop")

    def forget(self, conversation: str) -> None: ...
    def close(self) -> None: ...


class Eyes(Plain):
    """One that sees, on a server that is down."""

    closed = 0

    def generate(
        self,
        conversation: str,
        messages: Sequence[Message],
        sampling: Sampling,
        cancel: Cancel,
        image: bytes | None = None,
    ) -> Iterator[TextDelta | Usage]:
        yield TextDelta(f"saw {image!r}")

    def close_eyes(self) -> None:
        self.closed += 1

    def health(self) -> Health:
        return Health(up=False, detail="nobody is there")


def ask(server: EngineServer, op: str, payload: bytes = b"", **head: Any) -> list[dict[str, Any]]:
    return [frame.head for frame in server(op, {**HEAD, **head}, payload, Cancel())]


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        (MindServer(Plain()), "a mind"),
        (RecogniserServer(None), "a recogniser"),  # type: ignore[arg-type]  # it is never asked
        (VoiceServer(None), "a voice"),  # type: ignore[arg-type]
        (OmniServer(None), "an Omni"),  # type: ignore[arg-type]
        (HearingMindServer(None), "a mind that hears"),  # type: ignore[arg-type]
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_an_op_that_is_not_known_is_refused_by_name(server: EngineServer, kind: str) -> None:
    for op in ("sing", "", "__init__", "op_generate", "warm_up"):
        with pytest.raises(EngineError, match=f"^{kind} does not know '{op}'$"):
            ask(server, op)


def test_a_mind_answers_in_text_and_its_cost() -> None:
    server = MindServer(Plain())
    text, usage = ask(server, "generate")
    assert text == {"text": "hi in text", "tokens": 1}
    assert usage["usage"]["generated_tokens"] == 1
    assert ask(server, "prefill")[0]["usage"]["prompt_tokens"] == 1
    assert ask(server, "forget") == []


class Spoken:
    """A voice that speaks whole clauses."""

    languages: tuple[str, ...] = ("en",)
    rate = 16_000

    def speak(self, text: str, language: str, speed: float, cancel: Cancel) -> Iterator[Speech]:
        if text:
            yield Speech(np.zeros(len(text), np.int16), self.rate, tuple(estimated_marks(text, len(text))))

    def close(self) -> None: ...


class SpokenInParts(Spoken):
    """One that speaks the beginning of a clause, too."""

    incremental = True

    def speak_part(
        self, text: str, language: str, speed: float, cancel: Cancel, *, said: int, more: bool
    ) -> Iterator[Speech]:
        yield from self.speak(text[said : text.rindex(" ") if more else None], language, speed, cancel)


@pytest.mark.parametrize(
    ("voice", "beginning"), [(Spoken(), []), (SpokenInParts(), [["the", "old"]])], ids=["whole clauses", "parts"]
)
def test_the_beginning_of_a_clause_is_spoken_by_a_voice_that_can(voice: Spoken, beginning: list[list[str]]) -> None:
    def words(text: str, **head: Any) -> list[list[str]]:
        frames = ask(VoiceServer(voice), "speak", text=text, language="en", speed=1.0, **head)
        rest = text[head.get("said", 0) :]
        return [[rest[mark[0] : mark[1]] for mark in frame["marks"]] for frame in frames]

    assert words("the old town", more=True) == beginning
    assert words("the old town is small.", said=8) == [["town", "is", "small"]]
    assert words("the old town is small.") == [["the", "old", "town", "is", "small"]]


def test_an_image_goes_only_to_a_mind_that_sees() -> None:
    with pytest.raises(EngineError, match="this mind cannot see images"):
        ask(MindServer(Plain()), "generate", b"png", image=True)
    sees = Eyes()
    assert ask(MindServer(sees), "generate", b"png", image=True) == [{"text": "saw b'png'", "tokens": 1}]
    assert ask(MindServer(sees), "generate") == [{"text": "saw None", "tokens": 1}]
    assert (ask(MindServer(sees), "close_eyes"), sees.closed) == ([], 1)
    assert ask(MindServer(Plain()), "close_eyes") == []


def test_only_what_lies_on_a_server_can_be_down() -> None:
    assert ask(MindServer(Plain()), "health") == [{"up": True, "detail": "", "models": ()}]
    assert ask(MindServer(Eyes()), "health") == [{"up": False, "detail": "nobody is there", "models": ()}]


@pytest.mark.parametrize(
    ("engine", "ability"),
    [
        (SeeingMind, Seeing),
        (OllamaMind, Remote),
        (OpenAiMind, Remote),
        (RemoteOmni, Remote),
        (WhisperUtterance, PauseAware),
        (_Attentive, PauseAware),
    ],
)
def test_the_engines_have_the_abilities_that_are_asked_for(engine: type, ability: type) -> None:
    assert isinstance(object.__new__(engine), ability)


def test_the_others_do_not() -> None:
    assert not isinstance(object.__new__(LlamaMind), Seeing | Remote)
    assert not isinstance(object.__new__(RemoteOmni), MultiSpeaker)
    assert not isinstance(Transcript("", "en"), PauseAware)
