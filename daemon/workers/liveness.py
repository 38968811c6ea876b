"""Whether a worker hangs: judged by its answers to pings, by the kernel's count of its work, and by what it is at.

A worker hangs when one of these lasts too long:

- it is stopped (SIGSTOP);
- it answers no ping, uses no CPU time, waits for no disk and for no CPU (a deadlock that holds the GIL);
- it answers, and gets on neither with its request nor with loading.

Not a hang: a busy machine (its threads are runnable), a slow disk or swap (it waits for the disk, or has page faults), a
native call that holds the GIL (it uses CPU time), a debugger (it is traced). Time is counted in the daemon's own steps,
each of which counts for `STEP_COUNTS` at most: neither a suspended machine nor a daemon that was itself stopped or busy
makes a worker late.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from config.constants import HEARING_RATE
from config.texts import N_, _
from config.units import size as told_size
from daemon.workers.spec import Spec

STEP = 1.0
"""Seconds between two looks at a worker that is at work or has not answered yet."""
STEP_COUNTS = 2.0
"""Seconds that one step counts at most."""
IDLE_STEP = 10.0
"""Seconds between two pings of a worker with nothing to do: waking it costs power."""
STOPPED = 2.0
"""Seconds for which a worker may be stopped by SIGSTOP."""
SILENT = 8.0
"""Seconds without an answer and without any work."""
SILENT_LOADING = 60.0
"""The same while it loads: the first call of a GPU's driver may wait for long, and holds the GIL."""
STATION = 20.0
"""Seconds in which the sound worker's thread must have come round; it does four times a second."""


class Activity(NamedTuple):
    """What a worker is at, as its pong tells."""

    serial: int
    """Counts the requests that it has begun."""
    op: str
    id: int | None
    """The request's number; None for one without an answer."""
    steps: int
    """Grows with every result."""
    held: bool = False
    """It waits because it was told to."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the kernel tells of a process."""

    work: tuple[int, int]
    """CPU time in clock ticks, and major page faults: of all threads together, growing."""
    states: frozenset[str]
    """The states of its threads: R running or runnable, S asleep, D waiting for a disk, T stopped, t traced, Z ended."""


def read_vitals(pid: int, proc: Path = Path("/proc")) -> Vitals | None:
    """How the process is now; None when it is gone."""
    try:
        whole = _stat(proc / str(pid) / "stat")
        threads = [_stat(task / "stat") for task in (proc / str(pid) / "task").iterdir()]
    except OSError:  # it, or one of its threads, has just ended
        return None
    return Vitals((int(whole[11]) + int(whole[12]), int(whole[9])), frozenset(fields[0] for fields in threads))


def _stat(path: Path) -> list[str]:
    """The fields of proc_pid_stat(5) from the state on, which is the third."""
    return path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()


class Pulse:
    """Judges one life of a worker. Pure: is told what happens, and `step` says what is wrong."""

    def __init__(self, name: str, loading: float, size: int = 0) -> None:
        """`loading`: seconds in which it must have loaded its `size` bytes; `loaded` ends that."""
        self._name = name
        self._loading_limit = loading
        self._size = size
        self._loading: float | None = 0.0
        self.waiting = False
        """A ping has not been answered."""
        self.silent = 0.0
        """Seconds for which it has shown no sign of life."""
        self._stopped = 0.0
        self._last: Vitals | None = None
        self._activity: Activity | None = None
        self._at_it = 0.0

    @property
    def loading(self) -> bool:
        return self._loading is not None

    @property
    def busy(self) -> bool:
        """It was at work when it answered last."""
        return self._activity is not None

    def loaded(self) -> None:
        """It can be asked."""
        self._loading = None

    def pinged(self) -> None:
        """It was asked for a sign of life."""
        if not self.waiting:
            self.waiting, self.silent, self._stopped, self._last = True, 0.0, 0.0, None

    def pong(self, activity: Activity | None) -> None:
        """It answered, being at `activity`."""
        self.waiting, self.silent, self._stopped = False, 0.0, 0.0
        if activity is None or activity.held or activity != self._activity:
            self._at_it = 0.0
        self._activity = activity

    def step(self, passed: float, vitals: Vitals | None, limit: Callable[[Activity], float]) -> str:
        """What is wrong after so many more seconds, in one line; empty when nothing is.

        `vitals` are needed only while `waiting`; `limit` tells the seconds that an activity may take without a result."""
        passed = min(passed, STEP_COUNTS)
        if self.waiting:
            if vitals is None or "t" in vitals.states:  # it has ended, or somebody debugs it
                return ""
            problem = self._unanswered(passed, vitals)
            if problem:
                return problem
        if self._loading is not None:
            self._loading += passed
            if self._loading > self._loading_limit:
                return self._too_slow_to_load()
        if not self.waiting and self._activity is not None and not self._activity.held:
            self._at_it += passed
            allowed = limit(self._activity)
            if self._at_it > allowed:
                return _(
                    "{name} hung: {doing} took over {allowed:.0f} s without a result",
                    name=self._name,
                    doing=doing(self._activity.op),
                    allowed=allowed,
                )
        return ""

    def _unanswered(self, passed: float, vitals: Vitals) -> str:
        if vitals.states == {"T"}:
            self._stopped += passed
            self.silent += passed
            return (
                _("{name} hung: its process was stopped (SIGSTOP)", name=self._name) if self._stopped > STOPPED else ""
            )
        self._stopped = 0.0
        idle = self._last is not None and vitals.work == self._last.work and not vitals.states & {"R", "D"}
        self._last = vitals
        self.silent = self.silent + passed if idle else 0.0
        allowed = SILENT_LOADING if self.loading else SILENT
        return (
            _("{name} hung: no sign of life for {allowed:.0f} s", name=self._name, allowed=allowed)
            if self.silent > allowed
            else ""
        )

    def _too_slow_to_load(self) -> str:
        what = _(", though it is only {size}", size=told_size(self._size)) if self._size else ""
        return _(
            "{name} was not loaded after {loading_limit:.0f} s{what}",
            name=self._name,
            loading_limit=self._loading_limit,
            what=what,
        )


