"""What the benchmarks share that ask a daemon aloud over a virtual sound card: spoken_actions, spoken_session, spoken_tools.

Whisper base hears the questions, Piper's Joe answers, and Whisper base hears what the loudspeaker played.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from audio.wavefile import read_wav
from config.paths import data_home
from daemon.bench.turn.pauses import Halting, Part
from daemon.bench.turn.questions import synthesised
from daemon.routing.parts import JOE, WHISPER
from models.engine import Cancel
from models.whisper.recogniser import WhisperRecogniser
from tests.e2e.house import House
from tests.support.real_models import Pcm, places, real
from tests.support.virtual_card import VirtualCard


def settings(**more: Any) -> str:
    """Returns a settings file: the tier `embedded`, English and the real models, but for what `more` says."""
    found: dict[str, Any] = {
        "tier": "embedded",
        "history": {"keep": False},
        "models": {"folders": [str(places().root)]},
        "manners": {"sounds": False},
        **more,
        "fast": {"recogniser": str(real(WHISPER)), "voice_en": str(real(JOE)), **more.get("fast", {})},
        "speaking": {"language": "en", "temperature": 0, **more.get("speaking", {})},
    }
    return str(yaml.safe_dump(found, allow_unicode=True))


def house_with_models(folder: Path, card: VirtualCard, text: str) -> House:
    house = House(folder, card, text)
    house.env["XDG_DATA_HOME"] = str(data_home())  # the card's home is an empty one
    return house


def until_listening(house: House, within: float = 60.0) -> None:
    house.until_true(lambda: house.call("status")["state"] == "listening", "the microphone", within)


def forget_events(house: House) -> None:
    """Leaves what has been told so far to nobody who waits for an event."""
    for event in list(house.events):
        event["used"] = True


def sentence(text: str, folder: Path, language: str = "en", voice: str = "slt") -> Path:
    """Returns the sound of a sentence in a folder of its own. `voice`: flite's, for English."""
    place = folder / re.sub(r"\W+", "-", f"{voice} {text}")
    place.mkdir(parents=True, exist_ok=True)
    return synthesised([Halting((Part(text, 0),), language)], place, voice)[0].wav


def words_in(sound: Path | Pcm, ears: WhisperRecogniser, language: str = "en") -> str:
    """Returns what `ears` hear in a recording, or in samples at 16 kHz."""
    utterance = ears.open(language)
    utterance.feed(read_wav(sound) if isinstance(sound, Path) else sound)
    return utterance.result(Cancel()).text


def show(says: str, wrong: Sequence[str], told: Mapping[str, str]) -> None:
    """Prints a step: what was said, what was `told` under each label but for nothing, what was wrong."""
    print(f"{'!' if wrong else ' '} {says}")
    for label, text in told.items():
        if text:
            print(f"      {label:12}{text}")
    for problem in wrong:
        print(f"    ! {problem}", flush=True)
