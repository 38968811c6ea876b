"""Bindings to the functions of ggml that run the audio encoder: tensors on a mapped file, one graph, computed on the
CPU.

They use ctypes on the library in llama-cpp-python. ggml aborts the process where an operation does not fit its
operands, so callers check shapes before they build a graph.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from config.texts import _
from models.engine import Cancel, Cancelled, EngineError
from models.llama.bindings import library

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

F32: Final = 0
_POOL_AVERAGE: Final = 1  # ggml_op_pool
_SUCCESS, _ABORTED = 0, 1  # ggml_status
_USAGE_WEIGHTS: Final = 1  # ggml_backend_buffer_usage
_NODES: Final = 8192

_P, _I, _L, _F, _Z = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_float, ctypes.c_size_t
_ABORT = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p)


class _InitParams(ctypes.Structure):  # ggml_init_params
    _fields_ = (("mem_size", _Z), ("mem_buffer", _P), ("no_alloc", ctypes.c_bool))


_SIGNATURES: Final[dict[str, tuple[Any, ...]]] = {  # result, then parameters: ggml.h, ggml-alloc.h, ggml-backend.h
    "ggml_init": (_P, _InitParams),
    "ggml_free": (None, _P),
    "ggml_tensor_overhead": (_Z,),
    "ggml_graph_overhead_custom": (_Z, _Z, ctypes.c_bool),
    "ggml_new_tensor": (_P, _P, _I, _I, ctypes.POINTER(_L)),
    "ggml_new_graph_custom": (_P, _P, _Z, ctypes.c_bool),
    "ggml_build_forward_expand": (None, _P, _P),
    "ggml_set_input": (None, _P),
    "ggml_set_output": (None, _P),
    "ggml_nbytes": (_Z, _P),
    "ggml_mul_mat": (_P, _P, _P, _P),
    "ggml_add": (_P, _P, _P, _P),
    "ggml_mul": (_P, _P, _P, _P),
    "ggml_norm": (_P, _P, _P, _F),
    "ggml_gelu_erf": (_P, _P, _P),
    "ggml_conv_1d_ph": (_P, _P, _P, _P, _I, _I),
    "ggml_transpose": (_P, _P, _P),
    "ggml_cont": (_P, _P, _P),
    "ggml_cont_2d": (_P, _P, _P, _L, _L),
    "ggml_reshape_3d": (_P, _P, _P, _L, _L, _L),
    "ggml_permute": (_P, _P, _P, _I, _I, _I, _I),
    "ggml_view_2d": (_P, _P, _P, _L, _L, _Z, _Z),
    "ggml_soft_max_ext": (_P, _P, _P, _P, _F, _F),
    "ggml_pool_1d": (_P, _P, _P, _I, _I, _I, _I),
    "ggml_gallocr_new": (_P, _P),
    "ggml_gallocr_free": (None, _P),
    "ggml_gallocr_alloc_graph": (ctypes.c_bool, _P, _P),
    "ggml_backend_cpu_buffer_type": (_P,),
    "ggml_backend_cpu_buffer_from_ptr": (_P, _P, _Z),
    "ggml_backend_buffer_set_usage": (None, _P, _I),
    "ggml_backend_buffer_free": (None, _P),
    "ggml_backend_tensor_alloc": (_I, _P, _P, _P),
    "ggml_backend_tensor_set": (None, _P, _P, _Z, _Z),
    "ggml_backend_tensor_get": (None, _P, _P, _Z, _Z),
    "ggml_backend_graph_compute": (_I, _P, _P),
    "ggml_backend_cpu_init": (_P,),
    "ggml_backend_cpu_set_n_threads": (None, _P, _I),
    "ggml_backend_cpu_set_abort_callback": (None, _P, _ABORT, _P),
    "ggml_backend_free": (None, _P),
}

_functions: dict[str, Any] = {}


def ggml(name: str) -> Any:
    """Returns a function of ggml with its signature."""
    found = _functions.get(name)
    if found is None:
        library()  # loads llama.cpp, on this one's terms
        from llama_cpp._ggml import libggml

        result, *parameters = _SIGNATURES[name]
        found = getattr(libggml, name)
        found.restype, found.argtypes = result, parameters
        _functions[name] = found
    return found


class Context:
    """Holds the descriptions of tensors; their data is stored elsewhere."""

    def __init__(self, tensors: int, *, graph: bool = False) -> None:
        size = ggml("ggml_tensor_overhead")() * tensors
        if graph:
            size += ggml("ggml_graph_overhead_custom")(_NODES, False)
        self.pointer = ggml("ggml_init")(_InitParams(size, None, True))
        if not self.pointer:
            raise EngineError(_("there is no memory for the audio encoder: close something, or choose a smaller model"))

    def tensor(self, kind: int, *dimensions: int) -> int:
        """Creates a tensor of ggml type `kind`; the first dimension is contiguous."""
        array = (_L * len(dimensions))(*dimensions)
        return int(ggml("ggml_new_tensor")(self.pointer, kind, len(dimensions), array))

    def close(self) -> None:
        if self.pointer:
            ggml("ggml_free")(self.pointer)
        self.pointer = None


class MappedWeights:
    """Tensors backed by a mapped file: its pages are read on use, and the kernel may reclaim them."""

    def __init__(self, path: Path, tensors: dict[str, tuple[int, tuple[int, ...], int]]) -> None:
        """`tensors`: name -> (ggml type, dimensions, offset of the data in the file in bytes)."""
        import numpy as np

        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        there = np.frombuffer(self._map, np.uint8)  # not kept: the map cannot be closed while an array looks at it
        base = there.ctypes.data
        self._context = Context(len(tensors))
        self._buffer = ggml("ggml_backend_cpu_buffer_from_ptr")(base, there.size)
        ggml("ggml_backend_buffer_set_usage")(self._buffer, _USAGE_WEIGHTS)
        self.tensors: dict[str, int] = {}
        for name, (kind, dimensions, at) in tensors.items():
            tensor = self._context.tensor(kind, *dimensions)
            ggml("ggml_backend_tensor_alloc")(self._buffer, tensor, base + at)
            self.tensors[name] = tensor

    def close(self) -> None:
        """Unmaps the file. Harmless when repeated."""
        self.tensors.clear()
        if self._buffer:
            ggml("ggml_backend_buffer_free")(self._buffer)
        self._buffer = None
        self._context.close()
        self._map.close()


class Machine:
    """The CPU backend and its threads. The memory of intermediate results is reused by the next graph."""

    def __init__(self, threads: int) -> None:
        self._backend = ggml("ggml_backend_cpu_init")()
        ggml("ggml_backend_cpu_set_n_threads")(self._backend, threads)
        self._allocator = ggml("ggml_gallocr_new")(ggml("ggml_backend_cpu_buffer_type")())

    def run(self, build: Callable[[Graph], int], inputs: Floats, width: int, cancel: Cancel) -> Floats:
        """Computes the graph that `build` makes from a tensor with the data of `inputs` (2-D). Returns rows of
        length `width`. Raises Cancelled midway."""
        import numpy as np

        inputs = np.ascontiguousarray(inputs, np.float32)
        with closing(Context(_NODES, graph=True)) as context:
            graph = Graph(context)
            source = context.tensor(F32, *reversed(inputs.shape))
            ggml("ggml_set_input")(source)
            result = build(graph.begin(source))
            ggml("ggml_set_output")(result)
            made = ggml("ggml_new_graph_custom")(context.pointer, _NODES, False)
            ggml("ggml_build_forward_expand")(made, result)
            if not ggml("ggml_gallocr_alloc_graph")(self._allocator, made):
                raise EngineError(_("there is no memory to hear with: close something, or choose a smaller model"))
            ggml("ggml_backend_tensor_set")(source, inputs.ctypes.data, 0, inputs.nbytes)
            self._compute(made, cancel)
            out = np.empty((ggml("ggml_nbytes")(result) // 4 // width, width), np.float32)
            ggml("ggml_backend_tensor_get")(result, out.ctypes.data, 0, out.nbytes)
            return out

    def _compute(self, graph: int, cancel: Cancel) -> None:
        abort = _ABORT(lambda _data: bool(cancel))
        watch = ggml("ggml_backend_cpu_set_abort_callback")
        watch(self._backend, abort, None)
        try:
            status = ggml("ggml_backend_graph_compute")(self._backend, graph)
        finally:
            watch(self._backend, _ABORT(), None)
        if status == _ABORTED:
            raise Cancelled
        if status != _SUCCESS:
            raise EngineError(_("the audio encoder failed ({status}): restart the assistant", status=status))

    def close(self) -> None:
        """Frees everything. Harmless when repeated."""
        if self._allocator:
            ggml("ggml_gallocr_free")(self._allocator)
            ggml("ggml_backend_free")(self._backend)
        self._allocator = self._backend = None


class Graph:
    """Operations on tensors, by ggml's names and rules."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.source = 0

    def begin(self, source: int) -> Graph:
        self.source = source
        return self

    def __getattr__(self, name: str) -> Callable[..., int]:
        function = ggml(f"ggml_{name}")
        return lambda *operands: int(function(self._context.pointer, *operands))

    def average_pairs(self, x: int) -> int:
        """Averages each two steps of [steps, width] into one."""
        return int(self.pool_1d(x, _POOL_AVERAGE, 2, 2, 0))
