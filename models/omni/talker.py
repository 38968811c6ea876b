"""The talker: codec codes, one by one, from reply embeddings that arrive while it speaks.

The stock `generate` wants the thinker's whole reply. This loop does the same arithmetic, step for step, but takes one
reply embedding when it needs one, waiting for the thinker if it must. On a GPU a step is one CUDA graph over a static
cache, because launching some 600 small kernels from Python takes longer than the 20 ms that a code lasts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import torch

from models.omni.graphs import Graphed
from models.omni.pipe import Ended, Pipe, Stop
from models.omni.sampling import TALKER_CHOICE, Choice, Sampler
from models.omni.thinker import Asked
from models.omni.voices import OmniVoice

log = logging.getLogger(__name__)

MAX_CODES = 4096
"""Codes in a reply at most: 82 s, the stock limit."""
CODES_PER_TOKEN, CODES_BESIDE = 40, 150
"""No voice takes longer than 0.8 s for a token, and 3 s beside: a talker that goes on after that babbles."""


class Decoder(Protocol):
    """Runs the talker's transformer over a growing sequence."""

    def prefill(self, embeddings: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Begin: embeddings [1, n, embedding], positions [3, 1, n]; logits float32 [1, codes] after the last."""
        ...

    def step(self, code: int, reply: torch.Tensor, position: torch.Tensor) -> torch.Tensor:
        """One more: the code, the reply embedding [1, 1, embedding] to add and its position [1, 1]; logits as above."""
        ...


class Talker:
    """Wraps `Qwen2_5OmniTalkerForConditionalGeneration`.

    Does what the model's forward does when it is given an attention mask: adds the start codes to the prompt and follows
    the positions in time of what was heard and seen. The stock `generate` of transformers 5.23 drops a mask of nothing
    but ones, and with it both; the model was not trained like that.
    """

    def __init__(
        self,
        model: Any,
        embed_text: Callable[[int], torch.Tensor],
        choice: Choice = TALKER_CHOICE,
        *,
        max_codes: int = MAX_CODES,
        static: bool | None = None,
        context: int = 8192,
        codebook: int | None = None,
    ) -> None:
        """`embed_text` is the thinker's: the talker reads embedded text. `static` None takes the static cache on GPUs;
        `context` is its length, longer prompts fall back to the growing cache. `codebook`: codes that token2wav knows;
        the talker's head is wider, and one code beyond would crash the reply (or, on a GPU, the process)."""
        self.model = model
        self._choice = choice
        self._max_codes = max_codes
        self._embed_text = embed_text
        self._eos = (int(model.codec_pad_token), int(model.codec_eos_token))
        beyond = range(codebook or model.config.vocab_size, model.config.vocab_size)
        self._never = [int(model.codec_bos_token), *(code for code in beyond if code not in self._eos)]
        if static is None:
            static = next(model.parameters()).is_cuda
        self._static = StaticDecoder(model, context) if static else None

    def warm(self) -> None:
        """Capture the decoding step ahead of need."""
        if self._static is not None:
            self._static.warm()

    def run(
        self,
        voice: OmniVoice,
        reply: Pipe[Asked | torch.Tensor],
        seed: int,
        stop: Stop,
        on_code: Callable[[int], None],
    ) -> int:
        """Speak what comes through `reply` (see Thinker.run); blocks until done, returns the number of codes.

        A reply of a single token (the end of the answer) has nothing to say. Raises Cancelled within one code.
        """
        model = self.model
        try:
            asked = reply.get()
            first = reply.get()
        except Ended:
            return 0
        device = next(model.parameters()).device  # only now: in low-VRAM mode it comes there after the thinker
        if not isinstance(asked, Asked) or isinstance(first, Asked):
            raise TypeError("a reply begins with one Asked, then embeddings")
        tail = [self._embed_text(model.text_eos_token), self._embed_text(model.text_pad_token)]

        in_use = first
        given = 1

        def next_reply() -> torch.Tensor:
            """The next embedding of the reply, after it the text's end, then padding for as long as it is spoken.

            It stays referenced until the next is asked for: the thinker's stream could reuse its memory while this one
            still reads it, and only drawing a code waits for that.
            """
            nonlocal in_use, given
            try:
                item = reply.get()
            except Ended:
                return (tail.pop(0) if len(tail) > 1 else tail[0]).to(device)
            if isinstance(item, Asked):
                raise TypeError("a second Asked in one reply")
            in_use = item
            given += 1
            return item.to(device)

        with torch.inference_mode():
            codec = model.get_input_embeddings()
            bos = self._embed_text(voice.bos_token)
            embeddings = torch.cat([x.to(device) for x in (asked.embeddings, bos, first)], dim=1)
            starts = torch.tensor([model.codec_pad_token, model.codec_bos_token], device=device)
            embeddings[:, -2:] += codec(starts)
            text_ids = torch.cat([asked.inputs.input_ids, torch.tensor([[voice.bos_token, asked.first_id]])], dim=1)
            text_ids = text_ids.to(device)
            positions, delta = model.get_rope_index(
                text_ids, attention_mask=torch.ones_like(text_ids), **asked.inputs.for_positions(device)
            )
            history = torch.full_like(text_ids, model.codec_mask_token)
            history[:, -2:] = starts
            sampler = Sampler(self._choice, torch.Generator().manual_seed(seed), suppress=self._never)
            decoder = self._decoder(text_ids.shape[1])
            logits = decoder.prefill(embeddings, positions)
            for spoken in range(self._max_codes):
                stop.check()
                code = sampler.draw(history, logits)
                if code in self._eos:
                    return spoken
                if spoken >= CODES_BESIDE + CODES_PER_TOKEN * given:
                    log.warning("the talker went on after its text had ended, and was stopped")
                    return spoken
                on_code(code)
                history = torch.cat([history, torch.full((1, 1), code, device=device)], dim=1)
                logits = decoder.step(code, next_reply(), history.shape[1] - 1 + delta)
            log.warning("the talker did not come to an end within %d codes", self._max_codes)
            return self._max_codes

    def _decoder(self, prompt: int) -> Decoder:
        static = self._static
        if static is not None and prompt + self._max_codes <= static.context:
            static.reset()
            return static
        return GrowingDecoder(self.model)


class GrowingDecoder:
    """The ordinary dynamic cache."""

    def __init__(self, model: Any) -> None:
        from transformers import DynamicCache

        self._model = model
        self._cache = DynamicCache(config=model.model.config)

    def prefill(self, embeddings: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        return self._forward(embeddings, positions)

    def step(self, code: int, reply: torch.Tensor, position: torch.Tensor) -> torch.Tensor:
        embedded = self._model.get_input_embeddings()(torch.tensor([[code]], device=reply.device))
        return self._forward(embedded + reply, position.expand(3, 1, 1))

    def _forward(self, embeddings: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        # The mask is left out: one unpadded sequence is plainly causal.
        hidden = self._model.model(
            inputs_embeds=self._model.thinker_to_talker_proj(embeddings),
            position_ids=positions,
            attention_mask={"full_attention": None},
            cache=self._cache,
            use_cache=True,
        ).last_hidden_state
        logits: torch.Tensor = self._model.codec_head(hidden[:, -1])
        return logits.float()


@dataclass(slots=True)
class _Slots:
    """Where a step reads its input: a CUDA graph replays on fixed addresses."""

    code: torch.Tensor
    reply: torch.Tensor
    position: torch.Tensor
    """[3, 1, 1]: position for the rotary embedding."""
    mask: torch.Tensor
    """bool [1, 1, 1, context]: cache entries that may be looked at."""


class StaticDecoder:
    """A cache of fixed length, so that the step is one CUDA graph; on other devices the same step without a graph."""

    def __init__(self, model: Any, context: int) -> None:
        from transformers import StaticCache

        self._model = model
        self.context = context
        self._cache = StaticCache(config=model.model.config, max_cache_len=context)
        weight = model.get_input_embeddings().weight
        device = weight.device
        self._at = 0
        self._slots = _Slots(
            torch.zeros(1, 1, dtype=torch.long, device=device),
            torch.zeros(1, 1, weight.shape[1], dtype=weight.dtype, device=device),
            torch.zeros(3, 1, 1, dtype=torch.long, device=device),
            torch.zeros(1, 1, 1, context, dtype=torch.bool, device=device),
        )
        self._graph = Graphed(self._run)

    def warm(self) -> None:
        """Allocate the cache and capture the step, on made-up input."""
        slots = self._slots
        self.reset()
        with torch.inference_mode():
            self.prefill(slots.reply, torch.zeros_like(slots.position))
            self.step(0, torch.zeros_like(slots.reply), torch.ones_like(slots.position[0]))

    def reset(self) -> None:
        """Begin a new sequence; what is left in the cache is masked out."""
        with torch.inference_mode():
            for layer in self._cache.layers:
                layer.cumulative_length.zero_()
            self._slots.mask.zero_()
        self._at = 0

    def prefill(self, embeddings: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        n = embeddings.shape[1]
        mask = torch.zeros(1, 1, n, self.context, dtype=torch.bool, device=embeddings.device)
        mask[..., :n] = torch.ones(n, n, dtype=torch.bool, device=embeddings.device).tril()
        self._at = n
        self._slots.mask[..., :n] = True
        return self._forward(embeddings, positions, mask)

    def step(self, code: int, reply: torch.Tensor, position: torch.Tensor) -> torch.Tensor:
        slots = self._slots
        slots.code.fill_(code)
        slots.reply.copy_(reply)
        slots.position.copy_(position.expand(3, 1, 1))
        slots.mask[..., self._at] = True
        self._at += 1
        return self._graph()

    def _run(self) -> torch.Tensor:
        slots = self._slots
        embedded = self._model.get_input_embeddings()(slots.code) + slots.reply
        return self._forward(embedded, slots.position, slots.mask)

    def _forward(self, embeddings: torch.Tensor, positions: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self._model.model(
            inputs_embeds=self._model.thinker_to_talker_proj(embeddings),
            position_ids=positions,
            attention_mask={"full_attention": mask},
            cache=self._cache,
            use_cache=True,
        ).last_hidden_state
        logits: torch.Tensor = self._model.codec_head(hidden[:, -1])
        return logits.float()
