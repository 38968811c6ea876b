"""Whether llama.cpp can load a GGUF file, judged by its header alone."""

from __future__ import annotations

from pathlib import Path


def gguf_problem(path: Path) -> str | None:
    """Why llama.cpp cannot load this file, in one line; None if nothing speaks against it."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except IsADirectoryError:
        return "is a folder, not a model file"
    except OSError as err:
        return f"cannot be read ({err.strerror})"
    return None if magic == b"GGUF" else "is no GGUF file"
