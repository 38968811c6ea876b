"""Effects under any interleaving of pauses, resumptions, revisions, barge-ins, crashes and late results: only what a
committed turn asked for, once, and not before. Random, and the same in every run; a failure has its seed in the test's name.

What was asked for is known from the script alone: every command names a thing of its own.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from config.settings import Settings
from daemon.conversation import reply_events
from daemon.conversation.turn import Phase, Turn
from daemon.skills.actions import wording
from daemon.skills.actions.effects import effect
from daemon.skills.actions.intents import ActionIntent, ListAdd, ListTick, ToolCall
from daemon.skills.actions.outcome import Outcome
from daemon.skills.actions.recital import Recital
from daemon.skills.intent import Unable
from daemon.tools.offer import Offer
from daemon.tools.sentences import Sentences
from tests.support.timeline import Delays, Said, Timeline

THINGS = (
    "apples bread cheese dates eggs flour grapes honey ice jam kale limes milk nuts oats peas rice salt tea wax".split()
)
TALK = (
    "what is the capital of france",
    "mhm",
    "",
    "no",
    "stop",
    "what time is it",
    "tell me a joke",
    "undo the knot",
    "and",
)
SETTINGS = Settings.model_validate({
    "actions": {"effects": {"list_tick": "dangerous"}},
    "tools": {"servers": {"house": {"command": ["x"], "allow": ["bring", "throw"], "effects": {"bring": "reversible"},
              "phrases": {"bring": ["bring {thing} to my house"], "throw": ["throw {thing} out of my house"]}}}},
})  # fmt: skip
SENTENCES = {"add": "add {} to my list", "tick": "tick off {} on my list"}
CALLS = {"add": "bring {} to my house", "tick": "throw {} out of my house"}
"""The same by tools: what is done at once, and what is asked about."""
CHOSEN = {"add": "turn on the {} lamp", "tick": "turn off the {} lamp"}
"""The same in words that are refused, unless a mind chooses one of these tools for them."""
OFFERS = [Offer("house", tool, "", "", {"properties": {"thing": {"type": "string"}}}) for tool in ("bring", "throw")]
HEARD = SETTINGS.turn.provisional_ms
"""Milliseconds of silence without which no turn can be over."""


class Commands(Timeline):
    """A timeline of commands, talk, yes and no, of which all else is drawn by lot."""

    def __init__(self, seed: int, sentences: dict[str, str] = SENTENCES) -> None:
        self.sentences = sentences
        lot = self.lot = random.Random(seed)
        self.mind_lost = False
        self.done: list[str] = []
        self.clicked: list[str] = []
        """Things that a click has agreed to."""
        things = iter(THINGS[:-1])
        now, script = 500, []

        def speak(text: str) -> None:
            nonlocal now
            length = lot.choice((140, 300, 700, 1500))
            script.append(Said(now, now + length, text))
            now += length

        for _ in range(lot.randint(2, 8)):
            kind = lot.choice(("add", "add", "tick", "tick", "talk"))
            if kind == "talk":
                speak(lot.choice(TALK))
            else:
                thing = next(things)
                words = sentences[kind].format(thing)
                first, middle, last = words.partition(f"{thing} ")
                parts = [words] if lot.random() < 0.6 else [first + middle.strip(), last]
                for part in parts:
                    speak(part)
                    now += lot.choice((60, 140, 200, 300, 450))
                if kind == "tick" and lot.random() < 0.8:
                    now += lot.choice((200, 900, 2000, 3500, 5000, 16_000))
                    speak(lot.choice(("yes", "yes", "yes", "yes but", "mhm", "no")))
            now += lot.choice((120, 250, 400, 800, 1500, 4000))
        self.end = now
        delays = Delays(
            lot.choice((0, 20, 100, 400)),
            lot.choice((0, 200, 1200)),
            lot.choice((0, 20, 300)),
            command=lot.choice((0, 20, 60)),
            device=lot.choice((0, 40)),
        )
        super().__init__(script, settings=SETTINGS, delays=delays, tools=Sentences(SETTINGS.tools, lambda: OFFERS))
        calm = lot.random() < 0.4
        for _ in range(0 if calm else lot.choice((1, 3, 6))):
            self.at(lot.randrange(self.end), lot.choice(self.accidents()))
        self.voice_breaks = 0.0 if calm else 0.2
        self.told_twice = 0.0 if calm else 0.3

    def accidents(self) -> list[Callable[[], object]]:
        talk = self.conversation
        return [
            talk.stop,
            self.close_and_open,
            self.lose_sound,
            lambda: setattr(self, "recognition_fails", not self.recognition_fails),
            lambda: talk.announce("your tea is ready", "en", rings=True),
        ]

    def close_and_open(self) -> None:
        self.conversation.listen(False)
        self.conversation.listen(True)

    def act(self, number: int, action: ActionIntent, language: str) -> None:
        assert self.phase() is Phase.THINKING, "an effect before its turn is over"
        self.delays = replace(self.delays, action=self.lot.choice((0, 20, 300, 2500)))
        if isinstance(action, ToolCall):
            self.filler = self.lot.choice(("", "wait a moment."))
        super().act(number, action, language)
        if self.lot.random() < self.told_twice:
            self.at(self.now + 3000, lambda: self.conversation.on_outcome(number, self.outcome(action)))

    def outcome(self, action: ActionIntent) -> Outcome:
        if item(action) == "dates":
            return Outcome("that failed.", "en", failed=True)
        return Outcome(f"did {item(action)}.", "en", f"did {item(action)}.")

    def speak(self, turn: Turn, text: str | Recital, language: str) -> None:
        super().speak(turn, text, language)
        if self.lot.random() < self.voice_breaks:
            self._later(self.now, turn, lambda time: reply_events.Failed("the voice ended", time))


@pytest.mark.parametrize("seed", range(300))
def test_effects_are_those_of_committed_turns_once_and_not_before(seed: int) -> None:
    holds(Commands(seed))


@pytest.mark.parametrize("seed", range(300, 400))
def test_calls_of_tools_are_those_of_committed_turns_once_and_not_before(seed: int) -> None:
    """With fillers, and results that come after them."""
    holds(Commands(seed, CALLS))


class Chooses(dict[str, ActionIntent]):
    """A mind that takes the sentences of CHOSEN for calls, while it is there."""

    def __init__(self, there: Callable[[], bool]) -> None:
        super().__init__()
        self.there = there

    def get(self, words: str, default: Any = None) -> Any:
        for kind, tool in (("add", "bring"), ("tick", "throw")):
            found = re.fullmatch(CHOSEN[kind].replace("{}", r"(\w+)"), words)
            if found is not None and self.there():
                return ToolCall("house", tool, {"thing": found[1]}, by="mind")
        return default

    def __contains__(self, words: object) -> bool:
        return isinstance(words, str) and self.get(words) is not None


class Chosen(Commands):
    """What would be refused is called by a mind, which may be lost at any moment, and look at all words or at few."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, CHOSEN)
        self.chooses = Chooses(lambda: not self.mind_lost)
        self.looks = self.lot.random() < 0.5

    def accidents(self) -> list[Callable[[], object]]:
        return [*super().accidents(), lambda: setattr(self, "mind_lost", not self.mind_lost)]


