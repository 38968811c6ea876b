"""Measures Omni, which hears, thinks and speaks: the time from the end of the question to the first sound, whether it
keeps up with its own speech, milliseconds for each of its codes of 20 ms, silences if its speech were played at once,
and memory.

Without MODEL it measures the model of the quality tier. --shape measures random weights at the shape of a real model:
nothing is downloaded, and speed does not depend on the values of the weights. --stock then sets the stock `generate`
beside it.

With --thinker-only, a --voice can speak the first clause, as in a conversation on a machine that is too slow for Omni's
own voice. --short is for a GPU that is there for minutes: it measures the most telling figures first, then stock, other
first windows, and each part alone.

Each reply is told on stderr as it comes. A run that is stopped (Ctrl+C, SIGTERM) keeps what it has measured.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import math
import shutil
import signal
import sys
import time
from collections.abc import Coroutine
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.texts import N_, _
from config.units import size
from daemon.bench.harness.engines import Engine, engines
from daemon.bench.harness.report import BenchError, Metric, Report, Table, number
from daemon.bench.harness.rounds import Figure, Found, Side, conditions_of, report
from daemon.bench.harness.subjects import Chosen, add_iterations, add_threads, choose, natural, positive
from daemon.bench.recordings import gather
from daemon.bench.tts import CLAUSES
from daemon.tiers.first_clause import FirstClauseGate
from daemon.workers.spec import Spec
from models.engine import EngineError, Sampling

if TYPE_CHECKING:
    from config.settings import Settings
    from daemon.bench.harness.conditions import Conditions

HELP = N_("Omni: first sound, real-time factor, codes, silences, memory")
FIGURES = {
    "engine_first_audio_ms": Figure("ms", N_("question -> first sound")),
    "first_text_ms": Figure("ms", N_("question -> first text")),
    "voice_first_audio_ms": Figure("ms", N_("question -> first sound of the other voice")),
    "first_piece_ms": Figure("ms", N_("question -> first sound ready inside")),
    "completion_ms": Figure("ms", N_("question -> end of the reply")),
    "real_time_factor": Figure("", N_("real-time factor")),
    "inferences_per_s": Figure(N_("inferences/s"), N_("first sounds a second"), "higher"),
    "ms_per_code": Figure("ms", N_("a code of 20 ms")),
    "tokens_per_s": Figure("tokens/s", N_("thinking"), "higher"),
    "starved_ms": Figure("ms", N_("silences, played at once")),
    "lead_ms": Figure("ms", N_("sound held back at first")),
    "audio_s": Figure("s", N_("length of the reply"), "higher"),
    "first_over_completion": Figure("", N_("first sound / end")),
}
STARVED_MS = 1.0
"""Shortest silence in a reply that counts as an underrun, in ms."""
CLAUSE, CLAUSE_TOKENS = CLAUSES["en"][0], 7
"""The clause that another voice speaks first, and its length in tokens. Random weights make no sentences."""
PACKAGES = ("torch", "transformers", "accelerate")
FIRST_WINDOWS = (48, 36, 16, 8)
"""Mel frames of the first windows that --short measures beside that of the settings."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "model", nargs="?", metavar=_("MODEL"), help=_("catalogue id or checkpoint folder (default: the tier's)")
    )
    parser.add_argument(
        "--shape", choices=("tiny", "3b", "7b"), help=_("random weights at this shape instead of a model")
    )
    parser.add_argument("--thinker-only", action="store_true", help=_("text only: talker and vocoder never in memory"))
    parser.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help=_("default: the GPU if there is one"),
    )
    parser.add_argument(
        "--voice", metavar=_("NAME"), help=_("with --thinker-only: who speaks the first clause (id or file)")
    )
    parser.add_argument(
        "--weights",
        choices=("full", "4bit"),
        help=_("with --shape: number format (4bit on a CPU: --thinker-only)"),
    )
    parser.add_argument(
        "--low-vram", action="store_true", help=_("with --shape: thinker and voice take turns on the GPU")
    )
    parser.add_argument(
        "--tokens",
        type=positive,
        default=40,
        metavar=_("N"),
        help=_("most tokens of a reply (default: %(default)s)"),
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=6.0,
        metavar=_("S"),
        help=_("of a reply, with --shape (default: %(default)s)"),
    )
    parser.add_argument(
        "--stock", type=natural, default=0, metavar=_("N"), help=_("with --shape: N replies by stock generate")
    )
    parser.add_argument(
        "--solver", choices=("rk4", "euler"), help=_("of the diffusion (default: that of the settings)")
    )
    parser.add_argument(
        "--solver-steps", type=positive, metavar=_("N"), help=_("its steps (default: those of the settings)")
    )
    parser.add_argument(
        "--first", type=int, choices=(8, 16, 24, 36, 48), help=_("mel frames of the first piece of sound")
    )
    parser.add_argument("--short", action="store_true", help=_("with --shape: all of it within minutes"))
    parser.add_argument("--out", type=Path, metavar=_("FILE.json"), help=_("write the report there after every part"))
    add_iterations(parser, 10)
    add_threads(parser)


