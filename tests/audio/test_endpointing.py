"""The endpointer alone, on scripted sound: what is said is what comes out, to the sample."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from audio.endpointing import Endpointer, State
from audio.events import Event, Heard, Silence, SpeechDropped, SpeechPaused, SpeechResumed, SpeechStarted
from audio.frames import Pcm
from config.constants import ms, samples
from config.settings import Sound, Turn

FRAME = 160
CHUNK = 512
Segment = tuple[str, int]
"""What is heard, and for how many milliseconds. See `sound_of`."""


def sound_of(script: list[Segment]) -> tuple[Pcm, list[float]]:
    """Samples and, for each, the probability that Silero would give. Kinds: `quiet`; `speech`; `sure` and `unsure` speech;
    `weak`: speech that Silero misses; `noise`: loud, no speech; `hangover`: silence that Silero still takes for speech."""
    kinds = {
        "quiet": (0, 0.02), "speech": (3000, 0.75), "sure": (3000, 0.97), "unsure": (3000, 0.4), "weak": (600, 0.2),
        "noise": (3000, 0.05), "hangover": (0, 0.7), "hiss": (60, 0.02),
    }  # fmt: skip
    rng = np.random.default_rng(1)
    pcm: list[Pcm] = []
    probabilities: list[float] = []
    for kind, duration in script:
        amplitude, probability = kinds[kind]
        count = samples(duration)
        pcm.append((rng.choice([-1, 1], count) * amplitude).astype(np.int16))
        probabilities += [probability] * count
    return np.concatenate(pcm), probabilities


class Listener:
    """Feeds an endpointer frame by frame and remembers what it said."""

    def __init__(
        self, playing: bool = False, sound: Sound | None = None, turn: Turn | None = None, behind: int = 0
    ) -> None:
        self.endpointer = Endpointer(sound or Sound(), turn or Turn(), lambda position: 100 + position / 16_000, behind)
        self.playing = playing
        self.events: list[Event] = []
        self._judged = 0

    def hear(self, script: list[Segment]) -> list[Event]:
        pcm, probabilities = sound_of(script)
        fresh: list[Event] = []
        base = self.endpointer.position
        for at in range(0, len(pcm) - FRAME + 1, FRAME):
            frame = pcm[at : at + FRAME]
            self._judged += len(frame)
            if self._judged >= CHUNK:
                self._judged -= CHUNK
                end = at + FRAME - self._judged
                probability = float(np.mean(probabilities[max(0, end - CHUNK) : end]))
                fresh += self.endpointer.process(frame, probability, self.playing, self._judged)
            else:
                fresh += self.endpointer.process(frame, None, self.playing)
        assert self.endpointer.position == base + len(pcm) // FRAME * FRAME
        self.events += fresh
        return fresh


def story(events: list[Event]) -> list[tuple[str, float]]:
    """The events that matter, with their place in ms: where speech starts or goes on, and where it acoustically ended."""
    told: list[tuple[str, float]] = []
    for event in events:
        match event:
            case SpeechStarted(at=at):
                told.append(("start", ms(at)))
            case SpeechPaused(end=end):
                told.append(("pause", ms(end)))
            case SpeechResumed(at=at):
                told.append(("resume", ms(at)))
            case SpeechDropped():
                told.append(("drop", 0))
    return told


Expected = list[Any]
CASES: list[tuple[str, list[Segment], Expected]] = [
    ("silence", [("quiet", 3000)], []),
    ("loud noise is no speech", [("quiet", 300), ("noise", 2000), ("quiet", 500)], []),
    ("speech the model doubts is none", [("quiet", 300), ("unsure", 800), ("quiet", 500)], []),
    ("one chunk of speech is not enough", [("quiet", 500), ("speech", 32), ("quiet", 500)], []),
    ("a word", [("quiet", 500), ("speech", 400), ("quiet", 500)], [("start", 500), ("pause", 900)]),
    ("a short word", [("quiet", 500), ("speech", 160), ("quiet", 500)], [("start", 500), ("pause", 660)]),
    ("too short a sound", [("quiet", 512), ("sure", 96), ("quiet", 500)], [("start", 512), ("drop", 0)]),
    ("speech from the first sample", [("speech", 600), ("quiet", 400)], [("start", 0), ("pause", 600)]),
    ("a sentence", [("quiet", 1000), ("sure", 3000), ("quiet", 400)], [("start", 1000), ("pause", 4000)]),
    ("speech that hasn't ended", [("quiet", 500), ("speech", 900)], [("start", 500)]),
    ("a gap of 60 ms is none", [("quiet", 500), ("speech", 400), ("quiet", 60), ("speech", 400), ("quiet", 400)],
     [("start", 500), ("pause", 1360)]),
    ("nor one of 120 ms", [("quiet", 500), ("speech", 400), ("quiet", 120), ("speech", 400), ("quiet", 400)],
     [("start", 500), ("pause", 1420)]),
    ("one of 400 ms is a pause", [("quiet", 500), ("speech", 400), ("quiet", 400), ("speech", 400), ("quiet", 400)],
     [("start", 500), ("pause", 900), ("resume", 1300), ("pause", 1700)]),
    ("thinking for two seconds", [("quiet", 500), ("speech", 400), ("quiet", 2000), ("speech", 400), ("quiet", 400)],
     [("start", 500), ("pause", 900), ("resume", 2900), ("pause", 3300)]),
    ("three halts", [("speech", 300), ("quiet", 300)] * 3, [("start", 0), ("pause", 300), ("resume", 600),
     ("pause", 900), ("resume", 1200), ("pause", 1500)]),
    ("a click in the pause is no resume", [("speech", 500), ("quiet", 400), ("speech", 20), ("quiet", 400)],
     [("start", 0), ("pause", 500)]),
    ("noise in the pause is no resume", [("speech", 500), ("quiet", 400), ("noise", 300), ("quiet", 400)],
     [("start", 0), ("pause", 500)]),
    ("the model's hangover is cut off", [("quiet", 500), ("speech", 400), ("hangover", 120), ("quiet", 500)],
     [("start", 500), ("pause", 900)]),
    ("a hangover longer than the pause", [("quiet", 500), ("speech", 400), ("hangover", 190), ("quiet", 500)],
     [("start", 500), ("pause", 900)]),
    ("a weak last consonant belongs to the word", [("quiet", 500), ("speech", 416), ("weak", 50), ("quiet", 500)],
     [("start", 500), ("pause", 966)]),
    ("a plosive after its closure", [("quiet", 500), ("speech", 416), ("quiet", 80), ("weak", 20), ("quiet", 500)],
     [("start", 500), ("pause", 1016)]),
    ("a weak first consonant", [("quiet", 500), ("weak", 80), ("speech", 400), ("quiet", 500)],
     [("start", 500), ("pause", 980)]),
    ("a knock half a second before", [("quiet", 500), ("noise", 40), ("quiet", 500), ("speech", 400), ("quiet", 400)],
     [("start", 1040), ("pause", 1440)]),
    ("noise that goes on after the speech", [("quiet", 500), ("speech", 416), ("noise", 800)],
     [("start", 500), ("pause", 984)]),
    ("a voice in steady hiss", [("hiss", 2000), ("speech", 400), ("hiss", 600)], [("start", 2000), ("pause", 2400)]),
    ("a doubtful middle is still speech", [("quiet", 500), ("speech", 300), ("unsure", 600), ("quiet", 400)],
     [("start", 500), ("pause", 1400)]),
    ("a pause nobody ends is over after 15 s", [("speech", 400), ("quiet", 16_000), ("speech", 400), ("quiet", 300)],
     [("start", 0), ("pause", 400), ("start", 16_400), ("pause", 16_800)]),
]  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_scripts(script: list[Segment], expected: Expected) -> None:
    listener = Listener()
    told = story(listener.hear(script))
    assert [name for name, _ in told] == [name for name, _ in expected]
    for (name, at), (_, wanted) in zip(told, expected, strict=True):
        assert name == "drop" or at == pytest.approx(wanted, abs=10)


def test_a_pause_is_told_as_soon_as_it_is_long_enough() -> None:
    listener = Listener()
    listener.hear([("quiet", 500), ("speech", 500), ("quiet", 600)])
    pause = next(event for event in listener.events if isinstance(event, SpeechPaused))
    assert 160 <= ms(pause.at - pause.end) <= 200
    assert pause.end_time == 100 + pause.end / 16_000


def test_a_pause_lasts_for_what_the_canceller_still_holds_too() -> None:
    script: list[Segment] = [("quiet", 500), ("speech", 500), ("quiet", 600)]
    told: dict[int, list[int]] = {}
    for behind in (0, 480):
        listener = Listener(behind=behind)
        listener.hear(script)
        pause = next(event for event in listener.events if isinstance(event, SpeechPaused))
        at = listener.events.index(pause)
        heard = [event for event in listener.events[:at] if isinstance(event, Heard)]
        ticks = [event for event in listener.events if isinstance(event, Silence)]
        told[behind] = [heard[-1].at + len(heard[-1].pcm) // 2, ticks[-1].at - listener.endpointer.position]
        assert 160 <= ms(pause.at - pause.end) <= 200
    assert told[480][0] == told[0][0] - 480  # noticed 30 ms of sound earlier
    assert told[480][1] > told[0][1]  # and counted to where the microphone is


@pytest.mark.parametrize("provisional", [60, 120, 300, 500])
def test_provisional_pause_is_a_setting(provisional: int) -> None:
    listener = Listener(turn=Turn(provisional_ms=provisional))
    listener.hear([("quiet", 500), ("speech", 512), ("quiet", 900)])
    pause = next(event for event in listener.events if isinstance(event, SpeechPaused))
    assert provisional <= ms(pause.at - pause.end) <= provisional + 50


@pytest.mark.parametrize(("threshold", "starts"), [(0.3, 1), (0.7, 1), (0.8, 0)])
def test_threshold_is_a_setting(threshold: float, starts: int) -> None:
    listener = Listener(sound=Sound(vad_threshold=threshold))
    events = listener.hear([("quiet", 500), ("speech", 500), ("quiet", 500)])
    assert sum(isinstance(event, SpeechStarted) for event in events) == starts


@pytest.mark.parametrize(("shortest", "kept"), [(120, True), (400, True), (600, False)])
def test_shortest_speech_is_a_setting(shortest: int, kept: bool) -> None:
    listener = Listener(sound=Sound(min_speech_ms=shortest))
    names = [name for name, _ in story(listener.hear([("quiet", 500), ("speech", 500), ("quiet", 500)]))]
    assert names == ["start", "pause" if kept else "drop"]


@pytest.mark.parametrize("pre_roll", [0, 300, 1000])
def test_heard_audio_begins_with_the_pre_roll_and_has_no_gap(pre_roll: int) -> None:
    script: list[Segment] = [("quiet", 1500), ("speech", 500), ("quiet", 500), ("speech", 500), ("quiet", 400)]
    listener = Listener(sound=Sound(pre_roll_ms=pre_roll))
    listener.hear(script)
    heard = [event for event in listener.events if isinstance(event, Heard)]
    assert ms(heard[0].at) == pytest.approx(1500 - pre_roll, abs=10)
    for before, after in pairwise(heard):
        assert after.at == before.at + len(before.pcm) // 2
    said = np.frombuffer(b"".join(event.pcm for event in heard), np.int16)
    assert np.array_equal(said, sound_of(script)[0][heard[0].at : heard[0].at + len(said)])
    assert heard[-1].at + len(heard[-1].pcm) // 2 == listener.endpointer.position


def test_the_order_of_events() -> None:
    listener = Listener()
    listener.hear([("quiet", 500), ("speech", 500), ("quiet", 400), ("speech", 400), ("quiet", 300)])
    kinds = [type(event) for event in listener.events]
    squeezed = [kind for at, kind in enumerate(kinds) if at == 0 or kind is not kinds[at - 1]]
    pausing = squeezed[squeezed.index(SpeechPaused) :]
    assert squeezed[:3] == [SpeechStarted, Heard, SpeechPaused]
    resumed = pausing.index(SpeechResumed)
    assert set(pausing[1:resumed]) == {Heard, Silence}
    assert pausing[resumed : resumed + 3] == [SpeechResumed, Heard, SpeechPaused]


def test_silence_ticks_every_20_ms() -> None:
    listener = Listener()
    listener.hear([("quiet", 500), ("speech", 500), ("quiet", 1000)])
    ticks = [event for event in listener.events if isinstance(event, Silence)]
    assert len(ticks) == pytest.approx((1000 - 220) / 20, abs=2)
    assert all(b.at - a.at == samples(20) for a, b in pairwise(ticks))
    assert len({tick.end for tick in ticks}) == 1


def test_while_playing_short_runs_of_echo_start_nothing() -> None:
    echo: list[Segment] = [("sure", 40), ("quiet", 216), ("sure", 40), ("quiet", 300)]
    assert story(Listener(playing=True).hear([("quiet", 500), *echo])) == []
    assert story(Listener().hear([("quiet", 500), *echo])) != []


def test_while_playing_a_person_is_heard_soon() -> None:
    listener = Listener(playing=True)
    listener.hear([("quiet", 512), ("sure", 130)])
    started = listener.events[0]
    assert isinstance(started, SpeechStarted)
    assert started.while_playing
    assert ms(started.at) == pytest.approx(512, abs=10)


def test_forget_ends_the_utterance() -> None:
    listener = Listener()
    listener.hear([("quiet", 500), ("speech", 500), ("quiet", 300)])
    listener.endpointer.forget()
    assert listener.hear([("quiet", 300)]) == []
    assert [name for name, _ in story(listener.hear([("speech", 500), ("quiet", 300)]))] == ["start", "pause"]


def test_forget_while_speech_goes_on_begins_a_new_utterance() -> None:
    listener = Listener()
    listener.hear([("quiet", 500), ("speech", 500)])
    listener.endpointer.forget()
    assert [name for name, _ in story(listener.hear([("speech", 500), ("quiet", 300)]))] == ["start", "pause"]


def test_drop_voids_what_is_unfinished() -> None:
    listener = Listener()
    assert listener.endpointer.drop() == []
    listener.hear([("quiet", 500), ("speech", 500)])
    assert listener.endpointer.drop() == [SpeechDropped(samples(1000))]
    assert listener.endpointer.state is State.QUIET


def test_time_that_goes_by_unheard_is_counted() -> None:
    listener = Listener()
    listener.hear([("quiet", 320)])
    listener.endpointer.skip_to(samples(60_000))
    told = story(listener.hear([("quiet", 320), ("speech", 512), ("quiet", 300)]))
    assert [name for name, _ in told] == ["start", "pause"]
    assert [at for _, at in told] == pytest.approx([60_320, 60_832], abs=10)


def test_levels_and_what_is_sent_are_taken_from_the_ear_when_there_is_one() -> None:
    """Noise suppression has swallowed the last 60 ms of the word; the ear has not. A recogniser is to hear them, too."""
    pcm, _ = sound_of([("quiet", 480), ("speech", 480), ("quiet", 480)])
    clean = pcm.copy()
    clean[samples(900) : samples(960)] = 0
    endpointer = Endpointer(Sound(), Turn(), lambda position: 0.0)
    events: list[Event] = []
    for at in range(0, len(pcm), CHUNK // 2):
        judged = None if at % CHUNK == 0 else (0.9 if samples(480) <= at < samples(930) else 0.0)
        events += endpointer.process(clean[at : at + CHUNK // 2], judged, ear=pcm[at : at + CHUNK // 2])
    pause = next(event for event in events if isinstance(event, SpeechPaused))
    assert ms(pause.end) == pytest.approx(960, abs=5)
    heard = [event for event in events if isinstance(event, Heard)]
    sent = np.concatenate([np.frombuffer(event.pcm, np.int16) for event in heard])
    assert np.array_equal(sent, pcm[heard[0].at : heard[0].at + len(sent)])


def told_silence(events: list[Event]) -> list[float]:
    """The places, in ms, up to which silence was told."""
    return [ms(event.at) for event in events if isinstance(event, Silence)]


def test_silence_is_not_counted_while_the_speaker_may_be_going_on() -> None:
    listener = Listener()
    listener.hear([("speech", 512), ("quiet", 512)])
    doubt = listener.hear([("speech", 32)])  # one chunk is not enough to be sure
    assert told_silence(doubt) == []
    after = listener.hear([("quiet", 96)])
    assert story(after) == []
    assert told_silence(after)[0] < 1044  # what was kept back is told
    assert told_silence(after)[-1] > 1100


def test_a_hum_that_is_never_quite_speech_does_not_keep_a_turn_from_ending() -> None:
    listener = Listener()
    listener.hear([("speech", 512), ("quiet", 512)])
    hum = told_silence(listener.hear([("unsure", 1024)]))
    assert hum[-1] > 2000
    assert len(hum) > 40
