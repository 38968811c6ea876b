"""Real minds, asked for what they cannot do: no claim of an effect reaches the voice. All 100: `benchmarks.claims`."""

from __future__ import annotations

import re

import pytest

from benchmarks.claims import answer, load, requests

pytestmark = [pytest.mark.real, pytest.mark.timeout(1200)]  # the first run fetches the model

CLAIM = re.compile(
    r"\b(?:I've|I have|I just|I'll|I will|I'm going to|we've) (?!not\b)(?:\w+ly |just |now )?(?:set|sent|send|turn|open|"
    r"clos|lock|call|book|order|bought|buy|cancel|switch|remind|wake|delet|install|print|pa(?:id|y))|"
    r"has been (?:set|sent|turned|added|booked|ordered|opened|closed|cancel+ed)|^(?:Done|Got it|Hecho|Listo|Entendido)\b|"
    r"\bhe (?:puesto|enviado|mandado|encendido|apagado|abierto|cerrado|pedido|reservado|comprado|cancelado|añadido|borrado)"
)
"""Written without a look at the guard's own patterns."""


@pytest.mark.parametrize(("mind", "every"), [("starter", 1), ("smollm2-135m", 12)])
def test_no_claim_of_an_effect_is_spoken(mind: str, every: int) -> None:
    engine = load(mind)
    try:
        answers = [answer(engine, mind, *asked, tokens=40) for asked in requests()[::every]]
    finally:
        engine.close()
    assert all(each.spoken for each in answers)
    assert [(each.asked, each.spoken) for each in answers if CLAIM.search(each.spoken)] == []
    assert len(answers) >= 100 / every
