"""Qwen3-Omni's streaming against the stock `generate`, on a tiny random model."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from transformers import WhisperFeatureExtractor

from models.engine import Cancel, Cancelled, EngineError, Sampling, Speech, TextDelta, Usage
from models.omni.loading import Parts
from models.omni.messages import Audio, Image, OmniMessage, Video
from models.omni.pipe import Pipe, Stop
from models.omni.qwen3 import Qwen3OmniEngine
from models.omni.qwen3_prompt import LENS, audio_tokens, interleave_by_time, lens_of
from models.omni.qwen3_voice import Code2WavStream, Frame
from models.omni.sampling import Choice
from models.omni.vision import Limits, image_patches
from tests.models.omni.taped import TapeRecorder
from tests.models.omni.test_media import film, picture
from tests.models.omni.watching import Units, Watch
from tests.support import tiny_omni3 as tiny

GREEDY = Sampling(max_tokens=16, temperature=0, seed=1)
GREEDY_CODES = Choice(temperature=0)
HEARD = OmniMessage.of("user", Audio(np.sin(np.arange(30_000) / 9).astype(np.float32)), "what is it?")
PLAIN = OmniMessage.of("user", "What is this?")


EYES = Limits(image_max=16, frame_min=4, frame_max=8)
SEEN = OmniMessage.of("user", Image(picture(1)), "and this?")


@pytest.fixture(scope="module")
def stock() -> Any:
    return tiny.tiny_model()


def engine_of(stock: Any, **options: Any) -> Qwen3OmniEngine:
    features = WhisperFeatureExtractor(feature_size=16, chunk_length=300)
    parts = Parts(stock.thinker, stock.talker, stock.code2wav, {}, tiny.Bytes(), features, torch.device("cpu"))
    return Qwen3OmniEngine(
        "unused", parts=parts, config=stock.config, seed=1, max_frames=40, talker_choice=GREEDY_CODES,
        special_codes=tiny.SPECIAL_CODES, hold_for_lead=False, voice="chelsie", limits=EYES, **options,
    )  # fmt: skip


@pytest.fixture
def engine(stock: Any) -> Qwen3OmniEngine:
    return engine_of(stock)


@pytest.mark.parametrize("kind", ["text", "audio", "image", "silent video", "video"])
def test_streamed_frames_are_the_stock_ones(
    stock: Any, engine: Qwen3OmniEngine, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Greedy, the stock generate (thinker to its end, then talker) and our stages say the same, code for code."""
    # Transformers 5.24 does not tell its talker that a video is heard, and asks the talker's configuration for the
    # encoder's window, which stands in the thinker's.
    audio = stock.config.thinker_config.audio_config
    told = {"talker_use_audio_in_video": True} if kind == "video" else {}
    monkeypatch.setattr(stock.talker.config, "audio_config", audio, raising=False)
    if "video" in kind:
        seen = Video(film(tmp_path / "film.mkv", 3.0), use_audio=kind == "video")
        message = OmniMessage.of("user", seen, "what happens?")
    else:
        message = {"text": PLAIN, "audio": HEARD, "image": SEEN}[kind]
    inputs = engine._prompter.build([message], speak=True)
    theirs: list[torch.Tensor] = []

    def record(codes: torch.Tensor, **_: Any) -> torch.Tensor:
        theirs.append(codes)
        return torch.zeros(1, 1, 10)

    stock.code2wav.chunked_decode, before = record, stock.code2wav.chunked_decode
    try:
        stock.generate(
            **inputs.for_thinker(torch.device("cpu"), torch.float32),
            speaker="Chelsie",
            thinker_max_new_tokens=16,
            thinker_do_sample=False,
            thinker_eos_token_id=engine._thinker.eos,
            talker_do_sample=False,
            talker_max_new_tokens=41,
            talker_repetition_penalty=1.0,
            talker_suppress_tokens=engine._talker.never if engine._talker else [],
            **told,
        )
    finally:
        stock.code2wav.chunked_decode = before
    ours: list[Frame] = []
    stop = Stop()
    pipe: Pipe[Any] = stop.watch(Pipe(100))
    talker = engine._talker
    assert talker is not None
    live = threading.Thread(target=lambda: talker.run(tiny.HERS, pipe, 1, stop, ours.append))
    live.start()
    engine._thinker.run(inputs, GREEDY, 1, stop, lambda *_: None, pipe.put)
    pipe.end()
    live.join()
    wanted = [tuple(frame) for frame in theirs[0][0].T.tolist()]
    assert ours[: len(wanted)] == wanted
    assert len(wanted) > 10
    assert len(set(wanted)) > 3


