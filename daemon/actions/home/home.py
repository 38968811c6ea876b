"""The doer of what is said to a home, through Home Assistant."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from daemon.actions.doer import ActionResult, CannotDo, TakeBack
from daemon.actions.home.client import HomeError
from daemon.actions.home.connection import HomeConnection
from daemon.actions.home.services import ServiceCall, call_for, calls_back, spoken_state
from daemon.actions.texts import say, together
from daemon.skills.actions.intents import ActionIntent, HomeControl, HomeQuestion, HomeUnknown
from daemon.skills.numbers import without_accents

log = logging.getLogger(__name__)

NAMED = 4
"""Devices that are named; of more, their number is told."""
_IN_ENGLISH = {"on": "on", "off": "off", "open": "open", "closed": "closed", "locked": "locked", "unlocked": "unlocked"}
_IN_SPANISH = {"on": "encendid{o}", "off": "apagad{o}", "open": "abiert{o}", "closed": "cerrad{o}",
               "locked": "cerrad{o} con llave", "unlocked": "sin llave"}  # fmt: skip
_SAME = {"open": ("open", "unlocked"), "unlocked": ("open", "unlocked"), "closed": ("closed", "locked")}
"""State that is asked about -> states that mean so: a lock has no other way to be open."""
_LEFT = ("door", "alarm", "script")
"""Kinds that nothing is taken back of: what was asked about first is not undone without being asked about."""


class Home:
    """The doer of `HomeControl`, `HomeQuestion` and `HomeUnknown`."""

    does = (HomeControl, HomeQuestion, HomeUnknown)

    def __init__(self, connection: HomeConnection) -> None:
        self._connection = connection

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        try:
            match action:
                case HomeControl():
                    return await self._control(action, language)
                case HomeQuestion():
                    return await self._answer(action, language)
                case HomeUnknown():
                    raise CannotDo(self._unknown(action, language))
        except HomeError as err:
            log.info("%s", err)
            raise CannotDo(say(f"home_{err.kind}", language)) from err
        raise AssertionError(action)

    # ------------------------------------------------------------------------------------------------------- commands

    async def _control(self, action: HomeControl, language: str) -> ActionResult:
        names = dict(zip(action.devices, action.names, strict=True))
        before = await self._connection.states(action.devices)
        here = [each for each in action.devices if each in before and before[each].get("state") != "unavailable"]
        if not here:
            raise CannotDo(say("home_gone", language, names=_listed(action.names, language)))
        around = await self._around(action, before)
        done: list[str] = []
        trouble = ""
        for domain in dict.fromkeys(each.partition(".")[0] for each in here):
            devices = [each for each in here if each.startswith(f"{domain}.")]
            call = call_for(domain, action)
            try:
                if call is None:
                    raise CannotDo(
                        say("home_cannot", language, names=_listed([names[each] for each in devices], language))
                    )
                await self._connection.call(domain, call.service, {"entity_id": devices, **call.data})
            except (HomeError, CannotDo) as err:
                if not done:
                    raise
                log.info("%s", err)
                trouble = say(f"home_{err.kind}", language) if isinstance(err, HomeError) else str(err)
                break
            done += devices
        told = "home_scene" if action.do == "on" and action.kind in ("scene", "script") else f"home_{action.do}"
        said = say(
            told,
            language,
            names=_listed([names[each] for each in done], language),
            value=_number(action.value, language),
        )
        away = [names[each] for each in action.devices if each not in here]
        if away:
            trouble = say("home_gone", language, names=_listed(away, language))
        back = self._take_back(
            action, [around[each] for each in around if action.kind == "scene" or each in done], language
        )
        return ActionResult(f"{said} {trouble}".strip(), changed=True, take_back=back)

    async def _around(self, action: HomeControl, before: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The states that an action changes: a scene's are those of its devices."""
        if action.kind != "scene":
            return dict(before)
        held = [each for scene in before.values() for each in _names_of(scene)]
        return await self._connection.states(held) if held else {}

    def _take_back(self, action: HomeControl, states: Sequence[dict[str, Any]], language: str) -> TakeBack | None:
        calls = [(str(state["entity_id"]), call) for state in states for call in calls_back(action, state)]
        if action.kind in _LEFT or not calls or len(calls) < len(states):
            return None

        async def take_back() -> None:
            try:
                for entity, call in _together(calls):
                    await self._connection.call(
                        entity[0].partition(".")[0], call.service, {"entity_id": entity, **call.data}
                    )
            except HomeError as err:
                log.info("%s", err)
                raise CannotDo(say(f"home_{err.kind}", language)) from err

        return take_back

    # ------------------------------------------------------------------------------------------------------ questions

    async def _answer(self, action: HomeQuestion, language: str) -> ActionResult:
        names = dict(zip(action.devices, action.names, strict=True))
        states = await self._connection.states(action.devices)
        if action.what in ("temperature", "humidity"):
            return ActionResult(self._measured(action, names, states, language))
        found = {each: spoken_state(states[each]) for each in action.devices if each in states}
        found = {each: state for each, state in found.items() if state}
        if not found:
            raise CannotDo(say("home_gone", language, names=_listed(action.names, language)))
        if len(action.devices) == 1:
            ((entity, state),) = found.items()
            return ActionResult(_is([names[entity]], state, language))
        wanted = _SAME.get(action.what, (action.what,))
        so = [names[each] for each, state in found.items() if state in wanted]
        if not so:
            return ActionResult(say("home_none", language, state=_state(action.what, "", language)))
        return ActionResult(_is(so, action.what, language))

    def _measured(
        self, action: HomeQuestion, names: Mapping[str, str], states: Mapping[str, dict[str, Any]], language: str
    ) -> str:
        parts = []
        for entity in action.devices[:NAMED]:
            state = states.get(entity, {"state": "", "attributes": {}})
            value = (
                state["attributes"].get(f"current_{action.what}") if entity.startswith("climate.") else state["state"]
            )
            try:
                figure = float(value)
            except (TypeError, ValueError):
                continue
            key = "home_degrees" if action.what == "temperature" else "home_percent"
            parts.append(say(key, language, names=names[entity], value=_number(figure, language)))
        if not parts:
            raise CannotDo(say("home_gone", language, names=_listed(action.names, language)))
        return " ".join(parts)

    def _unknown(self, action: HomeUnknown, language: str) -> str:
        connection = self._connection
        if connection.trouble is not None:
            return say(f"home_{connection.trouble.kind}", language)
        if not connection.reached:
            return say("home_connecting", language)
        if action.several:
            return say("home_several", language, names=_listed(action.several, language))
        if action.called:
            return say("home_nothing", language, called=action.called)
        return say("home_nothing_such", language)


