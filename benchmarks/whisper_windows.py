"""How much must Whisper encode? Word error and CPU time by the silence behind the speech.

    python -m benchmarks.whisper_windows WHISPER-FOLDER VOICE.onnx [--recordings FOLDER] [--noise ROOM.wav]
    python -m benchmarks.whisper_windows WHISPER-FOLDER VOICE.onnx --tails 500
    python -m benchmarks.whisper_windows WHISPER-FOLDER VOICE.onnx --repeats

A Piper voice speaks 40 short sentences and commands; the recordings (NAME.wav with its words in NAME.txt) are added.
The recogniser hears all of it in windows of 30 s, of the speech and 10, 6, 3 and 1 s, and as it is shipped (the speech
and 6 s, doubtful passes again in 30 s); each clean, and 10 dB above noise. One thread; CPU time of this process.

`--tails` counts transcripts that go on after the speech has ended. The voice speaks so many utterances of 0.4-8 s: whole
sentences and their beginnings up to a pause, at three speeds. The recogniser hears them in the speech and 6 s without
the guard and as it is shipped. A tail is repeated where the last words stand earlier in the transcript, more often than
in what was said, or where it ends in more of one digit than were said, by half of them and two.

`--repeats`: the voice says what is repetition in truth ("No no no no.", "Five five five five five.", laughter, counting,
phone numbers), and eSpeak the same in Spanish, at three speeds, clean, 10 dB above pink noise and above `--noise`. Too long
is a transcript with more words (and digits) than were said, by half of them and two; too short one with less than half.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import soxr

from audio.frames import Pcm
from config.constants import HEARING_RATE
from daemon.bench.recordings import Recording, gather, in_noise, plain, word_errors
from daemon.bench.turn.questions import PLAIN
from daemon.bench.turn.sentences import FRESH, KNOWN
from models.engine import Cancel
from models.espeak import EspeakVoice
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
REPEATS = {
    "en": """
Five five five five five. | Five five five five five five five five. | No no no no. | No, no, no, no, no, no, no!
No. No. No. | Ha ha ha. | Ha ha ha ha ha ha! | One two one two. | One two, one two, one two, one two. | La la la.
La la la la la la la la. | Yes yes yes. | Very very very very good.
One two three four five six seven eight nine ten. | Zero zero zero zero.
Seven seven seven, five five five, zero zero zero zero. | Nine one one. Nine one one. | Bye bye bye bye. | Two two. | Five.
My phone number is four four four, four four four, four four four four. | Knock knock. Knock knock. | Stop stop stop stop!
Go go go go go! | Blah blah blah blah. | Again and again and again and again. | Ten ten ten ten ten ten. | Three three three.
One hundred, one hundred, one hundred. | Hello? Hello? Hello? | Wait wait wait. | Well well well. | Oh oh oh oh.
Row, row, row your boat. | Tick tock tick tock tick tock. | Hip hip hooray, hip hip hooray, hip hip hooray!
Eight eight eight eight eight eight eight eight eight eight. | Double seven double seven double seven. | Nineteen nineteen.
""",
    "es": """
