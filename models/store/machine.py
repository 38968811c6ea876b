"""The facts about this machine that decide which models it should run.

The inspection starts a process (nvidia-smi), so it runs only on request and returns a plain value.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from config.texts import _

DEFAULT_BUDGET_MB = 12_000
"""Default RAM budget of all models together ..."""
BUDGET_SHARE = 0.75
"""... or this share of the machine's RAM, if that is less."""


@dataclass(frozen=True, slots=True)
class Gpu:
    name: str
    vram_mb: int


@dataclass(frozen=True, slots=True)
class Machine:
    """Memory, cores, GPUs and disk, as far as this process may use them."""

    ram_mb: int
    cores: int
    gpus: tuple[Gpu, ...] = ()
    disk_free_mb: int = 0
    """Free disk space at the store."""

    @property
    def budget_mb(self) -> int:
        """The RAM budget when the user has set none."""
        return min(DEFAULT_BUDGET_MB, int(self.ram_mb * BUDGET_SHARE))

    @property
    def vram_mb(self) -> int:
        """Memory of the largest GPU, 0 without one."""
        return max((gpu.vram_mb for gpu in self.gpus), default=0)


def inspect_machine(store: Path, *, gpu: bool = True) -> Machine:
    """Inspects this machine. `store` is the folder of the models; `gpu` False skips the GPUs."""
    import psutil

    ram = min(psutil.virtual_memory().total, _memory_limit())
    physical = psutil.cpu_count(logical=False) or 1
    # Hyper-threads add nothing to matrix work, and a container may be given fewer cores than there are.
    cores = max(1, min(physical, len(os.sched_getaffinity(0))))
    return Machine(ram // 1_000_000, cores, _gpus() if gpu else (), free_disk(store) // 1_000_000)


def free_disk(folder: Path) -> int:
    """Returns the free bytes at `folder`, which need not exist yet."""
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except OSError:
            continue
    return 0


def _memory_limit() -> int:
    """Returns the memory limit of our control group, where there is one."""
    try:
        text = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return 1 << 62
    return int(text) if text.isdigit() else 1 << 62


def _gpus() -> tuple[Gpu, ...]:
    """Returns the NVIDIA GPUs."""
    gpus = []
    for name, memory in nvidia_smi("--query-gpu=name,memory.total"):
        if name and memory.isdigit():
            gpus.append(Gpu(name, int(memory) * 1_048_576 // 1_000_000))
    return tuple(gpus)


def nvidia_smi(query: str) -> list[list[str]]:
    """Returns the rows that `nvidia-smi QUERY` prints, without units; none where there is no such driver.

    It is asked in a process of its own: a broken driver can hang or crash the caller that loads its library. Takes tens of
    milliseconds, 5 s at most."""
    if shutil.which("nvidia-smi") is None:
        return []
    command = ["nvidia-smi", query, "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    width = query.count(",") + 1
    rows = [[part.strip() for part in line.rsplit(",", width - 1)] for line in done.stdout.splitlines()]
    return [row for row in rows if len(row) == width]


@dataclass(frozen=True, slots=True)
class Hardware:
    cpu: str
    cores: int
    """Number of cores that this process may use."""
    ram_gb: float
    gpu: str = ""

    @property
    def told(self) -> str:
        told = _("{cpu}, {cores} cores, {ram:.0f} GB", cpu=self.cpu, cores=self.cores, ram=self.ram_gb)
        return told + (f", {self.gpu}" if self.gpu else "")


def hardware(*, gpu: bool = False) -> Hardware:
    ram = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Hardware(_cpu(), len(os.sched_getaffinity(0)), ram / 1e9, _gpu() if gpu else "")


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith(("model name", "Model"))]
    return names[0] if names else platform.processor() or platform.machine()


def _gpu() -> str:
    rows = nvidia_smi("--query-gpu=name,memory.total,driver_version")
    return "; ".join(f"{name}, {memory} MiB, {driver}" for name, memory, driver in rows)


def version_of(package: str) -> str:
    """Returns the version of an installed Python package, or "" where there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
