"""The doctor: faults are planted, and it must name each of them and what mends it."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio import pulse
from audio.frames import to_int16
from config.probe import ProbeFailed, probe
from config.settings import Fast, Settings, Sound
from daemon.cli.main import main
from daemon.cli.output import colourful
from daemon.control.hub import EventHub
from daemon.control.server import ControlServer
from daemon.control.systemd import parse_state
from daemon.doctor import checks, chirp, control, desktop, loading, machine, models, round_trip, sound
from daemon.doctor.finding import Finding, Surroundings, anything_broken, broken, lines, ok, summary, warning
from daemon.doctor.levels import Levels, parse_levels
from daemon.doctor.round_trip import HeardTone
from models.store.machine import Gpu, Machine
from models.store.places import Places
from tests.support.tiny_gguf import write_tiny
from tests.support.tiny_piper import tiny_piper
from tests.support.tiny_whisper import tiny_whisper
from tests.support.virtual_card import VirtualCard, available

HERE = Surroundings(Settings(), quick=True)


def named(findings: list[Finding], name: str) -> Finding:
    return next(finding for finding in findings if finding.name == name)


def follow(finding: Finding) -> None:
    """Do what the doctor says."""
    subprocess.run(finding.fix.split(), check=True, timeout=10)


# ---------------------------------------------------------------------------------------------------------- the report


def test_report_for_people_and_its_summary() -> None:
    fault = broken("microphone", "is muted", "unmute")
    assert lines(fault, colour=False) == ["broken   microphone: is muted", "         -> unmute"]
    assert lines(ok("cores", "8"), colour=False) == ["ok       cores: 8"]
    assert summary([fault, warning("a", "b"), ok("c", "d")]) == "1 broken, 1 to think about."
    assert summary([ok("c", "d")]) == "All is well."


def test_on_a_terminal_a_long_line_goes_on_under_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    doubt = warning(
        "memory", "far too little of it for anything that thinks", "sarai models pull a-rather-long-name --json"
    )
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    assert len(lines(doubt, colour=False)) == 2  # in a pipe it is whole
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert "\n".join(lines(doubt, colour=False)).splitlines() == [
        "warning  memory: far too little of it",
        "         for anything that thinks",
        "         -> sarai models pull a-rather-long-name --json",  # to be copied
    ]


def test_colours_are_for_terminals_whose_user_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert not colourful()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert colourful()
    monkeypatch.setenv("TERM", "dumb")
    assert not colourful()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colourful()


def test_json_and_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "CHECKS", (("a", lambda around: [ok("a", "fine")]),))
    assert main(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"][1] == {
        "name": "a",
        "status": "ok",
        "detail": "fine",
        "fix": "",
        "title": "a",
    }
    file = tmp_path / "wrong.yaml"
    file.write_text("sound: {volum: 1}\n")
    assert main(["doctor", "--json", "--config", str(file)]) == 1
    first = json.loads(capsys.readouterr().out)["findings"][0]
    assert (first["name"], first["status"]) == ("settings", "broken")
    assert "volume" in first["detail"]


def test_a_check_that_fails_spoils_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def ill(around: Surroundings) -> list[Finding]:
        raise RuntimeError("fever")

    monkeypatch.setattr(checks, "CHECKS", (("a", ill), ("b", lambda around: [ok("b", "fine")])))
    _, a, b = checks.examine(None, quick=True)
    assert (a.status, b.status) == ("warning", "ok")
    assert "fever" in a.detail


def test_the_checks_load_no_engine_and_no_sound_library() -> None:
    code = "import sys; import daemon.doctor.checks; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["numpy", "sounddevice", "torch", "llama_cpp", "ctranslate2", "onnxruntime", "huggingface_hub"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_probe_that_crashes_or_hangs_is_told_in_one_line() -> None:
    assert probe("-c", "print('noise'); print('[1]')", timeout=20) == [1]
    for code, told in (
        ("import os; os.abort()", "crashed"),
        ("import time; time.sleep(60)", "hangs"),
        ("raise OSError('PortAudio library not found')", "PortAudio library not found"),
    ):
        with pytest.raises(ProbeFailed, match=told):
            probe("-c", code, timeout=20 if "sleep" not in code else 0.5)


# --------------------------------------------------------------------------------------------------------- the machine


def test_memory_and_cores() -> None:
    small = Machine(ram_mb=4000, cores=2)
    assert machine.judge_memory(small, 3000, 3000).status == "ok"
    assert "swapped" in machine.judge_memory(small, 12_000, 3000).detail
    assert "close some" in machine.judge_memory(small, 3000, 500).fix
    assert machine.judge_cores(small, None).status == "warning"
    assert "threads" in machine.judge_cores(Machine(16_000, 8), 16).detail
    assert machine.judge_cores(Machine(16_000, 8), 8).status == "ok"


def test_storage_that_is_full_or_cannot_be_written(tmp_path: Path) -> None:
    found = machine.judge_storage(tmp_path / "state" / "sarai", "what is said is not kept")
    assert found.status == "ok"
    assert "GB free" in found.detail
    assert list(tmp_path.iterdir()) == []
    found = machine.judge_storage(Path("/proc/1/sarai"), "what is said is not kept")
    assert found.status == "broken"
    assert found.detail.startswith("/proc/1 cannot be written (")
    assert found.fix == "df -h /proc/1"
    code = """
        import resource, sys
        from pathlib import Path
        from daemon.doctor.machine import judge_storage
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))  # the kernel refuses to let files grow, as on a full disk
        print(judge_storage(Path(sys.argv[1]), "it is lost"))
        """
    full = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "status='broken'" in full.stdout
    assert "it is lost" in full.stdout


def test_a_gpu_that_does_not_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.judge_gpu("RTX", True, "1 CUDA device", False).status == "ok"
    assert "nvidia-modprobe" in machine.judge_gpu("RTX", False, "unknown error", False).fix
    assert "unknown error" in machine.judge_gpu("RTX", False, "unknown error", True).detail

    def crash(*arguments: str, timeout: float) -> Any:
        raise ProbeFailed("the library crashed (signal 11)")

    found = Machine(16_000, 8, (Gpu("RTX", 8000),))
    monkeypatch.setattr(machine, "inspect_machine", lambda *a, **k: found)
    monkeypatch.setattr(machine, "probe", crash)
    assert machine.gpu(Surroundings(Settings()))[0].status == "warning"
    assert "not tried" in machine.gpu(HERE)[0].detail


# -------------------------------------------------------------------------------------------------------------- models


def test_a_truncated_gguf_is_named(tmp_path: Path) -> None:
    file = write_tiny(tmp_path / "mind.gguf")
    settings = Settings(fast=Fast(mind=str(file)))
    places = Places(tmp_path / "store", tmp_path / "hub")
    assert named(models.fast_tier(settings, places), "fast tier, mind").status == "ok"
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)
    finding = named(models.fast_tier(settings, places), "fast tier, mind")
    assert finding.status == "broken"
    assert str(file) in finding.detail
    assert "cut short" in finding.detail
    assert str(file) in finding.fix


def test_a_damaged_model_of_the_store_is_named_and_a_missing_one_is_no_fault(tmp_path: Path) -> None:
    places = Places(tmp_path / "store", tmp_path / "hub")
    settings = Settings()
    assert models.damaged(settings, places) == []
    for finding in models.fast_tier(settings, places):
        assert finding.status == "warning"
        assert finding.fix.startswith("sarai models pull ")
    from config.catalogue import catalogue

    model = catalogue()["tiny"]
    (places.root / "tiny").mkdir(parents=True)
    (places.root / "tiny" / model.sources[0].files[0].local_name).write_bytes(b"GGUF" + bytes(1000))
    (finding,) = models.damaged(settings, places)
    assert (finding.name, finding.status, finding.fix) == ("model tiny", "broken", "sarai models pull tiny")


def test_an_opener_and_a_projector_that_are_not_here_are_told(tmp_path: Path) -> None:
    opener, projector = tmp_path / "opener.gguf", tmp_path / "eyes.gguf"
    settings = Settings.model_validate({"fast": {"opener": str(opener), "projector": str(projector)}})
    found = models.fast_tier(settings, Places(tmp_path / "store", tmp_path / "hub"))
    for name, missing in (("fast tier, opener", opener), ("fast tier, projector", projector)):
        finding = named(found, name)
        assert finding.status in ("warning", "broken")
        assert str(missing) in finding.detail
        assert str(missing) in finding.fix
    assert not [each for each in models.fast_tier(Settings(), Places(tmp_path, tmp_path)) if "opener" in each.name]


@pytest.mark.parametrize("wanted", ["{}/ann.onnx", "ann.onnx", "~/ann", "{}/mind.gguf", "no-such-model"])
def test_what_is_in_no_catalogue_is_not_advised_to_be_pulled(tmp_path: Path, wanted: str) -> None:
    wanted = wanted.format(tmp_path)
    settings = Settings.model_validate({"fast": {"voice_en": wanted}})
    finding = named(
        models.fast_tier(settings, Places(tmp_path / "store", tmp_path / "hub")), "fast tier, English voice"
    )
    assert finding.status in ("warning", "broken")
    assert wanted in finding.fix
    assert "pull" not in finding.fix
    assert "settings" in finding.fix


def test_a_missing_mind_that_is_too_slow_here_is_not_advised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places(tmp_path / "store", tmp_path / "hub")

    def advised(cores: int, ram_mb: int = 16_000) -> str:
        monkeypatch.setattr("models.store.machine.inspect_machine", lambda *_, **__: Machine(ram_mb, cores))
        return named(models.fast_tier(Settings(), places), "fast tier, mind").fix

    assert advised(4) == "sarai models pull qwen3-vl-4b"
    assert advised(2) == "sarai models pull tiny && sarai config set fast.mind tiny"
    assert advised(2, ram_mb=1_000) == "sarai config set fast.mind starter"  # it is part of sarai


def test_a_language_that_nothing_here_understands(tmp_path: Path) -> None:
    places = Places(tmp_path / "store", tmp_path / "hub")
    (finding,) = models.language(Settings.model_validate({"speaking": {"language": "es"}}), places)
    assert finding == warning(
        "language", "Spanish is chosen, but tier embedded understands English only", "sarai models pull recommended"
    )
    assert models.language(Settings(), places) == []


def test_the_starter_must_be_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places(tmp_path / "store", tmp_path / "hub")
    file = write_tiny(tmp_path / "starter.gguf")
    monkeypatch.setattr(models, "STARTER_PATH", file)
    assert models.embedded(Settings(), places)[0].status != "broken"
    file.write_bytes(file.read_bytes()[:-100])
    assert models.embedded(Settings(), places)[0].status == "broken"


def test_what_stands_in_for_a_part_of_the_embedded_tier_is_told(tmp_path: Path) -> None:
    places = Places(tmp_path / "store", tmp_path / "hub")
    ears, voice = models.embedded(Settings(), places)
    assert ears == warning(
        "embedded tier",
        "pocketsphinx-en hears in place of whisper-base: Whisper base is not on this machine",
        "sarai models pull whisper-base",
    )
    assert (voice.status, voice.fix) == ("warning", "sarai models pull piper-en-joe")
    here = replace(places, named={"whisper-base": tiny_whisper(), "piper-en-joe": tiny_piper(tmp_path)})
    assert models.embedded(Settings(), here) == [ok("embedded tier", "its ears, mind and voice are here")]
    english = named(models.fast_tier(Settings(), here), "fast tier, English voice")
    assert english.detail.endswith("; piper-en-joe speaks instead")


# ------------------------------------------------------------------------------------------------- daemon and desktop


def test_rights_of_the_control_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    path = tmp_path / "sarai" / "control.sock"
    uid = path.parent.parent.stat().st_uid
    assert control.judge_socket(path, uid).status == "ok"

    async def served() -> None:
        async with ControlServer(path, {}, EventHub(dict)):
            assert control.control_socket(HERE) == [ok("control socket", f"{path}, yours alone")]
            path.chmod(0o666)
            finding = control.judge_socket(path, uid)
            assert (finding.status, finding.fix) == ("broken", f"chmod 600 {path}")
            follow(finding)
            path.parent.chmod(0o755)
            finding = control.judge_socket(path, uid)
            assert (finding.status, finding.fix) == ("broken", f"chmod 700 {path.parent}")
            follow(finding)
            assert control.judge_socket(path, uid).status == "ok"
            assert "another user" in control.judge_socket(path, uid + 1).detail

    asyncio.run(served())
    path.write_text("in the way")
    path.chmod(0o600)
    assert control.judge_socket(path, uid).fix == f"rm {path}"


def test_a_daemon_that_is_absent_or_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert control.running(HERE)[0].status == "warning"
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(tmp_path))
        assert control.running(HERE)[0].fix == "sarai run"  # a service would have nobody to start it
        manager = tmp_path / "systemctl"
        manager.write_text("#!/bin/sh\n")
        manager.chmod(0o755)
        assert control.running(HERE)[0].fix == "sarai service install"
    path = tmp_path / "sarai" / "control.sock"
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(path))
        deaf.listen()
        monkeypatch.setattr(control, "_PATIENCE", 0.3)
        (finding,) = control.running(HERE)
    assert finding.status == "broken"
    assert finding.fix == "systemctl --user restart sarai"


@pytest.mark.parametrize(
    ("listing", "status", "word"),
    [
        ("LoadState=not-found", "warning", "sarai service install"),
        ("LoadState=loaded\nActiveState=failed\nResult=watchdog", "broken", "journalctl"),
        ("LoadState=loaded\nActiveState=activating\nSubState=auto-restart\nResult=signal", "broken", "journalctl"),
        ("LoadState=loaded\nUnitFileState=disabled\nActiveState=active", "warning", "sarai service install"),
        ("LoadState=loaded\nUnitFileState=enabled\nActiveState=inactive", "warning", "systemctl --user start"),
        ("LoadState=loaded\nUnitFileState=enabled\nActiveState=active\nSubState=running\nMainPID=3", "ok", ""),
    ],
)
def test_state_of_the_service(listing: str, status: str, word: str) -> None:
    finding = desktop.judge_service(parse_state(listing))
    assert finding.status == status
    assert word in finding.fix


_ON_A_BUS = """
import asyncio, sys
from dbus_fast.aio import MessageBus
from daemon.doctor.desktop import tray_host
async def main():
    if "host" in sys.argv:
        bus = await MessageBus().connect()
        await bus.request_name("org.kde.StatusNotifierWatcher")
    print(tray_host(None)[0].status)
