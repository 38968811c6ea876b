"""Stand-ins for an Ollama server and an OpenAI-compatible one, built from their documented wire formats.

Ollama   POST /api/chat              lines of JSON, the last with "done": true
         GET /api/tags               the models
OpenAI   POST /v1/chat/completions   server-sent events, at the end [DONE]
         GET /v1/models
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import Any

from tests.support.http_standin import HttpHandler, HttpStandin

WORDS = ["The ", "sun ", "is ", "a ", "star", "."]


@dataclass
class ModelServer(HttpStandin):
    """The stand-in server. `fault` names its misbehaviour: silent, cut, cut-line, error, stuck, flood, foreign; ""
    for none."""

    models: list[str] = field(default_factory=lambda: ["solar:10.7b", "llama3.2:1b", "qwen3:4b"])
    words: list[str] = field(default_factory=lambda: list(WORDS))
    fault: str = ""
    pause: float = 0.0
    """Seconds before each word."""
    awaits: threading.Event | None = None
    """Event that the server waits for after the first word."""
    key: str = ""
    """Key that a request must carry; "" for none."""
    finish: str = "stop"
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    """Set when a client has gone in the middle of an answer."""
    ending: threading.Event = field(default_factory=threading.Event)

    def handler(self) -> type[HttpHandler]:
        return _Handler

    def stop(self) -> None:
        self.ending.set()
        super().stop()

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Handler(HttpHandler):
    serves: ModelServer

    def do_GET(self) -> None:
        if self._refused():
            return
        if self.path == "/api/tags":
            self._json({"models": [{"model": name, "name": name, "size": 1} for name in self.serves.models]})
        elif self.path == "/v1/models":
            models = [{"id": name, "object": "model", "created": 0, "owned_by": "me"} for name in self.serves.models]
            self._json({"object": "list", "data": models})
        else:
            self._json({"error": "not found"}, 404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.serves.asked.append(body)
        self.serves.headers.append(dict(self.headers.items()))
        if self._refused():
            return
        ollama = self.path == "/api/chat"
        if body["model"] not in self.serves.models:
            message = f"model '{body['model']}' not found"
            self._json({"error": message if ollama else {"message": message, "code": 404}}, 404)
            return
        if self.serves.fault == "silent":
            self.serves.ending.wait(10)
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson" if ollama else "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while self.serves.fault == "flood":
                self._chunk(b"data: " + bytes(1 << 20))
            if self.serves.fault == "foreign":
                self._chunk(b"[1]\n" if ollama else b"data: [1]\n\n")
            (self._ollama if ollama else self._openai)(body)
        except OSError:
            self.serves.left.set()

    def _ollama(self, body: dict[str, Any]) -> None:
        def line(content: str, **more: Any) -> bytes:
            message = {"role": "assistant", "content": content}
            return json.dumps({"model": body["model"], "message": message, "done": False, **more}).encode() + b"\n"

        for number, word in enumerate(self.serves.words):
            if self._misbehaves(number, line(word), b'{"error":"an engine of mine has crashed"}\n'):
                return
            self._chunk(line(word))
        done = {"done": True, "done_reason": self.serves.finish, "prompt_eval_count": 11}
        self._chunk(line("", **done, eval_count=len(self.serves.words)))
        self._chunk(b"")

    def _openai(self, body: dict[str, Any]) -> None:
        def event(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
            choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
            whole = {
                "id": "x",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "m",
                "choices": choices,
                **more,
            }
            return b"data: " + json.dumps(whole).encode() + b"\n\n"

        self._chunk(event({"role": "assistant", "content": ""}))
        for number, word in enumerate(self.serves.words):
            if self._misbehaves(
                number, event({"content": word}), b'data: {"error": {"message": "crashed inside"}}\n\n'
            ):
                return
            self._chunk(event({"content": word}))
        self._chunk(event({}, self.serves.finish))
        usage = {"prompt_tokens": 11, "completion_tokens": len(self.serves.words), "total_tokens": 0}
        details = {"prompt_tokens_details": {"cached_tokens": 7}}
        self._chunk(event({}, choices=[], usage={**usage, **details}))
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _misbehaves(self, number: int, part: bytes, error: bytes) -> bool:
        if self.serves.pause and self.serves.ending.wait(self.serves.pause):
            return True
        if number == 1 and self.serves.awaits is not None:
            self.serves.awaits.wait(30)
        if number != 3 or not self.serves.fault:
            return False
        if self.serves.fault == "error":
            self._chunk(error)
            self._chunk(b"")
        elif self.serves.fault == "cut-line":
            self._chunk(part[: len(part) // 2])
            self._chunk(b"")
        elif self.serves.fault == "ended":
            self._chunk(b"")
        elif self.serves.fault == "stuck":
            self.serves.ending.wait(10)
        self.close_connection = True
        return True

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n" % len(data) + data + b"\r\n")
        self.wfile.flush()

    def _refused(self) -> bool:
        if self.serves.key and self.headers.get("Authorization") != f"Bearer {self.serves.key}":
            self._json({"error": {"message": "who are you?"}}, 401)
            return True
        return False

    def _json(self, document: object, status: int = 200) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
