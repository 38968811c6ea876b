"""How many threads should each stage get? `python -m benchmarks.threads MIND.gguf VOICE.onnx WHISPER_FOLDER`.

Loads the engines in workers as the daemon does, with several numbers of threads. Measures the mind alone, the mind
while the voice speaks without a break, and the recogniser's pass over a question. Two things count: the time of the
first clause (mind alone), and whether text keeps ahead of speech (tokens a second beside the voice, and the voice's own
real-time factor). Run it on the cores in question: `taskset -c 0-3 python -m benchmarks.threads ...`.
`daemon.tiers.specs.threads_for` holds the results.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from daemon.bench.harness.conditions import Conditions
from daemon.bench.harness.engines import Engine
from daemon.bench.harness.engines import engines as loaded
from daemon.bench.turn.measure import REPLIES
from daemon.tiers import specs as engines
from models.engine import Message, Sampling

TOKENS = 24


async def think(mind: Engine, number: int) -> float:
    """Returns the tokens a second of an answer whose prompt lies in the cache."""
    messages = [asdict(Message("user", "tell me a story about the sea and the people who live beside it"))]
    head = {"conversation": "voice", "messages": messages, "sampling": asdict(Sampling(TOKENS, 0.7, seed=number))}
    stamps = []
    async with mind.worker.ask("generate", b"", **head) as request:
        async for frame in request:
            if "text" in frame.head:
                stamps.append(time.perf_counter())
    return (len(stamps) - 1) / (stamps[-1] - stamps[0]) if len(stamps) > 2 else float("nan")


async def speak_on(voice: Engine, factors: list[float]) -> None:
    """Speaks without a break until cancelled; appends the real-time factor of each sentence to `factors`."""
    for text in itertools.cycle(REPLIES):
        began, seconds = time.perf_counter(), 0.0
        async with voice.worker.ask("speak", text=text, language="en", speed=1.0) as request:
            async for frame in request:
                seconds += len(frame.payload) / 2 / frame.head["rate"]
        factors.append((time.perf_counter() - began) / seconds)


async def pair(mind: Path, voice: Path, mind_threads: int, voice_threads: int, rounds: int) -> dict[str, float]:
    specs = engines.llama("mind", mind, mind_threads, 1024), engines.piper("voice", voice, voice_threads)
    async with loaded(*specs) as (thinker, speaker):
        await think(thinker, 0)
        alone = [await think(thinker, number) for number in range(rounds)]
        factors: list[float] = []
        speaking = asyncio.ensure_future(speak_on(speaker, factors))
        await asyncio.sleep(0.5)
        beside = [await think(thinker, number) for number in range(rounds)]
        speaking.cancel()
        with suppress(asyncio.CancelledError):
            await speaking
    free, beside_it = statistics.median(alone), statistics.median(beside)
    factor = statistics.median(factors) if factors else float("nan")
    return {
        "tokens_per_s_alone": free,
        "tokens_per_s_beside_the_voice": beside_it,
        "real_time_factor_of_the_voice": factor,
        "tokens_lost_per_s_of_speech": (free - beside_it) * factor,
    }


async def ears(folder: Path, threads: int, rounds: int) -> dict[str, float]:
    pcm = bytes(2 * 16_000 * 3 - 2) + b"\x10\x20"  # not all silence: three seconds to be recognised
    found = []
    async with loaded(engines.whisper("ears", folder, threads)) as (listener,):
        for number in range(rounds + 1):
            listener.worker.send("open", utterance=number, language="en")
            listener.worker.send("feed", pcm, utterance=number)
            began = time.perf_counter()
            await listener.one("result", utterance=number)
            found.append(time.perf_counter() - began)
            listener.worker.send("close", utterance=number)
    return {"pass_ms": 1000 * statistics.median(found[1:])}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.threads", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("mind", type=Path)
    parser.add_argument("voice", type=Path)
    parser.add_argument("whisper", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    counts = sorted({1, max(1, cores // 2), max(1, cores - 1), cores})
    conditions = Conditions.here(settings={"cores": cores, "mind": options.mind.name, "rounds": options.rounds})
    report: dict[str, object] = {}
    for mind, voice in itertools.product(counts, sorted({1, min(2, cores), max(1, cores // 2)})):
        found = asyncio.run(pair(options.mind, options.voice, mind, voice, options.rounds))
        report[f"mind {mind}, voice {voice}"] = found
        print(
            f"mind {mind} voice {voice}: " + ", ".join(f"{name} {value:.2f}" for name, value in found.items()),
            flush=True,
        )
    for threads in counts:
        found = asyncio.run(ears(options.whisper, threads, options.rounds))
        report[f"ears {threads}"] = found
        print(f"ears {threads}: pass {found['pass_ms']:.0f} ms", flush=True)
    if options.json:
        whole = {"conditions": conditions.done().as_json(), "figures": report}
        options.json.write_text(json.dumps(whole, indent=1) + "\n")


if __name__ == "__main__":
    main()
