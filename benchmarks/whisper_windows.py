"""How much must Whisper encode? Word error and CPU time by the silence behind the speech.

    python -m benchmarks.whisper_windows WHISPER-FOLDER VOICE.onnx [--recordings FOLDER] [--noise ROOM.wav]

A Piper voice speaks 40 short sentences and commands; the recordings (NAME.wav with its words in NAME.txt) are added.
The recogniser hears all of it in windows of 30 s, of the speech and 10, 6, 3 and 1 s, and as it is shipped (the speech
and 6 s, doubtful passes again in 30 s); each clean, and 10 dB above noise. One thread; CPU time of this process.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import soxr

from audio.frames import Pcm
from config.constants import HEARING_RATE
from daemon.bench.recordings import Recording, gather, in_noise, word_errors
from models.engine import Cancel
from models.piper.voice import PiperVoice
from models.whisper import recogniser
from models.whisper.recogniser import WhisperRecogniser

SENTENCES = """
Yes. | No. | Stop. | Okay. | Yeah. | Pause. | Louder please. | What time is it? | Tell me a joke.
Set a timer for ten minutes. | Turn on the living room light. | What's the weather like?
Who wrote Don Quixote? | What is the capital of France?
How many days are there in a leap year? | Thanks a lot. | Remind me to call my mother tomorrow at five. | Good morning.
My phone number is four one five, two two six, seven seven one one. | How do you spell necessary? | Who are you?
What is seven plus five? | Can you explain how a refrigerator works in two sentences? | Play some music by Bach.
Cancel the pizza timer. | I would like to know whether it is going to rain this afternoon in Madrid. | Never mind.
What did I just say? | Open the window and close the door. | Which planet is the largest in the solar system?
Speak a little slower, please. | What is the difference between weather and climate? | How far is the moon?
Read me the second paragraph of the letter that came yesterday from the insurance company. | What day is it today?
Translate good night into Spanish. | Five five five five five. | No no no no. | Add milk to the shopping list.
Is a tomato a fruit or a vegetable?
"""
NOTICED = np.zeros(HEARING_RATE // 5, np.int16)
"""Silence in which a pause is noticed, as samples."""


def spoken(voice: PiperVoice) -> list[Recording]:
    said = [each.strip() for line in SENTENCES.strip().splitlines() for each in line.split("|")]
    found = []
    for text in said:
        pcm = np.concatenate([piece.pcm for piece in voice.speak(text, voice.languages[0], 1.0, Cancel())])
        found.append(Recording(text, np.asarray(soxr.resample(pcm, voice.rate, HEARING_RATE), np.int16), text))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.whisper_windows", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("ears", type=Path, metavar="WHISPER-FOLDER")
    parser.add_argument("voice", type=Path, metavar="VOICE.onnx")
    parser.add_argument("--recordings", type=Path, nargs="*", default=[], help="WAV files with their words, or folders")
    parser.add_argument("--noise", type=Path, help="a recording of noise (default: pink noise)")
    given = parser.parse_args(arguments)
    clean = [*spoken(PiperVoice(given.voice, threads=1)), *(gather(given.recordings) if given.recordings else [])]
    noisy = [in_noise(each, 10.0, given.noise) for each in clean]
    ears = WhisperRecogniser(given.ears, threads=1)
    margins: dict[str, float | None] = {"30 s": None} | {f"speech and {wide} s": float(wide) for wide in (10, 6, 3, 1)}
    print(f"{len(clean)} utterances" + " " * 24 + "clean                  at 10 dB")
    for name, margin in margins.items():

        def bare(pcm: Pcm, margin: float | None = margin) -> str:
            ears._margin = margin
            return ears.transcribe(pcm, None, Cancel()).transcript.text

        print(f"{name:34}" + "   ".join(figures(each, bare) for each in (clean, noisy)), flush=True)
    ears._margin = recogniser._MARGINS["speech"]

    def shipped(pcm: Pcm) -> str:
        utterance = ears.open(None)
        utterance.feed(pcm)
        utterance.ends(len(pcm) - len(NOTICED))
        return utterance.result(Cancel()).text

    print(f"{'as shipped':34}" + "   ".join(figures(each, shipped) for each in (clean, noisy)))


def figures(recordings: Sequence[Recording], hear: Callable[[Pcm], str]) -> str:
    began = time.process_time()
    heard = [hear(np.concatenate([each.pcm, NOTICED])) for each in recordings]
    seconds = (time.process_time() - began) / len(recordings)
    return f"{word_errors(recordings, heard) or 0.0:6.1f} % {seconds:6.2f} s a pass"


if __name__ == "__main__":
    main()
