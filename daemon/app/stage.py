"""The conversation's hands: every port leads to the worker, desk, hub or record that does the thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from audio.events import Command
from daemon.app.speech import SpeechService
from daemon.conversation.ports import Record
from daemon.conversation.rules.heard_words import PlayedAudio
from daemon.conversation.turn import Turn
from daemon.skills.intent import Intent
from daemon.workers.wire import pack
from daemon.workers.worker import Worker
from models.engine import Message


class Stage:
    """Implements daemon.conversation.ports.Ports."""

    def __init__(
        self,
        sound: Worker,
        desk: SpeechService,
        publish: Callable[[dict[str, Any]], None],
        record: Callable[[Record], None],
        correct: Callable[[int, str], None],
        carry_out: Callable[[Intent, str], str],
    ) -> None:
        self.taps: list[Callable[[Command], None]] = []
        """Who wants to see every command to the sound worker: `sarai talk` keeps the reply's audio."""
        self._sound = sound
        self._desk = desk
        self._publish = publish
        self.record = record
        self.correct = correct
        self.carry_out = carry_out

    def sound(self, command: Command) -> None:
        self._sound.send_frame(pack(command))
        for tap in self.taps:
            tap(command)

    def open(self, turn: Turn) -> None:
        self._desk.open(turn)

    def feed(self, turn: Turn, pcm: bytes) -> None:
        self._desk.feed(turn, pcm)

    def close(self, turn: Turn) -> None:
        self._desk.close(turn)

    def recognise(self, turn: Turn, final: bool) -> None:
        self._desk.recognise(turn, final)

    def prefill(self, messages: Sequence[Message]) -> None:
        self._desk.prefill(messages)

    def respond(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None:
        self._desk.respond(turn, messages)

    def say(self, turn: Turn, text: str, language: str) -> None:
        self._desk.say(turn, text, language)

    def listen_back(self, turn: int, played: PlayedAudio) -> None:
        self._desk.listen_back(turn, played)

    def cancel(self) -> None:
        self._desk.cancel()

    def publish(self, kind: str, **facts: Any) -> None:
        self._publish({"kind": kind, **facts})
