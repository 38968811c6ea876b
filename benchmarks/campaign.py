"""A campaign of faults against whole daemons: `python -m benchmarks.campaign [PART ...]`.

    soak      spoken questions over a virtual sound card, every third one over the reply before: answered, memory, files
    workers   kill -9 and kill -STOP of each worker at random moments of a turn: the next turn, the time until all are back
    sound     the sound server killed, the microphone unplugged: the next turn
    busy      ten minutes of spoken questions beside two busy processes: streams of the sound card that stopped
    reopen    the loudspeaker's stream lost at random moments of a reply that the microphone hears: self-interruptions
    messages  malformed messages on the control socket, with an honest client beside them
    texts     texts of a megabyte to `ask` and `say`, with an honest client beside them
    disks     a state folder that cannot be made, and files that cannot grow
    clocks    a wall clock that is a month ahead, or decades behind, for one start: the history
    ends      the daemon killed at random moments: what outlives it, and the next start
    files     models that are broken, foreign, halves, or whose template is made in bad faith: one line each

Without a PART all of them. `--scale` multiplies how often each fault is tried; 1 takes about an hour. The card needs
PulseAudio. Whisper base hears and Piper's Joe speaks where they are here, else pocketsphinx and eSpeak. Prints a table and
writes it as JSON to `--out FILE`. Exit status 1 if a figure misses its aim.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from config.paths import data_home
from daemon.bench.turn.pauses import Halting, Part
from daemon.bench.turn.questions import PLAIN, SHORT, synthesised
from daemon.control.client import Client, ClientError
from daemon.routing.parts import STARTER_SET
from models.store.find import resolve
from models.store.places import Located, places_here
from tests.e2e.house import House, alive
from tests.support.virtual_card import VirtualCard

BACK = 60.0
"""Most seconds until all workers are back, and until a question is answered."""
NOTICED = 15.0
"""Most seconds until a worker that was stopped is ended: a ping every ten while it has nothing to do, two of patience."""
AHEAD = 31 * 86_400
SHIFTED = "import os, time\n_time = time.time\ntime.time = lambda: _time() + float(os.environ['CLOCK_SHIFT'])\n"
"""A sitecustomize that shifts the wall clock of a process, and no other clock."""


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    part: str
    what: str
    found: float
    unit: str
    aim: float | None = None
    """The most that is allowed; None: only told."""

    @property
    def missed(self) -> bool:
        return self.aim is not None and self.found > self.aim


@dataclass(frozen=True)
class Held:
    """What a process holds."""

    private: float
    """Private memory in MB."""
    files: int
    threads: int


@dataclass(frozen=True)
class Campaign:
    """What every part is given."""

    folder: Path
    scale: float
    rng: random.Random

    def times(self, count: int) -> int:
        return max(1, round(count * self.scale))

    def room(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


# ----------------------------------------------------------------------------------------------------------- the house


def real_models() -> bool:
    places = places_here()
    return all(isinstance(resolve(model, places), Located) for model in STARTER_SET)


@contextmanager
def house(folder: Path, more: str = "") -> Iterator[tuple[House, VirtualCard]]:
    """A daemon that hears and speaks over a virtual card."""
    with VirtualCard() as card:
        one = House(folder, card, "tier: embedded\nspeaking: {language: en, temperature: 0}\n" + more)
        if real_models():
            one.env["XDG_DATA_HOME"] = str(data_home())  # the card's home is an empty one
        with one:
            yield one, card


class Alone:
    """A daemon without a sound card, in a home of its own."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder = folder
        homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("STATE", "DATA", "CONFIG", "CACHE")}
        (folder / "run").mkdir(mode=0o700, exist_ok=True)
        self.env = {**os.environ, **homes, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run"), **env}
        self.socket = folder / "run" / "sarai" / "control.sock"
        self.config = folder / "sarai.yaml"
        document = {"tier": "embedded", "sound": {"backend": "wav"}, "listening": {"at_start": False}}
        self.config.write_text(json.dumps(document))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, wait: bool = True) -> None:
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "daemon.cli", "run", "--config", str(self.config)]
            self.process = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + BACK
        while wait and not self.up():
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(f"no daemon: {self.log()[-2000:]}")
            time.sleep(0.05)

    def up(self) -> bool:
        try:
            self.call("status")
        except ClientError:
            return False
        return True

    def call(self, method: str, timeout: float = 30.0, **params: Any) -> Any:
        with Client(self.socket, timeout) as client:
            return client.call(method, params)

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def sarai(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "daemon.cli", *words]
        return subprocess.run(command, env=self.env, input=stdin, capture_output=True, text=True, timeout=300)

    def __enter__(self) -> Alone:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in tasks.read_text().split()] if tasks.exists() else []


