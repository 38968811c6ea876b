"""Opens sound, images and video: files through PyAV and Pillow, no torchvision, and no network unless allowed.

Frame sampling and sizes follow qwen-omni-utils' process_mm_info (Apache-2.0, Alibaba Cloud).
"""

from __future__ import annotations

import io
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt

from config.texts import _
from models.engine import EngineError
from models.omni.messages import Audio, Image, Video

if TYPE_CHECKING:
    from PIL.Image import Image as PilImage

RATE = 16_000
"""Sample rate of Omni's audio input in Hz."""
MIN_FRAMES, MAX_FRAMES, FRAME_FACTOR = 4, 768, 2
LARGEST_DOWNLOAD = 256 << 20

Sound = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """The sampled frames of a video, and its sound."""

    frames: npt.NDArray[np.uint8]
    """uint8 [n, height, width, 3], n even."""
    fps: float
    """Sampled frames per second of the video."""
    sound: Sound | None
    """The sound track, if it was asked for and there is one."""


def open_source(source: Path | str, allow_urls: bool) -> Path | BinaryIO:
    """Returns a local path, or the downloaded bytes of a URL."""
    scheme = urllib.parse.urlsplit(source).scheme if isinstance(source, str) else ""
    if len(scheme) > 1:  # one letter is a drive
        if scheme == "file":
            source = urllib.request.url2pathname(urllib.parse.urlsplit(str(source)).path)
        elif scheme in ("http", "https"):
            if not allow_urls:
                raise EngineError(
                    _(
                        "{source} is on the network: save it to a file first, or allow URLs in the configuration",
                        source=source,
                    )
                )
            return _download(str(source))
        else:
            raise EngineError(
                _("{source}: addresses with {scheme!r} are not understood, give a file", source=source, scheme=scheme)
            )
    path = Path(source)
    if not path.is_file():
        raise EngineError(_("there is no file {path}", path=path))
    return path


def _download(url: str) -> BinaryIO:
    try:
        with urllib.request.urlopen(url, timeout=15) as answer:  # only http(s) gets here
            data: bytes = answer.read(LARGEST_DOWNLOAD + 1)
    except OSError as err:
        raise EngineError(_("{url} cannot be fetched: {why}", url=url, why=err)) from err
    if len(data) > LARGEST_DOWNLOAD:
        raise EngineError(
            _("{url} is larger than {largest_download} MiB", url=url, largest_download=LARGEST_DOWNLOAD >> 20)
        )
    return io.BytesIO(data)


def read_audio(audio: Audio, allow_urls: bool = False) -> Sound:
    """Returns float32 samples in -1..1, mono, 16 kHz. Raises EngineError when it cannot be opened or holds no sound."""
    source = audio.source
    if isinstance(source, np.ndarray):
        if source.ndim != 1:
            raise EngineError(_("sound must be mono samples, not an array of shape {shape}", shape=source.shape))
        samples = source.astype(np.float32)
        if source.dtype == np.int16:
            samples /= 32768
        return samples if audio.rate == RATE else _resample(samples, audio.rate)
    sound = _decode_audio(open_source(source, allow_urls), str(source))
    if sound is None:
        raise EngineError(_("{source} holds no sound", source=source))
    return sound


def _resample(samples: Sound, rate: int) -> Sound:
    import soxr

    return np.asarray(soxr.resample(samples, rate, RATE), dtype=np.float32)


def _decode_audio(opened: Path | BinaryIO, name: str) -> Sound | None:
    """Returns the first sound track, or None where there is none."""
    import av

    try:
        with av.open(opened) as container:
            if not container.streams.audio:
                return None
            resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
            pieces = [
                piece.to_ndarray().reshape(-1)
                for frame in _and_flush(container.decode(audio=0))
                for piece in resampler.resample(frame)
            ]
    except (OSError, ValueError) as err:  # PyAV's errors derive from these
        raise EngineError(_("{name} cannot be read as sound: {why}", name=name, why=err)) from err
    return np.concatenate(pieces).astype(np.float32) if pieces else None


