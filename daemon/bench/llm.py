"""Measures minds: the time to the first token of an answer, tokens a second, prefill and memory. The beginning of the
question is in the cache already when the question is asked.

--bare also measures the least loop over the same library that generates as many tokens, round by round and on the same
weights. --memory loads the model with and without memory mapping and tells what the kernel counts.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from config.texts import N_, _
from daemon.bench.harness.engines import Engine, engine, engines
from daemon.bench.harness.report import BenchError, Report, Table, compare, number
from daemon.bench.harness.rounds import Figure, Found, Side, conditions_of, measure, report
from daemon.bench.harness.subjects import Chosen, add_compare, add_iterations, add_threads, choose, default, positive
from models.engine import Sampling

HELP = N_("minds: first token, tokens a second, memory; beside a bare loop")
FIGURES = {
    "first_token_ms": Figure("ms", N_("question -> first token")),
    "tokens_per_s": Figure("tokens/s", N_("generation"), "higher"),
    "prefill_tokens_per_s": Figure("tokens/s", N_("prefill"), "higher"),
    "stop_ms": Figure("ms", N_("cancel in a prefill -> free again")),
    "answer_tokens_per_s": Figure("tokens/s", N_("whole answer, prompt cached"), "higher"),
    "bare_tokens_per_s": Figure("tokens/s", N_("the same by the bare loop"), "higher"),
    "ratio_to_bare": Figure("", N_("ratio of the two"), "higher"),
}
LOADING = {
    N_("mapped as it is"): {},
    N_("mapped, rearranged"): {"repack": True},
    N_("read into memory"): {"mmap": False},
}
"""Way of loading -> arguments of LlamaMind."""
_WORDS = "the rain in the old town stays on the plain and nobody knows why it is so".split()
_REST = "and so it goes"
CHUNKS = (1, 2, 4, 8, 16, 32, 64)
"""Numbers of tokens whose prefill --bare measures."""
CANCEL_AFTER = 0.1
"""Seconds after which a prefill is cancelled, to measure how soon the mind is free again."""
LONG = 600
"""Number of words in the prefill that is cancelled."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "model",
        nargs="?",
        metavar=_("MODEL"),
        help=_("catalogue id, GGUF file or ollama:NAME (default: the one you use)"),
    )
    parser.add_argument(
        "--prefix",
        type=positive,
        default=200,
        metavar=_("N"),
        help=_("tokens that are cached (default: %(default)s)"),
    )
    parser.add_argument(
        "--tokens", type=positive, default=64, metavar=_("N"), help=_("tokens of an answer (default: %(default)s)")
    )
    parser.add_argument(
        "--context", type=positive, metavar=_("N"), help=_("tokens of context (default: the settings')")
    )
    parser.add_argument("--bare", action="store_true", help=_("beside a bare loop over the same library"))
    parser.add_argument("--memory", action="store_true", help=_("with and without memory mapping"))
    add_compare(parser, _("minds"))
    add_iterations(parser, 5)
    add_threads(parser)


def run(args: argparse.Namespace) -> Report:
    from config.load import load

    if args.model and args.compare:
        raise BenchError(_("MODEL and --compare exclude each other: name both minds after --compare"))
    if args.compare and (args.bare or args.memory):
        raise BenchError(_("--bare and --memory are about one model: run them without --compare"))
    settings = load(args.config)
    names = args.compare or [args.model or default("mind", settings)]
    chosen = [choose("mind", name, settings, args.threads, args.context) for name in names]
    if (args.bare or args.memory) and not _is_local(chosen[0]):
        raise BenchError(
            _(
                "{name} runs on a server: --bare and --memory are for models in this machine's memory",
                name=chosen[0].name,
            )
        )
    return asyncio.run(_run(args, chosen))


