"""A stand-in for a package index, with faults on demand; and wheels to put into it, good ones and others.

GET /simple/NAME/           links to the files, with their hashes
GET /files/FILE             the bytes, with ranges
GET /files/FILE.metadata    the wheel's METADATA alone, unless the index is one that has only the wheels
It is a proxy for itself, too: a request for http://index.example/... is answered.
"""

from __future__ import annotations

import hashlib
import io
import re
import threading
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.http_standin import HttpHandler, HttpStandin

Members = dict[str | zipfile.ZipInfo, bytes]


def wheel(name: str, members: Members, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Returns a wheel of version 1.0 that holds these members beside the usual ones."""
    folder = name.replace("-", "_")
    rest = {
        f"{folder}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{folder}-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{folder}-1.0.dist-info/RECORD": b"",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for member, content in (*members.items(), *rest.items()):
            archive.writestr(member, content)
    return made.getvalue()


def file_name(name: str) -> str:
    return f"{name.replace('-', '_')}-1.0-py3-none-any.whl"


@dataclass
class Index(HttpStandin):
    """The stand-in server. `cut_after` is used up: one entry for each GET of a wheel."""

    wheels: dict[str, bytes] = field(default_factory=dict)
    announced: dict[str, str] = field(default_factory=dict)
    """Hashes on the page, where they differ from those of the wheels."""
    metadata: bool = True
    lazy: bool = True
    """Serves parts of a wheel, which pip asks for to see its metadata."""
    cut_after: list[int] = field(default_factory=list)
    """Drops the connection after so many bytes of a response."""
    hang_after: int | None = None
    """Sends so many bytes of a wheel, and then nothing until `released`."""
    hangs: str = ""
    """The only client for which `hang_after` holds; "" for all."""
    released: threading.Event = field(default_factory=threading.Event)
    hanging: threading.Event = field(default_factory=threading.Event)
    only_pip: bool = False
    """Refuses wheels to every client but pip."""
    password: str = ""
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    """(path, Range or HEAD, the first word of User-Agent) of every request."""

    def add(self, name: str, content: bytes) -> None:
        self.wheels[name] = content

    def write(self, folder: Path) -> None:
        """Writes the wheels into a new folder, for pip's find-links."""
        folder.mkdir()
        for name, content in self.wheels.items():
            (folder / file_name(name)).write_bytes(content)

    def handler(self) -> type[HttpHandler]:
        return _Handler

    def stop(self) -> None:
        self.released.set()
        super().stop()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ranges(self) -> list[str]:
        """Returns the Range of every request for a wheel's bytes, in order, without pip's looks at its metadata."""
        looks = re.compile(r"HEAD|bytes=\d+-\d+")
        return [asked for path, asked, _ in self.requests if path.endswith(".whl") and not looks.fullmatch(asked)]


class _Handler(HttpHandler):
    serves: Index

    def do_HEAD(self) -> None:
        if self.serves.lazy:
            self.do_GET()
        else:
            self._answer(405, b"")

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        who = self.headers.get("User-Agent", "").partition("/")[0]
        asked = self.command if self.command == "HEAD" else self.headers.get("Range", "")
        self.serves.requests.append((path, asked, who))
        if self.serves.password and not self.headers.get("Authorization"):
            self._answer(401, b"", {"WWW-Authenticate": "Basic"})
            return
        for name, content in self.serves.wheels.items():
            if path == f"/simple/{name}/":
                self._page(name, content)
                return
            if path == f"/files/{file_name(name)}" and (who == "pip" or not self.serves.only_pip):
                self._wheel(content)
                return
            if path == f"/files/{file_name(name)}.metadata" and self.serves.metadata:
                self._answer(200, _metadata(content))
                return
        self._answer(403 if self.serves.only_pip and path.startswith("/files/") else 404, b"")

    def _page(self, name: str, content: bytes) -> None:
        digest = self.serves.announced.get(name) or hashlib.sha256(content).hexdigest()
        has = f' data-dist-info-metadata="sha256={hashlib.sha256(_metadata(content)).hexdigest()}"'
        link = f'<a href="/files/{file_name(name)}#sha256={digest}"{has * self.serves.metadata}>{file_name(name)}</a>'
        self._answer(200, f"<!DOCTYPE html><html><body>{link}</body></html>".encode(), {"Content-Type": "text/html"})

    def _wheel(self, content: bytes) -> None:
        ranged = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        start = int(ranged[1]) if ranged else 0
        end = min(int(ranged[2]) + 1 if ranged and ranged[2] else len(content), len(content))
        if start >= len(content):
            self._answer(416, b"")
            return
        where = {"Content-Range": f"bytes {start}-{end - 1}/{len(content)}"} if ranged else {"Accept-Ranges": "bytes"}
        self._head(206 if ranged else 200, end - start, where)
        if self.command == "HEAD":
            return
        rest = content[start:end]
        if ranged and ranged[2]:
            self.wfile.write(rest)
            return
        who = self.headers.get("User-Agent", "").partition("/")[0]
        if self.serves.hang_after is not None and self.serves.hangs in ("", who):
            self.wfile.write(rest[: self.serves.hang_after])
            self.wfile.flush()
            self.serves.hanging.set()
            self.serves.released.wait(60)
            return
        if self.serves.cut_after:
            rest = rest[: self.serves.cut_after.pop(0)]
        try:
            self.wfile.write(rest)
        except OSError:  # the client has seen enough
            self.close_connection = True

    def _answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self._head(status, len(content), headers or {})
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()


def _metadata(content: bytes) -> bytes:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return b"Metadata-Version: 2.1\nName: little-wheel\nVersion: 1.0\n"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA")))
