"""Reads the header of a WAV file: sample format, position of the samples, and whether they are complete (RIFF/WAVE
as in Microsoft's "Multiple Channel Audio Data and WAVE Files"; RF64 as in EBU Tech 3306, BW64 as in ITU-R BS.2088).
It uses the standard library only, because the daemon checks files that other processes decode."""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from config.constants import LEAST_RATE, MOST_RATE
from config.texts import _

PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
ENCODINGS = {(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32), (FLOAT, 64), (A_LAW, 8), (MU_LAW, 8)}
"""Supported (format tag, bits)."""
UNKNOWN = 0x7FFF0000
"""Sizes from here on mean "unknown": programs that stream a WAV write them (sox, arecord, ffmpeg)."""
_LARGE = (b"RF64", b"BW64")
"""Magic of files with 64-bit sizes: a chunk "ds64" holds them, and the 32-bit fields hold _IN_DS64."""
_IN_DS64 = 0xFFFFFFFF
_LONGEST_FORM = 1024
"""Upper bound of a format chunk in bytes; real ones have at most 40."""


class WavError(Exception):
    """A WAV file cannot be used. The message is one line that names the file and the fault."""


@dataclass(frozen=True, slots=True)
class WavHeader:
    """Header of a readable file: its encoding is among ENCODINGS, and it has at least one frame."""

    tag: int
    channels: int
    rate: int
    """Hz."""
    bits: int
    start: int
    """Offset of the first sample in bytes."""
    frames: int
    """Samples of each channel in the file."""
    lacking: int
    """Samples of each channel that the header promises beyond the end of a truncated file."""

    @property
    def width(self) -> int:
        """Bytes of one frame."""
        return self.channels * self.bits // 8

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    @property
    def lacking_s(self) -> float:
        return self.lacking / self.rate


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, WavHeader]]:
    """Opens the file and reads its header. Raises WavError, also for errors while the body reads the file."""
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # who opens a pipe waits for somebody who writes into it
            raise WavError(_("{path}: a pipe or a device; save the sound to a file first", path=path))
        with path.open("rb") as file:
            yield file, _header(file, path.stat().st_size)
    except FileNotFoundError:
        raise WavError(_("{path}: no such file", path=path)) from None
    except IsADirectoryError:
        raise WavError(_("{path}: a folder; name a WAV file in it", path=path)) from None
    except OSError as err:
        raise WavError(f"{path}: {err.strerror or err}") from err
    except _BadWavError as err:
        raise WavError(f"{path}: {err}") from None


def cut_short(path: Path) -> tuple[float, float]:
    """Returns (seconds present, seconds missing) of a truncated WAV file; (0, 0) for a complete one and for any
    other file."""
    try:
        with opened(path) as (_file, header):
            return (header.seconds, header.lacking_s) if header.lacking else (0.0, 0.0)
    except WavError:
        return 0.0, 0.0


class _BadWavError(Exception):
    pass


def _header(file: BinaryIO, size: int) -> WavHeader:
    if not size:
        raise _BadWavError(_("the file is empty"))
    magic, riff, kind = struct.unpack("<4sI4s", file.read(12).ljust(12, b"\0"))
    if magic not in (b"RIFF", b"RIFX", *_LARGE) or kind != b"WAVE":
        raise _BadWavError(_("not a WAV file"))
    if magic == b"RIFX":
        raise _BadWavError(_("big-endian WAV files (RIFX) are not supported"))
    form, start, promised = _chunks(file, size)
    if len(form) < 16:
        raise _BadWavError(_("corrupt: it has no complete format chunk"))
    tag, channels, rate, _bytes, _block, bits = struct.unpack_from("<HHIIHH", form)
    if tag == EXTENSIBLE and len(form) >= 26:
        tag = struct.unpack_from("<H", form, 24)[0]  # the first two bytes of the sub-format GUID are the real tag
    if not 1 <= channels <= 64 or not LEAST_RATE <= rate <= MOST_RATE:
        raise _BadWavError(_("corrupt: {channels} channels at {rate} Hz", channels=channels, rate=rate))
    if tag == PCM:
        bits += -bits % 8  # samples of 12 or 20 bits fill whole bytes from the top
    if (tag, bits) not in ENCODINGS:
        raise _BadWavError(
            _("its encoding (format {tag}, {bits} bits) is not supported; use PCM or float", tag=tag, bits=bits)
        )
    here = max(0, size - start)
    # A recorder that was killed leaves the header it began with, which knows of no samples.
    if promised >= UNKNOWN or (promised == 0 and 8 + riff <= start):
        promised = here
    width = channels * bits // 8
    frames = min(promised, here) // width
    lacking = promised // width - frames
    if not frames:
        raise _BadWavError(
            _("it is cut off before its first sample; get it anew") if lacking else _("it has no samples")
        )
    return WavHeader(tag, channels, rate, bits, start, frames, lacking)


def _chunks(file: BinaryIO, size: int) -> tuple[bytes, int, int]:
    """Returns the format chunk, the offset of the samples, and their length in bytes by the header."""
    form, at, large = b"", 12, None
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack("<4sI", file.read(8).ljust(8, b"\0"))
        at += 8
        if name == b"data":
            if not form:
                raise _BadWavError(_("corrupt: its data come before its format"))
            return form, at, large if length == _IN_DS64 and large is not None else length
        if name == b"ds64" and length >= 16:
            large = struct.unpack("<8xQ", file.read(16).ljust(16, b"\0"))[0]
        if name == b"fmt ":
            form = file.read(min(length, _LONGEST_FORM))
        at += length
        if length % 2:
            at += _padding(file, at)
    raise _BadWavError(_("corrupt: it has no data chunk"))


def _padding(file: BinaryIO, at: int) -> int:
    """Returns the padding (0 or 1 bytes) after a chunk of odd length: some programs leave out the byte that the format
    requires.

    Chunk names are printable ASCII, and the padding byte is zero.
    """
    file.seek(at)
    return int(not all(0x20 <= each < 0x7F for each in file.read(4)))
