"""Qwen3-Omni's voice: a talker that makes frames of 16 codes, 12.5 a second, and a causal decoder to sound.

Both work while the thinker is still generating the reply. The talker takes the embedding of one text token for each
frame; a small predictor draws the rest of a frame. The decoder looks only back, so a window with some context on its
left gives exactly the samples of the whole reply. There is no diffusion.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from models.omni.decoding import CONTEXTS, PROMPTS, DecodeLoop, KVCache, stock
from models.omni.graphs import Graphed, GraphPool, GraphRecorder
from models.omni.inputs import ModelInputs
from models.omni.pipe import Ended, Pipe, Stop
from models.omni.sampling import Choice, Sampler
from models.omni.token2wav import Samples

log = logging.getLogger(__name__)

TALKER_CHOICE = Choice(temperature=0.9, top_k=50, repetition_penalty=1.05)
PREDICTOR_CHOICE = Choice(temperature=1.0, top_k=50, top_p=0.8)
"""Settings of the stock `generate` for the predictor."""
RESIDUAL_SEED = 7919
"""Offset of the predictor's seed from the talker's."""
MAX_FRAMES = 1024
"""Longest reply in frames: 82 s."""
FRAMES_PER_TOKEN, FRAMES_BESIDE = 10, 38
"""Limit on frames: 0.8 s for each token, and 3 s beside. No voice takes longer; a talker that goes on after that
babbles."""
SPECIAL_CODES = 1024
"""Control codes at the end of the talker's vocabulary; of these only the end may be drawn."""
CHUNKS = (4, 8, 16, 25)
"""Frames of 80 ms in the successive pieces of sound; the last repeats."""
LEFT = 25
"""Frames of context on the left, as in the stock chunked_decode."""

Frame = tuple[int, ...]


def causal(tokens: int, device: torch.device) -> torch.Tensor:
    """Returns a causal mask, bool [1, 1, tokens, tokens]: each token sees those before it, and itself."""
    return torch.ones(tokens, tokens, dtype=torch.bool, device=device).tril().view(1, 1, tokens, tokens)


def shaped(mask: torch.Tensor | None, embeddings: torch.Tensor) -> torch.Tensor:
    """Returns the mask in the form that Qwen3-Omni's transformers take without building their own; see
    models.omni.decoding.stock."""
    return causal(embeddings.shape[1], embeddings.device) if mask is None else mask


@dataclass(frozen=True, slots=True)
class Asked:
    """The prompt for the talker: the first item of a reply. The ids of the reply's tokens follow."""

    inputs: ModelInputs
    embeddings: torch.Tensor
    """[1, n, hidden]: inputs of the thinker's first layer, media included."""
    hidden: torch.Tensor
    """[1, n, hidden]: outputs of the layer that the talker listens to."""


