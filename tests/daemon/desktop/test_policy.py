"""What of the manners is pure: when to be quiet, when to sleep, whom to attend to, who is in a call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from audio.pulse import Capture, parse_captures
from daemon.control.events import QuestionHeard, StateChanged, Woken
from daemon.desktop.bus import session_address, system_address
from daemon.desktop.calls import callers
from daemon.desktop.policy import Attending, AutoMute, IdleSleep, Reason
from daemon.desktop.texts import texts
from daemon.desktop.undo import Change, UndoNote


def test_closed_while_a_reason_holds_and_opened_after_the_last() -> None:
    quiet = AutoMute()
    assert quiet.begins(Reason.LOCKED, listening=True) is False
    assert quiet.begins(Reason.CALL, listening=False) is None
    reasons = [quiet.why]
    assert quiet.ends(Reason.LOCKED) is None
    reasons.append(quiet.why)
    assert quiet.ends(Reason.CALL) is True
    reasons.append(quiet.why)
    assert reasons == [Reason.LOCKED, Reason.CALL, None]


def test_what_was_closed_before_stays_closed() -> None:
    quiet = AutoMute()
    assert quiet.begins(Reason.LOCKED, listening=False) is None
    assert quiet.ends(Reason.LOCKED) is None


def test_the_user_has_the_last_word() -> None:
    quiet = AutoMute()
    quiet.begins(Reason.CALL, listening=True)
    assert quiet.opened(by_user=True) is None  # in the call: wanted
    assert quiet.begins(Reason.CALL, listening=True) is None  # it goes on, with one more program
    assert quiet.ends(Reason.CALL) is None
    quiet.begins(Reason.CALL, listening=True)
    quiet.refused()  # `sarai mute` while it is closed already
    assert quiet.ends(Reason.CALL) is None


def test_a_daemon_that_starts_behind_a_locked_screen_waits() -> None:
    quiet = AutoMute()
    assert quiet.begins(Reason.LOCKED, listening=False) is None
    assert quiet.opened(by_user=False) is False
    assert quiet.ends(Reason.LOCKED) is True


def test_ending_what_never_began_opens_nothing() -> None:
    assert AutoMute().ends(Reason.SUSPEND) is None


def test_it_sleeps_after_so_long_without_speech() -> None:
    drowsiness = IdleSleep(minutes=2)
    due = [drowsiness.due]
    drowsiness.state("listening", 100)
    due.append(drowsiness.due)
    drowsiness.state("hearing", 200)
    drowsiness.state("thinking", 203)
    drowsiness.state("speaking", 204)
    drowsiness.state("listening", 230)
    due.append(drowsiness.due)
    drowsiness.state("off", 240)
    due.append(drowsiness.due)
    assert due == [None, 220, 350, None]


def test_zero_minutes_never_sleep() -> None:
    drowsiness = IdleSleep(minutes=0)
    drowsiness.state("listening", 100)
    assert drowsiness.due is None


@pytest.mark.parametrize(
    ("wake", "states", "attends"),
    [
        (False, ["listening"], False),
        (False, ["listening", "hearing"], True),
        (False, ["hearing", "paused", "thinking", "speaking", "overlap", "held"], True),
        (False, ["hearing", "paused", "listening"], False),
        (False, ["speaking", "off"], False),
        (True, ["hearing", "paused"], False),  # perhaps not meant for us
        (True, ["hearing", "paused", "thinking"], True),
        (True, ["speaking", "overlap", "hearing"], True),  # the interruption goes on
    ],
)
def test_whom_it_attends_to(wake: bool, states: list[str], attends: bool) -> None:
    attention = Attending(wake)
    for state in states:
        attention.update(StateChanged(state))
    assert attention.on is attends


def test_called_by_name_alone_it_attends_to_what_comes_next() -> None:
    attention = Attending(wake=True)
    seen = []
    for event in ("hearing", "paused", "wake", "listening", "hearing", "listening", "hearing"):
        attention.update(Woken("phrase", 6.0) if event == "wake" else StateChanged(event))
        seen.append(attention.on)
    assert seen == [False, False, False, False, True, False, False]


def test_attention_changes_once() -> None:
    attention = Attending(wake=False)
    assert attention.update(StateChanged("hearing"))
    assert not attention.update(StateChanged("paused"))
    assert not attention.update(QuestionHeard(1, "hello", "en"))
    assert attention.update(StateChanged("listening"))


LISTING = """Source Output #7
	Driver: protocol-native.c
	Owner Module: 9
	Client: 33
	Source: 2
	Corked: no
	Mute: no
	Resample method: speex-float-1
	Properties:
		media.name = "RecordStream"
		application.name = "Zoom"
		application.process.id = "4711"
		application.process.binary = "zoom"

