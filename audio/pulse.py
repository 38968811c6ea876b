"""The sound server's devices (PulseAudio, or PipeWire in its place), read through `pactl`.

PortAudio sees only one device named `pulse`. Only the server knows which microphone is behind it, and whether our
stream was moved to the loudspeaker's monitor after a microphone was unplugged.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass

_TIMEOUT = 3.0
_PATIENCE = 1.5
"""Seconds after which a server is taken to hang; it answers in 10 ms."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A source or sink of the server."""

    index: str
    name: str
    description: str
    monitor: bool
    """The source is a loudspeaker's monitor, never to be taken for a microphone."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A stream that captures from a source."""

    source: str
    """The source's index."""
    program: str
    """The program's own name, or the name of its binary."""
    pid: int | None
    """None for the server's own streams: remapped sources, echo cancellers."""
    corked: bool
    """The stream is paused."""
    meter: bool
    """The stream is a level meter, as sound settings show."""


@dataclass(frozen=True, slots=True)
class Server:
    """The server's devices at one moment."""

    sources: tuple[Endpoint, ...]
    sinks: tuple[Endpoint, ...]
    default_source: str
    default_sink: str


def query() -> Server | None:
    """Queries the server. Returns None without a server or without `pactl`."""
    info = _pactl("info")
    if info is None:
        return None
    defaults = _fields(info)
    sources, sinks = _pactl("list", "sources"), _pactl("list", "sinks")
    if sources is None or sinks is None:
        return None
    return Server(
        tuple(parse_endpoints(sources)),
        tuple(sink for sink in parse_endpoints(sinks) if sink.name != "auto_null"),  # the dummy of a machine without
        defaults.get("Default Source", ""),
        defaults.get("Default Sink", ""),
    )


def hangs() -> bool:
    """Whether a server exists and does not answer. Every call of PortAudio would hang then."""
    if shutil.which("pactl") is None:
        return False
    try:
        _run("info", timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return True
    except OSError:
        return False
    return False


def captured_sources(pid: int, server: Server) -> list[Endpoint]:
    """The sources that a process captures from right now."""
    listing = _pactl("list", "source-outputs")
    indices = parse_attached(listing, pid) if listing is not None else []
    return [source for source in server.sources if source.index in indices]


def played_sinks(pid: int, server: Server) -> list[Endpoint]:
    """The sinks that a process plays to right now."""
    listing = _pactl("list", "sink-inputs")
    indices = parse_attached(listing, pid, "Sink") if listing is not None else []
    return [sink for sink in server.sinks if sink.index in indices]


def parse_endpoints(listing: str) -> list[Endpoint]:
    """Parses the blocks of `pactl list sources` or `pactl list sinks` (in the C locale)."""
    found = []
    for block in listing.split("\n\n"):
        head, _, body = block.strip().partition("\n")
        fields = _fields(body)
        if "#" in head and "Name" in fields:
            monitor = fields.get("Monitor of Sink", "n/a") != "n/a" or fields["Name"].endswith(".monitor")
            name = fields["Name"]
            found.append(Endpoint(head.split("#")[1].strip(), name, fields.get("Description") or name, monitor))
    return found


def parse_attached(listing: str, pid: int, to: str = "Source") -> list[str]:
    """Indices of the sources a process is attached to, from `pactl list source-outputs`; of sinks, from
    `sink-inputs` (to: Sink)."""
    return [
        _fields(block).get(to, "") for block in listing.split("\n\n") if f'application.process.id = "{pid}"' in block
    ]


def parse_captures(listing: str) -> list[Capture]:
    """Parses the streams in `pactl list source-outputs` (in the C locale)."""
    return [_capture(block) for block in listing.split("\n\n") if "Source Output #" in block]


def _capture(block: str) -> Capture:
    fields = _fields(block)
    properties = {
        name.strip(): value.strip().strip('"')
        for name, equals, value in (line.partition(" = ") for line in block.splitlines())
        if equals
    }
    pid = properties.get("application.process.id", "")
    return Capture(
        fields.get("Source", ""),
        properties.get("application.name") or properties.get("application.process.binary", ""),
        int(pid) if pid.isdigit() else None,
        fields.get("Corked") == "yes",
        fields.get("Resample method") == "peaks" or properties.get("media.name") == "Peak detect",
    )


def _fields(block: str) -> dict[str, str]:
    """Parses `Key: value` lines; the first value of a key counts."""
    fields: dict[str, str] = {}
    for line in block.splitlines():
        key, colon, value = line.strip().partition(": ")
        if colon:
            fields.setdefault(key, value.strip())
    return fields


def _pactl(*arguments: str) -> str | None:
    if shutil.which("pactl") is None:
        return None
    try:
        done = _run(*arguments, timeout=_TIMEOUT)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return done.stdout if done.returncode == 0 else None


def _run(*arguments: str, timeout: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["pactl", *arguments],
        env={**os.environ, "LC_ALL": "C", "PULSE_AUTOSPAWN": "no"},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        stdin=subprocess.DEVNULL,
    )


class Watcher:
    """Follows `pactl subscribe` in a thread and reports changes."""

    def __init__(self, changed: Callable[[], None], suspicious: Callable[[], None]) -> None:
        """`changed` is called when devices appeared, disappeared or changed. `suspicious` is called before it, at
        once, when our own stream may have been moved. Both run in the watcher's thread."""
        self._changed, self._suspicious = changed, suspicious
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Starts, or restarts after the server was gone."""
        if self.alive or shutil.which("pactl") is None:
            return
        self._thread = threading.Thread(target=self._follow, name="pactl-subscribe", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        process = self._process
        if process is not None:
            process.kill()
        if self._thread is not None:
            self._thread.join(0.2)

    def _follow(self) -> None:
        # The child must not outlive us, not even if we are killed.
        guard = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        try:
            process = subprocess.Popen(
                [*guard, "pactl", "subscribe"],
                env={**os.environ, "LC_ALL": "C", "PULSE_AUTOSPAWN": "no"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        except OSError:
            return
        with process:
            self._process = process
            assert process.stdout is not None
            for line in process.stdout:
                self._judge(line)
        self._changed()  # the server is gone

    def _judge(self, line: str) -> None:
        """Judges a line such as: Event 'remove' on source #3"""
        words = line.split()
        if len(words) < 5 or words[0] != "Event":
            return
        event, subject = words[1].strip("'"), words[3]
        if (subject == "source" and event == "remove") or (subject == "source-output" and event == "change"):
            self._suspicious()
            self._changed()
        elif subject == "server" or (subject in ("source", "sink") and event in ("new", "remove")):
            self._changed()
