"""Checks and reads the files that are given along with a typed turn."""

from __future__ import annotations

import stat
from pathlib import Path

from audio.riff import cut_short
from config.errors import UserError
from config.texts import _

MOST_IMAGE_BYTES = 32 << 20
TOLD = 0.1
"""Seconds that may be missing at a sound's end without a note."""


def look_at(file: Path) -> None:
    """Raise UserError, one line for the user, for a file that cannot be read."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise UserError(_("{file} is not a file", file=file))
        with file.open("rb") as opened:
            if not opened.read(1):
                raise UserError(_("{file} is empty", file=file))
    except OSError as err:
        raise UserError(f"{file}: {err.strerror}") from err


def incomplete(file: Path) -> str:
    """One line for the user about a WAV file whose end is missing, as after an aborted download; else ""."""
    there, missing = cut_short(file)
    if missing <= TOLD:
        return ""
    whole = there + missing
    return _(
        "{file} is cut short: {there:.1f} s of its {whole:.1f} s are there and are used; get it anew for the rest",
        file=file,
        there=there,
        whole=whole,
    )


def read_image(image: Path) -> bytes:
    """The file's contents. Raises UserError, one line for the user."""
    try:
        if not stat.S_ISREG(image.stat().st_mode):
            raise UserError(_("{image} is not a file", image=image))
        if image.stat().st_size > MOST_IMAGE_BYTES:
            raise UserError(
                _(
                    "{image} is larger than {most_image_bytes} MB; make it smaller",
                    image=image,
                    most_image_bytes=MOST_IMAGE_BYTES >> 20,
                )
            )
        contents = image.read_bytes()
    except OSError as err:
        raise UserError(f"{image}: {err.strerror}") from err
    if not contents:
        raise UserError(_("{image} is empty", image=image))
    return contents
