"""Turns a conversation into Qwen3-Omni's inputs. They differ from Qwen2.5-Omni's in fewer tokens of sound, larger
patches, and a video's pictures and sound in the order of their time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from config.small_files import read_json
from config.texts import _
from models.engine import EngineError
from models.omni.inputs import ModelInputs
from models.omni.messages import OmniMessage
from models.omni.prompt import Prompter
from models.omni.vision import MERGE, Lens

LENS = Lens(16, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
"""Values as released; a checkpoint's own preprocessor_config.json takes precedence."""


def interleave_by_time(
    grid: tuple[int, int, int], positions_per_grid: float, audio: int, video_token: int, audio_token: int
) -> list[int]:
    """Returns the placeholders of a video with sound: each step of pictures stands at its time, before the sound of
    that time.

    `grid` counts patches in time, height, width. `audio`: number of the sound's tokens, one per position in time.
    """
    per_step = grid[1] * grid[2] // MERGE**2
    due = [(step * positions_per_grid, 0) for step in range(grid[0]) for _ in range(per_step)]
    due += [(float(position), 1) for position in range(audio)]
    return [audio_token if heard else video_token for _, heard in sorted(due)]


class Prompter3(Prompter):
    """Builds prompts for Qwen3-Omni: longer tokens of sound, larger patches, pictures and sound in the order of their
    time."""

    def __init__(self, tokenizer: Any, features: Any, config: Any, lens: Lens = LENS, **more: Any) -> None:
        super().__init__(tokenizer, features, config, lens=lens, **more)
        self._positions = float(config.position_id_per_seconds)

    def tokens_of_sound(self, frames: int) -> int:
        return audio_tokens(frames)

    def interleaved(self, grid: tuple[int, int, int], seconds_per_grid: float, audio: int) -> list[int]:
        per_grid = seconds_per_grid * self._positions
        return interleave_by_time(grid, per_grid, audio, self._video_token, self._audio[1])

    def build(self, conversation: Sequence[OmniMessage], *, speak: bool) -> ModelInputs:
        # Its talker was trained with any system prompt.
        return super().build(conversation, speak=False)


def audio_tokens(frames: int) -> int:
    """Returns the number of tokens of a sound of `frames` log-mel frames: 13 for each whole second."""
    rest = (frames % 100 - 1) // 2 + 1
    return ((rest - 1) // 2 + 1 - 1) // 2 + 1 + frames // 100 * 13


def lens_of(folder: Path) -> Lens:
    """Reads the picture settings of the checkpoint. Raises EngineError for a file that cannot be read."""
    file = folder / "preprocessor_config.json"
    try:
        told = read_json(file) if file.exists() else {}
        mean, std = told.get("image_mean", LENS.mean), told.get("image_std", LENS.std)
        return Lens(int(told.get("patch_size", LENS.patch)), (mean[0], mean[1], mean[2]), (std[0], std[1], std[2]))
    except (OSError, ValueError, TypeError, IndexError) as err:
        raise EngineError(_("{file} cannot be read: {why}", file=file, why=err)) from err
