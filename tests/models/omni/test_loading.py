"""Checkpoint folders to parts, and the errors in one line."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from models.engine import Cancel, EngineError, Sampling, TextDelta
from models.omni.checkpoint import cpu_format, format_on
from models.omni.engine import OmniEngine
from models.omni.int4 import PACKED
from models.omni.loading import UNPACKED, Parts, _four_bit, _thinker, check_versions, load, pick_device, pick_dtype
from models.omni.messages import OmniMessage


def test_the_thinker_alone_is_the_same_thinker(folder: Path, parts: Parts, question: list[OmniMessage]) -> None:
    alone = OmniEngine(folder, talker=False, device="cpu", dtype="float32")
    weights = dict(alone._parts.thinker.named_parameters())
    wanted = dict(parts.thinker.named_parameters())
    assert weights.keys() == wanted.keys()
    assert all(torch.equal(weights[name], wanted[name]) for name in wanted)
    assert alone._parts.talker is None
    assert alone._parts.token2wav is None
    items = list(alone.respond(question, Sampling(max_tokens=8, seed=1), Cancel(), speak=False))
    assert any(isinstance(i, TextDelta) for i in items)
    with pytest.raises(EngineError, match="without its voice"):
        list(alone.respond(question, Sampling(max_tokens=8), Cancel(), speak=True))
    alone.close()


def test_token2wav_stays_in_full_precision(folder: Path) -> None:
    parts = load(folder, talker=True, device="cpu", dtype="bfloat16")
    assert parts.thinker.dtype == torch.bfloat16
    assert parts.talker is not None
    assert parts.talker.dtype == torch.bfloat16
    assert parts.token2wav is not None
    assert {p.dtype for p in parts.token2wav.parameters()} == {torch.float32}


def test_low_vram_waits_in_main_memory_in_the_gpu_s_number_format(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A CPU without bfloat16 would have it in float32, and so would the GPU then: twice the memory on both."""
    asked: dict[str, object] = {}

    def loaded(path: Path, **options: object) -> Parts:
        asked.update(options)
        raise EngineError("that is all")

    monkeypatch.setattr("models.omni.loading.load", loaded)
    monkeypatch.setattr("models.omni.loading.pick_device", lambda device: torch.device("cuda"))
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: True)
    monkeypatch.setattr("models.omni.loading.cpu_format", lambda: "float32")
    with pytest.raises(EngineError, match="that is all"):
        OmniEngine(folder, device="cuda", low_vram=True)
    assert (asked["device"], asked["dtype"]) == ("cpu", "bfloat16")


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no config\.json"):
        OmniEngine(tmp_path)


def test_a_model_without_voices(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "model")
    (copy / "spk_dict.pt").unlink()
    with pytest.raises(EngineError, match=r"spk_dict\.pt"):
        load(copy, talker=True, device="cpu", dtype="float32")


def test_a_voice_file_that_runs_code_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "model")
    # A pickle that calls a function when it is opened.
    torch.save({"Chelsie": subprocess.Popen}, copy / "spk_dict.pt")
    with pytest.raises(EngineError, match="cannot be"):
        load(copy, talker=True, device="cpu", dtype="float32")


def test_weights_packed_for_gpus_are_refused_on_a_cpu(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "model")
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"quantization_config": {"quant_method": "awq", "bits": 4}}))
    for quantise in ("none", "4bit"):
        with pytest.raises(EngineError, match=r"packed for GPUs \(awq\): pull the plain ones"):
            load(copy, talker=False, device="cpu", quantise=quantise)
    (copy / "config.json").write_text("{")
    with pytest.raises(EngineError, match=r"config\.json cannot be read"):
        load(copy, talker=False, device="cpu")


@pytest.mark.skipif(importlib.util.find_spec("gptqmodel") is not None, reason="gptqmodel is installed")
def test_the_thinker_alone_of_packed_weights_is_unpacked_too(folder: Path, tmp_path: Path) -> None:
    """How they are packed stands in the whole model's configuration, not in the thinker's."""
    copy = shutil.copytree(folder, tmp_path / "model")
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"quantization_config": {"quant_method": "awq", "bits": 4}}))
    with pytest.raises(ImportError, match="AWQ quantized model requires gptqmodel"):
        _thinker(copy, {"dtype": torch.float16, "local_files_only": True})


