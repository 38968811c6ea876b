"""The control socket: whatever a client does, it costs that client at most."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from config.errors import UserError
from daemon.control import connection, protocol, server, single_instance
from daemon.control.connection import Result
from daemon.control.events import Event, Lagged, LevelMeasured, QuestionHeard, Snapshot, StateChanged
from daemon.control.hub import EventHub, Subscription
from daemon.control.parameters import Words, method_table
from daemon.control.server import ControlServer
from daemon.control.single_instance import AlreadyRunning, peer
from models.engine import EngineError


class Daemon:
    """Methods that do what a test needs."""

    def __init__(self) -> None:
        self.hub = EventHub(lambda: {"state": "listening"}, limit=8)
        self.asking = asyncio.Event()
        self.ask_ended = asyncio.Event()

    def methods(self) -> dict[str, connection.Method]:
        return method_table(self)

    async def status(self, explain: bool = False) -> object:
        return {"explain": explain}

    async def mute(self) -> object:
        raise UserError("no microphone")

    async def stop(self) -> object:
        raise ZeroDivisionError

    async def toggle(self) -> object:
        return object()

    async def say(self, text: Words) -> object:
        raise EngineError("the voice is missing")

    async def history(self, limit: Annotated[int, Field(ge=1)] = 20) -> object:
        return [{"heard": "ñ" * limit}, {"heard": "b"}]

    async def tier(self, name: Literal["auto", "fast"]) -> object:
        return {"tier": name}

    async def devices(self) -> object:
        self.asking.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ask_ended.set()
        return None

    async def ask(self, text: Words, new: bool = False) -> AsyncGenerator[object, None]:
        try:
            for word in text.split():
                yield word
                self.asking.set()
            if new:
                await asyncio.Event().wait()
            yield Result({"text": text})
        finally:
            self.ask_ended.set()


class Wire:
    """A client that says exactly what a test wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def receive(self) -> dict[str, Any]:
        line = await self.reader.readline()
        assert line, "the connection was closed"
        message = json.loads(line)
        assert isinstance(message, dict)
        return message

    async def call(self, method: str, params: Any = None, number: Any = 1) -> dict[str, Any]:
        request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params if params is not None else {}}
        await self.send(json.dumps(request).encode() + b"\n")
        return await self.receive()

    async def alive(self) -> None:
        assert (await self.call("status", number="alive"))["id"] == "alive"


def with_daemon(directory: Path, test: Callable[[Daemon, Path], Awaitable[None]]) -> None:
    """Run `test` against a server; a hang is a failure."""

    async def main() -> None:
        daemon = Daemon()
        path = directory / "run" / "control.sock"
        async with asyncio.timeout(20), ControlServer(path, daemon.methods(), daemon.hub, "1.2.3"):
            await test(daemon, path)
        assert not path.exists()

    asyncio.run(main())


def with_client(directory: Path, test: Callable[[Daemon, Wire], Awaitable[None]]) -> None:
    async def connected(daemon: Daemon, path: Path) -> None:
        wire = await connect(path)
        try:
            await test(daemon, wire)
        finally:
            wire.writer.close()

    with_daemon(directory, connected)


async def connect(path: Path) -> Wire:
    return Wire(*await asyncio.open_unix_connection(str(path), limit=1 << 22))


def error(message: dict[str, Any]) -> tuple[int, str]:
    return message["error"]["code"], message["error"]["message"]


async def appears(path: Path) -> None:
    for _ in range(1000):
        if path.is_socket():  # noqa: ASYNC240
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"no {path}")


