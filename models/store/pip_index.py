"""pip's package index: asks for a wheel's location and fetches its bytes.

pip finds the wheel, because only pip knows the indexes, folders and accounts of this machine; its internals are not
imported, and nothing is installed. pip starts every download from zero, so the bytes come through a client that can
resume, with pip's proxy and certificates. Where that client is refused, pip fetches the wheel as well.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from config.catalogue import Wheel
from config.texts import N_, _
from models.store.hub import http_library
from models.store.places import StoreError, Unreachable
from models.store.staging import Progress, Report, drop, full, one_line

NAME = N_("the package index")

_MOST_ASKED = 4_000_000
"""Most bytes that pip may fetch to locate a wheel: some indexes give the location only with the whole wheel."""
_BLOCK = 1 << 16
_TRIES = 5
"""Most connections in a row that bring no bytes."""
_POLL_SECONDS = 0.1
_ENVIRONMENT = {
    "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_COLOR": "1",
    # Settings for installing, which would refuse what is only asked.
    "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_REQUIRE_HASHES": "0",
}  # fmt: skip
_ONLY_WHEELS = ("--no-deps", "--only-binary", ":all:", "--ignore-requires-python", "--no-cache-dir", "--retries", "1")
_LAZY = ("--use-feature", "fast-deps")
"""Makes pip read a few bytes of a wheel where the index has no separate metadata. Not every pip and index can."""
_LOST = re.compile(
    r"connection broken by|Could not fetch URL|confirming the ssl certificate|ConnectionError|Max retries|"
    r"HTTP error 5\d\d|\b5\d\d Server Error|incomplete-download|Read timed out"
)
_REASON = re.compile(r"\[Errno -?\d+\] [\w ]+|Read timed out|\b5\d\d Server Error")
_ERRNO = re.compile(r"\[Errno (\d+)\]")


class Refused(Exception):
    """The index refuses the wheel to a client that is not pip."""


class TooMuch(Exception):
    """pip exceeds its limit of bytes."""


def ask(wheels: Sequence[Wheel], scratch: Path) -> dict[str, str]:
    """Returns the location of these wheels in the index: {package name: URL}; empty if the index gives it only with
    the whole wheels. `scratch`: an empty folder. Raises StoreError; Unreachable where the index does not answer."""
    answer = scratch / "report.json"
    asked = [f"{wheel.name}=={wheel.version}" for wheel in wheels]
    command = ("install", "--dry-run", "--ignore-installed", "--report", str(answer), *_ONLY_WHEELS, *asked)
    for feature in ((), _LAZY):
        try:
            _run_pip((*command, *feature), scratch, most=_MOST_ASKED)
            break
        except TooMuch:
            continue
        except StoreError:
            if not feature:
                raise
    else:
        return {}
    try:
        told = json.loads(answer.read_bytes())["install"]
        found = {_plain(each["metadata"]["name"]): each["download_info"] for each in told}
        urls = {}
        for wheel in wheels:
            file = found[wheel.name]
            digest = file["archive_info"].get("hashes", {}).get("sha256")
            if digest not in (None, wheel.sha256):
                raise StoreError(
                    _(
                        "{name} offers another file as {name2} {version}: its sha256 is {digest}..., the "
                        "catalogue says {sha256}...; it is not pulled",
                        name=_(NAME),
                        name2=wheel.name,
                        version=wheel.version,
                        digest=digest[:12],
                        sha256=wheel.sha256[:12],
                    )
                )
            urls[wheel.name] = str(file["url"])
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise StoreError(
            _("pip does not say where {asked} is ({why!r}); a newer pip may", asked=" and ".join(asked), why=err)
        ) from err
    return urls


def resume(url: str, part: Path, wheel: Wheel, report: Report) -> None:
    """Appends to the part file until it is complete. Raises Refused before the first byte where this client is
    refused; the error type of `transport_error` when the connection is lost for good; OSError where the file cannot
    be written."""
    if urlsplit(url).scheme == "file":
        _copy(Path(url2pathname(urlsplit(url).path)), part, wheel, report)
        return
    try:  # a proxy or a certificate may be of a kind that this client cannot use
        httpx = http_library()
        client = _client()
    except (OSError, ValueError, ImportError, subprocess.SubprocessError) as err:
        raise Refused(one_line(err)) from err
    with client, part.open("ab") as file:
        tries = 0
        while file.tell() < wheel.size:
            before = file.tell()
            try:
                _append(client, url, file, wheel, report)
            except httpx.TransportError as err:
                if before == 0 and isinstance(err, (httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol)):
                    raise Refused(one_line(err)) from err
                tries = 1 if file.tell() > before else tries + 1
                if tries >= _TRIES:
                    raise
                _pause(tries)
            except (httpx.HTTPError, httpx.InvalidURL) as err:
                raise Refused(one_line(err)) from err
        file.flush()
        os.fsync(file.fileno())


def download(wheel: Wheel, part: Path, scratch: Path, report: Report) -> None:
    """Makes pip fetch the wheel, from its first byte. Raises StoreError; Unreachable where the index does not
    answer."""

    def watch(done: int) -> None:
        report(Progress("download", wheel.local_name, min(done, wheel.size), wheel.size))

    command = ("download", "--dest", str(scratch / "come"), *_ONLY_WHEELS, f"{wheel.name}=={wheel.version}")
    try:
        # Some versions copy it at the end.
        _run_pip(command, scratch, most=2 * wheel.size + _MOST_ASKED, watch=watch)
    except TooMuch as err:
        raise StoreError(
            _(
                "{name} {version} comes with more than its {size} bytes; it was removed",
                name=wheel.name,
                version=wheel.version,
                size=wheel.size,
            )
        ) from err
    come = [path for path in (scratch / "come").iterdir() if path.is_file() and not path.is_symlink()]
    if len(come) != 1:
        raise StoreError(
            _(
                "pip fetched {count} files for {name} {version}, not one",
                count=len(come),
                name=wheel.name,
                version=wheel.version,
            )
        )
    come[0].replace(part)


# ------------------------------------------------------------------------------------------------------------------ pip


def _pip() -> list[str]:
    """Returns the command that runs pip: this Python's own, or another one, because it only locates and downloads.
    Raises StoreError."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-P", "-m", "pip"]  # -P: no module of the current folder is taken for pip
    other = shutil.which("pip3") or shutil.which("pip")
    if other is None:
        raise StoreError(
            _(
                "{name} is asked through pip, which is not here: `{executable} -m ensurepip`, or "
                "install pip (Debian: apt-get install python3-pip)",
                name=_(NAME),
                executable=sys.executable,
            )
        )
    return [other]


