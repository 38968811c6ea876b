"""The thinker's inputs: token ids and the features of audio, images and video."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch


@dataclass(frozen=True, slots=True)
class ModelInputs:
    """The inputs of one prompt. Features stand in the order of their placeholders."""

    input_ids: torch.Tensor
    """int64 [1, n]."""
    input_features: torch.Tensor | None = None
    """float32 [sounds, mel bins, frames]: log-mel frames of 10 ms, zero beyond each sound's end."""
    feature_attention_mask: torch.Tensor | None = None
    """int64 [sounds, frames]: 1 where a frame belongs to the sound."""
    pixel_values: torch.Tensor | None = None
    """float32 [patches, 3 * 2 * 14 * 14]: images in patches, in the order of the 2 x 2 merge."""
    image_grid_thw: torch.Tensor | None = None
    """int64 [images, 3]: number of patches in time, height, width."""
    pixel_values_videos: torch.Tensor | None = None
    """float32 as pixel_values; a patch spans two frames."""
    video_grid_thw: torch.Tensor | None = None
    """int64 [videos, 3], as image_grid_thw."""
    video_second_per_grid: torch.Tensor | None = None
    """float32 [videos]: seconds that one step in time of the grid lasts."""
    use_audio_in_video: bool = False
    """Interleaves the videos' sound tracks with their frames."""

    @property
    def prompt_tokens(self) -> int:
        return int(self.input_ids.shape[1])

    @property
    def sees(self) -> bool:
        """Whether the prompt holds images or videos."""
        return self.pixel_values is not None or self.pixel_values_videos is not None

    def for_thinker(self, device: torch.device, dtype: torch.dtype) -> dict[str, Any]:
        """Returns the keyword arguments of the thinker's `generate`, features in the model's dtype."""
        ids = self.input_ids.to(device)
        found: dict[str, Any] = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        for name in ("input_features", "pixel_values", "pixel_values_videos"):
            if (value := getattr(self, name)) is not None:
                found[name] = value.to(device, dtype)
        for name in ("feature_attention_mask", "image_grid_thw", "video_grid_thw", "video_second_per_grid"):
            if (value := getattr(self, name)) is not None:
                found[name] = value.to(device)
        if self.use_audio_in_video:
            found["use_audio_in_video"] = True
        return found

    def for_positions(self, device: torch.device) -> dict[str, Any]:
        """Returns the keyword arguments of `get_rope_index` beside the ids and their mask."""

        def there(tensor: torch.Tensor | None) -> torch.Tensor | None:
            return None if tensor is None else tensor.to(device)

        sounds = self.feature_attention_mask
        return {
            "image_grid_thw": there(self.image_grid_thw),
            "video_grid_thw": there(self.video_grid_thw),
            "use_audio_in_video": self.use_audio_in_video,
            "audio_seqlens": None if sounds is None else sounds.sum(1).to(device),
            "second_per_grids": there(self.video_second_per_grid),
        }
