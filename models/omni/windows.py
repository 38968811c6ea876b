"""Cuts a voice's codes into windows for the diffusion and pieces of sound. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

RATE = 24_000
"""Samples per second of the speech."""
FRAME = 240
"""Samples in a mel frame."""
CODE_FRAMES = 2
"""Mel frames in a code."""
CODE = FRAME * CODE_FRAMES
"""Samples in a code: 20 ms."""
BLOCK = 24
"""Mel frames in a block of the diffusion transformer."""
PAST = 2 * BLOCK
FUTURE = BLOCK
OVERLAP = 26
"""Mel frames of context that the vocoder is given on each side."""
GUARD = 14
"""Mel frames before the window's future block that are voiced only with the next window. The frames of the future
block lack a future of their own; from this distance on they are good enough as the vocoder's context (measured: 8
frames leave 7e-4 of the peak, 14 leave 1e-4)."""

CHUNKS = (BLOCK, BLOCK, 2 * BLOCK, 4 * BLOCK)
"""Mel frames of the successive chunks."""
QUICK_CHUNKS = (BLOCK, BLOCK, BLOCK, 2 * BLOCK, 4 * BLOCK)
"""Mel frames of the successive chunks on a machine where a window takes hardly longer than its codes: the next piece
is never far."""


@dataclass(frozen=True, slots=True)
class DecodeWindow:
    """One step of solving and voicing, in mel frames since the reply began."""

    start: int
    """First frame of the diffusion's window, on a block boundary."""
    end: int
    """End of the mel that is finished with it."""
    ahead: int
    """End of the diffusion's window."""
    voiced: int
    """End of the sound that is heard with it."""


class WindowPlan:
    """Cuts replies by the sizes of their chunks. Pure."""

    def __init__(self, chunks: Sequence[int]) -> None:
        self.chunks = tuple(chunks)

    def window(self, chunk: int, solved: int, total: int | None = None) -> DecodeWindow:
        """Returns the window of chunk number `chunk`, with `solved` frames finished. `total`: frames of the reply once
        it is over."""
        end = solved + self.chunks[min(chunk, len(self.chunks) - 1)]
        if solved or end % BLOCK == 0:
            end = -(-end // BLOCK) * BLOCK
        start = max(0, (solved - PAST) // BLOCK * BLOCK)
        if total is not None and total - end < FUTURE:
            return DecodeWindow(start, total, total, total)  # one whose future would be a stump takes the stump along
        # Off the grid the frames behind the end belong to the same block: they are what those before it are.
        return DecodeWindow(start, end, end + FUTURE, end - (GUARD if end % BLOCK == 0 else 0))

    def successive(self) -> list[DecodeWindow]:
        """Returns the windows of a long reply, until they repeat."""
        found: list[DecodeWindow] = []
        solved = 0
        for chunk in range(len(self.chunks) + 3):
            found.append(self.window(chunk, solved))
            solved = found[-1].end
        return found

    @property
    def seconds(self) -> tuple[float, ...]:
        """Seconds of the successive pieces of sound; the last repeats."""
        ends = [0, *(window.voiced for window in self.successive())]
        return tuple((b - a) * FRAME / RATE for a, b in itertools.pairwise(ends))

    @property
    def ahead(self) -> float:
        """Seconds of codes that must be there beyond a piece of sound, at most."""
        return max(window.ahead - window.voiced for window in self.successive()) * FRAME / RATE

    @property
    def windows(self) -> tuple[int, ...]:
        """All lengths of the diffusion's windows, in whole blocks: a reply's last window may have any of them."""
        longest = max(window.ahead - window.start for window in self.successive())
        return tuple(range(BLOCK, longest + 1, BLOCK))

    @property
    def contexts(self) -> tuple[int, ...]:
        """Lengths of the vocoder's contexts, a reply's last one included: it is given more of the past."""
        lengths, voiced, longest = set[int](), 0, 0
        for window in self.successive():
            left = max(0, voiced - OVERLAP)
            lengths.add(min(window.voiced + OVERLAP, window.ahead) - left)
            longest = max(longest, window.end + FUTURE - CODE_FRAMES - left)
            voiced = window.voiced
        return (*sorted(lengths), longest)
