"""Does all memory come back? An Omni is loaded, asked and unloaded, over and over, as the daemon does it.

    python -m benchmarks.omni_cycles --cycles 50
    python -m benchmarks.omni_cycles --cycles 50 --model ~/models/Qwen2.5-Omni-3B

Without --model it is a tiny random one, which takes as much code into memory as a real one. Two figures are measured
after each unloading, against their values before the first cycle. One is the private memory of this process, which
stands for the daemon. The other is the memory in use on the whole machine, by the kernel's count, without caches and
without free pages. Other programs on the machine move the second figure: run it on a quiet one.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from config.settings import Settings
from daemon.routing.omni_modes import as_set, needs_of
from daemon.tiers import specs
from daemon.tiers.recognition import Utterance
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet, ModelHandle
from daemon.workers.process_memory import private_memory

LIMIT = 1.0
"""Largest growth in per cent."""
SECOND = 32_000
"""Bytes of a second of the microphone's sound."""


def machine_in_use() -> int:
    """Returns the bytes in use on this machine, caches not counted.

    MemAvailable leaves out the free pages that each processor keeps at hand (`pagesets` in /proc/zoneinfo, proc(5)).
    After a large process's end these are hundreds of megabytes, which recent kernels hand back over tens of seconds
    (mm/page_alloc.c, decay_pcp_high). Nobody uses them meanwhile, so they count as free here.
    """
    lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    used = (int(lines["MemTotal"].split()[0]) - int(lines["MemAvailable"].split()[0])) * 1024
    at_hand = re.findall(r"^ +count: +(\d+)$", Path("/proc/zoneinfo").read_text(), re.MULTILINE)
    return used - sum(map(int, at_hand)) * resource.getpagesize()


SETTLES = 5.0
"""Seconds that the kernel is given to take everything back: a process's pages are freed after it has gone."""


def let_interned_settle() -> None:
    """Makes Python's table of interned strings take its final size.

    Names that come and go use its slots up. Once, at some cycle, the table is written anew at three times its strings
    (CPython's dictobject.c, GROWTH_RATE): half a megabyte, 2 % of this process, which no cycle keeps.
    """
    for number in range(1 << 16):
        sys.intern(f"passing {number}")


async def settled(before: int, within: float = SETTLES) -> int:
    """Returns the machine's memory in use once the kernel has taken everything back."""
    until = time.monotonic() + within
    lowest = machine_in_use()
    while lowest > before and time.monotonic() < until:
        await asyncio.sleep(0.1)
        lowest = min(lowest, machine_in_use())
    return lowest


async def cycle(omni: ModelHandle, utterance: Utterance, speak: bool) -> dict[str, float]:
    """Loads, answers once, and unloads; returns the times, the worker's memory and the bytes of sound."""
    began = time.monotonic()
    sampling = {"max_tokens": 16, "temperature": 0.0, "seed": 1}
    messages = [{"role": "user", "content": "What is this?"}]
    async with omni.use() as worker:
        loaded = time.monotonic()
        async with worker.ask(
            "respond", bytes(utterance.pcm), messages=messages, sampling=sampling, speak=speak
        ) as asked:
            sound = sum([len(frame.payload) async for frame in asked])
        pid = worker.pid
        held = private_memory(pid) if pid is not None else 0
    await omni.fleet.residency.unload_all()
    if omni.pid is not None or (pid is not None and private_memory(pid)):
        raise RuntimeError(f"the worker {pid} is still there")
    return {
        "load_s": loaded - began,
        "cycle_s": time.monotonic() - began,
        "worker_mb": held / 1e6,
        "sound_bytes": sound,
    }


def size_of(folder: Path) -> int:
    """Returns the bytes of the folder's files."""
    return sum(file.stat().st_size for file in folder.iterdir())


async def run(options: argparse.Namespace, model: Path) -> dict[str, Any]:
    """Runs all cycles; `main` prints the result."""
    settings = Settings.model_validate({"quality": {"weights": "full", "solver": "euler", "solver_steps": 2}})
    rows: list[dict[str, float]] = []
    async with asyncio.TaskGroup() as group:
        fleet = Fleet(group, Budget(options.budget_gb * 1_000_000_000))
        speak = not options.thinker_only
        mode = as_set(needs_of(str(model), size_of(model)), settings.quality, gpu=False, speaks=speak)
        omni = fleet.handle(specs.omni("omni", model, settings, mode))
        utterance = Utterance(1, bytearray(SECOND))
        let_interned_settle()  # before a cycle: the heap is given back by it, and taken again by what comes next
        await cycle(omni, utterance, speak)  # Python's own caches fill in the first one
        gc.collect()
        daemon, machine = private_memory(os.getpid()), machine_in_use()
        for number in range(1, options.cycles + 1):
            row = await cycle(omni, utterance, speak)
            gc.collect()
            row["daemon_percent"] = (private_memory(os.getpid()) - daemon) / daemon * 100
            row["machine_percent"] = (await settled(machine) - machine) / machine * 100
            rows.append(row)
            print(f"{number:4}  " + "  ".join(f"{name} {value:8.2f}" for name, value in row.items()), flush=True)
        await fleet.close()
    return {
        "cycles": options.cycles,
        "model": str(options.model or "tiny"),
        "daemon_mb": daemon / 1e6,
        "machine_mb": machine / 1e6,
        "worst_daemon_percent": max(row["daemon_percent"] for row in rows),
        "worst_machine_percent": max(row["machine_percent"] for row in rows),
        "worker_mb": max(row["worker_mb"] for row in rows),
        "spoke": all(row["sound_bytes"] > 0 for row in rows) if not options.thinker_only else None,
        "rows": rows,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.omni_cycles", description=__doc__.splitlines()[0])
    parser.add_argument("--cycles", type=int, default=50)
    parser.add_argument("--model", type=Path, help="a checkpoint folder (default: a tiny random model)")
    parser.add_argument("--thinker-only", action="store_true", help="without talker and vocoder")
    parser.add_argument("--budget-gb", type=int, default=16, help="memory that the model may take")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if options.model is None:  # in a process of its own: the daemon has no torch in it either
            build = (
                "import sys, pathlib, tests.support.tiny_omni as tiny; tiny.build_tiny_omni(pathlib.Path(sys.argv[1]))"
            )
            subprocess.run([sys.executable, "-c", build, folder], check=True, stderr=subprocess.DEVNULL)
        found = asyncio.run(run(options, options.model or Path(folder)))
    for name, value in found.items():
        if name != "rows":
            print(f"{name:24}{value:.2f}" if isinstance(value, float) else f"{name:24}{value}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    within = max(found["worst_daemon_percent"], found["worst_machine_percent"]) <= LIMIT
    print(f"memory is {'' if within else 'NOT '}back within {LIMIT:.0f} % after every cycle")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
