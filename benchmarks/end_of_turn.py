"""Is the turn over? By the public rules of livekit/eot-bench: `python -m benchmarks.end_of_turn [FOLDER]`.

Every silence of at least 100 ms in a recorded turn is a decision: the last one is the end, every other one is not. A
system gives each a score 200 ms into it. A policy ends the turn after `delay` of silence if the score is above a
threshold, else after `timeout`. All policies are tried, and the best ones for a given cost are told:

    false cut-offs at 300 and 600 ms    least share of inner silences in which a policy ends the turn, among those
                                        that wait no longer than that at the ends, on average
    latency at 5 and 10 %               shortest average wait at the ends, among those that cut off no more

Thresholds are 0 to 1 in steps of 0.01, delays 0.2 to 1 s in steps of 0.1, timeouts 1 to 3.5 s in steps of 0.5, inner
silences count from 0.2 to 5 s, all as there. The score of our rules is the wait that they ask for: 1 is
`turn.complete_ms`, 0 is `turn.incomplete_ms`. The rules as shipped are one policy more, told with what the user hears:
a turn that was ended too early is taken back unheard if the speaker goes on before the reply sounds (`--pipeline`).

FOLDER: recordings, or eot-bench's data (`benchmarks.turn_data`). `--halting 200` adds synthesised questions with pauses
inside. Whisper hears the words (`sarai models pull whisper-base`), Smart Turn the melody (`sarai models pull smart-turn`).
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audio.frames import Pcm
from benchmarks.turn_data import SpokenTurn, halting_turn, read
from config.errors import UserError
from config.load import load
from config.settings import Turn
from daemon.bench.turn.pauses import halting
from daemon.conversation.rules.end_of_turn import Habits, required_silence, silence_by_words
from daemon.routing.parts import WHISPER
from daemon.routing.recommended import places_for
from models.engine import Cancel, Recogniser, Transcript
from models.smart_turn import SmartTurn
from models.store.find import resolve
from models.store.places import Located
from models.whisper.recogniser import WhisperRecogniser

THRESHOLDS = np.round(np.arange(0, 1.005, 0.01), 2)
DELAYS = np.round(np.arange(0.2, 1.05, 0.1), 1)
TIMEOUTS = np.round(np.arange(1.0, 3.55, 0.5), 1)
SILENCE_ALONE = np.round(np.arange(0.2, 3.55, 0.1), 1)
"""Fixed pauses, in seconds."""
SCORED = 0.2
"""Seconds of silence after which a score is known."""
SHORTEST, LONGEST = 0.2, 5.0
"""Inner silences that count, in seconds."""
LATENCIES = (0.3, 0.6)
CUT_OFFS = (0.05, 0.10)
LOUDSPEAKER = 0.03
"""Seconds from the decision to the first sound of a reply that is ready."""
NAMES = ("our words", "words and melody", "words, melody and habits")
SMART_TURN = "Smart Turn v3.2 alone"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A silence, and what is known of it."""

    turn: int
    seconds: float
    """Infinite at the end of the turn."""
    words: str
    finished: float | None
    """Smart Turn's probability that the turn is over."""
    waits: dict[str, float]
    """Seconds of silence that our rules ask for, by system."""
    open: dict[str, float] = field(default_factory=dict)
    """Seconds for which the turn stays open at most while its answer has no sound, by system."""

    def commits(self, name: str, sounds: float) -> float:
        """Returns the seconds of silence at which the turn ends, if its answer can sound `sounds` after the speech."""
        return max(self.waits[name], min(self.open.get(name, 0.0), sounds))


