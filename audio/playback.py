"""The playback queue between the station and the sound callback.

The station adds replies, already at the device's rate, and ducks, pauses, resumes and flushes them; the callback takes
blocks with `fill`. Every sample of a reply that isn't flushed leaves exactly once, in order; a pause fades over 5 ms,
and playback resumes at the sample after the fade. Blocks handed to the device are logged with the time at which they
are heard; the station turns the log into events and into the echo canceller's reference.

`fill` runs in the sound callback: it copies, applies a gain, and appends to bounded logs. The lock is only ever held
for such copying or for a few assignments, never during computation.
"""

from __future__ import annotations

import threading
from collections import deque

import numpy as np

from audio.fader import Fader
from audio.frames import Pcm
from audio.queued import Block, Mark, QueuedReply
from audio.resample import StreamResampler, resample
from audio.ring_buffer import History
from config.constants import AUDIBLE

STALLED = 0.1
"""Seconds without a block after which a device counts as stalled."""

_LOG = 500
"""Entries of each log. The station collects them every 20 ms; if it stops for many seconds, the oldest are lost."""
_LOG_SECONDS = 2
"""Played sound kept for the echo canceller's reference."""

MAX_QUEUED_SECONDS = 600.0
"""Bound of the queue, all replies together. More is refused: nobody listens for so long."""


