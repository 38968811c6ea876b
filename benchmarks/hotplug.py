"""Devices come and go while a conversation runs: is every question answered that a microphone could hear?

    python -m benchmarks.hotplug [--server pulseaudio|pipewire] [--steps 20] [--seed 1] [--json]

A daemon (embedded tier) runs on a virtual sound card. In random order, the microphone is pulled and plugged in; a
headset comes, goes and changes its Bluetooth profile; the user picks other defaults; the sound server is restarted.
Half of it happens while a reply plays. After each step a question is asked in the room, if there is a microphone. The
loudspeaker is audible in the room as well. Exit status 1 if a question went unanswered, if the daemon heard itself, or
if it was restarted.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.e2e.house import Event, House
from tests.e2e.speech import say
from tests.support import pipewire_card, virtual_card
from tests.support.pipewire_card import PipeWireCard
from tests.support.plugs import DESCRIPTIONS, Plugs
from tests.support.virtual_card import VirtualCard

QUESTIONS = {
    "what is the capital of france": "paris",
    "what is the largest country in the world": "russia",
    "what is the tallest animal in the world": "giraffe",
    "what is the capital of italy": "rome",
}
_ANSWERED_WITHIN = 60.0


@dataclass
class Report:
    """Counts of one run."""

    server: str
    steps: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    answered: int = 0
    right: int = 0
    """Answers that hold the expected word; a missing word may have been misheard by the recogniser."""
    unfinished: int = 0
    """Replies that a step interrupted for good."""
    without_microphone: int = 0
    wrong_device: list[str] = field(default_factory=list)
    """Steps after which the daemon listened to another microphone than the system's choice."""
    on_monitor: int = 0
    """Samples in which the daemon was found capturing a loudspeaker's monitor, and reading it."""
    spontaneous: int = 0
    """Replies that nobody asked for: the daemon heard itself."""
    worker_restarts: int = 0
    recovery_s: list[float] = field(default_factory=list)
    """Seconds from the end of a step to the event that names the right microphone."""
    same_daemon: bool = True

    @property
    def passed(self) -> bool:
        well = not self.spontaneous and not self.unfinished and self.same_daemon
        return self.answered == self.asked > 0 and well


def steps_of(plugs: Plugs) -> dict[str, Callable[[], None]]:
    """Returns the steps that may happen next, by name."""
    microphones, loudspeakers = plugs.microphones(), plugs.loudspeakers()
    headset = "headset" in loudspeakers
    possible: dict[str, Callable[[], None]] = {"server restarts": plugs.restart_server}
    possible["microphone pulled" if "mic" in microphones else "microphone plugged in"] = (
        plugs.pull_microphone if "mic" in microphones else plugs.plug_microphone
    )
    possible["headset pulled" if headset else "headset plugged in"] = (
        plugs.pull_headset if headset else plugs.plug_headset
    )
    if headset:
        possible["headset changes profile"] = plugs.switch_profile
    for what, names in (("Source", microphones), ("Sink", loudspeakers)):
        others = [name for name in names if name != plugs.default(what)]
        if others:
            possible["other default"] = partial(plugs.choose, others[0])
    return possible


