"""A call of PortAudio that hangs is told from one that is only slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from audio.calling import HANGING, LONGEST, Calling

LOOKS = 4
"""The station's, a second."""


class Keeper:
    """A call that has just begun, on a clock of its own."""

    def __init__(self, tasks: Path) -> None:
        self._stat = tasks / str(threading.get_native_id()) / "stat"
        self._stat.parent.mkdir()
        self.does("S")
        self.calling = Calling(tasks)
        self.now = time.monotonic()
        self.calling.__enter__()

    def does(self, state: str, ticks: int = 0) -> None:
        """Sets the state of its thread, and its ticks of CPU time."""
        self._stat.write_text(f"7 (device) keeper) {state} 1 1 1 0 -1 0 0 0 0 0 {ticks} 0 0 0")

    def hangs(self, seconds: float, meanwhile: Callable[[int], None] = lambda look: None) -> bool:
        """Whether it counts as hanging at some look within so many more seconds."""
        for look in range(round(seconds * LOOKS)):
            meanwhile(look)
            self.now += 1 / LOOKS
            if self.calling.hangs(self.now):
                return True
        return False


def test_a_call_whose_thread_does_nothing_hangs(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    assert not keeper.hangs(HANGING)
    assert keeper.hangs(2)


def test_a_busy_machine_is_no_hang_and_no_call_lasts_for_ever(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for state in ("R", "D"):
        keeper.does(state)
        assert not keeper.hangs(LONGEST / 3)
    assert not keeper.hangs(LONGEST / 4, lambda look: keeper.does("S", look // 8))
    assert keeper.hangs(LONGEST / 4, lambda look: keeper.does("R"))


def test_who_was_stopped_for_long_has_not_hung(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    assert not keeper.hangs(3)
    keeper.now += 3600
    assert not keeper.hangs(1)


def test_the_next_call_is_counted_anew(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    assert not keeper.hangs(HANGING)
    keeper.calling.__exit__()
    assert not keeper.hangs(99)
    keeper.now = time.monotonic()
    with keeper.calling, keeper.calling:
        assert not keeper.hangs(HANGING)


def test_the_kernel_tells_of_a_thread_of_ours() -> None:
    calling = Calling()
    with calling:
        assert not calling.hangs(time.monotonic() + 1)  # this thread runs
        assert calling._seen[1] == ""
