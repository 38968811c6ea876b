"""What actions ask of a mind: a text made of another, or of a picture."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from daemon.routing.facts import Medium
from models.engine import Message, Sampling


class Writer(Protocol):
    """Implemented by app.texts.asking.Asking."""

    def own(self, medium: Medium) -> str:
        """Returns a mind of this machine that takes text or images; no server is one. Raises NoRoute."""
        ...

    def write(
        self, mind: str, messages: Sequence[Message], sampling: Sampling, image: bytes = b""
    ) -> AsyncGenerator[str, None]:
        """Yields what the mind writes, as it comes. Raises WorkerError."""
        ...