@pytest.mark.parametrize("message", [PLAIN, HEARD, SEEN], ids=["text", "sound", "picture"])
def test_recorded_it_says_the_same(stock: Any, message: OmniMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thinker, talker and all residual codes of a frame, on tapes in place of CUDA graphs."""

    def answer(engine: Qwen3OmniEngine) -> tuple[str, list[Frame]]:
        frames = list[Frame]()
        talker = engine._talker
        assert talker is not None
        talker._decoding.sampler.forbid([talker._end])
        engine.warm_up()
        text, stop, pipe = list[str](), Stop(), Pipe[Any](100)
        inputs = engine._prompter.build([message], speak=True)
        engine._thinker.run(inputs, GREEDY, 1, stop, lambda piece, _: text.append(piece), pipe.put)
        pipe.end()
        talker.run(tiny.HERS, pipe, 1, stop, frames.append)
        return "".join(text), frames

    plain = answer(engine_of(stock))
    recorders = list[TapeRecorder]()

    def recorder(device: torch.device) -> TapeRecorder:
        recorders.append(TapeRecorder(device))
        return recorders[-1]

    monkeypatch.setattr("models.omni.qwen3.GraphRecorder", recorder)
    engine = engine_of(stock, recorded=True)
    assert answer(engine) == plain
    assert engine.problem == ""
    assert len(plain[1]) == 40
    assert recorders[0].replays > 3 * 40


def test_the_sound_in_pieces_is_the_sound_in_one(stock: Any) -> None:
    frames = [tuple(row) for row in torch.randint(64, (70, tiny.LAYERS_OF_CODES)).tolist()]
    with torch.inference_mode():
        whole = stock.code2wav(torch.tensor([frames]).transpose(1, 2)).reshape(-1).numpy()
    stream = Code2WavStream(stock.code2wav, (1, 3, 8), left=25)
    pieces = [piece for frame in frames for piece in stream.feed(frame)] + list(stream.finish())
    assert len(pieces) > 5
    streamed = np.concatenate(pieces)
    assert streamed.shape == whole.shape
    assert np.abs(streamed - whole).max() <= 1e-3 * np.abs(whole).max()
    assert np.abs(whole).max() > 0.01


def test_a_reply_is_text_and_speech_then_usage(engine: Qwen3OmniEngine) -> None:
    items = list(engine.respond([HEARD], GREEDY, Cancel(), speak=True))
    speech = [item for item in items if isinstance(item, Speech)]
    assert isinstance(items[-1], Usage)
    assert "".join(item.text for item in items if isinstance(item, TextDelta))
    assert len(speech) > 1
    assert sum(len(piece.pcm) for piece in speech) > 0.9 * engine.progress.codes * 24
    assert engine.languages[0] == "en"
    only_text = list(engine.respond([PLAIN], GREEDY, Cancel(), speak=False))
    assert not any(isinstance(item, Speech) for item in only_text)


def test_cancelled_in_the_middle_nothing_stays(engine: Qwen3OmniEngine) -> None:
    for stop_at in (TextDelta, Speech):
        cancel = Cancel()
        reply = engine.respond([PLAIN], GREEDY, cancel, speak=True)
        while not isinstance(next(reply), stop_at):
            pass
        cancel.set()
        with pytest.raises(Cancelled):
            list(reply)
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("omni_")]


MEDIA = OmniMessage.of("user", *HEARD.content, *SEEN.content)


def units(stock: Any) -> Units:
    """What each stage finishes, by the part of the model that ends it."""
    ears, eyes, mind = (getattr(stock.thinker.model, tower) for tower in ("audio_tower", "visual", "language_model"))
    vocoder = stock.code2wav
    decoder = [inner for block in vocoder.decoder for inner in getattr(block, "block", [block])]
    return {
        "layers": [*ears.layers, *eyes.blocks, *mind.layers],
        "tokens": [stock.thinker.lm_head],
        "talker passes": [stock.talker.codec_head],
        "residual codes": stock.talker.code_predictor.lm_head,
        "vocoder layers": [
            *vocoder.pre_transformer.layers,
            *(x for blocks in vocoder.upsample for x in blocks),
            *decoder,
        ],
        "pieces of sound": [vocoder],
    }


@pytest.fixture(scope="module")
def uncancelled(stock: Any) -> dict[str, int]:
    """What a whole answer to MEDIA takes."""
    engine = engine_of(stock, chunks=(4,))
    with Watch(units(stock), lambda: engine.progress.codes, Cancel()) as watch:
        for _ in engine.respond([MEDIA], GREEDY, Cancel(), speak=True):
            pass
    return watch.finished


def cancelled(stock: Any, module: str, nth: int) -> Watch:
    """An answer to MEDIA that is cancelled there. Its caller has gone away to do something else when that happens: the
    stages have to see for themselves that they are to stop, and have time enough to show that they don't."""
    engine, cancel = engine_of(stock, chunks=(4,)), Cancel()

    def answer() -> None:
        for _ in engine.respond([MEDIA], GREEDY, cancel, speak=True):
            assert watch.reached.wait(60)
            time.sleep(0.1)

    with Watch(units(stock), lambda: engine.progress.codes, cancel, stock.get_submodule(module), nth) as watch:
        with pytest.raises(Cancelled):
            answer()
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("omni_")]
    return watch


