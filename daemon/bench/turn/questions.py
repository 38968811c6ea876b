"""The questions of `sarai bench turn`: synthesised, or recorded with their words beside them. Each word has its time.

Synthesised speech is joined from the parts between the pauses, so that its end and its pauses are known to the sample.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from config.constants import HEARING_RATE, samples
from config.texts import _
from daemon.bench.harness.report import BenchError
from daemon.bench.turn.pauses import Halting
from models.text.language import guess_language

if TYPE_CHECKING:
    from audio.frames import Pcm

LEAD, TAIL = samples(300), samples(400)
"""Silence before and after a synthesised question, in samples (300 and 400 ms)."""
_AUDIBLE = 0.02
"""Threshold relative to the loudest sample. Softer sound at the ends of speech counts as silence."""
PLAIN = (
    "what is the capital of france",
    "what is the tallest animal in the world",
    "my name is maria",
    "what is my name",
    "what is the opposite of big",
    "what is the capital of spain",
    "what is the largest country in the world",
    "good morning",
    "what is the currency of japan",
    "thank you very much",
    "who was the first person on the moon",
    "what is the largest ocean in the world",
    "can a penguin fly",
    "how does a refrigerator work",
    "which planet is the closest to the sun",
    "is it going to rain tomorrow",
    "what is the difference between a frog and a toad",
    "tell me a story about a dragon",
    "why is the sky blue",
    "how far away is the moon",
)
"""Questions as people ask them, without pauses."""
SHORT = 10
"""The embedded tier's mind was trained for this many questions at the beginning of PLAIN."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as sound."""

    wav: Path
    """File with the sound: 16 kHz, mono, int16."""
    text: str
    language: str
    words: tuple[tuple[str, float, float], ...]
    """(word, start, end) in seconds since the first sound. Times within a part are guessed from the letters."""
    speech: tuple[tuple[float, float], ...]
    """The parts between the pauses: (start, end) in seconds since the file's beginning."""
    seconds: float
    """Length of the file."""

    @property
    def halting(self) -> bool:
        return len(self.speech) > 1


def synthesised(questions: Sequence[Halting], folder: Path, voice: str = "rms") -> list[Question]:
    """Synthesises the questions: English with flite's `voice` if flite is installed, else with espeak-ng.

    Raises BenchError.
    """
    return [_synthesise(question, folder / f"{number:04d}.wav", voice) for number, question in enumerate(questions)]


def recorded(folder: Path) -> list[Question]:
    """Reads every NAME.wav in `folder`, with its words from NAME.txt. Raises BenchError, also without a NAME.txt."""
    import numpy as np

    from audio.wavefile import WavError, read_wav

    files = sorted(folder.glob("*.wav")) if folder.is_dir() else []
    if not files:
        raise BenchError(
            _("{folder}: no WAV files there; name a folder of NAME.wav with NAME.txt beside each", folder=folder)
        )
    found = []
    for wav in files:
        transcript = wav.with_suffix(".txt")
        try:
            pcm, text = read_wav(wav), transcript.read_text("utf-8").strip()
        except WavError as err:
            raise BenchError(str(err)) from err
        except OSError as err:
            raise BenchError(
                _(
                    "{transcript}: {why}; each NAME.wav needs its words in NAME.txt",
                    transcript=transcript,
                    why=err.strerror,
                )
            ) from err
        except UnicodeDecodeError as err:
            raise BenchError(_("{transcript}: not UTF-8 text", transcript=transcript)) from err
        loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > _AUDIBLE * np.abs(pcm.astype(np.int32)).max())
        if not len(loud) or not text:
            raise BenchError(
                _("{wav}: there is no sound in it, or no words in {name}", wav=wav, name=wav.with_suffix(".txt").name)
            )
        speech = (float(loud[0]) / HEARING_RATE, float(loud[-1] + 1) / HEARING_RATE)
        words = _timed(text, 0.0, speech[1] - speech[0])
        found.append(Question(wav, text, guess_language(text), tuple(words), (speech,), len(pcm) / HEARING_RATE))
    return found


