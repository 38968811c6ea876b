"""What the parts of a conversation have in common, made once."""

from __future__ import annotations

from dataclasses import dataclass

from config.settings import Settings
from daemon.answer import Answer, Ports
from daemon.dialogue import Dialogue
from daemon.floor import Floor
from daemon.hearing import Words
from daemon.listening import Attention, Microphone


@dataclass(frozen=True, slots=True)
class Parts:
    settings: Settings
    ports: Ports
    dialogue: Dialogue
    floor: Floor
    words: Words
    answer: Answer
    attention: Attention
    microphone: Microphone

    @classmethod
    def make(cls, settings: Settings, ports: Ports) -> Parts:
        dialogue = Dialogue(settings.history.voice_tokens)
        return cls(
            settings,
            ports,
            dialogue,
            Floor(ports),
            Words(ports),
            Answer(ports, dialogue),
            Attention(settings.listening),
            Microphone(ports),
        )
