"""Home Assistant as its REST API's documentation describes it: states, services, the template that tells the rooms.

https://developers.home-assistant.io/docs/api/rest. What the real one does is shown by `python -m benchmarks.home_assistant`.
"""

from __future__ import annotations

import json
import threading
from typing import Any

from tests.support.http_standin import HttpHandler, HttpStandin

TOKEN = "a.long-lived.token"
DEVICES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "light.kitchen": ("off", "Kitchen Light", {"brightness": None}),
    "light.ceiling": ("on", "Ceiling", {"brightness": 128, "color_mode": "color_temp", "color_temp_kelvin": 3000}),
    "light.floor": ("off", "Floor Lamp", {}),
    "light.old": ("unavailable", "Old Lamp", {}),
    "light.secret": ("off", "Secret Light", {}),
    "switch.coffee": ("off", "Coffee Machine", {}),
    "cover.blind": ("closed", "Blind", {"device_class": "blind", "current_position": 0}),
    "cover.garage": ("closed", "Garage Door", {"device_class": "garage"}),
    "lock.front": ("locked", "Front Door", {}),
    "scene.movie": ("unknown", "Movie Night", {"entity_id": ["light.ceiling", "light.floor"]}),
    "media_player.tv": ("playing", "TV", {"volume_level": 0.4}),
    "climate.heating": ("heat", "Heating", {"temperature": 19.0, "current_temperature": 20.5}),
    "sensor.bedroom": ("21.46", "Bedroom Temperature", {"device_class": "temperature", "unit_of_measurement": "\u00b0C"}),
    "binary_sensor.window": ("on", "Kitchen Window", {"device_class": "window"}),
    "sensor.price": ("0.2", "Price of electricity", {}),
}  # fmt: skip
"""Entity -> its state, its name, its other attributes."""
ROOMS = {
    "Kitchen": ["light.kitchen", "switch.coffee", "binary_sensor.window"],
    "Living Room": ["light.ceiling", "light.floor", "media_player.tv", "climate.heating"],
    "Bedroom": ["cover.blind", "sensor.bedroom"],
}
_TURNED = {
    "turn_on": "on", "turn_off": "off", "open_cover": "open", "close_cover": "closed", "lock": "locked",
    "unlock": "unlocked", "media_pause": "paused", "media_play": "playing",
}  # fmt: skip


class HomeStandin(HttpStandin):
    """A home with a few rooms. `devices`: as DEVICES."""

    def __init__(self, devices: dict[str, tuple[str, str, dict[str, Any]]] | None = None, port: int = 0) -> None:
        self.at = port
        self.states: dict[str, dict[str, Any]] = {
            entity: {"entity_id": entity, "state": state, "attributes": {"friendly_name": name, **attributes}}
            for entity, (state, name, attributes) in (devices or DEVICES).items()
        }
        self.token = TOKEN
        self.administrator = True
        """Whether the token may ask for templates."""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """Services that were called, with their data."""
        self.asked: list[str] = []
        """Paths of all requests, with the status of the answer."""
        self.says: tuple[int, bytes] | None = None
        """Answered to everything, instead."""
        self.location = ""
        self.breaks_off = False
        """The connection ends after a service was called."""
        self.hold = threading.Event()
        self.hold.set()
        """Clear, nothing is answered."""

    def handler(self) -> type[HttpHandler]:
        return _Handler

    def stop(self) -> None:
        self.hold.set()
        super().stop()

    def state(self, entity: str) -> str:
        return str(self.states[entity]["state"])

    def serve(self, service: str, data: dict[str, Any]) -> list[Any]:
        """Does what a service does to the states."""
        self.calls.append((service, data))
        name = service.split("/")[1]
        entities = data["entity_id"] if isinstance(data["entity_id"], list) else [data["entity_id"]]
        if service == "scene/turn_on":
            entities = [each for scene in entities for each in self.states[scene]["attributes"]["entity_id"]]
        for entity in entities:
            state = self.states[entity]
            if name in _TURNED:
                state["state"] = _TURNED[name]
            if "brightness_pct" in data:
                state["attributes"]["brightness"] = round(data["brightness_pct"] * 2.55)
            if name == "set_cover_position":
                state["state"] = "open" if data["position"] else "closed"
            for key in ("brightness", "color_temp_kelvin", "color_name", "temperature", "volume_level"):
                if key in data:
                    state["attributes"][key] = data[key]
        return [self.states[each] for each in entities]


class _Handler(HttpHandler):
    serves: HomeStandin

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        home = self.serves
        home.hold.wait(10)
        status, answer = self._of(body) if home.says is None else home.says
        home.asked.append(f"{self.path} {status}")
        if home.breaks_off and self.path.startswith("/api/services/"):
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        if home.location:
            self.send_header("Location", home.location)
        self.end_headers()
        self.wfile.write(answer)

    def _of(self, body: bytes) -> tuple[int, bytes]:
        home = self.serves
        if self.headers["Authorization"] != f"Bearer {home.token}":
            return 401, b"401: Unauthorized"
        found: Any
        if self.path == "/api/":
            found = {"message": "API running."}
        elif self.path == "/api/config":
            found = {"location_name": "Home", "version": "2026.11.0", "state": "RUNNING"}
        elif self.path == "/api/states":
            found = list(home.states.values())
        elif self.path == "/api/template":
            if not home.administrator:
                return 401, b"401: Unauthorized"
            assert "area_entities" in json.loads(body)["template"]
            found = {"rooms": [[name, entities] for name, entities in ROOMS.items()], "hidden": ["light.secret"]}
        elif self.path.startswith("/api/services/"):
            service, data = self.path.removeprefix("/api/services/"), json.loads(body)
            if any(each not in home.states for each in data["entity_id"]):
                return 400, json.dumps({"message": "Bad Request"}).encode()
            found = home.serve(service, data)
        else:
            return 404, b"404: Not Found"
        return 200, json.dumps(found).encode()
