"""Runs a probe in a Python process of its own, which may hang or crash without harm."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from config.texts import _


class ProbeFailed(Exception):
    """The process hung, crashed or answered nonsense; the text is one line."""


def probe(*arguments: str, timeout: float) -> Any:
    """Runs `python ARGUMENTS` and returns the last line of its output, which must be JSON.

    Raises ProbeFailed, also after `timeout` seconds.
    """
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as err:
        raise ProbeFailed(_("no answer within {timeout:g} s: it hangs", timeout=timeout)) from err
    if done.returncode < 0:
        raise ProbeFailed(_("the library crashed (signal {value})", value=-done.returncode))
    try:
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError) as err:
        said = done.stderr.strip().splitlines()
        raise ProbeFailed(said[-1] if said else _("exit status {returncode}", returncode=done.returncode)) from err
