"""Do a hundred switches between two tiers in a running daemon leave anything behind? That would be a leak.

    python -m benchmarks.tiers [--switches 100] [--json FILE]

Every switch ends the processes of one tier and starts those of the other. Before and after, with the same tier in use,
it counts processes, open descriptors, asyncio tasks and the daemon's private memory. Exit code 1 when something was
left behind.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config.settings import Settings
from daemon.app.daemon import Daemon, running
from daemon.tiers.scripted import adapter
from daemon.workers.process_memory import private_memory
from daemon.workers.request import WorkerError

TIERS = ("fast", "embedded")
TOLERATED_MB = 8.0
"""Largest growth, in MB, of the daemon's own memory over all switches that counts as noise of the allocator."""


@dataclass(frozen=True)
class State:
    """The resources that a process holds."""

    children: int
    descriptors: int
    tasks: int
    private_mb: float


def look() -> State:
    own = os.getpid()
    children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    return State(len(children), descriptors, len(asyncio.all_tasks()), round(private_memory(own) / 1e6, 1))


async def switch(daemon: Daemon, tier: Any) -> float:
    """Ends all models, chooses the tier and waits until its own are in memory; returns the seconds."""
    began = time.monotonic()
    await daemon.fleet.residency.unload_all()
    await daemon.selection.choose_tier(tier)
    await daemon.ready()
    return time.monotonic() - began


async def measure(settings: Settings, switches: int) -> dict[str, Any]:
    async with running(settings, adapter(settings.benchmark)) as daemon:
        try:
            for tier in TIERS:  # both once, so that whatever is made only once is there
                await switch(daemon, tier)
            await asyncio.sleep(0.5)
            before = look()
            took = [await switch(daemon, TIERS[turn % 2]) for turn in range(switches)]
            await asyncio.sleep(0.5)
            after = look()
        except WorkerError as err:
            raise SystemExit(f"a model could not be loaded: {err}") from err
    took.sort()
    return {
        "switches": switches,
        "before": asdict(before),
        "after": asdict(after),
        "seconds_per_switch": {"p50": round(took[len(took) // 2], 2), "max": round(took[-1], 2)},
        "leak": leaks(before, after),
    }


def leaks(before: State, after: State) -> list[str]:
    """Returns the resources that have grown, in words."""
    found = [
        f"{name}: {getattr(before, name)} -> {getattr(after, name)}"
        for name in ("children", "descriptors", "tasks")
        if getattr(after, name) > getattr(before, name)
    ]
    if after.private_mb - before.private_mb > TOLERATED_MB:
        found.append(f"memory: {before.private_mb} -> {after.private_mb} MB")
    return found


def settings_for(folder: Path) -> Settings:
    """Returns settings of the fast tier on tiny models, written into `folder`: the machinery is measured, not the
    models."""
    from tests.support.tiny_gguf import write_tiny
    from tests.support.tiny_whisper import tiny_whisper

    return Settings.model_validate(
        {
            "fast": {
                "recogniser": str(tiny_whisper()),
                "mind": str(write_tiny(folder / "mind.gguf", script="Sure, Bob!")),
                "voice_en": "espeak",
                "voice_es": "espeak",
            },
            "sound": {"backend": "wav"},
            "listening": {"at_start": False},
            "history": {"keep": False},
            "compute": {"context": 512},
            "log": {"level": "WARNING"},
        }
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--switches", type=int, default=100)
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(measure(settings_for(Path(folder)), args.switches))
    print(f"{args.switches} switches between {' and '.join(TIERS)}: {result['seconds_per_switch']}")
    for when in ("before", "after"):
        print(f"  {when:7} {result[when]}")
    print("  nothing was left behind" if not result["leak"] else f"  LEAK  {'; '.join(result['leak'])}")
    if args.json is not None:
        args.json.write_text(json.dumps(result, indent=1))
    return 1 if result["leak"] else 0


if __name__ == "__main__":
    sys.exit(main())
