"""A desktop on which things have names: applications, players and lists that sentences may name."""

from __future__ import annotations

import asyncio
from pathlib import Path

from daemon.actions.desktop.desktop_entries import Applications
from daemon.actions.desktop.media import Media
from daemon.actions.desktop.opening import Opening
from daemon.actions.doer import Doer
from daemon.actions.notes.files import Notes
from daemon.actions.selection.reading import Reading
from daemon.skills.actions.intents import ActionIntent
from daemon.skills.match import Known

INSTALLED = {
    "Firefox Web Browser": "Web Browser;Navegador", "GIMP": "", "LibreOffice Writer": "Word Processor", "Blender": "",
    "Spotify": "", "Calculator": "", "Calculadora": "", "Files": "File Manager;Gestor de archivos", "Archivos": "",
    "Steam": "", "Text Editor": "", "Terminal": "",
}  # fmt: skip
"""Name of an application -> its kind in English; and in Spanish."""


def named_in(folder: Path) -> Known:
    """Returns what knows the things that are there; `folder` is filled with them."""
    for name, kinds in INSTALLED.items():
        kind, _, spanish = kinds.partition(";")
        text = (
            f"[Desktop Entry]\nType=Application\nName={name}\nGenericName={kind}\nGenericName[es]={spanish}\nExec=x\n"
        )
        (folder / f"{name.replace(' ', '')}.desktop").write_text(text)
    (folder / "shopping.md").write_text("- [ ] milk\n- [ ] bread\n- [ ] leche\n")
    notes = Notes(folder)
    asyncio.run(notes.look())
    doers: tuple[Doer, ...] = (Opening(Applications([folder]), ""), Media(), notes, Reading())
    by_kind = {kind: doer for doer in doers for kind in doer.does}

    def there(action: ActionIntent) -> bool:
        return by_kind[type(action)].known(action)

    return there
