"""The selected text: the primary selection of Wayland or X11, else the clipboard."""

from __future__ import annotations

import itertools
import os
import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from daemon.actions.desktop.clipboard import program_here
from daemon.actions.doer import CannotDo
from daemon.actions.texts import say
from daemon.desktop.programs import ProgramError, desktop_environment, run

Select = Callable[[str], Awaitable["Selected"]]
"""Returns what is selected. Raises CannotDo, in that language."""
Source = Literal["selection", "clipboard"]
LONGEST = 200_000
"""Characters that are taken of a selection: half a novel."""
_READERS: dict[str, dict[Source, tuple[str, ...]]] = {
    "wl-paste": {
        "selection": ("wl-paste", "--primary", "--no-newline", "--type", "text"),
        "clipboard": ("wl-paste", "--no-newline", "--type", "text"),
    },
    "xclip": {
        "selection": ("xclip", "-selection", "primary", "-out"),
        "clipboard": ("xclip", "-selection", "clipboard", "-out"),
    },
    "xsel": {"selection": ("xsel", "--primary", "--output"), "clipboard": ("xsel", "--clipboard", "--output")},
}


@dataclass(frozen=True, slots=True)
class Selected:
    """A text and where it was found."""

    text: str
    """As it was selected, but for control characters."""
    source: Source


async def selected(language: str, environ: Mapping[str, str] = os.environ) -> Selected:
    """Returns what is selected. Raises CannotDo, in a language, where nothing is, and where nothing here can tell."""
    environ = await desktop_environment(environ)
    reader = _READERS[program_here(environ, language, "wl-paste")]
    for source, command in reader.items():
        try:
            text = await run(*command, environ=environ)
        except ProgramError:
            continue  # nothing selected, or no text, is an error to all of them
        if text := clean(text[:LONGEST]):
            return Selected(text, source)
    raise CannotDo(say("nothing_selected", language))


def clean(text: str) -> str:
    """Returns the text without control characters other than line ends, and without what stands around it. Pure."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(each for each in lines if each == "\n" or unicodedata.category(each) not in ("Cc", "Cs")).strip()


def unwrapped(text: str) -> str:
    """Returns the text with lines that only the width of a page has broken joined again, and with words that were parted at
    their ends made whole. Pure."""
    lines = [line.strip() for line in text.split("\n")]
    width = max(map(len, lines))
    result = lines[0]
    for before, line in itertools.pairwise(lines):
        parted = re.search(r"[^\W\d_]-$", before) and line[:1].islower()
        goes_on = bool(line) and len(before) > _NARROW and len(before) > _FULL * width and _ITEM.match(line) is None
        if parted:
            result = result[:-1] + line
        elif goes_on:
            result += " " + line
        else:
            result += "\n" + line
    return result


_NARROW = 30
"""Characters of a line that is short for reasons of its own: a heading, a verse."""
_FULL = 0.6
"""The share of the longest line's length from which a line counts as full."""
_ITEM = re.compile(r"[-*•–]\s|\d{1,3}[.)]\s|#|>")
"""How a line begins that is an item of a list, a heading or a quotation."""
