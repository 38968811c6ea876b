"""Which recogniser's worker is started for a folder, and what it hears there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from config.settings import Settings
from daemon.routing.facts import Facts
from daemon.tiers.alone import spec_of
from daemon.tiers.kit import EngineHandles, recogniser
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from models.engine import Transcript
from models.store.places import Located, Missing
from tests.support.tiny_nemo import say, tiny_canary, tiny_parakeet
from tests.support.tiny_whisper import tiny_whisper


def here(*models: str) -> Any:
    """A store with these models; a path is its own name."""
    return lambda wanted: (
        Located(wanted, Path(wanted), "store", 1) if wanted in models else Missing(wanted, f"{wanted} is not here")
    )


def test_a_whisper_that_is_here_tells_canary_the_language(tmp_path: Path) -> None:
    canary, parakeet = tiny_canary(tmp_path / "canary"), tiny_parakeet(tmp_path / "parakeet")
    settings = Settings.model_validate({"speaking": {"language": "es"}})
    both = here("whisper-tiny", "whisper-base")
    spec = recogniser("canary-180m-flash", canary, settings, both)
    assert spec.factory == "models.nemo.recogniser:NemoRecogniser"
    assert spec.arguments["detector"] == "whisper-tiny"
    assert spec.arguments["language"] == "es"
    assert spec.ram_mb == 500 + 200
    base = recogniser("canary-180m-flash", canary, settings, here("whisper-base"))
    assert base.arguments["detector"] == "whisper-base"
    for alone in (recogniser("c", canary, settings, here()), recogniser("p", parakeet, settings, both)):
        assert "detector" not in alone.arguments
        assert alone.ram_mb is None


def test_another_folder_is_a_whispers(tmp_path: Path) -> None:
    for folder in (tiny_whisper(), tmp_path / "none"):
        spec = spec_of("recogniser", "ears", folder, Settings(), threads=1)
        assert spec.factory == "models.whisper.recogniser:WhisperRecogniser"


@pytest.mark.parametrize("make", [tiny_canary, tiny_parakeet], ids=["canary", "parakeet"])
def test_the_fast_tiers_ears_hear_in_their_own_process(tmp_path: Path, make: Any) -> None:
    """And tell the words' times, where they know them."""
    folder = make(tmp_path / "ears")
    settings = Settings.model_validate({"fast": {"recogniser": str(folder)}, "turn": {"melody": False}})

    def facts() -> Facts:
        raise AssertionError("no tier is asked for")

    async def scenario() -> tuple[Transcript, Transcript]:
        async with asyncio.TaskGroup() as group:
            fleet = Fleet(group, Budget(4_000_000_000))
            kit = EngineHandles(settings, fleet, here(str(folder)), lambda: 1.0, facts)
            ears, utterance = RecogniserSession(kit.ears(str(folder)), "en"), Utterance(1)
            ears.open(utterance)
            for pcm in np.split(say("what time is it"), [10_000]):
                utterance.pcm += pcm.tobytes()
                ears.feed(utterance, pcm.tobytes())
            found = await ears.recognise(utterance, final=False), await ears.recognise(utterance, final=True)
            await fleet.close()
        return found

    partial, final = asyncio.run(scenario())
    assert partial.text == final.text == "what time is it"
    assert [word.text for word in final.words] == (final.text.split() if make is tiny_parakeet else [])
