"""Whose turn it is, and what is told of that."""

from __future__ import annotations

import pytest

from audio.events import Forget
from daemon.conversation.turn import Phase
from tests.support.timeline import Said, Timeline

QUESTION = "what is the capital of france"


def test_background_work_gives_way_while_somebody_speaks_or_waits_for_a_reply() -> None:
    line = Timeline(
        [Said(1000, 2000, QUESTION), Said(3500, 3800, "mhm"), Said(5000, 7000, "wait what about spain")],
        lambda question: ["one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen."],
    )
    line.run(30_000)
    phases = [Phase(facts["state"]) for _, kind, facts in line.published if kind == "state"]
    assert set(phases) == {*Phase} - {Phase.OFF}
    assert line.busy == [phase not in (Phase.OFF, Phase.LISTENING, Phase.SPEAKING) for phase in phases]


@pytest.mark.parametrize("when", range(300, 9000, 300))
def test_a_turn_that_is_ended_is_forgotten_by_all(when: int) -> None:
    """Whatever the phase: nothing is recognised, answered or heard any more, and the sound worker begins anew."""
    line = Timeline(
        [Said(1000, 2000, QUESTION), Said(5000, 7000, "wait what about spain")],
        lambda question: ["one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen."],
    )
    line.run(when)
    line.conversation.listen(False)
    assert line.phase() is Phase.OFF
    assert line.words_so_far == {}
    assert not line.speaker.queue
    assert isinstance(line.commands[-1][1], Forget)
    assert not line.busy[-1]
