"""The text of the systemd user unit: the shipped template with this machine's paths and limits filled in. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.errors import UserError
from config.texts import _

UNIT = "sarai.service"
TRAY_UNIT = "sarai-tray.service"

AUTOSTART = f"""\
[Desktop Entry]
Type=Application
Name=SARAi voice
Comment=The icon in the tray, on desktops whose sessions are not systemd's; `sarai service remove` removes this file
Exec=systemctl --user start {TRAY_UNIT}
NoDisplay=true
# Sessions that are systemd's start the unit itself.
X-systemd-skip=true
"""
"""The tray for Xfce, MATE, Cinnamon and the like, which start no graphical-session.target."""

SMALLEST_LIMIT_MB = 1000
"""However small the models' budget is, the daemon, its sound worker and the libraries need some of this."""
HEADROOM = 1.1
"""Between throttling and killing: time for the daemon to unload something."""
BACK_OFF_SINCE = 254
"""The version of systemd that learnt RestartSteps."""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the unit needs to know of the machine it is installed on."""

    program: tuple[str, ...]
    """How to start `sarai`: an absolute path, perhaps with arguments."""
    budget_mb: int
    """Memory for all models together."""
    systemd: int
    """The version of systemd; older ones complain of settings that they don't know."""


def template(unit: str = UNIT) -> str:
    """The shipped unit: beside the package in a checkout, inside it in an installed wheel."""
    here = Path(__file__).parent
    for place in (here / "units" / unit, here.parents[1] / "systemd" / unit):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise UserError(_("{unit} is missing from this installation of sarai; install it again", unit=unit))


def render(text: str, facts: UnitFacts) -> str:
    """The unit to install. Raises UserError for a path that cannot be written into one."""
    limit = max(facts.budget_mb, SMALLEST_LIMIT_MB)
    words = {
        "SARAI": quote(facts.program),
        "MEMORY_HIGH": mebibytes(limit),
        "MEMORY_MAX": mebibytes(int(limit * HEADROOM)),
        "BACK_OFF": back_off(facts.systemd),
    }
    return re.sub(r"@([A-Z_]+)@", lambda found: words.get(found[1], found[0]), text)


def back_off(systemd: int) -> str:
    """The pauses between restarts: growing where systemd can do that, else the same each time."""
    if systemd >= BACK_OFF_SINCE:
        return "# One second after the first failure, a minute after the sixth.\n" + "\n".join(
            ("RestartSec=1", "RestartSteps=5", "RestartMaxDelaySec=60")
        )
    return f"# systemd {BACK_OFF_SINCE} and later could let this grow with every failure.\nRestartSec=3"


def mebibytes(megabytes: int) -> str:
    """Our megabytes are 10^6 bytes, systemd's M is 2^20."""
    return f"{megabytes * 1_000_000 // 1_048_576}M"


def quote(command: Sequence[str]) -> str:
    """A command line for ExecStart=, where %, $, quotes and backslashes have meanings of their own."""
    words = []
    for number, word in enumerate(command):
        if not word.isprintable() or (number == 0 and "$" in word):
            raise UserError(
                _("{word!r} cannot be written into a systemd unit: install sarai under a plainer path", word=word)
            )
        escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
        words.append(escaped if re.fullmatch(r"[\w./%$@:+,=-]+", escaped) else f'"{escaped}"')
    return " ".join(words)
