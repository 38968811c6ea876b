"""A GGUF with ears beside the fast tier: the cost of hearing, and the time from the end of speech to the first sound.

    python -m benchmarks.omni_gguf 3b --shapes /tmp/shapes --threads 2 --json omni-gguf.json

Writes models of the real shapes with random weights into `--shapes`, if they are not there (3b: 3.7 GB, the fast tier's
3 GB more), and measures on them: time and memory depend on the shapes alone. Each way of answering runs in a process of
its own, one after the other.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.omni_gguf_turns import Figures, fast, omni
from benchmarks.omni_shapes import PROJECTORS, Weights, projector_shape
from benchmarks.shapes import write

FAST: Final = {"3b": ("4b", "base", "medium"), "7b": ("4b", "base", "medium"), "toy": ("toy", "toy", "toy")}
"""Shapes of the fast tier beside it: language model, Whisper, Piper."""


def apart(work: Callable[..., Figures], *arguments: Any) -> Figures:
    """Runs `work` in a process of its own, so that its memory is measured alone."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def measure(
    shape: str, folder: Path, weights: Weights, threads: int, seconds: Sequence[float], rounds: int, *, beside: bool
) -> Figures:
    llm, whisper, piper = FAST[shape]
    model = write("llm", "toy-omni" if shape == "toy" else f"omni-{shape}", folder)
    projector = projector_shape(shape, folder, weights)
    voice = write("piper", piper, folder)
    figures: Figures = {"shape": shape, "projector": weights, "threads": threads, "rounds": rounds}
    figures["files_mb"] = {"model": model.stat().st_size / 1e6, "projector": projector.stat().st_size / 1e6}
    figures["omni"] = apart(omni, model, projector, voice, threads, seconds, rounds)
    if beside:
        ears, mind = write("whisper", whisper, folder), write("llm", llm, folder)
        figures["fast"] = apart(fast, ears, mind, voice, threads, seconds, rounds)
    return figures


def show(figures: Figures) -> str:
    hearing = figures["omni"]
    lines = [
        f"{figures['shape']}, projector {figures['projector']}, {figures['threads']} threads, "
        f"median of {figures['rounds']}; random weights",
        f"load                     {hearing['load_s']:.1f} s",
        f"encode a second of sound {hearing['encode_s_per_s']:.3f} s (features {hearing['features_ms_per_s']:.1f} ms)",
        f"prefill a second of it   {hearing['prefill_s_per_s']:.3f} s",
        f"tokens a second          {hearing['tokens_per_s']:.1f}"
        + (f" (fast tier: {figures['fast']['tokens_per_s']:.1f})" if "fast" in figures else ""),
    ]
    for name in ("memory_without_projector", "memory_with_ears", "memory_ears_closed"):
        held = hearing[name]
        lines.append(f"{name.replace('_', ' '):24} {held['private_mb']} MB private, {held['mapped_mb']} MB mapped")
    lines.append("speech    first token: heard while spoken / at once    engine_first_audio    fast tier's")
    for length, each in hearing["turns"].items():
        other = figures["fast"]["turns"][length] if "fast" in figures else None
        lines.append(
            f"{length:>5} s   {each['first_token_ms_encoded_while_spoken']:>20.0f} ms / "
            f"{each['first_token_ms_encoded_at_once']:.0f} ms {each['engine_first_audio_ms']:>22.0f} ms"
            + (f"{other['engine_first_audio_ms']:>16.0f} ms" if other else "")
        )
    for name, off in hearing["difference"].items():
        lines.append(
            f"stream and whole, {name}: {off['mean']:.2g} mean, {off['largest']:.2g} largest, of the deviation"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.omni_gguf", description=__doc__)
    parser.add_argument("shape", choices=sorted(PROJECTORS))
    parser.add_argument("--shapes", type=Path, required=True, help="directory of the models; written if not there")
    parser.add_argument("--projector", choices=("q8_0", "f16"), default="q8_0")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seconds", type=float, nargs="+", default=[1.5, 3.5, 8.0], help="lengths of the questions")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="leave out the fast tier")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    options = parser.parse_args(arguments)
    figures = measure(
        options.shape,
        options.shapes,
        options.projector,
        options.threads,
        options.seconds,
        options.rounds,
        beside=not options.alone,
    )
    print(show(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
