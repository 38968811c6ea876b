"""The recipe end to end on a toy, and the model that ships."""

import random
from pathlib import Path

import jinja2
import pytest
import torch
from tokenizers import Tokenizer

from models.starter import STARTER_PATH
from models.starter.corpus import dialogues, normalise
from models.starter.evaluate import Starter
from models.starter.export import load_checkpoint, logit_agreement, write
from models.starter.judging import fold, holds, is_dont_know, made_up_name, satisfies
from models.starter.model import Shape
from models.starter.muon import orthogonal
from models.starter.text import chat_template, encode, train_tokenizer
from models.starter.train import Run, batches, loss_of, schedule

_TINY = Shape(vocab=512, hidden=64, layers=2, heads=2, kv_heads=1, head_size=32, feed_forward=96, context=256)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer(dialogues(1, 300), _TINY.vocab)


def test_tokenizer_round_trip(tokenizer: Tokenizer) -> None:
    for text in ("what is 2 + 3", "¿Cómo se llama mi perro?", "zorblax ñandú 42"):
        assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_only_the_assistant_is_learnt(tokenizer: Tokenizer) -> None:
    [dialogue] = list(dialogues(2, 1))
    [(tokens, spoken)] = encode(tokenizer, [dialogue], 1000)
    said = tokenizer.decode([token for token, is_said in zip(tokens, spoken, strict=True) if is_said])
    assert said == "".join(turn.reply for turn in dialogue.turns)


@pytest.mark.parametrize("text", ["¿Qué tal?", "Hello, it’s 2.5. OK!", 'Say "yes": now', "  my NAME is Zorblax.  "])
def test_template_and_corpus_agree_on_the_normal_form(text: str) -> None:
    rendered = (
        jinja2.Environment(autoescape=False)
        .from_string(chat_template())
        .render(
            messages=[{"role": "system", "content": "unheard"}, {"role": "user", "content": text}],
            add_generation_prompt=True,
        )
    )
    assert rendered == f"<|im_start|>user\n{normalise(text)}<|im_end|>\n<|im_start|>assistant\n"


def test_schedule_warms_up_holds_and_ends_at_nothing() -> None:
    shares = [schedule(step, 1000) for step in range(1001)]
    assert max(shares) == 1.0
    assert shares[0] < 0.02
    assert shares[1000] == 0.0


def test_newton_schulz_makes_nearly_orthogonal() -> None:
    torch.manual_seed(0)
    for matrix in orthogonal(torch.randn(2, 24, 48)):
        values = torch.linalg.svdvals(matrix)
        assert values.min().item() > 0.5
        assert values.max().item() < 1.5


def _train(tokenizer: Tokenizer, steps: int) -> Run:
    torch.set_num_threads(2)
    run = Run(_TINY, tokenizer, 1, 512, (0.02, 3e-3), pool_size=64)
    for inputs, targets in run.feed():
        run.train_step(inputs, targets, 1.0)
        if run.step == steps:
            return run
    raise AssertionError("the corpus never ends")


def test_tiny_run_learns_resumes_and_loads_in_llama_cpp(tokenizer: Tokenizer, tmp_path: Path) -> None:
    run = _train(tokenizer, 25)
    assert sum(run.losses[-3:]) < 0.85 * sum(run.losses[:3])
    run.save(tmp_path / "checkpoint.pt")
    again = Run(_TINY, tokenizer, 1, 512, (0.02, 3e-3), pool_size=64)
    again.restore(tmp_path / "checkpoint.pt")
    assert again.step == 25
    assert torch.equal(next(again.feed())[0], next(run.feed())[0])
    model = load_checkpoint(tmp_path / "checkpoint.pt")
    path = tmp_path / "tiny.gguf"
    write(model, tokenizer, path)
    assert logit_agreement(model, tokenizer, path) > 0.999
    assert isinstance(Starter(path, context=128).reply([{"role": "user", "content": "hello"}], limit=5), str)


def test_a_step_in_bfloat16_is_nearly_the_same_step(tokenizer: Tokenizer) -> None:
    runs = [Run(_TINY, tokenizer, 1, 512, (0.02, 3e-3), pool_size=64, half=half) for half in (False, True)]
    for _ in range(3):
        losses = [run.train_step(*next(run.feed()), 1.0) for run in runs]
        assert losses[1] == pytest.approx(losses[0], rel=0.02)
    assert all(weight.dtype == torch.float32 for weight in runs[1].model.parameters())
    inputs, targets = next(runs[1].feed())
    assert loss_of(runs[1].model, inputs, targets, half=True).dtype == torch.float32


def test_same_seed_same_batches(tokenizer: Tokenizer) -> None:
    one, other = (batches(tokenizer, 1, 0, 512, 256, pool_size=64) for _ in range(2))
    assert all(torch.equal(a[0], b[0]) and torch.equal(a[1], b[1]) for a, b in zip(one, other, strict=True))


@pytest.fixture(scope="module")
def starter() -> Starter:
    return Starter(STARTER_PATH)


def test_shipped_file_is_small() -> None:
    assert STARTER_PATH.stat().st_size < 25e6


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What is the capital of France?", "Paris"),
        ("cuál es la capital de italia", "Roma"),
        ("what's the opposite of hot", "cold"),
        ("What day comes after Monday?", "Tuesday"),
        ("how many days are there in a week", "seven"),
        ("what is a whale?", "sea"),  # the example of `sarai --help`
        ("How do I get a bigger model?", "sarai models pull"),
        ("¿Cómo consigo un modelo más grande?", "sarai models pull"),
    ],
)
def test_shipped_model_answers(starter: Starter, question: str, wanted: str) -> None:
    assert holds(starter.converse([question]), wanted)


@pytest.mark.parametrize("question", ["Who is the president?", "what's the weather like today", "qué hora es"])
def test_shipped_model_says_when_it_does_not_know(starter: Starter, question: str) -> None:
    assert is_dont_know(starter.converse([question]))


def test_shipped_model_remembers_a_name_never_seen(starter: Starter) -> None:
    rng = random.Random(1)
    names = [made_up_name(rng) for _ in range(5)]
    told = [starter.converse([f"My name is {name.title()}.", "Thank you.", "What's my name?"]) for name in names]
    # Four of five: the model card's share of recalled names is below one.
    assert sum(holds(reply, name) for reply, name in zip(told, names, strict=True)) >= 4, (names, told)


def test_matching_rules() -> None:
    assert fold("  Díme  ‘é’ Ñ") == "dime ‘e' n"
    assert holds("It's Paris.", "paris")
    assert not holds("Parisian", "paris")
    assert satisfies("Madrid and Rome", [["madrid"], ["rome", "roma"]])
    assert not satisfies("Madrid", [["madrid"], ["rome"]])