def delete(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def put(text: str, path: Path) -> None:
    path.write_text(text)


def holds(text: str, path: Path) -> bool:
    return path.read_text() == text


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_request_gets_its_result_with_defaults_filled_in(tmp_path: Path) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        assert await wire.call("status", number="a") == {"jsonrpc": "2.0", "id": "a", "result": {"explain": False}}
        assert (await wire.call("status", {"explain": True}))["result"] == {"explain": True}

    with_client(tmp_path, test)


def test_who_comes_before_the_daemon_is_built_is_answered_when_it_is(tmp_path: Path) -> None:
    async def main() -> None:
        daemon = Daemon()
        path = tmp_path / "control.sock"
        async with asyncio.timeout(20), ControlServer(path) as server:
            wire = await connect(path)
            answer = asyncio.ensure_future(wire.call("status"))
            assert not (await asyncio.wait([answer], timeout=0.2))[0]
            server.open(daemon.methods(), daemon.hub)
            assert (await answer)["result"] == {"explain": False}
            wire.writer.close()

    asyncio.run(main())


def test_hello_tells_the_protocol_and_refuses_another(tmp_path: Path) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        result = (await wire.call("hello", {"protocol": protocol.PROTOCOL}))["result"]
        assert result == {"protocol": protocol.PROTOCOL, "pid": os.getpid(), "version": "1.2.3"}
        code, message = error(await wire.call("hello", {"protocol": 99}))
        assert code == protocol.WRONG_PROTOCOL
        assert "restart" in message
        await wire.alive()

    with_client(tmp_path, test)


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (b"hello?", protocol.PARSE_ERROR, "not JSON"),
        (b"\xff\xfe\x00", protocol.PARSE_ERROR, "not JSON"),
        (b"[" * 100_000, protocol.PARSE_ERROR, "not JSON"),
        (b"[" + b"[]," * 30_000 + b"[]]", protocol.PARSE_ERROR, "more than 65536 bytes of it are no text"),
        (b"9" * 10_000, protocol.PARSE_ERROR, "not JSON"),
        (b"[]", protocol.INVALID_REQUEST, "one JSON object"),
        (b"null", protocol.INVALID_REQUEST, "one JSON object"),
        (b'{"method":"status","id":1}', protocol.INVALID_REQUEST, "jsonrpc"),
        (b'{"jsonrpc":"2.0","id":1}', protocol.INVALID_REQUEST, "method"),
        (b'{"jsonrpc":"2.0","id":{},"method":"status"}', protocol.INVALID_REQUEST, "id must be"),
        (b'{"jsonrpc":"2.0","id":NaN,"method":"status"}', protocol.INVALID_REQUEST, "id must be"),
        (b'{"jsonrpc":"2.0","id":1,"method":"fly"}', protocol.METHOD_NOT_FOUND, "no such method: fly"),
        (b'{"jsonrpc":"2.0","id":1,"method":"status","params":[]}', protocol.INVALID_PARAMS, "with names"),
        (b'{"jsonrpc":"2.0","id":1,"method":"status","params":{"x":1}}', protocol.INVALID_PARAMS, "valid: explain"),
        (b'{"jsonrpc":"2.0","id":1,"method":"status","params":{"explain":1}}', protocol.INVALID_PARAMS, "true or false"),
        (b'{"jsonrpc":"2.0","id":1,"method":"ask"}', protocol.INVALID_PARAMS, "text is missing"),
        (b'{"jsonrpc":"2.0","id":1,"method":"ask","params":{"text":" "}}', protocol.INVALID_PARAMS, "not be empty"),
        (b'{"jsonrpc":"2.0","id":1,"method":"ask","params":{"text":"\\ud800"}}', protocol.INVALID_PARAMS, "Unicode"),
        (b'{"jsonrpc":"2.0","id":1,"method":"ask","params":{"text":7}}', protocol.INVALID_PARAMS, "ask: text must be text"),
        (b'{"jsonrpc":"2.0","id":1,"method":"tier"}', protocol.INVALID_PARAMS, "tier: name is missing (text)"),
        (b'{"jsonrpc":"2.0","id":1,"method":"tier","params":{"name":"x"}}', protocol.INVALID_PARAMS,
         "tier: name must be one of auto, fast"),
        (b'{"jsonrpc":"2.0","id":1,"method":"history","params":{"limit":0}}', protocol.INVALID_PARAMS,
         "history: limit must be at least 1"),
        (b'{"jsonrpc":"2.0","id":1,"method":"history","params":{"limit":true}}', protocol.INVALID_PARAMS,
         "history: limit must be a whole number"),
        (b'{"jsonrpc":"2.0","id":1,"method":"mute","params":{"x":1}}', protocol.INVALID_PARAMS,
         "mute: unknown parameter 'x'; valid: none"),
        (b'{"jsonrpc":"2.0","id":"\\ud800","method":"fly"}', protocol.METHOD_NOT_FOUND, "no such method"),
    ],
)  # fmt: skip
def test_nonsense_gets_an_error_and_the_connection_stays(tmp_path: Path, line: bytes, code: int, said: str) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        await wire.send(line + b"\n")
        got, message = error(await wire.receive())
        assert got == code
        assert said in message
        await wire.alive()

    with_client(tmp_path, test)


