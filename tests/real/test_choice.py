"""A real instruct model chooses among twenty tools. The smallest there is: it says what the machinery does, not how well a
mind chooses (docs/actions.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.engine import Cancel, Message
from models.llama.mind import LlamaMind
from tests.support.choice_set import sentences, tools
from tests.support.real_models import real

pytestmark = [pytest.mark.real, pytest.mark.timeout(1200)]  # the first run fetches the model


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("states")


@pytest.fixture(scope="module")
def mind(states: Path) -> Iterator[LlamaMind]:
    mind = LlamaMind(real("smollm2-135m"), context=1024, threads=2, states=states)
    mind.offer(tools(), Cancel())
    yield mind
    mind.close()


def test_of_plain_talk_and_plain_requests_it_tells_some_apart(mind: LlamaMind) -> None:
    asked = {
        "Will it rain in Bilbao tomorrow?": "weather.get_forecast",
        "Lock the front door.": "door.lock",
        "I had a long day at work.": None,
        "Tell me something about the sea.": None,
    }
    found = {text: mind.choose(tools(), [Message("user", text)], Cancel()).name for text in asked}
    assert sum(found[text] == name for text, name in asked.items()) >= 3, found
    assert [found[text] for text, name in asked.items() if name is None] == [None, None]


def test_little_talk_is_taken_for_a_request(mind: LlamaMind) -> None:
    talk = [each for each in sentences() if each.kind == "talk"][::8]
    taken = [each.text for each in talk if mind.choose(tools(), [Message("user", each.text)], Cancel()).name]
    assert len(taken) <= 1, taken


def test_arguments_fit_the_schema_of_every_tool(mind: LlamaMind) -> None:
    for tool in tools()[2:6:3]:
        found = mind.arguments(tool, [Message("user", "Turn on the light in the kitchen.")], Cancel())
        assert found.keys() <= tool.parameters["properties"].keys()
        assert set(tool.parameters.get("required", [])) <= found.keys()


def test_a_second_start_reads_nothing(mind: LlamaMind, states: Path) -> None:
    again = LlamaMind(real("smollm2-135m"), context=1024, threads=2, states=states)
    usage = again.offer(tools(), Cancel())
    assert usage.cached_tokens == usage.prompt_tokens > 500
    asked = [Message("user", "Lock the front door.")]
    expected, found = (each.choose(tools(), asked, Cancel()) for each in (mind, again))
    assert found.name == expected.name
    assert found.probability == pytest.approx(expected.probability, abs=0.02)
    again.close()
