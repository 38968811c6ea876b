"""Folders with either Omni: loaded, alike to those who ask, and refused in one line where something is wrong with them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.engine import Cancel, EngineError, Sampling, Speech, TextDelta, Usage
from models.omni.checkpoint import SPEAKS, Kind
from models.omni.engine import OmniEngine, open_checkpoint
from models.omni.interface import LocalOmni
from models.omni.messages import Audio, OmniMessage
from models.omni.qwen3 import Qwen3OmniEngine
from tests.support import tiny_omni3

KINDS: tuple[Kind, ...] = ("qwen2_5_omni", "qwen3_omni_moe")
HEARD = OmniMessage.of("user", Audio(np.sin(np.arange(20_000) / 9).astype(np.float32)), "what is it?")


@pytest.fixture(scope="module")
def folders(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Kind, Path]:
    return {"qwen2_5_omni": folder, "qwen3_omni_moe": tiny_omni3.build_tiny_omni3(tmp_path_factory.mktemp("tiny3"))}


@pytest.mark.parametrize("kind", KINDS)
def test_it_hears_thinks_and_speaks(folders: dict[Kind, Path], kind: Kind) -> None:
    engine: LocalOmni
    if kind == "qwen2_5_omni":
        engine = OmniEngine(folders[kind], device="cpu", dtype="float32", solver_steps=2, max_codes=150)
    else:
        special = tiny_omni3.SPECIAL_CODES  # the released one has more than this has codes
        engine = Qwen3OmniEngine(folders[kind], device="cpu", dtype="float32", max_frames=20, special_codes=special)
    assert engine.languages == SPEAKS[kind]
    assert engine.voices == ("Chelsie", "Ethan")
    assert engine.warm_up() == engine.real_time_factor
    items = list(engine.respond([HEARD], Sampling(max_tokens=12, temperature=0, seed=1), Cancel(), speak=True))
    assert isinstance(items[-1], Usage)
    assert "".join(item.text for item in items if isinstance(item, TextDelta))
    assert sum(len(item.pcm) for item in items if isinstance(item, Speech)) > 400
    assert engine.progress.codes > 10
    assert engine.real_time_factor is not None
    engine.close()


@pytest.mark.parametrize("kind", KINDS)
def test_both_are_asked_in_the_same_way(folders: dict[Kind, Path], kind: Kind) -> None:
    engine = open_checkpoint(str(folders[kind]), device="cpu", voice="ethan", quantise="none", low_vram=False)
    assert isinstance(engine, OmniEngine if kind == "qwen2_5_omni" else Qwen3OmniEngine)
    engine.set_voice("CHELSIE")
    with pytest.raises(EngineError, match=r"^Omni has no voice 'Bob': choose Chelsie or Ethan$"):
        engine.set_voice("Bob")
    with pytest.raises(EngineError, match=r"^Omni has no voice 'Aiden': choose Chelsie or Ethan$"):
        open_checkpoint(str(folders[kind]), device="cpu", voice="Aiden")
    engine.close()


@pytest.mark.parametrize("kind", KINDS)
def test_without_its_voice_it_has_none_to_choose(folders: dict[Kind, Path], kind: Kind) -> None:
    engine = open_checkpoint(str(folders[kind]), device="cpu", talker=False)
    assert (engine.languages, engine.voices) == ((), ())
    with pytest.raises(
        EngineError, match=r"was loaded without its voice: load it with the talker, or ask for text only$"
    ):
        engine.set_voice("Chelsie")
    with pytest.raises(
        EngineError, match=r"was loaded without its voice: load it with the talker, or ask for text only$"
    ):
        next(engine.respond([HEARD], Sampling(), Cancel(), speak=True))
    items = list(engine.respond([HEARD], Sampling(max_tokens=24, seed=1), Cancel(), speak=False))
    assert any(isinstance(item, TextDelta) for item in items)
    assert engine.warm_up() is None
    engine.close()


def cut(name: str, size: int) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:size])


def without(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def configured(**entries: Any) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        path = folder / "config.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **entries}))

    return change


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "no checkpoint": (without("config.json"), "{folder} holds no model (no config.json): pull it first"),
    "a cut configuration": (cut("config.json", 100), "{folder}/config.json cannot be read: "),
    "another model": (
        configured(model_type="llama"),
        "{folder} holds a model of the type 'llama', and no Omni: its model_type would be qwen2_5_omni or qwen3_omni_moe",
    ),
    "parts of another model": (configured(thinker_config=7), "Omni cannot be loaded from {folder}: "),
    "no tokenizer": (without("tokenizer.json"), "Omni cannot be loaded from {folder}: "),
    "a cut tokenizer": (cut("tokenizer.json", 100), "Omni cannot be loaded from {folder}: "),
    "no preprocessor": (without("preprocessor_config.json"), "Omni cannot be loaded from {folder}: "),
    "no weights": (without("model.safetensors"), "Omni cannot be loaded from {folder}: "),
    "cut weights": (cut("model.safetensors", 100_000), "Omni cannot be loaded from {folder}: "),
    "empty weights": (cut("model.safetensors", 0), "Omni cannot be loaded from {folder}: "),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_a_folder_is_one_line_that_names_it(
    folders: dict[Kind, Path], tmp_path: Path, kind: Kind, wrong: str
) -> None:
    copy = shutil.copytree(folders[kind], tmp_path / "model")
    damage, message = WRONG[wrong]
    damage(copy)
    with pytest.raises(EngineError) as raised:
        open_checkpoint(str(copy), device="cpu", dtype="float32")
    said = str(raised.value)
    assert said.startswith(message.format(folder=copy))
    assert len(said) > len(message.format(folder=copy)) - 1
    assert "\n" not in said


def test_a_path_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "nothing", tmp_path / "file"):
        with pytest.raises(EngineError, match=f"^{path} holds no model"):
            open_checkpoint(str(path))


@pytest.mark.parametrize("talker", [True, False], ids=["whole", "thinker"])
@pytest.mark.parametrize("kind", KINDS)
def test_weights_that_are_missing_are_not_made_up(
    folders: dict[Kind, Path], kind: Kind, talker: bool, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    copy = Path(shutil.copytree(folders[kind], tmp_path / "copy"))
    (file,) = copy.glob("*.safetensors")
    weights = load_file(file)
    gone = next(name for name in sorted(weights) if name.startswith("thinker.") and name.endswith("norm.weight"))
    save_file({name: weight for name, weight in weights.items() if name != gone}, file, metadata={"format": "pt"})
    with pytest.raises(EngineError, match=rf"^{copy} lacks weights of the model, 1 in all .*: pull the model again$"):
        open_checkpoint(str(copy), device="cpu", talker=talker)
