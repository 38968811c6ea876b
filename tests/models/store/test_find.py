"""Finding models where other programs have put them: real directory layouts, in part unreadable or unloadable."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import gguf
import numpy as np
import pytest

from config.catalogue import Catalogue, Model, ModelFile
from models.store import keep
from models.store.find import find_all, projector_of, resolve, resolve_projector
from models.store.gguf import gguf_problem
from models.store.ollama import scan_ollama
from models.store.places import Located, Missing, OnServer, Places, StoreError, places_here

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def write_gguf(path: Path, architecture: str = "llama", tensors: tuple[str, ...] = ("token_embd.weight",)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, architecture)
    for name in tensors:
        writer.add_tensor(name, np.zeros((32, 64), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def entry(model_id: str, content: bytes, **more: object) -> Model:
    source = {
        "repo": "owner/name", "revision": COMMIT,
        "files": [{"name": "model.gguf", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}],
        **more,
    }  # fmt: skip
    return Model.model_validate(
        {
            "id": model_id, "kind": "mind", "engine": "llama.cpp", "title": model_id, "sources": [source],
            "entry": "model.gguf", "ram_mb": 1, "licence": "MIT",
        }
    )  # fmt: skip


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "store", tmp_path / "hub", (tmp_path / "o1", tmp_path / "o2", tmp_path / "o3"))


@pytest.fixture
def weights(tmp_path: Path) -> bytes:
    return write_gguf(tmp_path / "made" / "x.gguf").read_bytes()


class Ollama:
    """Writes what `ollama pull` writes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, name: str, model: bytes, projector: bytes | None = None) -> Path:
        """`name` is HOST/NAMESPACE/MODEL/TAG."""
        layers = [{"mediaType": "application/vnd.ollama.image.license", "digest": self.blob(b"free"), "size": 4}]
        layers.append(
            {"mediaType": "application/vnd.ollama.image.model", "digest": self.blob(model), "size": len(model)}
        )
        if projector is not None:
            digest = self.blob(projector)
            layers.append({"mediaType": "application/vnd.ollama.image.projector", "digest": digest, "size": 1})
        return self.manifest(name, {"schemaVersion": 2, "config": {"digest": self.blob(b"{}")}, "layers": layers})

    def manifest(self, name: str, document: object) -> Path:
        path = self.root / "manifests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))
        return path

    def blob(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self.root / "blobs" / f"sha256-{digest}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return f"sha256:{digest}"


# -------------------------------------------------------------------------------------------------------------- Ollama


def test_ollama_s_models_are_named_as_it_names_them(places: Places, tmp_path: Path, weights: bytes) -> None:
    projector = write_gguf(tmp_path / "made" / "p.gguf", "clip", ("v.blk.0.weight",)).read_bytes()
    first, second = Ollama(places.ollama[0]), Ollama(places.ollama[1])
    first.add("registry.ollama.ai/library/llama3.2/1b", weights, projector)
    first.add("registry.ollama.ai/someone/theirs/latest", weights)
    second.add("hf.co/owner/name-GGUF/Q4_K_M", weights)
    scan = scan_ollama(places.ollama)
    assert [model.name for model in scan.models] == [
        "llama3.2:1b",
        "someone/theirs:latest",
        "hf.co/owner/name-GGUF:Q4_K_M",
    ]
    assert all(model.path.read_bytes() == weights and not model.problem for model in scan.models)
    assert scan.problems == ()
    located = resolve("ollama:llama3.2:1b", places)
    assert isinstance(located, Located)
    assert located.source == "ollama"
    found = projector_of("ollama:llama3.2:1b", places)
    assert found is not None
    assert found.path.read_bytes() == projector
    assert isinstance(resolve("ollama:someone/theirs", places), Located)
    missing = resolve("ollama:nothing", places)
    assert isinstance(missing, Missing)
    assert "it has llama3.2:1b" in missing.reason


@pytest.mark.parametrize(
    ("architecture", "tensors", "reason"),
    [
        ("gemma3", ("token_embd.weight", "v.patch_embedding.weight"), "vision weights inside"),
        ("mllama", ("token_embd.weight",), "architecture mllama"),
        ("clip", ("v.blk.0.weight",), "is a projector"),
    ],
)
def test_a_blob_that_llama_cpp_cannot_load_is_named_with_the_reason(
    places: Places, tmp_path: Path, architecture: str, tensors: tuple[str, ...], reason: str
) -> None:
    blob = write_gguf(tmp_path / "made" / "y.gguf", architecture, tensors).read_bytes()
    Ollama(places.ollama[0]).add("registry.ollama.ai/library/odd/latest", blob)
    (model,) = scan_ollama(places.ollama).models
    assert reason in model.problem
    missing = resolve("ollama:odd", places)
    assert isinstance(missing, Missing)
    assert reason in missing.reason
    assert "Ollama's odd:latest" in missing.reason


def test_llama_cpp_knows_none_of_the_architectures_that_are_refused_by_name() -> None:
    import llama_cpp

    from models.store.gguf import _OLLAMA_ONLY

    libraries = list((Path(llama_cpp.__file__).parent / "lib").glob("libllama.so*"))
    assert libraries
    known = libraries[0].read_bytes().split(b"\0")
    assert b"qwen3vl" in known
    assert not [name for name in _OLLAMA_ONLY if name.encode() in known]


def test_an_unfinished_pull_and_a_damaged_manifest_are_reported_and_the_rest_is_used(
    places: Places, weights: bytes
) -> None:
    ollama = Ollama(places.ollama[0])
    ollama.add("registry.ollama.ai/library/good/latest", weights)
    unfinished = ollama.add("registry.ollama.ai/library/half/latest", weights + b"more")
    (ollama.root / "blobs" / f"sha256-{hashlib.sha256(weights + b'more').hexdigest()}").unlink()
    ollama.manifest("registry.ollama.ai/library/cloud/latest", {"layers": []})
    ollama.manifest("registry.ollama.ai/library/odd/latest", ["no", "manifest"])
    digest = "sha256:../../../../etc/passwd"
    evil = [{"mediaType": "application/vnd.ollama.image.model", "digest": digest}]
    ollama.manifest("registry.ollama.ai/library/evil/latest", {"layers": evil})
    scan = scan_ollama(places.ollama)
    assert [model.name for model in scan.models] == ["good:latest"]
    assert len(scan.problems) == 4
    assert any(str(unfinished) in problem and "ollama pull half:latest" in problem for problem in scan.problems)
    assert any("a digest that is none" in problem for problem in scan.problems)


@pytest.mark.skipif(os.geteuid() != 0 and not hasattr(os, "seteuid"), reason="needs to lose its rights for a moment")
def test_a_store_that_cannot_be_read_is_reported_with_the_remedy(places: Places, weights: bytes) -> None:
    Ollama(places.ollama[0]).add("registry.ollama.ai/library/good/latest", weights)
    closed = Ollama(places.ollama[2])
    closed.add("registry.ollama.ai/library/secret/latest", weights)
    for folder in ("manifests", "blobs"):
        (closed.root / folder).chmod(0o000)
    root = os.geteuid() == 0
    if root:  # root reads everything: look as nobody does
        for above in (places.root.parent, *places.root.parent.parents):
            if above.stat().st_uid == 0 and not above.stat().st_mode & 0o005:
                above.chmod(0o755)
        os.seteuid(65534)
    try:
        scan = scan_ollama(places.ollama)
        digest = hashlib.sha256(weights).hexdigest()
        here = resolve("little", places, Catalogue({"little": entry("little", weights)}))
    finally:
        if root:
            os.seteuid(0)
        for folder in ("manifests", "blobs"):
            (closed.root / folder).chmod(0o755)
    assert [model.name for model in scan.models] == ["good:latest"]
    assert len(scan.problems) == 1
    assert "not readable for you" in scan.problems[0]
    assert f"chmod -R o+rX {closed.root}" in scan.problems[0]
    assert isinstance(here, Located)
    assert here.path == places.ollama[0] / "blobs" / f"sha256-{digest}"


def test_a_model_of_the_catalogue_is_found_among_ollama_s_blobs_by_its_hash(places: Places, weights: bytes) -> None:
    known = Catalogue({"little": entry("little", weights)})
    assert isinstance(resolve("little", places, known), Missing)
    Ollama(places.ollama[1]).add("hf.co/owner/name/latest", weights)
    located = resolve("little", places, known)
    assert isinstance(located, Located)
    assert (located.source, located.size) == ("ollama", len(weights))
    assert [check.state for check in keep.verify("little", places, known)] == ["ok"]


# ------------------------------------------------------------------------------------------------- Hugging Face's cache


def cache(places: Places, repo: str, files: dict[str, bytes], commit: str = COMMIT, ref: str = "") -> None:
    folder = places.hub_cache / f"models--{repo.replace('/', '--')}"
    for name, content in files.items():
        blob = folder / "blobs" / hashlib.sha256(content).hexdigest()
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(content)
        link = folder / "snapshots" / commit / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(blob, link.parent))
    if ref:
        (folder / "refs").mkdir(exist_ok=True)
        (folder / "refs" / ref).write_text(commit)


