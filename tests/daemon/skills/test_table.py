"""The sentences of each language: that they are read as they are written, and that every one can be said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from daemon.skills import table as tables
from daemon.skills.intent import AlarmSet, Repeat, Stop, TimerSet
from daemon.skills.match import match
from daemon.skills.table import CLASSES, LANGUAGES, table

FILES = Path(tables.__file__).with_name("sentences")


SAID_AROUND = ("before", "after", "polite", "wonder", "question")
"""Rules of what stands around the sentences."""


def read(language: str) -> Any:
    main, actions = (yaml.safe_load((FILES / folder / f"{language}.yaml").read_text()) for folder in ("", "actions"))
    return {key: main[key] | actions[key] for key in ("expansion_rules", "intents")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_every_intent(language: str) -> None:
    assert set(read(language)["intents"]) == set(CLASSES)
    assert {each.intent for each in table(language).sentences} == set(CLASSES.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_brackets_and_rules_are_whole(language: str) -> None:
    file = read(language)
    rules = file["expansion_rules"]
    written = [*rules.values()] + [
        sentence for intent in file["intents"].values() for block in intent["data"] for sentence in block["sentences"]
    ]
    for sentence in written:
        for opened, closed in ("()", "[]", "{}", "<>"):
            assert sentence.count(opened) == sentence.count(closed), sentence
        assert set(re.findall(r"<(\w+)>", sentence)) <= set(rules), sentence
    used = " ".join(written)
    assert [name for name in rules if name not in SAID_AROUND and f"<{name}>" not in used] == []


SMALL = """
language: en
expansion_rules:
  before: "(please|hey you)"
  after: "(now)"
  polite: "(please)"
  wonder: "(tell me)"
  question: "(what)"
  thing: "[the] (kettle|<pot>)"
  pot: "tea pot"
lists: {tier: {values: [{in: fast, out: fast}]}}
ends_ring: [thanks]
takes_back: [delete it]
intents:
  stop:
    data:
      - sentences: ["Don't touch <thing>", "niño"]
  timer_set:
    data:
      - slots: {seconds: 7}
        sentences: ["boil {label} [slowly]"]
  alarm_set:
    data:
      - sentences: ["boil it {when}"]
  repeat:
    data:
      - sentences: ["boil it up"]
"""


def test_the_syntax(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en.yaml").write_text(SMALL)
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "en.yaml").write_text("expansion_rules: {}\nintents: {}\n")
    monkeypatch.setattr(tables, "_FOLDER", tmp_path)
    table.cache_clear()
    try:
        for said, meant in {
            "Don't touch the kettle!": Stop(),
            "dont touch kettle": None,
            "Please, don't touch the tea pot now.": Stop(),
            "hey you don't touch tea pot": Stop(),
            "don't touch the pot": None,
            "Niño": Stop(),
            "boil eggs": TimerSet(7, "eggs"),
            "boil two eggs slowly": TimerSet(7, "two eggs"),
            "boil": None,
            "boil it at five to six": AlarmSet(5, 55, exact=False),  # no name ends with a number
            "boil it up": TimerSet(7, "it up"),
        }.items():
            assert match(said, "en") == meant, said
    finally:
        monkeypatch.undo()
        table.cache_clear()
    assert match("wake me at five to six", "en") == AlarmSet(5, 55, exact=False)
    assert match("say that again", "en") == Repeat()
