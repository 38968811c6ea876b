"""The devices of a home: what can be meant by a command for one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from daemon.skills.numbers import without_accents

Kind = Literal[
    "light", "switch", "fan", "media", "climate", "scene", "vacuum", "cover", "door", "lock", "alarm", "script", "sensor"
]  # fmt: skip
"""What a device is. Each has its class of effect, `home_light` and so on; a sensor only answers."""

_KINDS: Mapping[str, Kind] = {
    "light": "light",
    "switch": "switch",
    "input_boolean": "switch",
    "humidifier": "switch",
    "fan": "fan",
    "media_player": "media",
    "climate": "climate",
    "scene": "scene",
    "vacuum": "vacuum",
    "lock": "lock",
    "alarm_control_panel": "alarm",
    "script": "script",
    "sensor": "sensor",
    "binary_sensor": "sensor",
}
"""Home Assistant's domain -> what it is; covers apart. Devices of other domains are not spoken of."""
_WINDOW_COVERS = frozenset(("blind", "curtain", "shutter", "shade", "awning", "damper"))
"""Device classes of covers that let nobody in. A cover of another class, or of none, counts as a door."""
_GUARDS = re.compile(
    r"\b(?:doors?|gates?|garage|locks?|alarms?|sirens?|valves?|ovens?|stoves?|hobs?|boilers?"
    r"|puertas?|portones|porton|verjas?|garaje|cochera|cerraduras?|cerrojos?|alarmas?|sirenas?|valvulas?|hornos?|calderas?)\b"
)
"""Words in the name of a switch that make it one to be asked about: the opener of a garage is a switch to many systems."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device, a scene, or what measures something."""

    id: str
    """Home Assistant's entity: "light.kitchen"."""
    name: str
    """As the people who live there call it."""
    kind: Kind
    room: str = ""
    """Name of its room; empty: in none."""
    measures: str = ""
    """Of a sensor, what: "temperature", "door"."""

    @property
    def domain(self) -> str:
        return self.id.partition(".")[0]


@dataclass(frozen=True, eq=False)
class House:
    """All devices, as they were fetched last. Two are the same only if they are one: hashing it takes no time."""

    devices: tuple[Device, ...] = ()
    configured: bool = False
    """The settings name a Home Assistant, whether or not it has answered yet."""
    room: str = ""
    """The room that is meant where none is named; empty: none."""


NO_HOUSE = House()


def kind_of(entity: str, device_class: str, name: str) -> Kind | None:
    """Returns what an entity is; None for one that is not spoken of. Names, which are others' words, only tighten."""
    domain = entity.partition(".")[0]
    if domain == "cover":
        return "cover" if device_class in _WINDOW_COVERS else "door"
    kind = _KINDS.get(domain)
    if kind == "switch" and _GUARDS.search(without_accents(f"{name} {entity.replace('_', ' ')}".lower())):
        return "door"
    return kind
