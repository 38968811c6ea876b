"""What does the daemon cost when nobody speaks? `python -m benchmarks.idle [--seconds 30]`.

Starts `sarai run` on a virtual sound card with no model loaded but the embedded tier's, listening to silence. Prints
seconds until it is ready, idle CPU of all its processes, memory of the daemon and the sound worker, and the time of
`sarai status` as a whole process.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil

from benchmarks.turns import conditions
from tests.e2e.house import House
from tests.support.virtual_card import VirtualCard


def private_mb(pid: int) -> float:
    return float(psutil.Process(pid).memory_full_info().uss) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30)
    arguments = parser.parse_args()
    print(", ".join(f"{name} {value}" for name, value in conditions().items() if name != "backend"))
    with VirtualCard() as card, House(Path(tempfile.mkdtemp()), card) as house:
        print(
            f"control socket answers after {house.started_after:.2f} s, all models loaded after {house.loaded_after:.2f} s"
        )
        pids = {"daemon": house.process.pid} | {each["name"]: each["pid"] for each in house.call("status")["models"]}
        time.sleep(5)
        before = {name: sum(psutil.Process(pid).cpu_times()[:2]) for name, pid in pids.items()}
        time.sleep(arguments.seconds)
        total = 0.0
        for name, pid in pids.items():
            share = (sum(psutil.Process(pid).cpu_times()[:2]) - before[name]) / arguments.seconds
            total += share
            print(f"  {name:<12} {share:6.2%} of a core, private memory {private_mb(pid):6.1f} MB")
        print(f"idle CPU of all processes {total:.2%} of a core over {arguments.seconds:.0f} s of silence")
        print(
            f"without models: {private_mb(pids['daemon']) + private_mb(pids['sound']):.0f} MB (daemon and sound worker)"
        )
        times = []
        for _ in range(10):
            began = time.monotonic()
            subprocess.run(
                [Path(sys.executable).with_name("sarai"), "status"], env=house.env, check=True, capture_output=True
            )
            times.append(time.monotonic() - began)
        print(f"`sarai status` as a whole process: median {median(times) * 1000:.0f} ms of {len(times)}")


if __name__ == "__main__":
    main()