async def _run(args: argparse.Namespace, chosen: Sequence[Chosen]) -> Report:
    conditions = conditions_of(
        chosen,
        rounds=args.iterations,
        cached=f"{args.prefix} tokens",
        answer=f"{args.tokens} tokens",
        context=args.context,
    )
    specs = [
        replace(each.spec, server="daemon.bench.workers.llm_bare:mind") if args.bare else each.spec for each in chosen
    ]
    async with engines(*specs) as loaded:
        minds = [Thinker(each, args.prefix, args.tokens, bare=args.bare) for each in loaded]
        for mind in minds:
            await mind.prepare()
        sides = [Side(each.name, mind.engine, mind.answer) for each, mind in zip(chosen, minds, strict=True)]
        await measure(sides, warm_up=args.warm_up, iterations=args.iterations, title=_("answering"))
        tables = [await minds[0].chunks()] if args.bare else []
        notes = minds[0].notes()
        found = report("llm", sides, FIGURES, conditions, tables=tuple(tables), notes=notes, headline="first_token_ms")
        ours, bare = found.metric("answer_tokens_per_s"), found.metric("bare_tokens_per_s")
        if ours is not None and bare is not None:
            beside = compare(N_("whole answer"), (N_("the bare loop"), bare), (chosen[0].name, ours))
            found = replace(found, comparisons=(beside,))
    if args.memory:
        found = replace(found, tables=(*found.tables, await _loading(chosen[0], args)))
    return found


