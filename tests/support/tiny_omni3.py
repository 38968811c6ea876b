"""A tiny random Qwen3-Omni: two experts, four layers of codes, the same classes and code paths as the released one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

IM_START, IM_END, AUDIO, IMAGE, VIDEO, AUDIO_START, AUDIO_END, SYSTEM, USER, ASSISTANT = range(256, 266)
TTS_PAD, TTS_BOS, TTS_EOS, ENDOFTEXT, VISION_START, VISION_END = range(266, 272)
SPECIAL_CODES = 8
CODES = 64 + SPECIAL_CODES
CODEC_PAD, CODEC_BOS, CODEC_EOS, NOTHINK, THINK_BOS, THINK_EOS, HERS, HIS = range(64, 72)
LAYERS_OF_CODES = 4


class Bytes:
    """A tokenizer of bytes, and one token for each name of a role, as in the released tokenizer."""

    _names = {  # noqa: RUF012 - never changed
        "<|im_start|>": IM_START, "<|im_end|>": IM_END, "<|audio_end|>": AUDIO_END, "<|endoftext|>": ENDOFTEXT,
        "<|vision_end|>": VISION_END,
    }  # fmt: skip
    _roles = (("system\n", SYSTEM), ("user\n", USER), ("assistant\n", ASSISTANT))

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        for role, token in self._roles:
            # The text between two control tokens comes in one piece: a line's end, then the role.
            if text.lstrip("\n").startswith(role):
                rest = text.lstrip("\n").removeprefix(role)
                return {"input_ids": [*b"\n" * text.startswith("\n"), token, *b"\n", *rest.encode()]}
        return {"input_ids": list(text.encode())}

    def convert_tokens_to_ids(self, name: str) -> int:
        return self._names[name]

    def decode(self, ids: list[int], **_: object) -> str:
        return "".join(chr(97 + i % 26) for i in ids)


def tiny_config() -> Any:
    from transformers import Qwen3OmniMoeConfig

    rope = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [1, 1, 2], "interleaved": True}
    experts = {"num_experts": 2, "num_experts_per_tok": 1, "moe_intermediate_size": 32, "decoder_sparse_step": 1}
    text = {
        "vocab_size": 288, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3, "head_dim": 8,
        "num_attention_heads": 4, "num_key_value_heads": 2, "rope_parameters": rope, **experts,
    }  # fmt: skip
    media = {
        "audio_token_id": AUDIO, "image_token_id": IMAGE, "video_token_id": VIDEO,
        "audio_start_token_id": AUDIO_START, "vision_start_token_id": VISION_START,
    }  # fmt: skip
    return Qwen3OmniMoeConfig(
        thinker_config={
            "text_config": text,
            "audio_config": {
                "d_model": 32, "encoder_attention_heads": 4, "encoder_ffn_dim": 32, "encoder_layers": 1,
                "num_mel_bins": 16, "output_dim": 32, "downsample_hidden_size": 8,
            },
            "vision_config": {
                "depth": 1, "hidden_size": 32, "intermediate_size": 32, "num_heads": 4, "out_hidden_size": 32,
                "deepstack_visual_indexes": [0], "num_position_embeddings": 16,
            },
            "user_token_id": USER, **media,
        },
        talker_config={
            "text_config": {**text, "vocab_size": CODES, "shared_expert_intermediate_size": 32},
            "code_predictor_config": {
                "vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "head_dim": 8,
                "num_attention_heads": 4, "num_key_value_heads": 2, "num_code_groups": LAYERS_OF_CODES,
                "rope_parameters": {"rope_type": "default", "rope_theta": 1e6},
            },
            "num_code_groups": LAYERS_OF_CODES, "thinker_hidden_size": 32, "accept_hidden_layer": 2,
            "codec_eos_token_id": CODEC_EOS, "codec_nothink_id": NOTHINK, "codec_think_bos_id": THINK_BOS,
            "codec_think_eos_id": THINK_EOS, "codec_pad_id": CODEC_PAD, "codec_bos_id": CODEC_BOS,
            "speaker_id": {"chelsie": HERS, "ethan": HIS}, "spatial_merge_size": 2, **media,
        },
        code2wav_config={
            "codebook_size": 64, "hidden_size": 32, "num_attention_heads": 4, "num_key_value_heads": 4, "head_dim": 8,
            "intermediate_size": 48, "num_hidden_layers": 2, "num_quantizers": LAYERS_OF_CODES, "sliding_window": 8,
            "upsample_rates": (4, 3), "upsampling_ratios": (2,), "decoder_dim": 32,
        },
        im_start_token_id=IM_START, im_end_token_id=IM_END, tts_pad_token_id=TTS_PAD, tts_bos_token_id=TTS_BOS,
        tts_eos_token_id=TTS_EOS, system_token_id=SYSTEM, user_token_id=USER, assistant_token_id=ASSISTANT,
        enable_audio_output=True,
    )  # fmt: skip


def tiny_model(seed: int = 3) -> Any:
    """Returns a model whose weights are wide enough that tokens and codes vary and the wave moves."""
    import torch
    from transformers import Qwen3OmniMoeForConditionalGeneration

    torch.manual_seed(seed)
    model = Qwen3OmniMoeForConditionalGeneration(tiny_config()).eval().requires_grad_(False)
    for part, spread in (("thinker", 0.2), ("talker", 0.2), ("code2wav", 0.1)):
        for parameter in model.get_submodule(part).parameters():
            if parameter.dim() > 1:
                torch.nn.init.normal_(parameter, std=spread)
    return model


def tiny_tokenizer() -> Any:
    """Returns the tokenizer of Bytes, saved like the released one: names of roles are tokens of their own, and
    ordinary text otherwise."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    bpe = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(alphabet)}, merges=[]))
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    media = ["<|audio_pad|>", "<|image_pad|>", "<|video_pad|>", "<|audio_start|>", "<|audio_end|>"]
    bpe.add_special_tokens(["<|im_start|>", "<|im_end|>", *media])
    bpe.add_tokens([role.strip() for role, _ in Bytes._roles])
    bpe.add_special_tokens(["<tts_pad>", "<tts_text_bos>", "<tts_text_eod>", "<|endoftext|>"])
    bpe.add_special_tokens(["<|vision_start|>", "<|vision_end|>"])
    return PreTrainedTokenizerFast(tokenizer_object=bpe, pad_token="<|endoftext|>", eos_token="<|im_end|>")


def build_tiny_omni3(folder: Path, seed: int = 3) -> Path:
    """Writes the checkpoint into `folder` (config, weights, tokenizer, preprocessor) and returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tiny_model(seed).save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    preprocessor = {
        "feature_extractor_type": "WhisperFeatureExtractor", "feature_size": 16, "hop_length": 160, "n_fft": 400,
        "chunk_length": 300, "sampling_rate": 16000, "padding_value": 0.0, "return_attention_mask": True,
        "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "patch_size": 16, "temporal_patch_size": 2,
        "merge_size": 2,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor), encoding="utf-8")
    return folder
