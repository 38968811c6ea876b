"""The picture of docs/dictation.md: `python -m docs.dictation_picture`. A text field and a terminal on a Sway without
a screen, with what was typed into them; it goes to docs/images/dictation.png."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
import time
from pathlib import Path

from PIL import Image

from daemon.typing.clipboard_way import ClipboardWay
from daemon.typing.typist import Typist
from daemon.typing.wayland.wlroots import Wlroots
from tests.support.typing_desktop import SwayDesktop

PICTURE = Path(__file__).parent / "images" / "dictation.png"
SIZE = "1000x110"
DICTATED = {
    "gtk": "Dear Ms. Núñez,\nthank you for the photos from Málaga.\n¿Nos vemos el 3 de mayo? 😀",
    "foot": "git commit -m 'It is said, and typed: «¡qué fácil!»'\n# $HOME & *.txt; arrive as they are",
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sarai-picture-") as name, SwayDesktop(Path(name)) as desktop:
        desktop.swaymsg(f"output * resolution {SIZE}")
        desktop.open("gtk")
        desktop.start("foot", "-T", "foot", "sh", "-c", "cat >/dev/null")
        for title in DICTATED:  # once both are there: a new window takes the focus
            desktop.focus(title)
        asyncio.run(_dictate(desktop))
        time.sleep(1)
        subprocess.run(("grim", f"{name}/shot.png"), env=desktop.env, check=True, timeout=20)
        with Image.open(f"{name}/shot.png") as shown:
            shown.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(PICTURE)


async def _dictate(desktop: SwayDesktop) -> None:
    async def no_x(text: str) -> None:
        raise AssertionError(text)

    typist = Typist([Wlroots(desktop.environment)], ClipboardWay(no_x, desktop.environment).keep)
    for title, text in DICTATED.items():
        desktop.focus(title)
        await typist.begin()
        await typist.insert(text)
        await typist.end()


if __name__ == "__main__":
    main()
