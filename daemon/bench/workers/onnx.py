"""The worker behind `sarai bench onnx`: runs any ONNX model with made-up inputs, and onnxruntime's quantisers."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.texts import _
from daemon.workers.servers import Call, EngineServer, serve_engine
from daemon.workers.wire import MAX_PAYLOAD, Frame
from models.engine import EngineError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.generic]

TYPES = {
    "tensor(float)": "float32", "tensor(float16)": "float16", "tensor(double)": "float64", "tensor(bool)": "bool",
    "tensor(int8)": "int8", "tensor(int16)": "int16", "tensor(int32)": "int32", "tensor(int64)": "int64",
    "tensor(uint8)": "uint8", "tensor(uint16)": "uint16", "tensor(uint32)": "uint32", "tensor(uint64)": "uint64",
}  # fmt: skip
"""onnxruntime's name of a type -> numpy's."""
LOUDNESS = 0.1
"""Standard deviation of the noise for float inputs, about that of speech."""
LARGEST = 1 << 28
"""Most values of one input. A larger number is a typing mistake."""


class OnnxModel:
    """An ONNX model on the CPU with made-up inputs: noise for floats, ones for whole numbers and truth values.

    `shapes`: input -> sizes of its axes. `values`: input -> values to fill it with. Raises EngineError, one line.
    """

    def __init__(
        self, path: str, *, threads: int, shapes: Mapping[str, Sequence[int]], values: Mapping[str, Sequence[float]]
    ) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as err:  # onnxruntime's exceptions have no common class of their own
            raise EngineError(
                _("{path} is no usable ONNX model: {first_line}", path=path, first_line=_first_line(err))
            ) from err
        wanted = {each.name: each for each in self._session.get_inputs()}
        for name in (*shapes, *values):
            if name not in wanted:
                raise EngineError(
                    _(
                        "{path} has no input {name!r}; it has {sorted}",
                        path=path,
                        name=name,
                        sorted=", ".join(sorted(wanted)),
                    )
                )
        self._feeds = {name: _made_up(each, shapes.get(name), values.get(name), path) for name, each in wanted.items()}
        self._path = path

    def describe(self) -> dict[str, str]:
        """Returns input -> type and shape, as the model gets them."""
        return {name: f"{array.dtype}{list(array.shape)}" for name, array in self._feeds.items()}

    def infer(self) -> list[Any]:
        """Runs one inference and returns its outputs. Raises EngineError."""
        try:
            return list(self._session.run(None, self._feeds))
        except Exception as err:
            shapes = ", ".join(f"{name} {what}" for name, what in self.describe().items())
            raise EngineError(
                _(
                    "{path} cannot work with {shapes}: {first_line} (--shape and --value set other inputs)",
                    path=self._path,
                    shapes=shapes,
                    first_line=_first_line(err),
                )
            ) from err

    def outputs(self) -> Iterator[tuple[str, Array]]:
        """Yields name and values of each output that is a plain array. Raises EngineError."""
        import numpy as np

        for each, value in zip(self._session.get_outputs(), self.infer(), strict=True):
            if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
                yield each.name, value

    def close(self) -> None:
        del self._session


def _made_up(wanted: Any, shape: Sequence[int] | None, values: Sequence[float] | None, path: str) -> Array:
    import numpy as np

    kind = TYPES.get(wanted.type)
    if kind is None:
        raise EngineError(
            _(
                "{path}: its input {name} is of type {type}, for which nothing can be made up",
                path=path,
                name=wanted.name,
                type=wanted.type,
            )
        )
    declared = list(wanted.shape)
    if shape is None:
        # The first axis of a sound model that has no size of its own is the batch.
        shape = [1 if at == 0 and not isinstance(size, int) else size for at, size in enumerate(declared)]
        if not all(isinstance(size, int) for size in shape):
            told = ",".join(str(size) for size in declared)
            raise EngineError(
                _(
                    "{path}: its input {name} is [{told}]: give the sizes, --shape {name}=1,...",
                    path=path,
                    name=wanted.name,
                    told=told,
                )
            )
    elif len(shape) != len(declared) or any(
        isinstance(size, int) and size != given for size, given in zip(declared, shape, strict=True)
    ):
        told = ",".join(str(size) for size in declared)
        raise EngineError(
            _("{path}: --shape {name} does not fit its declared axes [{told}]", path=path, name=wanted.name, told=told)
        )
    if math.prod(shape) > LARGEST:
        raise EngineError(
            _("{path}: an input {name} of {list} would be too large", path=path, name=wanted.name, list=list(shape))
        )
    if values is not None:
        if len(values) not in (1, math.prod(shape)):
            raise EngineError(
                _(
                    "{path}: --value {name} needs one value, or {prod}",
                    path=path,
                    name=wanted.name,
                    prod=math.prod(shape),
                )
            )
        filled = np.broadcast_to(np.asarray(values), math.prod(shape)) if len(values) == 1 else np.asarray(values)
        return np.asarray(filled.reshape(shape).astype(kind))
    if kind.startswith("float"):
        return np.asarray(np.random.default_rng(len(wanted.name)).normal(0, LOUDNESS, shape).astype(kind))
    return np.ones(shape, kind)


class OnnxServer(EngineServer):
    """Serves an ONNX model."""

    kind = "an ONNX model"

    def __init__(self, engine: OnnxModel) -> None:
        self._engine = engine

    def op_describe(self, call: Call) -> Iterable[Frame]:
        """Yields one frame: `inputs`, the type and shape of each input."""
        yield Frame({"inputs": self._engine.describe()})

    def op_infer(self, call: Call) -> Iterable[Frame]:
        """Yields one frame: `seconds` of one inference."""
        began = time.perf_counter()
        self._engine.infer()
        yield Frame({"seconds": time.perf_counter() - began})

    def op_outputs(self, call: Call) -> Iterable[Frame]:
        """Yields a frame per output: `name`, `shape`; payload float32 little-endian, cut to half of MAX_PAYLOAD."""
        for name, array in self._engine.outputs():
            values = array.astype("<f4").ravel()[: MAX_PAYLOAD // 8]
            yield Frame({"name": name, "shape": list(array.shape)}, values.tobytes())


class Quantiser:
    """onnxruntime's quantisers; they need the `onnx` package."""

    def quantise(self, source: Path, target: Path, kind: str) -> int:
        """Writes a quantised copy of `source` to `target`. `kind` is "int8" or "int4".

        Returns the number of nodes that work on quantised weights. Raises EngineError.
        """
        logging.getLogger().setLevel(logging.ERROR)  # they advise about preprocessing, at length
        try:
            import onnx

            (self._int8 if kind == "int8" else self._int4)(source, target)
        except ImportError as err:
            raise EngineError(
                _("quantising needs the Python package {name}: pip install 'sarai-voice[bench]' gets it", name=err.name)
            ) from err
        except Exception as err:  # they raise whatever they like on what they don't expect
            raise EngineError(
                _(
                    "{source} cannot be quantised to {kind}: {first_line}",
                    source=source,
                    kind=kind,
                    first_line=_first_line(err),
                )
            ) from err
        nodes = [node.op_type for node in onnx.load(target, load_external_data=False).graph.node]
        return sum(op in _QUANTISED for op in nodes)

    def _int8(self, source: Path, target: Path) -> None:
        from onnxruntime.quantization import QuantType, quantize_dynamic

        # Unsigned weights: onnxruntime's CPU provider has no ConvInteger for signed ones.
        quantize_dynamic(source, target, weight_type=QuantType.QUInt8)

    def _int4(self, source: Path, target: Path) -> None:
        from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

        quantiser = MatMulNBitsQuantizer(str(source), bits=4, block_size=32, is_symmetric=True)
        quantiser.process()
        quantiser.model.save_model_to_file(str(target))

    def close(self) -> None:
        """Does nothing, since nothing is held."""


_QUANTISED = frozenset(
    "MatMulNBits MatMulInteger ConvInteger DynamicQuantizeLSTM DynamicQuantizeMatMul QAttention QGemm "
    "GatherBlockQuantized DequantizeLinear".split()
)


class QuantiserServer(EngineServer):
    """Serves onnxruntime's quantisers."""

    kind = "a quantiser"

    def __init__(self, engine: Quantiser) -> None:
        self._engine = engine

    def op_quantise(self, call: Call) -> Iterable[Frame]:
        """Yields one frame: `nodes`, the number of nodes in `target` that work on weights quantised to kind `to`."""
        head = call.head
        yield Frame({"nodes": self._engine.quantise(Path(head["source"]), Path(head["target"]), head["to"])})


def _first_line(err: Exception) -> str:
    lines = [line.strip() for line in str(err).splitlines() if line.strip()]
    return (lines or [type(err).__name__])[0][:300]


model = serve_engine(OnnxServer)
quantiser = serve_engine(QuantiserServer)