def test_a_text_may_be_full_of_brackets(tmp_path: Path) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        assert (await wire.call("ask", {"text": "[{" * 100_000 + '\\"'}))["params"]["item"] == "[{" * 100_000 + '\\"'

    with_client(tmp_path, test)


def test_a_message_of_ten_megabytes_is_refused_and_nobody_else_notices(tmp_path: Path) -> None:
    async def test(daemon: Daemon, path: Path) -> None:
        other, wire = await connect(path), await connect(path)
        sending = asyncio.create_task(wire.send(b"x" * 10_000_000 + b"\n"))
        code, message = error(await wire.receive())
        assert code == protocol.TOO_LONG
        assert "longer than 1048576 bytes" in message
        await sending
        wire.writer.write_eof()
        assert await wire.reader.read() == b""
        await other.alive()
        wire.writer.close()
        other.writer.close()

    with_daemon(tmp_path, test)


def test_a_method_that_fails_says_why_and_one_that_breaks_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        assert error(await wire.call("mute")) == (protocol.FAILED, "no microphone")
        assert error(await wire.call("say", {"text": "x"})) == (protocol.FAILED, "the voice is missing")
        code, message = error(await wire.call("stop"))
        assert (code, message) == (protocol.INTERNAL_ERROR, "internal error in stop: ZeroDivisionError")
        assert error(await wire.call("toggle"))[0] == protocol.INTERNAL_ERROR
        await wire.alive()

    with caplog.at_level(logging.ERROR):
        with_client(tmp_path, test)
    assert "control method stop failed" in caplog.text


def test_a_streaming_method_sends_items_and_a_result(tmp_path: Path) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        first = await wire.call("ask", {"text": "good day"}, 7)
        assert first == {"jsonrpc": "2.0", "method": "item", "params": {"id": 7, "item": "good"}}
        assert (await wire.receive())["params"] == {"id": 7, "item": "day"}
        assert (await wire.receive()) == {"jsonrpc": "2.0", "id": 7, "result": {"text": "good day"}}

    with_client(tmp_path, test)


@pytest.mark.parametrize("method", ["ask", "devices"])
def test_a_client_that_goes_away_ends_what_it_asked_for(tmp_path: Path, method: str) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        params = {"text": "a", "new": True} if method == "ask" else {}
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        await wire.send(json.dumps(request).encode() + b"\n")
        await daemon.asking.wait()
        wire.writer.close()
        await daemon.ask_ended.wait()

    with_client(tmp_path, test)


def test_a_client_that_is_killed_is_nothing_to_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        await wire.call("subscribe")
        for _ in range(3):
            daemon.hub.publish(StateChanged("off"))
        await asyncio.sleep(0.1)
        # Closed with unread data, as the kernel does it for a killed process: the server gets ECONNRESET.
        connection: socket.socket = wire.writer.get_extra_info("socket")
        os.dup2(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC), connection.fileno())
        for _ in range(50):
            daemon.hub.publish(StateChanged("off"))
            await asyncio.sleep(0.01)

    with_client(tmp_path, test)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_client_that_only_stopped_sending_still_gets_its_reply(tmp_path: Path) -> None:
    """As `echo ... | nc -N` does; the line's end may be missing too."""

    async def test(daemon: Daemon, wire: Wire) -> None:
        await wire.send(b'{"jsonrpc":"2.0","id":1,"method":"ask","params":{"text":"a b"}}')
        wire.writer.write_eof()
        assert [line async for line in wire.reader][-1] == b'{"jsonrpc":"2.0","id":1,"result":{"text":"a b"}}\n'

    with_client(tmp_path, test)


def test_requests_of_one_client_run_side_by_side_up_to_a_limit(tmp_path: Path) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        for number in range(connection.MAX_REQUESTS):
            await wire.send(b'{"jsonrpc":"2.0","id":%d,"method":"devices"}\n' % number)
        assert error(await wire.call("status"))[0] == protocol.TOO_MANY

    with_client(tmp_path, test)


