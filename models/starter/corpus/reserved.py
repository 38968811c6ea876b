"""Questions that training must never contain: the frozen evaluation set, known here by digests alone.

`python -m models.starter.corpus.reserved tests/data/*_??.jsonl tests/data/asked/*.yaml` writes the list anew when these
change. Questions of up to four words ("hello", "what is a hammer") are everybody's and stay allowed; so do turns with a
drawn name in them, which are new at every run. Requests for an effect are kept out whatever their length.
"""

import hashlib
import json
import sys
from functools import cache
from pathlib import Path

import yaml

from models.starter.corpus.noise import normalise
from models.starter.judging import fold

_LIST = Path(__file__).with_name("reserved.txt")
_SHORT = 4


def digest(question: str) -> str:
    return hashlib.sha256(fold(normalise(question)).encode()).hexdigest()[:16]


@cache
def _digests() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="ascii").split())


def is_reserved(question: str) -> bool:
    return digest(question) in _digests()


def questions(paths: list[Path]) -> list[str]:
    """Returns the questions of these files that fall under the rule: the last turns, and requests."""
    found: list[str] = []
    for path in paths:
        if path.suffix == ".yaml":
            for asked in yaml.safe_load(path.read_text(encoding="utf-8")).values():
                found += [
                    each["ask"]
                    for each in (*asked["questions"], *asked.get("free", ()))
                    if len(normalise(each["ask"]).split()) > _SHORT
                ]
                found += asked["effects"]
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            last = json.loads(line)["turns"][-1]
            if "{NAME}" not in last and len(normalise(last).split()) > _SHORT:
                found.append(last)
    return found


if __name__ == "__main__":
    listed = sorted({digest(question) for question in questions([Path(path) for path in sys.argv[1:]])})
    _LIST.write_text("\n".join(listed) + "\n", encoding="ascii")
