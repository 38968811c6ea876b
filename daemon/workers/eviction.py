"""Decides whether a model fits into memory, and which models are evicted for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from config.catalogue import Model
from config.texts import _
from config.units import size


@dataclass(frozen=True, slots=True)
class Terms:
    """A model's demand in bytes, and how long it may stay."""

    model_id: str
    private: int
    gpu: int = 0
    auto_unload: float | None = None
    """Seconds without use until it goes; 0: at once; None: it stays."""
    pinned: bool = False
    """Stays unless the user allows the swap."""


def terms_of(model: Model, *, pinned: bool = False) -> Terms:
    """Returns the catalogue's terms for a model, whole and in main memory."""
    unload = None if model.auto_unload is None else model.auto_unload * 60
    return Terms(model.id, model.ram_mb * 1_000_000, 0, unload, pinned)


@dataclass(frozen=True, slots=True)
class Budget:
    """Bytes that all models together may hold."""

    private: int
    gpu: int = 0


@dataclass(frozen=True, slots=True)
class Resident:
    """A model in memory."""

    model_id: str
    private: int
    gpu: int = 0
    last_used: float = 0.0
    users: int = 0
    """How many turns are using it right now."""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How to load a model: evict these first, in this order."""

    load: bool
    evict: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The model cannot be loaded. `message` is one line with the figures."""

    message: str


def plan(need: Terms, residents: Iterable[Resident], budget: Budget, *, swap: bool = False) -> Plan | Refusal:
    """Plans room for `need`. Evicts idle models, least recently used first; pinned ones last, and only with `swap`."""
    held = list(residents)
    if any(resident.model_id == need.model_id for resident in held):
        return Plan(load=False)
    if need.private > budget.private or need.gpu > budget.gpu:
        return Refusal(_too_big(need, budget))
    idle = sorted(
        (resident for resident in held if not resident.users and (swap or not resident.pinned)),
        key=lambda resident: (resident.pinned, resident.last_used),
    )
    gone: list[Resident] = []
    while not _fits(need, [resident for resident in held if resident not in gone], budget):
        if not idle:
            return Refusal(_no_room(need, held, budget, swap=swap))
        gone.append(idle.pop(0))
    # A small one that went before a large one may turn out to have gone for nothing: the recently used stay if they can.
    for resident in reversed(list(gone)):
        without = [other for other in gone if other is not resident]
        if _fits(need, [other for other in held if other not in without], budget):
            gone = without
    return Plan(load=True, evict=tuple(resident.model_id for resident in gone))


def _fits(need: Terms, held: Iterable[Resident], budget: Budget) -> bool:
    private, gpu = need.private, need.gpu
    for resident in held:
        private += resident.private
        gpu += resident.gpu
    return private <= budget.private and gpu <= budget.gpu


def _too_big(need: Terms, budget: Budget) -> str:
    if need.private > budget.private:
        return _(
            "{model_id} needs {size} of memory and the budget is {size2}; raise "
            "compute.ram_budget_gb or choose a smaller model",
            model_id=need.model_id,
            size=size(need.private),
            size2=size(budget.private),
        )
    return _(
        "{model_id} needs {size} of GPU memory and there are {size2}",
        model_id=need.model_id,
        size=size(need.gpu),
        size2=size(budget.gpu),
    )


def _no_room(need: Terms, held: list[Resident], budget: Budget, *, swap: bool) -> str:
    stay = [resident for resident in held if resident.users or (resident.pinned and not swap)]
    names = ", ".join(
        f"{resident.model_id} {size(resident.private)} ({'in use' if resident.users else 'resident'})"
        for resident in stay
    )
    left = budget.private - sum(resident.private for resident in stay)
    graphics = _(", and {size} of {size2} on the GPU", size=size(need.gpu), size2=size(budget.gpu)) if need.gpu else ""
    return _(
        "{model_id} needs {size}{graphics}; of the budget of {size2} {size3} are free beside {names}",
        model_id=need.model_id,
        size=size(need.private),
        graphics=graphics,
        size2=size(budget.private),
        size3=size(max(0, left)),
        names=names,
    )
