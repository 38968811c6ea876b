"""What CUDA graphs ask of an Omni's stages, and what they give, looked at without a GPU: recorded stages say and sound what
plain ones do; they never wait for the device or take something from main memory; one that cannot be recorded goes on."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from models.engine import Cancel, Sampling, Speech, TextDelta
from models.omni import graphs
from models.omni.decoding import DecodeLoop, KVCache, stock
from models.omni.diffusion import Diffusion, Solver
from models.omni.engine import OmniEngine
from models.omni.graphs import GraphRecorder
from models.omni.lean import decoder
from models.omni.loading import Parts
from models.omni.messages import Audio, Image, OmniMessage
from models.omni.pipe import Pipe, Stop
from models.omni.qwen3 import Thinker3
from models.omni.qwen3_voice import Talker3
from models.omni.sampling import Choice
from models.omni.talker import Talker
from models.omni.thinker import Thinker
from models.omni.token2wav import Token2Wav, whole
from tests.models.omni.taped import Tape, TapeRecorder
from tests.models.omni.test_media import SMALL, picture
from tests.support import tiny_omni3

WAITS = {
    torch.ops.aten._local_scalar_dense.default,  # .item(), int(), if
    torch.ops.aten.nonzero.default,
}
"""Operators for which the host waits."""
CONTEXTS, PROMPTS = (48, 80, 128, 512), (32, 64)
"""Small ones, so that a reply of the tiny model goes through several."""
GREEDY = Sampling(max_tokens=24, temperature=0, seed=1)
DRAWN = Sampling(max_tokens=24, temperature=0.8, seed=5)
GREEDY_CODES = Choice(temperature=0, repetition_penalty=1.05)
SEEN = OmniMessage.of("user", Audio(np.sin(np.arange(20_000) / 9).astype(np.float32)), Image(picture(1)), "and this?")


def tensors(values: Any) -> Iterator[torch.Tensor]:
    return (value for value in tree_leaves(values) if isinstance(value, torch.Tensor))


# ------------------------------------------------------------------------------------------------- what recorded ones say


@pytest.fixture
def recorder() -> TapeRecorder:
    return TapeRecorder(torch.device("cpu"))


def said(
    parts: Parts, message: OmniMessage, sampling: Sampling, *, max_codes: int, codes: Choice, **how: Any
) -> tuple[str, list[int], Any]:
    """Text and codes of a reply, and the talker that made them."""
    copied = copy.deepcopy((parts.thinker, parts.talker))
    prompter = OmniEngine("unused", parts=parts, device="cpu", limits=SMALL)._prompter
    thinker = Thinker(copied[0], parts.tokenizer, **how)
    talker = Talker(copied[1], thinker.embed, parts.voices.values(), codes, max_codes=max_codes, **how)
    talker.never_end()
    thinker.warm()
    talker.warm()
    text, spoken, stop, pipe = list[str](), list[int](), Stop(), Pipe[Any](100)
    for _ in range(2):  # the second reply goes over the traces of the first
        text.clear()
        spoken.clear()
        pipe = Pipe(100)
        thinker.run(
            prompter.build([message], speak=True), sampling, 1, stop, lambda piece, _: text.append(piece), pipe.put
        )
        pipe.end()
        talker.run(parts.voices["Chelsie"], pipe, 1, stop, spoken.append)
    return "".join(text), spoken, talker


@pytest.mark.parametrize("lean", [False, True], ids=["stock modules", "lean"])
@pytest.mark.parametrize("sampling", [GREEDY, DRAWN], ids=["greedy", "drawn"])
@pytest.mark.parametrize("message", [OmniMessage.of("user", "What?"), SEEN], ids=["text", "sound and picture"])
def test_recorded_they_say_the_same_through_all_buckets(
    parts: Parts, recorder: TapeRecorder, message: OmniMessage, sampling: Sampling, lean: bool
) -> None:
    codes = GREEDY_CODES if sampling is GREEDY else Choice(0.9, 40, 0.8, repetition_penalty=1.05)
    text, spoken, _ = said(parts, message, sampling, max_codes=150, codes=codes)
    again, spoken_again, talker = said(
        parts, message, sampling, max_codes=150, codes=codes, recorder=recorder, recorded=True, lean=lean,
        contexts=CONTEXTS, prompts=PROMPTS,
    )  # fmt: skip
    assert again == text
    assert spoken_again == spoken
    assert len(spoken) == 150
    assert talker._decoding.graphs == CONTEXTS
    assert recorder.problem == ""
    assert recorder.count == 2 * len(CONTEXTS + PROMPTS)
    assert recorder.replays > 2 * 100


def test_what_fits_no_bucket_is_said_all_the_same(parts: Parts, recorder: TapeRecorder) -> None:
    message = OmniMessage.of("user", "What is this? " * 8)
    plain = said(parts, message, GREEDY, max_codes=100, codes=GREEDY_CODES)
    small = said(
        parts, message, GREEDY, max_codes=100, codes=GREEDY_CODES, recorder=recorder, recorded=True,
        contexts=(32, 128), prompts=(16,),
    )  # fmt: skip
    assert small[:2] == plain[:2]
    assert recorder.replays == 0


def test_going_over_into_the_next_bucket_is_a_step_like_any_other(parts: Parts, recorder: TapeRecorder) -> None:
    """Nothing is moved for it: as many operators, over the same cache."""
    *_, talker = said(
        parts, OmniMessage.of("user", "What?"), GREEDY, max_codes=100, codes=GREEDY_CODES, recorder=recorder,
        recorded=True, contexts=CONTEXTS, prompts=PROMPTS,
    )  # fmt: skip
    steps = [[func for func, *_ in tape.noted] for tape in recorder.tapes[-len(CONTEXTS) :]]
    assert all(step == steps[0] for step in steps)
    decoding = talker._decoding
    places = [each.data_ptr() for each in decoding._fixed._stored]
    decoding._length = CONTEXTS[0] - 1
    before, ran = recorder.replays, [(decoding.step(), decoding._length) for _ in range(3)]
    assert recorder.replays - before == 3
    assert [length for _, length in ran] == [CONTEXTS[0], CONTEXTS[0] + 1, CONTEXTS[0] + 2]
    assert [each.data_ptr() for each in decoding._fixed._stored] == places


@pytest.mark.parametrize("seconds", [0.3, 0.96, 1, 1.7, 2.34, 3])
def test_recorded_windows_sound_the_same_the_last_and_odd_one_too(
    parts: Parts, recorder: TapeRecorder, seconds: float
) -> None:
    voice, codes = parts.voices["Chelsie"], torch.randint(0, 110, (round(seconds * 50),)).tolist()
    reference = whole(Token2Wav(parts.token2wav, Solver("euler", 3)), codes, voice, 7)
    engine = Token2Wav(parts.token2wav, Solver("euler", 3), recorder=recorder, recorded=True)
    engine.warm(voice)
    assert recorder.problem == ""
    stream, recorder.replays = engine.stream(voice, 7), 0
    lengths: list[int] = []
    voicings = engine._voicings._run

    def plain(frames: int) -> torch.Tensor:
        lengths.append(frames)
        return voicings(frames)

    engine._voicings._run = plain
    pieces = [piece for code in codes for piece in stream.feed(code)] + list(stream.finish())
    assert np.abs(np.concatenate(pieces) - reference).max() <= 1e-3 * np.abs(reference).max()
    assert len(lengths) <= (seconds < 1.2)  # only what is too short to have a past
    assert recorder.replays == 2 * len(pieces) + len(pieces) - len(lengths)


def test_the_speaker_is_encoded_once_for_each_voice(parts: Parts) -> None:
    engine = Token2Wav(parts.token2wav, Solver("euler", 3))
    encoder, encoded = engine.dit.input_embed.spk_encoder, list[int]()
    hook = encoder.register_forward_hook(lambda *_: encoded.append(1))
    waves = [whole(engine, [3, 4, 5], parts.voices[name], 7) for name in ("Chelsie", "Chelsie", "Ethan", "Chelsie")]
    hook.remove()
    assert len(encoded) == 3
    assert np.array_equal(waves[0], waves[1])
    assert np.array_equal(waves[0], waves[3])
    assert not np.allclose(waves[0], waves[2])


def test_a_whole_reply_with_recorded_stages_is_the_plain_one(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(**options: Any) -> tuple[OmniEngine, str, Any]:
        engine = OmniEngine(
            "unused", parts=copy.deepcopy(parts), device="cpu", seed=1, solver_steps=2, max_codes=150,
            talker_choice=GREEDY_CODES, limits=SMALL, **options,
        )  # fmt: skip
        engine.warm_up()
        items = list(engine.respond([SEEN], GREEDY, Cancel(), speak=True))
        text = "".join(item.text for item in items if isinstance(item, TextDelta))
        return engine, text, np.concatenate([item.pcm for item in items if isinstance(item, Speech)]).astype(float)

    _, text, plain = answer()
    with monkeypatch.context() as patch:
        patch.setattr(graphs, "GraphRecorder", TapeRecorder)
        engine, same, taped = answer(recorded=True)
    assert engine.problem == ""
    assert same == text
    assert len(taped) == len(plain)
    assert np.abs(taped - plain).max() <= 1e-3 * np.abs(plain).max()


# ------------------------------------------------------------------------------------------- what cannot be recorded


@pytest.mark.parametrize("refused", [lambda _: True, lambda nth: nth % 2 == 0], ids=["all", "every other"])
def test_a_recording_that_fails_is_told_and_the_plain_path_goes_on(
    parts: Parts, caplog: pytest.LogCaptureFixture, refused: Callable[[int], bool]
) -> None:
    recorder = TapeRecorder(torch.device("cpu"), refused)
    message = OmniMessage.of("user", "What?")
    plain = said(parts, message, GREEDY, max_codes=60, codes=GREEDY_CODES)
    with caplog.at_level(logging.WARNING):
        half = said(
            parts, message, GREEDY, max_codes=60, codes=GREEDY_CODES, recorder=recorder, recorded=True,
            contexts=CONTEXTS, prompts=PROMPTS,
        )  # fmt: skip
    assert half[:2] == plain[:2]
    assert recorder.problem == (
        "Omni answers later than it could: no CUDA graph of its thinker (operation not permitted when stream is capturing)"
    )
    assert "the thinker runs kernel by kernel" in caplog.text
    assert recorder.count == sum(not refused(nth) for nth in range(recorder.asked))


@pytest.mark.parametrize("fails", ["capture_begin", "capture_end"])
def test_a_recording_that_fails_leaves_its_stream(fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyTorch's own recording over a driver that refuses: it leaves its own stream behind as the current one."""
    own, of_recording = (
        SimpleNamespace(device="cuda:0", name=name, wait_stream=lambda _: None) for name in ("own", "of the recording")
    )
    current = [own]

    def refuse(*_: object, **__: object) -> None:
        assert current == [of_recording]
        raise RuntimeError("operation not permitted when stream is capturing")

    def let(*_: object, **__: object) -> None:
        pass

    graph = {"capture_begin": let, "capture_end": let, fails: refuse}
    monkeypatch.setattr(torch.cuda, "CUDAGraph", lambda: SimpleNamespace(**graph))
    monkeypatch.setattr(torch.cuda, "Stream", lambda _: of_recording)
    monkeypatch.setattr(torch.cuda, "graph_pool_handle", lambda: (0, 1))
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (0, 0))
    monkeypatch.setattr(torch.cuda, "_get_device_index", lambda *_: 0)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda _device=None: current[0])
    monkeypatch.setattr(torch.cuda, "set_stream", lambda stream: current.__setitem__(0, stream))
    for name in ("synchronize", "empty_cache"):
        monkeypatch.setattr(torch.cuda, name, let)
    monkeypatch.setattr(torch._C, "_host_emptyCache", let, raising=False)
    recorder = GraphRecorder(torch.device("cuda"))
    assert recorder.pool("talker").record(lambda: torch.ones(1)) is None
    assert current == [own]
    assert "no CUDA graph of its talker" in recorder.problem


