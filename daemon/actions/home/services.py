"""What Home Assistant calls what is asked for, and how it is taken back: domains, services, states. Pure.

https://www.home-assistant.io/integrations/#search/Entity describes the services of each domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from daemon.skills.actions.intents import HomeControl

STEP = 20
"""Percent by which a light becomes brighter or dimmer."""
_PLAIN: Mapping[str, Mapping[str, str]] = {
    "cover": {
        "open": "open_cover",
        "close": "close_cover",
        "on": "open_cover",
        "off": "close_cover",
        "stop": "stop_cover",
    },
    "lock": {"lock": "lock", "unlock": "unlock"},
    "vacuum": {"start": "start", "stop": "stop", "dock": "return_to_base"},
    "media_player": {"on": "turn_on", "off": "turn_off", "pause": "media_pause", "play": "media_play"},
    "alarm_control_panel": {"arm": "alarm_arm_away", "disarm": "alarm_disarm"},
    "scene": {"on": "turn_on"},
    "script": {"on": "turn_on"},
}
"""Domain -> what is asked for -> service. Every other domain can be turned on and off, and a switch
opens what it is the opener of."""
_SWITCH = {"on": "turn_on", "off": "turn_off", "open": "turn_on", "close": "turn_off"}
OPEN = frozenset(("open", "opening", "unlocked", "unlocking"))
OFF = frozenset(("off", "standby"))
GONE = frozenset(("unavailable", "unknown", ""))


class ServiceCall(NamedTuple):
    service: str
    data: Mapping[str, Any]


def call_for(domain: str, action: HomeControl) -> ServiceCall | None:
    """Returns the service that does what is asked to the entities of a domain; None where there is none."""
    match action.do:
        case "level":
            return _level(domain, action.value)
        case "brighter" | "dimmer":
            step = STEP if action.do == "brighter" else -STEP
            return ServiceCall("turn_on", {"brightness_step_pct": step}) if domain == "light" else None
        case "colour":
            if action.colour.isdigit():
                return ServiceCall("turn_on", {"color_temp_kelvin": int(action.colour)})
            return ServiceCall("turn_on", {"color_name": action.colour})
        case "temperature":
            return ServiceCall("set_temperature", {"temperature": action.value}) if domain == "climate" else None
    service = _PLAIN.get(domain, _SWITCH).get(action.do)
    return ServiceCall(service, {}) if service is not None else None


def _level(domain: str, percent: float) -> ServiceCall | None:
    match domain:
        case "light":
            return ServiceCall("turn_on", {"brightness_pct": percent})
        case "fan":
            return ServiceCall("set_percentage", {"percentage": percent})
        case "media_player":
            return ServiceCall("volume_set", {"volume_level": percent / 100})
        case "cover":
            return ServiceCall("set_cover_position", {"position": percent})
    return None


def call_back(state: Mapping[str, Any]) -> ServiceCall | None:
    """Returns the service that brings an entity back into a state that it had; None where that cannot be told."""
    entity, value = str(state["entity_id"]), str(state.get("state"))
    attributes: Mapping[str, Any] = state["attributes"]
    domain = entity.partition(".")[0]
    if value in GONE:
        return None
    match domain:
        case "light":
            kept = {key: attributes.get(key) for key in ("brightness", _colour(attributes))}
            data = {key: each for key, each in kept.items() if key and each}  # a brightness of 0 turns it off
            return ServiceCall("turn_off", {}) if value == "off" else ServiceCall("turn_on", data)
        case "cover":
            position = attributes.get("current_position")
            if position is not None:
                return ServiceCall("set_cover_position", {"position": position})
            return ServiceCall("open_cover" if value in OPEN else "close_cover", {})
        case "climate":
            if value == "off" or attributes.get("temperature") is None:
                return ServiceCall("set_hvac_mode", {"hvac_mode": value})
            return ServiceCall("set_temperature", {"temperature": attributes["temperature"], "hvac_mode": value})
        case "fan":
            percentage = attributes.get("percentage")
            if value == "off" or percentage is None:
                return ServiceCall("turn_off" if value == "off" else "turn_on", {})
            return ServiceCall("set_percentage", {"percentage": percentage})
        case "vacuum":
            return ServiceCall("start" if value == "cleaning" else "return_to_base", {})
        case "lock":
            return ServiceCall("lock", {}) if value == "locked" else None  # nothing is unlocked without a yes
        case "switch" | "input_boolean" | "humidifier":
            return ServiceCall("turn_off" if value == "off" else "turn_on", {})
    return None


def calls_back(action: HomeControl, state: Mapping[str, Any]) -> tuple[ServiceCall, ...]:
    """As `call_back`, for what an action has changed of a device. A player is brought back in that alone."""
    if state["entity_id"].startswith("media_player."):
        volume, off = state["attributes"].get("volume_level"), str(state.get("state")) in OFF
        match action.do:
            case "level":
                return (ServiceCall("volume_set", {"volume_level": volume}),) if volume is not None else ()
            case "pause":
                return (ServiceCall("media_play", {}),)
            case "play":
                return (ServiceCall("media_pause", {}),)
        return (ServiceCall("turn_off" if off else "turn_on", {}),)
    found = call_back(state)
    return (found,) if found is not None else ()


def _colour(attributes: Mapping[str, Any]) -> str:
    """The attribute that tells a light's colour."""
    mode = attributes.get("color_mode")
    if mode == "color_temp":
        return "color_temp_kelvin"
    return "rgb_color" if mode in ("hs", "xy", "rgb", "rgbw", "rgbww") else ""


def spoken_state(state: Mapping[str, Any]) -> str:
    """Returns a state as it is asked about: "on", "off", "open", "closed", "locked", "unlocked"; "" where nobody knows."""
    entity, value = str(state["entity_id"]), str(state.get("state"))
    if value in GONE:
        return ""
    match entity.partition(".")[0]:
        case "cover":
            return "open" if value in OPEN else "closed"
        case "lock":
            return "unlocked" if value in OPEN else "locked" if value in ("locked", "locking") else ""
        case "binary_sensor":
            if state["attributes"].get("device_class") == "lock":  # on: unlocked
                return "unlocked" if value == "on" else "locked"
            return "open" if value == "on" else "closed"
    return "off" if value in OFF else "on"
