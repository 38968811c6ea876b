"""Sound in pieces equals sound in one piece."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch

from config.settings import Quality
from models.engine import Cancelled
from models.omni.diffusion import Noise, Solver
from models.omni.engine import OmniEngine
from models.omni.loading import Parts
from models.omni.token2wav import Samples, Token2Wav, whole
from models.omni.windows import CODE, FRAME, WindowPlan

QUICK = Solver("euler", 3)
SHIPPED = Solver("rk4", 10)


def some_codes(count: int) -> list[int]:
    return torch.randint(0, 110, (count,), generator=torch.Generator().manual_seed(count)).tolist()


def streamed(engine: Token2Wav, codes: list[int], parts: Parts, seed: int = 7) -> list[Samples]:
    stream = engine.stream(parts.voices["Chelsie"], seed)
    pieces = [piece for code in codes for piece in stream.feed(code)]
    return [*pieces, *stream.finish()]


def worst(pieces: list[Samples], reference: Samples) -> float:
    """Largest difference, as a share of the peak."""
    return float(np.abs(np.concatenate(pieces) - reference).max() / np.abs(reference).max())


@pytest.mark.parametrize(
    ("solver", "seconds"),
    [
        *((QUICK, seconds) for seconds in (1, 3, 8)),
        pytest.param(QUICK, 30, marks=pytest.mark.slow),
        *((SHIPPED, seconds) for seconds in (0.7, 1, 3, 8)),
    ],
    ids=lambda each: f"{each.method} {each.steps}" if isinstance(each, Solver) else f"{each} s",
)
def test_the_streamed_wave_is_the_whole_wave_at_every_seam(parts: Parts, solver: Solver, seconds: float) -> None:
    engine = Token2Wav(parts.token2wav, solver)
    codes = some_codes(round(seconds * 50))
    reference = whole(engine, codes, parts.voices["Chelsie"], 7)
    pieces = streamed(engine, codes, parts)
    assert sum(map(len, pieces)) == len(reference) == round(seconds * 24_000)
    assert worst(pieces, reference) <= 1e-3
    assert np.abs(reference).max() > 0.1  # it is no silence that agrees
    for seam in np.cumsum([len(p) for p in pieces])[:-1]:
        near = slice(seam - FRAME, seam + FRAME)
        assert np.abs(np.concatenate(pieces)[near] - reference[near]).max() <= 1e-3 * np.abs(reference).max()


def test_what_is_compared_is_what_ships(parts: Parts) -> None:
    engine = OmniEngine("unused", parts=parts, device="cpu")
    assert engine._token2wav is not None
    assert engine._token2wav.solver == Token2Wav(parts.token2wav).solver == SHIPPED
    chosen = Quality()
    assert (chosen.solver, chosen.solver_steps) == (SHIPPED.method, SHIPPED.steps)


@pytest.mark.parametrize("count", [1, 2, 11, 12, 13, 23, 24, 25, 36, 47])
def test_short_replies_come_out_complete(parts: Parts, count: int) -> None:
    engine = Token2Wav(parts.token2wav, Solver("euler", 3))
    codes = some_codes(count)
    pieces = streamed(engine, codes, parts)
    assert sum(map(len, pieces)) == count * CODE
    assert worst(pieces, whole(engine, codes, parts.voices["Chelsie"], 7)) <= 1e-3


def test_how_it_is_cut_does_not_matter(parts: Parts) -> None:
    codes = some_codes(100)
    engines = [Token2Wav(parts.token2wav, QUICK, chunks) for chunks in ((24,), (48, 96), (24, 24, 48, 96))]
    waves = [np.concatenate(streamed(e, codes, parts)) for e in engines]
    for wave in waves[1:]:
        assert np.abs(wave - waves[0]).max() <= 1e-3 * np.abs(waves[0]).max()


@pytest.mark.parametrize("first", [8, 16, 24, 36, 48])
def test_the_first_chunk_may_be_of_any_size(parts: Parts, first: int) -> None:
    """Within a block its mel lacks a little of what is to come; on the blocks' grid it is exact."""
    engine, codes = Token2Wav(parts.token2wav, SHIPPED, (first, 24, 48)), some_codes(90)
    stream = engine.stream(parts.voices["Chelsie"], 7)
    pieces, needed = list[Samples](), 0
    for number, code in enumerate(codes, 1):
        pieces += stream.feed(code)
        needed = needed or (number if pieces else 0)
    pieces += stream.finish()
    assert needed == (first + 24) // 2
    assert sum(map(len, pieces)) == len(codes) * CODE
    error = worst(pieces, whole(engine, codes, parts.voices["Chelsie"], 7))
    assert error <= (1e-3 if first % 24 == 0 else 1e-2)


