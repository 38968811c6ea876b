"""Asks spoken questions from files through the real pipeline, in real time: `sarai talk` and `sarai demo`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio.events import Command, Hear, Play
from config.constants import FRAME, HEARING_RATE
from config.errors import UserError
from config.settings import Settings
from config.texts import _
from daemon.app.daemon import Daemon, running
from daemon.app.texts.attachments import incomplete
from daemon.control.events import (
    Event,
    ProblemOccurred,
    QuestionHeard,
    ReplyDone,
    RouteTaken,
    StateChanged,
    TurnTimed,
)
from daemon.conversation.dialogue import Exchange
from daemon.conversation.turn import Phase
from daemon.tiers.scripted import adapter

if TYPE_CHECKING:
    from audio.frames import Pcm


@dataclass(frozen=True, slots=True)
class RecordingNote:
    """Something the user should know about a question's file, in one line."""

    text: str


@dataclass(frozen=True, slots=True)
class QuestionPlayed:
    """A question's file begins to be heard."""

    file: str
    seconds: float


Listener = Callable[[Event | RecordingNote | QuestionPlayed], None]
"""Follows the daemon's events, and those of the files."""

LOADING = 120.0
"""Seconds the models may take to load."""
NOTHING_HEARD_AFTER = 3.0
"""Seconds of inactivity after the file's end from which it counts as without speech."""
ANSWER_WITHIN = 300.0
"""Seconds an answer may take: a large model on a small machine is slow."""

LONG = 60.0
"""Seconds from which a recording is searched for speech before it is heard."""
_INAUDIBLE = -71.0
"""dBFS over 10 ms. A recording below it stays below `audio.frames.QUIETEST` however it is cut into chunks."""


class RehearsalError(UserError):
    """The question cannot be asked; one line for the user."""


@dataclass(frozen=True, slots=True)
class QuestionRecording:
    """A question's file, and what is known of it before it is heard."""

    path: Path
    """Absolute."""
    seconds: float
    notes: tuple[str, ...]
    """What the user should know about the file; one line each."""


@dataclass(slots=True)
class OfflineAnswer:
    """The answer to one question; `sarai talk --json` prints it."""

    exchange: Exchange = field(default_factory=lambda: Exchange(0, "", ""))
    """Question and answer, as far as they are known."""
    tier: str = ""
    problem: str = ""
    unused_s: float = 0.0
    """Seconds of the question's file that came too late for this answer."""
    notes: tuple[str, ...] = ()
    """What the user should know about the question's file: it is cut short, it seems to hold no speech."""
    pcm: bytes = b""
    """The audio that was played: int16 little-endian, mono."""
    rate: int = 16_000
    """Sample rate of `pcm` in Hz."""

    def public(self) -> dict[str, Any]:
        """The answer as JSON, without the sound."""
        shown = {
            "heard": self.exchange.heard,
            "reply": self.exchange.said,
            "tier": self.tier,
            "language": self.exchange.language,
            "interrupted": self.exchange.interrupted,
            "timings_ms": dict(self.exchange.timings_ms),
            "unused_s": self.unused_s,
            "notes": self.notes,
        }
        return shown | ({"problem": self.problem} if self.problem else {})

    def update(self, **facts: Any) -> None:
        """Set fields of the exchange."""
        self.exchange = replace(self.exchange, **facts)


def rehearse(settings: Settings, questions: Sequence[Path], on_event: Listener | None = None) -> list[OfflineAnswer]:
    """Ask the questions one after another, as one conversation. Raises RehearsalError when one cannot be asked."""
    recordings = [inspect_recording(question, settings.sound.vad_threshold) for question in questions]
    if on_event is not None:
        for note in [note for recording in recordings for note in recording.notes]:
            on_event(RecordingNote(note))
    return asyncio.run(_rehearse(with_files(settings), recordings, on_event))


def inspect_recording(question: Path, threshold: float) -> QuestionRecording:
    """Check a file before it is heard, which takes as long as it lasts. Raises RehearsalError for a silent or unreadable
    one.

    `threshold`: the VAD's probability from which sound counts as speech.
    """
    from audio.wavefile import WavError, read_wav

    try:
        pcm = read_wav(question)
    except WavError as err:
        raise RehearsalError(str(err)) from err
    loudest = _loudest(pcm)
    if loudest < _INAUDIBLE:
        raise RehearsalError(
            _(
                "{question}: silent from beginning to end ({loudest:.0f} dBFS at its loudest); "
                "record it anew, with the microphone on",
                question=question,
                loudest=loudest,
            )
        )
    seconds = len(pcm) / HEARING_RATE
    notes = [note for note in (incomplete(question),) if note]
    if seconds > LONG and not _speaks(pcm, threshold):
        notes.append(
            _(
                "no speech is found in {question} at a first look; it is heard to its end all the "
                "same, which takes {seconds:.0f} min: Ctrl-C ends it",
                question=question,
                seconds=seconds / 60,
            )
        )
    return QuestionRecording(question.resolve(), seconds, tuple(notes))


def _loudest(pcm: Pcm) -> float:
    """Level in dBFS of the loudest 10 ms."""
    from audio.frames import SILENT_DBFS, levels

    minute = 60 * HEARING_RATE
    minutes = (levels(pcm[at : at + minute], FRAME) for at in range(0, len(pcm), minute))
    return max(float(each.max(initial=SILENT_DBFS)) for each in minutes)


