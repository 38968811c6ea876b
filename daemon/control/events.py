"""What happens in the daemon, told to everybody who wants to know: live views, the tray, `sarai events`.

Publishing never waits and never fails: the daemon doesn't depend on who listens. Each subscriber has a bounded queue; one
that doesn't keep up loses what is queued and gets `lagged` and a fresh snapshot instead, from which it can go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

log = logging.getLogger(__name__)

Event = dict[str, Any]
"""A JSON object with its "kind"."""

QUEUE = 256
"""Events that may wait for one subscriber: some seconds of a talkative turn."""


class Subscription:
    """One subscriber's queue: `async for event in subscription`. Begins with a snapshot, never ends by itself."""

    def __init__(self, snapshot: Callable[[], Event], levels: bool, limit: int) -> None:
        self.levels = levels
        self._snapshot = snapshot
        self._limit = limit
        self._queue: deque[Event] = deque()  # bounded in put(): overflow empties it and counts what was lost
        self._missed = 0
        self._begun = False
        self._news = asyncio.Event()
        self._news.set()

    def put(self, event: Event) -> None:
        if event.get("kind") == "level":
            if not self.levels:
                return
            if self._queue and self._queue[-1].get("kind") == "level":
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
            return {"kind": "lagged", "missed": missed}
        if not self._begun:
            # The snapshot is taken now and holds all that is queued: telling it again would double a reply's text.
            self._begun = True
            self._queue.clear()
            self._news.clear()
            return {**self._snapshot(), "kind": "snapshot"}
        event = self._queue.popleft()
        if not self._queue:
            self._news.clear()
        return event


class EventHub:
    """Where events are published. To be used from the event loop's thread only."""

    def __init__(self, snapshot: Callable[[], Mapping[str, Any]], limit: int = QUEUE) -> None:
        self._take_snapshot = snapshot
        self._limit = limit
        self._subscriptions: set[Subscription] = set()
        self.on_levels: Callable[[bool], None] | None = None
        """Called when the first subscriber that wants `level` events comes, and when the last one has gone."""

    @property
    def wants_levels(self) -> bool:
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

    def _snapshot(self) -> Event:
        try:
            return dict(self._take_snapshot())
        except Exception:
            log.exception("no snapshot for a subscriber")  # it goes on with the events alone
            return {}
