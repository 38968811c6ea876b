"""Who is in memory: the decision, and the books kept over real processes and the kernel's count."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import catalogue
from config.units import size
from daemon.workers import residency
from daemon.workers.eviction import Budget, Plan, Refusal, Resident, Terms, plan, terms_of
from daemon.workers.process_memory import Memory, gpu_memory, private_memory, read_memory
from daemon.workers.residency import DoesNotFit, Residency

MB = 1_000_000

# ------------------------------------------------------------------------------------------------------- the decision


async def preload(kept: Residency, model_id: str) -> None:
    """Have it in memory, and let go of it."""
    async with kept.use(model_id):
        pass


def test_what_fits_is_loaded_and_what_is_there_stays() -> None:
    held = [Resident("a", 40 * MB, last_used=1), Resident("b", 40 * MB, last_used=2)]
    assert plan(Terms("c", 20 * MB), held, Budget(100 * MB)) == Plan(load=True)
    assert plan(Terms("a", 40 * MB), held, Budget(100 * MB)) == Plan(load=False)


def test_the_least_recently_used_goes() -> None:
    held = [Resident("a", 40 * MB, last_used=2), Resident("b", 40 * MB, last_used=1)]
    assert plan(Terms("c", 40 * MB), held, Budget(100 * MB)) == Plan(load=True, evict=("b",))
    assert plan(Terms("c", 90 * MB), held, Budget(100 * MB)) == Plan(load=True, evict=("b", "a"))


def test_a_small_one_does_not_go_for_nothing() -> None:
    held = [Resident("voice", 2 * MB, last_used=1), Resident("mind", 60 * MB, last_used=2)]
    assert plan(Terms("deep", 90 * MB), held, Budget(100 * MB)) == Plan(load=True, evict=("mind",))


def test_who_is_in_use_or_pinned_stays() -> None:
    held = [
        Resident("ears", 30 * MB, last_used=1, users=1),
        Resident("mind", 30 * MB, last_used=2, pinned=True),
        Resident("deep", 30 * MB, last_used=3),
    ]
    assert plan(Terms("omni", 40 * MB), held, Budget(100 * MB)) == Plan(load=True, evict=("deep",))
    refused = plan(Terms("omni", 41 * MB), held, Budget(100 * MB))
    assert refused == Refusal(
        "omni needs 41 MB; of the budget of 100 MB 40 MB are free beside ears 30 MB (in use), mind 30 MB (resident)"
    )
    allowed = plan(Terms("omni", 41 * MB), held, Budget(100 * MB), swap=True)
    assert allowed == Plan(load=True, evict=("mind",)) or allowed == Plan(load=True, evict=("deep", "mind"))


def test_pinned_ones_go_last_even_with_the_swap_allowed() -> None:
    held = [Resident("mind", 30 * MB, last_used=1, pinned=True), Resident("deep", 30 * MB, last_used=9)]
    assert plan(Terms("omni", 60 * MB), held, Budget(100 * MB), swap=True) == Plan(load=True, evict=("deep",))


def test_a_budget_of_100_mb_is_refused_with_the_figures() -> None:
    refused = plan(terms_of(catalogue()["qwen3-vl-4b"]), [], Budget(100 * MB))
    assert isinstance(refused, Refusal)
    assert refused.message == (
        "qwen3-vl-4b needs 2.4 GB of memory and the budget is 100 MB; raise compute.ram_budget_gb or choose a smaller model"
    )


def test_gpu_memory_is_a_budget_of_its_own() -> None:
    held = [Resident("omni-3b", 10 * MB, 12_000 * MB, last_used=1), Resident("ears", 10 * MB, last_used=0)]
    need = Terms("turbo", 10 * MB, 6_000 * MB)
    assert plan(need, held, Budget(100 * MB, 16_000 * MB)) == Plan(load=True, evict=("omni-3b",))
    refused = plan(need, [], Budget(100 * MB, 4_000 * MB))
    assert refused == Refusal("turbo needs 6.0 GB of GPU memory and there are 4.0 GB")


def test_random_requests_keep_the_budget_the_order_and_the_pinned() -> None:
    rng = random.Random(8)
    sizes = {f"m{number}": rng.randint(5, 45) * MB for number in range(12)}
    budget = Budget(100 * MB)
    held: dict[str, Resident] = {"pin": Resident("pin", 20 * MB, pinned=True)}
    for now in range(2000):
        model_id = rng.choice(list(sizes))
        decision = plan(Terms(model_id, sizes[model_id]), held.values(), budget)
        assert isinstance(decision, Plan)
        if model_id in held:
            assert decision == Plan(load=False)
        for victim in decision.evict:
            # Nobody who was used less recently and would have made room by itself was spared.
            room = budget.private - sum(other.private for other in held.values()) - sizes[model_id]
            older = [other for other in held.values() if not other.pinned and other.last_used < held[victim].last_used]
            assert not any(other.private + room >= 0 for other in older if other.model_id not in decision.evict)
        for victim in decision.evict:
            assert not held.pop(victim).pinned
        held[model_id] = Resident(model_id, sizes[model_id], last_used=now)
        assert sum(other.private for other in held.values()) <= budget.private
    assert "pin" in held


# --------------------------------------------------------------------------------------------------------- the kernel


def test_the_kernel_s_count_of_a_process() -> None:
    block = b"\1" * (30 * MB)
    memory = read_memory(os.getpid())
    assert memory is not None
    assert memory.private >= len(block)
    assert memory.mapped > 0
    assert memory.peak >= memory.private
    assert abs(private_memory(os.getpid()) - memory.private) < 10 * MB


def test_no_process_holds_nothing(tmp_path: Path) -> None:
    assert read_memory(2**22 + 1) is None
    assert private_memory(2**22 + 1) == 0


def test_where_the_roll_up_is_closed_the_status_serves(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    lines = [
        "Name:\tx",
        "VmHWM:\t 900 kB",
        "VmRSS:\t 800 kB",
        "RssAnon:\t 500 kB",
        "RssFile:\t 300 kB",
        "VmSwap:\t 10 kB",
    ]
    (tmp_path / "7" / "status").write_text("\n".join(lines))
    assert read_memory(7, tmp_path) == Memory(510 * 1024, 300 * 1024, 900 * 1024)


def test_gpu_memory_by_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho '41, 1000'\necho '42, 500'\necho '41, 24'\necho '43, [N/A]'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert gpu_memory([41, 43, 44]) == {41: 1024 * 1024 * 1024}
    monkeypatch.setenv("PATH", "")
    assert gpu_memory([41]) == {}


def test_sizes_are_said_as_people_say_them() -> None:
    assert [size(count) for count in (180 * MB, 999 * MB, 2_350 * MB)] == ["180 MB", "1.0 GB", "2.4 GB"]


# ---------------------------------------------------------------------------------------------------------- the books

HOLD = "import sys; b = b'\\1' * int(sys.argv[1]); print(flush=True); sys.stdin.read()"


class Processes:
    """A loader whose models are processes that hold so many bytes, and nothing else."""

    def __init__(self, sizes: dict[str, int]) -> None:
        self.sizes = sizes
        self.running: dict[str, asyncio.subprocess.Process] = {}
        self.log: list[str] = []
        self.broken = ""

    async def load(self, model_id: str) -> None:
        if model_id == self.broken:
            raise RuntimeError("its file is damaged")
        self.log.append(f"+{model_id}")
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-ISc", self.program(model_id), str(self.sizes[model_id]))
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        self.running[model_id] = process
        assert process.stdout is not None
        await process.stdout.readline()

    def program(self, model_id: str) -> str:
        return HOLD

    async def unload(self, model_id: str) -> None:
        process = self.running.pop(model_id, None)
        if process is not None:
            self.log.append(f"-{model_id}")
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()

    def pid(self, model_id: str) -> int | None:
        process = self.running.get(model_id)
        return process.pid if process is not None else None

    def held(self) -> int:
        """The kernel's count over all."""
        memories = [read_memory(process.pid) for process in self.running.values()]
        return sum(memory.private for memory in memories if memory is not None)


