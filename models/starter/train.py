"""Trains the starter on its corpus: `python -m models.starter.train --steps N --out DIR`.

Runs on two quiet CPU cores in about two hours, resumes from its last checkpoint, and ends annealed: the learning rate
falls in a line to nothing at the last step. Dialogues are generated as they are needed and seen once. `--from FILE` goes on
from the weights of a GGUF file instead, with its tokenizer: how new families are learnt without a whole training.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor
from tqdm import tqdm

from models.starter.corpus import POOL, dialogues, pool_of
from models.starter.export import read
from models.starter.model import Decoder, Shape
from models.starter.muon import Muon
from models.starter.text import encode, train_tokenizer

_IGNORED = -100


def batches(
    tokenizer: Tokenizer, seed: int, pool: int, size: int, context: int, pool_size: int = POOL
) -> list[tuple[Tensor, Tensor]]:
    """Returns the batches of pool number `pool`: tokens [B, T] and targets [B, T], about `size` tokens each."""
    rows = sorted(encode(tokenizer, pool_of(seed, pool, pool_size), context), key=lambda row: len(row[0]))
    groups: list[list[tuple[list[int], list[bool]]]] = [[]]
    for row in rows:
        if groups[-1] and (len(groups[-1]) + 1) * len(row[0]) > size:
            groups.append([])
        groups[-1].append(row)
    random.Random(f"{seed} order {pool}").shuffle(groups)
    return [_tensors(group) for group in groups]


def _tensors(rows: list[tuple[list[int], list[bool]]]) -> tuple[Tensor, Tensor]:
    length = max(len(tokens) for tokens, _ in rows) - 1
    inputs = torch.zeros(len(rows), length, dtype=torch.long)
    targets = torch.full((len(rows), length), _IGNORED)
    for i, (tokens, spoken) in enumerate(rows):
        ids = torch.tensor(tokens)
        inputs[i, : len(tokens) - 1] = ids[:-1]
        targets[i, : len(tokens) - 1] = torch.where(torch.tensor(spoken[1:]), ids[1:], _IGNORED)
    return inputs, targets


def loss_of(model: Decoder, inputs: Tensor, targets: Tensor, half: bool = False) -> Tensor:
    """Returns the mean cross-entropy of the assistant's tokens; the head runs on those alone.

    `half`: the blocks multiply in bfloat16; weights, norms and the head stay float32.
    """
    said = targets != _IGNORED
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        hidden: Tensor = model(inputs)
    return F.cross_entropy(model.logits(hidden[said].float()), targets[said])


def optimisers(model: Decoder, muon_lr: float, adam_lr: float, half: bool = False) -> list[torch.optim.Optimizer]:
    matrices = [weight for weight in model.blocks.parameters() if weight.ndim == 2]
    others = [weight for name, weight in model.named_parameters() if weight.ndim == 1 or name == "embedding.weight"]
    return [Muon(matrices, muon_lr, half=half), torch.optim.AdamW(others, adam_lr, betas=(0.9, 0.95), weight_decay=0.0)]


def schedule(step: int, steps: int, warm_up: int = 100, hold: float = 0.3) -> float:
    """Returns the share of the full learning rate: a short warm-up, a hold, then a line down to nothing."""
    if step < warm_up:
        return (step + 1) / warm_up
    start = max(warm_up, int(hold * steps))
    return 1.0 if step < start else max(0.0, (steps - step) / max(1, steps - start))


class Run:
    """State of one training run: model, optimisers, place in the corpus and the losses so far."""

    def __init__(
        self,
        shape: Shape,
        tokenizer: Tokenizer,
        seed: int,
        tokens: int,
        lrs: tuple[float, float],
        pool_size: int = POOL,
        half: bool = False,
    ) -> None:
        torch.manual_seed(seed)
        self.model = Decoder(shape)
        self.tokenizer = tokenizer
        self.seed = seed
        self.tokens = tokens
        self.lrs = lrs
        self.pool_size = pool_size
        self.half = half
        self.optimisers = optimisers(self.model, *lrs, half=half)
        self.step = 0
        self.pool = 0
        self.place = 0
        self.losses: list[float] = []

    def feed(self) -> Iterator[tuple[Tensor, Tensor]]:
        while True:
            context = self.model.shape.context
            ready = batches(self.tokenizer, self.seed, self.pool, self.tokens, context, self.pool_size)
            while self.place < len(ready):
                self.place += 1
                yield ready[self.place - 1]
            self.pool, self.place = self.pool + 1, 0

    def train_step(self, inputs: Tensor, targets: Tensor, share: float) -> float:
        for optimiser, lr in zip(self.optimisers, self.lrs, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = lr * share
        loss = loss_of(self.model, inputs, targets, self.half)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it bare
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimiser in self.optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self.losses.append(loss.item())
        return self.losses[-1]

    def state(self) -> dict[str, Any]:
        return {
            "shape": asdict(self.model.shape),
            "model": self.model.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "step": self.step,
            "pool": self.pool,
            "place": self.place,
            "losses": self.losses,
        }

    def save(self, path: Path) -> None:
        # Written beside and then renamed: a run killed while it saves still has its last checkpoint.
        part = path.with_suffix(".part")
        torch.save(self.state(), part)
        part.replace(path)

    def restore(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step, self.pool, self.place, self.losses = (state[key] for key in ("step", "pool", "place", "losses"))


def plot(losses: list[float], path: Path) -> None:
    """Draws the loss curve, each point the mean of fifty steps."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    window = max(1, min(50, len(losses) // 4))
    means = [sum(losses[i : i + window]) / window for i in range(0, len(losses) - window + 1, window)]
    figure, axes = pyplot.subplots(figsize=(7, 4))
    axes.plot([window * (i + 0.5) for i in range(len(means))], means)
    axes.set(xlabel="step", ylabel="loss per assistant token (nats)", yscale="log", title="SARAi starter")
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def get_tokenizer(out: Path, seed: int, vocab: int, count: int = 40_000) -> Tokenizer:
    path = out / "tokenizer.json"
    if not path.exists():
        train_tokenizer(dialogues(seed, count), vocab).save(str(path))
    return Tokenizer.from_file(str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=5200)
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint, the tokenizer and the log")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="a GGUF file to go on from")
    parser.add_argument("--tokens", type=int, default=3072, help="tokens in a batch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--muon-lr", type=float, default=0.02)
    parser.add_argument("--adam-lr", type=float, default=3e-3)
    parser.add_argument("--half", action="store_true", help="multiply in bfloat16: faster where the processor can")
    parser.add_argument("--save-every", type=float, default=120.0, help="seconds between checkpoints")
    parser.add_argument("--hold", type=float, default=0.3, help="share of the run at the full learning rate")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    shape = Shape()
    lrs = (arguments.muon_lr, arguments.adam_lr)
    if arguments.source is not None:
        shipped, tokenizer = read(arguments.source)
        tokenizer.save(str(out / "tokenizer.json"))
        run = Run(shape, tokenizer, arguments.seed, arguments.tokens, lrs, half=arguments.half)
        run.model.load_state_dict(shipped.state_dict())
    else:
        tokenizer = get_tokenizer(out, arguments.seed, shape.vocab)
        run = Run(shape, tokenizer, arguments.seed, arguments.tokens, lrs, half=arguments.half)
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        run.restore(checkpoint)
    bar = tqdm(total=arguments.steps, initial=run.step, unit="step", mininterval=2.0)
    saved = time.monotonic()
    for inputs, targets in run.feed():
        if run.step >= arguments.steps:
            break
        loss = run.train_step(inputs, targets, schedule(run.step, arguments.steps, hold=arguments.hold))
        bar.update()
        bar.set_postfix(loss=f"{loss:.3f}", mean=f"{sum(run.losses[-50:]) / len(run.losses[-50:]):.4f}", refresh=False)
        if time.monotonic() - saved > arguments.save_every:
            run.save(checkpoint)
            saved = time.monotonic()
    bar.close()
    run.save(checkpoint)
    (out / "losses.json").write_text(json.dumps([round(loss, 4) for loss in run.losses]))
    plot(run.losses, out / "loss.png")


if __name__ == "__main__":
    main()
