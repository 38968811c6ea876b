"""Does the assistant interrupt itself? Plays recordings of loudspeaker and person through the station's chain.

    python benchmarks/echo.py FOLDER

FOLDER holds pairs NAME-played.wav and NAME-mic.wav, time-aligned: `farend` (only the loudspeaker speaks), `doubletalk`
(both) and `nearend` (only the person); such pairs come with breizhn/DTLN-aec (MIT). The table shows the share of speech
that the voice detector hears before and after the chain, the longest stretch of speech that the endpointer reports, and
whether that would interrupt a reply (settings: turn.barge_in_ms). Exit status 1 if far-end interrupts or a person
doesn't.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio.capture import Hearing
from audio.events import Event, SpeechPaused, SpeechResumed, SpeechStarted
from audio.frames import Pcm
from audio.queued import Block
from audio.reference import Reference
from audio.timeline import Timeline
from audio.vad import CHUNK, Silero
from audio.wavefile import WavError, read_wav
from config.constants import AUDIBLE, HEARING_RATE, ms, samples
from config.settings import Sound, Turn

CASES = {"farend": False, "doubletalk": True, "nearend": True}
"""The recordings, and whether somebody speaks in them."""
_BLOCK = samples(20)


@dataclass(frozen=True)
class Row:
    """The measurements of one recording."""

    raw: float
    """Share of the microphone's chunks that Silero calls speech."""
    starts: int
    longest_ms: float
    """Length of the longest speech that the endpointer reported."""
    wary: float
    """Share of the time in which the reply would have been softer, because somebody might have begun to speak."""

    @property
    def interrupts(self) -> bool:
        return self.longest_ms >= Turn().barge_in_ms


def measure(microphone: Pcm, played: Pcm) -> Row:
    """Runs one pair, shapes (n,), through canceller, voice detector and endpointer."""
    events: list[Event] = []
    timeline = Timeline()
    timeline.begin(0.0)
    reference = Reference(timeline)
    hearing = Hearing(Sound(), Turn(), timeline, reference, events.append)
    wary = []
    for at in range(0, min(len(microphone), len(played)), _BLOCK):
        block = played[at : at + _BLOCK]
        if (np.abs(block.astype(np.int32)) > AUDIBLE).any():  # so that a pause in the reply counts as one
            reference.add(Block(at / HEARING_RATE, block), HEARING_RATE)
        hearing.process(microphone[at : at + _BLOCK], reply_waiting=True)
        wary.append(hearing.wary)
    hearing.process(np.zeros(HEARING_RATE, np.int16), reply_waiting=False)
    silero = Silero()
    raw = [silero.probability(microphone[at : at + CHUNK]) > 0.5 for at in range(0, len(microphone) - CHUNK + 1, CHUNK)]
    starts = sum(isinstance(event, SpeechStarted) for event in events)
    return Row(float(np.mean(raw)), starts, _longest(events), float(np.mean(wary)))


def _longest(events: list[Event]) -> float:
    """Returns the longest speech in ms, from where it began to its acoustic end."""
    longest, began = 0, 0
    for event in events:
        match event:
            case SpeechStarted(at=at) | SpeechResumed(at=at):
                began = at
            case SpeechPaused(end=end):
                longest = max(longest, end - began)
    return ms(longest)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="holds farend-mic.wav, farend-played.wav and so on")
    folder: Path = parser.parse_args().folder
    print(f"{'recording':12} {'raw speech':>10} {'starts':>7} {'longest':>9} {'softer':>7}  interrupts")
    failed = False
    for name, person in CASES.items():
        try:
            row = measure(read_wav(folder / f"{name}-mic.wav"), read_wav(folder / f"{name}-played.wav"))
        except WavError as err:
            print(err, file=sys.stderr)
            return 2
        failed |= row.interrupts != person
        verdict = ("yes" if row.interrupts else "no") + ("" if row.interrupts == person else "  <- WRONG")
        print(f"{name:12} {row.raw:>9.0%} {row.starts:>8} {row.longest_ms:>6.0f} ms {row.wary:>7.1%}  {verdict}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
