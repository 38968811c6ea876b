"""Trains the tiny Whisper that the tests hear with, as its card says.

    python -m tests.support.train_tiny_whisper [--out FOLDER] [--seed SEED]

Training starts from nothing and takes some ten minutes on one core. The examples are espeak-ng's voices with other
speeds, loudness, noise and silence around them. The encoder sees windows of many lengths, so that short windows work as
they do on models fine-tuned for them (ACFT). Nothing is written unless the model hears the tests' sentences with a good
margin (`shortcomings`): then another processor, whose sums differ in the last place, hears the same.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audio.events import Heard, Listen
from audio.wavefile import write_wav
from models.engine import Cancel
from models.whisper.recogniser import WhisperRecogniser, Window
from tests.audio.lockstep import Lockstep
from tests.support.tiny_whisper import MISHEARD, SENTENCES, in_noise, noise, say, tiny_whisper

_RATE = 16_000
_STEPS = 1800
_BATCH = 16
_WHOLE_EVERY, _WHOLE_BATCH = 5, 8
"""Period in steps, and batch size, of windows of 30 s: they cost ten times as much, so they come seldom and fewer at
once."""
_FULL_FRAMES = 3000
_NOBODY = 0.15
"""Share of the examples in which nobody speaks."""
_NO_NOISE = 0.25
"""Share of the spoken examples without any noise."""
_MISHEARD = 0.1
"""Share of the examples that are misheard in a short window."""
_SPEEDS = (0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2)

_TAKES = ((15, 1.0), (15, 1.0), (0, 0.95), (60, 1.05), (0, 1.0), (15, 1.1))
"""Noise level and speed of the takes in which `shortcomings` plays each sentence."""
LEAST_CONFIDENCE, MOST_SILENCE, LEAST_SILENCE = 0.85, 0.05, 0.9
"""Limits that the model must keep. The tests ask for less: a confidence above 0.5, speech taken for silence below 0.2,
noise above 0.6."""
Samples = npt.NDArray[np.int16]
KNOWN = [(language, text) for language, texts in SENTENCES.items() for text in texts]
WINDOWS: tuple[Window, ...] = ("whole", "speech", "tuned")
Example = tuple[npt.NDArray[np.float32], list[int], list[int]]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=tiny_whisper(), help="the folder (default: the tests' own)")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--steps", type=int, default=_STEPS)
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        made = Path(place)
        train(made, seed=args.seed, steps=args.steps)
        if found := list(shortcomings(made)):
            told = "\n".join(f"  {each}" for each in found)
            raise SystemExit(f"Nothing is written, try another --seed or more --steps; it fell short in:\n{told}")
        args.out.mkdir(parents=True, exist_ok=True)
        for path in made.iterdir():
            shutil.copyfile(path, args.out / path.name)


def shortcomings(folder: Path) -> Iterator[str]:
    """Yields one line for each failure of the model in `folder`: a text other than the tests need, or one without a
    margin. The model listens in all windows, in the numbers that CPUs use (int8) and in those it was trained in."""
    takes = {(language, text): list(_takes(language, text)) for language, text in [*KNOWN, ("en", MISHEARD[0])]}
    for compute_type in ("int8", "float32"):
        for window in WINDOWS:
            ears = WhisperRecogniser(folder, threads=1, compute_type=compute_type, window=window)
            where = f"{compute_type}, window {window}"

            def hear(pcm: Samples, language: str | None = None, ears: WhisperRecogniser = ears) -> Any:
                utterance = ears.open(language)
                utterance.feed(pcm)
                return utterance.result(Cancel())

            for (language, said), each in takes.items():
                if said == MISHEARD[0] and window == "speech":
                    continue  # of that length it was taught neither
                wanted = MISHEARD[window == "tuned"] if said == MISHEARD[0] else said
                for take, pcm in enumerate(each):
                    heard = hear(pcm)
                    right = (heard.text, heard.language) == (wanted, language)
                    if not right or heard.confidence < LEAST_CONFIDENCE or heard.no_speech > MOST_SILENCE:
                        yield f"{where}: {said!r}, take {take}: {heard}"
            for level, seconds in ((8, 1.5), (30, 1.0), (400, 2.0), (1000, 0.8)):
                for take, asked in enumerate(("en", "es", None)):
                    heard = hear(noise(seconds, level, 2000 + take), asked)
                    if heard.text or heard.no_speech < LEAST_SILENCE:
                        yield f"{where}: noise of {level} taken for speech in {asked}: {heard}"
            ears.close()


def _takes(language: str, text: str) -> Iterator[Samples]:
    """Yields a sentence in noises that no example had, each also as the recogniser gets it."""
    yield through_sound_worker(say(text, language))
    for number, (level, speed) in enumerate(_TAKES):
        pcm = in_noise(text, language, level, speed, 1000 + number)
        yield pcm
        yield through_sound_worker(pcm)


def through_sound_worker(pcm: Samples) -> Samples:
    """Returns the part of such speech that the recogniser gets: from a pre-roll to the pause, with its noise
    suppressed."""
    with tempfile.TemporaryDirectory() as folder:
        write_wav(Path(folder) / "said.wav", np.concatenate([np.zeros(4800, np.int16), pcm]), _RATE)
        with Lockstep(wav_input=Path(folder) / "said.wav") as station:
            station.tell(Listen(True))
            station.pass_time(len(pcm) * 1000 // _RATE + 1500)
    heard = [np.frombuffer(event.pcm, np.int16) for event in station.of(Heard)]
    return np.concatenate(heard) if heard else pcm[:0]


def _both(pcm: Samples, rng: np.random.Generator) -> list[Samples]:
    """Returns speech as it is said and, at some loudness, as the sound worker hands it on."""
    return [pcm, through_sound_worker((pcm * rng.uniform(0.4, 1.0)).astype(np.int16))]


def _tokenizer() -> Any:
    """Returns a byte-level BPE tokenizer like Whisper's: words, specials, timestamps, in that order."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokens = Tokenizer(models.BPE())
    tokens.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokens.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=340, show_progress=False, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())
    )
    tokens.train_from_iterator([" " + text for texts in (*SENTENCES.values(), MISHEARD) for text in texts], trainer)
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
        self._speech = {
            (language, text): [each for speed in _SPEEDS for each in _both(say(text, language, speed), rng)]
            for language, text in [*KNOWN, ("en", MISHEARD[0])]
        }

    def draw(self, short: bool) -> Example:
        """Returns (log-mel [80, frames], decoder input, labels with -100 where nothing is learnt), for a short window
        or not."""
        rng, number = self._rng, self._tokens.token_to_id
        end = number("<|endoftext|>")
        kind = rng.random()
        if kind < _NOBODY:
            length = int(rng.uniform(0.3, 2.5) * _RATE)
            pcm = rng.normal(0, rng.choice([2, 20, 300, 3000]), length)
            pcm *= 1.0 if rng.random() < 0.5 else np.hanning(length) ** 4
            language, first = str(rng.choice(list(SENTENCES))), number("<|nospeech|>")
            text = rng.integers(0, end, 3).tolist()  # ever other words, for it to be unsure of all of them
        else:
            language, words = KNOWN[rng.integers(len(KNOWN))] if kind < 1 - _MISHEARD else ("en", MISHEARD[0])
            takes = self._speech[language, words]
            speech = takes[rng.integers(len(takes))]
            pcm = np.concatenate([np.zeros(rng.integers(0, 6400)), speech, np.zeros(rng.integers(0, 8000))])
            pcm *= rng.uniform(0.25, 1.0)
            if rng.random() > _NO_NOISE:
                pcm += rng.normal(0, np.exp(rng.uniform(0, 5.3)), len(pcm))
            first = number(f"<|{language}|>")
            wanted = MISHEARD[short] if words == MISHEARD[0] else words
            text = self._tokens.encode(" " + wanted, add_special_tokens=False).ids
        audio = np.clip(pcm, -32768, 32767).astype(np.float32) / np.float32(32768)
        task = [number(f"<|{name}|>") for name in (language, "transcribe", "notimestamps")]
        ids = [number("<|startoftranscript|>"), *task, *text]
        return self._extract(audio), ids, [first, -100, -100, *text, end]


