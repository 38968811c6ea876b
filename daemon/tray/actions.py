"""Carries out clicks on the icon and its menu."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from config import paths
from config.errors import UserError
from config.remember import remember
from config.texts import _
from daemon.cli import opening
from daemon.control import start
from daemon.control.async_client import BROKEN, DaemonRefused, events
from daemon.control.client import call
from daemon.control.events import LevelMeasured
from daemon.tray import files
from daemon.tray.first_steps import SILENT, MicrophoneCheck, Step
from daemon.tray.model import TrayModel
from daemon.tray.texts import Texts
from daemon.tray.view import Action

UP = 30.0
"""Seconds a daemon has to answer after its start; it answers before it loads a model."""
SPEAK = 8.0
"""Seconds the user has to say something into the microphone."""
TURNS = 1000
"""Turns of the history that are shown, the latest ones."""


class Shell(Protocol):
    """The part of the tray that the actions use. `tray.Tray` implements it."""

    model: TrayModel
    texts: Texts
    running: asyncio.Event
    step: Step

    def show(self) -> None: ...
    async def tell(self, name: str, *values: object) -> None: ...
    async def tell_plainly(self, text: str) -> None: ...
    def speak(self, language: str) -> None: ...
    def advance(self) -> None: ...
    def set_step(self, step: Step) -> None: ...
    def quit(self) -> None: ...


class Actions:
    """Carries out actions, and removes at the end the private files that it has shown."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._shown: list[Path] = []
        self._choosing = asyncio.Lock()  # on a slow disk, too, the last one chosen is the one that is remembered

    def close(self) -> None:
        """Removes the private files that were shown."""
        for path in self._shown:
            path.unlink(missing_ok=True)

    async def carry_out(self, action: Action) -> None:
        """Carries out one action. Raises UserError, OSError."""
        doing: dict[str, Callable[[], Awaitable[None]]] = {
            "start": self._start,
            "tier": lambda: self._tier(action.argument),
            "language": lambda: self._language(action.argument),
            "voice": lambda: self._voice(action.argument),
            "answer": lambda: self._answer(action.argument == "yes"),
            "last": self._last,
            "history": self._history,
            "config": self._config,
            "doctor": self._doctor,
            "stop_daemon": self._stop_daemon,
            "quit": self._quit,
            "no_menu": self._no_menu,
            "first_microphone": self._microphone,
            "first_language": lambda: self._first_language(action.argument),
            "first_models": self._models,
            "first_skip": self._skip,
        }
        if action.name in doing:
            await doing[action.name]()
        else:  # toggle, listen, mute, stop
            await self._ask(action.name)

    async def _ask(self, method: str, **params: Any) -> Any:
        return await asyncio.to_thread(call, method, params, 30.0)

    # ------------------------------------------------------------------------------------------------------ the daemon

    async def _start(self) -> None:
        shell = self._shell
        shell.model.starting = True
        shell.show()
        try:
            pid = await asyncio.to_thread(start.start)
            up = asyncio.ensure_future(shell.running.wait())
            down = asyncio.ensure_future(start.ended(pid) if pid is not None else asyncio.Event().wait())
            await asyncio.wait((up, down), timeout=UP, return_when=asyncio.FIRST_COMPLETED)
            up.cancel()
            down.cancel()
            if not shell.running.is_set():
                await shell.tell("no_start", await asyncio.to_thread(start.why_not))
        except UserError as err:
            await shell.tell("no_start", err)
        finally:
            shell.model.starting = False
            shell.show()

    async def _answer(self, yes: bool) -> None:
        await self._ask("answer", yes=yes)

    async def _stop_daemon(self) -> None:
        await self._ask("shutdown")

    async def _quit(self) -> None:
        self._shell.quit()

    async def _no_menu(self) -> None:
        await self._shell.tell("no_menu")

    async def _tier(self, name: str) -> None:
        note = (await self._ask("tier", name=name)).get("note")
        if note:
            await self._shell.tell_plainly(str(note))

    async def _language(self, name: str) -> None:
        async with self._choosing:
            await self._ask("language", name=name)
            await self._remember("speaking.language", name)

    async def _voice(self, chosen: str) -> None:
        language, _, name = chosen.partition(":")
        async with self._choosing:
            answer = await self._ask("voice", name=name, language=language)
            for setting in answer["settings"]:
                await self._remember(setting, answer["voice"])

    async def _remember(self, setting: str, value: str) -> None:
        try:
            await asyncio.to_thread(remember, setting, value)
        except UserError as err:
            await self._shell.tell("not_remembered", err)

    # ------------------------------------------------------------------------------------------------------- to look at

    async def _last(self) -> None:
        shell, texts = self._shell, self._shell.texts
        reply = shell.model.reply or texts("no_reply")
        await shell.tell_plainly(f"{texts('you', shell.model.heard)}\n{texts('it', reply)}")

    async def _history(self) -> None:
        code, out, problem = await self._sarai("history", "-n", str(TURNS))
        if code != 0:
            raise UserError(problem)
        if not json.loads((await self._sarai("history", "-n", "1", "--json"))[1]).get("turns"):
            await self._shell.tell("no_history")
            return
        await self._show("history.txt", out)

    async def _config(self) -> None:
        await self._open(await asyncio.to_thread(opening.settings_file))

    async def _doctor(self) -> None:
        from daemon.doctor.finding import Finding, lines, summary

        await self._shell.tell("examining")
        _, out, problem = await self._sarai("doctor", "--json")
        try:
            findings = [Finding(**each) for each in json.loads(out)["findings"]]
        except (ValueError, TypeError, KeyError) as err:
            raise UserError(problem) from err
        report = [line for finding in findings for line in lines(finding, colour=False)]
        await self._show("doctor.txt", "\n".join([*report, "", summary(findings), ""]))
        states = [finding.status for finding in findings]
        broken, doubtful = states.count("broken"), states.count("warning")
        if broken or doubtful:
            await self._shell.tell("found", broken, doubtful)
        else:
            await self._shell.tell("all_well")

    async def _show(self, name: str, text: str) -> None:
        path = await asyncio.to_thread(files.write_private, name, text)
        if path not in self._shown:
            self._shown.append(path)
        await self._open(path)

    async def _open(self, path: Path) -> None:
        if not await asyncio.to_thread(opening.open_file, path):
            await self._shell.tell("no_opener", path)

    # ------------------------------------------------------------------------------------------------------ first steps

    async def _microphone(self) -> None:
        shell = self._shell
        if not shell.model.running:
            await self._start()
            if not shell.model.running:
                return
        was_off = not shell.model.listening
        await self._ask("listen")
        await shell.tell("mic_say")
        check = MicrophoneCheck()
        heard = await _listen(check)
        problem = shell.model.daemon.problems.device  # closed, it is no problem any more
        if was_off:
            await self._ask("mute")
        if heard:
            shell.advance()
            await shell.tell("mic_good")
        elif problem and check.loudest < SILENT:
            await shell.tell("mic_none", problem)
        else:
            await shell.tell("mic_quiet", f"{check.loudest:.0f} dB")

    async def _first_language(self, name: str) -> None:
        await self._language(name)
        self._shell.advance()
        await self._shell.tell("language_set", self._shell.texts(f"language_{name}"))
        await self._offer()

    async def _offer(self) -> None:
        offer = await asyncio.to_thread(_offered)
        if offer is None:
            self._shell.set_step(Step.DONE)
            await self._shell.tell("models_all_here")
        else:
            await self._shell.tell("starter_offer" if offer.starter else "models_offer", offer.size, offer.named)

    async def _models(self) -> None:
        """Fetches what has been offered, and offers the next."""
        shell = self._shell
        offer = await asyncio.to_thread(_offered)
        if offer is not None:
            await shell.tell("models_coming", offer.size)
            wanted = offer.ids if offer.starter else ("recommended",)
            try:
                code, _, problem = await self._sarai("models", "pull", *wanted, "--yes", "--json", "--progress")
            finally:
                self._came(None)
            if code != 0:
                await shell.tell("models_failed", problem)
                return
            if offer.starter:
                await shell.tell("starter_here")
                if shell.step is Step.MODELS:  # not skipped meanwhile
                    await self._offer()
                return
        shell.set_step(Step.DONE)
        await shell.tell("models_here" if offer is not None else "models_all_here")

    def _came(self, percent: int | None) -> None:
        self._shell.model.coming = percent
        self._shell.show()

    async def _skip(self) -> None:
        self._shell.set_step(Step.DONE)

    # ---------------------------------------------------------------------------------------------------------- helpers

    async def _sarai(self, *arguments: str) -> tuple[int, str, str]:
        """Runs a `sarai` command, and shows its progress. Returns its exit code, its output, and what it complains of: with
        --json its key `error`, else the last line of standard error."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "daemon.cli", *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            out, problem = await asyncio.gather(process.stdout.read(), self._complaint(process.stderr))
            code = await process.wait()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        answer = out.decode(errors="replace")
        with suppress(ValueError, KeyError, TypeError):  # it printed no JSON, or one without a complaint
            problem = str(json.loads(answer)["error"])
        return code, answer, problem or _("exit code {code}", code=code)

    async def _complaint(self, stderr: asyncio.StreamReader) -> str:
        """Reads what a command says beside its output: shows its progress, returns the last line of the rest."""
        last = ""
        async for line in stderr:
            if (percent := _percent(line)) is not None:
                self._came(percent)
            else:
                last = line.decode(errors="replace").strip() or last
        return last.removeprefix("sarai: ")


async def _listen(check: MicrophoneCheck) -> bool:
    """Returns whether somebody speaks into the microphone within SPEAK seconds. Raises UserError."""
    try:
        async with asyncio.timeout(SPEAK), aclosing(events(paths.control_socket(), levels=True)) as stream:
            async for event in stream:
                if isinstance(event, LevelMeasured) and check.take(event.dbfs, event.speech):
                    return True
    except TimeoutError:
        return False
    except (*BROKEN, DaemonRefused) as err:
        raise UserError(_("the connection to sarai broke")) from err
    return False


def _percent(line: bytes) -> int | None:
    """Reads a line of `--progress`; returns None for any other."""
    try:
        percent = json.loads(line)["percent"]
    except (ValueError, TypeError, KeyError):
        return None
    return percent if isinstance(percent, int) else None


@dataclass(frozen=True, slots=True)
class _Offer:
    """Models that are missing here."""

    ids: tuple[str, ...]
    starter: bool
    """They are of the starter set, which comes before the recommended one."""
    size: str
    """Of their download, in words."""
    named: str
    """Their names; those of the starter set with their licences."""


def _offered() -> _Offer | None:
    """Returns what can be fetched next; None when all that suits this machine is here."""
    from config.catalogue import catalogue
    from config.load import load
    from config.units import size
    from daemon.routing.parts import STARTER_SET
    from daemon.routing.recommended import places_for, to_pull
    from models.store.find import resolve
    from models.store.places import Missing

    settings, known = load(), catalogue()
    places, language = places_for(settings), settings.speaking.language
    suits = (each for each in STARTER_SET if language == "auto" or known[each].understands(language))
    starters = tuple(each for each in suits if isinstance(resolve(each, places), Missing))
    ids = starters or tuple(to_pull(settings))
    if not ids:
        return None
    named = [f"{_(known[each].title)} ({known[each].terms})" for each in starters] or ids
    return _Offer(ids, bool(starters), size(sum(known[each].size for each in ids)), ", ".join(named))
