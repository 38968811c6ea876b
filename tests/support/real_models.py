"""Real models for the tests marked `real`: pulled once, through the product's own store, into a cache outside the
clone.

A model that cannot be had skips its test. SARAI_REAL=1 or CI=true makes it a failure; SARAI_REAL=0 leaves these tests
out.
"""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt
import pytest

from models.starter.corpus.numbers import english
from models.store.places import Places, StoreError, places_here
from models.store.pull import Down, pull

ROOT = Path(__file__).resolve().parents[2]
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sarai" / "models"
_PATIENCE = 900.0
"""Most seconds that another run may take to pull the same model."""

_down: Down = {}

Pcm = npt.NDArray[np.int16]


def places() -> Places:
    """Returns the folders of the real models."""
    return Places(_CACHE, places_here().hub_cache)


def real(model_id: str) -> Path:
    """Returns the path for the model's engine. If the model cannot be had, skips the test, or fails it where the real
    models are a must."""
    if os.environ.get("SARAI_REAL") == "0":
        pytest.skip("SARAI_REAL=0 leaves out what needs real models")
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return pull(model_id, places(), down=_down).path
        except StoreError as err:
            if "being pulled by another process" in str(err) and time.monotonic() < until:
                time.sleep(1)
                continue
            _missing(f"the real {model_id} cannot be had: {err}")


def recordings() -> Path:
    """Returns the folder of real people's recordings, which are not part of the project."""
    folder = Path(os.environ.get("SARAI_RECORDINGS") or ROOT.parent / "shared" / "audio")
    if not folder.is_dir():
        pytest.skip(f"no recordings at {folder}; SARAI_RECORDINGS names a folder with them")
    return folder


def plain(text: str) -> str:
    """Returns the words alone for a comparison: lower case, no punctuation, numbers below a million as English words."""
    text = unicodedata.normalize("NFC", text.lower()).replace("’", "'").replace("-", " ")
    text = re.sub(r"(?<![^\W_])\d{1,6}(?![^\W_])", lambda number: english(int(number[0])), text, flags=re.ASCII)
    return " ".join(re.sub(r"[^\w' ]|_", " ", text).split())


def word_error_rate(said: Sequence[str], heard: Sequence[str]) -> float:
    """Returns the word error rate over all texts together, 0 to 1 and more."""
    import jiwer

    return float(jiwer.wer([plain(text) for text in said], [plain(text) for text in heard]))


def _missing(reason: str) -> NoReturn:
    if os.environ.get("SARAI_REAL") == "1" or os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)
