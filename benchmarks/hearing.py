"""Word error rate of pocketsphinx on synthesised voices, with and without the assistant's domain language model; with
--people of Whisper base and pocketsphinx on people, heard by the whole daemon.

    python -m benchmarks.hearing [--sentences 30] [--json FILE]
    python -m benchmarks.hearing --people FOLDER [--json FILE]

There are three kinds of sentences, as many of each: first turns of the starter mind's frozen questions
(tests/data/frozen_en.jsonl), which the domain model was not built from; sentences outside its families
(outside_en.jsonl); and sentences of one word or a few, which tell little of the speaker. Each voice has a recogniser of
its own, as a user has, which adapts to it within a sentence or two. The last column counts the sentences heard as no
words at all. Synthesised voices are no measure of people: espeak-ng's is the hardest for an acoustic model that learnt
from people.

FOLDER holds the recordings that tests/support/recordings.py has the words of. Each is played into the microphone of a
virtual sound card, where a daemon with the tier `embedded` finds turns, answers them, and is interrupted where the
speaker goes on; the words are those of its events. With Whisper base (`sarai models pull whisper-base`) twice, the second
time with the key of push to talk held down, so that no pause ends a turn; and without it.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import numpy.typing as npt
import soxr

from config.load import load
from config.paths import data_home
from daemon.routing.parts import POCKETSPHINX, WHISPER
from daemon.routing.recommended import places_for
from models.engine import Cancel
from models.espeak import EspeakVoice
from models.pocketsphinx.recogniser import PocketsphinxRecogniser
from models.store.find import resolve
from models.store.places import Missing
from tests.e2e.house import House
from tests.support.real_models import plain, word_error_rate
from tests.support.recordings import FREE, FREELY_SPOKEN, READ
from tests.support.spoken import festival, flite, in_room
from tests.support.virtual_card import VirtualCard

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


def by_the_daemon(ears: str, hold: bool, folder: Path, names: list[str]) -> dict[str, list[str]]:
    """Returns the turns that a daemon with these ears makes of each recording."""
    places = places_for(load())
    with tempfile.TemporaryDirectory(prefix="sarai-hearing-") as own, VirtualCard() as card:
        house = House(Path(own), card, "tier: embedded\n")
        if ears == WHISPER:  # the card's home is an empty one
            house.env["XDG_DATA_HOME"] = str(data_home())
            house.env["HF_HUB_CACHE"] = str(places.hub_cache)
        with house:
            used = [model["name"] for model in house.call("status")["models"]]
            if ears not in used:
                raise SystemExit(f"benchmarks.hearing: {ears} does not hear here; these are loaded: {', '.join(used)}")
            return {name: house.listen_to(folder / name, hold) for name in names}


def people(folder: Path) -> list[dict[str, Any]]:
    """Prints the table for people, and what was heard. Returns its rows. Raises SystemExit where something is missing."""
    if isinstance(lacks := resolve(WHISPER, places_for(load())), Missing):
        raise SystemExit(f"benchmarks.hearing: {lacks.reason}")
    names = [*READ, FREE]
    if gone := [name for name in names if not (folder / name).is_file()]:
        raise SystemExit(f"benchmarks.hearing: {folder} lacks {', '.join(gone)}")
    rows: list[dict[str, Any]] = []
    for ears, hold in ((WHISPER, False), (WHISPER, True), (POCKETSPHINX, False)):
        turns = by_the_daemon(ears, hold, folder, names)
        heard = {name: " ".join(texts) for name, texts in turns.items()}
        rows.append(
            {
                "ears": ears,
                "key_held": hold,
                "wer_read": round(word_error_rate(list(READ.values()), [heard[name] for name in READ]), 3),
                "wer_free": round(word_error_rate([FREELY_SPOKEN], [heard[FREE]]), 3),
                "turns": turns,
            }
        )
        for name, texts in turns.items():
            print(f"{ears}{', key held' * hold}, {name}: {' | '.join(texts)}", flush=True)
    print(f"\n{'ears':26}{f'WER, {len(READ)} sentences':>20}{'WER, nine sentences said freely':>34}{'in turns':>10}")
    for row in rows:
        ears = row["ears"] + ", key held" * row["key_held"]
        print(f"{ears:26}{row['wer_read']:20.1%}{row['wer_free']:34.1%}{len(row['turns'][FREE]):10}")
    return rows


def voices(sentences: int) -> list[dict[str, Any]]:
    """Prints the table for synthesised voices. Returns its rows."""
    rows = []
    kinds = {
        "its questions": questions("frozen_en.jsonl", sentences),
        "others": questions("outside_en.jsonl", sentences),
        "short": short(sentences),
    }
    print(f"{'':14}{'voice':14}{'WER general':>12}{'with domain':>12}{'load':>8}{'at end':>9}{'no words':>10}")
    for kind, wanted in kinds.items():
        for voice, say in VOICES.items():
            spoken = [say(text) for text in wanted]
            before, _, _ = measure(PocketsphinxRecogniser(domain=False), spoken)
            after, share, last = measure(PocketsphinxRecogniser(), spoken)
            row = {
                "kind": kind,
                "voice": voice,
                "wer_general": round(jiwer.wer(wanted, before), 3),
                "wer_domain": round(jiwer.wer(wanted, after), 3),
                "load": round(share, 2),
                "end_ms": round(last, 1),
                "no_words": after.count(""),
            }
            rows.append(row)
            print(
                f"{kind:14}{voice:14}{row['wer_general']:12.1%}{row['wer_domain']:12.1%}{share:8.2f}{last:6.0f} ms"
                f"{row['no_words']:10}",
                flush=True,
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=30, help="of each kind (default 30)")
    parser.add_argument("--people", type=Path, metavar="FOLDER", help="recordings of people, instead of voices")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    rows = people(arguments.people) if arguments.people else voices(arguments.sentences)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
