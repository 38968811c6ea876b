"""A spoken session by a script, with real models over a virtual sound card: `python -m benchmarks.spoken_session [--short]`.

Two named timers are set, listed, extended, one cancelled by its name, one rings and is stopped by a word, a reminder is set
and corrected, and the impossible is asked for. What the loudspeaker says is recorded and heard by Whisper base, which knows
nothing of what it should be: its words have to be the right ones.

In English flite asks, Whisper base hears, the starter mind thinks and Piper's Joe speaks. In Spanish eSpeak is
the only voice, and Whisper base does not understand it: the words of the questions are given to the recogniser, which does
its work on their sound, and of the loudspeaker's sound is told which of the session's answers it is likest.

    --short          one timer, its ringing, and one request that cannot be fulfilled
    --language es    only that session; default: both
    --keep FOLDER    keep the recordings

What was misheard and therefore not done is asked once more, as anybody would. Prints each step with what was heard of the
question and of the answer. Exit code 1 when anything was wrong.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audio.resample import resample
from audio.wavefile import read_wav
from benchmarks.spoken import (
    forget_events,
    house_with_models,
    sentence,
    settings,
    show,
    until_listening,
    words_in,
)
from config.constants import HEARING_RATE
from daemon.routing.parts import WHISPER
from models.engine import Cancel
from models.espeak import EspeakVoice
from models.text.clauses import clauses
from models.whisper.recogniser import WhisperRecogniser
from tests.e2e.house import House
from tests.support.real_models import Pcm, plain, real, word_error_rate
from tests.support.virtual_card import VirtualCard

WRONG = 0.25
"""Greatest word error rate of an answer as it was heard; one word may be wrong in any."""
ALIKE = 0.05
"""Likeness by which the sound may be more like another answer, that differs in a word: "de la tarde", "de la madrugada"."""
PIECE = HEARING_RATE // 4
"""Samples of a piece that is compared at once."""
SILENT = 300
"""Samples of at most this size are silence."""
QUIET = 9.0
"""Seconds of silence after a ring was stopped: longer than the pause between two rings."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something is said, and answered."""

    says: str
    """Empty: a timer rings by itself."""
    answer: str
    """A pattern that the whole answer fits; empty for silence."""
    voice: str = "slt"
    """flite's voice, for English."""


RING_EN, RING_ES = "Time's up: coffee\\.", "Se acabó el tiempo: té\\."
NOTHING_EN = "I haven't done anything just now: I can't do such things by talking about them\\."
SESSIONS = {
    "en": (
        Step("Set a pizza timer for twelve minutes.", "Twelve minutes for pizza, starting now\\."),
        Step("Set a coffee timer for one minute.", "One minute for coffee, starting now\\."),
        Step("What timers do I have?", "[\\w -]+ seconds for coffee, eleven minutes and [\\w -]+ seconds for pizza left\\."),
        Step("Add five minutes to the pizza timer.", "Sixteen minutes and [\\w -]+ seconds? for pizza left\\."),
        Step("Cancel the pizza timer.", "The timer for pizza is cancelled\\."),
        Step("", RING_EN),
        Step("Stop.", ""),
        Step("Remind me to call mum tomorrow at five.",
             "I'll remind you at five o'clock in the afternoon tomorrow: call mum\\."),
        Step("No, at five a.m.", "I'll remind you at five o'clock in the morning tomorrow: call mum\\."),
        Step("Turn on the light in the kitchen.", "I can't: no lights or other devices are connected to me\\..*"),
        Step("What's the weather like?",
             "I can't know that: no weather, news or other service on the internet is connected to me\\."),
    ),
    "es": (
        Step("Pon un temporizador de pizza de doce minutos.", "Doce minutos para pizza, a partir de ahora\\."),
        Step("Pon un temporizador de un minuto para el té.", "Un minuto para té, a partir de ahora\\."),
        Step("¿Qué temporizadores tengo?", "Quedan [\\w ]+ segundos para té, once minutos y [\\w ]+ segundos para pizza\\."),
        Step("Añade cinco minutos al temporizador de la pizza.",
             "Quedan dieciséis minutos y [\\w ]+ segundos? para pizza\\."),
        Step("Cancela el temporizador de la pizza.", "He cancelado el temporizador para pizza\\."),
        Step("", RING_ES),
        Step("Para ya, por favor.", ""),
        Step("Recuérdame llamar a mamá mañana a las cinco.",
             "Te lo recordaré mañana a las cinco de la tarde: llamar a mamá\\."),
        Step("No, a las cinco de la mañana.", "Te lo recordaré mañana a las cinco de la madrugada: llamar a mamá\\."),
        Step("Enciende la luz de la cocina.", "No puedo: no tengo luces ni otros aparatos conectados\\..*"),
        Step("¿Qué tiempo hace hoy?",
             "No puedo saberlo: no tengo conectado el tiempo, las noticias ni otro servicio de internet\\."),
    ),
}  # fmt: skip
SHORT = {
    "en": (
        Step("Set a coffee timer for ten seconds.", "Ten seconds for coffee, starting now\\."),
        Step("", RING_EN),
        Step("Stop.", ""),
        Step("Turn on the light in the kitchen.", "I can't: no lights or other devices are connected to me\\..*"),
    ),
    "es": (
        Step("Pon un temporizador de diez segundos para el té.", "Diez segundos para té, a partir de ahora\\."),
        Step("", RING_ES),
        Step("Para ya, por favor.", ""),
        Step("Enciende la luz de la cocina.", "No puedo: no tengo luces ni otros aparatos conectados\\..*"),
    ),
}


