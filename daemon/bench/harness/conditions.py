"""The conditions under which a figure was measured. A figure without them means nothing."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from config.texts import _
from models.store.machine import Hardware, hardware, version_of

BUSY = 0.5
"""Load average per core. Above it, other work has slowed the figures down."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Everything that a reader needs to judge the figures, or to measure them again."""

    when: str
    """ISO 8601, UTC."""
    hardware: Hardware
    load_before: float
    """The kernel's load average over one minute, which shows other work on the machine."""
    load_after: float
    versions: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    """Role or name -> a description: the file and its size, or the kind of model."""
    threads: int = 0
    """CPU threads of the engine. 0 leaves the number to the engine."""
    settings: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """Further choices: iterations, tokens, ..."""

    @classmethod
    def here(
        cls,
        *,
        packages: Sequence[str] = (),
        models: Mapping[str, str] | None = None,
        threads: int = 0,
        settings: Mapping[str, str | int | float | bool] | None = None,
        gpu: bool = False,
    ) -> Conditions:
        """Returns the conditions on this machine now. Call it before measuring, and `done` afterwards.

        `gpu` also names the GPU, which starts one more process.
        """
        load = os.getloadavg()[0]
        versions = {name: found for name in ("sarai-voice", *packages) if (found := version_of(name))}
        return cls(
            datetime.now(UTC).isoformat(timespec="seconds"),
            hardware(gpu=gpu),
            load,
            load,
            {**versions, "python": platform.python_version(), "kernel": platform.release()},
            dict(models or {}),
            threads,
            dict(settings or {}),
        )

    def done(self) -> Conditions:
        """Returns the same conditions with the load at the end."""
        return replace(self, load_after=os.getloadavg()[0])

    @property
    def busy(self) -> bool:
        """Whether other work took more than BUSY of the cores before the benchmark began."""
        return self.load_before > BUSY * self.hardware.cores

    def as_json(self) -> dict[str, Any]:
        chip = self.hardware
        return {
            "when": self.when,
            "hardware": {"cpu": chip.cpu, "cores": chip.cores, "ram_gb": round(chip.ram_gb, 1), "gpu": chip.gpu},
            "load_before": round(self.load_before, 2),
            "load_after": round(self.load_after, 2),
            "versions": dict(self.versions),
            "models": dict(self.models),
            "threads": self.threads,
            "settings": dict(self.settings),
        }

    def lines(self) -> list[tuple[str, str]]:
        """Returns (name, value) pairs for people. Empty values are left out."""
        load = _("{before:.2f} before, {after:.2f} after", before=self.load_before, after=self.load_after)
        found = [
            (_("machine"), self.hardware.told),
            (_("models"), ", ".join(f"{_(name)}: {what}" for name, what in self.models.items())),
            (_("threads"), str(self.threads or "")),
            (_("settings"), ", ".join(f"{name} {value}" for name, value in self.settings.items())),
            (_("load average"), load),
            (_("versions"), ", ".join(f"{name} {number}" for name, number in self.versions.items())),
            (_("when"), self.when),
        ]
        return [(name, value) for name, value in found if value]
