"""Pulling, with the real client library against a stand-in for the hub."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.catalogue import Catalogue, HubSource, Model, ModelFile
from models.store import keep, pull
from models.store.checked import changed
from models.store.find import resolve
from models.store.places import Located, Missing, Places, StoreError
from models.store.staging import Progress
from tests.support.hub_standin import COMMIT, Hub

WEIGHTS = random.Random(5).randbytes(3_000_000)
CONFIG = b'{"tiny": true}'


def model(sha256: str | None = None, revision: str = COMMIT, size: int | None = None) -> Catalogue:
    files = (ModelFile(name="deep/folder/weights.bin", size=size, sha256=sha256), ModelFile(name="config.json"))
    entry = Model(
        id="little", kind="mind", engine="llama.cpp", title="Little", entry="weights.bin", ram_mb=1, licence="MIT",
        sources=(HubSource(repo="owner/little", revision=revision, files=files),),
    )  # fmt: skip
    return Catalogue({"little": entry})


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub() as hub:
        hub.add("owner/little", "deep/folder/weights.bin", WEIGHTS)
        hub.add("owner/little", "config.json", CONFIG, large=False)
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        monkeypatch.setenv("HF_TOKEN", "hf_not_a_real_token")
        monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 100_000)
        monkeypatch.setattr("time.sleep", lambda seconds: None)  # the library waits a second before each retry
        yield hub


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(root=tmp_path / "store", hub_cache=tmp_path / "hub")


def left(places: Places) -> list[str]:
    """Every file in the store, apart from the locks that say who works on what."""
    return sorted(
        str(path.relative_to(places.root))
        for path in places.root.rglob("*")
        if not path.is_dir() and path.suffix != ".lock"
    )


def test_a_model_comes_whole_and_its_hashes_are_recorded(hub: Hub, places: Places) -> None:
    seen: list[Progress] = []
    located = pull.pull("little", places, seen.append, model())
    assert located == Located("little", places.root / "little" / "weights.bin", "store", len(WEIGHTS) + len(CONFIG))
    assert located.path.read_bytes() == WEIGHTS
    assert left(places) == ["little/config.json", "little/weights.bin", "lock.json"]
    assert set(json.loads(places.lock_file.read_text())["little"]) == {"deep/folder/weights.bin", "config.json"}
    assert {progress.stage for progress in seen} == {"download", "check"}
    assert [progress.done for progress in seen if progress.stage == "download"][-1] == len(CONFIG)
    assert resolve("little", places, model()) == located


def test_a_model_that_changes_after_it_came_is_noticed_until_it_is_pulled_again(
    hub: Hub, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = pull.pull("little", places, models=model()).path
    assert changed([path]) is None
    path.write_bytes(WEIGHTS[:-1] + b"x")
    assert str(path) in str(changed([path]))
    assert [check.state for check in keep.verify("little", places, model())] == ["damaged", "ok"]
    assert changed([path]) is not None
    keep.remove("little", places, model())
    pull.pull("little", places, models=model())
    assert changed([path]) is None
    path.write_bytes(WEIGHTS)
    keep.verify("little", places, model())
    assert changed([path]) is None


def test_the_token_for_the_hub_does_not_go_to_its_content_server(hub: Hub, places: Places) -> None:
    pull.pull("little", places, models=model())
    assert hub.authorized
    assert not [path for path in hub.authorized if path.startswith("/content/")]


def test_dropped_connections_are_resumed_from_the_very_byte(hub: Hub, places: Places) -> None:
    hub.cut_after = [1_000_000, 500_000]
    located = pull.pull("little", places, models=model())
    assert located.path.read_bytes() == WEIGHTS
    assert hub.gets() == ["", "bytes=1000000-", "bytes=1500000-"]


def test_what_had_come_before_an_interruption_is_not_fetched_again(hub: Hub, places: Places) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.done > 1_000_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull.pull("little", places, interrupt, model())
    assert isinstance(resolve("little", places, model()), Missing)
    pull.pull("little", places, models=model())
    assert hub.gets()[0] == ""
    assert hub.gets()[1] == "bytes=1100000-"
    assert left(places) == ["little/config.json", "little/weights.bin", "lock.json"]


def test_a_server_that_ignores_ranges_is_read_from_the_start(hub: Hub, places: Places) -> None:
    hub.cut_after = [1_000_000]
    hub.ignore_ranges = True
    assert pull.pull("little", places, models=model()).path.read_bytes() == WEIGHTS


def test_a_server_that_stays_away_leaves_a_beginning_and_says_so(hub: Hub, places: Places) -> None:
    hub.cut_after = [1_000_000, 0, 0, 0, 0, 0, 0, 0]
    with pytest.raises(StoreError, match=r"broke off at 1\.0 of 3\.0 MB .*sarai models pull little.* goes on") as error:
        pull.pull("little", places, models=model())
    assert "\n" not in str(error.value)
    assert isinstance(resolve("little", places, model()), Missing)


def test_a_corrupt_file_is_refused_and_nothing_is_left(hub: Hub, places: Places) -> None:
    hub.repos["owner/little"]["deep/folder/weights.bin"].announced = WEIGHTS
    hub.repos["owner/little"]["deep/folder/weights.bin"].content = WEIGHTS[:-1] + b"\0"
    with pytest.raises(StoreError, match=r"weights\.bin of little is corrupt"):
        pull.pull("little", places, models=model())
    assert left(places) == []


def test_the_catalogue_s_hash_is_held_against_hub_and_file(hub: Hub, places: Places) -> None:
    with pytest.raises(StoreError, match=r"corrupt.*the catalogue says 000000000000"):
        pull.pull("little", places, models=model(sha256="0" * 64))
    assert left(places) == []


def test_a_file_that_was_changed_on_the_hub_is_refused_before_a_byte_of_it(hub: Hub, places: Places) -> None:
    with pytest.raises(StoreError, match=r"now offers .* 3000000 bytes; the catalogue knows it with 17"):
        pull.pull("little", places, models=model(size=17))
    assert hub.gets() == []


def test_what_was_recorded_at_the_first_pull_holds_for_the_next(hub: Hub, places: Places) -> None:
    pull.pull("little", places, models=model())
    keep.remove("little", places, model())
    hub.repos["owner/little"]["config.json"].content = b'{"tiny": fake}'
    with pytest.raises(StoreError, match=r"config\.json of little is corrupt"):
        pull.pull("little", places, models=model())
    assert left(places) == ["lock.json"]


def test_too_little_space_is_refused_before_a_byte_comes(
    hub: Hub, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "free_disk", lambda folder: 201_000_000)
    with pytest.raises(StoreError, match=r"needs 0\.00 GB .* has 0\.00 GB to spare"):
        pull.pull("little", places, models=model())
    assert hub.gets() == []
    assert left(places) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is Linux's")
def test_a_disk_that_fills_up_on_the_way_leaves_nothing(
    hub: Hub, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where space is promised late, a full disk first says so when the file is flushed; the error is the kernel's own.
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr(os, "fsync", lambda descriptor: os.write(full, b"x"))
    try:
        with pytest.raises(StoreError, match=r"no space left for little in .*No space left on device.* removed"):
            pull.pull("little", places, models=model())
    finally:
        os.close(full)
    assert left(places) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda hub: hub.repos.clear(), r"has no repository owner/little \(or it is private\)"),
        (lambda hub: hub.gated.add("owner/little"), "owner/little is gated: accept its licence"),
        (lambda hub: hub.repos["owner/little"].pop("config.json"), "does not have all files of little"),
        (lambda hub: hub.stop(), "cannot be reached"),
    ],
)
def test_a_hub_that_does_not_have_it_is_named_in_one_line(
    hub: Hub, places: Places, change: object, message: str
) -> None:
    assert callable(change)
    change(hub)
    with pytest.raises(StoreError, match=message) as error:
        pull.pull("little", places, models=model())
    assert "\n" not in str(error.value)
    assert left(places) == []


@pytest.mark.parametrize("status", [403, 500, 503])
def test_a_content_server_that_refuses_is_one_line(hub: Hub, places: Places, status: int) -> None:
    hub.refuse_content = status
    with pytest.raises(StoreError, match=rf"broke off at 0\.0 of 3\.0 MB .*{status}") as error:
        pull.pull("little", places, models=model())
    assert "\n" not in str(error.value)
    hub.refuse_content = 0
    assert pull.pull("little", places, models=model()).path.read_bytes() == WEIGHTS


def test_an_unknown_revision_is_named(hub: Hub, places: Places) -> None:
    with pytest.raises(StoreError, match="has no revision v9"):
        pull.pull("little", places, models=model(revision="v9"))


def test_offline_is_honoured(hub: Hub, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(StoreError, match="HF_HUB_OFFLINE forbids"):
        pull.pull("little", places, models=model())
    assert hub.requests == []


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        (
            "http://me:secret@127.0.0.1:9",
            r"reached through the proxy http://127\.0\.0\.1:9 .*is the proxy right\?",
        ),
        ("socks5://127.0.0.1:9", r"a SOCKS proxy \(socks5://127.0.0.1:9\) needs the package socksio"),
        ("socks://127.0.0.1:9", "the proxy of HTTPS_PROXY or ALL_PROXY cannot be used: "),
    ],
)
def test_a_proxy_that_does_not_work_is_one_line(
    hub: Hub, places: Places, monkeypatch: pytest.MonkeyPatch, proxy: str, said: str
) -> None:
    from huggingface_hub import close_session

    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.setitem(sys.modules, "socksio", None)  # not installed, though a test's server brings it along
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.example")
    close_session()  # the environment is read when a session begins
    try:
        with pytest.raises(StoreError, match=said) as caught:
            pull.pull("little", places, models=model())
    finally:
        monkeypatch.undo()
        close_session()
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_pulls_of_one_model_do_not_get_mixed(hub: Hub, places: Places) -> None:
    with keep.exclusive(places, "little"), pytest.raises(StoreError, match="being pulled by another process"):
        pull.pull("little", places, models=model())


def test_a_damaged_copy_is_replaced(hub: Hub, places: Places) -> None:
    located = pull.pull("little", places, models=model(size=len(WEIGHTS)))
    located.path.write_bytes(WEIGHTS[:10])
    missing = resolve("little", places, model(size=len(WEIGHTS)))
    assert isinstance(missing, Missing)
    assert "10 bytes instead of 3000000: it is damaged" in missing.reason
    assert pull.pull("little", places, models=model(size=len(WEIGHTS))).path.read_bytes() == WEIGHTS
    assert left(places) == ["little/config.json", "little/weights.bin", "lock.json"]


def test_a_model_that_came_and_whose_hashes_cannot_be_recorded_is_said_to_be_here(
    hub: Hub, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, full = keep.record, os.open("/dev/full", os.O_WRONLY)

    def on_a_full_disk(*arguments: object) -> None:
        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", lambda handle: os.write(full, b"x"))
            record(*arguments)  # type: ignore[arg-type]  # whatever it was given

    monkeypatch.setattr(pull, "record", on_a_full_disk)
    try:
        with pytest.raises(
            StoreError, match=r"little is here, but its hashes cannot be recorded .*No space left"
        ) as caught:
            pull.pull("little", places, models=model())
    finally:
        os.close(full)
    assert "`sarai models verify little`" in str(caught.value)
    assert left(places) == ["little/config.json", "little/weights.bin"]
    assert isinstance(resolve("little", places, model()), Located)
    assert [check.state for check in keep.verify("little", places, model())] == ["recorded", "recorded"]
    places.lock_file.unlink()
    places.lock_file.mkdir()
    with pytest.raises(StoreError, match="move it away to start a new record"):
        keep.verify("little", places, model())


@pytest.mark.parametrize("record", ['{"little": 3}', '{"little": {"config.json": 3}}', "[]", "{" * 300_000, "\0"])
def test_a_spoilt_record_of_hashes_is_told_before_a_byte_comes(hub: Hub, places: Places, record: str) -> None:
    places.root.mkdir()
    places.lock_file.write_text(record)
    with pytest.raises(StoreError, match=r"lock\.json: .*; move it away to start a new") as caught:
        pull.pull("little", places, models=model())
    assert "\n" not in str(caught.value)
    assert hub.gets() == []


def test_a_model_that_is_being_pulled_is_not_removed_under_it(hub: Hub, places: Places) -> None:
    def remove(progress: object) -> None:
        with pytest.raises(StoreError, match="little is being pulled by another process"):
            keep.remove("little", places, model())

    assert pull.pull("little", places, remove, model()).path.read_bytes() == WEIGHTS
    assert keep.remove("little", places, model()) == len(WEIGHTS) + len(CONFIG)


@pytest.mark.parametrize("damage", ["link", "file", "killed"])
def test_whatever_lies_where_the_model_goes_makes_way(hub: Hub, places: Places, tmp_path: Path, damage: str) -> None:
    folder, known = places.root / "little", model(size=len(WEIGHTS))
    places.staging.mkdir(parents=True)
    if damage == "link":  # to a disk that is no longer there
        folder.symlink_to(tmp_path / "unplugged")
    elif damage == "file":
        folder.write_text("what is this")
    else:  # killed after a damaged copy had been put out of the way
        (places.staging / "little.old").mkdir()
        (places.staging / "little.old" / "weights.bin").write_bytes(WEIGHTS[:5])
    assert pull.pull("little", places, models=known).path.read_bytes() == WEIGHTS
    assert left(places) == ["little/config.json", "little/weights.bin", "lock.json"]
