"""Turns a conversation into model inputs: Qwen2.5-Omni's chat template and processor, by hand.

They are written by hand for two reasons. The stock processor needs torchvision even for text. And text that a user
typed or a file holds must never turn into control tokens: only this module writes those.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from config.texts import _
from models.engine import EngineError
from models.omni.inputs import ModelInputs
from models.omni.media import RATE, Sound, read_audio, read_image, read_video
from models.omni.messages import Audio, Image, OmniMessage, Part, Text, Video, split_instructions
from models.omni.vision import CLIP, MERGE, TIME, Lens, Limits, Patches, image_patches, video_patches

POSITIONS_PER_SECOND = 25
SECONDS_PER_CHUNK = 2
SHORTEST = RATE // 10
"""Least length of a sound in samples: the encoder needs a few frames, so shorter sounds are padded with silence."""


class Prompter:
    """Turns conversations into inputs for one model."""

    def __init__(
        self,
        tokenizer: Any,
        features: Any,
        config: Any,
        limits: Limits | None = None,
        lens: Lens = CLIP,
        *,
        allow_urls: bool = False,
    ) -> None:
        """`features`: the model's WhisperFeatureExtractor; `config`: the thinker's."""
        self._tokenizer = tokenizer
        self._features = features
        self._limits = limits or Limits()
        self._lens = lens
        self._allow_urls = allow_urls
        self._audio = (config.audio_start_token_id, config.audio_token_id, self._end_of("audio", config))
        self._vision = (config.vision_start_token_id, self._end_of("vision", config))
        self._image_token, self._video_token = config.image_token_id, config.video_token_id
        self._start, self._end = (int(tokenizer.convert_tokens_to_ids(t)) for t in ("<|im_start|>", "<|im_end|>"))

    def build(self, conversation: Sequence[OmniMessage], *, speak: bool) -> ModelInputs:
        """Returns the prompt for the assistant's next turn; an assistant's turn that stands last is continued. With
        `speak` the system prompt is the fixed one, and the text of the conversation's system messages opens the first
        user turn.

        Raises EngineError for media that cannot be opened, or for videos only some of which are to be heard.
        """
        system, turns = split_instructions(conversation, speak=speak)
        work = _Work(self)
        work.turn("system", [Text(system)])
        begun = turns.pop() if turns and turns[-1].role == "assistant" else OmniMessage("assistant", ())
        for message in turns:
            work.turn(message.role, message.content)
        work.open_turn("assistant")
        work.add(begun.content)
        return work.inputs()

    def _end_of(self, medium: str, config: Any) -> int:
        """Returns the token behind a medium; Qwen3-Omni's configuration does not name it."""
        named = getattr(config, f"{medium}_end_token_id", None)
        return int(self._tokenizer.convert_tokens_to_ids(f"<|{medium}_end|>") if named is None else named)

    def tokens_of_sound(self, frames: int) -> int:
        """Returns the number of tokens of a sound of `frames` log-mel frames."""
        return audio_tokens(frames)

    def interleaved(self, grid: tuple[int, int, int], seconds_per_grid: float, audio: int) -> list[int]:
        """Returns the placeholders of a video with this grid and `audio` tokens of sound."""
        return interleave(grid, seconds_per_grid, audio, self._video_token, self._audio[1])

    def ids(self, text: str) -> list[int]:
        """Returns the tokens of plain text; text that looks like a control token is spelt out."""
        return list(self._tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"])


class _Work:
    """One prompt under construction."""

    def __init__(self, kit: Prompter) -> None:
        self._kit = kit
        self._ids: list[int] = []
        self._text = ""
        self._sounds: list[Sound] = []
        self._images: list[Patches] = []
        self._videos: list[Patches] = []
        self._seconds: list[float] = []
        self._heard: list[bool] = []

    def open_turn(self, role: str) -> None:
        self._control(self._kit._start)
        self._text += f"{role}\n"

    def turn(self, role: str, content: Sequence[Part]) -> None:
        self.open_turn(role)
        self.add(content)
        self._control(self._kit._end)
        self._text += "\n"

    def add(self, content: Sequence[Part]) -> None:
        for part in content:
            self._add(part)

    def _add(self, part: Part) -> None:
        kit = self._kit
        match part:
            case Text():
                # Kept apart until the next control token: a tokenizer may join what stands side by side.
                self._text += part.text
            case Audio():
                self._control(*self._sound(read_audio(part, kit._allow_urls)))
            case Image():
                patches, grid = image_patches(read_image(part, kit._allow_urls), kit._limits, kit._lens)
                self._images.append((patches, grid))
                self._control(kit._vision[0], *[kit._image_token] * _tokens(grid), kit._vision[1])
            case Video():
                self._control(kit._vision[0], *self._video(part), kit._vision[1])

    def _control(self, *ids: int) -> None:
        if self._text:
            self._ids += self._kit.ids(self._text)
            self._text = ""
        self._ids += ids

    def _sound(self, sound: Sound) -> list[int]:
        longest = int(self._kit._features.n_samples)
        if len(sound) > longest:
            raise EngineError(
                _(
                    "a sound of {count:.0f} s is too long: Omni listens to {longest:.0f} s at a time",
                    count=len(sound) / RATE,
                    longest=longest / RATE,
                )
            )
        sound = np.pad(sound, (0, max(0, SHORTEST - len(sound))))
        self._sounds.append(sound)
        start, token, end = self._kit._audio
        return [start, *[token] * self._kit.tokens_of_sound(frames_of(len(sound))), end]

    def _video(self, video: Video) -> list[int]:
        kit = self._kit
        clip = read_video(video, kit._allow_urls)
        patches, grid = video_patches(clip.frames, kit._limits, kit._lens)
        self._videos.append((patches, grid))
        self._seconds.append(TIME / clip.fps)
        self._heard.append(clip.sound is not None)
        if clip.sound is None:
            return [kit._video_token] * _tokens(grid)
        start, *tokens, end = self._sound(clip.sound)
        return [start, *kit.interleaved(grid, TIME / clip.fps, len(tokens)), end]

    def inputs(self) -> ModelInputs:
        self._control()
        if len(set(self._heard)) > 1:
            raise EngineError(_("videos with and without sound cannot be mixed in one conversation"))
        features, mask = self._listen()
        images, videos = self._images, self._videos
        return ModelInputs(
            input_ids=torch.tensor([self._ids]),
            input_features=features,
            feature_attention_mask=mask,
            pixel_values=torch.cat([p for p, _ in images]) if images else None,
            image_grid_thw=torch.tensor([g for _, g in images]) if images else None,
            pixel_values_videos=torch.cat([p for p, _ in videos]) if videos else None,
            video_grid_thw=torch.tensor([g for _, g in videos]) if videos else None,
            video_second_per_grid=torch.tensor(self._seconds) if videos else None,
            use_audio_in_video=any(self._heard),
        )

    def _listen(self) -> tuple[torch.Tensor | None, torch.Tensor | None]:
        """Returns the log-mel features of all sounds, as long as the longest sound. The stock extractor pads to five
        minutes, and all of those frames would be computed for every question."""
        if not self._sounds:
            return None, None
        longest = max(frames_of(len(s)) for s in self._sounds)
        rows = []
        for sound in self._sounds:
            # Two windows of silence after the end: there the stock input has its padding, not the sound's mirror image.
            padded = np.pad(sound, (0, 2 * int(self._kit._features.n_fft)))
            row = self._kit._features(padded, sampling_rate=RATE, padding="do_not_pad", truncation=False)
            frames = torch.from_numpy(np.asarray(row["input_features"][0], dtype=np.float32))
            count = frames_of(len(sound))
            rows.append(torch.nn.functional.pad(frames[:, :count], (0, longest - count)))
        lengths = torch.tensor([frames_of(len(s)) for s in self._sounds])
        return torch.stack(rows), (torch.arange(longest) < lengths.unsqueeze(1)).long()


def frames_of(samples: int) -> int:
    """Returns the number of log-mel frames (10 ms each) of a sound."""
    return -(-samples // 160)


def audio_tokens(frames: int) -> int:
    """Returns the number of tokens of a sound: about one per 40 ms, after a stride of two and a pooling of two."""
    return ((frames - 1) // 2 + 1 - 2) // 2 + 1


def _tokens(grid: tuple[int, int, int]) -> int:
    return grid[0] * grid[1] * grid[2] // MERGE**2


def interleave(
    grid: tuple[int, int, int], seconds_per_grid: float, audio: int, video_token: int, audio_token: int
) -> list[int]:
    """Returns the placeholders of a video with sound: two seconds of pictures, then their sound, and so on.

    `grid` counts patches in time, height, width. `audio`: number of the sound's tokens, one per position in time.
    """
    per_chunk = POSITIONS_PER_SECOND * SECONDS_PER_CHUNK
    per_step = grid[1] * grid[2] // MERGE**2
    pictures = [t * seconds_per_grid * POSITIONS_PER_SECOND for t in range(grid[0]) for _ in range(per_step)]
    seen, heard = _chunks(pictures, per_chunk), _chunks(list(range(audio)), per_chunk)
    tokens: list[int] = []
    for i in range(max(len(seen), len(heard))):
        tokens += [video_token] * (seen[i] if i < len(seen) else 0)
        tokens += [audio_token] * (heard[i] if i < len(heard) else 0)
    return tokens


def _chunks(positions: Sequence[float], per_chunk: int) -> list[int]:
    """Returns how many positions fall into each stretch. A gap of several stretches opens only one, as in the stock
    processor."""
    sizes: list[int] = []
    start = 0
    for i, position in enumerate(positions):
        if position >= (len(sizes) + 1) * per_chunk:
            sizes.append(i - start)
            start = i
    return [*sizes, len(positions) - start]
