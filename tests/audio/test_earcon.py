"""Earcons: soft, over whatever plays, in the echo canceller's reference, and nobody's reply."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.earcon import KINDS, earcon
from audio.events import (
    Earcon,
    Flush,
    Heard,
    Listen,
    Play,
    PlaybackEnded,
    PlaybackProgress,
    PlaybackStarted,
    SpeechStarted,
)
from audio.frames import dbfs
from audio.playback import Playback
from audio.wavefile import read_wav, write_wav
from config.constants import HEARING_RATE
from daemon.skills.ringing import LOUDEST
from tests.audio.conftest import Speak, audible_span, silence
from tests.audio.lockstep import Lockstep

REPLIES = (PlaybackStarted, PlaybackProgress, PlaybackEnded)


@pytest.mark.parametrize("kind", KINDS)
def test_short_soft_and_without_a_click(kind: str) -> None:
    rate, pcm = earcon(kind)
    assert 0.1 < len(pcm) / rate < 0.5
    assert dbfs(pcm) < -25
    assert np.abs(pcm.astype(int)).max() < 3500
    assert np.abs(np.diff(pcm.astype(int))).max() < 500
    assert abs(int(pcm[0])) + abs(int(pcm[-1])) < 20


def test_the_kinds_differ_and_an_unknown_one_is_silent() -> None:
    assert len({earcon(kind)[1].tobytes() for kind in KINDS}) == len(KINDS)
    assert len(earcon("nonsense")[1]) == 0


@pytest.mark.parametrize("rate", [48_000, 44_100, 16_000])
def test_mixed_over_a_reply_that_loses_no_sample(rate: int) -> None:
    playback = Playback(1.0, -20.0)
    playback.attach(rate)
    reply = np.full(rate // 2, 1000, np.int16)
    playback.add(1, rate, reply, True)
    playback.earcon(np.full(480, 300, np.int16), 48_000, until=1.0)
    heard = np.concatenate([_pull(playback, rate // 100) for _ in range(60)])
    count = 480 * rate // 48_000
    assert np.abs(heard[count // 4 : count * 3 // 4] - 1300).max() < 50
    assert (heard[count + 50 : len(reply)] == 1000).all()
    assert not heard[len(reply) :].any()
    marks, blocks = playback.collect()
    assert marks[-1].played == len(reply)
    assert all(block.reply for block in blocks)
    assert playback.settled


def test_a_name_waits_for_the_end_of_its_tone_and_a_reply_under_way_does_not() -> None:
    playback = Playback(1.0, -20.0)
    playback.attach(48_000)
    playback.earcon(np.full(960, 300, np.int16), 48_000, until=1.0, first=True)
    playback.add(1, 48_000, np.full(4800, 1000, np.int16), True)
    heard = np.concatenate([_pull(playback, 480) for _ in range(20)])
    assert (heard[:960] == 300).all()
    assert heard[960 : 960 + 4800].tolist() == [1000] * 4800
    playback.add(2, 48_000, np.full(4800, 1000, np.int16), True)
    heard = _pull(playback, 480)
    playback.earcon(np.full(960, 300, np.int16), 48_000, until=1.0, first=True)
    heard = np.concatenate([_pull(playback, 480) for _ in range(20)])
    assert heard[: 960 + 1].tolist() == [1300] * 960 + [1000]
    assert (heard > 0).sum() == 4800 - 480


def test_the_loudest_ring_is_louder_and_clips_nothing() -> None:
    rate, soft = earcon("ring")
    _, loud = earcon("ring", LOUDEST)
    assert 10 < dbfs(loud) - dbfs(soft) < 14
    assert np.abs(earcon("ring", 1e9)[1].astype(int)).max() <= 32_767
    assert len(soft) == len(loud) > 0.3 * rate


def test_louder_than_full_scale_is_clipped_not_wrapped() -> None:
    playback = Playback(1.0, -20.0)
    playback.attach(48_000)
    playback.add(1, 48_000, np.full(480, 32_000, np.int16), True)
    playback.earcon(np.full(480, 3000, np.int16), 48_000, until=1.0)
    assert (_pull(playback, 480) == 32_767).all()


def test_without_a_loudspeaker_it_is_forgotten() -> None:
    playback = Playback(1.0, -20.0)
    playback.earcon(np.full(480, 3000, np.int16), 48_000, until=1.0)
    assert playback.idle
    settled = [playback.settled]
    playback.expire(0.9)
    settled.append(playback.settled)
    playback.expire(1.1)
    settled.append(playback.settled)
    assert settled == [False, False, True]
    playback.attach(48_000)
    assert not _pull(playback, 480).any()


def _pull(playback: Playback, count: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    out = np.full(count, 77, np.int16)
    playback.fill(out, 0.0)
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_heard_and_starts_nothing_though_the_microphone_hears_it(kind: str, tmp_path: Path) -> None:
    """Before the canceller knows the room, and after: no speech, no event of a reply."""
    with Lockstep(echo=(60, 0.5), wav_output=tmp_path / "out.wav") as station:
        station.tell(Listen(True))
        for _ in range(4):
            station.tell(Earcon(kind))
            station.pass_time(1500)
        assert station.of(SpeechStarted) == []
        assert [event for event in station.events if isinstance(event, REPLIES)] == []
    recorded = read_wav(tmp_path / "out.wav")
    assert dbfs(recorded) > -60
    first, last = audible_span(recorded)
    assert last - first > 4 * HEARING_RATE


def test_speech_right_after_it_is_no_interruption(speak: Speak, tmp_path: Path) -> None:
    question = speak("rms", "Turn on the lights.")
    write_wav(tmp_path / "q.wav", np.concatenate([silence(250), question]), HEARING_RATE)
    with Lockstep(echo=(60, 0.3), wav_input=tmp_path / "q.wav") as station:
        station.tell(Listen(True), Earcon("listening"))
        station.pass_time(4000)
    (started,) = station.of(SpeechStarted)
    assert not started.while_playing
    assert sum(len(event.pcm) for event in station.of(Heard)) > len(question)


def test_it_waits_for_no_reply_and_no_flush_ends_it(tmp_path: Path) -> None:
    said = np.tile(np.array([500, -500], np.int16), HEARING_RATE // 2)
    with Lockstep(wav_output=tmp_path / "out.wav") as station:
        station.tell(Listen(True), Play(1, HEARING_RATE, said.tobytes(), True), Earcon("error"))
        station.pass_time(500)
        station.tell(Flush(None), Earcon("listening"), Play(2, HEARING_RATE, said.tobytes(), True))
        station.pass_time(2500)
        assert [event.reply for event in station.of(PlaybackStarted)] == [1, 2]
        assert [(event.reply, event.complete) for event in station.of(PlaybackEnded)] == [(1, False), (2, True)]
