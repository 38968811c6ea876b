"""Limits on the resources of a chat template: it comes with a downloaded file, and jinja2's sandbox bounds neither
time nor memory. Steps are counted where a template loops, calls or computes; the kernel bounds its memory, and its CPU time
also within one filter."""

from __future__ import annotations

import json
import resource
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import jinja2
import jinja2.nodes
import jinja2.sandbox

from config.texts import _

STEPS: Final = 1_000_000
"""Most loop rounds, calls and operations in one rendering; a long conversation takes some thousands."""
CPU_SECONDS: Final = 5.0
"""Most CPU seconds of one rendering, which takes a millisecond or less."""
MEMORY: Final = 256_000_000
"""Most bytes by which the process may grow meanwhile."""
OUTPUT: Final = 1_000_000
"""Most characters of a prompt beside its contents."""
SOURCE: Final = 1_000_000
"""Most characters of a template; the longest in use have some 20,000."""
_DIGITS: Final = 128
"""Most bits of a product or power of integers."""


class TemplateLimitError(ValueError):
    """A template exceeds a limit. The message names the resource."""


class Meter:
    """Counts the steps and the CPU time of one rendering."""

    def __init__(self) -> None:
        self._steps = 0
        self._until = 0.0
        self.begin()

    def begin(self) -> None:
        """Resets the counts."""
        self._steps = STEPS
        self._until = time.thread_time() + CPU_SECONDS

    def step(self) -> None:
        """Counts one step. Raises TemplateLimitError."""
        self._steps -= 1
        if self._steps < 0 or time.thread_time() > self._until:
            raise TemplateLimitError(_("it takes too long"))


class LimitedEnvironment(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """A sandbox whose loops, calls and operators are metered, and that computes nothing while it compiles."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(optimized=False, **options)
        self.meter = Meter()
        self.filters["metered"] = self._metered
        self.filters["tojson"] = _tojson

    def _metered(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.meter.step()
            yield value

    def _parse(self, source: str, name: str | None, filename: str | None) -> jinja2.nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(jinja2.nodes.For):
            loop.iter = jinja2.nodes.Filter(loop.iter, "metered", [], [], None, None, lineno=loop.lineno)
        return tree

    def call(self, *args: Any, **kwargs: Any) -> Any:
        self.meter.step()
        return super().call(*args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        self.meter.step()
        if isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
            if operator in ("*", "**") and bits > _DIGITS:
                raise TemplateLimitError(_("it computes with numbers that are too large"))
        return super().call_binop(context, operator, left, right)


def _tojson(value: Any, indent: int | None = None, ensure_ascii: bool = False, **options: Any) -> str:
    """Writes JSON as Transformers' filter does, on which models were trained: jinja2's own makes "'" and "<" into codes."""
    chosen = {name: options[name] for name in ("separators", "sort_keys") if name in options}
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, **chosen)


@contextmanager
def bounded() -> Iterator[None]:
    """Bounds what the block takes. Raises TemplateLimitError, and MemoryError."""
    with _bounded_memory(), _bounded_time():
        yield


@contextmanager
def _bounded_time() -> Iterator[None]:
    """Ends the block after CPU_SECONDS of the process, by a signal: a filter may loop without a step. Only the main thread
    gets signals; in another one steps are all that counts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    running = True

    def late(*_signal: object) -> None:
        if running:
            raise TemplateLimitError(_("it takes too long"))

    before = signal.signal(signal.SIGVTALRM, late)
    # Again and again: some filters pass over errors.
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS, 0.1)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """Bounds the process's growth to MEMORY within the block; a larger allocation raises MemoryError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    size = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    limit = min(each for each in (size + MEMORY, soft, hard) if each != resource.RLIM_INFINITY)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
