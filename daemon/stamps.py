"""When the stages of one answer happened, and the durations that are reported of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Stamps:
    """CLOCK_MONOTONIC seconds; 0 means that it has not happened."""

    end_of_speech: float = 0.0
    """Acoustic end: the last sample of speech reached the microphone."""
    paused: float = 0.0
    """The engines had all their input: the provisional pause was over."""
    heard: float = 0.0
    """The words were known."""
    first_token: float = 0.0
    first_clause: float = 0.0
    """The first clause went to the voice."""
    first_audio: float = 0.0
    """The first audio of the reply existed (held back, as long as the turn might go on)."""
    over: float = 0.0
    """The turn was found to be over."""
    audible: float = 0.0
    """The first audible sample left the loudspeaker."""

    def milliseconds(self) -> dict[str, float]:
        """The turn's timings in ms; a stage that did not happen is left out.

        `endpoint` and `voice_to_voice` count from the acoustic end of the speech. `stt`, `first_token`, `first_clause`
        and `engine_first_audio` count from the moment the engines had their whole input, one after the other included.
        """
        spans = {
            "endpoint": (self.end_of_speech, self.over),
            "stt": (self.paused, self.heard),
            "first_token": (self.paused, self.first_token),
            "first_clause": (self.paused, self.first_clause),
            "engine_first_audio": (self.paused, self.first_audio),
            "voice_to_voice": (self.end_of_speech, self.audible),
        }
        return {name: round((end - start) * 1000, 1) for name, (start, end) in spans.items() if start and end}
