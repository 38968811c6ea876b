"""Checks memory, cores, storage and the GPU."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from shlex import quote

from config import paths
from config.probe import ProbeFailed, probe
from config.texts import N_, _
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning
from daemon.routing.recommended import budget_mb
from models.store.machine import Machine, inspect_machine

_FEWEST_CORES = 4
"""Fewest cores with which the fast tier answers within a conversational pause."""
_LEAST_FREE = 1 << 20
"""Bytes that must fit on the disk, enough for some days of conversation."""
_GPU_PROBE = "import json; from models.whisper.device import probe_cuda; print(json.dumps(probe_cuda()))"


def memory_and_cores(around: Surroundings) -> list[Finding]:
    import psutil

    compute = around.settings.compute
    found = inspect_machine(paths.data_dir(), gpu=False)
    budget = budget_mb(around.settings, found)
    available = psutil.virtual_memory().available // 1_000_000
    return [judge_memory(found, budget, available), judge_cores(found, compute.threads)]


def storage(around: Surroundings) -> list[Finding]:
    """Checks whether conversations and measurements can be kept, and tells the free space."""
    kept = around.settings.history.keep
    lost = _("what is said is not kept") if kept else _("what it learns about this machine is not kept")
    return [judge_storage(paths.state_dir(), lost)]


def judge_storage(folder: Path, consequence: str) -> Finding:
    """Tries `folder` with a temporary file, or the place where the folder would be made."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(bytes(_LEAST_FREE))
            file.flush()
    except OSError as err:
        return broken(
            N_("storage"),
            _(
                "{there} cannot be written ({why}): {consequence}",
                there=there,
                why=err.strerror,
                consequence=consequence,
            ),
            f"df -h {quote(str(there))}",
        )
    free = shutil.disk_usage(there).free / 1e9
    return ok(N_("storage"), _("{folder} can be written, {free:.1f} GB free", folder=folder, free=free))


def judge_memory(found: Machine, budget_mb: int, available_mb: int) -> Finding:
    """Judges whether there is room for the memory that the models may take."""
    have = _(
        "{ram_mb:.1f} GB, {available_mb:.1f} GB of it free; models may take {budget_mb:.1f}",
        ram_mb=found.ram_mb / 1000,
        available_mb=available_mb / 1000,
        budget_mb=budget_mb / 1000,
    )
    if budget_mb > found.ram_mb:
        fix = _(
            "set compute.ram_budget_gb to at most {budget_mb:.1f} in {config_file}",
            budget_mb=found.budget_mb / 1000,
            config_file=paths.config_file(),
        )
        return warning(
            N_("memory"), _("{have}: more than there is, models will be swapped out or killed", have=have), fix
        )
    if available_mb < min(budget_mb, 3000) * 0.5:
        return warning(
            N_("memory"),
            _("{have}: other programs leave little, large models will be slow", have=have),
            _("close some of them"),
        )
    return ok(N_("memory"), have)


def judge_cores(found: Machine, threads: int | None) -> Finding:
    if threads is not None and threads > found.cores:
        return warning(
            N_("cores"),
            _(
                "{cores}, but compute.threads is {threads}: they will get in each other's way",
                cores=found.cores,
                threads=threads,
            ),
            _("remove compute.threads from {config_file}", config_file=paths.config_file()),
        )
    if found.cores < _FEWEST_CORES:
        return warning(
            N_("cores"), _("{cores}: the small models answer in time, the larger ones late", cores=found.cores), ""
        )
    return ok(N_("cores"), str(found.cores))


def gpu(around: Surroundings) -> list[Finding]:
    if around.settings.compute.gpu == "off":
        return [ok("GPU", _("turned off in the settings"))]
    gpus = inspect_machine(paths.data_dir()).gpus
    if not gpus:
        return [ok("GPU", _("none that could be used; everything runs on the processor"))]
    names = ", ".join(f"{each.name} ({each.vram_mb / 1000:.0f} GB)" for each in gpus)
    if around.quick:
        return [ok("GPU", _("{names} (not tried)", names=names))]
    try:
        works, said = probe("-c", _GPU_PROBE, timeout=100.0)
    except ProbeFailed as err:
        works, said = False, str(err)
    return [judge_gpu(names, bool(works), str(said), Path("/dev/nvidia-uvm").exists())]


def judge_gpu(names: str, works: bool, said: str, uvm: bool) -> Finding:
    """Judges the GPU. `uvm`: whether the device file that CUDA computes through exists."""
    if works:
        return ok("GPU", _("{names}, and it computes", names=names))
    if not uvm:
        # The library would have its set-uid helper make it, which the service's NoNewPrivileges forbids.
        return warning(
            "GPU",
            _("{names}, but the driver's module for computing is not loaded", names=names),
            "sudo nvidia-modprobe -u -c=0",
        )
    return warning(
        "GPU",
        _("{names} does not compute ({said}); the processor is used instead", names=names, said=said),
        "nvidia-smi",
    )
