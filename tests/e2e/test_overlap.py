"""What is heard of a reply over which something sounds: one recording of both channels, compared with what was sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from benchmarks.meter import AUDIBLE
from benchmarks.overlap import Sound, overlap
from tests.e2e.speech import white
from tests.support.virtual_card import RATE, VirtualCard, available

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(not available(), reason="PulseAudio is not installed: no virtual sound card"),
]


def place(piece: Sound, sound: Sound) -> tuple[int, float]:
    """(where in `sound` the piece lies, how alike it is there: 0..1)."""
    size = len(sound) + len(piece)
    product = np.fft.irfft(
        np.fft.rfft(sound.astype(float), size) * np.conj(np.fft.rfft(piece.astype(float), size)), size
    )
    at = int(np.argmax(product[: len(sound) - len(piece) + 1]))
    return at, float(np.corrcoef(sound[at : at + len(piece)], piece)[0, 1])


def lost(sent: Sound, loudspeaker: Sound) -> str:
    """Returns what is wrong with the reply as it was heard; "" where it was complete to the sample."""
    begin, likeness = place(sent[:RATE], loudspeaker)
    if likeness <= 0.95:
        return f"the first second is alike by {likeness:.2f} only"
    # Every later second lies where it belongs: nothing was lost, nothing repeated.
    for second in range(1, len(sent) // RATE):
        at, likeness = place(sent[second * RATE : (second + 1) * RATE], loudspeaker)
        if likeness <= 0.5:  # softer for a while
            return f"second {second} is alike by {likeness:.2f} only"
        if abs(at - begin - second * RATE) > 2:
            return f"second {second} is off by {at - begin - second * RATE} samples"
    last = np.flatnonzero(np.abs(sent.astype(int)) > 2 * AUDIBLE)[-1]
    heard = np.flatnonzero(np.abs(loudspeaker.astype(int)) > AUDIBLE)[-1]
    return "" if abs(heard - begin - last) <= RATE / 100 else f"the end is off by {heard - begin - last} samples"


@pytest.mark.timeout(240)
def test_a_reply_that_is_coughed_over_is_complete_to_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the reply loses, it loses every time; a busy machine's card drops a piece now and then: one of three counts."""

    async def cough(card: VirtualCard) -> tuple[Sound, Sound, Sound]:
        async with overlap(card, tmp_path) as there:
            return await there.say_over(2.0, white(tmp_path, 0.25))

    wrong: list[str] = []
    while len(wrong) < 3:
        with VirtualCard(one_clock=True) as card, monkeypatch.context() as patch:
            for name, value in card.env.items():
                patch.setenv(name, value)
            loudspeaker, microphone, sent = asyncio.run(cough(card))
        assert np.abs(microphone.astype(int)).max() > 10 * AUDIBLE  # there was a cough
        if not (what := lost(sent, loudspeaker)):
            return
        wrong.append(what)
    pytest.fail("; ".join(wrong))
