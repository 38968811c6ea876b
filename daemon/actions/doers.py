"""The doers of all actions, as the settings want them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from config.paths import home as user_home
from config.settings import Settings
from daemon.actions.better_model import BetterModels
from daemon.actions.desktop.clipboard import Clipboard
from daemon.actions.desktop.desktop_entries import Applications
from daemon.actions.desktop.looking import Looking
from daemon.actions.desktop.loudness import Loudness
from daemon.actions.desktop.media import Media
from daemon.actions.desktop.opening import Opening
from daemon.actions.desktop.quiet import Quiet
from daemon.actions.desktop.screen import Screen
from daemon.actions.doer import Doer
from daemon.actions.home.connection import HomeConnection
from daemon.actions.home.home import Home
from daemon.actions.notes.files import Notes
from daemon.actions.selection.reading import Reading
from daemon.actions.selection.rewriting import Rewriting
from daemon.actions.writer import Writer
from daemon.typing.typist import Typist


def doers(
    settings: Settings,
    models: BetterModels,
    last_said: Callable[[], str],
    held_players: Callable[[], Iterable[str]],
    leave_player: Callable[[str], None],
    reading: Reading,
    writer: Writer,
    typist: Typist,
    home: HomeConnection | None = None,
) -> list[Doer]:
    """Returns the doers. Starts nothing.

    `last_said` returns the last reply. `held_players`: the bus names of the players that are paused while the assistant
    listens; `leave_player` has one stay as it is. `reading` reads aloud; `writer` asks minds; `typist` types into the
    focused window. `home`: None where the settings name no Home Assistant.
    """
    return [
        Notes(settings.actions.notes or user_home() / "Notes"),
        Media(held_players, leave_player),
        Loudness(),
        Opening(Applications(), settings.actions.search),
        Clipboard(last_said),
        Screen(settings.actions.pictures or user_home() / "Pictures"),
        Quiet(),
        reading,
        Rewriting(writer, typist, settings.compute.context),
        Looking(writer),
        models,
        *([Home(home)] if home is not None else []),
    ]
