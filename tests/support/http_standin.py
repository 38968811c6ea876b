"""What the stand-ins for servers share: an HTTP server in threads of its own, on this machine alone."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class HttpHandler(BaseHTTPRequestHandler):
    """Answers one request of a stand-in's client."""

    serves: Any
    """The stand-in. Each names its own type."""
    protocol_version = "HTTP/1.1"
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def end_headers(self) -> None:
        # Each request its own connection: the threads end with it, and a test's server with them.
        self.send_header("Connection", "close")
        super().end_headers()


class HttpStandin(ABC):
    """A server, while in `with`."""

    at = 0
    """The port it takes; 0: any that is free."""

    @abstractmethod
    def handler(self) -> type[HttpHandler]:
        """Returns the class that answers the requests."""

    def __enter__(self) -> Self:
        handler = type("Handler", (self.handler(),), {"serves": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.at), handler)
        self._server.daemon_threads = False  # joined at the end: no thread outlives its test
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Stops the server; harmless when repeated."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])
