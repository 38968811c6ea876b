"""Devices that are plugged into and pulled out of a virtual sound card: its own microphone, and a headset in both
profiles."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.virtual_card import VirtualCard

FEEDS = {"mic": "micfeed", "headset_mic": "headset_feed"}
"""The feed of each microphone: sound played into the feed is heard by the microphone."""
DESCRIPTIONS = {"mic": "VirtualMicrophone", "headset_mic": "HeadsetMicrophone"}
LOUDSPEAKERS = {"speaker": "VirtualSpeaker", "headset": "Headset"}


class Plugs:
    def __init__(self, card: VirtualCard) -> None:
        self.card = card
        self._modules: dict[str, str] = {}
        self._feeds()

    def _feeds(self) -> None:
        self._load(
            "headset_feed", "module-null-sink", "sink_name=headset_feed", "rate=48000", "channels=1", "norewinds=1"
        )

    # ------------------------------------------------------------------------------------------------------ what is

    def microphones(self) -> list[str]:
        return [name for name in self._names("sources") if name in FEEDS]

    def loudspeakers(self) -> list[str]:
        return [name for name in self._names("sinks") if name in LOUDSPEAKERS]

    def default(self, what: str) -> str:
        """Returns the name of the default device. `what`: Source or Sink."""
        for line in self.card._pactl("info").splitlines():
            if line.startswith(f"Default {what}: "):
                return line.partition(": ")[2].strip()
        return ""

    # -------------------------------------------------------------------------------------------------- what happens

    def pull_microphone(self) -> None:
        self._unload("mic")

    def plug_microphone(self) -> None:
        self._remap("mic", FEEDS["mic"])
        self.card._pactl("set-default-source", "mic")

    def plug_headset(self, with_microphone: bool = True) -> None:
        """Plugs in a Bluetooth headset: with a microphone (HFP), or as a loudspeaker alone (A2DP). It becomes the
        default, as on desktops."""
        self._load("headset", "module-null-sink", "sink_name=headset", "rate=48000", "channels=1", "norewinds=1",
                   f"sink_properties=device.description={LOUDSPEAKERS['headset']}")  # fmt: skip
        self.card._pactl("set-default-sink", "headset")
        if with_microphone:
            self._remap("headset_mic", FEEDS["headset_mic"])
            self.card._pactl("set-default-source", "headset_mic")

    def pull_headset(self) -> None:
        self._unload("headset_mic")
        self._unload("headset")

    def switch_profile(self) -> None:
        """Removes the headset and brings it back in the other profile: with its microphone, or without."""
        had_microphone = "headset_mic" in self.microphones()
        self.pull_headset()
        self.plug_headset(not had_microphone)

    def choose(self, name: str) -> None:
        """Sets another default device, as the user does."""
        self.card._pactl("set-default-source" if name in FEEDS else "set-default-sink", name)

    def restart_server(self) -> None:
        """Kills the sound server and starts it again, with the card's own devices."""
        self.card.kill_server()
        self.card.start_server()
        self._modules.clear()
        self._feeds()

    def say(self, wav: Path) -> list[subprocess.Popen[bytes]]:
        """Plays a person's speech in the room: every microphone hears it."""
        players = [
            subprocess.Popen(["paplay", f"--device={feed}", str(wav)], env=self.card.env, stderr=subprocess.DEVNULL)
            for feed in (FEEDS[name] for name in self.microphones())
        ]
        self.card._children.extend(players)  # which the card ends
        return players

    # --------------------------------------------------------------------------------------------------------- hands

    def _remap(self, name: str, feed: str) -> None:
        self._load(name, "module-remap-source", f"source_name={name}", f"master={feed}.monitor", "channels=1",
                   f"source_properties=device.description={DESCRIPTIONS[name]}")  # fmt: skip

    def _load(self, name: str, *arguments: str) -> None:
        self._modules[name] = self.card._pactl("load-module", *arguments).strip()

    def _unload(self, name: str) -> None:
        index = self._modules.pop(name, None) or self._index(f"source_name={name}")
        if index:
            self.card._pactl("unload-module", index)

    def _index(self, argument: str) -> str | None:
        """Returns the index of the module with that argument, among those that the card loaded itself."""
        for line in self.card._pactl("list", "short", "modules").splitlines():
            index, _, rest = line.partition("\t")
            if argument in rest.split():
                return index
            if any(argument in part.split() for part in rest.split("\t")):
                return index
        return None

    def _names(self, what: str) -> list[str]:
        listing = self.card._pactl("list", "short", what)
        return [line.split("\t")[1] for line in listing.splitlines() if "\t" in line]
