"""The probe behind the round trip: `python -m daemon.doctor.chirp WISHES`, a process that may hang or crash.

It plays a rising tone and records meanwhile, through the streams and clocks that conversations use.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.backend import SoundError
from audio.devices import Device, choose, list_devices, load_portaudio
from audio.frames import Pcm, dbfs, to_int16
from audio.playback import Playback
from audio.streams import CaptureStream, PlaybackStream
from audio.vad import CHUNK, Silero
from config.constants import HEARING_RATE
from config.texts import _
from daemon.doctor.round_trip import HeardTone

_SETTLING, _BEFORE, _CHIRP, _AFTER = 0.5, 0.7, 0.5, 1.3
"""Seconds until the streams run evenly, for the noise floor, for the tone, and for the longest delay worth a figure."""
_LOUDNESS = 0.2


def chirp() -> Pcm:
    """Returns a rising tone from 400 to 6000 Hz, which small loudspeakers play and all microphones hear.

    The tone has HEARING_RATE and is faded at both ends, so that it doesn't click.
    """
    times = np.arange(int(_CHIRP * HEARING_RATE)) / HEARING_RATE
    tone = np.sin(2 * np.pi * (400 * times + (6000 - 400) / (2 * _CHIRP) * times**2))
    fade = np.minimum(1.0, np.minimum(times, _CHIRP - times) / 0.02)
    return to_int16(_LOUDNESS * tone * fade)


def measure(recording: Pcm, played_at: int, hearing_rate: bool) -> HeardTone:
    """Finds the chirp in a recording by normalised cross-correlation, and measures levels and delay.

    `played_at`: index of the recording's sample at the moment when the chirp left the loudspeaker.
    """
    pattern = chirp().astype(np.float64)
    signal = recording.astype(np.float64)
    size = 1 << (len(signal) + len(pattern)).bit_length()
    spectrum = np.fft.rfft(signal, size) * np.conj(np.fft.rfft(pattern, size))
    products = np.fft.irfft(spectrum, size)[played_at : len(signal) - len(pattern)]
    likeness = np.abs(products) / np.sqrt(
        np.sum(pattern**2) * _energy(signal, len(pattern))[played_at:][: len(products)]
    )
    delay = int(np.argmax(likeness))
    window = recording[played_at + delay :][: len(pattern)]
    quiet = recording[max(0, played_at - int(_BEFORE * HEARING_RATE)) : played_at]
    peak = float(np.max(np.abs(signal))) / 32768
    return HeardTone(
        delay_ms=round(delay * 1000 / HEARING_RATE, 1),
        correlation=round(float(likeness[delay]), 3),
        noise_dbfs=round(dbfs(quiet), 1),
        level_dbfs=round(dbfs(window), 1),
        peak_dbfs=round(20 * float(np.log10(max(1e-5, peak))), 1),
        played_dbfs=round(dbfs(chirp()), 1),
        speech=round(_speech(quiet), 2),
        silent=not np.any(recording),
        hearing_rate=hearing_rate,
    )


def _speech(quiet: Pcm) -> float:
    """Returns the share of the chunks that the voice detector takes for speech, 0..1."""
    detector = Silero()
    chunks = [quiet[at : at + CHUNK] for at in range(0, len(quiet) - CHUNK + 1, CHUNK)]
    judged = [detector.probability(chunk) >= 0.5 for chunk in chunks]
    return sum(judged) / len(judged) if judged else 0.0


def _energy(signal: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Returns the energy of each window of `length` samples, plus `length`.

    The addition keeps a nearly silent window from correlating with anything.
    """
    sums = np.concatenate([[0.0], np.cumsum(signal**2)])
    return np.asarray(sums[length:] - sums[:-length] + length, np.float64)


def listen(wishes: dict[str, list[str]]) -> dict[str, Any]:
    """Plays, records and measures on the devices that the daemon would choose.

    Returns the fields of a HeardTone, or `absent` with what is not there, or `problem` with a line about a failure.
    """
    sounddevice = load_portaudio()
    if sounddevice is None:
        return {"absent": "PortAudio"}
    found = list_devices()
    microphone = choose(found, "microphone", wishes["microphone"])
    loudspeaker = choose(found, "loudspeaker", wishes["loudspeaker"])
    if microphone is None or loudspeaker is None:
        return {"absent": "microphone" if microphone is None else "loudspeaker"}
    # A device of the sound server is reached through an ALSA plugin that takes its name from the environment.
    os.environ |= {"PULSE_SOURCE": microphone.name, "PULSE_SINK": loudspeaker.name}
    names = [str(entry["name"]) for entry in sounddevice.query_devices()]
    playback = Playback(volume=1.0, duck_db=0.0)
    try:
        capture = CaptureStream(sounddevice, _index(microphone, names), microphone.name, lambda: None)
        speaker = PlaybackStream(sounddevice, _index(loudspeaker, names), loudspeaker.name, playback)
    except SoundError as err:
        return {"problem": _("{why} (another program may hold the device)", why=err)}
    pieces: list[Pcm] = []
    asked, began, played = False, 0.0, None
    start = time.monotonic()
    while time.monotonic() < start + _SETTLING + _BEFORE + _CHIRP + _AFTER:
        if not asked and time.monotonic() > start + _SETTLING + _BEFORE:
            asked = playback.add(1, HEARING_RATE, chirp(), last=True)
        time.sleep(0.02)
        _released, blocks = playback.collect()
        if blocks and played is None:
            played = blocks[0].time
        piece = capture.read()
        if piece is not None:
            # The later the piece, the better the clock's estimate of when the first one began.
            began = piece.time - sum(map(len, pieces)) / HEARING_RATE
            pieces.append(piece.pcm)
    speaker.close()
    if played is None or not pieces:
        mute, deaf = _("the loudspeaker delivers no sound at all"), _("the microphone delivers no sound at all")
        return {"problem": mute if played is None else deaf}
    recording = np.concatenate(pieces)
    played_at = min(max(0, round((played - began) * HEARING_RATE)), len(recording))
    if played_at + len(chirp()) >= len(recording):
        return {"problem": _("the microphone stopped in between")}
    return asdict(measure(recording, played_at, capture.rate == HEARING_RATE))


def _index(device: Device, names: list[str]) -> int | None:
    if device.index is not None:
        return device.index
    return next((names.index(name) for name in ("pulse", "pipewire", "default") if name in names), None)


if __name__ == "__main__":
    print(json.dumps(listen(json.loads(sys.argv[1]))), flush=True)
    os._exit(0)  # nothing is worth saving, and PortAudio may hang in its destructors
