"""Whisper's short window: when it is taken, and the comparison that `auto` goes by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from audio.wavefile import write_wav
from config.constants import HEARING_RATE
from config.settings import Settings, Switch
from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.report import Metric, Report
from daemon.bench.listeners import Understood
from daemon.bench.stt_windows import Outcome, outcome
from daemon.cli import main
from daemon.routing import measured, short_window
from daemon.routing.short_window import BENCH, FEWEST, decide, ears_of, hears_short
from daemon.tiers.kit import EngineHandles
from daemon.workers.fleet import Fleet
from daemon.workers.spec import Spec
from models.store.places import Located
from tests.support.tiny_whisper import MISHEARD, SENTENCES, in_noise, noise, tiny_whisper


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))


# ------------------------------------------------------------------------------------------------------- the decision


def result(utterances: int = FEWEST, changed: int = 0, ears: str = "these", subject: str = "whisper-base") -> Report:
    metrics = (Metric("utterances", "", (utterances,)), Metric("changed", "", (changed,)))
    return Report(BENCH, subject, Conditions.here(settings={"ears": ears}), metrics)


def as_kept(report: Report) -> measured.Kept:
    measured.keep(report.as_record())
    found = measured.latest(BENCH)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("wanted", "made_for_it", "found", "short"),
    [
        ("auto", False, None, False),
        ("auto", True, None, True),
        ("auto", False, result(), True),
        ("auto", False, result(utterances=FEWEST - 1), False),
        ("auto", False, result(utterances=1000, changed=1), False),
        ("auto", False, result(ears="others"), False),
        ("auto", True, result(changed=1), True),
        (True, False, None, True),  # the user decides
        (True, False, result(changed=1), True),
        (False, True, result(), False),
    ],
)
def test_when_the_short_window_is_taken(wanted: Switch, made_for_it: bool, found: Report | None, short: bool) -> None:
    assert decide(wanted, made_for_it, as_kept(found) if found else None, "these") is short


@pytest.mark.parametrize("chosen", [None, 3, {}, {"ears": 3}])
def test_a_damaged_result_is_none(chosen: object) -> None:
    odd = replace(as_kept(result()), conditions={"settings": chosen})
    assert not decide("auto", False, odd, "these")
    assert not decide("auto", False, replace(odd, conditions={"settings": {"ears": ""}}), "")


def folder_of(place: Path, weights: bytes) -> Path:
    place.mkdir(parents=True)
    (place / "model.bin").write_bytes(weights)
    return place


def test_other_weights_and_other_versions_are_other_ears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = np.random.default_rng(1).bytes(5_000_000)
    first = folder_of(tmp_path / "a" / "mine", weights)
    assert ears_of(first) == ears_of(folder_of(tmp_path / "b" / "mine", weights))  # wherever it lies
    tuned = folder_of(tmp_path / "c" / "mine", bytes(byte ^ 1 for byte in weights))
    assert ears_of(first) != ears_of(tuned)
    assert ears_of(tmp_path) == ""
    measured.keep(result(ears=ears_of(first), subject="mine").as_record())
    assert hears_short("auto", str(first), first)
    assert not hears_short("auto", str(tuned), tuned)  # of the same name
    assert not hears_short("auto", "whisper-base", first)
    assert not hears_short("auto", str(tmp_path / "gone" / "mine"), tmp_path / "gone" / "mine")
    monkeypatch.setattr(short_window, "version_of", lambda package: "99")
    assert not hears_short("auto", str(first), first)
    assert hears_short(True, str(first), first)


# ----------------------------------------------------------------------------------------------------- the comparison


def test_only_words_and_their_language_count() -> None:
    def changed(whole: Sequence[Understood], short: Sequence[Understood]) -> Outcome:
        return outcome(["one.wav"], [[each] for each in whole], [[each] for each in short])

    assert changed([("It's nine.", "en")], [("it’s  NINE", "en")]) == Outcome(1)
    assert changed([("No.", "en")], [("No.", "es")]) == Outcome(1, (("one.wav", "en: No.", "es: No."),))
    assert changed([("", "en")], [("...", "es")]) == Outcome(0)
    assert changed([("", "en")], [("You", "en")]) == Outcome(1, (("one.wav", "nothing", "en: You"),))
    assert changed([("a", "en"), ("a", "en")], [("a", "en"), ("b", "en")]).changed[0][2] == "en: a | en: b"


def test_a_difference_is_a_verdict_and_so_are_many_utterances_alike() -> None:
    different = (("one.wav", "en: a", "en: b"),)
    assert Outcome(1, different).kept(None)
    assert Outcome(1, different).kept("en")
    assert Outcome(FEWEST).kept(None)
    assert not Outcome(FEWEST - 1).kept(None)
    assert "too few" in Outcome(FEWEST - 1).told("x", None)
    assert not Outcome(FEWEST).kept("en")
    assert "--language" in Outcome(FEWEST).told("x", "en")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main.main(["bench", "stt", "--windows", *arguments]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_what_has_no_windows_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "pocketsphinx-en is no Whisper model" in refused(capsys, "--model", "pocketsphinx")
    assert "leave out --compare" in refused(capsys, "--compare", "pocketsphinx", "pocketsphinx")
    assert "leave out --compare, --snr" in refused(capsys, "--snr", "10")
    long = tmp_path / "long.wav"
    write_wav(long, noise(30, 100, 1), HEARING_RATE)
    folder = folder_of(tmp_path / "whisper", b"")
    assert "longer than 29 s" in refused(capsys, str(long), "--model", str(folder))


def recorded(folder: Path, sentences: Sequence[tuple[str, str]], takes: int) -> Path:
    """Each sentence so many times, in soft noise that is never the same."""
    folder.mkdir()
    for take in range(takes):
        for number, (language, text) in enumerate(sentences):
            write_wav(folder / f"{number:02}-{take}.wav", in_noise(text, language, 15, seed=take), HEARING_RATE)
    return folder


def compare(capsys: pytest.CaptureFixture[str], model: Path, recordings: Path) -> dict[str, Any]:
    short = ("-n", "1", "--warm-up", "0", "--threads", "1", "--json")
    assert main.main(["bench", "stt", str(recordings), "--windows", "--model", str(model), *short]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


class OneModel:
    """In the place of a fleet: remembers what it was to run."""

    def handle(self, spec: Spec) -> Spec:
        return spec


def asked_for(model: Path, wanted: Switch) -> bool:
    """Whether the daemon would have the recogniser take the short window."""
    settings = Settings.model_validate(
        {"fast": {"recogniser": str(model), "short_window": wanted}, "turn": {"melody": False}}
    )
    fleet = cast("Fleet", OneModel())
    kit = EngineHandles(settings, fleet, lambda name: Located(name, model, "yours", 1), lambda: 1.0, cast("Any", None))
    spec = cast("Spec", kit.ears(str(model)))
    return bool(spec.arguments["short_window"])


@pytest.mark.slow
def test_auto_goes_by_what_the_windows_made_of_the_same_speech(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tiny_whisper()
    known = [(language, text) for language, texts in SENTENCES.items() for text in texts]
    few = compare(capsys, model, recorded(tmp_path / "few", known[:2], 1))
    assert "too few" in few["notes"][-1]
    assert measured.results() == []
    assert not asked_for(model, "auto")

    found = compare(capsys, model, recorded(tmp_path / "many", known, 2))
    assert found["subject"] == model.name
    assert found["metrics"]["changed"]["p50"] == 0
    assert found["metrics"]["utterances"]["p50"] == 2 * len(known) >= FEWEST
    assert set(found["sides"]) == {"30 s window", "short window"}
    assert [row["metric"] for row in found["comparisons"]].count("last sample -> words") == 1
    assert "understood alike" in found["notes"][-1]
    assert asked_for(model, "auto")
    assert not asked_for(model, False)

    found = compare(capsys, model, recorded(tmp_path / "misheard", [*known, ("en", MISHEARD[0])], 2))
    assert found["metrics"]["changed"]["p50"] == 2
    rows = [[f"{len(known):02}-{take}.wav", *(f"en: {words}" for words in MISHEARD)] for take in (0, 1)]
    assert found["tables"][0]["rows"] == rows
    assert "changes words" in found["notes"][-1]
    assert not asked_for(model, "auto")
    assert asked_for(model, True)
