"""The public events: their JSON, and reading it, whatever comes."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest

from daemon.control import events
from daemon.control.events import (
    KINDS,
    ActionChanged,
    Devices,
    Dictated,
    DictationChanged,
    DownloadProgress,
    Event,
    Forgotten,
    InputFinished,
    Lagged,
    LanguageChanged,
    LastExchange,
    LevelMeasured,
    MicrophoneMuted,
    MicrophoneSwitched,
    ModelState,
    PartialHeard,
    ProblemOccurred,
    QuestionChanged,
    QuestionHeard,
    ReplyDelta,
    ReplyDone,
    ReplyMended,
    RingingChanged,
    RingingTimer,
    RouteTaken,
    Snapshot,
    StateChanged,
    TierChanged,
    ToolRuns,
    ToolsChanged,
    ToolServerState,
    TurnTimed,
    VoiceOption,
    VoicesChanged,
    Woken,
    parse,
)

EVENTS: list[tuple[Event, str]] = [
    (StateChanged("hearing"), '{"kind": "state", "state": "hearing"}'),
    (Woken("phrase", 6.0), '{"kind": "wake", "reason": "phrase", "seconds": 6.0}'),
    (PartialHeard(3, "what is"), '{"kind": "partial", "turn": 3, "text": "what is"}'),
    (QuestionHeard(3, "¿qué?", "es"), '{"kind": "heard", "turn": 3, "text": "¿qué?", "language": "es"}'),
    (
        RouteTaken(turn=3, tier="fast", row="R5", reason="chosen", note=None),
        '{"kind": "route", "turn": 3, "tier": "fast", "row": "R5", "reason": "chosen", "note": null}',
    ),
    (ReplyDelta(3, "A valley "), '{"kind": "reply", "turn": 3, "delta": "A valley "}'),
    (TurnTimed(3, {"stt": 40.5}), '{"kind": "timings", "turn": 3, "ms": {"stt": 40.5}}'),
    (
        ReplyDone(turn=3, text="A valley.", interrupted=True, underruns=1, played=9000, rate=16000),
        '{"kind": "reply_done", "turn": 3, "text": "A valley.", "interrupted": true, "underruns": 1, "played": 9000, '
        '"rate": 16000}',
    ),
    (ReplyMended(3, "A"), '{"kind": "reply_mended", "turn": 3, "text": "A"}'),
    (ProblemOccurred("the voice ended"), '{"kind": "problem", "text": "the voice ended"}'),
    (LevelMeasured(-31.5, 0.25), '{"kind": "level", "dbfs": -31.5, "speech": 0.25}'),
    (Devices("Yeti", "", "oh"), '{"kind": "device", "capture": "Yeti", "playback": "", "problem": "oh"}'),
    (InputFinished(99), '{"kind": "input_ended", "at": 99}'),
    (MicrophoneSwitched(False), '{"kind": "switch", "listening": false}'),
    (MicrophoneMuted(True, "call"), '{"kind": "muted", "on": true, "reason": "call"}'),
    (
        DictationChanged(True, "xtest", "gedit"),
        '{"kind": "dictation", "on": true, "way": "xtest", "application": "gedit"}',
    ),
    (
        Dictated(4, "¡Hola!", "kept", "gone", ""),
        '{"kind": "dictated", "turn": 4, "text": "¡Hola!", "fate": "kept", "why": "gone", "said": ""}',
    ),
    (
        RingingChanged((RingingTimer("timer", "té", "Se acabó el tiempo: té."),)),
        '{"kind": "ringing", "timers": [{"sort": "timer", "label": "té", "text": "Se acabó el tiempo: té."}]}',
    ),
    (
        TierChanged(name="fast", chosen="auto", note="", notice="oh"),
        '{"kind": "tier", "name": "fast", "chosen": "auto", "note": "", "notice": "oh"}',
    ),
    (LanguageChanged("es"), '{"kind": "language", "name": "es"}'),
    (
        VoicesChanged((VoiceOption("en", "espeak", "eSpeak NG", True),)),
        '{"kind": "voices", "voices": [{"language": "en", "name": "espeak", "title": "eSpeak NG", "chosen": true}]}',
    ),
    (ModelState("qwen", "failed", "oh"), '{"kind": "model", "name": "qwen", "state": "failed", "problem": "oh"}'),
    (
        DownloadProgress("running", 500, 2000, ""),
        '{"kind": "download", "state": "running", "done": 500, "total": 2000, "problem": ""}',
    ),
    (
        ToolsChanged((ToolServerState("clock", "ready", "", "mcp-time 1", 2, 1),)),
        '{"kind": "tools", "servers": [{"name": "clock", "state": "ready", "problem": "", "product": "mcp-time 1", '
        '"tools": 2, "usable": 1}]}',
    ),
    (
        ToolRuns("clock", "get_time", "running", "1 of 3"),
        '{"kind": "tool", "server": "clock", "tool": "get_time", "state": "running", "progress": "1 of 3"}',
    ),
    (
        ActionChanged(7, "media", "done", "Mpv is paused."),
        '{"kind": "action", "turn": 7, "name": "media", "state": "done", "text": "Mpv is paused."}',
    ),
    (QuestionChanged("Shall I?"), '{"kind": "question", "text": "Shall I?"}'),
    (Forgotten(), '{"kind": "forgotten"}'),
    (Snapshot.of({"state": "off", "pid": 7}), '{"state": "off", "pid": 7, "kind": "snapshot"}'),
    (Lagged(5), '{"kind": "lagged", "missed": 5}'),
]


@pytest.mark.parametrize(("event", "document"), EVENTS, ids=[event.kind for event, _ in EVENTS])
def test_the_json_of_each_kind(event: Event, document: str) -> None:
    assert json.dumps(event.to_json(), ensure_ascii=False) == document
    assert parse(json.loads(document)) == event


def test_no_kind_is_left_out() -> None:
    assert {event.kind for event, _ in EVENTS} == set(KINDS)
    assert all(
        str(each.type) in events._READERS for cls in KINDS.values() if cls is not Snapshot for each in fields(cls)
    )


@pytest.mark.parametrize(("event", "document"), EVENTS, ids=[event.kind for event, _ in EVENTS])
def test_what_a_newer_daemon_adds_is_passed_over(event: Event, document: str) -> None:
    if not isinstance(event, Snapshot):  # which keeps the whole status
        assert parse({**json.loads(document), "mood": {"new": [1]}}) == event


@pytest.mark.parametrize(("event", "document"), EVENTS, ids=[event.kind for event, _ in EVENTS])
def test_what_is_damaged_is_no_event(event: Event, document: str) -> None:
    whole = json.loads(document)
    for key in whole:
        if isinstance(event, Snapshot) and key != "kind":
            continue  # of which every part may be missing
        assert parse({name: value for name, value in whole.items() if name != key}) is None
        for wrong in (None, 1j, "7", -7, True, [3], {"a": "b"}, float("nan"), 10**400):
            read = parse({**whole, key: wrong})
            if read is not None:
                value = json.loads(json.dumps(read.to_json()))[key]
                assert type(value) is type(whole[key]) or (key == "note" and isinstance(value, str)), (key, wrong)


@pytest.mark.parametrize(
    "document", [None, 3, "state", [], {}, {"kind": "new in version 9"}, {"kind": ["state"]}, {"kind": None}]
)
def test_what_is_unknown_is_no_event(document: object) -> None:
    assert parse(document) is None


def test_the_parts_of_a_snapshot_that_are_whole_are_read() -> None:
    voice = {"language": "en", "name": "espeak", "title": "eSpeak NG", "chosen": True}
    model = {"name": "sound", "kind": "sound", "state": "ready", "pid": 9, "problem": ""}
    status: dict[str, Any] = {
        "state": "listening", "tier": 7, "notice": "oh", "voices": [voice, {}, None], "models": [model, "x"],
        "last": {"turn": 3, "language": "en", "heard": "who are you"},
    }  # fmt: skip
    snapshot = parse({**status, "kind": "snapshot"})
    assert isinstance(snapshot, Snapshot)
    assert (snapshot.state, snapshot.tier, snapshot.notice) == ("listening", "", "oh")
    assert snapshot.voices == (VoiceOption("en", "espeak", "eSpeak NG", True),)
    assert snapshot.models == (ModelState("sound", "ready", ""),)
    assert snapshot.last == LastExchange(3, "who are you", "en", None)
    for odd in (None, 3, "x", [status["last"]], {"turn": 3}):
        read = parse({**status, "last": odd, "voices": odd, "models": odd, "kind": "snapshot"})
        assert isinstance(read, Snapshot)
        assert (read.last, read.voices, read.models) == (None, (), ())
