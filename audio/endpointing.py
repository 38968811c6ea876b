"""Detects where speech begins, pauses, resumes and ends. Pure: no clock, no I/O; time is counted in samples.

Turns are not decided here. A pause is reported as soon as it is long enough to matter, with the acoustic end of the
speech; the daemon ends the utterance with `forget`.

Silero judges 32 ms at a time and is 20-90 ms late at both ends of a word (measured). So its judgement says *that* there
is speech, and the level of 5 ms steps says *where* it began and ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from itertools import pairwise

import numpy as np

from audio.events import Event, Heard, Silence, SpeechDropped, SpeechPaused, SpeechResumed, SpeechStarted
from audio.frames import Pcm, dbfs, levels
from audio.ring_buffer import History
from config.constants import samples
from config.settings import Sound, Turn

_STEP = samples(5)
_CHUNK = 512
_TICK = samples(20)
_ONSET = 2 * _CHUNK
"""Amount of speech-like chunks that begins an utterance. A sure chunk (>= _SURE) counts double."""
_ONSET_PLAYING = 2 * _CHUNK
"""The same while a reply plays. Nothing counts double there, because residual echo comes in short runs."""
_SURE = 0.8
_PERHAPS = 0.3
"""Speech probability in a pause at which the speaker may be resuming. Until that is known, silence is not counted.
On 65 resumed questions it comes 47 ms after the first sound (median; resumption is certain after 73)."""
_DOUBT = 4 * _CHUNK
"""Longest such doubt: a hum that is never quite speech must not keep a turn from ending."""
_HYSTERESIS = 0.15
"""Speech goes on until its probability is this far below the threshold that began it (Silero's own default)."""
_ABOVE_FLOOR = 6.0
"""Level of a step of speech in dB above the noise floor."""
_BELOW_PEAK = 42.0
"""The decay of speech ends at this many dB below the utterance's loudest step."""
_LOWEST_FLOOR = -66.0
"""Lower bound of the noise floor in dBFS. In digital silence everything is above the floor."""
_LOOK_AHEAD = samples(60)
"""How far a decay may reach past Silero's last speech chunk. It is bounded because a room fades for half a second."""
_LOOK_AHEAD_BURST = samples(140)
"""How far a final plosive may lie behind: "book" ends in 100 ms of closure and a burst."""
_BURST = 8.0
"""Rise in dB from a closure to its burst."""
_LOOK_BACK = samples(200)
"""How far Silero's hangover may reach past the acoustic end, or speech begin before its first speech chunk."""
_GIVE_UP = samples(15_000)
"""Length after which a pause that nobody ended is no longer part of an utterance."""


class State(Enum):
    QUIET = "quiet"
    SPEAKING = "speaking"
    PAUSED = "paused"


class Endpointer:
    """Takes the sound and its speech probabilities; emits SpeechStarted, Heard, SpeechPaused, Silence, SpeechResumed
    and SpeechDropped."""

    def __init__(self, sound: Sound, turn: Turn, time_of: Callable[[int], float], behind: int = 0) -> None:
        """`time_of` gives the time at which a position reached the microphone. `behind`: samples that have reached
        it by then and are still in the echo canceller; they count as part of a pause."""
        self._time_of = time_of
        self._behind = behind
        self._enter = sound.vad_threshold
        self._leave = max(0.05, sound.vad_threshold - _HYSTERESIS)
        self._min_speech = samples(sound.min_speech_ms)
        self._pre_roll = samples(sound.pre_roll_ms)
        self._provisional = samples(turn.provisional_ms)
        self._ear = History(self._pre_roll + samples(1500))
        self._floor = -60.0
        self._played_to = 0  # up to where a reply, or its echo, was audible
        self._start_over()

    @property
    def state(self) -> State:
        return self._state

    @property
    def position(self) -> int:
        """One past the newest sample."""
        return self._ear.end

    @property
    def _now(self) -> int:
        """One past the newest sample of the microphone."""
        return self.position + self._behind

    def process(
        self, pcm: Pcm, probability: float | None, playing: bool = False, lag: int = 0, ear: Pcm | None = None
    ) -> list[Event]:
        """Takes the next samples, shape (n,), n <= 512.

        `probability`: for the 512 samples that end `lag` samples before the end of `pcm`; None without a new judgement.
        `playing`: a reply, or its echo, is audible. `ear`: the same samples before noise suppression, which swallows
        the ends of words: levels are measured on it, and it is what is sent.
        """
        self._ear.append(pcm if ear is None else ear)
        if playing:
            self._played_to = self.position
        events: list[Event] = []
        if probability is not None:
            self._judge(probability, playing, self.position - lag, events)
        if self._state is not State.QUIET:
            self._pause(events)
        if self._state is not State.QUIET:
            self._hear(events)
        if self._state is State.PAUSED:
            self._tick(events)
        return events

    def hear_again(self, pcm: Pcm, probabilities: Sequence[float]) -> list[Event]:
        """Takes the latest samples another time, while nobody was heard to speak over a reply: as they were before they were
        taken for echo, with the speech probability of each chunk of 512. Shape: (512 * len(probabilities),)."""
        self._ear.rewrite(pcm)
        self._run = 0
        events: list[Event] = []
        for index, probability in enumerate(probabilities, 1):
            self._judge(probability, True, self.position - len(pcm) + index * _CHUNK, events)
        if self._state is not State.QUIET:
            self._hear(events)
        return events

    def forget(self) -> None:
        """Ends the utterance here; the next speech begins a new one."""
        self._start_over()

    def drop(self) -> list[Event]:
        """Discards unfinished speech when the microphone closes."""
        unfinished = self._state is not State.QUIET
        self._start_over()
        return [SpeechDropped(self.position)] if unfinished else []

    def skip_to(self, position: int) -> None:
        """Skips time without capture; the next sample is at `position`."""
        self._start_over()
        self._ear.restart(position)

    def _start_over(self) -> None:
        self._state = State.QUIET
        self._run = 0  # samples of speech-like chunks in a row, sure ones counted double
        self._run_began = 0
        self._perhaps = 0  # samples of chunks in a row that may be speech
        self._began = 0  # where the utterance begins
        self._sent = 0  # up to where it has been sent
        self._voiced_to = 0  # end of the last chunk judged as speech
        self._silent = False  # the latest chunk was no speech
        self._end = 0  # acoustic end, known while _silent
        self._ticked = 0
        self._peak = -100.0
        self._once_paused = False

    # ------------------------------------------------------------------------------------------------- judgements

    def _judge(self, probability: float, playing: bool, end: int, events: list[Event]) -> None:
        if self._state is State.SPEAKING and not self._silent:
            if probability >= self._leave:
                self._voice(end)
            else:
                self._silent = True
                self._end = self._acoustic_end(end)
            return
        self._perhaps = self._perhaps + _CHUNK if probability >= _PERHAPS else 0
        if probability < self._enter:
            self._run = 0
            if self._state is State.QUIET:
                self._track_floor(end)
            elif self._state is State.SPEAKING:
                self._end = max(self._end, self._acoustic_end(end))  # the look-ahead may have been cut short
            return
        if not self._run:
            self._run_began = end - _CHUNK
        if self._state is State.SPEAKING:  # a gap too short to be reported
            self._voice(end)
            return
        self._run += _CHUNK * (2 if probability >= _SURE and not playing else 1)
        if self._run >= (_ONSET_PLAYING if playing else _ONSET):
            self._begin(end, playing, events)

    def _voice(self, end: int) -> None:
        self._voiced_to = end
        self._silent = False
        self._run = 0
        self._peak = max(self._peak, float(levels(self._ear.slice(end - _CHUNK, end), _STEP).max(initial=-100.0)))

    def _begin(self, end: int, playing: bool, events: list[Event]) -> None:
        for chunk_end in range(self._run_began + _CHUNK, end + 1, _CHUNK):
            self._voice(chunk_end)
        self._run = self._perhaps = 0
        at = self._acoustic_start(self._run_began)
        if self._state is State.PAUSED:
            events.append(SpeechResumed(max(at, self._end)))
        else:
            self._began = at
            self._sent = max(at - self._pre_roll, self._ear.start)
            events.append(SpeechStarted(at, at < self._played_to))
        self._state = State.SPEAKING

    # ----------------------------------------------------------------------------------------------------- pauses

    def _pause(self, events: list[Event]) -> None:
        if self._state is not State.SPEAKING or not self._silent or self._now - self._end < self._provisional:
            return
        if not self._once_paused and self._end - self._began < self._min_speech:
            events.append(SpeechDropped(self.position))
            self._start_over()
            return
        self._once_paused = True
        self._state = State.PAUSED
        self._ticked = self._now
        events.append(SpeechPaused(self._now, self._end, self._time_of(self._end)))

    def _tick(self, events: list[Event]) -> None:
        if 0 < self._perhaps <= _DOUBT:
            return  # it is told later that this was silence, unless the speaker has gone on
        while self._now - self._ticked >= _TICK:
            self._ticked += _TICK
            events.append(Silence(self._ticked, self._end))
        if self.position - self._end >= _GIVE_UP:
            self._start_over()

    def _hear(self, events: list[Event]) -> None:
        pcm = self._ear.slice(self._sent, self.position)
        if len(pcm):
            heard = Heard(self._sent, pcm.tobytes())
            # A start or resume is told before its sound, a pause after the sound it follows.
            events.insert(len(events) - 1 if events and isinstance(events[-1], SpeechPaused) else len(events), heard)
            self._sent = self.position

    # -------------------------------------------------------------------------------------------- where exactly

    def _bar(self) -> float:
        """Level in dBFS above which a 5 ms step is speech."""
        return max(self._floor + _ABOVE_FLOOR, self._peak - _BELOW_PEAK)

    def _acoustic_start(self, chunk: int) -> int:
        """Position of the first loud step in the run that leads into the chunk at `chunk`."""
        first = max(chunk - _LOOK_BACK, self._ear.start)
        loud = levels(self._ear.slice(first, chunk + _CHUNK), _STEP) >= self._bar()
        entry = (chunk - first) // _STEP
        if loud[:entry].any() and loud[max(0, entry - 6) : entry].any():  # speech that Silero was slow to believe
            quiet = np.flatnonzero(~_bridged(loud[:entry], 6))
            return first + (int(quiet[-1]) + 1 if len(quiet) else 0) * _STEP
        ahead = np.flatnonzero(loud[entry:])
        return chunk + (int(ahead[0]) * _STEP if len(ahead) else 0)

    def _acoustic_end(self, now: int) -> int:
        """One past the last loud step near the end of the last chunk that was speech."""
        first = max(self._voiced_to - _LOOK_BACK, self._began, self._ear.start)
        steps = levels(self._ear.slice(first, min(self._voiced_to + _LOOK_AHEAD_BURST, now)), _STEP)
        loud = steps >= self._bar()
        ahead = (self._voiced_to + _LOOK_AHEAD - first) // _STEP
        if len(steps) > ahead:
            closure = np.minimum.accumulate(steps)[ahead - 1 : -1]  # the quietest before each step of the look-ahead
            loud[ahead:] &= steps[ahead:] >= closure + _BURST
        marks = np.flatnonzero(loud)
        return first + (int(marks[-1]) + 1) * _STEP if len(marks) else self._voiced_to

    def _track_floor(self, end: int) -> None:
        """Tracks the noise floor: it falls quickly to the level heard while nobody speaks, and rises by 3 dB a
        second."""
        level = dbfs(self._ear.slice(end - _CHUNK, end))
        step = 0.3 * (level - self._floor) if level < self._floor else min(0.1, level - self._floor)
        self._floor = max(_LOWEST_FLOOR, self._floor + step)


def _bridged(loud: np.ndarray[tuple[int], np.dtype[np.bool_]], gap: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """`loud` with quiet gaps of at most `gap` steps filled, so that a stop consonant doesn't split a word."""
    filled = loud.copy()
    marks = np.flatnonzero(loud)
    for left, right in pairwise(marks):
        if right - left <= gap + 1:
            filled[left:right] = True
    if len(marks) and len(loud) - marks[-1] <= gap + 1:
        filled[marks[-1] :] = True
    return filled
