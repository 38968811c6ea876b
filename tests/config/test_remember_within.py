"""A value deep within a mapping of the settings file is set, and all else stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from config.errors import SettingsError
from config.remember import remember_within, with_value

KEYS = ("tools", "servers", "clock", "allow")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "tools:\n  servers:\n    clock:\n      allow: [x, z]\n"),
        ("tools:\n", "tools: {servers: {clock: {allow: [x, z]}}}\n"),
        ("# mine\ntier: fast\n", "# mine\ntools:\n  servers:\n    clock:\n      allow: [x, z]\ntier: fast\n"),
        (
            "tools:\n  servers:\n    clock:\n      allow: [x]  # why\n      command: [a]\n",
            "tools:\n  servers:\n    clock:\n      allow: [x, z]  # why\n      command: [a]\n",
        ),
        (
            "tools:\n    servers:\n        clock:\n            command: [a]  # b\n",
            "tools:\n    servers:\n        clock:\n            allow: [x, z]\n            command: [a]  # b\n",
        ),
        (
            "tools:\n  servers:\n    clock:\n      allow:\n        - x\n        - y\n\n# the end\ntier: fast",
            "tools:\n  servers:\n    clock:\n      allow: [x, z]\n\n# the end\ntier: fast\n",
        ),
        (
            "tools: {servers: {clock: {command: [a]}}} # c\n",
            "tools: {servers: {clock: {allow: [x, z], command: [a]}}} # c\n",
        ),
        (
            "tools:\n  servers:\n    other:\n      url: http://x\n",
            "tools:\n  servers:\n    clock:\n      allow: [x, z]\n    other:\n      url: http://x\n",
        ),
        ("tools:\n  servers: null # none\n", "tools:\n  servers: {clock: {allow: [x, z]}} # none\n"),
        ("tools: 3\n", None),
        ("- a\n", None),
        ("tools: &a {servers: {}}\nother: *a\n", None),
        ("tools: [\n", None),
    ],
)
def test_one_value_is_set(before: str, after: str | None) -> None:
    assert with_value(before, KEYS, ["x", "z"]) == after


def test_a_file_that_cannot_be_changed_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "sarai.yaml"
    file.write_text("tools: 3\n")
    with pytest.raises(SettingsError, match=r"please write `tools\.servers\.clock\.allow: \[x\]` in .* yourself"):
        remember_within(KEYS, ["x"], file)
    assert file.read_text() == "tools: 3\n"
    file.unlink()
    remember_within(("tools", "servers", "clock"), {"url": "http://h", "allow": ["*"]}, file)
    assert yaml.safe_load(file.read_text()) == {"tools": {"servers": {"clock": {"url": "http://h", "allow": ["*"]}}}}
    assert file.stat().st_mode & 0o777 == 0o600
