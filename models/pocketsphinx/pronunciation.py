"""Pronunciations of English words in the ARPAbet of pocketsphinx's acoustic model: from its dictionary, else by
espeak-ng."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from models.espeak import EspeakVoice

# espeak-ng's American IPA; longer entries win. What is in no entry (stress, length, glottal marks) is silent.
_ARPABET = {
    "tʃ": "CH", "dʒ": "JH", "eɪ": "EY", "aɪ": "AY", "aʊ": "AW", "oʊ": "OW", "ɔɪ": "OY", "oːɹ": "AO R", "ɔːɹ": "AO R",
    "ɑːɹ": "AA R", "ɪɹ": "IH R", "ɛɹ": "EH R", "ʊɹ": "UH R", "ɜː": "ER", "ɚ": "ER", "əl": "AH L", "iː": "IY", "uː": "UW",
    "aɪɚ": "AY ER", "ɑː": "AA", "ɔː": "AO", "oː": "AO", "n̩": "AH N", "m̩": "AH M", "l̩": "AH L", "iə": "IY AH",
    "p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "ɡ": "G", "g": "G", "f": "F", "v": "V", "θ": "TH", "ð": "DH",
    "s": "S", "z": "Z", "ʃ": "SH", "ʒ": "ZH", "h": "HH", "m": "M", "n": "N", "ŋ": "NG", "l": "L", "ɹ": "R", "r": "R",
    "j": "Y", "w": "W", "ɾ": "D", "ʔ": "T", "x": "K", "ɬ": "L", "i": "IY", "ɪ": "IH", "ᵻ": "IH", "e": "EH", "ɛ": "EH",
    "æ": "AE", "a": "AE", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "ɑ": "AA", "ɒ": "AA", "ɔ": "AO", "o": "OW", "ʊ": "UH",
    "u": "UW", "y": "UW", "ø": "ER", "œ": "ER",
}  # fmt: skip
_LONGEST = max(map(len, _ARPABET))


def arpabet(ipa: str) -> str:
    """Converts espeak-ng's `ipa` to ARPAbet phones with spaces between them."""
    phones = []
    at = 0
    while at < len(ipa):
        for size in range(_LONGEST, 0, -1):
            if phone := _ARPABET.get(ipa[at : at + size]):
                phones.append(phone)
                at += size
                break
        else:
            at += 1
    return " ".join(phones)


def general() -> dict[str, list[str]]:
    """Returns the pronunciations in the dictionary of pocketsphinx's wheel (CMUdict, 134,000 entries)."""
    import pocketsphinx

    words: defaultdict[str, list[str]] = defaultdict(list)
    path = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    for line in path.read_text("utf-8").splitlines():
        word, _, phones = line.partition(" ")
        words[word.split("(")[0]].append(phones)
    return dict(words)


def dictionary(words: Iterable[str]) -> str:
    """Returns a dictionary file for `words`. Words that CMUdict lacks (names, mostly) get espeak-ng's pronunciation.
    Words that cannot be pronounced are left out."""
    known, voice = general(), EspeakVoice()
    lines = []
    for word in sorted(set(words)):
        ways = known.get(word) or [arpabet(voice.phonemes(word, "en"))]
        for number, way in enumerate(way for way in ways if way):
            lines.append(f"{word}({number + 1}) {way}" if number else f"{word} {way}")
    return "\n".join([*lines, ""])