@pytest.mark.parametrize(
    "module",
    ["audio_tower.layers.0.fc1", "visual.blocks.0.mlp", "language_model.layers.0.mlp"],
    ids=["its sound", "its picture", "its words"],
)
def test_a_cancel_while_the_prompt_is_read_stops_within_a_layer(
    stock: Any, uncancelled: dict[str, int], module: str
) -> None:
    watch = cancelled(stock, f"thinker.model.{module}", 1)
    prompt = 1 + 1 + 3  # layers of ears, eyes and mind
    assert watch.before["layers"] < prompt - 1
    assert watch.after == {**dict.fromkeys(uncancelled, 0), "layers": 1}  # the one that was at work


@pytest.mark.parametrize(
    ("module", "nth", "unit"),
    [
        ("thinker.lm_head", 8, "tokens"),
        ("thinker.model.language_model.layers.0.mlp", 8, "tokens"),
        ("talker.codec_head", 12, "codes"),
        ("talker.model.layers.0.mlp", 12, "codes"),
        ("talker.code_predictor.model.layers.0.mlp", 16, "residual codes"),
        ("talker.code_predictor.lm_head.0", 12, "residual codes"),
        ("code2wav", 3, "vocoder layers"),
        ("code2wav.pre_transformer.layers.0.mlp", 3, "vocoder layers"),
        ("code2wav.upsample.0.0", 3, "vocoder layers"),
        ("code2wav.decoder.1.block.2.conv1", 3, "vocoder layers"),
        ("code2wav.decoder.4", 3, "pieces of sound"),
    ],
)
def test_a_cancel_while_a_stage_works_leaves_every_stage_one_unit_of_work_at_most(
    stock: Any, uncancelled: dict[str, int], module: str, nth: int, unit: str
) -> None:
    """One token, one code of a frame, one layer of the vocoder."""
    watch = cancelled(stock, module, nth)
    assert watch.before[unit] > 0  # it was at work ...
    assert uncancelled[unit] - watch.before[unit] > 2  # ... and had more to do
    assert {made: count for made, count in watch.after.items() if count > 1} == {}