class Honest:
    """A client that asks for the status again and again. `slowest(share)`: its answers' times in ms."""

    def __init__(self, path: Path) -> None:
        self.times: list[float] = []
        self.failed = 0
        self._path = path
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> Honest:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join(60)

    def _ask(self) -> None:
        while not self._done.wait(0.01):
            began = time.monotonic()
            try:
                with Client(self._path, 30.0) as client:
                    client.call("status")
            except ClientError:
                self.failed += 1
            else:
                self.times.append((time.monotonic() - began) * 1000)

    def figures(self, part: str, aim: float) -> list[Figure]:
        return [
            Figure(part, f"honest client beside it, p99 of {len(self.times)}", _p99(self.times), "ms", aim),
            Figure(part, "honest client's requests that failed", self.failed, "", 0),
        ]


def _p99(values: list[float]) -> float:
    return round(float(np.percentile(values, 99)), 1) if values else float("inf")


# ---------------------------------------------------------------------------------------------------------- with sound


def questions(campaign: Campaign) -> list[Path]:
    folder = campaign.room("questions")
    asked = [Halting((Part(text, 0),), "en") for text in PLAIN[:SHORT]]
    return [question.wav for question in synthesised(asked, folder)]


def answered(one: House, question: Path, within: float = BACK) -> bool:
    """Plays a question, and waits for the end of an answer to it. False: there was none, or it was cut."""
    for event in one.events:
        event["used"] = True
    over = time.monotonic() + seconds(question)
    one.card.play(question, wait=False)
    try:
        one.wait_for(
            "reply_done", lambda done: done["seen"] > over and done["played"] and not done["interrupted"], within
        )
        one.until_true(lambda: one.call("status")["state"] == "listening", "the end of the turn", within)
    except AssertionError:
        return False
    return True


def seconds(wav: Path) -> float:
    with wave.open(str(wav)) as sound:
        return float(sound.getnframes() / sound.getframerate())


def held(one: House) -> dict[str, Held]:
    """What the daemon and each of its workers hold, by their names."""
    models = {model["pid"]: model["name"] for model in one.call("status")["models"] if model["pid"]}
    found = {}
    for pid in (one.process.pid, *one.children()):
        own = Path(f"/proc/{pid}")
        with suppress(OSError):
            lines = (own / "smaps_rollup").read_text().splitlines()
            private = sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1000
            held = Held(private, len(list((own / "fd").iterdir())), len(list((own / "task").iterdir())))
            found["daemon" if pid == one.process.pid else models.get(pid, f"process {pid}")] = held
    return found


