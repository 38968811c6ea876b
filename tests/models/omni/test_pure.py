"""The parts that need no model: lead, marks, pipes."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from models.engine import Cancelled
from models.omni.lead import AT_ONCE, FLOOR, Chunking, Pacer, Work, fitted, lead_needed, starved
from models.omni.marks import MarkEstimator, weight
from models.omni.pipe import Ended, Pipe, Stop

SIZES = (0.1, 0.24, 0.48, 0.96)
CHUNKING = Chunking(SIZES)


def produced(work: Work, pieces: list[float]) -> list[tuple[float, float]]:
    """(time, seconds) of pieces made one after the other."""
    now, made = 0.0, []
    for piece in pieces:
        now += work.of(piece)
        made.append((now, piece))
    return made


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9, 1.0, 1.5, 4.0])
@pytest.mark.parametrize("each", [0.0, 0.3])
def test_with_the_lead_needed_nothing_starves_and_with_less_it_does(rate: float, each: float) -> None:
    pieces = [0.24, 0.48, 0.96, 0.96, 0.96, 0.5]
    work = Work(rate, each)
    need = lead_needed(work, pieces)
    # The lead is a first piece that lies ready when work on the others begins.
    assert starved([(0.0, need), *produced(work, pieces)], 0.0) == pytest.approx(0.0)
    assert starved([(0.0, need * 0.9), *produced(work, pieces)], 0.0) > 0


def test_a_fast_machine_needs_hardly_any_lead() -> None:
    assert lead_needed(Work(0.2), SIZES) < 0.1
    assert lead_needed(AT_ONCE, SIZES) == 0
    assert lead_needed(Work(2.0), [1.0] * 10) == pytest.approx(11.0)


def run(pacer: Pacer[int], work: Work, pieces: list[float]) -> tuple[list[tuple[float, float]], float]:
    """Feed pieces as they are made; what the listener gets, (time, seconds), and the seconds of silence within."""
    heard: list[tuple[float, float]] = []
    made = produced(work, pieces)
    pacer.expect(sum(pieces), complete=True)
    for i, (when, seconds) in enumerate(made):
        for item in pacer.feed(i, seconds, work.of(seconds), last=i == len(made) - 1):
            heard.append((when, pieces[item]))
    return heard, starved(heard, heard[0][0])


@pytest.mark.parametrize("factor", [0.1, 0.4, 0.8, 1.0, 1.4, 3.0])
@pytest.mark.parametrize("known", [False, True])
def test_the_pacer_lets_go_early_and_never_starves(factor: float, known: bool) -> None:
    pieces = [0.1, 0.24, 0.48, *[0.96] * 8]
    heard, silence = run(Pacer(Work(factor) if known else None, CHUNKING), Work(factor), pieces)
    assert [s for _, s in heard] == pieces
    assert silence == pytest.approx(0.0)
    if factor <= 0.1 and known:
        assert heard[0][0] == pytest.approx(factor * 0.34)  # the floor wants the second piece, too


def test_without_holding_the_first_piece_leaves_at_once_and_a_slow_machine_starves() -> None:
    heard, silence = run(Pacer(AT_ONCE, CHUNKING), Work(2.0), [0.1, 0.24, 0.48])
    assert heard[0] == (0.2, 0.1)
    assert silence > 0


@pytest.mark.parametrize("window", [0.15, 0.25, 0.35, 0.5, 0.7])
@pytest.mark.parametrize("seconds", [2, 10])
def test_where_short_pieces_take_as_long_as_long_ones_nothing_starves(window: float, seconds: int) -> None:
    """As on a GPU, where a window is so many kernels to be launched, whatever its length."""
    work = Work(0.0, window)
    earlier: Pacer[int] = Pacer(None, CHUNKING)
    run(earlier, work, [0.1, 0.24, 0.48, 0.96, 0.96, 0.3])
    heard, silence = run(Pacer(earlier.learned(), CHUNKING), work, [0.1, 0.24, 0.48, *[0.96] * seconds, 0.3])
    assert silence == pytest.approx(0.0)
    assert heard[0][0] <= 3 * window + 1e-6  # with the third piece at the latest


@pytest.mark.parametrize("window", [0.03, 0.1, 0.2])
@pytest.mark.parametrize("paces", [(0.004, 0.004), (0.016, 0.004), (0.019, 0.008), (0.03, 0.004)])
@pytest.mark.parametrize("codes", [60, 400])
def test_the_lead_follows_the_codes_as_they_come(window: float, paces: tuple[float, float], codes: int) -> None:
    """While there is text each code waits for its token; the first codes come as slowly as the text, the others faster."""
    cut, thought = Chunking(SIZES, ahead=0.38, code=0.02), 40
    at = np.cumsum([paces[0] if code < thought else paces[1] for code in range(codes)])
    work, pacer, heard = Work(0.0, window), Pacer[float](Work(0.0, window), cut), list[tuple[float, float]]()
    total, made, now, first = codes * 0.02, 0.0, 0.0, 0.0
    for piece in (*SIZES, *[0.96] * 99):
        last = made + piece + cut.ahead >= total
        seconds = total - made if last else piece
        now = max(now, at[min(round((made + seconds + cut.ahead) / cut.code), codes) - 1]) + work.of(seconds)
        there = int(np.searchsorted(at, now, side="right"))
        pace = 0.0 if there == codes else float(at[there - 1] - at[max(0, there - 12)]) / min(11, there - 1)
        pacer.expect(total, complete=there > thought)
        pacer.coded(there, pace)
        first = first or now
        heard += [(now, each) for each in pacer.feed(seconds, seconds, work.of(seconds), last=last)]
        made += seconds
        if last:
            break
    assert sum(seconds for _, seconds in heard) == pytest.approx(total)
    assert starved(heard, heard[0][0]) == pytest.approx(0.0)
    assert pacer.held >= FLOOR
    if paces[0] <= 0.004 and window <= 0.1:
        assert heard[0][0] <= first + window + 13 * paces[0] + 1e-6  # the second piece, for the floor, and no more


def test_the_work_is_learned() -> None:
    pacer: Pacer[int] = Pacer(None, CHUNKING)
    assert pacer.learned() is None
    run(pacer, Work(0.5), [0.1, 0.5, 0.5])
    learned = pacer.learned()
    assert learned is not None
    assert (learned.rate, learned.each) == pytest.approx((0.5, 0.0))
    again: Pacer[int] = Pacer(Work(1.0), CHUNKING)
    run(again, Work(0.5), [0.1, 0.5, 0.5])
    learned = again.learned()
    assert learned is not None
    assert (learned.rate, learned.each) == pytest.approx((0.75, 0.0))


def test_what_length_costs_is_told_from_pieces_of_several_lengths() -> None:
    """Of pieces of one length the earlier replies tell it: these are as much slower than it said."""
    first: Pacer[int] = Pacer(None, CHUNKING)
    run(first, Work(0.5, 0.2), [0.1, 0.24, 0.48, 0.96, 0.3])
    learned = first.learned()
    assert learned is not None
    assert (learned.rate, learned.each) == pytest.approx((0.5, 0.2))
    second: Pacer[int] = Pacer(learned, CHUNKING)
    run(second, learned.times(2), [0.1, 0.96, 0.96, 0.96])
    slower = second.learned()
    assert slower is not None
    assert (slower.rate, slower.each) == pytest.approx((0.75, 0.3))


def test_neither_part_of_the_work_is_negative() -> None:
    """Early pieces may take longer than later ones, while thinker and talker are at work beside them."""
    falling, steep = fitted([(0.24, 0.6), (0.48, 0.4), (0.96, 0.3)]), fitted([(0.24, 0.1), (0.96, 1.0)])
    assert falling is not None
    assert steep is not None
    assert (falling.rate, falling.each) == pytest.approx((0.0, 1.3 / 3))
    assert (steep.rate, steep.each) == pytest.approx((1.1 / 1.2, 0.0))
    assert fitted([(0.96, 0.3)] * 3) is None
    assert fitted([]) is None


# ---------------------------------------------------------------------------------------------------------------- marks


def test_words_are_marked_in_the_stretch_in_which_they_begin() -> None:
    marks = MarkEstimator(24_000, pace=10)
    marks.text("one two three four ")
    first = marks.sound(0, 24_000)
    assert [(m.start, m.end, m.at) for m in first] == [(0, 3, 0), (4, 7, 9_600), (8, 13, 19_200)]
    marks.text("five")
    last = marks.sound(24_000, 60_000, last=True)
    assert [(m.start, m.end) for m in last] == [(14, 18), (19, 23)]
    assert all(24_000 <= m.at < 60_000 for m in last)
    assert not any(m.exact for m in (*first, *last))


def test_a_voice_faster_than_thought_gets_all_its_marks() -> None:
    marks = MarkEstimator(24_000, pace=5)
    marks.text("a reply that is spoken in no time at all")
    found = marks.sound(0, 12_000, last=True)
    assert len(found) == 10
    assert found[0].at == 0
    assert [m.at for m in found] == sorted({m.at for m in found})
    assert found[-1].at < 12_000
    assert marks.learned(48_000) == pytest.approx((5 + 40 / 2) / 2)
    assert marks.learned(10_000) == 5


def test_chinese_characters_are_words() -> None:
    marks = MarkEstimator(24_000)
    marks.text("你好 Sarai")
    assert [(m.start, m.end) for m in marks.sound(0, 99_000, last=True)] == [(0, 1), (1, 2), (3, 8)]
    assert weight("你好") > weight("ab")


# ---------------------------------------------------------------------------------------------------------------- pipes


def test_a_pipe_hands_over_in_order_and_ends() -> None:
    pipe: Pipe[int] = Pipe(2)

    def feed() -> None:
        for number in range(100):
            pipe.put(number)
        pipe.end()

    feeder = threading.Thread(target=feed)
    feeder.start()
    taken = [pipe.get() for _ in range(100)]
    with pytest.raises(Ended):
        pipe.get()
    feeder.join()
    assert taken == list(range(100))


def test_a_pipe_wakes_both_sides_when_stopped() -> None:
    stop = Stop()
    full: Pipe[int] = stop.watch(Pipe(1))
    empty: Pipe[int] = stop.watch(Pipe(1))
    full.put(1)
    seen: list[str] = []

    def wait(name: str, call: Callable[[], object]) -> None:
        try:
            call()
        except Cancelled:
            seen.append(name)

    threads = [
        threading.Thread(target=wait, args=("put", lambda: full.put(2))),
        threading.Thread(target=wait, args=("get", empty.get)),
    ]
    for thread in threads:
        thread.start()
    stop.set()
    for thread in threads:
        thread.join(5)
    assert sorted(seen) == ["get", "put"]
    assert stop
    with pytest.raises(Cancelled):
        stop.check()


def test_a_pipe_times_out() -> None:
    with pytest.raises(TimeoutError):
        Pipe[int](1).get(timeout=0.01)


def test_pcm_keeps_full_scale() -> None:
    from models.omni.reply import to_pcm

    assert to_pcm(np.array([-2, -1, 0, 0.5, 1, 2], np.float32)).tolist() == [-32767, -32767, 0, 16384, 32767, 32767]
