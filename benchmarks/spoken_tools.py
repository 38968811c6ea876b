"""Tools of other people, asked for aloud: `python -m benchmarks.spoken_tools [--everything PROGRAM] [--mind MODEL]`.

A daemon on a virtual sound card, Whisper base as its ears and Piper's Joe as its voice, with the servers that others have
written: mcp-server-time and mcp-server-fetch (a page of a local site) over stdio; with `--everything` the program
mcp-server-everything (npm's @modelcontextprotocol/server-everything) over streamable HTTP and with `--filesystem`
mcp-server-filesystem over stdio. flite asks by the phrases in the settings; what the loudspeaker plays is recorded, and
heard by Whisper base, which must find the telling words in it. Exit code 1 when anything was wrong.

`--mind smollm2-135m|FILE.gguf` asks, beside that, a daemon with that mind and `tools.chosen_by: mind` for the 20 tools of
tests/data/choice, in writing: the 30 sentences that ask for one of them, and the 100 of talk. Prints how many went where.
"""

from __future__ import annotations

import argparse
import contextlib
import http.server
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.spoken import house_with_models, sentence, settings, show, until_listening, words_in
from daemon.control.client import Client
from daemon.routing.parts import WHISPER
from models.whisper.recogniser import WhisperRecogniser
from tests.e2e.house import House
from tests.support import tool_servers
from tests.support.choice_set import sentences
from tests.support.real_models import plain, real
from tests.support.virtual_card import VirtualCard

HERE = Path(sys.executable).parent
PAGE = "<html><body><h1>Harbour</h1><p>The ferry leaves at noon and comes back before midnight.</p></body></html>"
FILE = "The blue boat belongs to Martha."
WITHIN = 60.0
"""Seconds that an answer may take."""
CONNECTED_WITHIN = 60.0
READ = "has read the texts of 20 tools"
"""The log's word for it: before, each sentence is talk."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something is said, and what of its answer must be heard."""

    says: str
    server: str
    telling: tuple[str, ...]
    """Words of which each must be in what Whisper hears."""


STEPS = (
    Step("What time is it in Tokyo?", "clock", ("there",)),
    Step("What does the harbor page say?", "pages", ("ferry", "noon", "midnight")),
    Step("Have the server add seven and twelve.", "everything", ("19",)),
    Step("What is in the file about the boat?", "files", ("blue", "boat", "martha")),
)


@contextlib.contextmanager
def site() -> Iterator[str]:
    """Serves the page on this machine. Yields its address."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE.encode())

        def log_message(self, format: str, *args: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@contextlib.contextmanager
def over_http(program: Path) -> Iterator[str]:
    """Starts mcp-server-everything with streamable HTTP. Yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [program, "streamableHttp"],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + CONNECTED_WITHIN
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(10)


def servers(page: str, everything: str, filesystem: Path | None, folder: Path) -> dict[str, Any]:
    """Returns the section `tools.servers`."""
    found: dict[str, Any] = {
        "clock": {
            "command": [str(HERE / "mcp-server-time"), "--local-timezone", "UTC"],
            "allow": ["get_current_time"],
            "phrases": {"get_current_time": ["what time is it in {timezone}"]},
            "answers": {"get_current_time": {"en": "It is {datetime} there."}},
        },
        "pages": {
            "command": [str(HERE / "mcp-server-fetch"), "--allow-private-ips", "--ignore-robots-txt"],
            "allow": ["fetch"],
            "phrases": {"fetch": [{"say": "what does the (harbour|harbor) page say", "arguments": {"url": page}}]},
        },
    }
    if everything:
        found["everything"] = {
            "url": everything,
            "allow": ["get-sum"],
            "effects": {"get-sum": "read"},
            "phrases": {"get-sum": ["have the server add {a} and {b}"]},
        }
    if filesystem is not None:
        (folder / "boat.txt").write_text(FILE)
        found["files"] = {
            "command": [str(filesystem), str(folder)],
            "allow": ["read_text_file"],
            "effects": {"read_text_file": "read"},
            "phrases": {
                "read_text_file": [
                    {"say": "what is in the file about the boat", "arguments": {"path": str(folder / "boat.txt")}}
                ]
            },
        }
    return found


def connected(house: House) -> None:
    """Waits for all servers. Raises AssertionError with what each says."""

    def ready() -> bool:
        return all(each["state"] == "ready" for each in house.call("status")["tools"])

    try:
        house.until_true(ready, "the servers of tools", CONNECTED_WITHIN)
    except AssertionError as err:
        raise AssertionError(f"{house.call('status')['tools']}") from err


