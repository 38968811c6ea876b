from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from models.engine import Cancel, Cancelled, EngineError
from models.pocketsphinx.language_model import arpa
from models.pocketsphinx.pronunciation import arpabet, dictionary
from models.pocketsphinx.recogniser import PocketsphinxRecogniser
from models.pocketsphinx.search import Search, Word, clean, trust
from tests.support.spoken import flite, in_room

Samples = npt.NDArray[np.int16]
QUESTION = "what is the capital of france"


@pytest.fixture(scope="module")
def ears() -> PocketsphinxRecogniser:
    return PocketsphinxRecogniser()


@pytest.fixture(scope="module")
def question() -> Samples:
    return flite(QUESTION)


def hear(ears: PocketsphinxRecogniser, pcm: Samples, block: int = 1600) -> str:
    utterance = ears.open("en")
    for at in range(0, len(pcm), block):
        utterance.feed(pcm[at : at + block])
    return utterance.result(Cancel()).text


@pytest.mark.parametrize("text", [QUESTION, "what time is it", "my name is robert", "set a timer for ten minutes"])
def test_it_hears_what_was_said(text: str) -> None:
    # New ears for each: they get used to a voice, and no test may depend on the one before.
    assert hear(PocketsphinxRecogniser(), flite(text)) == text


@pytest.mark.parametrize(("voice", "said"), [("rms", "no"), ("awb", "stop"), ("slt", "what is my name")])
def test_a_short_utterance_is_heard_with_the_mean_of_a_voice_that_is_known(voice: str, said: str) -> None:
    # Of itself it tells too little of the voice: with the mean of its own few sounds it was misheard, or no words at all.
    ears = PocketsphinxRecogniser()
    for before in (QUESTION, "thank you very much", "what is my name", "good morning"):
        hear(ears, flite(before, voice))
    assert hear(ears, flite(said, voice)) == said


def test_any_block_length_gives_the_same_words(question: Samples) -> None:
    assert hear(PocketsphinxRecogniser(), question, 160) == hear(PocketsphinxRecogniser(), question, 999) == QUESTION


def test_partials_grow_into_the_result(ears: PocketsphinxRecogniser, question: Samples) -> None:
    utterance = ears.open(None)
    assert utterance.partial().text == ""
    partials = []
    for at in range(0, len(question), 3200):
        utterance.feed(question[at : at + 3200])
        partials.append(utterance.partial().text)
    assert any("capital" in partial for partial in partials)
    result = utterance.result(Cancel())
    assert result.text == QUESTION
    assert result.language == "en"
    assert utterance.result(Cancel()) is result
    assert utterance.partial() is result


def test_feeding_goes_on_after_a_result(ears: PocketsphinxRecogniser, question: Samples) -> None:
    half = len(question) // 2
    utterance = ears.open("en")
    utterance.feed(question[:half])
    assert utterance.result(Cancel()).text != QUESTION
    utterance.feed(question[half:])
    assert utterance.result(Cancel()).text == QUESTION


def test_two_utterances_do_not_disturb_each_other(ears: PocketsphinxRecogniser, question: Samples) -> None:
    other = flite("my name is robert")
    first, second = ears.open("en"), ears.open("en")
    first.feed(question[:16_000])
    second.feed(other)
    first.feed(question[16_000:])
    assert second.result(Cancel()).text == "my name is robert"
    assert first.result(Cancel()).text == QUESTION
    first.close()
    first.close()
    assert first.result(Cancel()).text in ("", QUESTION)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.3, 2.0])
def test_silence_has_no_words(ears: PocketsphinxRecogniser, seconds: float) -> None:
    assert hear(ears, np.zeros(int(16_000 * seconds), np.int16)) == ""


def noises() -> dict[str, Samples]:
    rng = np.random.default_rng(5)

    def burst(milliseconds: int, level: float, decay: float) -> npt.NDArray[np.float64]:
        length = 16 * milliseconds
        return rng.normal(0, level, length) * np.exp(-np.linspace(0, decay, length))

    sounds = {
        "hiss": rng.normal(0, 400, 32_000),
        "loud hiss": rng.normal(0, 3000, 32_000),
        "cough": np.concatenate([burst(60, 6000, 1), burst(250, 3000, 4), np.zeros(2400), burst(250, 3000, 3)]),
        "knocks": np.concatenate([burst(30, 9000, 5), np.zeros(3000), burst(30, 9000, 5)]),
        "hum": 2000 * np.sin(np.arange(24_000) * 2 * np.pi * 120 / 16_000),
        "rumble": 3 * np.convolve(rng.normal(0, 3000, 32_000), np.ones(20) / 20, "same"),
    }
    return {name: in_room(pcm.astype(np.int16)) for name, pcm in sounds.items()}