Sí sí sí. | Sí, sí, sí, sí, sí. | No no no no no. | Uno dos tres cuatro cinco seis siete ocho nueve diez. | Ja ja ja ja.
Cinco cinco cinco cinco cinco. | Vale vale vale vale. | Seis seis seis, cero cero cero. | La la la la la.
Venga, venga, venga.
""",
}
"""What is repetition in truth, by language."""
NOTICED = np.zeros(HEARING_RATE // 5, np.int16)
"""Silence in which a pause is noticed, as samples."""


FAINT = 0.008
"""Share of the loudest sample (-42 dB) up to which sound is no speech, as in audio.endpointing."""
SPEEDS = (0.85, 1.0, 1.2)
SHORTEST_S, LONGEST_S = 0.4, 8.0
"""Bounds of the utterances of `--tails`, in seconds."""
TOO_MANY = 3
"""Words more than were said from which a transcript counts as one that went on."""


def sentences(written: str = SENTENCES) -> list[str]:
    """Returns the sentences of this benchmark."""
    return [each.strip() for line in written.strip().splitlines() for each in line.split("|")]


def say(voice: PiperVoice | EspeakVoice, text: str, speed: float = 1.0, language: str = "en") -> Recording:
    """Returns the text as the voice speaks it, at HEARING_RATE."""
    pcm = np.concatenate([piece.pcm for piece in voice.speak(text, language, speed, Cancel())])
    return Recording(text, np.asarray(soxr.resample(pcm, voice.rate, HEARING_RATE), np.int16), text)


def beginnings() -> list[str]:
    """Returns English sentences, and what of them has been said at each place where a speaker may stop."""
    found = [*sentences(), *PLAIN]
    for line in (FRESH["en"] + KNOWN["en"]).strip().splitlines():
        parts = [part.strip() for part in line.split("|")]
        found += [" ".join(parts[: number + 1]) for number in range(len(parts))]
    return list(dict.fromkeys(filter(None, found)))


def utterances(voice: PiperVoice, count: int, seed: int = 1) -> Iterator[Recording]:
    """Yields `count` different utterances of SHORTEST_S to LONGEST_S. A seed always gives the same ones."""
    wanted = [(text, speed) for text in beginnings() for speed in SPEEDS]
    random.Random(seed).shuffle(wanted)
    spoken = (say(voice, text, speed) for text, speed in wanted)
    fitting = (each for each in spoken if SHORTEST_S <= each.seconds <= LONGEST_S)
    for _, each in zip(range(count), fitting, strict=False):
        yield each


def has_repeated_tail(said: str, heard: str) -> bool:
    """Returns whether the transcript ends with words that stand in it earlier, more often than they were said.

    The tail has two words at least, the last one perhaps cut ("... room light. Turn on t"), or is one word said twice in
    a row, or one digit more often than by half of what was said and two. It knows nothing of the recogniser's own guard.
    """
    there, words = plain(said).split(), plain(heard).split()
    if not words:
        return False
    if words[-1].isdigit():
        digits = re.search(r"((\d)(?: ?\2)*)$", " ".join(words))
        return digits is not None and _too_long(len(there), sum(map(str.isdigit, digits[1])))
    if len(words) > 1 and words[-1] == words[-2]:
        return _times(there, words[-2:]) < _times(words, words[-2:])
    if len(words) < 4:
        return False
    before, last = words[-2:]
    again = [each for first, each in pairwise(words[:-2]) if first == before]
    whole = next((each for each in again if each.startswith(last)), None)
    return whole is not None and _times(there, [before, whole]) < 2


def _too_long(said: int, heard: int) -> bool:
    return heard > said * 1.5 + 2


def _times(words: list[str], pair: list[str]) -> int:
    return sum(words[at : at + 2] == pair for at in range(len(words) - 1))


def bare(ears: WhisperRecogniser, margin: float | None, pcm: Pcm) -> str:
    """Returns the words of one pass in the speech and `margin` seconds (None: in 30 s), without the guard."""
    ears._margin = margin
    return ears.transcribe(pcm, None, Cancel()).transcript.text


def shipped(ears: WhisperRecogniser, pcm: Pcm) -> str:
    """Returns the words as the daemon hears them. It tells the recogniser where the speech has ended."""
    level = np.abs(pcm.astype(np.int32))
    ears._margin = recogniser._MARGINS["speech"]
    utterance = ears.open(None)
    utterance.feed(pcm)
    utterance.ends(int(np.flatnonzero(level > FAINT * level.max())[-1]) + 1)
    return utterance.result(Cancel()).text


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.whisper_windows", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("ears", type=Path, metavar="WHISPER-FOLDER")
    parser.add_argument("voice", type=Path, metavar="VOICE.onnx")
    parser.add_argument("--recordings", type=Path, nargs="*", default=[], help="WAV files with their words, or folders")
    parser.add_argument("--noise", type=Path, help="a recording of noise (default: pink noise)")
    parser.add_argument("--tails", type=int, metavar="COUNT", help="only count what goes on after the speech")
    parser.add_argument("--repeats", action="store_true", help="only count what becomes of repetition that was said")
    given = parser.parse_args(arguments)
    voice, ears = PiperVoice(given.voice, threads=1), WhisperRecogniser(given.ears, threads=1)
    if given.tails is not None:
        count_tails(list(utterances(voice, given.tails)), ears, given.noise)
        return
    if given.repeats:
        count_repeats(voice, ears, given.noise)
        return
    clean = [say(voice, text) for text in sentences()] + (gather(given.recordings) if given.recordings else [])
    noisy = [in_noise(each, 10.0, given.noise) for each in clean]
    print(f"{len(clean)} utterances" + " " * 24 + "clean                  at 10 dB")
    hearings: dict[str, Callable[[Pcm], str]] = {"30 s": partial(bare, ears, None)}
    hearings |= {f"speech and {wide} s": partial(bare, ears, float(wide)) for wide in (10, 6, 3, 1)}
    hearings["as shipped"] = partial(shipped, ears)
    for name, hear in hearings.items():
        print(f"{name:34}" + "   ".join(figures(each, hear) for each in (clean, noisy)), flush=True)


def count_tails(spoken: Sequence[Recording], ears: WhisperRecogniser, noise: Path | None) -> None:
    """Prints how many transcripts have a repeated tail, or words that nobody said at their end."""
    noisy = [in_noise(each, 10.0, noise) for each in spoken]
    print(
        f"{len(spoken)} utterances of {SHORTEST_S}-{LONGEST_S:.0f} s, mean {np.mean([x.seconds for x in spoken]):.1f} s"
    )
    guardless = partial(bare, ears, recogniser._MARGINS["speech"])
    for name, hear in {"without the guard": guardless, "as shipped": partial(shipped, ears)}.items():
        for kind, recordings in {"clean": spoken, "at 10 dB": noisy}.items():
            pairs = [(each.text, hear(np.concatenate([each.pcm, NOTICED]))) for each in recordings]
            tails = [pair for pair in pairs if has_repeated_tail(*pair)]
            long = [(said, text) for said, text in pairs if _length(text) >= _length(said) + TOO_MANY]
            print(f"{name}, {kind}: {len(tails)} with a repeated tail, {len(long)} with {TOO_MANY} words too many")
            for said, text in dict.fromkeys(tails + long):
                print(f"    {said!r}: {text!r}", flush=True)


def count_repeats(voice: PiperVoice, ears: WhisperRecogniser, noise: Path | None) -> None:
    """Prints what becomes of repetition that was said."""
    voices: dict[str, PiperVoice | EspeakVoice] = {"en": voice, "es": EspeakVoice()}
    spoken = [
        (language, say(voices[language], text, speed, language))
        for language, written in REPEATS.items()
        for text in sentences(written)
        for speed in SPEEDS
    ]
    kinds: dict[str, Callable[[Recording], Recording]] = {"clean": lambda said: said}
    kinds["pink noise"] = partial(in_noise, snr_db=10.0)
    if noise is not None:
        kinds[noise.name] = partial(in_noise, snr_db=10.0, noise=noise)
    for kind, mixed in kinds.items():
        for language in voices:
            heard = [mixed(said) for of, said in spoken if of == language]
            pairs = [(each.text, shipped(ears, np.concatenate([each.pcm, NOTICED]))) for each in heard]
            long = [pair for pair in pairs if _too_long(*map(_units, pair))]
            short = [pair for pair in pairs if 2 * _units(pair[1]) < _units(pair[0])]
            print(f"{kind}, {language}: of {len(pairs)}, {len(long)} too long, {len(short)} too short")
            for told, found in (("too long", long), ("too short", short)):
                for said_text, text in dict.fromkeys(found):
                    print(f"    {told}: {said_text!r}: {text!r}", flush=True)


def _units(text: str) -> int:
    """Returns the number of words, where digits count alone, but for 10 and 100."""
    return len(re.findall(r"100?|\d|[^\W\d_]+", plain(text)))


def _length(text: str) -> int:
    return len(plain(text).split())


def figures(recordings: Sequence[Recording], hear: Callable[[Pcm], str]) -> str:
    """Returns word error and CPU time of a pass, as one column."""
    began = time.process_time()
    heard = [hear(np.concatenate([each.pcm, NOTICED])) for each in recordings]
    seconds = (time.process_time() - began) / len(recordings)
    return f"{word_errors(recordings, heard) or 0.0:6.1f} % {seconds:6.2f} s a pass"


if __name__ == "__main__":
    main()
