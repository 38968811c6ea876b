"""The playback queue: every sample that isn't flushed leaves exactly once, in order, and is accounted for."""

from __future__ import annotations

import random

import numpy as np
import pytest

from audio.frames import Pcm
from audio.playback import Playback
from audio.queued import Mark
from config.constants import AUDIBLE

RATE = 48_000
BLOCK = 480
FADE = RATE * 5 // 1000


class Device:
    """A loudspeaker without latency: pulls blocks, keeps what it got."""

    def __init__(self, rate: int = RATE, volume: float = 1.0, duck_db: float = -20.0) -> None:
        self.playback = Playback(volume, duck_db)
        self.playback.attach(rate)
        self.rate = rate
        self.time = 0.0
        self.blocks: list[Pcm] = []
        self.marks: list[Mark] = []

    def pull(self, count: int = 1, size: int = BLOCK) -> Pcm:
        fresh = []
        for _ in range(count):
            out = np.full(size, 77, np.int16)  # whatever the device left in its buffer
            self.playback.fill(out, self.time)
            self.time += size / self.rate
            fresh.append(out)
        self.blocks += fresh
        self.marks += self.playback.collect()[0]
        return np.concatenate(fresh)

    @property
    def heard(self) -> Pcm:
        return np.concatenate(self.blocks)

    def kinds(self, *kinds: str) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind in kinds]


def tone(count: int, level: int = 10_000) -> Pcm:
    """Nothing in it is 0 and neighbours differ, so that order and number of samples show."""
    return (level + np.arange(count) % 1000).astype(np.int16)


def say(device: Device, reply: int, pcm: Pcm, last: bool = True, rate: int = RATE) -> bool:
    return device.playback.add(reply, rate, pcm, last)


def test_a_reply_leaves_exactly_as_it_came() -> None:
    device = Device()
    pcm = tone(10_000)
    say(device, 1, pcm)
    device.pull(30)
    assert np.array_equal(device.heard[:10_000], pcm)
    assert not device.heard[10_000:].any()
    (end,) = device.kinds("complete", "flushed")
    assert (end.kind, end.played, end.underruns) == ("complete", 10_000, 0)
    assert end.time == pytest.approx(10_000 / RATE)


def test_silence_is_played_while_there_is_nothing() -> None:
    assert not Device().pull(3).any()


def test_the_first_audible_sample_is_dated() -> None:
    device = Device()
    say(device, 1, np.concatenate([np.full(1234, AUDIBLE, np.int16), tone(5000)]))
    device.pull(20)
    (began,) = device.kinds("began")
    assert began.time == pytest.approx(1234 / RATE)


def test_a_silent_reply_begins_never_but_ends() -> None:
    device = Device()
    say(device, 1, np.zeros(1000, np.int16))
    device.pull(5)
    assert device.kinds("began") == []
    assert [mark.played for mark in device.kinds("complete")] == [1000]


def test_an_empty_reply_ends_at_once() -> None:
    device = Device()
    say(device, 1, tone(0))
    device.pull()
    assert [(mark.kind, mark.played) for mark in device.marks] == [("complete", 0)]


def test_replies_play_in_the_order_of_their_first_audio() -> None:
    device = Device()
    first, second = tone(1000, 5000), tone(700, 9000)
    say(device, 7, first[:400], last=False)
    say(device, 3, second)
    say(device, 7, first[400:])
    device.pull(10)
    assert np.array_equal(device.heard[:1700], np.concatenate([first, second]))
    assert [mark.reply for mark in device.kinds("complete")] == [7, 3]


def test_a_reply_that_runs_dry_is_counted_and_goes_on() -> None:
    device = Device()
    pcm = tone(3000)
    say(device, 1, pcm[:1000], last=False)
    device.pull(4)
    say(device, 1, pcm[1000:2000], last=False)
    device.pull(4)
    say(device, 1, pcm[2000:])
    device.pull(4)
    heard = device.heard
    assert np.array_equal(heard[heard != 0], pcm)
    assert [(mark.played, mark.underruns) for mark in device.kinds("complete")] == [(3000, 2)]


def test_waiting_for_the_first_audio_is_no_underrun() -> None:
    device = Device()
    say(device, 1, tone(0), last=False)
    device.pull(5)
    say(device, 1, tone(1000))
    device.pull(5)
    assert [mark.underruns for mark in device.kinds("complete")] == [0]


