"""Which sentences could ask for a connected tool: all requests, and little of ordinary talk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daemon.actions.asking import LONGEST, may_ask
from tests.support.choice_set import sentences, tools

DATA = Path(__file__).parents[2] / "data"


def test_every_request_for_a_tool_is_let_through() -> None:
    asked = [each for each in sentences() if each.kind == "tool"]
    assert len(asked) == 30
    assert [each.text for each in asked if not may_ask(each.text, each.language, tools())] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_nine_in_ten_ordinary_questions_cost_no_look(language: str) -> None:
    lines = (DATA / f"frozen_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    let = [text for text in (json.loads(line)["turns"][-1] for line in lines) if may_ask(text, language, tools())]
    assert len(let) <= len(lines) / 10, let


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "please, could you dim the hall"),
        ("en", "What's the weather like in Rome?"),
        ("en", "It's too cold in here."),
        ("es", "oye, ¿puedes bajar las persianas?"),
        ("es", "¿Va a llover mañana?"),
        ("", "enciende la luz"),
    ],
)
def test_what_orders_or_speaks_of_a_tool_could_be_a_request(language: str, text: str) -> None:
    assert may_ask(text, language, tools())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I had pasta for dinner."),
        ("en", "Could you explain how bread is made?"),
        ("en", "Lisbon is the capital of which country?"),
        ("es", "¿Sabes cómo me llamo?"),
        ("en", "Why is the sky blue?"),
        ("en", "Yes, thank you."),
        ("en", ""),
        ("es", "¿Quién escribió el Quijote?"),
        ("es", "Me gusta mucho el mar."),
        ("es", "No, gracias."),
        ("en", "turn on the light " * (LONGEST // 15)),
        ("de", "Mach das Licht an."),
    ],
)
def test_talk_costs_nothing(language: str, text: str) -> None:
    expected = language == "de"  # a language without words of its own is looked at with those of all
    assert may_ask(text, language, tools()) is expected
    assert not may_ask(text, language, [])
