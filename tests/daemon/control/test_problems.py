"""What is wrong: when it begins, and when it ends."""

from __future__ import annotations

from typing import Any

from daemon.control.problems import PASSING, Problems


def after(*events: dict[str, Any]) -> Problems:
    problems = Problems()
    for event in events:
        problems.update(event)
    return problems


def failed(name: str, problem: str) -> dict[str, Any]:
    return {"kind": "model", "name": name, "state": "failed", "problem": problem}


GONE = {"kind": "device", "capture": "", "playback": "", "problem": "no microphone is connected"}
BACK = {**GONE, "capture": "Yeti", "problem": ""}
SPANISH = {"kind": "tier", "name": "embedded", "notice": "Spanish is chosen"}


def test_what_stands_ends_when_it_is_over_and_not_with_the_next_question() -> None:
    heard = {"kind": "heard", "turn": 1, "text": "hello"}
    problems = after(SPANISH, failed("qwen", "qwen: the file is truncated"), GONE, heard)
    assert problems.all == ["no microphone is connected", "qwen: the file is truncated", "Spanish is chosen"]
    problems.update(BACK)
    problems.update({"kind": "model", "name": "qwen", "state": "loading", "problem": ""})
    assert problems.all == ["Spanish is chosen"]
    problems.update({**SPANISH, "notice": ""})
    assert problems.all == []


def test_a_crash_is_over_when_the_model_comes_back() -> None:
    crash = "qwen crashed (signal 11)"
    problems = after(failed("qwen", crash), {"kind": "problem", "text": crash})
    assert problems.all == [crash]
    problems.update({"kind": "model", "name": "qwen", "state": "loading", "problem": ""})
    assert problems.all == []


def test_another_tier_does_without_the_model_and_has_no_better_microphone() -> None:
    assert after(failed("qwen", "it is gone"), GONE, {**SPANISH, "notice": ""}).all == [GONE["problem"]]


def test_of_a_model_that_is_not_needed_nobody_hears() -> None:
    assert after(failed("deep", "")).all == []


def test_what_passes_passes_with_the_next_question() -> None:
    problems = after(*({"kind": "problem", "text": f"problem {number}"} for number in range(PASSING + 2)))
    assert problems.all == [f"problem {number}" for number in (4, 3, 2)]
    assert problems.standing == []
    problems.update({"kind": "heard", "turn": 2, "text": "and now?"})
    assert problems.all == []


def test_a_snapshot_tells_what_stands_and_nothing_else_does() -> None:
    problems = after(GONE, failed("qwen", "it is gone"), {"kind": "problem", "text": "oh"})
    sound = {"name": "sound", "state": "loading", "problem": "sound crashed"}  # why it is being loaded anew
    problems.update({"kind": "snapshot", "problem": "", "notice": "", "models": [sound]})
    assert problems.all == []
    problems.update({"kind": "snapshot", "problem": "p", "notice": "n", "models": [failed("whisper", "w")]})
    assert problems.all == ["p", "w", "n"]
    problems.update({"kind": "snapshot"})  # the daemon could not take one
    assert problems.all == []
