"""Builds ONNX graphs node by node: for models of real shapes with random weights, and for the tests' tiny ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

OPSET, IR_VERSION = 17, 8
ONNXRUNTIME = "com.microsoft"
"""Domain of the operators that are its own."""

Tensor = tuple[str, Sequence[int | str]]
"""Type of a tensor, by numpy's name, and its axes; an axis of any length has a name."""
Axes = Mapping[str, Tensor]
"""Inputs or outputs by name."""


class Graph:
    """Collects nodes, constants and random weights."""

    def __init__(self, seed: int = 0) -> None:
        import numpy as np

        self._random = np.random.default_rng(seed)
        self.weights: dict[str, Any] = {}
        self.nodes: list[Any] = []
        self._count = 0

    def node(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Adds a node with one output, and returns the output's name."""
        return self.split(kind, inputs, [output or ""], **attributes)[0]

    def split(self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any) -> list[str]:
        """Adds a node with several outputs; those without a name are given one."""
        from onnx import helper

        self._count += 1
        named = [each or f"{kind.lower()}_{self._count}_{number}" for number, each in enumerate(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), named, **attributes))
        return named

    def constant(self, value: Any, kind: str = "float32") -> str:
        import numpy as np

        self._count += 1
        name = f"constant_{self._count}"
        self.weights[name] = np.asarray(value, kind)
        return name

    def whole(self, *values: int) -> str:
        """Adds a list of whole numbers."""
        return self.constant(values, "int64")

    def axis(self, of: str, number: int) -> str:
        """Adds the length of an axis, as a list of one."""
        return self.node("Gather", self.node("Shape", of), self.whole(number))

    def weight(self, name: str, *shape: int, fan_in: int) -> str:
        import numpy as np

        self.weights[name] = self._random.standard_normal(shape, np.float32) / np.float32(np.sqrt(fan_in))
        return name

    def linear(self, x: str, name: str, before: int, after: int) -> str:
        """Adds a product with a matrix, and a bias."""
        product = self.node("MatMul", x, self.weight(f"{name}.weight", before, after, fan_in=before))
        return self.node("Add", product, self.weight(f"{name}.bias", after, fan_in=10_000))

    def layer_norm(self, x: str, width: int) -> str:
        """Adds a normalisation over the last axis."""
        import numpy as np

        return self.node("LayerNormalization", x, self.constant(np.ones(width)), self.constant(np.zeros(width)))

    def model(self, inputs: Axes, outputs: Axes, name: str = "graph") -> Any:
        """Returns the checked model."""
        import numpy as np
        import onnx
        from onnx import helper, numpy_helper

        def described(each: Axes) -> list[Any]:
            return [
                helper.make_tensor_value_info(key, helper.np_dtype_to_tensor_dtype(np.dtype(kind)), axes)
                for key, (kind, axes) in each.items()
            ]

        weights = [numpy_helper.from_array(value, key) for key, value in self.weights.items()]
        graph = helper.make_graph(self.nodes, name, described(inputs), described(outputs), weights)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(ONNXRUNTIME, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        if model.ByteSize() < 1 << 31:  # protobuf cannot hold more
            onnx.checker.check_model(model)
        return model
