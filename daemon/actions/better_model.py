"""Fetches the models that suit this machine: asked about with their size, only after a yes, and in the background."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from config.catalogue import catalogue
from config.errors import UserError
from config.settings import Settings
from config.texts import _
from daemon.actions.doer import ActionResult, CannotDo
from daemon.actions.texts import say
from daemon.control.events import DownloadProgress, Event, ProblemOccurred
from daemon.routing.recommended import to_pull
from daemon.skills.actions.intents import ActionIntent, BetterModel
from daemon.skills.actions.questions import ActionQuestion
from daemon.skills.spell import spell, spell_decimal

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "daemon.cli", "models", "pull", "recommended", "--yes", "--json", "--progress")
"""A process of its own: what talks to the hub is heavy, and a download outlives no daemon."""
_NICE = 10
"""Speech comes before hashing."""
_LAST_MOMENT = 3.0
"""Seconds for which the end of the daemon waits for the command to leave its files in order."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is recommended for this machine and not here yet."""

    ids: tuple[str, ...]
    size: int
    """Bytes of all together."""


class Announce(Protocol):
    def __call__(self, text: str, language: str) -> None: ...


class BetterModels:
    """The doer of `BetterModel`. Owns the one download."""

    does = (BetterModel,)

    def __init__(
        self,
        settings: Settings,
        group: asyncio.TaskGroup,
        publish: Callable[[Event], None],
        announce: Announce,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """`announce` says how the download has ended, when nobody speaks."""
        self._settings = settings
        self._group = group
        self._publish = publish
        self._announce = announce
        self._command = command
        self._download: asyncio.Task[None] | None = None
        self._come = 0

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        assert isinstance(action, BetterModel)
        try:
            wanted = await asyncio.to_thread(_wanted, self._settings)
        except UserError as err:
            raise CannotDo(say("models_failed", language)) from err
        if self._download is not None:
            percent = spell(min(100, 100 * self._come // max(1, wanted.size)), language)
            return ActionResult(say("models_coming", language, percent=percent))
        if not wanted.ids:
            return ActionResult(say("models_here", language))
        if action.agreed != wanted.ids:
            text = say("models_ask", language, size=spoken_size(wanted.size, language))
            return ActionResult(text, question=ActionQuestion(text, consent=BetterModel(wanted.ids)))
        self._download = self._group.create_task(self._fetch(wanted, language))
        return ActionResult(say("models_begun", language), changed=True, take_back=self.close)

    async def close(self) -> None:
        """Ends the download, if there is one. What has come stays, and the next download goes on from there."""
        if self._download is not None:
            self._download.cancel()
            await asyncio.wait((self._download,))

    async def _fetch(self, wanted: Wanted, language: str) -> None:
        self._come = 0
        self._tell("running", wanted)
        ended, problem, text = "failed", "stopped", ""
        try:
            found, problem = await self._run(wanted)
            ended = "failed" if found is None else "done"
            text = "models_failed" if found is None else "models_next_start" if found.get("settings") else "models_done"
        except OSError as err:
            problem, text = str(err), "models_failed"
        finally:  # when it was cancelled, too
            self._download = None
            self._tell(ended, wanted, problem)
        if ended == "failed":
            self._publish(ProblemOccurred(_("the models could not be fetched: {why}", why=problem)))
        self._announce(say(text, language), language)

    async def _run(self, wanted: Wanted) -> tuple[dict[str, Any] | None, str]:
        """Runs the command to its end. Returns its document, None when it failed, and why."""
        process = await asyncio.create_subprocess_exec(*self._command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
        assert process.stdout is not None
        assert process.stderr is not None
        with suppress(OSError):  # it may be over already
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
        try:
            document = asyncio.create_task(process.stdout.read())
            complaint = ""
            async for line in process.stderr:
                if line.startswith(b'{"percent": '):
                    self._come = wanted.size * int(json.loads(line)["percent"]) // 100
                    self._tell("running", wanted)
                else:
                    complaint = line.decode(errors="replace").strip() or complaint
            written = await document
            code = await process.wait()
        finally:
            await _end(process)
        try:
            found: dict[str, Any] = json.loads(written)
        except ValueError:
            found = {}
        if code == 0:
            return found, ""
        why = str(found.get("error") or complaint.removeprefix("sarai: ") or _("exit code {code}", code=code))
        return None, "; ".join(dict.fromkeys(why.split("; ")))  # each model complains of the same

    def _tell(self, state: str, wanted: Wanted, problem: str = "") -> None:
        come = wanted.size if state == "done" else self._come
        self._publish(DownloadProgress(state, come, wanted.size, problem))


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
        try:
            async with asyncio.timeout(_LAST_MOMENT):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def _wanted(settings: Settings) -> Wanted:
    ids = tuple(to_pull(settings))
    return Wanted(ids, sum(catalogue()[each].size for each in ids))


def spoken_size(size: int, language: str) -> str:
    """Returns a size in words: "two point seven gigabytes", "two hundred megabytes"."""
    if size >= 950_000_000:
        count, unit = round(size / 1e9, 1), "gigabyte"
    else:
        count, unit = float(max(1, round(size / 1e6))), "megabyte"
    whole = count == int(count)
    number = spell(int(count), language, before_noun=True) if whole else spell_decimal(count, language)
    return f"{number} {unit}{'' if count == 1 else 's'}"
