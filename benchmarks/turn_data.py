"""Whole turns with their silences, for `benchmarks.end_of_turn`: recordings, eot-bench's layout, and synthesised ones.

A folder holds one of three layouts:

    metadata.jsonl       rows of eot-bench as Hugging Face's AudioFolder keeps them: `file_name` names the sound
    *.parquet            the same rows as the hub keeps them; reading them needs pyarrow
    NAME.wav             a turn each, with an optional language before a dash ("es-homenaje.wav"). Its silences are found
                         by the daemon's own voice detector and endpointer

Fields of a row (livekit/eot-bench, README): `id`, `language`, `audio`, and `silence_spans`, a list of {start, end} in
seconds of which the last is the end of the turn.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audio.endpointing import Endpointer
from audio.events import SpeechPaused, SpeechResumed, SpeechStarted
from audio.frames import Pcm
from audio.vad import SpeechDetector
from config.constants import FRAME, HEARING_RATE, LANGUAGES, samples
from config.errors import UserError
from config.settings import Sound, Turn
from daemon.bench.turn.pauses import Halting
from daemon.bench.turn.questions import spoken_until

SHORTEST_MS = 100
"""Shortest silence that is a decision."""
AFTER = samples(160)
"""Silence in which the words of a pause are recognised; the setting `turn.provisional_ms` has it by default."""
_BEHIND = np.zeros(2 * HEARING_RATE, np.int16)
"""Silence put behind a recording, so that its end is a pause, too."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence inside a turn or at its end."""

    sound: Pcm
    """What has been heard when it begins: int16, mono, HEARING_RATE, shape (n,)."""
    after: Pcm
    """The AFTER samples of silence that follow."""
    seconds: float
    """Its length; infinite at the end of the turn."""

    @property
    def is_end(self) -> bool:
        return math.isinf(self.seconds)


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """What somebody says before the floor is the other's."""

    name: str
    language: str
    """"en", "es", or "" where it is not known."""
    pauses: tuple[Pause, ...]
    """In order; the last one is the end."""


def read(folder: Path) -> list[SpokenTurn]:
    """Reads the turns of a folder in one of the three layouts. Turns in other languages than ours are left out.

    Raises UserError.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder; name one with recordings, or with eot-bench's data")
    listed, tables = folder / "metadata.jsonl", sorted(folder.rglob("*.parquet"))
    if listed.exists():
        turns = [turn_of(row, folder) for row in _rows(listed)]
    elif tables:
        turns = [turn_of(row, folder) for table in tables for row in _table(table)]
    else:
        turns = [recorded(wav) for wav in sorted(folder.glob("*.wav"))]
    ours = [turn for turn in turns if turn.language in ("", *LANGUAGES)]
    if not ours:
        raise UserError(f"{folder}: no turns in English or Spanish there (.wav, metadata.jsonl or .parquet)")
    return ours


def turn_of(row: Mapping[str, Any], folder: Path) -> SpokenTurn:
    """Returns the turn of one of eot-bench's rows. `folder`: where its sound lies. Raises UserError."""
    name = str(row.get("id", row.get("file_name", "?")))
    try:
        spans = [(float(span["start"]), float(span["end"])) for span in row["silence_spans"]]
        language = str(row["language"]).strip().lower()
        source = row["audio"]["bytes"] if "audio" in row else (folder / row["file_name"]).read_bytes()
        return _turn(name, language, _decoded(source), spans)
    except (KeyError, TypeError, ValueError, OSError) as err:
        raise UserError(f"{folder}: the row {name!r} is not laid out as eot-bench's ({err!r})") from err


def recorded(wav: Path) -> SpokenTurn:
    """Returns the turn of a recording. Its last silence is the end. Raises UserError."""
    from audio.wavefile import WavError, read_wav

    try:
        pcm = read_wav(wav)
    except WavError as err:
        raise UserError(str(err)) from err
    spans = silences(pcm)
    if not spans:
        raise UserError(f"{wav}: nobody speaks in it; take it out of the folder")
    known = wav.name.partition("-")[0]
    return _turn(wav.name, known if len(known) == 2 else "", pcm, spans)


def halting_turn(question: Halting) -> SpokenTurn:
    """Returns a synthesised question; at each pause the voice sounds like somebody who will go on."""
    lengths = [*(pause / 1000 for pause in question.pauses), math.inf]
    silence = np.zeros(AFTER, np.int16)
    pauses = (Pause(spoken_until(question, number), silence, length) for number, length in enumerate(lengths))
    return SpokenTurn(question.text, question.language, tuple(pauses))


def silences(pcm: Pcm) -> list[tuple[float, float]]:
    """Returns (start, end) in seconds of every silence from SHORTEST_MS on after the first word, as the daemon finds
    them. `pcm`: int16, mono, HEARING_RATE."""
    detector, found = SpeechDetector(), list[tuple[float, float]]()
    endpointer = Endpointer(Sound(), Turn(provisional_ms=SHORTEST_MS), lambda at: at / HEARING_RATE)
    began = 0
    sound = np.concatenate([pcm, _BEHIND])
    for at in range(0, len(sound) - FRAME + 1, FRAME):
        frame = sound[at : at + FRAME]
        judged = detector.process(frame)
        probability, lag = judged if judged is not None else (None, 0)
        for event in endpointer.process(frame, probability, lag=lag):
            match event:
                case SpeechPaused():
                    began = event.end
                case SpeechResumed() | SpeechStarted() if began:
                    found.append((began / HEARING_RATE, event.at / HEARING_RATE))
                    began = 0
    if began:
        found.append((began / HEARING_RATE, len(sound) / HEARING_RATE))
    return found


def _turn(name: str, language: str, pcm: Pcm, spans: Sequence[tuple[float, float]]) -> SpokenTurn:
    long_enough = [span for span in spans[:-1] if span[1] - span[0] >= SHORTEST_MS / 1000 - 1e-6]
    lengths = [end - start for start, end in long_enough] + [math.inf]
    starts = [round(start * HEARING_RATE) for start, _ in [*long_enough, spans[-1]]]
    whole = np.concatenate([pcm, _BEHIND])
    pauses = (Pause(whole[:at], whole[at : at + AFTER], length) for at, length in zip(starts, lengths, strict=True))
    return SpokenTurn(name, language, tuple(pauses))


def _decoded(source: bytes) -> Pcm:
    """Returns any sound that FFmpeg reads as int16, mono, HEARING_RATE. Raises ValueError."""
    from faster_whisper.audio import decode_audio

    sound = np.asarray(decode_audio(io.BytesIO(source), sampling_rate=HEARING_RATE), np.float32)
    return np.clip(np.round(sound * 32768), -32768, 32767).astype(np.int16)


def _rows(listed: Path) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(listed.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as err:
                raise UserError(f"{listed}, line {number}: no JSON ({err})") from err
            if not isinstance(row, dict):
                raise UserError(f"{listed}, line {number}: no row of fields; each line is one JSON object")
            yield row


def _table(table: Path) -> Iterator[Mapping[str, Any]]:
    try:
        import pyarrow.parquet
    except ImportError as err:
        raise UserError(f"{table}: reading Parquet needs pyarrow: pip install pyarrow") from err
    for batch in pyarrow.parquet.ParquetFile(table).iter_batches(64):
        yield from batch.to_pylist()
