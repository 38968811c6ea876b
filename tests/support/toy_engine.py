"""A voice for the tests of the worker protocol: beeps for every letter, and does on request what engines do wrong."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import numpy as np

from models.engine import Cancel, EngineError, Mark, Speech


class Beeper:
    languages = ("en",)
    rate = 16_000

    def __init__(self, refuse: bool = False, slow_start: float = 0.0) -> None:
        if refuse:
            raise EngineError("beeper: no such file; give another")
        time.sleep(slow_start)

    def speak(self, text: str, language: str, speed: float, cancel: Cancel) -> Iterator[Speech]:
        if text == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if text == "bug":
            raise ZeroDivisionError("a bug")
        if text == "refuse":
            raise EngineError("cannot say that")
        for position, letter in enumerate(text):
            cancel.check()
            if letter == " ":
                time.sleep(0.05)
            print("spoke", letter)  # native libraries print: it must not disturb the protocol
            yield Speech(np.full(160, ord(letter), np.int16), 16_000, (Mark(position, position + 1, 0, True),))

    def close(self) -> None:
        pass


class Holder(Beeper):
    """Holds so many bytes of private memory, and no more."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.block = b"\1" * size
