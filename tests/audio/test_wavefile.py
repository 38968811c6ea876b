"""WAV files of every kind that people have, and of the kinds that break."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import textwrap
import tracemalloc
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from audio.riff import cut_short
from audio.wavefile import WavError, WavWriter, read_wav, write_wav

SECONDS = 0.5
PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE


def tone(rate: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """440 Hz at -6 dBFS, shape (rate * SECONDS,)."""
    return np.asarray(0.5 * np.sin(2 * np.pi * 440 * np.arange(int(rate * SECONDS)) / rate))


def encode(signal: np.ndarray[tuple[int, ...], np.dtype[np.float64]], bits: int, tag: int) -> bytes:
    if tag == FLOAT:
        return signal.astype(f"<f{bits // 8}").tobytes()
    if bits == 8:
        return (np.rint(signal * 127) + 128).astype(np.uint8).tobytes()
    whole = np.rint(signal * (2 ** (bits - 1) - 1)).astype("<i8")
    return bytes(whole.view(np.uint8).reshape(-1, 8)[:, : bits // 8].tobytes())


def wav(
    body: bytes, rate: int, channels: int, bits: int, tag: int = PCM, extensible: bool = False, odd: bytes = b""
) -> bytes:
    width = channels * bits // 8
    form = struct.pack("<HHIIHH", EXTENSIBLE if extensible else tag, channels, rate, rate * width, width, bits)
    if extensible:
        guid = struct.pack("<H", tag) + bytes.fromhex("000000001000800000aa00389b71")
        form += struct.pack("<HHI", 22, bits, 0) + guid
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + odd + b"data" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def similarity(got: np.ndarray[tuple[int], np.dtype[np.int16]]) -> float:
    wanted = tone(16_000)
    count = min(len(got), len(wanted))
    return float(np.corrcoef(got[:count].astype(float), wanted[:count])[0, 1])


@pytest.mark.parametrize(("tag", "codes"), [(6, {0x2A: -32256, 0xAA: 32256, 0x55: -8, 0xD5: 8, 0xB4: 8960}),
                                           (7, {0x00: -32124, 0x80: 32124, 0xFF: 0, 0x7F: 0, 0xCE: 988})])  # fmt: skip
def test_recordings_of_a_telephone_are_read(tmp_path: Path, tag: int, codes: dict[int, int]) -> None:
    """Values of ITU-T G.711's tables."""
    file = tmp_path / "call.wav"
    for code, value in codes.items():
        file.write_bytes(wav(bytes([code]) * 800, 8_000, 1, 8, tag))
        assert set(read_wav(file, 8_000)) == {value}


@pytest.mark.parametrize(("bits", "filled"), [(12, 16), (20, 24)])
def test_samples_that_fill_their_bytes_from_the_top_are_read(tmp_path: Path, bits: int, filled: int) -> None:
    file = tmp_path / "twelve.wav"
    whole = bytearray(wav(encode(tone(16_000), filled, PCM), 16_000, 1, filled))
    whole[34:36] = struct.pack("<H", bits)
    file.write_bytes(whole)
    assert similarity(read_wav(file)) > 0.999


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize(("bits", "tag"), [(8, PCM), (16, PCM), (24, PCM), (32, PCM), (32, FLOAT), (64, FLOAT)])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_kind_is_read(tmp_path: Path, rate: int, bits: int, tag: int, channels: int) -> None:
    signal = np.repeat(tone(rate), channels)
    path = tmp_path / "a.wav"
    path.write_bytes(wav(encode(signal, bits, tag), rate, channels, bits, tag))
    pcm = read_wav(path)
    assert pcm.dtype == np.int16
    assert len(pcm) == pytest.approx(16_000 * SECONDS, abs=2)
    assert similarity(pcm) > 0.999
    assert np.abs(pcm.astype(int)).max() == pytest.approx(16_384, rel=0.03)


@pytest.mark.parametrize(("bits", "tag"), [(16, PCM), (24, PCM), (32, FLOAT)])
def test_extensible_header(tmp_path: Path, bits: int, tag: int) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav(encode(tone(16_000), bits, tag), 16_000, 1, bits, tag, extensible=True))
    assert similarity(read_wav(path)) > 0.999


def test_unknown_chunks_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    odd = b"LIST" + struct.pack("<I", 5) + b"hello\0"  # chunks are padded to an even length
    path.write_bytes(wav(encode(tone(16_000), 16, PCM), 16_000, 1, 16, odd=odd))
    assert similarity(read_wav(path)) > 0.999


