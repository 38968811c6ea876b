"""Omni on a server, against a small stand-in that streams as vLLM-Omni does."""

from __future__ import annotations

import base64
import io
import json
import socket
import threading
import time
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from models.engine import Cancel, Cancelled, EngineError, Sampling, Speech, TextDelta, Usage
from models.omni.messages import SYSTEM, Audio, Image, OmniMessage
from models.omni.remote import RemoteOmni, pcm_of
from models.remote.io import Patience

MODEL = "Qwen/Qwen3-Omni-30B-A3B-Instruct"
QUICK = Patience(connect=1, first=2, between=0.5)


def wav(samples: np.ndarray[Any, Any], rate: int = 24_000) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


class Server:
    """Answers chat completions; `fault` says what goes wrong."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.fault = ""
        self.refusals = 0
        self.left = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                self._json(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append(body)
                if server.refusals:
                    server.refusals -= 1
                    return self._json(503, {"error": {"message": "still loading"}})
                if body["model"] != MODEL:
                    return self._json(404, {"error": {"message": "no such model"}})
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                try:
                    server.answer(self)
                except OSError:
                    server.left.set()
                return None

            def _json(self, status: int, body: object) -> None:
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def event(self, modality: str, content: str | None, finish: str | None = None, **more: object) -> None:
                choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
                chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
                data = json.dumps({**chunk, "choices": [choice], "modality": modality, **more})
                self.wfile.write(f"data: {data}\n\n".encode())
                self.wfile.flush()

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()

    def answer(self, http: Any) -> None:
        http.event("text", "A low ")
        http.event("text", "tone. " if self.fault == "round" else "tone.")
        if self.fault == "round":
            for _ in range(6000):
                time.sleep(0.002)
                http.event("text", "Round and round it goes. ")
            return
        if self.fault == "stuck":
            for _ in range(6000):
                time.sleep(0.02)
                http.wfile.write(b": \n\n")
                http.wfile.flush()
            return
        if self.fault == "broken":
            http.wfile.flush()
            http.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.fault == "noise":
            http.event("audio", "%%%")
            return
        for i in range(3):
            http.event("audio", base64.b64encode(wav(np.full(12_000, 1000 * (i + 1)))).decode())
        http.event("audio", None, "stop", usage={"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13})
        http.wfile.write(b"data: [DONE]\n\n")

    def close(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def omni(server: Server) -> Iterator[RemoteOmni]:
    made = RemoteOmni(MODEL, server.url, patience=QUICK, voice="Ethan")
    yield made
    made.close()


def ask(omni: RemoteOmni, *content: Any, speak: bool = True) -> list[Any]:
    conversation = [OmniMessage.of("system", "Be brief."), OmniMessage.of("user", *(content or ("What is this?",)))]
    return list(omni.respond(conversation, Sampling(max_tokens=50, seed=1), Cancel(), speak=speak))


def test_text_and_speech_stream_in(omni: RemoteOmni, server: Server) -> None:
    items = ask(omni)
    assert "".join(i.text for i in items if isinstance(i, TextDelta)) == "A low tone."
    sound = np.concatenate([i.pcm for i in items if isinstance(i, Speech)])
    assert sound.tolist() == np.repeat([1000, 2000, 3000], 12_000).tolist()
    assert [m.start for i in items if isinstance(i, Speech) for m in i.marks] == [0, 2, 6]
    assert items[-1] == Usage(9, 0, 4, "stop")
    (request,) = server.requests
    assert request["modalities"] == ["text", "audio"]
    assert request["speaker"] == "Ethan"
    assert request["messages"][0]["content"][0]["text"] == SYSTEM
    assert request["messages"][1]["content"][0]["text"] == "Be brief.\n\n"


def test_what_is_heard_and_seen_goes_along(omni: RemoteOmni, server: Server) -> None:
    from PIL import Image as Pil

    ask(omni, Audio(np.zeros(1600, np.float32)), Image(Pil.new("RGB", (3, 2), "red")), speak=False)
    heard, seen = server.requests[0]["messages"][1]["content"]
    assert server.requests[0]["modalities"] == ["text"]
    with wave.open(io.BytesIO(base64.b64decode(heard["input_audio"]["data"]))) as file:
        assert (file.getframerate(), file.getnframes()) == (16_000, 1600)
    assert seen["image_url"]["url"].startswith("data:image/png;base64,")


def test_a_server_that_is_down_is_said_to_be(server: Server) -> None:
    server.close()
    omni = RemoteOmni(MODEL, server.url, patience=QUICK)
    with pytest.raises(EngineError, match=r"the Omni server at http://127\.0\.0\.1:\d+ cannot be reached"):
        ask(omni)
    with pytest.raises(EngineError, match="cannot be reached"):
        omni.check()
    omni.close()
    server._http = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)  # for the fixture to close
    server._thread = threading.Thread(target=server._http.serve_forever, args=(0.02,))
    server._thread.start()


def test_a_server_that_is_still_loading_is_tried_again(omni: RemoteOmni, server: Server) -> None:
    server.refusals = 1
    assert isinstance(ask(omni)[-1], Usage)
    assert len(server.requests) == 2
    server.refusals = 2
    with pytest.raises(EngineError, match="still loading"):
        ask(omni)


@pytest.mark.parametrize(
    ("fault", "message"),
    [("stuck", "has not answered for"), ("broken", "broke off"), ("noise", "sound that cannot be read")],
)
def test_faults_are_one_line(omni: RemoteOmni, server: Server, fault: str, message: str) -> None:
    server.fault = fault
    with pytest.raises(EngineError, match=message):
        ask(omni)
    assert len(server.requests) == 1  # what has begun is not begun again


def test_a_written_answer_that_repeats_itself_ends_and_the_server_is_left(omni: RemoteOmni, server: Server) -> None:
    server.fault = "round"
    *texts, usage = ask(omni, speak=False)
    assert "".join(item.text for item in texts).split() == [
        "A",
        "low",
        "tone.",
        *3 * "Round and round it goes.".split(),
    ]
    assert usage == Usage(0, 0, len(texts), "stop")
    assert server.left.wait(10)


def test_cancel_leaves_at_once_and_the_server_notices(omni: RemoteOmni, server: Server) -> None:
    server.fault = "stuck"
    cancel = Cancel()
    reply = omni.respond([OmniMessage.of("user", "hi")], Sampling(), cancel, speak=True)
    assert isinstance(next(reply), TextDelta)
    cancel.set()
    with pytest.raises(Cancelled):
        list(reply)
    assert server.left.wait(30)  # long before it stops being stuck


def test_the_models_that_it_has(omni: RemoteOmni, server: Server) -> None:
    assert omni.check() == (MODEL,)
    other = RemoteOmni("Qwen/Qwen3-Omni-30B", server.url, patience=QUICK)
    with pytest.raises(EngineError, match=f"no model 'Qwen/Qwen3-Omni-30B'; did you mean {MODEL}"):
        other.check()
    with pytest.raises(EngineError, match="did you mean"):
        ask(other)
    other.close()


def test_wav_files_with_open_ends_and_other_rates() -> None:
    samples = np.arange(-500, 500, dtype=np.int16)
    streamed = bytearray(wav(samples))
    streamed[4:8] = streamed[40:44] = b"\xff\xff\xff\xff"
    assert np.array_equal(pcm_of(bytes(streamed), 24_000), samples)
    assert np.array_equal(pcm_of(samples.tobytes(), 24_000), samples)
    assert len(pcm_of(wav(samples, 48_000), 24_000)) == 500
    stereo = bytearray(wav(samples))
    stereo[22] = 2
    with pytest.raises(ValueError, match="2 channels"):
        pcm_of(bytes(stereo), 24_000)
