"""The README's pictures of the terminal: `python -m docs.screenshots`. A real conversation over a virtual sound card is
held, and what the live view shows while the last reply is spoken is written to docs/images/live.svg; so is the doctor's
report on the same machine."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from daemon.cli.live import render
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


def live(house: House, folder: Path) -> DaemonState:
    """The view in the middle of the last reply."""
    model = DaemonState()
    spoken = [say(text, folder) for text in QUESTIONS]
    with Client(house.socket) as client:
        events = client.events(levels=True, idle=0.1)
        for wav in spoken:
            model.current.reply = ""
            house.card.play(wav, wait=False)
            for event in map(parse, events):
                if event is not None:
                    model.update(event)
                if wav == spoken[-1] and model.state == "speaking" and model.current.timings and model.dbfs is not None:
                    return model
                if isinstance(event, ReplyDone):
                    break
    raise AssertionError("the last question was not answered")


def save(console: Console, name: str, title: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    console.save_svg(str(IMAGES / name), title=title)
    print(IMAGES / name)


def canvas(width: int) -> Console:
    return Console(
        record=True, width=width, force_terminal=True, color_system="truecolor", file=Path("/dev/null").open("w")
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, VirtualCard() as card, House(Path(folder), card) as house:
        card.loop_speaker_into_microphone()
        console = canvas(112)
        console.print(render(live(house, Path(folder))))
        save(console, "live.svg", "sarai run")
        house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the reply")
        command = [sys.executable, "-m", "daemon.cli", "doctor"]
        report = subprocess.run(
            command, env={**house.env, "FORCE_COLOR": "1"}, capture_output=True, text=True, check=False
        )
    console = canvas(110)
    console.print(Text.from_ansi(report.stdout))
    save(console, "doctor.svg", "sarai doctor")


if __name__ == "__main__":
    main()
