"""Omni on a bigger machine: a vLLM-Omni server, asked through OpenAI's chat completions with speech as a modality.

Each chunk of the server's stream names its content: `modality` "text" with words, "audio" with a WAV file in base64.
Only the server that the user has configured is asked.
"""

from __future__ import annotations

import base64
import io
import logging
import struct
import time
import wave
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from config.texts import _
from models.engine import Cancel, EngineError, Health, Sampling, Speech, TextDelta, Usage
from models.omni.checkpoint import SPEAKS
from models.omni.interface import Item
from models.omni.marks import ENGLISH_PACE, MarkEstimator
from models.omni.media import RATE as HEARING_RATE
from models.omni.media import open_source, read_audio, read_image
from models.omni.messages import Audio, Image, OmniMessage, Part, Text, Video, split_instructions
from models.remote.io import PATIENCE, Line, Patience, Secret, ServerSilent, read_key, shown, unknown_model
from models.text.loops import LoopGuard

if TYPE_CHECKING:
    from models.engine import Pcm

log = logging.getLogger(__name__)

RETRY_AFTER = 0.5
"""Seconds before the next try after a server could not be reached."""


class RemoteOmni:
    """The interface of OmniEngine, with the work done on the server. Blocking, for one thread."""

    rate = 24_000
    languages = SPEAKS["qwen3_omni_moe"]

    def __init__(
        self,
        model: str = "Qwen/Qwen3-Omni-30B-A3B-Instruct",
        url: str = "http://127.0.0.1:8091/v1",
        key: str | None = None,
        *,
        voice: str | None = None,
        tries: int = 2,
        patience: Patience = PATIENCE,
        allow_urls: bool = False,
    ) -> None:
        """`key`: a file that holds it, or the name of a systemd credential. `voice`: None leaves the choice to the
        server. `tries`: number of attempts while nothing has come back yet. Raises EngineError."""
        try:
            import openai
        except ImportError as err:
            raise EngineError(
                _("Omni on a server needs the `openai` package: pip install 'sarai-voice[remote]'")
            ) from err
        self.model = model
        self.where = f"the Omni server at {shown(url)}"
        self._openai = openai
        self._voice = voice
        self._tries = max(1, tries)
        self._patience = patience
        self._allow_urls = allow_urls
        self._pace = ENGLISH_PACE
        self._line = Line()
        # Every value is given: a missing one would be taken from the environment, where the key is for another server.
        self._client = openai.AsyncOpenAI(
            base_url=url,
            api_key=(read_key(key) or Secret("none")).reveal(),
            organization="",
            project="",
            max_retries=0,
            timeout=openai.Timeout(None, connect=patience.connect),
        )

    def check(self) -> tuple[str, ...]:
        """Returns the server's models. Raises EngineError in one line when the server is down or lacks the configured
        model."""
        try:
            names = self._line.run(self._list(), self._patience.connect + self._patience.between)
        except ServerSilent as err:
            raise EngineError(_("{where} has not answered for {why} s", where=self.where, why=err)) from err
        except _Unreachable as err:
            raise EngineError(str(err)) from err
        if self.model not in names:
            raise unknown_model(self.where, self.model, names, "")
        return tuple(names)

    def health(self) -> Health:
        """Returns whether the server answers and has the model."""
        try:
            names = self.check()
        except EngineError as err:
            return Health(up=False, detail=str(err))
        return Health(True, f"{self.where} answers and has {self.model} (of {len(names)} models)", names)

    def respond(
        self, conversation: Sequence[OmniMessage], sampling: Sampling, cancel: Cancel, *, speak: bool
    ) -> Iterator[Item]:
        """Implements models.omni.interface.Omni.respond. A written answer that repeats itself ends at the third time; its
        Usage counts no prompt, which the server tells at the end only. Raises EngineError when the server is down,
        silent, or breaks off."""
        cancel.check()
        request = self._request(conversation, sampling, speak)
        marks = MarkEstimator(self.rate, self._pace)
        guard = None if speak else LoopGuard()
        at = texts = 0
        usage = Usage(0, 0, 0, "stop")
        with closing(self._answer(request, cancel)) as items:
            for item in items:
                match item:
                    case TextDelta():
                        texts += 1
                        text = item.text if guard is None else guard.feed(item.text)
                        marks.text(text)
                        yield TextDelta(text)
                        if guard is not None and guard.looping:  # the server need not go on
                            usage = Usage(0, 0, texts, "stop")
                            break
                    case Usage():
                        usage = item
                    case np.ndarray():
                        yield Speech(item, self.rate, marks.sound(at, at + len(item)))
                        at += len(item)
        if at:
            # Nothing told which piece was the last: words that have no mark yet get theirs in an empty one.
            if left := marks.sound(at, at, last=True):
                yield Speech(np.zeros(0, np.int16), self.rate, left)
            self._pace = marks.learned(at)
        yield usage

    def close(self) -> None:
        """Closes the connection; harmless when repeated."""
        self._line.run(self._client.close(), self._patience.connect)
        self._line.close()

    def _answer(self, request: dict[str, Any], cancel: Cancel) -> Generator[TextDelta | Pcm | Usage]:
        for attempt in range(1, self._tries + 1):
            begun = False
            try:
                for item in self._line.stream(lambda: self._ask(request), cancel, self._patience):
                    begun = True
                    yield item
                return
            except ServerSilent as err:
                raise EngineError(_("{where} has not answered for {why} s", where=self.where, why=err)) from err
            except _Unreachable as err:
                if begun or attempt == self._tries:
                    raise EngineError(str(err)) from err
                log.info("%s; trying again", err)
                self._wait(cancel)

    def _wait(self, cancel: Cancel) -> None:
        until = time.monotonic() + RETRY_AFTER
        while time.monotonic() < until:
            cancel.check()
            time.sleep(0.02)

    async def _ask(self, request: dict[str, Any]) -> AsyncIterator[TextDelta | Pcm | Usage]:
        finish: Literal["stop", "length"] | None = None
        counted = (0, 0)
        try:
            stream = await self._client.chat.completions.create(**request)
            async with stream:
                async for part in stream:
                    if part.usage is not None:
                        counted = (part.usage.prompt_tokens, part.usage.completion_tokens)
                    for choice in part.choices[:1]:
                        spoken = getattr(part, "modality", "text") == "audio"
                        if choice.delta.content:
                            yield self._sound(choice.delta.content) if spoken else TextDelta(choice.delta.content)
                        if choice.finish_reason:
                            finish = "length" if choice.finish_reason == "length" else finish or "stop"
        except self._openai.APIError as err:
            raise await self._explain(err) from err
        if finish is None:
            raise EngineError(_("{where} broke off in the middle of its answer", where=self.where))
        yield Usage(counted[0], 0, counted[1], finish)

    def _sound(self, encoded: str) -> Pcm:
        try:
            return pcm_of(base64.b64decode(encoded, validate=True), self.rate)
        except ValueError as err:
            raise EngineError(_("{where} sent sound that cannot be read ({why})", where=self.where, why=err)) from err

    async def _list(self) -> list[str]:
        try:
            return [model.id async for model in self._client.models.list()]
        except self._openai.APIError as err:
            raise await self._explain(err, listing=True) from err

    async def _explain(self, err: Any, *, listing: bool = False) -> Exception:
        status = getattr(err, "status_code", None)
        if status in (401, 403):
            return EngineError(_("{where} does not accept the key (HTTP {status})", where=self.where, status=status))
        if status == 404 and not listing:
            return unknown_model(self.where, self.model, await self._list(), "")
        if isinstance(err, self._openai.APIConnectionError):
            cause = type(err.__cause__).__name__
            if "Connect" in cause:
                return _Unreachable(f"{self.where} cannot be reached; is it running?")
            return _Unreachable(f"{self.where} broke off in the middle of its answer ({cause})")
        line = " ".join(str(getattr(err, "message", err)).split())
        return (_Unreachable if status and status >= 500 else EngineError)(f"{self.where}: {line}")

    def _request(self, conversation: Sequence[OmniMessage], sampling: Sampling, speak: bool) -> dict[str, Any]:
        system, turns = split_instructions(conversation, speak=speak)
        messages = [{"role": "system", "content": [{"type": "text", "text": system}]}]
        messages += [{"role": m.role, "content": [self._part(p) for p in m.content]} for m in turns]
        extra: dict[str, Any] = {}
        if any(isinstance(p, Video) and p.use_audio for m in turns for p in m.content):
            extra["mm_processor_kwargs"] = {"use_audio_in_video": True}
        if speak and self._voice:
            extra["speaker"] = self._voice
        return {
            "model": self.model,
            "messages": messages,
            "modalities": ["text", "audio"] if speak else ["text"],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": sampling.max_tokens,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "seed": sampling.seed,
            "extra_body": extra,
        }

    def _part(self, part: Part) -> dict[str, Any]:
        match part:
            case Text():
                return {"type": "text", "text": part.text}
            case Audio():
                data = _wav(np.round(np.clip(read_audio(part, self._allow_urls), -1, 1) * 32767).astype(np.int16))
                return {
                    "type": "input_audio",
                    "input_audio": {"data": base64.b64encode(data).decode(), "format": "wav"},
                }
            case Image():
                buffer = io.BytesIO()
                read_image(part, self._allow_urls).save(buffer, "PNG")
                return {"type": "image_url", "image_url": {"url": _data("image/png", buffer.getvalue())}}
            case Video():
                if isinstance(part.source, np.ndarray):
                    raise EngineError(_("a video for a server must be a file"))
                file = open_source(part.source, self._allow_urls)
                data = file.read_bytes() if isinstance(file, Path) else file.read()
                return {"type": "video_url", "video_url": {"url": _data("video/mp4", data)}}


class _Unreachable(Exception):
    """The server could not be reached; another try may help."""


def pcm_of(data: bytes, rate: int) -> Pcm:
    """Returns int16 mono samples at `rate` from a WAV file or from bare samples. A streaming server may have left the
    file's lengths unfilled. Raises ValueError for other formats."""
    found = 24_000
    if data[:4] == b"RIFF":
        start = data.find(b"fmt ")
        body = data.find(b"data", 12)
        if start < 0 or body < 0:
            raise ValueError("a WAV file without format or data")
        kind, channels, found, _, _, bits = struct.unpack_from("<HHIIHH", data, start + 8)
        if kind not in (1, 0xFFFE) or channels != 1 or bits != 16:
            raise ValueError(f"WAV format {kind} with {channels} channels of {bits} bits")
        data = data[body + 8 :]
    samples = np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.int16)
    if found == rate:
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, found, rate), dtype=np.int16)


def _wav(samples: Pcm) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, HEARING_RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return buffer.getvalue()


def _data(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