def _speaks(pcm: Pcm, threshold: float) -> bool:
    """Whether the VAD finds speech anywhere."""
    from audio.vad import CHUNK, SpeechDetector

    detector = SpeechDetector()
    judged = (detector.process(pcm[at : at + CHUNK]) for at in range(0, len(pcm), CHUNK))
    return any(each is not None and each[0] >= threshold for each in judged)


def need_place(reply: Path, questions: Sequence[Path]) -> None:
    """Raise RehearsalError if `reply` cannot be written, or would overwrite a question."""
    if reply.is_symlink():
        raise RehearsalError(
            _(
                "cannot write {reply}: it is a link to {readlink}; give the name of a file",
                reply=reply,
                readlink=reply.readlink(),
            )
        )
    if reply.is_dir():
        raise RehearsalError(_("cannot write {reply}: it is a folder; give the name of a file in it", reply=reply))
    if reply.is_fifo() or reply.is_socket():
        raise RehearsalError(
            _("cannot write {reply}: a WAV cannot be written into a pipe; give the name of a file", reply=reply)
        )
    if reply.exists() and not reply.is_file():
        raise RehearsalError(_("cannot write {reply}: it is a device; give the name of a file", reply=reply))
    folder = reply.absolute().parent
    if not folder.is_dir():
        raise RehearsalError(_("cannot write {reply}: there is no folder {folder}", reply=reply, folder=folder))
    if not os.access(reply if reply.exists() else folder, os.W_OK):
        raise RehearsalError(_("cannot write {reply}: no permission, or the disk is read-only", reply=reply))
    if any(reply.exists() and reply.samefile(question) for question in questions if question.exists()):
        raise RehearsalError(_("{reply} is the question itself, which the answer would overwrite", reply=reply))


def save(answer: OfflineAnswer, path: Path) -> None:
    """Write the reply's sound as a WAV file. Raises RehearsalError when there is none or it cannot be written."""
    import numpy as np

    from audio.wavefile import WavError, write_wav

    if not answer.pcm:
        heard = answer.exchange.heard
        if heard or answer.problem:
            raise RehearsalError(answer.problem or _('nothing was said in answer to "{heard}"', heard=heard))
        raise RehearsalError(_("no speech was heard in the question; is it silent, or very soft?"))
    try:
        write_wav(path, np.frombuffer(answer.pcm, "<i2"), answer.rate)
    except WavError as err:
        said = _('; the answer was "{said}"', said=answer.exchange.said) if answer.exchange.said else ""
        raise RehearsalError(_("cannot write {why}{said}", why=err, said=said)) from err


def with_files(settings: Settings) -> Settings:
    """The same settings, with files in place of the microphone and without a history."""
    sound = settings.sound.model_copy(update={"backend": "wav", "wav_input": None, "wav_pace": "real"})
    listening = settings.listening.model_copy(update={"at_start": False, "mode": "always"})
    history = settings.history.model_copy(update={"keep": False})
    return settings.model_copy(update={"sound": sound, "listening": listening, "history": history})


async def _rehearse(
    settings: Settings, questions: Sequence[QuestionRecording], on_event: Listener | None
) -> list[OfflineAnswer]:
    answers = []
    async with running(settings, adapter(settings.benchmark)) as daemon:
        await asyncio.wait_for(daemon.ready(), LOADING)
        daemon.conversation.listen(True)
        for question in questions:
            answers.append(await _ask(daemon, question.path, question.seconds, on_event))
            answers[-1].notes = question.notes
    return answers


async def _ask(daemon: Daemon, question: Path, seconds: float, on_event: Listener | None) -> OfflineAnswer:
    answer = OfflineAnswer(tier=daemon.selection.tier)
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    began = interrupted = loop.time()

    def note(event: Event) -> None:
        nonlocal interrupted
        if on_event is not None:
            on_event(event)
        match event:
            case StateChanged(state="overlap"):
                interrupted = loop.time()
            case QuestionHeard():
                answer.update(turn=event.turn, heard=event.text, language=event.language)
            case RouteTaken():  # another one than the chosen, where that could not answer
                answer.tier = event.tier
            case TurnTimed():
                answer.update(timings_ms=dict(event.ms))
            case ReplyDone():
                answer.update(said=event.text, interrupted=event.interrupted)
                answer.pcm = answer.pcm[: 2 * event.played]
                used = (interrupted if event.interrupted else loop.time()) - began
                answer.unused_s = round(max(0.0, seconds - used), 1)
                done.set()
            case ProblemOccurred():
                answer.problem = event.text

    def collect(command: Command) -> None:
        if isinstance(command, Play):
            answer.pcm += command.pcm
            answer.rate = command.rate

    with daemon.listening_in(note, collect):
        if on_event is not None:
            on_event(QuestionPlayed(question.name, seconds))
        daemon.sound.send(Hear(str(question)))
        await _until_answered(daemon, done, seconds)
    return answer


async def _until_answered(daemon: Daemon, done: asyncio.Event, seconds: float) -> None:
    """Wait for the end of the reply, or until it is clear that none will come."""
    loop = asyncio.get_running_loop()
    asked = loop.time() + seconds
    while loop.time() < asked + ANSWER_WITHIN:
        try:
            await asyncio.wait_for(done.wait(), NOTHING_HEARD_AFTER)
        except TimeoutError:
            if daemon.conversation.phase is Phase.LISTENING and loop.time() > asked + NOTHING_HEARD_AFTER:
                return
        else:
            return