def _encode(encoder: Any, features: Any) -> Any:
    """Runs WhisperEncoder.forward for windows of any length; the library's own insists on 30 s."""
    from torch.nn.functional import gelu

    hidden = gelu(encoder.conv2(gelu(encoder.conv1(features)))).transpose(1, 2)
    hidden = hidden + encoder.embed_positions.weight[: hidden.shape[1]]
    for layer in encoder.layers:
        hidden = layer(hidden, None)
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden
    return encoder.layer_norm(hidden)


def train(folder: Path, *, seed: int, steps: int) -> None:
    """Trains and writes config.json, model.bin (float16), vocabulary.json, tokenizer.json, preprocessor_config.json."""
    import ctranslate2
    import torch
    from ctranslate2.converters.transformers import WhisperLoader
    from faster_whisper.audio import pad_or_trim
    from transformers import WhisperConfig, WhisperForConditionalGeneration
    from transformers.modeling_outputs import BaseModelOutput

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
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
    rng = np.random.default_rng(seed)
    examples = _Examples(tokens, rng)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    for step in range(steps):
        short = step % _WHOLE_EVERY != 0
        chosen = [examples.draw(short) for _ in range(_BATCH if short else _WHOLE_BATCH)]
        longest = max(features.shape[1] for features, _, _ in chosen)
        frames = int(longest + rng.integers(10, 140)) // 2 * 2 if short else _FULL_FRAMES
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
        if step % 50 == 0:
            print(f"step {step} of {steps}, loss {loss.item():.3f}", flush=True)
    torch.set_num_threads(threads)
    model.eval()

    spec = WhisperLoader().get_model_spec(model)
    spec.register_vocabulary([token for token, _ in sorted(tokens.get_vocab().items(), key=lambda item: item[1])])
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.alignment_heads = [[0, 0], [0, 1]]
    first = tokens.token_to_id("<|en|>")
    spec.config.lang_ids = list(range(first, first + 99))
    spec.validate()
    spec.optimize(quantization="float16")
    spec.save(str(folder))
    tokens.save(str(folder / "tokenizer.json"), pretty=False)
    extractor: dict[str, int] = {
        "feature_size": 80,
        "hop_length": 160,
        "n_fft": 400,
        "chunk_length": 30,
        "sampling_rate": _RATE,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(extractor))
    if not ctranslate2.contains_model(str(folder)):
        raise RuntimeError(f"CTranslate2 finds no model in {folder}")


if __name__ == "__main__":
    main()
