"""The talker: codec codes, one by one, from reply embeddings that arrive while it speaks.

The stock `generate` needs the thinker's whole reply. This loop does the same arithmetic, step for step, but takes one
reply embedding when it needs one, waiting for the thinker if it must. On a GPU a step is one CUDA graph, because
launching some 1100 small kernels from Python takes longer than the 20 ms that a code lasts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

import torch

from models.omni.decoding import CONTEXTS, PROMPTS, DecodeLoop, stock
from models.omni.graphs import GraphRecorder
from models.omni.lean import decoder
from models.omni.pipe import Ended, Pipe, Stop
from models.omni.sampling import TALKER_CHOICE, Choice
from models.omni.thinker import Asked
from models.omni.voices import OmniVoice

log = logging.getLogger(__name__)

MAX_CODES = 4096
"""Most codes in a reply: 82 s, the stock limit."""
CODES_PER_TOKEN, CODES_BESIDE = 40, 150
"""Limit on codes: 0.8 s for each token, and 3 s beside. No voice takes longer; a talker that goes on after that
babbles."""


class Talker:
    """Wraps `Qwen2_5OmniTalkerForConditionalGeneration`.

    Does the same as the model's forward with an attention mask: adds the start codes to the prompt, and follows the
    positions in time of the media that were heard and seen. The stock `generate` of transformers 5.24 drops a mask of
    nothing but ones, and with it both; the model was not trained like that.
    """

    def __init__(
        self,
        model: Any,
        embed_text: Callable[[int], torch.Tensor],
        voices: Iterable[OmniVoice],
        choice: Choice = TALKER_CHOICE,
        recorder: GraphRecorder | None = None,
        *,
        recorded: bool = False,
        lean: bool = False,
        max_codes: int = MAX_CODES,
        contexts: tuple[int, ...] = CONTEXTS,
        prompts: tuple[int, ...] = PROMPTS,
        codebook: int | None = None,
    ) -> None:
        """`embed_text`: the thinker's embedding, because the talker reads embedded text. It is called now, for the
        tokens that each reply and each of `voices` needs. `recorded`: decodes in buckets of `contexts` and `prompts`,
        each a graph of `recorder` where there is a GPU. `lean`: runs in few kernels, with joined weights. `codebook`:
        number of codes that token2wav knows. The talker's head is wider, and one code beyond would crash the reply
        (or, on a GPU, the process)."""
        self.model = model
        self._max_codes = max_codes
        weight = model.get_input_embeddings().weight
        known = {model.text_eos_token, model.text_pad_token, *(voice.bos_token for voice in voices)}
        self._texts = {token: embed_text(token).to(weight.device) for token in sorted(known)}
        self._eos = (int(model.codec_pad_token), int(model.codec_eos_token))
        self._decoding = DecodeLoop(
            decoder(model.model) if lean else stock(model.model),
            lambda code, reply: model.thinker_to_talker_proj(model.get_input_embeddings()(code) + reply),
            model.codec_head,
            pool=(recorder or GraphRecorder(weight.device)).pool("talker"),
            recorded=recorded,
            vocabulary=model.codec_head.out_features,
            choice=choice,
            beside=torch.zeros(1, 1, weight.shape[1], dtype=weight.dtype, device=weight.device),
            contexts=contexts,
            prompts=prompts,
        )
        beyond = range(codebook or model.config.vocab_size, model.config.vocab_size)
        self.never = [int(model.codec_bos_token), *(code for code in beyond if code not in self._eos)]
        """Codes that must not be drawn."""
        self._decoding.sampler.forbid(self.never)

    def warm(self) -> None:
        """Records the graphs ahead of need."""
        self._decoding.record()

    def never_end(self) -> None:
        """Makes replies last until `max_codes`: random weights never draw the end."""
        self._decoding.sampler.forbid(self._eos)

    def run(
        self,
        voice: OmniVoice,
        reply: Pipe[Asked | torch.Tensor],
        seed: int,
        stop: Stop,
        on_code: Callable[[int], None],
    ) -> int:
        """Speaks the reply that comes through `reply` (see Thinker.run). Blocks until done; returns the number of
        codes.

        A reply of a single token (the end of the answer) has nothing to say. Raises Cancelled within one code.
        """
        model, decoding = self.model, self._decoding
        try:
            asked = reply.get()
            first = reply.get()
        except Ended:
            return 0
        if not isinstance(asked, Asked) or isinstance(first, Asked):
            raise TypeError("a reply begins with one Asked, then embeddings")
        device = decoding.token.device
        tail = [self._texts[model.text_eos_token], self._texts[model.text_pad_token]]

        in_use = first
        given = 1

        def next_reply() -> torch.Tensor:
            """Returns the reply's next embedding, after the last the text's end, then padding for as long as it is
            spoken.

            The embedding stays referenced until the next is asked for: the thinker's stream could reuse its memory
            while this one still reads it, and only drawing a code waits for that.
            """
            nonlocal in_use, given
            try:
                item = reply.get()
            except Ended:
                return tail.pop(0) if len(tail) > 1 else tail[0]
            if isinstance(item, Asked):
                raise TypeError("a second Asked in one reply")
            in_use = item
            given += 1
            return item

        try:
            with torch.inference_mode():
                embeddings = torch.cat([asked.embeddings, self._texts[voice.bos_token], first], dim=1)
                starts = [int(model.codec_pad_token), int(model.codec_bos_token)]
                embeddings[:, -2:] += model.get_input_embeddings()(torch.tensor(starts, device=device))
                text_ids = torch.cat([asked.inputs.input_ids, torch.tensor([[voice.bos_token, asked.first_id]])], dim=1)
                text_ids = text_ids.to(device)
                positions, delta = model.get_rope_index(
                    text_ids, attention_mask=torch.ones_like(text_ids), **asked.inputs.for_positions(device)
                )
                decoding.sampler.begin(seed, seen=(int(model.codec_mask_token), *starts))
                decoding.begin(model.thinker_to_talker_proj(embeddings), positions, delta, self._max_codes)
                for spoken in range(self._max_codes):
                    stop.check()
                    code = int(decoding.token)
                    if code in self._eos:
                        return spoken
                    if spoken >= CODES_BESIDE + CODES_PER_TOKEN * given:
                        log.warning("the talker went on after its text had ended, and was stopped")
                        return spoken
                    on_code(code)
                    decoding.step(next_reply())
                log.warning("the talker did not come to an end within %d codes", self._max_codes)
                return self._max_codes
        finally:
            decoding.end()
