"""A real Home Assistant, spoken to over a virtual sound card: `python -m benchmarks.home_assistant [--venv FOLDER]`.

Home Assistant is too heavy for the tests, which have a stand-in (tests/support/home_standin.py). This installs the newest
one that this Python can run, by pip, into an environment of its own that is kept for the next time (300 MB), and starts it
with a home of template devices: two lights with their rooms, a lock, the door of a garage, a scene, a thermometer. What
else it requires it installs by itself. flite speaks to a daemon with toy models; the words are given to its recogniser, so
that no mistake of that decides. After each sentence the states in Home Assistant are looked at. In between Home Assistant is
restarted, and the token is replaced by a wrong one.

    --venv FOLDER    environment with Home Assistant; default: in the cache

Prints each step with what was answered, and how long after the beginning of the sentence the reply was over. Exit code 1
when anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from config import paths
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support.shapes import toy_settings
from tests.support.virtual_card import VirtualCard

PACKAGES = ("homeassistant", *(("josepy<2",) if sys.version_info < (3, 12) else ()))
"""The Home Assistant for Python 3.11 needs a josepy older than pip chooses for it."""
START = 600.0
"""Seconds that Home Assistant may take to start: the first time it installs what it needs."""


def _switch(name: str, on: str = "turn_on", off: str = "turn_off") -> dict[str, Any]:
    """Actions of a template device that keep its state in a helper."""
    target = {"entity_id": f"input_boolean.{name}"}
    return {
        on: {"service": "input_boolean.turn_on", "target": target},
        off: {"service": "input_boolean.turn_off", "target": target},
    }


def _is_on(name: str) -> str:
    return f"{{{{ is_state('input_boolean.{name}', 'on') }}}}"


def _light(name: str) -> dict[str, Any]:
    level = {"service": "input_number.set_value", "target": {"entity_id": f"input_number.{name}"}}
    return {
        "unique_id": name,
        "friendly_name": {"kitchen": "Kitchen Light", "ceiling": "Ceiling"}[name],
        "value_template": _is_on(name),
        "level_template": f"{{{{ states('input_number.{name}') | int }}}}",
        **_switch(name),
        "set_level": [
            {**level, "data": {"value": "{{ brightness }}"}},
            {"service": "input_boolean.turn_on", "target": {"entity_id": f"input_boolean.{name}"}},
        ],
    }


def configuration(port: int) -> dict[str, Any]:
    """Returns a home, as Home Assistant's configuration.yaml describes it."""
    return {
        "homeassistant": {
            "name": "Bench", "latitude": 40, "longitude": -3, "elevation": 600, "unit_system": "metric", "time_zone": "UTC",
        },
        "http": {"server_host": "127.0.0.1", "server_port": port},
        "api": {},
        "input_boolean": {name: {"initial": name == "lock"} for name in ("kitchen", "ceiling", "lock", "opener")},
        "input_number": {name: {"min": 0, "max": 255} for name in ("kitchen", "ceiling")},
        "light": [{"platform": "template", "lights": {name: _light(name) for name in ("kitchen", "ceiling")}}],
        "lock": [{
            "platform": "template", "name": "Front Door", "value_template": _is_on("lock"),
            **_switch("lock", "lock", "unlock"),
        }],
        "cover": [{"platform": "template", "covers": {"garage_door": {
            "friendly_name": "Garage Door", "device_class": "garage", "value_template": _is_on("opener"),
            **_switch("opener", "open_cover", "close_cover"),
        }}}],
        "scene": [{
            "name": "Movie Night",
            "entities": {"light.ceiling": {"state": "off"}, "light.kitchen": {"state": "on"}},
        }],
        "template": [{"sensor": [{
            "name": "Bedroom Temperature", "unique_id": "bedroom", "state": "21.5", "device_class": "temperature",
            "unit_of_measurement": "\u00b0C",
        }]}],
    }  # fmt: skip


