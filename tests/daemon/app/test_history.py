"""The history: kept, corrected, forgotten; and a conversation goes on whatever happens to its file."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from daemon.app.history import store as module
from daemon.app.history.store import History, HistoryEntry, HistoryError, as_json
from daemon.conversation.dialogue import Exchange
from daemon.skills.clocks import Moment


class Told(list[str]):
    """Collects problems; they must be one line each."""

    def __call__(self, text: str) -> None:
        assert "\n" not in text
        self.append(text)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.db"


def turn(number: int = 1, **more: Any) -> HistoryEntry:
    said = Exchange(0, f"question {number}", f"answer {number}", said_full=f"answer {number} in full")
    return HistoryEntry("voice", replace(said, **more))


def words(heard: str, said_full: str = "") -> HistoryEntry:
    return HistoryEntry("voice", Exchange(0, heard, "", said_full=said_full))


def contents(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.iterdir())


def test_what_is_added_comes_back_oldest_first(path: Path, told: Told) -> None:
    with History(path, told) as history:
        for number in range(5):
            history.add(
                replace(turn(number, language="es", interrupted=number == 4, timings_ms={"stt": 80.5}), tier="fast")
            )
    with History(path, told) as history:
        found = history.recent(3)
    assert [each.exchange.heard for each in found] == ["question 2", "question 3", "question 4"]
    assert found[-1].exchange.interrupted
    assert found[-1].exchange.timings_ms == {"stt": 80.5}
    assert found[-1].exchange.said_full == "answer 4 in full"
    assert as_json(found[0])["language"] == "es"
    assert datetime.fromisoformat(as_json(found[0])["at"]) <= datetime.now(UTC)
    assert told == []


def test_what_was_heard_can_be_corrected(path: Path, told: Told) -> None:
    with History(path, told) as history:
        number = history.add(turn())
        assert number is not None
        assert history.update(number, "ans", interrupted=True)
        assert not history.update(number + 1, "x", interrupted=False)
        (found,) = history.recent(9)
    assert (found.exchange.said, found.exchange.interrupted) == ("ans", True)


def test_the_file_is_private(path: Path, told: Told) -> None:
    with History(path, told) as history:
        history.add(turn())
        assert {each.stat().st_mode & 0o777 for each in path.parent.iterdir()} == {0o600}
        assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    with History(path, told) as history:
        history.add(turn())
    assert path.stat().st_mode & 0o777 == 0o600


DAY = 86_400.0
NOW = datetime(2026, 11, 21, tzinfo=UTC).timestamp()


def heard_at(path: Path, told: Told, number: int, day: float, boot: str = "a", *, shift: float = 0.0) -> list[str]:
    """Keeps one turn in a start of its own, `day` days after the first, with the wall clock `shift` days ahead. Returns the
    numbers of all that are kept."""
    moment = Moment(NOW + (day + shift) * DAY, 1000 + day * DAY, boot)
    with History(path, told, days=30, clock=lambda: moment) as history:
        history.add(turn(number))
        return [each.exchange.heard.removeprefix("question ") for each in history.recent(99)]


def test_old_turns_go(path: Path, told: Told) -> None:
    clock = [Moment(NOW, 1000, "a")]
    with History(path, told, days=30, clock=lambda: clock[0]) as history:
        for day in range(33):
            clock[0] = Moment(NOW + day * DAY, 1000 + day * DAY, "a")
            history.add(turn(day))
        assert [each.exchange.heard for each in history.recent(99)] == [f"question {day}" for day in range(2, 33)]


def test_old_turns_go_over_restarts(path: Path, told: Told) -> None:
    for day in range(33):
        kept = heard_at(path, told, day, day, f"boot {day}")
    assert kept == [str(day) for day in range(2, 33)]


def test_one_start_with_a_wrong_clock_deletes_nothing(path: Path, told: Told) -> None:
    for number in range(6):
        heard_at(path, told, number, number)
    everything = [str(number) for number in range(9)]
    assert heard_at(path, told, 6, 5.01, shift=31) == everything[:7]
    assert heard_at(path, told, 7, 5.02, shift=31) == everything[:8]  # once more in the same hour is no second witness
    assert heard_at(path, told, 8, 5.03) == everything
    assert not told


@pytest.mark.parametrize("shift", [31, 4000, -31, -20_000])
def test_a_start_with_a_wrong_clock_after_a_boot_deletes_nothing(path: Path, told: Told, shift: float) -> None:
    for number in range(6):
        heard_at(path, told, number, number)
    assert len(heard_at(path, told, 6, 6, "b", shift=shift)) == 7
    assert len(heard_at(path, told, 7, 7, "c")) == 8
    assert len(heard_at(path, told, 8, 8, "d")) == 9


def test_after_a_month_away_two_starts_agree_before_much_is_deleted(path: Path, told: Told) -> None:
    for number in range(6):
        heard_at(path, told, number, number)
    assert heard_at(path, told, 6, 40, "b") == ["0", "1", "2", "3", "4", "5", "6"]
    assert heard_at(path, told, 7, 41, "c") == ["6", "7"]


def test_a_turn_with_an_impossible_time_goes_with_its_neighbours(path: Path, told: Told) -> None:
    heard_at(path, told, 0, 0)
    heard_at(path, told, 1, 0.1, shift=4000)
    heard_at(path, told, 2, 0.2)
    heard_at(path, told, 3, 0.3, shift=-4000)
    for day in range(1, 29):
        heard_at(path, told, 3 + day, day)
    assert heard_at(path, told, 99, 30.05)[:4] == ["1", "2", "3", "4"]
    assert heard_at(path, told, 99, 30.25)[:2] == ["4", "5"]
    assert heard_at(path, told, 99, 31.05)[:2] == ["5", "6"]


def test_a_history_that_knows_no_clock_yet_takes_its_last_turn_for_one(path: Path, told: Told) -> None:
    for number in range(6):
        heard_at(path, told, number, number)
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE clock")
    database.close()
    assert len(heard_at(path, told, 6, 5.1, "b", shift=31)) == 7


def test_forgotten_words_are_gone_from_the_disk(path: Path, told: Told) -> None:
    with History(path, told) as history:
        history.add(turn(1))
        history.add(words("my secret is xyzzy", "xyzzy it is"))
        assert b"xyzzy" in contents(path)
        assert history.forget(1) == 1
        assert b"xyzzy" not in contents(path)
        assert [each.exchange.heard for each in history.recent(9)] == ["question 1"]
        history.add(words("my secret is plugh"))
        assert history.forget(None) == 2
        assert b"plugh" not in contents(path)
        assert b"question" not in contents(path)
        assert history.recent(9) == []


def test_text_that_utf8_cannot_hold_is_kept_as_well_as_can_be(path: Path, told: Told) -> None:
    with History(path, told) as history:
        history.add(words("half \ud83d a smile"))
        assert history.recent(1)[0].exchange.heard == "half ? a smile"
    assert told == []


def test_a_damaged_file_is_set_aside_and_the_turn_is_kept(path: Path, told: Told) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database at all, " * 100)
    with History(path, told) as history:
        assert history.add(turn()) is not None
        assert [each.exchange.heard for each in history.recent(9)] == ["question 1"]
    (aside,) = path.parent.glob("history.db.corrupt-*")
    assert aside.read_bytes().startswith(b"this is no database")
    (line,) = told
    assert "damaged" in line
    assert str(aside) in line


def test_a_file_damaged_while_in_use_is_set_aside(path: Path, told: Told) -> None:
    with History(path, told) as history:
        for number in range(300):
            history.add(turn(number))
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 5] = b"\xff" * (4096 * 4)
    path.write_bytes(data)
    with History(path, told) as history:
        assert history.add(turn(999)) is not None
        assert [each.exchange.heard for each in history.recent(2)][-1] == "question 999"
    assert len(told) == 1
    assert list(path.parent.glob("history.db.corrupt-*"))


def test_a_damaged_index_is_made_anew_and_no_turn_is_lost(path: Path, told: Told) -> None:
    """SQLite tells of it in an extended code. Untreated, nothing could be forgotten any more."""
    with History(path, told) as history:
        history.add(turn(1))
    hide = "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'turns_at'"
    with sqlite3.connect(path) as database:
        index = database.execute("SELECT * FROM sqlite_master WHERE name = 'turns_at'").fetchone()
        database.executescript(hide)
    database.close()
    with History(path, told) as history:  # a turn that the index does not know of
        history.add(turn(2))
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("INSERT INTO sqlite_master VALUES (?,?,?,?,?)", index)
    database.close()
    with History(path, told) as history:
        assert history.forget(1) == 1
        assert [each.exchange.heard for each in history.recent(9)] == ["question 1"]
        assert history.add(turn(3)) is not None
    assert told == []
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_bad_disk_costs_the_letters_that_it_bit_and_no_turn_more(path: Path, told: Told) -> None:
    with History(path, told) as history:
        for number in range(4):
            history.add(turn(number, timings_ms={"stt": 80.0}))
    with sqlite3.connect(path) as database:
        database.execute("UPDATE turns SET heard = CAST(x'6869ff' AS TEXT) WHERE id = 1")
        database.execute("UPDATE turns SET timings = '{', at = '2026-13-01' WHERE id = 2")
        database.execute("UPDATE turns SET timings = '[3]' WHERE id = 3")
    database.close()
    with History(path, told) as history:
        found = history.recent(9)
    assert [each.exchange.heard for each in found] == ["hi\ufffd", "question 1", "question 2", "question 3"]
    assert [as_json(each)["timings_ms"] for each in found] == [{"stt": 80.0}, {}, {}, {"stt": 80.0}]
    assert told == []


def test_two_processes_that_begin_a_history_at_once_both_keep_theirs(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    code = """
        import sys, time
        from pathlib import Path
        from daemon.app.history.store import History, HistoryEntry
        from daemon.conversation.dialogue import Exchange
        def fail(text):
            sys.exit(text)
        time.sleep(max(0.0, float(sys.argv[2]) - time.time()))
        with History(Path(sys.argv[1]), fail) as history:
            assert history.add(HistoryEntry("voice", Exchange(0, "hello", ""))) is not None
        """
    for attempt in range(5):
        file = path.with_name(f"{attempt}.db")
        together = str(time.time() + 1.0)
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", textwrap.dedent(code), str(file), together], stderr=subprocess.PIPE, text=True
            )
            for _ in range(4)
        ]
        said = [writer.communicate()[1] for writer in writers]
        assert said == [""] * 4
        with History(file, pytest.fail) as history:
            assert len(history.recent(9)) == 4


def test_a_history_of_the_first_version_is_taken_over(path: Path, told: Told) -> None:
    with History(path, told) as history:
        history.add(turn(1))
    with sqlite3.connect(path) as database:
        database.executescript(
            "ALTER TABLE turns DROP COLUMN route; ALTER TABLE turns DROP COLUMN done; PRAGMA user_version = 1;"
        )
    database.close()
    with History(path, told) as history:
        history.add(replace(turn(2), route="chosen: you chose fast"))
        assert [each.route for each in history.recent(2)] == ["", "chosen: you chose fast"]
    assert not told


def test_a_history_of_the_second_version_is_taken_over_and_keeps_what_was_done(path: Path, told: Told) -> None:
    with History(path, told) as history:
        history.add(turn(1))
    with sqlite3.connect(path) as database:
        database.executescript("ALTER TABLE turns DROP COLUMN done; PRAGMA user_version = 2;")
    database.close()
    with History(path, told) as history:
        acted = turn(2)
        history.add(replace(acted, exchange=replace(acted.exchange, done="Milk is on the list.")))
        assert [each.exchange.done for each in history.recent(2)] == ["", "Milk is on the list."]
        assert as_json(history.recent(1)[0])["done"] == "Milk is on the list."
    assert not told


def test_a_history_of_a_later_version_is_left_alone(path: Path, told: Told) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 7")
    database.close()
    with History(path, told) as history:
        assert history.add(turn()) is None
    assert "another version of sarai (schema 7, this one knows 3); update this one, or move the file away" in told[0]
    assert not list(path.parent.glob("*.corrupt-*"))


def test_a_full_disk_is_told_once_and_the_conversation_goes_on(
    path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    pages: list[Callable[[int], object]] = []

    def small(*args: object, **options: object) -> sqlite3.Connection:
        database: sqlite3.Connection = connect(*args, **options)  # type: ignore[call-overload]
        database.execute("PRAGMA max_page_count = 8")
        pages.append(lambda count: database.execute(f"PRAGMA max_page_count = {count}").fetchone())
        return database

    monkeypatch.setattr(sqlite3, "connect", small)
    long = words("word " * 1000)
    with History(path, told) as history:
        kept = [history.add(long) for _ in range(20)]
        assert kept[0] is not None
        assert kept[-1] is None
        assert len(history.recent(99)) == sum(each is not None for each in kept)
        (line,) = told
        assert "what was said is not kept" in line
        assert "full" in line
        assert str(path) in line
        monkeypatch.undo()  # somebody makes room
        history.close()
        assert history.add(long) is not None
    assert len(told) == 1


def test_a_disk_that_refuses_writes_from_the_start(path: Path) -> None:
    """The kernel refuses any file to grow, as a full disk does."""
    code = """
        import resource, sys
        from pathlib import Path
        from daemon.app.history.store import History, HistoryEntry
        from daemon.conversation.dialogue import Exchange
        told = []
        with History(Path(sys.argv[1]), told.append) as history:
            if sys.argv[2] == "later":
                assert history.add(HistoryEntry("voice", Exchange(0, "first", ""))) is not None
            limit = 4096 if sys.argv[2] == "later" else 0
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            assert history.add(HistoryEntry("voice", Exchange(0, "second " * 9000, ""))) is None
            assert history.add(HistoryEntry("voice", Exchange(0, "third " * 9000, ""))) is None
        assert len(told) == 1, told
        print(told[0])
        """
    for when in ("start", "later"):
        file = path.with_name(f"{when}.db")
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code), str(file), when], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert str(file) in done.stdout


def test_places_where_nothing_can_be_written(tmp_path: Path, told: Told) -> None:
    (tmp_path / "file").write_text("")
    with History(tmp_path / "file" / "history.db", told) as history:
        assert history.add(turn()) is None
        with pytest.raises(HistoryError, match=r"the history cannot be read: .*file: File exists"):
            history.recent(5)
        for _ in range(2):  # who asks is told every time
            with pytest.raises(HistoryError, match="the history is not forgotten: "):
                history.forget(None)
    assert len(told) == 1
    (tmp_path / "folder" / "history.db").mkdir(parents=True)
    with History(tmp_path / "folder" / "history.db", told) as history:
        assert history.add(turn()) is None
    assert all(str(tmp_path) in line for line in told)


def test_a_busy_database_is_waited_for_and_then_told(path: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY", 0.05)
    with History(path, told) as history:
        history.add(turn(1))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert history.add(turn(2)) is None
        assert "locked" in told[0]
        other.execute("ROLLBACK")
        other.close()
        assert history.add(turn(3)) is not None
        assert [each.exchange.heard for each in history.recent(9)] == ["question 1", "question 3"]
