"""OmniGguf on the real library with a tiny model and projector: hearing, seeing, caching, cancelling."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from models.engine import Cancel, Cancelled, EngineError, HearingMind, Message, Sampling, TextDelta, Usage
from models.llama_media.engine import OmniGguf, OmniUtterance
from tests.models.llama_media.test_ears import Pcm, voice
from tests.support.cancelling import After
from tests.support.tiny_gguf import write_tiny
from tests.support.tiny_projector_omni import SPECIAL, write_tiny_omni, write_tiny_projector

SYSTEM = Message("system", "be brief")
SPOKEN = (SYSTEM, Message("user", ""))
TYPED = (SYSTEM, Message("user", "what is the weather like in the old town"))
GREEDY = Sampling(max_tokens=16, temperature=0)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_tiny_omni(tmp_path_factory.mktemp("omni"), context=4096)


def load(files: tuple[Path, Path], **options: Any) -> OmniGguf:
    return OmniGguf(*files, **({"context": 1024, "threads": 1} | options))


@pytest.fixture(scope="module")
def loaded(files: tuple[Path, Path]) -> Iterator[OmniGguf]:
    mind = load(files)
    yield mind
    mind.close()


@pytest.fixture
def mind(loaded: OmniGguf) -> OmniGguf:
    for conversation in ("voice", "text", "fresh"):
        loaded.forget(conversation)
    return loaded


def joined(items: Iterator[TextDelta | Usage]) -> tuple[str, Usage]:
    *deltas, usage = items
    assert isinstance(usage, Usage)
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta)), usage


def hear(
    mind: OmniGguf,
    pcm: Pcm,
    messages: Sequence[Message] = SPOKEN,
    *,
    to: str = "voice",
    piece: int = 0,
    cancel: Cancel | None = None,
) -> tuple[str, Usage]:
    """The answer to speech: given at once, or in pieces with the mind attending."""
    cancel = Cancel() if cancel is None else cancel  # one that is not set yet is false
    listening = mind.open(to)
    try:
        for start in range(0, pcm.size, piece or max(1, pcm.size)):
            listening.feed(pcm[start : start + (piece or pcm.size)])
            if piece:
                listening.attend(messages, cancel)
        return joined(listening.answer(messages, GREEDY, cancel))
    finally:
        listening.close()


def ask(mind: OmniGguf, *messages: Message, to: str = "voice", image: bytes | None = None) -> tuple[str, Usage]:
    return joined(mind.generate(to, messages, GREEDY, Cancel(), image))


# ---------------------------------------------------------------------------------------------------------------- hearing


def test_it_is_a_hearing_mind(mind: OmniGguf) -> None:
    known: HearingMind = mind  # checked by mypy
    assert known.context == 1024


def test_sound_in_tokens_out_and_other_sound_other_tokens(mind: OmniGguf) -> None:
    answers = {seed: hear(mind, voice(3.0, seed), to="fresh") for seed in (1, 2, 3)}
    assert all(usage.generated_tokens == GREEDY.max_tokens for _, usage in answers.values())
    assert len({text for text, _ in answers.values()}) > 1
    again, _ = hear(mind, voice(3.0, 1), to="fresh")
    assert again == answers[1][0]


def test_sound_takes_25_tokens_a_second(mind: OmniGguf) -> None:
    empty = mind.count(SPOKEN) + 2
    for seconds in (1.0, 3.0, 6.0):
        assert hear(mind, voice(seconds))[1].prompt_tokens == empty + 25 * seconds


def test_encoded_while_it_is_spoken_the_answer_is_the_same_and_only_the_tail_is_left(mind: OmniGguf) -> None:
    closing = len("\nassistant\n") + 3  # letters are tokens here
    for seconds in (1.0, 2.0, 2.01, 5.3):
        pcm = voice(seconds)
        at_once, _ = hear(mind, pcm, to="fresh")
        for piece in (320, 4000, 40000):
            mind.forget("voice")
            spoken, usage = hear(mind, pcm, piece=piece)
            assert spoken == at_once
            left = usage.prompt_tokens - usage.cached_tokens
            assert left <= 50 + closing, "more than two seconds of sound were left to the end"


def test_embeddings_of_a_stream_are_those_of_the_whole(mind: OmniGguf) -> None:
    """Once its loudest moment has been heard; before that, what is 80 dB below it may differ."""
    loud_first = np.concatenate([voice(2.0, 1, 12000), voice(5.3, 2, 3000)])
    loud_last = loud_first[::-1].copy()
    for pcm, largest in ((loud_first, 1e-6), (loud_last, 0.25)):
        whole, stream = mind.open("fresh"), mind.open("voice")
        whole.feed(pcm)
        whole._mel.frames(0, whole._mel.all_frames)  # now it knows how loud it will get
        for start in range(0, pcm.size, 1600):
            stream.feed(pcm[start : start + 1600])
            stream.attend(SPOKEN, Cancel())
        one, other = (embeddings(mind, listening) for listening in (whole, stream))
        assert one.shape == other.shape
        assert np.abs(one - other).mean() <= largest * one.std()
        whole.close()
        stream.close()


def embeddings(mind: OmniGguf, listening: OmniUtterance) -> Any:
    return np.concatenate([mind._native._media[number].rows for number in listening._all(Cancel())])


@pytest.mark.parametrize("sound", ["nothing", "one sample", "silence", "a click", "thirty seconds"])
def test_any_sound_is_borne(mind: OmniGguf, sound: str) -> None:
    click = np.zeros(8000, np.int16)
    click[100] = 32767
    pcm = {
        "nothing": np.zeros(0, np.int16),
        "one sample": np.ones(1, np.int16),
        "silence": np.zeros(16000 * 3, np.int16),
        "a click": click,
        "thirty seconds": voice(30.0),
    }[sound]
    answer, usage = hear(mind, pcm, piece=8000)
    assert usage.generated_tokens == GREEDY.max_tokens
    assert answer == hear(mind, pcm, to="fresh")[0]


def test_before_the_conversation_is_known_sound_is_encoded_all_the_same(
    mind: OmniGguf, monkeypatch: pytest.MonkeyPatch
) -> None:
    pcm = voice(5.0)
    expected, _ = hear(mind, pcm, to="fresh")
    listening = mind.open("voice")
    listening.feed(pcm)
    assert listening.attend([], Cancel()) == 4000
    monkeypatch.setattr(mind, "hear", None)
    assert listening.attend(SPOKEN, Cancel()) == 4000
    monkeypatch.undo()
    answer, usage = joined(listening.answer(SPOKEN, GREEDY, Cancel()))
    assert answer == expected
    assert usage.cached_tokens > 100
    listening.close()


def test_speech_that_goes_on_after_its_answer_is_answered_anew(mind: OmniGguf) -> None:
    pcm = voice(6.0)
    expected, _ = hear(mind, pcm, to="fresh")
    listening = mind.open("voice")
    for until in (16000, 40000, 70000, pcm.size):  # four pauses for breath, each taken for the end
        listening.feed(pcm[len(listening._mel) : until])
        listening.attend(SPOKEN, Cancel())
        answer, usage = joined(listening.answer(SPOKEN, GREEDY, Cancel()))
    assert answer == expected
    assert usage.cached_tokens > 100
    listening.close()


def test_asked_again_the_sound_is_not_encoded_again(mind: OmniGguf, monkeypatch: pytest.MonkeyPatch) -> None:
    listening = mind.open("voice")
    listening.feed(voice(3.0))
    first, _ = joined(listening.answer(SPOKEN, GREEDY, Cancel()))
    monkeypatch.setattr(mind, "hear", None)
    again, usage = joined(listening.answer(SPOKEN, GREEDY, Cancel()))
    assert again == first
    assert usage.prompt_tokens - usage.cached_tokens == 1
    listening.close()


def test_what_was_said_before_stands_in_the_context_as_text(mind: OmniGguf) -> None:
    before = (SYSTEM, Message("user", "who is it"), Message("assistant", "Bob"), Message("user", ""))
    listening = mind.open("voice")
    listening.attend(before, Cancel())  # the user has only begun to speak
    history = mind.count(before[:3])
    pcm = voice(3.0)
    listening.feed(pcm)
    answer, usage = joined(listening.answer(before, GREEDY, Cancel()))
    assert usage.cached_tokens >= history
    assert answer == hear(mind, pcm, before, to="fresh")[0]
    listening.close()


def test_text_before_the_sound_belongs_to_the_same_turn(mind: OmniGguf) -> None:
    half = (SYSTEM, Message("user", "what I wanted to ask is"))
    pcm = voice(2.5)
    _, usage = hear(mind, pcm, to="fresh")
    joined_, more = hear(mind, pcm, half, to="fresh")
    assert more.prompt_tokens > usage.prompt_tokens
    assert joined_ == hear(mind, pcm, half, piece=3200)[0]


def test_the_transcript_is_the_models_own_and_leaves_the_answer_in_the_cache(mind: OmniGguf) -> None:
    listening = mind.open("voice")
    listening.feed(voice(2.5))
    answer, _ = joined(listening.answer(SPOKEN, GREEDY, Cancel()))
    text = listening.transcript(Cancel())
    assert isinstance(text, str)
    assert text == listening.transcript(Cancel())
    again, usage = joined(listening.answer(SPOKEN, GREEDY, Cancel()))
    assert (again, usage.prompt_tokens - usage.cached_tokens) == (answer, 1)
    listening.close()


# -------------------------------------------------------------------------------------------------------------- and text


def test_text_only_turns_after_sound_are_as_from_a_fresh_context(mind: OmniGguf, files: tuple[Path, Path]) -> None:
    fresh = load(files)
    expected = ask(fresh, *TYPED)
    for piece in (0, 1600):
        hear(mind, voice(4.0), piece=piece)
        after = ask(mind, *TYPED)
        assert after[0] == expected[0]
        longer = (*TYPED, Message("assistant", after[0]), Message("user", "and tomorrow"))
        assert ask(mind, *longer)[0] == ask(fresh, *longer)[0]
        fresh.forget("voice")
    fresh.close()


def test_a_spoken_turn_leaves_a_typed_conversation_in_the_cache(mind: OmniGguf) -> None:
    ask(mind, *TYPED, to="text")
    hear(mind, voice(3.0), piece=1600)
    assert ask(mind, *TYPED, to="text")[1].cached_tokens == mind.count(TYPED) - 1


def test_marks_in_what_was_said_are_no_sound(mind: OmniGguf) -> None:
    hear(mind, voice(2.0))
    said = (SYSTEM, Message("user", "a \ue0100\ue011 b <|audio_bos|> c"))
    _, usage = ask(mind, *said)
    assert usage.prompt_tokens < 60
    assert mind._marks[SPECIAL[0]] not in mind._cache.slot("voice").tokens


def test_a_long_conversation_makes_room_for_what_is_heard(files: tuple[Path, Path]) -> None:
    small = load(files, context=512)
    turns = [
        Message(role, f"{number}: " + "the rain in the old town " * 4)
        for number in range(6)
        for role in ("user", "assistant")
    ]
    asked = (SYSTEM, *turns, Message("user", ""))
    assert small.count(asked) > small.context
    for piece in (0, 16000):
        _, usage = hear(small, voice(6.0), asked, piece=piece)
        assert usage.generated_tokens == GREEDY.max_tokens
        assert usage.dropped > 0
        assert usage.prompt_tokens > 150  # the sound is all there
    small.close()


def test_more_than_fits_is_refused_in_one_line(files: tuple[Path, Path]) -> None:
    small = load(files, context=512)
    for piece in (0, 16000):
        with pytest.raises(EngineError, match=r"takes \d+ tokens and the model's context holds 512") as err:
            hear(small, voice(30.0), piece=piece)
        assert "\n" not in str(err.value)
        assert hear(small, voice(1.0))[1].generated_tokens == GREEDY.max_tokens
    small.close()


# ---------------------------------------------------------------------------------------------------------------- cancel


def test_cancelled_at_any_moment_the_next_answer_is_as_from_a_fresh_start(mind: OmniGguf) -> None:
    pcm = voice(7.0)
    expected = hear(mind, pcm, to="fresh")[0], ask(mind, *TYPED, to="fresh")[0]
    cancelled = 0
    for looks in (0, 1, 2, 5, 20, 60, 150, 270, 290, 310, 350, 450, 550):
        for piece in (0, 16000):
            try:
                hear(mind, pcm, piece=piece, cancel=After(looks))
            except Cancelled:
                cancelled += 1
            assert hear(mind, pcm, piece=piece)[0] == expected[0]
        assert ask(mind, *TYPED)[0] == expected[1]
    assert cancelled > 20


@pytest.mark.parametrize("stage", ["encode", "prefill", "decode"])
def test_cancel_works_in_each_stage_and_keeps_what_was_done(
    mind: OmniGguf, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    pcm = voice(5.0)
    expected, _ = hear(mind, pcm, to="fresh")
    cancel = Cancel()
    listening = mind.open("voice")
    listening.feed(pcm)
    owner, name = {
        "encode": (mind, "hear"),
        "prefill": (mind._native, "_decode_rows"),
        "decode": (mind._native, "piece"),
    }[stage]
    work = getattr(owner, name)

    def and_cancel(*arguments: Any, **options: Any) -> Any:
        cancel.set()
        return work(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, and_cancel)
        with pytest.raises(Cancelled):
            for _ in listening.answer(SPOKEN, GREEDY, cancel):
                pass
    answer, usage = joined(listening.answer(SPOKEN, GREEDY, Cancel()))
    assert answer == expected
    if stage == "decode":
        assert usage.prompt_tokens - usage.cached_tokens <= 1  # its logits are still there, or wanted anew
    listening.close()


# ---------------------------------------------------------------------------------------------------------------- seeing


def picture(seed: int, width: int = 280, height: int = 196) -> bytes:
    from PIL import Image

    pixels = np.random.default_rng(seed).integers(0, 255, (7, 10, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).resize((width, height), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()


QUESTION = (SYSTEM, Message("user", "what is it"))


def test_other_images_give_other_answers_and_the_same_the_same(mind: OmniGguf) -> None:
    answers = [ask(mind, *QUESTION, to="text", image=picture(seed))[0] for seed in (1, 2, 3, 1)]
    assert answers[0] == answers[3]
    assert len(set(answers)) > 1


def test_text_after_an_image_is_as_from_a_fresh_context(mind: OmniGguf) -> None:
    expected = ask(mind, *TYPED, to="fresh")[0]
    ask(mind, *QUESTION, to="text", image=picture(1))
    assert ask(mind, *TYPED, to="text")[0] == expected
    assert not mind._native._media


def test_a_large_image_is_made_to_fit(files: tuple[Path, Path]) -> None:
    small = load(files, context=256)
    _, usage = ask(small, *QUESTION, image=picture(1, 3000, 2000))
    assert usage.generated_tokens == GREEDY.max_tokens
    assert usage.prompt_tokens < 80  # an image counts as many as its longer side has patches
    small.close()


def test_what_is_no_image_is_refused(mind: OmniGguf) -> None:
    for bad in (b"", b"<svg/>", picture(1)[:200]):
        with pytest.raises(EngineError, match="no image that can be read"):
            ask(mind, *QUESTION, image=bad)
    assert ask(mind, *QUESTION)[0]


def test_ears_without_eyes_say_so(tmp_path: Path, files: tuple[Path, Path]) -> None:
    mind = load((files[0], write_tiny_projector(tmp_path / "ears.gguf", sees=False)))
    assert hear(mind, voice(1.0))[1].generated_tokens == GREEDY.max_tokens
    with pytest.raises(EngineError, match="has ears but no eyes"):
        ask(mind, *QUESTION, image=picture(1))
    mind.close()


# ------------------------------------------------------------------------------------------------------------- resources


def mapped(path: Path) -> bool:
    return any(path.name in each.path for each in psutil.Process().memory_maps())


def test_in_low_memory_the_projector_is_there_only_while_it_is_needed(tmp_path: Path, files: tuple[Path, Path]) -> None:
    model, projector = write_tiny_omni(tmp_path)
    expected, _ = hear(load(files), voice(5.0))
    mind = load((model, projector.rename(tmp_path / "low-mmproj.gguf")), low_memory=True)
    projector = mind.projector
    assert not mapped(projector)
    listening = mind.open("voice")
    listening.feed(voice(5.0))
    listening.attend(SPOKEN, Cancel())
    assert mapped(projector)
    answer = listening.answer(SPOKEN, GREEDY, Cancel())
    next(answer)
    assert not mapped(projector), "its sound is encoded: nothing is left to hear with it"
    answer.close()  # type: ignore[attr-defined]
    assert joined(listening.answer(SPOKEN, GREEDY, Cancel()))[0] == expected
    listening.close()
    with pytest.raises(Cancelled):
        hear(mind, voice(5.0), cancel=After(30))
    assert not mapped(projector)
    mind.close()


def test_a_hundred_turns_leak_nothing(files: tuple[Path, Path]) -> None:
    mind = load(files, low_memory=False)
    process = psutil.Process()
    sounds = [voice(2.6, seed) for seed in range(4)]

    def turn(number: int) -> None:
        history = (SYSTEM, Message("user", f"number {number}"), Message("assistant", "yes"), Message("user", ""))
        hear(mind, sounds[number % 4], history, piece=8000)
        if number % 10 == 0:
            ask(mind, *QUESTION, to="text", image=picture(number % 3))

    for number in range(20):
        turn(number)
    gc.collect()
    memory, threads = process.memory_info().rss, process.num_threads()
    for number in range(100):
        turn(number)
    gc.collect()
    assert not mind._native._media
    assert process.num_threads() == threads
    assert process.memory_info().rss - memory < 4 << 20
    mind.close()


def test_closed_it_gives_all_back(files: tuple[Path, Path]) -> None:
    process = psutil.Process()

    def once() -> None:
        mind = load(files)
        hear(mind, voice(2.0))
        mind.close()
        mind.close()

    for _ in range(3):
        once()
    before = process.memory_info().rss
    for _ in range(8):
        once()
    assert process.memory_info().rss - before < 6 << 20
    assert process.num_fds() < 200


# ------------------------------------------------------------------------------------------------------------- bad files


def test_files_that_do_not_belong_together_are_named(tmp_path: Path, files: tuple[Path, Path]) -> None:
    deaf = write_tiny(tmp_path / "deaf.gguf", architecture="qwen2vl")
    with pytest.raises(EngineError, match=r"deaf\.gguf has no token <\|audio_bos\|>: it is no Qwen2\.5-Omni"):
        load((deaf, files[1]))
    from benchmarks.omni_shapes import ProjectorShape, write_projector

    shape = ProjectorShape("wide", 128, audio_width=32, audio_layers=1, audio_heads=2, audio_inner=64)
    wide = write_projector(shape, tmp_path / "wide.gguf", sees=False)
    with pytest.raises(EngineError, match=r"wide\.gguf is the projector of another model \(128 instead of 64"):
        load((files[0], wide))
    with pytest.raises(EngineError, match=r"nowhere\.gguf does not exist"):
        load((files[0], tmp_path / "nowhere.gguf"))
    with pytest.raises(EngineError, match=r"nowhere\.gguf does not exist"):
        load((tmp_path / "nowhere.gguf", files[1]))


def test_the_library_is_silent(
    files: tuple[Path, Path], capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    mind = load(files)
    hear(mind, voice(2.0))
    ask(mind, *QUESTION, image=picture(1))
    mind.close()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


# ------------------------------------------------------------------------------------------------------- the library's own


def test_an_image_lies_in_the_context_as_llama_cpp_itself_lays_it(mind: OmniGguf) -> None:
    """The logits behind it are those that mtmd_helper_eval_chunks leaves."""
    import ctypes

    from llama_cpp import mtmd_cpp as mtmd

    from models.llama_media.image_encoder import _open

    image = picture(5)
    native = mind._native
    before, after = ([*native.tokenize(text)] for text in ("<|im_start|>user\nlook", "what is it"))

    def logits() -> Any:
        pointer = native._lib.llama_get_logits_ith(native._ctx, -1)
        return np.ctypeslib.as_array(pointer, (native._lib.llama_vocab_n_tokens(native._vocab),)).copy()

    numbers = mind._look(image, Cancel())
    tokens = [*before, *numbers, *after]
    native.cut(1, 0)
    for start in range(0, len(tokens), native.batch):
        native.decode(tokens[start : start + native.batch], start, 1, logits=True)
    ours = logits()
    native.drop(numbers)

    params = mtmd.mtmd_context_params_default()
    params.use_gpu, params.warmup, params.n_threads, params.image_max_tokens = False, False, 1, 512
    context = mtmd.mtmd_init_from_file(str(mind.projector).encode(), native._model, params)
    pixels = _open(image)
    data = pixels.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
    bitmap = mtmd.mtmd_bitmap_init(pixels.shape[1], pixels.shape[0], data)
    chunks = mtmd.mtmd_input_chunks_init()
    marker = mtmd.mtmd_default_marker()
    text = mtmd.mtmd_input_text(marker, len(marker), False, True)
    assert mtmd.mtmd_tokenize(context, chunks, ctypes.byref(text), (mtmd.mtmd_bitmap_p_ctypes * 1)(bitmap), 1) == 0
    native.cut(1, 0)
    native.decode(before, 0, 1, logits=False)
    past = ctypes.c_int32(len(before))
    for index in range(mtmd.mtmd_input_chunks_size(chunks)):
        chunk = mtmd.mtmd_input_chunks_get(chunks, index)
        if mtmd.mtmd_input_chunk_get_type(chunk) == 1:
            status = mtmd.mtmd_helper_eval_chunk_single(
                context, native._ctx, chunk, past.value, 1, native.batch, False, ctypes.byref(past)
            )
            assert status == 0
    native.decode(after, past.value, 1, logits=True)
    theirs = logits()
    mtmd.mtmd_input_chunks_free(chunks)
    mtmd.mtmd_bitmap_free(bitmap)
    mtmd.mtmd_free(context)
    native.cut(1, 0)
    assert past.value == len(before) + len(numbers)
    assert np.abs(ours - theirs).max() < 0.01 * theirs.std()
