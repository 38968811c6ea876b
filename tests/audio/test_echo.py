"""The echo canceller, its reference, and the bar it sets for interruptions."""

from __future__ import annotations

import random
from collections.abc import Collection

import numpy as np
import pytest

from audio.capture import Hearing
from audio.echo import EARLIEST, LATEST, LIKENESS_WINDOW, EchoCanceller, EchoPath, speech_over_reply
from audio.events import Event, Heard, SpeechStarted
from audio.frames import Pcm, dbfs
from audio.queued import Block
from audio.reference import Reference
from audio.timeline import Timeline
from config.constants import FRAME, HEARING_RATE, samples
from config.settings import Sound, Turn
from tests.audio.conftest import Speak, silence


def room(played: Pcm, delay_ms: float, gain: float = 0.3) -> Pcm:
    """What the microphone hears of the loudspeaker: delayed, with a few reflections."""
    delay = samples(delay_ms)
    heard = np.zeros(len(played), np.float64)
    for extra, level in ((0, 1.0), (87, 0.5), (411, -0.3), (903, 0.15)):
        shift = delay + extra
        heard[shift:] += gain * level * played[: len(played) - shift]
    return np.clip(heard, -32768, 32767).astype(np.int16)


def reply(speak: Speak, seconds: float) -> Pcm:
    said = [
        speak("slt", "The weather in Madrid is sunny today, with a light breeze from the west."),
        speak("slt", "Tomorrow it will rain in the morning and clear up later in the day."),
    ]
    count = int(seconds * HEARING_RATE)
    return np.resize(np.concatenate(said), count)


@pytest.mark.parametrize("delay_ms", [5, 60, 200])
def test_echo_is_removed(speak: Speak, delay_ms: float) -> None:
    played = reply(speak, 8)
    heard = room(played, delay_ms)
    canceller = EchoCanceller(echo=True, noise=False)
    clean = np.concatenate(
        [canceller.process(heard[at : at + FRAME], played[at : at + FRAME]) for at in range(0, len(played), FRAME)]
    )
    assert dbfs(heard[4 * HEARING_RATE :]) - dbfs(clean[4 * HEARING_RATE :]) > 25
    assert canceller.warm


