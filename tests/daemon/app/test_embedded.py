"""The tier `embedded` with what is on the machine: a real Whisper and a real Piper, each where it is, tiny ones here."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from config.catalogue import catalogue
from config.settings import Settings
from daemon.app.choices import Choices
from daemon.app.daemon import running
from daemon.app.router import Router
from daemon.conversation.reply_events import Audio, Failed, Heard, Item, Said
from daemon.tiers.recognition import Utterance
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from daemon.workers.request import WorkerError
from models.engine import Message
from models.store.places import Places
from tests.support.tiny_piper import tiny_piper
from tests.support.tiny_whisper import say, tiny_whisper

QUESTION = "Who are you?"


async def answered(
    store: Path, named: dict[str, Path], language: str, text: str, asked: str = ""
) -> tuple[set[str], list[Item]]:
    """Returns the names of the tier's models, and what comes of one spoken question. `asked`: in place of what was heard."""
    items: list[Item] = []
    async with asyncio.TaskGroup() as group:
        fleet = Fleet(group, Budget(2_000_000_000))
        router = Router(Choices(Settings()), fleet, Places(store, store / "hub", named=named), measured=dict)
        route, responder = router.spoken()
        assert route.tier == "embedded"
        pcm = np.concatenate([say(text, language), np.zeros(8000, np.int16)]).tobytes()
        utterance = Utterance(1, bytearray(pcm))
        responder.open(utterance)
        responder.feed(utterance, pcm)
        await responder.respond(utterance, lambda heard: [Message("user", asked or heard)], None, items.append)
        responder.close(utterance)
        names = {model.name for model in responder.models}
        await fleet.close()
    return names, items


@pytest.mark.parametrize("whisper", [True, False], ids=["whisper", "pocketsphinx"])
@pytest.mark.parametrize("joe", [True, False], ids=["joe", "espeak"])
def test_a_question_is_answered_by_the_parts_that_are_here(tmp_path: Path, whisper: bool, joe: bool) -> None:
    named = {"whisper-base": tiny_whisper()} if whisper else {}
    named |= {"piper-en-joe": tiny_piper(tmp_path)} if joe else {}
    names, items = asyncio.run(answered(tmp_path / "store", named, "en", QUESTION))
    ears, voice = "whisper-base" if whisper else "pocketsphinx-en", {"piper-en-joe"} if joe else set()
    assert names == {ears, "starter", "espeak"} | voice
    assert not [item for item in items if isinstance(item, Failed)]
    (heard,) = [item.transcript.text for item in items if isinstance(item, Heard)]
    assert heard == QUESTION if whisper else heard.islower()  # what Whisper writes has capitals
    assert "".join(item.text for item in items if isinstance(item, Said))
    assert {item.rate for item in items if isinstance(item, Audio)}


def test_an_everyday_fact_is_looked_up_and_spoken_as_an_answer_of_the_mind(tmp_path: Path) -> None:
    named = {"whisper-base": tiny_whisper()}
    _, items = asyncio.run(answered(tmp_path / "store", named, "en", QUESTION, "With what do we hear?"))
    assert "".join(item.text for item in items if isinstance(item, Said)) == "We hear with our ears."
    assert {item.rate for item in items if isinstance(item, Audio)}


def test_with_whisper_it_understands_spanish_and_answers_in_it(tmp_path: Path) -> None:
    named = {"whisper-base": tiny_whisper()}
    _, items = asyncio.run(answered(tmp_path / "store", named, "es", "¿Quién eres?"))
    (heard,) = [item.transcript for item in items if isinstance(item, Heard)]
    assert (heard.text, heard.language) == ("¿Quién eres?", "es")
    assert [item for item in items if isinstance(item, Audio)]


def test_a_part_that_cannot_be_loaded_is_done_without_until_something_is_chosen(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(tiny_whisper(), broken)
    (broken / "model.bin").write_bytes(b"cut")
    named = {"whisper-base": broken}

    async def scenario() -> None:
        async with asyncio.TaskGroup() as group:
            fleet = Fleet(group, Budget(2_000_000_000))
            router = Router(Choices(Settings()), fleet, Places(tmp_path, tmp_path, named=named), measured=dict)
            assert not any("hears" in line for line in router.stand_ins("embedded"))
            _, responder = router.spoken()
            fleet.keep([model.name for model in responder.models])
            (ears,) = [model for model in responder.models if model.name == "whisper-base"]
            with pytest.raises(WorkerError):
                await ears.ready()
            (told,) = [line for line in router.stand_ins("embedded") if "hears" in line]
            assert told.startswith("pocketsphinx-en hears in place of whisper-base: ")
            assert "pocketsphinx-en" in router.spoken()[0].engines
            router.look_again()
            assert "whisper-base" in router.spoken()[0].engines
            await fleet.close()

    asyncio.run(scenario())


def test_a_part_that_is_here_but_does_not_load_leaves_nobody_unheard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for file in catalogue()["whisper-base"].sources[0].files:  # of the right sizes, and empty
        assert file.size is not None
        (tmp_path / "whisper-base").mkdir(exist_ok=True)
        with (tmp_path / "whisper-base" / file.local_name).open("wb") as sparse:
            sparse.truncate(file.size)
    settings = {
        "tier": "embedded",
        "sound": {"backend": "wav"},
        "listening": {"at_start": False},
        "models": {"folders": [str(tmp_path)]},
    }

    def parts(status: dict[str, Any]) -> dict[str, str]:
        return {model["name"]: model["state"] for model in status["models"]}

    async def scenario() -> dict[str, Any]:
        async with running(Settings.model_validate(settings)) as daemon, asyncio.timeout(60):
            assert "whisper-base" in parts(daemon.status())
            with daemon.hub.subscribe() as events:
                async for _ in events:
                    if parts(daemon.status()).get("pocketsphinx-en") == "ready":
                        return daemon.status()
        raise AssertionError

    status = asyncio.run(scenario())
    assert parts(status)["whisper-base"] == "failed"
    assert status["tier_active"] == "embedded"
    (told,) = [line for line in status["stand_ins"] if "hears" in line]
    assert told.startswith("pocketsphinx-en hears in place of whisper-base: ")