Source Output #8
	Driver: module-remap-source.c
	Client: n/a
	Source: 1
	Corked: no
	Properties:
		media.name = "Remapped Stream"

Source Output #9
	Driver: PipeWire
	Source: 2
	Corked: yes
	Resample method: PipeWire
	Properties:
		media.name = "Peak detect"
		application.name = "PulseAudio Volume Control"
		application.process.id = "12"
"""


def test_captures_as_the_sound_server_lists_them() -> None:
    assert parse_captures(LISTING) == [
        Capture("2", "Zoom", 4711, corked=False, meter=False),
        Capture("1", "", None, corked=False, meter=False),
        Capture("2", "PulseAudio Volume Control", 12, corked=True, meter=True),
    ]
    assert parse_captures("") == []


def test_who_is_in_a_call() -> None:
    other = Capture("2", "Zoom", 1, corked=False, meter=False)
    found = [
        other,
        Capture("1", "Recorder", 1, corked=False, meter=False),  # of a monitor: it records the music
        Capture("2", "On hold", 1, corked=True, meter=False),
        Capture("2", "Settings", 1, corked=False, meter=True),
        Capture("2", "", None, corked=False, meter=False),
        Capture("2", "EasyEffects", 1, corked=False, meter=False),
        Capture("2", "sarai", os.getpid(), corked=False, meter=False),
    ]
    assert callers(found, ["1"], os.getpid(), ["easyeffects"]) == ["Zoom"]
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        ours = Capture("2", "sound worker", child.pid, corked=False, meter=False)
        assert callers([ours], [], os.getpid(), []) == []
        assert callers([ours], [], child.pid + 1, []) == ["sound worker"]
    finally:
        child.communicate()


def test_a_note_is_taken_once(tmp_path: Path) -> None:
    note = UndoNote(tmp_path / "players.json")
    changes = [Change("org.mpris.MediaPlayer2.mpv", ":1.4", 0.8, 0.2), Change("org.mpris.MediaPlayer2.vlc", ":1.5")]
    note.write(changes)
    assert note.take() == changes
    assert note.take() == []
    note.write(changes)
    note.write([])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '[{"player": "x"}]', '[{"player": 1, "owner": 2, "before": "loud"}]']
)
def test_a_spoilt_note_is_no_note(tmp_path: Path, text: str) -> None:
    (tmp_path / "players.json").write_text(text)
    assert UndoNote(tmp_path / "players.json").take() == []


def test_where_the_buses_are(tmp_path: Path) -> None:
    assert session_address({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/a"}) == "unix:path=/a"
    assert session_address({"XDG_RUNTIME_DIR": str(tmp_path)}) == ""
    assert system_address({"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/b"}) == "unix:path=/b"


def test_both_languages_say_the_same_things() -> None:
    assert texts("es", {}).keys() == texts("auto", {"LANG": "de_DE.UTF-8"}).keys()
    for chosen, environ in (("auto", {"LANG": "es_MX.UTF-8"}), ("es", {"LANG": "en_US.UTF-8"})):
        assert texts(chosen, environ)["devices"] == "Dispositivos de sonido"


def test_the_daemon_imports_no_bus_library() -> None:
    code = "import sys, daemon.app.daemon; print([name for name in ('dbus_fast', 'numpy') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
