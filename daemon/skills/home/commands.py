"""Understands what is said to a home: which devices, and what shall become of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, get_args

import yaml

from daemon.skills.actions.intents import HomeControl, HomeDo, HomeQuestion, HomeUnknown
from daemon.skills.home import names
from daemon.skills.home.house import Device, House, Kind
from daemon.skills.home.names import FOLDER, Found, called, find
from daemon.skills.intent import Intent, Unable
from daemon.skills.match import LONGEST, Known, Running, bare, match, normalise
from daemon.skills.numbers import number
from daemon.skills.repair.corrections import corrections
from daemon.skills.repair.fillers import fluent
from daemon.skills.repair.order import once, without_moment
from daemon.skills.table import LANGUAGES, Phrase, phrases

MOST: Final = 40
"""Devices that one command may name."""
_SWITCHED: Final[tuple[Kind, ...]] = ("light", "switch", "fan", "media", "climate")
KINDS: Final[Mapping[HomeDo, tuple[Kind, ...]]] = {
    "on": (*_SWITCHED, "scene", "script"),
    "off": _SWITCHED,
    "open": ("cover", "door", "lock"),
    "close": ("cover", "door", "lock"),
    "stop": ("cover", "door", "vacuum"),
    "lock": ("lock",),
    "unlock": ("lock",),
    "level": ("light", "fan", "media", "cover", "door"),
    "brighter": ("light",),
    "dimmer": ("light",),
    "colour": ("light",),
    "temperature": ("climate",),
    "start": ("vacuum",),
    "dock": ("vacuum",),
    "pause": ("media",),
    "play": ("media",),
    "arm": ("alarm",),
    "disarm": ("alarm",),
}
"""What can be done -> to what."""
_OF_A_ROOM: Final[Mapping[HomeDo, tuple[Kind, ...]]] = {"open": ("cover",), "close": ("cover",), "stop": ("cover",)}
"""What a whole room means: "turn off the kitchen" means its lights."""
_TURNED: Final[Mapping[HomeDo, HomeDo]] = {"open": "unlock", "close": "lock"}
"""What opening means to a lock."""
_STATE_OF: Final[Mapping[str, tuple[Kind, ...]]] = {
    "on": _SWITCHED,
    "off": _SWITCHED,
    "open": ("cover", "door", "lock", "sensor"),
    "closed": ("cover", "door", "lock", "sensor"),
    "locked": ("lock", "sensor"),
    "unlocked": ("lock", "sensor"),
}
HomeIntent = HomeControl | HomeQuestion | HomeUnknown


def asked_for(
    text: str, language: str, house: House, known: Known, running: Running = lambda asked: False
) -> Intent | None:
    """Returns what a text asks for, of the assistant, the machine or the home."""
    found = match(text, language, known, running)
    if found is not None and not isinstance(found, Unable):
        return found
    for each in LANGUAGES if not language else (language,):
        if each in LANGUAGES and (at_home := _spoken(text, each, house)) is not None:
            return at_home
    return HomeUnknown() if found == Unable("device") and house.configured else found


def _spoken(text: str, language: str, house: House) -> HomeIntent | Unable | None:
    """As `understood`, for words that may be corrected, or are meant for later or for every day."""
    if not house.configured or len(text) > LONGEST:
        return None
    text = fluent(text, language)
    words = normalise(text)
    for correction in corrections(text, words, language, normalise):
        anew = correction.anew if isinstance(understood(correction.first, language, house), HomeControl) else ""
        meant = (understood(candidate, language, house) for candidate in (anew, *correction.texts) if candidate)
        if (found := next((each for each in meant if isinstance(each, HomeControl)), None)) is not None:
            return found
    if (one_time := once(words, language)) != words and isinstance(understood(one_time, language, house), HomeControl):
        return Unable("repeating")
    found_now = understood(text, language, house)
    if not isinstance(found_now, HomeControl | HomeQuestion):
        for rest in without_moment(words, language):
            if isinstance(understood(rest, language, house), HomeControl):
                return Unable("later")
    return found_now


def understood(text: str, language: str, house: House) -> HomeIntent | None:
    """Returns what is said to a home; None for what is not. A kind of device that is not there is told so."""
    if not house.configured or language not in LANGUAGES or len(text) > LONGEST:
        return None
    unknown: HomeUnknown | None = None
    for words in bare(normalise(text), language):
        said = frozenset(words.split())
        for phrase in _sentences(language):
            given = next(iter(phrase.readings(words, said)), None)
            if given is None:
                continue
            meant = _meant(phrase.name, given | dict(phrase.arguments), language, house)
            if meant is not None and not isinstance(meant, HomeUnknown):
                return meant
            if unknown is None and (meant is not None or not phrase.arguments.get("loose")):
                unknown = meant or _not_there(given.get("device", ""), house)
    return unknown


def warm_up(house: House) -> None:
    """Read the sentences, and prepare the names of a house."""
    for language in LANGUAGES:
        _sentences(language)
    _colours()
    names.warm_up(house)


@cache
def _sentences(language: str) -> tuple[Phrase, ...]:
    return phrases(FOLDER / f"{language}.yaml", language)


@cache
def _colours() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        read: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
        for colour, spoken in read["colours"].items():
            found |= {word.replace("_", " "): str(colour) for word in spoken.split()}
    return found


def _not_there(words: str, house: House) -> HomeUnknown | None:
    """What is said of words that name a kind of device, and none that is there; None for other words."""
    return HomeUnknown(words) if called(words).noun else None


def _meant(name: str, given: Mapping[str, str], language: str, house: House) -> HomeIntent | None:
    words = given.get("device", "")
    if name == "question":
        return _state_of(words, given["state"], house)
    if name in ("temperature_of", "humidity_of"):
        return _measured(words, name.removesuffix("_of"), house)
    (do,) = (each for each in get_args(HomeDo) if each == name)
    value, colour = 0.0, ""
    if (spoken := given.get("percent", given.get("degrees"))) is not None:
        read = number(spoken, language)
        if read is None or not 0 <= read <= 100:
            return None
        value = read
    if "device_colour" in given:
        words, colour = _split(given["device_colour"])
        if not colour:
            return None
    return _control(do, words, house, value, colour)


def _split(text: str) -> tuple[str, str]:
    """Returns the device and its colour, "" where no colour ends the text."""
    words = text.split()
    for length in (2, 1):
        if (colour := _colours().get(" ".join(words[-length:]))) and len(words) > length:
            return " ".join(words[:-length]), colour
    return text, ""


def _control(do: HomeDo, words: str, house: House, value: float, colour: str) -> HomeIntent | None:
    devices, clear = _meant_by(do, words, house)
    if not devices and len(parts := re.split(r" (?:and|y|e) ", words)) > 1:  # "the kitchen and the hall"
        found = [_meant_by(do, part, house) for part in parts]
        if all(each.devices for each in found):
            devices = tuple(dict.fromkeys(device for each in found for device in each.devices))
            clear = all(each.clear for each in found)
    if not devices:
        return None
    kinds = {device.kind for device in devices}
    if len(kinds) > 1 or len(devices) > MOST or not clear:
        return HomeUnknown(words, tuple(device.name for device in devices))
    kind = kinds.pop()
    done = _TURNED.get(do, do) if kind == "lock" else do
    return HomeControl(kind, done, _ids(devices), _titles(devices), value, colour)


def _meant_by(do: HomeDo, words: str, house: House) -> Found:
    found = find(words, house, frozenset(KINDS[do]))
    if all(word.startswith("@") for word in called(words).words):
        usual = tuple(device for device in found.devices if device.kind in _OF_A_ROOM.get(do, ("light",)))
        return Found(usual, found.clear) if usual else found
    return found


def _state_of(words: str, state: str, house: House) -> HomeIntent | None:
    devices = find(words, house, frozenset(_STATE_OF[state])).devices
    return HomeQuestion(state, _ids(devices[:MOST]), _titles(devices[:MOST])) if devices else None


def _measured(words: str, what: str, house: House) -> HomeIntent | None:
    """A temperature: of the sensor that is called so, or those in the room; else of its heating."""
    sensors = House(tuple(each for each in house.devices if each.measures == what), True)
    heating = House(tuple(each for each in house.devices if each.kind == "climate"), True)
    devices = (
        find(words, sensors, frozenset(("sensor",))).devices or find(words, heating, frozenset(("climate",))).devices
    )
    return HomeQuestion(what, _ids(devices[:MOST]), _titles(devices[:MOST])) if devices else None


def _ids(devices: tuple[Device, ...]) -> tuple[str, ...]:
    return tuple(device.id for device in devices)


def _titles(devices: tuple[Device, ...]) -> tuple[str, ...]:
    """The names as they are said: with the room where the name is not the only one."""
    names = [device.name for device in devices]
    return tuple(
        device.name if names.count(device.name) == 1 or not device.room else f"{device.name} ({device.room})"
        for device in devices
    )
