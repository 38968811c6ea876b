"""Writes the trained starter mind as GGUF: `python -m models.starter.export --from DIR [--to FILE]`. Reads one, too."""

import argparse
import json
from pathlib import Path

import gguf
import torch
from tokenizers import Tokenizer

from models.starter import STARTER_PATH
from models.starter.model import Decoder, Shape
from models.starter.text import END, END_OF_TEXT, PRE_TOKENIZER, SPECIALS, chat_template, tokenizer_of


def add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    described = json.loads(tokenizer.to_str())["model"]
    vocabulary = sorted(described["vocab"].items(), key=lambda item: item[1])
    kinds = [gguf.TokenType.CONTROL if token in SPECIALS else gguf.TokenType.NORMAL for token, _ in vocabulary]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in described["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(PRE_TOKENIZER)
    writer.add_token_list([token for token, _ in vocabulary])
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(tokenizer.token_to_id(END))
    writer.add_pad_token_id(tokenizer.token_to_id(END_OF_TEXT))
    writer.add_bos_token_id(tokenizer.token_to_id(END_OF_TEXT))
    writer.add_add_bos_token(False)


NAMES = {
    "attention_norm": "attn_norm",
    "attention.q": "attn_q",
    "attention.k": "attn_k",
    "attention.v": "attn_v",
    "attention.out": "attn_output",
    "attention.q_norm": "attn_q_norm",
    "attention.k_norm": "attn_k_norm",
    "feed_norm": "ffn_norm",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}


def gguf_name(name: str) -> str:
    """Maps a parameter's name to its name in GGUF: `blocks.3.attention.q.weight` -> `blk.3.attn_q.weight`."""
    if name == "embedding.weight":
        return "token_embd.weight"
    if name == "norm.weight":
        return "output_norm.weight"
    _, number, rest = name.split(".", 2)
    return f"blk.{number}.{NAMES[rest.removesuffix('.weight')]}.weight"


def write(model: Decoder, tokenizer: Tokenizer, path: Path) -> None:
    """Writes the model: Q8_0 for matrices (their rows are multiples of 32), float32 for norms."""
    shape = model.shape
    writer = gguf.GGUFWriter(str(path), "qwen3")
    writer.add_name("SARAi starter")
    writer.add_license("GPL-3.0-or-later")
    writer.add_languages(["en", "es"])
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_size)
    writer.add_value_length(shape.head_size)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    add_tokenizer(writer, tokenizer)
    writer.add_chat_template(chat_template())
    for name, weight in model.state_dict().items():
        data = weight.detach().float().numpy()
        if data.ndim == 2:
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(gguf_name(name), gguf.quants.quantize(data, kind), raw_dtype=kind)
        else:
            writer.add_tensor(gguf_name(name), data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read(path: Path) -> tuple[Decoder, Tokenizer]:
    """Returns the model and the tokenizer of a file that `write` wrote; the matrices are those that Q8_0 left."""
    reader = gguf.GGUFReader(path)
    weights = {
        tensor.name: torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type).copy())
        for tensor in reader.tensors
    }
    model = Decoder(Shape())
    state = {name: weights[gguf_name(name)].view_as(weight) for name, weight in model.state_dict().items()}
    model.load_state_dict(state)
    tokens, merges = (reader.fields[f"tokenizer.ggml.{name}"].contents() for name in ("tokens", "merges"))
    vocabulary = {token: number for number, token in enumerate(tokens)}
    return model, tokenizer_of(vocabulary, [tuple(merge.split(" ")) for merge in merges])


def load_checkpoint(path: Path) -> Decoder:
    state = torch.load(path, weights_only=True)
    model = Decoder(Shape(**state["shape"]))
    model.load_state_dict(state["model"])
    return model.eval()


def logit_agreement(model: Decoder, tokenizer: Tokenizer, path: Path) -> float:
    """Returns the smallest cosine between PyTorch's and llama.cpp's logits over the places of a short prompt."""
    from llama_cpp import Llama

    llama = Llama(str(path), n_ctx=64, n_threads=2, verbose=False, logits_all=True)
    text = "<|im_start|>user\nwhat's the capital of españa<|im_end|>\n<|im_start|>assistant\n"
    tokens = tokenizer.encode(text).ids
    if llama.tokenize(text.encode(), add_bos=False, special=True) != tokens:
        raise ValueError("llama.cpp splits the prompt into other tokens than the trained tokenizer")
    llama.eval(tokens)
    theirs = torch.tensor(llama.scores[: len(tokens)])
    with torch.inference_mode():
        ours = model.logits(model(torch.tensor([tokens])))[0]
    return torch.nn.functional.cosine_similarity(ours, theirs, dim=-1).min().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, required=True, help="the folder that train wrote")
    parser.add_argument("--to", type=Path, default=STARTER_PATH)
    arguments = parser.parse_args()
    model = load_checkpoint(arguments.source / "checkpoint.pt")
    tokenizer = Tokenizer.from_file(str(arguments.source / "tokenizer.json"))
    write(model, tokenizer, arguments.to)
    agreement = logit_agreement(model, tokenizer, arguments.to)
    if agreement < 0.999:
        raise SystemExit(f"{arguments.to} does not compute what the checkpoint does: cosine of logits {agreement:.5f}")
    print(f"{arguments.to}: {arguments.to.stat().st_size / 1e6:.1f} MB, cosine of logits {agreement:.5f}")


if __name__ == "__main__":
    main()