@pytest.mark.parametrize(("echo", "noise"), [(True, True), (True, False), (False, True)])
def test_the_delay_of_the_canceller_is_what_it_says(echo: bool, noise: bool) -> None:
    rng = np.random.default_rng(1)
    bursts = rng.normal(0, 3000, 3 * HEARING_RATE) * (np.arange(3 * HEARING_RATE) // 2400 % 3 == 0)
    pcm = bursts.astype(np.int16)
    canceller = EchoCanceller(echo, noise)
    nothing = np.zeros(FRAME, np.int16)
    clean = np.concatenate([canceller.process(pcm[at : at + FRAME], nothing) for at in range(0, len(pcm), FRAME)])
    a, b = pcm[HEARING_RATE:-400].astype(float), clean[HEARING_RATE:].astype(float)
    correlation = [np.dot(a, b[shift : shift + len(a)]) for shift in range(400)]
    assert int(np.argmax(correlation)) == pytest.approx(canceller.delay, abs=2)


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_the_reference_lies_where_it_was_heard(rate: int) -> None:
    timeline = Timeline()
    timeline.begin(50.0)
    reference = Reference(timeline)
    tone = 8000 * np.sin(2 * np.pi * 300 * np.arange(rate) / rate)
    for at in range(0, rate, rate // 50):
        jitter = 0.003 if at % 7 else -0.003  # devices stamp badly
        stamp = 51.0 + at / rate + (jitter if at else 0)
        reference.add(Block(stamp, tone[at : at + rate // 50].astype(np.int16)), rate)
    heard = reference.read(HEARING_RATE, HEARING_RATE)
    wanted = 8000 * np.sin(2 * np.pi * 300 * np.arange(HEARING_RATE) / HEARING_RATE)
    assert np.abs(heard[100:-200] - wanted[100:-200]).max() < 400
    assert not reference.read(HEARING_RATE - 500, 500).any()
    assert not reference.sounding(HEARING_RATE - 1, 0)
    assert reference.sounding(HEARING_RATE, 0)
    assert reference.sounding(2 * HEARING_RATE + 100, 200)
    assert not reference.sounding(2 * HEARING_RATE + 300, 200)


def test_the_reference_follows_a_second_reply_after_a_pause() -> None:
    timeline = Timeline()
    timeline.begin(0.0)
    reference = Reference(timeline)
    for begin in (1.0, 2.0):
        for at in range(10):
            reference.add(Block(begin + at * 0.02, np.full(320, 5000, np.int16)), HEARING_RATE)
    heard = reference.read(HEARING_RATE * 2 - 1600, 3200)
    assert not heard[:1600].any()
    assert heard[1600:].all()
    assert not reference.sounding(samples(1600), samples(300))
    assert reference.sounding(samples(2100), 0)


@pytest.mark.parametrize(
    ("probability", "heard", "clean", "warm", "left"),
    [
        (0.9, -20.0, -22.0, True, 0.9),  # a person over the reply
        (0.9, -20.0, -45.0, True, 0.0),  # echo that was removed
        (0.7, -20.0, -21.0, False, 0.0),  # a canceller that knows nothing yet
        (0.95, -20.0, -21.0, False, 0.95),
        (0.2, -60.0, -60.0, True, 0.2),
    ],
)
def test_the_bar_for_speech_over_a_reply(
    probability: float, heard: float, clean: float, warm: bool, left: float
) -> None:
    assert speech_over_reply(probability, heard, clean, warm) == left


def hear(microphone: Pcm, played: Pcm, begins: Collection[int] = (), over: int = -1) -> list[Event]:
    """`begins`: where streams are opened; `over`: where the turn is. Both are multiples of 320 samples."""
    events: list[Event] = []
    timeline = Timeline()
    timeline.begin(0.0)
    reference = Reference(timeline)
    hearing = Hearing(Sound(), Turn(), timeline, reference, events.append)
    for at in range(0, len(microphone), 320):
        if played[at : at + 320].any():
            reference.add(Block(at / HEARING_RATE, played[at : at + 320]), HEARING_RATE)
        if at in begins:
            hearing.stream_opened()
        if at == over:
            hearing.forget()
        hearing.process(microphone[at : at + 320], reply_waiting=True)
    return events


REOPENED = 20


def reopening(speak: Speak, seed: int, times: int = REOPENED) -> tuple[Pcm, Pcm, list[int]]:
    """A reply whose loudspeaker stream is lost at random moments and opened anew, each time with another delay.

    Returns what was played, what the microphone hears of it, and where the streams begin."""
    rng = random.Random(seed)
    said = reply(speak, 9)
    played, heard, begins = [silence(500)], [silence(500)], []
    for number in range(times + 1):
        # The room is known when the first stream is lost.
        seconds = 4.0 if number == 0 else rng.uniform(1.5, 2.5) if number < times else 4.0
        part = np.resize(np.roll(said, -rng.randrange(len(said))), int(seconds * 50) * 320)
        gap = silence(20 * rng.randrange(25, 60))
        begins.append(sum(map(len, played)))
        played += [part, gap]
        heard.append(room(np.concatenate([part, gap]), rng.choice([5, 10, 30, 60, 90, 120, 180, 250])))
    noise = np.random.default_rng(seed).normal(0, 20, sum(map(len, heard)))
    return np.concatenate(played), (np.concatenate(heard) + noise).astype(np.int16), begins


def test_a_loudspeaker_stream_that_is_opened_anew_does_not_make_it_interrupt_itself(speak: Speak) -> None:
    played, microphone, begins = reopening(speak, 5)
    started = [event for event in hear(microphone, played, begins) if isinstance(event, SpeechStarted)]
    assert started == []


@pytest.mark.parametrize("seed", range(3))
def test_a_person_is_heard_soon_after_the_loudspeaker_was_opened_anew(speak: Speak, seed: int) -> None:
    played, microphone, begins = reopening(speak, seed, times=1)
    person = speak("rms", "No, stop it, that is wrong.")
    both, at = microphone.astype(np.int32), begins[1] + samples(1500)
    both[at : at + len(person)] += person
    heard = hear(np.clip(both, -32768, 32767).astype(np.int16), played, begins)
    started = [event.at for event in heard if isinstance(event, SpeechStarted)]
    assert started
    assert at - samples(100) < started[0] < at + len(person)


@pytest.mark.parametrize("delay_ms", [10, 120])
def test_the_own_voice_starts_nothing_but_a_person_over_it_does(speak: Speak, delay_ms: float) -> None:
    played = np.concatenate([silence(500), reply(speak, 9), silence(1500)])
    echo = room(played, delay_ms)
    assert [event for event in hear(echo, played) if isinstance(event, SpeechStarted)] == []
    person = speak("rms", "No, stop it, that is wrong.")
    at = samples(6000)
    both = echo.astype(np.int32)
    both[at : at + len(person)] += person
    started = [
        event
        for event in hear(np.clip(both, -32768, 32767).astype(np.int16), played)
        if isinstance(event, SpeechStarted)
    ]
    assert started
    assert all(event.while_playing for event in started[:1])
    assert samples(5900) < started[0].at < samples(6500)


def test_with_headphones_the_first_reply_can_be_interrupted(speak: Speak) -> None:
    """The canceller has learnt nothing yet, and has nothing to learn: the microphone is quiet while the reply sounds."""
    played = np.concatenate([reply(speak, 4), silence(500)])
    microphone = np.zeros(len(played), np.int16)
    person = speak("rms", "No, stop it, that is wrong.")
    microphone[samples(2000) : samples(2000) + len(person)] = person
    started = [event for event in hear(microphone, played) if isinstance(event, SpeechStarted)]
    assert started
    assert samples(2000) <= started[0].at < samples(2400)


def hiss(count: int, level: float) -> Pcm:
    noise = np.random.default_rng(1).normal(0, 32768 * 10 ** (level / 20), count)
    return noise.astype(np.int16)


@pytest.mark.parametrize("begins_ms", [1900, 2100, 2300])
def test_who_goes_on_as_the_first_reply_begins_is_heard_from_the_first_word(speak: Speak, begins_ms: int) -> None:
    """No echo arrives, and the microphone hisses; the canceller knows neither, and takes the words for echo."""
    person = speak("rms", "What is the weather like in Madrid tomorrow in the morning, and in Paris?")
    at = samples(2000)
    microphone = hiss(at + len(person) + HEARING_RATE, -52)
    microphone[at : at + len(person)] += person
    played = np.zeros(len(microphone), np.int16)
    begins = samples(begins_ms) // 320 * 320
    said = reply(speak, 2)
    played[begins : begins + len(said)] = said[: len(played) - begins]
    events = hear(microphone, played)
    first, alone = (
        next(event.at for event in found if isinstance(event, SpeechStarted))
        for found in (events, hear(microphone, np.zeros_like(played)))
    )
    assert at - samples(50) < first < alone + samples(50)
    pieces = [event for event in events if isinstance(event, Heard)]
    pcm = np.concatenate([np.frombuffer(piece.pcm, np.int16) for piece in pieces])
    known, end = first + samples(800), at + len(person) - samples(500)
    assert (pcm[known - pieces[0].at :][: end - known] == microphone[known:end]).all(), "what the canceller left of it"


@pytest.mark.parametrize("seconds", [0.4, 4.0])
def test_who_speaks_as_the_first_reply_begins_is_no_echo_of_its_first_half_second(speak: Speak, seconds: float) -> None:
    """Most of what the words are compared with lies before the reply: nothing was played there, which they cannot be like.
    After a short reply it is too late to find that out."""
    person = speak("kal", "Welcome to the first part of our talk about the sea and its many animals.")
    onset = int(np.flatnonzero(np.abs(person) > 600)[0])
    at = samples(3000)
    microphone = hiss(at + len(person) + HEARING_RATE, -60)
    microphone[at : at + len(person)] += person
    played = np.zeros(len(microphone), np.int16)
    begins = (at + onset) // 320 * 320
    said = reply(speak, seconds)[: len(played) - begins]
    played[begins : begins + len(said)] = said
    started = [event.at for event in hear(microphone, played) if isinstance(event, SpeechStarted)]
    assert abs(started[0] - at - onset) < samples(100)


def test_a_look_at_what_is_yet_to_be_played_leaves_the_reference_as_it_is(speak: Speak) -> None:
    rate, block = 48_000, 960
    said = np.repeat(reply(speak, 1), 3)
    timeline = Timeline()
    timeline.begin(0.0)
    one, other = Reference(timeline), Reference(timeline)
    for at in range(0, len(said), block):
        for reference in (one, other):
            reference.add(Block(at / rate, said[at : at + block]), rate)
        end = (at + block) // 3
        other.peek(end - 1600, 1600 + samples(40))
    difference = one.read(0, HEARING_RATE).astype(int) - other.read(0, HEARING_RATE)
    assert np.abs(difference).max() <= 2  # the resampler dithers


@pytest.mark.parametrize("level", [-90, -52])
def test_a_question_that_is_answered_at_once_is_heard_once(speak: Speak, level: float) -> None:
    question = speak("rms", "My name is Maria.")
    end = np.flatnonzero(np.abs(question) > 300)[-1] + samples(2000)
    begins = (end + samples(340)) // 320 * 320
    said = reply(speak, 2)
    microphone = hiss(begins + len(said), level)
    microphone[samples(2000) : samples(2000) + len(question)] += question
    played = np.zeros(len(microphone), np.int16)
    played[begins:] = said
    started = [event for event in hear(microphone, played, over=begins - 640) if isinstance(event, SpeechStarted)]
    assert len(started) == 1


@pytest.mark.parametrize("delay_ms", [5, 60, 250])
def test_a_reply_is_known_by_its_likeness_in_a_room_that_rings(speak: Speak, delay_ms: int) -> None:
    rng = np.random.default_rng(3)
    ringing = rng.normal(0, 1, 8000) * np.exp(-6.9 * np.arange(8000) / 8000) * 0.03
    ringing[0] = 1.0
    said = reply(speak, 4)
    heard = np.concatenate([silence(delay_ms), 0.2 * np.convolve(said, ringing)])[: len(said)]
    path = EchoPath()
    for end in range(samples(1200), len(said) - samples(40), samples(200)):
        window = slice(end - LIKENESS_WINDOW, end)
        played = said[max(0, window.start - LATEST) : end - EARLIEST]
        played = np.concatenate([np.zeros(LIKENESS_WINDOW + LATEST - EARLIEST - len(played), np.int16), played])
        assert not path.is_person(heard[window].astype(np.int16), played)
    assert path.present
    person = speak("rms", "What is the weather like in Madrid tomorrow in the morning, and in Paris?")
    windows = [person[at : at + LIKENESS_WINDOW] for at in range(0, 3 * HEARING_RATE, HEARING_RATE // 2)]
    assert not any(path.is_person(window, played) for window in windows), "the canceller is relied on"
    path.forget()
    assert any(path.is_person(window, played) for window in windows)


def test_it_is_wary_before_it_is_sure_and_not_for_its_own_echo(speak: Speak) -> None:
    played = np.concatenate([silence(500), reply(speak, 9), silence(1500)])
    echo = room(played, 50).astype(np.int32)
    assert not any(wary for wary, _ in wariness(echo, played))
    person = speak("rms", "No, stop it, that is wrong.")
    echo[samples(6000) : samples(6000) + len(person)] += person
    seen = wariness(echo, played)
    wary = next(index for index, (wary, _) in enumerate(seen) if wary)
    sure = next(index for index, (_, sure) in enumerate(seen) if sure)
    assert wary < sure


def wariness(microphone: np.ndarray, played: Pcm) -> list[tuple[bool, bool]]:
    """(wary, an utterance has begun) after every 20 ms."""
    events: list[Event] = []
    timeline = Timeline()
    timeline.begin(0.0)
    reference = Reference(timeline)
    hearing = Hearing(Sound(), Turn(), timeline, reference, events.append)
    heard = np.clip(microphone, -32768, 32767).astype(np.int16)
    seen = []
    for at in range(0, len(heard), 320):
        if played[at : at + 320].any():
            reference.add(Block(at / HEARING_RATE, played[at : at + 320]), HEARING_RATE)
        hearing.process(heard[at : at + 320], reply_waiting=True)
        seen.append((hearing.wary, any(isinstance(event, SpeechStarted) for event in events)))
    return seen
