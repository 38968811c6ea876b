"""Minds that see, on the real library with tiny models: the image counts, and the text's KV state is right afterwards."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models.engine import Cancel, Cancelled, EngineError, Message, Sampling, TextDelta, Usage
from models.llama.mind import LlamaMind
from models.llama_media.vision import SeeingMind
from tests.support.tiny_gguf import write_tiny
from tests.support.tiny_projector import SPECIAL, WIDTH, write_tiny_projector

SYSTEM = Message("system", "be brief")
QUESTION = (SYSTEM, Message("user", "what do you see in the picture"))
GREEDY = Sampling(max_tokens=16, temperature=0)


@pytest.fixture(scope="module", params=["qwen2vl", "qwen3vl"])
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp(request.param)
    kind: str = request.param
    mind = write_tiny(folder / "mind.gguf", architecture=kind, special=SPECIAL, deepstack=int(kind == "qwen3vl"))
    return mind, write_tiny_projector(folder / "mmproj.gguf", deepstack=kind == "qwen3vl")


@pytest.fixture(scope="module")
def loaded(files: tuple[Path, Path]) -> Iterator[SeeingMind]:
    mind = SeeingMind(*files, context=512, threads=1)
    yield mind
    mind.close()


@pytest.fixture
def mind(loaded: SeeingMind) -> SeeingMind:
    for conversation in ("voice", "text"):
        loaded.forget(conversation)
    loaded.close_eyes()
    return loaded


def picture(seed: int, width: int = 96, height: int = 64, form: str = "PNG") -> bytes:
    from PIL import Image

    pixels = np.random.default_rng(seed).integers(0, 256, (4, 6, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).resize((width, height), Image.Resampling.NEAREST).save(file, form)
    return file.getvalue()


def ask(
    mind: SeeingMind | LlamaMind, *messages: Message, to: str = "text", image: bytes | None = None
) -> tuple[str, Usage]:
    more = {"image": image} if image is not None else {}
    *deltas, usage = mind.generate(to, messages, GREEDY, Cancel(), **more)
    assert isinstance(usage, Usage)
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta)), usage


def test_other_images_give_other_answers_and_the_same_the_same(mind: SeeingMind) -> None:
    answers = [ask(mind, *QUESTION, image=picture(seed))[0] for seed in (1, 2, 3, 1)]
    assert answers[0] == answers[3]
    assert len(set(answers)) == 3


def test_the_layers_that_an_image_also_goes_into_are_fed(mind: SeeingMind, files: tuple[Path, Path]) -> None:
    layers = 1 + (files[0].parent.name.startswith("qwen3vl"))
    assert mind._native.width == layers * WIDTH


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP"])
def test_the_usual_formats_are_read(mind: SeeingMind, form: str) -> None:
    assert ask(mind, *QUESTION, image=picture(1, form=form))[0]


def test_text_after_an_image_is_as_from_a_fresh_context(mind: SeeingMind, files: tuple[Path, Path]) -> None:
    plain = LlamaMind(files[0], context=512, threads=1)
    turns: list[Message] = [SYSTEM, Message("user", "hello")]
    for number in range(4):
        expected, _ = ask(plain, *turns)
        answer, _ = ask(mind, *turns)
        assert answer == expected
        turns.append(Message("assistant", answer))
        seen, usage = ask(mind, *turns, Message("user", "and in this one"), image=picture(number))
        assert usage.cached_tokens > 0  # the text before the image was there
        turns += [Message("user", "and in this one"), Message("assistant", seen), Message("user", f"number {number}")]
    plain.close()


def test_an_image_costs_the_other_conversation_nothing(mind: SeeingMind) -> None:
    first, usage = ask(mind, SYSTEM, Message("user", "hello"), to="voice")
    ask(mind, *QUESTION, image=picture(1))
    goes_on = (SYSTEM, Message("user", "hello"), Message("assistant", first), Message("user", "go on"))
    _, again = ask(mind, *goes_on, to="voice")
    assert again.cached_tokens >= usage.prompt_tokens


def test_a_large_image_is_made_smaller_and_the_context_is_never_overrun(files: tuple[Path, Path]) -> None:
    mind = SeeingMind(*files, context=256, threads=1)
    for side in (3000, 40):
        _, usage = ask(mind, *QUESTION, image=picture(1, side, side * 2 // 3))
        assert usage.prompt_tokens < 256
    assert mind.context == 256
    mind.close()


def test_the_projector_s_memory_is_given_back(mind: SeeingMind) -> None:
    ask(mind, *QUESTION, image=picture(1))
    assert mind._eyes is not None
    kept = mind._eyes
    ask(mind, *QUESTION, image=picture(2))
    assert mind._eyes is kept
    mind.close_eyes()
    mind.close_eyes()
    assert ask(mind, *QUESTION, image=picture(2))[0]


@pytest.mark.parametrize("bad", [b"", b"not an image", picture(1)[:60]])
def test_what_is_no_image_is_refused_and_the_mind_goes_on(mind: SeeingMind, bad: bytes) -> None:
    with pytest.raises(EngineError, match="no image that can be read"):
        ask(mind, *QUESTION, image=bad)
    assert ask(mind, *QUESTION)[0]
    assert mind.context == 512


def test_a_cancelled_look_leaves_the_mind_usable(mind: SeeingMind) -> None:
    expected, _ = ask(mind, *QUESTION, to="voice")
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        list(mind.generate("text", QUESTION, GREEDY, cancel, picture(1)))
    assert ask(mind, *QUESTION)[0] == expected


def test_what_is_no_projector_is_named(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="is a language model, not a projector"):
        SeeingMind(files[0], files[0], context=256, threads=1)
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(files[1].read_bytes()[:-5000])
    with pytest.raises(EngineError, match="is cut short"):
        SeeingMind(files[0], cut, context=256, threads=1)
    with pytest.raises(EngineError, match="does not exist"):
        SeeingMind(files[0], tmp_path / "none.gguf", context=256, threads=1)
