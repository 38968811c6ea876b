"""Starts what `sarai run`, `sarai talk` and `sarai demo` run."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config import paths
from config.errors import UserError
from config.probe import ProbeFailed, probe
from config.settings import Settings
from config.texts import _
from daemon.app.daemon import Daemon, running
from daemon.app.methods import ControlMethods
from daemon.app.status import version
from daemon.cli.output import doing
from daemon.cli.parser import print_json, print_json_line
from daemon.control.events import Event, ProblemOccurred, QuestionHeard, ReplyDone
from daemon.control.parameters import method_table
from daemon.control.server import ControlServer
from daemon.control.systemd import notify, watchdog_interval
from daemon.tiers.scripted import adapter

if TYPE_CHECKING:
    from daemon.app.offline import Listener, QuestionPlayed, RecordingNote

Show = Callable[[Daemon], Coroutine[Any, Any, None]]
"""What shows the daemon's events until it is cancelled."""
RECOVERY = 60.0
"""Seconds in which the sound worker must be back. A closed or unplugged microphone is no fault: the worker stays."""
QUESTIONS = Path(__file__).parent / "demo"
"""Three spoken questions (made with flite): the third depends on the first."""


def run(settings: Settings, show: Show, *, demo_without_sound: bool = False) -> int:
    """Runs the daemon in the foreground until SIGTERM, SIGINT, SIGHUP or `shutdown`. Returns the exit code."""
    _begin_log(settings.log.level)
    if demo_without_sound:
        found, problem = probe_sound()
        if not found:
            print(_("No sound card to talk through: {problem}", problem=problem))
            print(_("So here is a conversation from files instead.") + "\n")
            return demo(settings, Path("out"))
    asyncio.run(serve(settings, show))
    return 0


async def serve(settings: Settings, show: Show) -> None:
    loop = asyncio.get_running_loop()
    # The socket first: a second daemon must not load models before it finds that it is one. Clients wait for `open`.
    async with ControlServer(paths.control_socket()) as control, asyncio.TaskGroup() as group:
        async with running(settings, adapter(settings.benchmark)) as daemon:
            control.open(method_table(ControlMethods(daemon)), daemon.hub, version())
            ends = [signal.SIGTERM, signal.SIGINT]
            if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup: it outlives its terminal
                ends.append(signal.SIGHUP)
            for each in ends:
                loop.add_signal_handler(each, daemon.stop)
            gc.freeze()  # what was built lives as long as the process; to look through it holds up speech for 10-20 ms
            notify("READY=1", f"STATUS={_('starting')}")
            sidekicks = [group.create_task(feed_watchdog(daemon)), group.create_task(show(daemon))]
            await daemon.stopped()
        notify("STOPPING=1")
        for task in sidekicks:
            task.cancel()


async def feed_watchdog(daemon: Daemon) -> None:
    """Sends signs of life to systemd while the event loop turns and sound works or is being restored."""
    interval = watchdog_interval()
    if interval is None:
        return
    while True:
        missing = daemon.sound.missing
        if missing < RECOVERY:
            doing_what = _("{doing}, tier {tier}", doing=doing(daemon.status()), tier=daemon.selection.tier)
            notify("WATCHDOG=1", f"STATUS={doing_what}")
        else:
            notify(f"STATUS={_('sound has not come back for {seconds:.0f} s', seconds=missing)}")
        await asyncio.sleep(interval)


async def show_live(daemon: Daemon) -> None:
    """Draws the live view, for people at a terminal."""
    from daemon.cli.live import show

    with daemon.hub.subscribe(levels=True) as events:
        await show(events)


async def show_lines(daemon: Daemon) -> None:
    """Writes what a log needs to standard error: that it is ready, and what is wrong. No words that anybody said.

    What cannot be written, to a file on a full disk, is left out."""
    from daemon.cli.live_lines import LogLines

    listening = daemon.settings.listening
    lines = LogLines(listening.at_start and listening.mode != "push")
    with daemon.hub.subscribe() as events:
        async for event in events:
            for line in lines.take(event):
                with suppress(OSError):
                    print(f"sarai: {line}", file=sys.stderr, flush=True)


async def show_json(daemon: Daemon) -> None:
    """Prints each event as one line of JSON, as `sarai events --json` does."""
    with daemon.hub.subscribe() as events:
        async for event in events:
            with suppress(OSError):
                print_json_line(event.to_json())


def probe_sound() -> tuple[bool, str]:
    """Returns whether there is a sound card, and if not, why."""
    code = "import json; from audio.devices import sound_available; print(json.dumps(sound_available()))"
    try:
        found, problem = probe("-c", code, timeout=15.0)
    except (ProbeFailed, ValueError, TypeError):
        return False, _("the sound system does not answer; `sarai doctor` tells more")
    return bool(found), str(problem)


def talk(settings: Settings, question: Path, reply: Path | None, on_event: Listener | None = None) -> dict[str, Any]:
    """Runs one spoken turn from a file through the real pipeline, and writes the reply's sound to `reply`."""
    from daemon.app.offline import need_place, rehearse, save

    _begin_log(settings.log.level)
    if reply is not None:
        need_place(reply, [question])
    answer = rehearse(settings, [question], on_event)[0]
    if reply is not None:
        save(answer, reply)
    return answer.public()


def demo(settings: Settings, out: Path, *, as_json: bool = False) -> int:
    """Asks three spoken questions, and prints the answers and their latencies. Returns the exit code."""
    from daemon.app.offline import need_place, rehearse, save
    from daemon.cli.output import timings_table

    questions = sorted(QUESTIONS.glob("*.wav"))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as err:
        raise UserError(
            _("cannot make the folder {out}: a file is in its place; give another with -o", out=out)
        ) from err
    except OSError as err:
        raise UserError(_("cannot make the folder {out}: {why}", out=out, why=err.strerror)) from err
    for question in questions:
        need_place(out / f"reply-{question.name}", questions)
    if not as_json:
        asking = _(
            "Asking {count} spoken questions ({folder}); the models are loading ...",
            count=len(questions),
            folder=QUESTIONS,
        )
        print(asking, flush=True)
    answers = rehearse(settings, questions, None if as_json else say_what_happens)
    for question, answer in zip(questions, answers, strict=True):
        save(answer, out / f"reply-{question.name}")
    unanswered = [
        question.name for question, answer in zip(questions, answers, strict=True) if not answer.exchange.said
    ]
    if as_json:
        files = [str(out / f"reply-{question.name}") for question in questions]
        turns = [answer.public() | {"audio": file} for answer, file in zip(answers, files, strict=True)]
        failed = {"error": _("not answered: {files}", files=", ".join(unanswered))} if unanswered else {}
        print_json({"turns": turns, "folder": str(out), **failed})
        return 1 if unanswered else 0
    print()
    print(timings_table([answer.public() for answer in answers]))
    print("\n" + _("The replies can be listened to in {folder}/", folder=out))
    if unanswered:
        print(_("not answered: {files}", files=", ".join(unanswered)), file=sys.stderr)
    return 1 if unanswered else 0


def say_what_happens(event: Event | RecordingNote | QuestionPlayed) -> None:
    match event:
        case QuestionHeard():
            print(f"  {_('you') + ':':6} {event.text}", flush=True)
        case ReplyDone():
            print(f"  sarai: {event.text}", flush=True)
        case ProblemOccurred():
            print(f"  !      {event.text}", flush=True)


def _begin_log(level: str) -> None:
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s")
