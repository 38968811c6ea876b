"""What a worker process is to run: which server, which engine, with how many threads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Spec:
    """What to run."""

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
    """Private memory it is expected to take, where that depends on how it is run; None: what is known of its model."""
    vram_mb: int = 0
    """GPU memory it is expected to take."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """More keys of the first frame, for servers that are not engines."""

    def first_frame(self, log_level: str) -> dict[str, Any]:
        """What the process is told first (see daemon.workers.child)."""
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
        """Its environment variables."""
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        if self.threads:
            environment |= {"OMP_NUM_THREADS": str(self.threads), "OPENBLAS_NUM_THREADS": str(self.threads)}
        return environment
