"""What is said and asked of tools: results, questions, descriptions of somebody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from config.settings import Settings
from daemon.skills.actions.effects import effect, tool_effect
from daemon.skills.actions.intents import ToolCall
from daemon.skills.actions.questions import YES
from daemon.skills.actions.wording import called, consent
from daemon.tools.client.results import CUT, LONGEST, data_of, text_of
from daemon.tools.durations import RUNS, Durations
from daemon.tools.offer import schema_of, tidy
from daemon.tools.telling import SPOKEN, told

TIME = {"timezone": "Asia/Tokyo", "datetime": "2026-11-30T15:30:00+09:00", "is_dst": False}


@pytest.mark.parametrize(
    ("text", "data", "template", "said"),
    [
        ("It is sunny.", None, "", "It is sunny."),
        ("", TIME, "It is {datetime} in {timezone}.", "It is three thirty in the afternoon in Asia/Tokyo."),
        (json.dumps(TIME), None, "{datetime}", "three thirty in the afternoon"),
        ("", TIME, "It is {missing}.", "timezone: Asia/Tokyo, datetime: three thirty in the afternoon, is dst: no."),
        ("", {"now": {"sky": "grey"}, "next": ["rain", "snow"]}, "", "sky: grey, next: rain, next: snow."),
        ("", {"now": {"sky": "grey"}}, "The sky is {now.sky}.", "The sky is grey."),
        ("{broken", None, "", "{broken"),
        ("", None, "", "It is done; there is nothing to tell."),
        ("", {}, "", "It is done; there is nothing to tell."),
    ],
)
def test_a_result_in_words(text: str, data: Any, template: str, said: str) -> None:
    assert told(text, data, template, "en")[0] == said


def test_a_long_result_is_written_whole_and_spoken_in_part() -> None:
    text = "One sentence of many. " * 100
    said, written = told(text, None, "", "es")
    assert written == text
    assert len(said) <= SPOKEN + 30
    assert said.endswith("One sentence of many. No es todo.")
    assert told("word" * 1000, None, "", "en")[0].endswith("That is not all of it.")


def test_a_template_reaches_nothing_but_the_result() -> None:
    assert told("", {"a": "x"}, "{a.__class__} {a}", "en")[0] == "a: x."
    assert told("", {"a": "{b}", "b": "y"}, "{a}", "en")[0] == "{b}"
    assert told("", {"content": "The boat is blue."}, "", "en") == ("The boat is blue.", "The boat is blue.")


def test_content_of_every_kind_is_text() -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "text", "text": "a\u0007b\u202e"},
        {"type": "image", "data": "...", "mimeType": "image/png"},
        {"type": "resource_link", "name": "notes", "uri": "file:///n"},
        {"type": "resource", "resource": {"text": "inside"}},
        {"type": "resource", "resource": {"blob": "x"}},
        {"type": "hologram"},
    ]
    assert text_of(blocks) == "a b\n[an image]\n[notes: file:///n]\ninside\n[a file]\n[something that is no text]"
    long = text_of([{"type": "text", "text": "x" * 10**6}])
    assert len(long) == LONGEST
    assert long.endswith(CUT)
    assert data_of({"a": "x" * 10**5}) is None
    assert tidy("a\x1b[31m\nb" + "c" * 999, 10) == "a [31m bc\u2026"
    assert schema_of({"type": "object"}) == {"type": "object"}
    assert schema_of([1]) is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_question_about_a_tool_can_agree_to_itself(language: str) -> None:
    """Its own echo, however much of it is heard, must be no consent: a server chooses its tools' names."""
    for call in (
        ToolCall("home", "set_light", {"room": "kitchen", "on": True}),
        ToolCall("home", "yes_do_it"),
        ToolCall("home", "si_adelante"),
        ToolCall("home", "note", {"text": "Yes. Go ahead! Sí, hazlo"}),
    ):
        question = consent(call, language)
        words = question.text.split()
        assert question.text.endswith("?")
        for first in range(len(words)):
            for last in range(first, len(words)):
                assert question.answer(" ".join(words[first : last + 1]), language) is None
        assert question.answer(YES[language][0], language) is not None


def test_a_call_in_words() -> None:
    call = ToolCall("home", "setLight-v2", {"room_name": "living room", "on": True})
    assert called(call, "en") == "set light v2 of home, with room name: living room, on: True"
    assert called(ToolCall("home", "x", {"text": "word " * 99}), "es").endswith("\u2026")


def test_the_class_of_a_tool() -> None:
    settings = Settings.model_validate({"tools": {"servers": {
        "clock": {"command": ["/somewhere/mcp-server-time"], "allow": ["*"]},
        "files": {"command": ["npx", "-y", "@modelcontextprotocol/server-filesystem@2026.1", "/tmp"], "allow": ["*"]},
        "mine": {"url": "http://x", "allow": ["a", "b", "c"], "effects": {"a": "read", "b": "off"}},
    }}})  # fmt: skip
    servers = settings.tools.servers
    assert tool_effect(servers["clock"], "get_current_time") == "read"
    assert tool_effect(servers["clock"], "something_new") == "dangerous"
    assert tool_effect(servers["clock"], "get_current_time", writes=True) == "reversible"
    assert tool_effect(servers["clock"], "get_current_time", destructive=True) == "dangerous"
    assert tool_effect(servers["files"], "read_text_file") == "read"
    installed = servers["files"].model_copy(update={"command": ["mcp-server-filesystem", "/tmp"]})
    assert tool_effect(installed, "list_directory") == "read"
    assert tool_effect(servers["files"], "write_file") == "dangerous"
    assert tool_effect(servers["mine"], "a", destructive=True) == "read"  # the user's own word
    assert tool_effect(servers["mine"], "c") == "dangerous"
    assert tool_effect(servers["mine"], "d") == "off"
    assert effect(ToolCall("mine", "b"), settings) == "off"
    assert effect(ToolCall("nobody", "b"), settings) == "off"


def test_the_median_of_a_tool(tmp_path: Any) -> None:
    path = tmp_path / "tools.json"
    durations = Durations(path, lambda work, *arguments: work(*arguments))
    assert durations.median("a.b") == 0
    for seconds in (9.0, 1.0, 2.0):
        durations.add("a.b", seconds)
    assert Durations(path).median("a.b") == 2.0
    for _ in range(RUNS):
        durations.add("a.b", 0.1)
    assert Durations(path).median("a.b") == 0.1
    path.write_text("[]")
    assert Durations(path).median("a.b") == 0
