"""A worker process: `python -m daemon.workers.child FD`. Holds one engine (or the sound station) and serves it.

The reader thread reads frames, answers pings, and sets the switches that cancel or hold a request. The main thread serves
the requests in order. So an engine has one owner thread, and a cancel overtakes everything that waits. The process ends the
moment its parent does.
"""

from __future__ import annotations

import ctypes
import importlib
import logging
import os
import queue
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, Protocol

from config.texts import _
from daemon.workers.wire import Frame, ProtocolError, encode, read_frame
from models.engine import Cancel, Cancelled, EngineError

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PREFETCH = 4096
"""Requests that may wait. The daemon never has that many under way: a full queue is a defect, and the worker ends."""

log = logging.getLogger("worker")


class Link:
    """The worker's end of the socketpair."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._lock = threading.Lock()

    def send(self, frame: Frame) -> None:
        try:
            with self._lock:
                self._sock.sendall(encode(frame))
        except OSError:
            end()  # the daemon is gone

    def read(self) -> Frame:
        """Reads the next frame. Ends the process where the daemon is gone."""
        frame = self.read_or_none()
        if frame is None:
            end()
        return frame

    def read_or_none(self) -> Frame | None:
        """Reads the next frame; None once the daemon is gone, for workers that have something to end first."""
        try:
            return read_frame(self._sock)
        except (OSError, ProtocolError):
            return None


def end(status: int = 0) -> NoReturn:
    """Ends the process at once: a worker has nothing to save, and native libraries may hang in their destructors."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


class Server(Protocol):
    """Serves the requests of one kind of worker: yields the items of each answer."""

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]: ...


class RequestLoop:
    """Requests in, answers out. `read_forever` runs in a thread of its own and answers pings, whatever the engine does."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self._begun = 0
        self._under_way: tuple[int, str, int | None, Cancel] | None = None
        self._steps = 0
        self.cancels: dict[int, Cancel] = {}
        self.lock = threading.Lock()
        self.waiting: queue.Queue[Frame] = queue.Queue(PREFETCH)

    def read_forever(self) -> None:
        while True:
            frame = self.link.read()
            if frame.head.get("op") == "ping":
                self.link.send(Frame({"kind": "pong", "at": self._activity()}))
                continue
            if frame.head.get("op") in ("cancel", "hold"):
                with self.lock:
                    switch = self.cancels.get(int(frame.head["id"]))
                if switch is not None and frame.head["op"] == "cancel":
                    switch.set()
                elif switch is not None:
                    switch.hold(bool(frame.head["on"]))
                continue
            if "id" in frame.head:
                with self.lock:
                    self.cancels[int(frame.head["id"])] = Cancel()
            try:
                self.waiting.put_nowait(frame)
            except queue.Full:
                log.error("%d requests wait, which cannot be meant", PREFETCH)
                end(1)

    def _activity(self) -> list[Any] | None:
        """The fields of daemon.workers.liveness.Activity; None while nothing is under way."""
        at = self._under_way  # one reference, read once: another thread sets it
        if at is None:
            return None
        serial, op, number, cancel = at
        return [serial, op, number, self._steps, cancel.held]

    def serve_forever(self, server: Server) -> None:
        while True:
            self.serve_one(self.waiting.get(), server)

    def serve_one(self, frame: Frame, server: Server) -> None:
        number = frame.head.get("id")
        with self.lock:
            cancel = self.cancels.get(number, Cancel()) if number is not None else Cancel()
        outcome: dict[str, Any] = {"kind": "done"}
        self._begun += 1
        self._under_way = (self._begun, str(frame.head.get("op")), number, cancel)
        try:
            cancel.check()
            for item in server(str(frame.head.get("op")), frame.head, frame.payload, cancel):
                self._steps += 1
                self.link.send(Frame({**item.head, "id": number, "kind": "item"}, item.payload))
                cancel.wait()  # before the next one is made
        except Cancelled:
            outcome = {"kind": "cancelled"}
        except EngineError as err:
            outcome = {"kind": "error", "message": one_line(str(err))}
        except Exception as err:
            log.exception("request %s failed", frame.head.get("op"))
            outcome = {"kind": "error", "message": one_line(f"{type(err).__name__}: {err}")}
        finally:
            self._under_way = None
            if number is not None:
                with self.lock:
                    self.cancels.pop(number, None)
        if number is not None:
            self.link.send(Frame({**outcome, "id": number}))
        elif outcome["kind"] == "error":
            log.warning("%s: %s", frame.head.get("op"), outcome["message"])


def die_with_parent(parent: int) -> None:
    """Has the kernel kill this process when the daemon dies, however it dies."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        end()  # it died before we asked


def offer_to_oom_killer(score: int) -> None:
    """Has the kernel choose this process, and not the daemon, when memory runs out."""
    try:
        Path("/proc/self/oom_score_adj").write_text(str(score), encoding="ascii")
    except OSError:
        log.debug("oom_score_adj cannot be set here")


def build(factory: str, arguments: dict[str, Any]) -> Any:
    module, name = factory.split(":")
    return getattr(importlib.import_module(module), name)(**arguments)


def one_line(text: str, most: int = 500) -> str:
    """Returns the text as one line of at most so many characters: native libraries explain themselves over several."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 3]}..."


def main() -> None:
    # Sent to all processes at once, these are the daemon's business.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    sock = socket.socket(fileno=int(sys.argv[1]))
    link = Link(sock)
    first = link.read().head
    die_with_parent(int(first["parent"]))
    logging.basicConfig(stream=sys.stderr, level=first.get("log_level", "INFO"), format="%(name)s: %(message)s")
    offer_to_oom_killer(int(first.get("oom_score_adj", 0)))
    serve: Callable[[Link, dict[str, Any]], None] = build(str(first["server"]), {})
    try:
        serve(link, first)
    except EngineError as err:
        link.send(Frame({"kind": "event", "event": "failed", "message": one_line(str(err))}))
    except Exception as err:
        log.exception("worker failed")
        why, path = one_line(f"{type(err).__name__}: {err}"), first.get("arguments", {}).get("path")
        if path:
            why = _("{path} cannot be used ({why}): get it again, or name another model", path=path, why=why)
        link.send(Frame({"kind": "event", "event": "failed", "message": why}))
    end(1)


if __name__ == "__main__":
    main()