@dataclass(slots=True)
class Played:
    """One step as it went."""

    step: Step
    heard: str = ""
    """The question, as the daemon heard it."""
    answer: str = ""
    """The answer, as the daemon says that it was played."""
    wav: Path | None = None
    """What the loudspeaker played."""
    words: str = ""
    """What Whisper hears in that."""
    wrong: list[str] = field(default_factory=list)


def settings_for(language: str, steps: Sequence[Step]) -> str:
    if language == "en":
        return settings()
    given = [step.says for step in steps if step.says]
    return settings(speaking={"language": language}, benchmark={"transcript": given})


def play(language: str, steps: Sequence[Step], folder: Path) -> list[Played]:
    """Plays a session over a card of its own. Raises AssertionError when the daemon does not answer."""
    questions = {step.says: sentence(step.says, folder, language, step.voice) for step in steps if step.says}
    played = []
    with VirtualCard() as card, house_with_models(folder, card, settings_for(language, steps)) as house:
        until_listening(house)
        for number, step in enumerate(steps):
            wav = questions[step.says] if step.says else None
            done = _step(house, step, wav, folder / f"{language}-{number:02d}.wav")
            if step.says and plain(done.heard) != plain(step.says) and not _right(done):
                done = _step(house, step, wav, folder / f"{language}-{number:02d}-again.wav")  # as anybody would
            played.append(done)
    return played


def _right(done: Played) -> bool:
    return re.fullmatch(done.step.answer, done.answer) is not None


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _step(house: House, step: Step, question: Path | None, to: Path) -> Played:
    done = Played(step)
    forget_events(house)
    if question is None:
        recording = house.card.record(to)
        house.wait_for("ringing", lambda event: bool(event["timers"]), within=90)
        done.answer = str(house.wait_for("reply_done", within=20)["text"])
        done.wav = recording.stop()
        return done
    recording = house.card.record(to)
    house.card.play(question, wait=False)
    heard = house.wait_for("heard", within=30)
    done.heard = heard["text"]
    if step.answer:
        spoken = house.wait_for("reply_done", lambda event: event["turn"] == heard["turn"], within=30)
        done.answer = str(spoken["text"])
        done.heard = house.call("status")["last"]["heard"]  # the speaker may have gone on
        done.wav = recording.stop()
        until_listening(house)
        return done
    with suppress(AssertionError):  # then it is heard to go on
        house.wait_for("ringing", lambda event: not event["timers"], within=10)
    time.sleep(1.0)  # what was being said fades
    recording.stop()
    recording = house.card.record(to.with_name(f"{to.stem}-after.wav"))
    time.sleep(QUIET)
    done.wav = recording.stop()
    done.answer = "; ".join(each["text"] for each in house.call("status")["ringing"])
    return done


