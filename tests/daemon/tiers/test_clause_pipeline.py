"""LLM and voice at the same time, each part alone: cutting into clauses, speaking them, and both together."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest

from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Item, Said
from daemon.tiers.clause_pipeline import CLAUSES_AHEAD, Boundary, ClausePipeline, Thoughts, ToSpeak
from daemon.tiers.first_clause import FirstClauseGate
from daemon.tiers.responder import Emit
from daemon.tiers.token_pace import TokenPace
from daemon.workers.request import WorkerError
from models.engine import Mark
from models.text.claims.guard import TRUE
from models.text.marks import word_spans

SOUND = array("h", [0] * 1000 + [5000] * 10).tobytes()


async def thoughts(*pieces: str | Boundary | dict[str, int] | WorkerError) -> Thoughts:
    for piece in pieces:
        await asyncio.sleep(0)
        if isinstance(piece, WorkerError):
            raise piece
        yield piece


def loud(item_rate: int = 16_000) -> Audio:
    return Audio(SOUND, item_rate, (), 0.0)


async def voice(asked: ToSpeak, emit: Emit) -> None:
    await asyncio.sleep(0)
    emit(loud())


async def mute(asked: ToSpeak, emit: Emit) -> None:
    await asyncio.sleep(0)


async def broken(asked: ToSpeak, emit: Emit) -> None:
    raise WorkerError("out of breath")


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, 5))


def drained(pipeline: ClausePipeline) -> list[str | None]:
    waiting = [pipeline.clauses.get_nowait() for _ in range(pipeline.clauses.qsize())]
    return [piece.text if piece is not None else None for piece in waiting]


def kinds(items: Sequence[Item]) -> list[str]:
    return [type(item).__name__ for item in items]


def test_thinking_puts_clauses_into_the_queue_and_says_the_text_as_it_comes() -> None:
    items: list[Item] = []

    async def scenario() -> None:
        pipeline = ClausePipeline(mute, "en", items.append)
        pieces = ("It is a kind", " of bird, and", " it sings.", {"generated_tokens": 3, "dropped": 1})
        await pipeline.think(thoughts(*pieces))
        assert "".join(item.text for item in items if isinstance(item, Said)) == "It is a kind of bird, and it sings."
        assert drained(pipeline) == ["It is a kind of bird,", "and it sings.", None]
        assert pipeline.usage == {"generated_tokens": 3}  # what Finished tells, and nothing else

    run(scenario())


def test_a_clause_ends_where_whoever_generates_it_says_so() -> None:
    async def scenario() -> None:
        pipeline = ClausePipeline(mute, "en", lambda item: None)
        await pipeline.think(thoughts("It is a kind of bird.", Boundary.CLAUSE, " It", " sings."))
        assert drained(pipeline) == ["It is a kind of bird.", "It sings.", None]

    run(scenario())


@pytest.mark.parametrize(("gap", "clauses"), [(0.01, ["Sure,", "it is a bird."]), (1.0, ["Sure, it is a bird."])])
def test_the_first_clause_is_as_short_as_the_pace_allows(gap: float, clauses: list[str]) -> None:
    async def scenario() -> None:
        pace = TokenPace()
        for number in range(20):
            pace.piece(number * gap)
        pipeline = ClausePipeline(mute, "en", lambda item: None, pace=pace)
        await pipeline.think(thoughts("Sure", ",", " it is a bird."))
        assert drained(pipeline) == [*clauses, None]

    run(scenario())


def test_where_something_was_asked_to_be_done_no_word_is_said_before_the_claim_is_seen() -> None:
    async def scenario() -> None:
        pace = TokenPace()
        for number in range(20):
            pace.piece(number * 0.01)
        pipeline = ClausePipeline(mute, "en", lambda item: None, pace=pace, question="turn on the lamp")
        await pipeline.think(thoughts("Sure", ",", " the lamp is on now."))
        assert "Sure," not in drained(pipeline)

    run(scenario())


def paced(gap: float) -> TokenPace:
    pace = TokenPace()
    for number in range(20):
        pace.piece(number * gap)
    return pace


class Incremental:
    """A voice that speaks all but the last word of a clause that goes on, a sample a character."""

    def __init__(self) -> None:
        self.asked: list[ToSpeak] = []

    async def __call__(self, asked: ToSpeak, emit: Emit) -> None:
        self.asked.append(asked)
        await asyncio.sleep(0)
        text = asked.text[asked.said :]
        spans = word_spans(text)[: -1 if asked.more else None]
        if spans:
            marks = tuple(Mark(start, end, start, True) for start, end in spans)
            emit(Audio(array("h", [5000]).tobytes() * spans[-1][1], 16_000, marks, 0.0))


def replied(
    voice: Incremental, *pieces: str, gap: float = 0.03, question: str = "", in_parts: bool = True
) -> list[Item]:
    items: list[Item] = []
    pipeline = ClausePipeline(voice, "en", items.append, pace=paced(gap), question=question, in_parts=in_parts)
    run(pipeline.run(thoughts(*pieces)))
    return items


def spoken(items: list[Item]) -> list[str]:
    return [item.text for item in items if isinstance(item, Clause)]


WORDS = "The capital of a large country in the north is a town".split()


def test_a_clause_is_spoken_while_it_is_written() -> None:
    voice = Incremental()
    items = replied(voice, *(f" {word}" for word in WORDS), ".")
    assert spoken(items) == ["The capital", "of a large country", "in the north is", "a town."]
    assert [asked.text[: asked.said].rstrip() for asked in voice.asked if asked.said] == [
        "The capital",
        "The capital of a large country",
        "The capital of a large country in the north is",
    ]
    assert kinds(items)[-1] == "Finished"


def test_of_a_clause_for_which_the_voice_was_not_free_it_gets_the_newest_state() -> None:
    class Busy(Incremental):
        async def __call__(self, asked: ToSpeak, emit: Emit) -> None:
            await super().__call__(asked, emit)
            for _ in WORDS:
                await asyncio.sleep(0)

    assert spoken(replied(Busy(), *(f" {word}" for word in WORDS), ".")) == ["The capital", " ".join(WORDS[2:]) + "."]


def test_the_parts_of_a_clause_lie_where_they_stand_in_the_reply() -> None:
    items = replied(Incremental(), *(f" {word}" for word in WORDS), ". It", " is old.")
    said = "".join(item.text for item in items if isinstance(item, Said))
    clauses = [item for item in items if isinstance(item, Clause)]
    assert said.split() == [*WORDS[:-1], "town.", "It", "is", "old."]
    for clause in clauses:
        assert said[clause.start : clause.end].strip() == clause.text
        assert "".join(said[place] for place in clause.places) == clause.text
    sounds = [item for item in items if isinstance(item, Audio)]
    for clause, sound in zip(clauses, sounds, strict=True):
        assert [clause.text[mark.start : mark.end] for mark in sound.marks] == clause.text.replace(".", "").split()


def test_what_was_told_is_what_was_given_to_the_voice() -> None:
    items = replied(Incremental(), " The", " capital", " of", " France", " is Paris.")
    first = next(index for index, item in enumerate(items) if isinstance(item, Clause))
    assert "".join(item.text for item in items[:first] if isinstance(item, Said)).split()[:2] == ["The", "capital"]


@pytest.mark.parametrize("gap", [0.002, 0.2], ids=["sooner written than spoken", "slower than it is spoken"])
def test_a_clause_is_spoken_as_a_whole_where_the_beginning_would_gain_nothing_or_leave_a_gap(gap: float) -> None:
    assert spoken(replied(Incremental(), *(f" {word}" for word in WORDS), ".", gap=gap)) == [" ".join(WORDS) + "."]


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("turn on the lamp", ["The", " room", " has", " now", " light", "."]),
        ("", ["I", " turned", " on", " the", " lamp", "."]),
        ("", ["It", " costs", " 5", " euros", "."]),
        ("", ["**The", " old", " town**", " is", " old", "."]),
        ("", ["(The", " old", " town)", " is", " old", "."]),
    ],
)
def test_nothing_is_begun_that_may_be_a_claim_or_be_read_otherwise(question: str, pieces: list[str]) -> None:
    voice = Incremental()
    replied(voice, *pieces, question=question)
    assert not any(asked.more for asked in voice.asked)


def test_a_claim_behind_a_beginning_is_replaced() -> None:
    items = replied(Incremental(), " Well", " here", " goes", " something", " I", " turned on the lamp.")
    assert "turned" not in "".join(item.text for item in items if isinstance(item, Said))
    assert TRUE["other"]["en"].split()[-1] in spoken(items)[-1]


def test_a_voice_that_speaks_whole_clauses_is_asked_for_no_beginning() -> None:
    voice = Incremental()
    assert spoken(replied(voice, *(f" {word}" for word in WORDS), ".", in_parts=False)) == [" ".join(WORDS) + "."]
    assert len(voice.asked) == 1


def test_a_beginning_of_which_no_word_can_be_spoken_is_spoken_with_the_rest() -> None:
    class Whole(Incremental):
        async def __call__(self, asked: ToSpeak, emit: Emit) -> None:
            if not asked.more:
                await super().__call__(asked, emit)

    assert spoken(replied(Whole(), *(f" {word}" for word in WORDS), ".")) == [" ".join(WORDS) + "."]


def test_the_llm_waits_for_the_sound_of_the_beginning_alone() -> None:
    held: list[bool] = []
    gate = FirstClauseGate()
    pieces = [f" {word}" for word in WORDS]

    async def scenario() -> None:
        with gate.working(held.append):
            reply = ClausePipeline(Incremental(), "en", lambda item: None, gate, pace=paced(0.03), in_parts=True)
            await reply.run(thoughts(*pieces, "."))

    run(scenario())
    assert held == [True, False]


def test_thinking_waits_when_the_voice_is_behind() -> None:
    async def scenario() -> None:
        pipeline = ClausePipeline(mute, "en", lambda item: None)
        thinking = asyncio.create_task(pipeline.think(thoughts(*["This is one more sentence. "] * (2 * CLAUSES_AHEAD))))
        for _ in range(100):
            await asyncio.sleep(0)
        assert pipeline.clauses.full()
        assert not thinking.done()
        while not thinking.done():
            await pipeline.clauses.get()
            await asyncio.sleep(0)

    run(scenario())


def test_the_gate_closes_with_the_first_clause_and_opens_with_its_sound() -> None:
    story: list[str] = []

    async def scenario() -> None:
        gate = FirstClauseGate()
        pipeline = ClausePipeline(voice, "en", lambda item: story.append(type(item).__name__), gate)
        with gate.working(lambda on: story.append(f"hold {on}")):
            await pipeline.think(thoughts("It is a kind of bird, and it sings."))
            assert story == ["Said", "hold True", "Said"]
            await pipeline.speak()
        assert story == ["Said", "hold True", "Said", "Clause", "Audio", "hold False", "Clause", "Audio"]

    run(scenario())


def test_a_clause_without_sound_opens_the_gate() -> None:
    async def scenario() -> None:
        gate = FirstClauseGate()
        pipeline = ClausePipeline(mute, "en", lambda item: None, gate)
        await pipeline.think(thoughts("Yes."))
        gate.to_the_voice()
        await pipeline.speak()
        await gate.free()

    run(scenario())


def test_only_the_first_clause_is_trimmed() -> None:
    items: list[Item] = []

    async def scenario() -> None:
        await ClausePipeline(voice, "en", items.append).run(thoughts("It is a kind of bird, and it sings."))

    run(scenario())
    sounds = [item for item in items if isinstance(item, Audio)]
    assert len(sounds) == 2
    assert len(sounds[0].pcm) < len(sounds[1].pcm) == len(SOUND)
    assert [item.text for item in items if isinstance(item, Clause)] == ["It is a kind of bird,", "and it sings."]
    assert isinstance(items[-1], Finished)


def test_the_last_event_tells_the_token_counts() -> None:
    items: list[Item] = []

    async def scenario() -> None:
        usage = {"prompt_tokens": 9, "cached_tokens": 5, "generated_tokens": 2, "dropped": 0}
        await ClausePipeline(voice, "en", items.append).run(thoughts("Yes.", usage))

    run(scenario())
    assert isinstance(items[-1], Finished)
    assert (items[-1].prompt_tokens, items[-1].cached_tokens, items[-1].generated_tokens) == (9, 5, 2)


@pytest.mark.parametrize("synthesise", [voice, broken], ids=["the LLM", "the voice"])
def test_a_worker_that_fails_fails_the_reply_and_frees_the_gate(synthesise: Any) -> None:
    items: list[Item] = []

    async def scenario() -> None:
        gate = FirstClauseGate()
        pieces: list[str | WorkerError] = ["It is a kind of bird, and it sings."]
        if synthesise is voice:
            pieces.append(WorkerError("out of breath"))
        await ClausePipeline(synthesise, "en", items.append, gate).run(thoughts(*pieces))
        await gate.free()

    run(scenario())
    assert isinstance(items[-1], Failed)
    assert items[-1].message == "out of breath"
    assert kinds(items).count("Failed") == 1
    assert "Finished" not in kinds(items)


def test_a_reply_that_is_cancelled_has_no_last_event() -> None:
    items: list[Item] = []

    async def scenario() -> None:
        asked = asyncio.Event()

        async def forever(_clause: ToSpeak, emit: Emit) -> None:
            asked.set()
            await asyncio.Event().wait()

        reply = asyncio.create_task(ClausePipeline(forever, "en", items.append).run(thoughts("Yes.")))
        await asked.wait()
        reply.cancel()
        await asyncio.gather(reply, return_exceptions=True)

    run(scenario())
    assert kinds(items) == ["Said", "Clause"]


@pytest.mark.parametrize("cut", [1, 3, 7, 1000], ids=lambda cut: f"pieces of {cut}")
@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Sure, my dear friend, I've turned on the light. It is bright now.", "Sure, my dear friend, "),
        ("Paris is a city. I have set your alarm for seven.", "Paris is a city. "),
        ("Done.", ""),
        ("A lamp is a friend, and I've turned it off for you.", "A lamp is a friend, "),
    ],
)
def test_a_claim_is_replaced_by_what_is_true_and_the_reply_ends(written: str, spoken: str, cut: int) -> None:
    items: list[Item] = []
    closed: list[bool] = []

    async def mind() -> Thoughts:
        try:
            for at in range(0, len(written), cut):
                yield written[at : at + cut]
            yield " And so on."
            yield {"generated_tokens": 99}
        finally:
            closed.append(True)

    run(ClausePipeline(voice, "en", items.append).run(mind()))
    said = "".join(item.text for item in items if isinstance(item, Said))
    true = next(each["en"] for each in TRUE.values() if said.endswith(each["en"]))
    assert said.split() == (spoken + true).split()
    assert closed == [True]
    assert isinstance(items[-1], Finished)
    heard = [item for item in items if isinstance(item, Clause)]
    assert " ".join(item.text for item in heard) == " ".join(said.split())
    for item in heard:  # the history finds the words where they were said
        assert said[item.start : item.end].split() == item.text.split()
        assert "".join(said[place] for place in item.places) == item.text


def test_a_clean_answer_is_told_and_spoken_as_soon_as_its_clause_is_there() -> None:
    items: list[Item] = []

    async def scenario() -> None:
        pipeline = ClausePipeline(voice, "en", items.append)

        async def mind() -> Thoughts:
            yield "I like the sea,"
            await asyncio.sleep(0)
            assert drained(pipeline) == ["I like the sea,"]
            assert kinds(items) == ["Said"]
            yield " and the wind"

        await pipeline.think(mind())

    run(scenario())


def test_a_given_text_may_tell_what_was_done() -> None:
    items: list[Item] = []
    run(ClausePipeline(voice, "en", items.append, answers=False).run(thoughts("The timer is cancelled. Done.")))
    assert "".join(item.text for item in items if isinstance(item, Said)) == "The timer is cancelled. Done."


def test_a_story_that_was_asked_for_is_told() -> None:
    items: list[Item] = []
    told = "I turned off the light and locked the door. Done."
    question = "Tell me a story about a keeper."
    run(ClausePipeline(voice, "en", items.append, question=question).run(thoughts(told)))
    assert "".join(item.text for item in items if isinstance(item, Said)) == told
