"""A conversation of ten turns on real ears and a real voice, over a sound card; Whisper tiny.en, which is not the product's,
judges what the loudspeaker says."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import jiwer
import numpy as np
import pytest

from audio.resample import resample
from config.constants import HEARING_RATE
from daemon.routing.parts import JOE, STARTER_SET, WHISPER
from models.engine import Cancel
from models.whisper.recogniser import WhisperRecogniser
from tests.e2e.house import Event, House
from tests.e2e.speech import say
from tests.support.real_models import Pcm, places, plain, real
from tests.support.virtual_card import RATE, VirtualCard, available, read_both

pytestmark = [
    pytest.mark.real,
    pytest.mark.sound,
    pytest.mark.timeout(1200),  # the first run fetches the models
    pytest.mark.skipif(not available(), reason="needs PulseAudio: scripts/setup.sh test"),
]

CONVERSATION = (
    ("What is the capital of France?", "paris", None),
    ("How many minutes are there in an hour?", "sixty", None),
    ("What are the months of the year?", "january", ("How many days are there in a week?", "seven")),
    ("My name is Maria.", "", None),
    ("What is my name?", "", None),
    ("What can you do?", "", ("What is the currency of Japan?", "yen")),
    ("What is the capital of Spain?", "madrid", None),
    ("What is the capital of Italy?", "rome", None),
)
"""Question, a word of its answer, and the question that is asked into the answer, with a word of its own answer."""
INTERRUPTS_AFTER = 1.8
"""Seconds of an answer before it is interrupted: sooner, both questions would be joined into one (`turn.reopen_ms`)."""
LOUD = 300
"""Least absolute sample of speech on the card."""


@dataclass
class Said:
    """One answer: what the daemon says that it said, and what came out of the loudspeaker."""

    question: str
    expected: str
    heard: str
    text: str
    interrupted: bool
    sound: Pcm = field(repr=False)
    """int16, shape (n,), at HEARING_RATE."""
    judged: str = ""


@pytest.fixture(scope="module")
def conversation(tmp_path_factory: pytest.TempPathFactory) -> list[Said]:
    """The whole of it, judged."""
    for model in (*STARTER_SET, "whisper-tiny-en"):
        real(model)
    folder = tmp_path_factory.mktemp("conversation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SARAI_MODELS__FOLDERS", json.dumps([str(places().root)]))
        with (
            VirtualCard(one_clock=True) as card,
            House(folder, card, "tier: embedded\nspeaking: {temperature: 0}\n") as house,
        ):
            assert {WHISPER, JOE, "starter"} <= {model["name"] for model in house.call("status")["models"]}
            said = [each for turn in CONVERSATION for each in ask(house, folder, *turn)]
    judge = WhisperRecogniser(real("whisper-tiny-en"), threads=2)
    for each in said:
        utterance = judge.open("en")
        utterance.feed(each.sound)
        each.judged = utterance.result(Cancel()).text
    return said


def ask(house: House, folder: Path, question: str, word: str, into: tuple[str, str] | None) -> list[Said]:
    """Asks a question, and another one into its answer if there is one."""
    recording = house.card.record_both(folder / "both.wav")
    house.card.play(say(question, folder), wait=False)
    done = []
    if into is not None:
        house.wait_for("state", lambda event: event["state"] == "speaking")
        time.sleep(INTERRUPTS_AFTER)
        done.append(house.ask(say(into[0], folder)))
    done.append(house.wait_for("reply_done"))
    for event in house.events:  # those of this turn are over
        event["used"] = True
    loudspeaker, microphone = read_both(recording.stop())
    pieces = [loudspeaker]
    if into is not None:
        where = int(np.flatnonzero(np.abs(microphone) > LOUD)[-1])
        pieces = [loudspeaker[:where], loudspeaker[where:]]
    asked = [(question, word), *([into] if into is not None else [])]
    return [_said(house, *each) for each in zip(asked, done, pieces, strict=True)]


def _said(house: House, asked: tuple[str, str], done: Event, sound: Pcm) -> Said:
    words = {
        event["kind"]: event["text"] for event in house.events if event.get("turn") == done["turn"] and "text" in event
    }
    text = words.get("reply_mended", words["reply_done"])
    return Said(*asked, words["heard"], text, done["interrupted"], resample(sound, RATE, HEARING_RATE))


def _letters(text: str) -> str:
    """Where one word ends and the next begins is not heard ("France is Paris", "Francis Paris"), and names are spelt in more
    than one way. Another word in an answer changes more than an eighth of its letters."""
    return plain(text).replace(" ", "")


def test_every_question_is_heard_and_answered_by_its_own_answer(conversation: list[Said]) -> None:
    assert len(conversation) == 10
    right = [each for each in conversation if plain(each.heard) == plain(each.question)]
    # A busy machine drops samples, and the canceller may take the first syllable over a reply for echo.
    assert len(right) >= 8, [each.heard for each in conversation]
    for each in right:
        assert each.expected in plain(each.text), each
    told, asked = (next(each for each in conversation if part in each.question) for part in ("My name is", "my name?"))
    assert plain(told.heard).split()[-1] in plain(asked.text), (told, asked)


def test_what_the_loudspeaker_says_is_understood(conversation: list[Said]) -> None:
    """Joe says nothing twice alike, and the judge takes "Rome" for "wrong" now and then: so many letters are right in all
    answers together, and what is heard of an answer is likest to that one."""
    said = [_letters(each.text) for each in conversation if not each.interrupted]
    judged = [_letters(each.judged) for each in conversation if not each.interrupted]
    assert len(said) == 8
    assert jiwer.cer(said, judged) <= 0.15, conversation
    likest = [min(said, key=lambda text: jiwer.cer(text, heard)) if heard else "" for heard in judged]
    assert sum(text == found for text, found in zip(said, likest, strict=True)) >= 7, conversation


def test_an_interrupted_answer_ends_where_the_history_says(conversation: list[Said]) -> None:
    """Its last words are soft, and end in the middle: somebody speaks over them. So both answers are judged together, and
    their ends by the last letters that the history and the loudspeaker have in common."""
    cut = [each for each in conversation if each.interrupted]
    assert [each.question for each in cut] == [each[0] for each in CONVERSATION if each[2] is not None]
    told, judged = (
        [_letters(text) for text in texts] for texts in zip(*((x.text, x.judged) for x in cut), strict=True)
    )
    pairs = [(text, heard, *_common_end(text, heard)) for text, heard in zip(told, judged, strict=True)]
    letters = sum(map(len, told))
    # Of the words behind it the judge makes others, but no more of them than there were.
    longer = sum(len(heard[heard_to:]) - len(text[told_to:]) for text, heard, told_to, heard_to in pairs)
    assert all(told_to for _, _, told_to, _ in pairs), cut
    assert -0.3 * letters <= longer <= 0.2 * letters, cut
    assert sum(told_to for _, _, told_to, _ in pairs) >= 0.5 * letters, cut
    before = [text[:to] for text, _, to, _ in pairs], [heard[:to] for _, heard, _, to in pairs]
    assert jiwer.cer(*before) <= 0.2, cut


def _common_end(told: str, judged: str) -> tuple[int, int]:
    """Returns where the last three letters or more that both have in common end, in each; letters before may differ."""
    blocks = SequenceMatcher(None, told, judged, autojunk=False).get_matching_blocks()
    return max(((block.a + block.size, block.b + block.size) for block in blocks if block.size >= 3), default=(0, 0))
