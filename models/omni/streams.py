"""The threads of a reply's stages: one each, on a GPU with a CUDA stream of its own.

On a shared stream, a talker that asks for its next code would wait for the diffusion's kernels. On a GPU the threads
and their streams stay from one reply to the next. PyTorch keeps things for each stream (memory that was used, room for
matrix products) and for each thread (cuDNN's plans of convolutions, some hundred for the vocoder).
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

import torch

Work = Callable[[], None]
Wait = Callable[[], None]
"""Returns once the work is done."""


class Stages(Protocol):
    """The threads of an engine's stages."""

    def start(self, name: str, work: Work) -> Wait:
        """Begins `work`, which must not raise, in the thread of that stage. Each name has one piece of work at a
        time."""
        ...

    def around(self) -> AbstractContextManager[None]:
        """Returns the context manager that surrounds the work."""
        ...

    def close(self) -> None:
        """Ends the threads that stay; nothing may be at work."""
        ...


def stages_on(device: torch.device) -> Stages:
    """Returns the kind of stages that suits the device."""
    return StayingThreads(_OwnStream(device)) if device.type == "cuda" else FreshThreads()


class FreshThreads:
    """Starts a thread `omni_NAME` for each piece of work."""

    def start(self, name: str, work: Work) -> Wait:
        thread = threading.Thread(target=work, name=f"omni_{name}")
        thread.start()
        return thread.join

    def around(self) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None:
        pass


class StayingThreads:
    """Keeps a thread for each stage, from its first work to `close`."""

    def __init__(self, around: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        self._around = around
        self._threads: dict[str, _Staying] = {}

    def start(self, name: str, work: Work) -> Wait:
        if name not in self._threads:
            self._threads[name] = _Staying(name)
        return self._threads[name].give(work)

    def around(self) -> AbstractContextManager[None]:
        return self._around()

    def close(self) -> None:
        for thread in self._threads.values():
            thread.end()
        self._threads.clear()


class _Staying:
    def __init__(self, name: str) -> None:
        self._given: queue.SimpleQueue[tuple[Work, threading.Event] | None] = queue.SimpleQueue()
        # A daemon thread: a program that forgets to close its engine can end all the same.
        self._thread = threading.Thread(target=self._live, name=f"stage {name}", daemon=True)
        self._thread.start()

    def give(self, work: Work) -> Wait:
        done = threading.Event()
        self._given.put((work, done))

        def wait() -> None:
            done.wait()

        return wait

    def end(self) -> None:
        self._given.put(None)
        self._thread.join()

    def _live(self) -> None:
        for work, done in iter(self._given.get, None):
            work()
            done.set()
            del work  # it holds the reply, and the reply its tensors


class _OwnStream(threading.local):
    """Puts the work of each thread on a CUDA stream of that thread."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._stream: torch.cuda.Stream | None = None

    @contextmanager
    def __call__(self) -> Iterator[None]:
        if self._stream is None:
            self._stream = torch.cuda.Stream(self._device)  # type: ignore[no-untyped-call]  # torch types it not
        with torch.cuda.stream(self._stream):
            # What the thread that loaded the model has asked of the GPU comes first.
            self._stream.wait_stream(torch.cuda.default_stream(self._device))
            try:
                yield
            finally:
                self._stream.synchronize()
