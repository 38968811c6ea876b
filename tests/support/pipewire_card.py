"""The virtual sound card of tests/support/virtual_card.py on a private PipeWire: its daemon, session manager and
PulseAudio stand-in.

Needs Debian's pipewire, pipewire-pulse, wireplumber and dbus. The session manager needs a bus; without one it links
nothing and sets no default.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from tests.support.virtual_card import VirtualCard, _until

_SINKS = {"speaker": "VirtualSpeaker", "micfeed": "MicrophoneFeed"}


def available() -> bool:
    """Whether the programs of the card are installed."""
    programs = ("pipewire", "wireplumber", "pipewire-pulse", "dbus-daemon", "pactl", "paplay", "parecord")
    return all(shutil.which(program) for program in programs)


class PipeWireCard(VirtualCard):
    """A VirtualCard on PipeWire. Its methods kill and restart all of PipeWire."""

    def __init__(self) -> None:
        super().__init__()
        self._servers: list[subprocess.Popen[bytes]] = []

    def start_server(self) -> None:
        runtime = Path(self.env["XDG_RUNTIME_DIR"])
        address = f"unix:path={runtime}/bus-of-pipewire"
        self._run(["dbus-daemon", "--session", f"--address={address}", "--nofork", "--nopidfile"])
        _until((runtime / "bus-of-pipewire").exists, "the bus")
        self._run(["pipewire"])
        _until((runtime / "pipewire-0").exists, "PipeWire")
        self._run(["wireplumber"], {"DBUS_SESSION_BUS_ADDRESS": address, "DBUS_SYSTEM_BUS_ADDRESS": address})
        self._run(["pipewire-pulse"])
        _until(lambda: "PipeWire" in self._pactl("info"), "PipeWire's PulseAudio")
        for sink, description in _SINKS.items():
            self._pactl("load-module", "module-null-sink", f"sink_name={sink}", "rate=48000", "channels=1",
                        f"sink_properties=device.description={description}")  # fmt: skip
        _until(lambda: "micfeed.monitor" in self._sources(), "the loudspeakers")
        self.restore_microphone()
        _until(self._chosen, "the defaults", 30)

    def kill_server(self) -> None:
        for server in reversed(self._servers):
            server.kill()
            server.wait(5)
        self._servers.clear()
        for socket in ("pipewire-0", "pipewire-0.lock", "bus-of-pipewire", "pulse/native"):
            (Path(self.env["XDG_RUNTIME_DIR"]) / socket).unlink(missing_ok=True)

    def restore_microphone(self) -> None:
        super().restore_microphone()
        _until(lambda: "mic" in self._sources(), "the microphone")

    def _chosen(self) -> bool:
        """Sets the defaults, and tells whether they hold: the session manager accepts them only once it is up."""
        self._pactl("set-default-sink", "speaker")
        self._pactl("set-default-source", "mic")
        time.sleep(0.2)
        info = self._pactl("info")
        return "Default Sink: speaker" in info and "Default Source: mic" in info

    def _run(self, command: list[str], more: dict[str, str] | None = None) -> None:
        quiet = subprocess.DEVNULL
        env = {**self.env, **(more or {})}
        self._servers.append(subprocess.Popen(command, env=env, stdin=quiet, stdout=quiet, stderr=quiet))
