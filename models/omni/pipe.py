"""Bounded, closable, abortable queues between the stages of one reply, and the switch that stops them all."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Generic, TypeVar

from models.engine import Cancel, Cancelled

T = TypeVar("T")


class Ended(Exception):
    """Raised by `get` after the producer's last item has been taken."""


class Pipe(Generic[T]):
    """A bounded queue for one producer and one consumer. `put` blocks while it is full: the producer waits.

    `end` closes it after the last item. `abort` wakes both sides at once with Cancelled and drops what is queued.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._items: deque[T] = deque()
        self._changed = threading.Condition()
        self._ended = False
        self._aborted = False

    def put(self, item: T) -> None:
        """Adds an item, waiting for room. Raises Cancelled once aborted."""
        with self._changed:
            while len(self._items) >= self._limit and not self._aborted:
                self._changed.wait()
            if self._aborted:
                raise Cancelled
            self._items.append(item)
            self._changed.notify_all()

    def end(self) -> None:
        """Closes the queue: no more items follow."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def abort(self) -> None:
        """Drops all items; both sides raise Cancelled from now on."""
        with self._changed:
            self._aborted = True
            self._items.clear()
            self._changed.notify_all()

    def get(self, timeout: float | None = None) -> T:
        """Returns the next item. Raises Ended after the last, Cancelled once aborted, TimeoutError after `timeout`
        seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            while not self._items:
                if self._aborted:
                    raise Cancelled
                if self._ended:
                    raise Ended
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError
                self._changed.wait(left)
            item = self._items.popleft()
            self._changed.notify_all()
            return item

    def __len__(self) -> int:
        with self._changed:
            return len(self._items)


class Stop:
    """Stops every stage of one reply: holds a flag that they look at, and the pipes they may be waiting in.

    `cancel`: the caller's switch. The stages look at it too, because the thread that would pass it on may be busy, or
    asleep while a stage makes several tokens.
    """

    def __init__(self, cancel: Cancel | None = None) -> None:
        self._flag = threading.Event()
        self._cancel = cancel
        self._pipes: list[Pipe[object]] = []

    def watch(self, pipe: Pipe[T]) -> Pipe[T]:
        """Aborts `pipe` too when the switch is set. Call before any stage runs."""
        self._pipes.append(pipe)  # type: ignore[arg-type]  # only ever aborted, never put into
        return pipe

    def set(self) -> None:
        self._flag.set()
        for pipe in self._pipes:
            pipe.abort()

    def __bool__(self) -> bool:
        return self._flag.is_set() or bool(self._cancel)

    def check(self) -> None:
        """Waits for as long as the caller holds the work up. Raises Cancelled once the switch is set."""
        if self._cancel is not None and not self._flag.is_set():
            self._cancel.wait()
        if self:
            raise Cancelled
