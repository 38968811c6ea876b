"""What the daemon publishes, as the JSON that clients of the control socket get: kinds, keys and their order, types."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from audio import events as sound
from config.settings import Settings
from daemon.app.daemon import running
from daemon.app.methods import ControlMethods
from daemon.cli.launch import QUESTIONS
from daemon.control.client import Client
from daemon.control.parameters import method_table
from daemon.control.server import ControlServer
from tests.support.timeline import Said, Timeline

SHAPES = {
    "state": "state:str",
    "level": "dbfs:number speech:number",
    "input_ended": "at:number",
    "partial": "turn:number text:str",
    "heard": "turn:number text:str language:str",
    "wake": "reason:str seconds:number",
    "reply": "turn:number delta:str",
    "reply_done": "turn:number text:str interrupted:bool underruns:number played:number rate:number",
    "reply_mended": "turn:number text:str",
    "timings": "turn:number ms:dict",
    "problem": "text:str",
    "device": "capture:str playback:str problem:str",
    "model": "name:str state:str problem:str",
    "tier": "name:str chosen:str note:str notice:str",
    "voices": "voices:list",
    "language": "name:str",
    "switch": "listening:bool",
    "ringing": "timers:list",
    "action": "turn:number name:str state:str text:str",
    "question": "text:str",
    "forgotten": "",
    "tools": "servers:list",
    "tool": "server:str tool:str state:str progress:str",
    "route": "turn:number tier:str row:str reason:str note:NoneType",
    "lagged": "missed:number",
}
SNAPSHOT = (
    "pid version state listening mode muted_by tier tier_active language voices microphone loudspeaker problem notice "
    "models memory last latency_ms uptime_s stand_ins ringing download dictating home_assistant question tools kind"
).split()
VOICE = ["language", "name", "title", "chosen"]


def shapes(told: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Kind -> its keys with the types of their values, in their order."""
    found: dict[str, str] = {}
    for document in told:
        (first, kind), *facts = document.items()
        assert first == "kind"
        shape = " ".join(f"{key}:{_type(value)}" for key, value in facts)
        assert found.setdefault(kind, shape) == shape, kind
    return found


def _type(value: object) -> str:
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def test_what_a_conversation_tells() -> None:
    line = Timeline([Said(200, 1000, "what is a fjord"), Said(2600, 3600, "no wait")], lambda _: ["A valley."] * 9)
    line.conversation.on_sound(sound.DeviceChanged("Yeti", "HDA", ""))
    line.conversation.on_sound(sound.Level(0, -31.5, 0.25))
    line.run(9000)
    line.conversation.on_sound(sound.InputEnded(99))
    line.conversation.push()
    line.conversation.on_played(1, "A valley.")
    line.script = [Said(9200, 9900, "hello")]
    line.recognition_fails = True
    line.run(15_000)
    found = shapes({"kind": kind, **facts} for _, kind, facts in line.published)
    told = {"state", "level", "input_ended", "partial", "heard", "wake", "reply", "reply_done", "reply_mended"}
    assert found == {kind: SHAPES[kind] for kind in told | {"timings", "problem", "device"}}


def test_what_the_socket_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    settings = {"sound": {"backend": "wav"}, "tier": "embedded", "listening": {"at_start": False}}

    def follow(path: Path, subscribed: Callable[[], object]) -> list[dict[str, Any]]:
        told = []
        with Client(path) as client:
            for event in client.events(levels=True):
                assert event is not None
                told.append(dict(event))
                if event["kind"] == "snapshot":
                    subscribed()
                if event["kind"] == "forgotten":
                    break
        return told

    async def life() -> list[dict[str, Any]]:
        async with (
            ControlServer(tmp_path / "socket") as control,
            running(Settings.model_validate(settings)) as daemon,
            asyncio.TaskGroup() as group,
        ):
            methods = ControlMethods(daemon)
            control.open(method_table(methods), daemon.hub)
            subscribed, loop = asyncio.Event(), asyncio.get_running_loop()
            tell = partial(loop.call_soon_threadsafe, subscribed.set)
            following = group.create_task(asyncio.to_thread(follow, tmp_path / "socket", tell))
            await daemon.ready()
            await asyncio.wait_for(subscribed.wait(), 60)
            await methods.listen()
            answered = asyncio.Event()
            with daemon.listening_in(lambda event: answered.set() if daemon.latest.turn.get("reply") else None):
                daemon.sound.send(sound.Hear(str(min(QUESTIONS.glob("*.wav")))))
                await asyncio.wait_for(answered.wait(), 60)
            await methods.language("en")
            await methods.history_forget(all=True)
            return await asyncio.wait_for(following, 60)

    snapshot, *rest = asyncio.run(life())
    assert list(snapshot) == SNAPSHOT
    found = shapes(rest)
    assert {"state", "model", "switch", "heard", "reply_done", "route", "level", "tier", "voices"} <= set(found)
    assert found == {kind: SHAPES[kind] for kind in found}
    for document in (snapshot, *(each for each in rest if each["kind"] == "voices")):
        assert [list(voice) for voice in document["voices"]] == [VOICE] * len(document["voices"])
        assert document["voices"]
