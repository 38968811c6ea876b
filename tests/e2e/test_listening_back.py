"""A voice that tells no places of its words is interrupted: what was heard of it is an estimate at first, then known."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio.resample import resample
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.models.omni.test_remote import Server, wav
from tests.support.spoken import flite
from tests.support.virtual_card import VirtualCard, available

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(not available(), reason="PulseAudio is not installed: no virtual sound card"),
]
FIRST, SECOND = "The capital of France is Paris.", " It lies on a river and the river is the Seine."
BREATH = 4.0


class Slow(Server):
    """Stops for breath between its sentences, for longer than any estimate of its pace expects."""

    def answer(self, http: Any) -> None:
        breath = np.zeros(round(16_000 * BREATH), np.int16)
        sound = resample(np.concatenate([flite(FIRST), breath, flite(SECOND)]), 16_000, 24_000)
        http.event("text", FIRST + SECOND)
        for piece in np.array_split(sound, 12):
            http.event("audio", base64.b64encode(wav(piece)).decode())
        http.event("audio", None, "stop", usage={"prompt_tokens": 9, "completion_tokens": 20, "total_tokens": 29})
        http.wfile.write(b"data: [DONE]\n\n")


@pytest.mark.timeout(180)
def test_what_was_heard_is_mended_from_the_sound_that_was_played(tmp_path: Path) -> None:
    server = Slow()
    settings = f"tier: max\nmax: {{url: {server.url}}}\nspeaking: {{temperature: 0}}\n"
    try:
        with VirtualCard() as card, House(tmp_path, card, settings) as house:
            card.play(say("tell me about france", tmp_path), wait=False)
            house.wait_for("state", lambda event: event["state"] == "speaking", within=60)
            time.sleep(len(flite(FIRST)) / 16_000 + BREATH / 2)
            house.call("stop")
            done = house.wait_for("reply_done")
            assert done["interrupted"]
            mended = house.wait_for("reply_mended")
            kept = house.call("history", limit=1)
    finally:
        server.close()
    assert done["text"].startswith(FIRST + " It"), "the estimate was right by itself: the voice is not slow enough"
    assert mended["text"] == FIRST
    assert mended["turn"] == done["turn"]
    assert kept[0]["said"] == mended["text"]
    assert kept[0]["interrupted"]