def test_pause_fades_in_5_ms_and_resume_plays_on_from_the_very_sample() -> None:
    device = Device()
    pcm = tone(20_000)
    say(device, 1, pcm)
    device.pull(5)
    device.playback.pause(device.time)
    faded = device.pull(5)
    assert np.count_nonzero(faded) in (FADE - 1, FADE)
    assert np.abs(np.diff(faded.astype(int))).max() < 12_000 / FADE * 4  # no click
    (paused,) = device.kinds("paused")
    assert paused.played == 5 * BLOCK + FADE
    device.playback.resume()
    device.pull(60)
    said = np.concatenate([device.heard[: 5 * BLOCK + FADE], device.heard[10 * BLOCK :]])[:20_000]
    difference = np.flatnonzero(said != pcm)
    assert difference.min() >= 5 * BLOCK
    assert difference.max() < 5 * BLOCK + 2 * FADE
    assert [mark.played for mark in device.kinds("complete")] == [20_000]


def test_pause_before_the_first_sample_lets_none_out() -> None:
    device = Device()
    say(device, 1, tone(2000))
    device.playback.pause(device.time)
    assert not device.pull(5).any()
    device.playback.resume()
    assert device.pull(10).any()
    assert [mark.played for mark in device.kinds("complete")] == [2000]


def test_pause_without_a_reply_holds_nothing_back() -> None:
    device = Device()
    device.playback.pause(device.time)
    say(device, 1, tone(1000))
    assert device.pull(5).any()


def test_duck_is_much_softer_after_20_ms_and_comes_back() -> None:
    device = Device(duck_db=-20)
    say(device, 1, np.full(40_000, 10_000, np.int16))
    device.pull(5)
    device.playback.duck(True)
    device.pull(2)
    assert device.pull(1) == pytest.approx(1000, abs=2)
    device.playback.duck(False)
    device.pull(2)
    assert (device.pull(1) == 10_000).all()


def test_volume_scales_and_resume_ends_a_duck() -> None:
    device = Device(volume=0.5, duck_db=-20)
    say(device, 1, np.full(40_000, 10_000, np.int16))
    assert (device.pull(1)[-1:] == 5000).all()
    device.playback.duck(True)
    device.playback.resume()
    device.pull(3)
    assert (device.pull(1) == 5000).all()
    device.playback.set_volume(0.0)
    device.pull(3)
    assert not device.pull(1).any()


def test_flush_fades_what_sounds_and_drops_the_rest() -> None:
    device = Device()
    say(device, 1, tone(20_000))
    say(device, 2, tone(20_000))
    device.pull(5)
    device.playback.flush(None, device.time)
    heard = device.pull(5)
    assert np.count_nonzero(heard) in (FADE - 1, FADE)
    ends = device.kinds("complete", "flushed")
    assert sorted((mark.reply, mark.kind, mark.played) for mark in ends) == [
        (1, "flushed", 5 * BLOCK + FADE),
        (2, "flushed", 0),
    ]
    assert device.playback.idle


def test_flush_of_one_lets_the_next_play_whole() -> None:
    device = Device()
    second = tone(3000, 9000)
    say(device, 1, tone(20_000))
    say(device, 2, second)
    device.pull(5)
    device.playback.pause(device.time)
    device.pull(2)
    device.playback.flush(1, device.time)
    heard = device.pull(10)
    assert np.array_equal(heard[heard != 0], second)


def test_late_audio_of_a_flushed_reply_is_refused() -> None:
    device = Device()
    say(device, 1, tone(2000), last=False)
    device.pull(2)
    device.playback.flush(1, device.time)
    assert not say(device, 1, tone(2000))
    device.pull(2)
    assert not device.pull(3).any()
    assert len(device.kinds("complete", "flushed")) == 1
    device.playback.flush(9, device.time)
    assert not say(device, 9, tone(100))  # flushed before it came
    assert say(device, 10, tone(100))


def test_flush_while_no_device_is_there() -> None:
    playback = Playback(1.0, -18)
    playback.add(1, RATE, tone(100), True)
    playback.flush(None, 3.0)
    assert [(mark.kind, mark.time) for mark in playback.collect()[0]] == [("flushed", 3.0)]


