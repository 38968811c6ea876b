"""The audio encoder against the originals: Whisper's features, Transformers' encoder, llama.cpp's own."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from models.engine import Cancel, Cancelled, EngineError
from models.llama_media.audio_encoder import WINDOW, Ears, audio_rows
from models.mel import HOP, RATE, MelStream
from tests.support.cancelling import After
from tests.support.tiny_gguf import write_tiny
from tests.support.tiny_projector_omni import TINY, WIDTH, write_tiny_omni, write_tiny_projector

Floats = npt.NDArray[np.float32]
Pcm = npt.NDArray[np.int16]


@pytest.fixture(scope="module")
def projector(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_projector(tmp_path_factory.mktemp("mmproj") / "mmproj.gguf")


@pytest.fixture(scope="module")
def ears(projector: Path) -> Iterator[Ears]:
    ears = Ears(projector, threads=1)
    yield ears
    ears.close()


def voice(seconds: float, seed: int = 0, level: float = 6000) -> Pcm:
    """Something that changes like speech: noise in syllables of changing pitch."""
    chance = np.random.default_rng(seed)
    time = np.arange(int(seconds * RATE)) / RATE
    pitch = np.cumsum(120 + 60 * np.sin(2 * np.pi * 0.7 * time + seed)) / RATE
    tone = sum(np.sin(2 * np.pi * pitch * k + k) / k for k in range(1, 20))
    envelope = 0.1 + np.clip(np.sin(2 * np.pi * 3.3 * time + seed), 0, 1)
    return (level * envelope * (0.4 * tone + 0.05 * chance.normal(size=time.size))).astype(np.int16)


def features(pcm: Pcm) -> Floats:
    """All frames of it, taken at once."""
    mel = MelStream(128)
    mel.feed(pcm)
    return mel.frames(0, mel.all_frames)


# -------------------------------------------------------------------------------------------------------------- features


@pytest.mark.parametrize("seconds", [0.5, 3.0, 7.31])
def test_features_are_whispers(seconds: float) -> None:
    from faster_whisper.feature_extractor import FeatureExtractor

    pcm = voice(seconds)
    padded = np.pad(pcm.astype(np.float32) / 32768, (0, 2 * RATE))
    reference = FeatureExtractor(feature_size=128)(padded, padding=0)
    ours = features(pcm)
    assert ours.shape == (128, -(-pcm.size // HOP))
    assert np.abs(ours - reference[:, : ours.shape[1]]).max() < 1e-5


def test_features_of_a_stream_are_those_of_the_whole_once_the_loudest_is_known() -> None:
    pcm = voice(5.0)
    whole = features(pcm)
    mel = MelStream(128)
    pieces, done = [], 0
    for start in range(0, pcm.size, 777):
        mel.feed(pcm[start : start + 777])
        while mel.whole_frames >= done + WINDOW:
            pieces.append(mel.frames(done, done + WINDOW))
            done += WINDOW
    pieces.append(mel.frames(done, mel.all_frames))
    streamed = np.concatenate(pieces, axis=1)
    assert streamed.shape == whole.shape
    # What is 80 dB below the loudest is raised to there; a stream knows only what has been loudest so far.
    loud_known = int(np.argmax(whole.max(axis=0))) // WINDOW * WINDOW
    assert np.array_equal(streamed[:, loud_known:], whole[:, loud_known:])
    raised = np.maximum(streamed, whole.max() - 2)
    assert np.abs(raised - whole).max() < 1e-6


def test_a_frame_is_given_only_when_no_later_sample_changes_it() -> None:
    pcm = voice(2.0)
    for size in (0, 1, 199, 200, 201, 360, 3999, 4000, 32039, 32040):
        mel = MelStream(128)
        mel.feed(pcm[:size])
        count = mel.whole_frames
        longer = MelStream(128)
        longer.feed(pcm)
        longer.frames(0, 200)
        if count:
            mel._loudest = longer._loudest
            assert np.array_equal(mel.frames(0, count), longer.frames(0, count))


# ------------------------------------------------------------------------------------------------------------- the model


def transformers_encoder(projector: Path) -> Any:
    """The stock encoder with the weights of our file."""
    torch = pytest.importorskip("torch", reason="needs the extra `omni`: scripts/setup.sh omni")
    pytest.importorskip("transformers", reason="needs the extra `omni`: scripts/setup.sh omni")
    import gguf
    from transformers.models.qwen2_5_omni.configuration_qwen2_5_omni import Qwen2_5OmniAudioEncoderConfig
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import Qwen2_5OmniAudioEncoder

    config = Qwen2_5OmniAudioEncoderConfig(
        num_mel_bins=128,
        d_model=TINY.audio_width,
        encoder_layers=TINY.audio_layers,
        encoder_attention_heads=TINY.audio_heads,
        encoder_ffn_dim=TINY.audio_inner,
        n_window=100,
        output_dim=WIDTH,
        max_source_positions=1500,
    )
    config._attn_implementation = "eager"
    model = Qwen2_5OmniAudioEncoder(config).eval()
    names = {"ln1": "self_attn_layer_norm", "ln2": "final_layer_norm", "ffn_up": "fc1", "ffn_down": "fc2"}
    names |= {f"attn_{a}": f"self_attn.{a}_proj" for a in "qkv"} | {"attn_out": "self_attn.out_proj"}
    state = {}
    for tensor in gguf.GGUFReader(projector).tensors:
        first, *rest = tensor.name.split(".")
        kind = rest[-1]
        if tensor.name.startswith("a.blk."):
            name = f"layers.{rest[1]}.{names[rest[2]]}.{kind}"
        elif tensor.name.startswith("a.conv1d."):
            name = f"conv{rest[1]}.{kind}"
        elif tensor.name.startswith(("a.post_ln.", "mm.a.fc.")):
            name = f"{'ln_post' if first == 'a' else 'proj'}.{kind}"
        else:
            continue
        data = np.array(tensor.data, np.float32)
        state[name] = torch.from_numpy(data.reshape(-1) if kind == "bias" else data)
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected
    assert all("positional" in name or "audio_bos_eos" in name for name in missing)
    return model


@pytest.mark.parametrize("frames", [37, 100, 200, 533, 1000])
def test_windows_one_by_one_are_what_the_original_model_makes_of_the_whole(
    projector: Path, ears: Ears, frames: int
) -> None:
    model = transformers_encoder(projector)
    import torch

    whole = features(voice(frames / 100))
    with torch.no_grad():
        found = model(torch.from_numpy(whole), feature_lens=torch.tensor([frames]))
    reference = found.last_hidden_state.numpy()
    ours = np.concatenate([ears.encode(whole[:, at : at + WINDOW], Cancel()) for at in range(0, frames, WINDOW)])
    assert ours.shape == reference.shape == (audio_rows(frames), WIDTH)
    assert np.abs(ours - reference).max() < 0.01 * reference.std()


def test_one_window_of_thirty_seconds_is_what_llama_cpp_makes_of_it(
    tmp_path: Path, ears: Ears, projector: Path
) -> None:
    model, _ = write_tiny_omni(tmp_path)
    # Noise over all of it: llama.cpp takes another floor for silence (6e-8, Whisper's is 1e-10).
    pcm = np.random.default_rng(1).normal(0, 3000, 31 * RATE).astype(np.int16)
    reference = by_mtmd(model, projector, pcm)
    mel = MelStream(128)
    mel.feed(pcm)
    ours = ears.encode(mel.frames(0, 3000), Cancel())
    assert ours.shape == reference.shape == (750, WIDTH)
    assert np.abs(ours - reference).max() < 0.01 * reference.std()


def by_mtmd(model: Path, projector: Path, pcm: Pcm) -> Floats:
    """What the library's own multimodal part hears in the first 30 s."""
    from llama_cpp import mtmd_cpp as mtmd

    from models.llama.bindings import library
    from models.llama_media.image_encoder import _listen

    lib = library()
    _listen(mtmd)
    loaded = lib.llama_model_load_from_file(str(model).encode(), lib.llama_model_default_params())
    params = mtmd.mtmd_context_params_default()
    params.use_gpu, params.warmup, params.n_threads, params.flash_attn_type = False, False, 1, 0
    context = mtmd.mtmd_init_from_file(str(projector).encode(), loaded, params)
    sound = pcm.astype(np.float32) / 32768
    bitmap = mtmd.mtmd_bitmap_init_from_audio(sound.size, sound.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
    chunks = mtmd.mtmd_input_chunks_init()
    marker = mtmd.mtmd_default_marker()
    text = mtmd.mtmd_input_text(marker, len(marker), False, True)
    assert mtmd.mtmd_tokenize(context, chunks, ctypes.byref(text), (mtmd.mtmd_bitmap_p_ctypes * 1)(bitmap), 1) == 0
    audio = [mtmd.mtmd_input_chunks_get(chunks, i) for i in range(mtmd.mtmd_input_chunks_size(chunks))]
    chunk = next(c for c in audio if mtmd.mtmd_input_chunk_get_type(c) == 2)
    count = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
    assert mtmd.mtmd_encode_chunk(context, chunk) == 0
    rows = np.ctypeslib.as_array(mtmd.mtmd_get_output_embd(context), (count, WIDTH)).copy()
    mtmd.mtmd_input_chunks_free(chunks)
    mtmd.mtmd_bitmap_free(bitmap)
    mtmd.mtmd_free(context)
    lib.llama_model_free(loaded)
    return rows


def test_quantised_ears_hear_nearly_the_same(tmp_path: Path, ears: Ears) -> None:
    frames = features(voice(2.0))[:, :WINDOW]
    exact = ears.encode(frames, Cancel())
    halved = Ears(write_tiny_projector(tmp_path / "f16.gguf", weights="f16"), threads=1)
    assert np.abs(halved.encode(frames, Cancel()) - exact).max() < 0.02 * exact.std()
    halved.close()
    eighth = Ears(write_tiny_projector(tmp_path / "q8.gguf", weights="q8_0"), threads=1)  # other weights: finite is all
    assert np.isfinite(eighth.encode(frames, Cancel())).all()
    eighth.close()


@pytest.mark.parametrize("frames", [4, 5, 6, 7, 8, 33, 199, 200])
def test_every_length_gives_its_rows(ears: Ears, frames: int) -> None:
    rows = ears.encode(np.zeros((128, frames), np.float32), Cancel())
    assert rows.shape == (audio_rows(frames), WIDTH)
    assert np.isfinite(rows).all()


def test_other_sound_gives_other_embeddings_and_the_same_the_same(ears: Ears) -> None:
    one, other = (features(voice(2.0, seed))[:, :WINDOW] for seed in (1, 2))
    assert np.array_equal(ears.encode(one, Cancel()), ears.encode(one, Cancel()))
    first, second = ears.encode(one, Cancel()), ears.encode(other, Cancel())
    assert np.abs(first - second).mean() > 0.2 * first.std()


def test_cancelled_in_the_midst_of_a_window_the_next_one_is_right(ears: Ears) -> None:
    frames = features(voice(2.0))[:, :WINDOW]
    expected = ears.encode(frames, Cancel())
    for looks in (0, 1, 5, 20):
        with pytest.raises(Cancelled):
            ears.encode(frames, After(looks))
        assert np.array_equal(ears.encode(frames, Cancel()), expected)


# ------------------------------------------------------------------------------------------------------------- bad files


def test_a_bad_projector_is_named_with_the_remedy(tmp_path: Path, projector: Path) -> None:
    whole = projector.read_bytes()
    cases = {
        "missing.gguf": (None, "does not exist: check the path"),
        "page.gguf": (b"<html>404</html>", "it is a text or web page"),
        "short.gguf": (whole[:-2000], r"is cut short \(\d+ of \d+ bytes\)"),
        "renamed.gguf": (whole.replace(b"a.blk.1.ffn_up.weight", b"a.blk.1.ffn_ap.weight"), "ffn_up.weight is missing"),
        "martian.gguf": (
            whole.replace(b"qwen2.5o", b"martian8"),
            r"hears in a way that is not known here \(martian8\)",
        ),
    }
    for name, (content, line) in cases.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(EngineError, match=line) as err:
            Ears(path, threads=1)
        assert str(path) in str(err.value)
        assert "\n" not in str(err.value)
    with pytest.raises(EngineError, match="is a language model, not a projector"):
        Ears(write_tiny(tmp_path / "mind.gguf"), threads=1)
    with pytest.raises(EngineError, match="has eyes but no ears"):
        Ears(write_tiny_projector(tmp_path / "eyes.gguf", hears=False), threads=1)


def test_a_shape_that_does_not_fit_is_an_error_and_no_crash(tmp_path: Path, projector: Path) -> None:
    whole = projector.read_bytes()
    name = b"a.blk.0.ffn_up.weight"
    at = whole.index(name) + len(name) + 4  # behind the count of dimensions
    path = tmp_path / "odd.gguf"
    path.write_bytes(whole[:at] + (16).to_bytes(8, "little") + whole[at + 8 :])
    with pytest.raises(EngineError, match=r"ffn_up\.weight has the shape \(16, 64\)"):
        Ears(path, threads=1)


def test_random_damage_is_an_error_and_no_crash(tmp_path: Path, projector: Path) -> None:
    """ggml ends the process where shapes do not fit: nothing of that kind may reach it."""
    import random

    from models.llama.gguf_header import read_header

    chance = random.Random(1)
    whole = projector.read_bytes()
    head = read_header(projector).data_start
    path = tmp_path / "damaged.gguf"
    refused = 0
    for _ in range(300):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            raw[chance.randrange(head)] = chance.randrange(256)
        path.write_bytes(raw)
        try:
            damaged = Ears(path, threads=1)
        except EngineError:
            refused += 1
            continue
        damaged.encode(np.zeros((damaged.bands, WINDOW), np.float32), Cancel())
        damaged.close()
    assert refused > 100
