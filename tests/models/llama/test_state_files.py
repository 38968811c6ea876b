"""KV states on disk: bounded, private, verified."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from models.llama import state_files
from models.llama.state_files import MOST_FILES, StateFiles


def key(number: int) -> str:
    return f"{number:064x}"


@pytest.fixture
def files(tmp_path: Path) -> StateFiles:
    return StateFiles(tmp_path / "states")


def test_what_was_saved_is_found_under_its_key_alone(files: StateFiles, tmp_path: Path) -> None:
    files.save(key(1), b"one")
    assert files.load(key(1)) == b"one"
    assert files.load(key(2)) is None
    assert (tmp_path / "states").stat().st_mode & 0o777 == 0o700
    files.drop(key(1))
    assert files.load(key(1)) is None


def test_the_last_ones_used_are_kept(files: StateFiles, tmp_path: Path) -> None:
    for number in range(MOST_FILES):
        files.save(key(number), b"x")
        os.utime(tmp_path / "states" / f"{key(number)}.kv", (number, number))
    assert files.load(key(0)) == b"x"  # used now
    files.save(key(99), b"x")
    assert [files.load(key(number)) for number in range(MOST_FILES)] == [b"x", None, *[b"x"] * (MOST_FILES - 2)]


def test_all_together_are_bounded_in_size(
    files: StateFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(state_files, "MOST_BYTES", 1000)
    for number in range(3):
        files.save(key(number), bytes(400))
    assert sum(path.stat().st_size for path in (tmp_path / "states").iterdir()) <= 1000 + 200
    files.save(key(9), bytes(600))
    assert files.load(key(9)) is None


def test_a_link_or_a_pipe_in_its_place_is_not_followed(
    files: StateFiles, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    files.save(key(1), b"one")
    place = tmp_path / "states" / f"{key(2)}.kv"
    place.symlink_to(tmp_path / "states" / f"{key(1)}.kv")
    assert files.load(key(2)) is None
    place.unlink()
    os.mkfifo(place, 0o600)
    assert files.load(key(2)) is None
    place.unlink()
    (tmp_path / "states" / f"{key(1)}.kv").rename(place)  # another one's state under this name
    assert files.load(key(2)) is None
    assert len(caplog.records) == 3


def test_a_disk_that_fails_costs_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "states").write_text("no folder")
    StateFiles(tmp_path / "states").save(key(1), b"one")
    assert "read again at the next start" in caplog.text
    assert len(caplog.records) == 1


def test_a_half_written_file_is_removed_once_it_is_old(files: StateFiles, tmp_path: Path) -> None:
    files.save(key(1), b"one")
    old, new = (tmp_path / "states" / f".{key(2)}.kv.{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    files.save(key(1), b"one")
    assert (old.exists(), new.exists()) == (False, True)
