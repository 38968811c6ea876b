"""One tiny model for all of Omni's tests, built once in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from models.omni.loading import Parts, load
from models.omni.messages import OmniMessage
from tests.support.tiny_omni import build_tiny_omni


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny matrices gain nothing from threads, and the stages have threads of their own."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkpoint folder."""
    return build_tiny_omni(tmp_path_factory.mktemp("tiny-omni"))


@pytest.fixture(scope="session")
def parts(folder: Path) -> Parts:
    """The loaded model, float32 on the CPU."""
    return load(folder, talker=True, device="cpu", dtype="float32")


@pytest.fixture(scope="session")
def stock(folder: Path) -> Any:
    """The same checkpoint in the stock class, for reference."""
    from transformers import Qwen2_5OmniForConditionalGeneration

    return Qwen2_5OmniForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()


@pytest.fixture
def question() -> list[OmniMessage]:
    return [OmniMessage.of("user", "What is this?")]
