"""`benchmarks.end_of_turn`: turns are read as eot-bench lays them out, and scored by its rules."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio.frames import Pcm
from audio.wavefile import write_wav
from benchmarks.end_of_turn import NAMES, Judged, best, fixed, judge, main, policies, report, scores, shipped, table
from benchmarks.turn_data import AFTER, Pause, SpokenTurn, halting_turn, read, silences
from config.constants import HEARING_RATE, samples
from config.errors import UserError
from config.settings import Turn
from daemon.bench.turn.pauses import halting
from models.engine import Cancel, Transcript
from models.espeak import EspeakVoice

END = math.inf


def speech(text: str) -> Pcm:
    from audio.resample import resample

    voice = EspeakVoice()
    pcm = np.concatenate([piece.pcm for piece in voice.speak(text, "en", 1.0, Cancel())])
    loud = np.flatnonzero(np.abs(pcm.astype(int)) > 300)
    return resample(pcm[loud[0] : loud[-1] + 1], voice.rate, HEARING_RATE)


def quiet(milliseconds: float) -> Pcm:
    return np.zeros(samples(milliseconds), np.int16)


class Ears:
    """A recogniser that hears given words, one after the other."""

    languages: tuple[str, ...] = ("en", "es")

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self.fed: list[int] = []

    def open(self, language: str | None) -> Ears:
        return self

    def feed(self, pcm: Pcm) -> None:
        self.fed.append(len(pcm))

    def partial(self) -> Transcript:
        raise NotImplementedError

    def result(self, cancel: Cancel) -> Transcript:
        return Transcript(self.words.pop(0), "en")

    def close(self) -> None: ...


def turn(*lengths: float) -> SpokenTurn:
    sound = np.ones(HEARING_RATE, np.int16)
    return SpokenTurn("a", "en", tuple(Pause(sound, quiet(160), each) for each in lengths))


# ---------------------------------------------------------------------------------------------------------------- data


def rows(folder: Path, *rows: dict[str, Any]) -> Path:
    write_wav(folder / "a.wav", np.arange(3 * HEARING_RATE, dtype=np.int16), HEARING_RATE)
    (folder / "metadata.jsonl").write_text("\n".join(json.dumps(each) for each in rows) + "\n")
    return folder


def row(spans: list[list[float]], language: str = "en", name: str = "1") -> dict[str, Any]:
    silences = [{"start": start, "end": end} for start, end in spans]
    return {"id": name, "file_name": "a.wav", "language": language, "silence_spans": silences}


def test_the_last_silence_is_the_end_and_short_ones_are_no_decisions(tmp_path: Path) -> None:
    wanted = row([[0.5, 0.55], [1.0, 1.3], [2.0, 3.0]])
    (found,) = read(rows(tmp_path, wanted, row([[1.0, 2.0]], "de", "2")))
    assert (found.name, found.language) == ("1", "en")  # German is not ours
    assert [round(each.seconds, 3) for each in found.pauses] == [0.3, END]
    assert [len(each.sound) for each in found.pauses] == [HEARING_RATE, 2 * HEARING_RATE]
    assert [len(each.after) for each in found.pauses] == [AFTER, AFTER]
    assert np.abs(found.pauses[1].sound - np.arange(2 * HEARING_RATE, dtype=np.int16)).max() <= 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("not json", "line 1: no JSON"),
        ("[]", "no row of fields"),
        ('{"id": "7", "language": "en"}', "the row '7' is not laid out as eot-bench's"),
        ('{"id": "7", "language": "en", "file_name": "gone.wav", "silence_spans": []}', "the row '7'"),
        ('{"id": "7", "language": "fr", "file_name": "a.wav", "silence_spans": [{"start": 1, "end": 2}]}', "no turns"),
    ],
)
def test_a_wrong_row_is_told_in_one_line(tmp_path: Path, line: str, told: str) -> None:
    rows(tmp_path)
    (tmp_path / "metadata.jsonl").write_text(line)
    with pytest.raises(UserError, match=told) as raised:
        read(tmp_path)
    assert "\n" not in str(raised.value)


def test_a_folder_without_turns_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no turns in English or Spanish"):
        main([str(tmp_path)])
    with pytest.raises(SystemExit, match="no such folder"):
        main([str(tmp_path / "gone")])


def test_silences_of_a_recording_are_found_where_they_are(tmp_path: Path) -> None:
    parts = [speech("what is the capital"), quiet(600), speech("of the biggest country"), quiet(400)]
    sound = np.concatenate([quiet(300), *parts])
    began = samples(300) + len(parts[0])
    ended = began + samples(600) + len(parts[2])
    found = [each for each in silences(sound) if each[1] - each[0] > 0.3]
    assert len(found) == 2
    assert found[0] == pytest.approx((began / HEARING_RATE, began / HEARING_RATE + 0.6), abs=0.06)
    assert found[1][0] == pytest.approx(ended / HEARING_RATE, abs=0.06)
    write_wav(tmp_path / "es-hola.wav", sound, HEARING_RATE)
    (turn,) = read(tmp_path)
    assert (turn.language, turn.pauses[-1].is_end) == ("es", True)
    write_wav(tmp_path / "nobody.wav", quiet(1000), HEARING_RATE)
    with pytest.raises(UserError, match="nobody speaks"):
        read(tmp_path)


def test_a_synthesised_question_pauses_where_it_was_told_to() -> None:
    (question,) = halting(1)
    turn = halting_turn(question)
    assert [each.seconds for each in turn.pauses] == [*(pause / 1000 for pause in question.pauses), END]
    lengths = [len(each.sound) for each in turn.pauses]
    assert lengths == sorted(lengths)
    assert lengths[0] > HEARING_RATE / 4


# --------------------------------------------------------------------------------------------------------------- rules


def test_policies_that_see_the_ends_cut_nobody_off() -> None:
    seconds = np.array([0.5, 1.5, END, 0.9, END])
    told = best(list(policies(seconds, np.array([0.1, 0.2, 0.9, 0.1, 0.8]))))
    assert told == {
        "cut_offs_at_300_ms": 0.0,
        "cut_offs_at_600_ms": 0.0,
        "latency_at_5_percent": pytest.approx(0.2),
        "latency_at_10_percent": pytest.approx(0.2),
    }


def test_policies_that_see_nothing_are_no_better_than_silence() -> None:
    seconds = np.array([0.25, 0.45, 0.65, 1.25, END, END])
    alone = best(list(fixed(seconds)))
    assert alone["cut_offs_at_300_ms"] == 0.75
    assert alone["cut_offs_at_600_ms"] == 0.5
    assert alone["latency_at_5_percent"] == pytest.approx(1.3)
    blind = best(list(policies(seconds, np.full(6, 0.5))))
    assert blind["cut_offs_at_300_ms"] == 0.75
    assert blind["latency_at_5_percent"] == pytest.approx(1.5)  # timeouts are coarser


def test_a_budget_that_no_policy_keeps_has_no_figure() -> None:
    never = best(list(policies(np.array([4.0, END]), np.zeros(2))))
    assert never["cut_offs_at_300_ms"] is None  # a score of 0 is above no threshold: the timeout ends the turn
    assert never["latency_at_5_percent"] is None


def judged(*each: tuple[float, str]) -> list[Judged]:
    ears = Ears([words for _, words in each])
    return judge([turn(*(seconds for seconds, _ in each))], ears, lambda _: 0.5, Turn())


def test_the_words_give_the_wait_and_the_wait_the_score() -> None:
    settings = Turn()
    found = judged((0.7, "What is the capital of"), (END, "What is the capital of France?"))
    assert [each.waits["our words"] for each in found] == [settings.incomplete_ms / 1000, settings.complete_ms / 1000]
    assert list(scores(found, settings)["our words"]) == [0.0, 1.0]


def test_habits_are_learnt_from_the_turns_before() -> None:
    settings = Turn()
    halting = [turn(0.9, 0.9, 0.9, END)] * 3  # from five pauses on
    found = judge(halting, Ears(["how tall is the eiffel tower"] * 12), lambda _: 0.5, settings)
    first, last = found[0].waits, found[-1].waits
    assert first[NAMES[1]] == first[NAMES[2]]
    assert last[NAMES[1]] < last[NAMES[2]] <= settings.incomplete_ms / 1000


def test_a_cut_off_is_heard_only_if_the_reply_sounds_before_the_speaker_goes_on() -> None:
    found = judged((0.5, "Yes."), (END, "Yes."))
    early, late = (shipped(found, "our words", pipeline) for pipeline in (0.0, 0.8))
    assert early.committed.cut_offs == early.heard.cut_offs == late.committed.cut_offs == 1.0
    assert (late.heard.cut_offs, late.heard.latency) == (0.0, 0.8)
    assert early.heard.latency == pytest.approx(0.33)
    assert early.turns == 1.0


def test_a_turn_that_only_a_mark_ends_is_not_cut_off_before_its_answer_could_sound() -> None:
    words = "How tall is the Eiffel tower?"
    found = judge([turn(0.45, END)], Ears([words] * 2), lambda _: 0.5, Turn())
    early, late = (shipped(found, "our words", pipeline).committed for pipeline in (0.3, 0.8))
    assert (early.cut_offs, early.latency) == (1.0, Turn().complete_ms / 1000)
    assert (late.cut_offs, late.latency) == (0.0, Turn().likely_ms / 1000)  # as long as the bare words ask for


def test_the_report_counts_inner_silences_from_200_ms_to_5_s() -> None:
    found = judged((0.15, "and"), (0.25, "and"), (6.0, "and"), (END, "And you?"))
    figures = report(found, Turn(), 0.8)
    assert (figures["turns"], figures["inner_silences"]) == (1, 1)
    lines = table(figures).splitlines()
    assert [line.split("|")[1].strip() for line in lines if line.startswith("| our")] == ["our words", "our words"]
    with pytest.raises(UserError, match="no pauses inside"):
        report(judged((END, "Yes.")), Turn(), 0.8)
