"""Writes tiny GGUF language models for the tests: Qwen3's architecture, a byte-level vocabulary, a few hundred kilobytes.

With random weights such a model babbles, but repeatably; with a `script` it says just that, whatever it is asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

CHATML = (
    "{%- for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{%- endif %}"
)
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
THINK = ("<think>", "</think>")
WORDS = ("th", "the", "in", "an", "er", "ou", "you", "on", "is", "at", "or", "re", "wh", "ea", "ing")
"""Merged tokens, each built from a known left part and one more letter (see `_merges`)."""


def write_tiny(
    path: Path,
    *,
    seed: int = 0,
    script: str | None = None,
    template: str | None = CHATML,
    context: int = 2048,
    architecture: str = "qwen3",
    hybrid: bool = False,
    end: str = "<|im_end|>",
    special: tuple[str, ...] = (),
    opens: str = "",
    deepstack: int = 0,
) -> Path:
    """Writes a model of two layers to `path`. `script`: a text without a newline in which each byte occurs once; the
    model says it and ends its turn. Without one, weights are drawn from `seed` and the answer goes on without an end.
    `hybrid` makes it an LFM2: a layer of recurrent convolution before one of attention. `special`: additional control
    tokens; `opens` is one of them, that the script is said after. `deepstack`: number of its layers that an image goes into
    as well (Qwen3-VL)."""
    import gguf

    tokens, merges = _vocabulary()
    tokens += special
    width, heads, kv_heads, inner, layers = 320 if script else 64, 4, 2, 128, 2
    head = width // heads if architecture == "qwen2vl" else 16
    architecture = "lfm2" if hybrid else architecture
    writer = gguf.GGUFWriter(str(path), architecture)
    writer.add_name("tiny")
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv([0, kv_heads] if hybrid else kv_heads)
    if hybrid:
        writer.add_shortconv_l_cache(3)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    if architecture in ("qwen2vl", "qwen3vl"):  # positions in three dimensions (M-RoPE)
        writer.add_rope_dimension_sections([head // 4, head // 8, head // 8, 0])
    if deepstack:
        writer.add_uint32(f"{architecture}.n_deepstack_layers", deepstack)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    kinds = [gguf.TokenType.NORMAL] * (len(tokens) - len(SPECIAL) - len(THINK) - len(special))
    kinds += [*[gguf.TokenType.CONTROL] * len(SPECIAL), *[gguf.TokenType.USER_DEFINED] * len(THINK)]
    writer.add_token_types([*kinds, *[gguf.TokenType.CONTROL] * len(special)])
    writer.add_token_merges(merges)
    writer.add_eos_token_id(tokens.index(end))
    writer.add_bos_token_id(tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    if template is not None:
        writer.add_chat_template(template)

    random = np.random.default_rng(seed)

    def matrix(rows: int, columns: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        if script is not None:
            return np.zeros((rows, columns), np.float32)
        return random.normal(0, 1.5 / np.sqrt(columns), (rows, columns)).astype(np.float32)

    embedding, output = random.normal(0, 1, (2, len(tokens), width)).astype(np.float32)
    for name in (*SPECIAL, *THINK, *special):
        output[tokens.index(name)] = 0  # a logit of zero is never the highest
    if script is not None:
        embedding, output = _chain(tokens, script, width, end, opens)
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output.weight", output)
    writer.add_tensor("token_embd_norm.weight" if hybrid else "output_norm.weight", np.ones(width, np.float32))
    for layer in range(layers):
        block = f"blk.{layer}."
        convolves = hybrid and layer == 0
        shapes = {"ffn_gate": (inner, width), "ffn_up": (inner, width), "ffn_down": (width, inner)}
        norms = {"attn_norm": width, "ffn_norm": width}
        if convolves:
            shapes |= {"shortconv.conv": (width, 3), "shortconv.in_proj": (3 * width, width)}
            shapes |= {"shortconv.out_proj": (width, width)}
        else:
            shapes |= {"attn_q": (heads * head, width), "attn_output": (width, heads * head)}
            shapes |= {"attn_k": (kv_heads * head, width), "attn_v": (kv_heads * head, width)}
            if architecture != "qwen2vl":
                norms |= {"attn_q_norm": head, "attn_k_norm": head}
        for name, shape in shapes.items():
            writer.add_tensor(f"{block}{name}.weight", matrix(*shape))
        if architecture == "qwen2vl":
            for name, size in (("attn_q", heads * head), ("attn_k", kv_heads * head), ("attn_v", kv_heads * head)):
                writer.add_tensor(f"{block}{name}.bias", np.zeros(size, np.float32))
        for name, size in norms.items():
            writer.add_tensor(f"{block}{name}.weight", np.ones(size, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def byte_letters() -> dict[int, str]:
    """Returns GPT-2's printable letter for each byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {byte: chr(byte) for byte in plain}
    for byte in range(256):
        letters.setdefault(byte, chr(256 + len([b for b in range(byte) if b not in plain])))
    return letters


def _vocabulary() -> tuple[list[str], list[str]]:
    letters = byte_letters()
    merges = [f"{word[:-1]} {word[-1]}" for word in sorted(WORDS, key=len)] + ["Ċ Ċ", "Ġ the"]
    merged = [merge.replace(" ", "") for merge in merges]
    return [*(letters[byte] for byte in range(256)), *merged, *SPECIAL, *THINK], merges


def _chain(tokens: list[str], script: str, width: int, end: str, opens: str) -> tuple[Any, Any]:
    """Returns weights by which each token of the script calls for the next one; attention and layers do nothing."""
    letters = byte_letters()
    steps = [tokens.index(letters[byte]) for byte in script.encode()]
    if len(set(steps)) != len(steps) or tokens.index("Ċ") in steps:
        raise ValueError("a script needs each byte once, and no newline")
    steps = [tokens.index(opens), *steps] if opens else steps
    embedding = np.zeros((len(tokens), width), np.float32)
    embedding[np.arange(len(tokens)), np.arange(len(tokens))] = 1
    output = np.zeros((len(tokens), width), np.float32)
    for before in ("Ċ", "ĊĊ"):  # the newline that ends the prompt
        output[steps[0], tokens.index(before)] = 1
    for before_step, step in zip(steps, [*steps[1:], tokens.index(end)], strict=True):
        output[step, before_step] = 1
    return embedding, output
