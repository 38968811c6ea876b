"""Turns microphone samples into speech events: echo canceller, voice detector, endpointer.

In silence almost nothing runs. The canceller sleeps unless something was played lately or may be heard now, and Silero
sleeps behind its gate. Both get the recent past when they wake.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from audio.echo import EARLIEST, LATEST, LIKENESS_WINDOW, EchoCanceller, EchoPath, speech_over_reply
from audio.endpointing import Endpointer, State
from audio.events import Event, Level
from audio.frames import Pcm, dbfs, levels
from audio.reference import Reference
from audio.ring_buffer import History
from audio.timeline import Timeline
from audio.vad import CHUNK, SpeechDetector
from config.constants import FRAME, HEARING_RATE, samples
from config.settings import Sound, Turn

ECHO_TAIL = samples(300)
"""How long echo goes on after the loudspeaker has fallen silent: the room's tail and the devices' buffers."""
_STAY_AWAKE = 3 * HEARING_RATE
_RUN_IN = samples(300) // FRAME * FRAME
"""Amount of recent past that the canceller gets when it wakes."""
_STEP = 3 * FRAME
"""Most samples processed at once: less than a chunk of the voice detector."""
_METER = HEARING_RATE // 10
_WARY = 0.3
"""Speech probability during a reply at which somebody may be beginning to speak. The reply is made softer then, 90
ms (median) before the speech is certain. On thirty phrases in three voices it comes 53 ms after the first audible
sample."""
_WARY_FOR = samples(160)
_LOOKS = 2 * CHUNK
"""Samples between two looks for a person whom a canceller that knows nothing yet takes for echo."""
_STEP_LEVEL = samples(20)
_BEFORE = samples(100)
"""Sound before a reply that is heard again with it: a word that had begun. What was asked ended earlier."""
_STANDS_OUT = 10.0
_MOST = 0.6
"""A person is looked for where so much of LIKENESS_WINDOW is so many dB louder than the quiet moments of the last second."""
_SETTLES = samples(300)
"""Time after which a loudspeaker that was lost is known to play what it is given."""


class Hearing:
    """The capture side of the station: takes samples, emits events."""

    def __init__(
        self, sound: Sound, turn: Turn, timeline: Timeline, reference: Reference, emit: Callable[[Event], None]
    ) -> None:
        self._emit = emit
        self._reference = reference
        wanted = sound.echo_cancellation or sound.noise_suppression
        self._canceller = EchoCanceller(sound.echo_cancellation, sound.noise_suppression) if wanted else None
        self._cancels_echo = sound.echo_cancellation
        self._suppresses_noise = sound.noise_suppression
        self._delay = self._canceller.delay if self._canceller else 0
        self._echo_path = EchoPath()
        self._detector = SpeechDetector()
        self._endpointer = Endpointer(sound, turn, timeline.time_of, self._delay)
        self._raw = History(HEARING_RATE)
        self._partial = np.empty(0, np.int16)  # less than a frame
        self._to_skip = self._delay  # the canceller's first output lies before the first sample
        self._awake = False
        self._wary_until = 0
        self._person = False  # who speaks over the reply is no echo, as a comparison with it has shown
        self._looked = 0  # where such a comparison was last made
        self._alone_until = 0  # where nothing was played yet
        self._unknown_until = 0
        self.meter = False
        self._metered = 0

    @property
    def position(self) -> int:
        """One past the newest sample taken."""
        return self._raw.end + len(self._partial)

    @property
    def idle(self) -> bool:
        """Whether nothing is heard: no utterance, and no sound that might be one."""
        return self._endpointer.state is State.QUIET and not self._detector.awake

    @property
    def wary(self) -> bool:
        """Whether somebody may have begun to speak over the reply. SpeechStarted confirms it."""
        return self._endpointer.position < self._wary_until

    def process(self, pcm: Pcm, reply_waiting: bool) -> None:
        """Takes the microphone's next samples, any length. `reply_waiting`: something is about to be played."""
        if len(self._partial):
            pcm = np.concatenate([self._partial, pcm])
        whole = len(pcm) // FRAME * FRAME
        self._partial = pcm[whole:].copy()
        for at in range(0, whole, _STEP):
            self._take(pcm[at : min(at + _STEP, whole)], reply_waiting)

    def skip_to(self, position: int) -> None:
        """Skips time without capture; the next sample is at `position`."""
        self._partial = np.empty(0, np.int16)
        self._raw.restart(position)
        self._to_skip = self._delay
        self._awake = False
        self._detector.reset()
        self._endpointer.skip_to(position)

    def device_changed(self) -> None:
        """Resets the echo path after a change of microphone or loudspeaker."""
        self._echo_path.forget()
        if self._canceller is not None:
            self._canceller.forget_room()

    def stream_opened(self) -> None:
        """Takes up with a microphone or loudspeaker whose stream is another one than before."""
        if self._canceller is not None:
            self._canceller.doubt_delay()

    def echo_unknown(self) -> None:
        """Takes nothing that begins now for a person: the loudspeaker lost its stream in the midst of a reply, and may
        still play what it was given, at times that nobody knows. To be called again and again while that is so."""
        self._unknown_until = self.position + _SETTLES

    def forget(self) -> None:
        """Ends the current utterance."""
        self._endpointer.forget()

    def stop(self) -> None:
        """Resets the state when the microphone closes."""
        for event in self._endpointer.drop():
            self._emit(event)

    def _take(self, pcm: Pcm, reply_waiting: bool) -> None:
        """Processes a whole number of frames, at most _STEP samples."""
        position = self._raw.end
        clean = self._clean(pcm, position, reply_waiting)
        if self._to_skip:
            skipped = min(self._to_skip, len(clean))
            self._to_skip -= skipped
            clean = clean[skipped:]
            if not len(clean):
                return
        unknown = self._endpointer.position < self._unknown_until
        playing = unknown or self._reference.sounding(self._endpointer.position, ECHO_TAIL)
        probability: float | None = None
        lag = 0
        judgement = self._detector.process(clean)
        if judgement is not None:
            probability, lag = judgement
            if playing:
                probability = self._over_reply(probability, self._endpointer.position + len(clean) - lag)
                if unknown and self._endpointer.state is State.QUIET:
                    probability = 0.0
        ear = None
        if self._awake and not playing:
            ear = self._raw.slice(self._endpointer.position, self._endpointer.position + len(clean))
        for event in self._endpointer.process(clean, probability, playing, lag, ear):
            self._emit(event)
        if self._endpointer.state is State.QUIET:
            self._person = False
        if not playing:
            self._alone_until = self._endpointer.position
        if playing and not self._person and not unknown and self._endpointer.position - self._looked >= _LOOKS:
            self._looked = self._endpointer.position
            self._look_for_person()
        if self.meter and self._endpointer.position - self._metered >= _METER:
            self._metered = self._endpointer.position
            self._emit(Level(self._metered, dbfs(clean), self._detector.probability))

    def _over_reply(self, probability: float, end: int) -> float:
        """Corrects the speech probability of the chunk that ends at `end` for echo, while a reply sounds."""
        if self._canceller is not None and self._cancels_echo:
            heard = dbfs(self._raw.slice(end - CHUNK, end))
            self._echo_path.observe(dbfs(self._reference.read(end - CHUNK, CHUNK)), heard, CHUNK)
            # Once somebody speaks over the reply, the bar for going on is no higher than usual.
            known = self._canceller.warm or self._echo_path.absent or self._endpointer.state is not State.QUIET
            probability = speech_over_reply(probability, heard, self._detector.level, known)
        if probability >= _WARY:
            self._wary_until = end + _WARY_FOR
        return probability

    def _look_for_person(self) -> None:
        """Compares what is heard with what is played, while the canceller does not know the room and takes a person for
        echo, who speaks on when the first reply begins. What is no echo is heard as the microphone has it; from the
        reply's beginning or the last second on, if nobody was heard to speak. What was said before has been heard."""
        if self._canceller is None or not self._cancels_echo or self._canceller.warm or self._echo_path.absent:
            return
        end = self._endpointer.position
        second = self._raw.slice(end - HEARING_RATE, end)
        recent = second[-(end - self._alone_until + _BEFORE) :]
        if len(recent) < LIKENESS_WINDOW:
            return
        steps = levels(second, _STEP_LEVEL)
        window = steps[-(LIKENESS_WINDOW // _STEP_LEVEL) :]
        if (window >= np.percentile(steps, 10) + _STANDS_OUT).mean() < _MOST:
            return
        played = self._reference.peek(end - LIKENESS_WINDOW - LATEST, LIKENESS_WINDOW + LATEST - EARLIEST)
        if not self._echo_path.is_person(recent[-LIKENESS_WINDOW:], played):
            return
        if self._endpointer.state is not State.QUIET:
            self._person = True
            return
        recent = recent[-(len(recent) // CHUNK * CHUNK) :]
        for event in self._endpointer.hear_again(recent, self._detector.judge_again(recent)):
            self._emit(event)
        self._person = self._endpointer.state is not State.QUIET

    def _clean(self, pcm: Pcm, position: int, reply_waiting: bool) -> Pcm:
        """Returns the samples `delay` before `pcm`, without echo and noise if the canceller is awake."""
        if self._canceller is None:
            self._raw.append(pcm)
            return pcm
        needed = (
            reply_waiting
            or self._reference.silent_since(position) < _STAY_AWAKE
            or (self._suppresses_noise and self._detector.awake)
        )
        if needed and not self._awake:
            start = max(position - _RUN_IN, self._raw.start)
            start += (position - start) % FRAME
            self._cancel(self._raw.slice(start, position), start)
        self._awake = needed
        self._raw.append(pcm)
        if needed:
            cleaned = self._cancel(pcm, position)
            if not self._person and (self._canceller.warm or not self._echo_path.absent):
                return cleaned
        delayed = self._raw.slice(position - self._delay, position - self._delay + len(pcm))
        missing = len(pcm) - len(delayed)  # at the very beginning
        return np.concatenate([np.zeros(missing, np.int16), delayed]) if missing else delayed

    def _cancel(self, pcm: Pcm, position: int) -> Pcm:
        assert self._canceller is not None
        played = self._reference.read(position, len(pcm))
        frames = [
            self._canceller.process(pcm[at : at + FRAME], played[at : at + FRAME]) for at in range(0, len(pcm), FRAME)
        ]
        return np.concatenate(frames) if frames else pcm
