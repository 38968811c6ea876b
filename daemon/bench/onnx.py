"""Measures any ONNX model of sound: inferences on the CPU with made-up inputs of its declared shapes and types.

--int8 and --int4 quantise it with onnxruntime (dynamic int8; 4-bit weights in blocks of 32) and compare speed, size and
outputs, measured in turn. --shape gives the sizes of axes that declare none; a first axis without a size is taken as 1.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from config.texts import N_, _
from config.units import size
from daemon.bench.harness.engines import Engine, engine, engines
from daemon.bench.harness.report import BenchError, Report, Table, number
from daemon.bench.harness.rounds import Figure, Found, Side, conditions_of, measure, report
from daemon.bench.harness.subjects import Chosen, add_compare, add_iterations, add_threads
from daemon.workers.request import WorkerError
from daemon.workers.spec import Spec

Number = TypeVar("Number", int, float)

HELP = N_("any ONNX sound model: inference time and memory; quantised, compared")
FIGURES = {
    "inference_ms": Figure("ms", N_("inference")),
    "inferences_per_s": Figure(N_("inferences/s"), N_("inferences"), "higher"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", nargs="?", type=Path, metavar=_("MODEL.onnx"), help=_("the model"))
    parser.add_argument(
        "--shape",
        action="append",
        default=[],
        metavar=_("INPUT=1,80,3000"),
        help=_("sizes of an input's axes; may be repeated"),
    )
    parser.add_argument(
        "--value",
        action="append",
        default=[],
        metavar=_("INPUT=X[,Y]"),
        help=_("what to fill an input with; may be repeated"),
    )
    parser.add_argument("--int8", action="store_true", help=_("compare with it quantised to 8 bits, dynamically"))
    parser.add_argument("--int4", action="store_true", help=_("compare with it with weights of 4 bits"))
    parser.add_argument(
        "--keep-quantised", type=Path, metavar=_("DIR"), help=_("leave the quantised models in this folder")
    )
    add_compare(parser, _("ONNX files"))
    add_iterations(parser, 50)
    add_threads(parser)


def run(args: argparse.Namespace) -> Report:
    if bool(args.model) == bool(args.compare):
        raise BenchError(_("name one MODEL.onnx, or two after --compare"))
    if args.compare and (args.int8 or args.int4):
        raise BenchError(_("--int8 and --int4 compare a model with itself: leave out --compare"))
    if args.keep_quantised is not None and not args.keep_quantised.is_dir():
        raise BenchError(
            _("--keep-quantised {keep_quantised}: there is no such folder", keep_quantised=args.keep_quantised)
        )
    files = [Path(name) for name in args.compare] if args.compare else [args.model]
    for file in files:
        if not file.is_file():
            raise BenchError(
                _(
                    "{file}: {what}: name an .onnx file",
                    file=file,
                    what=_("it is a folder") if file.is_dir() else _("no such file"),
                )
            )
    inputs = {"shapes": _given("--shape", args.shape, int), "values": _given("--value", args.value, float)}
    return asyncio.run(_run(args, files, inputs))


async def _run(args: argparse.Namespace, files: Sequence[Path], inputs: Mapping[str, Any]) -> Report:
    with tempfile.TemporaryDirectory(prefix="sarai-bench-") as made:
        chosen = [_chosen(file, file.name, args.threads or 1, inputs) for file in files]
        async with engine(chosen[0].spec):  # wrong inputs are told before minutes of quantising
            pass
        notes = []
        wanted = [kind for kind in ("int8", "int4") if getattr(args, kind)]
        for kind in wanted:
            target = (args.keep_quantised or Path(made)) / f"{files[0].stem}-{kind}.onnx"
            try:
                nodes = await _quantise(files[0], target, kind)
            except BenchError as err:
                if wanted == [kind]:
                    raise
                notes.append(_("Left out: {why}.", why=err))
                continue
            notes.append(_("{kind}: {nodes} nodes work on quantised weights.", kind=kind, nodes=nodes))
            chosen.append(_chosen(target, kind, args.threads or 1, inputs))
        conditions = conditions_of(chosen, inferences=args.iterations)
        async with engines(*(each.spec for each in chosen)) as loaded:
            fed = (await loaded[0].one("describe")).head["inputs"]
            conditions = replace(conditions, settings={**conditions.settings, **fed})
            runners = [Runner(each) for each in loaded]
            sides = [Side(each.name, one.engine, one.infer) for each, one in zip(chosen, runners, strict=True)]
            await measure(sides, warm_up=args.warm_up, iterations=args.iterations, title=_("inferring"))
            tables = [_sizes(chosen), await _differences(chosen, runners)] if len(runners) > 1 else []
            return report(
                "onnx", sides, FIGURES, conditions, tables=tuple(tables), notes=tuple(notes), headline="inference_ms"
            )


class Runner:
    """A loaded model that is measured."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def infer(self) -> Found:
        seconds = float((await self.engine.one("infer")).head["seconds"])
        return {"inference_ms": [seconds * 1000], "inferences_per_s": [1 / seconds]}

    async def outputs(self) -> dict[str, tuple[list[int], bytes]]:
        """Returns name -> shape and values. The values are float32, little-endian."""
        async with self.engine.worker.ask("outputs") as request:
            return {frame.head["name"]: (frame.head["shape"], frame.payload) async for frame in request}


