"""Messages between the sound worker and the daemon.

Positions on the *hearing timeline* (`at`, `end`, ...) are samples at HEARING_RATE counted since capture was first
opened. The timeline never jumps back, and time without a device is counted through. `*_time` are seconds of
CLOCK_MONOTONIC (time.monotonic()), the same clock in both processes. PCM travels as bytes: int16 little-endian, mono.
"""

from __future__ import annotations

from dataclasses import dataclass

# ------------------------------------------------------------------------------------------- events: station -> daemon


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Speech has begun at `at`. Heard audio starts earlier by the pre-roll."""

    at: int
    while_playing: bool
    """A reply was audible at that moment (or within its echo tail), so this may be a barge-in."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Speech audio, in order and without gaps within an utterance: pre-roll, speech, and the following pause."""

    at: int
    """Position of the first sample."""
    pcm: bytes


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """The speaker has been silent for the provisional pause (settings `turn.provisional_ms`)."""

    at: int
    """Current end of the timeline."""
    end: int
    """Acoustic end of the speech: one past the last sample that was speech."""
    end_time: float
    """Time at which the sample `end` reached the microphone."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Sent every 20 ms during a pause: the clock of turn taking. The daemon computes at - end."""

    at: int
    end: int


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """The speaker went on at `at`. Heard audio continues without a gap."""

    at: int


@dataclass(frozen=True, slots=True)
class SpeechDropped:
    """The sound was no speech after all (too short); the utterance is void."""

    at: int


@dataclass(frozen=True, slots=True)
class PlaybackStarted:
    """The first *audible* sample of a reply leaves the loudspeaker."""

    reply: int
    audible_time: float
    """Time at which it leaves (device latency included)."""


@dataclass(frozen=True, slots=True)
class PlaybackProgress:
    """Sent about every 50 ms while a reply plays, and at every pause."""

    reply: int
    played: int
    """Samples of the reply that have left the loudspeaker, at the rate of the reply's `Play` commands."""
    underruns: int
    """Number of times the reply has run dry before its last sample."""


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """A reply has ended or was flushed. Each played reply has exactly one."""

    reply: int
    played: int
    complete: bool
    underruns: int


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A device appeared, disappeared or took over. `problem` is one line for the user, empty when all is well."""

    capture: str
    """Name of the microphone in use; empty while there is none or capture is closed."""
    playback: str
    problem: str


@dataclass(frozen=True, slots=True)
class Level:
    """Sent about ten times a second while `meter` is on, for live views and the doctor."""

    at: int
    dbfs: float
    speech: float
    """Speech probability 0..1 after echo cancellation."""


@dataclass(frozen=True, slots=True)
class InputEnded:
    """Only the WAV backend: the last sample of the input has been heard."""

    at: int


Event = (
    SpeechStarted
    | Heard
    | SpeechPaused
    | Silence
    | SpeechResumed
    | SpeechDropped
    | PlaybackStarted
    | PlaybackProgress
    | PlaybackEnded
    | DeviceChanged
    | Level
    | InputEnded
)

# ----------------------------------------------------------------------------------------- commands: daemon -> station


@dataclass(frozen=True, slots=True)
class Listen:
    """Opens or closes capture. Closed means that no stream is open: the desktop shows no microphone in use."""

    on: bool


@dataclass(frozen=True, slots=True)
class Play:
    """The next audio of a reply. Replies play one after another in the order of their first Play."""

    reply: int
    rate: int
    pcm: bytes
    last: bool
    """No more audio of this reply follows; `pcm` may be empty."""


@dataclass(frozen=True, slots=True)
class Duck:
    """Continues playback much softer (or at full volume again), with a 20 ms ramp."""

    on: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Stops the sound at once (5 ms fade) and keeps every sample that was not heard."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Resumes at the sample where the reply was paused, at full volume."""


@dataclass(frozen=True, slots=True)
class Flush:
    """Silences at once: drops everything queued here and in the device. `reply` None means all replies."""

    reply: int | None = None


@dataclass(frozen=True, slots=True)
class Volume:
    """Gain of replies, 0..1."""

    gain: float


@dataclass(frozen=True, slots=True)
class Earcon:
    """A short sound mixed into the playback. It is no reply, so no event reports it. Without a loudspeaker it is
    dropped. A reply that has not begun waits for the end of the kind "ring"."""

    kind: str
    """One of audio.earcon.KINDS."""
    gain: float = 1.0
    """Its loudness; 1 is soft."""


@dataclass(frozen=True, slots=True)
class Meter:
    """Turns Level events on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class Forget:
    """Ends the current utterance: the daemon has taken the turn (or refused it). The next speech is a new utterance."""


@dataclass(frozen=True, slots=True)
class Hear:
    """Only the WAV backend: makes this file the microphone's next input (`InputEnded` follows when it is over)."""

    path: str


Command = Hear | Listen | Play | Duck | Pause | Resume | Flush | Volume | Earcon | Meter | Forget