def test_more_busy_clients_than_allowed_are_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_CLIENTS", 2)
    monkeypatch.setattr(connection, "DRAIN_TIMEOUT", 0.05)

    async def test(daemon: Daemon, path: Path) -> None:
        wires = [await connect(path) for _ in range(2)]
        for wire in wires:
            await wire.call("subscribe")
        wires.append(await connect(path))
        assert error(await wires[2].receive())[0] == protocol.TOO_MANY
        for wire in wires:
            wire.writer.close()

    with_daemon(tmp_path, test)


def test_the_client_that_was_idle_for_longest_makes_room(tmp_path: Path) -> None:
    async def test(daemon: Daemon, path: Path) -> None:
        subscriber = await connect(path)
        await subscriber.call("subscribe")
        idle = [await connect(path) for _ in range(server.MAX_CLIENTS - 1)]
        await idle[0].alive()  # the latest that asked for anything
        honest = await connect(path)
        await honest.alive()
        assert await idle[1].reader.read() == b""
        await idle[2].alive()
        await idle[0].alive()
        assert (await subscriber.receive())["params"]["kind"] == "snapshot"
        for wire in (subscriber, honest, *idle):
            wire.writer.close()

    with_daemon(tmp_path, test)


def test_where_all_are_busy_the_latest_one_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SHORT_VISIT", 0.0)

    async def test(daemon: Daemon, path: Path) -> None:
        busy = [await connect(path) for _ in range(server.MAX_CLIENTS)]
        for wire in busy:
            await wire.call("subscribe")
            await wire.receive()
        honest = await connect(path)
        await honest.alive()
        assert error(await busy[-1].receive())[0] == protocol.TOO_MANY
        assert await busy[-1].reader.read() == b""
        await busy[0].alive()
        for wire in (honest, *busy):
            wire.writer.close()

    with_daemon(tmp_path, test)


def test_idle_clients_are_disconnected_and_others_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "IDLE", 0.3)

    async def test(daemon: Daemon, path: Path) -> None:
        idle, subscriber, asking, rubbish = [await connect(path) for _ in range(4)]
        await idle.alive()
        await subscriber.call("subscribe")
        await subscriber.receive()
        await asking.send(b'{"jsonrpc":"2.0","id":1,"method":"devices"}\n{"jsonrpc":"2.0","id":2,"method":"status"}\n')
        assert (await asking.receive())["id"] == 2
        await rubbish.send(b'{"jsonrpc"')
        assert await idle.reader.read() == b""
        assert await rubbish.reader.read() == b""
        await asking.alive()
        await subscriber.alive()
        for wire in (idle, subscriber, asking, rubbish):
            wire.writer.close()

    with_daemon(tmp_path, test)


def test_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "peer", lambda _: (1, os.getuid() + 1))
    monkeypatch.setattr(connection, "DRAIN_TIMEOUT", 0.05)

    async def test(daemon: Daemon, wire: Wire) -> None:
        assert error(await wire.receive())[0] == protocol.FORBIDDEN
        assert await wire.reader.read() == b""

    with_client(tmp_path, test)


def test_socket_and_directory_are_private_and_the_peer_is_known(tmp_path: Path) -> None:
    async def test(daemon: Daemon, path: Path) -> None:
        assert (mode(path), mode(path.parent)) == (0o600, 0o700)
        with socket.socket(socket.AF_UNIX) as plain:
            plain.connect(str(path))
            assert peer(plain) == (os.getpid(), os.getuid())

    with_daemon(tmp_path, test)


def test_events_begin_with_a_snapshot(tmp_path: Path) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        assert (await wire.call("subscribe"))["result"] == {"subscribed": True}
        assert (await wire.receive())["params"] == {"kind": "snapshot", "state": "listening"}
        daemon.hub.publish(LevelMeasured(-20.0, 0.0))  # not asked for
        daemon.hub.publish(QuestionHeard(1, "hola ñ", "es"))
        assert await wire.receive() == {
            "jsonrpc": "2.0",
            "method": "event",
            "params": {"kind": "heard", "turn": 1, "text": "hola ñ", "language": "es"},
        }
        await wire.alive()  # other requests go on beside the events

    with_client(tmp_path, test)


