"""A real instruct model as the mind: whatever it writes, what is spoken is words. Small, so it has every bad habit."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from config.constants import HEARING_RATE
from models.engine import Cancel, Message, Sampling, TextDelta, Usage
from models.llama.mind import LlamaMind
from models.piper.voice import PiperVoice
from models.text.clauses import MOST_WORDS, Clause, ClauseSplitter
from tests.support.real_models import real

pytestmark = [pytest.mark.real, pytest.mark.timeout(1200)]  # the first run fetches the models

HABITS = {
    "list": "Give me a list of five fruits with a short description of each, in Markdown.",
    "code": "Write a Python function that adds two numbers, and show how it is used.",
    "sums": "What is 25 % of 80 °C? Show all steps.",
    "table": "Compare tea and coffee in a Markdown table.",
    "long": "Tell me everything about the history of Rome.",
    "plain": "What is the capital of France?",
}
UNSPEAKABLE = re.compile(r"[*#`|_~<>{}\[\]\\^=]|https?://|^\s*[-•]\s", re.M)


@pytest.fixture(scope="module")
def mind() -> Iterator[LlamaMind]:
    mind = LlamaMind(real("smollm2-135m"), context=1024, threads=2)
    yield mind
    mind.close()


def answer(mind: LlamaMind, question: str) -> tuple[str, list[Clause], Usage]:
    """What it writes, and the clauses for the voice as they come."""
    splitter = ClauseSplitter("en")
    text, clauses, usage = "", [], None
    messages = [Message("system", "You are a helpful assistant."), Message("user", question)]
    for item in mind.generate("voice", messages, Sampling(max_tokens=160), Cancel()):
        if isinstance(item, TextDelta):
            text += item.text
            clauses += splitter.feed(item.text)
        else:
            usage = item
    assert usage is not None
    return text, clauses + splitter.finish(), usage


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]{3,}", text.lower())


@pytest.mark.parametrize("habit", HABITS)
def test_what_it_writes_comes_out_speakable(mind: LlamaMind, habit: str) -> None:
    text, clauses, usage = answer(mind, HABITS[habit])
    assert usage.generated_tokens <= 160
    assert clauses or not any(map(str.isalnum, text)), text  # it may write a table of nothing
    for clause in clauses:
        assert any(map(str.isalnum, clause.text)), clause
        assert not UNSPEAKABLE.search(clause.text), clause
        assert len(clause.text.split()) <= MOST_WORDS, clause
    # In order, and nothing of the prose is lost: only code is left to the screen.
    assert [clause.source_start for clause in clauses] == sorted(clause.source_start for clause in clauses)
    prose = re.sub(r"```.*?(?:```|\Z)", " ", text, flags=re.S)
    spoken = words(" ".join(clause.text for clause in clauses))
    # Abbreviations are said by their letters: "753 BCE".
    prose = re.sub(r"`[^`]*`|https?://\S+|<[^>]*>|\b[A-Z]{2,4}\b", " ", prose)
    lost = [word for word in words(prose) if word not in spoken]
    assert not lost, (lost, text)


def test_the_second_answer_finds_the_first_question_in_memory(mind: LlamaMind) -> None:
    said = [Message("system", "You are a helpful assistant."), Message("user", HABITS["plain"])]
    text, _, first = answer(mind, HABITS["plain"])
    said += [Message("assistant", text), Message("user", "And of Spain?")]
    items = list(mind.generate("voice", said, Sampling(max_tokens=40), Cancel()))
    usage = items[-1]
    assert isinstance(usage, Usage)
    assert usage.cached_tokens >= first.prompt_tokens - 1


def test_a_real_voice_says_what_a_real_mind_writes(mind: LlamaMind) -> None:
    voice = PiperVoice(real("piper-en-joe"), threads=2)
    _, clauses, _ = answer(mind, HABITS["long"])
    for clause in clauses[:6]:
        pieces = list(voice.speak(clause.text, "en", 1.0, Cancel()))
        pcm = np.concatenate([piece.pcm for piece in pieces])
        assert len(pcm) > HEARING_RATE // 10, clause
        assert np.abs(pcm.astype(np.int32)).max() > 1000, clause
