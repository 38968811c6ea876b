"""A whole daemon on a virtual sound card: its process, its events, what its loudspeaker plays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from daemon.control.client import Client, ClientError
from tests.support.virtual_card import VirtualCard

Event = dict[str, Any]

QUIET = 2.0
"""Seconds without a word or a change of state after which a recording counts as heard."""


class House:
    """`with House(tmp_path) as house:` starts a daemon in a home of its own and collects its events."""

    def __init__(self, folder: Path, card: VirtualCard, settings: str = "", at_start: bool = True) -> None:
        self.folder = folder
        self.card = card
        config = Path(card.env["HOME"]) / ".config" / "sarai"
        config.mkdir(parents=True, exist_ok=True)
        (config / "sarai.yaml").write_text(settings or "speaking: {temperature: 0}\n")
        self.env = {key: value for key, value in card.env.items() if not key.startswith(("XDG_CONFIG", "XDG_STATE"))}
        self.log = folder / "daemon.log"
        self.events: list[Event] = []
        self._news = threading.Condition()
        self._ended = False
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> House:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self.stop()

    def start(self) -> None:
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "daemon.cli", "run"],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.socket = Path(self.env["XDG_RUNTIME_DIR"]) / "sarai" / "control.sock"
        self.until_true(self.socket.exists, "the control socket")
        self.started_after = time.monotonic() - began
        threading.Thread(target=self._follow, daemon=True).start()
        self.until_true(self._loaded, "the models")
        self.loaded_after = time.monotonic() - began

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def call(self, method: str, **params: Any) -> Any:
        with Client(self.socket) as client:
            return client.call(method, params)

    def _loaded(self) -> bool:
        try:
            return all(model["state"] == "ready" for model in self.call("status")["models"])
        except ClientError:
            return False

    def _follow(self) -> None:
        try:
            with Client(self.socket) as client:
                for event in client.events():
                    if event is None:
                        continue
                    with self._news:
                        self.events.append({**event, "seen": time.monotonic()})
                        self._news.notify_all()
        except ClientError:
            return  # the daemon has ended

    def wait_for(self, kind: str, which: Callable[[Event], bool] = lambda event: True, within: float = 60.0) -> Event:
        """The next event of that kind which has not been waited for yet."""
        deadline = time.monotonic() + within
        with self._news:
            while True:
                for index, event in enumerate(self.events):
                    if event["kind"] == kind and not event.get("used") and which(event):
                        self.events[index]["used"] = True
                        return event
                left = deadline - time.monotonic()
                if left <= 0:
                    seen = [(event["kind"], event.get("state") or event.get("text", "")) for event in self.events[-15:]]
                    raise AssertionError(f"no {kind} event within {within} s; the last ones were {seen}\n{self.tail()}")
                self._news.wait(left)

    def ask(self, question: Path, within: float = 60.0) -> Event:
        """Play a question into the microphone; return the event at the end of its reply."""
        self.card.play(question, wait=False)
        return self.wait_for("reply_done", within=within)

    def listen_to(self, recording: Path, hold: bool = False) -> list[str]:
        """Plays a recording into the microphone to its end, and waits until nothing goes on any more. Returns the words of
        the turns that it became; a turn that was continued by the next one is told as part of that. `hold`: with the key
        of push to talk held down, so that no pause ends a turn."""
        before = len(self.events)
        if hold:
            self.call("listen", hold=True)
        self.card.play(recording)
        if hold:
            self.call("listen", release=True)
        ended = time.monotonic()
        self.until_true(lambda: time.monotonic() > self._busy_until(ended) + QUIET, "silence")
        return turns_in(self.events[before:])

    def _busy_until(self, at_least: float) -> float:
        """When something was last going on, in seconds of the monotonic clock; now, if it goes on still."""
        if self.call("status")["state"] != "listening":
            return time.monotonic()
        seen = [float(event["seen"]) for event in self.events if event["kind"] in ("state", "heard", "partial")]
        return max([at_least, *seen])

    def until_true(self, condition: Callable[[], bool], what: str, within: float = 60.0) -> None:
        deadline = time.monotonic() + within
        while not condition():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"waited in vain for {what}\n{self.tail()}")
            time.sleep(0.05)

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]

    def children(self) -> list[int]:
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in tasks.read_text().split()] if tasks.exists() else []


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def turns_in(events: Iterable[Event]) -> list[str]:
    """Returns the words of each turn, once all replies have ended. A reply that was audible and has no end was forgotten,
    because the next turn continues the question: its words hold the earlier ones, recognised anew as a whole."""
    words: dict[int, str] = {}
    audible, ended = set(), set()
    for event in events:
        match event["kind"]:
            case "heard":
                words[event["turn"]] = event["text"]
            case "timings":
                audible.add(event["turn"])
            case "reply_done":
                ended.add(event["turn"])
    last = max(words, default=0)
    return [text for turn, text in words.items() if turn == last or turn in ended or turn not in audible]
