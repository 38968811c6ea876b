"""Publishes events to subscribers: the live view, the tray, `sarai events`.

Publishing never waits and never fails: the daemon does not depend on its subscribers. Each subscriber has a bounded queue. A
subscriber that is too slow loses its queue, and gets `Lagged` and a fresh `Snapshot` instead.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from daemon.control.events import Event, Lagged, LevelMeasured, Snapshot

log = logging.getLogger(__name__)

QUEUE = 256
"""Events that may wait for one subscriber: some seconds of a talkative turn."""


class Subscription:
    """The queue of one subscriber: `async for event in subscription`. Begins with a snapshot, never ends by itself."""

    def __init__(self, snapshot: Callable[[], Snapshot], levels: bool, limit: int) -> None:
        self.levels = levels
        self._snapshot = snapshot
        self._limit = limit
        self._queue: deque[Event] = deque()  # bounded in put(): overflow empties it and counts what was lost
        self._missed = 0
        self._begun = False
        self._news = asyncio.Event()
        self._news.set()

    def put(self, event: Event) -> None:
        if isinstance(event, LevelMeasured):
            if not self.levels:
                return
            if self._queue and isinstance(self._queue[-1], LevelMeasured):
                self._queue[-1] = event  # only the latest level matters
                return
        if self._missed or len(self._queue) >= self._limit:
            self._missed += len(self._queue) + 1
            self._queue.clear()
        else:
            self._queue.append(event)
        self._news.set()

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Event:
        await self._news.wait()
        if self._missed:
            missed, self._missed = self._missed, 0
            self._begun = False
            return Lagged(missed)
        if not self._begun:
            # The snapshot is taken now and holds all that is queued: telling it again would double a reply's text.
            self._begun = True
            self._queue.clear()
            self._news.clear()
            return self._snapshot()
        event = self._queue.popleft()
        if not self._queue:
            self._news.clear()
        return event


class EventHub:
    """Takes published events and hands them to the subscriptions. For the event loop's thread only."""

    def __init__(self, status: Callable[[], Mapping[str, Any]], limit: int = QUEUE) -> None:
        """`status` returns the document for a `Snapshot`. `limit`: events that may wait for one subscriber."""
        self._status = status
        self._limit = limit
        self._subscriptions: set[Subscription] = set()
        self.on_levels: Callable[[bool], None] | None = None
        """Called with True when the first subscriber to levels comes, and with False when the last one has gone."""

    @property
    def wants_levels(self) -> bool:
        """Whether any subscriber asks for `LevelMeasured`."""
        return any(each.levels for each in self._subscriptions)

    def publish(self, event: Event) -> None:
        for subscription in self._subscriptions:
            subscription.put(event)

    @contextmanager
    def subscribe(self, levels: bool = False) -> Iterator[Subscription]:
        """`with hub.subscribe() as subscription: async for event in subscription: ...`"""
        subscription = Subscription(self._snapshot, levels, self._limit)
        before = self.wants_levels
        self._subscriptions.add(subscription)
        self._tell_levels(before)
        try:
            yield subscription
        finally:
            before = self.wants_levels
            self._subscriptions.discard(subscription)
            self._tell_levels(before)

    def _tell_levels(self, before: bool) -> None:
        if self.on_levels is not None and self.wants_levels != before:
            self.on_levels(self.wants_levels)

    def _snapshot(self) -> Snapshot:
        try:
            return Snapshot.of(dict(self._status()))
        except Exception:
            log.exception("no snapshot for a subscriber")  # it goes on with the events alone
            return Snapshot.of({})
