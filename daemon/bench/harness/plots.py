"""Drawings for the reports, in plain SVG without a plotting library. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from daemon.bench.harness.report import Plot, number

COLOURS = ("#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#a463f2", "#97bbf5", "#9c6b4e")
WIDTH, HEIGHT = 900, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 60, 50


def stacked_bars(name: str, title: str, unit: str, labels: Sequence[str], stages: dict[str, Sequence[float]]) -> Plot:
    """Draws one bar per label, stacked from its stages. `stages`: stage -> one value per label, in `unit`."""
    totals = [sum(values[at] for values in stages.values()) for at in range(len(labels))]
    top = _round_up(max(totals, default=1))
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(labels))
    parts = [_axes(title, unit, top), _legend(list(stages))]
    for at, label in enumerate(labels):
        x, below = _LEFT + at * step, 0.0
        for colour, values in zip(_cycle(len(stages)), stages.values(), strict=True):
            value = max(0.0, values[at])
            y, height = _y(below + value, top), _y(below, top) - _y(below + value, top)
            parts.append(_rect(x + step * 0.1, y, step * 0.8, height, colour, f"{label}: {number(value)} {unit}"))
            below += value
        if len(labels) <= 30:
            parts.append(_text(x + step / 2, HEIGHT - _BOTTOM + 18, label))
    return Plot(name, title, _document(parts))


_LABEL = 45
"""Width in pixels that a number below the axis needs."""


def lines(name: str, title: str, x_unit: str, y_unit: str, curves: Mapping[str, Sequence[tuple[float, float]]]) -> Plot:
    """Draws curves of (x, y) points and marks each point."""
    points = [point for curve in curves.values() for point in curve]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top = _round_up(max(y for _, y in points))
    span = (right - left) or 1.0
    width = WIDTH - _LEFT - _RIGHT
    parts = [_axes(title, y_unit, top), _legend(list(curves))]
    for colour, curve in zip(_cycle(len(curves)), curves.values(), strict=True):
        placed = [(_LEFT + width * (x - left) / span, _y(y, top)) for x, y in sorted(curve)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in placed]
    free = float(_LEFT)
    for value in sorted({x for x, _ in points}):
        x = _LEFT + width * (value - left) / span
        if x >= free:  # those between would be written over each other
            parts.append(_text(x, HEIGHT - _BOTTOM + 18, number(value)))
            free = x + _LABEL
    parts.append(_text(WIDTH / 2, HEIGHT - 8, x_unit))
    return Plot(name, title, _document(parts))


def _round_up(value: float) -> float:
    """Returns the top of an axis: the next 1, 2 or 5 times a power of ten that is not below `value`."""
    if value <= 0:
        return 1.0
    power = 10.0 ** (len(f"{value:.0f}") - 1) if value >= 1 else 0.1
    while power > value:
        power /= 10
    return next(power * step for step in (1, 2, 5, 10) if power * step >= value)


def _y(value: float, top: float) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * value / top


def _cycle(count: int) -> list[str]:
    return [COLOURS[at % len(COLOURS)] for at in range(count)]


def _axes(title: str, unit: str, top: float) -> str:
    parts = [_text(WIDTH / 2, 22, title, size=15)]
    for quarter in range(5):
        value = top * quarter / 4
        y = _y(value, top)
        parts.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{number(value)} {unit}", anchor="end"))
    return "".join(parts)


def _legend(names: Sequence[str]) -> str:
    parts, x = [], float(_LEFT)
    for colour, name in zip(_cycle(len(names)), names, strict=True):
        parts += [_rect(x, 36, 10, 10, colour, name), _text(x + 14, 45, name, anchor="start")]
        x += 30 + 7 * len(name)
    return "".join(parts)


def _rect(x: float, y: float, width: float, height: float, colour: str, told: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}">'
        f"<title>{escape(told)}</title></rect>"
    )


def _text(x: float, y: float, text: str, *, anchor: str = "middle", size: int = 11) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{escape(text)}</text>'


def _document(parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>{"".join(parts)}</svg>\n'
    )
