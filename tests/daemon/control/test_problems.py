"""What is wrong: when it begins, and when it ends."""

from __future__ import annotations

from daemon.control.events import Devices, Event, ModelState, ProblemOccurred, QuestionHeard, Snapshot, TierChanged
from daemon.control.problems import PASSING, Problems


def after(*events: Event) -> Problems:
    problems = Problems()
    for event in events:
        problems.update(event)
    return problems


def failed(name: str, problem: str) -> ModelState:
    return ModelState(name, "failed", problem)


def tier(notice: str) -> TierChanged:
    return TierChanged(name="embedded", chosen="auto", note="", notice=notice)


GONE = Devices("", "", "no microphone is connected")
BACK = Devices("Yeti", "", "")
SPANISH = tier("Spanish is chosen")
LOADING = ModelState("qwen", "loading", "")


def test_what_stands_ends_when_it_is_over_and_not_with_the_next_question() -> None:
    heard = QuestionHeard(1, "hello", "en")
    problems = after(SPANISH, failed("qwen", "qwen: the file is truncated"), GONE, heard)
    assert problems.all == ["no microphone is connected", "qwen: the file is truncated", "Spanish is chosen"]
    problems.update(BACK)
    problems.update(LOADING)
    assert problems.all == ["Spanish is chosen"]
    problems.update(tier(""))
    assert problems.all == []


def test_a_crash_is_over_when_the_model_comes_back() -> None:
    crash = "qwen crashed (signal 11)"
    problems = after(failed("qwen", crash), ProblemOccurred(crash))
    assert problems.all == [crash]
    problems.update(LOADING)
    assert problems.all == []


def test_another_tier_does_without_the_model_and_has_no_better_microphone() -> None:
    assert after(failed("qwen", "it is gone"), GONE, tier("")).all == [GONE.problem]


def test_of_a_model_that_is_not_needed_nobody_hears() -> None:
    assert after(failed("deep", "")).all == []


def test_what_passes_passes_with_the_next_question() -> None:
    problems = after(*(ProblemOccurred(f"problem {number}") for number in range(PASSING + 2)))
    assert problems.all == [f"problem {number}" for number in (4, 3, 2)]
    assert problems.standing == []
    problems.update(QuestionHeard(2, "and now?", "en"))
    assert problems.all == []


def test_a_snapshot_tells_what_stands_and_nothing_else_does() -> None:
    problems = after(GONE, failed("qwen", "it is gone"), ProblemOccurred("oh"))
    sound = {"name": "sound", "state": "loading", "problem": "sound crashed"}  # why it is being loaded anew
    problems.update(Snapshot.of({"problem": "", "notice": "", "models": [sound]}))
    assert problems.all == []
    whisper = {"name": "whisper", "state": "failed", "problem": "w"}
    problems.update(Snapshot.of({"problem": "p", "notice": "n", "models": [whisper]}))
    assert problems.all == ["p", "w", "n"]
    problems.update(Snapshot.of({}))  # the daemon could not take one
    assert problems.all == []
