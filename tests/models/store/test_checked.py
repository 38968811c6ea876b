"""A model's file that has changed since its hash was checked is noticed at the next load."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from config import paths
from models.store import checked
from models.store.checked import BLOCK, changed, note, sha256_of

SIZE = 40 * BLOCK


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "weights.bin"
    path.write_bytes(random.Random(3).randbytes(SIZE))
    note("little", {path: sha256_of(path)})
    return path


def flip(path: Path, at: int) -> None:
    """Changes one byte, and puts the time of the last change back."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("at", [0, SIZE - 1, SIZE // 2, *random.Random(1).sample(range(SIZE), 5)])
def test_one_changed_byte_is_noticed(weights: Path, at: int) -> None:
    assert changed([weights]) is None
    flip(weights, at)
    problem = changed([weights])
    assert problem is not None
    assert problem.startswith(f"{weights} has changed since it was checked: `sarai models remove little` and ")
    assert "\n" not in problem
    flip(weights, at)
    assert changed([weights]) is None


@pytest.mark.parametrize("at", [5, SIZE - 5])
def test_the_sample_alone_notices_what_a_failing_disk_did(
    weights: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(weights, at)
    notes = json.loads((paths.data_dir() / "checked.json").read_text())
    now = weights.stat()
    notes[str(weights)]["times"] = [now.st_mtime_ns, now.st_ctime_ns]
    (paths.data_dir() / "checked.json").write_text(json.dumps(notes))
    monkeypatch.setattr(checked, "sha256_of", lambda path: pytest.fail("all of it is hashed"))
    assert changed([weights]) is not None


def test_a_file_that_was_only_touched_is_hashed_once(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights.touch()
    assert changed([weights]) is None
    monkeypatch.setattr(checked, "sha256_of", lambda path: pytest.fail("it is hashed again"))
    assert changed([weights]) is None


def test_all_files_of_a_folder_and_the_configuration_beside_a_voice_count(tmp_path: Path, weights: Path) -> None:
    assert changed([tmp_path / "data", weights.parent]) is None
    flip(weights, 9)
    assert changed([weights.parent]) is not None
    assert changed([tmp_path / "there-is-none"]) is None
    voice, told = tmp_path / "v.onnx", tmp_path / "v.onnx.json"
    told.write_text("{}")
    note("voice", {told: sha256_of(told)})
    told.write_text("[]")
    assert "models pull voice" in str(changed([voice]))


def test_a_longer_file_is_noticed(weights: Path) -> None:
    with weights.open("ab") as file:
        file.write(b"x")
    assert changed([weights]) is not None


@pytest.mark.parametrize("notes", ["", "[]", "{", '{"a": 3}', '{"WEIGHTS": {"sample": "x"}}', "\0"])
def test_what_was_never_checked_or_whose_notes_are_lost_is_loaded(weights: Path, notes: str) -> None:
    other = weights.with_name("other.bin")
    other.write_bytes(b"x")
    assert changed([other]) is None
    flip(weights, 0)
    (paths.data_dir() / "checked.json").write_text(notes.replace("WEIGHTS", str(weights)))
    assert changed([weights]) is None


def test_a_note_that_cannot_be_kept_stops_nothing(weights: Path) -> None:
    (paths.data_dir() / "checked.json").unlink()
    (paths.data_dir() / "checked.json").mkdir()
    note("little", {weights: sha256_of(weights)})
    assert changed([weights]) is None
