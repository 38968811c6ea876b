"""Who is let speak over a reply? By the public rules of tau-voice: `python -m benchmarks.selectivity [--out FILE.json]`.

A daemon in a process of its own speaks long texts on a virtual sound card, and sounds come over them or into the silence
after them. One recording of loudspeaker and microphone is cut into ticks of 200 ms and judged by the rules of tau2-bench
(docs/interaction-metrics.md there):

    interruption         words for the assistant over its reply. It yields if a tick without its voice comes within 2 s
    backchannel          "mhm", "yeah", "I see" over its reply. It is ignored if none comes within 1 s
    vocal tic            a cough, a throat, "um": over a reply as a backchannel; in silence no reply may begin within 2 s
    not directed         words for somebody else, as vocal tics
    question             in silence. It is answered if a reply begins before the next one
    halting question     with a pause inside; a reply that begins before its end interrupts the user

A reply that pauses and goes on has yielded by these rules; how many did is told beside. Voices: flite's, eSpeak's, and
Piper's Joe where it is here; with `--recordings FOLDER` people's questions interrupt as well. Coughs and throats are made of
noise. Whisper base hears and Joe speaks (`sarai models pull whisper-base piper-en-joe`), the tier is `embedded`, unless
`--settings FILE` names others.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import yaml

from audio.resample import resample
from audio.wavefile import read_wav, write_wav
from benchmarks.real import STARTER, settings_for
from config.constants import LANGUAGES
from config.errors import UserError
from config.load import load
from config.paths import data_home
from config.settings import Settings
from daemon.bench.harness.conditions import Conditions
from daemon.bench.turn.pauses import halting
from daemon.bench.turn.questions import PLAIN, SHORT, synthesised
from daemon.routing.parts import JOE
from daemon.routing.recommended import places_for
from models.engine import Cancel
from models.espeak import EspeakVoice
from models.piper.voice import PiperVoice
from models.store.find import resolve
from models.store.places import Located
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support.virtual_card import RATE, VirtualCard, read_both

AUDIBLE = 20
"""Level, of 32768, from which a sample counts as sound. The card adds no noise, and a softer reply is still a reply."""
TICK = RATE // 5
YIELDS_WITHIN, ERRS_WITHIN, ANSWERS_WITHIN = 10, 5, 10
"""Ticks: for an interruption; for a backchannel, a tic or words for others over a reply; for these two in silence."""
FEWEST = 10
"""Fewest events of which tau-voice shows a rate."""
TEXT = (
    "Once upon a time there was a small robot who lived in a quiet house by the sea and every morning it opened the window "
    "and counted the white boats on the water while the old cat slept beside the warm stove and dreamed of fish and of "
    "the long summer days when the children came down to the beach and played until the sun went under"
)
"""The reply that is spoken over: one sentence, for a pause between two would count as yielding."""

Kind = Literal["interruption", "backchannel", "vocal tic", "not directed"]
Sound = npt.NDArray[np.int16]

INTERRUPTIONS = (
    "stop it now", "wait a moment please", "what time is it", "no that is not what i meant", "can you say that again",
    "tell me about the weather instead", "please be quiet now", "how far is the moon", "that's enough thank you",
    "turn on the kitchen light",
)  # fmt: skip
BACKCHANNELS = ("uh huh", "yeah", "okay", "right", "i see", "sure", "yes", "ah okay", "yep", "alright")
HUMS = 5
"""Every so many backchannels one is hummed: voices spell "mm-hmm"."""
FILLERS = ("um", "uh", "hmm", "er")
OTHERS = (
    "hold on a second", "one sec", "can you close the door please", "no put it over there", "i'm on the phone",
    "dinner is ready in ten minutes", "did you feed the dog", "come here for a moment",
)  # fmt: skip
"""Said to somebody else in the room: muffled and 10 dB softer, as tau-voice has them."""


@dataclass(frozen=True, slots=True)
class Noise:
    """A sound that comes over a reply or into silence."""

    kind: Kind
    name: str
    sound: Sound
    """At RATE, without silence around it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sound."""

    kind: Kind
    name: str
    over_reply: bool
    yielded: bool
    """Over a reply: its voice ceased within the time of that kind. In silence: a reply began."""
    ticks: int | None = None
    """Ticks from the one in which the sound began to the first one without the reply."""
    seconds: float | None = None
    """Seconds from the first audible sample of the sound to the last one of the reply before that tick."""
    went_on: bool = False
    """The reply only paused: the sound was not taken for a turn."""


# ------------------------------------------------------------------------------------------------------------- rules


def judge_over(kind: Kind, name: str, loudspeaker: Sound, onset: int, was_turn: bool) -> Outcome:
    """Judges a sound that began at sample `onset` of the recording while the reply was audible. `was_turn`: the assistant
    took it for a turn."""
    speaks = ticks_of(loudspeaker)
    start = onset // TICK
    within = YIELDS_WITHIN if kind == "interruption" else ERRS_WITHIN
    silent = next((at for at in range(start, min(start + within, len(speaks))) if not speaks[at]), None)
    if silent is None:
        return Outcome(kind, name, True, False)
    heard = audible(loudspeaker[: silent * TICK])
    last = (int(heard[-1]) - onset) / RATE if len(heard) else 0.0
    return Outcome(kind, name, True, True, silent - start, max(0.0, last), not was_turn)


def judge_silent(kind: Kind, name: str, loudspeaker: Sound, onset: int, end: int) -> Outcome:
    """Judges a sound from sample `onset` to `end` while nothing was audible."""
    began = np.flatnonzero(ticks_of(loudspeaker)[onset // TICK :])
    limit = end // TICK - onset // TICK + 1 + ANSWERS_WITHIN
    return Outcome(kind, name, False, bool(len(began)) and int(began[0]) <= limit)


def ticks_of(sound: Sound) -> npt.NDArray[np.bool_]:
    """Returns whether each whole tick has sound in it."""
    whole = len(sound) // TICK * TICK
    return np.asarray((np.abs(sound[:whole].astype(int)) > AUDIBLE).reshape(-1, TICK).any(axis=1))


def figures(outcomes: Sequence[Outcome], waits: Sequence[float | None], cut_in: Sequence[bool]) -> dict[str, Any]:
    """Returns tau-voice's columns. `waits`: seconds until each question was answered, None where it was not; `cut_in`:
    whether a reply began before each halting question had ended."""
    interruptions = [each for each in outcomes if each.kind == "interruption"]
    yields = [each for each in interruptions if each.yielded]
    answered = [wait for wait in waits if wait is not None]
    found: dict[str, Any] = {
        "response_latency_s": _mean(answered),
        "response_rate": _share(wait is not None for wait in waits),
        "yield_latency_s": _mean([each.seconds for each in yields if each.seconds is not None]),
        "yield_latency_in_ticks_s": _mean([each.ticks * TICK / RATE for each in yields if each.ticks is not None]),
        "yield_rate": _share(each.yielded for each in interruptions),
        "agent_interruptions_per_turn": _share(cut_in),
    }
    kinds: tuple[Kind, ...] = ("backchannel", "vocal tic", "not directed")
    for kind in kinds:
        those = [each for each in outcomes if each.kind == kind]
        found[f"ignored: {kind}"] = _share(not each.yielded for each in those)
        found[f"of these only paused: {kind}"] = _share(each.went_on for each in those)
    return found | {
        "counts": {kind: sum(each.kind == kind for each in outcomes) for kind in ("interruption", *kinds)}
        | {"questions": len(waits), "halting questions": len(cut_in)}
    }


def _mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


def _share(each: Iterator[bool] | Sequence[bool]) -> float | None:
    values = list(each)
    return sum(values) / len(values) if values else None


# ------------------------------------------------------------------------------------------------------------ sounds


def cough(rng: np.random.Generator) -> Sound:
    """Returns a cough at RATE: a burst of noise in the mouth's resonances, 40 ms of it sharp, and a softer second one."""
    parts = []
    for seconds, level in ((rng.uniform(0.12, 0.2), 0.5), (rng.uniform(0.1, 0.16), 0.3)):
        time_s = np.arange(round(seconds * RATE)) / RATE
        noise = _resonant(rng.normal(size=len(time_s)), (500.0, 1500.0, 2600.0))
        parts += [level * noise * np.exp(-time_s / 0.06), np.zeros(round(rng.uniform(0.08, 0.15) * RATE))]
    return _loud(np.concatenate(parts), 0.4)


