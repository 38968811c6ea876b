"""How often talk is taken for a request, and requests for what they are: `python -m benchmarks.choice`.

The 200 sentences of tests/data/choice: 100 of talk that sounds like a command, 70 for skills and actions, 30 for one of the
20 tools that are connected there. Prints what rules alone make of them; how many the rule before the mind lets through, of
these and of ordinary questions (tests/data/frozen_*); and what the mind adds: `--mind smollm2-135m|FILE.gguf`, "" for none.
`--times N` measures instead: it asks one plain question of talk N times in turn, without tools and with 20 offered, and
prints the times to the first token and to the tenth, and what a look by the mind takes. `--misses` prints what was taken
wrongly. `--set unseen|stranger` asks the rules for sentences that were written apart from them.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from daemon.actions.asking import may_ask
from daemon.conversation.dialogue import SPOKEN_STYLE
from daemon.skills.match import Known, match
from models.engine import Cancel, Message, Sampling, TextDelta, Tool
from models.llama.mind import LlamaMind
from tests.support.choice_set import FOLDER, Sentence, sentences, tools
from tests.support.named_things import named_in
from tests.support.real_models import real

TALK = "What's the capital of France?"
THRESHOLDS = (0.3, 0.5, 0.7, 0.85, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sentence was taken for."""

    sentence: Sentence
    name: str
    """ "none" for talk."""

    @property
    def right(self) -> bool:
        return self.name == self.sentence.means


def by_rules(asked: Sequence[Sentence], known: Known) -> list[Taken]:
    """Returns what the phrases make of each sentence."""
    return [
        Taken(each, found.name if (found := match(each.text, each.language, known)) is not None else "none")
        for each in asked
    ]


def share(taken: Sequence[Taken], kind: str, language: str) -> str:
    """Returns how many sentences of a kind were taken rightly, as "48/50 (96 %)"."""
    of_kind = [each for each in taken if each.sentence.kind == kind and each.sentence.language == language]
    right = sum(each.right for each in of_kind)
    return f"{right}/{len(of_kind)} ({100 * right / len(of_kind):.0f} %)"


def print_rules(asked: Sequence[Sentence], misses: bool) -> list[Taken]:
    with tempfile.TemporaryDirectory() as folder:
        taken = by_rules(asked, named_in(Path(folder)))
    print("By rules alone")
    for language in ("en", "es"):
        print(f"  {language}: talk is talk {share(taken, 'talk', language)}, own right {share(taken, 'own', language)}")
    for each in taken if misses else ():
        if not each.right and each.sentence.kind != "tool":
            print(f"    {each.sentence.text!r} means {each.sentence.means}, taken for {each.name}")
    return taken


def print_asking(offered: list[Tool]) -> None:
    print("Sentences that could ask for one of the tools, by the rule before the mind")
    for language in ("en", "es"):
        lines = (FOLDER.parent / f"frozen_{language}.jsonl").read_text(encoding="utf-8").splitlines()
        groups = {
            "requests for tools": [s.text for s in sentences() if s.language == language and s.kind == "tool"],
            "talk like commands": [s.text for s in sentences() if s.language == language and s.kind == "talk"],
            "ordinary questions": [json.loads(line)["turns"][-1] for line in lines],
        }
        counts = (
            f"{name} {sum(may_ask(text, language, offered) for text in texts)}/{len(texts)}"
            for name, texts in groups.items()
        )
        print(f"  {language}: {', '.join(counts)}")


