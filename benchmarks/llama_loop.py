"""What the mind costs over the bare library, what a prefill of a few tokens costs, and where a model's memory lies.

    python -m benchmarks.shapes llm 0.6b --out /tmp/shapes
    python -m benchmarks.llama_loop /tmp/shapes/Qwen3-0.6B-shape-Q4_K_M.gguf --threads 2 --json loop.json

Speed and memory do not depend on the weights, so a model of random weights serves. `LlamaMind` and a bare loop over the
same library run in turn on the same loaded model, so that what else the machine does hits both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from models.engine import Cancel, Cancelled, Message, Sampling, Usage
from models.llama import LlamaMind

PREFIX: Final = 200
PREFILLS: Final = (1, 2, 4, 8, 12, 16, 24, 32, 48, 64)
MEMORY: Final = (("mmap, repacked", True, True), ("mmap", True, False), ("read", False, False))
Figures = dict[str, Any]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Bare:
    """The least that generates: tokens in, decode, greedy choice, nothing kept or looked at."""

    def __init__(self, mind: LlamaMind, threads: int) -> None:
        import llama_cpp

        self.lib: Any = llama_cpp
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = 1024, 64, 64
        params.n_threads = params.n_threads_batch = threads
        self.context = llama_cpp.llama_init_from_model(mind._native._model, params)
        self.memory = llama_cpp.llama_get_memory(self.context)
        self.chain = self.lib.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        self.lib.llama_sampler_chain_add(self.chain, self.lib.llama_sampler_init_greedy())

    def decode(self, tokens: Sequence[int]) -> None:
        array = (self.lib.llama_token * len(tokens))(*tokens)
        self.lib.llama_decode(self.context, self.lib.llama_batch_get_one(array, len(tokens)))

    def cut(self, length: int) -> None:
        self.lib.llama_memory_seq_rm(self.memory, 0, length, -1)

    def prompt(self, tokens: Sequence[int]) -> None:
        self.cut(0)
        for start in range(0, len(tokens), 64):
            self.decode(tokens[start : start + 64])

    def answer(self, prompt: Sequence[int], count: int) -> None:
        """The work of LlamaMind with the prompt in its cache: the last prompt token anew, then `count` tokens."""
        self.cut(len(prompt) - 1)
        token = prompt[-1]
        for _ in range(count):
            self.decode([token])
            token = self.lib.llama_sampler_sample(self.chain, self.context, -1)

    def extend(self, length: int, tokens: Sequence[int]) -> None:
        self.cut(length)
        self.decode(tokens)
        self.lib.llama_synchronize(self.context)

    def close(self) -> None:
        self.lib.llama_sampler_free(self.chain)
        self.lib.llama_free(self.context)


def question(mind: LlamaMind, tokens: int) -> list[Message]:
    """A question whose prompt takes at least `tokens` tokens."""
    words = "the rain in the old town stays on the plain and nobody knows why it is so".split()
    said: list[str] = []
    while mind.count([Message("user", " ".join(said))]) < tokens:
        said.append(words[len(said) % len(words)])
    return [Message("user", " ".join(said))]


def loop(path: Path, threads: int, rounds: int, tokens: int) -> Figures:
    """Generation, prefill, first token and stopping."""
    began = time.perf_counter()
    mind = LlamaMind(path, context=1024, threads=threads)
    figures: Figures = {"load_s": time.perf_counter() - began}
    bare = Bare(mind, threads)
    messages = question(mind, PREFIX)
    prompt = mind._tokens(mind._chat.render(messages, answer=True))
    sampling = Sampling(max_tokens=tokens, temperature=0)
    bare.prompt(prompt)
    list(mind.generate("voice", messages, Sampling(max_tokens=1), Cancel()))
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(tokens / timed(lambda: list(mind.generate("voice", messages, sampling, Cancel()))))
        theirs.append(tokens / timed(lambda: bare.answer(prompt, tokens)))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    figures |= {"mind_tokens_per_s": statistics.median(ours), "bare_tokens_per_s": statistics.median(theirs)}
    figures |= {"ratio": statistics.median(ratios), "ratios": ratios}
    figures["prefill_ms"] = {
        count: 1e3 * statistics.median(timed(partial(bare.extend, PREFIX, prompt[:count])) for _ in range(5))
        for count in PREFILLS
    }
    figures |= first_token(mind, messages, repeats=5)
    figures["stop_in_prefill_ms"] = [stop_time(mind, question(mind, 700), after) for after in (0.05, 0.1, 0.2)]
    bare.close()
    mind.close()
    return figures


def first_token(mind: LlamaMind, messages: Sequence[Message], repeats: int) -> Figures:
    """The time from the whole question to the first token, its beginning having been prefilled while it was spoken."""
    sampling = Sampling(max_tokens=1, temperature=0)
    whole = [Message("user", f"{messages[0].content} and so on")]
    found: list[tuple[float, object]] = []
    for _ in range(repeats):
        mind.forget("voice")
        mind.prefill("voice", messages, Cancel())
        began = time.perf_counter()
        *_, last = mind.generate("voice", whole, sampling, Cancel())
        found.append(((time.perf_counter() - began) * 1e3, last))
    milliseconds, usage = sorted(found, key=lambda pair: pair[0])[len(found) // 2]
    assert isinstance(usage, Usage)
    cached = usage.cached_tokens
    return {"first_token_ms": milliseconds, "cached_tokens": cached, "new_tokens": usage.prompt_tokens - cached}


def stop_time(mind: LlamaMind, messages: Sequence[Message], after: float) -> float:
    """Milliseconds from a cancel in the midst of a prefill until the engine is free again."""
    cancel = Cancel()
    at = 0.0

    def stop() -> None:
        nonlocal at
        at = time.perf_counter()
        cancel.set()

    mind.forget("text")
    timer = threading.Timer(after, stop)
    timer.start()
    try:
        mind.prefill("text", messages, cancel)
    except Cancelled:
        return (time.perf_counter() - at) * 1e3
    finally:
        timer.join()
    return float("nan")  # it was done before


def memory(path: Path, *, mmap: bool, repack: bool, threads: int, context: int) -> Figures:
    """Load in a process of its own, answer once, and read what the kernel counts."""
    began = time.perf_counter()
    mind = LlamaMind(path, context=context, threads=threads, mmap=mmap, repack=repack)
    load = time.perf_counter() - began
    messages = question(mind, 64)
    prefill = timed(lambda: mind.prefill("voice", messages, Cancel()))
    tokens = 12
    seconds = timed(
        lambda: list(mind.generate("voice", messages, Sampling(max_tokens=tokens, temperature=0), Cancel()))
    )
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)

    def megabytes(key: str) -> int:
        return int(status[key].split()[0]) // 1024

    figures = {"load_s": load, "private_mb": megabytes("RssAnon"), "mapped_mb": megabytes("RssFile")}
    figures |= {"peak_mb": megabytes("VmHWM"), "prefill_64_ms": prefill * 1e3, "tokens_per_s": tokens / seconds}
    mind.close()
    return figures


def in_child(arguments: Sequence[str]) -> Figures:
    done = subprocess.run([sys.executable, "-m", "benchmarks.llama_loop", *arguments], capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode(errors="replace"))
    result: Figures = json.loads(done.stdout)
    return result


def conditions(path: Path, threads: int) -> Figures:
    from importlib.metadata import version

    names = [
        line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    return {
        "cpu": names[0] if names else "?",
        "cores": len(os.sched_getaffinity(0)),
        "load_average": os.getloadavg()[0],
        "llama_cpp_python": version("llama-cpp-python"),
        "model": path.name,
        "model_gb": path.stat().st_size / 1e9,
        "threads": threads,
        "GOMP_SPINCOUNT": os.environ.get("GOMP_SPINCOUNT"),
        "OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY"),
    }


def show(figures: Figures) -> None:
    facts, run = figures["conditions"], figures["loop"]
    print(", ".join(f"{key} {value}" for key, value in facts.items()))
    print(f"generation   {run['mind_tokens_per_s']:6.1f} tokens/s, bare loop {run['bare_tokens_per_s']:.1f}", end="")
    print(f", ratio {run['ratio']:.3f} (rounds: {', '.join(f'{ratio:.2f}' for ratio in run['ratios'])})")
    print("prefill      " + ", ".join(f"{count}: {ms:.0f} ms" for count, ms in run["prefill_ms"].items()))
    cached, new = run["cached_tokens"], run["new_tokens"]
    print(f"first token  {run['first_token_ms']:.0f} ms with {cached} tokens cached and {new} new")
    print(
        "stopping     " + ", ".join(f"{ms:.0f} ms" for ms in run["stop_in_prefill_ms"]) + " after a cancel in a prefill"
    )
    for name, use in figures["memory"].items():
        print(
            f"{name:15} private {use['private_mb']} MB, mapped {use['mapped_mb']} MB, peak {use['peak_mb']} MB, "
            f"load {use['load_s']:.1f} s, prefill of 64 {use['prefill_64_ms']:.0f} ms, {use['tokens_per_s']:.1f} tokens/s"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.llama_loop", description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=32, help="generated in each round")
    parser.add_argument("--context", type=int, default=4096, help="tokens a conversation, for the memory figures")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--part", choices=["loop", *(name for name, _, _ in MEMORY)], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "loop":
        print(json.dumps(loop(options.model, options.threads, options.rounds, options.tokens)))
        return
    for name, mmap, repack in MEMORY:
        if options.part == name:
            use = memory(options.model, mmap=mmap, repack=repack, threads=options.threads, context=options.context)
            print(json.dumps(use))
            return
    same = [
        str(options.model),
        f"--threads={options.threads}",
        f"--rounds={options.rounds}",
        f"--tokens={options.tokens}",
    ]
    same.append(f"--context={options.context}")
    figures = {
        "conditions": conditions(options.model, options.threads),
        "loop": in_child([*same, "--part=loop"]),
        "memory": {name: in_child([*same, f"--part={name}"]) for name, _, _ in MEMORY},
    }
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
