"""The thinker: text out token by token, and with each token the embedding that the talker speaks from.

The reply embedding of a token is its input embedding plus the last hidden state computed from it, exactly what the stock
`generate` collects with `output_hidden_states` after the whole reply; a forward hook on the final norm gives it live.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch

from models.engine import Sampling
from models.omni.inputs import ModelInputs
from models.omni.pipe import Stop
from models.omni.sampling import Choice, Sampler, as_logits_processor
from models.omni.streams import settle


@dataclass(frozen=True, slots=True)
class Asked:
    """The prompt as the talker needs it: the first item of a reply."""

    inputs: ModelInputs
    embeddings: torch.Tensor
    """[1, n, hidden]: hidden state plus token embedding of every prompt token; media positions have no token embedding."""
    first_id: int
    """The reply's first token."""


@dataclass(frozen=True, slots=True)
class Thought:
    """What the thinker made."""

    tokens: int
    finish: Literal["stop", "length"]


class Thinker:
    """Wraps `Qwen2_5OmniThinkerForConditionalGeneration` (or one like it)."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self.model = model
        self._tokenizer = tokenizer
        self._media_ids = [
            getattr(model.config, name) for name in ("audio_token_id", "image_token_id", "video_token_id")
        ]
        self._eos = _ids(tokenizer, "<|im_end|>", "<|endoftext|>")
        self._pad = self._eos[-1]
        core = model.model
        self._norm = core.language_model.norm
        # Looking at the switch before each layer makes a long prefill stop within one layer's work.
        self._layers = [
            layer
            for tower in (core.language_model, getattr(core, "audio_tower", None), getattr(core, "visual", None))
            for layer in (getattr(tower, "layers", None) or getattr(tower, "blocks", None) or ())
        ]

    def embed(self, token: int) -> torch.Tensor:
        """[1, 1, hidden]: the input embedding of one text token."""
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
        processors: tuple[object, ...] = (),
    ) -> Thought:
        """Answer `inputs`; blocks until the answer is complete.

        `on_text(piece, tokens)` gets whole characters as they come. `on_reply` gets one Asked, then one reply embedding
        [1, 1, hidden] per token but the last (which the stock talker is not given either). Raises Cancelled.
        """
        text = _Detokeniser(self._tokenizer, on_text)
        tokens: list[int] = []

        def take(ids: torch.Tensor) -> None:
            tokens.append(int(ids.reshape(-1)[-1]))
            if tokens[-1] not in self._eos:
                text.add(tokens[-1])

        choice = Choice(sampling.temperature, top_p=sampling.top_p, min_p=sampling.min_p)
        sampler = Sampler(choice, torch.Generator().manual_seed(seed))
        hooks = [] if on_reply is None else self._listen(inputs, tokens, on_reply)
        hooks += [layer.register_forward_pre_hook(lambda *_: stop.check()) for layer in self._layers]
        try:
            with torch.inference_mode():
                self.model.generate(
                    **inputs.for_thinker(self.model.device, self.model.dtype),
                    max_new_tokens=sampling.max_tokens,
                    do_sample=False,
                    eos_token_id=self._eos,
                    pad_token_id=self._pad,
                    streamer=_streamer(take),
                    logits_processor=[*processors, as_logits_processor(sampler)],
                    stopping_criteria=[_stopping(stop)],
                )
        finally:
            for hook in hooks:
                hook.remove()
        stop.check()
        text.flush()
        return Thought(len(tokens), "stop" if tokens and tokens[-1] in self._eos else "length")

    def _listen(self, inputs: ModelInputs, tokens: list[int], on_reply: Callable[[Any], None]) -> list[Any]:
        """Hooks that hand out what the talker speaks from; `tokens` are those made so far."""
        hidden_of_prompt: list[torch.Tensor] = []

        def hear_hidden(_module: object, _args: object, hidden: torch.Tensor) -> None:
            if not tokens:
                hidden_of_prompt.append(hidden)
                return
            if hidden_of_prompt:
                prompt = hidden_of_prompt.pop() + self._prompt_embeddings(inputs)
                on_reply(Asked(inputs, settle(prompt), tokens[0]))
            on_reply(settle(hidden + self.embed(tokens[-1])))

        return [self._norm.register_forward_hook(hear_hidden)]

    def _prompt_embeddings(self, inputs: ModelInputs) -> torch.Tensor:
        """Token embeddings of the prompt with zeros where audio, image or video features stand, as stock does."""
        table = self.model.get_input_embeddings()
        ids = inputs.input_ids.to(table.weight.device)
        embeddings: torch.Tensor = table(ids)
        media = torch.isin(ids, torch.tensor(self._media_ids, device=ids.device))
        return embeddings.masked_fill(media.unsqueeze(-1), 0)


class _Detokeniser:
    """Token ids to text in whole characters (byte-level BPE may split a character over tokens)."""

    def __init__(self, tokenizer: Any, emit: Callable[[str, int], None]) -> None:
        self._tokenizer = tokenizer
        self._emit = emit
        self._pending: list[int] = []

    def add(self, token: int) -> None:
        self._pending.append(token)
        text = self._decode()
        if not text.endswith("�"):
            self._send(text)

    def flush(self) -> None:
        """End of the answer: an unfinished character is dropped."""
        self._send(self._decode().rstrip("�"))

    def _decode(self) -> str:
        return str(self._tokenizer.decode(self._pending, skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def _send(self, text: str) -> None:
        if text:
            self._emit(text, len(self._pending))
            self._pending.clear()


def _ids(tokenizer: Any, *names: str) -> list[int]:
    return [int(tokenizer.convert_tokens_to_ids(name)) for name in names]


def _streamer(take: Callable[[torch.Tensor], None]) -> object:
    from transformers.generation.streamers import BaseStreamer

    class Tokens(BaseStreamer):  # type: ignore[misc]  # the library carries no types
        prompt = True

        def put(self, value: torch.Tensor) -> None:
            if self.prompt:  # the first call brings the prompt
                self.prompt = False
            else:
                take(value)

        def end(self) -> None:
            pass

    return Tokens()


def _stopping(stop: Stop) -> object:
    from transformers import StoppingCriteria

    class Stopping(StoppingCriteria):  # type: ignore[misc]  # the library carries no types
        def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **_: object) -> torch.Tensor:
            return torch.full((input_ids.shape[0],), bool(stop), device=input_ids.device)

    return Stopping()
