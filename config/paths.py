"""Where things lie: the XDG base directories, read from the environment at every call.

Every `sarai` command imports this module, so it is kept to the standard library's cheapest: that is also why it
doesn't use platformdirs, whose import alone takes as long as the rest of `sarai status`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from config.errors import SettingsError, UserError

NAME = "sarai"
_NO_FILES = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


def config_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's settings; need not exist."""
    return _xdg(environ, "XDG_CONFIG_HOME", ".config") / "sarai.yaml"


def state_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """What should outlive a restart but is no setting: the history."""
    return _xdg(environ, "XDG_STATE_HOME", ".local/state")


def data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    return _xdg(environ, "XDG_DATA_HOME", ".local/share")


def cache_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """What can be made again: measurements, saved KV states."""
    return _xdg(environ, "XDG_CACHE_HOME", ".cache")


def history_file(environ: Mapping[str, str] = os.environ) -> Path:
    return state_dir(environ) / "history.db"


def runtime_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """For the control socket. Where no session manager gives a runtime directory, a private one under /tmp."""
    given = environ.get("XDG_RUNTIME_DIR", "")
    if given.startswith("/"):
        return Path(given) / NAME
    return Path("/tmp") / f"{NAME}-{os.getuid()}"


def control_socket(environ: Mapping[str, str] = os.environ) -> Path:
    return runtime_dir(environ) / "control.sock"


def refuse_no_file(path: Path) -> None:
    """Raises SettingsError for a folder, a pipe, a socket or a device as the settings file: reading one may never end."""
    kind = _NO_FILES.get(stat.S_IFMT(path.stat().st_mode))
    if kind is not None:
        raise SettingsError(f"{path}: a settings file is wanted, and this is {kind}; name a text file instead")


def make_private(directory: Path) -> Path:
    """Create `directory`, readable by this user only. One that another user could have prepared is refused."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise UserError(f"{directory} is not a directory of your own; remove it, or set XDG_RUNTIME_DIR")
        if stat.S_IMODE(found.st_mode) != 0o700:
            directory.chmod(0o700)
    except OSError as err:
        raise UserError(f"cannot create the directory {directory}: {err.strerror}") from err
    return directory


def _xdg(environ: Mapping[str, str], variable: str, default: str) -> Path:
    # The specification says that a relative path is to be ignored.
    given = environ.get(variable, "")
    home = environ.get("HOME") or str(Path.home())
    return (Path(given) if given.startswith("/") else Path(home) / default) / NAME