class Talker3:
    """Wraps `Qwen3OmniMoeTalkerForConditionalGeneration`."""

    def __init__(
        self,
        model: Any,
        config: Any,
        embed_text: Callable[[int], torch.Tensor],
        place: Callable[[torch.Tensor, ModelInputs], torch.Tensor],
        choice: Choice = TALKER_CHOICE,
        residual_choice: Choice = PREDICTOR_CHOICE,
        *,
        max_frames: int = MAX_FRAMES,
        special: int = SPECIAL_CODES,
        recorder: GraphRecorder | None = None,
        recorded: bool = False,
        contexts: tuple[int, ...] = CONTEXTS,
        prompts: tuple[int, ...] = PROMPTS,
    ) -> None:
        """`config`: that of the whole model. `embed_text`: the thinker's embedding of a token, [1, 1, hidden]. `place`
        maps tokens [1, n] and a description of their media to positions in time, height and width, [3, 1, n].
        `recorded`: decodes in buckets, each a graph of `recorder` where there is a GPU."""
        self.model = model
        self._config = config
        self._own = config.talker_config
        self._embed_text = embed_text
        self._place = place
        self._max_frames = max_frames
        vocabulary = self._own.text_config.vocab_size
        self._end = int(self._own.codec_eos_token_id)
        self.never = [code for code in range(max(0, vocabulary - special), vocabulary) if code != self._end]
        """Codes that must not be drawn."""
        weight = model.get_input_embeddings().weight
        pool = (recorder or GraphRecorder(weight.device)).pool("talker")
        self._decoding = DecodeLoop(
            stock(model.model, shaped),
            lambda _, summed: summed,
            model.codec_head,
            pool=pool,
            recorded=recorded,
            vocabulary=vocabulary,
            choice=choice,
            beside=torch.zeros(1, 1, weight.shape[1], dtype=weight.dtype, device=weight.device),
            gives=lambda hidden, _: hidden,
            contexts=contexts,
            prompts=prompts,
        )
        self._decoding.sampler.forbid(self.never)
        self._predictor = CodePredictor(model, residual_choice, pool, recorded=recorded, frames=max_frames)

    def warm(self) -> None:
        """Records the graphs ahead of need."""
        self._decoding.record()
        self._predictor.record()

    def run(
        self, speaker: int, reply: Pipe[Asked | int], seed: int, stop: Stop, on_frame: Callable[[Frame], None]
    ) -> int:
        """Speaks the reply that comes through `reply`. Blocks until done; returns the number of frames. Raises
        Cancelled within one code of a frame."""
        try:
            asked, first = reply.get(), reply.get()
        except Ended:
            return 0
        if not isinstance(asked, Asked) or isinstance(first, Asked):
            raise TypeError("a reply begins with one Asked, then token ids")
        with torch.inference_mode():
            opening, positions = self._opening(asked, first, speaker)
            return self._speak(opening, positions, _Trailing(self, reply), seed, stop, on_frame)

    def text(self, token: int) -> torch.Tensor:
        """Returns a text token's embedding for the talker, [1, 1, talker's width]."""
        embedded: torch.Tensor = self.model.text_projection(self._embed_text(token).to(self._device))
        return embedded

    @property
    def _device(self) -> torch.device:
        return torch.device(next(self.model.parameters()).device)

    def _opening(self, asked: Asked, first: int, speaker: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns the embeddings of the user's turns and of the answer's beginning, in the stock order, and their
        places."""
        config, own, model, device = self._config, self._own, self.model, self._device
        ids, embeddings, hidden = (each.to(device) for each in (asked.inputs.input_ids, asked.embeddings, asked.hidden))
        thinker = config.thinker_config
        media = torch.isin(
            ids, torch.tensor([thinker.audio_token_id, thinker.image_token_id, thinker.video_token_id], device=device)
        )
        starts = torch.where(ids[0] == config.im_start_token_id, torch.arange(ids.shape[1], device=device), -1)
        latest = torch.cummax(starts, 0).values.clamp_min(0)
        roles = ids[0, (latest + 1).clamp_max(ids.shape[1] - 1)]
        said = torch.where(media.unsqueeze(-1), model.hidden_projection(hidden), model.text_projection(embeddings))
        users = roles == config.user_token_id
        pad, bos = self.text(config.tts_pad_token_id), self.text(config.tts_bos_token_id)
        begin = model.text_projection(embeddings[:, -3:])  # <|im_start|>, assistant, the line's end
        answer = torch.cat([begin, pad.expand(1, 4, -1), bos, self.text(first)], dim=1)
        codes = [own.codec_nothink_id, own.codec_think_bos_id, own.codec_think_eos_id, speaker]
        codes += [own.codec_pad_id, own.codec_bos_id]
        answer[:, 3:] += model.get_input_embeddings()(torch.tensor([codes], device=device))
        told = torch.cat(
            [ids[:, users], torch.full((1, answer.shape[1]), config.tts_pad_token_id, device=device)], dim=1
        )
        return torch.cat([said[:, users], answer], dim=1), self._place(told, asked.inputs).to(device)

    def _speak(
        self,
        opening: torch.Tensor,
        positions: torch.Tensor,
        trailing: _Trailing,
        seed: int,
        stop: Stop,
        on_frame: Callable[[Frame], None],
    ) -> int:
        decoding = self._decoding
        decoding.sampler.begin(seed)
        self._predictor.begin(seed + RESIDUAL_SEED, stop.check)
        after = positions.max() + 1 - positions.shape[2]
        try:
            hidden = decoding.begin(opening, positions, after, self._max_frames)[:, -1:]
            for spoken in range(self._max_frames):
                stop.check()
                code = int(decoding.token)
                if code == self._end:
                    return spoken
                if spoken >= FRAMES_BESIDE + FRAMES_PER_TOKEN * trailing.given:
                    log.warning("the talker went on after its text had ended, and was stopped")
                    return spoken
                summed = self._predictor.frame(decoding.token, hidden)
                on_frame((code, *self._predictor.codes.tolist()))
                hidden = decoding.step(summed + trailing.next())
            log.warning("the talker did not come to an end within %d frames", self._max_frames)
            return self._max_frames
        finally:
            decoding.end()


class CodePredictor:
    """Draws the other codes of a frame one by one, from its first code and the hidden state that made it. On a GPU one
    CUDA graph covers them all."""

    def __init__(self, model: Any, choice: Choice, pool: GraphPool, *, recorded: bool, frames: int) -> None:
        """`model`: the talker. `frames`: the most frames of a reply."""
        self._model = model.code_predictor
        self._codec = model.get_input_embeddings()
        self._heads = list(self._model.lm_head)
        weight = self._codec.weight
        device, count = weight.device, len(self._heads)
        self.codes = torch.zeros(count, dtype=torch.long, device=device)
        """Codes of the last frame."""
        self._code = torch.zeros(1, 1, dtype=torch.long, device=device)
        self._hidden = torch.zeros(1, 1, weight.shape[1], dtype=weight.dtype, device=device)
        self._places = torch.arange(count + 1, device=device)
        self._cache = KVCache(count + 1)
        vocabulary = self._heads[0].out_features
        self._sampler = Sampler(vocabulary, device, choice, recorded=recorded, most=frames * count)
        self._check: Callable[[], None] = lambda: None
        self._graph = Graphed(pool, self._all)

    def record(self) -> None:
        """Records the graph ahead of need, if there is a device to record on."""
        with torch.inference_mode():
            self.begin(0, lambda: None)
            self._graph.record(len(self.codes))

    def begin(self, seed: int, check: Callable[[], None]) -> None:
        """Begins a new reply. `check` is called before each code that is not recorded, and may raise."""
        self._check = check
        self._sampler.begin(seed)

    def frame(self, code: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """Returns the sum of the embeddings of all codes, [1, 1, width], valid until the next frame. `code`: the first
        code [1, 1]; `hidden`: its hidden state [1, 1, width]."""
        self._code.copy_(code)
        self._hidden.copy_(hidden)
        return self._graph(len(self.codes))

    def _all(self, count: int) -> torch.Tensor:
        cache, tables = self._cache, self._model.get_input_embeddings()
        embedded: torch.Tensor = self._codec(self._code)
        summed, given = embedded, torch.cat([self._hidden, embedded], dim=1)
        for index, (head, table) in enumerate(zip(self._heads, tables, strict=True)):
            self._check()  # all of them together take longer than the frame's first
            before = 0 if index == 0 else index + 1
            cache.at, cache.reach = self._places[before : index + 2], index + 2
            out = self._model.model(
                inputs_embeds=given,
                position_ids=cache.at.unsqueeze(0),
                attention_mask={"full_attention": None},
                cache=cache,
                use_cache=True,
            ).last_hidden_state
            drawn = self._sampler.draw(head(out[:, -1]).float())
            self.codes[index : index + 1] = drawn[0]
            given = table(drawn)
            summed = summed + given
        return summed


class _Trailing:
    """Yields the text still to be spoken, one embedding for each frame; then its end, then padding."""

    def __init__(self, talker: Talker3, reply: Pipe[Asked | int]) -> None:
        self._talker = talker
        self._reply = reply
        self._ended = False
        self.given = 1
        """Tokens given so far."""

    def next(self) -> torch.Tensor:
        """Returns the next embedding [1, 1, talker's width]; waits for the thinker if it must."""
        config = self._talker._config
        if self._ended:
            return self._talker.text(config.tts_pad_token_id)
        try:
            token = self._reply.get()
        except Ended:
            self._ended = True
            return self._talker.text(config.tts_eos_token_id)
        if isinstance(token, Asked):
            raise TypeError("a second Asked in one reply")
        self.given += 1
        return self._talker.text(token)


class Code2WavStream:
    """Decodes the frames of one reply into sound as they come, through `Qwen3OmniMoeCode2Wav`."""

    def __init__(
        self,
        model: Any,
        chunks: Sequence[int] = CHUNKS,
        left: int = LEFT,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """`check` is called before every layer of the decoder and may raise: a pass over 50 frames is long on a CPU."""
        if not chunks or min(chunks) < 1:
            raise ValueError(f"chunks must be positive numbers of frames, not {tuple(chunks)}")
        self._model = model
        self._chunks = tuple(chunks)
        self._left = left
        self._check = check
        self._frames: list[Frame] = []
        self._decoded = 0
        self._given = 0
        """Samples that have been handed out."""
        self._chunk = 0

    def feed(self, frame: Frame) -> Iterator[Samples]:
        """Takes the next frame; yields the sound that has become ready, float32 in -1..1."""
        self._frames.append(frame)
        size = self._chunks[min(self._chunk, len(self._chunks) - 1)]
        if len(self._frames) - self._decoded >= size:
            yield self._decode()

    def finish(self) -> Iterator[Samples]:
        """Yields the rest of the sound; no more frames follow."""
        if len(self._frames) > self._decoded:
            yield self._decode()

    def _decode(self) -> Samples:
        start = max(0, self._decoded - self._left)
        device = next(self._model.parameters()).device
        codes = torch.tensor([self._frames[start:]], device=device).transpose(1, 2)
        hooks = [layer.register_forward_pre_hook(lambda *_: self._check()) for layer in self._layers()]
        try:
            with torch.inference_mode():
                sound = self._model(codes).float().reshape(-1).cpu().numpy()
        finally:
            for hook in hooks:
                hook.remove()
        # Its transposed convolutions keep the last samples back until the next frame is there: counting samples, and not
        # frames, closes the seam.
        begin = start * int(self._model.total_upsample)
        piece = sound[self._given - begin :]
        self._given = begin + len(sound)
        self._decoded = len(self._frames)
        self._chunk += 1
        return np.asarray(piece, dtype=np.float32)

    def _layers(self) -> Iterator[Any]:
        model = self._model
        yield from model.pre_transformer.layers
        for blocks in model.upsample:
            yield from blocks
        for block in model.decoder:
            yield from getattr(block, "block", (block,))