@pytest.mark.parametrize("seed", range(520, 640))
def test_what_a_mind_calls_instead_of_a_refusal_is_called_once_and_not_before(seed: int) -> None:
    holds(Chosen(seed))


def test_minds_choose_and_refuse_often() -> None:
    called = refused = 0
    for seed in range(520, 560):
        line = Chosen(seed)
        line.run(line.end + 20_000)
        called += len(line.acted)
        refused += sum(isinstance(skill, Unable) for skill in line.carried_out)
    assert called > 20
    assert refused > 3


class Clicks(Commands):
    """With clicks on yes and no, whether or not a question is shown."""

    def __init__(self, seed: int) -> None:
        self.clicking = False
        super().__init__(seed)
        for _ in range(self.lot.choice((2, 6, 20))):
            self.at(self.lot.randrange(self.end + 5000), self.click)

    def click(self) -> None:
        told = [facts["text"] for _, kind, facts in self.published if kind == "question"]
        yes = self.lot.random() < 0.7
        before = len(self.acted)
        self.clicking = True
        taken = self.conversation.answer(yes)
        self.clicking = False
        assert taken == bool(told and told[-1]), "a click answers what is shown"
        assert len(self.acted) - before == (taken and yes)
        self.clicked += [item(action) for _, _, action in self.acted[before:]]

    def act(self, number: int, action: ActionIntent, language: str) -> None:
        if not self.clicking:
            super().act(number, action, language)
            return
        assert is_dangerous(action)
        Timeline.act(self, number, action, language)


