"""ydotool where there is no /dev/uinput: a program with the command line of ydotool(1), version 1.0, and a socket.

It notes each call. Under Sway wtype presses the keys, event by event; GTK 3 knows no shortcuts of its keyboards.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

NEW = "Usage: key [OPTION]... [KEYCODES]...\nSyntax: <keycode>:<pressed>"
OLD = "Usage: key [--delay <ms>] [--key-delay <ms>] <key sequence> ..."

_PROGRAM = """#!/bin/sh
printf '%s\\n' "$*" >> '{calls}'
[ "$1" = key ] && shift || exit 1
[ -S "${{YDOTOOL_SOCKET:-$XDG_RUNTIME_DIR/.ydotool_socket}}" ] || exit 2
[ "$1" = --help ] && echo '{usage}' && exit {status}
[ -e '{fails}' ] && exit 2
typed=
for event in "$@"; do
    case "$event" in
        42:1) typed="$typed -M shift";;
        42:0) typed="$typed -m shift";;
        110:1) typed="$typed -P Insert";;
        110:0) typed="$typed -p Insert";;
        14:1) typed="$typed -P BackSpace";;
        14:0) typed="$typed -p BackSpace";;
        --key-delay=*) ;;
        *) exit 3;;
    esac
done
[ -n "$SWAYSOCK" ] || exit 0
exec wtype $typed
"""


class YdotoolStandin:
    """Lies in a folder of its own, for the PATH; its daemon listens until `close`."""

    def __init__(self, folder: Path, usage: str = NEW, status: int = 0) -> None:
        """`usage`, `status`: what `ydotool key --help` writes, and ends with."""
        folder.mkdir()
        self.folder = folder
        self.socket = folder / "socket"
        self._calls = folder / "calls"
        self._fails = folder / "fails"
        program = folder / "ydotool"
        program.write_text(_PROGRAM.format(calls=self._calls, fails=self._fails, usage=usage, status=status))
        program.chmod(0o755)
        self._daemon = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._daemon.bind(str(self.socket))

    def session(self, environ: dict[str, str]) -> dict[str, str]:
        """Returns the session's variables with this ydotool and its daemon in them."""
        path = f"{self.folder}{os.pathsep}{environ.get('PATH', os.environ['PATH'])}"
        return {**environ, "PATH": path, "YDOTOOL_SOCKET": str(self.socket)}

    def pressed(self) -> list[str]:
        """Returns the arguments of each call that presses keys."""
        calls = self._calls.read_text().splitlines() if self._calls.exists() else []
        return [each.removeprefix("key ") for each in calls if "--help" not in each]

    def fail(self) -> None:
        """From now on no key is pressed any more."""
        self._fails.touch()

    def close(self) -> None:
        """The daemon ends; its socket's file stays, as where it was killed."""
        self._daemon.close()
