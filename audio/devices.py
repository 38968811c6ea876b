"""Lists microphones and loudspeakers, and chooses among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

from audio import pulse
from config.texts import N_, _

PORTAUDIO_MISSING = N_("PortAudio is missing: apt-get install libportaudio2")

Kind = Literal["microphone", "loudspeaker"]


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone or loudspeaker as the user may name it."""

    kind: Kind
    name: str
    """Identifier. Names in the settings are compared with it and with the description."""
    description: str
    default: bool
    """The device is the system's default."""
    index: int | None
    """PortAudio's number. None for a device of the sound server, which is reached through PortAudio's `pulse`."""


def load_portaudio() -> ModuleType | None:
    """Returns the sounddevice module, or None when the PortAudio library is not installed. The first call takes
    0.1-0.4 s."""
    try:
        import sounddevice
    except OSError:
        return None
    module: ModuleType = sounddevice
    return module


def list_devices() -> list[Device]:
    """Returns all usable devices, microphones first, without monitors of loudspeakers. Empty when PortAudio is
    missing."""
    sounddevice = load_portaudio()
    if sounddevice is None:
        return []
    server = pulse.query()
    return of_server(server) if server is not None else of_portaudio(sounddevice)


def of_server(server: pulse.Server) -> list[Device]:
    """The sound server's devices."""
    microphones = [
        Device("microphone", s.name, s.description, s.name == server.default_source, None)
        for s in server.sources
        if not s.monitor
    ]
    loudspeakers = [
        Device("loudspeaker", s.name, s.description, s.name == server.default_sink, None) for s in server.sinks
    ]
    return microphones + loudspeakers


def of_portaudio(sounddevice: ModuleType) -> list[Device]:
    """PortAudio's own list, for systems without a sound server."""
    found: list[Device] = []
    kinds: tuple[tuple[Kind, str, int], ...] = (
        ("microphone", "max_input_channels", 0),
        ("loudspeaker", "max_output_channels", 1),
    )
    for kind, channels, which in kinds:
        for index, entry in enumerate(sounddevice.query_devices()):
            name = str(entry["name"])
            if entry[channels] > 0 and not (kind == "microphone" and "monitor" in name.lower()):
                found.append(Device(kind, name, name, index == sounddevice.default.device[which], index))
    return found


def choose(devices: Sequence[Device], kind: Kind, preferred: Sequence[str]) -> Device | None:
    """Returns the first preferred device that is present (whole name before part of a name, any case), else the
    system's default, else any."""
    candidates = [device for device in devices if device.kind == kind]
    for wanted in (name.casefold() for name in preferred):
        for device in candidates:
            if wanted in (device.name.casefold(), device.description.casefold()):
                return device
        for device in candidates:
            if wanted in device.name.casefold() or wanted in device.description.casefold():
                return device
    defaults = [device for device in candidates if device.default]
    return next(iter(defaults + candidates), None)


def sound_available() -> tuple[bool, str]:
    """Whether a spoken conversation is possible here, and if not why, in one line."""
    if load_portaudio() is None:
        return False, _(PORTAUDIO_MISSING)
    devices = list_devices()
    if not devices:
        return False, _("no sound card: no microphone and no loudspeaker was found")
    none = {"microphone": _("no microphone was found"), "loudspeaker": _("no loudspeaker was found")}
    for kind, told in none.items():
        if not any(device.kind == kind for device in devices):
            return False, told
    return True, ""
