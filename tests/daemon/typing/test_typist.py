"""Which way is used, what becomes of a text, and what is kept."""

from __future__ import annotations

import pytest

from daemon.typing.choice import choose
from daemon.typing.typist import Typist, clean
from daemon.typing.way import Fate, Insertion, Target, TypingError
from tests.support.awaiting import awaited
from tests.support.scripted_way import Kept, ScriptedWay


@awaited
async def test_the_first_way_that_can_be_used_is_chosen_and_the_others_tell_why() -> None:
    ways = [ScriptedWay("portal", "no portal"), ScriptedWay("wtype"), ScriptedWay("xtest")]
    choice = await choose(ways)
    assert choice.way is ways[1]
    assert choice.passed == (("portal", "no portal"),)
    assert (await choose([ScriptedWay("one", "why")])).way is None


@awaited
async def test_a_way_that_fails_at_the_key_press_makes_room_for_the_next() -> None:
    ways = [ScriptedWay("portal", fails="refused by the user"), ScriptedWay("xtest")]
    typist = Typist(ways, Kept())
    assert await typist.begin() == Target("editor")
    assert typist.way == "xtest"


@awaited
async def test_where_no_way_is_left_it_is_told_why() -> None:
    typist = Typist([ScriptedWay("portal", fails="refused"), ScriptedWay("wtype", "not installed")], Kept())
    with pytest.raises(TypingError, match="portal: refused; wtype: not installed"):
        await typist.begin()
    with pytest.raises(TypingError):
        await typist.insert("text")


@awaited
async def test_texts_go_into_the_window_and_are_taken_back_one_by_one() -> None:
    way = ScriptedWay()
    typist = Typist([way], Kept())
    await typist.begin()
    for text in ("One. ", "Two.", "¡Ñ 👍!"):
        assert (await typist.insert(text)).fate is Fate.TYPED
    for left in ("One. Two.", "One. ", ""):
        await typist.take_back()
        assert way.window == left
    assert await typist.take_back() is None


@awaited
async def test_what_has_lost_its_window_is_kept_together_and_never_typed_elsewhere() -> None:
    way, kept = ScriptedWay(), Kept()
    typist = Typist([way], kept)
    await typist.begin()
    await typist.insert("One. ")
    way.gone = True
    assert await typist.insert("Two. ") == Insertion(Fate.KEPT, "gone")
    await typist.insert("Three.")
    assert kept.texts == ["Two. ", "Two. Three."]
    assert way.window == "One. "
    await typist.take_back()
    assert kept.texts[-1] == "Two. "


@awaited
async def test_of_a_text_that_lost_its_window_half_way_the_rest_is_kept() -> None:
    way, kept = ScriptedWay(), Kept()
    typist = Typist([way], kept)
    await typist.begin()
    way.gone = True
    await typist.insert("half of it")
    assert kept.texts == ["lf of it"]


@awaited
async def test_a_new_beginning_forgets_the_window() -> None:
    way = ScriptedWay()
    typist = Typist([way], Kept())
    await typist.begin()
    await typist.insert("One.")
    await typist.begin()
    assert await typist.take_back() is None
    assert way.begun == 1
    await typist.close()
    assert way.begun == 0


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("e\u0301", "é"),
        ("a\tb\x1b[31m\x07", "ab[31m"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_no_key_but_a_new_line_comes_of_a_text(text: str, typed: str) -> None:
    assert clean(text) == typed
