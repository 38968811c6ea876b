"""What tests of actions share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that is not among pytest's, which nobody else may enter: Sway may have to run as nobody."""
    with tempfile.TemporaryDirectory(prefix="sarai-desktop-") as folder:
        yield Path(folder)