SIZES = {"a": 24 * MB, "b": 24 * MB, "c": 24 * MB}
BUDGET = Budget(70 * MB)  # two of three, with what an interpreter takes by itself


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@contextlib.asynccontextmanager
async def books(
    sizes: dict[str, int] = SIZES, budget: Budget = BUDGET, **terms: Any
) -> AsyncIterator[tuple[Residency, Processes, Clock]]:
    loader, clock = Processes(sizes), Clock()
    pinned = terms.pop("pinned", "")

    def asked(model_id: str) -> Terms:
        return Terms(model_id, sizes[model_id] + 4 * MB, pinned=model_id == pinned, **terms)

    kept = Residency(loader, asked, budget, clock=clock)
    try:
        yield kept, loader, clock
    finally:
        await kept.unload_all()
        assert loader.running == {}


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test())


def test_200_random_requests_never_exceed_the_budget_by_the_kernel_s_count() -> None:
    async def main() -> None:
        rng = random.Random(3)
        async with books() as (kept, loader, clock):
            most, done = 0, asyncio.Event()

            async def look() -> None:
                nonlocal most
                while not done.is_set():
                    most = max(most, loader.held())
                    await asyncio.sleep(0.002)

            async with asyncio.TaskGroup() as group:
                group.create_task(look())
                recent: list[str] = []
                for _ in range(200):
                    model_id = rng.choice("abc")
                    expected = sorted(set(recent[-2:] if model_id in recent[-2:] else [*recent[-1:], model_id]))
                    async with kept.use(model_id):
                        clock.now += 1
                        assert sorted(loader.running) == expected
                    recent = [other for other in recent if other != model_id] + [model_id]
                done.set()
            assert 2 * 24 * MB < most <= BUDGET.private
            assert len(loader.log) > 60

    run(main)


