"""pocketsphinx as a recogniser: English, offline, small. It decodes while the user talks, so little work is left at the
end.

The wheel carries an acoustic model, a dictionary and a general language model. A second search, with a language model
of this assistant's usual requests, decodes the same audio; the likelier of the two results counts.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from config.constants import FRAME, HEARING_RATE
from config.texts import _
from models.engine import Cancel, EngineError, Transcript
from models.pocketsphinx.domain import DICTIONARY as DOMAIN_DICTIONARY
from models.pocketsphinx.domain import LM as DOMAIN_LM
from models.pocketsphinx.search import Mean, Search, trust

if TYPE_CHECKING:
    from models.engine import Pcm

_BLOCK = HEARING_RATE // 2
"""Samples decoded between two checks of the cancel switch, when audio is decoded again."""
_MEAN_LOOKS = tuple(round(seconds * HEARING_RATE) for seconds in (0.75, 1.1, 1.6))
"""Positions in an utterance at which its spectral mean is compared with the assumed one; a shorter utterance is
compared at its end. With a wrong mean half the words are wrong, and the true one is only known from the utterance
itself. There is no later position, because decoding again from the start takes a sixth of the utterance's length and
must be over before the user has finished."""
_MEAN_OFF = 20.0
"""Distance between the assumed and the heard mean from which voice or room have changed. The words of one utterance
move its mean by 5 to 20; a "stop" moves it as much, and would not be understood with its own mean. Noises are
further away, and have no words with their own mean."""
_MEAN_MOVED = 4.0
"""The same when the assumed mean is the utterance's own, which improves with every word."""
_MEAN_KEPT = 0.5
"""Weight of the old mean when an utterance with words gives a new one."""

_TRUSTED = 0.25
"""Least mean posterior of the words. Right ones have 0.5 to 1; words found in a hiss have 0.2, or are stretched."""
_TRUSTED_BESIDE = 0.4
"""The same for the words of the less likely path, used when the likelier path's words are rejected."""


class PocketsphinxRecogniser:
    """English recogniser. `lm` (ARPA or binary n-gram) and `dictionary` (CMU format) are the domain's; the defaults are
    those of models.pocketsphinx.domain. Without `domain` only the general model is used.

    Raises EngineError when a file is missing or unusable.
    """

    languages: tuple[str, ...] = ("en",)

    def __init__(
        self, lm: Path | str | None = None, dictionary: Path | str | None = None, *, domain: bool = True
    ) -> None:
        self.searches = [Search()]
        if lm is not None:
            self.searches.append(Search(Path(lm), Path(dictionary) if dictionary else None))
        elif domain:
            self.searches.append(Search(DOMAIN_LM, DOMAIN_DICTIONARY))
        self.mean = self.searches[0].default_mean
        """Spectral mean assumed for the next utterance, from the latest ones with words in them."""
        self.owner: PocketsphinxUtterance | None = None
        """The utterance whose audio the searches hold."""

    def open(self, language: str | None) -> PocketsphinxUtterance:
        """Begins an utterance. Another open one may go on later, at the cost of decoding it again.

        Raises EngineError for a language other than English; None means English.
        """
        if language not in (None, *self.languages):
            raise EngineError(
                _(
                    "pocketsphinx understands English only, not {language!r}: pull a Whisper model for it",
                    language=language,
                )
            )
        return PocketsphinxUtterance(self)

    def close(self) -> None:
        self.owner = None
        self.searches = []


class PocketsphinxUtterance:
    """One utterance; see models.engine.Utterance. Not for two threads at once."""

    def __init__(self, ears: PocketsphinxRecogniser) -> None:
        self._ears = ears
        self._mean = ears.mean
        self._mean_off = _MEAN_OFF
        self._audio = bytearray()
        self._decoded = 0
        self._looks = list(_MEAN_LOOKS)
        self._result: Transcript | None = None

    def feed(self, pcm: Pcm) -> None:
        """Decodes the next samples (int16, mono, 16 kHz, any length). After `result` all is decoded again, once."""
        self._audio += pcm.tobytes()
        self._result = None
        self._catch_up(Cancel())

    def partial(self) -> Transcript:
        """Returns the searches' words so far."""
        if self._result is not None:
            return self._result
        self._catch_up(Cancel())
        return Transcript(self._best().text() if self._audio else "", "en")

    def result(self, cancel: Cancel) -> Transcript:
        """Returns the best path through all samples fed, without words where those found are not credible."""
        if self._result is None:
            self._catch_up(cancel)
            if self._audio:
                if self._looks and self._begun_again():
                    self._catch_up(cancel)
                heard = self._heard_mean()
                for search in self._ears.searches:
                    search.finish()
                self._ears.owner = None  # what comes next must be decoded from the start
                self._result = self._believed()
                if self._result.text:
                    self._ears.mean = tuple(
                        _MEAN_KEPT * old + (1 - _MEAN_KEPT) * new
                        for old, new in zip(self._ears.mean, heard, strict=True)
                    )
            else:
                self._result = Transcript("", "en", confidence=0.0)
        return self._result

    def close(self) -> None:
        """Drops the audio."""
        if self._ears.owner is self:
            self._ears.owner = None
        self._audio.clear()
        self._decoded = 0

    def _best(self) -> Search:
        return max(self._ears.searches, key=Search.score)

    def _believed(self) -> Transcript:
        """Returns the words of the likeliest path, or else of another, if they are credible."""
        likeliest, *others = sorted(self._ears.searches, key=Search.score, reverse=True)
        confidence = trust(likeliest.words())
        if confidence >= _TRUSTED:
            return Transcript(likeliest.text(), "en", confidence)
        for other in others:
            if (beside := trust(other.words())) >= _TRUSTED_BESIDE:
                return Transcript(other.text(), "en", beside)
        return Transcript("", "en", confidence)

    def _catch_up(self, cancel: Cancel) -> None:
        """Brings the searches to the end of our audio, from its start when they decoded something else meanwhile."""
        if self._ears.owner is not self:
            self._restart()
        while self._decoded < len(self._audio):
            cancel.check()
            block = bytes(self._audio[self._decoded : self._decoded + 2 * _BLOCK])
            for search in self._ears.searches:
                search.decode(block)
            self._decoded += len(block)
            if self._looks and self._decoded >= 2 * self._looks[0]:
                del self._looks[0]
                self._begun_again()

    def _begun_again(self) -> bool:
        """Restarts with the utterance's own mean if the assumed one is too far off. Returns whether it did."""
        heard = self._heard_mean()
        if math.dist(heard, self._mean) <= self._mean_off:
            return False
        self._mean, self._mean_off = heard, _MEAN_MOVED
        self._restart()
        return True

    def _restart(self) -> None:
        for search in self._ears.searches:
            search.start(self._mean)
        self._ears.owner, self._decoded = self, 0

    def _heard_mean(self) -> Mean:
        pcm = np.frombuffer(self._audio, np.int16, count=self._decoded // 2)
        frames = pcm[: len(pcm) - len(pcm) % FRAME].reshape(-1, FRAME)
        return self._ears.searches[0].heard_mean(int(frames.any(axis=1).sum()))
