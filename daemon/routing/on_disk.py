"""Looks at the disk for the facts of routing, where no daemon runs that knows them."""

from __future__ import annotations

from config.settings import Settings
from daemon.routing.facts import Facts
from daemon.routing.measured import measured
from daemon.routing.recommended import budget_mb, machine_here
from daemon.routing.survey import Survey, facts_here
from models.store.find import resolve
from models.store.places import Places


def facts_on_disk(settings: Settings, places: Places) -> Facts:
    """Returns the facts for `route`. A server that is set up counts as one that answers."""
    machine = machine_here(settings, places)
    budget = budget_mb(settings, machine)
    servers = {} if settings.max.url is None else {"max": ""}
    now = Survey(lambda wanted: resolve(wanted, places), budget, machine.vram_mb, servers=servers, measured=measured())
    return facts_here(settings, now)