def test_a_hundred_switches_leak_no_process_and_no_descriptor() -> None:
    async def main() -> None:
        async with books(budget=Budget(45 * MB)) as (kept, loader, _):
            await preload(kept, "a")
            before = descriptors()
            for turn in range(100):
                await preload(kept, "ba"[turn % 2])
            assert descriptors() == before
            assert list(loader.running) == ["a"]

    run(main)


def test_two_turns_that_want_one_model_load_it_once() -> None:
    async def main() -> None:
        async with books() as (kept, loader, _):
            async with asyncio.TaskGroup() as group:
                for _ in range(5):
                    group.create_task(preload(kept, "a"))
            assert loader.log == ["+a"]

    run(main)


def test_what_is_in_use_is_not_evicted_and_the_refusal_has_the_figures() -> None:
    async def main() -> None:
        async with books() as (kept, loader, _):
            async with kept.use("a"), kept.use("b"):
                with pytest.raises(
                    DoesNotFit, match=r"c needs 28 MB; of the budget of 70 MB .* a .*in use.*, b .*in use"
                ):
                    await preload(kept, "c")
            await preload(kept, "c")
            assert loader.log == ["+a", "+b", "-a", "+c"]

    run(main)


GROW = """
import sys
first = b"1" * 45_000_000
sys.stdin.readline()
second = b"1" * 15_000_000
print(flush=True)
sys.stdin.read()
"""


