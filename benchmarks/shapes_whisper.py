"""A Whisper of a real one's shape with random weights, as CTranslate2 reads it: a folder for faster-whisper."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.bpe import byte_level

WORDS: Final = 50257
"""Number of text tokens in OpenAI's multilingual vocabulary, the end of the text among them."""


@dataclass(frozen=True, slots=True)
class WhisperShape:
    """Sizes of a Whisper, from the models' config.json."""

    name: str
    width: int
    layers: int
    heads: int
    words: int = WORDS
    mels: int = 80


WHISPERS: Final = {
    "tiny": WhisperShape("whisper-tiny", 384, 4, 6),
    "base": WhisperShape("whisper-base", 512, 6, 8),
    "small": WhisperShape("whisper-small", 768, 12, 12),
    "toy": WhisperShape("whisper-toy", 64, 1, 2, words=1000),
}
"""The models by name; `toy` is none of OpenAI's and is small enough for tests."""


def write_whisper(shape: WhisperShape, folder: Path, seed: int = 0) -> None:
    """Writes the model, int8, with a vocabulary of the right size. Needs `torch`, `transformers` and `tokenizers`."""
    import torch
    from ctranslate2.converters.transformers import WhisperLoader
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    tokens = _tokenizer(shape)
    end = tokens.token_to_id("<|endoftext|>")
    torch.manual_seed(seed)
    model = WhisperForConditionalGeneration(
        WhisperConfig(
            vocab_size=tokens.get_vocab_size(), num_mel_bins=shape.mels, d_model=shape.width,
            encoder_layers=shape.layers, decoder_layers=shape.layers,
            encoder_attention_heads=shape.heads, decoder_attention_heads=shape.heads,
            encoder_ffn_dim=4 * shape.width, decoder_ffn_dim=4 * shape.width,
            max_source_positions=1500, max_target_positions=448, pad_token_id=end, bos_token_id=end, eos_token_id=end,
            decoder_start_token_id=end + 1, suppress_tokens=[], begin_suppress_tokens=[],
        )
    )  # fmt: skip
    spec = WhisperLoader().get_model_spec(model.eval())
    spec.register_vocabulary([token for token, _ in sorted(tokens.get_vocab().items(), key=lambda item: item[1])])
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.alignment_heads = [[0, 0], [0, 1]]
    first = tokens.token_to_id("<|en|>")
    spec.config.lang_ids = list(range(first, first + 99))
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    tokens.save(str(folder / "tokenizer.json"))
    extractor: dict[str, int] = {
        "feature_size": shape.mels, "hop_length": 160, "n_fft": 400, "chunk_length": 30, "sampling_rate": 16_000,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(extractor))


def _tokenizer(shape: WhisperShape) -> Any:
    """Returns a tokenizer of words, specials and timestamps in OpenAI's order."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    # By the empty token, the last before the specials, CTranslate2 knows a multilingual model.
    words, merges = byte_level(shape.words - 2)
    vocabulary = {token: number for number, token in enumerate([*words, ""])}
    tokens = Tokenizer(
        models.BPE(vocab=vocabulary, merges=[(left, right) for left, right in (merge.split(" ") for merge in merges)])
    )
    tokens.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokens.decoder = decoders.ByteLevel()
    names = ["endoftext", "startoftranscript", *_LANGUAGE_CODES[:99], "translate", "transcribe", "startoflm"]
    names += ["startofprev", "nospeech", "notimestamps"]
    tokens.add_special_tokens([AddedToken(f"<|{name}|>", special=True) for name in names])
    tokens.add_tokens([AddedToken(f"<|{step * 0.02:.2f}|>") for step in range(1501)])
    return tokens
