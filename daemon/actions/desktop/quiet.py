"""Do not disturb: the desktop's notifications are held back, in the way of the server that shows them."""

from __future__ import annotations

import logging

from daemon.actions.desktop.buses import session_bus
from daemon.actions.doer import ActionResult, CannotDo
from daemon.actions.texts import say
from daemon.desktop.notifications import PATH, SERVICE
from daemon.desktop.programs import ProgramError, here, run
from daemon.skills.actions.intents import ActionIntent, DoNotDisturb

log = logging.getLogger(__name__)

DUNST = "org.dunstproject.cmd0"
_GNOME = ("gsettings", "set", "org.gnome.desktop.notifications", "show-banners")


class Quiet:
    """The doer of do not disturb. Knows GNOME, dunst, mako, swaync and Xfce."""

    does = (DoNotDisturb,)

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        assert isinstance(action, DoNotDisturb)
        await _switch(action.on, language)

        async def take_back() -> None:
            await _switch(not action.on, language)

        said = say("quiet" if action.on else "not_quiet", language)
        return ActionResult(said, changed=True, take_back=take_back)


async def _switch(on: bool, language: str) -> None:
    async with session_bus(language) as bus:
        name = str((await bus.call(SERVICE, PATH, SERVICE, "GetServerInformation"))[0])
        if name == "dunst":
            await bus.set(SERVICE, PATH, DUNST, "paused", "b", on)
            return
    command = _command(name, on)
    if command is None or not here(command[0]):
        log.info("no do-not-disturb is known for %s", name)
        raise CannotDo(say("no_quiet", language))
    try:
        await run(*command)
    except ProgramError as err:
        log.info("%s", err)
        raise CannotDo(say("no_quiet", language)) from err


def _command(server: str, on: bool) -> tuple[str, ...] | None:
    """Returns the command that switches it at a notification server; None for an unknown one."""
    match server:
        case "gnome-shell":
            return (*_GNOME, "false" if on else "true")
        case "mako":
            return ("makoctl", "mode", "-a" if on else "-r", "do-not-disturb")
        case "SwayNotificationCenter":
            return ("swaync-client", "--dnd-on" if on else "--dnd-off", "--skip-wait")
        case "Xfce Notify Daemon":
            return (
                "xfconf-query",
                "-c",
                "xfce4-notifyd",
                "-p",
                "/do-not-disturb",
                "-n",
                "-t",
                "bool",
                "-s",
                str(on).lower(),
            )
    return None
