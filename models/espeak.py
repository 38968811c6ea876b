"""espeak-ng as a voice: small, instant, available everywhere, with the exact sample at which each word begins."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from config.texts import _
from models.engine import Cancel, EngineError, Mark, Speech
from models.espeak_library import CHARS_UTF8, VOICES, choose, load, lock, phonemes
from models.text.marks import word_spans

if TYPE_CHECKING:
    from models.engine import Pcm

# Names and numbers from espeak-ng's speak_lib.h.
_POS_CHARACTER = 1
_EVENT_END, _EVENT_WORD = 0, 1
_RATE_PARAMETER = 1
_NORMAL_WPM, _LOWEST_WPM, _HIGHEST_WPM = 175, 80, 450

_CHUNK_SECONDS = 0.25
"""Seconds of audio in one piece. Cancel takes effect between two pieces, so it bounds surplus audio and not delay."""


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """espeak_EVENT. `text_position` counts characters (not bytes) from 1; `sample` counts from the call's first."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class EspeakVoice:
    """Speaks English and Spanish, int16 mono at 22.05 kHz, with exact marks. A clause of 3 s takes some 10 ms, so a
    clause is synthesised whole and delivered in pieces.

    Raises EngineError when the library or its data are missing.
    """

    def __init__(self) -> None:
        self.languages = tuple(VOICES)
        with lock:
            self._library, self.rate = load()
        for language in self.languages:  # the first words in a language read its dictionary from disk
            self._synthesise("a", language, 1.0, Cancel())

    def speak(self, text: str, language: str, speed: float, cancel: Cancel) -> Iterator[Speech]:
        """Synthesises one clause in pieces of 0.25 s. A text without words gives no audio. A language that is not
        installed for espeak-ng is read in English."""
        spans = word_spans(text)
        if not spans:
            return
        pcm, words = self._synthesise(text, language, speed, cancel)
        marks = _marks(spans, words, len(pcm))
        size = int(_CHUNK_SECONDS * self.rate)
        for at in range(0, len(pcm), size):
            cancel.check()
            yield Speech(pcm[at : at + size], self.rate, tuple(m for m in marks if at <= m.at < at + size))

    def phonemes(self, text: str, language: str) -> str:
        """Returns espeak-ng's pronunciation of `text` in IPA, with spaces between words."""
        return phonemes(text, language)

    def close(self) -> None:
        """Does nothing: the library belongs to the process."""

    def _synthesise(self, text: str, language: str, speed: float, cancel: Cancel) -> tuple[Pcm, list[tuple[int, int]]]:
        """Returns all samples of `text`, and (character, sample) of each of espeak's words. Raises Cancelled from
        within."""
        blocks: list[bytes] = []
        words: list[tuple[int, int]] = []

        def collect(samples: Any, count: int, events: Any) -> int:
            if samples and count > 0:
                blocks.append(ctypes.string_at(samples, 2 * count))
            index = 0
            while events[index].type != _EVENT_END:
                if events[index].type == _EVENT_WORD:
                    words.append((events[index].text_position - 1, events[index].sample))
                index += 1
            return int(bool(cancel))  # 1 ends the synthesis

        callback = _Callback(collect)  # held until espeak-ng has let go of it

        # A NUL would end the text early; anything of one character keeps the positions right.
        encoded = text.replace("\0", " ").encode("utf-8", "replace")
        with lock:
            choose(self._library, language)
            wpm = (
                min(max(round(_NORMAL_WPM * speed), _LOWEST_WPM), _HIGHEST_WPM) if math.isfinite(speed) else _NORMAL_WPM
            )
            self._library.espeak_SetParameter(_RATE_PARAMETER, wpm, 0)
            self._library.espeak_SetSynthCallback(callback)
            status = self._library.espeak_Synth(encoded, len(encoded) + 1, 0, _POS_CHARACTER, 0, CHARS_UTF8, None, None)
            self._library.espeak_SetSynthCallback(None)
        cancel.check()
        if status != 0:
            raise EngineError(
                _(
                    "espeak-ng could not speak a text of {count} characters (status {status})",
                    count=len(text),
                    status=status,
                )
            )
        return np.frombuffer(b"".join(blocks), np.int16), words


def _marks(spans: list[tuple[int, int]], words: list[tuple[int, int]], samples: int) -> list[Mark]:
    """Returns one mark for each of our words, at the first of espeak's words inside it (it cuts "$3.50" into four).
    Where espeak joins two words ("of the"), the second one's mark is estimated in the middle."""
    marks: list[Mark] = []
    heard = 0
    for index, (start, end) in enumerate(spans):
        before = marks[-1].at if marks else 0
        while heard < len(words) and words[heard][0] < start:
            heard += 1
        if heard < len(words) and words[heard][0] < end:
            marks.append(Mark(start, end, max(before, min(words[heard][1], samples - 1)), exact=True))
            continue
        later = next((sample for place, sample in words[heard:] if place >= end), samples) if index else 0
        marks.append(Mark(start, end, (before + max(before, later)) // 2, exact=False))
    return marks