def _and_flush(frames: Any) -> Any:
    yield from frames
    yield None


def read_image(image: Image, allow_urls: bool = False) -> PilImage:
    """Returns an upright RGB image; transparency becomes white. Raises EngineError when it cannot be opened."""
    from PIL import Image as Pil
    from PIL import ImageOps

    source = image.source
    if isinstance(source, Pil.Image):
        opened = source
    else:
        file = io.BytesIO(source) if isinstance(source, bytes) else open_source(source, allow_urls)
        name = "the image" if isinstance(source, bytes) else str(source)
        try:
            opened = Pil.open(file)
            opened.load()
        except (OSError, ValueError, Pil.DecompressionBombError) as err:
            raise EngineError(_("{name} cannot be read as an image: {why}", name=name, why=err)) from err
    opened = ImageOps.exif_transpose(opened)
    if opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info:
        opened = opened.convert("RGBA")
        paper = Pil.new("RGB", opened.size, (255, 255, 255))
        paper.paste(opened, mask=opened.getchannel("A"))
        return paper
    return opened.convert("RGB")


def read_video(video: Video, allow_urls: bool = False) -> Clip:
    """Returns evenly spread frames, and the sound track if wanted. Raises EngineError when it cannot be opened."""
    source = video.source
    if isinstance(source, np.ndarray):
        if source.ndim != 4 or source.shape[3] != 3 or source.dtype != np.uint8 or not len(source):
            raise EngineError(
                _(
                    "frames must be uint8 [n, height, width, 3], not {dtype} {shape}",
                    dtype=source.dtype,
                    shape=source.shape,
                )
            )
        odd = source[-1:] if len(source) % FRAME_FACTOR else source[:0]
        return Clip(np.concatenate([source, odd]), video.fps, None)
    opened = open_source(source, allow_urls)
    frames, fps = _decode_video(opened, video.fps, str(source))
    sound = None
    if video.use_audio:
        if not isinstance(opened, Path):
            opened.seek(0)
        sound = _decode_audio(opened, str(source))
    return Clip(frames, fps, sound)


def frames_to_take(total: int, rate: float, fps: float) -> list[int]:
    """Picks frames of `total`, shown at `rate` a second, for `fps` a second: an even number of them, at least 4 and at
    most 768 where there are so many, evenly spread from the first to the last."""
    wanted = min(max(total / rate * fps, MIN_FRAMES), MAX_FRAMES, total)
    count = max(FRAME_FACTOR, int(wanted // FRAME_FACTOR) * FRAME_FACTOR)
    if total < FRAME_FACTOR:
        return [0] * FRAME_FACTOR
    return [round(i) for i in np.linspace(0, total - 1, count).tolist()]


def _decode_video(opened: Path | BinaryIO, fps: float, name: str) -> tuple[npt.NDArray[np.uint8], float]:
    import av

    try:
        with av.open(opened) as container:
            if not container.streams.video:
                raise EngineError(_("{name} holds no pictures", name=name))
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            rate = float(stream.average_rate or stream.guessed_rate or 25)
            total = stream.frames or _count(container, stream)
            if not isinstance(opened, Path):
                opened.seek(0)
            container.seek(0)
            take = frames_to_take(total, rate, fps)
            wanted = set(take)
            kept = {
                i: frame.to_ndarray(format="rgb24")
                for i, frame in zip(range(total), container.decode(stream), strict=False)
                if i in wanted
            }
    except (OSError, ValueError) as err:
        raise EngineError(_("{name} cannot be read as video: {why}", name=name, why=err)) from err
    if not kept:
        raise EngineError(_("{name} holds no pictures", name=name))
    last = max(kept)  # a container may promise more frames than there are
    return np.stack([kept.get(i, kept[last]) for i in take]), len(take) / total * rate


def _count(container: Any, stream: Any) -> int:
    return sum(1 for _ in container.decode(stream))
