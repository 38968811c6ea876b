"""Constants shared by all packages."""

HEARING_RATE = 16_000
"""Sample rate in Hz of all captured audio: capture, echo cancellation, VAD, recognisers and Omni's audio encoder."""

LEAST_RATE, MOST_RATE = 4_000, 192_000
"""Sample rates in Hz of the sound that is read and played: no recording and no voice has others."""

FRAME = 160
"""Samples in one frame of the sound pipeline: 10 ms, the step of WebRTC's audio processing module."""

AUDIBLE = round(10 ** (-50 / 20) * 32768)
"""Amplitude (int16) above which a sample counts as audible: -50 dBFS."""

LANGUAGES = ("en", "es")
"""Languages the assistant converses in (ISO 639-1)."""

LANGUAGE_NAMES = {"en": "English", "es": "Spanish"}
"""Names of the languages in texts for the user."""


def ms(samples: int) -> float:
    """Milliseconds that `samples` last at HEARING_RATE."""
    return samples * 1000 / HEARING_RATE


def samples(milliseconds: float) -> int:
    """Samples at HEARING_RATE in `milliseconds`."""
    return round(milliseconds * HEARING_RATE / 1000)


APP_ID = "org.sarai.Voice"
"""The program's name among a desktop's applications: that of its launcher, icon and AppStream metadata, by which desktops
know whose a notification or a shortcut is."""
