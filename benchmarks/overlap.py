"""How soon does a reply yield to somebody who speaks over it? `python -m benchmarks.overlap [--count 20]`.

A long text is spoken through a virtual sound card whose loudspeaker and microphone are two channels of one recording;
at a random moment somebody speaks over it. The loudspeaker's channel is compared, 10 ms by 10 ms, with the sound that
was sent to be played, which gives the gain at each moment. Two times are counted from the first audible sample of the
voice: when the gain first fell by half (ducked), and when sound ceased.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from audio.events import Command, Play
from audio.wavefile import read_wav, write_wav
from benchmarks.interruptions import TEXT
from benchmarks.meter import AUDIBLE, first_loud
from benchmarks.turns import conditions
from config.load import load
from daemon.app.daemon import Daemon, running
from daemon.control.events import Event, StateChanged
from daemon.conversation.latency import percentile
from daemon.tiers.scripted import adapter
from tests.e2e.speech import say
from tests.support.virtual_card import RATE, VirtualCard, read_both

FRAME = RATE // 100
PHRASES = tuple(
    (text, voice)
    for text in (
        "stop it now",
        "wait a moment please",
        "no thank you very much",
        "what time is it",
        "please be quiet now",
    )
    for voice in ("rms", "slt", "awb")
)
"""Phrases spoken over the reply, each with the flite voice that says it."""
SURE = 3
"""Frames in a row that must be softer: a single one may be a gap between two words."""
GAP = RATE // 4
"""Silence that ends the reply, in samples; longer than any pause in the text."""

Sound = npt.NDArray[np.int16]


def gains(played: Sound, sent: Sound) -> tuple[npt.NDArray[np.float64], int]:
    """Returns the gain of every 10 ms of `sent` (NaN where it is too soft to tell), and the sample of `played` where
    it begins. Both sounds are at RATE."""
    head = sent[:RATE].astype(float)
    size = len(played) + len(head)
    product = np.fft.irfft(np.fft.rfft(played.astype(float), size) * np.conj(np.fft.rfft(head, size)), size)
    begin = int(np.argmax(product[: len(played)]))
    count = min(len(sent), len(played) - begin) // FRAME
    there = _levels(played[begin : begin + count * FRAME])
    wanted = _levels(sent[: count * FRAME])
    return np.where(wanted > 0.05 * wanted.max(), there / np.maximum(wanted, 1), np.nan), begin


def _levels(sound: Sound) -> npt.NDArray[np.float64]:
    return np.asarray(np.sqrt(np.mean(sound.astype(float).reshape(-1, FRAME) ** 2, axis=1)))


def softer_after(gain: npt.NDArray[np.float64], first: int) -> int | None:
    """Returns the first frame from `first` on with half the usual gain that stays so for SURE frames that can be
    told."""
    usual = float(np.nanmedian(gain[:first]))
    known = [index for index in range(first, len(gain)) if not np.isnan(gain[index])]
    for place, index in enumerate(known):
        following = known[place : place + SURE]
        if len(following) == SURE and all(gain[each] < usual / 2 for each in following):
            return index
    return None


def silent_after(played: Sound, onset: int) -> int:
    """Returns the index one past the last audible sample before the first GAP without sound: there the reply has
    ended, and its answer has not yet begun."""
    loud = np.flatnonzero(np.abs(played[onset:].astype(int)) > AUDIBLE)
    gaps = np.flatnonzero(np.diff(loud) > GAP)
    return onset + int(loud[gaps[0]] if len(gaps) else loud[-1]) + 1


class Overlap:
    """A daemon in this process, on the card named by the environment."""

    def __init__(self, daemon: Daemon, card: VirtualCard, folder: Path) -> None:
        self.daemon = daemon
        self.card = card
        self.folder = folder
        self.phrases = [
            _trimmed(say(text, folder, voice), folder, number) for number, (text, voice) in enumerate(PHRASES)
        ]

    async def one(self, after: float, voice: Path) -> tuple[float | None, float]:
        """Returns (ms until ducked, ms until silent) when `voice` begins `after` seconds into the reply."""
        loudspeaker, microphone, sent = await self.say_over(after, voice)
        onset = first_loud(microphone)
        gain, begin = gains(loudspeaker, sent)
        ducked = softer_after(gain, -(-(onset - begin) // FRAME))
        yielded = None if ducked is None else (begin + ducked * FRAME - onset) / RATE * 1000
        return yielded, (silent_after(loudspeaker, onset) - onset) / RATE * 1000

    async def say_over(self, after: float, voice: Path) -> tuple[Sound, Sound, Sound]:
        """Returns (loudspeaker, microphone, sound that was sent to be played), at RATE, until the conversation listens
        again."""
        sent = bytearray()
        rate = 0
        speaking, done = asyncio.Event(), asyncio.Event()

        def see(event: Event) -> None:
            match event:
                case StateChanged(state="speaking"):
                    speaking.set()
                case StateChanged(state="listening") if speaking.is_set():
                    done.set()

        def keep(command: Command) -> None:
            nonlocal rate
            if isinstance(command, Play):
                sent.extend(command.pcm)
                rate = command.rate

        recording = await asyncio.to_thread(self.card.record_both, self.folder / "both.wav")
        with self.daemon.listening_in(see, keep):
            self.daemon.conversation.announce(TEXT, "en")
            await asyncio.wait_for(speaking.wait(), 30)
            await asyncio.sleep(after)
            await asyncio.to_thread(self.card.play, voice)
            await asyncio.wait_for(done.wait(), 60)
        loudspeaker, microphone = read_both(await asyncio.to_thread(recording.stop))
        return loudspeaker, microphone, soxr.resample(np.frombuffer(bytes(sent), "<i2"), rate, RATE)


def _trimmed(wav: Path, folder: Path, number: int) -> Path:
    """Writes the sound from its first audible sample on, and returns the new path."""
    sound = read_wav(wav, RATE)
    path = folder / f"voice-{number}.wav"
    write_wav(path, sound[first_loud(sound) :], RATE)
    return path


@asynccontextmanager
async def overlap(card: VirtualCard, folder: Path) -> AsyncIterator[Overlap]:
    """Runs a daemon with its models loaded. The environment must name the card before its sound worker inherits it."""
    settings = load()
    async with running(settings, adapter(settings.benchmark)) as daemon:
        await asyncio.wait_for(daemon.ready(), 120)
        yield Overlap(daemon, card, folder)


async def measure(count: int, seed: int, card: VirtualCard, folder: Path) -> list[tuple[float | None, float]]:
    rng = random.Random(seed)
    results = []
    async with overlap(card, folder) as there:
        for _ in range(count):
            results.append(await there.one(rng.uniform(1.0, 5.0), rng.choice(there.phrases)))
            ducked, silent = results[-1]
            print(f"ducked after {'?' if ducked is None else round(ducked)} ms, silent after {silent:.0f} ms")
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(", ".join(f"{name} {value}" for name, value in conditions().items() if name != "backend"))
    folder = Path(tempfile.mkdtemp())
    with VirtualCard(one_clock=True) as card:
        os.environ.update(card.env)
        results = asyncio.run(measure(arguments.count, arguments.seed, card, folder))
    for name, values in (
        ("ducked", [ducked for ducked, _ in results if ducked is not None]),
        ("silent", [silent for _, silent in results]),
    ):
        shares = ", ".join(f"P{share} {percentile(values, share / 100):.0f} ms" for share in (50, 90, 99))
        print(f"{name} ({len(values)} of {len(results)}): {shares}")


if __name__ == "__main__":
    main()
