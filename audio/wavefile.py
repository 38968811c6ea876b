"""WAV files: a reader for whatever people have, and a writer that leaves a valid file even when it is killed.

The standard library's `wave` knows no float samples and, before Python 3.12, no WAVE_FORMAT_EXTENSIBLE, so the few
chunks that matter are read here (RIFF/WAVE as in Microsoft's "Multiple Channel Audio Data and WAVE Files").
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from audio.frames import Pcm, to_int16
from audio.resample import resample
from config.constants import HEARING_RATE

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_SIZE_UNKNOWN = 0xFFFFFFFF
"""Written by programs that stream a WAV and never learn its length."""


class WavError(Exception):
    """A WAV file that cannot be used. The message is one line that names the file and what is wrong with it."""


def read_wav(path: str | Path, rate: int = HEARING_RATE) -> Pcm:
    """The file as int16 mono at `rate` Hz, shape (n,), n > 0. Channels are averaged.

    Reads integer PCM of 8, 16, 24 and 32 bits and float of 32 and 64 bits at 4-192 kHz. Raises WavError.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise WavError(f"{path}: no such file") from None
    except OSError as err:
        raise WavError(f"{path}: {err.strerror or err}") from err
    try:
        source_rate, signal = _decode(data)
    except _BadWavError as err:
        raise WavError(f"{path}: {err}") from None
    return resample(signal, source_rate, rate)


def write_wav(path: str | Path, pcm: Pcm, rate: int) -> None:
    """Write int16 mono `pcm` of shape (n,) at `rate` Hz. Raises WavError when the file cannot be written."""
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
        self._write_header()

    def write(self, pcm: Pcm) -> None:
        self._file.write(pcm.astype("<i2", copy=False).tobytes())
        self.written += len(pcm)
        if self.written - self._in_header >= self.rate:
            self._write_header()

    def close(self) -> None:
        if not self._file.closed:
            self._write_header()
            self._file.close()

    def __enter__(self) -> WavWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write_header(self) -> None:
        size = min(self.written * 2, _SIZE_UNKNOWN - 36)
        self._file.seek(0)
        self._file.write(struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE"))
        self._file.write(struct.pack("<4sIHHIIHH", b"fmt ", 16, _PCM, 1, self.rate, self.rate * 2, 2, 16))
        self._file.write(struct.pack("<4sI", b"data", size))
        self._file.seek(0, 2)
        self._file.flush()
        self._in_header = self.written


class _BadWavError(Exception):
    pass


def _decode(data: bytes) -> tuple[int, Pcm]:
    """(rate, mono int16) of the bytes of a WAV file."""
    if not data:
        raise _BadWavError("the file is empty")
    if len(data) < 12 or data[:4] not in (b"RIFF", b"RIFX") or data[8:12] != b"WAVE":
        raise _BadWavError("not a WAV file")
    if data[:4] == b"RIFX":
        raise _BadWavError("big-endian WAV files (RIFX) are not supported")
    form, body = _chunks(data)
    if len(form) < 16:
        raise _BadWavError("corrupt: it has no complete format chunk")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if tag == _EXTENSIBLE and len(form) >= 26:
        tag = struct.unpack_from("<H", form, 24)[0]  # the first two bytes of the sub-format GUID are the real tag
    if not 1 <= channels <= 64 or not 4_000 <= rate <= 192_000:
        raise _BadWavError(f"corrupt: {channels} channels at {rate} Hz")
    signal = _samples(body, tag, bits)
    count = len(signal) // channels
    if not count:
        raise _BadWavError("it has no samples")
    signal = signal[: count * channels]
    if channels > 1:
        signal = signal.reshape(count, channels).mean(axis=1, dtype=np.float32)
    return rate, to_int16(signal)


def _chunks(data: bytes) -> tuple[bytes, bytes]:
    """The contents of the `fmt ` and `data` chunks; a data chunk that is cut off yields what is there."""
    form, at = b"", 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        at += 8
        if name == b"data":
            if not form:
                raise _BadWavError("corrupt: its data come before its format")
            return form, data[at : at + size]
        if name == b"fmt ":
            form = data[at : at + size]
        at += size + size % 2
    raise _BadWavError("corrupt: it has no data chunk")


def _samples(body: bytes, tag: int, bits: int) -> NDArray[np.float32]:
    """Interleaved samples as float32, full scale 1.0, shape (frames * channels,)."""
    if tag == _FLOAT and bits in (32, 64):
        width = bits // 8
        values = np.frombuffer(body[: len(body) // width * width], f"<f{width}")
        return values.astype(np.float32)
    if tag == _PCM and bits == 8:  # the only unsigned width
        return (np.frombuffer(body, np.uint8).astype(np.float32) - 128) / np.float32(128)
    if tag == _PCM and bits == 16:
        return np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.float32) / np.float32(2**15)
    if tag == _PCM and bits == 24:
        triples = np.frombuffer(body[: len(body) // 3 * 3], np.uint8).reshape(-1, 3)
        padded = np.zeros((len(triples), 4), np.uint8)
        padded[:, 1:] = triples  # as the upper three bytes of a 32-bit number, so that the sign comes along
        return padded.view("<i4")[:, 0].astype(np.float32) / np.float32(2**31)
    if tag == _PCM and bits == 32:
        return np.frombuffer(body[: len(body) // 4 * 4], "<i4").astype(np.float32) / np.float32(2**31)
    raise _BadWavError(f"its encoding (format {tag}, {bits} bits) is not supported; use PCM or float")
