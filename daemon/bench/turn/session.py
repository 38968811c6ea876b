"""Runs a daemon that hears questions from files in real time, and observes each turn through the daemon's events.

Times are those of `time.monotonic()` in the daemon's process. The loudspeaker's output is reckoned from the audio that
it is sent, and from the time when the first of it was audible.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from audio.events import Command, Flush, Hear, Play
from config.settings import Settings
from config.texts import _
from daemon.app.daemon import Daemon, running
from daemon.app.offline import ANSWER_WITHIN, LOADING, with_files
from daemon.bench.harness.processes import cpu_seconds, resources
from daemon.bench.harness.report import BenchError
from daemon.bench.turn.questions import Question
from daemon.bench.workers.scripted import adapter
from daemon.control.events import Event, ProblemOccurred, QuestionHeard, ReplyDone, StateChanged, TurnTimed
from daemon.conversation.turn import Phase
from daemon.tiers.cascade import Cascade

NOBODY_ANSWERS = 4.0
"""Seconds of rest after a question's end from which no answer is expected (any more)."""
LATE_RESUME = 0.15
"""Seconds until resumed speech is noticed. A reply that is released over speech later than that is stale."""


@dataclass(slots=True)
class Turned:
    """The course of one question's turn."""

    question: Question
    began: float = 0.0
    """Time when the daemon began to hear the file."""
    heard: list[str] = field(default_factory=list)
    """Words that each answer was made for; the last one counts."""
    reply: str = ""
    timings: dict[str, float] = field(default_factory=dict)
    """Latencies of the last answer, in ms; see daemon.conversation.latency."""
    answers: int = 0
    """Number of audible replies: one, unless the speaker was cut off."""
    first_audible: float = 0.0
    """Time when the first reply was audible; 0 if there was none."""
    overs: list[float] = field(default_factory=list)
    """Times when the turn was judged to be over."""
    underruns: int = 0
    stale: int = 0
    """Pieces of sound that should not have been heard: sent over resumed speech, or after the reply was withdrawn."""
    gaps_ms: list[float] = field(default_factory=list)
    """Silences between the clauses of the last reply, where the next clause was not ready in time."""
    cpu_s: float = 0.0
    """CPU time of all the daemon's processes, from the question's first sound to the reply's last."""
    problem: str = ""

    @property
    def question_ends(self) -> float:
        return self.began + self.question.speech[-1][1]

    @property
    def judged_early(self) -> bool:
        """Whether the turn was judged to be over while the speaker only paused, with or without an audible reply."""
        last = self.began + self.question.speech[-1][0]
        return any(over < last for over in self.overs)

    @property
    def cut_off(self) -> bool:
        """Whether a reply was audible before the last part of the question began."""
        return 0 < self.first_audible < self.began + self.question.speech[-1][0]


@contextlib.asynccontextmanager
async def session(settings: Settings) -> AsyncIterator[Session]:
    """Runs a daemon with these settings and its models loaded. Files replace its microphone and loudspeaker."""
    async with running(with_files(settings), adapter(settings.benchmark)) as daemon:
        await asyncio.wait_for(daemon.ready(), LOADING)
        daemon.conversation.listen(True)
        yield Session(daemon)