def spoken_until(question: Halting, number: int, voice: str = "slt") -> Pcm:
    """Returns the question's sound up to pause `number`; one past the last pause gives all of it. Raises BenchError.

    The voice sounds like somebody who will go on: the sound is cut out of the whole sentence at a comma, where a voice
    says "not yet".
    """
    import numpy as np

    before = question.until(number)
    after = " ".join(part.words for part in question.parts[number + 1 :])
    if not after:
        return _trimmed(_speak(before, question.language, voice))
    pcm = _trimmed(_speak(f"{before}, {after}", question.language, voice))
    level = np.abs(pcm.astype(np.int32))
    loud = np.flatnonzero(level > _AUDIBLE * level.max())
    return pcm[: loud[np.argmax(np.diff(loud))] + 1]


def _synthesise(question: Halting, wav: Path, voice: str) -> Question:
    import numpy as np

    from audio.wavefile import write_wav

    pieces: list[Pcm] = [np.zeros(LEAD, np.int16)]
    words: list[tuple[str, float, float]] = []
    speech, at = [], LEAD
    for part in question.parts:
        pcm = _trimmed(_speak(part.words, question.language, voice))
        began, ended = at / HEARING_RATE, (at + len(pcm)) / HEARING_RATE
        speech.append((began, ended))
        words += _timed(part.words, began - LEAD / HEARING_RATE, ended - LEAD / HEARING_RATE)
        silence = samples(part.pause_ms)
        pieces += [pcm, np.zeros(silence, np.int16)]
        at += len(pcm) + silence
    pieces.append(np.zeros(TAIL, np.int16))
    whole = np.concatenate(pieces)
    write_wav(wav, whole, HEARING_RATE)
    return Question(wav, question.text, question.language, tuple(words), tuple(speech), len(whole) / HEARING_RATE)


def _timed(text: str, start: float, end: float) -> list[tuple[str, float, float]]:
    """Returns the words with times from `start` to `end`, spread by their letters."""
    words = text.split()
    letters = sum(len(word) + 1 for word in words)
    found, at = [], start
    for word in words:
        until = at + (end - start) * (len(word) + 1) / letters
        found.append((word, round(at, 3), round(until, 3)))
        at = until
    return found


def _speak(text: str, language: str, voice: str) -> Pcm:
    if language == "en" and shutil.which("flite"):
        return _flite(text, voice)
    return _espeak(text, language)


def _flite(text: str, voice: str) -> Pcm:
    from audio.wavefile import read_wav

    known = _flite_voices()
    if "/" not in voice and voice not in known:  # it would speak in another one, without a word
        raise BenchError(_("flite has no voice {voice!r}; it has {known}", voice=voice, known=", ".join(known)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "part.wav"
        command = ["flite", "-voice", voice, "-t", text, "-o", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not path.exists():
            raise BenchError(
                _("flite cannot speak in the voice {voice!r}: {stderr}", voice=voice, stderr=done.stderr.strip()[:200])
            )
        return read_wav(path)


@cache
def _flite_voices() -> tuple[str, ...]:
    """Returns the voices that `flite -lv` prints: "Voices available: kal awb_time kal16 awb rms slt"."""
    done = subprocess.run(["flite", "-lv"], capture_output=True, text=True, check=False)
    return tuple(done.stdout.partition(":")[2].split())


def _espeak(text: str, language: str) -> Pcm:
    import numpy as np

    from audio.resample import resample
    from models.engine import Cancel
    from models.espeak import EspeakVoice

    voice = EspeakVoice()
    pcm = np.concatenate([piece.pcm for piece in voice.speak(text, language, 1.0, Cancel())])
    return resample(pcm, voice.rate, HEARING_RATE)


def _trimmed(pcm: Pcm) -> Pcm:
    import numpy as np

    level = np.abs(pcm.astype(np.int32))
    loud = np.flatnonzero(level > _AUDIBLE * level.max())
    return pcm[loud[0] : loud[-1] + 1] if len(loud) else pcm
