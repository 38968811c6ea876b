"""Specification of a worker process: its server, its engine, its threads."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Spec:
    """Describes one worker process."""

    name: str
    """For people: "whisper-base", "sound", ..."""
    server: str
    """module:function that serves this kind: one of daemon.workers.servers or daemon.workers.servers_omni."""
    factory: str = ""
    """module:class of the engine."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    oom_score_adj: int = 500
    """Which process the kernel takes first when memory runs out: a model rather than the desktop."""
    threads: int = 0
    """OMP_NUM_THREADS and the like for the process; 0 leaves the environment alone."""
    ram_mb: int | None = None
    """Private memory it is expected to take, where that depends on the mode; None: the catalogue's figure."""
    vram_mb: int = 0
    """GPU memory it is expected to take."""
    waits: float = 0.0
    """Seconds for which a request may wait for somebody else's machine, beside its own work."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """More keys of the first frame, for servers that are not engines."""

    def size(self) -> int:
        """Returns the bytes of the files and folders that the engine is given; 0 where there are none."""
        return sum(_size(Path(str(self.arguments[name]))) for name in ("path", "projector") if name in self.arguments)

    def stamp(self) -> tuple[tuple[str, int, int], ...]:
        """Returns (path, size, time of change in ns) of every file that the engine is given, a Piper voice's .json too."""
        given = [Path(str(self.arguments[name])) for name in ("path", "projector") if name in self.arguments]
        return tuple(sorted(itertools.chain.from_iterable(map(_stamps, given))))

    def first_frame(self, log_level: str) -> dict[str, Any]:
        """Returns the first message to the process (see daemon.workers.child)."""
        return {
            "parent": os.getpid(),
            "server": self.server,
            "factory": self.factory,
            "arguments": dict(self.arguments),
            "oom_score_adj": self.oom_score_adj,
            "log_level": log_level,
            **self.extra,
        }

    def environment(self) -> dict[str, str]:
        """Returns the environment variables of the process."""
        # Without the last one ggml, before it gives up, has a debugger print where it is, which takes seconds.
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "GGML_NO_BACKTRACE": "1"}
        # numpy only makes features, in a millisecond or two. A second thread saves nothing there, and spins while it waits.
        environment["OPENBLAS_NUM_THREADS"] = "1"
        if self.threads:
            environment["OMP_NUM_THREADS"] = str(self.threads)
        return environment


def _stamps(path: Path) -> Iterator[tuple[str, int, int]]:
    files: Iterable[Path] = (path, path.with_name(f"{path.name}.json"))
    with suppress(OSError):
        files = list(path.iterdir()) if path.is_dir() else files
    for file in files:
        with suppress(OSError):
            facts = file.stat()
            yield str(file), facts.st_size, facts.st_mtime_ns


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(each.stat().st_size for each in path.iterdir() if each.is_file())
        return path.stat().st_size
    except OSError:
        return 0
