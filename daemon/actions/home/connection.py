"""The connection to a Home Assistant: its devices fetched and kept up to date, its failures told once, and tried again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from config import paths
from config.settings import HomeAssistant
from config.texts import N_, _
from daemon.actions.home.client import HomeClient, HomeError
from daemon.control.events import Event, HomeChanged
from daemon.skills.home.commands import warm_up
from daemon.skills.home.house import Device, House, kind_of
from models.engine import EngineError
from models.remote.io import Secret, read_key, shown

log = logging.getLogger(__name__)

REFRESH = 60.0
"""Seconds between two looks at the names of rooms and devices."""
FIRST_PAUSE = 2.0
"""Seconds until the next try after a failure; each further pause is twice as long ..."""
LONGEST_PAUSE = 120.0
"""... up to this."""
TOKEN_AGAIN = 1800.0
"""Seconds until a token that was not accepted is tried again: Home Assistant tells its people of every such attempt, and may
shut out who makes many. Another token is tried at once."""
LONGEST_NAME = 60
"""Characters of a name that are said: the names are others' words."""
MOST_DEVICES = 2000
MEASURED = frozenset(("temperature", "humidity"))
"""Device classes of sensors that are asked about."""
WATCHED = frozenset(("door", "garage_door", "window", "opening", "lock"))
"""Device classes of binary sensors that are asked about."""
ROOMS = (
    '{"rooms": [{% for area in areas() %}{{ [area_name(area), area_entities(area)] | to_json }}'
    "{{ ',' if not loop.last }}{% endfor %}], "
    "\"hidden\": {{ states | map(attribute='entity_id') | select('is_hidden_entity') | list | to_json }}}"
)
"""What only a template tells: the rooms with what is in them, and what shall not be shown."""


NEW_TOKEN = N_("make a new one there (profile, Security) and run `sarai tools add home-assistant`")
Request = Callable[[HomeClient], Awaitable[Any]]


def token_file(settings: HomeAssistant) -> str:
    """Returns the file of the token, or the name of a systemd credential."""
    return settings.token_file or str(default_token_file())