# --------------------------------------------------------------------------------------------------- what is recorded


class Foreign(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch leaves much of its modes bare
    """Notes operators that wait for the device, and those that take or give a tensor in main memory. Numbers do no harm:
    they go along with the kernel's call."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the same
        self.found: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        elsewhere = any(
            each.device.type == "cpu" and each.dim() > 0 for each in tensors(((args, kwargs or {}), result))
        )
        if func in WAITS or elsewhere:
            self.found.append(str(func))
        return result


class Made(TorchFunctionMode):
    """Notes tensors that are made of Python's values: in main memory, and then copied. (No operator tells of it.)"""

    def __init__(self, found: list[str]) -> None:
        super().__init__()
        self._found = found

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (torch.tensor, torch.as_tensor, torch.from_numpy):
            self._found.append(str(func))
        return func(*args, **(kwargs or {}))


def foreign(run: Callable[[], object]) -> list[str]:
    """What of a call a graph could not record."""
    noted = Foreign()
    with torch.inference_mode(), noted, Made(noted.found):
        try:
            run()
        except RuntimeError as err:  # a device without values refuses some by itself
            noted.found.append(str(err))
    return noted.found


@pytest.fixture
def elsewhere(parts: Parts) -> Parts:
    """The model on a device whose tensors hold nothing: whoever wants to know a value fails."""
    copied = copy.deepcopy((parts.thinker, parts.talker, parts.token2wav))
    thinker, talker, token2wav = (part.to("meta") if part is not None else None for part in copied)
    return Parts(thinker, talker, token2wav, parts.voices, parts.tokenizer, parts.features, torch.device("meta"))


def decodings(parts: Parts, *, lean: bool = True) -> dict[str, DecodeLoop]:
    how: dict[str, Any] = {"recorded": True, "lean": lean, "contexts": CONTEXTS, "prompts": PROMPTS}
    thinker = Thinker(parts.thinker, parts.tokenizer, **how)
    talker = Talker(parts.talker, thinker.embed, parts.voices.values(), **how)
    return {"thinker": thinker._decoding, "talker": talker._decoding}


@pytest.mark.parametrize("lean", [False, True], ids=["stock modules", "lean"])
@pytest.mark.parametrize("which", ["thinker", "talker"])
def test_a_step_and_a_prompt_never_wait_for_the_device_and_take_nothing_from_main_memory(
    elsewhere: Parts, which: str, lean: bool
) -> None:
    decoding = decodings(elsewhere, lean=lean)[which]
    with torch.inference_mode():
        entered = decoding._enter(decoding.token, decoding._beside)
        decoding._place_prompt(entered, torch.zeros(3, 1, 1, device="meta"))
        decoding._read_padded(PROMPTS[0])  # the cache is made
    for _ in range(2):
        assert foreign(lambda: decoding._read_padded(PROMPTS[0])) == []
        assert foreign(lambda: decoding._step(CONTEXTS[0])) == []


def test_qwen3_omni_never_waits_for_the_device_and_takes_nothing_from_main_memory() -> None:
    """In half precision, for which the experts have their kernel."""
    model = tiny_omni3.tiny_model()
    elsewhere = copy.deepcopy(model).to(torch.bfloat16).to("meta")
    thinker = Thinker3(elsewhere.thinker, tiny_omni3.Bytes(), 2, recorded=True)
    talker = Talker3(
        elsewhere.talker, model.config, thinker.embed, thinker.place, special=tiny_omni3.SPECIAL_CODES, recorded=True
    )
    for decoding in (thinker._decoding, talker._decoding):
        with torch.inference_mode():
            entered = decoding._enter(decoding.token, decoding._beside)
            decoding._place_prompt(entered, torch.zeros(3, 1, 1, device="meta"))
            decoding._read_padded(128)  # the cache is made
        assert foreign(partial(decoding._read_padded, 128)) == []
        assert foreign(partial(decoding._step, 1024)) == []
    codes = tiny_omni3.LAYERS_OF_CODES - 1
    with torch.inference_mode():
        talker._predictor._all(codes)
    assert foreign(lambda: talker._predictor._all(codes)) == []


def test_a_window_never_waits_for_the_device_and_takes_nothing_from_main_memory(elsewhere: Parts) -> None:
    engine = Token2Wav(elsewhere.token2wav, recorded=True)
    assert foreign(lambda: engine._diffusion.run(48)) == []
    assert foreign(lambda: engine._vocode(36)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda decoding: decoding.token + torch.tensor([[1]], device="meta"),
        lambda decoding: decoding.token.nonzero(),
        lambda decoding: int(decoding.token),
        lambda decoding: decoding._beside.copy_(torch.zeros(decoding._beside.shape)),
    ],
    ids=["a list", "a count", "a value", "a copy"],
)
def test_what_would_wait_is_noticed(elsewhere: Parts, spoil: Callable[[DecodeLoop], object]) -> None:
    decoding = decodings(elsewhere)["talker"]
    assert foreign(lambda: spoil(decoding))


