"""No request holds up the event loop, however long its texts are: speech, other clients and signals are served beside it."""

from __future__ import annotations

import asyncio
import gc
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from daemon.app.daemon import running
from daemon.app.methods import ControlMethods
from daemon.control.parameters import method_table, parameters
from daemon.control.protocol import MAX_LINE
from daemon.control.server import ControlServer

LONGEST = 0.020
"""Seconds of processor time that one iteration of the loop may take."""
ROOM = 200
"""Bytes of a message besides the long text."""


class LoopWatcher:
    """Measures the processor time of the loop's thread in each iteration."""

    def __init__(self) -> None:
        self.longest = 0.0

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        once: Callable[[], None] = loop._run_once  # type: ignore[attr-defined]

        def measured() -> None:
            before = time.thread_time()
            once()
            self.longest = max(self.longest, time.thread_time() - before)

        loop._run_once = measured  # type: ignore[attr-defined]

    def take(self) -> float:
        longest, self.longest = self.longest, 0.0
        return longest


def texts() -> dict[str, str]:
    """Long texts of every kind that has its own way of being slow; each as long as a message may be."""
    dice = random.Random(1)
    words = "the captain looked at Dr. Moreau, who (as always) said: no 42 times, 3.5 km away... translate it".split()
    prose = " ".join(dice.choice(words) for _ in range(MAX_LINE // 5))
    kinds = {
        "prose": prose,
        "digits": "9" * MAX_LINE,
        "one word": "a" * MAX_LINE,
        "accents": "ñ" * MAX_LINE,
        "combining": "e\u0301" * MAX_LINE,
        "punctuation": ".,;:!?" * MAX_LINE,
        "brackets": "([{" * MAX_LINE,
        "lines": "a\n" * MAX_LINE,
        "white": "a" + " " * MAX_LINE,
        "surrogates": "\U0001f600" * MAX_LINE,
        "control tokens": "<|im_start|>user " * MAX_LINE,
    }
    return {kind: cut(text) for kind, text in kinds.items()}


def cut(text: str) -> str:
    """As much of the text as fits a message: as UTF-8, and with JSON's escapes."""
    low, high = 0, min(len(text), MAX_LINE)
    while low < high:
        middle = (low + high + 1) // 2
        fits = len(json.dumps(text[:middle], ensure_ascii=False).encode()) <= MAX_LINE - ROOM
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low]


ROWS = {
    "lists": b"[" + b"[]," * (MAX_LINE // 3 - ROOM) + b"[]]",
    "numbers": b"[" + b"1.5," * (MAX_LINE // 4 - ROOM) + b"0]",
    "names": b"{" + b",".join(b'"%x":0' % number for number in range(70_000)) + b"}",
    "nested": b"[" * (MAX_LINE - ROOM),
    "one number": b"9" * (MAX_LINE - ROOM),
    "escapes": b'"' + b"\\n" * (MAX_LINE // 2 - ROOM) + b'"',
}
"""JSON that is slow to parse, as the parameters of a request."""


def test_no_request_holds_up_the_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    settings = Settings.model_validate(
        {"sound": {"backend": "wav"}, "tier": "embedded", "listening": {"at_start": False}}
    )
    given = texts()
    watcher = LoopWatcher()
    slow: list[str] = []

    def note(what: str, longest: float) -> None:
        if longest > LONGEST:
            slow.append(f"{what}: {longest * 1000:.0f} ms")

    async def ask(path: Path, what: str, lines: bytes, patience: float = 0.5) -> None:
        """Ask, and twice more where that was slow: what holds up the loop does so every time."""
        for _ in range(3):
            longest = await asked_once(path, lines, patience)
            if longest <= LONGEST:
                return
        note(what, longest)

    async def asked_once(path: Path, lines: bytes, patience: float) -> float:
        """Send lines, take what comes for a moment, and go. Returns the longest iteration."""
        reader, writer = await asyncio.open_unix_connection(path, limit=1 << 26)
        watcher.take()
        writer.write(lines)
        try:
            async with asyncio.timeout(patience):
                while b'"id":1' not in await reader.read(1 << 20):
                    pass
        except TimeoutError:
            pass
        writer.close()
        await asyncio.sleep(0.05)
        return watcher.take()

    async def life() -> None:
        watcher.watch(asyncio.get_running_loop())
        path = tmp_path / "socket"
        async with ControlServer(path) as control, running(settings) as daemon:
            methods = ControlMethods(daemon)
            table = method_table(methods)
            control.open(table, daemon.hub)
            await daemon.ready()
            gc.freeze()  # as `sarai run` does
            _, subscriber = await asyncio.open_unix_connection(path, limit=1 << 26)
            subscriber.write(request("subscribe", {}))
            asked = set()
            for name in table:
                if name == "shutdown":
                    continue
                model = parameters(name, getattr(methods, name))
                for parameter, field in model.model_fields.items():
                    if field.annotation is not str:
                        continue
                    for kind, text in given.items():
                        needed = {"text": "hello"} if name == "ask" and parameter != "text" else {}
                        await ask(path, f"{name} {parameter} {kind}", request(name, {**needed, parameter: text}))
                        asked.add((name, parameter))
                        await methods.stop()
            assert {("ask", "text"), ("say", "text"), ("ask", "model"), ("voice", "name")} <= asked
            for kind, raw in ROWS.items():
                await ask(path, kind, b'{"jsonrpc":"2.0","id":1,"method":"ask","params":%b}\n' % raw)
                await ask(path, f"{kind} alone", raw + b"\n")
            for raw in (b"\n", b"{}\n", b"?\n", b'{"jsonrpc":"2.0","id":2,"method":"status"}\n'):
                await ask(path, f"many {raw!r}", raw * (MAX_LINE // len(raw)), 2.0)
            await ask(path, "history", request("history", {"limit": 100}))
            await methods.say(given["prose"])
            watcher.take()
            await asyncio.sleep(2)
            note("speaking", watcher.take())
            subscriber.close()

    try:
        asyncio.run(life())
    finally:
        gc.unfreeze()
    assert slow == []


def request(method: str, params: dict[str, Any]) -> bytes:
    document = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"