def test_a_slow_subscriber_lags_and_the_daemon_does_not_wait(tmp_path: Path) -> None:
    async def test(daemon: Daemon, path: Path) -> None:
        wire = await connect(path)
        await wire.call("subscribe")
        wire.reader._transport.pause_reading()  # type: ignore[attr-defined]
        for number in range(2000):
            daemon.hub.publish(QuestionHeard(number, "x" * 2000, "en"))
            await asyncio.sleep(0)
        wire.reader._transport.resume_reading()  # type: ignore[attr-defined]
        kinds = []
        while "lagged" not in kinds:
            message = (await wire.receive())["params"]
            kinds.append(message["kind"])
        assert message["missed"] > 100
        assert (await wire.receive())["params"]["kind"] == "snapshot"
        daemon.hub.publish(QuestionHeard(1, "after", "en"))
        assert (await wire.receive())["params"]["text"] == "after"
        wire.writer.close()

    with_daemon(tmp_path, test)


def test_a_client_that_never_reads_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WRITE_TIMEOUT", 0.1)

    async def test(daemon: Daemon, path: Path) -> None:
        with socket.socket(socket.AF_UNIX) as deaf:
            deaf.connect(str(path))
            text = json.dumps({"text": "word " * 150_000}).encode()
            deaf.setblocking(False)
            await asyncio.get_running_loop().sock_sendall(
                deaf, b'{"jsonrpc":"2.0","id":1,"method":"ask","params":' + text + b"}\n"
            )
            await daemon.ask_ended.wait()
        wire = await connect(path)
        await wire.alive()
        wire.writer.close()

    with_daemon(tmp_path, test)


def test_clients_that_vanish_in_any_state_leave_the_daemon_alone(tmp_path: Path) -> None:
    async def test(daemon: Daemon, path: Path) -> None:
        for raw in (b"", b"{", b'{"jsonrpc":"2.0","id":1,"method":"subscribe"}\n', b"x" * 3_000_000, b"\n\n\n"):
            for _ in range(5):
                with socket.socket(socket.AF_UNIX) as rude:
                    rude.connect(str(path))
                    rude.setblocking(False)
                    try:  # noqa: SIM105
                        rude.send(raw)
                    except BlockingIOError:
                        pass
        wire = await connect(path)
        await wire.alive()
        wire.writer.close()

    with_daemon(tmp_path, test)


def test_a_second_daemon_is_told_about_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "WATCH", 0.3)

    async def test(daemon: Daemon, path: Path) -> None:
        with pytest.raises(AlreadyRunning, match=rf"already running \(pid {os.getpid()}\)"):
            async with ControlServer(path, {}, daemon.hub):
                pass
        for gone in (path.with_suffix(".lock"), path):  # somebody tidied up
            gone.unlink()
            with pytest.raises(AlreadyRunning, match=rf"already running \(pid {os.getpid()}\)"):
                async with ControlServer(path, {}, daemon.hub):
                    pass
        await appears(path)
        wire = await connect(path)
        await wire.alive()
        wire.writer.close()

    with_daemon(tmp_path, test)


def test_a_name_that_another_user_holds_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(daemon: Daemon, path: Path) -> None:
        path.with_suffix(".lock").unlink()
        with monkeypatch.context() as patch:
            patch.setattr(single_instance, "peer", lambda _: (1, os.getuid() + 1))
            with single_instance.single_instance(path):
                pass

    with_daemon(tmp_path, test)
    assert "only the lock file counts" in caplog.text


@pytest.mark.parametrize("how", ["the socket", "the folder"])
def test_a_socket_that_is_deleted_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(server, "WATCH", 0.05)

    async def test(daemon: Daemon, path: Path) -> None:
        before = await connect(path)
        await before.alive()
        delete(path if how == "the socket" else path.parent)
        await appears(path)
        after = await connect(path)
        await after.alive()
        await before.alive()
        assert (mode(path), mode(path.parent)) == (0o600, 0o700)
        for wire in (before, after):
            wire.writer.close()

    with_daemon(tmp_path, test)


def test_what_lies_in_the_sockets_place_is_told_once_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server, "WATCH", 0.02)

    async def test(daemon: Daemon, path: Path) -> None:
        delete(path)
        put("precious", path)
        await asyncio.sleep(0.3)
        assert holds("precious", path)
        delete(path)
        await appears(path)

    with_daemon(tmp_path, test)
    assert caplog.text.count("is in the way and is no socket") == 1