asyncio.run(main())
"""


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="dbus-run-session is not installed")
@pytest.mark.parametrize(("argument", "status"), [("none", "warning"), ("host", "ok")])
def test_tray_host_on_a_real_session_bus(argument: str, status: str) -> None:
    pytest.importorskip("dbus_fast")
    command = ["dbus-run-session", "--", sys.executable, "-c", _ON_A_BUS, argument]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == status, done.stderr


def test_a_session_bus_that_does_not_answer_is_no_reason_to_install_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setattr(desktop, "ANSWERS", 0.1)
    monkeypatch.setattr(desktop, "_CLIENTS", (("sleep", "9"), ("true",)))
    monkeypatch.setattr(desktop, "_PORTAL_CLIENTS", (("sleep", "9"), ("true",)))
    around = Surroundings(Settings())
    (found,) = desktop.tray_host(around)
    assert (found.status, found.fix) == ("broken", "log out and in again")
    assert "does not answer" in found.detail
    assert "gives no global shortcuts" in desktop.hotkeys(around)[0].detail


# --------------------------------------------------------------------------------------------------- sound, calculated


def heard(**changes: Any) -> HeardTone:
    values: dict[str, Any] = {
        "delay_ms": 60.0,
        "correlation": 0.8,
        "noise_dbfs": -60.0,
        "speech": 0.0,
        "level_dbfs": -30.0,
        "peak_dbfs": -20.0,
        "played_dbfs": -17.0,
        "silent": False,
        "hearing_rate": True,
    }
    return HeardTone(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "name", "status", "word"),
    [
        ({}, "round trip", "ok", "13 dB softer"),
        ({"silent": True}, "round trip", "broken", "zeros"),
        ({"correlation": 0.05}, "round trip", "warning", "headphones"),
        ({"delay_ms": 620.0}, "round trip", "broken", "too late"),
        ({"delay_ms": 400.0}, "round trip", "warning", "late"),
        ({"peak_dbfs": -0.5}, "round trip", "warning", "overdriven"),
        ({"noise_dbfs": -30.0}, "noise", "warning", "drowns"),
        ({}, "silence", "ok", "silence"),
        ({"speech": 0.8}, "silence", "warning", "television"),
        ({"hearing_rate": False}, "sample rate", "ok", "16 kHz"),
    ],
)
def test_what_a_measurement_means(changes: dict[str, Any], name: str, status: str, word: str) -> None:
    finding = named(round_trip.judge(heard(**changes)), name)
    assert finding.status == status
    assert word in finding.detail
    assert finding.fix or status == "ok"


def test_the_chirp_is_found_in_noise_and_not_in_noise_alone() -> None:
    random = np.random.default_rng(5)
    noise = to_int16(random.normal(0, 0.003, 48_000))
    assert chirp.measure(noise, 16_000, True).correlation < 0.1
    echo = noise.copy()
    echo[16_000 + 1920 :][: len(chirp.chirp())] += chirp.chirp() // 8
    found = chirp.measure(echo, 16_000, True)
    assert found.delay_ms == pytest.approx(120, abs=0.2)
    assert found.correlation > 0.9
    assert found.noise_dbfs == pytest.approx(-50.5, abs=1)
    assert found.played_dbfs - found.level_dbfs == pytest.approx(18, abs=1)
    assert chirp.measure(np.zeros(48_000, np.int16), 16_000, True).silent


SPEAKER = pulse.Endpoint("0", "hdmi", "HDMI", monitor=False)
MONITOR = pulse.Endpoint("0", "hdmi.monitor", "Monitor of HDMI", monitor=True)
YETI = pulse.Endpoint("1", "yeti", "Blue Yeti", monitor=False)


def test_devices_of_a_server_are_judged() -> None:
    both = pulse.Server((MONITOR, YETI), (SPEAKER,), "yeti", "hdmi")
    assert not [f for f in sound.judge_server(both, {}, {}, Sound()) if f.status != "ok"]
    loud = {"yeti": Levels(False, 0), "hdmi": Levels(True, 50)}
    quiet = sound.judge_server(both, loud, loud, Sound())
    assert named(quiet, "microphone").fix == "pactl set-source-volume yeti 80%"
    assert named(quiet, "loudspeaker").fix == "pactl set-sink-mute hdmi 0"
    absent = named(sound.judge_server(both, {}, {}, Sound(microphone=["Headset"])), "microphone")
    assert absent.status == "warning"
    assert "Headset" in absent.detail
    only_monitor = pulse.Server((MONITOR,), (SPEAKER,), "hdmi.monitor", "hdmi")
    assert named(sound.judge_server(only_monitor, {}, {}, Sound()), "microphone").status == "broken"


def test_levels_are_read_from_what_pactl_prints() -> None:
    listing = "Source #1\n\tName: a\n\tMute: yes\n\tVolume: front-left: 65536 / 100% / 0 dB,   front-right: 1 /  40%\n"
    assert parse_levels(listing + "\nSource #2\n\tName: b\n\tMute: no\n") == {
        "a": Levels(True, 100),
        "b": Levels(False, None),
    }


# ------------------------------------------------------------------------------------------- sound, on a virtual card


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualCard]:
    if not available():
        pytest.skip("PulseAudio is not installed: no virtual sound card")
    with VirtualCard() as running:
        for name, value in running.env.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.mark.sound
def test_planted_faults_of_devices(card: VirtualCard) -> None:
    assert [finding.status for finding in sound.devices(HERE)] == ["ok", "ok", "ok"]

    subprocess.run(["pactl", "set-source-mute", "mic", "1"], check=True, timeout=10)
    muted = named(sound.devices(HERE), "microphone")
    assert muted.status == "broken"
    assert "muted" in muted.detail
    follow(muted)
    assert not anything_broken(sound.devices(HERE))

    subprocess.run(["pactl", "set-default-source", "speaker.monitor"], check=True, timeout=10)
    monitor = named(sound.devices(HERE), "default microphone")
    assert monitor.status == "warning"
    assert "speaker.monitor" in monitor.detail
    follow(monitor)
    assert [finding.status for finding in sound.devices(HERE)] == ["ok", "ok", "ok"]

    card.remove_microphone()
    none = named(sound.devices(HERE), "microphone")
    assert none.status == "broken"
    assert "there is none" in none.detail

    card.kill_server()
    server = named(sound.devices(HERE), "sound server")
    assert (server.status, "none answers" in server.detail) == ("warning", True)


@pytest.mark.sound
@pytest.mark.slow
def test_a_loudspeaker_that_is_too_late_is_measured(card: VirtualCard) -> None:
    around = Surroundings(Settings())
    silent = round_trip.round_trip(around)
    assert "zeros" in named(silent, "round trip").detail
    command = ["pactl", "load-module", "module-loopback", "source=speaker.monitor", "sink=micfeed", "latency_msec=700"]
    subprocess.run(command, check=True, timeout=10)
    late = named(round_trip.round_trip(around), "round trip")
    assert late.status == "broken", late
    assert "too late" in late.detail


def test_every_model_that_is_here_is_really_loaded(tmp_path: Path) -> None:
    whole = write_tiny(tmp_path / "whole.gguf")
    # Looks like a Whisper model from outside: only loading finds that it is none.
    ears = tmp_path / "ears"
    ears.mkdir()
    for file in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (ears / file).write_text("{}")
    settings = Settings.model_validate({"tier": "fast", "fast": {"mind": str(whole), "recogniser": str(ears)}})
    findings = loading.loading(Surroundings(settings))
    assert named(findings, "starter loads").status == "ok"
    assert named(findings, "pocketsphinx-en loads").status == "ok"
    assert named(findings, "espeak loads").status == "ok"
    assert named(findings, f"{whole} loads").status == "ok"
    assert named(findings, f"{ears} loads").status == "broken"
    assert str(ears) in named(findings, f"{ears} loads").fix
    assert loading.loading(Surroundings(settings, quick=True)) == []


_PORTAL = """
import asyncio, sys
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_property
from dbus_fast import PropertyAccess
from config.settings import Settings
from daemon.doctor.desktop import hotkeys
from daemon.doctor.finding import Surroundings

class Shortcuts(ServiceInterface):
    @dbus_property(access=PropertyAccess.READ)
    def version(self) -> "u":
        return 1

async def main():
    if sys.argv[1] == "portal":
        bus = await MessageBus().connect()
        bus.export("/org/freedesktop/portal/desktop", Shortcuts("org.freedesktop.portal.GlobalShortcuts"))
        await bus.request_name("org.freedesktop.portal.Desktop")
    settings = Settings.model_validate({"listening": {"mode": sys.argv[2]}})
    found = (await asyncio.to_thread(hotkeys, Surroundings(settings)))[0]
    print(found.status, found.detail)

asyncio.run(main())
"""


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="dbus-run-session is not installed")
@pytest.mark.parametrize(
    ("portal", "mode", "said"),
    [
        ("portal", "push", "ok the desktop gives"),
        ("none", "push", "warning this desktop"),
        ("none", "always", "ok this"),
    ],
)
def test_the_portal_for_hotkeys(portal: str, mode: str, said: str) -> None:
    command = ["dbus-run-session", "--", sys.executable, "-c", _PORTAL, portal, mode]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.startswith(said), done.stdout + done.stderr
