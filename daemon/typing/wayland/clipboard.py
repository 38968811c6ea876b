"""The clipboard and the primary selection of a Wayland session, through wl-clipboard: read, offered, put back.

wl-copy offers one form (MIME type), and every form of a text. So contents of several forms could not be put back.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import NamedTuple

from config.texts import _
from daemon.desktop.programs import ProgramError, here, output, run

log = logging.getLogger(__name__)

TEXT = "text/plain;charset=utf-8"
_TEXTS = (TEXT, "UTF8_STRING", "text/plain", "TEXT", "STRING", "COMPOUND_TEXT")
"""The forms of a plain text, the best first: wl-copy makes all but the last of any of them."""
_NOTHING = frozenset({"TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS", "GTK_TEXT_BUFFER_CONTENTS"})
"""Forms that carry nothing: X11's own, and a pointer within one process."""


class ManyForms(Exception):
    """The clipboard holds more than can be put back. The message is one line."""


class Held(NamedTuple):
    """What a clipboard holds, in one form."""

    content: bytes
    form: str
    """A MIME type; "" where the clipboard is empty."""


def text_of(text: str) -> Held:
    """Returns the text as it is offered."""
    return Held(text.encode(), TEXT)


def clipboard_missing() -> str:
    """Tells in one line why the clipboard cannot be read and offered; "" where it can."""
    if here("wl-copy") and here("wl-paste"):
        return ""
    return _("wl-clipboard is not installed (sudo apt-get install wl-clipboard)")


async def form_of(environ: Mapping[str, str]) -> str:
    """Returns the one form that the clipboard's contents have; "" for an empty one. Raises ManyForms and ProgramError."""
    try:
        offered = (await run("wl-paste", "--list-types", environ=environ)).split("\n")
    except ProgramError as err:
        if err.status == 1:  # so it ends where there is nothing
            return ""
        raise
    forms = {each for each in offered if each} - _NOTHING
    others = forms - set(_TEXTS)
    if len(others) > 1 or (others and others != forms):
        raise ManyForms(_("the clipboard holds more than plain text, which could not be put back"))
    return next((each for each in (*_TEXTS, *others) if each in forms), "")


async def held(environ: Mapping[str, str]) -> Held:
    """Returns what the clipboard holds. Raises ManyForms and ProgramError."""
    form = await form_of(environ)
    if not form:
        return Held(b"", "")
    return Held(await output("wl-paste", "--no-newline", "--type", form, environ=environ), form)


async def offer(contents: Held, environ: Mapping[str, str]) -> None:
    """Puts the contents into the clipboard. They are there when this returns. Raises ProgramError."""
    if not contents.form:
        await run("wl-copy", "--clear", environ=environ)
        return
    form = TEXT if contents.form in _TEXTS else contents.form
    await run("wl-copy", "--type", form, given=contents.content, environ=environ)


async def selection(environ: Mapping[str, str]) -> str:
    """Returns the text that is selected; "" where there is none, or where the desktop has no primary selection."""
    try:
        return await run("wl-paste", "--primary", "--no-newline", "--type", "text", environ=environ)
    except ProgramError as err:
        log.debug("%s", err)
        return ""


async def select(text: str, environ: Mapping[str, str]) -> None:
    """Has the primary selection hold the text, where the desktop has one; "" empties it."""
    emptied = [] if text else ["--clear"]
    try:
        await run("wl-copy", "--primary", *emptied, environ=environ, given=text.encode())
    except ProgramError as err:
        log.debug("%s", err)
