"""Smart Turn beside the recogniser, in the recogniser's own worker process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audio.wavefile import read_wav
from config.settings import Settings
from daemon.routing.facts import Facts
from daemon.tiers.kit import EngineHandles
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from models.engine import Transcript
from models.store.places import Located, Missing
from tests.e2e.speech import say
from tests.models.test_smart_turn import write_detector


def hear(settings: Settings, detector: Path | None, question: Path) -> Transcript:
    """What the embedded tier's ears make of a question."""

    def locate(wanted: str) -> Located | Missing:
        if wanted == "smart-turn" and detector is not None:
            return Located(wanted, detector, "store", 1)
        return Missing(wanted, f"{wanted} is not here")

    def facts() -> Facts:
        raise AssertionError("no tier is asked for")

    async def scenario() -> Transcript:
        async with asyncio.TaskGroup() as group:
            fleet = Fleet(group, Budget(4_000_000_000))
            ears = RecogniserSession(
                EngineHandles(settings, fleet, locate, lambda: 1.0, facts).ears("pocketsphinx-en"), "en"
            )
            utterance = Utterance(1, bytearray(read_wav(question).tobytes()))
            ears.open(utterance)
            found = await ears.recognise(utterance, final=True)
            finished = await ears.melody(utterance)
            await fleet.close()
        return replace(found, finished=finished)

    return asyncio.run(scenario())


@pytest.mark.parametrize(
    ("here", "turn", "judged"), [(True, {}, True), (True, {"melody": False}, False), (False, {}, False)]
)
def test_it_listens_where_it_is_here_and_wanted(tmp_path: Path, here: bool, turn: dict[str, Any], judged: bool) -> None:
    detector = write_detector(tmp_path / "smart-turn.onnx", (750, 780)) if here else None
    heard = hear(Settings.model_validate({"turn": turn}), detector, say("what is the capital of france", tmp_path))
    assert heard.text == "what is the capital of france"
    assert (heard.finished is not None) is judged is heard.melody_follows
    assert heard.finished is None or 0 < heard.finished < 1