def test_what_it_cannot_do_is_said_in_one_line(engine: Qwen3OmniEngine) -> None:
    with pytest.raises(EngineError, match="no voice 'Bob': choose Chelsie or Ethan"):
        engine.set_voice("Bob")
    with pytest.raises(EngineError, match="there is no file"):
        list(engine.respond([OmniMessage.of("user", Image("cat.png"))], GREEDY, Cancel(), speak=False))


@pytest.mark.parametrize("frames", [1, 50, 99, 100, 101, 250, 1000])
def test_tokens_of_a_sound_as_the_stock_processor_counts_them(frames: int) -> None:
    from transformers.models.qwen3_omni_moe.processing_qwen3_omni_moe import _get_feat_extract_output_lengths

    assert audio_tokens(frames) == int(_get_feat_extract_output_lengths(torch.tensor(frames)))


# -------------------------------------------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("size", [(90, 60), (32, 32), (300, 200), (13, 250)])
def test_image_patches_are_the_stock_ones(size: tuple[int, int]) -> None:
    from transformers import Qwen2VLImageProcessorPil

    image = picture(3, *size)
    patches, grid = image_patches(image, EYES, LENS)
    stock = Qwen2VLImageProcessorPil(
        patch_size=16, image_mean=LENS.mean, image_std=LENS.std,
        min_pixels=EYES.image_min * 32 * 32, max_pixels=EYES.image_max * 32 * 32,
    )  # fmt: skip
    theirs = stock(images=[image], return_tensors="pt")
    assert theirs["image_grid_thw"].tolist() == [list(grid)]
    torch.testing.assert_close(patches, theirs["pixel_values"], atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("grid", "second", "audio"),
    [((4, 4, 6), 1.0, 52), ((10, 2, 2), 1.0, 130), ((3, 4, 4), 0.7, 90), ((8, 2, 4), 2.0, 30), ((4, 2, 2), 5.0, 260)],
)
def test_picture_and_sound_interleave_as_in_the_stock_processor(
    grid: tuple[int, int, int], second: float, audio: int
) -> None:
    from transformers.models.qwen3_omni_moe.processing_qwen3_omni_moe import Qwen3OmniMoeProcessor

    # The stock method needs only these of its object; the object itself cannot be built without torchvision.
    stub = SimpleNamespace(
        video_processor=SimpleNamespace(merge_size=2),
        audio_bos_token="(", audio_eos_token=")", video_token="v", audio_token="a",
    )  # fmt: skip
    theirs = Qwen3OmniMoeProcessor.replace_video_with_audio_token(
        stub,
        {"video_grid_thw": [np.array(grid)], "video_second_per_grid": [second]},
        0,
        {"num_audio_tokens": [audio]},
        0,
        position_id_per_seconds=13.0,
    )
    ours = "".join("va"[token] for token in interleave_by_time(grid, second * 13.0, audio, 0, 1))
    assert f"({ours})" == theirs


def test_another_picture_is_another_input_and_another_answer(engine: Qwen3OmniEngine) -> None:
    other = OmniMessage.of("user", Image(picture(2)), "and this?")
    one, two = (engine._prompter.build([message], speak=True) for message in (SEEN, other))
    assert torch.equal(one.input_ids, two.input_ids)
    assert one.pixel_values is not None
    assert two.pixel_values is not None
    assert not torch.allclose(one.pixel_values, two.pixel_values)

    def said(message: OmniMessage) -> str:
        answer = engine.respond([message], GREEDY, Cancel(), speak=False)
        return "".join(item.text for item in answer if isinstance(item, TextDelta))

    assert said(SEEN) != said(other)


def test_a_checkpoint_says_how_it_wants_its_pictures(tmp_path: Path) -> None:
    assert lens_of(tmp_path) == LENS
    told = {"patch_size": 14, "image_mean": [0.1, 0.2, 0.3], "image_std": [1, 2, 3]}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(told))
    assert lens_of(tmp_path).patch == 14
    assert lens_of(tmp_path).std == (1, 2, 3)
    (tmp_path / "preprocessor_config.json").write_text("{")
    with pytest.raises(EngineError, match=r"preprocessor_config\.json cannot be read"):
        lens_of(tmp_path)
