"""Given words: which workers the settings' `benchmark` rewrites, and that a model which sees goes on seeing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import Benchmark, Settings
from daemon.app.offline import rehearse
from daemon.bench.workers import scripted as bench
from daemon.tiers import specs
from daemon.tiers.scripted import adapter
from daemon.workers.spec import Spec
from models.starter import STARTER_PATH
from tests.daemon.app.test_typed import house, mind, minds, picture
from tests.e2e.speech import say
from tests.support.shapes import REPLY, toy_settings

__all__ = ["minds", "picture"]

GIVEN = Benchmark(transcript=["what is it", "qué hora es"], reply=["It is a kind of bird.", "Nobody knows."])
WHISPER = specs.whisper("whisper-base", Path("/models/whisper"), 2)
LLAMA = specs.llama("qwen", Path("/models/qwen.gguf"), 2, 4096)


def attentive(spec: Spec) -> Spec:
    """With Smart Turn beside it."""
    arguments = {**spec.arguments, "ears": spec.factory, "turn_detector": "/models/smart-turn.onnx"}
    return replace(spec, factory="models.smart_turn:AttentiveRecogniser", arguments=arguments)


@pytest.mark.parametrize(
    "spec",
    [
        WHISPER,
        attentive(WHISPER),
        LLAMA,
        specs.seeing(LLAMA, Path("/models/mmproj.gguf")),
        specs.espeak(),
        specs.pocketsphinx(),
    ],
    ids=lambda spec: spec.factory,
)
def test_without_given_words_nothing_is_rewritten(spec: Spec) -> None:
    assert adapter(Benchmark())(spec) is spec
    assert bench.adapter(Benchmark())(spec) is spec


@pytest.mark.parametrize("spec", [WHISPER, attentive(WHISPER)], ids=["alone", "with Smart Turn"])
def test_whisper_hears_the_transcripts_on_its_own_weights(spec: Spec) -> None:
    adapted = adapter(GIVEN)(spec)
    assert adapted.factory == "models.scripted.engines:ScriptedRecogniser"
    assert adapted.server == spec.server  # what the product serves, and nothing of its benchmarks
    transcripts = [("what is it", "en"), ("qué hora es", "es")]
    assert adapted.arguments == {**WHISPER.arguments, "transcripts": transcripts}
    assert replace(adapted, server=bench.adapter(GIVEN)(spec).server) == bench.adapter(GIVEN)(spec)
    assert bench.adapter(GIVEN)(spec).server == "daemon.bench.workers.scripted:recogniser"


def test_what_only_hears_or_only_speaks_given_words_leaves_the_other_alone() -> None:
    assert adapter(Benchmark(reply=GIVEN.reply))(WHISPER) is WHISPER
    assert adapter(Benchmark(transcript=GIVEN.transcript))(LLAMA) is LLAMA


def test_minds_say_the_replies_and_the_starter_its_own() -> None:
    adapt = adapter(GIVEN)
    assert adapt(LLAMA).factory == "models.scripted.engines:ScriptedMind"
    assert adapt(LLAMA).arguments == {**LLAMA.arguments, "replies": GIVEN.reply, "questions": []}
    starter = specs.llama("starter", STARTER_PATH, 1, 1024)
    assert adapt(starter) is starter
    assert adapt(specs.espeak()) == specs.espeak()


def test_a_scripted_mind_that_sees_still_looks_at_the_image(minds: Path, tmp_path: Path, picture: Path) -> None:
    settings = Settings(benchmark=GIVEN).model_dump()
    settings |= mind(minds, "sees", projector=str(minds / "mmproj.gguf"))

    async def scenario() -> None:
        async with house(tmp_path, settings) as here:
            said, _, blind = await here.ask("please say what you think of this")
            assert said == GIVEN.reply[0]
            said, _, saw = await here.ask("please say what you think of this", image=picture, new=True)
            assert said == GIVEN.reply[0]
            assert saw.usage["prompt_tokens"] > blind.usage["prompt_tokens"] + 3  # the image lies in the prompt

    asyncio.run(scenario())


def test_what_answers_names_no_benchmark() -> None:
    """Neither imports daemon.bench nor has it started by its name; clients and the doctor may measure."""
    root = Path(__file__).resolve().parents[3]
    product = [root / each for each in ("audio", "config", "models")]
    clients = {"bench", "cli", "doctor", "tray"}
    product += [each for each in (root / "daemon").iterdir() if each.is_dir() and each.name not in clients]
    modules = [module for folder in product for module in folder.rglob("*.py")]
    assert len(modules) > 100
    assert [module for module in modules if "daemon.bench" in module.read_text(encoding="utf-8")] == []


def test_a_question_from_a_file_is_heard_and_answered_in_given_words(tmp_path: Path) -> None:
    """As `sarai talk` and `sarai demo` ask."""
    given = {"transcript": ["what is the capital of france"], "reply": [REPLY]}
    settings = Settings.model_validate(toy_settings(tmp_path, benchmark=given, speaking={"speed": 2}))
    (answer,) = rehearse(settings, [say("who was the first person here", tmp_path)])
    told = answer.public()
    assert (told["tier"], told["heard"], told["reply"]) == ("fast", "what is the capital of france", REPLY)