class Thinker:
    """A loaded mind, with the question that it is asked."""

    def __init__(self, engine: Engine, prefix: int, tokens: int, *, bare: bool) -> None:
        self.engine = engine
        self._prefix = prefix
        self._sampling = asdict(Sampling(max_tokens=tokens, temperature=0))
        self._tokens = tokens
        self._bare = bare
        self._beginning = ""
        self._bare_first = False
        self._usage: dict[str, Any] = {}

    async def prepare(self) -> None:
        """Makes a question whose beginning takes `prefix` tokens. Raises BenchError when it does not fit."""
        context = int(self.engine.worker.facts.get("context", 0))
        if context and self._prefix + self._tokens + 64 > context:
            raise BenchError(
                _(
                    "{name} holds {context} tokens: a --prefix of {prefix} with --tokens {tokens} is too much",
                    name=self.engine.name,
                    context=context,
                    prefix=self._prefix,
                    tokens=self._tokens,
                )
            )
        words = [_WORDS[at % len(_WORDS)] for at in range(self._prefix)]
        count, cached = 0, 0
        for count in range(8, len(words) + 8, 8):
            usage = (await self._prefill(" ".join(words[:count])))["usage"]
            cached = int(usage["prompt_tokens"])
            if cached >= self._prefix:
                break
            if not cached:  # a server keeps its own counsel: words do for tokens
                count = len(words)
                break
        self._beginning = " ".join(words[:count])

    async def answer(self) -> Found:
        """Runs one round: prefills the beginning, asks the whole question, times the tokens of the answer."""
        await self.engine.barrier("forget", conversation="voice")
        began = time.perf_counter()
        filled = await self._prefill(self._beginning)
        prefill = time.perf_counter() - began
        found: dict[str, list[float]] = {}
        if filled["usage"]["prompt_tokens"]:
            found["prefill_tokens_per_s"] = [filled["usage"]["prompt_tokens"] / prefill]
        first, whole, before, self._usage = await self._generate()
        found["first_token_ms"] = [first * 1000]
        more = int(self._usage["generated_tokens"]) - before
        if more > 0:
            found["tokens_per_s"] = [more / (whole - first)]
        stopped = await self._stop()
        if stopped is not None:
            found["stop_ms"] = [stopped * 1000]
        if self._bare:
            found |= await self._beside_bare()
        return found

    async def chunks(self) -> Table:
        """Measures what the bare library takes to prefill a few tokens behind the question."""
        rows = []
        for count in CHUNKS:
            asked = [await self.engine.one("chunk", conversation="voice", tokens=count) for _ in range(3)]
            best = sorted(float(answer.head["seconds"]) for answer in asked)[1]
            rows.append((str(count), number(best * 1000) if best else _("not possible")))
        return Table(
            _("A prefill of so many tokens behind the question, by the bare library"), ("tokens", "ms"), tuple(rows)
        )

    def notes(self) -> tuple[str, ...]:
        usage = self._usage
        lines = []
        if usage.get("cached_tokens"):
            new = usage["prompt_tokens"] - usage["cached_tokens"]
            lines.append(
                _(
                    "First token: after {new} new tokens, {cached} being in the cache.",
                    new=new,
                    cached=usage["cached_tokens"],
                )
            )
        if usage["generated_tokens"] < self._tokens:
            lines.append(_("It ended its answer by itself after {tokens} tokens.", tokens=usage["generated_tokens"]))
        if self._bare:
            lines.append(_("The memory holds the bare loop's context as well; --memory tells it without."))
        return tuple(lines)

    async def _stop(self) -> float | None:
        """Returns the seconds from withdrawing a long prefill until the mind is free again.

        Returns None when the prefill was done before that.
        """
        fitting = min(LONG, int(self.engine.worker.facts.get("context", LONG)) // 3)
        text = " ".join(_WORDS[at % len(_WORDS)] for at in range(fitting))
        head: dict[str, Any] = {"conversation": "stop", "messages": self._messages(text)}
        async with self.engine.worker.ask("prefill", **head) as request:
            await asyncio.sleep(CANCEL_AFTER)
            done = request.ended
        began = time.perf_counter()
        await self.engine.barrier("forget", conversation="stop")
        return None if done else time.perf_counter() - began

    async def _beside_bare(self) -> dict[str, list[float]]:
        """Times the same answer by the mind and by the bare loop, in an order that changes with every call.

        The mind is timed here, the bare loop in its worker.
        """
        tokens = int(self._usage["generated_tokens"])
        messages = self._messages(f"{self._beginning} {_REST}")
        seconds: dict[bool, float] = {}
        for bare in (self._bare_first, not self._bare_first):
            if bare:
                threads = self.engine.worker.spec.threads
                answer = await self.engine.one("bare", messages=messages, tokens=tokens, threads=threads)
                seconds[bare] = float(answer.head["seconds"])
            else:
                seconds[bare] = (await self._generate())[1]
        self._bare_first = not self._bare_first
        return {
            "answer_tokens_per_s": [tokens / seconds[False]],
            "bare_tokens_per_s": [tokens / seconds[True]],
            "ratio_to_bare": [seconds[True] / seconds[False]],
        }

    async def _generate(self) -> tuple[float, float, int, dict[str, Any]]:
        """Returns the seconds until the first text and until the end, the tokens of the first text, and the usage."""
        head: dict[str, Any] = {
            "conversation": "voice",
            "messages": self._messages(f"{self._beginning} {_REST}"),
            "sampling": self._sampling,
        }
        first, before, usage = 0.0, 0, {"generated_tokens": 0}
        began = time.perf_counter()
        async with self.engine.worker.ask("generate", **head) as request:
            async for frame in request:
                if "usage" in frame.head:
                    usage = frame.head["usage"]
                elif not first:
                    first, before = time.perf_counter() - began, int(frame.head["tokens"])
        whole = time.perf_counter() - began
        if not usage["generated_tokens"]:
            raise BenchError(_("{name} answered nothing: there is nothing to time", name=self.engine.name))
        return first or whole, whole, before, usage

    async def _prefill(self, text: str) -> dict[str, Any]:
        return (await self.engine.one("prefill", conversation="voice", messages=self._messages(text))).head

    @staticmethod
    def _messages(text: str) -> list[dict[str, str]]:
        return [{"role": "user", "content": text}]


async def _loading(chosen: Chosen, args: argparse.Namespace) -> Table:
    """Measures each way of loading, one after the other, each in a process of its own."""
    rows = []
    for name, arguments in LOADING.items():
        spec = replace(chosen.spec, arguments={**chosen.spec.arguments, **arguments})
        async with engine(spec) as loaded:
            mind = Thinker(loaded, args.prefix, min(args.tokens, 16), bare=False)
            await mind.prepare()
            found = await mind.answer()
            held = loaded.memory()
            figures = (
                loaded.load_s,
                held.private / 1e6,
                held.mapped / 1e6,
                loaded.after_load.peak / 1e6,
                held.peak / 1e6,
            )
            speed = found.get("tokens_per_s", found["first_token_ms"])[0] if "tokens_per_s" in found else float("nan")
            rows.append((_(name), *map(number, (*figures, found["prefill_tokens_per_s"][0], speed))))
    columns = (
        _("weights"),
        _("load s"),
        _("private MB"),
        _("mapped MB"),
        _("peak loading MB"),
        _("peak MB"),
        _("prefill tokens/s"),
        "tokens/s",
    )
    return Table(_("Memory by the kernel's count, by how the weights are loaded"), columns, tuple(rows))


def _is_local(chosen: Chosen) -> bool:
    return chosen.spec.factory == "models.llama.mind:LlamaMind"
