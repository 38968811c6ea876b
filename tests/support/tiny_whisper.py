"""A tiny Whisper that knows a dozen sentences, so that the tests hear with the real faster-whisper.

It is trained from nothing in about two minutes on one core, on espeak-ng's voices with other speeds, loudness, noise and
silence around them, and kept in the user's cache under a name that changes with this file. Like the real one it also
learns to tell the two languages apart and to say that nobody spoke. The encoder sees windows of many lengths, so that
short windows work as they do on models fine-tuned for them (ACFT).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.engine import Cancel
from models.espeak import EspeakVoice

SENTENCES = {
    "en": (
        "What is the capital of France?",
        "What time is it?",
        "My name is Robert.",
        "Tell me a joke.",
        "How many days are in a week?",
        "Turn the volume down, please.",
        "Who are you?",
    ),
    "es": (
        "¿Cuál es la capital de España?",
        "¿Qué hora es?",
        "Me llamo Lucía.",
        "Cuéntame un chiste.",
        "¿Quién eres?",
    ),
}
_RATE = 16_000
_STEPS = 650
_BATCH = 16
_NOBODY = 0.15
"""Share of the examples in which nobody speaks."""
_SPEEDS = (0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2)
Samples = npt.NDArray[np.int16]


def say(text: str, language: str, speed: float = 1.0) -> Samples:
    """Speech of espeak-ng as int16 samples at 16 kHz."""
    import soxr

    voice = EspeakVoice()
    pcm = np.concatenate([piece.pcm for piece in voice.speak(text, language, speed, Cancel())])
    return np.asarray(soxr.resample(pcm, voice.rate, _RATE), np.int16)


def noise(seconds: float, level: float, seed: int) -> Samples:
    """White noise of `level` (standard deviation in int16 units)."""
    values = np.random.default_rng(seed).normal(0, level, int(seconds * _RATE))
    return np.clip(values, -32768, 32767).astype(np.int16)


def tiny_whisper() -> Path:
    """The folder of the model; made when it is not in the cache yet."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sarai" / "tests"
    folder = base / f"tiny-whisper-{hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]}"
    if not folder.is_dir():
        base.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=base))
        _make(made)
        try:
            made.rename(folder)
        except OSError:  # another test run was quicker
            shutil.rmtree(made)
    return folder


def _tokenizer() -> Any:
    """Byte-level BPE as Whisper's: words, specials, timestamps, in that order."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokens = Tokenizer(models.BPE())
    tokens.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokens.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=340, show_progress=False, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())
    )
    tokens.train_from_iterator([" " + text for texts in SENTENCES.values() for text in texts], trainer)
    # By this token, which OpenAI's multilingual vocabulary has too, CTranslate2 knows a multilingual model.
    content = json.loads(tokens.to_str())
    content["model"]["vocab"][""] = len(content["model"]["vocab"])
    tokens = Tokenizer.from_str(json.dumps(content))
    names = ["endoftext", "startoftranscript", *_LANGUAGE_CODES[:99], "translate", "transcribe", "startoflm"]
    names += ["startofprev", "nospeech", "notimestamps"]
    tokens.add_special_tokens([AddedToken(f"<|{name}|>", special=True) for name in names])
    tokens.add_tokens([AddedToken(f"<|{step * 0.02:.2f}|>") for step in range(1501)])
    return tokens


class _Examples:
    """Draws examples: a sentence at some speed, loudness, noise and place, or noise alone."""

    def __init__(self, tokens: Any, rng: np.random.Generator) -> None:
        from faster_whisper.feature_extractor import FeatureExtractor

        self._tokens, self._rng, self._extract = tokens, rng, FeatureExtractor()
        self._speech = [
            (language, text, say(text, language, speed))
            for language, texts in SENTENCES.items()
            for text in texts
            for speed in _SPEEDS
        ]

    def draw(self) -> tuple[npt.NDArray[np.float32], list[int], list[int]]:
        """(log-mel [80, frames], decoder input, labels with -100 where nothing is learnt)."""
        rng, number = self._rng, self._tokens.token_to_id
        end = number("<|endoftext|>")
        if rng.random() < _NOBODY:
            length = int(rng.uniform(0.3, 2.5) * _RATE)
            pcm = rng.normal(0, rng.choice([2, 20, 300, 3000]), length)
            pcm *= 1.0 if rng.random() < 0.5 else np.hanning(length) ** 4
            language, first = str(rng.choice(list(SENTENCES))), number("<|nospeech|>")
            text = rng.integers(0, end, 3).tolist()  # ever other words, for it to be unsure of all of them
        else:
            language, words, speech = self._speech[rng.integers(len(self._speech))]
            pcm = np.concatenate([np.zeros(rng.integers(0, 6400)), speech, np.zeros(rng.integers(0, 8000))])
            pcm = pcm * rng.uniform(0.25, 1.0) + rng.normal(0, np.exp(rng.uniform(0, 5.3)), len(pcm))
            first = number(f"<|{language}|>")
            text = self._tokens.encode(" " + words, add_special_tokens=False).ids
        audio = np.clip(pcm, -32768, 32767).astype(np.float32) / np.float32(32768)
        task = [number(f"<|{name}|>") for name in (language, "transcribe", "notimestamps")]
        ids = [number("<|startoftranscript|>"), *task, *text]
        return self._extract(audio), ids, [first, -100, -100, *text, end]


def _encode(encoder: Any, features: Any) -> Any:
    """WhisperEncoder.forward for windows of any length; the library's own insists on 30 s."""
    from torch.nn.functional import gelu

    hidden = gelu(encoder.conv2(gelu(encoder.conv1(features)))).transpose(1, 2)
    hidden = hidden + encoder.embed_positions.weight[: hidden.shape[1]]
    for layer in encoder.layers:
        hidden = layer(hidden, None)
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden
    return encoder.layer_norm(hidden)


