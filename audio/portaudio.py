"""Microphone and loudspeaker through PortAudio, kept open through all changes of devices.

Devices disappear silently: when a microphone is unplugged, its stream moves to the loudspeaker's monitor; when a sound
server dies, callbacks just stop, and closing the stream may hang for ever. So one thread (the keeper) makes all calls
that can block. It watches the age of the last callback and the sound server's device list, and reopens with a back-off.
The station watches the keeper: when it hangs, the process ends, and the daemon starts a new sound worker.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from types import ModuleType

from audio import pulse
from audio.backend import Captured, DeviceState, SoundError
from audio.calling import Calling
from audio.devices import PORTAUDIO_MISSING, Device, choose, load_portaudio, of_portaudio, of_server
from audio.playback import Playback
from audio.streams import CaptureStream, PlaybackStream, reach
from config.settings import Sound
from config.texts import N_, _

_CHECK = 0.25
"""Seconds between two checks of the streams."""
_BACK_OFF = (0.3, 0.5, 0.8, 1.0, 1.5, 2.0)
_BACK_OFF_SERVER = 0.5
"""Longest wait in seconds while the sound server is gone: a query costs little, and a conversation waits for its
return."""
_CLOSING = 0.15
"""Seconds that close() waits for the devices before it leaves the rest to the guard."""


def _end_process(why: str) -> None:
    print(f"sarai sound: {why}; ending the sound worker", file=sys.stderr, flush=True)
    os._exit(70)


class PortAudioBackend:
    """Backend for the devices of this machine; see audio.backend.Backend."""

    def __init__(self, sound: Sound, fatal: Callable[[str], None] = _end_process) -> None:
        """`fatal` is called when PortAudio hangs; it is expected not to return."""
        self._sound = sound
        self._fatal = fatal
        self._sounddevice: ModuleType | None = None
        self._capture: CaptureStream | None = None
        self._speaker: PlaybackStream | None = None
        self._want_capture = self._want_playback = False
        self._problem = ""
        self._stopped: set[str] = set()  # "microphone", "loudspeaker": since all was well
        self._changed = threading.Event()  # the wishes or the world
        self._recheck = False  # the world
        self._suspect = False  # our capture may have been moved to a monitor: nothing is read until that is clear
        self._closing = False
        self._calling = Calling()
        self._failures = 0
        self._retry_at = 0.0
        self._outdated = False  # PortAudio's list of devices may be
        self._had_server = False
        self._watcher = pulse.Watcher(self._world_changed, self._suspicion)
        self._keeper = threading.Thread(target=self._keep, name="device-keeper", daemon=True)

    # ----------------------------------------------------------------------------------------------- station's thread

    def start(self, playback: Playback, wake: Callable[[], None]) -> None:
        self._playback, self._wake = playback, wake
        self._keeper.start()

    def want(self, capture: bool, playback: bool, now: float) -> None:
        if (capture, playback) != (self._want_capture, self._want_playback):
            self._want_capture, self._want_playback = capture, playback
            self._retry_at = 0.0
            self._changed.set()

    def state(self) -> DeviceState:
        if self._calling.hangs(time.monotonic()):
            self._fatal("PortAudio hangs")
        capture, speaker = self._capture, self._speaker
        return DeviceState(
            capture.name if capture and capture.alive else "",
            speaker.name if speaker and speaker.alive else "",
            self._problem or (_(_STOPPED["microphone"]) if capture and capture.stale else ""),
        )

    def read(self) -> list[Captured]:
        capture = self._capture
        if capture is None or self._suspect:
            return []
        piece = capture.read()
        return [piece] if piece is not None else []

    def now(self) -> float:
        return time.monotonic()

    def hear(self, path: str) -> None:
        raise SoundError(f"{path}: only the backend `wav` hears files")

    def advance(self) -> None:
        raise SoundError("only the backend `wav` advances on command")

    def close(self) -> None:
        self._closing = True
        self._changed.set()
        self._keeper.join(_CLOSING)
        if self._keeper.is_alive():
            threading.Thread(target=self._guard, name="close-guard", daemon=True).start()

    def _guard(self) -> None:
        self._keeper.join(2.0)
        if self._keeper.is_alive():
            self._fatal("PortAudio hangs in close()")

    # ----------------------------------------------------------------------------------------------- watcher's thread

    def _world_changed(self) -> None:
        self._recheck = True
        self._changed.set()

    def _suspicion(self) -> None:
        self._suspect = self._capture is not None

    # ------------------------------------------------------------------------------------------------ keeper's thread

    def _keep(self) -> None:
        while not self._closing:
            in_use = self._want_capture or self._want_playback or self._capture or self._speaker
            self._changed.wait(_CHECK if in_use else None)
            self._changed.clear()
            if not self._closing:
                self._look_after()
        self._watcher.stop()
        self._drop_capture()
        self._drop_speaker()

    def _look_after(self) -> None:
        if any(stream.stale for stream in (self._capture, self._speaker) if stream) and pulse.hangs():
            self._say(_(_HANGS))
            return  # closing a stream would hang as well
        for what, stream, wanted, drop in (
            ("microphone", self._capture, self._want_capture, self._drop_capture),
            ("loudspeaker", self._speaker, self._want_playback, self._drop_speaker),
        ):
            if stream and wanted and stream.stale:
                self._lost(what, stream.proven)
                drop()
            elif stream and not wanted:
                drop()
        if self._recheck:
            self._recheck = False
            self._retry_at = 0.0
            self._check_devices()
        missing = (self._want_capture and not self._capture) or (self._want_playback and not self._speaker)
        if missing and time.monotonic() >= self._retry_at:
            self._open_missing()
        elif not missing and all(stream.alive and stream.proven for stream in (self._capture, self._speaker) if stream):
            self._failures = 0
            self._stopped.clear()
            self._say("")

    def _lost(self, what: str, proven: bool) -> None:
        """Handles a stream that has stopped. One that never worked is reopened with a back-off: its device may be
        suspended."""
        self._stopped.add(what)
        self._say(_(_STOPPED[what] if len(self._stopped) == 1 else _BOTH_STOPPED))
        self._outdated = True
        if proven:
            self._recheck = True
            self._failures = 0
        else:
            self._wait()

    def _check_devices(self) -> None:
        """Closes a stream that is no longer on the right device; it is reopened on the right one."""
        server = pulse.query()
        if server is None:
            self._recheck = self._suspect  # a busy server: what may be a monitor stays unread
            return
        self._watcher.start()
        devices = of_server(server)
        if self._capture is not None:
            attached = pulse.captured_sources(os.getpid(), server)
            chosen = choose(devices, "microphone", self._sound.microphone)
            on_monitor = any(source.monitor for source in attached)
            if on_monitor or chosen is None or not _is_it(chosen, self._capture.name, attached):
                self._drop_capture()
                self._say(_("the microphone is gone") if chosen is None or on_monitor else "")
        if self._speaker is not None:
            chosen = choose(devices, "loudspeaker", self._sound.loudspeaker)
            if chosen is None or not _is_it(chosen, self._speaker.name, pulse.played_sinks(os.getpid(), server)):
                self._drop_speaker()
        self._suspect = False

    def _open_missing(self) -> None:
        try:
            problem = self._open()
        except SoundError as err:
            problem = str(err)
            self._outdated = True
        if problem:
            self._wait(_BACK_OFF_SERVER if problem in (_(_NO_SERVER), _(_HANGS)) else _BACK_OFF[-1])
            self._say(problem)

    def _wait(self, longest: float = _BACK_OFF[-1]) -> None:
        """Delays the next attempt (back-off)."""
        wait = _BACK_OFF[min(self._failures, len(_BACK_OFF) - 1)]
        self._failures += 1
        self._retry_at = time.monotonic() + min(wait, longest)

    def _open(self) -> str:
        """Opens wanted streams that are missing. Returns the problem, empty when there is none."""
        sounddevice = self._fresh_portaudio()
        if sounddevice is None:
            return _(PORTAUDIO_MISSING)
        server = pulse.query()
        if server is not None:
            self._watcher.start()
        elif pulse.hangs():
            return _(_HANGS)
        elif self._had_server:
            return _(_NO_SERVER)
        self._had_server = server is not None
        devices = of_server(server) if server is not None else of_portaudio(sounddevice)
        self._outdated = server is None  # without a server, only a fresh list shows what was plugged in
        problems = []
        if self._want_capture and not self._capture:
            chosen = choose(devices, "microphone", self._sound.microphone)
            problems.append(self._open_capture(sounddevice, chosen) if chosen else _("no microphone is connected"))
        if self._want_playback and not self._speaker:
            chosen = choose(devices, "loudspeaker", self._sound.loudspeaker)
            problems.append(self._open_speaker(sounddevice, chosen) if chosen else _("no loudspeaker is connected"))
        return "; ".join(problem for problem in problems if problem)

    def _fresh_portaudio(self) -> ModuleType | None:
        """Returns PortAudio with a current device list: it only looks for devices when it is initialised."""
        with self._calling:
            if self._sounddevice is None:
                self._sounddevice = load_portaudio()
            elif self._outdated and self._capture is None and (self._speaker is None or self._playback.idle):
                self._drop_speaker()
                self._outdated = False
                self._sounddevice._terminate()
                self._sounddevice._initialize()
        return self._sounddevice

    def _open_capture(self, sounddevice: ModuleType, device: Device) -> str:
        try:
            with self._calling:
                index = reach(sounddevice, device, "PULSE_SOURCE")
                self._capture = CaptureStream(sounddevice, index, device.description, self._wake)
        except SoundError as err:
            self._outdated = True
            return _("microphone {description}: {why}", description=device.description, why=err)
        self._suspect = False
        self._wake()
        return ""

    def _open_speaker(self, sounddevice: ModuleType, device: Device) -> str:
        try:
            with self._calling:
                index = reach(sounddevice, device, "PULSE_SINK")
                self._speaker = PlaybackStream(sounddevice, index, device.description, self._playback)
        except SoundError as err:
            self._outdated = True
            return _("loudspeaker {description}: {why}", description=device.description, why=err)
        self._wake()
        return ""

    def _drop_capture(self) -> None:
        stream, self._capture = self._capture, None
        self._drop(stream)

    def _drop_speaker(self) -> None:
        stream, self._speaker = self._speaker, None
        self._drop(stream)

    def _drop(self, stream: CaptureStream | PlaybackStream | None) -> None:
        if stream is None:
            return
        with self._calling:
            stream.close()
        self._wake()

    def _say(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._wake()


_NO_SERVER = N_("the sound server is gone")
_HANGS = N_("the sound server does not answer")
_STOPPED = {"microphone": N_("the microphone stopped"), "loudspeaker": N_("the loudspeaker stopped")}
_BOTH_STOPPED = N_("the microphone and the loudspeaker stopped")


def _is_it(chosen: Device, name: str, attached: list[pulse.Endpoint]) -> bool:
    """Whether a stream opened as `name` is still on the chosen device. Servers move streams to a new default."""
    return chosen.description == name and all(endpoint.name == chosen.name for endpoint in attached)