def _run_pip(command: Sequence[str], scratch: Path, *, most: int, watch: Callable[[int], None] | None = None) -> None:
    """Runs pip with all its settings and its temporary files in `scratch`. Raises TooMuch as soon as those exceed
    `most` bytes, OSError for a full disk, StoreError otherwise."""
    said, temporary = scratch / "pip.log", scratch / "tmp"
    drop(temporary)  # of the last one, if that was stopped
    temporary.mkdir()
    environment = {**os.environ, **_ENVIRONMENT, "TMPDIR": str(temporary)}
    with said.open("wb") as log:
        process = subprocess.Popen(
            [*_pip(), *command], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            while process.poll() is None:
                try:
                    process.wait(_POLL_SECONDS)
                except subprocess.TimeoutExpired:
                    done = _bytes_in(scratch)
                    if done > most:
                        raise TooMuch from None
                    if watch is not None:
                        watch(done)
        finally:
            process.kill()
            process.wait()
    if process.returncode:
        what = " and ".join(word.replace("==", " ") for word in command if "==" in word)
        raise _failure(said.read_text("utf-8", "replace"), what)


def _failure(said: str, what: str) -> OSError | StoreError:
    """Returns the error for pip's failure on `what`, by its output."""
    for code in map(int, _ERRNO.findall(said)):
        if full(OSError(code, "")):
            return OSError(code, os.strerror(code))
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()] or [_("it says nothing")]
    lost = next((line for line in reversed(lines) if _LOST.search(line)), None)
    if lost is not None:
        found = _REASON.search(lost)
        why = found[0] if found else _short(lost.partition("connection broken by ")[2] or lost)
        return Unreachable(
            _("{name} cannot be reached ({why}); is this machine online, and pip set right?", name=_(NAME), why=why)
        )
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    if any("No matching distribution found" in error for error in errors):
        return StoreError(_("{name} that pip is set to does not have {what}", name=_(NAME), what=what))
    if any("DO NOT MATCH THE HASHES" in error for error in errors):
        return StoreError(
            _("{name} gives another file as {what} than it announces; it was removed", name=_(NAME), what=what)
        )
    last = errors[-1] if errors and errors[-1] != "Exception:" else lines[-1]
    return StoreError(_("pip got nothing from {name}: {short}", name=NAME, short=_short(last)))


