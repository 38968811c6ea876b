"""Installed applications, by the names that people call them: .desktop files, read after the specification.

https://specifications.freedesktop.org/desktop-entry-spec/latest/
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.paths import data_home
from daemon.skills.numbers import without_accents

LARGEST = 1 << 18
"""Bytes of a .desktop file; LibreOffice's, with a hundred languages, have 30 000."""
LONGEST_NAME = 60
"""Characters of a name."""
EXACT, KIND, BEGINS, LIKE = 4, 3, 2, 1
"""How well a name fits: as said; what it is in general ("text editor" is Vim, too); "firefox" of "Firefox Web Browser",
"writer" of "LibreOffice Writer"; misheard."""
ALIKE = 0.79
"""Least similarity (difflib's ratio) of a misheard name: "spotty fly" is no Spotify, "fire fox" is Firefox."""


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    """Its name among the applications: "org.gnome.Nautilus.desktop"."""
    path: Path
    names: tuple[str, ...]
    """As shown, in all languages that are understood here; the first is the one to be said."""
    kinds: tuple[str, ...]
    """What it is in general: "Web Browser"."""
    exec: tuple[str, ...]
    """The command line of the entry without its field codes."""


def folders(environ: Mapping[str, str] = os.environ) -> list[Path]:
    """Returns the folders of .desktop files, those that count more first."""
    others = environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    exported = [data_home(environ) / "flatpak/exports/share", Path("/var/lib/flatpak/exports/share")]
    all_of_them = [data_home(environ), *map(Path, others.split(":")), *exported, Path("/var/lib/snapd/desktop")]
    return list(dict.fromkeys(folder / "applications" for folder in all_of_them if folder.is_absolute()))


def read_all(places: Iterable[Path]) -> list[Entry]:
    """Returns the applications that a menu would show. A file that cannot be read counts as absent."""
    found: dict[str, Entry | None] = {}
    for place in places:
        for path in sorted(place.rglob("*.desktop")):
            id = "-".join(path.relative_to(place).parts)
            if id not in found:
                found[id] = _read(id, path)
    return [entry for entry in found.values() if entry is not None]


def _read(id: str, path: Path) -> Entry | None:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            return None
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    keys: dict[str, str] = {}
    group = ""
    for line in text.splitlines():
        if line.startswith("["):
            group = line.strip()
        elif group == "[Desktop Entry]" and not line.startswith("#") and "=" in line:
            key, _, value = line.partition("=")
            keys.setdefault(key.strip(), value.strip())
    shown = keys.get("NoDisplay") != "true" and keys.get("Hidden") != "true"
    tried = keys.get("TryExec", "")
    names = _in_languages(keys, "Name")
    if keys.get("Type") != "Application" or not shown or not names or (tried and not shutil.which(tried)):
        return None
    return Entry(id, path, names, _in_languages(keys, "GenericName"), command(keys.get("Exec", "")))


def _in_languages(keys: Mapping[str, str], key: str) -> tuple[str, ...]:
    wanted = (key, f"{key}[en]", f"{key}[en_GB]", f"{key}[en_US]", f"{key}[es]", f"{key}[es_ES]", f"{key}[es_MX]")
    found = (_tidy(keys[each]) for each in wanted if keys.get(each))
    return tuple(dict.fromkeys(name for name in found if name))


def _tidy(name: str) -> str:
    """Returns a name as one short line: it will be said."""
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())[:LONGEST_NAME]


def command(text: str) -> tuple[str, ...]:
    """Returns the arguments of an Exec line, after its own rules of quoting; field codes are left out."""
    arguments = []
    for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text.replace("\\\\", "\\")):
        if quoted:
            arguments.append(re.sub(r"\\(.)", r"\1", quoted))
        elif not re.fullmatch(r"%[a-zA-Z]", plain):
            arguments.append(plain.replace("%%", "%"))
    return tuple(arguments)


class Applications:
    """All applications, read again when one was installed or removed."""

    def __init__(self, places: Iterable[Path] | None = None) -> None:
        self._places = list(places) if places is not None else None
        self._seen: list[tuple[str, int]] = []
        self._entries: list[Entry] = []

    def entries(self) -> list[Entry]:
        """Reads a few hundred small files the first time: some 50 ms."""
        places = self._places if self._places is not None else folders()
        seen = [(str(place), place.stat().st_mtime_ns) for place in places if place.is_dir()]
        if seen != self._seen:
            self._entries, self._seen = read_all(Path(name) for name, _ in seen), seen
        return self._entries

    def called(self, name: str, least: int = LIKE) -> list[Entry]:
        """Returns the applications that fit a spoken name best, at least so well."""
        rated = [(_fit(entry, plain(name)), entry) for entry in self.entries()]
        best = max((fit for fit, _ in rated), default=0)
        if best < least or not best:
            return []
        return [entry for fit, entry in rated if fit == best]

    def by_id(self, id: str) -> Entry | None:
        return next((entry for entry in self.entries() if entry.id == id), None)


def _fit(entry: Entry, wanted: str) -> int:
    if len(wanted) < 2:
        return 0
    stem = entry.id.removesuffix(".desktop").split(".")[-1].split("-")[-1]
    program = Path(entry.exec[0]).name if entry.exec else ""
    names = [plain(name) for name in (*entry.names, stem)]
    kinds = [plain(kind) for kind in entry.kinds]
    joined = wanted.replace(" ", "")
    if wanted in names or joined in (name.replace(" ", "") for name in names):
        return EXACT
    if wanted in kinds:
        return KIND
    if wanted == plain(program):
        return BEGINS
    if len(wanted) > 3 and any(name.startswith(f"{wanted} ") or name.endswith(f" {wanted}") for name in names):
        return BEGINS
    alike = max(difflib.SequenceMatcher(None, joined, name.replace(" ", "")).ratio() for name in names)
    return LIKE if len(joined) > 3 and alike >= ALIKE else 0


def plain(text: str) -> str:
    """The name as names are compared: without capitals, accents, signs and articles."""
    words = " ".join(re.findall(r"\w+", without_accents(text.lower())))
    return re.sub(r"^(?:the|my|a|el|la|los|las|mi|un|una) ", "", words)
