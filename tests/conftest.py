"""What all tests share: a store without models, and a summary that says how many of them met real ones."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Hides the language and the models of the machine's user: with Whisper here, `embedded` would hear with it."""
    folder = Path(tempfile.mkdtemp(prefix="sarai-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ |= {"XDG_DATA_HOME": str(folder / "data"), "HF_HOME": str(folder / "huggingface")}
    os.environ["LC_ALL"] = "C.UTF-8"  # texts in English, on whoever's machine
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "LANGUAGE"):
        os.environ.pop(name, None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests marked `real` ran, and why others did not."""
    reports = [
        report
        for outcome in ("passed", "failed", "error", "skipped")
        for report in terminalreporter.stats.get(outcome, [])
        if isinstance(report, pytest.TestReport) and "real" in report.keywords
    ]
    if not reports:
        return
    ran = sum(report.when == "call" and not report.skipped for report in reports)
    skipped = [report for report in reports if report.skipped]
    reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in skipped if isinstance(report.longrepr, tuple)}
    more = f" (and {len(reasons) - 1} more reasons)" if len(reasons) > 1 else ""
    why = f", {len(skipped)} skipped: {min(reasons, default='')}{more}" if skipped else ""
    terminalreporter.write_line(f"Tests on real models: {ran} run{why}")
