"""When is the user's turn over? Pure: words and this speaker's habits in, milliseconds of silence out.

The pause that ends a turn depends on how finished its words sound: the idea of RealtimeVoiceChat and of LiveKit's turn
detector, done here with rules for English and Spanish. It stretches towards this speaker's usual pauses, the less the more
finished the sentence sounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.settings import Turn as TurnSettings
from daemon.conversation.rules.completeness import Completeness, by_words, completeness, surer
from daemon.conversation.rules.whole_commands import is_whole
from models.engine import Transcript


@dataclass(frozen=True, slots=True)
class Habits:
    """This speaker's pauses inside a turn, in milliseconds: exponential averages of mean and spread.

    LiveKit's endpointing learns the user's pauses by such averages.
    """

    mean: float = 0.0
    spread: float = 0.0
    """Mean absolute deviation."""
    count: int = 0
    stopping: float = 1.0
    """Share of recent turns in which the speaker stopped in the middle. 1 for an unknown speaker, to be safe."""

    WEIGHT = 0.15
    WEIGHT_OF_TURN = 0.05
    LEAST = 5
    """Fewer pauses are too few to learn from."""

    def learn_turn(self, pauses: Sequence[float], shortest: float) -> Habits:
        """Learn from a turn's inner pauses, in milliseconds. Pauses up to `shortest` never end a turn."""
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
        """Mean plus so many spreads, in milliseconds; 0 while too few pauses are known. Longer inner pauses are rare."""
        return self.mean + spreads * self.spread if self.count >= self.LEAST else 0.0


_CARE = {Completeness.LIKELY: 1.6, Completeness.UNSURE: 2.05, Completeness.INCOMPLETE: 3.0}
"""Spreads above this speaker's mean pause. The likelier the sentence goes on, the rarer a longer inner pause must be, so
that few speakers are cut off: with these 1.5-3.5 of 100 halting ones, 3.0-5.5 with 1.25 (`python -m benchmarks.cutoffs`)."""


def by_melody(kind: Completeness, finished: float | None) -> Completeness:
    """Moves an unclear verdict of the words by one step, as the voice sounds; a clear verdict stays.

    `finished`: probability that the voice sounds like the end of a turn; None when that is not measured.
    """
    if finished is None:
        return kind
    if finished >= _SOUNDS_FINISHED:
        return surer(kind)
    if finished < _SOUNDS_OPEN and kind is Completeness.LIKELY:
        return Completeness.UNSURE
    return kind


_SOUNDS_FINISHED, _SOUNDS_OPEN = 0.97, 0.1
"""Smart Turn's authors decide at 0.5, by the voice alone. Beside words that is too rash: twice as many synthetic voices were
cut off (`python -m benchmarks.cutoffs --melody`)."""


_OFTEN = 0.1
"""Share of turns with a stop from which the speaker gets the full waits of the settings."""
_BRISK = 0.55
"""Share of the waits beyond `complete_ms` for a speaker who never stops: rare pauses may be misjudged more often, and still
hardly anybody is cut off."""


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
    if is_whole(text, language):
        return float(settings.complete_ms)
    said = completeness(text, language)
    kind = by_melody(said, finished)
    if said is Completeness.COMPLETE:
        if finished is None or finished >= _SOUNDS_OPEN or by_words(text, language) is Completeness.COMPLETE:
            return float(settings.complete_ms)
        # Only a recogniser's mark says so, against the voice. Questions often sound open; commands and statements don't.
        said = kind = Completeness.LIKELY if text.rstrip().endswith(("?", "!")) else Completeness.UNSURE
    return _wait(kind, said, settings, habits)


def silence_for(heard: Transcript | None, settings: TurnSettings, habits: Habits) -> float:
    """Milliseconds of silence that end a turn in which that was heard; None: not known yet. While the voice has not been
    judged, only clear words end it."""
    if heard is None or (heard.unjudged and not _clear(heard)):
        return float(settings.incomplete_ms)
    return required_silence(heard.text, heard.language, settings, habits, heard.finished)


def melody_matters(heard: Transcript | None, silent: float, settings: TurnSettings) -> bool:
    """Whether it is time to have the voice judged: its melody may end the turn soon, after `silent` milliseconds."""
    if heard is None or not heard.unjudged or silent < settings.complete_ms - _JUDGED_IN:
        return False
    return not _clear(heard)


_JUDGED_IN = 60
"""Milliseconds that it takes at most to judge a voice, on a machine that is not busy."""


def _clear(heard: Transcript) -> bool:
    """Whether the bare words are those of a turn that is over."""
    return is_whole(heard.text, heard.language) or by_words(heard.text, heard.language) is Completeness.COMPLETE


def silence_by_words(text: str, language: str, settings: TurnSettings, habits: Habits) -> float:
    """Milliseconds of silence that the bare words ask for: without the recogniser's mark and the melody, which may be wrong.

    Until then a turn can stay open at no cost while its answer has no sound yet. `text` has a word in it.
    """
    kind = Completeness.COMPLETE if is_whole(text, language) else by_words(text, language)
    return _wait(kind, kind, settings, habits)


def _wait(kind: Completeness, said: Completeness, settings: TurnSettings, habits: Habits) -> float:
    """Milliseconds of silence for a verdict. `said`: that of the words, without the melody."""
    wait: float = {
        Completeness.COMPLETE: settings.complete_ms,
        Completeness.LIKELY: settings.likely_ms,
        Completeness.UNSURE: settings.unsure_ms,
        Completeness.INCOMPLETE: settings.incomplete_ms,
    }[kind]
    if kind is Completeness.COMPLETE and said is Completeness.COMPLETE:
        return wait
    if kind is not Completeness.INCOMPLETE:
        wait *= settings.patience
    # A speaker who often stops in the middle is not taken for finished by the melody alone. Nobody stops for longer because
    # more patience is asked for.
    usual = habits.longer_than(_CARE[said] * min(settings.patience, 1.0))
    beyond = min(max(wait, usual), settings.incomplete_ms) - settings.complete_ms
    if kind is not Completeness.INCOMPLETE:
        beyond *= _haste(habits)
    return settings.complete_ms + max(0.0, beyond)
