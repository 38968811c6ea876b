"""The Hugging Face hub: asks about a file and fetches its bytes, through huggingface_hub.

`hf_hub_download` discards a partial file when the process ends: of 2.5 GB cut at 2.4, nothing would remain. This module
uses the layer below it: the library's metadata call and its ranged, retrying `http_get`.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from config.catalogue import HubSource, Model, ModelFile
from config.texts import _
from models.store.places import StoreError, Unreachable
from models.store.staging import Progress, Report, one_line

_SHA256 = re.compile(r"[0-9a-f]{64}")
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


@dataclass(frozen=True, slots=True)
class Remote:
    """The hub's metadata of one file."""

    file: ModelFile
    size: int
    etag: str
    sha256: str | None
    """Hash that the hub announces, for large files only."""
    url: str
    headers: dict[str, str]


def ask(source: HubSource, file: ModelFile) -> Remote:
    """Returns the hub's metadata for this file. Refuses a file that differs from the catalogue's description, before
    any byte is downloaded."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # exported lazily

    endpoint = os.environ.get("HF_ENDPOINT", "").rstrip("/") or None
    url = hf_hub_url(source.repo, file.name, revision=source.revision, endpoint=endpoint)
    headers: dict[str, str] = build_hf_headers(library_name="sarai")
    meta = get_hf_file_metadata(url, timeout=10, headers=headers, endpoint=endpoint)
    if meta.size is None or not meta.etag:
        raise StoreError(_("{url}: the server is no model hub (no size or no ETag); is HF_ENDPOINT right?", url=url))
    if file.size is not None and meta.size != file.size:
        raise StoreError(
            _(
                "{repo} now offers {name} with {size} bytes; the catalogue knows it with {size2}: it "
                "was changed there, and is not pulled",
                repo=source.repo,
                name=file.name,
                size=meta.size,
                size2=file.size,
            )
        )
    if _host(meta.location) != _host(url):
        headers.pop("authorization", None)  # a token for the hub is none of its content server's business
    # The hub names a large file by its sha256, but its newer storage by a hash of another kind.
    other = getattr(meta.xet_file_data, "file_hash", None)
    sha256 = meta.etag if _SHA256.fullmatch(meta.etag) and meta.etag != other else None
    return Remote(file, meta.size, meta.etag, sha256, meta.location, headers)


def download(remote: Remote, part: Path, report: Report) -> None:
    """Appends to the part file until it is complete, and resumes over dropped connections. Raises OSError, or the
    error type of `transport_error`, when the connection is lost for good; downloaded bytes stay in the file."""
    from huggingface_hub.file_download import http_get

    with part.open("ab") as file:
        http_get(
            remote.url,
            _Watched(file, remote, report),  # type: ignore[arg-type]  # all it asks of a file is what this has
            resume_size=file.tell(),
            headers=remote.headers,
            expected_size=remote.size,
            tqdm_class=_silent(),
        )
        file.flush()
        os.fsync(file.fileno())


def refuse_offline(model: Model) -> None:
    """Raises StoreError if the user has forbidden downloads."""
    from huggingface_hub import constants

    # The library reads the variable once, when it is imported; a daemon's environment may have changed since.
    asked = any(os.environ.get(name, "").upper() in ("1", "ON", "YES", "TRUE") for name in _OFFLINE)
    if asked or constants.HF_HUB_OFFLINE:
        raise StoreError(_("{id} is not on this machine, and HF_HUB_OFFLINE forbids to get it", id=model.id))


def hub_name() -> str:
    """Returns the hub's name."""
    return os.environ.get("HF_ENDPOINT") or "huggingface.co"


@contextmanager
def hub_errors(model: Model, source: HubSource) -> Iterator[None]:
    """Turns errors of the hub's client into one line."""
    from huggingface_hub import errors

    where = hub_name()
    proxy = _proxy(where)
    try:
        lost = transport_error()
    except ImportError as err:
        text = _(
            "a SOCKS proxy ({proxy}) needs the package socksio: `pip install socksio`, or set another HTTPS_PROXY",
            proxy=proxy,
        )
        raise StoreError(text) from err
    except ValueError as err:
        raise StoreError(
            _("the proxy of HTTPS_PROXY or ALL_PROXY cannot be used: {one_line}", one_line=one_line(err))
        ) from err
    through = _(" through the proxy {proxy}", proxy=proxy) if proxy else ""
    try:
        yield
    except errors.GatedRepoError as err:
        raise StoreError(
            _(
                "{repo} is gated: accept its licence on its page, then `hf auth login`, then pull again",
                repo=source.repo,
            )
        ) from err
    except errors.RepositoryNotFoundError as err:
        raise StoreError(
            _("{where} has no repository {repo} (or it is private)", where=where, repo=source.repo)
        ) from err
    except errors.RevisionNotFoundError as err:
        raise StoreError(
            _("{repo} at {where} has no revision {revision}", repo=source.repo, where=where, revision=source.revision)
        ) from err
    except errors.EntryNotFoundError as err:
        raise StoreError(
            _(
                "{repo} at {where} does not have all files of {id}: {one_line}",
                repo=source.repo,
                where=where,
                id=model.id,
                one_line=one_line(err),
            )
        ) from err
    except errors.HfHubHTTPError as err:
        raise StoreError(
            _("{where} refused {repo}: {one_line}", where=where, repo=source.repo, one_line=one_line(err))
        ) from err
    except (lost, OSError) as err:
        question = _("is the proxy right?") if proxy else _("is this machine online?")
        raise Unreachable(
            _(
                "{where} cannot be reached{through} ({one_line}); {question}",
                where=where,
                through=through,
                one_line=one_line(err),
                question=question,
            )
        ) from err


def _proxy(where: str) -> str:
    """Returns the proxy on the way to the hub, without user name and password; empty where there is none."""
    scheme = "http" if where.startswith("http://") else "https"
    host = urlsplit(where if "//" in where else f"//{where}").hostname or where
    given = getproxies()
    found = urlsplit(given.get(scheme) or given.get("all") or "")
    if not found.hostname or proxy_bypass(host):
        return ""
    return f"{found.scheme}://{found.netloc.rpartition('@')[2]}"


def transport_error() -> type[Exception]:
    """Returns the error type of the hub's HTTP client for failed connections; the library depends on the client's
    version."""
    error: type[Exception] = http_library().TransportError
    return error


def http_library() -> Any:
    """Returns httpx, or the successor that this version of the hub's client uses."""
    from huggingface_hub import get_session

    return importlib.import_module(type(get_session()).__module__.partition(".")[0])


def _host(url: str) -> str:
    return urlsplit(url).netloc


class _Watched:
    """A file that reports its progress. http_get's own bar prints; the caller shows ours."""

    def __init__(self, file: IO[bytes], remote: Remote, report: Report) -> None:
        self._file = file
        self._remote = remote
        self._report = report

    def write(self, data: bytes) -> int:
        written = self._file.write(data)
        self._report(Progress("download", self._remote.file.local_name, self._file.tell(), self._remote.size))
        return written

    def seek(self, offset: int) -> int:
        return self._file.seek(offset)

    def tell(self) -> int:
        return self._file.tell()

    def truncate(self) -> int:
        return self._file.truncate()


def _silent() -> type[Any]:
    from tqdm import tqdm

    class Silent(tqdm):  # type: ignore[misc]  # tqdm has no types
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)
            super().__init__(*args, **{**kwargs, "disable": True})

    return Silent