# ------------------------------------------------------------------------------------------------------------- listening


def listen(language: str, played: Sequence[Played]) -> None:
    """Has Whisper hear the loudspeaker, and notes what is wrong. In Spanish, tells which of the session's answers its sound
    is likest, as eSpeak says them itself."""
    ears = WhisperRecogniser(real(WHISPER), threads=2) if language == "en" else None
    known = {} if ears else {each.answer: _espeak(each.answer, language) for each in played if each.answer}
    for each in played:
        assert each.wav is not None
        sound = read_wav(each.wav)
        if not each.step.answer:
            if each.answer or np.abs(sound.astype(np.int32)).max() > SILENT:
                each.wrong.append("it was not silent")
            continue
        if not _right(each):
            each.wrong.append(f"said {each.answer!r}")
        said = [clause.text for clause in clauses(each.answer, language)]
        if ears is None:
            loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > SILENT)
            alike = {text: _likeness(sound[loud[0] : loud[-1] + 1], pcm) for text, pcm in known.items()}
            each.words = max(alike, key=lambda text: alike[text])
            if alike[each.words] - alike[each.answer] > ALIKE:
                each.wrong.append(f"the loudspeaker's sound is more like {each.words!r}")
            continue
        each.words = words_in(sound, ears, language)
        right = " ".join(said)
        if not each.step.says:  # three words after a tone: the name has to be heard
            if plain(right).split()[-1] not in plain(each.words).split():
                each.wrong.append(f"heard {each.words!r} for {right!r}")
            continue
        rate = word_error_rate([right], [each.words])
        if rate > max(WRONG, 1 / len(plain(right).split())):
            each.wrong.append(f"heard {each.words!r} for {right!r} ({rate:.0%} of the words)")


def _espeak(text: str, language: str) -> list[Pcm]:
    """Returns eSpeak's sound of each clause."""
    voice, found = EspeakVoice(), []
    for clause in clauses(text, language):
        pcm = np.concatenate([piece.pcm for piece in voice.speak(clause.text, language, 1.0, Cancel())])
        loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > SILENT)
        found.append(resample(pcm[loud[0] : loud[-1] + 1], voice.rate, HEARING_RATE))
    return found


def _likeness(sound: Pcm, parts: Sequence[Pcm]) -> float:
    """Returns how like the parts are to what `sound` holds, all at 16 kHz; 1 for the same.

    It is the mean over short pieces, because the card's clock is not the voice's: over seconds the samples drift apart."""
    pieces = [part[at : at + PIECE] for part in parts for at in range(0, max(1, len(part) - PIECE // 2), PIECE)]
    pieces = pieces[:: max(1, len(pieces) // 8)]
    return float(np.mean([_correlation(sound.astype(np.float64), each.astype(np.float64)) for each in pieces]))


def _correlation(long: npt.NDArray[np.float64], short: npt.NDArray[np.float64]) -> float:
    """Returns the greatest normalised correlation of `short` with any stretch of `long`."""
    if len(long) < len(short):
        return 0.0
    size = len(long) + len(short)
    together = np.fft.irfft(np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size)), size)
    energy = np.concatenate([[0.0], np.cumsum(long**2)])
    stretches = energy[len(short) :] - energy[: -len(short)]
    return float((together[: len(stretches)] / np.sqrt(np.maximum(stretches, 1.0) * np.sum(short**2) + 1.0)).max())


def session(language: str, short: bool, folder: Path) -> list[Played]:
    """Plays a session and listens to it. Raises AssertionError when the daemon does not answer."""
    played = play(language, (SHORT if short else SESSIONS)[language], _made(folder / language))
    listen(language, played)
    return played


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.spoken_session",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--language", choices=tuple(SESSIONS), action="append")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    args = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="sarai-session-") as made:
        for language in args.language or SESSIONS:
            for each in session(language, args.short, args.keep or Path(made)):
                told = {"heard as": each.heard, "answered": each.answer, "loudspeaker": each.words}
                show(each.step.says or "(rings)", each.wrong, told)
                wrong += bool(each.wrong)
    print("all as it should be" if not wrong else f"{wrong} steps went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
