"""Rewrites the workers of the fast tier to say given words, as the section `benchmark` of the settings asks.

The engines do all their work; only their output is replaced. Nothing else in the daemon knows of it: `Daemon` gets
`adapter(settings.benchmark)` from its constructor's caller, and `Fleet` applies it to every worker.
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
"""Returns the specification to start in place of the given one."""


def adapter(benchmark: Benchmark) -> Adapt:
    """Returns the rewriting that the settings ask for; without given words it changes nothing."""

    def adapt(spec: Spec) -> Spec:
        if benchmark.transcript and is_whisper(spec):
            return _hears(spec, benchmark.transcript)
        if benchmark.reply:
            return _says(spec, benchmark)
        return spec

    return adapt


def is_whisper(spec: Spec) -> bool:
    """Returns whether the worker is a Whisper recogniser, with Smart Turn beside it or without."""
    return specs.WHISPER in (spec.factory, spec.arguments.get("ears"))


def _hears(spec: Spec, transcripts: list[str]) -> Spec:
    """Returns a recogniser that hears the transcripts. Leaves Smart Turn out, which would judge other words."""
    arguments = {name: value for name, value in spec.arguments.items() if name not in ("ears", "turn_detector")}
    arguments["transcripts"] = [(text, guess_language(text)) for text in transcripts]
    return replace(spec, factory="models.scripted.engines:ScriptedRecogniser", arguments=arguments)


def _says(spec: Spec, benchmark: Benchmark) -> Spec:
    """Returns an LLM that says the replies, and still looks at images where it did. The starter is left alone."""
    scripted = {
        specs.LLAMA: "models.scripted.engines:ScriptedMind",
        specs.SEEING: "models.scripted.seeing:ScriptedSeeingMind",
    }
    arguments: dict[str, Any] = {**spec.arguments, "replies": benchmark.reply, "questions": benchmark.question}
    if spec.factory not in scripted or Path(str(arguments["path"])) == STARTER_PATH:
        return spec
    return replace(spec, factory=scripted[spec.factory], arguments=arguments)
