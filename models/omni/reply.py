"""Runs one reply: stages in threads of their own; their output goes in order to the caller's thread.

    think --text---------------------------> out --> lead, marks --> caller
      `--reply embeddings--> talk --codes--> sound --^

Bounded pipes join the stages, which look at one switch before each token, code or pass.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from config.texts import _
from models.engine import Cancel, Cancelled, EngineError, Speech, TextDelta, Usage
from models.omni.interface import Item, Progress
from models.omni.lead import AT_ONCE, Chunking, Pacer, Work
from models.omni.marks import ENGLISH_PACE, MarkEstimator, weight
from models.omni.pipe import Ended, Pipe, Stop

if TYPE_CHECKING:
    from models.engine import Pcm
    from models.omni.streams import Stages, Wait
    from models.omni.token2wav import Samples


log = logging.getLogger(__name__)

POLL = 0.02
"""Seconds between looks at the caller's Cancel while nothing comes out."""
PACE_OF = 12
"""Number of latest codes that their pace is measured over."""
OUT_LIMIT = 256
"""Most items waiting for the caller; the stages wait for a caller that does not take them."""


@dataclass(slots=True)
class Manner:
    """How an engine speaks; each reply refines it for the next."""

    rate: int
    """Sample rate in Hz."""
    cut: Chunking = field(default_factory=Chunking)
    """How the sound is cut into pieces."""
    hold: bool = True
    """Keeps the first sound back until playback will not starve."""
    pace: float = ENGLISH_PACE
    """Pace of speech in English characters per second."""
    work: Work | None = None
    """Cost of a piece of sound; None before the first reply."""
    real_time_factor: float | None = None
    """Seconds from the first sound to the last per second of speech between them; None before the first reply."""

    def made(self, seconds: float, took: float) -> None:
        """Records a reply's speed: the sound after its first piece was `seconds` long and took `took` seconds to
        come."""
        if seconds > 0:
            factor, before = took / seconds, self.real_time_factor
            self.real_time_factor = factor if before is None else (factor + before) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """A piece of sound inside the engine."""

    pcm: Pcm
    made: float
    """Time when it was ready (time.monotonic)."""
    took: float
    """Seconds of work on it, counted from when its codes were there."""
    last: bool


class Reply:
    """Holds the threads and pipes of one reply. Create it, `start` the stages, iterate over `items`, `close`."""

    def __init__(
        self,
        manner: Manner,
        progress: Progress,
        cancel: Cancel,
        stages: Stages,
    ) -> None:
        """`cancel`: the caller's switch. `stages`: the threads for the work."""
        self.stop = Stop(cancel)
        self._cancel = cancel
        self.manner = manner
        self.progress = progress
        self._stages = stages
        self._out: Pipe[TextDelta | Wave | Usage] = self.stop.watch(Pipe(OUT_LIMIT))
        self._failures: list[BaseException] = []
        self._waits: list[Wait] = []
        self._usage: Usage | None = None
        self._left = 0
        self._lock = threading.Lock()
        self._coded: deque[float] = deque(maxlen=PACE_OF)
        """Times of the latest codes."""
        self._all_coded = False

    # ----------------------------------------------------------------------------------------------- stages' threads

    def text(self, piece: str, tokens: int) -> None:
        """Takes a piece of text from the thinker."""
        self._out.put(TextDelta(piece, tokens))

    def thought(self, usage: Usage) -> None:
        """Takes the usage; the thinker has finished."""
        self.progress.thought = time.monotonic()
        self._out.put(usage)

    def coded(self) -> None:
        """Records another code of the talker."""
        self.progress.coded()
        with self._lock:
            self._coded.append(time.monotonic())

    def all_coded(self) -> None:
        """Records that the talker has finished."""
        self._all_coded = True

    def sound(self, samples: Samples, began: float, *, last: bool) -> None:
        """Takes a piece of sound, float in -1..1. `began`: when its codes were there (time.monotonic)."""
        now = time.monotonic()
        self._out.put(Wave(to_pcm(samples), now, now - began, last))

    def _stage(self, work: Callable[[], None], name: str) -> None:
        try:
            with self._stages.around():
                work()
        except Cancelled:
            pass
        except BaseException as err:  # raised again in the caller's thread
            log.debug("omni %s failed", name, exc_info=True)
            self._failures.append(err)
            self.stop.set()
        with self._lock:
            self._left -= 1
            if not self._left:
                self._out.end()

    # ----------------------------------------------------------------------------------------------- caller's thread

    def start(self, **stages: Callable[[], None]) -> None:
        """Runs every stage in its thread."""
        self._left = len(stages)
        self._waits = [self._stages.start(name, partial(self._stage, work, name)) for name, work in stages.items()]

    def items(self) -> Iterator[Item]:
        """Yields text at once, sound when its lead is enough, and one Usage at the end. Raises Cancelled,
        EngineError."""
        manner, progress = self.manner, self.progress
        marks = MarkEstimator(manner.rate, manner.pace)
        pacer: Pacer[Speech] = Pacer(manner.work if manner.hold else AT_ONCE, manner.cut)
        at = first = 0
        made = 0.0
        for item in self._taken():
            match item:
                case TextDelta():
                    progress.first_text = progress.first_text or time.monotonic()
                    marks.text(item.text)
                    yield item
                case Usage():
                    self._usage = item
                case Wave():
                    progress.first_piece = progress.first_piece or item.made
                    made, first = item.made, first or len(item.pcm)
                    end = at + len(item.pcm)
                    speech = Speech(item.pcm, manner.rate, marks.sound(at, end, last=item.last))
                    at = end
                    pacer.expect(weight(marks.written) / manner.pace, complete=self._usage is not None)
                    pacer.coded(progress.codes, self._pace())
                    for ready in pacer.feed(speech, len(item.pcm) / manner.rate, item.took, last=item.last):
                        if progress.first_audio is None:
                            progress.first_audio = time.monotonic()
                            progress.lead = pacer.held
                        yield ready
        progress.finished = time.monotonic()
        if at:
            manner.pace = marks.learned(at)
            manner.work = pacer.learned()
            manner.made((at - first) / manner.rate, made - (progress.first_piece or made))
        progress.audio_seconds = at / manner.rate
        if self._usage is not None:
            yield self._usage

    def _pace(self) -> float:
        """Returns the seconds between the latest codes; 0 when all are there."""
        with self._lock:
            times = tuple(self._coded)
        return 0.0 if self._all_coded or len(times) < 2 else (times[-1] - times[0]) / (len(times) - 1)

    def _taken(self) -> Iterator[TextDelta | Wave | Usage]:
        """Yields the stages' output until they end."""
        while True:
            self._cancel.check()
            try:
                item = self._out.get(POLL)
            except TimeoutError:
                continue
            except Ended:
                self._cancel.check()  # it may be what ended them
                break
            except Cancelled:
                self._raise_failure()
                raise
            yield item
        self._raise_failure()

    def close(self) -> None:
        """Stops the stages that still run, and waits for them."""
        self.stop.set()
        for wait in self._waits:
            wait()

    def _raise_failure(self) -> None:
        for failure in self._failures:
            if isinstance(failure, EngineError):
                raise failure
            raise EngineError(_("Omni failed while answering: {failure}", failure=failure)) from failure


def to_pcm(samples: Samples) -> Pcm:
    """Converts float in -1..1 to int16; values beyond are clipped."""
    return np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