def test_of_packed_weights_the_thinker_is_taken_from_the_whole_and_its_voice_never_loaded(
    folder: Path, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import Qwen2_5OmniForConditionalGeneration

    def voice(_: object) -> None:
        raise AssertionError("talker and token2wav were made")

    monkeypatch.setattr(
        "models.omni.loading.packed_as", lambda _: "awq"
    )  # they are not: nothing here could unpack them
    monkeypatch.setattr(Qwen2_5OmniForConditionalGeneration, "enable_talker", voice)
    weights = dict(_thinker(folder, {"dtype": torch.float32, "local_files_only": True}).named_parameters())
    wanted = dict(parts.thinker.named_parameters())
    assert weights.keys() == wanted.keys()
    assert all(torch.equal(weights[name], wanted[name]) for name in wanted)


def test_devices_and_number_formats() -> None:
    assert pick_device("cpu") == torch.device("cpu")
    with pytest.raises(EngineError, match="unknown device"):
        pick_device("toaster")
    assert pick_dtype("float16", torch.device("cpu")) == torch.float16
    with pytest.raises(EngineError, match="unknown number format"):
        pick_dtype("int3", torch.device("cpu"))


def test_a_gpu_that_only_emulates_bfloat16_works_in_float16(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: including_emulation)
    assert pick_dtype("auto", torch.device("cuda")) == torch.float16


def test_in_four_bits_on_a_gpu_only_the_thinker_s_language_model_is_packed(parts: Parts, stock: Any) -> None:
    """By Transformers' own rule: what it would hand to bitsandbytes, of the whole model and of the thinker alone."""
    from transformers.quantizers.quantizers_utils import should_convert_module

    def packed(model: Any) -> set[str]:
        linear = {name for name, module in model.named_modules() if type(module) is torch.nn.Linear}
        return {name for name in linear if should_convert_module(name, list(UNPACKED))}

    wanted = {name for name in dict(parts.thinker.named_modules()) if PACKED.fullmatch(f"{name}.weight")}
    assert len(wanted) == 2 * 7  # layers, and what is multiplied in each
    assert packed(parts.thinker) == wanted
    assert packed(stock) == {f"thinker.{name}" for name in wanted}


@pytest.mark.parametrize(
    ("flags", "wanted"),
    [
        ("fpu avx2 avx512f avx512_bf16 amx_tile", "bfloat16"),
        ("fpu avx2 avx512f avx512_vnni", "float32"),
        ("fpu avx512_bf16x", "float32"),
    ],
)
def test_the_cpu_s_number_format_is_what_it_multiplies_in(flags: str, wanted: str) -> None:
    assert format_on(f"processor\t: 0\nmodel name\t: avx512_bf16 of sorts\nflags\t\t: {flags}\n") == wanted


def test_a_processor_that_tells_no_flags_works_in_float32() -> None:
    assert format_on("processor\t: 0\nFeatures\t: fp asimd bf16\n") == "float32"


def test_of_this_cpu_torch_says_the_same() -> None:
    fast = torch.cpu._is_avx512_bf16_supported()
    assert cpu_format() == ("bfloat16" if fast else "float32")
    assert pick_dtype("auto", torch.device("cpu")) == (torch.bfloat16 if fast else torch.float32)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_a_gpu_that_is_not_there() -> None:
    with pytest.raises(EngineError, match="no GPU"):
        pick_device("cuda")


@pytest.mark.skipif(importlib.util.find_spec("bitsandbytes") is not None, reason="bitsandbytes is installed")
def test_four_bits_on_a_gpu_without_bitsandbytes() -> None:
    with pytest.raises(EngineError, match="bitsandbytes"):
        _four_bit(torch.float32)


def test_another_transformers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import transformers

    monkeypatch.setattr(transformers, "__version__", "5.25.1")
    with pytest.raises(EngineError, match=r"needs transformers >=5.24,<5.25, found 5.25.1"):
        check_versions()


def test_importing_the_engine_loads_no_torch() -> None:
    code = (
        "import sys, models.omni.engine, models.omni.messages, models.omni.lead; "
        "print(sorted({'torch', 'transformers', 'av', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
