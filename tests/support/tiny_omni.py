"""A tiny random Qwen2.5-Omni with talker and token2wav, saved as a checkpoint folder like a released one.

It has the same classes and code paths, and half a million weights drawn from a fixed seed. Its output is noise, but
every shape, every cache and every seam is exercised.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SPECIAL = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|AUDIO|>", "<|IMAGE|>", "<|VIDEO|>", "<|audio_bos|>",
    "<|audio_eos|>", "<|vision_bos|>", "<|vision_eos|>", "<tts_pad>", "<tts_text_bos>", "<tts_text_eod>",
    "<tts_text_bos_single>", "<tts_text_bos_other>",
]  # fmt: skip
"""Special tokens in order; the first gets id 256, after the bytes."""
ID = {name: 256 + i for i, name in enumerate(SPECIAL)}
CODEC_PAD, CODEC_BOS, CODEC_EOS, CODEC_MASK = 112, 113, 114, 116


def tiny_tokenizer() -> Any:
    """Returns a tokenizer of bytes, with the special tokens of the released tokenizer."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    bpe = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(alphabet)}, merges=[]))
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    bpe.add_special_tokens(SPECIAL)
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        pad_token="<|endoftext|>",
        eos_token="<|im_end|>",
        extra_special_tokens={
            "image_token": "<|IMAGE|>", "audio_token": "<|AUDIO|>", "video_token": "<|VIDEO|>",
            "vision_bos_token": "<|vision_bos|>", "vision_eos_token": "<|vision_eos|>",
            "audio_bos_token": "<|audio_bos|>", "audio_eos_token": "<|audio_eos|>",
        },
    )  # fmt: skip


def readable_ids() -> list[int]:
    """Returns the tokens that the model favours, so that its output, though nonsense, is made of words."""
    from tokenizers import pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    return [alphabet.index(character) for character in "abcdefghijklmnopqrstuvwxyz\u0120,."]


def tiny_config(width: int = 32) -> Any:
    """`width`: that of the thinker; 32, or 64 for a thinker whose weights can be packed in four bits."""
    from transformers import Qwen2_5OmniConfig

    rope = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [1, 1, 2]}
    wide = {**rope, "mrope_section": [part * width // 32 for part in (1, 1, 2)]}
    media = {
        "audio_token_index": ID["<|AUDIO|>"],
        "image_token_index": ID["<|IMAGE|>"],
        "video_token_index": ID["<|VIDEO|>"],
        "audio_start_token_id": ID["<|audio_bos|>"],
        "audio_end_token_id": ID["<|audio_eos|>"],
        "vision_start_token_id": ID["<|vision_bos|>"],
        "vision_end_token_id": ID["<|vision_eos|>"],
    }
    text = {
        "vocab_size": 288, "hidden_size": width, "intermediate_size": width * 3 // 2, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 4096,
        "rope_parameters": wide, "tie_word_embeddings": False,
    }  # fmt: skip
    thinker = {
        "text_config": text,
        "audio_config": {
            "d_model": width, "encoder_attention_heads": 4, "encoder_ffn_dim": 32, "encoder_layers": 1,
            "num_mel_bins": 20, "output_dim": width, "n_window": 100,
        },
        "vision_config": {
            "depth": 1, "hidden_size": width, "intermediate_size": 32, "num_heads": 4, "patch_size": 14,
            "out_hidden_size": width, "fullatt_block_indexes": [0],
        },
        "user_token_id": 117,
        **media,
    }  # fmt: skip
    talker = {
        "vocab_size": 120, "embedding_size": width, "hidden_size": 32, "intermediate_size": 48,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8,
        "rope_parameters": rope,
        "tts_text_start_token_id": ID["<tts_text_bos>"], "tts_text_end_token_id": ID["<tts_text_eod>"],
        "tts_text_pad_token_id": ID["<tts_pad>"],
        "tts_codec_start_token_id": CODEC_BOS, "tts_codec_end_token_id": CODEC_EOS,
        "tts_codec_pad_token_id": CODEC_PAD, "tts_codec_mask_token_id": CODEC_MASK,
        **media,
    }  # fmt: skip
    token2wav = {
        # One layer looks ahead and two look back, as in the released model: the receptive field is the same.
        "dit_config": {
            "hidden_size": 32, "num_hidden_layers": 4, "num_attention_heads": 1, "head_dim": 32, "emb_dim": 16,
            "num_embeds": 121, "mel_dim": 80, "enc_emb_dim": 16, "enc_dim": 16,
            "enc_channels": [16, 16, 16, 16, 48], "enc_attention_channels": 8, "enc_se_channels": 8,
            "look_ahead_layers": [1], "look_backward_layers": [0, 3], "block_size": 24,
        },
        # Only the widest of the three residual kernels: a third of the time, the same receptive field.
        "bigvgan_config": {
            "mel_dim": 80, "upsample_initial_channel": 64,
            "resblock_kernel_sizes": [11], "resblock_dilation_sizes": [[1, 3, 5]],
        },
    }  # fmt: skip
    return Qwen2_5OmniConfig(
        thinker_config=thinker, talker_config=talker, token2wav_config=token2wav, enable_audio_output=True
    )


def tiny_model(seed: int = 3, width: int = 32) -> Any:
    """Returns the model. Its weights are wide enough that tokens and codes vary and the wave moves."""
    import torch
    from transformers import Qwen2_5OmniForConditionalGeneration

    torch.manual_seed(seed)
    model = Qwen2_5OmniForConditionalGeneration(tiny_config(width)).eval()
    for part, spread in (("thinker", 0.2), ("talker", 0.2), ("token2wav.code2wav_dit_model", 0.15)):
        for parameter in model.get_submodule(part).parameters():
            if parameter.dim() > 1:
                torch.nn.init.normal_(parameter, std=spread)
    with torch.no_grad():
        head = model.thinker.lm_head.weight
        unreadable = torch.ones(len(head), dtype=torch.bool)
        unreadable[readable_ids()] = False
        head[unreadable] *= 0.02
        blank = torch.randn(head.shape[1], generator=torch.Generator().manual_seed(3))  # one that comes now and then
        head[readable_ids()[-3]] = blank * 0.35
    vocoder = model.token2wav.code2wav_bigvgan_model
    for parameter in vocoder.parameters():
        if parameter.dim() > 2:
            torch.nn.init.normal_(parameter, std=0.05)
    with torch.no_grad():
        vocoder.conv_post.weight.mul_(1000)  # a peak of about a third of full scale
    return model


def build_tiny_omni(folder: Path, seed: int = 3, width: int = 32) -> Path:
    """Writes the checkpoint into `folder` (config, weights, tokenizer, preprocessor, voices) and returns the folder."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    model = tiny_model(seed, width)
    model.save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    voices = {
        name: {"bos_token": ID[token], "cond": torch.randn(1, 16), "ref_mel": torch.randn(1, 30, 80)}
        for name, token in (("Chelsie", "<tts_text_bos>"), ("Ethan", "<tts_text_bos_single>"))
    }
    torch.save(voices, folder / "spk_dict.pt")
    preprocessor = {
        "feature_extractor_type": "WhisperFeatureExtractor", "feature_size": 20, "hop_length": 160, "n_fft": 400,
        "chunk_length": 300, "sampling_rate": 16000, "padding_value": 0.0, "return_attention_mask": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
        "patch_size": 14, "temporal_patch_size": 2, "merge_size": 2, "min_pixels": 3136, "max_pixels": 12845056,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor), encoding="utf-8")
    return folder
