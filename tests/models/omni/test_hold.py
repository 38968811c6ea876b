"""A thinker that is held up, for another voice's first clause, waits within a token and loses nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from models.engine import Cancel, Cancelled, Sampling, TextDelta
from models.omni.engine import OmniEngine
from models.omni.loading import Parts
from models.omni.messages import OmniMessage

GREEDY = Sampling(max_tokens=12, temperature=0, seed=1)
NTH = 4


class Passes:
    """Counts the thinker's passes; the NTH is held up in its midst."""

    def __init__(self, cancel: Cancel) -> None:
        self.begun = 0
        self.reached = threading.Event()
        self._cancel = cancel

    def begin(self, *_: object) -> None:
        self.begun += 1
        if self.begun == NTH:
            self._cancel.hold(True)
            self.reached.set()


@contextmanager
def passes(parts: Parts, cancel: Cancel) -> Iterator[Passes]:
    counted = Passes(cancel)
    hook = parts.thinker.model.language_model.layers[0].register_forward_pre_hook(counted.begin)
    try:
        yield counted
    finally:
        hook.remove()


def said(engine: OmniEngine, question: list[OmniMessage], cancel: Cancel) -> str:
    items = engine.respond(question, GREEDY, cancel, speak=False)
    return "".join(item.text for item in items if isinstance(item, TextDelta))


@pytest.fixture
def engine(parts: Parts) -> OmniEngine:
    return OmniEngine("unused", parts=parts, device="cpu")


def test_it_goes_on_where_it_was(engine: OmniEngine, parts: Parts, question: list[OmniMessage]) -> None:
    free = said(engine, question, Cancel())
    cancel, heard = Cancel(), list[str]()
    with passes(parts, cancel) as counted:
        answering = threading.Thread(target=lambda: heard.append(said(engine, question, cancel)))
        answering.start()
        assert counted.reached.wait(60)
        time.sleep(0.3)
        assert counted.begun == NTH
        assert not heard
        cancel.hold(False)
        answering.join(60)
        assert counted.begun > NTH
    assert heard == [free]


def test_a_cancel_ends_the_wait(engine: OmniEngine, parts: Parts, question: list[OmniMessage]) -> None:
    cancel = Cancel()

    def cancel_when_reached() -> None:
        counted.reached.wait(60)
        cancel.set()

    with passes(parts, cancel) as counted:
        threading.Thread(target=cancel_when_reached).start()
        with pytest.raises(Cancelled):
            said(engine, question, cancel)
        assert counted.begun == NTH
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("omni_")]
