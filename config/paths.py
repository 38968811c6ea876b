"""File locations: the XDG base directories, read from the environment at every call.

Every `sarai` command imports this module, so it uses only cheap modules of the standard library. platformdirs alone
takes as long to import as the rest of `sarai status`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from config.errors import SettingsError, UserError
from config.texts import N_, _

NAME = "sarai"
_NO_FILES = {
    stat.S_IFIFO: N_("a pipe"),
    stat.S_IFSOCK: N_("a socket"),
    stat.S_IFCHR: N_("a device"),
    stat.S_IFBLK: N_("a device"),
    stat.S_IFDIR: N_("a folder"),
}


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """Returns the user's home directory. Raises UserError where neither HOME nor the system knows one."""
    given = environ.get("HOME", "")
    if given.startswith("/"):
        return Path(given)
    import pwd

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError as err:
        raise UserError(
            _("user {getuid} has no home directory here; set HOME to a folder of yours", getuid=os.getuid())
        ) from err


def expanded(path: Path) -> Path:
    """Expands `~` and `~name`. Raises UserError for an unknown user name."""
    try:
        return path.expanduser()
    except RuntimeError as err:
        raise UserError(
            _("{path}: no home directory is known for {parts}; write the path in full", path=path, parts=path.parts[0])
        ) from err


def config_home(environ: Mapping[str, str] = os.environ) -> Path:
    """The base directory of settings; each program has a folder in it."""
    return _base(environ, "XDG_CONFIG_HOME", ".config")


def data_home(environ: Mapping[str, str] = os.environ) -> Path:
    return _base(environ, "XDG_DATA_HOME", ".local/share")


def config_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's settings file; it need not exist."""
    return config_home(environ) / NAME / "sarai.yaml"


def state_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Directory of state that outlives a restart and is no setting: the history."""
    return _base(environ, "XDG_STATE_HOME", ".local/state") / NAME


def data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    return data_home(environ) / NAME


def cache_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Directory of reproducible data: measurements, saved KV states."""
    return _base(environ, "XDG_CACHE_HOME", ".cache") / NAME


def history_file(environ: Mapping[str, str] = os.environ) -> Path:
    return state_dir(environ) / "history.db"


def runtime_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Directory of the control socket. Without a session manager's runtime directory, it is a private one under
    /tmp."""
    given = environ.get("XDG_RUNTIME_DIR", "")
    if given.startswith("/"):
        return Path(given) / NAME
    return Path("/tmp") / f"{NAME}-{os.getuid()}"


def control_socket(environ: Mapping[str, str] = os.environ) -> Path:
    return runtime_dir(environ) / "control.sock"


def refuse_no_file(path: Path) -> None:
    """Raises SettingsError for a folder, pipe, socket or device as the settings file, because reading one may never end, and
    for a link that leads nowhere: a file was meant, and going on without it would be a surprise."""
    if path.is_symlink() and not path.exists():
        raise SettingsError(_("{path}: a link to {readlink}, which is not there", path=path, readlink=path.readlink()))
    kind = _NO_FILES.get(stat.S_IFMT(path.stat().st_mode))
    if kind is not None:
        raise SettingsError(
            _(
                "{path}: a settings file is wanted, and this is {value}; name a text file instead",
                path=path,
                value=_(kind),
            )
        )


def make_private(directory: Path) -> Path:
    """Creates `directory`, readable by this user only. Refuses one that another user could have prepared; follows
    the user's own link to a folder on another disk. Raises UserError."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
        if stat.S_ISLNK(found.st_mode) and found.st_uid == os.getuid():
            found = directory.stat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise UserError(
                _(
                    "{directory} is not a directory of your own; move it away, or make it yours with chown",
                    directory=directory,
                )
            )
        if stat.S_IMODE(found.st_mode) != 0o700:
            directory.chmod(0o700)
    except OSError as err:
        raise UserError(
            _("cannot create the directory {directory}: {why}", directory=directory, why=err.strerror)
        ) from err
    return directory


def _base(environ: Mapping[str, str], variable: str, default: str) -> Path:
    # The specification says that a relative path is to be ignored.
    given = environ.get(variable, "")
    return Path(given) if given.startswith("/") else home(environ) / default
