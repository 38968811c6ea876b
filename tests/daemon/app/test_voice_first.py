"""What was typed, or shown, between two spoken turns costs the spoken conversation none of its KV cache: in tokens."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from config.settings import Settings
from daemon.conversation.dialogue import SPOKEN_STYLE, Dialogue, Exchange
from daemon.conversation.reply_events import Failed, Finished, Item
from daemon.tiers.cascade import Cascade
from daemon.tiers.recognition import Utterance
from models.engine import Message, Transcript
from tests.daemon.app.test_typed import house, mind, minds, picture

__all__ = ["minds", "picture"]


async def spoken(cascade: Cascade, number: int, messages: list[Message]) -> tuple[str, Finished]:
    """A spoken turn whose words are known already."""
    items: list[Item] = []
    known = Transcript(messages[-1].content, "en")
    await cascade.respond(Utterance(number), lambda words: messages, known, items.append)
    last = items[-1]
    assert not isinstance(last, Failed), last.message
    assert isinstance(last, Finished)
    return "".join(item.text for item in items if hasattr(item, "text") and type(item).__name__ == "Said"), last


@pytest.mark.parametrize("resident", ["starter", "sees"])
def test_a_typed_and_an_image_turn_between_two_spoken_ones_cost_no_prefill(
    minds: Path, tmp_path: Path, picture: Path, resident: str
) -> None:
    settings = Settings.model_validate({"speaking": {"temperature": 0, "max_tokens": 16}}).model_dump()
    if resident == "sees":
        settings |= mind(minds, "sees", projector=str(minds / "mmproj.gguf"))

    async def scenario() -> None:
        async with house(tmp_path, settings) as here:
            kit = here.router.kit
            name = "starter" if resident == "starter" else str(minds / "sees.gguf")
            _, below = here.router.spoken()
            assert isinstance(below, Cascade)
            cascade = Cascade(
                "fast", below.ears, kit.mind(name), below.voices, kit.settings.speaking, ready_made=name == "starter"
            )
            dialogue = Dialogue(800)
            first_messages = dialogue.messages(SPOKEN_STYLE, "My name is Maria.")
            said, first = await spoken(cascade, 1, first_messages)
            assert first.cached_tokens == 0
            pid = kit.mind(name).pid
            await here.ask("my dog is called rex")
            await here.ask("what is my dog called")
            if resident == "sees":
                await here.ask("what is this", image=picture)
                await here.ask("and what is that", image=picture, new=True)
            dialogue.add(Exchange(1, "My name is Maria.", said, "en"))
            _, second = await spoken(cascade, 2, dialogue.messages(SPOKEN_STYLE, "What is my name?"))
            assert kit.mind(name).pid == pid
            # All of the first turn is there, its answer included: only the new question is new. (What a model of random
            # weights babbles is not always cut into the same tokens again: of that the question is enough.)
            there = first.prompt_tokens + (first.generated_tokens if resident == "starter" else 0)
            assert second.cached_tokens >= there
            assert second.prompt_tokens - second.cached_tokens < 60

    asyncio.run(scenario())
