"""pocketsphinx as ears: English, offline, small. It decodes while the user talks, so that little is left to do at the end.

The wheel carries an acoustic model, a dictionary and a general language model. Beside them a second search, with a
language model of what this assistant is usually asked, hears the same audio; the likelier of the two results counts.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.constants import HEARING_RATE
from models.engine import Cancel, EngineError, Transcript

if TYPE_CHECKING:
    from models.engine import Pcm

_FAST = {"fwdflat": False, "maxhmmpf": 3000, "maxwpf": 10, "topn": 2}
"""Three times faster than the library's defaults for 3 points of word error rate (benchmarks/hearing.py)."""
_BLOCK = HEARING_RATE // 2
"""Samples decoded between two looks at the cancel switch, when audio has to be decoded again."""
_NO_WORD = re.compile(r"<[^>]*>|\[[^\]]*\]|\+\+[^+]*\+\+|\(\d+\)")
"""Fillers (<sil>, [NOISE], ++BREATH++) and the numbers of pronunciation variants (read(2))."""


def clean(hypothesis: str) -> str:
    """The words of a pocketsphinx hypothesis, lower case, without fillers and variant numbers."""
    return " ".join(_NO_WORD.sub(" ", hypothesis).lower().split())


class _Search:
    """One decoder with one language model. Holds one utterance at a time."""

    def __init__(self, lm: Path | None = None, dictionary: Path | None = None) -> None:
        from pocketsphinx import Decoder

        for path in (lm, dictionary):
            if path is not None and not path.is_file():
                raise EngineError(f"pocketsphinx: no file {path}: build it again or leave it out")
        paths = {"lm": lm, "dict": dictionary}
        try:
            self._decoder: Any = Decoder(
                loglevel="FATAL", **_FAST, **{key: str(path) for key, path in paths.items() if path is not None}
            )
        except (RuntimeError, ValueError) as err:
            which = f"with {lm} and {dictionary}" if lm or dictionary else "(reinstall the package pocketsphinx)"
            raise EngineError(f"pocketsphinx does not start {which}: {err}") from err
        self._cmn = self._decoder.get_cmn(False)
        self._open = False

    def start(self) -> None:
        self.finish()
        # Each utterance starts from the model's own spectral mean: what was heard before (a door, another voice)
        # must not change what is understood now.
        self._decoder.set_cmn(self._cmn)
        self._decoder.start_utt()
        self._open = True

    def decode(self, pcm: bytes) -> None:
        self._decoder.process_raw(pcm)

    def finish(self) -> None:
        if self._open:
            self._decoder.end_utt()
            self._open = False

    def text(self) -> str:
        hypothesis = self._decoder.hyp()
        return clean(hypothesis.hypstr) if hypothesis else ""

    def score(self) -> float:
        hypothesis = self._decoder.hyp()
        return float(hypothesis.best_score) if hypothesis else -math.inf


class PocketsphinxRecogniser:
    """English ears. `lm` (ARPA or binary n-gram) and `dictionary` (CMU format) add a search for a domain.

    Raises EngineError when a file is missing or unusable.
    """

    languages = ("en",)

    def __init__(self, lm: Path | None = None, dictionary: Path | None = None) -> None:
        self._searches = [_Search()]
        if lm is not None:
            self._searches.append(_Search(lm, dictionary))
        self._owner: PocketsphinxUtterance | None = None

    def open(self, language: str | None) -> PocketsphinxUtterance:
        """Begin an utterance. Another that is still open may go on later, at the price of being decoded again.

        Raises EngineError for a language other than English; None means English."""
        if language not in (None, *self.languages):
            raise EngineError(f"pocketsphinx understands English only, not {language!r}: pull a Whisper model for it")
        return PocketsphinxUtterance(self)

    def close(self) -> None:
        self._owner = None
        self._searches = []


class PocketsphinxUtterance:
    """One utterance; see models.engine.Utterance. Not for two threads at once."""

    def __init__(self, ears: PocketsphinxRecogniser) -> None:
        self._ears = ears
        self._audio = bytearray()
        self._decoded = 0
        self._result: Transcript | None = None

    def feed(self, pcm: Pcm) -> None:
        """Decode the next samples (int16, mono, 16 kHz, any length). After `result` all is decoded again, once."""
        self._audio += pcm.tobytes()
        self._result = None
        self._catch_up(Cancel())

    def partial(self) -> Transcript:
        """What the general search has so far."""
        if self._result is not None:
            return self._result
        self._catch_up(Cancel())
        return Transcript(self._ears._searches[-1].text() if self._audio else "", "en")

    def result(self, cancel: Cancel) -> Transcript:
        """The best path through all that was fed."""
        if self._result is None:
            if not self._audio:
                return Transcript("", "en", confidence=0.0)
            self._catch_up(cancel)
            for search in self._ears._searches:
                search.finish()
            self._decoded = 0
            self._ears._owner = None  # what comes next must be decoded from the start
            best = max(self._ears._searches, key=_Search.score)
            self._result = Transcript(best.text(), "en")
        return self._result

    def close(self) -> None:
        """Forget the audio."""
        if self._ears._owner is self:
            self._ears._owner = None
        self._audio.clear()
        self._decoded = 0

    def _catch_up(self, cancel: Cancel) -> None:
        """Bring the searches to the end of our audio; from its start when they heard something else meanwhile."""
        if self._ears._owner is not self:
            for search in self._ears._searches:
                search.start()
            self._ears._owner, self._decoded = self, 0
        while self._decoded < len(self._audio):
            cancel.check()
            block = bytes(self._audio[self._decoded : self._decoded + 2 * _BLOCK])
            for search in self._ears._searches:
                search.decode(block)
            self._decoded += len(block)
