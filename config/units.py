"""Sizes as people read them. Pure."""

from __future__ import annotations


def size(count: int) -> str:
    """For people; empty for nothing."""
    if not count:
        return ""
    return f"{count / 1e9:.1f} GB" if count >= 95e6 else f"{max(1, round(count / 1e6))} MB"


def gigabytes(size: float) -> str:
    """For people: "2.4 GB", "180 MB"."""
    return f"{size / 1e9:.1f} GB" if size >= 995e6 else f"{size / 1e6:.0f} MB"
