"""Measures a starter GGUF through llama.cpp: `python -m models.starter.evaluate [--model FILE] [--speed] [--misses]`.

Prints accuracy by family and language on three grounds: the frozen questions (tests/data, written apart from the
generator), expansions and fact-phrase pairs of the generator that are held out of training, and made-up names drawn
anew. Answers are greedy, through the chat template in the file.
"""

import argparse
import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.starter import STARTER_PATH
from models.starter.corpus import FAMILIES, LANGS, normalise, pool_of
from models.starter.corpus.chat.jokes import JOKES, RIDDLES
from models.starter.corpus.chat.small_talk import ENTRIES
from models.starter.corpus.grammar import Sampler, Split
from models.starter.corpus.outside.requests import is_refusal
from models.starter.judging import fold, holds, is_dont_know, made_up_name, satisfies

_DATA = Path(__file__).parents[2] / "tests" / "data"
_NAME_TALES: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("my name is {n}", "what is my name"),
        ("hi i'm {n}", "what is the capital of france", "do you remember my name"),
        ("call me {n}", "how are you", "what's two plus two", "tell me my name"),
        ("my dog is called {n}", "thank you", "what is my dog called"),
        ("i live in {n}", "what is the opposite of hot", "where do i live"),
        ("my favorite song is {n}", "what's my favorite song"),
    ),
    "es": (
        ("me llamo {n}", "cómo me llamo"),
        ("hola soy {n}", "cuál es la capital de francia", "recuerdas mi nombre"),
        ("puedes llamarme {n}", "qué tal", "cuánto es dos más dos", "dime mi nombre"),
        ("mi perro se llama {n}", "gracias", "cómo se llama mi perro"),
        ("vivo en {n}", "qué es lo contrario de frío", "dónde vivo"),
        ("mi canción favorita es {n}", "cuál es mi canción favorita"),
    ),
}


class Starter:
    """Answers through a GGUF file; greedy."""

    def __init__(self, path: Path, context: int = 512, threads: int = 2) -> None:
        from llama_cpp import Llama

        self.llama = Llama(str(path), n_ctx=context, n_threads=threads, n_threads_batch=threads, verbose=False)

    def reply(self, messages: list[dict[str, str]], limit: int = 80) -> str:
        answer: Any = self.llama.create_chat_completion(messages, max_tokens=limit, temperature=0.0)
        return str(answer["choices"][0]["message"]["content"]).strip()

    def converse(self, turns: Iterable[str]) -> str:
        """Returns the reply to the last of the user's turns, with its own replies standing between them."""
        messages: list[dict[str, str]] = []
        for turn in turns:
            messages.append({"role": "user", "content": turn})
            messages.append({"role": "assistant", "content": self.reply(messages)})
        return messages[-1]["content"]


@dataclass
class Score:
    """Counts for one table: (family, language) -> right and asked; and the misses in words."""

    title: str
    right: dict[tuple[str, str], int]
    asked: dict[tuple[str, str], int]
    misses: list[str]

    @classmethod
    def empty(cls, title: str) -> "Score":
        return cls(title, defaultdict(int), defaultdict(int), [])

    def count(self, family: str, lang: str, right: bool, miss: str) -> None:
        self.asked[family, lang] += 1
        self.right[family, lang] += right
        if not right:
            self.misses.append(f"{family} {lang}: {miss}")

    def share(self, lang: str) -> float:
        asked = sum(count for (_, of), count in self.asked.items() if of == lang)
        return sum(count for (_, of), count in self.right.items() if of == lang) / max(1, asked)

    def table(self) -> str:
        lines = [f"| {self.title} | English | Spanish |", "|---|---|---|"]
        for family in sorted({family for family, _ in self.asked}):
            lines.append(f"| {family} | " + " | ".join(self._cell(family, lang) for lang in LANGS) + " |")
        totals = [f"**{100 * self.share(lang):.1f} %**" for lang in LANGS]
        return "\n".join([*lines, f"| **all** | {' | '.join(totals)} |"])

    def _cell(self, family: str, lang: str) -> str:
        asked = self.asked[family, lang]
        return f"{self.right[family, lang]}/{asked}" if asked else "-"


def frozen(starter: Starter, folder: Path, seed: int, trained: Set[str]) -> list[Score]:
    """Scores the frozen questions: all, those that training did not hold word for word, and the wrong refusals."""
    inside, outside = Score.empty("frozen, inside"), Score.empty("frozen, outside: says it doesn't know")
    unseen = Score.empty("frozen, inside, not in training word for word")
    refused = Score.empty("frozen, inside: not refused")
    rng = random.Random(f"names {seed}")
    for lang in LANGS:
        for score, name in ((inside, f"frozen_{lang}.jsonl"), (outside, f"outside_{lang}.jsonl")):
            for line in (folder / name).read_text(encoding="utf-8").splitlines():
                item = json.loads(line)
                drawn = made_up_name(rng)
                turns = [_named(turn, drawn) for turn in item["turns"]]
                expect = [[_named(wanted, drawn) for wanted in group] for group in item["expect"]]
                reply = starter.converse(turns)
                refusal = is_dont_know(reply)
                right = satisfies(reply, expect) and not (item["family"] == "yes_no" and refusal)
                score.count(item["family"], lang, right, f"{turns} -> {reply}")
                if trained and score is inside and fold(normalise(turns[-1])) not in trained:
                    unseen.count("all", lang, right, "")
                if score is inside and item["kind"] != "dont_know":
                    refused.count("all", lang, not refusal, f"{turns} -> {reply}")
    return [inside, outside, refused] + ([unseen] if trained else [])