@pytest.mark.parametrize("padding", [b"", b"\0"])
@pytest.mark.parametrize("text", [b"hello", b"INFO\0"])
def test_a_chunk_of_odd_length_may_lack_the_byte_that_pads_it(tmp_path: Path, text: bytes, padding: bytes) -> None:
    path = tmp_path / "a.wav"
    odd = b"LIST" + struct.pack("<I", 5) + text + padding
    path.write_bytes(wav(encode(tone(16_000), 16, PCM), 16_000, 1, 16, odd=odd))
    assert similarity(read_wav(path)) > 0.999
    assert cut_short(path) == (0.0, 0.0)


@pytest.mark.parametrize("magic", [b"RF64", b"BW64"])
@pytest.mark.parametrize("missing", [0, 4000])
def test_a_file_with_sizes_of_64_bits_is_read(tmp_path: Path, magic: bytes, missing: int) -> None:
    body = encode(tone(16_000), 16, PCM)
    plain = wav(body, 16_000, 1, 16)
    rest = plain[12:].replace(b"data" + struct.pack("<I", len(body)), b"data" + b"\xff" * 4)
    ds64 = b"ds64" + struct.pack("<IQQQI", 28, len(plain) + 28, len(body), len(body) // 2, 0)
    whole = magic + b"\xff" * 4 + b"WAVE" + ds64 + rest + b"LIST" + struct.pack("<I", 4) + b"INFO"
    path = tmp_path / "a.wav"
    path.write_bytes(whole if not missing else whole[: -12 - missing])
    assert len(read_wav(path)) == 8000 - missing // 2
    assert cut_short(path) == ((0.0, 0.0) if not missing else (0.375, 0.125))


def test_a_stream_of_unknown_length_is_read_to_its_end(tmp_path: Path) -> None:
    data = bytearray(wav(encode(tone(16_000), 16, PCM), 16_000, 1, 16))
    struct.pack_into("<I", data, 40, 0xFFFFFFFF)
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    assert len(read_wav(path)) == 8000


def test_another_rate_can_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav(encode(tone(48_000), 16, PCM), 48_000, 1, 16))
    assert len(read_wav(path, 24_000)) == 12_000


