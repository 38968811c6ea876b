"""Checks the way from the loudspeaker to the microphone: plays a chirp and looks for it in the recording."""

from __future__ import annotations

import json
from dataclasses import dataclass

from config.probe import ProbeFailed, probe
from config.texts import N_, _
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning

_NAME = N_("round trip")
_HEARD = 0.15
"""Least correlation with a chirp that was heard. A reverberant room gives 0.3-0.8, other sounds less than 0.05."""
_LATE_MS, _TOO_LATE_MS = 350.0, 500.0
"""Delays above which there is a warning and a fault.

The echo canceller works up to 300 ms without a hint, and collapses at 600 ms.
"""
_NOISY_DBFS = -40.0
_OVERDRIVEN_DBFS = -2.0
_SPEECH = 0.3
"""Share of the time with speech above which there is a warning.

A single chunk of 32 ms may be a mistake, or a word from the next room.
"""


@dataclass(frozen=True, slots=True)
class HeardTone:
    """The figures that the probe measured."""

    delay_ms: float
    correlation: float
    noise_dbfs: float
    """Level before the chirp."""
    speech: float
    """Share of the time before the chirp that the voice detector takes for speech, 0..1."""
    level_dbfs: float
    """Level during the chirp."""
    peak_dbfs: float
    played_dbfs: float
    silent: bool
    """Whether the recording holds nothing but zeros; no microphone is that quiet."""
    hearing_rate: bool
    """Whether the microphone gives 16 kHz itself."""


def round_trip(around: Surroundings) -> list[Finding]:
    sound = around.settings.sound
    if around.quick or sound.backend == "wav":
        return []
    wishes = json.dumps({"microphone": sound.microphone, "loudspeaker": sound.loudspeaker})
    try:
        answer = probe("-m", "daemon.doctor.chirp", wishes, timeout=45.0)
    except ProbeFailed as err:
        return [
            broken(
                _NAME,
                _("sound cannot be played and recorded: {why}", why=err),
                "systemctl --user restart pipewire pipewire-pulse",
            )
        ]
    if "absent" in answer:
        return []  # the devices' own check has told it
    if "problem" in answer:
        return [broken(_NAME, _("not to be had: {why}", why=answer["problem"]), "fuser -v /dev/snd/*")]
    return judge(HeardTone(**answer))


def judge(heard: HeardTone) -> list[Finding]:
    """Returns the findings that the figures mean. Pure."""
    if heard.silent:
        return [
            broken(
                _NAME,
                _(
                    "the microphone delivers nothing but zeros: a switch on it, the desktop's privacy "
                    "setting, or a wrong input"
                ),
                _("pactl list sources; then choose another port or microphone"),
            )
        ]
    findings = [_judge_noise(heard.noise_dbfs), _judge_silence(heard.speech), _judge_echo(heard)]
    if not heard.hearing_rate:
        findings.append(ok(N_("sample rate"), _("the microphone refuses 16 kHz; what it gives is converted")))
    return findings


def _judge_noise(noise: float) -> Finding:
    if noise > _NOISY_DBFS:
        fix = _("turn the microphone down (pactl set-source-volume @DEFAULT_SOURCE@ 60%), or move it away from the fan")
        return warning(
            N_("noise"), _("{noise:.0f} dBFS without anybody speaking: soft speech drowns in it", noise=noise), fix
        )
    return ok(N_("noise"), _("{noise:.0f} dBFS when nobody speaks", noise=noise))


def _judge_silence(speech: float) -> Finding:
    if speech > _SPEECH:
        why = _(
            "speech in {speech:.0%} of the time before the test tone: a television or a radio "
            "would be answered as well",
            speech=speech,
        )
        return warning(
            N_("silence"), why, _("be quiet meanwhile and try again; else: listening.mode: wake in the settings")
        )
    return ok(N_("silence"), _("taken for silence"))


def _judge_echo(heard: HeardTone) -> Finding:
    if heard.correlation < _HEARD:
        return warning(
            _NAME,
            _("the microphone does not hear the loudspeaker: right with headphones, else the loudspeaker is too soft"),
            "pactl set-sink-volume @DEFAULT_SINK@ 70%",
        )
    loss = heard.played_dbfs - heard.level_dbfs
    figures = _(
        "{delay_ms:.0f} ms from loudspeaker to microphone, {loss:.0f} dB softer", delay_ms=heard.delay_ms, loss=loss
    )
    if heard.delay_ms > _TOO_LATE_MS:
        why = _("too late for echo cancellation: it will hear and interrupt itself")
        return broken(
            _NAME,
            f"{figures}: {why}",
            _("use wired devices, or headphones; or set sound.echo_cancellation to false then"),
        )
    if heard.peak_dbfs > _OVERDRIVEN_DBFS:
        why = _("the microphone is overdriven, which echo cancellation cannot undo")
        return warning(_NAME, f"{figures}: {why}", "pactl set-source-volume @DEFAULT_SOURCE@ 60%")
    if heard.delay_ms > _LATE_MS:
        return warning(
            _NAME,
            _("{figures}: late; interrupting it may take two tries", figures=figures),
            _("use wired devices, or headphones"),
        )
    return ok(_NAME, figures)
