"""Checks whether the models load, one after the other, each in a worker exactly as the daemon would run it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from config.errors import UserError
from config.settings import Settings
from config.texts import N_, _
from daemon.doctor.finding import Finding, Surroundings, broken, ok
from daemon.doctor.models import how_to_get
from daemon.routing.parts import ESPEAK, POCKETSPHINX

if TYPE_CHECKING:
    from daemon.tiers.alone import Role
    from models.store.places import Places

_EMBEDDED: tuple[tuple[Role, str], ...] = (("recogniser", POCKETSPHINX), ("mind", "starter"), ("voice", ESPEAK))


def loading(around: Surroundings) -> list[Finding]:
    if around.quick:
        return []
    from daemon.routing.on_disk import facts_on_disk
    from models.store.find import resolve
    from models.store.places import Located, places_here

    fast = around.settings.fast
    places = places_here(tuple(around.settings.models.folders))
    wanted: list[tuple[Role, str]] = [
        ("recogniser", fast.recogniser),
        ("mind", fast.mind),
        ("voice", fast.voice_en),
        ("voice", fast.voice_es),
    ]
    embedded = facts_on_disk(around.settings, places).tiers["embedded"]
    parts: list[tuple[Role, str]] = [("recogniser", embedded.ears)]
    parts += [("voice", voice) for voice in embedded.voices.values()]
    here = [*parts, *([] if around.settings.tier == "embedded" else wanted)]
    # What is not here has been told by the check of the models.
    chosen = [(role, name) for role, name in here if isinstance(resolve(name, places), Located)]
    return [_load(role, name, around.settings, places) for role, name in dict.fromkeys([*_EMBEDDED, *chosen])]


def _load(role: Role, name: str, settings: Settings, places: Places) -> Finding:
    from daemon.tiers.alone import loaded, spec_of
    from models.store.find import resolve
    from models.store.places import Located

    async def load() -> str:
        found = resolve(name, places)
        if not isinstance(found, Located):
            raise UserError(getattr(found, "reason", _("it runs on a server")))
        async with loaded(spec_of(role, name, found.path, settings)) as engine:
            held = engine.after_load
            return _(
                "{load_s:.1f} s, {private:.0f} MB of its own, {mapped:.0f} MB mapped",
                load_s=engine.load_s,
                private=held.private / 1e6,
                mapped=held.mapped / 1e6,
            )

    title = N_("{model} loads")
    try:
        return ok(title, asyncio.run(load()), model=name)
    except UserError as err:
        fix = _("install sarai again: this copy is incomplete") if (role, name) in _EMBEDDED else how_to_get(name)
        return broken(title, _("it does not: {why}", why=err), fix, model=name)