def soak(campaign: Campaign) -> Iterator[Figure]:
    turns = campaign.times(300)
    asked = questions(campaign)
    missed = 0
    room = campaign.room("soak")
    waits: list[float] = []
    with house(room, "log: {level: DEBUG}\n") as (one, card), (room / "turns.jsonl").open("w") as told:
        answered(one, asked[0])
        before: dict[str, Held] = {}
        for turn in range(turns):
            since = len(one.events)
            began, over = time.monotonic(), turn % 3 == 2
            if over:  # over the reply
                card.play(asked[(turn + 1) % len(asked)], wait=False)
                with suppress(AssertionError):
                    one.wait_for("state", lambda event: event["state"] == "speaking", BACK)
                time.sleep(campaign.rng.uniform(0.1, 0.6))
            well = answered(one, asked[turn % len(asked)])
            missed += not well
            events = one.events[since:]
            waited = [event["ms"].get("voice_to_voice") for event in events if event["kind"] == "timings"][-1:]
            waits += filter(None, waited)
            now = held(one) if turn % 10 == 0 or turn in (turns // 2, turns - 1) else {}
            if turn == turns // 2:
                before, first = now, turn
            entry: dict[str, Any] = {
                "turn": turn,
                "began": began,
                "load": os.getloadavg()[0],
                "over": over,
                "answered": well,
            }
            entry["heard"] = [event["text"] for event in events if event["kind"] == "heard"]
            entry |= {"wait": waited, "held": {name: asdict(each) for name, each in now.items()}}
            if not well:
                entry["events"] = events
            print(json.dumps(entry), file=told, flush=True)
        after = now
        yield Figure("soak", f"questions without an answer, of {turns}", missed, "", 0)
        for name in sorted(before.keys() & after.keys()):
            slope = (after[name].private - before[name].private) * 100 / max(1, turns - 1 - first)
            what = f"{name}: private memory, growth in 100 turns, second half"
            yield Figure("soak", what, round(slope, 1), "MB")
        yield Figure("soak", "workers that were started again", len(after.keys() - before.keys()), "", 0)
        yield Figure("soak", "open files of the daemon, growth", after["daemon"].files - before["daemon"].files, "", 2)
        yield Figure("soak", "threads of the daemon, growth", after["daemon"].threads - before["daemon"].threads, "", 2)
        share = min(50, max(1, len(waits) // 2))
        early, late = (float(np.median(part)) for part in (waits[:share], waits[-share:]))
        yield Figure("soak", f"voice to voice, median of the first {share} turns", round(early), "ms")
        yield Figure("soak", f"voice to voice, median of the last {share} turns", round(late), "ms", 1.15 * early + 20)
        yield Figure("soak", "tracebacks in the log", one.log.read_text(errors="replace").count("Traceback"), "", 0)


def workers(campaign: Campaign) -> Iterator[Figure]:
    asked = questions(campaign)
    tries = campaign.times(10)
    with house(campaign.room("workers")) as (one, _):
        pid = one.process.pid
        answered(one, asked[0])
        names = [model["name"] for model in one.call("status")["models"] if model["pid"]]
        for name in names:
            for kind in (signal.SIGKILL, signal.SIGSTOP):
                pairs = list(zip(asked, asked[1:] + asked[:1], strict=True))
                hurt = [Hurt.of(one, name, kind, *pairs[at % len(pairs)], campaign.rng) for at in range(tries)]
                label = f"{name}, {kind.name}"
                lost = sum(not each.answered for each in hurt)
                noticed, back = max(each.noticed for each in hurt), max(each.back for each in hurt)
                yield Figure("workers", f"{label}: next turn not answered, of {tries}", lost, "", 0)
                yield Figure("workers", f"{label}: until it is noticed, longest", round(noticed, 1), "s", NOTICED)
                yield Figure("workers", f"{label}: until it is back, longest", round(back, 1), "s", BACK)
        yield Figure("workers", "the daemon's pid has changed", float(one.process.pid != pid or not alive(pid)), "", 0)


@dataclass(frozen=True)
class Hurt:
    """What came of a worker that was killed or stopped at a random moment of a turn."""

    noticed: float
    """Seconds until its process was gone."""
    back: float
    """Seconds until all was well again."""
    answered: bool
    """The next question was."""

    @staticmethod
    def of(one: House, name: str, kind: signal.Signals, said: Path, then: Path, rng: random.Random) -> Hurt:
        one.card.play(said, wait=False)
        time.sleep(rng.uniform(0.0, 3.0))
        victim = next((m["pid"] for m in one.call("status")["models"] if m["name"] == name), None)
        began = time.monotonic()
        if victim:
            with suppress(ProcessLookupError):
                os.kill(victim, kind)
            while alive(victim) and time.monotonic() < began + BACK:
                time.sleep(0.02)
        noticed = time.monotonic()
        ready = wait_ready(one, victim)
        time.sleep(1.0)
        settle(one)
        return Hurt(noticed - began, ready - began, answered(one, then))


def wait_ready(one: House, victim: int | None) -> float:
    """Returns when all workers are ready again, the victim is not among them, and the microphone is open."""
    until = time.monotonic() + BACK
    while time.monotonic() < until:
        with suppress(ClientError):
            now = one.call("status")
            well = all(m["state"] in ("ready", "stopped") and m["pid"] != victim for m in now["models"])
            if well and now["microphone"]:
                break
        time.sleep(0.05)
    return time.monotonic()


def settle(one: House) -> None:
    with suppress(AssertionError):
        one.until_true(lambda: one.call("status")["state"] == "listening", "silence", BACK)
    for event in one.events:
        event["used"] = True


def sound(campaign: Campaign) -> Iterator[Figure]:
    asked = questions(campaign)
    tries = campaign.times(10)
    with house(campaign.room("sound")) as (one, card):
        answered(one, asked[0])
        for label, act in (("sound server killed", _restart_server), ("microphone unplugged", _replug)):
            lost = 0
            for number in range(tries):
                card.play(asked[number % len(asked)], wait=False)
                time.sleep(campaign.rng.uniform(0.0, 3.0))
                act(card, campaign.rng)
                with suppress(AssertionError):
                    one.until_true(lambda: bool(one.call("status")["microphone"]), "the microphone", BACK)
                time.sleep(1.0)
                settle(one)
                lost += not answered(one, asked[(number + 1) % len(asked)])
            yield Figure("sound", f"{label}: next turn not answered, of {tries}", lost, "", 0)


def _restart_server(card: VirtualCard, rng: random.Random) -> None:
    card.kill_server()
    time.sleep(rng.uniform(0.2, 2.0))
    card.start_server()


def _replug(card: VirtualCard, rng: random.Random) -> None:
    card.remove_microphone()
    time.sleep(rng.uniform(0.2, 2.0))
    card.restore_microphone()


def busy(campaign: Campaign) -> Iterator[Figure]:
    asked = questions(campaign)
    lasts = 600 * campaign.scale
    with house(campaign.room("busy")) as (one, card):
        answered(one, asked[0])
        others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
        try:
            with Steady(card) as steady:
                since, until = len(one.events), time.monotonic() + lasts
                count = lost = 0
                while time.monotonic() < until:
                    lost += not answered(one, asked[count % len(asked)])
                    count += 1
        finally:
            for each in others:
                each.kill()
                each.wait()
        devices = [event for event in one.events[since:] if event["kind"] == "device"]
        stopped = sum(bool(event["problem"]) or not event["capture"] for event in devices)
        beside = f"in {lasts:.0f} s beside two busy processes"
        yield Figure("busy", f"streams that stopped, {beside}", stopped, "", 0)
        yield Figure("busy", f"questions without an answer, of {count}", lost, "", 0)
        yield Figure("busy", "longest gap in another program's recording of the microphone", steady.longest, "ms")


class Steady:
    """Another program that records what the microphone hears, and does nothing else. What it misses, the sound server has
    not delivered. `longest`: between two of its pieces, in ms."""

    def __init__(self, card: VirtualCard) -> None:
        command = ["parecord", "--device=micfeed.monitor", "--raw", "--latency-msec=20"]
        self.longest = 0.0
        self._recorder = subprocess.Popen(command, env=card.env, stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Steady:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._recorder.kill()
        self._recorder.wait()
        self._thread.join()

    def _read(self) -> None:
        assert self._recorder.stdout is not None
        stream = self._recorder.stdout.fileno()
        last = time.monotonic() if os.read(stream, 1 << 16) else 0.0
        while os.read(stream, 1 << 16):
            now = time.monotonic()
            self.longest, last = max(self.longest, round(1000 * (now - last))), now


def reopen(campaign: Campaign) -> Iterator[Figure]:
    from audio.events import DeviceChanged, Play, PlaybackEnded, PlaybackStarted
    from audio.wavefile import read_wav
    from config.constants import HEARING_RATE
    from config.settings import Turn
    from tests.audio.test_virtual_card import StationProcess, listening, longest_speech

    tries = campaign.times(20)
    said = np.concatenate([read_wav(path) for path in questions(campaign)])
    with VirtualCard() as card, StationProcess(card) as station:
        listening(station)
        card.loop_speaker_into_microphone()
        station.tell(Play(1, HEARING_RATE, said.tobytes(), True))
        station.wait(PlaybackStarted)
        time.sleep(4)
        number = 1
        for _ in range(tries):
            time.sleep(campaign.rng.uniform(0.5, 2.0))
            if sum(isinstance(event, PlaybackEnded) for event in station.events) >= number - 1:
                number += 1
                station.tell(Play(number, HEARING_RATE, said.tobytes(), True))
            since = station.count()
            station.lose_loudspeaker()
            station.wait(DeviceChanged, lambda event: event.playback == "", since)
            station.wait(DeviceChanged, lambda event: event.playback != "", since)
        time.sleep(2)
        longest = longest_speech(station.events)
    limit = Turn().barge_in_ms
    yield Figure("reopen", f"longest echo taken for speech, in {tries} reopened streams", longest, "ms", limit - 1)


# ------------------------------------------------------------------------------------------------------- without sound


def messages(campaign: Campaign) -> Iterator[Figure]:
    count = campaign.times(20_000)
    with Alone(campaign.room("messages")) as alone:
        pid = alone.call("status")["pid"]
        with Honest(alone.socket) as quiet:
            time.sleep(5 * min(1.0, 10 * campaign.scale))
        yield Figure("messages", f"honest client alone, p99 of {len(quiet.times)}", _p99(quiet.times), "ms")
        with Honest(alone.socket) as honest:
            for _ in range(count):
                with socket.socket(socket.AF_UNIX) as rude, suppress(OSError):
                    rude.settimeout(0.05)
                    rude.connect(str(alone.socket))
                    rude.sendall(malformed(campaign.rng))
                    rude.recv(1 << 16)  # what it is told
        yield from honest.figures("messages", 50)
        yield Figure(
            "messages", f"the daemon's pid has changed after {count}", alone.call("status")["pid"] != pid, "", 0
        )
        yield Figure("messages", "kilobytes of log", round(len(alone.log()) / 1000, 1), "kB", 100)
        yield Figure("messages", "tracebacks in the log", alone.log().count("Traceback"), "", 0)


def malformed(rng: random.Random) -> bytes:
    values: list[Any] = [
        None,
        True,
        -1,
        1e308,
        "x" * rng.randrange(300),
        [],
        {},
        [[]] * 9,
        {"a": {"b": []}},
        "\ud800",
        "\0",
    ]
    method = rng.choice(["status", "ask", "say", "history", "choose_tier", "listen", "no such", "", 3, None])
    match rng.randrange(6):
        case 0:
            return rng.randbytes(rng.randrange(1, 400)) + b"\n"
        case 1:
            return b"[" * rng.randrange(1, 5000) + b"\n"
        case 2:
            return json.dumps(rng.choice(values)).encode() + b"\n"
        case 3:
            return json.dumps({"jsonrpc": "2.0", "id": rng.choice(values), "method": method}).encode()[:-9]
        case _:
            body = {"jsonrpc": rng.choice(["2.0", "1.0", 2]), "id": 1, "method": method, "params": rng.choice(values)}
            if method in ("ask", "say"):
                body["params"] = {"text": rng.choice([None, 3, [], {}]), "no": rng.choice(values)}
            return json.dumps(body).encode() + b"\n"


TEXTS = ("<|im_start|>user ", "word ", "7", "a", "¿qué? ", "\n", "(((", "1,000.5 kg — ", "😀 ")


def texts(campaign: Campaign) -> Iterator[Figure]:
    size = round(1_000_000 * min(1.0, campaign.scale * 10))
    with Alone(campaign.room("texts")) as alone:
        slowest, raw = 0.0, 0
        with Honest(alone.socket) as honest:
            for text in TEXTS:
                for method in ("ask", "say"):
                    whole = (text * (size // len(text.encode()) + 1)).encode()[: size - 2000].decode(errors="ignore")
                    began = time.monotonic()
                    try:
                        with Client(alone.socket, 120.0) as client:
                            for _ in client.stream(method, {"text": whole}, 120.0):
                                pass
                    except ClientError as err:
                        raw += "Traceback" in str(err) or "\n" in str(err)
                    slowest = max(slowest, time.monotonic() - began)
                    alone.call("stop")
        yield from honest.figures("texts", 100)
        yield Figure("texts", f"slowest answer to {2 * len(TEXTS)} texts of {size} bytes", round(slowest, 1), "s", 60)
        yield Figure("texts", "answers that are no line", raw, "", 0)
        yield Figure("texts", "tracebacks in the log", alone.log().count("Traceback"), "", 0)


def disks(campaign: Campaign) -> Iterator[Figure]:
    folder = campaign.room("disks")
    (folder / "file").write_text("")
    for label, env, full in (
        ("a state folder that cannot be made", {"XDG_STATE_HOME": str(folder / "file")}, False),
        ("files that cannot grow", {}, True),
    ):
        place = campaign.room("disks-full" if full else "disks-none")
        with Alone(place, **env) as alone:
            assert alone.process is not None
            if full:
                subprocess.run(["prlimit", f"--pid={alone.process.pid}", "--fsize=0"], check=True)
            done = [
                alone.sarai("ask", text) for text in ("who are you", "set a timer for ten minutes", "what time is it")
            ]
            wrong = sum(each.returncode != 0 or not each.stdout.strip() for each in done)
            yield Figure("disks", f"{label}: questions without an answer, of {len(done)}", wrong, "", 0)
            raw = sum("Traceback" in each.stderr for each in done)
            yield Figure("disks", f"{label}: tracebacks", raw + alone.log().count("Traceback"), "", 0)


def clocks(campaign: Campaign) -> Iterator[Figure]:
    folder = campaign.room("clocks")
    (folder / "sitecustomize.py").write_text(SHIFTED)
    lost = 0
    shifts = (AHEAD, 4000 * 86_400, -20_000 * 86_400)[: campaign.times(3)]
    for shift in shifts:
        place = campaign.room(f"clocks{shift}")
        path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
        for number, by in enumerate((0, shift, shift, 0)):
            with Alone(place, CLOCK_SHIFT=str(by), PYTHONPATH=path) as alone:
                for _ in range(3):
                    alone.sarai("ask", "who are you")
                kept = len(alone.call("history", limit=99))
            lost += max(0, 3 * (number + 1) - kept)
    yield Figure("clocks", "turns lost to a clock 31 days or years ahead or behind for two starts", lost, "", 0)


def ends(campaign: Campaign) -> Iterator[Figure]:
    tries = campaign.times(20)
    orphans = failed = 0
    for number in range(tries):
        alone = Alone(campaign.room(f"ends{number % 3}"))
        alone.start(wait=False)
        assert alone.process is not None
        time.sleep(campaign.rng.uniform(0.05, 5.0))
        mine = children(alone.process.pid)
        alone.process.send_signal(campaign.rng.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGABRT]))
        alone.process.wait(30)
        time.sleep(1.0)
        orphans += sum(alive(pid) for pid in mine)
    with Alone(campaign.room("ends0")) as alone:
        failed += alone.sarai("ask", "who are you").returncode != 0
    yield Figure("ends", f"processes that outlive a daemon, in {tries} ends", orphans, "", 0)
    yield Figure("ends", "the start after that does not answer", failed, "", 0)


def files(campaign: Campaign) -> Iterator[Figure]:
    from tests.e2e.test_broken_models import BENCH, BROKEN, named

    raw = silent = 0
    chosen = sorted(BROKEN)[: campaign.times(len(BROKEN))]
    for number, name in enumerate(chosen):
        role, make = BROKEN[name]
        alone = Alone(campaign.room(f"files{number}"))
        file = make(alone.folder)
        done = alone.sarai("bench", BENCH[role], "--config", str(alone.config), *named(role, file))
        raw += "Traceback" in done.stderr + done.stdout or len(done.stderr.strip().splitlines()) != 1
        silent += str(file) not in done.stderr
    yield Figure("files", f"models not refused in one line, of {len(chosen)}", raw, "", 0)
    yield Figure("files", "lines that do not name the file", silent, "", 0)


PARTS: dict[str, Callable[[Campaign], Iterator[Figure]]] = {
    part.__name__: part for part in (soak, workers, sound, busy, reopen, messages, texts, disks, clocks, ends, files)
}


def run(parts: list[str], scale: float, seed: int = 1, keep: Path | None = None) -> list[Figure]:
    """Runs the parts one after the other, and prints each figure as it comes. `keep`: a folder for what the daemons write,
    which stays."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="sarai-campaign-") as passing:
        folder = keep or passing
        for part in parts:
            for figure in PARTS[part](Campaign(Path(folder), scale, random.Random(seed))):
                found.append(figure)
                aim = "" if figure.aim is None else f"at most {figure.aim:g}"
                told = f"{figure.found:g} {figure.unit}".strip()
                print(
                    f"{figure.part:9} {figure.what:75} {told:>10}  {aim}{'  <- MISSED' if figure.missed else ''}",
                    flush=True,
                )
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.campaign", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help="all of them, if none is named")
    parser.add_argument("--scale", type=float, default=1.0, metavar="X", help="how often, times the default")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (default: %(default)s)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the figures there as JSON")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the daemons' logs and homes there")
    args = parser.parse_args()
    ears = "Whisper base and Piper's Joe" if real_models() else "pocketsphinx and eSpeak"
    print(f"ears and voice: {ears}; mind: the starter's; {os.cpu_count()} cores; scale {args.scale:g}", flush=True)
    found = run(args.parts or list(PARTS), args.scale, args.seed, args.keep)
    if args.out is not None:
        document = {
            "ears_and_voice": ears,
            "scale": args.scale,
            "seed": args.seed,
            "figures": [asdict(f) for f in found],
        }
        args.out.write_text(json.dumps(document, indent=1) + "\n")
    return int(any(figure.missed for figure in found))


if __name__ == "__main__":
    sys.exit(main())