def test_the_hub_cache_is_read_as_its_own_library_reads_it(places: Places, weights: bytes) -> None:
    from huggingface_hub import try_to_load_from_cache

    cache(places, "owner/name", {"model.gguf": weights, "deep/config.json": b"{}"}, ref="main")
    for revision in (COMMIT, "main"):
        files = [{"name": "model.gguf"}, {"name": "deep/config.json"}]
        known = Catalogue({"little": entry("little", weights, revision=revision, files=files)})
        located = resolve("little", places, known)
        assert isinstance(located, Located)
        theirs = try_to_load_from_cache("owner/name", "model.gguf", cache_dir=places.hub_cache, revision=revision)
        assert str(located.path) == theirs
        assert located.source == "hub cache"
        assert [check.state for check in keep.verify("little", places, known)] == (
            ["recorded", "recorded"] if revision == COMMIT else ["ok", "ok"]
        )


def test_the_hub_cache_s_place_is_the_library_s(monkeypatch: pytest.MonkeyPatch) -> None:
    # In a process of its own: the library reads the environment when it is imported.
    asked = [sys.executable, "-c", "from huggingface_hub import constants; print(constants.HF_HUB_CACHE)"]
    assert str(places_here().hub_cache) == subprocess.check_output(asked, text=True).strip()
    monkeypatch.setenv("HF_HOME", "/somewhere")
    assert places_here().hub_cache == Path("/somewhere/hub")
    monkeypatch.setenv("HF_HUB_CACHE", "/elsewhere")
    assert places_here().hub_cache == Path("/elsewhere")


