"""Composes the tray: events of the daemon come in, a view goes out, clicks go to the actions."""

from __future__ import annotations

import asyncio
import logging
import os
import sys

from config import paths
from config.errors import UserError
from config.load import load
from config.locale import shown_language
from daemon.control.async_client import follow
from daemon.control.events import Event
from daemon.tray import first_steps, menu
from daemon.tray.actions import Actions
from daemon.tray.first_steps import Step
from daemon.tray.model import TrayModel
from daemon.tray.notifications import Notifications
from daemon.tray.texts import Texts
from daemon.tray.view import Action, NoTray, Surface

log = logging.getLogger(__name__)


class Tray:
    """One icon in the tray, until `quit`."""

    def __init__(self, surface: Surface) -> None:
        self.model = TrayModel()
        self.texts = Texts(shown_language(_setting(), os.environ))
        self.step = first_steps.remembered()
        self.running = asyncio.Event()
        """Set while the daemon answers."""
        self._surface = surface
        self._notifications = Notifications(lambda text: print(f"sarai: {text}", file=sys.stderr, flush=True))
        self._actions = Actions(self)
        self._quit = asyncio.Event()
        self._busy: set[Action] = set()
        self._group: asyncio.TaskGroup
        self._refused = ""

    async def run(self) -> None:
        """Shows the icon until `quit`. Raises NoTray where the desktop has no place for one."""
        self.show()
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                tasks = [
                    group.create_task(self._surface.run(self.clicked)),
                    group.create_task(follow(paths.control_socket(), self._event, self._gone)),
                ]
                if self.step is not Step.DONE:
                    group.create_task(self.tell("first_hello"))
                await self._quit.wait()
                for task in tasks:
                    task.cancel()
        except ExceptionGroup as group:
            gone = group.subgroup(NoTray)
            if gone is None:
                raise
            raise NoTray(str(gone.exceptions[0])) from group
        finally:
            await self._notifications.close()
            self._actions.close()

    def quit(self) -> None:
        self._quit.set()

    def show(self) -> None:
        self._surface.show(menu.view(self.model, self.texts, self.step))

    async def tell(self, name: str, *values: object) -> None:
        """Shows a notification with one of the tray's texts."""
        await self._notifications.show(self.texts(name, *values), self.model.face)

    async def tell_plainly(self, text: str) -> None:
        """Shows a notification with a text from elsewhere."""
        await self._notifications.show(text, self.model.face)

    def speak(self, language: str) -> None:
        """Shows everything in that language from now on; "auto" means that of the locale."""
        self.texts = Texts(shown_language(language, os.environ))
        self.show()

    def advance(self) -> None:
        """Goes on to the next of the first steps."""
        self.set_step(self.step.after())

    def set_step(self, step: Step) -> None:
        self.step = step
        try:
            first_steps.remember(step)
        except (OSError, UserError) as err:
            log.warning("the first steps will come again: %s", err)
        self.show()

    # --------------------------------------------------------------------------------------------------------- inputs

    def clicked(self, action: Action) -> None:
        """Takes a click, in the event loop's thread. Ignores a repeated click while the first is carried out."""
        if action not in self._busy:
            self._busy.add(action)
            self._group.create_task(self._carry_out(action))

    async def _carry_out(self, action: Action) -> None:
        try:
            await self._actions.carry_out(action)
        except UserError as err:
            await self.tell("failed", err)
        except OSError as err:
            await self.tell("failed", err.strerror or err)
        except Exception as err:
            log.exception("%s failed", action)
            await self.tell("failed", type(err).__name__)
        finally:
            self._busy.discard(action)

    def _event(self, event: Event) -> None:
        before = self.model.language
        self.model.update(event)
        if self.model.running:
            self.running.set()
        if self.model.language != before:
            self.speak(self.model.language)
        self.show()

    def _gone(self, reason: str) -> None:
        self.running.clear()
        self.model.gone()
        self.show()
        if reason and reason != self._refused:
            log.warning("the daemon does not want the tray: %s", reason)
        self._refused = reason


def _setting() -> str:
    try:
        return load().speaking.language
    except UserError:
        return "auto"  # the daemon and `sarai config check` complain of it