def spoken(everything: Path | None, filesystem: Path | None, folder: Path) -> int:
    """Asks aloud. Returns how many steps went wrong."""
    ears, wrong = WhisperRecogniser(real(WHISPER), threads=2), 0
    with contextlib.ExitStack() as stack:
        page = stack.enter_context(site())
        address = stack.enter_context(over_http(everything)) if everything is not None else ""
        named = servers(page, address, filesystem, folder)
        card = stack.enter_context(VirtualCard())
        house = stack.enter_context(house_with_models(folder, card, settings(tools={"servers": named})))
        connected(house)
        for number, step in enumerate(STEPS):
            if step.server not in named:
                print(f"- {step.says} (not asked: {step.server} is not here)")
                continue
            question = sentence(step.says, folder, voice="rms")
            recording = card.record(folder / f"a{number}.wav")
            done = house.ask(question, within=WITHIN)
            sound = recording.stop()
            until_listening(house)
            calls = [each for each in house.events if each["kind"] == "tool" and each["server"] == step.server]
            heard = words_in(sound, ears)
            words = plain(heard).split()
            lacking = [word for word in step.telling if plain(word) not in words]
            problems = [f"not heard: {word}" for word in lacking]
            if (called := sum(each["state"] == "running" for each in calls)) != 1:
                problems.append(f"{step.server} was called {called} times")
            wrong += bool(problems)
            asked = house.call("status")["last"]["heard"]
            show(step.says, problems, {"heard as": asked, "answered": done["text"], "loudspeaker": heard})
    return wrong


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


# ------------------------------------------------------------------------------------------------------- the mind's choice


def in_writing(house: House, text: str) -> tuple[str, list[str]]:
    """Asks one question in writing. Returns its answer, and the tools that were called or asked about."""
    before, told = len(house.events), []
    with Client(house.socket) as daemon:
        told = [
            str(piece["text"]) for piece in daemon.stream("ask", {"text": text, "new": True}, WITHIN) if "text" in piece
        ]
    time.sleep(0.1)  # events come by another connection
    calls = [
        f"{each['server']}.{each['tool']}"
        for each in house.events[before:]
        if each["kind"] == "tool" and each["state"] == "running"
    ]
    return "".join(told), calls


def chosen(mind: str, folder: Path) -> None:
    """Prints how well a mind chooses, through the whole daemon."""
    path = Path(mind).absolute() if mind.endswith(".gguf") else real(mind)
    servers = {
        name: {
            "command": [sys.executable, tool_servers.__file__, name],
            "allow": ["*"],
            "effects": dict.fromkeys((each["name"] for each in offered), "reversible"),
        }
        for name, offered in tool_servers.twenty().items()
    }
    with VirtualCard() as card:
        text = settings(tools={"servers": servers, "chosen_by": "mind"}, tier="fast", fast={"mind": str(path)})
        with house_with_models(folder, card, text) as house:
            connected(house)
            house.until_true(lambda: READ in house.log.read_text(), "the tools to be read", 2 * CONNECTED_WITHIN)
            counts = {"right": 0, "another": 0, "refused": 0, "talk": 0}
            asked = [each for each in sentences() if each.kind == "tool"]
            for each in asked:
                answer, calls = in_writing(house, each.text)
                way = ("right" if each.means in calls else "another") if calls else "talk"
                if not calls and answer.startswith(("I can't", "No puedo")):
                    way = "refused"
                counts[way] += 1
                print(f"  {way:8} {each.text} ({each.means}) {', '.join(calls)}")
            print(f"{path.name}: of {len(asked)} requests for a tool {counts}")
            talk = [each for each in sentences() if each.kind == "talk"]
            taken = [(each.text, calls) for each in talk if (calls := in_writing(house, each.text)[1])]
            print(f"{path.name}: of {len(talk)} sentences of talk {len(taken)} called a tool: {taken}")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.spoken_tools",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--everything", type=Path, metavar="PROGRAM")
    parser.add_argument("--filesystem", type=Path, metavar="PROGRAM")
    parser.add_argument("--mind", metavar="MODEL", help="how well does it choose?")
    parser.add_argument("--silent", action="store_true", help="leave out what is asked aloud")
    args = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="sarai-tools-") as made:
        if not args.silent:
            wrong = spoken(args.everything, args.filesystem, _folder(Path(made) / "aloud"))
        if args.mind:
            chosen(args.mind, _folder(Path(made) / "chosen"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
