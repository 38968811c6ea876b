"""A scripted timeline for the conversation: the user's speech, the delay of each stage, and the time of every sound.

A discrete simulation in milliseconds: a loudspeaker that plays at the speed of time, an endpointer that is never wrong,
a responder with given delays. Everything is deterministic; nothing sleeps. In the manner of LiveKit's scripted
sessions.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self

from audio import events as sound
from audio.events import Command
from config.constants import samples
from config.settings import Settings
from daemon.control.events import Event
from daemon.conversation import reply_events
from daemon.conversation.conversation import Conversation
from daemon.conversation.dialogue import Exchange
from daemon.conversation.ports import Ports
from daemon.conversation.rules.heard_words import PlayedAudio
from daemon.conversation.turn import Phase, Turn
from daemon.skills.actions.intents import ActionIntent
from daemon.skills.actions.outcome import Outcome
from daemon.skills.actions.recital import Recital
from daemon.skills.actions.tool_calls import NO_TOOLS, ToolSentences
from daemon.skills.intent import Intent
from models.engine import Mark, Message, Transcript

RATE = 16_000
WORD_MS = 200
"""Milliseconds that the simulated voice takes for a word."""
STEP = 20
GIVE_UP_MS = 15_000
"""Longest pause within an utterance in milliseconds: the rule of audio.endpointing."""


@dataclass(frozen=True)
class Said:
    """One utterance: the user speaks from `start` to `end` (ms); after `end` the recogniser knows the words `text`."""

    start: int
    end: int
    text: str


@dataclass
class Delays:
    """Milliseconds that each stage takes."""

    stt: int = 50
    first_token: int = 100
    voice: int = 50
    between_clauses: int = 30
    command: int = 0
    """Delay of a command to the sound worker; its events arrive at once, and may cross with commands."""
    action: int = 20
    device: int = 0
    """Delay of the loudspeaker's reports."""


@dataclass
class Loudspeaker:
    """Simulates a playback ring at the speed of time."""

    queue: dict[int, list[int]] = field(default_factory=dict)  # reply -> [samples queued, played]
    ended: set[int] = field(default_factory=set)  # last Play has come
    started: set[int] = field(default_factory=set)
    flushed: set[int] = field(default_factory=set)
    """Replies of which nothing more is taken."""
    played: dict[int, int] = field(default_factory=dict)
    """Samples heard of each reply that has ended."""
    paused: bool = False
    ducked: bool = False
    audible: list[tuple[int, int]] = field(default_factory=list)
    """(time, reply) of every step in which something was heard."""


