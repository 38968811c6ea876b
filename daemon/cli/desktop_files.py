"""The files by which desktop and shells know the program: its launcher, icon and AppStream metadata, the man page and the
completions (made by docs/shell_files.py).

https://specifications.freedesktop.org/desktop-entry-spec/latest/
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from config import paths
from config.constants import APP_ID
from config.errors import UserError
from config.texts import _

_SHIPPED = Path(__file__).parent / "shipped"


def places() -> dict[str, Path]:
    """Returns where each shipped file belongs, by its name: in the user's own data folders (XDG_DATA_HOME)."""
    home = paths.data_home()
    return {
        f"{APP_ID}.desktop": home / "applications" / f"{APP_ID}.desktop",
        f"{APP_ID}.svg": home / "icons" / "hicolor" / "scalable" / "apps" / f"{APP_ID}.svg",
        f"{APP_ID}.metainfo.xml": home / "metainfo" / f"{APP_ID}.metainfo.xml",
        "sarai.1": home / "man" / "man1" / "sarai.1",
        "sarai.es.1": home / "man" / "es" / "man1" / "sarai.1",
        "sarai.bash": home / "bash-completion" / "completions" / "sarai",
        "_sarai": home / "zsh" / "site-functions" / "_sarai",
        "sarai.fish": home / "fish" / "vendor_completions.d" / "sarai.fish",
    }


def texts(program: Sequence[str], units: Sequence[str]) -> dict[Path, str]:
    """Returns the files to install with their texts. `units` is what the launcher starts and ends."""
    words = {"@SARAI@": command_line(program), "@UNITS@": command_line(units)}
    made = {}
    for name, place in places().items():
        text = (_SHIPPED / name).read_text(encoding="utf-8")
        for word, meant in words.items():
            text = text.replace(word, meant)
        made[place] = text
    return made


def command_line(command: Sequence[str]) -> str:
    """Quotes a command for the key Exec. Raises UserError for what cannot be written there."""
    written = []
    for word in command:
        if not word.isprintable():
            raise UserError(
                _("{word!r} cannot be written into a launcher: install sarai under a plainer path", word=word)
            )
        escaped = word.replace("%", "%%")
        if any(not each.isalnum() and each not in "/._-+@:,%" for each in word):
            for each in '\\"`$':
                escaped = escaped.replace(each, "\\" + each)
            escaped = f'"{escaped}"'
        # The key's value is a string, in which a backslash begins an escape.
        written.append(escaped.replace("\\", "\\\\"))
    return " ".join(written)