def throat(rng: np.random.Generator) -> Sound:
    """Returns a throat being cleared, at RATE: low noise in the rhythm of slowly beating vocal cords."""
    time_s = np.arange(round(rng.uniform(0.35, 0.6) * RATE)) / RATE
    beats = np.clip(np.sin(2 * np.pi * rng.uniform(35, 60) * time_s), 0, None) ** 2
    noise = _resonant(rng.normal(size=len(time_s)), (300.0, 800.0))
    return _loud(noise * beats * np.hanning(len(time_s)), 0.3)


def hum(rng: np.random.Generator) -> Sound:
    """Returns "mm-hmm" at RATE: two short nasal sounds, the second one higher and louder."""
    parts = []
    low = rng.uniform(105, 190)
    for seconds, pitch, level in ((0.14, low, 0.6), (0.2, 1.15 * low, 1.0)):
        time_s = np.arange(round(seconds * RATE)) / RATE
        tones = sum(np.sin(2 * np.pi * pitch * each * time_s) / each**1.6 for each in range(1, 9))
        parts += [level * tones * np.hanning(len(time_s)) ** 0.5, np.zeros(RATE // 25)]
    return _loud(np.concatenate(parts), 0.25)


def _resonant(noise: npt.NDArray[np.float64], centres: Sequence[float]) -> npt.NDArray[np.float64]:
    spectrum = np.fft.rfft(noise)
    pitch = np.fft.rfftfreq(len(noise), 1 / RATE)
    shape = sum(1 / (1 + ((pitch - centre) / 200) ** 2) for centre in centres)
    return np.asarray(np.fft.irfft(spectrum * shape, len(noise)))


def _loud(sound: npt.NDArray[np.float64], peak: float) -> Sound:
    return np.asarray(np.round(sound * (peak * 32767 / np.abs(sound).max())), np.int16)


def muffled(sound: Sound) -> Sound:
    """Returns a voice that speaks to somebody else: without what lies above 1.2 kHz, 10 dB softer."""
    spectrum = np.fft.rfft(sound.astype(float))
    pitch = np.fft.rfftfreq(len(sound), 1 / RATE)
    soft = np.fft.irfft(spectrum / np.sqrt(1 + (pitch / 1200) ** 6), len(sound))
    return np.asarray(np.round(soft / 10**0.5), np.int16)


class Voices:
    """Voices that take turns: flite's, eSpeak's, and Joe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        joe = resolve(JOE, places_for(load()))
        self._joe = PiperVoice(joe.path, threads=1) if isinstance(joe, Located) else None
        self._espeak = EspeakVoice()
        self.names = ("rms", "slt", "awb", "espeak", *(("joe",) if self._joe else ()))

    def say(self, text: str, voice: str) -> Sound:
        if voice in ("rms", "slt", "awb"):
            return trimmed(read_wav(say(text, self._folder, voice), RATE))
        engine = self._joe if voice == "joe" and self._joe else self._espeak
        pcm = np.concatenate([piece.pcm for piece in engine.speak(text, "en", 1.0, Cancel())])
        return trimmed(resample(pcm, engine.rate, RATE))


def audible(sound: Sound) -> npt.NDArray[np.intp]:
    """Returns the indices of the audible samples."""
    return np.flatnonzero(np.abs(sound.astype(int)) > AUDIBLE)


def trimmed(sound: Sound) -> Sound:
    """Returns the sound without softer ends than a 50th of its loudest sample: voices and rooms begin before speech does."""
    level = np.abs(sound.astype(int))
    there = np.flatnonzero(level > level.max() / 50)
    return sound[there[0] : there[-1] + 1]


def noises(voices: Voices, count: int, recordings: Path | None, seed: int) -> list[Noise]:
    """Returns `count` sounds of each kind, in an order that a seed repeats."""
    rng, order = np.random.default_rng(seed), random.Random(seed)

    def said(kind: Kind, phrases: Sequence[str]) -> list[Noise]:
        found = []
        for number in range(count):
            text, voice = phrases[number % len(phrases)], voices.names[number % len(voices.names)]
            sound = voices.say(text, voice)
            found.append(Noise(kind, f"{text} ({voice})", muffled(sound) if kind == "not directed" else sound))
        return found

    interrupting = said("interruption", INTERRUPTIONS)
    if recordings is not None:
        people = [each for each in sorted(recordings.glob("*.wav")) if each.name[:2] in LANGUAGES]
        interrupting += [Noise("interruption", each.name, trimmed(read_wav(each, RATE))[: 4 * RATE]) for each in people]
    tics = [Noise("vocal tic", "cough", cough(rng)) for _ in range(-(-count // 3))]
    tics += [Noise("vocal tic", "throat", throat(rng)) for _ in range(-(-count // 3))]
    tics += said("vocal tic", FILLERS)[: count - len(tics)]
    assents = said("backchannel", BACKCHANNELS)
    assents[::HUMS] = [Noise("backchannel", "mm-hmm (hummed)", hum(rng)) for _ in assents[::HUMS]]
    found = [*interrupting, *assents, *tics, *said("not directed", OTHERS)]
    order.shuffle(found)
    return found


# ------------------------------------------------------------------------------------------------------------- stage


class Stage:
    """A daemon that is spoken to over a virtual card."""

    def __init__(self, house: House, folder: Path, seed: int) -> None:
        self._house = house
        self._folder = folder
        self._rng = random.Random(seed)

    def over_reply(self, noise: Noise) -> Outcome:
        """Plays the sound over a reply. Raises AssertionError if none is spoken."""
        recording = self._house.card.record_both(self._folder / "both.wav")
        try:
            self._house.call("say", text=TEXT)
            self._house.wait_for("state", lambda event: event["state"] == "speaking")
            time.sleep(self._rng.uniform(1.0, 2.5))
            self._house.card.play(self._file(noise))
            within = YIELDS_WITHIN if noise.kind == "interruption" else ERRS_WITHIN
            time.sleep(0.5 + within * TICK / RATE)
        finally:
            path = recording.stop()
            was_turn = any(event["kind"] == "heard" for event in self._house.events)
            self._rest()
        loudspeaker, microphone = read_both(path)
        return judge_over(noise.kind, noise.name, loudspeaker, int(audible(microphone)[0]), was_turn)

    def in_silence(self, noise: Noise) -> Outcome:
        """Plays the sound while nobody speaks."""
        recording = self._house.card.record_both(self._folder / "both.wav")
        try:
            self._house.card.play(self._file(noise))
            time.sleep(0.5 + ANSWERS_WITHIN * TICK / RATE)
        finally:
            path = recording.stop()
            self._rest()
        loudspeaker, microphone = read_both(path)
        there = audible(microphone)
        return judge_silent(noise.kind, noise.name, loudspeaker, int(there[0]), int(there[-1]))

    def ask(self, wav: Path) -> tuple[float | None, bool]:
        """Asks a question. Returns seconds until the reply, None without one, and whether it began before the end."""
        recording = self._house.card.record_both(self._folder / "both.wav")
        try:
            self._house.ask(wav, within=20)
        except AssertionError:
            pass  # the recording tells
        finally:
            path = recording.stop()
            self._rest()
        loudspeaker, microphone = read_both(path)
        heard, end = audible(loudspeaker), int(audible(microphone)[-1])
        after = heard[heard > end]
        return (float(after[0] - end) / RATE if len(after) else None), bool((heard <= end).any())

    def _file(self, noise: Noise) -> Path:
        path = self._folder / "noise.wav"
        write_wav(path, np.concatenate([noise.sound, np.zeros(RATE // 4, np.int16)]), RATE)
        return path

    def _rest(self) -> None:
        self._house.call("stop")
        self._house.until_true(lambda: self._house.call("status")["state"] == "listening", "the end of the turn")
        time.sleep(0.5)  # for the last events of the turn
        self._house.events.clear()


def measure(settings: Settings, given: argparse.Namespace, folder: Path) -> tuple[list[Outcome], dict[str, Any]]:
    """Lets the sounds come over a daemon with these settings."""
    voices = Voices(folder)
    sounds = noises(voices, given.count, given.recordings, given.seed)
    silent = [each for each in sounds if each.kind in ("vocal tic", "not directed")][: given.count]
    (folder / "plain").mkdir()
    (folder / "halting").mkdir()
    plain = [Path(each.wav) for each in synthesised(_fluent(given.count), folder / "plain")]
    paused = [Path(each.wav) for each in synthesised(halting(given.count, given.seed), folder / "halting")]
    outcomes: list[Outcome] = []
    with VirtualCard(one_clock=True) as card:
        house = House(folder, card, yaml.safe_dump(settings.model_dump(mode="json", exclude_defaults=True)))
        house.env["XDG_DATA_HOME"] = str(data_home())  # the card's home is an empty one
        house.env["HF_HUB_CACHE"] = str(places_for(settings).hub_cache)
        with house:
            stage = Stage(house, folder, given.seed)
            stage.ask(plain[0])  # a first turn is slower
            for noise in sounds:
                outcomes.append(stage.over_reply(noise))
                _tell(outcomes[-1])
            for noise in silent:
                outcomes.append(stage.in_silence(noise))
                _tell(outcomes[-1])
            asked = [stage.ask(each) for each in plain]
            cut_in = [stage.ask(each)[1] for each in paused]
    return outcomes, figures(outcomes, [wait for wait, _ in asked], cut_in)


def _fluent(count: int) -> list[Any]:
    from daemon.bench.turn.pauses import Halting, Part

    return [Halting((Part(PLAIN[number % SHORT], 0),), "en") for number in range(count)]


def _tell(each: Outcome) -> None:
    where = "over the reply" if each.over_reply else "in silence"
    became = "ignored" if not each.yielded else "answered" if not each.over_reply else "yielded to"
    after = "" if each.seconds is None else f" after {1000 * each.seconds:.0f} ms"
    print(
        f"{each.kind:<14}{each.name:<44}{where:<16}{became}{after}{', and went on' if each.went_on else ''}", flush=True
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.selectivity", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--count", type=int, default=20, help="sounds of each kind (default %(default)s)")
    parser.add_argument(
        "--recordings", type=Path, metavar="FOLDER", help="people's questions that interrupt, WAV files"
    )
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="sarai.yaml to use (default: real ears and voice)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write figures and outcomes as JSON")
    given = parser.parse_args(arguments)
    if given.count < 1:
        parser.error("--count must be at least 1")
    conditions = Conditions.here(settings={"backend": "virtual sound card", "count": given.count})
    with tempfile.TemporaryDirectory(prefix="sarai-selectivity-") as folder:
        try:
            settings = load(given.settings) if given.settings else settings_for(STARTER, Path(folder))
            outcomes, found = measure(settings, given, Path(folder))
        except UserError as err:
            raise SystemExit(f"benchmarks.selectivity: {err}") from err
    for name, value in found.items():
        print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")
    if given.out:
        each = [{name: getattr(one, name) for name in Outcome.__slots__} for one in outcomes]
        told = {"conditions": conditions.done().as_json(), "figures": found, "outcomes": each}
        given.out.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
