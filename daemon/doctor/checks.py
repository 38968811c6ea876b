"""Runs all checks, in an order in which a fault in one check explains faults in the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from config.errors import UserError
from config.load import load_with_origins
from config.settings import Settings
from config.texts import N_, _
from daemon.doctor import (
    control,
    desktop,
    loading,
    machine,
    models,
    round_trip,
    sound,
    tools,
    typing,
    windows,
)
from daemon.doctor.finding import Check, Finding, Surroundings, broken, ok, warning

CHECKS: tuple[tuple[str, Check], ...] = (
    (N_("memory and cores"), machine.memory_and_cores),
    ("storage", machine.storage),
    ("GPU", machine.gpu),
    ("PortAudio", sound.portaudio),
    ("devices", sound.devices),
    (N_("round trip"), round_trip.round_trip),
    ("models", models.models),
    (N_("loading of models"), loading.loading),
    (N_("tools"), tools.tools),
    (N_("Home Assistant"), tools.home_assistant),
    (N_("control socket"), control.control_socket),
    ("daemon", control.running),
    ("service", desktop.service),
    ("tray", desktop.tray_host),
    ("hotkeys", desktop.hotkeys),
    ("typing", typing.typing),
    ("selection", windows.selection),
    ("screen", windows.screen),
)


def examine(config: Path | None, *, quick: bool) -> Iterator[Finding]:
    """Yields every finding as soon as it is there. `quick`: see Surroundings."""
    settings, finding = _settings(config)
    yield finding
    surroundings = Surroundings(settings, quick)
    for name, check in CHECKS:
        yield from _guarded(name, check, surroundings)


def _settings(config: Path | None) -> tuple[Settings, Finding]:
    """Returns the settings and the finding about them. The defaults replace settings with a mistake."""
    try:
        loaded = load_with_origins(config)
    except UserError as err:
        return Settings(), broken(
            N_("settings"), _("{why} (the other checks go by the defaults)", why=err), "sarai config path"
        )
    return loaded.settings, ok(N_("settings"), _("right ({count} set)", count=len(loaded.origins)))


def _guarded(name: str, check: Check, surroundings: Surroundings) -> list[Finding]:
    try:
        return check(surroundings)
    except Exception as err:  # noqa: BLE001 - a doctor who falls ill must still see the other patients
        return [
            warning(
                name,
                _("this could not be checked ({name}: {why})", name=type(err).__name__, why=err),
                _("please report this"),
            )
        ]