class Session:
    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self.cascade = _cascade(daemon)
        self.scripted = bool(daemon.settings.benchmark.transcript)

    def pids(self) -> list[int]:
        """Returns the pids of all processes. The daemon's own comes first, as 0."""
        return [0, *(model["pid"] for model in self.daemon.status()["models"] if model.get("pid"))]

    def ram_gb(self) -> float:
        return resources(self.pids())["private"] / 1e9

    async def script(self, question: Question) -> None:
        """Tells a scripted recogniser the words that it hears next. Does nothing for any other recogniser."""
        if self.scripted:
            await self.cascade.ears.model.ask_one("script", words=question.words, language=question.language)

    async def ask(self, question: Question) -> Turned:
        """Has the daemon hear the question in real time, and waits for the end of its answer. Raises BenchError."""
        await self.script(question)
        watch = _Watch(question)
        with self.daemon.listening_in(watch.event, watch.command):
            watch.turned.began = time.monotonic() + 0.02  # the file begins with the next block
            cpu = cpu_seconds(self.pids())
            self.daemon.sound.send(Hear(str(question.wav)))
            await self._until_done(watch, question)
            watch.turned.cpu_s = cpu_seconds(self.pids()) - cpu
        return watch.finish()

    async def _until_done(self, watch: _Watch, question: Question) -> None:
        ends = watch.turned.began + question.seconds
        await asyncio.sleep(max(0.0, ends - time.monotonic()))
        while time.monotonic() < ends + ANSWER_WITHIN:
            resting = self.daemon.conversation.phase is Phase.LISTENING
            if resting and watch.done_at > watch.turned.question_ends:
                return
            if resting and time.monotonic() > max(ends, watch.done_at) + NOBODY_ANSWERS:
                return
            watch.news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(watch.news.wait(), 0.5)
        raise BenchError(
            _("{name}: no answer within {answer_within:.0f} s", name=question.wav.name, answer_within=ANSWER_WITHIN)
        )


class _Watch:
    """Listens in on the events and sound commands of one turn."""

    def __init__(self, question: Question) -> None:
        self.turned = Turned(question)
        self.news = asyncio.Event()
        self.done_at = 0.0
        self._plays: dict[int, list[tuple[float, float]]] = {}  # reply -> (when it was sent, seconds of sound)
        self._withdrawn: set[int] = set()
        self._audible_after = 0.0

    def event(self, event: Event) -> None:
        now, turned = time.monotonic(), self.turned
        match event:
            case StateChanged(state="thinking"):
                turned.overs.append(now)
            case QuestionHeard():
                turned.heard.append(event.text)
            case TurnTimed():
                turned.timings = dict(event.ms)
                turned.answers += 1
                turned.first_audible = turned.first_audible or now
            case ReplyDone():
                turned.reply = event.text
                turned.underruns += event.underruns
                self.done_at = now
            case ProblemOccurred():
                turned.problem = event.text
        if isinstance(event, StateChanged | ReplyDone):
            self.news.set()

    def command(self, command: Command) -> None:
        now = time.monotonic()
        if isinstance(command, Flush):
            self._withdrawn |= set(self._plays) if command.reply is None else {command.reply}
        elif isinstance(command, Play) and command.pcm:
            if command.reply in self._withdrawn or (command.reply not in self._plays and self._speaks(now)):
                self.turned.stale += 1
            self._plays.setdefault(command.reply, []).append((now, len(command.pcm) / 2 / command.rate))

    def _speaks(self, now: float) -> bool:
        """Returns whether the speaker has gone on for so long that the daemon must have noticed."""
        at = now - self.turned.began
        return any(start + LATE_RESUME < at < end for start, end in self.turned.question.speech)

    def finish(self) -> Turned:
        if self._plays:
            self.turned.gaps_ms = gaps_ms(self._plays[max(self._plays)])
        return self.turned


def gaps_ms(plays: list[tuple[float, float]]) -> list[float]:
    """Returns the silences before the later pieces, in ms. `plays`: (time of sending, seconds of sound), in order.

    The pieces of one clause are sent within milliseconds, so each silence lies between two clauses.
    """
    gaps, ends = [], plays[0][0]
    for number, (sent, seconds) in enumerate(plays):
        if number and sent - plays[number - 1][0] > 0.005:
            gaps.append(max(0.0, sent - ends) * 1000)
        ends = max(ends, sent) + seconds
    return gaps


def _cascade(daemon: Daemon) -> Cascade:
    _tier, responder = daemon.router.spoken()
    if not isinstance(responder, Cascade):
        raise BenchError(
            _(
                "the tier {tier} is no cascade of recogniser, mind and voice: choose --tier fast or embedded",
                tier=daemon.selection.tier,
            )
        )
    return responder


Progress = Callable[[int, Turned], None]
