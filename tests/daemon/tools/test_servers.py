"""Servers of tools, each in a process of its own: those of other people, over stdio and HTTP, and hostile ones.

All are connected by one worker, as the daemon does it, so a hostile one must not harm the others.
"""

from __future__ import annotations

import asyncio
import http.server
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from config.settings import Settings
from daemon.actions.doer import ActionResult, CannotDo
from daemon.control.events import Event, ToolRuns, ToolsChanged
from daemon.skills.actions.intents import ToolCall
from daemon.tools import toolbox
from daemon.tools.client.results import CUT
from daemon.tools.durations import Durations
from daemon.tools.toolbox import Toolbox
from daemon.workers.worker import State
from tests.support.tool_servers import INJECTION

T = TypeVar("T")

HERE = Path(sys.executable).parent
HOSTILE = Path(__file__).parents[2] / "support" / "tool_servers.py"
KINDS = "plain hangs dies floods lies injects schemas many names chatty odd half stays quits".split()
PATIENCE = 60.0


class Site(http.server.BaseHTTPRequestHandler):
    """A page of the local site; `/refuses` wants a key."""

    def do_GET(self) -> None:
        page = b"<html><body><main><h1>Fjord</h1><p>A fjord is a long inlet of the sea.</p></main></body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def do_POST(self) -> None:
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Lab:
    """A toolbox in a thread of its own, with all servers connected as far as they can be."""

    def __init__(self, servers: dict[str, Any]) -> None:
        self.settings = Settings.model_validate({"tools": {"servers": servers}})
        self.events: list[Event] = []
        self.durations = Durations(None)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.toolbox = self.run(self._make())
        self.life = asyncio.run_coroutine_threadsafe(self.toolbox.run(), self.loop)

    async def _make(self) -> Toolbox:
        return Toolbox(self.settings, self.events.append, lambda text: None, self.durations)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def until(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, self.toolbox.servers()
            time.sleep(0.02)

    def call(self, server: str, tool: str, language: str = "en", **arguments: Any) -> ActionResult:
        return self.run(self.toolbox.do(ToolCall(server, tool, arguments), language))

    def state(self, server: str) -> Any:
        return next(each for each in self.toolbox.servers() if each.name == server)

    def close(self) -> None:
        self.run(self.toolbox.close())
        self.life.result(PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def over_http() -> Iterator[str]:
    """A server of the SDK's own, over streamable HTTP, that wants the key."""
    import uvicorn
    from mcp.server.mcpserver import MCPServer
    from starlette.types import Receive, Scope, Send

    handlers = [*logging.getLogger().handlers]
    server = MCPServer("weather-service")
    logging.getLogger().handlers[:] = handlers  # it brings one of its own

    @server.tool(title="Weather of a city")
    def get_weather(city: str) -> dict[str, Any]:
        """The weather now"""
        return {"city": city, "sky": "clear", "degrees": 21}

    app = server.streamable_http_app()

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        if scope["type"] == "http" and headers.get(b"authorization") != b"Bearer sesame":
            await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        await app(scope, receive, send)

    running = uvicorn.Server(uvicorn.Config(guarded, port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}/mcp"
    running.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A line for each call that came to a server written by hand."""
    return tmp_path_factory.mktemp("tools") / "calls"


@pytest.fixture(scope="module")
def lab(site: str, over_http: str, calls: Path) -> Iterator[Lab]:
    before, toolbox.GRACE = toolbox.GRACE, 2.0
    key = calls.with_name("key")
    key.write_text("sesame\n")
    key.chmod(0o600)
    os.environ.update({"FOR_THE_SERVER": "one", "NOT_FOR_THE_SERVER": "two"})
    servers: dict[str, Any] = {
        kind: {"command": [sys.executable, str(HOSTILE), kind, str(calls)], "allow": ["*"], "seconds": 1}
        for kind in KINDS
    }
    servers["plain"] |= {"env": ["FOR_THE_SERVER"], "key": str(key), "key_variable": "SECRET_KEY"}
    servers["floods"]["seconds"] = 20
    servers |= {
        "clock": {
            "command": [str(HERE / "mcp-server-time"), "--local-timezone", "UTC"],
            "allow": ["*"],
            "answers": {
                "get_current_time": {
                    "en": "It is {day_of_week} in {timezone}.",
                    "es": "Es {day_of_week} en {timezone}.",
                }
            },
        },
        "pages": {
            "command": [str(HERE / "mcp-server-fetch"), "--allow-private-ips", "--ignore-robots-txt"],
            "allow": ["fetch"],
        },
        "weather": {"url": over_http, "allow": ["get_weather"], "effects": {"get_weather": "read"}, "key": str(key)},
        "keyless": {"url": over_http},
        "nowhere": {"url": "http://127.0.0.1:9/mcp"},
        "absent": {"command": ["/no/such/program"]},
        "private": {"command": ["true"], "key": "/no/such/key"},
    }
    lab = Lab(servers)
    unusable = {"quits", "keyless", "nowhere", "absent", "private"}
    lab.until(lambda: all(lab.state(each).state == ("failed" if each in unusable else "ready") for each in servers))
    yield lab
    lab.close()
    toolbox.GRACE = before
    del os.environ["FOR_THE_SERVER"], os.environ["NOT_FOR_THE_SERVER"]


def failing(lab: Lab, server: str, tool: str, language: str = "en", **arguments: Any) -> CannotDo:
    with pytest.raises(CannotDo) as told:
        lab.call(server, tool, language, **arguments)
    assert "\n" not in str(told.value)
    assert "Traceback" not in str(told.value)
    return told.value


# ---------------------------------------------------------------------------------------------- servers of other people


def test_a_server_of_other_people_over_stdio(lab: Lab) -> None:
    assert lab.state("clock").product.startswith("mcp-time")
    result = lab.call("clock", "get_current_time", timezone="Asia/Tokyo")
    assert result.said.startswith("It is ")
    assert result.said.endswith("day in Asia/Tokyo.")
    assert (result.changed, result.done, result.source) == (False, "", "clock")
    assert lab.call("clock", "get_current_time", "es", timezone="Asia/Tokyo").said.startswith("Es ")
    assert "could not do that" in str(failing(lab, "clock", "get_current_time", timezone="Mars/Olympus"))


def test_a_page_is_fetched_and_that_stands_as_done(lab: Lab, site: str) -> None:
    result = lab.call("pages", "fetch", url=f"{site}/fjord")
    assert "A fjord is a long inlet of the sea." in result.said
    assert result.changed  # a read over the network is an effect
    assert result.done == f"Used fetch of pages, with url: {site}/fjord."


def test_a_server_over_http_with_a_key(lab: Lab) -> None:
    (tool,) = next(each for each in lab.toolbox.status() if each["name"] == "weather")["tools"]
    assert (tool["title"], tool["effect"]) == ("Weather of a city", "read")
    result = lab.call("weather", "get_weather", city="Paris")
    assert result.said == "city: Paris, sky: clear, degrees: 21."
    assert "refuses the key" in lab.state("keyless").problem


def test_what_cannot_be_reached_is_told_in_one_line(lab: Lab) -> None:
    assert lab.state("nowhere").problem == "nothing answers at http://127.0.0.1:9"
    assert lab.state("absent").problem == (
        "its program ended with status 127: /no/such/program cannot be started: No such file or directory"
    )
    assert lab.state("quits").problem == "its program ended with status 7: no licence found"
    assert lab.state("private").problem == "the key file /no/such/key cannot be read (No such file or directory)"
    assert str(failing(lab, "nowhere", "tool")).startswith("I can't reach nowhere: nothing answers at")
    # The reason is in the language of the locale, and not in that of the answer.
    assert str(failing(lab, "nowhere", "tool", "es")) == "No llego a nowhere; mi estado dice por qué."


def test_the_child_gets_an_environment_that_is_allowed(lab: Lab, calls: Path) -> None:
    lab.call("plain", "echo_words", words="environment")
    found = [json.loads(line) for line in calls.read_text().splitlines()]
    environment = next(each["env"] for each in found if each["arguments"].get("words") == "environment")
    assert {"FOR_THE_SERVER", "SECRET_KEY", "PATH", "HOME"} <= set(environment)
    assert not {"NOT_FOR_THE_SERVER", "DBUS_SESSION_BUS_ADDRESS", "PYTHONPATH"} & set(environment)


# --------------------------------------------------------------------------------------------------------- hostile ones


def test_arguments_are_checked_before_anything_is_sent(lab: Lab, calls: Path) -> None:
    assert lab.call("plain", "echo_words", words="hello", times=2).said == "hello hello"
    before = calls.read_text()
    assert "required property" in str(failing(lab, "plain", "echo_words"))
    assert "times" in str(failing(lab, "plain", "echo_words", words="a", times=0))
    assert "no such tool" in str(failing(lab, "plain", "made_up"))
    assert "schema is invalid" in str(failing(lab, "schemas", "no_such_type"))
    assert "schema cannot be used" in str(failing(lab, "schemas", "elsewhere"))
    assert "no such tool" in str(failing(lab, "schemas", "huge_schema"))
    assert calls.read_text() == before


def test_a_tool_that_refuses_says_so(lab: Lab) -> None:
    assert str(failing(lab, "plain", "refuses")) == "plain could not do that: not today."
    assert str(failing(lab, "plain", "refuses", "es")) == "plain no ha podido hacerlo: not today."


def test_progress_is_told(lab: Lab) -> None:
    lab.call("plain", "slow_one")
    told = [each for each in lab.events if isinstance(each, ToolRuns) and each.tool == "slow_one"]
    assert (told[0].state, told[-1].state) == ("running", "ended")
    assert "0 of 3, still at it" in [each.progress for each in told]


def test_a_call_that_hangs_is_given_up_and_may_have_been_done(lab: Lab) -> None:
    err = failing(lab, "hangs", "wait_forever")
    assert str(err) == "hangs did not answer in time, so I don't know whether it was done."
    assert err.done == "Asked for wait forever of hangs; whether it was done is not known."
    assert lab.call("plain", "echo_words", words="well").said == "well"


def test_a_server_that_dies_in_a_call_is_not_asked_again_and_comes_back(lab: Lab, calls: Path) -> None:
    err = failing(lab, "dies", "die_now")
    assert str(err) == "dies ended meanwhile, so I don't know whether it was done."
    assert err.done
    assert calls.read_text().count("die_now") == 1
    lab.until(lambda: lab.state("dies").state == "failed")
    assert lab.state("dies").problem == "its program ended with status 3: MemoryError: no room"
    lab.until(lambda: lab.state("dies").state == "ready")
    assert calls.read_text().count("die_now") == 1


@pytest.mark.parametrize(
    ("tool", "why"), [("flood_us", "1000 messages in a second"), ("endless_line", "more than 4 MiB")]
)
def test_a_flood_ends_the_server_that_sends_it(lab: Lab, tool: str, why: str) -> None:
    lab.until(lambda: lab.state("floods").state == "ready")
    failing(lab, "floods", tool)
    lab.until(
        lambda: any(
            why in server.problem for each in lab.events if isinstance(each, ToolsChanged) for server in each.servers
        )
    )
    assert lab.call("plain", "echo_words", words="well").said == "well"


def test_results_are_cut_and_say_what_they_are(lab: Lab) -> None:
    result = lab.call("injects", "read_page")
    assert result.said == INJECTION
    assert result.source == "injects"
    result = lab.call("injects", "long_text")
    assert len(result.said) < 600
    assert result.said.endswith("That is not all of it.")
    assert len(result.written) <= 4000
    assert result.written.endswith(CUT)


def test_names_and_lists_are_bounded(lab: Lab) -> None:
    assert (lab.state("many").tools, lab.state("names").tools) == (128, 1)
    (tool,) = next(each for each in lab.toolbox.status() if each["name"] == "names")["tools"]
    assert (tool["title"], tool["description"]) == ("yesdo it [31m", "a b c")
    assert lab.state("names").product == "names 1"
    assert lab.call("chatty", "echo_words", words="still here").said == "still here"


def test_what_a_server_says_of_its_tools_only_tightens(lab: Lab) -> None:
    tools = next(each for each in lab.toolbox.status() if each["name"] == "lies")["tools"]
    assert [(each["name"], each["effect"]) for each in tools] == [("wipe_disk", "dangerous"), ("get_note", "dangerous")]


@pytest.mark.parametrize(
    ("tool", "said"), [("answers_twice", "once"), ("asks_us", "thanks"), ("deep_json", "well"), ("no_text", "well")]
)
def test_what_is_odd_in_an_answer_changes_nothing_else(lab: Lab, tool: str, said: str, calls: Path) -> None:
    lab.until(lambda: lab.state("odd").state == "ready")
    answer = lab.call("odd", tool).said
    assert answer.isprintable()
    assert "".join(filter(str.isalnum, answer)) == said
    assert calls.read_text().count(f'"{tool}"') == 1
    assert lab.call("plain", "echo_words", words="well").said == "well"


@pytest.mark.parametrize(("server", "tool"), [("odd", "surrogates"), ("half", "half_a_line")])
def test_an_answer_that_is_none_is_waited_for_no_longer_than_any_other(
    lab: Lab, server: str, tool: str, calls: Path
) -> None:
    lab.until(lambda: lab.state(server).state == "ready")
    err = failing(lab, server, tool)
    assert "I don't know whether it was done" in str(err) or "could not do that" in str(err)
    assert calls.read_text().count(f'"{tool}"') == 1
    assert lab.call("plain", "echo_words", words="well").said == "well"


def test_tools_that_change_later_are_as_dangerous_as_before(lab: Lab) -> None:
    lab.until(lambda: lab.state("odd").state == "ready")
    lab.call("odd", "other_tools")
    lab.until(lambda: lab.state("odd").tools == 2)
    tools = next(each for each in lab.toolbox.status() if each["name"] == "odd")["tools"]
    assert [each["effect"] for each in tools] == ["dangerous", "dangerous"]


def test_a_call_is_cancelled(lab: Lab) -> None:
    async def give_up() -> None:
        call = asyncio.ensure_future(lab.toolbox.do(ToolCall("hangs", "wait_forever"), "en"))
        await asyncio.sleep(0.1)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)

    began = time.monotonic()
    lab.run(give_up())
    assert time.monotonic() - began < 0.9
    assert lab.toolbox.stopped(ToolCall("hangs", "wait_forever"), "en").done


def test_a_schema_that_hangs_the_worker_ends_it_and_the_next_one_works(lab: Lab) -> None:
    """Last in this file: it costs all connections."""
    worker = lab.toolbox._worker
    assert worker is not None
    before = worker.pid
    err = failing(lab, "schemas", "tangled", a="a" * 40 + "!")
    assert str(err).startswith("schemas did not answer in time")
    lab.until(lambda: worker.state is State.READY and worker.pid != before and lab.state("plain").state == "ready")
    assert lab.call("plain", "echo_words", words="again").said == "again"
