"""Intents of actions: what the assistant does to the desktop and to files of the user's, each a small value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back the last action that changed something."""

    name: ClassVar[str] = "undo"


@dataclass(frozen=True, slots=True)
class NoteAdd:
    name: ClassVar[str] = "note_add"
    text: str = ""
    """Empty: not said."""


@dataclass(frozen=True, slots=True)
class NotesRead:
    name: ClassVar[str] = "notes_read"


@dataclass(frozen=True, slots=True)
class NoteDrop:
    """Deletes the last note."""

    name: ClassVar[str] = "note_drop"


@dataclass(frozen=True, slots=True)
class NotesDelete:
    """Deletes all notes."""

    name: ClassVar[str] = "notes_delete"


@dataclass(frozen=True, slots=True)
class ListAdd:
    name: ClassVar[str] = "list_add"
    item: str
    list: str = ""
    """The list's name, "shopping"; empty: the list that is not named; "it": the one spoken of last."""
    sure: bool = True
    """False: a command only if a list was spoken of just now; else it is talk."""


@dataclass(frozen=True, slots=True)
class ListsRead:
    """Tells which lists there are."""

    name: ClassVar[str] = "lists_read"


@dataclass(frozen=True, slots=True)
class ListRead:
    name: ClassVar[str] = "list_read"
    list: str = ""
    sure: bool = True
    """False: a command only if there is such a list; else it is talk."""


@dataclass(frozen=True, slots=True)
class ListTick:
    """Ticks an item off: it stays in the file, and is not read any more."""

    name: ClassVar[str] = "list_tick"
    item: str
    list: str = ""
    sure: bool = True
    """False: a command only if some list has that item; else it is talk."""


@dataclass(frozen=True, slots=True)
class ListDrop:
    """Removes an item."""

    name: ClassVar[str] = "list_drop"
    item: str
    list: str = ""


@dataclass(frozen=True, slots=True)
class ListClear:
    """Removes all items."""

    name: ClassVar[str] = "list_clear"
    list: str = ""


@dataclass(frozen=True, slots=True)
class BetterModel:
    """Fetches the models that are recommended for this machine."""

    name: ClassVar[str] = "better_model"
    agreed: tuple[str, ...] = ()
    """Ids of the models that the user has agreed to; no sentence fills it in, only a yes."""


@dataclass(frozen=True, slots=True)
class MediaControl:
    name: ClassVar[str] = "media"
    do: Literal["play", "pause", "next", "previous"]
    player: str = ""
    """Empty: the one that plays."""
    sure: bool = True
    """False: a command only if a player is called so; else it is talk."""


@dataclass(frozen=True, slots=True)
class MediaWhat:
    """What is playing."""

    name: ClassVar[str] = "media_what"
    player: str = ""


@dataclass(frozen=True, slots=True)
class LoudnessTo:
    """The machine's loudness, not the assistant's."""

    name: ClassVar[str] = "loudness_to"
    level: float
    """Between 0 and 1."""


@dataclass(frozen=True, slots=True)
class LoudnessChange:
    name: ClassVar[str] = "loudness"
    by: float
    """Added to the loudness, which lies between 0 and 1."""


@dataclass(frozen=True, slots=True)
class LoudnessMute:
    name: ClassVar[str] = "loudness_mute"
    on: bool


@dataclass(frozen=True, slots=True)
class AppOpen:
    name: ClassVar[str] = "app_open"
    app: str
    """As the user calls it."""
    sure: bool = True
    """False: a command only if an application is called so; else it is talk."""
    entry: str = ""
    """Id of the one that the user has chosen among several."""


@dataclass(frozen=True, slots=True)
class PageOpen:
    name: ClassVar[str] = "page_open"
    page: str
    """Its address, as it was said."""
    sure: bool = False
    """True: said to be a website, which is searched for if nobody knows its address. Else a command only if it is one."""


@dataclass(frozen=True, slots=True)
class WebSearch:
    name: ClassVar[str] = "web_search"
    words: str


@dataclass(frozen=True, slots=True)
class CopyReply:
    """The last reply goes into the clipboard."""

    name: ClassVar[str] = "copy_reply"


@dataclass(frozen=True, slots=True)
class ClipboardRead:
    name: ClassVar[str] = "clipboard_read"


@dataclass(frozen=True, slots=True)
class ScreenLock:
    name: ClassVar[str] = "screen_lock"


