"""What the conversation can do to the world, and the exchange that it reports. Neutral: imports no part of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from audio import events as sound
from daemon.conversation.rules.heard_words import PlayedAudio
from daemon.conversation.turn import Turn
from daemon.skills.intent import Intent
from models.engine import Message


@dataclass(frozen=True, slots=True)
class Record:
    """A finished exchange, for the history and for displays."""

    turn: int
    language: str
    heard: str
    said: str
    """What was played of the reply."""
    said_full: str
    interrupted: bool
    timings_ms: dict[str, float]


class Ports(Protocol):
    """Everything the conversation can do to the world. None of these waits; answers come back as events and items,
    stamped with the (turn, revision) that they belong to."""

    def sound(self, command: sound.Command) -> None: ...
    def open(self, turn: Turn) -> None: ...
    def feed(self, turn: Turn, pcm: bytes) -> None: ...
    def close(self, turn: Turn) -> None: ...
    def recognise(self, turn: Turn, final: bool) -> None: ...
    def prefill(self, messages: Sequence[Message]) -> None: ...
    def respond(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None: ...
    def say(self, turn: Turn, text: str, language: str) -> None: ...
    def cancel(self) -> None: ...
    def carry_out(self, skill: Intent, language: str) -> str: ...
    def publish(self, kind: str, **facts: Any) -> None: ...
    def record(self, record: Record) -> None: ...
    def listen_back(self, turn: int, played: PlayedAudio) -> None: ...
    def correct(self, turn: int, said: str) -> None: ...
