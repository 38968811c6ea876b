"""A voice for the tests of the worker protocol: it beeps for every letter, and misbehaves on request as engines do."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models.engine import Cancel, EngineError, Mark, Speech

GIL_HELD = 2.5
"""Seconds of work in one call that holds the GIL, at least; twice as much at most."""


class Beeper:
    languages = ("en",)
    rate = 16_000

    def __init__(self, refuse: bool = False, slow_start: float = 0.0, crash_unless: str = "") -> None:
        """`crash_unless`: a file; without it the process crashes, and leaves it there."""
        if refuse:
            raise EngineError("beeper: no such file; give another")
        if crash_unless and not Path(crash_unless).exists():
            with contextlib.suppress(OSError):  # there may be no folder for it: it always crashes
                Path(crash_unless).touch()
            os.kill(os.getpid(), signal.SIGABRT)
        time.sleep(slow_start)

    def speak(self, text: str, language: str, speed: float, cancel: Cancel) -> Iterator[Speech]:
        if text == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if text == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        if text == "deadlock":  # a native call that holds the GIL and waits for what never comes
            ctypes.PyDLL(None).sleep(1000)
        if text == "hold the GIL":  # one that works for a while (some seconds), and holds it as well
            letters, took = 16, 0.0  # each more doubles the work
            while took < GIL_HELD / 2:
                began = time.monotonic()
                re.match("(a+)+b", "a" * letters)
                took = time.monotonic() - began
                letters += 1
            re.match("(a+)+b", "a" * letters)
        if text == "circles":
            while True:
                cancel.held  # noqa: B018 - works on, and answers pings
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
