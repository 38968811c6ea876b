"""Checks what the desktop session offers: the service manager, a place for the tray icon, and global shortcuts."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from pathlib import Path

from config.texts import N_, _, ngettext
from daemon.control.systemd import NoManager, ServiceState, lingers, service_state, user
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning

log = logging.getLogger(__name__)

ANSWERS = 5.0
"""Seconds in which a session bus that is well has answered."""
_WATCHER = "org.kde.StatusNotifierWatcher"
_BUS = "org.freedesktop.DBus"
_PATH = "/org/freedesktop/DBus"
_PORTAL = "org.freedesktop.portal.Desktop"
_PORTAL_PATH = "/org/freedesktop/portal/desktop"
_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_PROPERTIES = "org.freedesktop.DBus.Properties.Get"
_PORTAL_CLIENTS = (
    ("busctl", "--user", "get-property", _PORTAL, _PORTAL_PATH, _SHORTCUTS, "version"),
    (
        *("dbus-send", "--session", "--print-reply", f"--dest={_PORTAL}", _PORTAL_PATH, _PROPERTIES),
        *(f"string:{_SHORTCUTS}", "string:version"),
    ),
    ("gdbus", "call", "--session", "-d", _PORTAL, "-o", _PORTAL_PATH, "-m", _PROPERTIES, _SHORTCUTS, "version"),
)
_CLIENTS = (
    ("busctl", "--user", "call", _BUS, _PATH, _BUS, "NameHasOwner", "s", _WATCHER),
    ("dbus-send", "--session", "--print-reply", f"--dest={_BUS}", _PATH, f"{_BUS}.NameHasOwner", f"string:{_WATCHER}"),
    ("gdbus", "call", "--session", "-d", _BUS, "-o", _PATH, "-m", f"{_BUS}.NameHasOwner", _WATCHER),
)
"""Commands that ask the bus for a tray. Nearly every desktop has one of them, and none needs a library of ours."""


def service(around: Surroundings) -> list[Finding]:
    try:
        state = service_state()
    except NoManager as err:
        return [warning(N_("service"), str(err))]
    return [judge_service(state), judge_linger(lingers())]


def judge_service(state: ServiceState) -> Finding:
    name = N_("service")
    if not state.installed:
        return warning(name, _("not installed: it does not start with your session"), "sarai service install")
    if state.active == "failed":
        why = _("gave up ({result}); the log tells why", result=state.result)
        return broken(name, why, "journalctl --user -u sarai -n 30; systemctl --user restart sarai")
    if state.detail == "auto-restart":
        return broken(
            name,
            _("keeps failing ({result}) and is started again", result=state.result),
            "journalctl --user -u sarai -n 30",
        )
    if not state.enabled:
        return warning(
            name, _("{active}, but it does not start with your session", active=state.active), "sarai service install"
        )
    if state.active != "active":
        return warning(name, _("installed and {active}", active=state.active), "systemctl --user start sarai")
    if state.restarts:
        often = ngettext("restarted {count} time", "restarted {count} times", state.restarts)
        return ok(name, _("runs (pid {pid}, {often})", pid=state.pid, often=often))
    return ok(name, _("runs (pid {pid})", pid=state.pid))


def judge_linger(on: bool) -> Finding:
    """Tells what to expect. Neither state is a fault."""
    if on:
        return ok(N_("linger"), _("on: the service starts with the machine and outlives your logout"))
    return ok(
        N_("linger"),
        _("off: the service ends with your session (else: sudo loginctl enable-linger {user})", user=user()),
    )


class BusSilent(Exception):
    """The session bus takes a question and gives no answer."""


def tray_host(around: Surroundings) -> list[Finding]:
    try:
        answer = ask_bus() if has_session_bus() else False
    except BusSilent:
        text = _("the session's D-Bus does not answer: no tray icon, notification or hotkey can work")
        return [broken(N_("tray"), text, _("log out and in again"))]
    if answer:
        return [ok(N_("tray"), _("the desktop shows icons"))]
    if has_xembed_tray():
        return [ok(N_("tray"), _("the desktop shows icons of the older kind (XEmbed)"))]
    if not has_session_bus():
        return [ok(N_("tray"), _("no desktop session here, so no place for an icon"))]
    if answer is None:
        return [warning(N_("tray"), _("the session's D-Bus cannot be asked"), "sudo apt-get install dbus-bin")]
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "")
    if "gnome" in desktop.lower():
        text = _("GNOME shows no tray icons by itself; hotkeys and commands work all the same")
        return [warning(N_("tray"), text, _("sudo apt-get install gnome-shell-extension-appindicator, and turn it on"))]
    text = _("this desktop shows no tray icons; hotkeys and commands work all the same")
    return [warning(N_("tray"), text, _("start a panel with a tray (waybar, snixembed, xfce4-panel ...)"))]


def hotkeys(around: Surroundings) -> list[Finding]:
    """Checks whether the desktop gives push to talk a key, or the user has to bind one in the desktop's settings."""
    if not has_session_bus():
        return []
    try:
        portal = _ask(_PORTAL_CLIENTS)
    except BusSilent:
        portal = None
    if portal is not None:
        return [ok(N_("hotkeys"), _("the desktop gives global shortcuts to programs that ask (portal)"))]
    listening = around.settings.listening
    text = _("this desktop gives no global shortcuts to programs; bind `sarai toggle` to a key in its own settings")
    if listening.mode == "push" or listening.push_key:
        return [warning(N_("hotkeys"), text, _("see docs/hotkeys.md for the line of your desktop"))]
    return [ok(N_("hotkeys"), text)]


def has_session_bus() -> bool:
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(runtime) and (Path(runtime) / "bus").exists()


def ask_bus() -> bool | None:
    """Returns whether a program on the session bus shows tray icons; None when there is no way to ask. Raises BusSilent."""
    answer = _ask(_CLIENTS)
    return None if answer is None else "true" in answer


def has_xembed_tray() -> bool:
    """Returns whether there is an X display on which a program owns the older kind of tray (XEmbed).

    Returns False without python-xlib, which comes with the icon.
    """
    if not os.environ.get("DISPLAY"):
        return False
    try:
        from Xlib import X
        from Xlib.display import Display
        from Xlib.error import ConnectionClosedError, DisplayError
    except ImportError:
        return False
    try:
        display = Display()
        try:
            tray = display.intern_atom(f"_NET_SYSTEM_TRAY_S{display.get_default_screen()}")
            return bool(display.get_selection_owner(tray) != X.NONE)
        finally:
            display.close()
    except (DisplayError, ConnectionClosedError, OSError) as err:
        log.debug("no X display: %s", err)
        return False


def _ask(clients: tuple[tuple[str, ...], ...]) -> str | None:
    """Returns the output of the first command that is installed and gets an answer; None when none does. Raises
    BusSilent."""
    for command in clients:
        if shutil.which(command[0]) is None:
            continue
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=ANSWERS, check=False)
        except subprocess.TimeoutExpired as err:
            raise BusSilent from err
        except OSError:
            continue
        if done.returncode == 0:
            return done.stdout
    return None
