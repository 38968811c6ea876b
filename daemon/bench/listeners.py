"""Measures recognisers: the words that they understand in recordings, and the time that they take."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from config.texts import N_, _
from daemon.bench.harness.engines import Engine
from daemon.bench.harness.report import BenchError
from daemon.bench.harness.rounds import Figure, Found
from daemon.bench.recordings import Recording, word_errors

BLOCK = 3200
"""Bytes that are fed at once: 100 ms of int16 samples at 16 kHz."""
Understood = tuple[str, str]
"""(words, language that they were taken for)"""
FIGURES = {
    "final_ms": Figure("ms", N_("last sample -> words")),
    "real_time_factor": Figure("", N_("real-time factor")),
    "inferences_per_s": Figure(N_("inferences/s"), N_("utterances a second"), "higher"),
    "word_error_rate": Figure("%", N_("word error rate")),
}


def listeners(loaded: Sequence[Engine], language: str | None) -> list[Ears]:
    """Returns the engines as ears for `language`. Raises BenchError when one of them does not know it."""
    for engine in loaded:
        understood = engine.worker.facts.get("languages", ())
        if language is not None and language not in understood:
            raise BenchError(
                _(
                    "{name} understands {understood}: choose with --language",
                    name=engine.name,
                    understood=_(" and ").join(understood),
                )
            )
    return [Ears(engine, language) for engine in loaded]


class Ears:
    """A loaded recogniser."""

    def __init__(self, engine: Engine, language: str | None) -> None:
        self.engine = engine
        self.heard: list[list[Understood]] = []
        """Understood words and language of each recording, in one list per round so far."""
        self._language = language
        self._utterances = 0

    async def hear_all(self, recordings: Sequence[Recording]) -> Found:
        """Recognises each recording.

        The latency begins when the engine has taken in all the audio, which it does while the user speaks.
        The real-time factor counts all work.
        """
        found: dict[str, list[float]] = {"final_ms": [], "real_time_factor": [], "inferences_per_s": []}
        heard = []
        for recording in recordings:
            understood, fed, final = await self._hear(recording)
            heard.append(understood)
            found["final_ms"].append(final * 1000)
            found["real_time_factor"].append((fed + final) / recording.seconds)
            found["inferences_per_s"].append(1 / (fed + final))
        self.heard.append(heard)
        errors = word_errors(recordings, [text for text, _ in heard])
        return found if errors is None else found | {"word_error_rate": [errors]}

    async def _hear(self, recording: Recording) -> tuple[Understood, float, float]:
        """Returns what was understood, the seconds of work while it was fed, and the seconds after the last sample."""
        self._utterances += 1
        one: dict[str, Any] = {"utterance": self._utterances}
        worker, pcm = self.engine.worker, recording.pcm.tobytes()
        began = time.perf_counter()
        worker.send("open", language=self._language, **one)
        for at in range(0, len(pcm), BLOCK):
            worker.send("feed", pcm[at : at + BLOCK], **one)
        await self.engine.barrier("close", utterance=0)
        fed = time.perf_counter()
        answer = await self.engine.one("result", **one)
        done = time.perf_counter()
        worker.send("close", **one)
        return (str(answer.head["text"]), str(answer.head["language"])), fed - began, done - fed
