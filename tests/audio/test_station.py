"""The whole sound worker over WAV files, in lock step: what is heard and played is told exactly."""

from __future__ import annotations

import itertools
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from audio.backend import SoundError
from audio.events import (
    DeviceChanged,
    Duck,
    Event,
    Flush,
    Forget,
    Hear,
    Heard,
    InputEnded,
    Level,
    Listen,
    Meter,
    Pause,
    Play,
    PlaybackEnded,
    PlaybackProgress,
    PlaybackStarted,
    Resume,
    Silence,
    SpeechDropped,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from audio.frames import Pcm
from audio.station import Station
from audio.vad import Silero
from audio.wavefile import read_wav, write_wav
from config.constants import HEARING_RATE, ms, samples
from config.settings import Sound, Turn
from tests.audio.conftest import Speak, audible_span, silence
from tests.audio.lockstep import Lockstep

RATE = 24_000


def play(pcm: Pcm, reply: int = 1, last: bool = True, rate: int = RATE) -> Play:
    return Play(reply, rate, pcm.tobytes(), last)


def babble(count: int) -> Pcm:
    """Noise in which every stretch is different; audible from its first sample."""
    pcm = np.random.default_rng(7).integers(-8000, 8000, count).astype(np.int16)
    pcm[0] = 4000
    return pcm


@pytest.fixture
def two_sentences(speak: Speak, tmp_path: Path) -> tuple[Path, list[tuple[int, int]]]:
    """A file with two sentences, and where they begin and acoustically end."""
    first, second = speak("en-us", "What time is it now?"), speak("rms", "Turn on the living room lamps.")
    parts = [silence(1000), first, silence(1000), second, silence(200)]
    offsets = [0, *itertools.accumulate(len(part) for part in parts)]
    spans = []
    for index in (1, 3):
        begin, end = audible_span(parts[index])
        spans.append((offsets[index] + begin, offsets[index] + end))
    write_wav(tmp_path / "in.wav", np.concatenate(parts), HEARING_RATE)
    return tmp_path / "in.wav", spans


def test_two_sentences_with_a_pause(two_sentences: tuple[Path, list[tuple[int, int]]], tmp_path: Path) -> None:
    path, spans = two_sentences
    with Lockstep(wav_input=path, wav_output=tmp_path / "out.wav") as station:
        station.tell(Listen(True))
        station.pass_time(8000)
    wanted = ["DeviceChanged", "SpeechStarted", "SpeechPaused", "SpeechResumed", "SpeechPaused"]
    assert station.names(Heard, Silence, InputEnded) == wanted
    (started,), (resumed,), (first, second) = (
        station.of(SpeechStarted),
        station.of(SpeechResumed),
        station.of(SpeechPaused),
    )
    assert ms(started.at - spans[0][0]) == pytest.approx(0, abs=60)
    assert ms(first.end - spans[0][1]) == pytest.approx(0, abs=20)
    assert ms(resumed.at - spans[1][0]) == pytest.approx(0, abs=120)
    assert ms(second.end - spans[1][1]) == pytest.approx(0, abs=20)
    noticed = Turn().provisional_ms
    assert samples(noticed) <= first.at - first.end <= samples(noticed + 60)
    assert second.end_time - first.end_time == pytest.approx((second.end - first.end) / HEARING_RATE, abs=1e-6)
    (ended,) = station.of(InputEnded)
    assert ended.at == len(read_wav(path))
    heard = station.of(Heard)
    assert ms(started.at - heard[0].at) == pytest.approx(300, abs=1)
    assert all(b.at == a.at + len(a.pcm) // 2 for a, b in itertools.pairwise(heard))
    assert len(read_wav(tmp_path / "out.wav", 48_000)) == (8000 + 40) * 48


def test_what_is_heard_is_the_speech_itself(two_sentences: tuple[Path, list[tuple[int, int]]]) -> None:
    path, spans = two_sentences
    with Lockstep(wav_input=path, echo_cancellation=False, noise_suppression=False) as station:
        station.tell(Listen(True))
        station.pass_time(5000)
    heard = station.of(Heard)
    pcm = np.frombuffer(b"".join(event.pcm for event in heard), np.int16)
    assert np.array_equal(pcm[: samples(3000)], read_wav(path)[heard[0].at :][: samples(3000)])
    assert heard[0].at <= spans[0][0]


@pytest.mark.parametrize("voice", ["rms", "en-us", "en-gb+f3", "es", "awb"])
def test_the_acoustic_end_is_found(speak: Speak, tmp_path: Path, voice: str) -> None:
    pcm = np.concatenate([silence(1000), speak(voice, "Turn on the lamp in the kitchen."), silence(100)])
    write_wav(tmp_path / "in.wav", pcm, HEARING_RATE)
    with Lockstep(wav_input=tmp_path / "in.wav") as station:
        station.tell(Listen(True))
        station.pass_time(5000)
    assert ms(station.of(SpeechPaused)[-1].end - audible_span(pcm)[1]) == pytest.approx(0, abs=30)


def test_forget_begins_a_new_utterance(two_sentences: tuple[Path, list[tuple[int, int]]]) -> None:
    path, spans = two_sentences
    with Lockstep(wav_input=path) as station:
        station.tell(Listen(True))
        station.pass_time(round(ms(spans[0][1])) + 500)
        station.tell(Forget())
        station.pass_time(5000)
    assert len(station.of(SpeechStarted)) == 2
    assert station.of(SpeechResumed) == []


def test_one_question_after_another_when_asked(speak: Speak, tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", speak("rms", "Turn on the lights."), HEARING_RATE)
    with Lockstep() as station:
        station.tell(Listen(True))
        station.pass_time(1000)
        assert station.of(InputEnded) == []
        for count in (1, 2):
            station.tell(Hear(str(tmp_path / "a.wav")))
            station.pass_time(4000)
            assert len(station.of(InputEnded)) == count
            assert len(station.of(SpeechPaused)) == count
            station.tell(Forget())
    first, second = station.of(InputEnded)
    assert second.at - first.at == 4000 * 16
    assert first.at == 16_000 + len(read_wav(tmp_path / "a.wav"))


def test_a_bad_file_at_run_time_is_a_line_for_the_user(tmp_path: Path) -> None:
    with Lockstep() as station:
        station.tell(Listen(True), Hear(str(tmp_path / "none.wav")))
        station.pass_time(100)
        station.tell(Listen(True))
        assert any("none.wav: no such file" in event.problem for event in station.of(DeviceChanged))
        station.pass_time(100)


@pytest.mark.parametrize("setting", ["wav_input", "wav_output"])
def test_start_up_that_is_impossible_is_one_clear_error(tmp_path: Path, setting: str) -> None:
    sound = Sound.model_validate({"backend": "wav", setting: tmp_path / "none" / "x.wav"})
    # In a thread of its own, whose priority it raises: not that of all other tests.
    with ThreadPoolExecutor() as pool, pytest.raises(SoundError, match=r"x\.wav: .*[nN]o such file"):
        pool.submit(Station(sound, Turn(), print).run).result()


# ------------------------------------------------------------------------------------------------------------ replies


def test_a_reply_is_recorded_to_the_sample(tmp_path: Path) -> None:
    pcm = babble(RATE)
    with Lockstep(wav_output=tmp_path / "out.wav", volume=1.0, output_rate=RATE) as station:
        station.tell(Listen(True))
        station.pass_time(500)
        station.tell(play(pcm))
        station.pass_time(1500)
    out = read_wav(tmp_path / "out.wav", RATE)
    at = int(np.flatnonzero(out)[0])
    assert np.array_equal(out[at : at + RATE], pcm)
    assert at * 1000 / RATE == pytest.approx(540, abs=21)
    (started,), (ended,) = station.of(PlaybackStarted), station.of(PlaybackEnded)
    assert (ended.played, ended.complete, ended.underruns) == (RATE, True, 0)
    progress = [event.played for event in station.of(PlaybackProgress)]
    assert progress == sorted(progress)
    assert len(progress) == pytest.approx(1000 / 40, abs=4)
    assert started.reply == ended.reply == 1


def test_times_agree_with_the_recording(two_sentences: tuple[Path, list[tuple[int, int]]], tmp_path: Path) -> None:
    """From the acoustic end of the question to the first audible sample, by the events and by the two files."""
    path, spans = two_sentences
    with Lockstep(wav_input=path, wav_output=tmp_path / "out.wav", output_rate=HEARING_RATE) as station:
        station.tell(Listen(True))
        station.pass_time(round(ms(spans[0][1])) + 400)
        station.tell(Listen(False), play(np.concatenate([silence(30), babble(8000)]), rate=HEARING_RATE))
        station.pass_time(1500)
    (paused,), (started,) = station.of(SpeechPaused), station.of(PlaybackStarted)
    recorded = audible_span(read_wav(tmp_path / "out.wav"))[0]
    assert started.audible_time - paused.end_time == pytest.approx((recorded - paused.end) / HEARING_RATE, abs=0.001)


def test_pause_and_resume_lose_nothing(tmp_path: Path) -> None:
    pcm = babble(2 * RATE)
    with Lockstep(wav_output=tmp_path / "out.wav", volume=1.0, output_rate=RATE) as station:
        station.tell(Listen(True), play(pcm))
        station.pass_time(700)
        station.tell(Pause())
        paused = station.pass_time(500)
        station.tell(Resume())
        station.pass_time(2500)
    stopped = [event.played for event in paused if isinstance(event, PlaybackProgress)][-1]
    out = read_wav(tmp_path / "out.wav", RATE)
    begin = int(np.flatnonzero(out)[0])
    fade = RATE * 5 // 1000
    assert np.array_equal(out[begin : begin + stopped - fade], pcm[: stopped - fade])
    assert not out[begin + stopped : begin + stopped + RATE // 4].any()
    end = int(np.flatnonzero(out)[-1]) + 1
    rest = len(pcm) - stopped - fade
    assert np.array_equal(out[end - rest : end], pcm[-rest:])
    held = end - begin - len(pcm)  # what lies between is the pause and nothing else: whole blocks of 20 ms
    assert held % (RATE // 50) == RATE // 50 - fade
    assert [(event.played, event.complete) for event in station.of(PlaybackEnded)] == [(2 * RATE, True)]


def test_flush_ends_a_reply_where_it_was(tmp_path: Path) -> None:
    with Lockstep(wav_output=tmp_path / "out.wav", output_rate=RATE) as station:
        station.tell(Listen(True), play(babble(2 * RATE)), play(babble(RATE), reply=2))
        station.pass_time(500)
        station.tell(Duck(True), Flush(None))
        station.pass_time(500)
    ends = {event.reply: event for event in station.of(PlaybackEnded)}
    assert set(ends) == {1, 2}
    assert not ends[1].complete
    recorded = np.flatnonzero(read_wav(tmp_path / "out.wav", RATE))
    assert ends[1].played == pytest.approx(recorded[-1] + 1 - recorded[0], abs=2)
    assert ends[2].played == 0


def test_playback_needs_no_microphone(tmp_path: Path) -> None:
    with Lockstep(wav_output=tmp_path / "out.wav") as station:
        station.tell(play(babble(RATE)))
        station.pass_time(1500)
    assert [event.complete for event in station.of(PlaybackEnded)] == [True]
    assert all(event.capture == "" for event in station.of(DeviceChanged))


# ------------------------------------------------------------------------------------------------------------- barge-in


def test_the_reply_s_own_echo_starts_nothing_and_a_person_over_it_does(speak: Speak, tmp_path: Path) -> None:
    reply = speak(
        "slt", "The weather in Madrid is sunny today, with a light breeze from the west. Tomorrow it will rain."
    )
    write_wav(tmp_path / "no.wav", speak("rms", "No, stop it, that is wrong."), HEARING_RATE)
    with Lockstep(echo=(60, 0.3)) as station:
        station.tell(Listen(True))
        for number in (1, 2, 3):
            station.tell(play(reply, number, rate=HEARING_RATE))
        while len(station.of(PlaybackEnded)) < 2:
            station.pass_time(100)
        assert station.of(SpeechStarted) == []
        station.tell(Hear(str(tmp_path / "no.wav")))
        station.pass_time(1000)
    (started,) = station.of(SpeechStarted)
    assert started.while_playing


def test_while_playing_lasts_as_long_as_the_echo(speak: Speak, tmp_path: Path) -> None:
    question = speak("rms", "Turn on the lights.")
    begin = audible_span(question)[0]
    for gap, expected in ((100, True), (500, False)):
        write_wav(tmp_path / "q.wav", np.concatenate([silence(1040 + gap), question[begin:]]), HEARING_RATE)
        with Lockstep(wav_input=tmp_path / "q.wav") as station:
            station.tell(Listen(True), play(babble(HEARING_RATE), rate=HEARING_RATE))
            station.pass_time(4000)
        assert [event.while_playing for event in station.of(SpeechStarted)] == [expected]


# ----------------------------------------------------------------------------------------------------------- listening


def test_a_closed_microphone_hears_nothing_and_time_goes_on(speak: Speak, tmp_path: Path) -> None:
    write_wav(tmp_path / "q.wav", speak("rms", "Turn on the lights."), HEARING_RATE)
    with Lockstep() as station:
        station.tell(Listen(True))
        station.pass_time(1000)
        station.tell(Listen(False), Hear(str(tmp_path / "q.wav")))
        station.pass_time(20_000)
        assert station.of(SpeechStarted) == []
        assert station.of(DeviceChanged)[-1].capture == ""
        station.tell(Listen(True), Hear(str(tmp_path / "q.wav")))
        station.pass_time(4000)
    assert station.of(SpeechStarted)[0].at > samples(21_000)


def test_closing_the_microphone_drops_the_utterance(speak: Speak, tmp_path: Path) -> None:
    write_wav(tmp_path / "q.wav", speak("rms", "Turn on the living room lamps."), HEARING_RATE)
    with Lockstep(wav_input=tmp_path / "q.wav") as station:
        station.tell(Listen(True))
        station.pass_time(1000)
        station.tell(Listen(False))
        station.pass_time(1000)
    names = station.names(Heard, Silence, InputEnded, DeviceChanged)
    assert names == ["SpeechStarted", "SpeechDropped"]
    assert len(station.of(SpeechDropped)) == 1


def test_levels_only_while_they_are_wanted() -> None:
    with Lockstep() as station:
        station.tell(Listen(True))
        station.pass_time(1000)
        assert station.of(Level) == []
        station.tell(Meter(True))
        station.pass_time(1000)
        assert len(station.of(Level)) == pytest.approx(10, abs=1)
        assert all(level.dbfs < -90 and level.speech < 0.1 for level in station.of(Level))


def test_in_a_long_silence_there_are_no_events_and_silero_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Pcm] = []

    def probability(silero: Silero, chunk: Pcm) -> float:
        asked.append(chunk)
        return 0.0

    monkeypatch.setattr(Silero, "probability", probability)
    with Lockstep() as station:
        station.tell(Listen(True))
        station.pass_time(120_000)
    assert station.names() == ["DeviceChanged"]
    assert asked == []


# ------------------------------------------------------------------------------------------------------------ real time


def test_paced_by_the_clock(speak: Speak, tmp_path: Path) -> None:
    write_wav(tmp_path / "q.wav", np.concatenate([silence(900), speak("rms", "Turn on the lights.")]), HEARING_RATE)
    events: list[tuple[float, Event]] = []
    station = Station(
        Sound(backend="wav", wav_input=tmp_path / "q.wav", wav_output=tmp_path / "out.wav"),
        Turn(),
        lambda event: events.append((time.monotonic(), event)),
    )
    thread = threading.Thread(target=station.run)
    thread.start()
    station.handle(Listen(True))
    station.handle(play(babble(RATE // 2)))
    told: dict[type[Event], tuple[float, Event]] = {}
    limit = time.monotonic() + 30
    while not {SpeechPaused, PlaybackStarted} <= told.keys() and time.monotonic() < limit:
        time.sleep(0.02)
        told = {type(event): (when, event) for when, event in list(events)}
    station.close()
    thread.join(20)
    assert not thread.is_alive()
    # Not before it can be known, and, be the machine ever so busy, soon after.
    when, paused = told[SpeechPaused]
    assert isinstance(paused, SpeechPaused)
    assert Turn().provisional_ms / 1000 < when - paused.end_time < 3
    when, started = told[PlaybackStarted]
    assert isinstance(started, PlaybackStarted)
    assert -0.01 < when - started.audible_time < 3


def test_a_disk_that_fills_ends_the_recording_and_not_the_sound(tmp_path: Path) -> None:
    """The kernel lets no file grow beyond 200 kB, as a full disk does."""
    code = """
        import resource, sys
        from pathlib import Path
        from audio.events import DeviceChanged, Listen
        from tests.audio.lockstep import Lockstep
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        with Lockstep(wav_output=Path(sys.argv[1])) as station:
            station.tell(Listen(True))
            station.pass_time(6_000)
            (problem,) = {event.problem for event in station.of(DeviceChanged) if event.problem}
            print(problem)
        """
    path = tmp_path / "out.wav"
    command = [sys.executable, "-c", textwrap.dedent(code), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{path}: File too large; nothing more is recorded\n"
    assert len(read_wav(path)) > 16_000
