"""Checks the sound server and its devices."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from audio import pulse
from audio.devices import Device, Kind, choose, of_server
from config.probe import ProbeFailed, probe
from config.settings import Sound
from daemon.app.devices import LIST_DEVICES
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning
from daemon.doctor.levels import Levels, read_levels

_LIBRARY = "import json, sounddevice; print(json.dumps(sounddevice.get_portaudio_version()[1]))"


def portaudio(around: Surroundings) -> list[Finding]:
    """Checks the PortAudio library itself, which Python's sounddevice does not bring along on Linux."""
    try:
        version = probe("-c", _LIBRARY, timeout=15.0)
    except ProbeFailed as err:
        if "PortAudio library not found" in str(err):
            return [
                broken(
                    "PortAudio", "is not installed: no microphone, no loudspeaker", "sudo apt-get install libportaudio2"
                )
            ]
        return [broken("PortAudio", f"cannot be used: {err}", "systemctl --user restart pipewire pipewire-pulse")]
    return [ok("PortAudio", str(version).split(",")[0])]


def devices(around: Surroundings) -> list[Finding]:
    sound = around.settings.sound
    if sound.backend == "wav":
        return [ok("devices", "files take their place (sound.backend is wav)")]
    server = pulse.query()
    if server is not None:
        return [ok("sound server", "answers"), *judge_server(server, read_levels("source"), read_levels("sink"), sound)]
    findings = [_no_server()]
    try:
        found = [Device(**each) for each in probe("-c", LIST_DEVICES, timeout=15.0)]
    except ProbeFailed as err:
        return [*findings, broken("devices", f"cannot be listed: {err}", "fuser -v /dev/snd/*")]
    return [*findings, _judge_choice(found, "microphone", sound), _judge_choice(found, "loudspeaker", sound)]


def judge_server(
    server: pulse.Server, sources: dict[str, Levels], sinks: dict[str, Levels], sound: Sound
) -> list[Finding]:
    """Returns the findings about the devices of a sound server. Pure."""
    found = of_server(server)
    findings = []
    kinds: tuple[tuple[Kind, dict[str, Levels]], ...] = (("microphone", sources), ("loudspeaker", sinks))
    for kind, levels in kinds:
        chosen = choose(found, kind, _wishes(sound, kind))
        silent = _judge_level(kind, chosen, levels.get(chosen.name)) if chosen is not None else None
        findings.append(silent or _judge_choice(found, kind, sound))
    monitors = [source for source in server.sources if source.monitor and source.name == server.default_source]
    if monitors and any(device.kind == "microphone" for device in found):
        taken = choose(found, "microphone", sound.microphone)
        assert taken is not None
        findings.append(
            warning(
                "default microphone",
                f"the system's default is {monitors[0].name}, which hears the loudspeaker and not you; "
                f"sarai takes {taken.description} instead",
                f"pactl set-default-source {taken.name}",
            )
        )
    return findings


def _judge_choice(found: Sequence[Device], kind: Kind, sound: Sound) -> Finding:
    wishes = _wishes(sound, kind)
    chosen = choose(found, kind, wishes)
    if chosen is None:
        what = "you cannot be heard" if kind == "microphone" else "replies cannot be heard"
        return broken(kind, f"there is none: {what}", f"plug one in, then look for it in: {_listing(kind)}")
    if wishes and not any(wish.casefold() in f"{chosen.name} {chosen.description}".casefold() for wish in wishes):
        return warning(
            kind,
            f"none of those in sound.{kind} is here ({', '.join(wishes)}); {chosen.description} takes its place",
            _listing(kind),
        )
    return ok(kind, chosen.description)


def _judge_level(kind: Kind, device: Device, level: Levels | None) -> Finding | None:
    if level is None or not (level.muted or level.percent == 0):
        return None
    noun = "source" if kind == "microphone" else "sink"
    if level.muted:
        fix = f"pactl set-{noun}-mute {device.name} 0"
        what = "is muted"
    else:
        fix = f"pactl set-{noun}-volume {device.name} 80%"
        what = "is turned down to nothing"
    if kind == "microphone":
        return broken(kind, f"{device.description} {what}: you cannot be heard", fix)
    return warning(kind, f"{device.description} {what}: replies cannot be heard", fix)


def _no_server() -> Finding:
    if shutil.which("pactl") is None:
        return warning(
            "sound server",
            "pactl is missing: a muted or unplugged microphone cannot be told apart, nor devices chosen by name",
            "sudo apt-get install pulseaudio-utils",
        )
    return warning(
        "sound server",
        "none answers: only what ALSA offers can be used, by one program at a time",
        "systemctl --user start pipewire pipewire-pulse wireplumber",
    )


def _wishes(sound: Sound, kind: Kind) -> list[str]:
    return sound.microphone if kind == "microphone" else sound.loudspeaker


def _listing(kind: Kind) -> str:
    return f"pactl list short {'sources' if kind == 'microphone' else 'sinks'}"
