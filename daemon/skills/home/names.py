"""Finds the devices that people mean by what they call them: by name, or by room and kind; a little misheard, too.

A name is compared as a set of words. The words for a kind of device ("light", "luz") and for the usual rooms ("kitchen",
"cocina") are one word each, whatever the language, so that a home with English names can be spoken to in Spanish.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from daemon.skills.home.house import Device, House, Kind
from daemon.skills.numbers import without_accents
from daemon.skills.table import LANGUAGES

FOLDER = Path(__file__).parents[1] / "sentences" / "home"
ALIKE = 0.82
"""Least similarity (difflib's ratio) of a misheard name: "leaving room light" is that of the living room."""
_SHORTEST = 5
"""Letters of a name that may be misheard."""
_FIGURES = re.compile(r"\d+")
"""Figures are not misheard: "desk 1" is not "desk 17"."""
_LONGEST_TERM = 4
"""Words: "habitación de los niños"."""
KINDS: Mapping[str, tuple[Kind, ...]] = {
    "light": ("light",),
    "lamp": ("light", "switch"),
    "plug": ("switch",),
    "fan": ("fan", "switch"),
    "tv": ("media", "switch"),
    "speaker": ("media", "switch"),
    "heating": ("climate", "switch"),
    "blind": ("cover",),
    "curtain": ("cover",),
    "shutter": ("cover",),
    "awning": ("cover",),
    "door": ("door", "lock", "sensor"),
    "window": ("cover", "door", "sensor"),
    "gate": ("door", "lock", "sensor"),
    "lock": ("lock",),
    "alarm": ("alarm",),
    "vacuum": ("vacuum",),
    "scene": ("scene", "script"),
}
"""Word for a kind of device -> what it may be."""
_ITSELF = {"light": "light", "climate": "heating", "lock": "lock", "alarm": "alarm", "vacuum": "vacuum", "fan": "fan"}
"""What a device is called beside its name: the lamp "Ceiling" is a light."""


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody called one or more devices."""

    words: tuple[str, ...]
    """Sorted; kinds as "#light", rooms as "@kitchen"."""
    every: bool
    """All of them are meant: "every light", "the lights"."""

    @property
    def noun(self) -> str:
        """The word for a kind of device among them; empty: none."""
        return next((word[1:] for word in self.words if word.startswith("#")), "")


@dataclass(frozen=True, slots=True)
class _Terms:
    terms: Mapping[str, str]
    """Words -> the words they count as."""
    plural: frozenset[str]
    skip: frozenset[str]
    every: frozenset[str]
    nouns: Mapping[str, tuple[str, ...]]
    """Kind -> all words for it."""


@cache
def _table() -> _Terms:
    terms: dict[str, str] = {}
    plural: set[str] = set()
    skip: set[str] = set()
    every: set[str] = set()
    nouns: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        read: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
        skip |= set(read["skip"])
        every |= set(read["every"])
        for kind, spoken in read["nouns"].items():
            one, _, many = spoken.partition("|")
            words = [word.replace("_", " ") for word in f"{one} {many}".split()]
            plural |= {word.replace("_", " ") for word in many.split()}
            terms |= dict.fromkeys(words, f"#{kind}")
            nouns[kind] = (*nouns.get(kind, ()), *words)
        for room, spoken in read["rooms"].items():
            terms |= {word.replace("_", " "): f"@{room}" for word in spoken.split()}
        for usual, spoken in read["usual"].items():
            terms |= {word.replace("_", " "): usual for word in spoken.split()}
    return _Terms(terms, frozenset(plural), frozenset(skip), frozenset(every), nouns)


def plain(text: str) -> list[str]:
    """Returns the words of a name as they are compared."""
    return re.findall(r"[^\W_]+", without_accents(text.lower()))


@lru_cache(4096)
def called(text: str) -> Called:
    """Returns what a name or the words of a command say."""
    table, words = _table(), plain(text)
    found: list[str] = []
    every, at = False, 0
    while at < len(words):
        for length in range(min(_LONGEST_TERM, len(words) - at), 0, -1):
            term = " ".join(words[at : at + length])
            if term in table.terms:
                found += table.terms[term].split()
                every |= term in table.plural
                at += length
                break
        else:
            word = words[at]
            every |= word in table.every
            if word not in table.skip and word not in table.every:
                found.append(word[:-1] if len(word) > 3 and word.endswith("s") else word)
            at += 1
    return Called(tuple(sorted(set(found))), every)


class Found(NamedTuple):
    """The devices that are called so."""

    devices: tuple[Device, ...] = ()
    clear: bool = True
    """All of them are meant. Else it is one of them, and nobody said which."""


def find(text: str, house: House, kinds: frozenset[Kind]) -> Found:
    """Returns the devices of those kinds that are meant."""
    named = called(text)
    if not named.words:
        return Found()
    found = _exact(named, tuple(device for device in house.devices if device.kind in kinds), house)
    return found if found.devices else _misheard(text, house, kinds)


def warm_up(house: House) -> None:
    """Read the words, and spell the names: a tenth of a second that is better spent before somebody speaks."""
    _spoken(house)
    for device in house.devices:
        _all(device)


def _exact(named: Called, devices: tuple[Device, ...], house: House) -> Found:
    wanted = set(named.words)
    if exact := tuple(device for device in devices if wanted in _names(device)):
        return Found(exact, len(exact) == 1 or named.every)
    room = wanted - {f"#{named.noun}"}
    if named.noun:
        of_kind = _of_kind(named.noun, devices)
        if not room:
            here = tuple(each for each in of_kind if house.room and _words(each.room) == _words(house.room))
            found = here or of_kind
            return Found(found, len(found) == 1 or named.every or found == here)
        there = tuple(each for each in of_kind if room == _words(each.room))
        if there:
            return Found(there, len(there) == 1 or named.every or all(each.kind == "light" for each in there))
    elif there := tuple(each for each in devices if wanted == _words(each.room)):
        return Found(there)  # a whole room: what is in it
    parts = tuple(each for each in devices if wanted <= _all(each) and wanted & _words(each.name))
    return Found(parts, len(parts) == 1 or named.every)


def _of_kind(noun: str, devices: tuple[Device, ...]) -> tuple[Device, ...]:
    """The devices that a word for a kind means. A lamp is a light; but who says "lamp" where there is one means that."""
    fitting = [each for each in devices if each.kind in KINDS[noun]]
    called_so = [each for each in fitting if f"#{noun}" in _all(each)]
    return tuple(called_so or [each for each in fitting if each.kind == KINDS[noun][0]])


def _names(device: Device) -> tuple[set[str], ...]:
    """The words of a device's name: as it is, and with its room."""
    name = _words(device.name)
    return name, name | _words(device.room)


def _all(device: Device) -> set[str]:
    """All words that a device may be called by."""
    itself = {f"#{_ITSELF[device.kind]}"} if device.kind in _ITSELF else set()
    return _words(device.name) | _words(device.room) | itself


def _words(name: str) -> set[str]:
    return set(called(name).words)


@lru_cache(256)
def _misheard(text: str, house: House, kinds: frozenset[Kind]) -> Found:
    """The devices whose name sounds most like the words."""
    heard = _spelt(text)
    if len(heard) < _SHORTEST:
        return Found()
    figures = _FIGURES.findall(heard)
    compared = difflib.SequenceMatcher(b=heard)
    best, found = ALIKE, []
    for spoken, devices in _spoken(house):
        compared.set_seq1(spoken)
        if compared.real_quick_ratio() < best or compared.quick_ratio() < best:
            continue
        meant = tuple(device for device in devices if device.kind in kinds)
        if not meant or _FIGURES.findall(spoken) != figures:
            continue
        if (alike := compared.ratio()) > best:
            best, found = alike, [meant]
        elif alike == best:
            found.append(meant)
    return Found(found[0]) if found and all(set(each) == set(found[0]) for each in found) else Found()


@lru_cache(4)
def _spoken(house: House) -> tuple[tuple[str, tuple[Device, ...]], ...]:
    """All ways to call the devices of a house, spelt as they are compared."""
    return tuple((_spelt(text), devices) for text, devices in _ways(house))


def _ways(house: House) -> Iterator[tuple[str, tuple[Device, ...]]]:
    for device in house.devices:
        yield device.name, (device,)
        if device.room:
            yield f"{device.room} {device.name}", (device,)
            yield f"{device.name} {device.room}", (device,)
    terms = _table()
    for room in dict.fromkeys(device.room for device in house.devices if device.room):
        here = [device for device in house.devices if device.room == room]
        usual = called(room).words[0] if len(called(room).words) == 1 else ""
        rooms = [words for words, term in terms.terms.items() if term == usual] or [room]
        for noun, words in terms.nouns.items():
            if meant := tuple(device for device in here if device.kind == KINDS[noun][0]):
                for place in rooms:
                    for word in words:
                        yield f"{place} {word}", meant
                        yield f"{word} {place}", meant


def _spelt(text: str) -> str:
    skip = _table().skip | _table().every
    return "".join(word for word in plain(text) if word not in skip)
