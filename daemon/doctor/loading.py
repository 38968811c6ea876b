"""Whether the models load: each in a worker of its own, exactly as the daemon would run it, one after the other."""

from __future__ import annotations

import asyncio

from config.errors import UserError
from config.settings import Settings
from daemon.doctor.finding import Finding, Surroundings, broken, ok
from daemon.doctor.models import how_to_get

_EMBEDDED = (("recogniser", "pocketsphinx-en"), ("mind", "starter"), ("voice", "espeak"))


def loading(around: Surroundings) -> list[Finding]:
    if around.quick:
        return []
    from models.store.find import resolve
    from models.store.places import Located, places_here

    fast = around.settings.fast
    places = places_here(tuple(around.settings.models.folders))
    wanted = [("recogniser", fast.recogniser), ("mind", fast.mind), ("voice", fast.voice_en), ("voice", fast.voice_es)]
    here = [] if around.settings.tier == "embedded" else wanted
    # What is not here has been told by the check of the models.
    chosen = [(role, name) for role, name in here if isinstance(resolve(name, places), Located)]
    return [_load(role, name, around.settings) for role, name in dict.fromkeys([*_EMBEDDED, *chosen])]


def _load(role: str, name: str, settings: Settings) -> Finding:
    from daemon.bench.harness.engines import engine
    from daemon.bench.harness.subjects import Role, choose

    roles: dict[str, Role] = {"recogniser": "recogniser", "mind": "mind", "voice": "voice"}

    async def load() -> str:
        async with engine(choose(roles[role], name, settings).spec) as loaded:
            held = loaded.after_load
            return f"{loaded.load_s:.1f} s, {held.private / 1e6:.0f} MB of its own, {held.mapped / 1e6:.0f} MB mapped"

    title = f"{name} loads"
    try:
        return ok(title, asyncio.run(load()))
    except UserError as err:
        fix = "install sarai again: this copy is incomplete" if (role, name) in _EMBEDDED else how_to_get(name)
        return broken(title, f"it does not: {err}", fix)
