"""What is kept on the disk, and what else may lie in its place: none of it keeps the daemon from starting, or ends it."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest

from config import paths
from config.settings import Settings
from daemon.app.habits_file import HabitsFile, read_habits
from daemon.app.history import store
from daemon.app.history.recorder import HistoryRecorder
from daemon.conversation.dialogue import Exchange
from daemon.conversation.rules.end_of_turn import Habits
from daemon.desktop.undo import UndoNote
from daemon.routing import measured
from daemon.skills.clocks import Moment
from daemon.skills.schedule import TimerEntry
from daemon.skills.timers_file import TimersFile, read_timers
from daemon.tray import first_steps
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from models.store.keep import read_lock
from models.store.places import Places, StoreError

pytestmark = pytest.mark.timeout(30)

NOW = 1_800_000_000.0


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = paths.state_dir()
    folder.mkdir(parents=True)
    return folder


def timer(due: float = NOW + 60, label: str = "tea") -> TimerEntry:
    return TimerEntry("timer", due, 60, label, "en")


# ---------------------------------------------------------------------------------------------- what lies in their place


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    (path / "inside").mkdir(parents=True)


def deep(path: Path) -> None:
    path.write_text("[" * 200_000)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 50)


def loop(path: Path) -> None:
    path.symlink_to(path)


def _fleet(path: Path) -> object:
    async def main() -> dict[str, int]:
        async with asyncio.TaskGroup() as group:
            return dict(Fleet(group, Budget(1), memory_file=path).residency.learned)

    return asyncio.run(main())


def _lock(path: Path) -> object:
    with pytest.raises(StoreError, match="move it away to start a new record") as caught:
        read_lock(Places(path.parent, path.parent))
    assert "\n" not in str(caught.value)
    return caught.type


READERS: dict[str, tuple[Callable[[Path], object], object]] = {
    "timers.json": (lambda path: read_timers(path, Moment(NOW), lambda text: None), []),
    "habits.json": (read_habits, Habits()),
    "memory.json": (_fleet, {}),
    "benchmarks.json": (lambda path: measured.measured(path), {}),
    "players.json": (lambda path: UndoNote(path).take(), []),
    "first-steps": (lambda path: first_steps.remembered(), first_steps.Step.DONE),
    "lock.json": (_lock, StoreError),
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("put", [pipe, folder, deep, huge, noise, loop])
def test_whatever_lies_in_its_place_counts_as_nothing(state: Path, name: str, put: Callable[[Path], None]) -> None:
    put(state / name)
    read, nothing = READERS[name]
    assert read(state / name) == nothing


# ----------------------------------------------------------------------------------------------------- disks that refuse


def test_a_state_folder_that_cannot_be_made_ends_no_conversation(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    habits = HabitsFile(tmp_path / "file" / "habits.json")
    for _ in range(9):
        habits.keep(Habits().learn(300))
    assert caplog.text.count("what is learnt of your pauses is lost when the assistant ends: ") == 1
    assert f"{tmp_path}/file/habits.json cannot be written (cannot create the directory" in caplog.text
    told: list[str] = []
    timers = TimersFile(tmp_path / "file" / "timers.json", told.append)
    timers.keep([timer()])
    timers.keep([])
    (line,) = told
    assert line.startswith(f"timers are lost when the assistant ends: {tmp_path}/file/timers.json cannot be written (")
    (tmp_path / "file").unlink()
    timers.keep([timer()])
    assert read_timers(tmp_path / "file" / "timers.json", Moment(NOW)) == [timer()]
    assert len(told) == 1


def test_of_a_damaged_file_what_can_be_read_still_rings_and_the_file_is_kept(state: Path) -> None:
    told: list[str] = []
    path = state / "timers.json"
    small = [asdict(timer()), {"kind": "reminder", "due": 1}, asdict(timer(NOW + 5, "egg"))]
    path.write_text(str(small).replace("'", '"'))
    before = path.read_bytes()
    assert read_timers(path, Moment(NOW), told.append) == [timer(NOW + 5, "egg"), timer()]
    (aside,) = state.glob("timers.json.damaged-*")
    assert told == [f"1 of 3 timers in {path} cannot be read and will not ring; the file is now {aside.name}"]
    assert aside.read_bytes() == before
    assert read_timers(path, Moment(NOW), told.append) == [
        timer(NOW + 5, "egg"),
        timer(),
    ]  # after another restart as well
    assert len(told) == 1


def test_a_slow_disk_holds_up_nobody_and_loses_nothing(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = os.fsync
    disk = threading.Event()

    def fsync(handle: int) -> None:
        assert threading.current_thread() is not threading.main_thread()
        assert disk.wait(20)
        slow(handle)

    async def main() -> None:
        book = HistoryRecorder(Settings(), pytest.fail)
        monkeypatch.setattr(os, "fsync", fsync)
        for number in range(3):
            book.later(TimersFile(state / "timers.json", book.tell).keep, [timer(NOW + number)])
            book.later(HabitsFile(state / "habits.json").keep, Habits(count=number))
        disk.set()  # not before: whoever waited for it would wait in vain
        await book.close()

    asyncio.run(main())
    assert read_timers(state / "timers.json", Moment(NOW)) == [timer(NOW + 2)]
    assert read_habits(state / "habits.json").count == 2


def test_what_cannot_be_kept_is_told_in_the_loop_and_a_bug_is_logged(
    state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[tuple[str, threading.Thread]] = []

    def bug() -> None:
        raise ZeroDivisionError

    async def main() -> None:
        book = HistoryRecorder(Settings(), lambda text: told.append((text, threading.current_thread())))
        (state / "timers.json").mkdir()
        book.later(TimersFile(state / "timers.json", book.tell).keep, [timer()])
        book.later(bug)
        book.record(Exchange(1, "hello", "good day", "en"), "fast")
        assert len(await book.recent(5)) == 1
        await book.close()

    with caplog.at_level(logging.WARNING):
        asyncio.run(main())
    ((line, thread),) = told
    assert "timers.json cannot be written (Is a directory)" in line
    assert thread is threading.main_thread()
    assert "ZeroDivisionError" in caplog.text


def test_a_turn_that_ends_while_everything_is_taken_down_is_no_error(state: Path) -> None:
    async def main() -> None:
        book = HistoryRecorder(Settings(), pytest.fail)
        book.record(Exchange(1, "hello", "good day", "en"), "fast")
        await book.close()
        book.record(Exchange(2, "bye", "good", "en", "goodbye"), "fast")
        book.correct(1, "good")
        book.later(HabitsFile(state / "habits.json").keep, Habits())

    asyncio.run(main())
    with store.History(paths.history_file(), pytest.fail) as found:
        assert [each.exchange.heard for each in found.recent(9)] == ["hello"]


def test_the_history_s_own_thread_keeps_names_that_are_no_text(state: Path) -> None:
    with store.History(paths.history_file(), pytest.fail) as book:
        assert book.add(store.HistoryEntry("text", Exchange(0, "hi", ""), route="model: you chose /models/\udcff.gguf"))
        assert book.recent(1)[0].route == "model: you chose /models/?.gguf"


def test_first_steps_are_written_whole(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first_steps.remember(first_steps.Step.LANGUAGE)

    def crash(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", crash)
    with suppress(KeyboardInterrupt):
        first_steps.remember(first_steps.Step.MODELS)
    assert first_steps.remembered() is first_steps.Step.LANGUAGE
