"""Sentences that call tools: phrases of the settings with slots, and a tool's own name where nothing else fits."""

from __future__ import annotations

from typing import Any

import pytest

from config.settings import Settings
from daemon.skills.actions.intents import ToolCall
from daemon.skills.intent import Intent, Stop, TellTime, Unable
from daemon.skills.match import match, with_tools
from daemon.tools.offer import Offer
from daemon.tools.sentences import Sentences


def schema(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required}


TEXT = {"type": "string"}
OFFERS = [
    Offer("clock", "get_current_time", "", "", schema(["timezone"], timezone=TEXT)),
    Offer("weather", "getForecast", "Weather forecast", "", schema(["city"], city=TEXT, days={"type": "integer"})),
    Offer("weather", "list_alerts", "", "", schema([])),
    Offer("pages", "fetch", "", "", schema(["url"], url={"type": "string", "format": "uri"})),
    Offer("search", "search", "", "", schema(["query"], query=TEXT)),
    Offer(
        "lamp",
        "set_light",
        "",
        "",
        schema(
            ["room", "on"], room={"enum": ["Living Room", "Kitchen"]}, on={"type": "boolean"}, level={"type": "number"}
        ),
    ),
    Offer("one", "sync_files", "", "", schema([])),
    Offer("two", "sync_files", "", "", schema([])),
    Offer("lamp", "forbidden_tool", "", "", schema([])),
]
SETTINGS = Settings.model_validate({"tools": {"servers": {
    "clock": {"command": ["x"], "allow": ["*"], "phrases": {"get_current_time": [
        "what time is it in {timezone}", "qué hora es en {timezone}"]}},
    "weather": {"command": ["x"], "allow": ["*"], "phrases": {"getForecast": [
        "(what is|how is) the weather [like] in {city}",
        {"say": "how will the weekend be in {city}?", "arguments": {"days": 3}}]}},
    "lamp": {"command": ["x"], "allow": ["set_light"], "phrases": {"set_light": [
        {"say": "turn on the {room} light", "arguments": {"on": True}},
        {"say": "set the {room} light to {level} percent", "arguments": {"on": True}},
        "switch the {room} light {on}"]}},
    "gone": {"command": ["x"], "allow": ["*"], "phrases": {"do_it": ["brew the coffee"]}},
    "pages": {"url": "http://x", "allow": ["*"]}, "search": {"url": "http://x", "allow": ["*"]},
    "one": {"url": "http://x", "allow": ["*"]}, "two": {"url": "http://x", "allow": ["*"]},
}}})  # fmt: skip
SENTENCES = Sentences(SETTINGS.tools, lambda: OFFERS)
UNDERSTAND = with_tools(lambda text, language: match(text, language), SENTENCES)


def called(text: str, language: str = "en") -> tuple[str, str, dict[str, Any]] | None:
    found = UNDERSTAND(text, language)
    return (found.server, found.tool, dict(found.arguments)) if isinstance(found, ToolCall) else None


def zone(name: str) -> tuple[str, str, dict[str, Any]]:
    return "clock", "get_current_time", {"timezone": name}


def light(**arguments: Any) -> tuple[str, str, dict[str, Any]]:
    return "lamp", "set_light", arguments


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("What time is it in Tokyo?", "en", zone("Asia/Tokyo")),
        ("Sarai, what time is it in New York, please?", "en", zone("America/New_York")),
        ("¿Qué hora es en Buenos Aires?", "es", zone("America/Argentina/Buenos_Aires")),
        ("What is the weather like in San Sebastián?", "en", ("weather", "getForecast", {"city": "San Sebastián"})),
        ("How will the weekend be in Oslo", "en", ("weather", "getForecast", {"days": 3, "city": "Oslo"})),
        ("Turn on the living room light.", "en", light(on=True, room="Living Room")),
        ("set the kitchen light to thirty percent", "en", light(on=True, room="Kitchen", level=30)),
        ("Switch the kitchen light off", "en", light(room="Kitchen", on=False)),
        ("Brew the coffee", "en", ("gone", "do_it", {})),
    ],
)  # fmt: skip
def test_phrases_of_the_settings(text: str, language: str, meant: tuple[str, str, dict[str, Any]]) -> None:
    assert called(text, language) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("List alerts", ("weather", "list_alerts", {})),
        ("Please list alerts.", ("weather", "list_alerts", {})),
        ("Weather forecast for Madrid", ("weather", "getForecast", {"city": "Madrid"})),
        ("Get forecast in Palma de Mallorca", ("weather", "getForecast", {"city": "Palma de Mallorca"})),
        ("Fetch example dot org", ("pages", "fetch", {"url": "https://example.org"})),
    ],
)
def test_a_tools_own_name(text: str, meant: tuple[str, str, dict[str, Any]]) -> None:
    assert called(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "What time is it in a perfect world",  # no zone is called so
        "Turn on the attic light",  # no such room: what is missing is told
        "Fetch me a joke",  # no address
        "Search me",  # one word, and anything after it
        "Search for meaning",
        "Weather forecast",  # of where?
        "List alerts and sing",
        "Sync files",  # two servers have it
        "Forbidden tool",  # not allowed
        "Set light kitchen",  # needs more than one argument
        "Tell me about the weather forecast for Madrid",
        "",
    ],
)
def test_talk_and_what_is_not_clear_calls_nothing(text: str) -> None:
    assert called(text) is None


def test_where_tools_stand_among_the_skills() -> None:
    def understand(text: str, language: str) -> Intent | None:
        known: dict[str, Intent] = {
            "brew the coffee": Stop(),
            "list alerts": TellTime(),
            "weather forecast for rome": Unable("online"),
        }
        return known.get(text)

    found = with_tools(understand, SENTENCES)
    assert found("brew the coffee", "en") == Stop()  # "stop" is never taken away
    assert found("list alerts", "en") == TellTime()  # a name counts only where nothing else fits
    assert isinstance(found("weather forecast for rome", "en"), ToolCall)
    assert isinstance(found("turn on the kitchen light", "en"), ToolCall)  # the user's phrase comes first
    assert isinstance(match("turn on the kitchen light", "en"), Unable)


def test_what_a_server_says_of_a_tool_comes_with_the_call() -> None:
    offer = Offer("one", "sync_all", "Sync all", "", schema([]), destructive=True, writes=True)
    found = Sentences(SETTINGS.tools, lambda: [offer]).by_name("sync all", "en")
    assert found == ToolCall("one", "sync_all", {}, "Sync all", True, True, "name")
