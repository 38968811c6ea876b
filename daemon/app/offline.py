"""Spoken questions from files through the real pipeline, in real time: `sarai talk` and `sarai demo`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio.events import Command, Hear, Play
from config.constants import FRAME, HEARING_RATE
from config.errors import UserError
from config.settings import Settings
from daemon.app.attachments import incomplete
from daemon.app.daemon import Daemon
from daemon.conversation.turn import Phase

if TYPE_CHECKING:
    from audio.frames import Pcm

Listener = Callable[[dict[str, Any]], None]

LOADING = 120.0
"""Seconds the models may take to load."""
NOTHING_HEARD_AFTER = 3.0
"""Seconds without anything going on after the file's end: no speech was found in it."""
ANSWER_WITHIN = 300.0
"""Seconds an answer may take; a large model on a small machine is slow, but not for ever."""

LONG = 60.0
"""Seconds of a question from which on it is looked through for speech before it is heard."""
_INAUDIBLE = -71.0
"""dBFS in 10 ms: what stays below it stays below `audio.frames.QUIETEST`, whichever way it is cut into chunks."""


class RehearsalError(UserError):
    """The question cannot be asked; one line for the user."""


@dataclass(frozen=True, slots=True)
class QuestionRecording:
    """A question's file, looked at."""

    path: Path
    """Absolute."""
    seconds: float
    notes: tuple[str, ...]
    """What the user should know of it, in one line each."""


@dataclass(slots=True)
class OfflineAnswer:
    """What came of one question; `sarai talk --json` prints it."""

    heard: str = ""
    reply: str = ""
    tier: str = ""
    language: str = ""
    interrupted: bool = False
    timings_ms: dict[str, float] = field(default_factory=dict)
    problem: str = ""
    unused_s: float = 0.0
    """Seconds of the question's file that came too late for this answer."""
    notes: tuple[str, ...] = ()
    """What the user should know of the question's file: that it is cut short, that no speech was found in it."""
    pcm: bytes = b""
    """What was played: int16, mono."""
    rate: int = 16_000
    """Sample rate of `pcm` in Hz."""

    def public(self) -> dict[str, Any]:
        names = ("heard", "reply", "tier", "language", "interrupted", "timings_ms", "unused_s", "notes")
        return {name: getattr(self, name) for name in names} | ({"problem": self.problem} if self.problem else {})


def rehearse(settings: Settings, questions: Sequence[Path], on_event: Listener | None = None) -> list[OfflineAnswer]:
    """Ask the questions one after another, as one conversation. Raises RehearsalError for what cannot be asked."""
    recordings = [inspect_recording(question, settings.sound.vad_threshold) for question in questions]
    if on_event is not None:
        for note in [note for recording in recordings for note in recording.notes]:
            on_event({"kind": "note", "text": note})
    return asyncio.run(_rehearse(with_files(settings), recordings, on_event))


def inspect_recording(question: Path, threshold: float) -> QuestionRecording:
    """What can be told of a file before it is heard, which takes as long as it lasts. `threshold`: probability of speech
    from which something counts as speech. Raises RehearsalError for one in which nothing can be heard."""
    from audio.wavefile import WavError, read_wav

    try:
        pcm = read_wav(question)
    except WavError as err:
        raise RehearsalError(str(err)) from err
    loudest = _loudest(pcm)
    if loudest < _INAUDIBLE:
        raise RehearsalError(
            f"{question}: silent from beginning to end ({loudest:.0f} dBFS at its loudest); record it anew, with the "
            "microphone on"
        )
    seconds = len(pcm) / HEARING_RATE
    notes = [note for note in (incomplete(question),) if note]
    if seconds > LONG and not _speaks(pcm, threshold):
        notes.append(
            f"no speech is found in {question} at a first look; it is heard to its end all the same, which takes "
            f"{seconds / 60:.0f} min: Ctrl-C ends it"
        )
    return QuestionRecording(question.resolve(), seconds, tuple(notes))


def _loudest(pcm: Pcm) -> float:
    """Level in dBFS of the loudest 10 ms."""
    from audio.frames import SILENT_DBFS, levels

    minute = 60 * HEARING_RATE
    minutes = (levels(pcm[at : at + minute], FRAME) for at in range(0, len(pcm), minute))
    return max(float(each.max(initial=SILENT_DBFS)) for each in minutes)


