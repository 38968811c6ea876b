"""Worker processes: streams, cancel, crashes, restarts, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from daemon.workers.child import PREFETCH
from daemon.workers.request import Request, WorkerDied, WorkerError
from daemon.workers.spec import Spec
from daemon.workers.wire import Frame, ProtocolError, decode_head, encode, lengths
from daemon.workers.worker import State, Worker

ROOT = Path(__file__).resolve().parents[3]


@asynccontextmanager
async def beeper(**arguments: Any) -> AsyncIterator[Worker]:
    spec = Spec("beeper", "daemon.workers.servers:voice", "tests.support.toy_engine:Beeper", arguments)
    worker = Worker(spec)
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run())
        try:
            yield worker
        finally:
            await worker.stop()


def ask(worker: Worker, text: str) -> AbstractAsyncContextManager[Request]:
    return worker.ask("speak", text=text, language="en", speed=1.0)


async def say(worker: Worker, text: str) -> list[Frame]:
    async with ask(worker, text) as request:
        return [frame async for frame in request]


def test_streams_items_and_reports_what_the_engine_is() -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            assert worker.facts == {"languages": ["en"], "rate": 16_000}
            frames = await say(worker, "abc")
            assert [frame.payload[:2] for frame in frames] == [b"a\0", b"b\0", b"c\0"]
            assert frames[1].head["marks"] == [[1, 2, 0, True]]
        assert worker.state is State.STOPPED

    asyncio.run(scenario())


def test_cancel_overtakes_what_waits_and_the_next_request_is_served() -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            text = " " * 4000  # 200 s
            async with ask(worker, text) as slow, ask(worker, text):
                async for _ in slow:
                    break
            async with asyncio.timeout(60):
                assert [frame.payload[:2] for frame in await say(worker, "z")] == [b"z\0"]

    asyncio.run(scenario())


def test_a_request_that_is_held_up_goes_on_where_it_was_and_can_be_cancelled_meanwhile() -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            async with ask(worker, " " * 60) as request:  # 3 s
                worker.send("hold", id=request.number, on=True)
                made = -1
                while (now := request.items.qsize()) != made:  # the item in the making is finished
                    made = now
                    await asyncio.sleep(0.5)  # ten items' time
                assert made < 50
                worker.send("hold", id=request.number, on=False)
                assert len([frame async for frame in request]) == 60
            async with ask(worker, " " * 4000) as request:  # 200 s
                worker.send("hold", id=request.number, on=True)
            async with asyncio.timeout(60):
                assert len(await say(worker, "ok")) == 2
            worker.send("hold", id=request.number, on=True)  # of a request that has ended: nothing
            assert len(await say(worker, "ok")) == 2

    asyncio.run(scenario())


@pytest.mark.parametrize(("text", "message"), [("refuse", "cannot say that"), ("bug", "ZeroDivisionError: a bug")])
def test_a_failed_request_leaves_the_worker_alive(text: str, message: str) -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            pid = worker.pid
            with pytest.raises(WorkerError, match=message):
                await say(worker, text)
            assert len(await say(worker, "ok")) == 2
            assert worker.pid == pid

    asyncio.run(scenario())


def test_a_crash_fails_the_request_and_a_new_process_serves_the_next() -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            pid = worker.pid
            with pytest.raises(WorkerDied, match="signal 11"):
                await say(worker, "crash")
            await worker.ready()
            assert worker.pid != pid
            assert len(await say(worker, "ok")) == 2

    asyncio.run(scenario())


def test_a_kill_is_named_as_what_it_probably_was() -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            assert worker.pid is not None
            asyncio.get_running_loop().call_later(0.3, os.kill, worker.pid, signal.SIGKILL)
            with pytest.raises(WorkerDied, match="memory"):
                await say(worker, " " * 400)

    asyncio.run(scenario())


def test_refused_loading_is_final_and_says_why() -> None:
    async def scenario() -> None:
        async with beeper(refuse=True) as worker:
            with pytest.raises(WorkerError, match="no such file; give another"):
                await worker.ready()
            assert worker.state is State.FAILED
            with pytest.raises(WorkerDied, match="no such file"):
                await say(worker, "x")

    asyncio.run(scenario())


def test_stop_while_loading_returns_soon() -> None:
    async def scenario() -> None:
        async with asyncio.timeout(60), beeper(slow_start=300) as worker:
            await asyncio.sleep(0.7)
            assert worker.state is State.LOADING

    asyncio.run(scenario())


@contextmanager
def no_descriptors_left() -> Iterator[None]:
    """As if this process had opened as many files as it may."""
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_process_that_cannot_be_started_is_told_and_tried_again() -> None:
    async def scenario() -> None:
        told: list[tuple[State, str]] = []
        spec = Spec("beeper", "daemon.workers.servers:voice", "tests.support.toy_engine:Beeper")
        worker = Worker(spec, on_state=lambda each: told.append((each.state, each.problem)))
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            with no_descriptors_left():
                running = group.create_task(worker.run())
                while worker.restarts == 0:  # noqa: ASYNC110 - a process that cannot be started
                    await asyncio.sleep(0.01)
                assert (State.STOPPED, "beeper could not be started: Too many open files") in told
            await worker.ready()
            assert len(await say(worker, "ok")) == 2
            await worker.stop()
            await running

    asyncio.run(scenario())


def test_a_worker_that_is_sent_more_than_can_be_meant_ends_and_another_one_serves() -> None:
    async def scenario() -> None:
        async with asyncio.timeout(30), beeper() as worker:
            await worker.ready()
            talk = asyncio.create_task(say(worker, " " * 100))
            await asyncio.sleep(0)
            for _ in range(2 * PREFETCH):
                worker.send("nothing")
            with pytest.raises(WorkerDied, match="ended with status 1"):
                await talk
            await worker.ready()
            assert len(await say(worker, "ok")) == 2

    asyncio.run(scenario())


def test_nothing_survives_a_killed_daemon() -> None:
    code = (
        "import asyncio\n"
        "from tests.daemon.workers.test_workers import beeper\n"
        "async def main():\n"
        "    async with beeper() as worker:\n"
        "        await worker.ready(); print(worker.pid, flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    deadline = time.monotonic() + 30
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_descriptors_and_processes_are_given_back() -> None:
    async def scenario() -> None:
        async with beeper() as worker:
            await worker.ready()
            await say(worker, "abc")

    def descriptors_after_one() -> int:
        asyncio.run(scenario())
        return len(list(Path("/proc/self/fd").iterdir()))

    before = set(psutil.Process().children())
    first = descriptors_after_one()
    assert [descriptors_after_one() for _ in range(3)] == [first] * 3
    assert set(psutil.Process().children()) <= before


@pytest.mark.parametrize("data", [b"[1]", b"{", b"\xff\xfe"])
def test_a_head_that_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_head(data)


def test_impossible_lengths_are_refused() -> None:
    with pytest.raises(ProtocolError):
        lengths(b"\xff" * 8)
    with pytest.raises(ProtocolError):
        encode(Frame({"a": "x" * (5 << 20)}))
