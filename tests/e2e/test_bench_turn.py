"""`sarai bench turn`: whole turns on toys with random weights, and on the embedded tier, against what must be so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from daemon.bench.turn.measure import REPLIES
from daemon.bench.turn.pauses import Halting, Part
from daemon.bench.turn.questions import Question, synthesised
from daemon.bench.turn.session import Turned, gaps_ms
from models.text.clauses import ClauseSplitter
from tests.support.shapes import toy_models

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "daemon.cli", "bench", "turn", "--json", "--no-keep", *arguments]
    # Replies are played in real time: spoken twice as fast they show the same.
    env = {**os.environ, "SARAI_SPEAKING__SPEED": "2"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_random_weights_work_and_say_given_words_beside_the_naive_way(tmp_path: Path) -> None:
    toys = toy_models(tmp_path)
    models = ["--stt", toys["recogniser"], "--llm", toys["mind"], "--tts", toys["voice_en"], "--given"]
    report = tmp_path / "report.md"
    kinds = ["--turns", "1", "--warm-up", "0", "--halting", "1", "--naive", "--cost"]
    found = bench(*models, *kinds, "--report", str(report))
    turns = found["turns"]
    assert [turn["pauses"] for turn in turns] == [False, True]
    # What was heard last is the whole question, though nobody with these weights could hear it.
    assert all(" ".join(turn["heard"]).endswith(turn["question"].rsplit(" ", 1)[1]) for turn in turns)
    assert all(turn["stale"] == 0 for turn in turns)
    metrics = found["metrics"]
    assert 0 < metrics["endpoint_ms"]["p50"] <= metrics["voice_to_voice_ms"]["p50"]
    assert metrics["naive_voice_to_voice_ms"]["p50"] > 800
    assert metrics["cpu_s"]["p50"] > 0
    assert "ratio" in report.read_text()
    assert "<svg" in (tmp_path / "report-stages.svg").read_text()


@pytest.mark.slow
def test_a_small_mind_opens_and_the_large_one_goes_on(tmp_path: Path) -> None:
    toys = toy_models(tmp_path)
    opener = Path(toys["mind"]).with_name("opener.gguf")
    opener.write_bytes(Path(toys["mind"]).read_bytes())
    models = ["--stt", toys["recogniser"], "--llm", toys["mind"], "--tts", toys["voice_en"], "--given"]
    found = bench(*models, "--opener", str(opener), "--turns", "1", "--warm-up", "0")
    (turn,) = found["turns"]
    assert turn["reply"] == REPLIES[0]
    assert found["conditions"]["models"]["opener"] == "opener.gguf"


@pytest.mark.slow
def test_recorded_questions_on_the_embedded_tier(tmp_path: Path) -> None:
    synthesised([Halting((Part("what is the capital of france", 0),), "en")], tmp_path)
    (tmp_path / "0000.txt").write_text("what is the capital of france")
    found = bench(str(tmp_path), "--turns", "1", "--warm-up", "1", "--tier", "embedded")
    (turn,) = found["turns"]  # the one to warm up is not among them
    assert turn["heard"][-1] == "what is the capital of france"
    assert found["conditions"]["models"]["recogniser"] == "pocketsphinx-en"


def test_where_a_question_pauses_is_known_to_the_sample(tmp_path: Path) -> None:
    (question,) = synthesised([Halting((Part("how far is it", 500), Part("to the station", 0)), "en")], tmp_path)
    (_, first_end), (second_start, second_end) = question.speech
    assert second_start - first_end == pytest.approx(0.5, abs=0.001)
    assert question.words[3][2] <= first_end
    assert question.words[4][1] == pytest.approx(second_start - 0.3, abs=0.002)  # counted from the first sound
    assert question.seconds > second_end


def test_what_counts_as_cut_off(tmp_path: Path) -> None:
    question = Question(tmp_path / "x.wav", "one two", "en", (), ((0.3, 1.0), (1.6, 2.4)), 3.0)
    fine = Turned(question, began=10, overs=[13.0], first_audible=13.1)
    assert not fine.judged_early
    assert not fine.cut_off
    silent = Turned(question, began=10, overs=[11.4, 13.0], first_audible=13.1)
    assert silent.judged_early
    assert not silent.cut_off  # nothing was heard of it: one question
    heard = Turned(question, began=10, overs=[11.4, 13.0], first_audible=11.5)
    assert heard.cut_off


def test_gaps_are_silences_between_clauses() -> None:
    # One second of sound, the next clause in time; then one that comes 0.3 s late.
    assert gaps_ms([(0.0, 1.0), (0.5, 1.0), (2.3, 1.0), (2.301, 1.0)]) == pytest.approx([0, 300])


@pytest.mark.parametrize("reply", REPLIES)
def test_given_replies_are_work_enough(reply: str) -> None:
    """A word has a token at least."""
    splitter = ClauseSplitter("en")
    first, *_ = [*splitter.feed(reply), *splitter.finish()]
    assert len(first.text.split()) >= 5
    assert first.text.endswith(",")
    assert len(reply.split()) >= 25
