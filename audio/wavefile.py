"""WAV files: a reader for common encodings, and a writer that leaves a valid file even when it is killed.

The standard library's `wave` knows no float samples and, before Python 3.12, no WAVE_FORMAT_EXTENSIBLE, so audio.riff
reads the few chunks that matter.
"""

from __future__ import annotations

import contextlib
import struct
from functools import cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from audio.frames import Pcm, to_int16
from audio.resample import StreamResampler
from audio.riff import A_LAW, FLOAT, MU_LAW, PCM, WavError, WavHeader, opened
from config.constants import HEARING_RATE
from config.texts import _

__all__ = ["WavError", "WavWriter", "read_wav", "write_wav"]

_LARGEST = 0xFFFFFFFF - 36
"""Most bytes of samples that a header can declare."""


def read_wav(path: str | Path, rate: int = HEARING_RATE) -> Pcm:
    """Returns the file as int16 mono at `rate` Hz, shape (n,), n > 0. Channels are averaged. A truncated file gives the
    samples that are there (`audio.riff.cut_short` tells).

    Reads integer PCM of up to 32 bits, float of 32 and 64 bits, and the A-law and mu-law of telephones, at 4-192 kHz.
    Raises WavError.
    """
    with opened(Path(path)) as (file, header):
        pcm = _decode(file, header, rate)
    if not len(pcm):
        raise WavError(_("{path}: it has no samples", path=path))
    return pcm


def write_wav(path: str | Path, pcm: Pcm, rate: int) -> None:
    """Writes int16 mono `pcm` of shape (n,) at `rate` Hz. Raises WavError when the file cannot be written."""
    try:
        with WavWriter(path, rate) as writer:
            writer.write(pcm)
    except OSError as err:
        raise WavError(f"{path}: {err.strerror or err}") from err


class WavWriter:
    """Appends int16 mono samples to a WAV file; its header is right again after every second of sound."""

    def __init__(self, path: str | Path, rate: int) -> None:
        self.rate = rate
        self.written = 0
        self._in_header = 0
        self._file: BinaryIO = Path(path).open("wb")  # noqa: SIM115 - closed by close()
        try:
            self._write_header()
        except OSError:
            self._give_up()
            raise

    def write(self, pcm: Pcm) -> None:
        self._file.write(pcm.astype("<i2", copy=False).tobytes())
        self.written += len(pcm)
        if self.written - self._in_header >= self.rate:
            self._write_header()

    def close(self) -> None:
        if not self._file.closed:
            try:
                self._write_header()
            except OSError:
                self._give_up()
                raise
            self._file.close()

    def _give_up(self) -> None:
        """Closes a file that can't be written; its buffered samples are lost."""
        with contextlib.suppress(OSError):
            self._file.close()

    def __enter__(self) -> WavWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write_header(self) -> None:
        size = min(self.written * 2, _LARGEST)
        self._file.seek(0)
        self._file.write(struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE"))
        self._file.write(struct.pack("<4sIHHIIHH", b"fmt ", 16, PCM, 1, self.rate, self.rate * 2, 2, 16))
        self._file.write(struct.pack("<4sI", b"data", size))
        self._file.seek(0, 2)
        self._file.flush()
        self._in_header = self.written


def _decode(file: BinaryIO, header: WavHeader, target: int) -> Pcm:
    """Decodes a WAV file to int16 mono at `target` Hz. It works on a second at a time: an hour of studio sound takes
    little more memory than its result. The file is read, not mapped: if it shrinks or its disk fails, an unreadable
    page of a map would end the process."""
    resampler = StreamResampler(header.rate, target, "HQ")
    file.seek(header.start)
    pieces = []
    left = header.frames
    while left:
        wanted = min(left, header.rate)
        body = file.read(wanted * header.width)
        count = len(body) // header.width
        if count < wanted:  # the file has become shorter
            left = count
        left -= count
        with np.errstate(over="ignore", invalid="ignore"):  # wild floats are clipped
            signal = _samples(body[: count * header.width], header.tag, header.bits)
            if header.channels > 1:
                signal = signal.reshape(-1, header.channels).mean(axis=1, dtype=np.float32)
        pieces.append(resampler.process(to_int16(signal), last=not left))
    return np.concatenate(pieces)


def _samples(body: bytes, tag: int, bits: int) -> NDArray[np.float32]:
    """Decodes interleaved samples to float32, full scale 1.0. `body` is a whole number of samples of a kind in
    ENCODINGS."""
    if tag in (A_LAW, MU_LAW):
        return (_a_law() if tag == A_LAW else _mu_law())[np.frombuffer(body, np.uint8)]
    if tag == FLOAT:
        return np.frombuffer(body, f"<f{bits // 8}").astype(np.float32)
    if bits == 8:  # the only unsigned width
        return (np.frombuffer(body, np.uint8).astype(np.float32) - 128) / np.float32(128)
    if bits == 24:
        triples = np.frombuffer(body, np.uint8).reshape(-1, 3)
        padded = np.zeros((len(triples), 4), np.uint8)
        padded[:, 1:] = triples  # as the upper three bytes of a 32-bit number, so that the sign comes along
        return padded.view("<i4")[:, 0].astype(np.float32) / np.float32(2**31)
    return np.frombuffer(body, f"<i{bits // 8}").astype(np.float32) / np.float32(2 ** (bits - 1))


@cache
def _a_law() -> NDArray[np.float32]:
    """Returns the value of each code, float32 of shape (256,), full scale 1.0 (ITU-T G.711, A-law)."""
    code = np.arange(256) ^ 0x55
    segment, step = code >> 4 & 7, (code & 15) << 4
    size = np.where(segment > 0, (step + 0x108) << np.maximum(segment - 1, 0), step + 8)
    return (np.where(code & 0x80, size, -size) / 32768).astype(np.float32)


@cache
def _mu_law() -> NDArray[np.float32]:
    """The same for mu-law."""
    code = ~np.arange(256) & 0xFF
    size = (((code & 15) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return (np.where(code & 0x80, -size, size) / 32768).astype(np.float32)
