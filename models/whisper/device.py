"""Chooses the device of CTranslate2. A broken CUDA installation aborts the process that uses it, so a child process
tries it first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from config.texts import _
from models.engine import EngineError

_PROBE_SECONDS = 90.0
"""Time limit of the trial in seconds: for a model of 1.5 GB on a slow disk, and CUDA's first start."""
_PROBE = """
import sys
import ctranslate2, numpy
count = ctranslate2.get_cuda_device_count()
if not count:
    sys.exit("no CUDA device")
if len(sys.argv) > 1:
    model = ctranslate2.models.Whisper(sys.argv[1], device="cuda", compute_type=sys.argv[2])
    features = numpy.zeros((1, model.n_mels, 200), numpy.float32)
    model.generate(ctranslate2.StorageView.from_array(features), [[0]], beam_size=1, max_length=4)
else:
    ctranslate2.StorageView.from_array(numpy.zeros((1, 8), numpy.float32)).to_device(ctranslate2.Device.cuda)
print(f"{count} CUDA device" + "s" * (count > 1))
"""


def probe_cuda(
    folder: Path | None = None, compute_type: str = "float16", timeout: float = _PROBE_SECONDS
) -> tuple[bool, str]:
    """Returns whether CTranslate2 can use CUDA here, and in one line why (not). With `folder` it runs the model
    there, which also finds a missing cuBLAS or cuDNN. Never raises, and no crash reaches this process."""
    arguments = [] if folder is None else [str(folder), compute_type]
    try:
        child = subprocess.run(
            [sys.executable, "-c", _PROBE, *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
        )
    except subprocess.TimeoutExpired:
        return False, _("CUDA did not answer within {seconds:.0f} s", seconds=timeout)
    except OSError as err:
        return False, _("the CUDA probe did not start ({why})", why=err)
    lines = (child.stdout if child.returncode == 0 else child.stderr).strip().splitlines()
    reason = lines[-1] if lines else _("the CUDA probe ended with status {status}", status=child.returncode)
    return child.returncode == 0, reason


def settle_device(device: str, folder: Path) -> str:
    """Returns "cpu" or "cuda" for a wish of "cpu", "cuda" or "auto". Raises EngineError when CUDA was demanded and
    fails."""
    if device == "cpu":
        return device
    if device not in ("auto", "cuda"):
        raise EngineError(_("no device {device!r} for Whisper: choose cpu, cuda or auto", device=device))
    works, reason = probe_cuda(folder)
    if device == "cuda" and not works:
        raise EngineError(_("Whisper cannot use CUDA ({why}): choose device cpu or auto", why=reason))
    return "cuda" if works else "cpu"


def compute_type_for(device: str) -> str:
    return "float16" if device == "cuda" else "int8"