def training_questions(runs: Iterable[tuple[int, int]]) -> frozenset[str]:
    """Returns the folded questions of users in training runs, each given as its seed and its number of pools."""
    found = {
        turn.user
        for seed, pools in runs
        for pool in range(pools)
        for dialogue in pool_of(seed, pool)
        for turn in dialogue.turns
    }
    return frozenset(fold(question) for question in found)


def _run(text: str) -> tuple[int, int]:
    seed, _, pools = text.partition(":")
    return int(seed), int(pools)


def _named(text: str, name: str) -> str:
    return text.replace("{NAME}", name)


def held_out(starter: Starter, split: Split, seed: int, each: int) -> Score:
    """Scores questions of the generator that training never saw. Right is the same answer word for word, or one as
    good."""
    score = Score.empty(f"held-out {split}")
    rng = random.Random(f"{split} {seed}")
    for lang in LANGS:
        for name, (family, _) in FAMILIES.items():
            found = 0
            for _ in range(60 * each):
                if found == each:
                    break
                sampler = Sampler(rng, lang, split)
                turns = family(sampler)
                if not turns[-1].held_out:
                    continue
                found += 1
                reply = starter.converse([normalise(turn.user) for turn in turns])
                last = turns[-1]
                score.count(name, lang, _as_good(reply, last.reply, last.family, lang), f"{last.user} -> {reply}")
    return score


def _as_good(reply: str, wanted: str, family: str, lang: str) -> bool:
    if is_dont_know(wanted):
        return is_dont_know(reply)
    if fold(reply) == fold(wanted):
        return True
    if family == "requests":
        return is_refusal(reply)
    if family == "continents" and reply.split()[-1] == wanted.split()[-1]:
        return True  # "name a country in Asia": any of them
    same = [replies for _, _, replies in ENTRIES[lang] if wanted in replies]
    alike = [text for replies in same for text in replies]
    jokes = JOKES[lang] + tuple(question for question, _ in RIDDLES[lang])
    return reply in alike or (wanted in jokes and reply in jokes)


def drawn_names(starter: Starter, seed: int, each: int) -> Score:
    """Scores the recall of made-up words that are drawn anew for every conversation."""
    score = Score.empty(f"recall of drawn names (seed {seed})")
    rng = random.Random(f"drawn {seed}")
    for lang, tales in _NAME_TALES.items():
        for number in range(each):
            name = made_up_name(rng)
            tale = [turn.format(n=name) for turn in tales[number % len(tales)]]
            reply = starter.converse(tale)
            score.count(tales[number % len(tales)][-1], lang, holds(reply, name), f"{tale} -> {reply}")
    return score


def speed(path: Path) -> str:
    """Measures the time of loading, the time to the first token with the conversation so far cached, and tokens a
    second."""
    begin = time.perf_counter()
    starter = Starter(path)
    loaded = time.perf_counter() - begin
    first: list[float] = []
    rates: list[float] = []
    messages: list[dict[str, str]] = []
    for question in ("hello", "what is the capital of france", "name the months of the year", "count to twenty") * 3:
        messages = [*messages[-6:], {"role": "user", "content": question}]
        begin = time.perf_counter()
        marks: list[float] = []
        words: list[str] = []
        stream: Any = starter.llama.create_chat_completion(messages, max_tokens=64, temperature=0.0, stream=True)
        for piece in stream:
            if text := piece["choices"][0]["delta"].get("content"):
                marks.append(time.perf_counter())
                words.append(text)
        messages.append({"role": "assistant", "content": "".join(words)})
        first.append(marks[0] - begin)
        if len(marks) > 10:
            rates.append((len(marks) - 1) / (marks[-1] - marks[0]))
    return (
        f"load {loaded * 1000:.0f} ms; first token {statistics.median(first) * 1000:.1f} ms (median of {len(first)}); "
        f"{statistics.median(rates):.0f} tokens/s on two threads; {path.stat().st_size / 1e6:.1f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=STARTER_PATH)
    parser.add_argument("--data", type=Path, default=_DATA, help="folder with the frozen questions")
    parser.add_argument("--each", type=int, default=40, help="held-out questions for each family and language")
    parser.add_argument("--names", type=int, default=120, help="conversations with drawn names for each language")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--seen", type=_run, action="append", metavar="SEED:POOLS", help="pools of a training run to look through"
    )
    parser.add_argument("--only", choices=("frozen", "heldout", "names"))
    parser.add_argument("--speed", action="store_true", help="measure the speed instead")
    parser.add_argument("--misses", action="store_true", help="print what was answered wrong")
    arguments = parser.parse_args()
    if arguments.speed:
        print(speed(arguments.model))
        return
    starter = Starter(arguments.model)
    scores: list[Score] = []
    if arguments.only in (None, "frozen"):
        scores += frozen(starter, arguments.data, arguments.seed, training_questions(arguments.seen or ()))
    if arguments.only in (None, "names"):
        scores.append(drawn_names(starter, arguments.seed, arguments.names))
    if arguments.only in (None, "heldout"):
        scores += [held_out(starter, split, arguments.seed, arguments.each) for split in ("paraphrase", "combo")]
    for score in scores:
        print(score.table(), end="\n\n")
        if arguments.misses:
            print("\n".join(score.misses), end="\n\n")


if __name__ == "__main__":
    main()
