"""Engines that work on random weights and say given words: the work is done, the words are the ones given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.frames import Pcm
from audio.wavefile import read_wav
from benchmarks.shapes import write
from daemon.bench.workers.scripted import ScriptedServer
from models.engine import Cancel, EngineError, Message, Sampling, TextDelta, Usage
from models.piper.voice import PiperVoice
from models.scripted.engines import ScriptedMind, ScriptedRecogniser
from models.scripted.script import Script, Word, likest
from models.whisper.recogniser import Heard
from tests.e2e.speech import say
from tests.support.shapes import REPLY

WORDS = "what is the capital of france and why is it so old"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shapes")


@pytest.fixture(scope="module")
def ears(folder: Path) -> ScriptedRecogniser:
    path = write("whisper", "toy", folder)
    return ScriptedRecogniser(path, transcripts=[(WORDS, "en"), ("qué hora es en madrid", "es")], threads=1)


@pytest.fixture(scope="module")
def mind(folder: Path) -> ScriptedMind:
    return ScriptedMind(write("llm", "toy", folder), replies=[REPLY, "Second reply."], context=512, threads=1)


def answer(mind: ScriptedMind, *messages: Message) -> tuple[str, Usage]:
    *deltas, usage = mind.generate("voice", messages, Sampling(), Cancel())
    assert isinstance(usage, Usage)
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta)), usage


def test_words_come_as_they_are_spoken_and_the_last_ones_waver() -> None:
    script = Script.guessed(WORDS)
    half = script.words[5].start + 0.1
    seen = {" ".join(script.partial(half + step / 1000)) for step in range(100)}
    assert len(seen) > 3
    for partial in seen:
        assert partial.split()[:4] == WORDS.split()[:4]
        assert len(partial.split()) == 6
    assert script.partial(0.0) == []
    assert script.final(script.words[-1].end) == len(script.words)
    # A measured script is exact: a pause after the fourth word ends the transcript there.
    exact = Script(tuple(Word(word, index, index + 0.5) for index, word in enumerate(WORDS.split())), True)
    assert exact.final(3.9) == 4


def test_ears_decode_as_many_steps_as_the_words_have_tokens(ears: ScriptedRecogniser, tmp_path: Path) -> None:
    pcm = read_wav(say(WORDS, tmp_path))
    utterance = ears.open(None)
    partials = []
    for at in range(0, len(pcm), 8000):
        utterance.feed(pcm[at : at + 8000])
        partials.append(utterance.partial().text)
    assert len(partials[1].split()) < len(partials[-1].split()) <= len(WORDS.split())
    utterance.feed(np.zeros(4000, np.int16))
    assert utterance.result(Cancel()).text == WORDS
    assert ears.steps == ears.tokens(WORDS) + 1 > 10
    assert ears.open(None).partial().language == "es"


def test_the_first_breath_is_enough(folder: Path, tmp_path: Path) -> None:
    """What was recognised by then is not recognised again when the pause is long enough, in the worker's own words."""
    engine = ScriptedRecogniser(write("whisper", "toy", folder), transcripts=[(WORDS, "en")], threads=1)
    passes: list[int] = []
    transcribe = engine.transcribe

    def counted(pcm: Pcm, language: str | None, cancel: Cancel, *, speech: int = 0) -> Heard:
        passes.append(len(pcm))
        return transcribe(pcm, language, cancel, speech=speech)

    engine.transcribe = counted  # type: ignore[method-assign]  # only to count
    server = ScriptedServer(engine)

    def ask(op: str, payload: bytes = b"", **head: int) -> str:
        answers = list(server(op, {"utterance": 1, **head}, payload, Cancel()))
        return str(answers[0].head["text"]) if answers else ""

    pcm = read_wav(say(WORDS, tmp_path))
    breath = np.zeros(1600, np.int16).tobytes()
    ask("open")
    ask("feed", pcm.tobytes() + breath)
    assert ask("partial") == WORDS
    ask("feed", breath)
    assert ask("result", speech=len(pcm)) == WORDS
    assert passes == [len(pcm) + 1600]
    ask("feed", pcm.tobytes())
    ask("result", speech=2 * len(pcm) + 3200)
    assert len(passes) == 2


def test_a_speaker_who_was_cut_off_goes_on_where_they_stopped(ears: ScriptedRecogniser, tmp_path: Path) -> None:
    words = [(word, index * 0.3, index * 0.3 + 0.25) for index, word in enumerate(WORDS.split())]
    ears.hear_next(words, "en")
    pcm = read_wav(say("one two three four", tmp_path))[: 16_000 * 13 // 10]
    first = ears.open(None)
    first.feed(pcm)
    heard = first.result(Cancel()).text
    assert heard
    assert WORDS.startswith(heard)
    assert heard != WORDS
    second = ears.open(None)
    for _ in range(4):
        second.feed(pcm)
    assert f"{heard} {second.result(Cancel()).text}" == WORDS


def test_the_mind_says_the_replies_in_turn_and_its_cache_holds_them(mind: ScriptedMind) -> None:
    question = Message("user", WORDS)
    said, usage = answer(mind, question)
    assert said == REPLY
    assert usage.finish == "stop"
    assert usage.generated_tokens > 25
    again, usage = answer(mind, question, Message("assistant", said), Message("user", "and then"))
    assert again == "Second reply."
    # Everything but the new question lies in the cache, as it would with real weights.
    assert usage.prompt_tokens - usage.cached_tokens <= 20


def test_the_mind_goes_on_from_a_beginning(mind: ScriptedMind) -> None:
    beginning = "The capital of France is Paris,"
    said, usage = answer(mind, Message("user", WORDS), Message("assistant", beginning))
    assert beginning + said == REPLY
    assert 0 < usage.generated_tokens < 60


def test_a_reply_belongs_to_the_question_that_is_likest_to_what_was_heard() -> None:
    questions = ["what is the capital of france", "what is my name", "good morning"]
    assert likest("What is the capital of Franz?", questions) == 0
    assert likest("Good morning. What's my name?", questions) == 1  # the end counts: the first was not answered
    assert likest("¡Good morning!", questions) == 2
    assert likest("", questions) == 0


def test_the_mind_replies_to_the_question_whatever_was_said_before(folder: Path) -> None:
    replies, questions = (
        ["It is Paris, of course.", "It is Madrid, of course."],
        ["capital of france", "capital of spain"],
    )
    path = write("llm", "toy", folder)
    mind = ScriptedMind(path, replies=replies, questions=questions, context=512, threads=1)
    spain, france = Message("user", "The capital of Spain?"), Message("user", "The capital of France?")
    assert answer(mind, spain)[0] == replies[1]
    assert answer(mind, spain, Message("assistant", replies[1]), france)[0] == replies[0]
    assert answer(mind, spain, Message("assistant", "It is Madrid,"))[0] == " of course."


def test_without_a_reply_there_is_nothing_to_say(folder: Path) -> None:
    with pytest.raises(EngineError, match=r"benchmark\.reply is empty"):
        ScriptedMind(write("llm", "toy", folder), replies=[" "])


def test_a_voice_of_random_weights_sounds_for_as_long_as_a_real_one(folder: Path) -> None:
    voice = PiperVoice(write("piper", "toy", folder), threads=1)
    pieces = list(voice.speak("The capital of France is Paris.", "en", 1.0, Cancel()))
    pcm = np.concatenate([piece.pcm for piece in pieces]).astype(np.float64)
    assert 1.2 < len(pcm) / voice.rate < 4
    assert 500 < pcm.std() < 15_000
    assert all(mark.exact for mark in pieces[0].marks)