def test_after_a_flush_the_next_reply_is_at_full_volume() -> None:
    device = Device(duck_db=-40)
    say(device, 1, tone(9000))
    device.playback.duck(True)
    device.pull(5)
    device.playback.flush(None, device.time)
    device.pull(2)
    pcm = tone(1000)
    say(device, 2, pcm)
    assert np.array_equal(device.pull(3)[:1000], pcm)


@pytest.mark.parametrize(("source", "target"), [(22_050, 48_000), (16_000, 48_000), (24_000, 44_100), (48_000, 16_000)])
def test_played_is_counted_at_the_reply_s_own_rate(source: int, target: int) -> None:
    device = Device(rate=target)
    time = np.arange(source) / source
    pcm = (np.sin(2 * np.pi * 440 * time) * 10_000).astype(np.int16)
    for at in range(0, source, 3000):
        say(device, 1, pcm[at : at + 3000], last=at + 3000 >= source, rate=source)
    device.pull(110, target // 100)
    progress = device.kinds("progress")
    assert progress[49].played == pytest.approx(source / 2, abs=2)
    assert [mark.played for mark in device.kinds("complete")] == [source]
    heard = device.heard[:target].astype(float)
    wanted = np.sin(2 * np.pi * 440 * np.arange(target) / target) * 10_000
    assert np.abs(heard[200 : target // 2] - wanted[200 : target // 2]).max() < 100


def test_the_device_may_come_back_at_another_rate() -> None:
    device = Device(rate=48_000)
    say(device, 1, tone(48_000, 5000), rate=24_000)
    device.pull(50)
    device.playback.detach(device.time)
    device.playback.attach(16_000)
    device.rate = 16_000
    device.pull(200, 160)
    (end,) = device.kinds("complete")
    assert end.played == 48_000
    after = np.concatenate([block for block in device.blocks if len(block) == 160])
    assert np.flatnonzero(after)[-1] == pytest.approx(16_000 * 1.5, abs=50)


def test_the_queue_is_bounded() -> None:
    device = Device()
    minute = np.ones(8000 * 60, np.int16)
    assert all(device.playback.add(1, 8000, minute, False) for _ in range(10))
    assert not device.playback.add(1, 8000, minute, False)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_no_sample_is_lost_doubled_or_swapped(seed: int) -> None:
    """Random commands on random blocks. All replies are one rising sequence of numbers; the samples at full volume must be
    it, in order, without the flushed ones, and the count of all samples must match the reports."""
    chance = random.Random(seed)
    device = Device(duck_db=0.0)
    sent: dict[int, int] = {}
    number, value = 0, 1
    for _ in range(400):
        action = chance.choice(["say", "say", "more", "pause", "resume", "flush", "pull", "pull", "pull", "pull"])
        if action == "say" and sum(sent.values()) < 25_000:
            number += 1
            count = chance.randrange(1, 700)
            say(device, number, np.arange(value, value + count).astype(np.int16), last=chance.random() < 0.7)
            value += count
            sent[number] = count
        elif action == "more" and number and value < 30_000:
            count = chance.randrange(1, 300)
            if say(device, number, np.arange(value, value + count).astype(np.int16), last=chance.random() < 0.5):
                sent[number] += count
            value += count
        elif action == "pause":
            device.playback.pause(device.time)
        elif action == "resume":
            device.playback.resume()
        elif action == "flush" and chance.random() < 0.2:
            device.playback.flush(chance.choice([None, number]), device.time)
        else:
            device.pull(1, chance.randrange(1, 960))
    device.playback.resume()
    for reply in sent:
        device.playback.add(reply, RATE, tone(0), True)  # whatever was still open ends here
    device.pull(120)
    assert device.playback.idle
    ends = device.kinds("complete", "flushed")
    assert sorted(mark.reply for mark in ends) == sorted(sent)
    assert all(mark.played == sent[mark.reply] for mark in ends if mark.kind == "complete")
    assert all(mark.played <= sent[mark.reply] for mark in ends)
    full = [v for v in device.heard.tolist() if v]
    # Samples within a fade are softer, so they fall out of sequence downwards; what is at full volume only rises.
    highest = 0
    faded = 0
    for sample in full:
        if sample > highest:
            highest = sample
        else:
            faded += 1
    pauses = len(device.kinds("paused", "flushed"))
    assert faded <= pauses * 2 * (FADE + 1)
    assert len(full) <= sum(mark.played for mark in ends)
    assert sum(mark.played for mark in ends) - len(full) <= pauses * (FADE + 1) + 50  # zeros at the bottom of fades