def test_a_cache_under_another_name_or_commit_serves_if_the_hash_is_right(places: Places, weights: bytes) -> None:
    known = Catalogue({"little": entry("little", weights, repo="new/name", also=["owner/name"])})
    other = "f" * 40
    cache(places, "owner/name", {"model.gguf": weights}, commit=other)
    assert isinstance(resolve("little", places, known), Located)


def test_a_cache_with_another_file_under_the_name_does_not_serve(places: Places, weights: bytes) -> None:
    known = Catalogue({"little": entry("little", weights)})
    cache(places, "owner/name", {"model.gguf": weights[:-1] + b"x"})
    assert isinstance(resolve("little", places, known), Missing)


def test_a_cache_that_lacks_one_file_does_not_serve(places: Places, weights: bytes) -> None:
    known = Catalogue({"little": entry("little", weights, files=[{"name": "model.gguf"}, {"name": "config.json"}])})
    cache(places, "owner/name", {"model.gguf": weights})
    assert isinstance(resolve("little", places, known), Missing)


# ------------------------------------------------------------------------------------------------- paths, ids, folders


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"<html>not found</html>", "text or web page"),
        (b"GGUF\x03\0\0\0", "cut short"),
    ],
)
def test_what_is_no_model_is_named(tmp_path: Path, places: Places, content: bytes, reason: str) -> None:
    path = tmp_path / "it.gguf"
    path.write_bytes(content)
    missing = resolve(str(path), places)
    assert isinstance(missing, Missing)
    assert reason in missing.reason
    assert str(path) in missing.reason