PREPARE = """
import asyncio, sys
from datetime import timedelta
from homeassistant import auth, core
from homeassistant.auth.models import TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
from homeassistant.helpers import area_registry, device_registry, entity_registry

async def prepare():
    hass = core.HomeAssistant(sys.argv[1])
    for registry in (device_registry, entity_registry, area_registry):
        await registry.async_load(hass)
    areas, entities = area_registry.async_get(hass), entity_registry.async_get(hass)
    for name, room in (("kitchen", "Kitchen"), ("ceiling", "Living Room")):
        area = areas.async_get_area_by_name(room) or areas.async_create(room)
        entry = entities.async_get_or_create("light", "template", name, suggested_object_id=name)
        entities.async_update_entity(entry.entity_id, area_id=area.id)
    for registry in (areas, entities):
        await registry._store.async_save(registry._data_to_save())
    hass.auth = await auth.auth_manager_from_config(hass, [{"type": "homeassistant"}], [])
    user = await hass.auth.async_create_user("bench", group_ids=["system-admin"])
    token = await hass.auth.async_create_refresh_token(
        user, client_name="sarai", token_type=TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN,
        access_token_expiration=timedelta(days=1))
    print(hass.auth.async_create_access_token(token))
    await hass.auth._store._store.async_save(hass.auth._store._data_to_save())
    await hass.async_stop(force=True)

asyncio.run(prepare())
"""
"""Makes the rooms and a long-lived token, as a person does in Home Assistant's pages. Run by its own Python."""


