"""What a CUDA graph of the talker's step asks of it, looked at without a GPU: that it never waits for the device or takes
something from main memory, and that it reads from the same places each time."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from models.omni.graphs import Graphed
from models.omni.loading import Parts
from models.omni.talker import StaticDecoder

CONTEXT = 64
WAITS = {
    torch.ops.aten._local_scalar_dense.default,  # .item(), int(), if
    torch.ops.aten.nonzero.default,
}
"""Operators for which the host waits."""


def tensors(values: Any) -> Iterator[torch.Tensor]:
    return (value for value in tree_leaves(values) if isinstance(value, torch.Tensor))


class Foreign(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch leaves much of its modes bare
    """Notes operators that wait for the device, and those that take or give a tensor in main memory. Numbers do no harm:
    they go along with the kernel's call."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the same
        self.found: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        elsewhere = any(
            each.device.type == "cpu" and each.dim() > 0 for each in tensors(((args, kwargs or {}), result))
        )
        if func in WAITS or elsewhere:
            self.found.append(str(func))
        return result


class Made(TorchFunctionMode):
    """Notes tensors that are made of Python's values: in main memory, and then copied. (No operator tells of it.)"""

    def __init__(self, found: list[str]) -> None:
        super().__init__()
        self._found = found

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (torch.tensor, torch.as_tensor, torch.from_numpy):
            self._found.append(str(func))
        return func(*args, **(kwargs or {}))


class Reads(TorchDispatchMode):  # type: ignore[no-untyped-call]  # the same
    """Notes where in memory the operators read what none of them has made."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the same
        self.found: set[int] = set()
        self._made: dict[int, Any] = {}  # kept, so that no address is given out twice

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        read = {each.untyped_storage().data_ptr() for each in tensors((args, kwargs or {}))}
        self.found |= read - self._made.keys()
        result = func(*args, **(kwargs or {}))
        self._made |= {
            storage.data_ptr(): storage
            for storage in (each.untyped_storage() for each in tensors(result))
            if storage.data_ptr() not in self.found
        }
        return result


@pytest.fixture
def talker(parts: Parts) -> Any:
    return copy.deepcopy(parts.talker)


def begun(talker: Any, prompt: int = 5) -> StaticDecoder:
    decoder = StaticDecoder(talker, CONTEXT)
    begin(decoder, prompt)
    return decoder


def begin(decoder: StaticDecoder, prompt: int) -> None:
    device, slots = decoder._slots.reply.device, decoder._slots
    decoder.reset()
    positions = torch.arange(prompt, device=device).expand(3, 1, prompt)
    decoder.prefill(slots.reply.expand(1, prompt, -1).clone(), positions)


def step(decoder: StaticDecoder, code: int) -> torch.Tensor:
    slots = decoder._slots
    return decoder.step(code, torch.zeros_like(slots.reply), torch.ones_like(slots.position[0]))


@torch.inference_mode()
def test_a_step_never_waits_for_the_device_and_takes_nothing_from_main_memory(talker: Any) -> None:
    """On a device whose tensors hold nothing: whoever wants to know a value fails."""
    decoder = begun(talker.to("meta"))
    with Foreign() as foreign, Made(foreign.found):
        for code in range(3):
            step(decoder, code)
    assert foreign.found == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda slots: slots.code + torch.tensor([[1]], device=slots.code.device),
        lambda slots: slots.mask.nonzero(),
        lambda slots: int(slots.code),
        lambda slots: slots.reply.copy_(torch.zeros(slots.reply.shape)),
    ],
    ids=["a list", "a count", "a value", "a copy"],
)
@torch.inference_mode()
def test_what_would_wait_is_noticed(talker: Any, spoil: Callable[[Any], object]) -> None:
    decoder = begun(talker.to("meta"))
    run = decoder._graph._run

    def spoilt() -> torch.Tensor:
        spoil(decoder._slots)
        return run()

    decoder._graph._run = spoilt
    with Foreign() as foreign, Made(foreign.found):
        try:
            step(decoder, 1)
        except RuntimeError as err:  # the device without values refuses some by itself
            foreign.found.append(str(err))
    assert foreign.found


@torch.inference_mode()
def test_steps_of_all_replies_read_from_the_same_places(talker: Any) -> None:
    decoder = begun(talker)

    def read(code: int) -> set[int]:
        slots = decoder._slots
        slots.code.fill_(code)
        slots.mask[..., decoder._at] = True
        decoder._at += 1
        reads = Reads()
        with reads:
            decoder._run()
        return reads.found

    first = read(1)
    weights = {weight.untyped_storage().data_ptr() for weight in talker.parameters()}
    cache = {
        place.untyped_storage().data_ptr() for layer in decoder._cache.layers for place in (layer.keys, layer.values)
    }
    assert len(first & weights) > 10
    assert cache <= first
    assert read(2) == first
    begin(decoder, 9)  # another reply
    assert read(3) == first
    decoder._cache.layers[0].lazy_initialization(*(torch.zeros(1, 2, 1, 8) for _ in range(2)))  # as if it came anew
    assert read(4) != first


@pytest.mark.parametrize("fails", ["capture_begin", "capture_end"])
def test_a_step_that_cannot_be_recorded_goes_on_where_it_was(fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyTorch's own recording over a driver that refuses: it leaves its own stream behind as the current one."""
    own, of_recording = (SimpleNamespace(device="cuda:0", name=name) for name in ("own", "of the recording"))
    current = [own]

    def refuse(*_: object, **__: object) -> None:
        assert current == [of_recording]
        raise RuntimeError("operation not permitted when stream is capturing")

    def let(*_: object, **__: object) -> None:
        pass

    graph = {"capture_begin": let, "capture_end": let, fails: refuse}
    monkeypatch.setattr(torch.cuda, "CUDAGraph", lambda: SimpleNamespace(**graph))
    monkeypatch.setattr(torch.cuda.graph, "default_capture_stream", of_recording)
    monkeypatch.setattr(torch.cuda, "_get_device_index", lambda *_: 0)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda _device=None: current[0])
    monkeypatch.setattr(torch.cuda, "set_stream", lambda stream: current.__setitem__(0, stream))
    for name in ("synchronize", "empty_cache"):
        monkeypatch.setattr(torch.cuda, name, let)
    monkeypatch.setattr(torch._C, "_host_emptyCache", let, raising=False)
    rewound: list[bool] = []
    step = Graphed(lambda: torch.ones(1), lambda: rewound.append(True))
    step._plain = False  # as on a GPU
    step._capture()
    assert current == [own]
    assert rewound == [True]
    assert step._plain
    assert torch.equal(step(), torch.ones(1))
