"""Judges by a GGUF file's header alone whether llama.cpp can load it: a failing load takes seconds and a worker."""

from __future__ import annotations

import stat
from functools import lru_cache
from pathlib import Path

from config.small_files import reason
from config.texts import _
from models.llama.gguf_header import GgufHeader, NotGguf, read_header

_OLLAMA_ONLY = frozenset({"mllama", "gptoss", "qwen25vl"})
"""Architecture names that only Ollama's own engine knows; llama.cpp has no such names."""


def gguf_problem(path: Path, *, projector: bool = False) -> str | None:
    """Returns in one line why llama.cpp cannot load this file as a model (or as a projector), or None if it seems
    fine."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) and not path.is_dir():
            return _("is not a file")
        return _judge(path, projector, found.st_size, found.st_mtime_ns)
    except IsADirectoryError:
        return _("is a folder, not a model file")
    except (OSError, ValueError) as err:  # ValueError: a name that no file can have
        return _("cannot be read ({why})", why=reason(err))


# A vocabulary of 150,000 words takes a third of a second to step over.
@lru_cache(maxsize=256)
def _judge(path: Path, projector: bool, size: int, changed: int) -> str | None:
    try:
        header = read_header(path)
    except NotGguf as err:
        return str(err)
    return _truncated(header) or (_no_projector(header) if projector else _no_model(header))


def _truncated(header: GgufHeader) -> str | None:
    if not header.truncated:
        return None
    return _("is cut short: {file_size} of {size} bytes", file_size=header.file_size, size=header.size)


def _no_projector(header: GgufHeader) -> str | None:
    return (
        None
        if header.is_projector
        else _("is no projector but a model ({architecture})", architecture=header.architecture)
    )


def _no_model(header: GgufHeader) -> str | None:
    if header.is_projector:
        return _("is a projector: it gives a model eyes or ears, and is none itself")
    if not header.tensors:
        return _("has a header and no weights")
    if header.architecture in _OLLAMA_ONLY:
        return _(
            "has the architecture {architecture}, which only Ollama's own engine loads",
            architecture=header.architecture,
        )
    if header.has_vision_tensors:
        return _("has its vision weights inside the model's file, which only Ollama's own engine loads")
    return None