def test_a_truncated_gguf_is_named_with_the_figures(tmp_path: Path, places: Places, weights: bytes) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(weights[:-1000])
    missing = resolve(str(path), places)
    assert isinstance(missing, Missing)
    assert f"is cut short: {len(weights) - 1000} of {len(weights)} bytes" in missing.reason


def test_a_folder_instead_of_a_file_and_a_path_to_nothing(tmp_path: Path, places: Places) -> None:
    (tmp_path / "folder.gguf").mkdir()
    folder = resolve(str(tmp_path / "folder.gguf"), places)
    nothing = resolve(str(tmp_path / "nothing.gguf"), places)
    assert isinstance(folder, Missing)
    assert "is a folder, not a model file" in folder.reason
    assert isinstance(nothing, Missing)
    assert "No such file" in nothing.reason


def test_an_id_that_does_not_exist_shows_the_nearest(places: Places) -> None:
    missing = resolve("wisper-base", places)
    assert isinstance(missing, Missing)
    assert missing.reason.startswith("there is no model 'wisper-base'; did you mean whisper-base, ")


def test_what_comes_with_python_packages_is_here(places: Places) -> None:
    for model_id in ("pocketsphinx-en", "espeak"):
        located = resolve(model_id, places)
        assert isinstance(located, Located)
        assert located.source == "builtin"
    assert resolve("expert", places) == OnServer("expert", "ollama", "solar:10.7b")


def test_the_user_s_folders_come_first_and_strange_ggufs_in_them_are_listed(places: Places, weights: bytes) -> None:
    folder = places.root.parent / "mine"
    write_gguf(folder / "another.gguf")
    (folder / "broken.gguf").write_bytes(b"GGUF")
    (folder / "model.gguf").write_bytes(weights)
    mine = Places(places.root, places.hub_cache, (), (folder, folder / "not there"))
    inventory = find_all(mine, Catalogue({"little": entry("little", weights)}))
    assert inventory.models["little"] == Located("little", folder / "model.gguf", "yours", len(weights))
    assert [located.path.name for located in inventory.yours] == ["another.gguf"]
    assert len(inventory.problems) == 2
    assert any("broken.gguf" in problem for problem in inventory.problems)


def test_a_file_named_for_an_id_is_meant_also_when_it_is_wrong(places: Places, weights: bytes, tmp_path: Path) -> None:
    known = Catalogue({"little": entry("little", weights)})
    Ollama(places.ollama[1]).add("hf.co/owner/name/latest", weights)
    named = Places(places.root, places.hub_cache, places.ollama, (), {"little": tmp_path / "gone.gguf"})
    missing = resolve("little", named, known)
    assert isinstance(missing, Missing)
    assert "gone.gguf" in missing.reason


