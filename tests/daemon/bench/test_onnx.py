"""`sarai bench onnx` on models made here with the onnx package, through onnxruntime and its quantisers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import faster_whisper
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from daemon.cli import main
from daemon.routing import measured

SILERO = Path(faster_whisper.__file__).parent / "assets" / "silero_vad_v6.onnx"
SHAPE = ("--shape", "sound=1,40,64")

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """sound [batch, time, 64] and gain [] -> two layers, multiplied."""
    rng = np.random.default_rng(1)
    weights = [
        numpy_helper.from_array(rng.normal(0, 0.1, shape).astype(np.float32), name)
        for name, shape in (("first", (64, 256)), ("second", (256, 32)))
    ]
    nodes = [
        helper.make_node("MatMul", ["sound", "first"], ["wide"], "one"),
        helper.make_node("Relu", ["wide"], ["kept"], "two"),
        helper.make_node("MatMul", ["kept", "second"], ["narrow"], "three"),
        helper.make_node("Mul", ["narrow", "gain"], ["out"], "four"),
    ]
    inputs = [
        helper.make_tensor_value_info("sound", TensorProto.FLOAT, ["batch", "time", 64]),
        helper.make_tensor_value_info("gain", TensorProto.FLOAT, []),
    ]
    outputs = [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["batch", "time", 32])]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, weights)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    path = tmp_path / "tiny.onnx"
    onnx.save(made, path)
    return path


def bench(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main.main(["bench", "onnx", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main.main(["bench", "onnx", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return line


def test_a_model_is_timed_with_inputs_of_its_shapes(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = bench(capsys, str(model), *SHAPE, "-n", "7")
    assert found["metrics"]["inference_ms"]["count"] == 7
    assert found["metrics"]["inferences_per_s"]["p50"] > 0
    assert found["conditions"]["settings"]["sound"] == "float32[1, 40, 64]"
    assert found["conditions"]["settings"]["gain"] == "float32[]"
    assert measured.latest("onnx", "tiny.onnx") is not None


def test_a_shipped_model_needs_no_shapes(capsys: pytest.CaptureFixture[str]) -> None:
    found = bench(capsys, str(SILERO), "-n", "3")
    assert found["conditions"]["settings"]["input"] == "float32[1, 576]"


def test_quantised_models_are_smaller_and_nearly_the_same(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "quantised"
    folder.mkdir()
    found = bench(
        capsys, str(model), *SHAPE, "--value", "gain=1", "--int8", "--int4", "-n", "5", "--keep-quantised", str(folder)
    )
    assert [row["b"] for row in found["comparisons"]] == ["int8", "int8", "int4", "int4"]
    tables = {table["title"]: table["rows"] for table in found["tables"]}
    shares = {name: float(share.rstrip("%")) for name, _, share in tables["Size"]}
    assert shares["int4"] < shares["int8"] < 50
    differences = {row[0]: float(row[3].rstrip("%")) for row in next(v for k, v in tables.items() if "Outputs" in k)}
    assert 0 < differences["int8"] < 5
    assert 0 < differences["int4"] < 30
    assert {path.name for path in folder.iterdir()} == {"tiny-int8.onnx", "tiny-int4.onnx"}
    assert found["notes"][0].startswith("int8: 2 nodes")
    assert found["notes"][1].startswith("int4: 2 nodes")
    assert measured.results() == []


def test_two_models_are_compared(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = bench(capsys, "--compare", str(model), str(model), *SHAPE, "-n", "5")
    (rows,) = (table["rows"] for table in found["tables"] if "Outputs" in table["title"])
    assert [row[2] for row in rows] == ["0"]


def test_what_cannot_be_quantised_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no MatMul nodes with constant weights" in refused(capsys, str(SILERO), "--int4")
    found = bench(capsys, str(SILERO), "--int8", "--int4", "-n", "2")
    assert [row["b"] for row in found["comparisons"]] == ["int8", "int8"]
    assert any(note.startswith("Left out") for note in found["notes"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "its input sound is [batch,time,64]: give the sizes, --shape sound=1,..."),
        (["--shape", "sound=1,40,63"], "does not fit its declared axes [batch,time,64]"),
        (["--shape", "sound=1,40"], "does not fit its declared axes"),
        (["--shape", "noise=1"], "has no input 'noise'; it has gain, sound"),
        (["--shape", "sound"], "write INPUT=1,80,3000"),
        (["--shape", "sound=1,0,64"], "write INPUT=1,80,3000"),
        (["--shape", "sound=1,9999999,64"], "would be too large"),
        ([*SHAPE, "--value", "gain=1,2"], "needs one value, or 1"),
        ([*SHAPE, "--keep-quantised", "/nowhere"], "there is no such folder"),
    ],
)
def test_wrong_inputs_are_one_line(
    model: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert message in refused(capsys, str(model), *arguments)


def test_files_that_are_no_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    junk = tmp_path / "junk.onnx"
    junk.write_bytes(b"this is no model")
    assert "is no usable ONNX model" in refused(capsys, str(junk))
    assert "it is a folder" in refused(capsys, str(tmp_path))
    assert "no such file" in refused(capsys, str(tmp_path / "none.onnx"))
    assert "name one MODEL.onnx" in refused(capsys)
    assert "leave out --compare" in refused(capsys, "--int8", "--compare", str(junk), str(junk))
