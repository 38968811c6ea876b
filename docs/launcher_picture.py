"""The README's picture of the launcher in a panel and in its menu: `python -m docs.launcher_picture`. The panel is Xfce's;
the picture goes to docs/images/launcher.png."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from PIL import Image

from config.constants import APP_ID
from daemon.cli import desktop_files
from tests.support.tray_desktop import TrayDesktop

PICTURE = Path(__file__).parent / "images" / "launcher.png"
BOX = (0, 0, 320, 130)
"""The part of the screen that is shown."""
PLUGINS = f"""\
    <property name="plugin-1" type="string" value="applicationsmenu"/>
    <property name="plugin-2" type="string" value="launcher">
      <property name="items" type="array"><value type="string" value="{APP_ID}.desktop"/></property>
    </property>
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        data, config = home / ".local/share", home / ".config"
        os.environ |= {"XDG_DATA_HOME": str(data), "XDG_CONFIG_HOME": str(config)}
        files = dict(desktop_files.texts(["sarai"], ["sarai.service", "sarai-tray.service"]))
        files[config / "xfce4/panel/launcher-2" / f"{APP_ID}.desktop"] = files[
            desktop_files.places()[f"{APP_ID}.desktop"]
        ]
        files[config / "gtk-3.0/settings.ini"] = "[Settings]\ngtk-menu-images=1\n"
        for file, text in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        with TrayDesktop(home, {**os.environ, "HOME": folder}) as desktop:
            desktop.xfce_panel(plugins=PLUGINS)
            time.sleep(4)
            desktop.click(15, 20)
            time.sleep(2)
            desktop.keys("Down", "Down")
            time.sleep(1)
            shown = desktop.screenshot().crop(BOX)
    shown.quantize(128, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(PICTURE)


if __name__ == "__main__":
    main()