def test_resolving_everything_needs_neither_the_network_nor_a_heavy_library() -> None:
    code = """
        import socket, sys
        from config.catalogue import catalogue
        from models.store.find import resolve
        from models.store.places import places_here
        socket.socket = None
        for model in catalogue():
            resolve(model.id, places_here())
        print(sorted({"huggingface_hub", "numpy", "requests", "httpx", "gguf"} & set(sys.modules)))
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# ------------------------------------------------------------------------------------------------------------- keeping


def test_verify_finds_one_flipped_bit(places: Places, weights: bytes) -> None:
    known = Catalogue({"little": entry("little", weights)})
    path = places.root / "little" / "model.gguf"
    path.parent.mkdir(parents=True)
    path.write_bytes(weights)
    assert [check.state for check in keep.verify("little", places, known)] == ["ok"]
    path.write_bytes(bytes([weights[0] ^ 1]) + weights[1:])
    (check,) = keep.verify("little", places, known)
    assert check.state == "damaged"
    assert str(path) in check.detail


def test_remove_only_ever_touches_the_store(places: Places, weights: bytes) -> None:
    known = Catalogue({"little": entry("little", weights)})
    Ollama(places.ollama[0]).add("hf.co/owner/name/latest", weights)
    with pytest.raises(StoreError, match=r"in Ollama \(`ollama rm`\).*not ours to delete"):
        keep.remove("little", places, known)
    (places.root / "little").mkdir(parents=True)
    (places.root / "little" / "model.gguf").write_bytes(weights)
    assert keep.remove("little", places, known) == len(weights)
    assert not (places.root / "little").exists()
    assert isinstance(resolve("little", places, known), Located)  # Ollama's copy is still there


def test_a_link_in_place_of_a_model_s_folder_is_not_followed(places: Places, weights: bytes, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work")
    places.root.mkdir(parents=True)
    (places.root / "little").symlink_to(precious)
    with pytest.raises(StoreError, match="is a link"):
        keep.remove("little", places, Catalogue({"little": entry("little", weights)}))
    assert (precious / "thesis.txt").exists()


def test_built_in_models_cannot_be_removed(places: Places) -> None:
    with pytest.raises(StoreError, match="comes with the program"):
        keep.remove("espeak", places)


def test_a_damaged_record_of_hashes_is_not_ignored(places: Places, weights: bytes) -> None:
    places.root.mkdir(parents=True)
    places.lock_file.write_text("{")
    with pytest.raises(StoreError, match=r"lock\.json: cannot be read"):
        keep.read_lock(places)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../b", "a//b", ".hidden", "a\\b", "a/.x", ""])
def test_no_file_name_of_the_catalogue_leads_out_of_its_folder(name: str) -> None:
    with pytest.raises(ValueError, match="plain relative file name"):
        ModelFile(name=name)


def test_gguf_problem_is_none_for_a_good_file(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "good.gguf")
    assert gguf_problem(path) is None
    assert gguf_problem(path, projector=True) == "is no projector but a model (llama)"
    assert gguf_problem(tmp_path) == "is a folder, not a model file"


@pytest.mark.timeout(20)
def test_an_ollama_store_that_is_none_is_named_and_the_others_are_read(places: Places, weights: bytes) -> None:
    first, second, third = places.ollama
    (first / "manifests").parent.mkdir(parents=True)
    (first / "manifests").write_text("a file")
    library = second / "manifests" / "registry.ollama.ai" / "library"
    library.mkdir(parents=True)
    os.mkfifo(library / "pipe")
    (library / "deep").write_text("[" * 200_000)
    (library / "loop").symlink_to(library / "loop")
    Ollama(third).add("registry.ollama.ai/library/good/latest", weights)
    scan = scan_ollama(places.ollama)
    assert [model.name for model in scan.models] == ["good:latest"]
    assert len(scan.problems) == 4
    assert scan.problems[0] == f"{first}/manifests: cannot be looked into (Not a directory)"
    assert not any("\n" in problem for problem in scan.problems)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["pipe", "pipe.gguf"])
def test_a_pipe_named_as_a_model_is_not_waited_for(places: Places, tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    for wanted in (str(tmp_path / name), "/dev/zero"):
        for find in (resolve, resolve_projector):
            missing = find(wanted, places, Catalogue({}))
            assert isinstance(missing, Missing)
            assert missing.reason.startswith(f"{wanted}")
            assert "is not a file" in missing.reason
    folders = Places(places.root, places.hub_cache, folders=(tmp_path,))
    assert all("is not a file" in problem for problem in find_all(folders, Catalogue({})).problems)


@pytest.mark.parametrize("wanted", ["~nobody-here/a.gguf", "/models/\0.gguf", "/models/" + "x" * 300])
def test_names_that_no_file_can_have_are_one_line(places: Places, wanted: str) -> None:
    for find in (resolve, resolve_projector):
        missing = find(wanted, places, Catalogue({}))
        assert isinstance(missing, Missing)
        assert "\n" not in missing.reason
