"""Does the history hold just the words that were played? `python -m benchmarks.interruptions [--count 50]`.

Over a virtual sound card a long text is spoken and interrupted at random moments by a spoken "stop it now". The
recorded loudspeaker tells how long it was audible, and espeak's own word times tell which words had begun by then. Both
are compared with the text that the daemon reports as heard. Also prints how soon the reply was softer, and silent.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from audio.wavefile import read_wav
from benchmarks.turns import conditions
from models.engine import Cancel
from models.espeak import EspeakVoice
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support.virtual_card import VirtualCard

TEXT = (
    "Once upon a time there was a small robot who lived in a quiet house by the sea and every morning it opened the window "
    "and counted the white boats on the water while the old cat slept beside the warm stove and dreamed of fish"
)
STEP = 160
SOFT = 0.35
"""Share of the usual level below which the reply counts as ducked; -18 dB is 0.13."""


def words_begun(seconds: float) -> int:
    """Returns how many words of TEXT espeak has begun after that time."""
    voice = EspeakVoice()
    marks = []
    offset = 0
    for speech in voice.speak(TEXT, "en", 1.0, Cancel()):
        marks += [mark.at for mark in speech.marks]
        offset += len(speech.pcm)
    return sum(at / voice.rate < seconds for at in marks)


def levels(path: Path) -> np.ndarray:
    """Returns the RMS of every 10 ms of the recording."""
    sound = read_wav(path).astype(np.float32)
    return np.asarray(np.sqrt(np.mean(sound[: len(sound) // STEP * STEP].reshape(-1, STEP) ** 2, axis=1)))


def one(house: House, folder: Path, rng: random.Random) -> tuple[int, float]:
    """Returns (words reported - words played, seconds of sound) of one interruption."""
    recording = house.card.record(folder / "loudspeaker.wav")
    house.call("say", text=TEXT)
    house.wait_for("state", lambda event: event["state"] == "speaking")
    time.sleep(rng.uniform(0.3, 5.0))
    house.card.play(say("stop it now", folder), wait=False)
    done = house.wait_for("reply_done", lambda event: TEXT.startswith(event["text"]))
    recording.stop()
    house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the turn")
    house.events.clear()
    loud = np.flatnonzero(levels(recording.path) > 30)
    seconds = (loud[-1] - loud[0] + 1) / 100 if len(loud) else 0.0
    return len(done["text"].split()) - words_begun(seconds), seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    print(", ".join(f"{name} {value}" for name, value in conditions().items() if name != "backend"))
    folder = Path(tempfile.mkdtemp())
    with VirtualCard() as card, House(folder, card) as house:
        results = [one(house, folder, rng) for _ in range(arguments.count)]
    differences = [difference for difference, _ in results]
    exact = sum(abs(difference) <= 1 for difference in differences)
    print(f"{exact} of {len(results)} interruptions: history and loudspeaker agree within one word")
    print(f"difference in words: median {median(differences):+.0f}, worst {max(differences, key=abs):+d}")


if __name__ == "__main__":
    main()
