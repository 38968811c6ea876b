"""Measures what the assistant says without a downloaded mind, on questions as Whisper writes them.

    python -m benchmarks.starter [--set first|second] [--model FILE] [--misses]

The questions and requests are those of tests/data/asked. Each is answered as the `embedded` tier answers it: by a skill,
else by the starter mind with the conversation so far, whose claims are checked. A request that an action can fulfil is left
out. Prints the share of right answers by language, how many were said in
the language of the question, and how many requests for an effect were answered with an honest refusal.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import yaml

from daemon.skills.actions.intents import ActionIntent
from daemon.skills.match import looked_up, match
from daemon.skills.wording import answer
from models.starter import STARTER_PATH
from models.starter.evaluate import Starter
from models.starter.judging import holds
from models.text.claims.guard import ClaimFilter
from models.text.language import told_language

ASKED = Path(__file__).parents[1] / "tests" / "data" / "asked"
SETS = tuple(sorted(path.stem for path in ASKED.glob("*.yaml")))
_REFUSALS = {
    "en": ("can't", "cannot", "don't know", "haven't done anything", "haven't set", "i keep no", "when? say it all"),
    "es": ("no puedo", "no lo sé", "no sé", "no he hecho nada", "no he puesto", "no llevo", "cuándo? dilo todo"),
}
"""What an honest answer to a request that cannot be fulfilled holds."""


@dataclass
class Tally:
    """Counts of one language."""

    asked: int = 0
    right: int = 0
    by_skill: int = 0
    other_language: int = 0
    requests: int = 0
    honest: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right / max(1, self.asked)


def measure(name: str, starter: Starter) -> dict[str, Tally]:
    """Returns the tallies by language of the set `name`."""
    tallies = {}
    for language, given in yaml.safe_load((ASKED / f"{name}.yaml").read_text(encoding="utf-8")).items():
        tally = tallies[language] = Tally()
        for question in given["questions"]:
            turns = [*question.get("told", ()), question["ask"]]
            reply, by_skill = converse(turns, language, starter)
            tally.asked += 1
            tally.by_skill += by_skill
            elsewhere = told_language(reply) not in (language, "")
            tally.other_language += elsewhere
            if not elsewhere and any(holds(reply, str(wanted)) for wanted in question["accept"]):
                tally.right += 1
            else:
                tally.misses.append(f"{' / '.join(turns)} -> {reply}")
        for request in given["effects"]:
            if isinstance(match(request, language), ActionIntent):
                continue  # it can be done by now
            reply, _ = converse([request], language, starter)
            tally.requests += 1
            if any(holds(reply, words) for words in _REFUSALS[language]):
                tally.honest += 1
            else:
                tally.misses.append(f"{request} -> {reply}")
    return tallies


def converse(turns: Sequence[str], language: str, starter: Starter) -> tuple[str, bool]:
    """Returns the reply to the last turn, and whether a skill gave it."""
    messages: list[dict[str, str]] = []
    by_skill = False
    for turn in turns:
        skill = match(turn, language)
        messages.append({"role": "user", "content": turn})
        by_skill = skill is not None
        known = looked_up(turn) if skill is None else None
        if known is not None:
            reply = known
        elif skill is None:
            claims = ClaimFilter(language, turn)
            reply = claims.feed(starter.reply(messages)) + claims.finish()
        else:
            reply = answer(skill, datetime.now(), language)
        messages.append({"role": "assistant", "content": reply})
    return messages[-1]["content"], by_skill


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.starter", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--model", type=Path, default=STARTER_PATH)
    parser.add_argument("--set", choices=SETS, action="append", dest="sets", help="all, if none is named")
    parser.add_argument("--misses", action="store_true", help="print what was answered wrong")
    given = parser.parse_args(arguments)
    starter = Starter(given.model, threads=1)
    for name in given.sets or SETS:
        for language, tally in measure(name, starter).items():
            print(
                f"{name} {language}: {tally.right} of {tally.asked} right ({100 * tally.share:.1f} %), {tally.by_skill} "
                f"by a skill, {tally.other_language} in another language; {tally.honest} of {tally.requests} requests "
                "refused"
            )
            if given.misses:
                print("\n".join(f"    {miss}" for miss in tally.misses))


if __name__ == "__main__":
    main()