def test_rude_clients_do_not_fill_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def test(daemon: Daemon, wire: Wire) -> None:
        for _ in range(50):
            assert error(await wire.call("stop"))[0] == protocol.INTERNAL_ERROR
        assert error(await wire.call("toggle"))[0] == protocol.INTERNAL_ERROR  # another kind

    with_client(tmp_path, test)
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == [
        "control method stop failed",
        "control method toggle failed",
    ]


def test_an_answer_that_clients_would_not_believe_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LONGEST_REPLY", 1000)

    async def test(daemon: Daemon, wire: Wire) -> None:
        assert (await wire.call("history", {"limit": 2}))["result"] == [{"heard": "ññ"}, {"heard": "b"}]
        code, message = error(await wire.call("history", {"limit": 1000}))
        assert code == protocol.FAILED
        assert message.startswith("history: the answer is longer than 0 MB;")

    with_client(tmp_path, test)


def test_the_socket_of_a_daemon_that_was_killed_is_taken_over(tmp_path: Path) -> None:
    code = (
        "import asyncio, os, sys, pathlib\n"
        "from daemon.control.server import ControlServer\n"
        "from daemon.control.hub import EventHub\n"
        "async def main():\n"
        "    async with ControlServer(pathlib.Path(sys.argv[1]), {}, EventHub(dict)):\n"
        "        os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    path = tmp_path / "run" / "control.sock"
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert path.is_socket()

    async def test(daemon: Daemon, wire: Wire) -> None:
        await wire.alive()

    with_client(tmp_path, test)


def test_what_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    async def start(path: Path) -> None:
        async with ControlServer(path, {}, EventHub(dict)):
            pass

    path = tmp_path / "run" / "control.sock"
    path.parent.mkdir()
    path.write_text("precious")
    with pytest.raises(UserError, match="is in the way"):
        asyncio.run(start(path))
    assert path.read_text() == "precious"
    with pytest.raises(UserError, match="too long"):
        asyncio.run(start(tmp_path / ("x" * 120) / "control.sock"))


def test_leaving_ends_connections_and_their_work(tmp_path: Path) -> None:
    async def main() -> None:
        daemon = Daemon()
        path = tmp_path / "control.sock"
        async with asyncio.timeout(10):
            async with ControlServer(path, daemon.methods(), daemon.hub):
                wire = await connect(path)
                await wire.send(b'{"jsonrpc":"2.0","id":1,"method":"devices"}\n')
                await daemon.asking.wait()
            assert daemon.ask_ended.is_set()
            assert await wire.reader.read() == b""
            wire.writer.close()

    asyncio.run(main())


def test_levels_go_to_those_who_want_them_and_only_the_latest_waits() -> None:
    async def main() -> None:
        hub = EventHub(dict)
        wanted: list[bool] = []
        hub.on_levels = wanted.append
        with hub.subscribe() as plain:
            assert wanted == []
            with hub.subscribe(levels=True) as meter:
                await anext(plain)
                await anext(meter)
                for dbfs in range(5):
                    hub.publish(LevelMeasured(dbfs, 0.0))
                hub.publish(StateChanged("off"))
                assert [await anext(meter), await anext(meter)] == [
                    LevelMeasured(4, 0.0),
                    StateChanged("off"),
                ]
            assert await anext(plain) == StateChanged("off")
        assert wanted == [True, False]

    asyncio.run(main())


def test_overflow_is_told_once_with_the_number_of_lost_events() -> None:
    async def main() -> None:
        hub = EventHub(lambda: {"state": "x"}, limit=3)
        with hub.subscribe() as subscription:
            await anext(subscription)
            for number in range(10):
                hub.publish(QuestionHeard(number, "", ""))
            assert await _next(subscription, 2) == [
                Lagged(10),
                Snapshot.of({"state": "x"}),
            ]
            hub.publish(QuestionHeard(10, "", ""))
            assert await _next(subscription, 1) == [QuestionHeard(10, "", "")]

    asyncio.run(main())


async def _next(subscription: Subscription, count: int) -> list[Event]:
    return [await anext(subscription) for _ in range(count)]
