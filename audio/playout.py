"""The playback side of the station: passes commands to the queue, and reports played sound as events and echo
reference."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from audio.earcon import earcon
from audio.events import (
    Duck,
    Earcon,
    Event,
    Flush,
    Pause,
    Play,
    PlaybackEnded,
    PlaybackProgress,
    PlaybackStarted,
    Resume,
    Volume,
)
from audio.playback import Playback
from audio.queued import Mark
from audio.reference import Reference

_PROGRESS = 0.035
"""Least seconds between two PlaybackProgress: with ticks of 20 ms one comes every 40-50 ms."""
_KEEP_OPEN = 30.0
"""Seconds without a reply after which the loudspeaker is closed, so that the device can sleep."""

_EARCON_WAITS = 1.5
"""Seconds that an earcon waits for the loudspeaker to open; later it would mean nothing."""

Command = Play | Duck | Pause | Resume | Flush | Volume | Earcon


class Speaking:
    """Handles the commands about replies, and reports the sound that has left the loudspeaker."""

    def __init__(self, playback: Playback, reference: Reference, emit: Callable[[Event], None]) -> None:
        self._playback = playback
        self._reference = reference
        self._emit = emit
        self._ahead: deque[Mark] = deque()  # known, not yet heard
        self._progress: Mark | None = None  # the latest, not yet told
        self._reported = -1.0  # when progress was last told
        self._wanted_until = -1.0

    @property
    def waiting(self) -> bool:
        """Whether something is queued, playing, or not yet reported."""
        return bool(self._ahead) or not self._playback.settled

    def wants_device(self, now: float) -> bool:
        if not self._playback.idle:
            self.expect(now)
        return now < self._wanted_until

    def expect(self, now: float) -> None:
        """Opens the loudspeaker ahead of a likely reply."""
        self._wanted_until = now + _KEEP_OPEN

    def handle(self, command: Command, now: float) -> None:
        playback = self._playback
        match command:
            case Play(reply, rate, pcm, last):
                playback.add(reply, rate, np.frombuffer(pcm, "<i2").astype(np.int16), last)
            case Duck(on):
                playback.duck(on)
            case Pause():
                playback.pause(now)
            case Resume():
                playback.resume()
            case Flush(reply_or_all):
                playback.flush(reply_or_all, now)
            case Earcon(kind, gain):
                tone_rate, tone = earcon(kind, gain)
                playback.earcon(tone, tone_rate, now + _EARCON_WAITS, first=kind == "ring")
                self.expect(now)
            case Volume(gain):
                playback.set_volume(min(1.0, max(0.0, gain)))

    def tick(self, now: float) -> None:
        """Reports playback up to `now`. Call it every 20 ms while `waiting`."""
        if not self.waiting:
            return
        self._playback.expire(now)
        marks, blocks = self._playback.collect()
        for block in blocks:
            self._reference.add(block, self._playback.rate)
        self._ahead.extend(marks)
        while self._ahead and self._ahead[0].time <= now:
            mark = self._ahead.popleft()
            if mark.kind == "progress":
                self._progress = mark
            else:
                self._report(mark, now)
        if self._progress is not None and now - self._reported >= _PROGRESS:
            self._report(self._progress, now)

    def _report(self, mark: Mark, now: float) -> None:
        self._reported = now
        self._progress = None
        match mark.kind:
            case "began":
                self._emit(PlaybackStarted(mark.reply, mark.time))
            case "complete" | "flushed":
                self._emit(PlaybackEnded(mark.reply, mark.played, mark.kind == "complete", mark.underruns))
            case _:
                self._emit(PlaybackProgress(mark.reply, mark.played, mark.underruns))
