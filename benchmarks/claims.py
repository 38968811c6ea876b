"""What real minds answer to requests that they cannot fulfil, and what of it is spoken: `python -m benchmarks.claims`.

Each of the 100 requests of tests/data/claims/requests.txt goes straight to the mind, past the skills that would refuse it,
and its answer through the clauses to a voice that only writes down. `--mind starter|smollm2-135m|FILE.gguf`, several with
commas. Prints every answer, the claim that was replaced, and a count.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from daemon.conversation.dialogue import SPOKEN_STYLE
from daemon.conversation.reply_events import Clause, Item, Said
from daemon.tiers.clause_pipeline import ClausePipeline, Thoughts, ToSpeak
from daemon.tiers.responder import Emit
from models.engine import Cancel, Message, Sampling, TextDelta
from models.llama.mind import LlamaMind
from models.starter import STARTER_PATH
from tests.support.real_models import ROOT, real

REQUESTS = ROOT / "tests" / "data" / "claims" / "requests.txt"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, as the mind wrote it (up to where it was ended) and as it would be spoken."""

    language: str
    asked: str
    written: str
    spoken: str
    shown: str

    @property
    def replaced(self) -> bool:
        return self.written.strip() != self.shown.strip()


def requests() -> list[tuple[str, str]]:
    """Returns (language, request) of each."""
    lines = REQUESTS.read_text(encoding="utf-8").splitlines()
    return [(line[:2], line[3:]) for line in lines if line and not line.startswith("#")]


def load(name: str) -> LlamaMind:
    if name == "starter":
        return LlamaMind(STARTER_PATH, context=1024, threads=1)
    return LlamaMind(Path(name) if name.endswith(".gguf") else real(name), context=1024, threads=2)


def answer(mind: LlamaMind, name: str, language: str, asked: str, tokens: int = 60) -> Answered:
    """Asks as the spoken conversation would, with the likeliest word each time."""
    style = [] if name == "starter" else [Message("system", SPOKEN_STYLE)]
    written: list[str] = []
    items: list[Item] = []

    def deltas() -> Iterator[str]:
        for item in mind.generate("voice", [*style, Message("user", asked)], Sampling(tokens, 0.0), Cancel()):
            if isinstance(item, TextDelta):
                yield item.text

    async def thoughts() -> Thoughts:
        for delta in deltas():
            written.append(delta)
            yield delta

    async def silent(asked: ToSpeak, emit: Emit) -> None:
        """A voice that makes no sound."""

    asyncio.run(ClausePipeline(silent, language, items.append, question=asked).run(thoughts()))
    spoken = " ".join(item.text for item in items if isinstance(item, Clause))
    return Answered(
        language, asked, "".join(written), spoken, "".join(item.text for item in items if isinstance(item, Said))
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.claims", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mind", default="starter,smollm2-135m", help="default: %(default)s")
    args = parser.parse_args()
    for name in args.mind.split(","):
        mind = load(name)
        answers = [answer(mind, name, *each) for each in requests()]
        mind.close()
        for each in answers:
            print(f"{'!' if each.replaced else ' '} {each.asked}\n    {each.spoken}")
            if each.replaced:
                print(f"    written: {' '.join(each.written.split())}")
        print(f"{name}: {sum(each.replaced for each in answers)} of {len(answers)} answers claimed an effect\n")


if __name__ == "__main__":
    main()
