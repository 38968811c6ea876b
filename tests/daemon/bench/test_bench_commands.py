"""`sarai bench` on engines that every machine has, in real worker processes: what is measured, and what is refused."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from audio.wavefile import write_wav
from config.constants import HEARING_RATE
from daemon.bench import recordings
from daemon.bench.harness.engines import engine
from daemon.bench.harness.report import BenchError
from daemon.bench.recordings import Recording, gather, in_noise, plain, word_errors
from daemon.bench.turn import questions
from daemon.bench.turn.pauses import Halting, Part
from daemon.cli import main
from daemon.routing import measured
from daemon.workers.request import WorkerError
from daemon.workers.spec import Spec
from models.engine import Speech
from models.starter import STARTER_PATH
from tests.support.ollama_standin import ModelServer
from tests.support.tiny_piper import tiny_piper
from tests.support.tiny_whisper import tiny_whisper

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))


def bench(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    """What `sarai bench ... --json` prints."""
    assert main.main(["bench", *arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that is printed instead."""
    assert main.main(["bench", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return line


def check(metric: dict[str, Any], count: int) -> None:
    assert metric["count"] == len(metric["samples"]) == count
    ordered = [metric["p50"], metric["p90"], metric["p99"]]
    assert ordered == sorted(ordered, reverse=metric["better"] == "higher")
    assert all(value > 0 for value in metric["samples"])


# ---------------------------------------------------------------------------------------------------------------- ears


def test_the_ears_that_every_machine_has(capsys: pytest.CaptureFixture[str]) -> None:
    found = bench(capsys, "stt", "-n", "1", "--snr", "10")
    assert found["subject"] == "pocketsphinx-en"
    metrics = found["metrics"]
    for name in ("final_ms", "real_time_factor", "inferences_per_s"):
        check(metrics[name], 3)  # one of each recording
    assert metrics["word_error_rate"]["p50"] < 30  # the project's own questions are easy for them
    assert metrics["private_mb"]["p50"] > 20
    assert metrics["peak_mb"]["p50"] >= metrics["private_mb"]["p50"]
    assert metrics["load_s"]["p50"] > 0
    rows = {row[0]: row[1] for row in found["tables"][0]["rows"]}
    assert set(rows) == {"none", "10 dB"}
    assert "%" in rows["10 dB"]
    assert "pocketsphinx" in found["conditions"]["versions"]
    assert measured.results()[-1].subject == "pocketsphinx-en"


def test_word_errors_are_counted_where_a_transcript_stands_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "said"
    folder.mkdir()
    for number, recording in enumerate(gather([])):
        write_wav(folder / f"{number}.wav", recording.pcm, HEARING_RATE)
    (folder / "0.txt").write_text("these are entirely other words\n")
    found = bench(capsys, "stt", str(folder), "-n", "1", "--warm-up", "0")
    assert found["metrics"]["word_error_rate"]["p50"] >= 75
    assert sum("No transcript" in note for note in found["notes"]) == 2


def test_a_target_decides_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench(capsys, "tts", "-n", "2", "--target-ms", "60000")["verdicts"][0]["met"]
    assert not bench(capsys, "tts", "-n", "2", "--target-ms", "0.0001", code=1)["verdicts"][0]["met"]


def test_noise_is_as_loud_as_it_is_said_to_be() -> None:
    time = np.arange(2 * HEARING_RATE) / HEARING_RATE
    speech = Recording("tone", (8000 * np.sin(900 * time)).astype(np.int16), "tone")
    for level in (20.0, 0.0):
        mixed = in_noise(speech, level)
        rest = mixed.pcm.astype(float) - speech.pcm
        assert 10 * np.log10(np.mean(speech.pcm.astype(float) ** 2) / np.mean(rest**2)) == pytest.approx(level, abs=0.5)
        assert mixed.text == "tone"
    assert np.array_equal(in_noise(speech, 10).pcm, in_noise(speech, 10).pcm)
    assert np.abs(in_noise(speech, -20).pcm.astype(int)).max() <= 32767  # made softer, not clipped


def test_silence_before_speech_does_not_make_the_noise_softer() -> None:
    tone = (8000 * np.sin(np.arange(HEARING_RATE) / 18)).astype(np.int16)
    padded = np.concatenate([np.zeros(3 * HEARING_RATE, np.int16), tone])
    noise = [in_noise(Recording("", pcm), 10).pcm.astype(float) - pcm for pcm in (tone, padded)]
    assert np.std(noise[1]) == pytest.approx(np.std(noise[0]), rel=0.1)


def test_only_words_count() -> None:
    assert plain("It’s half-past  NINE, isn't it?") == "it's half past nine isn't it"
    assert plain("¿Qué?") == plain("que\u0301") == "qué"
    both = [Recording("a", np.zeros(1, np.int16), "one two"), Recording("b", np.zeros(1, np.int16))]
    assert word_errors(both, ["One, two!", "whatever"]) == 0
    assert word_errors(both, ["one", ""]) == 50
    assert word_errors(both[1:], ["x"]) is None


# --------------------------------------------------------------------------------------------------------------- voice


def test_the_voice_that_every_machine_has(capsys: pytest.CaptureFixture[str]) -> None:
    found = bench(capsys, "tts", "-n", "2", "--language", "es")
    assert found["subject"] == "espeak"
    check(found["metrics"]["first_audio_ms"], 8)
    check(found["metrics"]["sentence_first_audio_ms"], 4)
    check(found["metrics"]["real_time_factor"], 12)
    assert "sentence_first_audio_ms" not in bench(capsys, "tts", "-n", "1", "--text", "Hello there.")["metrics"]


def test_two_engines_are_measured_in_turn(capsys: pytest.CaptureFixture[str]) -> None:
    found = bench(capsys, "tts", "--compare", "espeak", "espeak", "-n", "4", "--target-ms", "60000")
    assert {row["metric"] for row in found["comparisons"]} >= {"clause -> first sound", "real-time factor"}
    assert set(found["sides"]) == {"espeak (A)", "espeak (B)"}
    assert len(found["sides"]["espeak (A)"]["first_audio_ms"]["samples"]) == 16
    for row in found["comparisons"]:
        assert row["low"] <= row["difference"] <= row["high"]
    assert "private memory" in [row[0] for row in found["tables"][-1]["rows"]]
    assert [verdict["met"] for verdict in found["verdicts"]] == [True, True]
    assert measured.results() == []  # a comparison is no measurement of one of them


# ---------------------------------------------------------------------------------------------------------------- mind


def test_the_mind_that_every_machine_has_beside_a_bare_loop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "llm.md"
    size = ("--prefix", "100", "--tokens", "12", "--context", "512", "--threads", "1")
    found = bench(capsys, "llm", "--bare", "--memory", "-n", "3", *size, "--report", str(report))
    assert found["subject"] == "starter"
    metrics = found["metrics"]
    for name in ("first_token_ms", "prefill_tokens_per_s", "answer_tokens_per_s", "bare_tokens_per_s"):
        check(metrics[name], 3)
    pairs = zip(metrics["answer_tokens_per_s"]["samples"], metrics["bare_tokens_per_s"]["samples"], strict=True)
    assert metrics["ratio_to_bare"]["samples"] == pytest.approx([ours / bare for ours, bare in pairs])
    new, cached = (int(word) for word in found["notes"][0].replace(",", "").split() if word.isdigit())
    assert cached >= 100
    assert 2 <= new <= 30  # the beginning was in the cache, the rest was not
    assert [row["b"] for row in found["comparisons"]] == ["starter"]
    chunks, memory = (table["rows"] for table in found["tables"])
    assert [row[0] for row in chunks] == ["1", "2", "4", "8", "16", "32", "64"]
    assert all(float(milliseconds) > 0 for _, milliseconds in chunks)
    ways = {row[0]: row for row in memory}
    assert set(ways) == {"mapped, rearranged", "mapped as it is", "read into memory"}
    # What is not mapped is private, by about the size of the file.
    private = {name: float(row[2]) for name, row in ways.items()}
    assert private["read into memory"] > private["mapped as it is"] + 0.5 * STARTER_PATH.stat().st_size / 1e6
    assert "## Memory by the kernel's count" in report.read_text()


def test_a_mind_named_by_its_file_is_kept_under_the_files_name(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--prefix", "20", "--tokens", "4", "--context", "512", "--threads", "1", "-n", "1", "--warm-up", "0")
    found = bench(capsys, "llm", str(STARTER_PATH), *arguments)
    assert found["subject"] == measured.subject_of(str(STARTER_PATH)) == STARTER_PATH.name
    assert measured.latest("llm", STARTER_PATH.name) is not None


# ----------------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["stt", "--model", "espeak"], "espeak is a voice, and this measures a recogniser"),
        (["stt", "--model", "wisper-base"], "did you mean"),
        (["stt", "--model", "whisper-base"], "sarai models pull whisper-base"),
        (["stt", "--snr", "loud"], "--snr loud: give ratios in dB"),
        (["stt", "--snr", "nan"], "--snr nan"),
        (["stt", "nowhere.wav"], "nowhere.wav: no such file"),
        (["stt", "--compare", "pocketsphinx", "pocketsphinx", "--model", "pocketsphinx"], "exclude each other"),
        (["stt", "--language", "fr", "-n", "1"], "understands en: choose"),
        (["llm", "piper-en"], "piper-en is a voice, and this measures a mind"),
        (["llm", "/"], "/"),
        (["llm", "starter", "--prefix", "5000"], "is too much"),
        (["llm", "expert"], "none is set up for it"),
        (["llm", "--compare", "starter", "starter", "--bare"], "one model"),
        (["tts", "--text", "..."], "nothing in it that could be spoken"),
        (["tts", "pocketsphinx"], "pocketsphinx-en is a recogniser"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_one_line(
    arguments: Sequence[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert message in refused(capsys, *arguments)


def test_files_that_are_no_models_or_no_speech(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    junk = tmp_path / "junk.gguf"
    junk.write_bytes(b"GGUF" + b"\0" * 60)
    assert str(junk) in refused(capsys, "llm", str(junk))
    (tmp_path / "empty").mkdir()
    assert "no .wav files" in refused(capsys, "stt", str(tmp_path / "empty"))
    text = tmp_path / "text.wav"
    text.write_text("this is no sound")
    assert str(text) in refused(capsys, "stt", str(text))
    silence = tmp_path / "silence.wav"
    write_wav(silence, np.zeros(HEARING_RATE, np.int16), HEARING_RATE)
    assert "only silence" in refused(capsys, "stt", "--snr", "10", "--noise", str(silence))
    write_wav(silence, np.zeros(int(recordings.LONGEST + 1) * HEARING_RATE, np.int16), HEARING_RATE)
    assert "cut it into utterances" in refused(capsys, "stt", str(silence))


@pytest.mark.parametrize("wrong", [["-n", "0"], ["-n", "many"], ["--warm-up", "-1"], ["--threads", "0"]])
def test_counts_must_be_counts(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(["bench", "tts", *wrong])
    assert ended.value.code == 2
    assert "whole number" in capsys.readouterr().err


def test_a_worker_that_crashes_ends_the_benchmark_and_is_not_started_again() -> None:
    async def crash(when: str) -> None:
        arguments = {"crash_on_load": True} if when == "load" else {}
        async with engine(Spec("beeper", "daemon.workers.servers:voice", f"{__name__}:Crasher", arguments)) as loaded:
            await loaded.one("speak", text="crash", language="en", speed=1.0)

    for when, error in (("load", BenchError), ("work", WorkerError)):
        with pytest.raises(error, match="crashed"):
            asyncio.run(crash(when))
    assert not [child for child in psutil.Process().children() if "daemon.workers.child" in " ".join(child.cmdline())]


def test_an_interrupted_benchmark_leaves_no_process(tmp_path: Path) -> None:
    sarai = Path(sys.executable).with_name("sarai")

    def interruptible() -> None:
        # A shell starts what runs in its background with SIGINT ignored, and that is inherited.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    command = [str(sarai), "bench", "tts", "-n", "100000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=interruptible) as running:
        try:
            deadline = time.monotonic() + 120
            while not (workers := psutil.Process(running.pid).children()) and time.monotonic() < deadline:
                time.sleep(0.05)
            (worker,) = workers
            time.sleep(1)
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=60)
        finally:
            running.kill()
    assert (running.returncode, out, err) == (130, b"", b"")
    assert not worker.is_running()
    assert measured.results() == []


class Crasher:
    """An engine with a native bug."""

    languages = ("en",)
    rate = 16_000

    def __init__(self, crash_on_load: bool = False) -> None:
        if crash_on_load:
            os.abort()

    def speak(self, text: str, *_: object) -> Iterator[Speech]:
        if text == "crash":
            os.abort()
        return iter(())


# ------------------------------------------------------------------------------------------------------ other engines


def test_the_experts_server_is_measured_like_a_mind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ModelServer(pause=0.02) as server:
        config = tmp_path / "sarai.yaml"
        config.write_text(f"expert: {{engine: ollama, url: '{server.host}', model: 'solar:10.7b'}}\n")
        found = bench(capsys, "llm", "expert", "-n", "2", "--config", str(config))
        assert found["conditions"]["models"] == {"expert": "solar:10.7b on a server (ollama)"}
        check(found["metrics"]["first_token_ms"], 2)
        check(found["metrics"]["tokens_per_s"], 2)
        assert found["metrics"]["tokens_per_s"]["p50"] < 150  # it pauses for 20 ms before each word
        assert "prefill_tokens_per_s" not in found["metrics"]  # what it prefills is its own affair
        assert "runs on a server" in refused(capsys, "llm", "expert", "--bare", "--config", str(config))
        server.fault = "error"
        assert "Ollama server" in refused(capsys, "llm", "expert", "-n", "1", "--config", str(config))


def test_whisper_and_piper_by_their_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ears = tiny_whisper()
    found = bench(
        capsys, "stt", "--model", str(ears), "--language", "en", "-n", "1", "--warm-up", "0", "--threads", "1"
    )
    assert found["subject"] == ears.name
    check(found["metrics"]["final_ms"], 3)
    voice = tiny_piper(tmp_path)
    found = bench(capsys, "tts", "--compare", "espeak", str(voice), "-n", "2", "--threads", "1")
    assert set(found["sides"]) == {"espeak", "tiny.onnx"}


def test_recorded_questions_that_lack_their_words_are_named(tmp_path: Path) -> None:
    wav = tmp_path / "question.wav"
    wav.write_bytes(next((Path(questions.__file__).parents[2] / "cli" / "demo").glob("*.wav")).read_bytes())
    with pytest.raises(BenchError, match=r"question\.txt: No such file or directory; each NAME\.wav needs its words"):
        questions.recorded(tmp_path)
    wav.with_suffix(".txt").write_bytes(b"\xff")
    with pytest.raises(BenchError, match=r"question\.txt: not UTF-8 text"):
        questions.recorded(tmp_path)
    wav.write_bytes(b"words")
    with pytest.raises(BenchError, match=r"^\S*question\.wav: not a WAV file$"):
        questions.recorded(tmp_path)


def test_a_voice_that_flite_lacks_is_no_other_voice(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"flite has no voice 'nope'; it has .*\bslt\b"):
        questions.synthesised([Halting((Part("What is a fjord?", 0),), "en")], tmp_path, "nope")
