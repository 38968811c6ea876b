"""Models in worker processes within one budget: real processes, real memory, the kernel's count."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from daemon.workers.eviction import Budget
from daemon.workers.exit_status import describe_end, oom_kills
from daemon.workers.fleet import Fleet, ModelHandle
from daemon.workers.process_memory import read_memory
from daemon.workers.request import WorkerDied, WorkerError
from daemon.workers.spec import Spec
from tests.daemon.workers.test_workers import no_descriptors_left

MB = 1_000_000
ITSELF = 60 * MB
"""What a worker with numpy takes by itself, at the most."""


def spec(name: str, size: int, **arguments: Any) -> Spec:
    return Spec(name, "daemon.workers.servers:voice", "tests.support.toy_engine:Holder", {"size": size, **arguments})


@asynccontextmanager
async def fleets(budget: int, **options: Any) -> AsyncIterator[tuple[Fleet, list[str]]]:
    problems: list[str] = []
    before = set(psutil.Process().children())  # other tests' own
    async with asyncio.TaskGroup() as group:
        fleet = Fleet(group, Budget(budget), problem=problems.append, **options)
        try:
            yield fleet, problems
        finally:
            await fleet.close()
            assert set(psutil.Process().children()) <= before


async def beep(model: ModelHandle) -> None:
    async with model.ask("speak", text="ab", language="en", speed=1.0) as request:
        assert len([frame async for frame in request]) == 2


def held(fleet: Fleet) -> int:
    pids = [fleet.pid(name) for name in "abc"]
    memories = [read_memory(pid) for pid in pids if pid is not None]
    return sum(memory.private for memory in memories if memory is not None)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_200_random_requests_to_three_workers_of_which_two_fit() -> None:
    async def scenario() -> None:
        size = 120 * MB
        budget = 2 * (size + ITSELF)
        rng = random.Random(5)
        async with fleets(budget) as (fleet, problems):
            models = {name: fleet.handle(spec(name, size)) for name in "abc"}
            for name in models:  # how large a model is that nobody knows is learned when it is first loaded
                fleet.residency.learned[name] = size + ITSELF
            most, over, done = 0, 0, asyncio.Event()

            async def look() -> None:
                nonlocal most, over
                while not done.is_set():
                    now = held(fleet)
                    most, over = max(most, now), over + (now > budget)
                    await asyncio.sleep(0.005)

            looking = asyncio.create_task(look())
            recent: list[str] = []
            loads = 0
            for _ in range(200):
                name = rng.choice("abc")
                loads += fleet.worker(name) is None
                await beep(models[name])
                recent = [*[other for other in recent if other != name][-1:], name]
                assert sorted(fleet.states()) == sorted(recent)  # the least recently used is the one that went
            done.set()
            await looking
            assert over == 0
            assert 2 * size < most <= budget
            assert 30 < loads < 120
            assert problems == []

    asyncio.run(scenario())


def test_what_does_not_fit_is_refused_with_the_figures_and_asked_again_later() -> None:
    async def scenario() -> None:
        async with fleets(250 * MB) as (fleet, _):
            small, large = fleet.handle(spec("a", 10 * MB)), fleet.handle(spec("b", 100 * MB))
            fleet.residency.learned |= {"a": 70 * MB, "b": 240 * MB}
            async with small.use():
                with pytest.raises(WorkerError, match=r"b needs 240 MB; of the budget of 250 MB .* beside a .*in use"):
                    await beep(large)
            await beep(large)
            assert list(fleet.states()) == ["b"]

    asyncio.run(scenario())


@pytest.mark.parametrize("swap", [False, True])
def test_the_pinned_mind_goes_only_where_the_user_allows_it(swap: bool) -> None:
    async def scenario() -> None:
        async with fleets(250 * MB, swap=swap) as (fleet, _):
            mind, large = fleet.handle(spec("a", 10 * MB)), fleet.handle(spec("b", 100 * MB))
            fleet.residency.learned |= {"a": 70 * MB, "b": 240 * MB}
            fleet.keep(["a"], pinned=["a"])
            await beep(mind)
            if swap:
                await beep(large)
                assert list(fleet.states()) == ["b"]
            else:
                with pytest.raises(WorkerError, match=r"beside a .*resident"):
                    await beep(large)
                assert list(fleet.states()) == ["a"]

    asyncio.run(scenario())


def test_a_model_of_the_tier_in_use_comes_back_and_another_one_when_it_is_asked() -> None:
    async def scenario() -> None:
        async with fleets(2_000 * MB) as (fleet, problems):
            models = {name: fleet.handle(spec(name, MB)) for name in "ab"}
            fleet.keep(["a"])
            pids = {}
            for name, model in models.items():
                await beep(model)
                pids[name] = model.pid
            for pid in pids.values():
                assert pid is not None
                os.kill(pid, signal.SIGSEGV)
            async with asyncio.timeout(60):
                while fleet.worker("a") is None or fleet.pid("a") == pids["a"] or len(problems) < 2:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            assert fleet.worker("b") is None
            await beep(models["b"])
            assert sorted(problems)[0].startswith("a crashed (signal 11)")

    asyncio.run(scenario())


def test_a_crash_fails_what_was_asked_and_the_next_is_served() -> None:
    async def scenario() -> None:
        async with fleets(2_000 * MB) as (fleet, _):
            model = fleet.handle(spec("a", MB))
            with pytest.raises(WorkerDied, match="signal 11"):
                await model.ask_one("speak", text="crash", language="en", speed=1.0)
            await beep(model)

    asyncio.run(scenario())


def test_a_model_that_cannot_be_loaded_says_why_each_time() -> None:
    async def scenario() -> None:
        async with fleets(2_000 * MB) as (fleet, problems):
            bad = Spec("bad", "daemon.workers.servers:voice", "tests.support.toy_engine:Beeper", {"refuse": True})
            for _ in range(2):
                with pytest.raises(WorkerError, match="beeper: no such file; give another"):
                    await fleet.handle(bad).ready()
            assert fleet.states() == {}
            assert problems == []

    asyncio.run(scenario())


def crashing(name: str, path: Path) -> Spec:
    """A model whose process crashes as it loads where the file is missing, and makes it."""
    arguments = {"crash_unless": str(path)}
    return Spec(name, "daemon.workers.servers:voice", "tests.support.toy_engine:Beeper", arguments)


def test_a_model_that_crashes_as_it_loads_is_loaded_once_more(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with fleets(2_000 * MB) as (fleet, problems):
            model = fleet.handle(crashing("a", tmp_path / "been"))
            fleet.keep(["a"])
            await beep(model)
            assert fleet.unusable("a") == ""
            assert problems == []

    asyncio.run(scenario())


def test_a_model_that_always_crashes_as_it_loads_leaves_its_place_to_the_next_best(tmp_path: Path) -> None:
    told = []

    async def scenario() -> None:
        async with fleets(2_000 * MB, on_unusable=lambda *which: told.append(which)) as (fleet, problems):
            model = fleet.handle(crashing("a", tmp_path / "no folder" / "been"))
            fleet.keep(["a"])
            with pytest.raises(WorkerError, match=r"^a crashed \(signal 6\)"):
                await model.ready()
            with pytest.raises(WorkerError, match="again and again: get it anew, or choose another model"):
                await model.ready()  # without another process
            assert [name for name, _ in told] == ["a"]
            assert problems == []

    asyncio.run(scenario())


def test_a_model_that_crashes_whenever_it_is_used_leaves_its_place_too() -> None:
    async def scenario() -> None:
        async with fleets(2_000 * MB) as (fleet, _):
            model = fleet.handle(spec("a", MB))
            fleet.keep(["a"])
            for _turn in range(2):
                assert fleet.unusable("a") == ""
                with pytest.raises(WorkerDied, match="signal 11"):
                    await model.ask_one("speak", text="crash", language="en", speed=1.0)
            assert "again and again" in fleet.unusable("a")
            fleet.try_again()
            await beep(model)

    asyncio.run(scenario())


@pytest.mark.parametrize("counted", [True, False])
def test_a_model_for_which_memory_runs_out_leaves_its_place_and_one_that_somebody_kills_does_not(
    counted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kills = itertools.count()
    monkeypatch.setattr("daemon.workers.worker.oom_kills", lambda: next(kills) if counted else 0)

    async def scenario() -> None:
        async with fleets(2_000 * MB) as (fleet, _):
            model = fleet.handle(spec("a", MB))
            fleet.keep(["a"])
            for _turn in range(2):
                assert fleet.unusable("a") == ""
                async with model.use() as worker:
                    assert worker.pid is not None
                    os.kill(worker.pid, signal.SIGKILL)
                    await worker.gone()
            expected = "a was killed by the kernel because memory ran out; a smaller model or budget avoids that"
            assert fleet.unusable("a") == (expected if counted else "")

    asyncio.run(scenario())


def test_a_model_whose_process_cannot_be_started_says_why_and_is_loaded_later() -> None:
    async def scenario() -> None:
        async with fleets(2_000 * MB) as (fleet, _):
            model = fleet.handle(spec("a", MB))
            with (
                no_descriptors_left(),
                pytest.raises(WorkerError, match=r"^a could not be started: Too many open files$"),
            ):
                await model.ready()
            assert fleet.states() == {}
            await beep(model)

    asyncio.run(scenario())


def test_what_other_tiers_left_behind_goes_and_the_tier_in_use_stays() -> None:
    async def scenario() -> None:
        async with fleets(2_000 * MB) as (fleet, _):
            fleet.handle(spec("a", MB))
            fleet.keep(["espeak"], pinned=["espeak"])
            assert (fleet.terms("espeak").auto_unload, fleet.terms("espeak").pinned) == (None, True)
            fleet.keep(["a"])
            assert fleet.terms("espeak").auto_unload == 600
            assert fleet.terms("expert").auto_unload == 300  # the catalogue's own word

    asyncio.run(scenario())


def test_what_a_model_took_is_known_in_the_next_run_if_it_is_loaded_alike(tmp_path: Path) -> None:
    file = tmp_path / "state" / "memory.json"

    async def scenario() -> None:
        async with fleets(2_000 * MB, memory_file=file) as (fleet, _):
            await beep(fleet.handle(spec("a", 80 * MB)))
        async with fleets(2_000 * MB, memory_file=file) as (fleet, _):
            fleet.handle(spec("a", 80 * MB))
            assert 80 * MB < fleet.residency.learned["a"] < 80 * MB + ITSELF
        async with fleets(2_000 * MB, memory_file=file) as (fleet, _):
            fleet.handle(spec("a", 20 * MB))
            assert "a" not in fleet.residency.learned
        file.write_text("[1]")
        async with fleets(2_000 * MB, memory_file=file) as (fleet, _):
            fleet.handle(spec("a", 80 * MB))
            assert fleet.residency.learned == {}

    asyncio.run(scenario())
    assert isinstance(json.loads(file.read_text()), list)


def test_an_end_while_a_model_loads_is_an_end() -> None:
    async def scenario() -> None:
        slow = Spec("slow", "daemon.workers.servers:voice", "tests.support.toy_engine:Beeper", {"slow_start": 60})
        async with asyncio.timeout(30), fleets(2_000 * MB) as (fleet, _):
            loading = asyncio.create_task(fleet.handle(slow).ready())
            while fleet.pid("slow") is None:  # noqa: ASYNC110 - a process appears
                await asyncio.sleep(0.02)
            await fleet.close()
            with pytest.raises(WorkerError):
                await loading

    asyncio.run(scenario())


# --------------------------------------------------------------------------------------------------- killed for memory


def counters(root: Path, kills: int) -> None:
    group = root / "sys/fs/cgroup/user.slice/sarai.service"
    group.mkdir(parents=True, exist_ok=True)
    (root / "proc/self").mkdir(parents=True, exist_ok=True)
    (root / "proc/self/cgroup").write_text("0::/user.slice/sarai.service\n")
    (group / "memory.events").write_text(f"low 0\nhigh 3\nmax 9\noom 1\noom_kill {kills}\noom_group_kill 0\n")


def test_the_kernel_s_counters_of_processes_killed_for_memory(tmp_path: Path) -> None:
    assert oom_kills(tmp_path) is None
    counters(tmp_path, 4)
    assert oom_kills(tmp_path) == 4
    (tmp_path / "sys/fs/cgroup/user.slice/sarai.service/memory.events").unlink()
    (tmp_path / "proc/vmstat").write_text("nr_free_pages 12\noom_kill 7\n")
    assert oom_kills(tmp_path) == 7


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (2, 3, "was killed by the kernel because memory ran out"),
        (2, 2, "not by the kernel for want of memory: somebody ended it"),
        (None, None, "most likely because memory ran out"),
    ],
)
def test_a_killed_worker_is_named_as_what_it_was(before: int | None, now: int | None, said: str) -> None:
    assert said in describe_end("deep", -9, (), before, now)


def test_an_assertion_of_a_native_library_is_told_without_the_folder_it_was_compiled_in() -> None:
    line = "/build/vendor/llama.cpp/src/llama-model.cpp:1328: GGML_ASSERT(n > 0) failed"
    told = "mind crashed (signal 6): llama-model.cpp:1328: GGML_ASSERT(n > 0) failed"
    assert describe_end("mind", -6, (line,), 0, 0) == told
    assert describe_end("mind", -6, ("cannot read /etc/x: no",), 0, 0).endswith(": cannot read /etc/x: no")
