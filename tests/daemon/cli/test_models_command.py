"""`sarai models`, run as people and programs run it, against a stand-in for the hub."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import catalogue as shipped
from config import paths
from config.catalogue import Catalogue, Model
from config.load import load
from daemon.cli.main import main
from daemon.control.connection import Method
from models.store.machine import Machine
from tests.support.hub_standin import COMMIT, Hub
from tests.support.index_standin import file_name, wheel
from tests.support.served import Served

CONTENT = bytes(range(256)) * 4096

Run = Callable[..., int]


def entry(model_id: str, kind: str, **more: object) -> Model:
    file = {"name": f"{model_id}.bin", "size": len(CONTENT), "sha256": hashlib.sha256(CONTENT).hexdigest()}
    source = {"repo": "owner/all", "revision": COMMIT, "files": [file]}
    facts = {"engine": "llama.cpp", "title": model_id.title(), "ram_mb": 100, "licence": "MIT", "sources": [source]}
    return Model.model_validate({"id": model_id, "kind": kind, **facts, "entry": file["name"], **more})


KNOWN = Catalogue(
    {
        model.id: model
        for model in (
            *(
                entry(name, "recogniser", languages=["en", "es"])
                for name in ("whisper-tiny", "whisper-base", "whisper-small", "whisper-turbo")
            ),
            *(entry(name, "voice") for name in ("piper-en", "piper-es")),
            *(entry(name, "mind") for name in ("qwen3-vl-4b", "tiny", "deep")),
            entry("qwen3-vl-4b-mmproj", "projector"),
            entry("omni-3b", "omni", engine="transformers", ram_mb=12_000, ram_4bit_mb=2_400, vram_mb=12_500),
            entry("omni-7b", "omni", engine="transformers", ram_mb=24_000, vram_mb=24_000),
            entry("smart-turn", "turn_detector"),
        )
    }
)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    with Hub() as hub:
        for model in KNOWN:
            hub.add("owner/all", f"{model.id}.bin", CONTENT)
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HF_HOME", "OLLAMA_MODELS"):
            monkeypatch.setenv(name, str(tmp_path / name.lower()))
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))  # the user's own daemon is to be left alone
        monkeypatch.delenv("HF_HUB_CACHE", raising=False)
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        monkeypatch.setattr("time.sleep", lambda seconds: None)
        shipped.catalogue.cache_clear()
        monkeypatch.setattr(shipped, "load_catalogue", lambda: KNOWN)
        monkeypatch.setattr("models.store.machine.inspect_machine", lambda *_, **__: Machine(16_000, 4))
        yield hub
    shipped.catalogue.cache_clear()


@pytest.fixture
def run(hub: Hub) -> Run:
    return lambda *words: main(["models", *words])


def test_list_pull_verify_remove(run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("list") == 0
    before = capsys.readouterr().out
    assert "Ears" in before
    assert "\n  tiny               available      1 MB" in before
    assert "does not fit the memory budget; Omni-3B" not in before
    assert "does not fit the memory budget; Omni-7B" in before
    assert run("pull", "tiny") == 0
    assert "tiny: ready" in capsys.readouterr().out
    assert run("pull", "tiny") == 0
    assert "tiny: is already here" in capsys.readouterr().out
    assert run("list") == 0
    assert "tiny               installed" in capsys.readouterr().out
    assert run("verify") == 0
    assert capsys.readouterr().out == "tiny: tiny.bin: ok\n"
    (tmp_path / "xdg_data_home" / "sarai" / "models" / "tiny" / "tiny.bin").write_bytes(CONTENT[:-1] + b"!")
    assert run("verify", "tiny") == 1
    assert "tiny: tiny.bin: damaged" in capsys.readouterr().out
    assert run("remove", "tiny") == 0
    assert "tiny: removed, 1 MB freed" in capsys.readouterr().out
    assert run("remove", "tiny") == 1
    assert "tiny is not on this machine" in capsys.readouterr().err


def test_for_programs_everything_is_one_json_document(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    def document() -> dict[str, list[dict[str, object]]]:
        loaded = json.loads(capsys.readouterr().out)
        assert isinstance(loaded, dict)
        return loaded

    assert run("pull", "tiny", "--json") == 0
    assert document()["pulled"][0]["source"] == "store"
    assert run("list", "--json") == 0
    states = {str(row["id"]): row["state"] for row in document()["models"]}
    assert (states["tiny"], states["deep"]) == ("installed", "available")
    assert run("verify", "--json") == 0
    assert document()["verified"] == [{"id": "tiny", "files": [{"file": "tiny.bin", "state": "ok", "detail": ""}]}]
    assert run("remove", "tiny", "--json") == 0
    assert document()["removed"] == [{"id": "tiny", "freed": len(CONTENT)}]
    assert run("pull", "tinny", "--json") == 1
    assert "did you mean tiny" in str(document()["error"])


class Daemon(Served):
    """Notes which tier it was asked to choose."""

    def __init__(self) -> None:
        super().__init__(paths.control_socket(), {})
        self.chosen: list[str] = []

    def methods(self) -> dict[str, Method]:
        async def status(params: dict[str, object]) -> object:
            return {"tier": "auto", "tier_active": "embedded"}

        async def tier(params: dict[str, object]) -> object:
            self.chosen.append(str(params["name"]))
            return {}

        return {"status": status, "tier": tier}


def test_a_daemon_that_runs_chooses_anew_when_models_have_come_or_gone(run: Run) -> None:
    with Daemon() as daemon:
        chosen = []
        for words in (("pull", "tiny"), ("pull", "tiny"), ("remove", "tiny"), ("remove", "tiny")):
            run(*words)
            chosen.append(list(daemon.chosen))
    assert chosen == [["auto"], ["auto"], ["auto", "auto"], ["auto", "auto"]]


def test_the_recommended_set_is_explained_and_pulled(run: Run, hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pull", "recommended", "--yes") == 0
    out = capsys.readouterr().out
    assert "the resident mind" in out
    assert "it needs 24.0 GB of the budget of 12.0 GB or a GPU with 24.0 GB" in out
    assert "here only in four bits on the CPU (2.4 GB), and Piper speaks" in out
    for model_id in ("whisper-base", "piper-en", "piper-es", "qwen3-vl-4b", "qwen3-vl-4b-mmproj", "smart-turn"):
        assert f"{model_id}: ready" in out
    for again in (["recommended"], []):
        assert run("pull", *again) == 0
        assert "All of it is here." in capsys.readouterr().out


def test_settings_that_go_with_the_set_are_written_but_for_what_the_user_decided(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.store.machine.inspect_machine", lambda *_, **__: Machine(16_000, 2))
    file = paths.config_file()
    file.parent.mkdir(parents=True)
    file.write_text("fast:  # mine\n  mind: deep\n")
    assert run("pull", "recommended", "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out)["settings"] == {}
    file.write_text("tier: fast\n")
    assert run("pull", "recommended") == 0
    assert f"{file}: fast.mind is tiny now" in capsys.readouterr().out
    assert (load().tier, load().fast.mind) == ("fast", "tiny")
    file.write_text("fast: {voice_en: espeak}\n")
    file.chmod(0o400)
    assert run("pull", "recommended") == 1
    assert f"{file}: write-protected" in capsys.readouterr().err


def test_a_model_that_needs_more_packages_says_which(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("pull", "omni-3b") == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setitem(sys.modules, "torch", None)
    assert run("pull", "omni-3b", "tiny") == 0
    assert capsys.readouterr().err == (
        f"sarai: omni-3b: its Python packages are not installed: {sys.executable} -m pip install 'sarai-voice[omni]'\n"
    )


def test_one_that_fails_does_not_keep_the_others_from_coming(
    run: Run, hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.repos["owner/all"].pop("tiny.bin")
    assert run("pull", "tiny", "piper-en") == 1
    captured = capsys.readouterr()
    assert "does not have all files of tiny" in captured.err
    assert "piper-en: ready" in captured.out


def test_without_a_network_it_is_said_once(run: Run, hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    hub.stop()
    assert run("pull", "tiny", "deep", "piper-en") == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_it_is_told_where_a_model_comes_from_and_under_which_licence(
    run: Run, hub: Hub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = wheel("little-wheel", {"little_wheel/it.bin": CONTENT})
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / file_name("little-wheel")).write_bytes(content)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    for name, value in (("CONFIG_FILE", os.devnull), ("NO_INDEX", "1"), ("FIND_LINKS", str(tmp_path / "wheels"))):
        monkeypatch.setenv(f"PIP_{name}", value)
    wheels = [
        {
            "name": "little-wheel", "version": "1.0", "size": len(content), "sha256": hashlib.sha256(content).hexdigest(),
            "members": {"little_wheel/it.bin": "it.bin"},
        }
    ]  # fmt: skip
    file = {"name": "it.bin", "size": len(CONTENT), "sha256": hashlib.sha256(CONTENT).hexdigest()}
    first = {"repo": "owner/all", "revision": COMMIT, "files": [{**file, "name": "deep/it.bin"}]}
    sources = [first, {"wheels": wheels, "files": [file]}]
    note = "fine-tuned from another"
    facts = {"sources": sources, "entry": "it.bin", "licence": "CC0-1.0", "licence_note": note}
    both = [entry(name, "voice", **facts) for name in ("one", "two")]
    shipped.catalogue.cache_clear()
    monkeypatch.setattr(shipped, "load_catalogue", lambda: Catalogue({it.id: it for it in (*KNOWN, *both)}))
    hub.stop()
    assert run("pull", "one", "tiny", "two") == 1
    captured = capsys.readouterr()
    for name in ("one", "two"):
        assert f"{name}: ready, from the package index (little-wheel 1.0); licence: CC0-1.0, {note} (" in captured.out
    assert captured.err.count("cannot be reached") == 1
    assert captured.err.endswith("; the package index (little-wheel 1.0) is asked instead\n")
    assert run("remove", "one") == 0
    capsys.readouterr()
    assert run("pull", "one", "--json") == 0
    (pulled,) = json.loads(capsys.readouterr().out)["pulled"]
    assert (pulled["from"], pulled["licence"]) == ("the package index (little-wheel 1.0)", "CC0-1.0")
    assert pulled["licence_note"] == note
    assert run("list") == 0
    assert f"\n  one, two: {note}\n" in capsys.readouterr().out


def test_an_unknown_id_is_found_out_before_a_byte_comes(run: Run, hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pull", "tiny", "piper-english") == 1
    assert "there is no model 'piper-english'; did you mean piper-e" in capsys.readouterr().err
    assert hub.requests == []


def test_a_download_that_is_stopped_says_how_to_go_on(
    run: Run, hub: Hub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("models.store.from_hub.download", stop)
    assert run("pull", "tiny") == 130
    assert "`sarai models pull tiny` goes on from there" in capsys.readouterr().err


def test_programs_are_told_how_much_has_come(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pull", "tiny", "deep", "--json", "--progress") == 0
    captured = capsys.readouterr()
    assert [pulled["id"] for pulled in json.loads(captured.out)["pulled"]] == ["tiny", "deep"]
    percents = [json.loads(line)["percent"] for line in captured.err.splitlines()]
    assert percents == sorted(set(percents))
    assert 50 in percents
    assert percents[-1] == 100
    assert run("pull", "tiny", "deep", "--json", "--progress") == 0  # nothing comes any more
    assert capsys.readouterr().err == ""


def test_the_command_s_module_is_cheap_to_import() -> None:
    import subprocess
    import sys

    heavy = ("rich", "huggingface_hub", "yaml", "pydantic")
    code = f"import sys, daemon.cli.commands.models; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
