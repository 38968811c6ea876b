"""The catalogue: the shipped one is whole, and a wrong one is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.catalogue import CatalogueError, HubSource, UnknownModelError, catalogue, load_catalogue
from config.settings import Settings

GOOD = """
models:
  x:
    kind: mind
    engine: llama.cpp
    title: X
    sources:
      - repo: owner/x
        revision: main
        files: [{name: x.gguf}]
    entry: x.gguf
    ram_mb: 1
    licence: MIT
"""


def test_the_shipped_catalogue_has_every_model_of_the_tiers() -> None:
    ids = {model.id for model in catalogue()}
    assert {"whisper-tiny", "whisper-base", "whisper-small", "whisper-turbo", "pocketsphinx-en"} <= ids
    assert {"canary-180m-flash", "parakeet-tdt-0.6b"} <= ids
    assert {"qwen3-vl-4b", "qwen3-vl-4b-q5", "qwen3-vl-4b-q6", "qwen3-vl-4b-q8", "qwen3-vl-4b-mmproj"} <= ids
    assert {"tiny", "deep", "expert", "starter", "omni-3b", "omni-7b", "omni-3b-gguf", "max"} <= ids
    assert {"piper-en", "piper-es", "espeak", "smart-turn"} <= ids


def test_the_ids_that_the_settings_name_are_in_it() -> None:
    fast = Settings().fast
    for model_id in (fast.recogniser, fast.mind, fast.voice_en, fast.voice_es):
        assert model_id in catalogue()


def test_every_model_that_is_pulled_is_pinned_or_says_that_its_hash_is_not_published() -> None:
    for model in catalogue():
        for source in model.sources:
            for file in source.files:
                assert file.sha256 is None or file.size is not None, f"{model.id}: a hash without a size"
            if isinstance(source, HubSource) and (source.hashed or model.kind == "recogniser"):
                assert source.revision != "main", f"{model.id} could change under its hashes"


def test_the_omni_models_speak_english_and_chinese_only() -> None:
    omni = catalogue()["omni-3b"]
    assert omni.understands("es")
    assert omni.says("en")
    assert not omni.says("es")
    assert not catalogue()["omni-3b-gguf"].says("en")
    assert catalogue()["piper-es"].says("es")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("kind: mind", "kind: mynd"), "x.kind: Input should be"),
        (("    licence: MIT\n", ""), "x.licence: Field required"),
        (("ram_mb: 1", "ram_mb: -1"), "x.ram_mb: Input should be greater than or equal to 0"),
        (("licence: MIT", "license: MIT"), "x.licence: Field required"),
        (
            ("name: x.gguf", "name: ../x.gguf"),
            "x.sources.0.files.0.name: '../x.gguf' is not a plain relative file name",
        ),
        (("entry: x.gguf", "entry: y.gguf"), "x: entry y.gguf is none of its files"),
        (("owner/x", "../x"), "x.sources.0.repo: '../x' is not owner/name"),
        (("    entry: x", "    remote: y\n    entry: x"), "x: exactly one of sources, builtin, shipped and remote"),
        (("ram_mb: 1", "projector: z\n    ram_mb: 1"), "x.projector: 'z' is no projector"),
        (("files: [{name: x.gguf}]", "files: [{name: x.gguf, sha256: 12}]"), "x.sources.0.files.0.sha256"),
        (("ram_mb: 1", "short_window: true\n    ram_mb: 1"), "x: short_window is for"),
        (("revision: main", "version: main"), "x.sources.0.revision: Field required"),
        (("models:", "moduls:"), "has no section 'models'"),
        (("models:", "models: ["), "while parsing"),
    ],
)
def test_a_mistake_is_one_line_that_says_where(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = tmp_path / "models.yaml"
    path.write_text(GOOD.replace(*change))
    with pytest.raises(CatalogueError) as error:
        load_catalogue(path)
    assert message in str(error.value)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_catalogue_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(tmp_path / "none.yaml")
    (tmp_path / "odd.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match="not UTF-8"):
        load_catalogue(tmp_path / "odd.yaml")


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(UnknownModelError, match=r"no model 'qwen3'; did you mean qwen3-vl-4b, "):
        catalogue()["qwen3"]
    assert catalogue().nearest("zzzzzz") == []