@dataclass(frozen=True, slots=True)
class Point:
    """What a policy costs."""

    cut_offs: float
    """Share of the inner silences in which it ends the turn."""
    latency: float
    """Mean seconds that it waits at the ends of turns."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """Our rules as they are."""

    committed: Point
    heard: Point
    """Cut-offs in which the reply sounded before the speaker went on; seconds from the end of speech to that sound."""
    turns: float
    """Share of the turns with a cut-off."""


def judge(
    turns: Sequence[SpokenTurn], ears: Recogniser, melody: Callable[[Pcm], float], settings: Turn
) -> list[Judged]:
    """Judges every silence as the daemon does, in order. The habits are those of one speaker who said all of it.

    `melody` returns the probability that the turn is over, for the sound up to a silence.
    """
    found, habits = list[Judged](), Habits()
    for number, turn in enumerate(turns):
        for pause in turn.pauses:
            utterance = ears.open(None)
            utterance.feed(np.concatenate([pause.sound, pause.after]))
            heard = utterance.result(Cancel())
            utterance.close()
            finished = melody(pause.sound)
            asked = waits(heard, finished, habits, settings)
            found.append(Judged(number, pause.seconds, heard.text, finished, asked, open_for(heard, habits, settings)))
        inner = [1000 * each.seconds for each in turn.pauses if not each.is_end]
        noticed = [each for each in inner if each >= settings.provisional_ms]
        habits = habits.learn_turn(noticed, settings.complete_ms)
    return found


def waits(heard: Transcript, finished: float | None, habits: Habits, settings: Turn) -> dict[str, float]:
    """Returns the seconds of silence that our rules ask for, by system."""
    stranger = Habits()
    asked = (
        required_silence(heard.text, heard.language, settings, stranger),
        required_silence(heard.text, heard.language, settings, stranger, finished),
        required_silence(heard.text, heard.language, settings, habits, finished),
    )
    return {name: milliseconds / 1000 for name, milliseconds in zip(NAMES, asked, strict=True)}


def open_for(heard: Transcript, habits: Habits, settings: Turn) -> dict[str, float]:
    """Returns the seconds for which the turn stays open at most while its answer has no sound, by system."""
    if not heard.text.strip():
        return {}
    speakers = (Habits(), Habits(), habits)
    words = (silence_by_words(heard.text, heard.language, settings, speaker) / 1000 for speaker in speakers)
    return dict(zip(NAMES, words, strict=True))


def scores(judged: Sequence[Judged], settings: Turn) -> dict[str, Floats]:
    """Returns the score of each silence, 0..1, by system."""
    least, most = settings.complete_ms / 1000, settings.incomplete_ms / 1000
    found = {SMART_TURN: np.array([each.finished or 0.0 for each in judged])}
    for name in NAMES:
        wait = np.array([each.waits[name] for each in judged])
        found[name] = np.clip(1 - (wait - least) / (most - least), 0, 1)
    return found


def counted(judged: Sequence[Judged]) -> list[Judged]:
    """Returns the ends, and the inner silences that count."""
    return [each for each in judged if np.isinf(each.seconds) or SHORTEST <= each.seconds <= LONGEST]


def policies(seconds: Floats, score: Floats) -> Iterator[Point]:
    """Yields the cost of every policy. `seconds`: lengths of the silences, infinite at the ends; `score`: 0..1. Both
    have shape (n,)."""
    end = np.isinf(seconds)
    inner, at_inner, at_end = seconds[~end], score[~end], score[end]
    for threshold in THRESHOLDS:
        sure_inner, sure_end = at_inner > threshold, at_end > threshold
        for delay in DELAYS:
            cut = sure_inner & (inner > max(delay, SCORED) + 1e-9)
            for timeout in TIMEOUTS:
                if timeout >= delay:
                    latency = np.where(sure_end, max(delay, SCORED), timeout).mean()
                    yield Point(float((cut | (inner > timeout + 1e-9)).mean()), float(latency))


def fixed(seconds: Floats) -> Iterator[Point]:
    """Yields the cost of fixed pauses."""
    inner = seconds[~np.isinf(seconds)]
    for wait in SILENCE_ALONE:
        yield Point(float((inner > wait + 1e-9).mean()), float(wait))


def best(points: Sequence[Point]) -> dict[str, float | None]:
    """Returns the four figures of eot-bench; None where no policy is within the budget."""
    found: dict[str, float | None] = {}
    for budget in LATENCIES:
        within = [each.cut_offs for each in points if each.latency <= budget + 1e-9]
        found[f"cut_offs_at_{budget * 1000:.0f}_ms"] = min(within, default=None)
    for budget in CUT_OFFS:
        quick = [each.latency for each in points if each.cut_offs <= budget + 1e-9]
        found[f"latency_at_{budget * 100:.0f}_percent"] = min(quick, default=None)
    return found


def shipped(judged: Sequence[Judged], name: str, pipeline: float) -> Shipped:
    """Returns the cost of our rules as they are. `pipeline`: least seconds from the end of speech to a reply's first
    sound."""
    inner = [each for each in judged if not np.isinf(each.seconds)]
    ready = pipeline - LOUDSPEAKER
    ends = [each.commits(name, ready) for each in judged if np.isinf(each.seconds)]

    def sounds(wait: float) -> float:
        return max(wait + LOUDSPEAKER, pipeline)

    cut = [each for each in inner if each.seconds > each.commits(name, ready)]
    heard = [each for each in cut if each.seconds > sounds(each.commits(name, ready))]
    return Shipped(
        Point(len(cut) / len(inner), statistics.fmean(ends)),
        Point(len(heard) / len(inner), statistics.fmean(map(sounds, ends))),
        len({each.turn for each in cut}) / len(ends),
    )


def report(judged: Sequence[Judged], settings: Turn, pipeline: float) -> dict[str, Any]:
    """Returns all figures. Raises UserError where there is no inner silence, or no end."""
    decisions = counted(judged)
    seconds = np.array([each.seconds for each in decisions])
    ends = int(np.isinf(seconds).sum())
    if not ends or ends == len(decisions):
        raise UserError("these turns have no pauses inside, so nobody can be cut off: give recordings with pauses")
    systems = {"silence alone": best(list(fixed(seconds)))}
    systems |= {name: best(list(policies(seconds, score))) for name, score in scores(decisions, settings).items()}
    rules = {name: shipped(decisions, name, pipeline) for name in NAMES}
    return {
        "turns": ends,
        "inner_silences": len(decisions) - ends,
        "systems": systems,
        "as_shipped": {
            name: {
                "cut_offs": each.committed.cut_offs,
                "latency": each.committed.latency,
                "heard_cut_offs": each.heard.cut_offs,
                "heard_latency": each.heard.latency,
                "turns_cut_off": each.turns,
            }
            for name, each in rules.items()
        },
    }


def table(figures: dict[str, Any]) -> str:
    """Returns the figures as Markdown."""
    lines = [
        f"{figures['turns']} turns, {figures['inner_silences']} silences of 0.2-5 s inside them",
        "",
        "| | cut-offs @ 300 ms | @ 600 ms | latency @ 5 % | @ 10 % |",
        "|---|---|---|---|---|",
    ]
    for name, each in figures["systems"].items():
        shares = [_percent(each[f"cut_offs_at_{budget * 1000:.0f}_ms"]) for budget in LATENCIES]
        times = [_ms(each[f"latency_at_{budget * 100:.0f}_percent"]) for budget in CUT_OFFS]
        lines.append(f"| {name} | " + " | ".join(shares + times) + " |")
    lines += [
        "",
        "| as shipped | cut-offs | latency | cut-offs heard | end to first sound | turns cut off |",
        "|---|---|---|---|---|---|",
    ]
    for name, each in figures["as_shipped"].items():
        cells = (_percent(each["cut_offs"]), _ms(each["latency"]), _percent(each["heard_cut_offs"]),
                 _ms(each["heard_latency"]), _percent(each["turns_cut_off"]))  # fmt: skip
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _ms(seconds: float | None) -> str:
    return "–" if seconds is None else f"{1000 * seconds:.0f} ms"


def _model(wanted: str) -> Path:
    found = resolve(wanted, places_for(load()))
    if not isinstance(found, Located):
        raise UserError(f"{wanted}: {getattr(found, 'reason', 'not on this machine')}")
    return found.path


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.end_of_turn", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("folder", nargs="?", type=Path, help="recordings, or eot-bench's data")
    parser.add_argument("--halting", type=int, default=0, metavar="COUNT", help="so many synthesised questions as well")
    parser.add_argument("--language", choices=("en", "es"), help="only turns in this language")
    parser.add_argument("--ears", default=WHISPER, help="a Whisper: an id of the catalogue, or a folder")
    parser.add_argument("--melody", default="smart-turn", help="a Smart Turn: an id of the catalogue, or a file")
    parser.add_argument("--pipeline", type=float, default=800.0, metavar="MS",
                        help="least time from the end of speech to a reply's first sound (default 800)")  # fmt: skip
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--words", action="store_true", help="print what was heard at each silence, and the waits")
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    given = parser.parse_args(arguments)
    if given.folder is None and not given.halting:
        parser.error("name a FOLDER with recorded turns, or ask for synthesised ones with --halting 200")
    try:
        turns = read(given.folder) if given.folder is not None else []
        languages = (given.language,) if given.language else ("en",)
        turns += [halting_turn(each) for each in halting(given.halting, given.seed, languages)]
        turns = [each for each in turns if given.language in (None, each.language)]
        ears = WhisperRecogniser(_model(given.ears), threads=given.threads)
        judged = judge(turns, ears, SmartTurn(_model(given.melody)).finished, Turn())
        figures = report(judged, Turn(), given.pipeline / 1000)
    except UserError as err:
        raise SystemExit(str(err)) from None
    if given.words:
        for each in judged:
            waited = ", ".join(f"{1000 * wait:.0f}" for wait in each.waits.values())
            print(f"{each.turn:3} {each.seconds:5.2f} s  asks {waited} ms  {each.finished or 0:.2f}  {each.words!r}")
    print(table(figures))
    if given.out:
        given.out.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
