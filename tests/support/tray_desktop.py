"""A desktop for tests: an X server, a session bus, and a panel that shows tray icons. All are real and private to the
test.

Needs Debian's xvfb dbus xdotool and xfce4-panel (StatusNotifierItem and its menus) or trayer (XEmbed).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

from PIL import Image, ImageChops, ImageGrab, ImageStat

from daemon.tray import icons
from daemon.tray.model import Face

WIDTH, HEIGHT = 640, 480
PANEL = 40
"""Height of the panel in pixels."""
ALIKE = 60.0
"""Largest mean difference of a pixel's three values at which a picture on the screen is the icon: panels scale it."""

_XFCE = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="{dark}"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="40"/>
      <property name="icon-size" type="uint" value="0"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
{plugins}  </property>
</channel>
"""
_SYSTRAY = """\
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray">
      <property name="icon-size" type="int" value="32"/>
      <property name="square-icons" type="bool" value="true"/>
    </property>
"""


Menu = list[tuple[str, bool, "Menu"]]
"""The entries that are no separators: for each its label, whether it can be chosen, and its submenu."""


def _menu(layout: list[Any]) -> Menu:
    below = ((child["data"][1], child) for child in layout[2])
    return [
        (properties["label"]["data"].replace("__", "_"), properties["enabled"]["data"], _menu(child["data"]))
        for properties, child in below
        if "label" in properties
    ]


def missing(*programs: str) -> str:
    """Returns in words which of the programs are not installed; "" when a desktop can be had."""
    absent = [each for each in ("Xvfb", "dbus-daemon", "xdotool", *programs) if shutil.which(each) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


class TrayDesktop:
    """Context manager. Pass `env` to the programs that are to run on this desktop."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._log = folder / "desktop.log"
        self._bus: subprocess.Popen[bytes]
        drop = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_CURRENT_DESKTOP", "GTK_THEME")
        self.env = {key: value for key, value in env.items() if key not in drop}
        # GTK: no accessibility bus, no portal, no settings of the machine's.
        self.env |= {"NO_AT_BRIDGE": "1", "GTK_USE_PORTAL": "0", "GSETTINGS_BACKEND": "memory", "LC_ALL": "C.UTF-8"}

    def __enter__(self) -> TrayDesktop:
        try:
            self._start_x()
            self._start_bus()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._processes):
            self.end(process)

    # ------------------------------------------------------------------------------------------------------- programs

    def start(self, *command: str, **more: str) -> subprocess.Popen[bytes]:
        """Starts a program on this desktop; the program ends with the desktop."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                command, env=self.env | more, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._processes.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        if process in self._processes:
            self._processes.remove(process)

    def end_session(self) -> None:
        """Ends the session bus, as at a logout."""
        self.end(self._bus)

    def xfce_panel(self, dark: bool = True, plugins: str = _SYSTRAY) -> subprocess.Popen[bytes]:
        """Starts a panel that shows StatusNotifierItems with their menus, through GTK and libdbusmenu.

        `plugins`: its two plugins, as Xfce's settings describe them.
        """
        config = Path(self.env["HOME"]) / ".config/xfce4/xfconf/xfce-perchannel-xml"
        config.mkdir(parents=True, exist_ok=True)
        (config / "xfce4-panel.xml").write_text(_XFCE.format(dark=str(dark).lower(), plugins=plugins))
        return self.start("xfce4-panel", "--disable-wm-check")

    def trayer(self) -> subprocess.Popen[bytes]:
        """Starts a tray of the older kind (XEmbed), and nothing else."""
        place = ("--edge", "top", "--align", "right", "--widthtype", "request", "--height", str(PANEL))
        return self.start("trayer", *place, "--SetDockType", "false", "--transparent", "false", "--tint", "0x202020")

    def _start_x(self) -> None:
        read, write = os.pipe()
        try:
            with self._log.open("ab") as log:
                # Without -noreset it would begin anew whenever its last client leaves, and refuse the next one meanwhile.
                screen = ("-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-noreset")
                command = ("Xvfb", "-displayfd", str(write), *screen)
                self._processes.append(subprocess.Popen(command, pass_fds=[write], stdout=log, stderr=log))
        finally:
            os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError(f"Xvfb did not start: {self.log()}")
        self.env["DISPLAY"] = f":{number}"

    def _start_bus(self) -> None:
        read, write = os.pipe()
        try:
            command = ("dbus-daemon", "--session", "--nofork", f"--print-address={write}")
            with self._log.open("ab") as log:
                process = subprocess.Popen(command, pass_fds=[write], env=self.env, stdout=log, stderr=log)
            self._processes.append(process)
            self._bus = process
        finally:
            os.close(write)
        with os.fdopen(read) as answer:
            address = answer.readline().strip()
        if not address:
            raise RuntimeError(f"dbus-daemon did not start: {self.log()}")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address

    # ---------------------------------------------------------------------------------------------------------- looking

    def screenshot(self) -> Image.Image:
        """Returns the whole screen, RGB."""
        return ImageGrab.grab(xdisplay=self.env["DISPLAY"]).convert("RGB")

    def icon(self) -> tuple[Face, tuple[int, int]] | None:
        """Returns which of our icons the panel shows, and the place of its middle; None where it shows none."""
        panel = self.screenshot().crop((0, 0, WIDTH, PANEL))
        best: tuple[float, Face, tuple[int, int]] | None = None
        for colour in set(icons.COLOURS.values()):
            box = _where(panel, colour)
            if box is None or min(box[2] - box[0], box[3] - box[1]) < 12:
                continue
            seen = panel.crop(box)
            for face in (each for each in Face if icons.COLOURS[each] == colour):
                drawn = icons.draw(face, 64)
                badge = Image.new("RGB", drawn.size, colour)
                badge.paste(drawn, mask=drawn)
                wanted = badge.crop(drawn.getbbox()).resize(seen.size)
                # The corners are the panel's; the sign is in the middle.
                middle = (seen.width // 6, seen.height // 6, seen.width * 5 // 6, seen.height * 5 // 6)
                differing = ImageStat.Stat(ImageChops.difference(seen.crop(middle), wanted.crop(middle))).mean
                candidate = (sum(differing), face, ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2))
                best = candidate if best is None or candidate[0] < best[0] else best
        return None if best is None or best[0] > ALIKE else best[1:]

    def face(self) -> Face | None:
        """Returns the face of our icon in the panel."""
        found = self.icon()
        return found[0] if found else None

    def menu_is_open(self) -> bool:
        """Whether anything is drawn below the panel: nothing else does that on this desktop."""
        return self.screenshot().crop((0, PANEL + 2, WIDTH, HEIGHT)).getbbox() is not None

    def click(self, x: int, y: int, button: int = 1) -> None:
        self._xdotool("mousemove", str(x), str(y), "click", str(button))

    def keys(self, *names: str) -> None:
        """Presses keys in an open menu. A different key waits until the one before has shown its effect. The same key
        follows at once, before a submenu that is passed by can open."""
        for name, same in groupby(names):
            self._until_still()
            self._press(name)
            again = [name for _ in same][1:]
            if again:
                self._xdotool("key", *again)

    def _press(self, name: str) -> None:
        """Presses a key, again if it shows no effect within seconds: menus take no keys while they open."""
        for _ in range(3):
            before = self._below()
            self._xdotool("key", name)
            if self._changes(before):
                return
        raise AssertionError(f"the key {name} has no effect on the menu\n{self.log()}")

    def _below(self) -> Image.Image:
        """Returns the area below the panel: it shows menus, and nothing else."""
        return self.screenshot().crop((0, PANEL + 2, WIDTH, HEIGHT))

    def _changes(self, before: Image.Image, seconds: float = 4.0) -> bool:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if ImageChops.difference(before, self._below()).getbbox() is not None:
                return True
            time.sleep(0.03)
        return False

    def _until_still(self) -> None:
        """Waits until menus have come to rest: GTK opens a submenu 225 ms after its entry is chosen."""
        while self._changes(self._below(), 0.35):
            pass

    def menu_of(self, tray: subprocess.Popen[bytes]) -> Menu:
        """Returns the menu that the tray shows over D-Bus now."""
        name = f"org.kde.StatusNotifierItem-{tray.pid}-1"
        where = (name, "/MenuBar", "com.canonical.dbusmenu", "GetLayout")
        address = f"--address={self.env['DBUS_SESSION_BUS_ADDRESS']}"
        command = ("busctl", address, "--json=short", "call", *where, "iias", "--", "0", "-1", "0")
        answer = subprocess.run(command, check=True, capture_output=True, timeout=30)
        return _menu(json.loads(answer.stdout)["data"][1])

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.env, check=True, capture_output=True, timeout=30)

    def until(self, condition: Callable[[], object], what: str, seconds: float = 60.0) -> None:
        limit = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > limit:
                picture = self.folder / "in-vain.png"
                self.screenshot().save(picture)
                raise AssertionError(f"waited in vain for {what}; the screen: {picture}\n{self.log()}")
            time.sleep(0.1)

    def log(self) -> str:
        return self._log.read_text(errors="replace")[-3000:] if self._log.exists() else ""


def _where(picture: Image.Image, colour: str) -> tuple[int, int, int, int] | None:
    """Returns the box around everything of that colour."""
    plain = Image.new("RGB", picture.size, colour)
    distance = ImageChops.difference(picture, plain).convert("L", (1, 1, 1, 0))
    return distance.point([255 if value <= 12 else 0 for value in range(256)]).getbbox()