@pytest.mark.parametrize("name", noises())
def test_noise_has_no_words(ears: PocketsphinxRecogniser, name: str) -> None:
    assert hear(ears, noises()[name]) == ""


def test_trust() -> None:
    assert trust([]) == 0.0
    assert trust([Word(20, 2, 0.9), Word(40, 4, 0.5)]) == pytest.approx(0.7)
    assert trust([Word(148, 2, 0.98), Word(28, 3, 0.99)]) == 0.0


def test_cancel(ears: PocketsphinxRecogniser, question: Samples) -> None:
    utterance = ears.open("en")
    utterance.feed(question)
    ears.open("en").feed(question[:1600])  # so that the first has to be decoded again
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        utterance.result(cancel)
    assert utterance.result(Cancel()).text == QUESTION


def test_english_only(ears: PocketsphinxRecogniser) -> None:
    with pytest.raises(EngineError, match="English only"):
        ears.open("es")


def test_bad_files_get_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no file") as caught:
        PocketsphinxRecogniser(tmp_path / "none.arpa", tmp_path / "none.dict")
    assert "\n" not in str(caught.value)
    for name in ("lm", "dict"):
        (tmp_path / name).write_bytes(b"\x00nonsense\n" * 20)
    with pytest.raises(EngineError, match="build"):
        PocketsphinxRecogniser(tmp_path / "lm", tmp_path / "dict")


def test_a_domain_of_ones_own(tmp_path: Path) -> None:
    said = ["blorf the zwick", "unblorf the zwick", "blorf all zwicks"]
    lm, words = tmp_path / "own.arpa", tmp_path / "own.dict"
    lm.write_text(arpa(said), "utf-8")
    words.write_text(dictionary(word for sentence in said for word in sentence.split()), "utf-8")
    assert "zwick Z W IH K" in words.read_text().splitlines()
    assert hear(PocketsphinxRecogniser(lm, words), flite("blorf the zwick")) == "blorf the zwick"


def test_the_model_is_a_probability_distribution() -> None:
    """For every history the chances of all words add up to one: as Katz's back-off reads them from the file."""
    text = arpa(["a b c", "a b d", "a b c", "c a", "d d b"], least=2)
    chances: dict[tuple[str, ...], float] = {}
    backoffs: dict[tuple[str, ...], float] = {}
    for line in text.splitlines():
        fields = line.split("\t")
        if len(fields) > 1:
            gram = tuple(fields[1].split())
            chances[gram] = 10 ** float(fields[0])
            backoffs[gram] = 10 ** float(fields[2]) if len(fields) > 2 else 1.0
    words = [gram[0] for gram in chances if len(gram) == 1 and gram[0] != "<s>"]

    def chance(*gram: str) -> float:
        if gram in chances:
            return chances[gram]
        return backoffs.get(gram[:-1], 1.0) * chance(*gram[1:])

    for history in [(), ("a",), ("<s>",), ("a", "b"), ("<s>", "a"), ("d", "b"), ("c", "c")]:
        assert sum(chance(*history, word) for word in words) == pytest.approx(1.0, abs=2e-3), history
    counts = [line for line in text.splitlines() if line.startswith("ngram")]
    assert counts == ["ngram 1=6", "ngram 2=13", "ngram 3=3"]


def test_pronunciation() -> None:
    assert arpabet("θˈɔːt") == "TH AO T"
    assert arpabet("tʃˈɜːtʃ") == "CH ER CH"
    assert dictionary(["france", "sarai", "read", "..."]).splitlines() == [
        "france F R AE N S",
        "read R EH D",
        "read(2) R IY D",
        "sarai S AE R AY",
    ]


def test_clean() -> None:
    assert clean("<s> READ(2) the [NOISE] ++BREATH++ book <sil></s>") == "read the book"
    assert clean("<sil>") == ""


def test_nothing_is_left_to_decode_at_the_end(question: Samples, monkeypatch: pytest.MonkeyPatch) -> None:
    ears = PocketsphinxRecogniser()
    hear(ears, question)  # the voice is known
    utterance = ears.open("en")
    utterance.feed(question)
    decoded: list[bytes] = []
    monkeypatch.setattr(Search, "decode", lambda self, block: decoded.append(block))
    assert utterance.result(Cancel()).text == QUESTION
    assert decoded == []