class HomeConnection:
    """The one owner of what is known of a home."""

    def __init__(
        self,
        settings: HomeAssistant,
        tell: Callable[[str], None],
        publish: Callable[[Event], None] = lambda event: None,
    ) -> None:
        """`tell` receives a problem, in one line, when it is a new one. `publish` tells clients how the connection is."""
        self._settings = settings
        self._tell = tell
        self._publish = publish
        self._house = House((), True, settings.room)
        self._trouble: HomeError | None = None
        self._refused = ("", 0.0)  # a token, and until when it is not sent
        self._reached = False
        self._told: HomeChanged | None = None
        self._look = asyncio.Event()
        self._no_rooms = False

    @property
    def house(self) -> House:
        """The devices, as they were told last."""
        return self._house

    @property
    def where(self) -> str:
        """The address for display."""
        return shown(self._settings.url)

    @property
    def trouble(self) -> HomeError | None:
        """Why Home Assistant cannot be used now; None while it can."""
        return self._trouble

    @property
    def reached(self) -> bool:
        """Whether it has answered since the start."""
        return self._reached

    def status(self) -> HomeChanged:
        """How the connection is."""
        rooms = {device.room for device in self._house.devices if device.room}
        state = "failed" if self._trouble is not None else "connected" if self._reached else "connecting"
        return HomeChanged(self.where, state, str(self._trouble or ""), len(self._house.devices), len(rooms))

    async def run(self) -> None:
        """Keep the names up to date. Never returns, and never fails."""
        retry = settle = FIRST_PAUSE
        while True:
            self._look.clear()
            try:
                await self.refresh()
                # After its start Home Assistant has its devices one after the other.
                retry, wait, settle = FIRST_PAUSE, settle, min(REFRESH, 2 * settle)
            except HomeError:
                retry, wait, settle = min(LONGEST_PAUSE, 2 * retry), retry, FIRST_PAUSE
            except Exception:
                log.exception("the names of the home")  # a bug; the rest of the assistant goes on
                wait = LONGEST_PAUSE
            self._publish_change()
            try:
                async with asyncio.timeout(wait):
                    await self._look.wait()
            except TimeoutError:
                pass

    def _publish_change(self) -> None:
        if (now := self.status()) != self._told:
            self._told = now
            self._publish(now)

    async def refresh(self) -> None:
        """Fetch the names of rooms and devices. Raises HomeError."""
        states = await self._ask(lambda client: client.get("/api/states"))
        extra = await self._rooms()
        devices = await asyncio.to_thread(devices_of, states, extra)
        house = House(devices, True, self._settings.room)
        if devices != self._house.devices or not self._reached:
            await asyncio.to_thread(warm_up, house)
        if not self._reached:
            log.info("Home Assistant at %s: %d devices", self.where, len(devices))
        self._reached = True
        if devices != self._house.devices:
            self._house = house

    async def _rooms(self) -> Any:
        try:
            return await self._ask(lambda client: client.render(ROOMS), told=False)
        except HomeError as err:
            if err.kind in ("away", "silent"):
                raise
            if not self._no_rooms:
                log.warning("the rooms are not known: %s (only an administrator's token may ask for them)", err)
            self._no_rooms = True
            return {}

    async def call(self, domain: str, service: str, data: Mapping[str, Any]) -> None:
        """Call a service once. Raises HomeError."""
        await self._asked(lambda client: client.post(f"/api/services/{domain}/{service}", data))

    async def states(self, devices: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Returns the present states of devices, by entity; without those that are gone. Raises HomeError."""
        wanted = set(devices)
        found = await self._asked(lambda client: client.get("/api/states"))
        return {each["entity_id"]: each for each in _rows(found) if each["entity_id"] in wanted}

    async def _asked(self, request: Request) -> Any:
        """As `_ask`, for the user: after a failure the connection is looked at at once."""
        try:
            return await self._ask(request)
        except HomeError as err:
            if err.kind != "refused":
                self._look.set()
            raise

    async def _ask(self, request: Request, told: bool = True) -> Any:
        """Put a request. `told`: its failure is the connection's."""
        token = ""
        try:
            secret = await asyncio.to_thread(self._token)
            token = secret.reveal()
            answer = await request(HomeClient(self._settings.url, secret))
        except HomeError as err:
            if told and err.kind != "refused":
                self._failed(err, token)
            raise
        if told:
            self._trouble, self._refused = None, ("", 0.0)
        return answer

    def _token(self) -> Secret:
        """Reads the token anew each time: another one counts at once. Raises HomeError."""
        try:
            token = read_key(token_file(self._settings))
        except EngineError as err:
            raise HomeError("token", _("Home Assistant's token: {why}", why=err)) from err
        assert token is not None
        refused, until = self._refused
        if token.reveal() == refused and time.monotonic() < until:
            raise HomeError("token", _("Home Assistant at {where} does not accept the token", where=self.where))
        return token

    def _failed(self, err: HomeError, token: str) -> None:
        before, self._trouble = self._trouble, err
        if err.kind == "token" and token:  # it was sent
            self._refused = (token, time.monotonic() + TOKEN_AGAIN)
        if before is None or before.kind != err.kind:
            log.warning("%s", err)
            self._tell(_mend(err))


def _mend(err: HomeError) -> str:
    """The problem with what to do about it."""
    advice = {
        "token": f"; {_(NEW_TOKEN)}",
        "away": "; is it running? It is tried again",
        "silent": "; it is tried again",
    }
    return f"{err}{advice.get(err.kind, '')}"


def _rows(states: Any) -> list[dict[str, Any]]:
    """The rows of a list of states that are whole."""
    return [
        each
        for each in (states if isinstance(states, list) else ())
        if isinstance(each, dict)
        and isinstance(each.get("entity_id"), str)
        and isinstance(each.get("attributes"), dict)
    ]


def devices_of(states: Any, extra: Any) -> tuple[Device, ...]:
    """Returns what can be spoken of. `states`, `extra`: the answers to "/api/states" and to ROOMS."""
    extra = extra if isinstance(extra, dict) else {}
    hidden = set(map(str, extra.get("hidden") or ()))
    rooms: dict[str, str] = {}
    for row in extra.get("rooms") or ():
        if isinstance(row, list) and len(row) == 2 and isinstance(row[1], list):
            rooms |= {str(entity): tidy(row[0]) for entity in row[1]}
    found = []
    for each in _rows(states):
        entity, attributes = each["entity_id"], each["attributes"]
        name = tidy(attributes.get("friendly_name") or entity.partition(".")[2].replace("_", " "))
        measured = str(attributes.get("device_class") or "")
        kind = kind_of(entity, measured, name)
        if kind is None or entity in hidden or not name:
            continue
        if kind == "sensor" and measured not in (MEASURED if entity.startswith("sensor.") else WATCHED):
            continue
        found.append(Device(entity, name, kind, rooms.get(entity, ""), measured if kind == "sensor" else ""))
    return tuple(found[:MOST_DEVICES])


def tidy(text: object) -> str:
    """Returns somebody else's name as one short line."""
    return " ".join("".join(each if each.isprintable() else " " for each in str(text)).split())[:LONGEST_NAME]


def default_token_file() -> Path:
    """Returns where `sarai tools add home-assistant` keeps the token."""
    return paths.config_file().with_name("home-assistant.token")
