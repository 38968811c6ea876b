"""Is voice_to_voice what a listener would measure? `python -m benchmarks.meter [--count 10]`.

Runs over a virtual sound card whose loudspeaker and microphone are two channels of one device: a single recording tells
to the sample when the question ended and when the reply began. Prints that beside the daemon's own report, turn by
turn. The questions end abruptly: where a fading vowel ends is a matter of definition, when a cut one ends is not.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt

from audio.wavefile import read_wav, write_wav
from benchmarks.turns import conditions
from daemon.bench.turn.questions import PLAIN, SHORT
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support.virtual_card import RATE, VirtualCard, read_both

AUDIBLE = 100
"""Level, of 32768, from which a sample counts as sound; the daemon's own threshold for the reply's first one."""


def abrupt(text: str, folder: Path) -> Path:
    """Writes the question, cut where it last falls below a tenth of its loudest sample, then silence. Returns the
    path."""
    sound = read_wav(say(text, folder), RATE)
    loud = np.flatnonzero(np.abs(sound.astype(int)) > np.abs(sound.astype(int)).max() / 10)
    path = folder / "question.wav"
    write_wav(path, np.concatenate([sound[: loud[-1] + 1], np.zeros(RATE // 2, np.int16)]), RATE)
    return path


def first_loud(sound: npt.NDArray[np.int16], after: int = 0) -> int:
    """Returns the index of the first audible sample from `after` on."""
    return after + int(np.flatnonzero(np.abs(sound[after:].astype(int)) > AUDIBLE)[0])


def last_loud(sound: npt.NDArray[np.int16]) -> int:
    return int(np.flatnonzero(np.abs(sound.astype(int)) > AUDIBLE)[-1])


def one(house: House, text: str, folder: Path) -> tuple[float, float]:
    """Returns voice_to_voice as reported and as recorded, both in ms."""
    recording = house.card.record_both(folder / "both.wav")
    house.ask(abrupt(text, folder))
    timings = house.wait_for("timings")["ms"]
    house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the turn")
    loudspeaker, microphone = read_both(recording.stop())
    recorded = (first_loud(loudspeaker) - last_loud(microphone)) / RATE * 1000
    return timings["voice_to_voice"], recorded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10)
    arguments = parser.parse_args()
    print(", ".join(f"{name} {value}" for name, value in conditions().items() if name != "backend"))
    folder = Path(tempfile.mkdtemp())
    differences = []
    with VirtualCard(one_clock=True) as card, House(folder, card) as house:
        for number in range(arguments.count):
            text = PLAIN[number % SHORT]
            reported, recorded = one(house, text, folder)
            differences.append(reported - recorded)
            print(f"{text:<42} reported {reported:5.0f} ms, recorded {recorded:5.0f} ms: {differences[-1]:+5.0f} ms")
    print(f"difference: median {median(differences):+.0f} ms, worst {max(differences, key=abs):+.0f} ms")


if __name__ == "__main__":
    main()