@pytest.mark.parametrize("chunks", [(24, 24, 48, 96), (8, 24, 96), (36, 48), (16, 24), (48,)])
def test_the_plan_names_all_lengths_that_come(chunks: tuple[int, ...]) -> None:
    plan = WindowPlan(chunks)
    for total in range(2, 700, 2):
        chunk = solved = voiced = 0
        while voiced < total:
            window = plan.window(chunk, solved)
            if window.ahead > total:
                window = plan.window(chunk, solved, total)
            assert window.start % 24 == 0
            assert window.start <= max(0, solved - 48)
            assert window.ahead - window.start <= plan.windows[-1]
            assert min(window.voiced + 26, window.ahead) - max(0, voiced - 26) <= plan.contexts[-1]
            assert voiced < window.voiced <= window.end <= window.ahead
            chunk, solved, voiced = chunk + 1, window.end, window.voiced
        assert voiced == total
    ends = np.cumsum(plan.seconds) * 100
    assert [round(end) for end in ends] == [window.voiced for window in plan.successive()]


def test_the_first_packet_needs_24_codes(parts: Parts) -> None:
    stream = Token2Wav(parts.token2wav, QUICK).stream(parts.voices["Chelsie"], 7)
    ready = [len(list(stream.feed(code))) for code in some_codes(24)]
    assert ready == [0] * 23 + [1]


def test_without_its_context_a_window_is_not_the_whole(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """The yardstick can tell: windows without future fail the test above."""
    monkeypatch.setattr("models.omni.windows.FUTURE", 0)
    monkeypatch.setattr("models.omni.windows.GUARD", 0)
    engine = Token2Wav(parts.token2wav, QUICK)
    codes = some_codes(100)
    assert worst(streamed(engine, codes, parts), whole(engine, codes, parts.voices["Chelsie"], 7)) > 1e-3


@pytest.mark.parametrize("steps", [2, 4])
def test_the_solver_is_the_stock_solver(parts: Parts, stock: Any, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """From the same noise the stock token2wav makes the same wave."""
    voice, codes = parts.voices["Ethan"], some_codes(30)
    noise = Noise(7, 80).cut(0, 60)
    monkeypatch.setattr(torch, "randn", lambda *_, **__: noise.clone())
    with torch.inference_mode():
        theirs = stock.token2wav(
            torch.tensor([codes]), conditioning=voice.condition, reference_mel=voice.reference_mel, num_steps=steps
        ).numpy()
    monkeypatch.undo()
    ours = whole(Token2Wav(parts.token2wav, Solver(steps=steps)), codes, voice, 7)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_noise_is_the_same_however_it_is_cut() -> None:
    at_once = Noise(3, 8).cut(0, 200)
    noise = Noise(3, 8)
    for start, end in ((0, 48), (0, 72), (24, 150), (96, 200)):
        assert torch.equal(noise.cut(start, end), at_once[:, start:end])
    assert not torch.equal(Noise(4, 8).cut(0, 200), at_once)


def test_cancel_stops_between_two_passes(parts: Parts) -> None:
    passes = 0

    def check() -> None:
        nonlocal passes
        passes += 1
        if passes == 3:
            raise Cancelled

    stream = Token2Wav(parts.token2wav, Solver(steps=10)).stream(parts.voices["Chelsie"], 7, check)
    with pytest.raises(Cancelled):
        list(itertools.chain.from_iterable(map(stream.feed, some_codes(24))))
    assert passes == 3


@pytest.mark.parametrize("chunks", [(), (0,), (25,), (24, -24), (24, 36), (8,)])
def test_chunks_off_the_block_grid_are_refused(parts: Parts, chunks: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"multiples? of 24"):
        Token2Wav(parts.token2wav, QUICK, chunks)
