"""The words of the utterance being spoken: when to ask the recogniser, and what is settled of its partial answers."""

from __future__ import annotations

from audio import events as sound
from config.constants import samples
from daemon.answer import Ports
from daemon.speculation import StablePrefix
from daemon.turn import Turn

PARTIAL_EVERY = samples(300)
"""Audio between two partial transcripts, at HEARING_RATE: as often as a display needs; a busy recogniser skips some."""
PREFILL_EVERY_WORDS = 2
"""Settled words that are worth another prefill."""


class Words:
    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._stable = StablePrefix()
        self._prefilled = 0  # words
        self._last_asked = 0  # position on the hearing timeline
        self._waiting = False

    def open(self, turn: Turn) -> None:
        """A new utterance begins."""
        self._stable = StablePrefix()
        self._prefilled = 0
        self._last_asked = turn.began
        self._waiting = False
        self._ports.open(turn)

    def feed(self, turn: Turn, event: sound.Heard) -> None:
        turn.heard_until = event.at + len(event.pcm) // 2
        self._ports.feed(turn, event.pcm)

    def ask_now_and_then(self, turn: Turn) -> None:
        """Ask for a partial transcript when it is time for one and none is under way."""
        if not self._waiting and turn.heard_until - self._last_asked >= PARTIAL_EVERY:
            self._waiting = True
            self._last_asked = turn.heard_until
            self._ports.recognise(turn, final=False)

    def answered(self) -> None:
        self._waiting = False

    def settled(self, partial: str) -> str:
        """The settled words, when enough new ones have come to be worth prefilling; else nothing."""
        stable = self._stable.update(partial)
        count = len(stable.split())
        if count < self._prefilled + PREFILL_EVERY_WORDS:
            return ""
        self._prefilled = count
        return stable