def run(args: argparse.Namespace) -> Report:
    from config.load import load

    if args.model and args.shape:
        raise BenchError(_("MODEL and --shape exclude each other"))
    if args.stock and (not args.shape or args.thinker_only):
        raise BenchError(_("--stock sets the stock generate beside a --shape with its talker"))
    if args.voice and not args.thinker_only:
        raise BenchError(_("--voice speaks what a model with --thinker-only thinks"))
    if args.weights and not args.shape:
        raise BenchError(_("--weights belongs to --shape: a model has the weights of the settings (quality.weights)"))
    if (args.short or args.low_vram) and (not args.shape or args.thinker_only):
        raise BenchError(_("--short and --low-vram measure a --shape with its talker"))
    if args.weights == "4bit" and args.device != "cuda" and not args.thinker_only:
        raise BenchError(_("--weights 4bit is for --thinker-only on the CPU, or for --device cuda"))
    if args.out is not None and not args.out.absolute().parent.is_dir():
        raise BenchError(_("--out {out}: there is no folder {parent}", out=args.out, parent=args.out.absolute().parent))
    if not (math.isfinite(args.seconds) and 0.2 <= args.seconds <= 80):
        raise BenchError(_("--seconds must be 0.2 to 80: the talker's codes reach no further"))
    settings = load(args.config)
    chosen = _shape(args, settings) if args.shape else _model(args, settings)
    voice = choose("voice", args.voice, settings) if args.voice else None
    return asyncio.run(_run(args, chosen, voice))


async def _run(args: argparse.Namespace, chosen: Chosen, voice: Chosen | None) -> Report:
    together = [chosen] if voice is None else [chosen, voice]
    conditions = conditions_of(
        together,
        gpu=True,
        replies=args.iterations,
        first_window=chosen.spec.arguments["first"],
        tf32=chosen.spec.arguments["tf32"],
        low_vram=chosen.spec.arguments["low_vram"],
        tokens=args.tokens,
        device=chosen.spec.arguments["device"],
        solver=f"{chosen.spec.arguments.get('solver_method') or chosen.spec.arguments.get('solver')} "
        f"{chosen.spec.arguments['solver_steps']}",
    )
    async with engines(*(each.spec for each in together)) as (loaded, *voices):
        speaks = bool(chosen.spec.arguments["talker"])
        one = Speaker(loaded, gather([])[1].pcm.tobytes(), args.tokens, speaks=speaks, voice=next(iter(voices), None))
        found = _Results(args, Side(chosen.name, loaded, one.reply), one, conditions, speaks=speaks)
        if await _unless_stopped(found.parts()):
            found.notes.append(_("Stopped: these are the figures of what had been measured until then."))
        return found.report()


