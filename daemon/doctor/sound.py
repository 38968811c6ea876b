"""Checks the sound server and its devices."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from audio import pulse
from audio.devices import Device, Kind, choose, of_server
from config.probe import ProbeFailed, probe
from config.settings import Sound
from config.texts import N_, _
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
                    "PortAudio",
                    _("is not installed: no microphone, no loudspeaker"),
                    "sudo apt-get install libportaudio2",
                )
            ]
        return [
            broken("PortAudio", _("cannot be used: {why}", why=err), "systemctl --user restart pipewire pipewire-pulse")
        ]
    return [ok("PortAudio", str(version).split(",")[0])]


def devices(around: Surroundings) -> list[Finding]:
    sound = around.settings.sound
    if sound.backend == "wav":
        return [ok(N_("devices"), _("files take their place (sound.backend is wav)"))]
    server = pulse.query()
    if server is not None:
        return [
            ok(N_("sound server"), _("answers")),
            *judge_server(server, read_levels("source"), read_levels("sink"), sound),
        ]
    findings = [_no_server()]
    try:
        found = [Device(**each) for each in probe("-c", LIST_DEVICES, timeout=15.0)]
    except ProbeFailed as err:
        return [*findings, broken(N_("devices"), _("cannot be listed: {why}", why=err), "fuser -v /dev/snd/*")]
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
                N_("default microphone"),
                _(
                    "the system's default is {name}, which hears the loudspeaker and not you; sarai "
                    "takes {description} instead",
                    name=monitors[0].name,
                    description=taken.description,
                ),
                f"pactl set-default-source {taken.name}",
            )
        )
    return findings


def _judge_choice(found: Sequence[Device], kind: Kind, sound: Sound) -> Finding:
    wishes = _wishes(sound, kind)
    chosen = choose(found, kind, wishes)
    if chosen is None:
        deaf, mute = _("there is none: you cannot be heard"), _("there is none: replies cannot be heard")
        fix = _("plug one in, then look for it in: {command}", command=_listing(kind))
        return broken(kind, deaf if kind == "microphone" else mute, fix)
    if wishes and not any(wish.casefold() in f"{chosen.name} {chosen.description}".casefold() for wish in wishes):
        return warning(
            kind,
            _(
                "none of those in sound.{kind} is here ({wishes}); {description} takes its place",
                kind=kind,
                wishes=", ".join(wishes),
                description=chosen.description,
            ),
            _listing(kind),
        )
    return ok(kind, chosen.description)


def _judge_level(kind: Kind, device: Device, level: Levels | None) -> Finding | None:
    if level is None or not (level.muted or level.percent == 0):
        return None
    noun = "source" if kind == "microphone" else "sink"
    if level.muted:
        fix = f"pactl set-{noun}-mute {device.name} 0"
        what = _("{device} is muted", device=device.description)
    else:
        fix = f"pactl set-{noun}-volume {device.name} 80%"
        what = _("{device} is turned down to nothing", device=device.description)
    if kind == "microphone":
        return broken(kind, _("{what}: you cannot be heard", what=what), fix)
    return warning(kind, _("{what}: replies cannot be heard", what=what), fix)


def _no_server() -> Finding:
    if shutil.which("pactl") is None:
        return warning(
            N_("sound server"),
            _("pactl is missing: a muted or unplugged microphone cannot be told apart, nor devices chosen by name"),
            "sudo apt-get install pulseaudio-utils",
        )
    return warning(
        N_("sound server"),
        _("none answers: only what ALSA offers can be used, by one program at a time"),
        "systemctl --user start pipewire pipewire-pulse wireplumber",
    )


def _wishes(sound: Sound, kind: Kind) -> list[str]:
    return sound.microphone if kind == "microphone" else sound.loudspeaker


def _listing(kind: Kind) -> str:
    return f"pactl list short {'sources' if kind == 'microphone' else 'sinks'}"
