"""A virtual sound card for tests: a private PulseAudio with one microphone and one loudspeaker.

`mic` hears everything that is played into the sink `micfeed`. The monitor of the sink `speaker` records all that is
played to it. The null sinks need norewinds=1: without it capture stalls for 0.5-1.5 s after opening.

Needs Debian's libportaudio2 libasound2-plugins pulseaudio pulseaudio-utils. Runs wherever those run, root included.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

_MICROPHONE = (
    "module-remap-source source_name=mic master=micfeed.monitor source_properties=device.description=VirtualMicrophone"
)
RATE = 48_000
"""Sample rate of the card in Hz."""
_NULL = f"rate={RATE} channels=1 norewinds=1"
_TWO_SINKS = f"""
load-module module-null-sink sink_name=speaker {_NULL} sink_properties=device.description=VirtualSpeaker
load-module module-null-sink sink_name=micfeed {_NULL}
"""
_REMAP = "module-remap-sink master=card channels=1 remix=no channel_map=mono"
_ONE_CLOCK = f"""
load-module module-null-sink sink_name=card rate={RATE} channels=2 norewinds=1
load-module {_REMAP} sink_name=speaker master_channel_map=front-left sink_properties=device.description=VirtualSpeaker
load-module {_REMAP} sink_name=micfeed master_channel_map=front-right
"""
_CARD = """
load-module module-native-protocol-unix
{sinks}
load-module {microphone}
set-default-sink speaker
set-default-source mic
"""
_ASOUNDRC = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"


def available() -> bool:
    """Whether the programs of the card are installed."""
    return all(shutil.which(program) for program in ("pulseaudio", "pactl", "paplay", "parecord"))


class VirtualCard:
    """Runs the card as a context manager. Pass `env` to the processes that are to use it.

    With `one_clock` loudspeaker and microphone are the two channels of one sink, so that one recording (`record_both`)
    gives the order of sounds to the sample.
    """

    def __init__(self, one_clock: bool = False) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="sarai-card-"))
        runtime, home = self._root / "run", self._root / "home"
        for folder in (runtime, home):
            folder.mkdir(mode=0o700)
        (self._root / "card.pa").write_text(
            _CARD.format(sinks=_ONE_CLOCK if one_clock else _TWO_SINKS, microphone=_MICROPHONE)
        )
        (home / ".asoundrc").write_text(_ASOUNDRC)
        self.env = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("PULSE_", "DBUS_", "XDG_DATA"))},
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(runtime),
            "PULSE_RUNTIME_PATH": str(runtime / "pulse"),
            "PULSE_SERVER": f"unix:{runtime}/pulse/native",
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._children: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> VirtualCard:
        try:
            self.start_server()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            _end(child)
        self.kill_server()
        shutil.rmtree(self._root, ignore_errors=True)

    # --------------------------------------------------------------------------------------------------- the server

    def start_server(self) -> None:
        """Starts the sound server (again)."""
        command = ["pulseaudio", "-n", "-F", str(self._root / "card.pa"), "--daemonize=no", "--exit-idle-time=-1"]
        command += ["--use-pid-file=no", f"--log-target=file:{self._root}/pulseaudio.log"]
        self._server = subprocess.Popen(
            command, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _until(lambda: "mic" in self._sources(), "the sound server to start")

    def kill_server(self) -> None:
        """Kills the sound server, without a word to its clients."""
        if self._server is not None:
            self._server.send_signal(signal.SIGKILL)
            self._server.wait(5)
            self._server = None

    # ------------------------------------------------------------------------------------------------ the microphone

    def remove_microphone(self) -> None:
        """Pulls the microphone's plug. The loudspeaker's monitor stays as the only source besides the feed's."""
        self._pactl("unload-module", "module-remap-source")

    def remove_loudspeaker(self) -> None:
        """Pulls every plug: the microphone's feed is a sink, too."""
        self._pactl("unload-module", "module-null-sink")

    def restore_microphone(self) -> None:
        self._pactl("load-module", *_MICROPHONE.split())
        self._pactl("set-default-source", "mic")

    def loop_speaker_into_microphone(self) -> None:
        """Feeds the loudspeaker's sound into the microphone from now on, as on a desk."""
        # It stays where it is put: servers move streams when the default changes, and this one would feed itself.
        stay = ("source_dont_move=true", "sink_dont_move=true")
        self._pactl(
            "load-module", "module-loopback", "source=speaker.monitor", "sink=micfeed", "latency_msec=30", *stay
        )

    # ------------------------------------------------------------------------------------------------------- sounds

    def play(self, wav: Path | str, wait: bool = True) -> float:
        """Plays a file into the microphone. Returns the monotonic time just before it began."""
        began = time.monotonic()
        command = ["paplay", "--device=micfeed", str(wav)]
        player = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._children.append(player)
        if wait:
            player.wait(120)
        return began

    def record(self, wav: Path | str) -> Recording:
        """Records the loudspeaker until the recording is stopped."""
        return self._record("speaker.monitor", 1, wav)

    def record_both(self, wav: Path | str) -> Recording:
        """Records the loudspeaker (left) and the microphone (right). Needs `one_clock`."""
        return self._record("card.monitor", 2, wav)

    def _record(self, device: str, channels: int, wav: Path | str) -> Recording:
        command = ["parecord", f"--device={device}", f"--rate={RATE}", f"--channels={channels}", "--format=s16le"]
        command += ["--file-format=wav", "--latency-msec=20", str(wav)]
        recorder = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._children.append(recorder)
        _until(lambda: Path(wav).exists(), "the recording to begin")
        time.sleep(0.2)
        return Recording(recorder, Path(wav))

    # ------------------------------------------------------------------------------------------------------ what is

    def source_of(self, pid: int) -> list[str]:
        """Returns the names of the sources that a process captures from."""
        names = {
            line.split("\t")[0]: line.split("\t")[1] for line in self._pactl("list", "short", "sources").splitlines()
        }
        found, source = [], ""
        for line in self._pactl("list", "source-outputs").splitlines():
            if line.strip().startswith("Source: "):
                source = names.get(line.split(":")[1].strip(), "?")
            elif f'application.process.id = "{pid}"' in line:
                found.append(source)
        return found

    def _sources(self) -> list[str]:
        return [line.split("\t")[1] for line in self._pactl("list", "short", "sources").splitlines() if "\t" in line]

    def _pactl(self, *arguments: str) -> str:
        env = {**self.env, "LC_ALL": "C"}
        done = subprocess.run(["pactl", *arguments], env=env, capture_output=True, text=True, timeout=10, check=False)
        return done.stdout


def read_both(wav: Path | str) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Returns (loudspeaker, microphone) of a `record_both` file: int16, shape (n,), at RATE."""
    with wave.open(str(wav)) as file:
        both = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()


class Recording:
    """A recording of the loudspeaker in progress."""

    def __init__(self, recorder: subprocess.Popen[bytes], path: Path) -> None:
        self._recorder = recorder
        self.path = path

    def stop(self) -> Path:
        """Ends the recording; the file is complete afterwards."""
        time.sleep(0.3)  # what was just played is still on its way
        self._recorder.send_signal(signal.SIGINT)
        self._recorder.wait(5)
        return self.path


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(2)


def _until(condition: Callable[[], bool], what: str = "it", seconds: float = 10.0) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.05)
