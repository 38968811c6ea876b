"""A worker that hangs is found, ended and started anew; one that is only slow, starved, traced or frozen is left alone."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import psutil
import pytest

from daemon.workers import liveness
from daemon.workers.liveness import LIMITS, UNLIMITED, Activity, Limits, Pulse, Vitals, read_vitals
from daemon.workers.request import WorkerDied, WorkerError
from daemon.workers.spec import Spec
from daemon.workers.worker import State, Worker
from tests.daemon.workers.test_workers import ROOT, ask, beeper, say

IDLE = Vitals((7, 0), frozenset("S"))
STOPPED = Vitals((7, 0), frozenset("T"))
THINKING = Activity(1, "generate", 5, 0)


def never(activity: Activity) -> float:
    return float("inf")


def asked() -> Pulse:
    """A worker that is loaded and has not answered a ping."""
    pulse = Pulse("mind", 100.0)
    pulse.loaded()
    pulse.pinged()
    return pulse


def steps(pulse: Pulse, vitals: Vitals | None, seconds: float) -> str:
    """What is found in that time; it comes in steps of a second."""
    for _ in range(round(seconds)):
        problem = pulse.step(1.0, vitals, never)
        if problem:
            return problem
    return ""


# --------------------------------------------------------------------------------------------------- the judgement


def test_a_stopped_process_hangs_after_a_moment() -> None:
    pulse = asked()
    assert steps(pulse, STOPPED, liveness.STOPPED) == ""
    assert steps(pulse, STOPPED, 1) == "mind hung: its process was stopped (SIGSTOP)"


def test_one_that_is_continued_in_time_does_not() -> None:
    pulse = asked()
    for _ in range(50):
        assert steps(pulse, STOPPED, liveness.STOPPED) == ""
        pulse.pong(None)
        pulse.pinged()


def test_silence_without_any_work_is_a_hang() -> None:
    pulse = asked()
    assert steps(pulse, IDLE, liveness.SILENT) == ""
    assert "no sign of life for 8 s" in steps(pulse, IDLE, 2)


def test_while_it_loads_it_may_be_silent_for_longer() -> None:
    pulse = Pulse("mind", 1000.0)
    pulse.pinged()
    assert steps(pulse, IDLE, liveness.SILENT_LOADING) == ""
    assert "no sign of life for 60 s" in steps(pulse, IDLE, 2)


@pytest.mark.parametrize("state", ["R", "D", "RS", "SD", "t"], ids=lambda each: f"states {each}")
def test_who_waits_for_a_core_or_a_disk_or_is_debugged_does_not_hang(state: str) -> None:
    assert steps(asked(), Vitals((7, 0), frozenset(state)), 1000) == ""


def test_who_works_or_is_swapped_in_does_not_hang_however_long_it_holds_the_gil() -> None:
    pulse = asked()
    for tick in range(100):
        assert pulse.step(1.0, Vitals((tick // 3, 0), frozenset("S")), never) == ""
        assert pulse.step(1.0, Vitals((tick // 3, tick), frozenset("S")), never) == ""


def test_a_daemon_that_was_stopped_or_busy_for_an_hour_finds_nobody_late() -> None:
    pulse = asked()
    for _ in range(100):
        assert pulse.step(3600.0, IDLE, never) == ""
        pulse.pong(THINKING)
        assert pulse.step(3600.0, None, lambda activity: 3.0) == ""
        pulse.pong(THINKING._replace(steps=1))
        pulse.pong(None)
        pulse.pinged()


def test_what_gets_on_may_take_for_ever_and_what_does_not_is_given_up() -> None:
    pulse = asked()
    for step in range(100):
        pulse.pong(THINKING._replace(steps=step))
        assert pulse.step(1.0, None, lambda activity: 5.0) == ""
    found = ""
    for _ in range(7):
        pulse.pong(THINKING)
        found = found or pulse.step(1.0, None, lambda activity: 5.0)
    assert found == "mind hung: thinking of an answer took over 5 s without a result"


def test_what_is_held_up_or_idle_takes_no_time() -> None:
    pulse = asked()
    for _ in range(100):
        pulse.pong(THINKING._replace(held=True))
        assert pulse.step(1.0, None, lambda activity: 5.0) == ""
    for _ in range(100):
        pulse.pong(None)
        assert pulse.step(1.0, None, lambda activity: 5.0) == ""


def test_loading_has_an_end_and_larger_models_a_later_one() -> None:
    small, large = Pulse("mind", LIMITS.loading(10**6), 10**6), Pulse("mind", LIMITS.loading(5 * 10**9), 5 * 10**9)
    for _ in range(600):
        for pulse in (small, large):
            pulse.pinged()
            pulse.pong(None)
        assert large.step(1.0, None, never) == ""
        problem = small.step(1.0, None, never)
        if problem:
            assert problem == "mind was not loaded after 180 s, though it is only 1 MB"
            break
    else:
        pytest.fail("an endless load goes on")


def test_limits_grow_with_the_work() -> None:
    spec, server = Spec("mind", "s"), Spec("expert", "s", waits=300.0)

    def question(words: int) -> dict[str, object]:
        return {"messages": [{"role": "user", "content": "word " * words}]}

    def limit(op: str, head: dict[str, object], payload: bytes = b"", of: Spec = spec) -> float:
        return LIMITS.of_request(of, op, head, payload)

    assert limit("generate", question(10)) < limit("generate", question(1000))
    assert limit("generate", question(10)) < limit("generate", {**question(10), "image": True})
    assert limit("generate", question(10)) < limit("generate", question(10), of=server)
    assert limit("respond", question(10)) < limit("respond", question(10), bytes(640_000))
    assert limit("result", {"samples": 16_000}) < limit("result", {"samples": 160_000})
    assert limit("recognise", {"rate": 16_000}, bytes(32_000)) < limit("recognise", {"rate": 16_000}, bytes(320_000))
    assert limit("speak", {"text": "a"}) < limit("speak", {"text": "a" * 100})
    for op in ("generate", "result", "speak", "feed", "anything"):
        assert 30 <= limit(op, {}) < 600
        assert UNLIMITED.of_request(spec, op, {}, b"") == float("inf")
    assert UNLIMITED.loading(10**9) == float("inf")


def test_what_the_kernel_tells() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        vitals = read_vitals(child.pid)
        assert vitals is not None
        child.send_signal(signal.SIGSTOP)
        until(lambda: (read_vitals(child.pid) or IDLE).states == {"T"})
        child.kill()
    assert read_vitals(child.pid) is None
    before = read_vitals(os.getpid())
    sum(range(30_000_000))
    after = read_vitals(os.getpid())
    assert before is not None
    assert after is not None
    assert "R" in after.states
    assert after.work[0] > before.work[0]


# ------------------------------------------------------------------------------------------------ with real processes


def until(true: object, seconds: float = 20.0) -> None:
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def become(worker: Worker, state: State, pid: int | None = None) -> None:
    """Wait until it is so, with another process than `pid`."""
    async with asyncio.timeout(30):
        while worker.state is not state or (worker.pid == pid and pid is not None):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks ten times as often, and waits a tenth of the time."""
    for name in ("STEP", "STEP_COUNTS", "IDLE_STEP", "STOPPED", "SILENT", "SILENT_LOADING"):
        monkeypatch.setattr(liveness, name, getattr(liveness, name) / 10)


