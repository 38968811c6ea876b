"""The picture of the notifications on a desktop in Spanish: `python -m docs.notifications_picture`. The notification server
is Xfce's (Debian's xfce4-notifyd); the assistant and its icon begin on a machine without a sound card. The picture goes to
docs/images/notifications.png."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from tests.support.tray_desktop import TrayDesktop

PICTURE = Path(__file__).parent / "images" / "notifications.png"
BOX = (340, 0, 640, 270)
"""The part of the screen that is shown."""
SERVER = "/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd"
LOCALE = {"LC_ALL": "es_ES.UTF-8", "PYTHONUTF8": "1"}
SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-notifyd" version="1.0">
  <property name="theme" type="string" value="Default"/>
  <property name="expire-timeout" type="int" value="60"/>
  <property name="initial-opacity" type="double" value="1.0"/>
</channel>
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sarai-picture-") as folder:
        home = Path(folder)
        channel = home / ".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-notifyd.xml"
        channel.parent.mkdir(parents=True)
        channel.write_text(SETTINGS, encoding="utf-8")
        runtime = home / "run"
        runtime.mkdir(mode=0o700)
        places = {"HOME": folder, "XDG_CONFIG_HOME": f"{folder}/.config", "XDG_RUNTIME_DIR": str(runtime)}
        with TrayDesktop(home, {**os.environ, **places, "PULSE_SERVER": f"{folder}/none"}) as desktop:
            desktop.start(SERVER)
            desktop.xfce_panel(dark=False)
            time.sleep(4)
            desktop.start(sys.executable, "-m", "daemon.cli", "run", "--no-view", **LOCALE)
            desktop.start(sys.executable, "-m", "daemon.cli", "tray", **LOCALE)
            desktop.until(lambda: desktop.face() is not None, "the icon", 60)
            time.sleep(12)
            shown = desktop.screenshot()
    shown.crop(BOX).quantize(128, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(PICTURE)


if __name__ == "__main__":
    main()
