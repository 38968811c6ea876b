"""Dictation of people's recordings into a terminal on X11: word error, and the time from the key's release to the text.

    python -m benchmarks.dictation --people FOLDER [--json FILE]

FOLDER holds the recordings that tests/support/recordings.py has the words of. Each is played into the microphone of a
virtual sound card, where a daemon with the tier `embedded` and Whisper base (`sarai models pull whisper-base`) dictates into
an xterm on Xvfb while a key is held. The key is let go when the recording has ended; the time is that until the terminal has
all of it. `pass` is what one pass of the recogniser over the same sound takes in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from audio.wavefile import read_wav
from config.load import load
from config.paths import data_home
from daemon.routing.parts import WHISPER
from daemon.routing.recommended import places_for
from models.engine import Cancel
from models.store.find import resolve
from models.store.places import Located, Missing
from models.whisper.recogniser import WhisperRecogniser
from tests.e2e.house import House
from tests.support import fields
from tests.support.real_models import word_error_rate
from tests.support.recordings import READ
from tests.support.typing_desktop import XServer
from tests.support.virtual_card import VirtualCard

LATE = 20.0
"""Seconds after which a text counts as lost."""


def passes(model: Path, recordings: list[Path], threads: int) -> list[float]:
    """Returns the seconds that a pass over each recording takes, the second of two."""
    ears = WhisperRecogniser(model, threads=threads)
    found = []
    for recording in recordings:
        pcm = read_wav(recording)
        for _ in range(2):
            begin = time.monotonic()
            ears.transcribe(pcm, None, Cancel())
            spent = time.monotonic() - begin
        found.append(spent)
    ears.close()
    return found


def dictated(house: House, file: Path, recording: Path) -> tuple[str, float]:
    """Returns what one recording becomes in the terminal, and the seconds from the key's release to it."""
    before = fields.held(file)
    house.call("dictate", hold=True)
    house.wait_for("dictation", lambda event: event["on"])
    house.card.play(recording)
    released = time.monotonic()
    house.call("dictate", release=True)
    text = str(house.wait_for("dictated", within=LATE)["text"])
    while fields.held(file) != before + text:
        if time.monotonic() > released + LATE:
            raise SystemExit(f"benchmarks.dictation: {recording.name}: not all of it has arrived")
        time.sleep(0.001)
    return text, time.monotonic() - released


def measure(folder: Path) -> list[dict[str, Any]]:
    """Prints the table. Returns its rows. Raises SystemExit where something is missing."""
    places = places_for(load())
    model = resolve(WHISPER, places)
    if not isinstance(model, Located):
        raise SystemExit(
            f"benchmarks.dictation: {model.reason if isinstance(model, Missing) else 'Whisper base is no file'}"
        )
    recordings = [folder / name for name in READ]
    if gone := [each.name for each in recordings if not each.is_file()]:
        raise SystemExit(f"benchmarks.dictation: {folder} lacks {', '.join(gone)}")
    alone = passes(model.path, recordings, 2)
    rows: list[dict[str, Any]] = []
    with (
        tempfile.TemporaryDirectory(prefix="sarai-dictation-") as own,
        VirtualCard() as card,
        XServer(Path(own)) as desktop,
    ):
        file = desktop.open("xterm")
        desktop.focus("xterm")
        house = House(Path(own), card, "tier: embedded\nlistening: {mode: push}\n")
        house.env |= {
            "XDG_DATA_HOME": str(data_home()),
            "HF_HUB_CACHE": str(places.hub_cache),
            "DISPLAY": desktop.env["DISPLAY"],
        }
        house.env.pop("WAYLAND_DISPLAY", None)
        with house:
            for recording, own_time in zip(recordings, alone, strict=True):
                text, after = dictated(house, file, recording)
                rows.append(
                    {
                        "recording": recording.name,
                        "typed": text,
                        "text_ms": round(after * 1000),
                        "pass_ms": round(own_time * 1000),
                    }
                )
                print(
                    f"{recording.name:36}{after * 1000:6.0f} ms  (pass {own_time * 1000:4.0f} ms)  {text}", flush=True
                )
    wrong = word_error_rate(list(READ.values()), [row["typed"] for row in rows])
    late = [row["text_ms"] - row["pass_ms"] for row in rows]
    later = f"median {statistics.median(late):.0f} ms, most {max(late)} ms"
    print(f"\nword error {wrong:.1%}; text later than a pass: {later}")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=Path, metavar="FOLDER", required=True, help="recordings of people")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    rows = measure(arguments.people)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
