"""A desktop for tests: an X server, a session bus, and a panel that shows tray icons. All real, nothing of the machine's.

Needs Debian's xvfb dbus xdotool and xfce4-panel (StatusNotifierItem and its menus) or trayer (XEmbed).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PIL import Image, ImageGrab

WIDTH, HEIGHT = 640, 480
PANEL = 40
"""Pixels the panel is high."""

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
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray">
      <property name="icon-size" type="int" value="32"/>
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""


def missing(*programs: str) -> str:
    """Which of the programs are not installed; empty when there is a desktop to be had."""
    absent = [each for each in ("Xvfb", "dbus-daemon", "xdotool", *programs) if shutil.which(each) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


class TrayDesktop:
    """Context manager. Pass `env` to the programs that are to run on this desktop."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._log = folder / "desktop.log"
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
        """Start a program on this desktop; it ends with it."""
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

    def xfce_panel(self, dark: bool = True) -> subprocess.Popen[bytes]:
        """A panel that shows StatusNotifierItems with their menus, through GTK and libdbusmenu."""
        config = Path(self.env["HOME"]) / ".config/xfce4/xfconf/xfce-perchannel-xml"
        config.mkdir(parents=True, exist_ok=True)
        (config / "xfce4-panel.xml").write_text(_XFCE.format(dark=str(dark).lower()))
        return self.start("xfce4-panel", "--disable-wm-check")

    def trayer(self) -> subprocess.Popen[bytes]:
        """A tray of the older kind, and nothing else."""
        place = ("--edge", "top", "--align", "right", "--widthtype", "request", "--height", str(PANEL))
        return self.start("trayer", *place, "--SetDockType", "false", "--transparent", "false", "--tint", "0x202020")

    def _start_x(self) -> None:
        read, write = os.pipe()
        try:
            with self._log.open("ab") as log:
                screen = ("-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp")
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
        finally:
            os.close(write)
        with os.fdopen(read) as answer:
            address = answer.readline().strip()
        if not address:
            raise RuntimeError(f"dbus-daemon did not start: {self.log()}")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address

    # ---------------------------------------------------------------------------------------------------------- looking

    def screenshot(self) -> Image.Image:
        """The whole screen, RGB."""
        return ImageGrab.grab(xdisplay=self.env["DISPLAY"]).convert("RGB")

    def find(self, colour: str, tolerance: int = 6, least: int = 40) -> tuple[int, int] | None:
        """The middle of what has this colour ("#rrggbb") in the panel; None where there are not `least` such pixels."""
        wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        picture = self.screenshot().crop((0, 0, WIDTH, PANEL))
        pixels = picture.load()
        assert pixels is not None
        found = []
        for y in range(picture.height):
            for x in range(picture.width):
                pixel = pixels[x, y]
                assert isinstance(pixel, tuple)
                if all(abs(value - want) <= tolerance for value, want in zip(pixel, wanted, strict=True)):
                    found.append((x, y))
        if len(found) < least:
            return None
        return sum(x for x, _ in found) // len(found), sum(y for _, y in found) // len(found)

    def click(self, x: int, y: int, button: int = 1) -> None:
        self._xdotool("mousemove", str(x), str(y), "click", str(button))

    def keys(self, *names: str) -> None:
        for name in names:
            self._xdotool("key", name)
            time.sleep(0.15)  # menus open and move in steps of their own

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
