"""The thinker: text out token by token, and with each token the embedding that the talker speaks from.

The reply embedding of a token is its input embedding plus the last hidden state computed from it. The stock `generate`
collects exactly these with `output_hidden_states` after the whole reply. Here each leaves as soon as it is known, and
stays on the device.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch

from models.engine import Sampling
from models.omni.decoding import CONTEXTS, PROMPTS, DecodeLoop, Forward, Prefill, stock
from models.omni.graphs import GraphRecorder
from models.omni.inputs import ModelInputs
from models.omni.lean import decoder
from models.omni.pipe import Stop
from models.omni.sampling import Choice
from models.text.loops import LoopGuard


@dataclass(frozen=True, slots=True)
class Asked:
    """The prompt for the talker: the first item of a reply."""

    inputs: ModelInputs
    embeddings: torch.Tensor
    """[1, n, hidden]: hidden state plus token embedding of every prompt token; media positions have no token
    embedding."""
    first_id: int
    """Id of the reply's first token."""


@dataclass(frozen=True, slots=True)
class Thought:
    """The thinker's result."""

    tokens: int
    finish: Literal["stop", "length"]


class Thinker:
    """Wraps `Qwen2_5OmniThinkerForConditionalGeneration` (or one like it)."""

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        recorder: GraphRecorder | None = None,
        *,
        recorded: bool = False,
        lean: bool = False,
        contexts: tuple[int, ...] = CONTEXTS,
        prompts: tuple[int, ...] = PROMPTS,
    ) -> None:
        """`recorded`: decodes in buckets of `contexts` and `prompts`, each a graph of `recorder` where there is a GPU.
        `lean`: runs in few kernels, with joined weights."""
        self.model = model
        self._tokenizer = tokenizer
        self._media_ids = [
            getattr(model.config, name) for name in ("audio_token_id", "image_token_id", "video_token_id")
        ]
        self.eos = _ids(tokenizer, "<|im_end|>", "<|endoftext|>")
        """Tokens that end an answer."""
        core = model.model
        table = model.get_input_embeddings()
        self._most = contexts[-1]
        """Most tokens of an answer."""
        self._decoding = DecodeLoop(
            decoder(core.language_model) if lean else self._stock(core.language_model),
            lambda token, _: table(token),
            model.lm_head,
            pool=(recorder or GraphRecorder(table.weight.device)).pool("thinker"),
            recorded=recorded,
            vocabulary=model.lm_head.out_features,
            choice=Choice(),
            beside=torch.zeros(0, device=table.weight.device),
            contexts=contexts,
            prompts=prompts,
        )
        # Looking at the switch before each layer makes a long prefill stop within one layer's work.
        self._layers = [
            layer
            for tower in (core.language_model, getattr(core, "audio_tower", None), getattr(core, "visual", None))
            for layer in (getattr(tower, "layers", None) or getattr(tower, "blocks", None) or ())
        ]

    def _stock(self, transformer: Any) -> Forward:
        return stock(transformer)

    def warm(self) -> None:
        """Records the graphs ahead of need."""
        self._decoding.record()

    def forbid(self, ids: list[int]) -> None:
        """Excludes these tokens from all later draws."""
        self._decoding.sampler.forbid(ids)

    def embed(self, token: int) -> torch.Tensor:
        """Returns the input embedding of one text token, [1, 1, hidden]."""
        table = self.model.get_input_embeddings()
        with torch.inference_mode():
            embedded: torch.Tensor = table(torch.tensor([[token]], device=table.weight.device))
        return embedded

    def run(
        self,
        inputs: ModelInputs,
        sampling: Sampling,
        seed: int,
        stop: Stop,
        on_text: Callable[[str, int], None],
        on_reply: Callable[[Any], None] | None = None,
    ) -> Thought:
        """Answers `inputs`; blocks until the answer is complete.

        `on_text(piece, tokens)` gets whole characters as they come. `on_reply` gets one Asked, then one reply embedding
        [1, 1, hidden] per token but the last (which the stock talker is not given either). A written answer, without
        `on_reply`, that repeats itself ends at the third time; whoever plays a spoken one ends it. Raises Cancelled.
        """
        decoding = self._decoding
        text = _Detokeniser(self._tokenizer, on_text, LoopGuard() if on_reply is None else None)
        most = min(sampling.max_tokens, self._most)
        hooks = [layer.register_forward_pre_hook(lambda *_: stop.check()) for layer in self._layers]
        try:
            with torch.inference_mode():
                choice = Choice(sampling.temperature, top_p=sampling.top_p, min_p=sampling.min_p)
                decoding.sampler.begin(seed, choice)
                told = self._begin(inputs, most)
                tokens = [int(decoding.token)]
                while tokens[-1] not in self.eos:
                    text.add(tokens[-1])
                    if text.loops or len(tokens) >= most:
                        break
                    stop.check()
                    spoken = decoding.step().clone()  # the next step writes over it
                    drawn = int(decoding.token)  # waits for both: another stream may read them now
                    if on_reply is not None:
                        if len(tokens) == 1:
                            on_reply(told(tokens[0]))
                        on_reply(self._given(tokens[-1], spoken))
                    tokens.append(drawn)
        finally:
            decoding.end()
            for hook in hooks:
                hook.remove()
        stop.check()
        text.flush()
        return Thought(len(tokens), "stop" if text.loops or tokens[-1] in self.eos else "length")

    def _begin(self, inputs: ModelInputs, most: int) -> Callable[[int], Any]:
        """Reads the prompt. Returns a function that makes an Asked from the first token, once that is known."""
        embeddings = self._merged(inputs)
        hidden = self._read(inputs, most, embeddings, None)
        prompt = hidden + self._prompt_embeddings(inputs)
        return lambda first: Asked(inputs, prompt, first)

    def _read(
        self, inputs: ModelInputs, most: int, embeddings: torch.Tensor | None, prefill: Prefill | None
    ) -> torch.Tensor:
        """Reads the prompt through `embeddings`, its media merged in, or through `prefill`. Returns the last hidden
        states [1, n, hidden]."""
        ids = inputs.input_ids.to(self.model.device)
        places, delta = self.model.get_rope_index(
            ids, attention_mask=torch.ones_like(ids), **inputs.for_positions(ids.device)
        )
        return self._decoding.begin(embeddings, places, delta, most, prefill)

    def _given(self, token: int, spoken: torch.Tensor) -> Any:
        """Returns the talker's input for a token."""
        return spoken

    def _merged(self, inputs: ModelInputs) -> torch.Tensor:
        """Returns the prompt's embeddings [1, n, hidden], with media features in their places, as the stock model
        merges them."""
        model = self.model.model
        fed = inputs.for_thinker(self.model.device, self.model.dtype)
        ids = fed["input_ids"]
        merged: torch.Tensor = self.model.get_input_embeddings()(ids)

        def put(token: int, features: torch.Tensor) -> None:
            nonlocal merged
            where = (ids == token).unsqueeze(-1)
            merged = merged.masked_scatter(where, features.to(merged.dtype))

        if "input_features" in fed:
            heard = model.get_audio_features(fed["input_features"], fed["feature_attention_mask"])
            put(self._media_ids[0], heard.last_hidden_state)
        if "pixel_values" in fed:
            seen = model.get_image_features(fed["pixel_values"], fed["image_grid_thw"])
            put(self._media_ids[1], torch.cat(seen.pooler_output))
        if "pixel_values_videos" in fed:
            watched = model.get_video_features(fed["pixel_values_videos"], fed["video_grid_thw"])
            put(self._media_ids[2], torch.cat(watched.pooler_output))
        return merged

    def _prompt_embeddings(self, inputs: ModelInputs) -> torch.Tensor:
        """Returns the prompt's token embeddings with zeros where audio, image or video features stand, as stock
        does."""
        table = self.model.get_input_embeddings()
        ids = inputs.input_ids.to(table.weight.device)
        embeddings: torch.Tensor = table(ids)
        media = torch.isin(ids, torch.tensor(self._media_ids, device=ids.device))
        return embeddings.masked_fill(media.unsqueeze(-1), 0)


