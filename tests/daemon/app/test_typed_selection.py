"""The selection and the screen asked about in writing: real minds through llama.cpp, a tiny one of which sees."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from daemon.actions.desktop import looking
from daemon.actions.desktop.looking import Looking
from daemon.actions.doer import Doer
from daemon.actions.selection.reading import Reading
from daemon.actions.selection.rewriting import Rewriting
from daemon.actions.selection.selected import Selected
from daemon.typing.typist import Typist
from tests.daemon.app.test_typed import House, house, mind, minds, picture

__all__ = ["minds", "picture"]
"""Fixtures."""


class Desk(House):
    text = "Good morning, neighbour."

    def doers(self) -> Sequence[Doer]:
        async def keep(text: str) -> None:
            raise AssertionError("in writing nothing is pasted")

        return (
            Reading(self.select),
            Rewriting(self.asking, Typist((), keep), 1024, self.select),
            Looking(self.asking),
        )

    async def select(self, language: str) -> Selected:
        return Selected(self.text, "selection")


def test_what_is_to_be_read_is_read_aloud(minds: Path, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, mind(minds), kind=Desk) as here:
            said, _, done = await here.ask("read this")
            assert (said, done.route.row) == ("Reading 3 words aloud.", "skill")
            ((recital, language),) = here.recited
            assert language == "en"
            (part,) = recital.parts
            assert [piece async for piece in part.text()] == [Desk.text]

    asyncio.run(scenario())


def test_a_rewriting_is_written_and_nothing_is_offered_to_be_pasted(minds: Path, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, mind(minds), kind=Desk) as here:
            assert (await here.ask("translate this to Spanish"))[0] == "Sure, Bob!"
            assert here.recorded[-1][:2] == ("translate this to Spanish", ""), "the text is kept nowhere"
            said, _, done = await here.ask("yes")
            assert done.route.row != "skill"
            assert said == "Sure, Bob!", "the mind's: nothing was asked"

    asyncio.run(scenario())


def test_the_screen_is_looked_at_by_a_mind_that_sees(
    minds: Path, tmp_path: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    image = picture.read_bytes()

    async def screen(language: str, environ: object) -> bytes:
        seen.append(language)
        return image

    monkeypatch.setattr(looking, "picture", screen)
    eyes = {"projector": str(minds / "mmproj.gguf")}

    async def scenario() -> None:
        async with house(tmp_path, mind(minds, "sees", **eyes), kind=Desk) as here:
            said, _, done = await here.ask("what's on my screen?")
            assert said.startswith("I'm looking at your screen.\n")
            assert len(said) > len("I'm looking at your screen.\n"), "the mind has said something"
            assert done.route.row == "skill"
            assert here.asking.memory["during"] > 0

    asyncio.run(scenario())
    assert seen == ["en"]
    assert list(tmp_path.rglob("*.png")) == [picture], "no other is left"


def test_without_eyes_it_is_told_plainly(minds: Path, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, mind(minds), kind=Desk) as here:
            said, _, _ = await here.ask("¿qué hay en mi pantalla?")
            assert said.startswith("Ningún modelo de aquí puede ver.")
            assert "sarai models pull qwen3-vl-4b qwen3-vl-4b-mmproj" in said

    asyncio.run(scenario())


def test_the_starter_mind_is_asked_to_translate_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, {}, kind=Desk) as here:
            said, _, _ = await here.ask("make this shorter")
            assert said == "No model here can do that. You can say: get me a better model."

    asyncio.run(scenario())