def _short(text: str) -> str:
    """Removes accounts from addresses in the text, and cuts it at 160 characters."""
    return re.sub(r"//[^/@\s]+@", "//", text)[:160]


def _bytes_in(folder: Path) -> int:
    total = 0
    for above, _folders, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # gone meanwhile
                total += Path(above, name).lstat().st_size
    return total


def _plain(name: str) -> str:
    """Normalises a package's name for comparison."""
    return re.sub(r"[-_.]+", "-", name).lower()


# --------------------------------------------------------------------------------------------------------------- client


def _client() -> Any:
    """Returns an HTTP client with pip's proxy and certificates. Raises OSError, ValueError, ImportError where it
    cannot use them."""
    options = _pip_options()
    trust = ssl.create_default_context(cafile=options.get("cert"))
    if "client-cert" in options:
        trust.load_cert_chain(options["client-cert"])
    httpx = http_library()
    return httpx.Client(
        verify=trust, proxy=options.get("proxy"), follow_redirects=True, timeout=httpx.Timeout(30.0, connect=15.0)
    )


def _pip_options() -> Mapping[str, str]:
    """Returns pip's settings from its files and the environment, as in `pip config list`; those with higher
    precedence win."""
    done = subprocess.run([*_pip(), "config", "list"], capture_output=True, text=True, timeout=60, check=False)
    sections: dict[str, dict[str, str]] = {"global": {}, "install": {}, "download": {}, ":env:": {}}
    for line in done.stdout.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in sections:
            try:
                sections[section][name] = str(ast.literal_eval(value))
            except (ValueError, SyntaxError):
                continue
    return {name: value for section in sections.values() for name, value in section.items() if value}


def _pause(tries: int) -> None:
    time.sleep(0.2 * 2**tries)


def _append(client: Any, url: str, file: IO[bytes], wheel: Wheel, report: Report) -> None:
    """Makes one request for the remaining bytes. Raises Refused, the error type of `transport_error`, OSError."""
    start = file.tell()
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={start}-"} if start else {})}
    with client.stream("GET", url, headers=headers) as answer:
        if not answer.is_success or answer.headers.get("Content-Encoding", "identity") != "identity":
            raise Refused(f"{answer.status_code} {answer.reason_phrase}")
        if answer.status_code != 206:  # it begins anew
            file.seek(0)
            file.truncate()
        elif not answer.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
            raise Refused(_("it sends another part than it was asked for"))
        come = 0
        for block in answer.iter_raw(_BLOCK):
            file.write(block)
            come += len(block)
            report(Progress("download", wheel.local_name, file.tell(), wheel.size))
            if file.tell() > wheel.size:
                return
        if come == 0:
            raise Refused(_("it sends nothing"))


def _copy(source: Path, part: Path, wheel: Wheel, report: Report) -> None:
    """Copies a wheel from a folder."""
    with source.open("rb") as file, part.open("ab") as into:
        file.seek(into.tell())
        while into.tell() <= wheel.size and (block := file.read(_BLOCK)):
            into.write(block)
            report(Progress("download", wheel.local_name, into.tell(), wheel.size))
        into.flush()
        os.fsync(into.fileno())