# ------------------------------------------------------------------------------------------------------ fewer kernels


@pytest.mark.parametrize("which", ["thinker", "talker"])
def test_the_lean_decoder_is_the_stock_one_in_far_fewer_operators(parts: Parts, which: str) -> None:
    model = copy.deepcopy(getattr(parts, which))
    transformer = model.model.language_model if which == "thinker" else model.model
    plain = stock(copy.deepcopy(transformer))
    lean = decoder(transformer)
    width = transformer.norm.weight.shape[0]
    torch.manual_seed(1)
    prompt, following = torch.randn(1, 9, width), torch.randn(1, 1, width)
    positions = torch.stack([torch.arange(9), torch.arange(9) // 2, torch.arange(9) // 3]).unsqueeze(1)
    found, counted = list[torch.Tensor](), list[int]()
    for run in (plain, lean):
        cache, places = KVCache(16), torch.arange(16)
        with torch.inference_mode():
            cache.at, cache.reach = places[:9], 9
            read = run(prompt, positions, None, cache)
            cache.at, cache.reach = places[9:10], 12
            mask = (places[:12] <= 9).view(1, 1, 1, -1)
            with Tape() as tape:
                found += [read, run(following, torch.full((3, 1, 1), 9), mask, cache)]
        counted.append(len(tape.noted))
    torch.testing.assert_close(found[2], found[0], atol=2e-5, rtol=1e-4)
    torch.testing.assert_close(found[3], found[1], atol=2e-5, rtol=1e-4)
    assert counted[1] < 0.6 * counted[0]
    joined = transformer.layers[0].self_attn
    assert joined.q_proj.weight.untyped_storage().data_ptr() == joined.k_proj.weight.untyped_storage().data_ptr()


@pytest.mark.parametrize("lean", [False, True])
@pytest.mark.parametrize(("frames", "length"), [(48, 48), (20, 24), (62, 72), (100, 100)])
def test_a_pass_of_the_diffusion_is_the_stock_one_in_far_fewer_operators(lean: bool, frames: int, length: int) -> None:
    """With several heads, of which the first has positions; and padded."""
    from transformers import Qwen2_5OmniConfig
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import Qwen2_5OmniToken2WavDiTModel

    small = {
        "hidden_size": 48, "num_hidden_layers": 4, "num_attention_heads": 3, "head_dim": 16, "emb_dim": 16,
        "num_embeds": 30, "mel_dim": 20, "enc_emb_dim": 16, "enc_dim": 16, "enc_channels": [16, 16, 16, 16, 48],
        "enc_attention_channels": 8, "enc_se_channels": 8, "look_ahead_layers": [1], "look_backward_layers": [0, 3],
        "block_size": 24,
    }  # fmt: skip
    config = Qwen2_5OmniConfig(token2wav_config={"dit_config": small}).token2wav_config.dit_config
    torch.manual_seed(1)
    dit = Qwen2_5OmniToken2WavDiTModel._from_config(config, attn_implementation="sdpa").eval().requires_grad_(False)
    for weight in dit.parameters():
        torch.nn.init.normal_(weight, std=0.2)
    codes, state = torch.randint(0, 30, (1, frames // 2)), torch.randn(1, frames, 20)
    reference, voice, time = torch.randn(1, 30, 20), torch.randn(1, 16), 0.37
    with torch.inference_mode():
        with Tape() as theirs:
            guided = dit(
                hidden_states=state, quantized_code=codes, speaker_embedding=voice.unsqueeze(1).expand(-1, frames, -1),
                condition_vector=reference, time_step=torch.tensor(time), apply_cfg=True,
            )  # fmt: skip
        with_voice, without = guided.chunk(2)
        wanted = with_voice + (with_voice - without) * 0.5
        ours = Diffusion(dit, 0.5, 72, lean=lean)
        speaker = dit.input_embed.spk_encoder(torch.cat([reference, torch.zeros_like(reference)]))
        ours.begin(codes, frames, length, speaker, voice)
        ours.place(time, torch.nn.functional.pad(state, (0, 0, 0, length - frames)))
        with Tape() as mine:
            found = ours.run(length)[:, :frames]
    torch.testing.assert_close(found, wanted, atol=1e-4, rtol=1e-4)
    assert len(mine.noted) < 0.4 * len(theirs.noted)


def test_packed_weights_stay_with_the_stock_modules(parts: Parts) -> None:
    transformer = copy.deepcopy(parts.thinker.model.language_model)

    class Packed(torch.nn.Linear):
        pass

    transformer.layers[0].mlp.down_proj = Packed(1, 1)
    assert not type(decoder(transformer)).__name__.startswith("LeanDecoder")