async def _unless_stopped(work: Coroutine[Any, Any, None]) -> bool:
    """Waits for `work`. Returns True when SIGINT or SIGTERM stopped it."""
    task, loop = asyncio.create_task(work), asyncio.get_running_loop()
    stopped = False

    def stop() -> None:
        nonlocal stopped
        stopped = True
        task.cancel()

    signals = (signal.SIGINT, signal.SIGTERM)
    for each in signals:
        loop.add_signal_handler(each, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped:
            raise
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
    return stopped


@dataclass(slots=True)
class _Results:
    """The results so far, part by part."""

    args: argparse.Namespace
    side: Side
    one: Speaker
    conditions: Conditions
    speaks: bool
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    more: list[Metric] = field(default_factory=list)

    async def parts(self) -> None:
        """Measures all parts, the most telling first."""
        args, one = self.args, self.one
        for count in range(args.warm_up + args.iterations):
            await self._reply(
                _("reply {count}", count=count + 1 - args.warm_up), self.side, warm_up=count < args.warm_up
            )
        facts = await one.facts()  # now: what stock takes is not its
        for name, key, label in (
            ("gpu_peak_mb", "peak_gpu", N_("GPU memory, peak of tensors")),
            ("graphs_mb", "graph_memory", N_("GPU memory of recorded work")),
        ):
            if facts[key]:
                self.more.append(Metric(name, "MB", (facts[key] / 1e6,), label=label))
        if facts["tf32_error"] is not None:
            self.notes.append(
                _("tf32 changes {share:.1e} of the sound's peak (random weights).", share=facts["tf32_error"])
            )
        if facts["problem"]:
            self.notes.append(facts["problem"])
        self._save()
        if args.stock or args.short:
            self.tables.append(await _beside_stock(args, one, self.side, facts["attention"]))
            self._save()
        if args.short:
            await self._first_windows()
            alone = await one.alone()
            self.tables.append(
                Table(_("Each part alone"), ("", "ms"), tuple((what, number(ms)) for what, ms in alone.items()))
            )
            self._save()

    async def _reply(self, what: str, side: Side, *, warm_up: bool = False) -> None:
        began = time.perf_counter()
        found = await side.once()
        side.first_s = side.first_s or time.perf_counter() - began
        told = [
            f"{_(FIGURES[name].label)} {number(found[name][0])} {FIGURES[name].unit}".strip()
            for name in ("first_text_ms", "engine_first_audio_ms", "completion_ms", "real_time_factor")
            if name in found
        ]
        print(f"{side.name}, {_('warming up') if warm_up else what}: {'; '.join(told)}", file=sys.stderr, flush=True)
        if not warm_up:
            for name, values in found.items():
                side.samples.setdefault(name, []).extend(values)
            self._save()

    async def _first_windows(self) -> None:
        """Measures other first windows: how soon their sound comes, and how far it is from exact."""
        names = ("engine_first_audio_ms", "first_piece_ms", "lead_ms", "starved_ms")
        heads = (_("frames"), _("first sound"), _("ready inside"), _("held"), _("silences"), _("error / peak"))
        before, rows = list(self.tables), list[tuple[str, ...]]()
        for frames in FIRST_WINDOWS:
            error = await self.one.cut(frames)
            side = Side(_("first window of {frames} frames", frames=frames), self.side.engine, self.one.reply)
            for count in range(3):
                await self._reply(_("reply {count}", count=count), side, warm_up=count == 0)
            figures = (number(Metric(name, "ms", tuple(side.samples[name])).p(0.5)) for name in names)
            rows.append((str(frames), *figures, f"{error:.1e}"))
            self.tables = [*before, Table(_("Other first windows (P50 in ms)"), heads, tuple(rows))]
            self._save()

    def report(self) -> Report:
        """Returns the report of the results so far. Raises BenchError when nothing has been measured."""
        args, side, speaks = self.args, self.side, self.speaks
        if not side.samples:
            raise BenchError(_("stopped before the first reply that counts"))
        replies = len(side.samples["completion_ms"])
        silent = sum(value > STARVED_MS for value in side.samples.get("starved_ms", ()))
        notes = []
        if speaks:
            told = _(
                "Replies with silences in them, played at once: {silent} of {replies}.", silent=silent, replies=replies
            )
            notes.append(told)
        found = report(
            "omni",
            [side],
            FIGURES,
            self.conditions,
            tables=tuple(self.tables),
            notes=(*notes, *self.notes),
            headline="engine_first_audio_ms" if speaks else "first_text_ms",
            tier=None if args.shape or not speaks else "quality",
            keep=args.shape != "tiny",  # which tells nothing of a real one
        )
        return replace(found, metrics=(*found.metrics, *self.more))

    def _save(self) -> None:
        if self.args.out is not None and self.side.samples:
            self.args.out.write_text(json.dumps(self.report().as_json(), indent=1), encoding="utf-8")


class Speaker:
    """A loaded Omni, with another voice if that voice speaks the first clause."""

    def __init__(
        self, engine: Engine, question: bytes, tokens: int, *, speaks: bool, voice: Engine | None = None
    ) -> None:
        self.engine = engine
        self._question = question
        self._speaks = speaks
        self._voice = voice
        self._sampling = asdict(Sampling(max_tokens=tokens, temperature=0.7, seed=1))

    async def reply(self) -> Found:
        """Asks aloud, and measures when text and sound come."""
        from models.omni.lead import starved

        head: dict[str, Any] = {
            "messages": [{"role": "user", "content": ""}], "sampling": self._sampling, "speak": self._speaks,
        }  # fmt: skip
        texts: list[float] = []
        arrivals: list[tuple[float, float]] = []
        thought = tokens = 0
        waited = voiced = 0.0
        first, worker = FirstClauseGate(), self.engine.worker
        began = time.perf_counter()
        async with worker.ask("respond", self._question, **head) as request:
            with first.working(lambda on: worker.send("hold", id=request.number, on=on)):
                async for frame in request:
                    now = time.perf_counter() - began
                    if frame.payload:
                        arrivals.append((now, len(frame.payload) / 2 / frame.head["rate"]))
                    elif "text" in frame.head:
                        texts.append(now)
                        thought += int(frame.head["tokens"])
                        if self._voice is not None and not voiced and thought >= CLAUSE_TOKENS:
                            voiced = await _first_sound(self._voice, first) - began
                            waited = voiced - now
                    elif "usage" in frame.head:
                        tokens = int(frame.head["usage"]["generated_tokens"])
        done = time.perf_counter() - began
        found: dict[str, list[float]] = {"completion_ms": [done * 1000]}
        if texts:
            found["first_text_ms"] = [texts[0] * 1000]
        if len(texts) > 1 and tokens > 1:
            found["tokens_per_s"] = [(tokens - 1) / (texts[-1] - texts[0] - waited)]
        if voiced:
            found["voice_first_audio_ms"] = [voiced * 1000]
        if not self._speaks:
            return found
        if not arrivals:
            raise BenchError(_("{name} said nothing: it can speak English and Chinese only", name=self.engine.name))
        seconds, sounds = sum(length for _, length in arrivals), arrivals[0][0]
        noted = (await self.engine.one("progress")).head
        return found | {
            "engine_first_audio_ms": [sounds * 1000],
            "first_piece_ms": [noted["first_piece_s"] * 1000],
            "real_time_factor": [done / seconds],
            "inferences_per_s": [1 / sounds],
            "ms_per_code": [noted["talker_s"] * 1000 / max(1, noted["codes"] - 1)],
            "starved_ms": [starved(arrivals, sounds) * 1000],
            "lead_ms": [noted["lead_s"] * 1000],
            "audio_s": [seconds],
            "first_over_completion": [sounds / done],
        }

    async def stock(self, tokens: int) -> float:
        """Returns the seconds that the stock `generate` takes for the same question and `tokens` tokens."""
        return float((await self.engine.one("stock", self._question, tokens=tokens)).head["seconds"])

    async def facts(self) -> dict[str, Any]:
        """Returns what the engine runs with, and the GPU memory that it took."""
        return dict((await self.engine.one("facts")).head)

    async def cut(self, first: int) -> float:
        """Makes replies begin with a piece of `first` mel frames. Returns the sound's error, relative to its peak."""
        return float((await self.engine.one("cut", first=first)).head["error"])

    async def alone(self) -> dict[str, float]:
        """Returns the milliseconds that each part takes alone."""
        return dict((await self.engine.one("alone", self._question)).head["ms"])


async def _first_sound(voice: Engine, first: FirstClauseGate) -> float:
    """Returns when (time.perf_counter) the voice has the first sound of its clause. The thinker waits until then."""
    first.to_the_voice()
    try:
        async with voice.worker.ask("speak", text=CLAUSE, language="en", speed=1.0) as request:
            async for frame in request:
                if frame.payload:
                    return time.perf_counter()
    finally:
        first.over()
    raise BenchError(_("{name} made no sound of {clause!r}", name=voice.name, clause=CLAUSE))


async def _beside_stock(args: argparse.Namespace, one: Speaker, side: Side, attention: str) -> Table:
    """Compares with the stock `generate`, in the same process and on the same weights.

    A stock reply has its first sound only when the whole reply is there.
    """
    stock = [await one.stock(args.tokens) for _ in range(args.stock or 1)]
    print(_("stock: {times}", times=", ".join(f"{each:.1f} s" for each in stock)), file=sys.stderr, flush=True)
    ours = {
        name: Metric(name, "ms", tuple(side.samples[name])).p(0.5)
        for name in ("engine_first_audio_ms", "completion_ms")
    }
    theirs = Metric("stock", "ms", tuple(value * 1000 for value in stock)).p(0.5)
    rows = [
        (what, number(value), number(theirs), f"{value / theirs:.3f}")
        for what, value in (
            (_("first sound"), ours["engine_first_audio_ms"]),
            (_("end of the reply"), ours["completion_ms"]),
        )
    ]
    return Table(
        _("Beside the stock generate (P50 in ms; attention of both: {attention})", attention=attention),
        ("", _("streamed"), _("stock"), _("ratio")),
        tuple(rows),
    )


def _shape(args: argparse.Namespace, settings: Settings) -> Chosen:
    if importlib.util.find_spec("benchmarks") is None:
        raise BenchError(_("--shape needs the project's source tree, whose benchmarks/ make the random weights"))
    arguments = {
        "shape": args.shape,
        "weights": args.weights or "full",
        "device": args.device,
        "threads": args.threads or settings.compute.threads or 0,
        "talker": not args.thinker_only,
        "codes": round(args.seconds * 50),
        "solver": args.solver or settings.quality.solver,
        "solver_steps": args.solver_steps or settings.quality.solver_steps,
        "first": args.first or settings.quality.first_window,
        "tf32": settings.quality.tf32,
        "low_vram": args.low_vram,
    }
    name = f"omni-{args.shape}, random weights"
    spec = Spec(
        name,
        "daemon.bench.workers.omni:omni",
        "benchmarks.omni_random:RandomOmni",
        arguments,
        threads=args.threads or 0,
    )
    return Chosen(name, spec, f"random weights, replies of {args.seconds:g} s", PACKAGES)


def _model(args: argparse.Namespace, settings: Settings) -> Chosen:
    from config.catalogue import catalogue
    from daemon.routing.measured import subject_of
    from daemon.routing.omni_modes import as_set, needs_here
    from daemon.tiers.specs import omni
    from models.store.find import resolve
    from models.store.places import Located, places_here

    wanted = args.model or settings.quality.model or "omni-3b"
    known = catalogue()
    if wanted in known and (known[wanted].kind != "omni" or known[wanted].engine != "transformers"):
        raise BenchError(
            _(
                "{wanted} is no Omni checkpoint; `bench turn --tier quality` measures what hears in llama.cpp",
                wanted=wanted,
            )
        )
    found = resolve(wanted, places_here(tuple(settings.models.folders)))
    if not isinstance(found, Located):
        why = getattr(found, "reason", "it runs on a server")
        raise BenchError(_("{why}; --shape 3b measures its shape with random weights, without a download", why=why))
    gpu = args.device == "cuda" or (
        args.device == "auto" and settings.compute.gpu != "off" and shutil.which("nvidia-smi") is not None
    )
    if args.threads:
        settings = settings.model_copy(
            update={"compute": settings.compute.model_copy(update={"threads": args.threads})}
        )
    try:
        mode = as_set(needs_here(wanted, found), settings.quality, gpu=gpu, speaks=not args.thinker_only)
    except EngineError as err:
        raise BenchError(str(err)) from err
    spec = omni(subject_of(wanted), found.path, settings, mode)
    chosen = {"solver_method": args.solver, "solver_steps": args.solver_steps, "first": args.first}
    given = {name: value for name, value in chosen.items() if value}
    spec = replace(spec, server="daemon.bench.workers.omni:omni", arguments={**spec.arguments, **given})
    return Chosen(spec.name, spec, f"{Path(found.path).name} ({size(found.size)}, {found.source})", PACKAGES)
