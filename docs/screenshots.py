"""The pictures of the terminal: `python -m docs.screenshots`. A real conversation over a virtual sound card is held, and
what the live view shows while the last reply is spoken is written to docs/images/live.svg; after ten turns, on terminals of
three widths, to live-60.svg, live-100.svg and live-160.svg. The doctor's report on the same machine goes to doctor.svg, and
what the command line prints in Spanish to spanish.svg."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from daemon.cli.live import Fitted, render
from daemon.control.client import Client
from daemon.control.events import ReplyDone, parse
from daemon.control.state import DaemonState
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support.virtual_card import VirtualCard

IMAGES = Path(__file__).parent / "images"
QUESTIONS = (
    "my name is maria",
    "what is the capital of france",
    "what is the tallest animal in the world",
    "what is my name",
)
MORE = (
    "what is the capital of italy",
    "what is seven plus five",
    "what is the capital of spain",
    "how many days are in a week",
    "what is the capital of germany",
    "what is my name",
)
WIDTHS = (60, 100, 160)
"""Columns of the terminals on which the view is shown after ten turns."""
LINES = 30
COLUMNS = 110
"""Of the terminal on which commands are shown."""
SPANISH = (["--help"], ["status"], ["history", "-n", "2"], ["config", "set", "sound.volumen", "3"])
"""Commands that are shown in Spanish."""


def live(house: House, folder: Path, questions: Sequence[str], model: DaemonState) -> None:
    """Asks the questions, and leaves the model in the middle of the last reply."""
    spoken = [say(text, folder) for text in questions]
    with Client(house.socket) as client:
        events = client.events(levels=True, idle=0.1)
        for number, wav in enumerate(spoken):
            model.current.reply = ""
            house.card.play(wav, wait=False)
            for event in map(parse, events):
                if event is not None:
                    model.update(event)
                if number == len(spoken) - 1 and model.state == "speaking" and model.current.timings:
                    if model.dbfs is not None:
                        return
                elif isinstance(event, ReplyDone):
                    break
    raise AssertionError("the last question was not answered")


def save(name: str, title: str, width: int, *shown: RenderableType, height: int | None = None) -> None:
    """Draws what is shown on a terminal of so many columns, and lines."""
    console = Console(
        record=True,
        width=width,
        height=height,
        force_terminal=True,
        color_system="truecolor",
        file=io.StringIO(),
    )
    console.print(*shown, sep="\n")
    IMAGES.mkdir(exist_ok=True)
    console.save_svg(str(IMAGES / name), title=title)
    print(IMAGES / name)


def printed(house: House, *arguments: str) -> Text:
    """What a command prints on a terminal, errors included."""
    terminal, end = os.openpty()
    env = {**house.env, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    with subprocess.Popen([sys.executable, "-m", "daemon.cli", *arguments], env=env, stdin=end, stdout=end, stderr=end):
        os.close(end)
        said = b""
        with suppress(OSError):  # a terminal ends with an error
            while piece := os.read(terminal, 65536):
                said += piece
        os.close(terminal)
    return Text.from_ansi(said.decode().replace("\r\n", "\n"))


def spanish(house: House) -> list[RenderableType]:
    shown: list[RenderableType] = []
    for arguments in SPANISH:
        shown += [Text(f"$ sarai {' '.join(arguments)}", style="bold green"), printed(house, *arguments), Text()]
    return shown[:-1]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, VirtualCard() as card:
        card.loop_speaker_into_microphone()
        with House(Path(folder), card) as house:
            model = DaemonState()
            live(house, Path(folder), QUESTIONS, model)
            save("live.svg", "sarai run", 112, render(model))
            house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the reply")
            live(house, Path(folder), MORE, model)
            for width in WIDTHS:
                save(f"live-{width}.svg", f"sarai run, {width} x {LINES}", width, Fitted(model), height=LINES)
            house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the reply")
            save("doctor.svg", "sarai doctor", COLUMNS, printed(house, "doctor"))
        house = House(Path(folder), card)
        house.env |= {"LC_ALL": "es_ES.UTF-8", "PYTHONUTF8": "1"}
        with house:
            save("spanish.svg", "LANG=es_ES.UTF-8", COLUMNS, *spanish(house))


if __name__ == "__main__":
    main()