class Run:
    def __init__(self, house: House, plugs: Plugs, folder: Path, report: Report, seed: int) -> None:
        self.house, self.plugs, self.report = house, plugs, report
        self._random = random.Random(seed)
        self._questions = {text: say(text, folder) for text in QUESTIONS}
        self._ended = threading.Event()
        self._replies = 0

    def run(self, count: int) -> None:
        self._ask("first question", warm_up=True)
        for number in range(count):
            step, act = self._random.choice(sorted(steps_of(self.plugs).items(), key=lambda each: each[0]))
            during = bool(self.plugs.microphones()) and self._random.random() < 0.5
            label = f"{step}{' during a reply' if during else ''}"
            print(f"{number + 1:3} {label:45}", end="", flush=True)
            before = self._sound_pid()
            if during:
                self._begin_reply()
            act()
            acted = time.monotonic()
            trouble = self._finish_reply() if during else ""
            self.report.steps[step] += 1
            self._settle(label, acted, during)
            answer = self._ask(label)
            if self._sound_pid() != before:
                self.report.worker_restarts += 1
            print(f"{trouble}{answer}", flush=True)
        time.sleep(4)  # would it answer its own last words?
        replies = sum(event["kind"] == "reply_done" for event in self.house.events)
        self.report.spontaneous = replies - self._replies

    def _begin_reply(self) -> None:
        text = self._random.choice(sorted(QUESTIONS))
        began = time.monotonic()
        self.plugs.say(self._questions[text])
        self._wait("state", lambda event: event["state"] == "speaking" and event["seen"] > began)
        time.sleep(self._random.uniform(0, 0.5))

    def _finish_reply(self) -> str:
        """Waits for the end of the reply; returns the failure in words, or ""."""
        if self._wait("reply_done"):
            self._replies += 1
            return ""
        self.report.unfinished += 1
        return "REPLY NOT FINISHED; "

    def _wait(self, kind: str, which: Callable[[Event], bool] = lambda event: True) -> Event | None:
        try:
            return self.house.wait_for(kind, which, within=_ANSWERED_WITHIN)
        except AssertionError:
            return None

    def _settle(self, label: str, acted: float, during: bool) -> None:
        """Waits until the daemon says that it listens to the microphone that the system has chosen."""
        microphones = self.plugs.microphones()
        if not microphones:
            time.sleep(1.5)
            return
        chosen = self.plugs.default("Source")
        wanted = DESCRIPTIONS[chosen] if chosen in microphones else ""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            listens = self.house.call("status")["microphone"]
            if listens and wanted in ("", listens):
                if not during:
                    self.report.recovery_s.append(round(time.monotonic() - acted, 2))
                break
            time.sleep(0.05)
        else:
            self.report.wrong_device.append(f"{label}: {listens or 'none'} instead of {wanted or microphones}")
        time.sleep(self._random.uniform(0.2, 1.5))

    def _ask(self, label: str, warm_up: bool = False) -> str:
        if not self.plugs.microphones():
            self.report.without_microphone += 1
            return "no microphone"
        text = self._random.choice(sorted(QUESTIONS))
        seen = len(self.house.events)
        self.plugs.say(self._questions[text])
        done = self._wait("reply_done")
        self.report.asked += not warm_up
        if done is None:
            kinds = Counter(event["kind"] for event in self.house.events[seen:])
            return f"NOT ANSWERED ({text}; {dict(kinds)})"
        self._replies += 1
        time.sleep(0.3)
        problems = [event["text"] for event in self.house.events[seen:] if event["kind"] == "problem"]
        if problems:  # it apologised: no answer
            return f"NOT ANSWERED ({text}): {problems[-1]}"
        self.report.answered += not warm_up
        self.report.right += not warm_up and QUESTIONS[text] in done["text"].lower()
        return str(done["text"])

    def _sound_pid(self) -> int | None:
        models = self.house.call("status")["models"]
        return next((model["pid"] for model in models if model["name"] == "sound"), None)

    def watch_sources(self) -> None:
        """Watches, in a thread, for the daemon being on a monitor for longer than the moment it takes to notice."""
        last = False
        while not self._ended.wait(0.4):
            try:
                pid = self._sound_pid()
            except Exception:  # noqa: BLE001  # the daemon may have just ended: that is reported elsewhere
                return
            now = pid is not None and any(name.endswith(".monitor") for name in self.plugs.card.source_of(pid))
            self.report.on_monitor += now and last
            last = now

    def end(self) -> None:
        self._ended.set()


def measure(server: str, steps: int, seed: int, loop: bool = True) -> Report:
    card: VirtualCard = PipeWireCard() if server == "pipewire" else VirtualCard()
    report = Report(server)
    with tempfile.TemporaryDirectory() as folder, card:
        plugs = Plugs(card)
        if loop:
            card.loop_speaker_into_microphone()
        with House(Path(folder), card, "tier: embedded\nspeaking: {temperature: 0}\n") as house:
            pid = house.process.pid
            run = Run(house, plugs, Path(folder), report, seed)
            watcher = threading.Thread(target=run.watch_sources, daemon=True)
            watcher.start()
            try:
                run.run(steps)
            finally:
                run.end()
                watcher.join(10)
                report.same_daemon = house.process.pid == pid and house.process.poll() is None
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=("pulseaudio", "pipewire"), default="pulseaudio")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print a JSON object at the end")
    arguments = parser.parse_args()
    there = pipewire_card.available() if arguments.server == "pipewire" else virtual_card.available()
    if not there:
        print(f"{arguments.server} is not installed (scripts/setup.sh test installs it)", file=sys.stderr)
        return 2
    report = measure(arguments.server, arguments.steps, arguments.seed)
    recovery = sorted(report.recovery_s)
    facts = {
        "server": report.server,
        "seed": arguments.seed,
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "steps": dict(report.steps),
        "asked": report.asked,
        "answered": report.answered,
        "right": report.right,
        "replies_not_finished": report.unfinished,
        "steps_without_microphone": report.without_microphone,
        "spontaneous_replies": report.spontaneous,
        "on_monitor": report.on_monitor,
        "wrong_device": report.wrong_device,
        "daemon_restarted": not report.same_daemon,
        "sound_worker_restarts": report.worker_restarts,
        "recovery_s": {"median": recovery[len(recovery) // 2], "longest": recovery[-1]} if recovery else {},
        "passed": report.passed,
    }
    print(json.dumps(facts, indent=1) if arguments.json else "\n".join(f"{k:26} {v}" for k, v in facts.items()))
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