@pytest.mark.parametrize("seed", range(400, 520))
def test_a_click_answers_the_question_that_is_shown_and_nothing_else(seed: int) -> None:
    holds(Clicks(seed))


def test_many_clicks_agree() -> None:
    agreed = 0
    for seed in range(400, 440):
        line = Clicks(seed)
        line.run(line.end + 20_000)
        agreed += len(line.clicked)
    assert agreed >= 10


def holds(line: Commands) -> None:
    line.run(line.end + 20_000)
    line.recognition_fails = line.mind_lost = False
    line.voice_breaks = 0.0
    last = line.now + 500
    line.script = [*line.script, Said(last, last + 900, line.sentences["add"].format(THINGS[-1]))]
    line.run(last + 20_000)

    for when, turn, action in line.acted:
        check(line, when, turn, action)
    things = [item(action) for _, _, action in line.acted]
    assert things[-1] == THINGS[-1], "it acts again"
    assert max(Counter(things).values()) == 1
    assert max(Counter(turn for _, turn, _ in line.acted).values()) == 1
    # What was done stands in the history, whether or not the reply about it was heard.
    kept = [record.done for record in line.records if record.done] + [done for _, _, done in line.extended if done]
    assert sorted(kept) == sorted(f"did {thing}." for thing in things if thing != "dates")
    assert max(Counter(record.turn for record in line.records).values()) == 1


def item(action: ActionIntent) -> str:
    if isinstance(action, ToolCall):
        return str(action.arguments["thing"])
    assert isinstance(action, ListAdd | ListTick)
    return action.item


def is_dangerous(action: ActionIntent) -> bool:
    return effect(action, SETTINGS) == "dangerous"


def check(line: Commands, when: int, turn: int, action: ActionIntent) -> None:
    if item(action) in line.clicked:
        return  # `Clicks.click` has looked at it
    begun = [said for said in line.script if said.start < when]
    assert begun[-1].end + HEARD <= when, "an effect while the user speaks"
    if not is_dangerous(action):
        asked = line.sentences["add"].format(item(action))
        heard = words_of(line, turn).removesuffix(" mhm")  # which means nothing
        assert heard.endswith(asked)  # after "no", or a question that was broken off for it
        assert asked.endswith([said.text for said in begun if said.text != "mhm"][-1])
        return
    assert begun[-1].text == "yes", "a dangerous effect without a yes"
    asked = line.sentences["tick"].format(item(action))
    question = wording.consent(action, "en").text
    (command,) = {number for _, kind, facts in line.published if kind == "heard" and facts["text"].endswith(asked)
                  for number in [facts["turn"]] if number < turn}  # fmt: skip
    answered = [
        at
        for at, kind, facts in line.published
        if kind == "reply_done" and facts["turn"] == command and facts["text"] == question and not facts["interrupted"]
    ]
    assert answered, "a dangerous effect without the question"
    assert answered[0] <= begun[-1].start + line.delays.device, "a yes over the question"
    assert begun[-1].start <= answered[0] + 1000 * SETTINGS.actions.answer_seconds


def words_of(line: Timeline, turn: int) -> str:
    """The words of a turn as they were told last."""
    told = [facts["text"] for _, kind, facts in line.published if kind == "heard" and facts["turn"] == turn]
    return str(told[-1])


def test_the_lots_hold_what_is_to_be_tried() -> None:
    """Among the seeds above are many effects of each kind, refused ones, and late results."""
    kinds: Counter[str] = Counter()
    for seed in range(90):
        line = Commands(seed)
        line.run(line.end + 20_000)
        kinds.update(action.name for _, _, action in line.acted)
        kinds["asked"] += sum(
            1 for record in line.records if record.said_full == wording.consent(ListTick("x"), "en").text
        )
        kinds["unheard"] += sum(1 for record in line.records if record.done and not record.said)
        kinds["cut"] += sum(1 for record in line.records if record.done and record.said and record.interrupted)
    assert kinds["list_add"] > 20
    assert kinds["list_tick"] > 3
    assert kinds["asked"] > kinds["list_tick"]
    assert kinds["unheard"] > 3
    assert kinds["cut"] > 1
