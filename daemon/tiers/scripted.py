"""Given words instead of those that the engines find: rewrites the workers of the fast tier as `benchmark` in the settings
asks for.

The engines do all their work; only what comes out of them is replaced. Nothing else in the daemon knows of it: whoever
constructs a Daemon gives it `adapter(settings.benchmark)`, and the Fleet applies it to every worker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.settings import Benchmark
from daemon.tiers import specs
from daemon.workers.spec import Spec
from models.starter import STARTER_PATH
from models.text.language import guess_language

Adapt = Callable[[Spec], Spec]
"""What to start instead of a worker."""


def adapter(benchmark: Benchmark) -> Adapt:
    """The rewriting of worker specifications that the settings ask for; without given words it changes nothing."""

    def adapt(spec: Spec) -> Spec:
        if benchmark.transcript and is_whisper(spec):
            return _hears(spec, benchmark.transcript)
        if benchmark.reply:
            return _says(spec, benchmark.reply)
        return spec

    return adapt


def is_whisper(spec: Spec) -> bool:
    """Whether the worker is a Whisper recogniser, with Smart Turn beside it or without."""
    return specs.WHISPER in (spec.factory, spec.arguments.get("ears"))


def _hears(spec: Spec, transcripts: list[str]) -> Spec:
    """A recogniser that hears the transcripts. Smart Turn is left out: it would judge a voice that says other words."""
    arguments = {name: value for name, value in spec.arguments.items() if name not in ("ears", "turn_detector")}
    arguments["transcripts"] = [(text, guess_language(text)) for text in transcripts]
    return replace(spec, factory="models.scripted.engines:ScriptedRecogniser", arguments=arguments)


def _says(spec: Spec, replies: list[str]) -> Spec:
    """An LLM that says the replies, and still looks at images where it did. The starter says its own."""
    scripted = {
        specs.LLAMA: "models.scripted.engines:ScriptedMind",
        specs.SEEING: "models.scripted.seeing:ScriptedSeeingMind",
    }
    arguments: dict[str, Any] = {**spec.arguments, "replies": replies}
    if spec.factory not in scripted or Path(str(arguments["path"])) == STARTER_PATH:
        return spec
    return replace(spec, factory=scripted[spec.factory], arguments=arguments)