def test_stereo_is_averaged_and_wild_floats_are_clipped(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    frames = np.array(
        [[0.5, -0.5], [0.5, 0.25], [9.0, 9.0], [-9.0, -9.0], [np.nan, 0.0], [np.inf, np.inf], [3e38, 3e38]]
    )
    path.write_bytes(wav(encode(frames, 32, FLOAT), 16_000, 2, 32, FLOAT))
    assert read_wav(path).tolist() == [0, 12_288, 32_767, -32_768, 0, 32_767, 32_767]
    path.write_bytes(wav(encode(np.array([1e300, -1e300, np.inf]), 64, FLOAT), 16_000, 1, 64, FLOAT))
    assert read_wav(path).tolist() == [32_767, -32_768, 32_767]


def test_a_file_that_was_cut_off_is_used_as_far_as_it_goes_and_tells_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    whole = wav(encode(tone(48_000), 24, PCM), 48_000, 1, 24)
    path.write_bytes(whole)
    assert cut_short(path) == (0.0, 0.0)
    path.write_bytes(whole[: 44 + 3 * 18_000 + 1])  # in the midst of a sample
    assert cut_short(path) == (0.375, 0.125)
    assert similarity(read_wav(path)) > 0.999
    assert len(read_wav(path)) == 6000
    path.write_bytes(whole[:44])
    with pytest.raises(WavError, match=r"a\.wav: it is cut off before its first sample; get it anew"):
        read_wav(path)
    for other in (path.with_name("none.wav"), tmp_path):
        assert cut_short(other) == (0.0, 0.0)


@pytest.mark.parametrize("size", [0x7FFFF000, 0x80000000, 0xFFFFFFFF, 0])
def test_a_header_that_never_learnt_the_length_promises_nothing(tmp_path: Path, size: int) -> None:
    """As sox, arecord and ffmpeg write into a pipe; 0 and no length of the whole: a recorder that was killed."""
    data = bytearray(wav(encode(tone(16_000), 16, PCM), 16_000, 1, 16))
    struct.pack_into("<I", data, 40, size)
    struct.pack_into("<I", data, 4, min(0xFFFFFFFF, size + 36))
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    assert len(read_wav(path)) == 8000
    assert cut_short(path) == (0.0, 0.0)


def test_a_recording_of_nothing_with_a_title_has_no_samples(tmp_path: Path) -> None:
    empty = bytearray(wav(b"", 16_000, 1, 16)) + b"LIST" + struct.pack("<I", 4) + b"INFO"
    struct.pack_into("<I", empty, 4, len(empty) - 8)
    (tmp_path / "a.wav").write_bytes(empty)
    with pytest.raises(WavError, match="it has no samples"):
        read_wav(tmp_path / "a.wav")


def test_a_file_that_shrinks_while_it_is_read_ends_there(tmp_path: Path) -> None:
    """In a process of its own: what maps the file dies of it."""
    path = tmp_path / "a.wav"
    write_wav(path, np.ones(30 * 16_000, np.int16), 16_000)
    code = """
        import os, sys
        from audio import wavefile
        convert = wavefile.to_int16
        def to_int16(signal):
            os.truncate(sys.argv[1], int(sys.argv[2]))
            return convert(signal)
        wavefile.to_int16 = to_int16
        print(len(wavefile.read_wav(sys.argv[1], 8000)))
        """
    for left in (44 + 2 * 100_000, 44 + 2 * 16_000, 0):
        command = [sys.executable, "-c", textwrap.dedent(code), str(path), str(left)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (done.returncode, done.stderr)
        assert 8_000 <= int(done.stdout) < 15 * 8_000
        write_wav(path, np.ones(30 * 16_000, np.int16), 16_000)


@pytest.mark.timeout(20)
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.wav")
    for path in (tmp_path / "a.wav", Path("/dev/zero")):
        with pytest.raises(WavError, match=f"{path}: a pipe or a device; save the sound to a file first"):
            read_wav(path)


GOOD = wav(b"\1\0" * 100, 16_000, 1, 16)
BROKEN = {
    "empty": (b"", "the file is empty"),
    "text": (b"Hello, this is not a sound file at all.", "not a WAV file"),
    "head only": (GOOD[:12], "no data chunk"),
    "no data": (GOOD[:36], "no data chunk"),
    "no samples": (wav(b"", 16_000, 1, 16), "no samples"),
    "half a sample": (wav(b"\1", 16_000, 1, 16), "no samples"),
    "data first": (GOOD[:12] + GOOD[36:] + GOOD[12:36], "before its format"),
    "short format": (GOOD[:16] + struct.pack("<I", 4) + GOOD[20:24] + GOOD[36:], "no complete format"),
    "no channels": (wav(b"\1\0", 16_000, 0, 16), "0 channels"),
    "absurd rate": (wav(b"\1\0", 3, 1, 16), "at 3 Hz"),
    "mp3 inside": (wav(b"\1\0", 16_000, 1, 16, tag=0x55), "not supported"),
    "40 bits": (wav(bytes(5), 16_000, 1, 40), "not supported"),
    "big-endian": (b"RIFX" + GOOD[4:], "big-endian"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_clear_line(tmp_path: Path, name: str) -> None:
    data, reason = BROKEN[name]
    path = tmp_path / "bad.wav"
    path.write_bytes(data)
    with pytest.raises(WavError) as error:
        read_wav(path)
    message = str(error.value)
    assert message.startswith(str(path))
    assert reason in message
    assert "\n" not in message


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(WavError, match="no such file"):
        read_wav(tmp_path / "none.wav")
    with pytest.raises(WavError, match="a folder; name a WAV file in it"):
        read_wav(tmp_path)


@pytest.mark.parametrize("seed", range(30))
def test_random_damage_is_never_anything_but_a_wav_error(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = bytearray(wav(encode(tone(8000), 16, PCM), 8000, 1, 16))
    for _ in range(4):
        data[int(rng.integers(0, 48))] = int(rng.integers(0, 256))
    path = tmp_path / "a.wav"
    path.write_bytes(data[: int(rng.integers(1, len(data)))])
    with suppress(WavError):
        assert len(read_wav(path)) > 0


def test_write_and_read_back(tmp_path: Path) -> None:
    pcm = (tone(16_000) * 32_767).astype(np.int16)
    write_wav(tmp_path / "a.wav", pcm, 16_000)
    assert np.array_equal(read_wav(tmp_path / "a.wav"), pcm)
    with pytest.raises(WavError, match="nowhere"):
        write_wav(tmp_path / "nowhere" / "a.wav", pcm, 16_000)


def test_a_writer_that_is_never_closed_leaves_a_valid_file(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "a.wav", 4000)
    for _ in range(100):
        writer.write(np.ones(100, np.int16))
    assert len(read_wav(tmp_path / "a.wav", 4000)) == 8000  # up to the last whole second
    writer.close()
    assert len(read_wav(tmp_path / "a.wav", 4000)) == 10_000


def test_ten_minutes_fit_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(wav(bytes(2 * 2 * 16_000 * 600), 16_000, 2, 16))
    tracemalloc.start()
    try:
        assert len(read_wav(path)) == 16_000 * 600
        assert tracemalloc.get_traced_memory()[1] < 60e6
    finally:
        tracemalloc.stop()
