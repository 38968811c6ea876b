"""Draws the icons at any size: a coloured badge with a white sign.

The badge has medium brightness, so that it stands out from white and from black panels, and the white sign from the badge.
Every state has a sign of its own, so that nobody has to tell colours apart.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw

from daemon.tray.model import Face

SIZES = (16, 22, 24, 32, 48, 64)
"""Sizes in pixels; panels take the one that fits."""
COLOURS = {
    Face.STOPPED: "#7d7d7d",
    Face.OFF: "#7d7d7d",
    Face.LISTENING: "#1a8f4c",
    Face.HEARING: "#0a7fd0",
    Face.THINKING: "#9b59d0",
    Face.SPEAKING: "#cf5f00",
    Face.LOADING: "#8a7a3c",
    Face.ERROR: "#e02f3f",
}
"""Relative luminance between 0.17 and 0.30: a contrast of at least 3 to 1 against white and against dark grey."""
SIGN = "white"
_FINE = 8
"""Factor by which icons are drawn larger and then scaled down, for smooth edges."""


@lru_cache(maxsize=64)
def draw(face: Face, size: int) -> Image.Image:
    """Draws the icon: `size` x `size` pixels, RGBA."""
    pen = _Pen(size * _FINE)
    pen.badge(COLOURS[face])
    _SIGNS[face](pen)
    return pen.image.resize((size, size), Image.Resampling.LANCZOS)


def argb(face: Face, size: int) -> bytes:
    """Returns the pixels for StatusNotifierItem: rows of A, R, G, B bytes."""
    red, green, blue, alpha = draw(face, size).split()
    return Image.merge("RGBA", (alpha, red, green, blue)).tobytes()


class _Pen:
    """Draws in a square of 100 units."""

    def __init__(self, pixels: int) -> None:
        self.image = Image.new("RGBA", (pixels, pixels), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)
        self._unit = pixels / 100

    def _scaled(self, *numbers: float) -> tuple[float, ...]:
        return tuple(number * self._unit for number in numbers)

    def badge(self, colour: str) -> None:
        self._draw.ellipse(self._scaled(1, 1, 99, 99), fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, radius: float = 0) -> None:
        self._draw.rounded_rectangle(self._scaled(left, top, right, bottom), radius * self._unit, fill=SIGN)

    def dot(self, x: float, y: float, radius: float) -> None:
        self._draw.ellipse(self._scaled(x - radius, y - radius, x + radius, y + radius), fill=SIGN)

    def bow(self, x: float, y: float, radius: float, begin: float, end: float, width: float = 8) -> None:
        """Draws part of a circle; angles in degrees, clockwise from the right."""
        box = self._scaled(x - radius, y - radius, x + radius, y + radius)
        self._draw.arc(box, begin, end, fill=SIGN, width=round(width * self._unit))

    def line(self, *points: float, width: float = 8, colour: str = SIGN) -> None:
        self._draw.line(self._scaled(*points), fill=colour, width=round(width * self._unit), joint="curve")

    def shape(self, *points: float) -> None:
        self._draw.polygon(self._scaled(*points), fill=SIGN)


def _microphone(pen: _Pen) -> None:
    pen.box(39, 16, 61, 56, 11)
    pen.bow(50, 46, 22, 0, 180)
    pen.line(50, 66, 50, 80)
    pen.box(36, 77, 64, 85, 3)


def _crossed_microphone(pen: _Pen) -> None:
    _microphone(pen)
    # A gap beside the bar keeps it visible where it crosses the white microphone.
    pen.line(31, 13, 87, 69, width=13, colour=COLOURS[Face.OFF])
    pen.line(22, 20, 80, 78, width=9)


def _waves(pen: _Pen) -> None:
    for x, height in ((22, 20), (36, 42), (50, 60), (64, 42), (78, 20)):
        pen.box(x - 4.5, 50 - height / 2, x + 4.5, 50 + height / 2, 4.5)


def _dots(pen: _Pen) -> None:
    for x in (25, 50, 75):
        pen.dot(x, 50, 10)


def _loudspeaker(pen: _Pen) -> None:
    pen.shape(18, 40, 32, 40, 50, 23, 50, 77, 32, 60, 18, 60)
    pen.bow(50, 50, 17, -50, 50)
    pen.bow(50, 50, 33, -50, 50)


def _hourglass(pen: _Pen) -> None:
    pen.box(29, 17, 71, 25, 3)
    pen.box(29, 75, 71, 83, 3)
    pen.shape(33, 25, 67, 25, 54, 50, 67, 75, 33, 75, 46, 50)


def _exclamation(pen: _Pen) -> None:
    pen.box(43, 18, 57, 60, 6)
    pen.dot(50, 76, 8.5)


def _power(pen: _Pen) -> None:
    pen.bow(50, 53, 29, -60, 240, width=9)
    pen.box(45.5, 16, 54.5, 52, 4)


_SIGNS: dict[Face, Callable[[_Pen], None]] = {
    Face.STOPPED: _power,
    Face.OFF: _crossed_microphone,
    Face.LISTENING: _microphone,
    Face.HEARING: _waves,
    Face.THINKING: _dots,
    Face.SPEAKING: _loudspeaker,
    Face.LOADING: _hourglass,
    Face.ERROR: _exclamation,
}
