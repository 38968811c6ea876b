"""Runs a station on its own in a process: commands in as JSON lines, events out as JSON lines.

The sound card is found through the environment, so the tests on the virtual card need a process of their own. Usage:
`python -m tests.audio.station_process '{"microphone": ["mic"]}'` (settings of the section `sound`). The line `lose`
has the loudspeaker's stream count as lost, as one whose callbacks have stopped.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import sys
import threading
from typing import Any

from audio import events
from audio.events import Command, Event
from audio.portaudio import PortAudioBackend
from audio.station import Station
from audio.streams import PlaybackStream
from config.settings import Sound, Turn


def encode(message: Event | Command) -> str:
    """A message as one line of JSON; bytes as base64."""
    fields: dict[str, Any] = {"type": type(message).__name__}
    for field in dataclasses.fields(message):
        value = getattr(message, field.name)
        fields[field.name] = base64.b64encode(value).decode() if isinstance(value, bytes) else value
    return json.dumps(fields)


def decode(line: str) -> Any:
    """The message of a line that `encode` made."""
    fields = json.loads(line)
    kind = getattr(events, fields.pop("type"))
    if "pcm" in fields:
        fields["pcm"] = base64.b64decode(fields["pcm"])
    return kind(**fields)


class LostStream(PlaybackStream):
    """A stream whose callbacks have stopped."""

    stale = True


def lose_loudspeaker(station: Station) -> None:
    backend = station._backend
    assert isinstance(backend, PortAudioBackend)
    if backend._speaker is not None:
        backend._speaker.__class__ = LostStream
        backend._changed.set()


def main() -> int:
    def emit(event: Event) -> None:
        print(encode(event), flush=True)

    station = Station(Sound(**json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}), Turn(), emit)

    def obey() -> None:
        for line in sys.stdin:
            if line == "lose\n":
                lose_loudspeaker(station)
            else:
                station.handle(decode(line))
        station.close()

    threading.Thread(target=obey, daemon=True).start()
    station.run()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # not through PortAudio's atexit handler, which hangs when the sound server has died
