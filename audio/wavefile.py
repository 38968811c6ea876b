"""WAV files: a reader for whatever people have, and a writer that leaves a valid file even when it is killed.

The standard library's `wave` knows no float samples and, before Python 3.12, no WAVE_FORMAT_EXTENSIBLE, so the few
chunks that matter are read here (RIFF/WAVE as in Microsoft's "Multiple Channel Audio Data and WAVE Files").
"""

from __future__ import annotations

import contextlib
import mmap
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from audio.frames import Pcm, to_int16
from audio.resample import StreamResampler
from config.constants import HEARING_RATE

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_ENCODINGS = {(_PCM, 8), (_PCM, 16), (_PCM, 24), (_PCM, 32), (_FLOAT, 32), (_FLOAT, 64)}
"""(format tag, bits) that are understood."""
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
        with path.open("rb") as file:
            if not path.stat().st_size:
                raise _BadWavError("the file is empty")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data, memoryview(data) as view:
                return _decode(view, rate)
    except FileNotFoundError:
        raise WavError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise WavError(f"{path}: a folder; name a WAV file in it") from None
    except OSError as err:
        raise WavError(f"{path}: {err.strerror or err}") from err
    except _BadWavError as err:
        raise WavError(f"{path}: {err}") from None


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
        """Close a file that can't be written: what is still in its buffer is lost."""
        with contextlib.suppress(OSError):
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


def _decode(data: memoryview, target: int) -> Pcm:
    """The sound in the bytes of a WAV file, mono int16 at `target` Hz. Works on a second at a time: an hour of studio sound
    takes little more memory than its result."""
    magic, kind = bytes(data[:4]), bytes(data[8:12])
    if magic not in (b"RIFF", b"RIFX") or kind != b"WAVE":
        raise _BadWavError("not a WAV file")
    if magic == b"RIFX":
        raise _BadWavError("big-endian WAV files (RIFX) are not supported")
    form, start, end = _chunks(data)
    if len(form) < 16:
        raise _BadWavError("corrupt: it has no complete format chunk")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if tag == _EXTENSIBLE and len(form) >= 26:
        tag = struct.unpack_from("<H", form, 24)[0]  # the first two bytes of the sub-format GUID are the real tag
    if not 1 <= channels <= 64 or not 4_000 <= rate <= 192_000:
        raise _BadWavError(f"corrupt: {channels} channels at {rate} Hz")
    if (tag, bits) not in _ENCODINGS:
        raise _BadWavError(f"its encoding (format {tag}, {bits} bits) is not supported; use PCM or float")
    width = channels * bits // 8
    count = (end - start) // width
    if not count:
        raise _BadWavError("it has no samples")
    resampler = StreamResampler(rate, target, "HQ")
    pieces = []
    for at in range(0, count, rate):
        last = at + rate >= count
        signal = _samples(bytes(data[start + at * width : start + min(at + rate, count) * width]), tag, bits)
        if channels > 1:
            signal = signal.reshape(-1, channels).mean(axis=1, dtype=np.float32)
        pieces.append(resampler.process(to_int16(signal), last))
    return np.concatenate(pieces)


def _chunks(data: memoryview) -> tuple[bytes, int, int]:
    """The format chunk, and where the samples begin and end; a file that is cut off ends where it ends."""
    form, at = b"", 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        at += 8
        if name == b"data":
            if not form:
                raise _BadWavError("corrupt: its data come before its format")
            return form, at, min(at + size, len(data))
        if name == b"fmt ":
            form = bytes(data[at : at + size])
        at += size + size % 2
    raise _BadWavError("corrupt: it has no data chunk")


def _samples(body: bytes, tag: int, bits: int) -> NDArray[np.float32]:
    """Interleaved samples as float32, full scale 1.0. `body` is a whole number of samples of a kind in _ENCODINGS."""
    if tag == _FLOAT:
        return np.frombuffer(body, f"<f{bits // 8}").astype(np.float32)
    if bits == 8:  # the only unsigned width
        return (np.frombuffer(body, np.uint8).astype(np.float32) - 128) / np.float32(128)
    if bits == 24:
        triples = np.frombuffer(body, np.uint8).reshape(-1, 3)
        padded = np.zeros((len(triples), 4), np.uint8)
        padded[:, 1:] = triples  # as the upper three bytes of a 32-bit number, so that the sign comes along
        return padded.view("<i4")[:, 0].astype(np.float32) / np.float32(2**31)
    return np.frombuffer(body, f"<i{bits // 8}").astype(np.float32) / np.float32(2 ** (bits - 1))