def print_mind(mind: LlamaMind, offered: list[Tool], taken: list[Taken], misses: bool) -> None:
    """What the mind adds: it is asked about what no phrase has taken, and the rule lets through."""
    began = time.perf_counter()
    usage = mind.offer(offered, Cancel())
    print(f"The mind reads {len(offered)} tools, {usage.prompt_tokens} tokens, in {time.perf_counter() - began:.2f} s")
    open_ = [each.sentence for each in taken if each.name in ("none", "unable")]
    looked, took = [], []
    for each in open_:
        if may_ask(each.text, each.language, offered):
            began = time.perf_counter()
            best, probability = mind.likeliest(offered, [Message("user", each.text)], Cancel())
            took.append(time.perf_counter() - began)
            looked.append((each, best, probability))
    print(f"  a look takes {1000 * median(took):.0f} ms (median of {len(took)}; {1000 * max(took):.0f} at most)")
    kinds = {kind: [each for each in sentences() if each.kind == kind] for kind in ("tool", "talk", "own")}
    for threshold in THRESHOLDS:
        named = [(each, best) for each, best, probability in looked if probability >= threshold]
        right = sum(each.means == best for each, best in named)
        wrong = sum(each.kind == "tool" and each.means != best for each, best in named)
        talk = sum(each.kind == "talk" for each, _ in named)
        own = sum(each.kind == "own" for each, _ in named)
        print(
            f"  from {threshold:.2f} on: right tool {right}/{len(kinds['tool'])}, another one {wrong}, "
            f"talk taken for a request {talk}/{len(kinds['talk'])}, actions that no phrase took {own}"
        )
    for each, best, probability in sorted(looked, key=lambda item: -item[2]) if misses else ():
        print(
            f"    {probability:.3f} {best or '-':24} {'' if each.means == best else '(' + each.means + ')':26} {each.text}"
        )


def print_times(load: Callable[[], LlamaMind], offered: list[Tool], rounds: int) -> None:
    """Times a plain turn of talk: without tools, with them beside the conversation, and, to compare, in its prompt."""
    ways: dict[str, tuple[LlamaMind, str, list[Tool]]] = {}
    described = "\n".join(f"{tool.name}: {tool.description} {json.dumps(tool.parameters)}" for tool in offered)
    for name, text, given in (
        ("without", SPOKEN_STYLE, []),
        ("20 offered", SPOKEN_STYLE, offered),
        ("20 in the prompt", f"{SPOKEN_STYLE}\n{described}", []),
    ):
        mind = load()
        mind.offer(given, Cancel())
        mind.prefill("voice", [Message("system", text)], Cancel())
        ways[name] = (mind, text, given)
    first: dict[str, list[float]] = {name: [] for name in ways}
    tenth: dict[str, list[float]] = {name: [] for name in ways}
    order = list(ways)
    for number in range(rounds + 1):
        random.shuffle(order)
        for name in order:
            mind, text, given = ways[name]
            began = time.perf_counter()
            messages = [Message("system", text), Message("user", TALK)]
            if may_ask(TALK, "en", given):
                mind.choose(given, messages, Cancel())
            times = [
                time.perf_counter() - began
                for item in mind.generate("voice", messages, Sampling(10, temperature=0), Cancel())
                if isinstance(item, TextDelta)
            ]
            if number:  # the first round warms up
                first[name].append(times[0])
                tenth[name].append(times[-1])
            mind.prefill("voice", [Message("system", text), Message("user", "hm")], Cancel())
    print(
        f"A plain question of talk, {rounds} rounds in turn: milliseconds to the first token and to the tenth (medians)"
    )
    for name in ways:
        print(f"  {name:18} {1000 * median(first[name]):6.0f} {1000 * median(tenth[name]):6.0f}")
    mind, _, _ = ways["20 offered"]
    looks, restores = [], []
    for number in range(rounds):
        asked = [Message("user", f"Turn on lamp number {number} in the kitchen, please.")]
        began = time.perf_counter()
        mind.choose(offered, asked, Cancel())
        looks.append(time.perf_counter() - began)
    for _ in range(3):
        mind.offer([], Cancel())
        began = time.perf_counter()
        mind.offer(offered, Cancel())
        restores.append(time.perf_counter() - began)
    print(
        f"  a look by the mind {1000 * median(looks):.0f} ms; the tools restored from disk {1000 * median(restores):.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.choice", description=__doc__.partition(":")[0])
    parser.add_argument("--mind", default="smollm2-135m")
    parser.add_argument("--set", choices=["sentences", "unseen", "stranger"], default="sentences")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--times", type=int, default=0)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    offered = tools()
    taken = print_rules(sentences(args.set), args.misses)
    if args.set != "sentences":
        return
    print_asking(offered)
    if not args.mind:
        return
    path = Path(args.mind) if args.mind.endswith(".gguf") else real(args.mind)
    with tempfile.TemporaryDirectory() as states:

        def load() -> LlamaMind:
            return LlamaMind(path, context=4096, threads=args.threads, states=states)

        if args.times:
            print_times(load, offered, args.times)
        else:
            mind = load()
            print_mind(mind, offered, taken, args.misses)
            mind.close()


if __name__ == "__main__":
    main()
