"""Finds the engine that a name on the command line means, and the worker that runs it.

A name is a catalogue id, a path, or `ollama:NAME`.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass

from config.catalogue import Kind, catalogue
from config.settings import Settings
from config.texts import N_, _
from config.units import size
from daemon.bench.harness.report import BenchError
from daemon.routing.measured import subject_of
from daemon.tiers import specs
from daemon.tiers.alone import Role, spec_of
from daemon.workers.spec import Spec
from models.store.find import resolve
from models.store.places import Located, OnServer, Places, places_here

_PACKAGES = {
    "pocketsphinx": ("pocketsphinx",),
    "whisper": ("faster-whisper", "ctranslate2"),
    "nemo": ("onnx-asr", "onnxruntime"),
    "espeak": ("espeakng-loader",),
    "piper": ("piper-tts", "onnxruntime"),
    "llama": ("llama-cpp-python",),
}
"""Folder of an engine -> the packages whose versions a result depends on."""

MOST_THREADS = 256
"""The same limit as in the settings. llama.cpp crashes beyond its own limit of 512."""
_BUILTIN = {"pocketsphinx": "pocketsphinx-en", "pocketsphinx-en": "pocketsphinx-en", "espeak": "espeak"}
_WANTED = {
    "recogniser": N_("a catalogue id of a recogniser, or its folder"),
    "mind": N_("a catalogue id of a mind, or a GGUF file"),
    "voice": N_("a catalogue id of a voice, or a Piper .onnx file"),
}
_KINDS: Mapping[Kind, str] = {
    "recogniser": N_("recogniser"),
    "mind": N_("mind"),
    "voice": N_("voice"),
    "omni": N_("model that hears, thinks and speaks"),
    "projector": N_("projector"),
    "turn_detector": N_("detector of ends of turns"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """An engine that was chosen for measuring."""

    name: str
    """Its catalogue id, or the file's name. The result is kept under this name."""
    spec: Spec
    what: str
    """Its place and size, for the conditions."""
    packages: tuple[str, ...]
    """Packages whose versions the result depends on."""
    languages: tuple[str, ...] = ()
    """Its languages by the catalogue; empty when they are not known."""


def default(role: Role, settings: Settings) -> str:
    """Returns the model in the settings if it is here, else the one that every machine has."""
    wanted = {"recogniser": settings.fast.recogniser, "mind": settings.fast.mind, "voice": settings.fast.voice_en}[role]
    if isinstance(resolve(wanted, _places(settings)), Located):
        return wanted
    return {"recogniser": "pocketsphinx-en", "mind": "starter", "voice": "espeak"}[role]


def choose(
    role: Role, wanted: str, settings: Settings, threads: int | None = None, context: int | None = None
) -> Chosen:
    """Returns the engine called `wanted`. Raises BenchError or UserError.

    `threads` and `context` of None stand for the values that the daemon would use.
    """
    wanted = _BUILTIN.get(wanted, wanted)
    model = catalogue().get(wanted)
    if model is not None and model.kind != role:
        raise BenchError(
            _(
                "{wanted} is a {kind}, and this measures a {role}: name {wanted2}",
                wanted=wanted,
                kind=_(_KINDS[model.kind]),
                role=_(_KINDS[role]),
                wanted2=_(_WANTED[role]),
            )
        )
    found = resolve(wanted, _places(settings))
    if isinstance(found, OnServer):
        return _on_server(wanted, settings)
    if not isinstance(found, Located):
        raise BenchError(f"{wanted}: {found.reason}" if wanted not in found.reason else found.reason)
    name = wanted if wanted.startswith("ollama:") else subject_of(wanted)
    languages = model.languages if model is not None else ()
    what = f"{found.path.name} ({size(found.size)}, {found.source})" if found.size else str(found.source)
    spec = spec_of(role, name, found.path, settings, threads, context)
    return Chosen(name, spec, what, _PACKAGES[spec.factory.split(":")[0].split(".")[1]], languages)


def add_threads(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--threads", type=threads, metavar=_("N"), help=_("CPU threads of the engine (default: the daemon's)")
    )


def add_iterations(parser: argparse.ArgumentParser, default: int) -> None:
    parser.add_argument(
        "-n",
        "--iterations",
        type=positive,
        default=default,
        metavar=_("N"),
        help=_("rounds that count (default: %(default)s)"),
    )
    parser.add_argument(
        "--warm-up", type=natural, default=1, metavar=_("N"), help=_("rounds before that (default: %(default)s)")
    )


def add_compare(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument(
        "--compare",
        nargs=2,
        metavar=("A", "B"),
        help=_("two {what}, measured in turn, with the difference and its spread", what=what),
    )


def threads(text: str) -> int:
    """Parses a number of threads for argparse, up to the limit of the setting `compute.threads`."""
    value = _whole(text, 1)
    if value > MOST_THREADS:
        raise argparse.ArgumentTypeError(
            _("{text} is more than {most_threads} threads", text=text, most_threads=MOST_THREADS)
        )
    return value


def positive(text: str) -> int:
    """Parses a whole number above 0 for argparse."""
    return _whole(text, 1)


def natural(text: str) -> int:
    """Parses a whole number of at least 0 for argparse."""
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= 1_000_000:
        raise argparse.ArgumentTypeError(_("{text} is not a whole number of at least {least}", text=text, least=least))
    return value


def _places(settings: Settings) -> Places:
    return places_here(tuple(settings.models.folders))


def _on_server(wanted: str, settings: Settings) -> Chosen:
    expert = settings.expert
    if wanted != "expert" or expert.engine is None:
        raise BenchError(
            _(
                "{wanted} runs on a server, and none is set up for it (the section `expert` of the settings)",
                wanted=wanted,
            )
        )
    spec = (specs.ollama if expert.engine == "ollama" else specs.openai)(wanted, expert)
    return Chosen(wanted, spec, f"{expert.model} on a server ({expert.engine})", (expert.engine,))