def _sizes(chosen: Sequence[Chosen]) -> Table:
    sizes = [Path(each.spec.arguments["path"]).stat().st_size for each in chosen]
    rows = [(each.name, size(held), f"{held / sizes[0]:.0%}") for each, held in zip(chosen, sizes, strict=True)]
    return Table(_("Size"), ("", _("on disk"), _("of the first")), tuple(rows))


async def _differences(chosen: Sequence[Chosen], runners: Sequence[Runner]) -> Table:
    """Compares the outputs of each further model with those of the first."""
    import numpy as np

    first, *others = [await runner.outputs() for runner in runners]
    rows = []
    for each, other in zip(chosen[1:], others, strict=True):
        for name, (shape, values) in first.items():
            if other.get(name, (None,))[0] != shape:
                rows.append((each.name, name, _("none of this shape"), ""))
                continue
            a, b = np.frombuffer(values, "<f4").astype(float), np.frombuffer(other[name][1], "<f4").astype(float)
            apart = float(np.abs(a - b).max(initial=0))
            rms = float(np.sqrt(np.mean((a - b) ** 2) / (np.mean(a**2) or 1))) if len(a) else 0.0
            rows.append((each.name, name, number(apart), f"{rms:.2%}"))
    columns = ("", _("output"), _("largest difference"), _("rms of the difference, of the output's"))
    return Table(_("Outputs beside those of the first, same inputs"), columns, tuple(rows))


async def _quantise(source: Path, target: Path, kind: str) -> int:
    spec = Spec("quantiser", "daemon.bench.workers.onnx:quantiser", "daemon.bench.workers.onnx:Quantiser")
    async with engine(spec) as quantiser:
        try:
            answer = await quantiser.one("quantise", source=str(source), target=str(target), to=kind)
        except WorkerError as err:
            raise BenchError(str(err)) from err
    nodes = int(answer.head["nodes"])
    if not nodes:
        what = _("MatMul nodes with constant weights") if kind == "int4" else _("nodes with constant weights")
        raise BenchError(
            _(
                "{source} has no {what}: there is nothing that could be quantised to {kind}",
                source=source,
                what=what,
                kind=kind,
            )
        )
    return nodes


def _chosen(file: Path, name: str, threads: int, inputs: Mapping[str, Any]) -> Chosen:
    arguments = {"path": str(file), "threads": threads, **inputs}
    spec = Spec(
        name, "daemon.bench.workers.onnx:model", "daemon.bench.workers.onnx:OnnxModel", arguments, threads=threads
    )
    return Chosen(name, spec, f"{file.name} ({size(file.stat().st_size)})", ("onnxruntime",))


def _given(option: str, texts: Sequence[str], kind: type[Number]) -> dict[str, list[Number]]:
    """Parses INPUT=1,80,3000 from the command line. Raises BenchError."""
    found = {}
    for text in texts:
        name, _equals, sizes = text.rpartition("=")
        try:
            found[name] = [kind(size) for size in sizes.split(",")]
        except ValueError:
            found[name] = []
        if not name or not found[name] or (kind is int and min(found[name]) < 1):
            raise BenchError(_("{option} {text}: write INPUT=1,80,3000", option=option, text=text))
    return found
