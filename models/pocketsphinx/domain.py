"""The language model and dictionary of this assistant's usual English requests, for pocketsphinx.

    python -m models.pocketsphinx.domain          rebuilds both from the starter mind's corpus and the commands below

The repository holds both files, so that a fresh machine needs neither the corpus nor the time.
"""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from models.pocketsphinx.language_model import arpa
from models.pocketsphinx.pronunciation import dictionary, general

FOLDER = Path(__file__).parent
LM, DICTIONARY = FOLDER / "domain.arpa.gz", FOLDER / "domain.dict"

_SEED = 1
_DIALOGUES = 12_000
_LEAST_WORD = 3
"""Least occurrences of a word that CMUdict lacks: the corpus is full of names made up once."""
_LEAST_TRIGRAM = 2
_COMMAND_SHARE = 12
"""Copies of each sentence drawn from a command, because commands are few beside the corpus."""

_NUMBER = "(one|two|three|five|ten|fifteen|twenty|thirty|forty five|sixty)"
_COMMANDS = (
    "(stop|be quiet|shut up|quiet please|never mind|cancel|cancel that|that's enough|wait|pause|go on|continue)",
    "(repeat that|say that again|repeat that please|what did you say|can you repeat that|pardon|once more please)",
    "(mute|mute yourself|stop listening|unmute|wake up|hello sarai|hey sarai|sarai)",
    "(what|what's the) time is it( now|)|what's the time|(do you know|tell me) (what time it is|the time)",
    "(what day is it|what day is it today|what is the date|what's the date today|what day is today|today's date)",
    f"(set|start|make) (a|the) timer (for|of) {_NUMBER} (seconds|minutes|hours|minute|hour)",
    f"(set|start) a {_NUMBER} (second|minute|hour) timer",
    f"(set|make) (an|the) alarm (for|at) {_NUMBER} (o'clock|a m|p m|in the morning|in the evening|thirty)",
    f"(wake me up|wake me|remind me) (at|in) {_NUMBER} (o'clock|minutes|hours)",
    "(cancel|stop|delete) (the|my|all) (timer|timers|alarm|alarms)|how much time is left|what timers are there",
    "(turn|make) (the volume|it|the sound|yourself) (up|down|louder|quieter)( please|)|(louder|quieter|softer)( please|)",
    f"(set the volume to|volume) {_NUMBER}( percent|)|volume (up|down)|(turn up|turn down) the volume",
    "(speak|talk|say it) (slower|faster|more slowly|more quickly|a bit faster|a bit slower|slowly|normally)( please|)",
    "(switch|change|go) to (the|) (fast|quality|embedded|max|automatic) (tier|mode|)",
    "(yes|no|okay|yes please|no thanks|no thank you|thank you|thanks|thank you very much|goodbye|bye|good night)",
    "(turn on|turn off|switch on|switch off) the (light|lights|lamp|living room light|kitchen light|music|radio)",
    "(what's|what is|how is) the weather( like|)( today| tomorrow|)|(will it rain|is it going to rain)( today| tomorrow|)",
)

_APOSTROPHES = {
    word.replace("'", ""): word
    for word in ("what's who's where's how's that's there's it's i'm i've you're don't doesn't didn't can't isn't aren't "
    "won't wasn't couldn't shouldn't wouldn't haven't hasn't let's today's name's").split()
}  # fmt: skip
"""Spellings of careless recognisers in the corpus -> the one spelling used here."""


def sentences() -> Iterator[str]:
    """Yields all expected sentences, lower case, with spaces between words; the same at each call."""
    from models.starter.corpus import dialogues
    from models.starter.corpus.grammar import expand
    from models.starter.corpus.numbers import english

    rng = random.Random(_SEED)
    for pattern in _COMMANDS:
        for _ in range(_COMMAND_SHARE * 20):
            yield expand(f"({pattern})", rng)
    for dialogue in dialogues(_SEED, _DIALOGUES, lang="en"):
        for turn in dialogue.turns:
            text = re.sub(r"\d+", lambda match: f" {english(int(match[0]) % 10_000)} ", turn.user.lower())
            for sign, name in (("+", " plus "), ("*", " times "), ("×", " times "), ("%", " percent ")):
                text = text.replace(sign, name)
            words = re.sub(r"[^a-z' ]", " ", text).split()
            yield " ".join(_APOSTROPHES.get(word, word) for word in words)


def build(lm: Path = LM, words: Path = DICTIONARY) -> None:
    """Writes both files; the same corpus gives the same bytes."""
    known = general()
    said = list(sentences())
    count = Counter(word for sentence in said for word in sentence.split())
    vocabulary = {word for word, times in count.items() if word in known or times >= _LEAST_WORD}
    usable = [sentence for sentence in said if sentence and vocabulary.issuperset(sentence.split())]
    text = dictionary({word for sentence in usable for word in sentence.split()})
    words.write_text(text, "utf-8")
    lm.write_bytes(gzip.compress(arpa(usable, _LEAST_TRIGRAM).encode(), mtime=0))
    print(f"{len(usable)} of {len(said)} sentences, {len(vocabulary)} words -> {lm}, {words}")


if __name__ == "__main__":
    build()