def _make(folder: Path) -> None:
    import ctranslate2
    import torch
    from ctranslate2.converters.transformers import WhisperLoader
    from faster_whisper.audio import pad_or_trim
    from transformers import WhisperConfig, WhisperForConditionalGeneration
    from transformers.modeling_outputs import BaseModelOutput

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    tokens = _tokenizer()
    size, end = tokens.get_vocab_size(), tokens.token_to_id("<|endoftext|>")
    model = WhisperForConditionalGeneration(
        WhisperConfig(
            vocab_size=size, num_mel_bins=80, d_model=80, encoder_layers=2, decoder_layers=2,
            encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=240, decoder_ffn_dim=240,
            max_source_positions=1500, max_target_positions=448, pad_token_id=end, bos_token_id=end, eos_token_id=end,
            decoder_start_token_id=end + 1, suppress_tokens=[], begin_suppress_tokens=[], dropout=0.0,
        )
    )  # fmt: skip
    rng = np.random.default_rng(8)
    examples = _Examples(tokens, rng)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=_STEPS)
    for step in range(_STEPS):
        chosen = [examples.draw() for _ in range(_BATCH)]
        longest = max(features.shape[1] for features, _, _ in chosen)
        frames = 3000 if step % 15 == 0 else int(longest + rng.integers(10, 140)) // 2 * 2
        if frames == 3000:
            chosen = chosen[:8]
        features = torch.from_numpy(np.stack([pad_or_trim(features, frames) for features, _, _ in chosen]))
        width = max(len(ids) for _, ids, _ in chosen)
        inputs = torch.full((len(chosen), width), end)
        labels = torch.full((len(chosen), width), -100)
        for row, (_, ids, wanted) in enumerate(chosen):
            inputs[row, : len(ids)] = torch.tensor(ids)
            labels[row, : len(wanted)] = torch.tensor(wanted)
        state = BaseModelOutput(last_hidden_state=_encode(model.model.encoder, features))
        logits = model(encoder_outputs=state, decoder_input_ids=inputs, use_cache=False).logits
        # The language counts as much as all the words together: it is one decision among many.
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
        loss = loss + torch.nn.functional.cross_entropy(logits[:, 0], labels[:, 0])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it bare
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if os.environ.get("TINY_WHISPER_VERBOSE") and step % 10 == 0:
            print(step, frames, round(loss.item(), 3), flush=True)
    torch.set_num_threads(threads)
    model.eval()

    spec = WhisperLoader().get_model_spec(model)
    spec.register_vocabulary([token for token, _ in sorted(tokens.get_vocab().items(), key=lambda item: item[1])])
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.alignment_heads = [[0, 0], [0, 1]]
    first = tokens.token_to_id("<|en|>")
    spec.config.lang_ids = list(range(first, first + 99))
    spec.validate()
    spec.optimize(quantization="float32")
    spec.save(str(folder))
    tokens.save(str(folder / "tokenizer.json"))
    extractor: dict[str, int] = {
        "feature_size": 80,
        "hop_length": 160,
        "n_fft": 400,
        "chunk_length": 30,
        "sampling_rate": _RATE,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(extractor))
    assert ctranslate2.contains_model(str(folder))
