"""Notes and lists in real files, through the actor: written, read back, ticked off, taken back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from config.settings import Settings
from daemon.actions.actor import Actor
from daemon.actions.by_itself import ByItself
from daemon.actions.doer import ActionResult
from daemon.actions.notes.files import Notes
from daemon.actions.notes.markdown import file_name
from daemon.skills.actions.intents import ActionIntent, ListAdd, ListRead, ListTick, NoteAdd, Undo
from daemon.skills.actions.outcome import Outcome
from tests.support.acting import nobody

NOW = datetime(2026, 11, 30, 14, 5)


def talk(
    folder: Path, *texts: str, settings: Settings | None = None, at: tuple[float, ...] = ()
) -> list[Outcome | None]:
    """What becomes of typed turns, one after the other. `at`: seconds at which they are asked."""
    times = iter((*at, *at[-1:] * 99)) if at else iter([0.0] * 99)

    async def ask() -> list[Outcome | None]:
        async with asyncio.TaskGroup() as group:
            actor = Actor([Notes(folder, lambda: NOW)], group, nobody)
            doing = ByItself(
                settings or Settings(), lambda skill, language: skill.name, actor, clock=lambda: next(times)
            )
            return [await doing.do(text) for text in texts]

    return asyncio.run(ask())


def said(outcomes: list[Outcome | None]) -> list[str]:
    return [outcome.said if outcome is not None else "" for outcome in outcomes]


def test_a_list_is_written_read_ticked_off_and_taken_back(tmp_path: Path) -> None:
    notes = tmp_path / "Notes"
    told = said(
        talk(
            notes,
            "Add oat milk to my shopping list.",
            "put eggs on the shopping list please",
            "Add the eggs to my shopping list",
            "What's on the shopping list?",
            "tick off the oat milk",
            "what's on my shopping list",
            "undo that",
            "read me the shopping list",
            "remove eggs from my shopping list",
            "what is on my shopping list",
            "clear my shopping list",
            "what is on my shopping list",
        )
    )
    assert told == [
        "Added to the shopping list: oat milk.",
        "Added to the shopping list: eggs.",
        "Already on the shopping list: the eggs.",
        "On the shopping list: oat milk and eggs.",
        "Ticked off: oat milk.",
        "On the shopping list: eggs.",
        "Undone: Ticked off: oat milk.",
        "On the shopping list: oat milk and eggs.",
        "Removed from the shopping list: eggs.",
        "On the shopping list: oat milk.",
        "I have emptied the shopping list.",
        "There is nothing on the shopping list.",
    ]
    assert (notes / "shopping.md").read_text() == "# Shopping list\n\n"


def test_spanish_lists_and_notes_keep_their_accents(tmp_path: Path) -> None:
    told = said(
        talk(
            tmp_path,
            "Añade plátanos a la lista de la compra.",
            "¿Qué hay en la lista de la compra?",
            "Apunta que mañana viene Íñigo.",
            "Lee mis notas.",
            "Deshaz eso.",
            "Lee mis notas",
        )
    )
    assert told == [
        "Añadido a la lista de la compra: plátanos.",
        "En la lista de la compra: plátanos.",
        "Apuntado: mañana viene Íñigo.",
        "Una nota: mañana viene Íñigo.",
        "Deshecho: Apuntado: mañana viene Íñigo.",
        "No hay notas.",
    ]
    assert (tmp_path / "compra.md").read_text() == "# Lista de la compra\n\n- [ ] plátanos\n"


def test_notes_have_their_date_and_the_users_own_lines_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Mine\n\nSome prose.\n\n* buy a boat\n")
    outcomes = talk(tmp_path, "take a note: call Dr. Brown", "read my notes", "delete all my notes", "yes", "undo that")
    assert (tmp_path / "notes.md").read_text() == (
        "# Mine\n\nSome prose.\n\n* buy a boat\n- 2026-11-30 14:05 call Dr. Brown\n"
    )
    assert said(outcomes) == [
        "Noted: call Dr. Brown.",
        "2 notes. buy a boat; call Dr. Brown.",
        "Shall I delete all your notes?",
        "All notes are deleted.",
        "Undone: All notes are deleted.",
    ]
    assert [outcome.done for outcome in outcomes if outcome] == [
        "Noted: call Dr. Brown.", "", "", "All notes are deleted.", "Undone: All notes are deleted."
    ]  # fmt: skip


def test_all_notes_are_deleted_only_after_a_yes_in_time(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("- one\n")
    for answer, at in (("no", ()), ("yes please do", ()), ("sí", ()), ("yes", (0.0, 400.0))):
        talk(tmp_path, "delete all my notes", answer, at=at)
        assert (tmp_path / "notes.md").read_text() == "- one\n"
    talk(tmp_path, "delete all my notes", "yes")
    assert (tmp_path / "notes.md").read_text() == ""


def test_what_the_settings_switch_off_is_not_done(tmp_path: Path) -> None:
    off = Settings.model_validate({"actions": {"effects": {"note_add": "off"}}})
    assert said(talk(tmp_path, "take a note: x", settings=off)) == ["That is switched off in my settings."]
    assert not list(tmp_path.iterdir())


def test_a_file_that_was_changed_since_is_left_alone(tmp_path: Path) -> None:
    async def act() -> Outcome:
        async with asyncio.TaskGroup() as group:
            actor = Actor([Notes(tmp_path)], group, nobody)
            await actor.perform(ListAdd("milk"), "en")
            (tmp_path / "list.md").write_text("- [ ] milk\n- [ ] by hand\n")
            return await actor.perform(Undo(), "en")

    outcome = asyncio.run(act())
    assert outcome.failed
    assert outcome.said == "The file has been changed since, so I leave it as it is."
    assert "by hand" in (tmp_path / "list.md").read_text()


def test_a_folder_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "Notes").write_text("a file")
    (outcome,) = talk(tmp_path / "Notes", "take a note: x")
    assert outcome is not None
    assert outcome.failed
    assert outcome.done == ""
    assert outcome.said == f"I cannot use your notes: {tmp_path}/Notes/notes.md: a file is in the place of a folder."
    (outcome,) = talk(tmp_path / "Notes", "toma nota: x")
    assert outcome is not None
    assert (
        outcome.said
        == f"No puedo usar tus notas: {tmp_path}/Notes/notes.md: hay un archivo en el lugar de una carpeta."
    )


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda file: file.write_bytes(b"\xff\xfe\x00bad"), "no text in UTF-8"),
        (lambda file: file.write_bytes(b"- a\n" * 500_000), "longer than 1 MiB"),
        (os.mkfifo, "no file"),
        (Path.mkdir, "no file"),
        (lambda file: file.symlink_to(file), "symbolic links"),
        (lambda file: file.symlink_to("/dev/zero"), "no file"),
    ],
)
@pytest.mark.parametrize("words", ["read my notes", "take a note: x"])
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, spoil: Callable[[Path], object], why: str, words: str
) -> None:
    spoil(tmp_path / "notes.md")
    (outcome,) = talk(tmp_path, words)
    assert outcome is not None
    assert outcome.failed
    assert outcome.said.startswith(f"I cannot use your notes: {tmp_path}/notes.md: ")
    assert why in outcome.said


@pytest.mark.parametrize("name", ["../../etc/passwd", "/root", "..", "a/b", "\x00", "", "notes", "x" * 300])
def test_what_is_said_is_no_path(tmp_path: Path, name: str) -> None:
    assert "/" not in file_name(name)
    assert file_name(name) not in ("notes.md", ".md", "...md")
    folder = tmp_path / "in" / "Notes"
    asyncio.run(Notes(folder).do(ListAdd("milk", name), "en"))
    assert [path.parent for path in tmp_path.rglob("*.md")] == [folder]


def test_a_link_to_another_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "synced.md").write_text("")
    (tmp_path / "Notes").mkdir()
    (tmp_path / "Notes" / "list.md").symlink_to(tmp_path / "synced.md")
    asyncio.run(Notes(tmp_path / "Notes").do(ListAdd("milk"), "en"))
    assert (tmp_path / "Notes" / "list.md").is_symlink()
    assert "milk" in (tmp_path / "synced.md").read_text()


def test_only_lists_and_items_that_are_there_make_talk_a_command(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    assert notes.known(ListRead("shopping", sure=False))
    assert not notes.known(ListRead("forbes", sure=False))
    assert not notes.known(ListTick("milk", sure=False))
    asyncio.run(notes.do(ListAdd("Milk", "party"), "en"))
    assert notes.known(ListRead("party", sure=False))
    assert notes.known(ListTick("the milk", sure=False))


class Reports:
    def __init__(self) -> None:
        self.came: list[tuple[int, Outcome]] = []

    def on_filler(self, number: int, text: str) -> None:
        raise AssertionError("notes are quick")

    def on_outcome(self, number: int, outcome: Outcome) -> None:
        self.came.append((number, outcome))


class Odd:
    """A doer that breaks, hangs, or works."""

    does = (ListAdd, NoteAdd)

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        if isinstance(action, NoteAdd):
            raise RuntimeError("planted")
        await asyncio.sleep(3600)
        return ActionResult("never")


def test_every_action_has_one_outcome(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("daemon.actions.actor.PATIENCE", 0.05)
    reports = Reports()

    async def act() -> None:
        async with asyncio.TaskGroup() as group:
            actor = Actor([Odd()], group, lambda: reports)
            actor.begin(1, NoteAdd("x"), "en")
            actor.begin(2, ListAdd("x"), "es")

    asyncio.run(act())
    assert [(number, outcome.failed, outcome.done) for number, outcome in reports.came] == [
        (1, True, ""),
        (2, True, ""),
    ]
    assert reports.came[1][1].said.startswith("No he tenido respuesta a tiempo")
    assert "planted" in caplog.text


def test_what_is_known_is_read_beside_the_event_loop(tmp_path: Path) -> None:
    (tmp_path / "party.md").write_text("- [ ] candles\n- [x] cake\n")
    (tmp_path / "odd.md").mkdir()  # no file
    (tmp_path / "latin.md").write_bytes(b"- [ ] caf\xe9\n")
    notes = Notes(tmp_path)
    assert not notes.known(ListTick("candles", sure=False))  # nobody has looked yet
    asyncio.run(notes.look())
    assert notes.known(ListTick("the Candles", sure=False))
    assert not notes.known(ListTick("cake", sure=False))
    assert notes.known(ListRead("party", sure=False))
    (tmp_path / "party.md").unlink()
    assert notes.known(ListRead("party", sure=False))  # it reads nothing when it is asked
    asyncio.run(notes.look())
    assert not notes.known(ListRead("party", sure=False))
    assert said(talk(tmp_path, "tick off the bread")) == [""]
