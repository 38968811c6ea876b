"""Input and output of routing. Plain values: no engine, no clock, nothing to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from config.errors import UserError
from config.texts import _

if TYPE_CHECKING:
    from daemon.routing.omni_modes import Mode


Medium = Literal["text", "image", "audio", "video", "speech"]
Tier = Literal["auto", "embedded", "fast", "quality", "max"]


class NoRoute(UserError):
    """No engine on this machine can serve the turn. The text is one line for the user."""


@dataclass(frozen=True, slots=True)
class TurnInput:
    """One turn, as far as routing needs it."""

    medium: Medium
    text: str = ""
    """The words typed, or heard so far; beside an image or a file, the question about it."""
    language: str | None = None
    """ISO 639-1; None while it is not known."""
    tier: Tier = "auto"
    model: str | None = None
    """The model the user asked for by name, for this turn."""


@dataclass(frozen=True, slots=True)
class Mind:
    """An LLM that could answer typed turns, images or files."""

    model_id: str
    state: Literal["loaded", "loading", "ready", "unavailable"]
    """`ready`: here, fits, and would have to be loaded first (for a server: it answers)."""
    why: str = ""
    """Why it is unavailable, in a few words for the user."""
    sees: bool = False
    """Takes images: its projector is here."""
    hears: bool = False
    watches: bool = False
    """Takes video."""
    mode: Mode | None = None
    """How it runs here; only for an Omni that Transformers runs."""
    speaks: tuple[str, ...] = ()
    """Languages that it speaks by itself in that mode."""

    @property
    def usable(self) -> bool:
        return self.state != "unavailable"


@dataclass(frozen=True, slots=True)
class StandIn:
    """A part of a tier that works in place of a better one."""

    does: str
    """`hears`, `speaks Spanish`."""
    used: str
    wanted: str
    why: str
    """Why `wanted` cannot be used, in one line for the user."""

    def __str__(self) -> str:
        return _(
            "{used} {does} in place of {wanted}: {why}",
            used=self.used,
            does=self.does,
            wanted=self.wanted,
            why=self.why,
        )


@dataclass(frozen=True, slots=True)
class TierFacts:
    """The engines of one tier on this machine, and whether it can be used."""

    ears: str
    mind: str
    voices: Mapping[str, str]
    """Language -> engine id; "*" for any other."""
    hears: frozenset[str]
    """Languages; "*" for all."""
    usable: bool = True
    why: str = ""
    first_audio_ms: float | None = None
    """Measured P50 of engine_first_audio_ms; None: not measured."""
    real_time_factor: float | None = None
    """Seconds of work per second of speech, measured."""
    stand_ins: tuple[StandIn, ...] = ()

    def can(self, language: str | None) -> bool:
        """Returns whether a turn in this language can be heard and answered aloud."""
        if not self.usable or language is None:
            return self.usable
        return not {language, "*"}.isdisjoint(self.hears) and not {language, "*"}.isdisjoint(self.voices)

    def engines(self, language: str | None) -> tuple[str, ...]:
        """Ears, mind and voice for this language; one id where one engine is all of them."""
        voice = self.voices.get(language or "", "") or self.voices.get("*", "") or next(iter(self.voices.values()), "")
        return tuple(dict.fromkeys(engine for engine in (self.ears, self.mind, voice) if engine))


@dataclass(frozen=True, slots=True)
class Facts:
    """The state of this machine: tiers and LLMs that can be had right now."""

    tiers: Mapping[str, TierFacts]
    """By tier; a tier that is not configured may be left out."""
    minds: Mapping[str, Mind]
    """By model id, and by what the user may call them: `tiny`, `deep`, `expert`, ..."""
    resident: str
    """Which of `minds` stays loaded."""
    omni: tuple[Mind, ...] = ()
    """LLMs that hear, in order of preference: on the GPU, thinker only, GGUF."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a turn goes, and why."""

    tier: str
    """A voice tier, or `text`."""
    engines: tuple[str, ...]
    row: str
    """Id of the row that decided."""
    reason: str
    fallback_note: str | None = None
    """A sentence that opens the reply: the user asked for something that cannot be had."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of a tier from this machine's own benchmark."""

    first_audio_ms: float | None = None
    """P50 of engine_first_audio_ms."""
    real_time_factor: float | None = None
