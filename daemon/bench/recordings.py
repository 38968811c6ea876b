"""Speech to recognise: WAV files with their words beside them, with and without noise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from config.constants import HEARING_RATE
from config.texts import _
from daemon.bench.harness.report import BenchError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from audio.frames import Pcm

SHIPPED = Path(__file__).resolve().parents[1] / "cli" / "demo"
"""Folder of the project's own recorded questions. The names of the files tell the words."""
LONGEST = 600.0
"""Longest utterance, in seconds."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One utterance."""

    name: str
    pcm: Pcm
    """int16, mono, HEARING_RATE, shape (n,)."""
    text: str = ""
    """Words of the utterance; "" without a transcript."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / HEARING_RATE


def gather(wanted: Sequence[Path]) -> list[Recording]:
    """Reads the named WAV files and those in named folders; without a name, the project's own. Raises BenchError."""
    if not wanted:
        return [replace(_read(path), text=_words_of_name(path)) for path in sorted(SHIPPED.glob("*.wav"))]
    files: list[Path] = []
    for place in wanted:
        found = sorted(place.glob("*.wav")) if place.is_dir() else [place]
        if not found:
            raise BenchError(_("{place}: there are no .wav files in this folder", place=place))
        files += found
    return [_read(path) for path in files]


def in_noise(speech: Recording, snr_db: float, noise: Path | None = None) -> Recording:
    """Returns the recording with noise added, so that speech is `snr_db` above it. Raises BenchError.

    The noise is pink, like that of rooms and fans, unless `noise` names a recording. It is the same in every run.
    """
    import numpy as np

    clean = speech.pcm.astype(np.float64)
    hiss = _pink(len(clean)) if noise is None else np.resize(_read(noise).pcm.astype(np.float64), len(clean))
    level = np.sqrt(np.mean(hiss**2))
    if not level:
        raise BenchError(_("{noise}: there is only silence in it", noise=noise))
    mixed = clean + hiss * (_speech_level(clean) / level / 10 ** (snr_db / 20))
    peak = np.abs(mixed).max()
    if peak > 32767:  # softer as a whole rather than clipped
        mixed *= 32767 / peak
    return replace(speech, pcm=mixed.astype(np.int16))


def levels(text: str | None) -> list[float]:
    """Parses the ratios of `--snr 20,10,5`, in dB. Raises BenchError."""
    try:
        found = [float(part) for part in (text or "").split(",") if part.strip()]
    except ValueError:
        found = [float("nan")]
    if not all(-30 <= level <= 60 for level in found):
        raise BenchError(_("--snr {text}: give ratios in dB between -30 and 60, with commas: 20,10,5", text=text))
    return found


def word_errors(recordings: Sequence[Recording], heard: Sequence[str]) -> float | None:
    """Returns the word error rate in % over all recordings with a transcript; None when there is no transcript."""
    import jiwer

    pairs = [(plain(each.text), plain(text)) for each, text in zip(recordings, heard, strict=True) if plain(each.text)]
    if not pairs:
        return None
    return 100 * float(jiwer.wer([said for said, _ in pairs], [text for _, text in pairs]))


def plain(text: str) -> str:
    """Reduces a text to its words for comparison: lower case, no punctuation, one form of apostrophes and accents."""
    text = unicodedata.normalize("NFC", text.lower()).replace("’", "'")
    return " ".join(re.sub(r"[^\w' ]|_", " ", text.replace("-", " ")).split())


def _read(path: Path) -> Recording:
    from audio.wavefile import WavError, read_wav

    try:
        pcm = read_wav(path)
    except WavError as err:
        raise BenchError(str(err)) from err
    if len(pcm) > LONGEST * HEARING_RATE:
        raise BenchError(
            _("{path} is longer than {longest:.0f} minutes: cut it into utterances", path=path, longest=LONGEST / 60)
        )
    beside = path.with_suffix(".txt")
    try:
        text = beside.read_text("utf-8").strip() if beside.exists() else ""
    except (OSError, UnicodeDecodeError) as err:
        raise BenchError(_("{beside}: cannot be read as text ({why})", beside=beside, why=err)) from err
    return Recording(path.name, pcm, text)


def _words_of_name(path: Path) -> str:
    return path.stem.lstrip("0123456789-").replace("-", " ")


def _pink(count: int) -> npt.NDArray[np.float64]:
    import numpy as np

    spectrum = np.fft.rfft(np.random.default_rng(1).normal(size=count))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
    return np.asarray(np.fft.irfft(spectrum, count))


def _speech_level(pcm: npt.NDArray[np.float64]) -> float:
    """Returns the root mean square of the parts with speech: the frames of 20 ms within 30 dB of the loudest."""
    import numpy as np

    size = HEARING_RATE // 50
    frames = pcm[: max(1, len(pcm) // size) * size]
    powers = np.mean(frames.reshape(-1, size) ** 2, axis=1) if len(frames) >= size else np.array([np.mean(pcm**2)])
    return float(np.sqrt(np.mean(powers[powers >= powers.max() / 1000])))
