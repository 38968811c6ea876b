"""What never leaves a mind's stream: thoughts, calls of tools, tokens of its template, a phrase said for ever."""

from __future__ import annotations

import random

import pytest

from models.llama.text_stream import TextStream
from models.text.hidden import MOST_HELD, Hidden
from models.text.loops import LoopGuard


def streamed(text: str, seed: int = 0) -> str:
    """The text after a stream that comes in pieces of bytes of chance lengths; 0: all at once."""
    chance, stream, out, at, raw = random.Random(seed), TextStream(), "", 0, text.encode()
    while at < len(raw) and not stream.over:
        size = chance.randint(1, 7) if seed else len(raw)
        out += stream.feed(raw[at : at + size])
        at += size
    return out + stream.finish()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<thinking>a</thinking>Hello", "Hello"),
        ("<think>x\n</think>\n\nHi", "Hi"),
        ("<THOUGHT>a</THOUGHT> ok", "ok"),
        ("<reasoning effort='high'>a < b</reasoning>ok", "ok"),
        ("[THINK]abc[/THINK]Yes", "Yes"),
        ("◁think▷abc◁/think▷Yes", "Yes"),
        ("<think>\nab</think>c<think>d</think>e", "ce"),
        ("<think>never closed", ""),
        (
            "<|channel|>analysis<|message|>hmm<|end|><|start|>assistant<|channel|>final<|message|>Hi there<|return|>",
            "Hi there",
        ),
        ("Hello there.<|im_end|>\n<|im_start|>user\nfoo", "Hello there."),
        ("Hello.<end_of_turn>\nx", "Hello."),
        ("Hi</s>", "Hi"),
        ("<｜Assistant｜>Hola<｜end▁of▁sentence｜>", "Hola"),
        ("<|im_start|>assistant\nHello", "Hello"),
        ("<|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|>x", "Hello"),
        ("<answer>42</answer>", "42"),
        ('{"name": "get_weather", "arguments": {"city": "Pa}ris"}}', ""),
        ('[{"name": "f", "parameters": {}}]', ""),
        ('Sure.\n{"function": "f", "args": {"a": 1}}\nDone.', "Sure.\nDone."),
        ('<tool_call>\n{"name": "x"}\n</tool_call>', ""),
        ("<function=get>{}</function>ok", "ok"),
        ("[TOOL_CALLS][{}]", ""),
        ("<|channel|>commentary to=functions.x <|constrain|>json<|message|>{}<|call|>", ""),
        ('{"name": "get", "arguments": {"city": "Par', ""),
    ],
)
def test_what_is_not_for_the_user_is_left_out_in_whatever_pieces_it_comes(text: str, left: str) -> None:
    for seed in range(40):
        assert streamed(text, seed) == left, seed


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c <d> e", "If x <y then", "ends with <", "Say <br> ok", "[ ] todo", "- [x] a [1] [a](http://b.c)", "[\n",
        "{ open", '{"name": "Ann", "age": 3}', "The token `<|im_end|>` ends it, and `<think>` begins one.", "[THIS] is it",
        "i <3 you", "a\n[b]\nc", "1 << 2 >> 1", "<b>bold</b> text",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_stays(text: str) -> None:
    for seed in range(40):
        assert streamed(text, seed) == text, seed


def test_struck_text_is_not_the_end() -> None:
    assert streamed("This is <s>old</s> new") == "This is old new"


@pytest.mark.parametrize("begun", ["<", "[", "{", '{"name": ', "◁", "<|channel|>", "<analysis "])
def test_nothing_waits_for_ever(begun: str) -> None:
    hidden, given = Hidden(), 0
    given += len(hidden.feed(begun))
    for come in range(3 * MOST_HELD):
        given += len(hidden.feed("a"))
        assert len(begun) + come + 1 - given <= MOST_HELD


@pytest.mark.parametrize(
    ("phrase", "times"),
    [("I'm sorry, I can't do that. ", 3), ("Lo siento mucho, de verdad.\n", 3), ("no ", 12), ("ha ha ha ", 4)],
)
def test_a_mind_that_repeats_itself_ends_after_the_third_time(phrase: str, times: int) -> None:
    stream, out = TextStream(), ""
    for character in "Well then. " + phrase * 50:
        out += stream.feed(character.encode())
        if stream.over:
            break
    assert stream.over
    assert out.count(phrase.strip()) == times
    assert out.startswith("Well then. ")


def test_the_lines_of_a_list_that_are_all_alike_are_a_loop_in_spite_of_their_numbers() -> None:
    text = "".join(f"{number}. Take the bus to town.\n" for number in range(1, 30))
    guard = LoopGuard()
    assert guard.feed(text).count("Take the bus") == 3
    assert guard.looping


@pytest.mark.parametrize(
    "text",
    [
        "no, no, no, no. ",
        "5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 ",
        "Row, row, row your boat, gently down the stream. Merrily, merrily, merrily, merrily, life is but a dream. ",
        "I will not talk. I will not talk. Now you. ",
        " ".join(
            f"{n} bottles of beer on the wall, {n} bottles of beer. Take one down, pass it around." for n in range(9)
        ),
        "Na na na na na na na na, hey Jude. ",
        " ".join(map(str, range(300))),
    ],
)
def test_what_people_do_say_again_is_no_loop(text: str) -> None:
    guard = LoopGuard()
    assert guard.feed(text) == text
    assert not guard.looping


@pytest.mark.parametrize(
    "unit", ["ha", "\n", " \t", "我很抱歉，我不知道这个问题的答案。", "lo/siento/no/puedo/hacer/eso/"]
)
def test_a_text_without_an_end_or_a_word_is_a_loop(unit: str) -> None:
    guard = LoopGuard()
    assert len(guard.feed("Well." + unit * 5000)) < 300
    assert guard.looping
