"""What the stages of an Omni still finish after they were told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

import torch

from models.engine import Cancel

Units = Mapping[str, Iterable[torch.nn.Module]]
"""What is counted: the parts of the model that end such a unit of work."""


class Watch:
    """Counts what the stages have finished. `moment` is a part of a stage's model: where it is used for the n-th time, in
    the midst of its stage's work, another thread sets `cancel`."""

    def __init__(
        self,
        units: Units,
        coded: Callable[[], int],
        cancel: Cancel,
        moment: torch.nn.Module | None = None,
        nth: int = 1,
    ) -> None:
        """`coded`: how many codes the engine has made."""
        self._units = {unit: list(modules) for unit, modules in units.items()}
        self._coded = coded
        self._cancel = cancel
        self._moment = moment
        self._left = nth
        self._finished = dict.fromkeys(self._units, 0)  # each is counted by one stage, in one thread
        self.reached = threading.Event()
        self.before: dict[str, int] = {}
        """What had been finished when the reply was cancelled."""

    def __enter__(self) -> Self:
        def count(unit: str) -> None:
            self._finished[unit] += 1

        self._hooks: list[Any] = [
            module.register_forward_hook(lambda *_, unit=unit: count(unit))
            for unit, modules in self._units.items()
            for module in modules
        ]
        if self._moment is not None:
            self._hooks.append(self._moment.register_forward_pre_hook(lambda *_: self._used()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for hook in self._hooks:
            hook.remove()

    @property
    def finished(self) -> dict[str, int]:
        return {**self._finished, "codes": self._coded()}

    @property
    def after(self) -> dict[str, int]:
        """What was finished after the cancel, whatever had been begun before it included."""
        return {unit: count - self.before[unit] for unit, count in self.finished.items()}

    def _used(self) -> None:
        self._left -= 1
        if self._left == 0:
            another = threading.Thread(target=self._set)
            another.start()
            another.join()
            self.reached.set()

    def _set(self) -> None:
        self._cancel.set()
        self.before = self.finished
