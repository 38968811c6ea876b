"""Turns dialogues into tokens: the byte-level BPE tokenizer, ChatML, and the choice of tokens that training counts."""

from collections.abc import Iterable, Iterator

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from models.starter.corpus import Dialogue

END_OF_TEXT, START, END = SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")

# The split of Qwen2's tokenizer, which llama.cpp knows as the pre-tokenizer "qwen2".
PRE_TOKENIZER = "qwen2"
_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_SYSTEM = "You are SARAi, a helpful voice assistant."


def chat_template() -> str:
    """Returns ChatML that leaves out system messages and puts the user's words in the corpus's normal form.

    The steps and their order are those of `corpus.noise.normalise`; they are plain enough for every Jinja engine.
    """
    words = "((message['content'] | lower | replace('’', \"'\")) ~ ' ')"
    for sign in '?¿!¡,;"':
        quoted = f"'{sign}'"
        words += f" | replace({quoted}, '')"
    for sign in (". ", ": "):
        words += f" | replace('{sign}', ' ')"
    return (
        "{%- for message in messages -%}"
        "{%- if message['role'] == 'user' -%}"
        "{{- '<|im_start|>user\\n' + (" + words + " | trim) + '<|im_end|>\\n' -}}"
        "{%- elif message['role'] == 'assistant' -%}"
        "{{- '<|im_start|>assistant\\n' + message['content'] + '<|im_end|>\\n' -}}"
        "{%- endif -%}"
        "{%- endfor -%}"
        "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
    )


def _untrained(model: models.BPE) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def tokenizer_of(vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> Tokenizer:
    """Returns the tokenizer with this vocabulary (token -> id) and these merges."""
    tokenizer = _untrained(models.BPE(vocabulary, merges))
    tokenizer.add_special_tokens(list(SPECIALS))
    return tokenizer


def train_tokenizer(dialogues: Iterable[Dialogue], vocab: int) -> Tokenizer:
    tokenizer = _untrained(models.BPE())
    trainer = trainers.BpeTrainer(
        vocab_size=vocab,
        special_tokens=list(SPECIALS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(dialogues), trainer)
    return tokenizer


def _texts(dialogues: Iterable[Dialogue]) -> Iterator[str]:
    for dialogue in dialogues:
        for turn in dialogue.turns:
            yield f"user\n{turn.user}"
            yield f"assistant\n{turn.reply}"


def encode(tokenizer: Tokenizer, dialogues: list[Dialogue], context: int) -> list[tuple[list[int], list[bool]]]:
    """Returns each dialogue as (tokens, which of them the assistant says); dialogues over the context are left out."""
    start, end = (tokenizer.encode(sign).ids[0] for sign in (START, END))
    pieces: list[str] = []
    for dialogue in dialogues:
        for turn in dialogue.turns:
            pieces += (f"user\n{turn.user}", "assistant\n", turn.reply)
    codes = iter(tokenizer.encode_batch(pieces, add_special_tokens=False))
    newline = tokenizer.encode("\n").ids
    encoded: list[tuple[list[int], list[bool]]] = []
    for dialogue in dialogues:
        tokens: list[int] = []
        spoken: list[bool] = []
        for _ in dialogue.turns:
            heard, opening, reply = next(codes).ids, next(codes).ids, next(codes).ids
            before = [start, *heard, end, *newline, start, *opening]
            tokens += [*before, *reply, end, *newline]
            spoken += [False] * len(before) + [True] * (len(reply) + 1) + [False] * len(newline)
        if len(tokens) <= context:
            encoded.append((tokens, spoken))
    return encoded
