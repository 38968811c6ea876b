"""Any conversation, at any pace, with anything happening in between: it never breaks, never speaks with two voices, always
listens again. Random, and the same in every run; the seed of a failure is in the test's name."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest

from audio import events as sound
from config.settings import Settings
from daemon.conversation.turn import Phase
from daemon.skills.intent import Intent
from tests.support.timeline import STEP, Delays, Said, Timeline

WORDS = (
    "what is the capital of france", "tell me the numbers please now", "what is the weather in", "and then", "",
    "mhm", "yeah", "claro", "wait what about letters", "no", "sarai", "sarah tell me a joke", "this one breaks my friend",
    "what time is it", "stop", "mute yourself", "volume up", "one two three", "hello", "¿Qué hora es?", "so I said to him",
)  # fmt: skip
REPLIES: tuple[list[str], ...] = (
    ["one two three four five six seven eight nine ten eleven twelve."],
    ["Yes.", "one two three four five six seven.", "And that was all of it."],
    ["No."],
    [],
)
LAST = "sarai are you still there now?"


class Anything(Timeline):
    """A timeline of which everything is drawn by lot."""

    def __init__(self, seed: int) -> None:
        lot = self.lot = random.Random(seed)
        now, script = 500, []
        for _ in range(lot.randint(1, 9)):
            length = lot.choice((60, 140, 300, 900, 2500, 7000))
            script.append(Said(now, now + length, lot.choice(WORDS)))
            now += length + lot.choice((120, 220, 300, 500, 800, 1500, 4000))
        self.end = now
        delays = Delays(
            lot.choice((0, 20, 100, 400, 1500)),
            lot.choice((0, 20, 200, 1200)),
            lot.choice((0, 20, 300)),
            lot.choice((0, 30, 900)),
            lot.choice((0, 20, 60, 140)),
            lot.choice((0, 40, 120)),
        )
        settings = {
            "listening": {"mode": lot.choice(("always", "always", "wake")), "follow_up_seconds": lot.choice((0, 8))},
            "turn": {"max_seconds": lot.choice((5, 60)), "max_speculations": lot.choice((0, 1, 3))},
        }
        super().__init__(
            script,
            lambda question: lot.choice(REPLIES),
            Settings.model_validate(settings),
            delays=delays,
            fail=lambda words: "the mind ended" if "breaks" in words else None,
        )
        self.silenced: list[int] = []
        self.at(0, self.look)
        for _ in range(lot.choice((0, 0, 1, 3, 6))):
            self.at(lot.randrange(self.end), lot.choice(self.actions()))

    def actions(self) -> list[Callable[[], object]]:
        talk = self.conversation
        return [
            self.stop,
            lambda: talk.listen(False),
            lambda: talk.listen(True),
            lambda: talk.give_up(talk.push()),
            talk.push,
            lambda: talk.push(hold=True),
            lambda: talk.push(hold=True),
            talk.release,
            talk.release,
            lambda: talk.announce("your tea is ready", "en"),
            lambda: talk.announce("your bread is ready", "en", rings=True),
            talk.forget,
            self.lose_sound,
            lambda: setattr(self, "recognition_fails", not self.recognition_fails),
        ]

    def look(self) -> None:
        """At every step: nobody is told that the microphone listens while it is closed."""
        assert self.conversation.hears or self.phase() is not Phase.LISTENING
        self.at(self.now + STEP, self.look)

    def stop(self) -> None:
        self.conversation.stop()
        self.silenced.append(self.now)

    def carry_out(self, skill: Intent, language: str) -> str:
        super().carry_out(skill, language)
        if skill.name == "mute":
            self.conversation.listen(False)
            return ""
        return "" if skill.name == "stop" else "done."


@pytest.mark.parametrize("seed", range(200))
def test_anything_may_happen(seed: int) -> None:
    line = Anything(seed)
    line.run(line.end + 15_000)
    # Whatever went on, it comes to rest ...
    line.recognition_fails = False
    line.conversation.listen(False)
    assert not line.conversation.hears
    line.run(line.now + 10_000)  # what waited for a key that was held is announced
    assert line.phase() is Phase.OFF
    line.conversation.listen(True)
    line.run(line.now + 1000)
    assert line.phase() is Phase.LISTENING
    assert not line.speaker.queue
    assert not line.speaker.paused
    # ... and answers the next question, with sound.
    known = len(line.records)
    begin = line.now + 500
    line.script = [*line.script, Said(begin, begin + 1000, LAST)]
    line.replies = lambda question: ["I am still here."]
    line.run(begin + 20_000)
    assert [record.said for record in line.records[known:]] == ["I am still here."]
    assert line.phase() is Phase.LISTENING
    assert not line.speaker.ducked

    check_sound(line)
    check_history(line)


def check_sound(line: Anything) -> None:
    runs = [reply for reply, _ in itertools.groupby(line.speaker.audible, key=lambda each: each[1])]
    assert len(runs) == len(set(runs))  # never one reply within another
    for when in line.silenced:
        begun = {reply for at, reply in line.speaker.audible if at < when}
        late = [at for at, reply in line.speaker.audible if reply in begun and at > when + line.delays.command + 20]
        assert not late, "heard after `stop`"
    duckings = [command.on for _, command in line.commands if isinstance(command, sound.Duck)]
    assert all(duckings)  # full volume comes back with Resume or Flush


def check_history(line: Anything) -> None:
    turns = [record.turn for record in line.records]
    assert len(turns) == len(set(turns))
    assert all(record.said_full.startswith(record.said) for record in line.records)
    assert all(record.heard for record in line.records)
