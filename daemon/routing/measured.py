"""The results of `sarai bench`, kept on this machine: one JSON file, written whole or not at all.

`auto` routes by them, so reading is cheap and never fails: a file that is damaged or foreign counts as no results.
"""

from __future__ import annotations

import fcntl
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import small_files
from config.errors import UserError
from config.paths import make_private, state_dir
from config.texts import _
from daemon.routing.facts import Measured
from models.store.machine import hardware

SCHEMA = 1
EACH = 10
"""Results that are kept of the same benchmark of the same subject; older ones go."""
LARGEST = 32 << 20
"""Bytes; a longer file of results is not ours."""

log = logging.getLogger(__name__)


class ForeignResults(UserError):
    """The file of results was written by another version of SARAi."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One result, without its samples."""

    bench: str
    subject: str
    when: str
    tier: str | None
    conditions: Mapping[str, Any]
    metrics: Mapping[str, Mapping[str, Any]]
    """Figures by name, in the form of `Metric.as_json`."""

    def value(self, metric: str, share: str = "p50") -> float | None:
        """Returns one figure of a metric; `share` is p50, p90, p99 or mean."""
        found = self.metrics.get(metric, {}).get(share)
        return float(found) if isinstance(found, int | float) else None

    @property
    def machine(self) -> tuple[str, str]:
        """The hardware, which must be the same for a result to count here."""
        found = self.conditions["hardware"]
        return str(found.get("cpu", "")), str(found.get("cores", ""))


def subject_of(wanted: str) -> str:
    """Returns the name under which a model's results are kept: its id, or the last part of its path."""
    return Path(wanted).name if "/" in wanted else wanted


def results_file() -> Path:
    return state_dir() / "benchmarks.json"


def results(path: Path | None = None) -> list[Kept]:
    """Returns all results of this machine, oldest first. Those of another processor (a home that moved) do not count."""
    here = hardware()
    kept = [result for raw in _read(path or results_file()) if (result := _result(raw)) is not None]
    return [result for result in kept if result.machine == (here.cpu, str(here.cores))]


def latest(bench: str, subject: str | None = None, path: Path | None = None) -> Kept | None:
    """Returns the newest result of a benchmark (of a subject)."""
    found = [each for each in results(path) if each.bench == bench and subject in (None, each.subject)]
    return found[-1] if found else None


def measured(path: Path | None = None) -> Mapping[str, Measured]:
    """Returns the newest figures of each tier that was measured here, by which `auto` routes."""
    found: dict[str, Measured] = {}
    for result in results(path):
        first_audio = result.value("engine_first_audio_ms")
        if result.tier is not None and first_audio is not None:
            found[result.tier] = Measured(first_audio, result.value("real_time_factor"))
    return found


def keep(record: Mapping[str, Any], path: Path | None = None) -> None:
    """Adds a result: bench, subject, tier, conditions, metrics. Raises UserError when it cannot be written."""
    path = path or results_file()
    try:
        make_private(path.parent)
        with _locked(path):
            results = _thinned([*_read(path, for_writing=True), dict(record)])
            small_files.write(path, json.dumps({"schema": SCHEMA, "results": results}, indent=1))
    except ForeignResults:
        raise
    except (OSError, UserError) as err:
        raise UserError(
            _("the result cannot be kept in {path}: {why}", path=path, why=small_files.reason(err))
        ) from err


def forget(path: Path | None = None) -> None:
    """Deletes all results."""
    (path or results_file()).unlink(missing_ok=True)


def _thinned(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: dict[tuple[Any, Any], int] = {}
    left = []
    for record in reversed(records):
        key = (record.get("bench"), record.get("subject"))
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= EACH:
            left.append(record)
    return left[::-1]


def _read(path: Path, *, for_writing: bool = False) -> list[dict[str, Any]]:
    try:
        document = small_files.read_json(path, LARGEST)
        schema, records = document["schema"], document["results"]
        if schema == SCHEMA:
            return [record for record in records if isinstance(record, dict)]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as err:
        if for_writing:  # whatever it was, it may be of use to somebody
            aside = path.with_suffix(".damaged")
            path.replace(aside)
            log.warning("%s cannot be read and begins anew; the old one is %s", path, aside)
        else:
            log.info("%s cannot be read (%s): it counts as no results", path, err)
        return []
    if for_writing:
        raise ForeignResults(
            _(
                "{path} was written by another version of SARAi (schema {schema}): move it away, or use --no-keep",
                path=path,
                schema=schema,
            )
        )
    return []


def _result(raw: dict[str, Any]) -> Kept | None:
    try:
        conditions, metrics, tier = raw["conditions"], raw["metrics"], raw.get("tier")
        if not isinstance(metrics, dict) or not all(isinstance(each, dict) for each in metrics.values()):
            return None
        if not isinstance(conditions["hardware"], dict) or not isinstance(tier, str | None):
            return None
        return Kept(str(raw["bench"]), str(raw["subject"]), str(conditions["when"]), tier, conditions, metrics)
    except (KeyError, TypeError):
        return None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Locks out other writers: two benchmarks may end at the same moment."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
