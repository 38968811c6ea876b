"""The clipboard: the last reply into it, and its text read out."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from typing import Literal

from daemon.actions.doer import ActionResult, CannotDo
from daemon.actions.texts import say
from daemon.desktop.programs import ProgramError, desktop_environment, here, run
from daemon.skills.actions.intents import ActionIntent, ClipboardRead, CopyReply

log = logging.getLogger(__name__)

READ_OUT = 500
"""Characters of the clipboard that are read out."""
TRIES = 20
"""Looks at the clipboard, 50 ms apart, until a text counts as not copied."""
_TOOLS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "wl-copy": (("wl-copy",), ("wl-paste", "--no-newline", "--type", "text")),
    "xclip": (("xclip", "-selection", "clipboard"), ("xclip", "-selection", "clipboard", "-out")),
    "xsel": (("xsel", "--clipboard", "--input"), ("xsel", "--clipboard", "--output")),
}
"""Program -> how it writes, and how it reads."""


class Clipboard:
    """The doer of the clipboard, through wl-clipboard, xclip or xsel."""

    does = (CopyReply, ClipboardRead)

    def __init__(self, last_said: Callable[[], str], environ: Mapping[str, str] = os.environ) -> None:
        """`last_said` returns the last reply; "" before the first."""
        self._last_said = last_said
        self._environ = environ

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        environ = await desktop_environment(self._environ)
        write, read = _tool(environ, language)
        try:
            if isinstance(action, ClipboardRead):
                text = await _read(read, environ)
                key = "clipboard" if text else "clipboard_empty"
                return ActionResult(say(key, language, text=" ".join(text.split())[:READ_OUT]))
            if not (text := self._last_said()):
                return ActionResult(say("nothing_to_copy", language))
            before = await _read(read, environ)
            await _write(write, read, text, environ)
        except ProgramError as err:
            log.info("%s", err)
            raise CannotDo(say("clipboard_trouble", language)) from err

        async def take_back() -> None:
            try:
                await _write(write, read, before, environ)
            except ProgramError as err:
                raise CannotDo(say("clipboard_trouble", language)) from err

        return ActionResult(say("copied", language), changed=True, take_back=take_back)


def _tool(environ: Mapping[str, str], language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns how the clipboard is written and read here. Raises CannotDo."""
    return _TOOLS[program_here(environ, language, "wl-copy")]


def program_here(environ: Mapping[str, str], language: str, wayland_program: Literal["wl-copy", "wl-paste"]) -> str:
    """Returns the program for selections here: that one of wl-clipboard, xclip or xsel. Raises CannotDo."""
    wayland, x11 = environ.get("WAYLAND_DISPLAY"), environ.get("DISPLAY")
    if not wayland and not x11:
        raise CannotDo(say("no_bus", language))
    name = here(*([wayland_program] if wayland else []), *(["xclip", "xsel"] if x11 else []))
    if not name:
        raise CannotDo(say("no_clipboard", language, package="wl-clipboard" if wayland else "xclip"))
    return name


async def _write(write: tuple[str, ...], read: tuple[str, ...], text: str, environ: Mapping[str, str]) -> None:
    """Put a text into the clipboard. Raises ProgramError if it is not there in the end."""
    await run(*write, given=text.encode(), environ=environ)
    for _ in range(TRIES):  # the program that holds it goes on in the background, and may not have taken it yet
        if await _read(read, environ) == text:
            return
        await asyncio.sleep(0.05)
    raise ProgramError(f"{write[0]}: the text is not in the clipboard")


async def _read(command: tuple[str, ...], environ: Mapping[str, str]) -> str:
    try:
        return await run(*command, environ=environ)
    except ProgramError:
        return ""  # an empty clipboard, or one that holds no text, is an error to all of them