class Playback:
    """The queue. Call `attach` before `fill`; without a device it keeps everything."""

    def __init__(self, volume: float, duck_db: float) -> None:
        self._lock = threading.Lock()
        self._adding = threading.Lock()  # add() converts outside _lock; the rate must not change meanwhile
        self._replies: deque[QueuedReply] = deque()
        self._flushed: deque[int] = deque(maxlen=256)  # numbers whose late audio is refused
        self._marks: deque[Mark] = deque()  # a few for each reply
        self._progress: deque[Mark] = deque(maxlen=_LOG)  # one for each block
        # time heard, [start, end) in _handed, whether of a reply
        self._blocks: deque[tuple[float, int, int, bool]] = deque(maxlen=_LOG)
        self._earcon = np.zeros(0, np.int16)  # what is left of it, after gain and at the device's rate
        self._earcon_until = 0.0  # when it is out of date
        self._earcon_first = False  # a reply that has not begun waits for its end
        self._ducked_gain = 10 ** (duck_db / 20)
        self._ducked = False
        self._wary = False
        self._paused = False
        self._flushing = False  # the first reply is fading out for good
        self._sounding = False  # the last block held samples of a reply
        self._attached = False
        self._filled = 0.0  # when the last block that a device has taken ends
        self.beginnings = 0
        """How often a device has begun to take blocks: when it was connected, and after a stall."""
        self._rate = 48_000
        self._fader = Fader(volume, self._rate)
        self._handed = History(self._rate * _LOG_SECONDS)

    # ------------------------------------------------------------------------------------------------ the station's side

    @property
    def rate(self) -> int:
        return self._rate

    @property
    def idle(self) -> bool:
        """Whether nothing is queued or playing."""
        return not self._replies

    @property
    def settled(self) -> bool:
        """Whether it is idle, without an earcon, and everything has been collected."""
        return not (self._replies or self._marks or self._progress or self._blocks or len(self._earcon))

    def overdue(self, now: float) -> float:
        """Returns the seconds since a device should have taken more of a reply that it has begun; 0 where it has."""
        begun = bool(self._replies) and self._replies[0].played > 0
        return max(0.0, now - self._filled) if begun else 0.0

    def attach(self, rate: int) -> None:
        """Connects a device that takes blocks at `rate`."""
        with self._adding, self._lock:
            if rate != self._rate:
                self._convert(rate)
            self._attached = True
            self.beginnings += 1

    def detach(self, now: float) -> None:
        """Disconnects the device: keeps everything, and completes flushes that were fading out."""
        with self._lock:
            self._attached = self._sounding = False
            if self._flushing:
                self._drop_first(now)

    def add(self, reply: int, rate: int, pcm: Pcm, last: bool) -> bool:
        """Queues audio. Returns False when it was refused (flushed or ended before, or the queue is full)."""
        with self._adding:
            with self._lock:
                known = next((r for r in self._replies if r.number == reply), None)
                queued = sum(r.received_source / r.source_rate for r in self._replies)
                if reply in self._flushed or (known is not None and known.last):
                    return False
            entry = known or QueuedReply(reply, rate, StreamResampler(rate, self._rate, "HQ"))
            full = queued + len(pcm) / rate > MAX_QUEUED_SECONDS
            if full:
                pcm = pcm[:0]
            converted = entry.resampler.process(pcm, last)
            with self._lock:
                entry.received_source += len(pcm)
                if len(converted):
                    entry.parts.append(converted)
                    entry.dry = False
                entry.last = last
                if known is None:
                    self._replies.append(entry)
            return not full

    def earcon(self, pcm: Pcm, rate: int, until: float, first: bool = False) -> None:
        """Mixes a short sound into the playback. It is dropped when no device has taken it by `until` (monotonic).
        `first`: a reply that has not begun waits for its end."""
        with self._adding:
            converted = resample(pcm, rate, self._rate) * np.float32(self._fader.full)
            with self._lock:
                self._earcon = np.rint(converted).astype(np.int16)
                self._earcon_until = until
                self._earcon_first = first

    def expire(self, now: float) -> None:
        """Drops an earcon that no device has taken in time."""
        if len(self._earcon) and now > self._earcon_until:
            with self._lock:
                self._earcon = self._earcon[:0]

    def duck(self, on: bool) -> None:
        self._ducked = on

    def be_wary(self, on: bool) -> None:
        """Plays as softly as ducked while somebody may be beginning to speak."""
        self._wary = on

    def pause(self, now: float) -> None:
        """Pauses the queue at its position. An empty queue is not paused: later audio will sound."""
        with self._lock:
            if not self._replies or self._paused:
                return
            self._paused = True
            if not self._sounding:
                self._fader.gain = 0.0
                self._mark(self._replies[0], now, "paused")

    def resume(self) -> None:
        with self._lock:
            self._paused = self._ducked = False

    def set_volume(self, gain: float) -> None:
        self._fader.full = gain

    def flush(self, reply: int | None, now: float) -> None:
        """Drops a reply, or all. The one that sounds fades out over 5 ms first."""
        with self._lock:
            first = self._replies[0] if self._replies else None
            for entry in list(self._replies):
                if reply is not None and entry.number != reply:
                    continue
                self._flushed.append(entry.number)
                if entry is self._replies[0]:
                    if self._attached and self._fader.gain > 0 and entry.played and not entry.dry:
                        self._flushing = True
                        continue
                    self._drop_first(now)
                else:
                    self._replies.remove(entry)
                    self._mark(entry, now, "flushed")
            if reply is not None and reply not in self._flushed:
                self._flushed.append(reply)
            if not self._replies or self._replies[0] is not first or self._flushing:
                self._paused = self._ducked = False  # they were about what is gone
                if not self._flushing:
                    self._fader.gain = self._fader.full

    def collect(self) -> tuple[list[Mark], list[Block]]:
        """Returns the events since the last call, oldest first."""
        marks = [self._marks.popleft() for _ in range(len(self._marks))]
        marks += [self._progress.popleft() for _ in range(len(self._progress))]
        marks.sort(key=lambda mark: mark.time)
        spans = [self._blocks.popleft() for _ in range(len(self._blocks))]
        return marks, [Block(time, self._handed.slice(start, end), reply) for time, start, end, reply in spans]

    # ----------------------------------------------------------------------------------------------- the callback's side

    def fill(self, out: Pcm, time: float) -> None:
        """Writes the next samples into `out`, shape (n,). `time`: when its first sample will be heard (monotonic)."""
        with self._lock:
            if time - self._filled > STALLED:
                self.beginnings += 1
            self._filled = time + len(out) / self._rate
            self._fill(out, time)

    def _fill(self, out: Pcm, time: float) -> None:
        at = 0
        out[:] = 0
        while at < len(out) and self._replies:
            entry = self._replies[0]
            if self._earcon_first and len(self._earcon) and not entry.played:
                break
            if not entry.parts:
                if entry.last:
                    self._finish(entry, time + at / self._rate, "complete")
                    continue
                if self._flushing:
                    self._drop_first(time + at / self._rate)
                    continue
                if entry.played and not entry.dry:
                    entry.dry = True
                    entry.underruns += 1
                break
            target = 0.0 if self._paused or self._flushing else self._level()
            if self._held():
                break
            if self._flushing and self._fader.gain == 0.0:
                self._drop_first(time + at / self._rate)
                continue
            at += self._take(entry, out[at:], target, time + at / self._rate)
        self._sounding = at > 0
        if not at and not len(self._earcon):
            return
        self._mix_earcon(out)
        start = self._handed.end
        self._handed.append(out)
        self._blocks.append((time, start, start + len(out), at > 0))
        if at and self._replies and self._replies[0].played:
            self._mark(self._replies[0], time + at / self._rate, "paused" if self._held() else "progress")

    def _mix_earcon(self, out: Pcm) -> None:
        count = min(len(self._earcon), len(out))
        if count:
            mixed = out[:count].astype(np.int32)
            mixed += self._earcon[:count]
            out[:count] = np.clip(mixed, -32768, 32767, out=mixed)
            self._earcon = self._earcon[count:]

    def _take(self, entry: QueuedReply, out: Pcm, target: float, time: float) -> int:
        """Copies samples of one part at one gain or along one ramp. Returns their number."""
        part = entry.parts[0]
        take = self._fader.copy(part[entry.head :], out, target)
        if not entry.heard:
            self._find_audible(entry, part[entry.head : entry.head + take], time)
        entry.head += take
        entry.played += take
        if entry.head == len(part):
            entry.parts.popleft()
            entry.head = 0
        return take

    def _find_audible(self, entry: QueuedReply, pcm: Pcm, time: float) -> None:
        loud = (pcm > AUDIBLE) | (pcm < -AUDIBLE)
        index = int(loud.argmax())
        if loud[index]:
            entry.heard = True
            self._mark(entry, time + index / self._rate, "began")

    # ----------------------------------------------------------------------------------------------------------- shared

    def _level(self) -> float:
        return self._fader.full * (self._ducked_gain if self._ducked or self._wary else 1.0)

    def _held(self) -> bool:
        """Whether it is paused and the fade is over."""
        return self._paused and not self._flushing and self._fader.gain == 0.0

    def _mark(self, entry: QueuedReply, time: float, kind: str) -> None:
        log = self._progress if kind == "progress" else self._marks
        log.append(Mark(time, entry.number, entry.played_source(self._rate), entry.underruns, kind))

    def _finish(self, entry: QueuedReply, time: float, kind: str) -> None:
        self._replies.popleft()
        self._flushed.append(entry.number)
        self._mark(entry, time, kind)
        if not self._replies:
            self._paused = self._ducked = False
            self._fader.gain = self._fader.full

    def _drop_first(self, time: float) -> None:
        self._flushing = False
        self._finish(self._replies[0], time, "flushed")
        self._fader.gain = self._level()

    def _convert(self, rate: int) -> None:
        """Converts the queue to the device's new rate. It is rare, so it may hold the lock."""
        for entry in self._replies:
            entry.offset_source += entry.played * entry.source_rate / self._rate
            entry.played = 0
            if entry.parts:
                rest = np.concatenate([entry.parts[0][entry.head :], *list(entry.parts)[1:]])
                entry.parts = deque([resample(rest, self._rate, rate)])
                entry.head = 0
            entry.resampler = StreamResampler(entry.source_rate, rate, "HQ")
        self._earcon = resample(self._earcon, self._rate, rate)
        self._rate = rate
        self._fader.at_rate(rate)
        self._handed = History(rate * _LOG_SECONDS)
