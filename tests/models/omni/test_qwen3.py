"""Qwen3-Omni's streaming against the stock `generate`, on a tiny random model."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
import torch
from transformers import WhisperFeatureExtractor

from models.engine import Cancel, Cancelled, EngineError, Sampling, Speech, TextDelta, Usage
from models.omni.loading import Parts
from models.omni.messages import Audio, Image, OmniMessage
from models.omni.pipe import Pipe, Stop
from models.omni.qwen3 import Qwen3OmniEngine, audio_tokens
from models.omni.qwen3_voice import Code2WavStream, Frame
from models.omni.sampling import Choice
from tests import tiny_omni3 as tiny

GREEDY = Sampling(max_tokens=16, temperature=0, seed=1)
GREEDY_CODES = Choice(temperature=0)
HEARD = OmniMessage.of("user", Audio(np.sin(np.arange(30_000) / 9).astype(np.float32)), "what is it?")
PLAIN = OmniMessage.of("user", "What is this?")


@pytest.fixture(scope="module")
def stock() -> Any:
    return tiny.tiny_model()


@pytest.fixture
def engine(stock: Any) -> Qwen3OmniEngine:
    features = WhisperFeatureExtractor(feature_size=16, chunk_length=300)
    parts = Parts(stock.thinker, stock.talker, stock.code2wav, {}, tiny.Bytes(), features, torch.device("cpu"))
    return Qwen3OmniEngine(
        "unused", parts=parts, config=stock.config, seed=1, max_frames=40, talker_choice=GREEDY_CODES,
        special_codes=tiny.SPECIAL_CODES, hold_for_lead=False, voice="chelsie",
    )  # fmt: skip


@pytest.mark.parametrize("message", [PLAIN, HEARD], ids=["text", "audio"])
def test_streamed_frames_are_the_stock_ones(stock: Any, engine: Qwen3OmniEngine, message: OmniMessage) -> None:
    """Greedy, the stock generate (thinker to its end, then talker) and our stages say the same, code for code."""
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
            thinker_eos_token_id=engine._thinker._eos,
            talker_do_sample=False,
            talker_max_new_tokens=41,
            talker_repetition_penalty=1.0,
            talker_suppress_tokens=engine._talker._never if engine._talker else [],
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


def test_what_it_cannot_do_is_said_in_one_line(engine: Qwen3OmniEngine) -> None:
    with pytest.raises(EngineError, match="no voice 'Bob': choose Chelsie or Ethan"):
        engine.set_voice("Bob")
    with pytest.raises(EngineError, match="sees only through a server"):
        list(engine.respond([OmniMessage.of("user", Image("cat.png"))], GREEDY, Cancel(), speak=False))


@pytest.mark.parametrize("frames", [1, 50, 99, 100, 101, 250, 1000])
def test_tokens_of_a_sound_as_the_stock_processor_counts_them(frames: int) -> None:
    from transformers.models.qwen3_omni_moe.processing_qwen3_omni_moe import _get_feat_extract_output_lengths

    assert audio_tokens(frames) == int(_get_feat_extract_output_lengths(torch.tensor(frames)))
