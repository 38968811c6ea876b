"""Word error rate of pocketsphinx on synthesised voices, with and without the assistant's domain language model.

    python -m benchmarks.hearing [--sentences 30] [--json FILE]

There are three kinds of sentences, as many of each: first turns of the starter mind's frozen questions
(tests/data/frozen_en.jsonl), which the domain model was not built from; sentences outside its families
(outside_en.jsonl); and sentences of one word or a few, which tell little of the speaker. Each voice has a recogniser of
its own, as a user has, which adapts to it within a sentence or two. The last column counts the sentences heard as no
words at all. Synthesised voices are no measure of people: espeak-ng's is the hardest for an acoustic model that learnt
from people.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import jiwer
import numpy as np
import numpy.typing as npt
import soxr

from models.engine import Cancel
from models.espeak import EspeakVoice
from models.pocketsphinx.recogniser import PocketsphinxRecogniser
from models.starter.corpus.numbers import english
from tests.support.spoken import festival, flite, in_room

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
RATE = 16_000
BLOCK = RATE // 10
Samples = npt.NDArray[np.int16]


def espeak(text: str) -> Samples:
    voice = EspeakVoice()
    pcm = np.concatenate([piece.pcm for piece in voice.speak(text, "en", 1.0, Cancel())])
    return in_room(np.asarray(soxr.resample(pcm, voice.rate, RATE), np.int16))


VOICES: dict[str, Callable[[str], Samples]] = {
    "flite slt": lambda text: flite(text, "slt"),
    "flite rms": lambda text: flite(text, "rms"),
    "flite awb": lambda text: flite(text, "awb"),
    "festival kal": festival,
    "espeak-ng": espeak,
}


SHORT = (
    "good morning", "who are you", "thank you", "what is my name", "hello", "yes", "no", "stop", "good night", "repeat that",
    "what time is it", "thank you very much", "how are you", "louder", "tell me a joke", "what day is it", "never mind",
)  # fmt: skip


def plain(text: str) -> str:
    """Returns the words in lower case as a recogniser writes them, numbers spelt out."""
    text = re.sub(r"\d+", lambda match: f" {english(int(match[0]))} ", text.lower().replace("’", "'"))
    return " ".join(re.sub(r"[^a-z' ]", " ", text).split())


def questions(name: str, count: int) -> list[str]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    texts = sorted({plain(json.loads(line)["turns"][0]) for line in lines})
    random.Random(1).shuffle(texts)
    return texts[:count]


def short(count: int) -> list[str]:
    chance = random.Random(1)
    return [chance.choice(SHORT) for _ in range(count)]


def measure(ears: PocketsphinxRecogniser, spoken: list[Samples]) -> tuple[list[str], float, float]:
    """Returns texts, processor seconds per second of speech, and the longest processor time after the last sample in
    ms."""
    texts, work, last = [], 0.0, 0.0
    for pcm in spoken:
        utterance = ears.open("en")
        begin = time.process_time()
        for at in range(0, len(pcm), BLOCK):
            utterance.feed(pcm[at : at + BLOCK])
        end = time.process_time()
        texts.append(utterance.result(Cancel()).text)
        last = max(last, time.process_time() - end)
        work += time.process_time() - begin
    return texts, work * RATE / sum(map(len, spoken)), last * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=30, help="of each kind (default 30)")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    rows = []
    kinds = {
        "its questions": questions("frozen_en.jsonl", arguments.sentences),
        "others": questions("outside_en.jsonl", arguments.sentences),
        "short": short(arguments.sentences),
    }
    print(f"{'':14}{'voice':14}{'WER general':>12}{'with domain':>12}{'load':>8}{'at end':>9}{'no words':>10}")
    for kind, wanted in kinds.items():
        for voice, say in VOICES.items():
            spoken = [say(text) for text in wanted]
            before, _, _ = measure(PocketsphinxRecogniser(domain=False), spoken)
            after, load, last = measure(PocketsphinxRecogniser(), spoken)
            row = {
                "kind": kind,
                "voice": voice,
                "wer_general": round(jiwer.wer(wanted, before), 3),
                "wer_domain": round(jiwer.wer(wanted, after), 3),
                "load": round(load, 2),
                "end_ms": round(last, 1),
                "no_words": after.count(""),
            }
            rows.append(row)
            print(
                f"{kind:14}{voice:14}{row['wer_general']:12.1%}{row['wer_domain']:12.1%}{load:8.2f}{last:6.0f} ms"
                f"{row['no_words']:10}",
                flush=True,
            )
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
