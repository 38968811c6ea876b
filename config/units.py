"""Sizes as people read them. Pure."""

from __future__ import annotations


def size(count: float) -> str:
    """Bytes for people: "2.4 GB", "180 MB", "12 kB"; powers of ten, as disks are sold."""
    if count >= 995e6:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
