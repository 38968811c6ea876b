"""Measures a round trip: a voice reads a mind's text aloud, and a recogniser should hear the right words.

    python -m benchmarks.aloud --voice VOICE.onnx --ears WHISPER-FOLDER [--language en] [--lines heldout] [--most 60]

The lines and their right readings are those of tests/data/aloud. The recogniser's text (figures, signs) is turned into
words by the same rules before the comparison. So the figure measures how well the voice says the words, not whether
they are the right ones; the tests check that. Prints the share of words that came back (1 - WER) twice: for the text as
the daemon prepares it for the voice, and for the mind's text given to the voice unchanged.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import jiwer
import numpy as np
import soxr
from numpy.typing import NDArray

from config.constants import HEARING_RATE
from models.engine import Cancel
from models.piper.voice import PiperVoice
from models.text.clauses import clauses
from models.whisper.recogniser import WhisperRecogniser
from tests.support.readings import Line, lines, readings, words


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.aloud", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--voice", type=Path, required=True, help="a Piper voice")
    parser.add_argument("--ears", type=Path, required=True, help="a folder with a Whisper for CTranslate2")
    parser.add_argument("--language", choices=("en", "es"), default="en")
    parser.add_argument("--lines", default="heldout", help="which file of tests/data/aloud")
    parser.add_argument("--most", type=int, default=60, help="lines, evenly taken")
    given = parser.parse_args(arguments)
    voice, ears = PiperVoice(given.voice), WhisperRecogniser(given.ears)
    chosen = [line for line in lines(given.lines) if line.language == given.language]
    chosen = chosen[:: max(1, len(chosen) // given.most)]
    right: list[str] = []
    as_read: list[str] = []
    as_written: list[str] = []
    for line in chosen:
        right.append(words(readings(line.said)[0]))
        as_read.append(_back(voice, ears, aloud(line.text, line.language), line))
        as_written.append(_back(voice, ears, line.text, line))
        print(f"{line.text!r}: {as_read[-1]}")
    for name, heard in (("read in words", as_read), ("as it was written", as_written)):
        print(f"{len(right)} lines {name}: {100 * (1 - jiwer.wer(right, heard)):.1f} % of the words came back")


def aloud(text: str, language: str) -> str:
    """Returns the whole text as the daemon prepares it for the voice."""
    return " ".join(clause.text for clause in clauses(text, language))


def _back(voice: PiperVoice, ears: WhisperRecogniser, text: str, line: Line) -> str:
    """Returns the words that the recogniser hears when the voice says the text."""
    pieces = [np.zeros(1600, np.int16)]
    for speech in voice.speak(text, line.language, 1.0, Cancel()):
        pieces.append(_resampled(speech.pcm, speech.rate))
    utterance = ears.open(line.language)
    utterance.feed(np.concatenate([*pieces, np.zeros(8000, np.int16)]))
    heard = utterance.result(Cancel()).text
    utterance.close()
    return words(aloud(heard, line.language))


def _resampled(pcm: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
    return np.asarray(soxr.resample(pcm, rate, HEARING_RATE), np.int16)


if __name__ == "__main__":
    main()
