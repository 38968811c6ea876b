"""Nothing that this program imports reports to its maker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.no_telemetry import SWITCHES


@pytest.mark.parametrize("module", ["audio.vad", "models.smart_turn", "daemon.bench.workers.onnx"])
def test_onnxruntime_keeps_no_id_and_no_events_for_its_maker(module: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    code = f"import {module}, onnxruntime; onnxruntime.SessionOptions()"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)
    assert list(tmp_path.rglob("*")) == []


def test_a_pull_tells_the_hub_nothing_of_what_is_installed() -> None:
    code = (
        "import models, huggingface_hub.utils as hub; print(hub.build_hf_headers(library_name='sarai')['user-agent'])"
    )
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    said = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.startswith("sarai")
    assert "torch" not in said.stdout
