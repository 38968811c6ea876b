"""The README's picture of the tray: `python -m docs.tray_picture`. Two real panels, dark and light, each with the menu that
the tray shows of a running daemon; written to docs/images/tray.png."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from daemon.tray.model import Face
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support.notification_server import NotificationServer
from tests.support.tray_desktop import TrayDesktop
from tests.support.virtual_card import VirtualCard

PICTURE = Path(__file__).parent / "images" / "tray.png"
SETTINGS = "tier: auto\nspeaking:\n  temperature: 0\n"
HEIGHT = 376
"""Pixels of the screen from above that are shown."""
LONG = "Esto es una prueba un poco larga, para que el icono muestre que habla. " * 4


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="sarai-picture-"))
    with VirtualCard() as card, House(folder, card, SETTINGS) as house:
        house.until_true(lambda: bool(house.call("status")["microphone"]), "an open microphone")
        card.play(say("what is the capital of france", folder), wait=False)
        house.wait_for("reply_done", within=90)
        dark = picture(house, folder, Face.LISTENING, "Down Down Down Right", dark=True)
        house.call("say", text=LONG)
        light = picture(
            house, folder, Face.SPEAKING, "Down Down Down Down Down Right", dark=False, locale="es_ES.UTF-8"
        )
    left, right = dark.crop((60, 0, 640, HEIGHT)), light.crop((200, 0, 640, HEIGHT))
    both = Image.new("RGB", (left.width + right.width + 12, HEIGHT), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + 12, 0))
    both.quantize(128, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB")


def picture(house: House, folder: Path, face: Face, keys: str, dark: bool, locale: str = "C.UTF-8") -> Image.Image:
    """The screen with the menu open and some keys pressed in it, once the icon shows a face."""
    with TrayDesktop(folder, house.env) as desktop, NotificationServer(desktop.env["DBUS_SESSION_BUS_ADDRESS"]):
        desktop.xfce_panel(dark)
        desktop.start(sys.executable, "-m", "daemon.cli", "tray", LC_ALL=locale)
        desktop.until(lambda: desktop.face() is face, face.value, 90)
        found = desktop.icon()
        assert found is not None
        desktop.click(*found[1], button=3)
        desktop.until(desktop.menu_is_open, "the menu")
        time.sleep(1)
        desktop.keys(*keys.split())
        time.sleep(1)
        return desktop.screenshot()


if __name__ == "__main__":
    main()
