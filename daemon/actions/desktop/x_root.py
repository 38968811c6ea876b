"""Writes the picture of an X screen to standard output, as PNG: `python -m daemon.actions.desktop.x_root`.

A program of its own, because python-xlib waits without end for a server that does not answer.
"""

from __future__ import annotations

import os
import struct
import sys
import zlib


def png(width: int, height: int, pixels: bytes) -> bytes:
    """Returns a PNG file's contents. `pixels`: rows of 4 bytes a pixel, blue, green, red and nothing."""
    rgb = bytearray(3 * width * height)
    rgb[0::3], rgb[1::3], rgb[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
    row = 3 * width
    rows = b"".join(b"\0" + rgb[at : at + row] for at in range(0, len(rgb), row))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, data = chunk
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> int:
    try:
        from Xlib import X
        from Xlib.display import Display
        from Xlib.error import DisplayError
    except ImportError:
        print("python-xlib is not installed", file=sys.stderr)
        return 1
    try:
        root = Display().screen().root
    except (DisplayError, OSError) as err:
        print(err, file=sys.stderr)
        return 1
    size = root.get_geometry()
    image = root.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF)
    if image.depth not in (24, 32) or len(image.data) != 4 * size.width * size.height:
        print(f"pictures of {image.depth} bits a pixel are not understood", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(png(size.width, size.height, image.data))
    sys.stdout.buffer.flush()
    os._exit(0)  # without waiting for the X server


if __name__ == "__main__":
    raise SystemExit(main())