@dataclass(frozen=True, slots=True)
class BrightnessTo:
    name: ClassVar[str] = "brightness_to"
    level: float
    """Between 0 and 1."""


@dataclass(frozen=True, slots=True)
class BrightnessChange:
    name: ClassVar[str] = "brightness"
    by: float


@dataclass(frozen=True, slots=True)
class Screenshot:
    name: ClassVar[str] = "screenshot"


@dataclass(frozen=True, slots=True)
class DoNotDisturb:
    name: ClassVar[str] = "do_not_disturb"
    on: bool


HomeDo = Literal[
    "on", "off", "open", "close", "stop", "lock", "unlock", "level", "brighter", "dimmer", "colour", "temperature", "start",
    "dock", "pause", "play", "arm", "disarm",
]  # fmt: skip
"""What can be done with a device at home."""


@dataclass(frozen=True, slots=True)
class HomeControl:
    """Has devices at home do something. All are of one kind, and that decides the class of effect."""

    kind: str
    """A value of `daemon.skills.home.house.Kind`."""
    do: HomeDo
    devices: tuple[str, ...]
    """Home Assistant's entities."""
    names: tuple[str, ...]
    """As they are told to the user, in the same order."""
    value: float = 0.0
    """Percent of a level, degrees of a temperature."""
    colour: str = ""
    """CSS's name, or a colour temperature in kelvin."""

    @property
    def name(self) -> str:
        return f"home_{self.kind}"


@dataclass(frozen=True, slots=True)
class HomeQuestion:
    """Asks how a device at home is."""

    name: ClassVar[str] = "home_question"
    what: str
    """A state that it may be in, or "temperature", "humidity"."""
    devices: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeUnknown:
    """A command for a device at home that nothing there is called, or that may mean several. Nothing is done."""

    name: ClassVar[str] = "home_unknown"
    called: str = ""
    several: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool of a server that the settings name is called."""

    name: ClassVar[str] = "tool"
    server: str
    """The server's name in the settings."""
    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict, hash=False)
    title: str = ""
    """What the tool is called for people, in its server's words."""
    destructive: bool = False
    """The server says that it may destroy something."""
    writes: bool = False
    """The server says that it changes something."""
    by: Literal["phrase", "name", "mind"] = "phrase"
    """Who chose it: a phrase of the settings, the tool's own name, or a mind."""


@dataclass(frozen=True, slots=True)
class SelectionRead:
    """Reads the selected text aloud."""

    name: ClassVar[str] = "selection_read"


@dataclass(frozen=True, slots=True)
class ReadingGoOn:
    """Goes on reading where the last reading was stopped."""

    name: ClassVar[str] = "reading_go_on"
    sure: bool = True
    """False: a command only if a reading was stopped; else it is talk."""


@dataclass(frozen=True, slots=True)
class SelectionRewrite:
    """Has a mind say the selected text in another way; it takes the selection's place only after a yes."""

    name: ClassVar[str] = "selection_rewrite"
    do: Literal["translate", "shorten", "answer"]
    to: str = ""
    """The language of a translation, "en" or "es"; "other" for one that is not spoken here; empty: the one of the two that
    the text is not in."""


@dataclass(frozen=True, slots=True)
class SelectionReplace:
    """Pastes the last rewriting in place of the selection; no sentence asks for it, only a yes."""

    name: ClassVar[str] = "selection_replace"


@dataclass(frozen=True, slots=True)
class ScreenLook:
    """Tells what is on the screen."""

    name: ClassVar[str] = "screen_look"


ActionIntent = (
    Undo
    | NoteAdd
    | NotesRead
    | NoteDrop
    | NotesDelete
    | ListAdd
    | ListsRead
    | ListRead
    | ListTick
    | ListDrop
    | ListClear
    | BetterModel
    | MediaControl
    | MediaWhat
    | LoudnessTo
    | LoudnessChange
    | LoudnessMute
    | AppOpen
    | PageOpen
    | WebSearch
    | CopyReply
    | ClipboardRead
    | ScreenLock
    | BrightnessTo
    | BrightnessChange
    | Screenshot
    | DoNotDisturb
    | HomeControl
    | HomeQuestion
    | HomeUnknown
    | ToolCall
    | SelectionRead
    | ReadingGoOn
    | SelectionRewrite
    | SelectionReplace
    | ScreenLook
)
"""What `daemon.actions` carries out."""
