"""Choosing devices, and reading what the sound server says about them."""

from __future__ import annotations

import pytest

from audio import pulse
from audio.devices import Device, choose, list_devices, of_server, sound_available
from audio.pulse import Endpoint, Server

MICS = [
    Device("microphone", "alsa_input.usb-Blue_Yeti-00.analog-stereo", "Yeti Stereo", False, None),
    Device("microphone", "alsa_input.pci-0000_00_1f.3.analog", "Built-in Audio", True, None),
    Device("loudspeaker", "alsa_output.pci-0000_00_1f.3.analog", "Built-in Audio", True, None),
    Device("microphone", "bluez_input.AA", "Headset", False, None),
]

SOURCES = """Source #0
\tState: IDLE
\tName: speaker.monitor
\tDescription: Monitor of VirtualSpeaker
\tMonitor of Sink: speaker
\tProperties:
\t\tdevice.description = "Monitor: of VirtualSpeaker"

Source #12
\tState: RUNNING
\tName: mic
\tDescription: My Mic: the good one
\tMonitor of Sink: n/a
"""

OUTPUTS = """Source Output #3
\tDriver: protocol-native.c
\tSource: 0
\tProperties:
\t\tapplication.process.id = "77"

Source Output #4
\tSource: 12
\tProperties:
\t\tapplication.process.id = "777"
"""


@pytest.mark.parametrize(
    ("preferred", "expected"),
    [
        ([], "Built-in Audio"),
        (["yeti"], "Yeti Stereo"),
        (["YETI STEREO"], "Yeti Stereo"),
        (["alsa_input.usb-Blue_Yeti-00.analog-stereo"], "Yeti Stereo"),
        (["not there", "Headset", "Yeti"], "Headset"),
        (["not there"], "Built-in Audio"),
        (["bluez"], "Headset"),
    ],
)
def test_the_first_preferred_device_that_is_there(preferred: list[str], expected: str) -> None:
    chosen = choose(MICS, "microphone", preferred)
    assert chosen is not None
    assert (chosen.kind, chosen.description) == ("microphone", expected)


def test_without_a_default_any_will_do_and_without_any_none() -> None:
    assert choose([MICS[0], MICS[2]], "microphone", []) == MICS[0]
    assert choose([MICS[2]], "microphone", ["Built-in"]) is None


def test_a_whole_name_goes_before_a_part() -> None:
    devices = [Device("microphone", "a", "Mic 2", False, 0), Device("microphone", "b", "Mic", False, 1)]
    chosen = choose(devices, "microphone", ["mic"])
    assert chosen == devices[1]


def test_the_server_s_listing_is_read() -> None:
    assert pulse.parse_endpoints(SOURCES) == [
        Endpoint("0", "speaker.monitor", "Monitor of VirtualSpeaker", True),
        Endpoint("12", "mic", "My Mic: the good one", False),
    ]
    assert pulse.parse_attached(OUTPUTS, 77) == ["0"]
    assert pulse.parse_attached(OUTPUTS, 777) == ["12"]
    assert pulse.parse_attached(OUTPUTS, 7) == []


def test_a_monitor_is_no_microphone() -> None:
    sources = tuple(pulse.parse_endpoints(SOURCES))
    sinks = (Endpoint("0", "speaker", "Speaker", False),)
    devices = of_server(Server(sources, sinks, "speaker.monitor", "speaker"))
    assert [device.name for device in devices if device.kind == "microphone"] == ["mic"]
    only_monitor = of_server(Server(sources[:1], sinks, "speaker.monitor", "speaker"))
    assert choose(only_monitor, "microphone", ["speaker.monitor", "Monitor"]) is None


def test_a_machine_without_sound_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    available, why = sound_available()
    assert available == bool(list_devices()) or why
    assert "\n" not in why
    assert bool(why) is not available
