"""A thinker in four bits, its head in eight: what the packing loses, and that a packed model still hears and thinks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from models.engine import Cancel, EngineError, Sampling, TextDelta
from models.omni.engine import OmniEngine
from models.omni.int4 import Int4Linear, Int8Linear, group_of
from models.omni.loading import load
from models.omni.messages import OmniMessage
from tests.models.omni.test_engine import MEDIA
from tests.support.tiny_omni import build_tiny_omni


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_omni(tmp_path_factory.mktemp("wide"), width=64)


@pytest.mark.parametrize("inputs", [64, 96])
def test_a_packed_layer_computes_with_the_nearest_of_sixteen_levels(inputs: int) -> None:
    torch.manual_seed(1)
    weight, bias = torch.randn(32, inputs), torch.randn(32)
    layer = Int4Linear(weight, bias)
    grouped = weight.view(32, -1, layer.group)
    low, high = grouped.amin(-1, keepdim=True), grouped.amax(-1, keepdim=True)
    step = (high - low) / 15
    rounded = (((grouped - low) / step).round() * step + low).view(32, inputs)
    assert (rounded - weight).abs().max() <= step.max() / 2 + 1e-6
    x = torch.randn(2, 5, inputs).bfloat16()
    wanted = x.float() @ rounded.T + bias
    assert layer(x).shape == (2, 5, 32)
    assert layer(x).dtype == torch.bfloat16
    assert (layer(x).float() - wanted).abs().max() < 0.03 * wanted.abs().max()
    assert layer.packed.numel() == 32 * inputs // 2


def test_a_head_in_eight_bits_computes_with_the_nearest_level() -> None:
    torch.manual_seed(1)
    weight = torch.randn(9000, 48)
    head = Int8Linear(weight.bfloat16())
    scales = head.scales.float().unsqueeze(-1)
    lost = (head.packed * scales - weight).abs()
    assert lost.max() <= 0.6 * scales.max()  # half a level, and bfloat16's own rounding
    x = torch.randn(2, 5, 48).bfloat16()
    wanted = x.float() @ (head.packed * scales).T
    assert head(x).shape == (2, 5, 9000)
    assert head(x).dtype == torch.bfloat16
    assert (head(x).float() - wanted).abs().max() < 0.01 * wanted.abs().max()
    assert head.packed.dtype == torch.int8


def test_shapes_that_cannot_be_packed() -> None:
    assert group_of((16, 48)) is None
    assert group_of((10, 64)) is None
    assert group_of((64,)) is None
    with pytest.raises(ValueError, match="cannot be packed"):
        Int4Linear(torch.randn(16, 48))
    with pytest.raises(ValueError, match="cannot be packed"):
        Int8Linear(torch.randn(16, 40))


def test_the_language_model_and_its_head_are_packed_and_nothing_else(wide: Path) -> None:
    packed = load(wide, talker=False, device="cpu", quantise="4bit").thinker
    full = load(wide, talker=False, device="cpu", dtype="bfloat16").thinker
    layers = [name for name, module in packed.named_modules() if isinstance(module, Int4Linear)]
    assert len(layers) == 2 * 7
    assert all(name.startswith("model.language_model.layers.") for name in layers)
    assert isinstance(packed.lm_head, Int8Linear)
    theirs = dict(full.named_parameters())
    ours = dict(packed.named_parameters())
    assert set(ours) == {name for name in theirs if name.rpartition(".")[0] not in (*layers, "lm_head")}
    assert all(torch.equal(value, theirs[name]) for name, value in ours.items())
    assert dict(full.named_buffers()).keys() <= dict(packed.named_buffers()).keys()
    assert not any(value.is_meta for value in packed.state_dict().values())
    ids = torch.arange(30).unsqueeze(0)

    def logits(model: Any) -> torch.Tensor:
        return torch.as_tensor(model(input_ids=ids).logits[0].float())

    with torch.inference_mode():
        ours_say, exact = logits(packed), logits(full)
        for name in layers:  # the same model with the rounded weights, unpacked
            layer, linear = packed.get_submodule(name), full.get_submodule(name)
            bias = 0 if layer.bias is None else layer.bias
            linear.weight.copy_((layer(torch.eye(layer.in_features)) - bias).T)
        full.lm_head.weight.copy_(packed.lm_head(torch.eye(packed.lm_head.in_features)).T)
        rounded = logits(full)
    likeness = torch.nn.functional.cosine_similarity
    assert likeness(ours_say, rounded).min() > 0.995
    assert 0.6 < likeness(ours_say, exact).mean() < 0.99  # random weights lose more than trained ones


def test_a_packed_model_hears_sees_and_thinks(wide: Path) -> None:
    engine = OmniEngine(wide, talker=False, device="cpu", quantise="4bit")
    assert engine.languages == ()

    def answer(*conversation: OmniMessage) -> str:
        items = engine.respond(conversation, Sampling(max_tokens=12, temperature=0, seed=1), Cancel(), speak=False)
        return "".join(item.text for item in items if isinstance(item, TextDelta))

    first = answer(MEDIA)
    assert first
    assert answer(MEDIA) == first


def test_on_a_cpu_four_bits_do_not_speak(wide: Path) -> None:
    with pytest.raises(EngineError, match=r"set quality\.talker to off"):
        OmniEngine(wide, device="cpu", quantise="4bit")


def test_a_checkpoint_that_lacks_weights_or_cannot_be_read(wide: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(wide, tmp_path / "model")
    weights = load_file(copy / "model.safetensors")
    lost = "thinker.model.layers.1.self_attn.q_proj.bias"
    assert weights.pop(lost) is not None
    save_file(weights, copy / "model.safetensors", {"format": "pt"})
    with pytest.raises(
        EngineError, match=r"lacks 1 weights of the thinker, such as .*layers\.1\.self_attn\.q_proj\.bias"
    ):
        load(copy, talker=False, device="cpu", quantise="4bit")
    (copy / "model.safetensors").write_bytes(b"no")
    with pytest.raises(EngineError, match="cannot be loaded"):
        load(copy, talker=False, device="cpu", quantise="4bit")
