"""Small files: never waited for, never half written."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from config import small_files
from config.errors import UserError


def test_what_is_written_comes_back_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / os.fsdecode("señal\n".encode() + b"\xff.json")
    small_files.write(path, '{"a": [1]}')
    small_files.write(path, '{"a": [2]}')
    assert small_files.read_json(path) == {"a": [2]}
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_what_is_no_file_is_told_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "pipe", tmp_path / "folder", Path("/dev/zero")):
        with pytest.raises(OSError, match="it is no file"):
            small_files.read(path)
    with pytest.raises(FileNotFoundError):
        small_files.read(tmp_path / "none")


def test_what_is_too_long_or_too_deep_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a terabyte, on paper
    with pytest.raises(OSError, match="longer than 1 MiB"):
        small_files.read(path)
    path.write_text("[" * 500_000)
    with pytest.raises(ValueError, match="nested too deeply"):
        small_files.read_json(path)


def test_a_disk_that_refuses_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    small_files.write(path, "1")
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr(os, "fsync", lambda handle: os.write(full, b"x"))
    try:
        with pytest.raises(OSError, match="No space left") as caught:
            small_files.write(path, "2")
    finally:
        os.close(full)
    assert caught.value.errno == errno.ENOSPC
    assert path.read_text() == "1"
    assert list(tmp_path.iterdir()) == [path]
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot create the directory"):
        small_files.write(tmp_path / "file" / "a.json", "3")
    (tmp_path / "b.json").mkdir()
    with pytest.raises(OSError, match="Is a directory"):
        small_files.write(tmp_path / "b.json", "4")


def test_two_processes_that_write_at_once_leave_one_of_their_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    code = """
        import json, sys
        from pathlib import Path
        from config import small_files
        for number in range(300):
            small_files.replace(Path(sys.argv[1]), json.dumps([number] * int(sys.argv[2])))
        """
    writers = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), str(path), str(length)])
        for length in (10, 3_000, 30_000)
    ]
    seen = 0
    while any(writer.poll() is None for writer in writers):
        if path.exists():
            found = json.loads(small_files.read(path))
            assert len(set(found)) == 1
            seen += 1
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert seen > 10
    assert list(tmp_path.iterdir()) == [path]