class Growing(Processes):
    """`big` has grown to its end by the time that what gives way to it has gone."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__(sizes)
        self.in_memory = asyncio.Event()

    async def load(self, model_id: str) -> None:
        await super().load(model_id)
        if model_id == "big":
            self.in_memory.set()

    def program(self, model_id: str) -> str:
        return GROW if model_id == "big" else super().program(model_id)

    async def unload(self, model_id: str) -> None:
        if model_id == "a":
            pipe = self.running["big"].stdin
            assert pipe is not None
            pipe.write(b"\n")
            await self.in_memory.wait()
        await super().unload(model_id)


def test_what_it_grows_by_while_room_is_made_for_it_is_counted() -> None:
    async def main() -> None:
        sizes = {"a": 24 * MB, "big": 5 * MB}
        loader = Growing(sizes)
        kept = Residency(loader, lambda model_id: Terms(model_id, sizes[model_id]), BUDGET)
        await preload(kept, "a")
        await preload(kept, "big")
        assert list(loader.running) == ["big"]
        assert kept.learned["big"] > 60 * MB
        await kept.unload_all()

    run(main)


def test_the_pinned_one_goes_only_for_an_allowed_swap() -> None:
    async def main() -> None:
        async with books({**SIZES, "big": 50 * MB}, pinned="a") as (kept, loader, _):
            await preload(kept, "a")
            with pytest.raises(DoesNotFit, match=r"a .*\(resident\)"):
                await preload(kept, "big")
            assert list(loader.running) == ["a"]
            async with kept.use("big", swap=True):
                assert list(loader.running) == ["big"]

    run(main)


def test_a_model_that_takes_more_than_it_said_evicts_the_idle_or_is_stopped() -> None:
    async def main() -> None:
        sizes = {"a": 24 * MB, "liar": 5 * MB}
        async with books(sizes) as (kept, loader, _):
            await preload(kept, "a")
            loader.sizes = {**sizes, "liar": 50 * MB}
            await preload(kept, "liar")
            assert list(loader.running) == ["liar"]
            assert kept.learned["liar"] > 50 * MB
            await kept.unload_all()
            loader.sizes = {**sizes, "liar": 200 * MB}
            with pytest.raises(DoesNotFit, match=r"liar took .* while it loaded \(.* were expected\).* it was stopped"):
                await preload(kept, "liar")
            assert loader.running == {}
            with pytest.raises(DoesNotFit, match="and the budget is 70 MB"):
                await preload(kept, "liar")  # once bitten

    run(main)


def test_idle_models_go_after_their_time() -> None:
    async def main() -> None:
        async with books(auto_unload=60.0) as (kept, loader, clock):
            await preload(kept, "a")
            clock.now += 30
            await preload(kept, "b")
            clock.now += 30
            await kept.unload_idle()
            assert list(loader.running) == ["b"]
            async with kept.use("b"):
                clock.now += 100
                await kept.unload_idle()
                assert list(loader.running) == ["b"]

    run(main)


def test_the_books_run_by_themselves_and_free_at_once_what_must_not_stay() -> None:
    async def main() -> None:
        async with books(auto_unload=0.0) as (kept, loader, _):
            keeping = asyncio.create_task(kept.run(every=60))
            async with kept.use("a"):
                assert list(loader.running) == ["a"]
            async with asyncio.timeout(5):
                while loader.running:  # noqa: ASYNC110 - the books tell nobody
                    await asyncio.sleep(0.01)
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    run(main)


def test_a_load_that_fails_or_is_cancelled_leaves_nothing() -> None:
    async def main() -> None:
        async with books() as (kept, loader, _):
            loader.broken = "a"
            with pytest.raises(RuntimeError, match="its file is damaged"):
                await preload(kept, "a")
            assert kept.holdings() == []
            task = asyncio.create_task(preload(kept, "b"))
            while not loader.running:  # noqa: ASYNC110 - until its process is there, and no longer
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert loader.running == {}
            await preload(kept, "b")

    run(main)


def test_an_unload_is_finished_even_when_it_is_cancelled() -> None:
    async def main() -> None:
        async with books() as (kept, loader, _):
            await preload(kept, "a")
            process = loader.running["a"]
            emptying = asyncio.create_task(kept.unload_all())
            while loader.running:  # noqa: ASYNC110 - until it has begun, and no longer
                await asyncio.sleep(0)
            emptying.cancel()
            await asyncio.gather(emptying, return_exceptions=True)
            assert process.returncode is not None
            assert kept.holdings() == []

    run(main)


def test_a_worker_that_died_is_loaded_anew() -> None:
    async def main() -> None:
        async with books() as (kept, loader, _):
            await preload(kept, "a")
            loader.running["a"].kill()
            await loader.unload("a")
            kept.forget("a")
            await preload(kept, "a")
            assert loader.log == ["+a", "-a", "+a"]

    run(main)


def test_holdings_say_what_the_kernel_says() -> None:
    async def main() -> None:
        async with books(pinned="a") as (kept, loader, clock):
            async with kept.use("a"):
                (held,) = kept.holdings()
                assert (held.model_id, held.users, held.pinned, held.loading, held.idle) == ("a", 1, True, False, 0.0)
                assert held.private > 24 * MB
                assert abs(held.private - loader.held()) < MB  # the process lives on between the two looks
                assert held.mapped > 0
                assert held.peak >= held.private
            clock.now += 7
            assert kept.holdings()[0].idle == 7

    run(main)


class Slow(Processes):
    """A loader one of whose models waits to be let in."""

    def __init__(self, sizes: dict[str, int], slow: str) -> None:
        super().__init__(sizes)
        self.slow, self.go = slow, asyncio.Event()

    async def load(self, model_id: str) -> None:
        if model_id == self.slow:
            await self.go.wait()
        await super().load(model_id)


def test_a_slow_load_keeps_nobody_else_waiting_and_its_room_is_reserved() -> None:
    async def main() -> None:
        loader = Slow(SIZES, slow="a")
        kept = Residency(loader, lambda model_id: Terms(model_id, 30 * MB), BUDGET)
        async with asyncio.TaskGroup() as group:
            first = group.create_task(preload(kept, "a"))
            await asyncio.sleep(0)
            async with asyncio.timeout(20):
                await preload(kept, "b")
                await preload(kept, "c")  # for which b goes, and not the one that is on its way
            assert list(loader.running) == ["c"]
            assert not first.done()
            async with kept.use("c"):
                with pytest.raises(DoesNotFit, match="free beside a 30 MB"):
                    await preload(kept, "b")
            loader.go.set()
        assert sorted(loader.running) == ["a", "c"]
        assert loader.held() <= BUDGET.private
        await kept.unload_all()

    run(main)


def test_a_load_that_one_of_two_gives_up_comes_in_for_the_other() -> None:
    async def main() -> None:
        loader = Slow(SIZES, slow="a")
        kept = Residency(loader, lambda model_id: Terms(model_id, 30 * MB), BUDGET)
        waiting = [asyncio.create_task(preload(kept, "a")) for _ in range(2)]
        await asyncio.sleep(0.05)
        waiting[0].cancel()
        await asyncio.gather(waiting[0], return_exceptions=True)
        loader.go.set()
        await waiting[1]
        assert list(loader.running) == ["a"]
        await kept.unload_all()

    run(main)


def test_who_comes_while_a_load_is_given_up_has_it_loaded_anew() -> None:
    """As at the end of a question, when what was prepared meanwhile is cancelled and the answer wants the same model."""

    async def main() -> None:
        loader = Slow(SIZES, slow="a")
        kept = Residency(loader, lambda model_id: Terms(model_id, 30 * MB), BUDGET)
        first = asyncio.create_task(preload(kept, "a"))
        await asyncio.sleep(0.05)
        first.cancel()
        second = asyncio.create_task(preload(kept, "a"))
        await asyncio.gather(first, return_exceptions=True)
        loader.go.set()
        async with asyncio.timeout(20):
            await second
        assert list(loader.running) == ["a"]
        assert kept.states() == {"a": "loaded"}
        await kept.unload_all()

    run(main)


def test_a_load_is_watched_often_enough() -> None:
    assert residency.WATCH_EVERY <= 0.05
