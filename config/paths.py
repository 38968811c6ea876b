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


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's home directory. Raises UserError where neither HOME nor the system knows one."""
    given = environ.get("HOME", "")
    if given.startswith("/"):
        return Path(given)
    import pwd

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError as err:
        raise UserError(f"user {os.getuid()} has no home directory here; set HOME to a folder of yours") from err


def expanded(path: Path) -> Path:
    """With `~` and `~name` written out. Raises UserError for a name that nobody here has."""
    try:
        return path.expanduser()
    except RuntimeError as err:
        raise UserError(f"{path}: no home directory is known for {path.parts[0]}; write the path in full") from err


def config_home(environ: Mapping[str, str] = os.environ) -> Path:
    """Where programs keep their settings, each in a folder of its own."""
    return _base(environ, "XDG_CONFIG_HOME", ".config")


def data_home(environ: Mapping[str, str] = os.environ) -> Path:
    return _base(environ, "XDG_DATA_HOME", ".local/share")


def config_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's settings; need not exist."""
    return config_home(environ) / NAME / "sarai.yaml"


def state_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """What should outlive a restart but is no setting: the history."""
    return _base(environ, "XDG_STATE_HOME", ".local/state") / NAME


def data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    return data_home(environ) / NAME


def cache_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """What can be made again: measurements, saved KV states."""
    return _base(environ, "XDG_CACHE_HOME", ".cache") / NAME


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
    """Create `directory`, readable by this user only. One that another user could have prepared is refused; a link of the
    user's own, to a folder on another disk, is followed. Raises UserError."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
        if stat.S_ISLNK(found.st_mode) and found.st_uid == os.getuid():
            found = directory.stat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise UserError(f"{directory} is not a directory of your own; move it away, or make it yours with chown")
        if stat.S_IMODE(found.st_mode) != 0o700:
            directory.chmod(0o700)
    except OSError as err:
        raise UserError(f"cannot create the directory {directory}: {err.strerror}") from err
    return directory


def _base(environ: Mapping[str, str], variable: str, default: str) -> Path:
    # The specification says that a relative path is to be ignored.
    given = environ.get(variable, "")
    return Path(given) if given.startswith("/") else home(environ) / default
