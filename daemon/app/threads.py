"""Threads and child processes of the daemon, on a machine that may have no more to give."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from config.errors import UserError
from config.texts import _

POOL = 6
"""Threads for what blocks: reads of files, and calls of libraries."""


@asynccontextmanager
async def prepared() -> AsyncIterator[None]:
    """Has the running loop, while the block lasts, start no more threads: neither for what blocks nor, as Python 3.11 does,
    for each child process. Raises UserError where there are none."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(started(POOL, "blocking"))
    if sys.version_info < (3, 12) and _has_pidfd():
        watcher = asyncio.PidfdChildWatcher()
        watcher.attach_loop(loop)
        asyncio.set_child_watcher(watcher)
        try:
            yield
        finally:
            asyncio.set_child_watcher(asyncio.ThreadedChildWatcher())
    else:
        yield


def _has_pidfd() -> bool:
    """Whether the kernel has them: Linux 5.3 and later."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


def started(count: int, name: str) -> ThreadPoolExecutor:
    """Returns a pool whose threads run already: it works on when the system refuses new ones. Raises UserError where it
    refuses these."""
    pool = ThreadPoolExecutor(count, name)
    all_here = threading.Barrier(count + 1)
    try:
        for _each in range(count):
            pool.submit(all_here.wait)
    except RuntimeError as err:
        all_here.abort()
        pool.shutdown(wait=False)
        why = _("no threads can be started ({why}): the limits on processes or memory are too low", why=err)
        raise UserError(why) from err
    all_here.wait()
    return pool
