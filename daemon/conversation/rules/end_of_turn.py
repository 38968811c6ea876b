"""When is the user's turn over? Pure: words, silence so far, and this speaker's habits in; milliseconds out.

The pause that ends a turn depends on how finished its words sound (the idea of RealtimeVoiceChat and of LiveKit's turn
detector, done here with rules in English and Spanish), and stretches towards what this speaker's own pauses have been: the
surer the sentence, the less of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.settings import Turn as TurnSettings
from daemon.conversation.rules.completeness import Completeness, completeness


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of this speaker's pauses inside a turn, in milliseconds: an exponential average of mean and spread.

    Endpointing that learns the user's pauses by such an average is LiveKit's idea.
    """

    mean: float = 0.0
    spread: float = 0.0
    """Mean absolute deviation."""
    count: int = 0
    stopping: float = 1.0
    """Share of the turns, of late, in which the speaker stopped in the middle. Who is not known yet may always do so."""

    WEIGHT = 0.15
    WEIGHT_OF_TURN = 0.05
    LEAST = 5
    """Fewer pauses tell nothing."""

    def learn_turn(self, pauses: Sequence[float], shortest: float) -> Habits:
        """A turn is over, with these pauses inside it, in milliseconds. Those up to `shortest` end no turn anyhow."""
        habits = self
        for pause in pauses:
            habits = habits.learn(pause)
        stopped = any(pause > shortest for pause in pauses)
        return replace(habits, stopping=self.stopping + self.WEIGHT_OF_TURN * (stopped - self.stopping))

    def learn(self, pause_ms: float) -> Habits:
        if self.count == 0:
            return Habits(pause_ms, pause_ms / 4, 1)
        gap = pause_ms - self.mean
        return replace(
            self,
            mean=self.mean + self.WEIGHT * gap,
            spread=self.spread + self.WEIGHT * (abs(gap) - self.spread),
            count=self.count + 1,
        )

    def longer_than(self, spreads: float) -> float:
        """A pause that this speaker exceeds inside a turn the more seldom, the more `spreads` lie above the mean."""
        return self.mean + spreads * self.spread if self.count >= self.LEAST else 0.0


_CARE = {Completeness.LIKELY: 1.25, Completeness.UNSURE: 2.05, Completeness.INCOMPLETE: 3.0}
"""Spreads above this speaker's mean pause. What matters is how often a speaker is cut off: the likelier it is that the
sentence goes on, the rarer must be a pause that outlasts ours. With these at most 3 of 100 halting speakers are cut off
(`python -m benchmarks.cutoffs`)."""


def by_melody(kind: Completeness, finished: float | None) -> Completeness:
    """What the words leave open, the voice decides: `finished` is the probability that it sounds like the end of a turn
    (None: nothing listens to that). It moves the words' verdict by one step; a verdict that is clear stays."""
    if finished is None:
        return kind
    if finished >= _SOUNDS_FINISHED:
        return {Completeness.LIKELY: Completeness.COMPLETE, Completeness.UNSURE: Completeness.LIKELY}.get(kind, kind)
    if finished < _SOUNDS_OPEN and kind is Completeness.LIKELY:
        return Completeness.UNSURE
    return kind


_SOUNDS_FINISHED, _SOUNDS_OPEN = 0.97, 0.1
"""Smart Turn's authors decide at 0.5, by the voice alone. Beside words that is too rash, with synthetic voices at least:
twice as many of them were cut off (`python -m benchmarks.cutoffs --melody`)."""


_OFTEN = 0.1
"""Who stops in so many turns, or more, is waited for as long as the settings say."""
_BRISK = 0.55
"""Who never stops is waited for so much of what the settings say beyond `complete_ms`: a pause that hardly ever comes may
be misjudged more often, and still cuts hardly anybody off."""


def _haste(habits: Habits) -> float:
    return _BRISK + (1 - _BRISK) * min(1.0, habits.stopping / _OFTEN)


def required_silence(
    text: str | None, language: str, settings: TurnSettings, habits: Habits, finished: float | None = None
) -> float:
    """Milliseconds of silence that end the turn, given its words (None: not known yet), the speaker's habits, and the
    probability that the voice sounds finished (None: not known).

    Always within [complete_ms, incomplete_ms] of the settings.
    """
    if text is None:
        return float(settings.incomplete_ms)
    said = completeness(text, language)
    if said is Completeness.COMPLETE:
        return float(settings.complete_ms)
    kind = by_melody(said, finished)
    wait: float = {
        Completeness.COMPLETE: settings.complete_ms,
        Completeness.LIKELY: settings.likely_ms,
        Completeness.UNSURE: settings.unsure_ms,
        Completeness.INCOMPLETE: settings.incomplete_ms,
    }[kind]
    if kind is not Completeness.INCOMPLETE:
        wait *= settings.patience
    # Whoever often stops in the middle is not taken for finished by the melody alone.
    usual = habits.longer_than(_CARE[said] * settings.patience)
    beyond = min(max(wait, usual), settings.incomplete_ms) - settings.complete_ms
    if kind is not Completeness.INCOMPLETE:
        beyond *= _haste(habits)
    return settings.complete_ms + max(0.0, beyond)