def stop(worker: Worker) -> int:
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    return worker.pid


@pytest.mark.usefixtures("quick")
def test_a_worker_that_is_stopped_while_idle_is_started_anew() -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            pid = stop(worker)
            await become(worker, State.READY, pid)
            assert len(await say(worker, "ok")) == 2
            assert not psutil.pid_exists(pid)

    asyncio.run(scenario())


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("moment", ["before", "in the stream", "by itself", "deadlock"])
def test_a_request_to_a_worker_that_hangs_fails_and_the_next_is_served(moment: str) -> None:
    async def scenario() -> None:
        async with asyncio.timeout(60), beeper() as worker:
            told: list[tuple[State, bool, str]] = []
            worker._on_state = lambda each: told.append((each.state, each.hung, each.problem))
            await worker.ready()
            pid = worker.pid
            text = {"by itself": "stop", "deadlock": "deadlock"}.get(moment, " " * 400)
            if moment == "before":
                stop(worker)

            async def listen() -> None:
                async with ask(worker, text) as request:
                    async for _ in request:
                        if moment == "in the stream":
                            stop(worker)

            with pytest.raises(WorkerDied, match=r"hung: .*; it was ended, to be started anew"):
                await listen()
            await worker.ready()
            assert worker.pid != pid
            assert len(await say(worker, "ok")) == 2
            assert any(state is State.STOPPED and hung and "hung" in problem for state, hung, problem in told)
            assert not worker.hung

    asyncio.run(scenario())


@pytest.mark.usefixtures("quick")
def test_a_worker_that_is_stopped_while_it_loads_is_started_anew() -> None:
    async def scenario() -> None:
        async with asyncio.timeout(60), beeper(slow_start=1.5) as worker:
            await become(worker, State.LOADING)
            while worker.pid is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            pid = stop(worker)
            await worker.ready()
            assert worker.pid != pid

    asyncio.run(scenario())


@asynccontextmanager
async def limited(limits: Limits, **arguments: object) -> AsyncIterator[Worker]:
    spec = Spec("beeper", "daemon.workers.servers:voice", "tests.support.toy_engine:Beeper", arguments)
    worker = Worker(spec, restarts=False, limits=limits)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(worker.run())
        try:
            yield worker
        finally:
            await worker.stop()


