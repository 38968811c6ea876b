"""Reports and kept results of `sarai bench`: what a figure means, and that results survive what may happen to a file."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from config.errors import UserError
from config.settings import Settings
from daemon.bench import kpi
from daemon.bench.harness import plots
from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.render import markdown, save, show
from daemon.bench.harness.report import BenchError, Metric, Report, Table, compare
from daemon.cli import main
from daemon.routing import measured
from daemon.routing.facts import TurnInput
from daemon.routing.survey import Survey, facts_here
from daemon.routing.table import route
from models.store.places import Located, Missing

SARAI = Path(sys.executable).with_name("sarai")


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def report(*metrics: Metric, bench: str = "omni", subject: str = "omni-3b", tier: str | None = None) -> Report:
    return Report(bench, subject, Conditions.here(), metrics, tier=tier, headline="engine_first_audio_ms")


def first_audio(*values: float) -> Metric:
    return Metric("engine_first_audio_ms", "ms", values)


def test_percentiles_count_from_the_good_side() -> None:
    late = Metric("ms", "ms", tuple(range(1, 101)))
    assert (late.p(0.5), late.p(0.9), late.p(0.99)) == (50, 90, 99)
    rate = Metric("rate", "tokens/s", tuple(range(1, 101)), "higher")
    assert (rate.p(0.5), rate.p(0.9), rate.p(0.99)) == (51, 11, 2)
    assert Metric("one", "ms", (3.0,)).spread == 0


def test_a_comparison_tells_noise_from_a_difference() -> None:
    noisy = [Metric("t", "ms", tuple(100 + (step * move) % 17 for step in range(40))) for move in (3, 5)]
    same = compare("t", ("a", noisy[0]), ("b", noisy[1]))
    assert not same.clear
    assert same.told == "not clear"
    slower = replace(noisy[1], samples=tuple(value + 10 for value in noisy[1].samples))
    clear = compare("t", ("a", noisy[0]), ("b", slower))
    assert clear.clear
    assert clear.low < 10 < clear.high
    assert clear.told == "A is better"
    few = [replace(metric, samples=metric.samples[:4]) for metric in (noisy[0], slower)]
    assert compare("t", ("a", few[0]), ("b", few[1])).told == "not clear"
    rates = [replace(metric, better="higher") for metric in (noisy[0], slower)]
    assert compare("t", ("a", rates[0]), ("b", rates[1])).told == "B is better"


def test_nothing_can_be_compared_with_nothing() -> None:
    nothing = Metric("word_error_rate", "%", (0.0,) * 5)
    found = compare("word errors", ("a", nothing), ("b", Metric("word_error_rate", "%", (5.0,) * 5)))
    assert found.ratio is None
    assert found.told == "A is better"
    text = markdown(replace(report(first_audio(1)), comparisons=(found,)))
    assert "| word errors, % | 0 | 5 | 5 (5 ... 5) | - | A is better |" in text


def test_a_target_gives_a_verdict_both_ways() -> None:
    found = report(first_audio(200, 220, 300))
    assert not found.failed
    assert not found.against(240).failed
    missed = found.against(210)
    assert missed.failed
    assert missed.verdicts[0].told == "engine_first_audio_ms: P50 220 ms > 210 ms: NOT met"
    with pytest.raises(BenchError, match="no latency"):
        replace(found, headline="").against(240)


def test_what_is_kept_is_what_auto_routes_by() -> None:
    assert measured.measured() == {}
    measured.keep(report(first_audio(100, 200, 300), tier="quality").as_record())
    measured.keep(report(first_audio(90), Metric("real_time_factor", "", (0.4,)), tier="quality").as_record())
    measured.keep(report(first_audio(1), subject="random weights").as_record())  # of no tier
    figures = measured.measured()
    assert set(figures) == {"quality"}
    assert figures["quality"].first_audio_ms == 90
    assert figures["quality"].real_time_factor == 0.4


@pytest.mark.parametrize(
    ("first_audio_ms", "real_time_factor", "goes_to"), [(180, 0.4, "quality"), (900, 0.4, "fast"), (180, 1.5, "fast")]
)
def test_speech_goes_where_the_benchmark_sends_it(first_audio_ms: float, real_time_factor: float, goes_to: str) -> None:
    def locate(wanted: str) -> Located | Missing:
        return Missing(wanted, "not here") if "gguf" in wanted else Located(wanted, Path("/"), "store", 1)

    def asked() -> str:
        facts = facts_here(Settings(), Survey(locate, 12_000, 16_000, measured=measured.measured()))
        return route(TurnInput("speech", "what time is it", "en"), facts).tier

    assert asked() == "fast"  # not measured
    figures = (first_audio(first_audio_ms), Metric("real_time_factor", "", (real_time_factor,)))
    measured.keep(report(*figures, tier="quality").as_record())
    assert asked() == goes_to


def test_figures_of_another_machine_do_not_count() -> None:
    found = report(first_audio(100), tier="quality")
    other = replace(found.conditions.hardware, cpu="another processor")
    measured.keep(replace(found, conditions=replace(found.conditions, hardware=other)).as_record())
    assert measured.measured() == {}
    assert measured.results() == []


def test_the_file_is_readable_by_its_owner_only_and_stays_small() -> None:
    for value in range(measured.EACH + 5):
        measured.keep(report(first_audio(value)).as_record())
    measured.keep(report(first_audio(1), subject="omni-7b").as_record())
    found = [result.value("engine_first_audio_ms") for result in measured.results() if result.subject == "omni-3b"]
    assert found == list(range(5, measured.EACH + 5))
    path = measured.results_file()
    assert path.stat().st_mode & 0o077 == 0
    assert "samples" not in json.loads(path.read_text())["results"][0]["metrics"]["engine_first_audio_ms"]
    measured.forget()
    assert measured.results() == []


def test_writers_at_the_same_time_lose_nothing() -> None:
    def write(number: int) -> None:
        measured.keep(report(first_audio(number), subject=f"model {number}").as_record())

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(measured.results()) == 8


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": 1}', '{"schema": 1, "results": 3}', "\udcff"])
def test_a_damaged_file_is_no_results_and_is_put_aside(content: str) -> None:
    path = measured.results_file()
    path.parent.mkdir(parents=True)
    path.write_text(content, errors="surrogateescape")
    assert measured.measured() == {}
    measured.keep(report(first_audio(1), tier="fast").as_record())
    assert measured.measured()["fast"].first_audio_ms == 1
    assert path.with_suffix(".damaged").read_text(errors="surrogateescape") == content


def test_records_that_are_no_results_are_passed_over() -> None:
    measured.keep(report(first_audio(7), tier="fast").as_record())
    path = measured.results_file()
    document = json.loads(path.read_text())
    good = document["results"][0]
    document["results"] += [{}, 3, {"bench": "x", "subject": "y", "conditions": 1, "metrics": {}}]
    document["results"] += [{**good, "conditions": {**good["conditions"], "hardware": "fast"}}, {**good, "tier": []}]
    path.write_text(json.dumps(document))
    assert measured.measured()["fast"].first_audio_ms == 7


def test_a_model_s_file_whose_name_is_no_text_is_measured_for_good(tmp_path: Path) -> None:
    odd = report(first_audio(3), subject=os.fsdecode(b"caf\xe9.gguf"), tier="fast")
    measured.keep(odd.as_record())
    assert measured.measured()["fast"].first_audio_ms == 3
    assert measured.latest("omni", odd.subject) is not None
    save(odd, tmp_path / "report.md")
    assert "caf?.gguf" in (tmp_path / "report.md").read_text()


def test_results_that_cannot_be_kept_are_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(UserError, match=r"the result cannot be kept in .*benchmarks\.json: ") as caught:
        measured.keep(report(first_audio(1)).as_record())
    assert "\n" not in str(caught.value)
    (tmp_path / "state").unlink()
    path = measured.results_file()
    path.parent.mkdir(parents=True)
    path.write_text("{")
    measured.keep(report(first_audio(1)).as_record())
    assert f"{path} cannot be read and begins anew; the old one is {path.with_suffix('.damaged')}" in caplog.text


def test_a_file_of_a_later_version_is_left_alone() -> None:
    path = measured.results_file()
    path.parent.mkdir(parents=True)
    path.write_text('{"schema": 99, "results": []}')
    assert measured.results() == []
    with pytest.raises(UserError, match="another version"):
        measured.keep(report(first_audio(1)).as_record())
    assert json.loads(path.read_text())["schema"] == 99


def test_the_markdown_report_has_everything_and_its_plots(tmp_path: Path) -> None:
    drawn = plots.stacked_bars("stages", "Stages", "ms", ["one", "two"], {"ears": [10, 20], "mind <3": [5.0, 2.5]})
    curve = plots.lines("curve", "Curve", "ms", "%", {"fixed": [(300, 9), (600, 2)], "adaptive": [(420, 3)]})
    found = replace(
        report(first_audio(100, 200), first_audio(3)),
        tables=(Table("More", ("a", "b"), (("x|y", "1"),)),),
        notes=("mind this",),
        plots=(drawn, curve),
        comparisons=(compare("t", ("A", first_audio(1, 2)), ("B", first_audio(2, 3))),),
    ).against(50)
    path = tmp_path / "bench.md"
    save(found, path)
    text = path.read_text()
    for part in ("omni-3b", found.conditions.hardware.cpu, "P99", "x\\|y", "mind this", "NOT met", "B / A", "python"):
        assert part in text
    for name in ("stages", "curve"):
        assert f"(bench-{name}.svg)" in text
        ElementTree.parse(tmp_path / f"bench-{name}.svg")
    assert "{stem}" not in text
    with pytest.raises(BenchError, match="cannot write"):
        save(found, tmp_path / "nowhere" / "bench.md")


def test_the_terminal_shows_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    show(replace(report(first_audio(100), subject="a [red] model"), notes=("see [1]",)))
    out = capsys.readouterr().out
    assert "a [red] model" in out
    assert "see [1]" in out
    assert markdown(report(first_audio(100))).count("| engine first audio |") == 1


def test_a_busy_machine_is_named() -> None:
    found = report(first_audio(100))
    busy = replace(found, conditions=replace(found.conditions, load_before=99.0))
    assert "load average 99.0" in markdown(busy)
    idle = replace(found, conditions=replace(found.conditions, load_before=0.0))
    assert "busy" not in markdown(idle)


def test_every_goal_is_measured_red_or_not_measured() -> None:
    def rows(*reports: Report) -> dict[str, str]:
        for each in reports:
            measured.keep(each.as_record())
        return {f"{row[0]} {row[1]}": row[3] for row in kpi.judge(measured.results(), "qwen3-vl-4b").tables[0].rows}

    assert set(rows().values()) == {"not measured"}
    assert len(rows()) == len(kpi.GOALS)
    found = rows(
        report(Metric("tokens_per_s", "tokens/s", (6.0,), "higher"), bench="llm", subject="qwen3-vl-4b"),
        report(Metric("tokens_per_s", "tokens/s", (9.0,), "higher"), bench="llm", subject="tiny"),
        report(first_audio(*[200] * 98, 500, 500)),
    )
    assert found["resident: generation P50 >= 7 tokens/s"] == "RED"
    assert found["tiny: generation P50 >= 8 tokens/s"] == "measured"
    assert found["expert: generation P50 >= 3 tokens/s"] == "not measured"
    assert found["audio engine: first audio P50 <= 240 ms"] == "measured"
    assert found["audio engine: first audio P99 <= 400 ms"] == "RED"
    assert kpi.judge(measured.results(), "qwen3-vl-4b").failed
    assert kpi.judge(measured.results(), "qwen3-vl-4b").subject == "3 held, 2 red, 9 not measured"


def test_kpi_as_a_program(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run(
        [SARAI, "bench", "kpi", "--json"], capture_output=True, text=True, check=True, timeout=120, env=environment
    )
    goals = json.loads(done.stdout)["tables"][0]["rows"]
    assert len(goals) == len(kpi.GOALS)
    assert not list(tmp_path.rglob("benchmarks.json"))  # it measures nothing, so it keeps nothing


def test_a_report_is_told_in_the_language_of_the_locale_and_its_names_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    two = [Metric("final_ms", "ms", (each, each + 1.0), label="last sample -> words") for each in (100.0, 200.0)]
    whole = Report(
        "stt", "a", Conditions.here(), tuple(two), comparisons=(compare("GPU memory", ("a", two[0]), ("b", two[1])),)
    )
    whole = replace(whole, headline="final_ms").against(150)
    text = markdown(whole)
    assert "| última muestra -> palabras | 100 |" in text
    assert "| memoria de la GPU, ms | 100 | 200 |" in text
    assert "P50 200 ms > 150 ms: NO cumplido" in text
    assert "sin medir" in markdown(kpi.judge([], "starter"))
    answer = whole.as_json()
    assert answer["metrics"]["final_ms"]["label"] == "last sample -> words"
    assert (answer["comparisons"][0]["metric"], answer["comparisons"][0]["told"]) == ("GPU memory", "not clear")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["kpi", "--target-ms", "0"], "above 0"),
        (["kpi", "--target-ms", "soon"], "above 0"),
        (["kpi", "--target-ms", "nan"], "above 0"),
        (["nonsense"], "invalid choice"),
        ([], "required"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(["bench", *arguments])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_bad_input_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["bench", "kpi", "--report", str(tmp_path / "no" / "where.md")]) == 1
    assert main.main(["bench", "kpi", "--target-ms", "240"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "there is no folder" in lines[0]
    assert "leave it out" in lines[1]


def test_the_common_options_are_in_every_benchmark() -> None:
    from daemon.bench import command

    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    for name in command.BENCHES:
        args = parser.parse_args(["bench", name, "--json", "--no-keep", "--report", "x.md", "--target-ms", "240"])
        assert (args.json, args.no_keep, args.report, args.target_ms) == (True, True, Path("x.md"), 240.0)