def _speaks(pcm: Pcm, threshold: float) -> bool:
    """Whether the detector that will listen to it finds speech anywhere."""
    from audio.vad import CHUNK, SpeechDetector

    detector = SpeechDetector()
    judged = (detector.process(pcm[at : at + CHUNK]) for at in range(0, len(pcm), CHUNK))
    return any(each is not None and each[0] >= threshold for each in judged)


def need_place(reply: Path, questions: Sequence[Path]) -> None:
    """Before anything is asked: could `reply` be written, and would no question be lost by it? Raises RehearsalError."""
    if reply.is_dir():
        raise RehearsalError(f"cannot write {reply}: it is a folder; give the name of a file in it")
    if reply.is_fifo() or reply.is_socket():
        raise RehearsalError(f"cannot write {reply}: a WAV cannot be written into a pipe; give the name of a file")
    folder = reply.absolute().parent
    if not folder.is_dir():
        raise RehearsalError(f"cannot write {reply}: there is no folder {folder}")
    if not os.access(reply if reply.exists() else folder, os.W_OK):
        raise RehearsalError(f"cannot write {reply}: no permission, or the disk is read-only")
    if any(reply.exists() and reply.samefile(question) for question in questions if question.exists()):
        raise RehearsalError(f"{reply} is the question itself, which the answer would overwrite")


def save(answer: OfflineAnswer, path: Path) -> None:
    """Write the reply's sound as a WAV file. Raises RehearsalError when there is none or it cannot be written."""
    import numpy as np

    from audio.wavefile import WavError, write_wav

    if not answer.pcm:
        if answer.heard or answer.problem:
            raise RehearsalError(answer.problem or f'nothing was said in answer to "{answer.heard}"')
        raise RehearsalError("no speech was heard in the question; is it silent, or very soft?")
    try:
        write_wav(path, np.frombuffer(answer.pcm, "<i2"), answer.rate)
    except WavError as err:
        said = f'; the answer was "{answer.reply}"' if answer.reply else ""
        raise RehearsalError(f"cannot write {err}{said}") from err


def with_files(settings: Settings) -> Settings:
    """The same settings with files for a microphone."""
    sound = settings.sound.model_copy(update={"backend": "wav", "wav_input": None, "wav_pace": "real"})
    listening = settings.listening.model_copy(update={"at_start": False, "mode": "always"})
    history = settings.history.model_copy(update={"keep": False})
    return settings.model_copy(update={"sound": sound, "listening": listening, "history": history})


async def _rehearse(
    settings: Settings, questions: Sequence[QuestionRecording], on_event: Listener | None
) -> list[OfflineAnswer]:
    daemon = Daemon(settings)
    started = asyncio.Event()
    answers = []
    async with asyncio.TaskGroup() as group:
        group.create_task(daemon.run(started.set))
        try:
            await started.wait()
            await asyncio.wait_for(daemon.ready(), LOADING)
            daemon.conversation.listen(True)
            for question in questions:
                answers.append(await _ask(daemon, question.path, question.seconds, on_event))
                answers[-1].notes = question.notes
        finally:
            daemon.stop()
    return answers


async def _ask(daemon: Daemon, question: Path, seconds: float, on_event: Listener | None) -> OfflineAnswer:
    answer = OfflineAnswer(tier=daemon.selection.tier)
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    began = interrupted = loop.time()

    def note(event: dict[str, Any]) -> None:
        nonlocal interrupted
        if on_event is not None:
            on_event(event)
        match event["kind"]:
            case "state" if event["state"] == "overlap":
                interrupted = loop.time()
            case "heard":
                answer.heard, answer.language = event["text"], event["language"]
            case "route":  # another one than the chosen, where that could not answer
                answer.tier = event["tier"]
            case "timings":
                answer.timings_ms = event["ms"]
            case "reply_done":
                answer.reply, answer.interrupted = event["text"], event["interrupted"]
                answer.pcm = answer.pcm[: 2 * event["played"]]
                used = (interrupted if answer.interrupted else loop.time()) - began
                answer.unused_s = round(max(0.0, seconds - used), 1)
                done.set()
            case "problem":
                answer.problem = event["text"]

    def collect(command: Command) -> None:
        if isinstance(command, Play):
            answer.pcm += command.pcm
            answer.rate = command.rate

    with daemon.listening_in(note, collect):
        note({"kind": "question", "file": question.name, "seconds": seconds})
        daemon.conversation.ports.sound(Hear(str(question)))
        await _until_answered(daemon, done, seconds)
    return answer


async def _until_answered(daemon: Daemon, done: asyncio.Event, seconds: float) -> None:
    """Wait for the end of the reply, or until it is plain that there will be none."""
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