@pytest.mark.usefixtures("quick")
def test_loading_without_end_is_given_up() -> None:
    async def scenario() -> None:
        async with limited(Limits(load=1.0), slow_start=1000) as worker:
            with pytest.raises(WorkerError, match=r"^beeper was not loaded after 1 s; it was ended"):
                await worker.ready()
            assert worker.hung

    asyncio.run(scenario())


@pytest.mark.usefixtures("quick")
def test_work_without_end_is_given_up_although_pings_are_answered() -> None:
    async def scenario() -> None:
        async with limited(Limits(request=1.0, clause=0.0)) as worker:
            await worker.ready()
            assert len(await say(worker, " " * 60)) == 60  # 3 s, and a result every 50 ms
            with pytest.raises(WorkerDied, match="hung: speaking a clause took over 1 s without a result"):
                await say(worker, "circles")

    asyncio.run(scenario())


@pytest.mark.usefixtures("quick")
def test_a_call_that_works_and_holds_the_gil_is_waited_for() -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            pid = worker.pid
            took = time.monotonic()
            assert await say(worker, "hold the GIL")
            assert time.monotonic() - took > 2 * liveness.SILENT
            assert worker.pid == pid

    asyncio.run(scenario())


@pytest.mark.usefixtures("quick")
def test_a_request_that_is_held_up_is_not_given_up() -> None:
    async def scenario() -> None:
        async with limited(Limits(request=0.5, clause=0.0)) as worker:
            await worker.ready()
            async with ask(worker, " " * 10) as request:
                worker.send("hold", id=request.number, on=True)
                await asyncio.sleep(2)
                worker.send("hold", id=request.number, on=False)
                assert len([frame async for frame in request]) == 10

    asyncio.run(scenario())


@pytest.mark.usefixtures("quick")
def test_a_stopped_worker_does_not_hold_up_the_end() -> None:
    async def scenario() -> None:
        began = 0.0
        async with beeper() as worker:
            await worker.ready()
            pid = stop(worker)
            worker.send("feed", bytes(4 << 20))  # more than its socket holds: closing waits for it to be read
            began = time.monotonic()
        assert time.monotonic() - began < 5
        assert not psutil.pid_exists(pid)

    asyncio.run(scenario())


def test_stopped_together_and_continued_together_nobody_is_ended() -> None:
    """As by a terminal's Ctrl-Z, a frozen session, a debugger: the daemon first, or its workers."""
    code = (
        "import asyncio, sys\n"
        "from daemon.workers import liveness\n"
        "for name in ('STEP', 'STEP_COUNTS', 'IDLE_STEP', 'STOPPED', 'SILENT', 'SILENT_LOADING'):\n"
        "    setattr(liveness, name, getattr(liveness, name) / 10)\n"
        "from tests.daemon.workers.test_workers import beeper, say\n"
        "async def main():\n"
        "    async with beeper() as worker:\n"
        "        await worker.ready()\n"
        "        talking = asyncio.create_task(say(worker, ' ' * 100))\n"
        "        await asyncio.sleep(0.5)\n"
        "        print(worker.pid, flush=True)\n"
        "        print(len(await talking), len(await say(worker, 'ok')), worker.pid, worker.restarts, flush=True)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        for first, second in ((parent.pid, worker), (worker, parent.pid)):
            os.kill(first, signal.SIGSTOP)
            os.kill(second, signal.SIGSTOP)
            time.sleep(2)  # ten times as long as one alone may be stopped
            os.kill(first, signal.SIGCONT)
            os.kill(second, signal.SIGCONT)
            time.sleep(0.5)
        assert parent.stdout.readline().split() == ["100", "2", str(worker), "0"]


@contextmanager
def busy_processes(count: int) -> Iterator[None]:
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for each in busy:
            each.kill()
            each.wait()


@pytest.mark.usefixtures("quick")
def test_a_process_beside_busy_ones_of_higher_priority_is_not_taken_to_hang() -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            pid = worker.pid
            assert pid is not None
            psutil.Process(pid).nice(19)
            with busy_processes(4):
                assert len(await say(worker, " " * 20)) == 20
            assert worker.pid == pid

    asyncio.run(scenario())


@pytest.mark.usefixtures("quick")
def test_a_process_that_ends_just_when_it_is_asked_is_not_watched_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request wakes the watch at the very moment at which the watch is cancelled."""
    read = Worker._read

    async def read_and_wake(self: Worker, reader: asyncio.StreamReader) -> None:
        await read(self, reader)
        self._look.set()

    monkeypatch.setattr(Worker, "_read", read_and_wake)

    async def scenario() -> None:
        async with asyncio.timeout(60), beeper() as worker:
            await worker.ready()
            await asyncio.sleep(3 * liveness.STEP)  # nothing to do: it waits to be woken
            pid = worker.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await become(worker, State.READY, pid)

    asyncio.run(scenario())