def _together(calls: Sequence[tuple[str, ServiceCall]]) -> list[tuple[list[str], ServiceCall]]:
    """The same calls, of several entities at once where they are the same."""
    found: list[tuple[list[str], ServiceCall]] = []
    for entity, call in calls:
        for entities, other in found:
            if other == call and entities[0].partition(".")[0] == entity.partition(".")[0]:
                entities.append(entity)
                break
        else:
            found.append(([entity], call))
    return found


def _names_of(scene: Mapping[str, Any]) -> list[str]:
    held = scene["attributes"].get("entity_id")
    return [str(each) for each in held] if isinstance(held, list) else []


def _listed(names: Sequence[str], language: str) -> str:
    if len(names) > NAMED:
        return say("home_many", language, count=len(names))
    return together(list(names), language)


def _is(names: Sequence[str], state: str, language: str) -> str:
    key = "home_is" if len(names) == 1 else "home_are"
    return say(
        key,
        language,
        names=_listed(names, language),
        state=_state(state, names[0] if len(names) == 1 else "", language),
    )


def _state(state: str, name: str, language: str) -> str:
    if language != "es":
        return _IN_ENGLISH[state]
    first = without_accents(name.lower()).split()[:1]
    feminine = bool(first) and (first[0] in ("luz", "television") or first[0].endswith("a"))
    return _IN_SPANISH[state].format(o="a" if feminine else "o")


def _number(value: float, language: str) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "es" else text
