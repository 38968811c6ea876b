"""A stand-in for the model hub: the part of its wire format that a download uses, with faults on demand.

HEAD, GET /OWNER/NAME/resolve/REVISION/FILE   headers X-Repo-Commit, ETag; large files redirect to another host
GET /content/SHA256                           the bytes, with ranges
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.support.http_standin import HttpHandler, HttpStandin

COMMIT = "0123456789abcdef0123456789abcdef01234567"
_RESOLVE = re.compile(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")


@dataclass
class HubFile:
    content: bytes
    large: bool = True
    """Keeps the file in the content store, named by its sha256, as the hub does with large files."""
    announced: bytes | None = None
    """Content that the hub announces, if it differs from the content it serves: a corrupt copy."""
    sized: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.announced or self.content).hexdigest()


@dataclass
class Hub(HttpStandin):
    """The stand-in server. Faults are lists that are used up: one entry for each GET of content."""

    repos: dict[str, dict[str, HubFile]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    cut_after: list[int] = field(default_factory=list)
    """Drops the connection after so many bytes of a response."""
    ignore_ranges: bool = False
    refuse_content: int = 0
    """HTTP status with which the content server refuses; 0: it serves."""
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    """(method, path, Range) of every request."""
    authorized: list[str] = field(default_factory=list)
    """Paths of the requests that carried a token."""

    def add(self, repo: str, name: str, content: bytes, **options: Any) -> HubFile:
        return self.repos.setdefault(repo, {}).setdefault(name, HubFile(content, **options))

    def handler(self) -> type[HttpHandler]:
        return _Handler

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def gets(self) -> list[str]:
        """Returns the Range of every GET of content, in order."""
        return [asked for method, path, asked in self.requests if method == "GET" and path.startswith("/content/")]


class _Handler(HttpHandler):
    serves: Hub

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = unquote(self.path)
        self.serves.requests.append((self.command, path, self.headers.get("Range", "")))
        if self.headers.get("Authorization"):
            self.serves.authorized.append(path)
        if path.startswith("/content/") and self.serves.refuse_content:
            self._refuse(self.serves.refuse_content, "")
            return
        if path.startswith("/content/"):
            self._content(path.rpartition("/")[2])
            return
        match = _RESOLVE.fullmatch(path)
        repo, revision, name = match.groups() if match else ("", "", "")
        if repo in self.serves.gated:
            self._refuse(403, "GatedRepo")
        elif repo not in self.serves.repos:
            self._refuse(401, "RepoNotFound")
        elif revision not in ("main", "v1.0.0", COMMIT):
            self._refuse(404, "RevisionNotFound")
        elif name not in self.serves.repos[repo]:
            self._refuse(404, "EntryNotFound")
        else:
            self._file(self.serves.repos[repo][name])

    def _file(self, file: HubFile) -> None:
        if file.large:
            self.send_response(302)
            # Another host than the hub's, as with the real one: tokens must not go there.
            self.send_header("Location", f"http://localhost:{self.serves.port}/content/{file.sha256}")
            self.send_header("X-Linked-ETag", f'"{file.sha256}"')
            self.send_header("X-Linked-Size", str(file.sized or len(file.announced or file.content)))
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        blob = hashlib.sha1(b"blob %d\0" % len(file.content) + file.content, usedforsecurity=False).hexdigest()
        self._body(file.content, {"X-Repo-Commit": COMMIT, "ETag": f'"{blob}"'})

    def _content(self, sha256: str) -> None:
        files = [file for repo in self.serves.repos.values() for file in repo.values() if file.sha256 == sha256]
        if files:
            self._body(files[0].content, {"ETag": f'"{sha256}"'})
        else:
            self._refuse(404, "EntryNotFound")

    def _body(self, content: bytes, headers: dict[str, str]) -> None:
        start = 0
        ranged = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if ranged and not self.serves.ignore_ranges:
            start = int(ranged[1])
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if self.command == "HEAD":
            return
        rest = content[start:]
        if self.serves.cut_after:
            rest = rest[: self.serves.cut_after.pop(0)]
        self.wfile.write(rest)

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("X-Error-Message", code)
        self.send_header("Content-Length", "0")
        self.end_headers()