class _Detokeniser:
    """Turns token ids into text in whole characters (byte-level BPE may split a character over tokens). `guard`: cuts a
    text that repeats itself."""

    def __init__(self, tokenizer: Any, emit: Callable[[str, int], None], guard: LoopGuard | None) -> None:
        self._tokenizer = tokenizer
        self._emit = emit
        self._guard = guard
        self._pending: list[int] = []

    @property
    def loops(self) -> bool:
        """Whether the text repeats itself, and has been cut."""
        return self._guard is not None and self._guard.looping

    def add(self, token: int) -> None:
        self._pending.append(token)
        text = self._decode()
        if not text.endswith("�"):
            self._send(text)

    def flush(self) -> None:
        """Ends the answer: an unfinished character is dropped."""
        self._send(self._decode().rstrip("�"))

    def _decode(self) -> str:
        return str(self._tokenizer.decode(self._pending, skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def _send(self, text: str) -> None:
        if self._guard is not None:
            # With the white space that ended it: another guard, behind this one, sees the loop by it.
            text = text[: len(self._guard.feed(text)) + 1]
        if text:
            self._emit(text, len(self._pending))
            self._pending.clear()


def _ids(tokenizer: Any, *names: str) -> list[int]:
    return [int(tokenizer.convert_tokens_to_ids(name)) for name in names]