class RealHome:
    """A Home Assistant in a process of its own."""

    def __init__(self, environment: Path, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._python, self._folder = environment / "bin" / "python", folder
        folder.mkdir()
        (folder / "configuration.yaml").write_text(json.dumps(configuration(port)))  # JSON is YAML
        made = subprocess.run([self._python, "-c", PREPARE, folder], capture_output=True, text=True, check=True)
        self.token = made.stdout.strip()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it has its devices."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._python, "-m", "homeassistant", "-c", self._folder], stdout=log, stderr=log
            )
        until(lambda: self.state("light.kitchen") != "", "Home Assistant", START)

    def stop(self) -> None:
        """End it, as a person does who restarts it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)

    def state(self, entity: str) -> str:
        """Returns an entity's state; "" while Home Assistant does not answer."""
        request = urllib.request.Request(
            f"{self.url}/api/states/{entity}", headers={"Authorization": f"Bearer {self.token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return str(json.load(answer)["state"])
        except (OSError, ValueError):
            return ""

    def version(self) -> str:
        told = subprocess.run(
            [self._python, "-m", "homeassistant", "--version"], capture_output=True, text=True, check=True
        )
        return told.stdout.strip()


def until(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Waits. Raises SystemExit in one line when it is in vain."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise SystemExit(f"waited {seconds:g} s for {what}")
        time.sleep(0.1)


def installed(environment: Path) -> Path:
    """Returns the environment, with Home Assistant in it."""
    if not (environment / "bin" / "hass").exists():
        print(f"installing Home Assistant into {environment}", flush=True)
        venv.create(environment, with_pip=True)
        subprocess.run([environment / "bin" / "python", "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return environment


SPOKEN: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("turn on the kitchen light", "I have turned on Kitchen Light.", {"light.kitchen": "on"}),
    ("turn off the kitchen light", "I have turned off Kitchen Light.", {"light.kitchen": "off"}),
    ("undo that", "Undone: I have turned off Kitchen Light.", {"light.kitchen": "on"}),
    ("dim the living room light to 30 percent", "Ceiling: 30 percent.", {"light.ceiling": "on"}),
    ("is the living room light on", "Ceiling is on.", {}),
    ("activate movie night", "I have started Movie Night.", {"light.ceiling": "off"}),
    ("what's the temperature in the bedroom", "Bedroom Temperature: 21.5 degrees.", {}),
    ("unlock the front door", "Shall I unlock Front Door?", {"lock.front_door": "locked"}),
    ("no", "All right, I have done nothing.", {"lock.front_door": "locked"}),
    ("open the garage", "Shall I open Garage Door?", {"cover.garage_door": "closed"}),
    ("yes", "I'm opening Garage Door.", {"cover.garage_door": "open"}),
    ("turn off the attic light", "Home Assistant knows nothing called that: the attic light.", {}),
)
AWAY = ("turn on the kitchen light", "I can't reach Home Assistant.")
BACK = ("turn on the kitchen light", "I have turned on Kitchen Light.")
WRONG = ("turn off the kitchen light", "Home Assistant does not accept my token; status says what to do.")
MENDED = ("turn off the kitchen light", "I have turned off Kitchen Light.")


class Session:
    """Speaks sentences, and counts what went wrong."""

    def __init__(self, daemon: House, home: RealHome, folder: Path) -> None:
        self._daemon, self._home, self._folder = daemon, home, folder
        self.wrong = 0

    def say(self, words: str, reply: str, states: Mapping[str, str]) -> None:
        recording = say(words, self._folder)
        began = time.monotonic()
        told = str(self._daemon.ask(recording, within=120)["text"])
        took = time.monotonic() - began
        self._daemon.until_true(lambda: self._daemon.call("status")["state"] == "listening", "the end of the turn")
        found = {entity: self._home.state(entity) for entity in states}
        right = told.lower() == reply.lower() and found == states
        self.wrong += not right
        print(f"{'ok   ' if right else 'WRONG'} {took:5.1f} s  {words!r}: {told!r} {found or ''}", flush=True)

    def connection(self) -> dict[str, Any]:
        """What `sarai status` tells of Home Assistant."""
        found: dict[str, Any] = self._daemon.call("status")["home_assistant"]
        return found


def run(environment: Path) -> int:
    """Returns how many steps went wrong."""
    with tempfile.TemporaryDirectory(prefix="sarai-home-", ignore_cleanup_errors=True) as name, VirtualCard() as card:
        folder = Path(name)
        home = RealHome(installed(environment), folder / "home", free_port())
        print(f"Home Assistant {home.version()}", flush=True)
        token = folder / "token"
        token.touch(0o600)
        token.write_text(home.token)
        words = [*(each[0] for each in SPOKEN), *(each[0] for each in (AWAY, BACK, WRONG, MENDED))]
        settings = toy_settings(
            folder,
            benchmark={"transcript": words, "reply": ["No mind was asked."]},
            speaking={"speed": 2},
            tools={"home_assistant": {"url": home.url, "token_file": str(token)}},
        )
        try:
            home.start()
            with House(folder, card, yaml.safe_dump(settings)) as daemon:
                session = Session(daemon, home, folder)
                until(lambda: session.connection()["state"] == "connected", "the connection")
                print(f"{session.connection()['devices']} devices in {session.connection()['rooms']} rooms", flush=True)
                for words_of, reply, states in SPOKEN:
                    session.say(words_of, reply, states)
                home.stop()
                session.say(*AWAY, {})
                print(f"      status: {session.connection()['problem']}")
                home.start()
                until(lambda: session.connection()["state"] == "connected", "the connection after a restart", 180)
                session.say(*BACK, {"light.kitchen": "on"})
                token.write_text(f"{home.token}x")
                session.say(*WRONG, {"light.kitchen": "on"})
                print(f"      status: {session.connection()['problem']}")
                token.write_text(home.token)
                session.say(*MENDED, {"light.kitchen": "off"})
                return session.wrong
        finally:
            home.stop()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def main() -> int:
    """Runs it. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venv", type=Path, default=paths.cache_dir() / "home-assistant")
    wrong = run(parser.parse_args().venv)
    print("all as it should be" if not wrong else f"{wrong} steps went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