class Timeline:
    """Runs a conversation against a script. `replies` makes the reply's clauses from the question."""

    def __init__(
        self,
        script: Sequence[Said],
        replies: Callable[[str], list[str]] | None = None,
        settings: Settings | None = None,
        listening: bool = True,
        language: str = "en",
        delays: Delays | None = None,
        fail: Callable[[str], str | None] | None = None,
        tools: ToolSentences = NO_TOOLS,
    ) -> None:
        self.settings = settings or Settings()
        self.language = language
        self.delays = delays or Delays()
        self.replies = replies or (lambda question: [f"you asked {question}."])
        self.fail = fail or (lambda question: None)
        self.now = 0
        self.agenda: list[tuple[int, int, Callable[[], object]]] = []
        self.order = itertools.count()
        self.speaker = Loudspeaker()
        self.sound_workers = 1
        """How many sound workers there have been."""
        self.sound_gone = False
        self.generation = 0  # of the answer under way; cancel counts up
        self.records: list[Exchange] = []
        self.busy: list[bool] = []
        self.published: list[tuple[int, str, dict[str, Any]]] = []  # (time, kind, the other keys of its JSON)
        self.commands: list[tuple[int, Command]] = []
        self.asked: list[tuple[int, list[Message]]] = []
        self.prefilled: list[list[Message]] = []
        self.words_so_far: dict[int, str] = {}
        self.joined: dict[int, list[str]] = {}
        """Turn -> words of the turn that it continues."""
        self.joins = True  # the recogniser can hear two turns as one
        self.script = script
        self.forgotten = True  # the endpointer has no utterance open
        self.microphone_open = False
        self.recognition_fails = False
        self.carried_out: list[Intent] = []
        self.listened_to: list[tuple[int, PlayedAudio]] = []
        self.corrected: list[tuple[int, str]] = []
        self.extended: list[tuple[int, str, str]] = []
        """(turn, said, done) after the turn's own reply."""
        self.chooses: dict[str, ActionIntent] = {}
        """Words -> what the mind takes them for."""
        self.looks = False
        """The mind is asked about all words."""
        self.filler = ""
        """Said before an action that takes long."""
        self.exact_marks = True
        self.skill_answer = "done."
        self.most_ahead = 0.0
        self.dictated: list[tuple[int, str]] = []
        """(time, words) of every piece of a dictation; "" tells its end."""
        self.acted: list[tuple[int, int, ActionIntent]] = []
        """(time, turn, action) of every action that was begun."""
        ports = Ports(
            self,
            self.sound,
            self.publish,
            self.record,
            self.correct,
            carry_out=self.carry_out,
            act=self.act,
            known=lambda action: False,
            busy=self.busy.append,
            dictation=self,
            extend=lambda turn, said, done: self.extended.append((turn, said, done)),
            tools=tools,
            may_choose=lambda text, language: self.looks or text in self.chooses,
        )
        self.conversation = Conversation(self.settings, ports)
        self.conversation.listen(listening)
        self._schedule_speech()

    # ------------------------------------------------------------------------------------------------------ running

    def at(self, when: int, action: Callable[[], object]) -> None:
        heapq.heappush(self.agenda, (when, next(self.order), action))

    def phase(self) -> Phase:
        """Returns the conversation's phase now. It is a call, because type checkers hold an attribute to its last
        asserted value."""
        return self.conversation.phase

    def run(self, until: int) -> Self:
        while self.agenda and self.agenda[0][0] <= until:
            self.now, _, action = heapq.heappop(self.agenda)
            action()
        self.now = until
        return self

    # ----------------------------------------------------------------------------------------------- the microphone

    def _schedule_speech(self) -> None:
        state: dict[str, Any] = {"open": False, "paused": False, "whole": False, "began": 0, "end": 0}

        def step() -> None:
            self._microphone(state)
            self._play()
            self.at(self.now + STEP, step)

        self.at(0, step)

    def _microphone(self, state: dict[str, Any]) -> None:
        at = samples(self.now)
        if self.forgotten:
            state["open"] = state["paused"] = False
            self.forgotten = False
        if not self.microphone_open:
            if state["open"]:
                state["open"] = state["paused"] = False
                self._emit(sound.SpeechDropped(at))
            return
        speaking = any(said.start <= self.now < said.end for said in self.script)
        if speaking:
            if not state["open"]:
                state |= {"open": True, "whole": False, "began": self.now}
                self._emit(sound.SpeechStarted(at, bool(self.speaker.queue)))
            elif state["paused"]:
                state["paused"] = False
                self._emit(sound.SpeechResumed(at))
            state["end"] = self.now + STEP
        if state["open"]:
            self._emit(sound.Heard(at, bytes(samples(STEP) * 2)))
            silent = self.now + STEP - state["end"]
            if not speaking and not state["paused"] and silent >= self.settings.turn.provisional_ms:
                if not state["whole"] and state["end"] - state["began"] < self.settings.sound.min_speech_ms:
                    state["open"] = False
                    self._emit(sound.SpeechDropped(at))
                    return
                state["paused"] = state["whole"] = True
                self._emit(sound.SpeechPaused(at, samples(state["end"]), state["end"] / 1000))
            if state["paused"] and not self.forgotten:
                self._emit(sound.Silence(samples(self.now + STEP), samples(state["end"])))
                if silent >= GIVE_UP_MS:
                    state["open"] = state["paused"] = False

    def _emit(self, event: sound.Event) -> None:
        self.conversation.on_sound(event)

    # ------------------------------------------------------------------------------------------------ the loudspeaker

    def _play(self) -> None:
        if self.speaker.paused or not self.speaker.queue:
            return
        reply, (queued, played) = next(iter(self.speaker.queue.items()))
        step = min(samples(STEP), queued - played)
        if step > 0:
            self.speaker.audible.append((self.now, reply))
            if reply not in self.speaker.started:
                self.speaker.started.add(reply)
                self._report(sound.PlaybackStarted(reply, self.now / 1000))
        if reply not in self.speaker.queue or self.speaker.paused:
            return
        self.speaker.queue[reply][1] = played + step
        self._report(sound.PlaybackProgress(reply, played + step, 0))
        if reply in self.speaker.ended and played + step >= queued:
            del self.speaker.queue[reply]
            self.speaker.played[reply] = played + step
            self._report(sound.PlaybackEnded(reply, played + step, True, 0))

    def _report(self, event: sound.Event) -> None:
        if self.delays.device:
            generation = self.speaker  # another one, after the sound worker was lost, knows nothing of it
            self.at(self.now + self.delays.device, lambda: self._emit(event) if self.speaker is generation else None)
        else:
            self._emit(event)

    def lose_sound(self, gap: int = 0) -> None:
        """Ends the sound worker and begins another after `gap` ms, which knows nothing of earlier commands."""
        self.sound_workers += 1
        self.sound_gone = gap > 0
        self.speaker = Loudspeaker(audible=self.speaker.audible, played=self.speaker.played)
        self.microphone_open = False
        self.conversation.sound_lost()
        if gap:
            self.at(self.now + gap, partial(self._sound_back, self.sound_workers))
        else:
            self.conversation.sound_back()

    def _sound_back(self, worker: int) -> None:
        if worker == self.sound_workers:
            self.sound_gone = False
            self.conversation.sound_back()

    def sound(self, command: Command) -> None:
        self.commands.append((self.now, command))
        if self.delays.command:
            self.at(self.now + self.delays.command, partial(self._obey_if_there, command, self.sound_workers))
        else:
            self._obey_if_there(command, self.sound_workers)

    def _obey_if_there(self, command: Command, worker: int) -> None:
        """Drops a command that has no sound worker to go to, or whose own has ended."""
        if worker == self.sound_workers and not self.sound_gone:
            self._obey(command)

    def _obey(self, command: Command) -> None:
        match command:
            case sound.Play(reply, _, pcm, last) if reply not in self.speaker.flushed:
                self.speaker.queue.setdefault(reply, [0, 0])[0] += len(pcm) // 2
                if last:
                    self.speaker.ended.add(reply)
            case sound.Pause():
                self.speaker.paused = True
            case sound.Resume():
                self.speaker.paused = self.speaker.ducked = False
            case sound.Duck(on):
                self.speaker.ducked = on
            case sound.Flush(reply):
                self.speaker.paused = self.speaker.ducked = False
                self.speaker.flushed |= {reply} if reply is not None else set(self.speaker.queue)
                for number in [reply] if reply is not None else list(self.speaker.queue):
                    if number in self.speaker.queue:
                        _, played = self.speaker.queue.pop(number)
                        self.speaker.played[number] = played
                        ended = sound.PlaybackEnded(number, played, False, 0)
                        self.at(self.now, partial(self._report, ended))
            case sound.Listen(on):
                self.microphone_open = on
            case sound.Forget():
                self.forgotten = True

    # -------------------------------------------------------------------------------------------------- the responder

    def open_utterance(self, turn: Turn) -> None:
        self.words_so_far[turn.number] = ""

    def feed_utterance(self, turn: Turn, pcm: bytes) -> None:
        """Sets the recogniser's words to those said since the utterance began."""
        began = turn.began * 1000 // 16_000
        said = [each for each in self.script if began - STEP <= each.start <= self.now]
        self.words_so_far[turn.number] = " ".join([*self.joined.get(turn.number, ()), *(each.text for each in said)])

    def join_utterances(self, before: Turn, turn: Turn) -> bool:
        if not self.joins:
            return False
        first = self.words_so_far.pop(before.number)
        self.joined[turn.number] = [first]
        self.words_so_far[turn.number] = f"{first} {self.words_so_far[turn.number]}"
        return True

    def close_utterance(self, turn: Turn) -> None:
        self.words_so_far.pop(turn.number, None)

    def recognise(self, turn: Turn, final: bool) -> None:
        number, revision = turn.number, turn.revision

        def answer() -> None:
            if self.recognition_fails:
                self.conversation.on_words_failed(number, "the recogniser ended")
                return
            words = Transcript(self.words_so_far.get(number, ""), self.language)
            self.conversation.on_words(number, revision, words, final)

        self.at(self.now + self.delays.stt, answer)

    def prefill(self, messages: Sequence[Message], asked: bool = False) -> None:
        self.prefilled.append(list(messages))

    def respond(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None:
        self.generation += 1
        known = turn.transcript
        words = known or Transcript(self.words_so_far.get(turn.number, ""), self.language)
        when = self.now + (0 if known else self.delays.stt)
        self._later(when, turn, lambda time: reply_events.Heard(words, time))
        if not words.text:
            self._later(when, turn, reply_events.Finished)
            return
        problem = self.fail(words.text)
        if problem:
            self._later(when + self.delays.first_token, turn, lambda time: reply_events.Failed(problem, time))
            return

        if (action := self.chooses.get(words.text)) is not None:
            self._later(when + self.delays.first_token, turn, lambda time: reply_events.CallChosen(action, time))
            return
        if self.looks:
            self._later(when + self.delays.first_token // 2, turn, reply_events.NoCall)

        def think() -> None:
            asked = messages(words.text)
            self.asked.append((self.now, asked))
            self._utter(turn, self.replies(asked[-1].content), self.now + self.delays.first_token)

        generation = self.generation
        self.at(when, lambda: think() if self.generation == generation else None)

    def speak(self, turn: Turn, text: str | Recital, language: str) -> None:
        self.generation += 1
        self._utter(turn, [text] if isinstance(text, str) else _clauses_of(text), self.now)

    def ahead(self, seconds: float) -> None:
        self.most_ahead = max(self.most_ahead, seconds)

    def _utter(self, turn: Turn, clauses: list[str], when: int) -> None:
        start = 0
        for clause in clauses:
            end = start + len(clause)
            self._later(when, turn, lambda time, clause=clause: reply_events.Said(clause + " ", time))
            self._later(
                when,
                turn,
                lambda time, clause=clause, start=start, end=end: reply_events.Clause(clause, start, end, time),
            )
            self._later(
                when + self.delays.voice, turn, lambda time, clause=clause: beep(clause, time, self.exact_marks)
            )
            when += self.delays.between_clauses
            start = end + 1
        self._later(when + self.delays.voice, turn, reply_events.Finished)

    def _later(self, when: int, turn: Turn, make: Callable[..., reply_events.Item]) -> None:
        number, revision, generation = turn.number, turn.revision, self.generation

        def deliver() -> None:
            if self.generation == generation:
                self.conversation.on_item(number, revision, make(self.now / 1000))

        self.at(when, deliver)

    def cancel(self) -> None:
        self.generation += 1

    # ----------------------------------------------------------------------------------------------------------- rest

    def carry_out(self, skill: Intent, language: str) -> str:
        self.carried_out.append(skill)
        return self.skill_answer

    def act(self, number: int, action: ActionIntent, language: str) -> None:
        self.acted.append((self.now, number, action))
        outcome = self.outcome(action)
        if self.filler:
            self.at(self.now, lambda: self.conversation.on_filler(number, self.filler))
        self.at(self.now + self.delays.action, lambda: self.conversation.on_outcome(number, outcome))

    def outcome(self, action: ActionIntent) -> Outcome:
        """Returns what becomes of an action."""
        said = f"{action.name} it is."
        return Outcome(said, self.language, said)

    def publish(self, event: Event) -> None:
        facts = event.to_json()
        self.published.append((self.now, facts.pop("kind"), facts))

    def record(self, exchange: Exchange) -> None:
        self.records.append(exchange)

    def listen_back(self, turn: int, played: PlayedAudio) -> None:
        self.listened_to.append((turn, played))

    def correct(self, turn: int, said: str) -> None:
        self.corrected.append((turn, said))

    # ------------------------------------------------------------------------------------------------------- dictation

    def heard(self, number: int, transcript: Transcript) -> None:
        self.dictated.append((self.now, transcript.text))

    def over(self) -> None:
        self.dictated.append((self.now, ""))

    # ------------------------------------------------------------------------------------------------------- questions

    def first_sound(self) -> int:
        """Returns the time of the first sound in ms."""
        return self.speaker.audible[0][0]

    def heard_replies(self) -> list[int]:
        """Returns the numbers of the replies of which something was heard, in order."""
        return list(dict.fromkeys(reply for _, reply in self.speaker.audible))

    def silent_between(self, start: int, end: int) -> bool:
        return not any(start <= when < end for when, _ in self.speaker.audible)


def _clauses_of(recital: Recital) -> list[str]:
    """Returns the clauses of a recital's text, of which every sentence is one."""

    async def whole() -> str:
        return " ".join([piece for part in recital.parts async for piece in part.text()])

    return re.findall(r"[^.?]+[.?]?", asyncio.run(whole()).replace(". ", "."))


def beep(clause: str, time: float, exact: bool) -> reply_events.Audio:
    """Returns a clause's audio: WORD_MS for each word, with marks."""
    marks, position = [], 0
    for index, word in enumerate(clause.split()):
        start = clause.index(word, position)
        position = start + len(word)
        marks.append(Mark(start, position, index * samples(WORD_MS), exact))
    return reply_events.Audio(bytes(2 * samples(WORD_MS) * len(marks)), RATE, tuple(marks), time)