def doing(op: str) -> str:
    """What a worker does with such a request, for people."""
    return _(_DOING[op]) if op in _DOING else _("a request ({op})", op=op)


_DOING = {
    **dict.fromkeys(("partial", "result", "recognise", "feed", "transcript"), N_("recognising speech")),
    **dict.fromkeys(("generate", "answer", "respond"), N_("thinking of an answer")),
    **dict.fromkeys(("prefill", "attend"), N_("reading the conversation")),
    **dict.fromkeys(("offer", "choose", "arguments"), N_("choosing among tools")),
    "speak": N_("speaking a clause"),
    "sound": N_("hearing and playing"),
    "health": N_("asking a server"),
}

# ------------------------------------------------------------------------------------------------------------- limits


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a worker may take. The figures are many times what the slowest machine needs that is of any use: they end
    what would never end."""

    load: float = 180.0
    """Seconds to load anything, and"""
    load_rate: float = 5e6
    """bytes a second: a slow disk under load."""
    request: float = 60.0
    """Seconds for a request of which nothing more is known, and without an answer."""
    speech: float = 10.0
    """Seconds for each second of sound that is listened to."""
    think: float = 120.0
    """Seconds from one piece of an answer to the next, and"""
    character: float = 0.1
    """for each character that has to be read before the first: 2.5 tokens a second."""
    media: float = 600.0
    """More for images, recordings and films."""
    clause: float = 1.0
    """Seconds for each character that is spoken, beside `request`."""

    def loading(self, size: int) -> float:
        """Seconds for loading `size` bytes."""
        return self.load + size / self.load_rate

    def of_request(self, spec: Spec, op: str, head: Mapping[str, Any], payload: bytes) -> float:
        """Seconds for one result of a request."""
        match op:
            case "partial" | "result" | "recognise":
                rate = int(head.get("rate") or HEARING_RATE)
                sound = int(head.get("samples") or len(payload) // 2) / rate
                return self.request + self.speech * sound
            case "generate" | "answer" | "respond" | "prefill" | "attend" | "transcript":
                written = sum(len(str(message.get("content", ""))) for message in head.get("messages", ()))
                heard = len(payload) // 2 if op == "respond" else int(head.get("samples") or 0)
                media = self.media if head.get("image") or head.get("files") else 0.0
                return spec.waits + self.think + self.character * written + self.speech * heard / HEARING_RATE + media
            case "offer" | "choose" | "arguments":
                written = len(str(head.get("tools", ""))) + len(str(head.get("messages", "")))
                return spec.waits + self.think + self.character * written
            case "speak":
                return self.request + self.clause * len(str(head.get("text", "")))
            case "sound":
                return STATION
        return spec.waits + self.request


LIMITS = Limits()
UNLIMITED = Limits(load=float("inf"), request=float("inf"), think=float("inf"))
"""For benchmarks, which work for as long as it takes."""
